"""Bounds of a publication date within its own text: facts that are past, acts to come, weekdays."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from corpus.lexicons import read_table
from corpus.timex.edtf import is_edtf
from corpus.timex.evidence import DAYS, Evidence, Told, moved, weekday_of
from corpus.timex.tense import direction
from corpus.timex.words import words

WEEKDAY = re.compile(r"(?:<=)?XXXX-WXX-([1-7])(?:T.*)?")
DAY_OF_WEEK = re.compile(r"(<=?|)XXXX-(\d\d-\d\d);([1-7])(?:T.*)?")
WORD = re.compile(r"[^\W\d_]+")
CLAUSE = re.compile(r"[,;:—–\"“”()]")
VAGUE = ("BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER", "APPROX")
NOT_BEGUN = ("future", "hypothetical")
PLANNED = re.compile(r"\b(?:will|won['’]t|shall|due|scheduled|slated|(?:is|are) (?:\w+ly |also )?(?:expected|set))\b")
REACH, WORDS_BACK, OPENS = 100, 8, 20
YEAR, CYCLE = 365, 28
AHEAD = 120
"""Days within which a day and month without a year may lie ahead of the publication."""

BACK = (1, 2)
"""How many days before the act told another weekday of the article is taken to lie."""


@cache
def dating_words(kind: str) -> frozenset[str]:
    """Return the words of a kind in the packaged list `dating_words`."""
    rows = read_table("dating_words")
    return frozenset(rows.loc[rows["kind"] == kind, "word"])


def last_word(text: str) -> str:
    """Return the last word of a text in lower case; articles are left out."""
    found = [word for word in WORD.findall(text[-30:].lower()) if word not in ("the", "a", "an")]
    return found[-1] if found else ""


def tense_of(one: Told) -> str:
    """Return whether what is told of a date is ``past``, ``planned`` or "" for not sure.

    A verb in the past before the date says so, or after it where the sentence begins with the date, or "since";
    a verb that looks ahead before the date says ``planned``. A photograph shows what has been.

    Examples
    --------
    >>> text = "Talks will be held on 3 May 2023."
    >>> tense_of(Told("a", "a:1", "body", text, 22, 32, "3 May 2023", "2023-05-03", "", "day", "explicit", "", ""))
    'planned'
    """
    lead = last_word(one.text[: one.start])
    fits = lead not in dating_words("not_on_a_day") if one.grain == "day" else lead in dating_words("stating")
    if not fits and one.role != "caption" and lead not in dating_words("coming"):
        return ""
    before = direction(one.text[: one.end], one.start, one.end)[0]
    if before == "future":
        return (
            "planned"
            if lead in dating_words("coming") and PLANNED.search(one.text, max(one.start - REACH, 0), one.start)
            else ""
        )
    if one.role == "caption" and one.grain == "day":
        return "past"
    if not fits:
        return ""
    if before == "past" or lead == "since":
        return "past"
    opens = one.start < OPENS and set(WORD.findall(one.text[: one.start].lower())) <= dating_words("opening") | {"the"}
    return "past" if opens and direction(one.text[one.start :], 0, one.end - one.start)[0] == "past" else ""


def bound_by_facts(told: Iterable[Told], acts: Mapping[str, Sequence[tuple[int, str]]]) -> Iterator[Evidence]:
    """Find what has happened by the publication, and what was still to come.

    Parameters
    ----------
    told : iterable of Told
        Time expressions; those that name their year count.
    acts : mapping
        Sentence id -> place and modality of the acts coded in it.

    Returns
    -------
    iterator of Evidence
        One row per date that bounds, by day and kind the first of each article.
    """
    seen: set[tuple[str, ...]] = set()
    for one in told:
        if one.basis != "explicit" or not one.first or one.mod in VAGUE or one.role in ("title", "heading", "dateline"):
            continue
        tense = tense_of(one)
        if not tense or (tense == "past" and _modality_near(one, acts) in NOT_BEGUN):
            continue
        key = (one.article_id, tense, one.first if tense == "past" else one.last)
        if key in seen or is_misprinted(one):
            continue
        seen.add(key)
        if tense == "past":
            note = f"has happened: published on {one.first} or later"
            yield one.words("past fact", earliest=one.first, note=note)
        elif one.last:
            note = f"is still to come: published on {one.last} or earlier"
            yield one.words("planned", latest=one.last, note=note)


def _modality_near(one: Told, acts: Mapping[str, Sequence[tuple[int, str]]]) -> str:
    near = min(acts.get(one.sentence_id, ()), key=lambda act: abs(act[0] - one.start), default=(0, ""))
    return near[1]


def printed_weekday(one: Told) -> int:
    """Return the weekday that is printed with a full date, 0 for none."""
    named = words("weekday")
    found = next((word for word in WORD.findall(one.surface.lower()) if word in named), "")
    return int(named[found]) if found and one.first and one.first == one.last else 0


def is_misprinted(one: Told) -> bool:
    """Whether a full date is printed with a weekday that it does not have."""
    weekday = printed_weekday(one)
    return bool(weekday) and one.basis == "explicit" and weekday != weekday_of(one.first)


@cache
def _spoken() -> frozenset[str]:
    """Return the forms of verbs of speech that are in the past."""
    verbs = read_table("reporting")
    forms = set(verbs.loc[verbs["kind"] == "verb", "pattern"])
    return frozenset(form for form in forms if form.endswith("ed") or form in words("past_cue"))


def is_said(text: str, start: int) -> bool:
    """Whether a date is when something was said, and not when it happened.

    Examples
    --------
    >>> is_said("They met, the ministry said on Friday.", 31), is_said("They met in Kabul on Friday.", 21)
    (True, False)
    """
    clause = CLAUSE.split(text[max(start - REACH, 0) : start])[-1]
    for word in reversed(clause.lower().split()[-WORDS_BACK:]):
        if word in _spoken():
            return True
        if word in dating_words("between"):
            return False
    return False


def narrow_by_weekday(one: Told, day: str) -> Evidence | None:
    """Narrow a publication date by a weekday told beside an act whose day is known.

    A bare weekday is the latest one up to and including the day of publication. Past weekdays one or two days
    before that of the act are taken as the days just before it; an article of seven days later would mean another.
    """
    found = WEEKDAY.fullmatch(one.unresolved)
    back = (weekday_of(day) - int(found[1])) % 7 if found else 0
    if back not in BACK or _way(one) != "past":
        return None
    then = moved(day, -back)
    name = DAYS[weekday_of(then) - 1]
    note = f"by convention {then}, the {name} before the act told: {moved(then, 7)} or later it would be another"
    return one.words("weekday", earliest=day, latest=moved(then, 6), note=note)


def _way(one: Told) -> str:
    before = direction(one.text[: one.end], one.start, one.end)[0]
    return before or direction(one.text[one.start :], 0, one.end - one.start)[0]


def narrow_by_day_of_week(one: Told, low: str, high: str) -> Evidence | None:
    """Narrow a publication date by a day and month with its weekday, which not every year has.

    Without a year it is the nearest past one, or one at most `AHEAD` days to come.
    """
    found = DAY_OF_WEEK.fullmatch(one.unresolved)
    if not found or not low:
        return None
    slack = 0 if found[1] or _way(one) == "past" else AHEAD
    days = days_in(found[2], int(low[:4]) - 1, int(high[:4]) + 1 if high else int(low[:4]) + CYCLE)
    fitting = [day for day in days if weekday_of(day) == int(found[3]) and moved(day, YEAR) >= low]
    fitting = [moved(day, -slack) for day in fitting if not high or moved(day, -slack) <= high]
    first, last = (fitting[0], moved(fitting[-1], slack + YEAR) if high else "") if fitting else ("", "")
    if not fitting or (first <= low and (not high or last >= high)):
        return None
    note = f"of the years that fit, this day is a {DAYS[int(found[3]) - 1]} first in {moved(first, slack)[:4]}"
    return one.words("weekday", earliest=max(first, low), latest=min(last, high), note=note)


def days_in(month_day: str, first: int, last: int) -> list[str]:
    """Return a day of some month in each year that has it.

    Examples
    --------
    >>> days_in("02-29", 2022, 2025)
    ['2024-02-29']
    """
    return [
        day for day in (f"{year:04d}-{month_day}" for year in range(max(first, 1), min(last, 9998) + 1)) if is_edtf(day)
    ]
