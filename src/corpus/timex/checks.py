"""Documented dates of publication against what the text says: shown, and nothing changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from corpus.tables import rows_of
from corpus.timex.bounds import AHEAD, DAY_OF_WEEK, WEEKDAY, days_in, is_misprinted, is_said, printed_weekday
from corpus.timex.evidence import DAYS, Evidence, Told, moved, weekday_of
from corpus.timex.offices import Called, check_office

Span = tuple[str, str]
CHANGED = "stamp-updated"
MONDAY = 1
WEEKEND = 3
"""Days before a Monday in which a Friday lies: the paper before."""

STATED = {
    "user": "given by the user",
    "metadata": "stated by the file or the export it came in",
    "stamp": "a stamp on the page",
    "dateline": "the dateline of the text",
    CHANGED: "the day on which the page was last changed: first published then or earlier",
}


def check_documented(
    articles: pd.DataFrame, told: Sequence[Told], called: Iterable[Called], facts: Iterable[Evidence]
) -> Iterator[Evidence]:
    """Tell where documented dates come from, and what in the texts agrees with them and what does not.

    Parameters
    ----------
    articles : DataFrame
        Table ``articles``: those with a documented date.
    told : sequence of Told
        The full dates and the weekdays of all articles.
    called : iterable of Called
        Who is called by an office, in all articles.
    facts : iterable of Evidence
        What `bound_by_facts` gives for all articles.

    Returns
    -------
    iterator of Evidence
        One row per fact; those without a verdict are left out.
    """
    columns = ("article_id", "published", "published_basis", "updated", "earliest", "latest")
    days = articles.assign(**{name: articles[name].dt.strftime("%Y-%m-%d").fillna("") for name in columns[-2:]})
    spans: dict[str, Span] = {}
    datelines = {one.article_id: one for one in told if one.role == "dateline" and one.basis == "explicit"}
    for article_id, published, basis, updated, *span in rows_of(days, *columns):
        spans[article_id] = (span[0], span[1])
        yield from _state(Evidence(article_id, basis), published, updated, spans[article_id], datelines.get(article_id))
    closed = {article_id: span for article_id, span in spans.items() if all(span)}
    yield from _check_weekdays(told, closed)
    within: dict[str, list[Span]] = {}
    for one in told:
        within.setdefault(one.sentence_id, []).append((one.first, one.last))
    checked = (check_office(each, closed[each.article_id], within) for each in called if each.article_id in closed)
    yield from filter(None, checked)
    yield from _check_facts(facts, closed)


def _state(found: Evidence, published: str, updated: str, span: Span, head: Told | None) -> Iterator[Evidence]:
    """Tell where a documented date stands; a page's last change bounds its first publication from above."""
    basis = found.kind
    found = found._replace(source=basis, surface=published, note=STATED.get(basis, basis))
    if head and basis == "dateline" and head.first == span[0]:
        found = head.words(basis, source=basis, note=STATED[basis])
    yield found._replace(earliest="" if basis == CHANGED else span[0], latest=span[1])
    if updated and basis != CHANGED and span[0]:
        fits = span[0] <= updated[:10]
        note = f"{STATED[CHANGED]}{'' if fits else f'; but {published} is later'}"
        verdict = "confirmed" if fits else "contradicted"
        yield Evidence(
            found.article_id, CHANGED, surface=updated, latest=updated[:10], source=CHANGED, verdict=verdict, note=note
        )


def _check_weekdays(told: Iterable[Told], published: Mapping[str, Span]) -> Iterator[Evidence]:
    """Compare the first weekday on which something is said, and each day that has its weekday with it."""
    seen = set()
    for one in told:
        first, last = published.get(one.article_id, ("", ""))
        if not first or first != last or one.role in ("title", "heading"):
            continue
        if DAY_OF_WEEK.fullmatch(one.unresolved):
            yield from filter(None, [_check_day_of_week(one, first)])
        spoken = WEEKDAY.fullmatch(one.unresolved)
        if spoken and one.article_id not in seen and is_said(one.text, one.start):
            seen.add(one.article_id)
            yield _check_speech(one, first, int(spoken[1]))


def _check_speech(one: Told, day: str, weekday: int) -> Evidence:
    """Compare the weekday of a statement with the day printed: news is of the day or the day before, or the weekend."""
    back = (weekday_of(day) - weekday) % 7
    then = moved(day, -back)
    said = one.words("weekday", earliest=then, latest=then, verdict="confirmed")
    printed = f"the printed {day} is a {DAYS[weekday_of(day) - 1]}"
    if back == 0:
        return said._replace(note=printed)
    if back == 1 or (weekday_of(day) == MONDAY and back <= WEEKEND):
        return said._replace(note=f"{printed}: the {'day' if back == 1 else 'working day'} after")
    note = f"{printed}, and the last {DAYS[weekday - 1]} is {back} days before it; the printed date stands"
    return said._replace(verdict="contradicted", note=note)


def _check_day_of_week(one: Told, day: str) -> Evidence | None:
    """Compare a day and month with its weekday with the year printed: the last such day before, or the next soon."""
    found = DAY_OF_WEEK.fullmatch(one.unresolved)
    if found is None:
        return None
    days = days_in(found[2], int(day[:4]) - 1, int(day[:4]) + 1)
    near = [*[then for then in days if then <= day][-1:], *[then for then in days if day < then <= moved(day, AHEAD)]]
    fitting = [then for then in near if weekday_of(then) == int(found[3])]
    then = (fitting or near or [day])[0]
    note = f"{then} is a {DAYS[weekday_of(then) - 1]}"
    if fitting:
        return one.words("weekday", earliest=then, latest=then, verdict="confirmed", note=note)
    note += f" and not a {DAYS[int(found[3]) - 1]}: the printed {day} is of another year; it stands"
    return one.words("weekday", earliest=then, latest=then, verdict="contradicted", note=note)


def _check_facts(facts: Iterable[Evidence], published: Mapping[str, Span]) -> Iterator[Evidence]:
    """Show what has happened only after the printed date, or was to come and lies before it."""
    for one in facts:
        first, last = published.get(one.article_id, ("", ""))
        if first and (one.earliest > last or (one.latest and one.latest < first)):
            told = f"has happened on {one.earliest}" if one.earliest else f"was still to come on {one.latest}"
            note = f"{told}, and the printed date is {first if first == last else f'{first}/{last}'}; it stands"
            yield one._replace(verdict="contradicted", note=note)


def check_days(told: Iterable[Told]) -> Iterator[Evidence]:
    """Compare full dates that are printed with their weekday with the calendar."""
    for one in told:
        if one.basis == "explicit" and printed_weekday(one):
            name = f"{one.first} is a {DAYS[weekday_of(one.first) - 1]}"
            verdict = "contradicted" if is_misprinted(one) else "confirmed"
            note = name if verdict == "confirmed" else f"{name}, and the words say another weekday: not used"
            yield one.words("weekday", earliest=one.first, latest=one.first, verdict=verdict, note=note)
