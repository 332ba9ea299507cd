"""Who is called by an office in a text, and what the list of terms says of when that was."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from corpus.lexicons import describe_lexicon, read_table
from corpus.tables import rows_of
from corpus.timex.bounds import dating_words, last_word
from corpus.timex.edtf import bounds
from corpus.timex.evidence import Evidence, moved

LEXICON, TERMS = "actors", "terms"
OFFICE = "office"
KINDS = (OFFICE, "person", "surname")
OF = re.compile(r" (?:of|for|in|to) ")
OFFICE_FIRST = re.compile(r"(?:\s*\([^()]{1,12}\))?,?\s+(?:[A-Z][\w’'.-]*\s+){0,2}")
PERSON_FIRST = re.compile(
    r"(?:\s*\([^()]{1,40}\))?,\s+(?:the\s+|its\s+|who\s+is\s+)?(?:(?:current|acting|interim|caretaker)\s+)?"
)
AFTER = re.compile(r"[\s-]*(?:designate|elect|candidate|nominee|hopeful)\b", re.IGNORECASE)


class Called(NamedTuple):
    """A person called by an office."""

    article_id: str
    sentence_id: str
    start: int
    end: int
    surface: str
    person: str
    office: str
    is_over: bool

    def words(self, kind: str, **found: Any) -> Evidence:
        """Return evidence of a kind whose words are these."""
        source = f"list {TERMS}: {self.person}, {self.office}"
        words = Evidence(self.article_id, kind, self.sentence_id, self.start, self.end, self.surface, source=source)
        return words._replace(**found)


class Term(NamedTuple):
    """When an office was held: its first possible day, the day on which it may have ended, the last possible one."""

    first: str
    ended: str
    last: str


class Name(NamedTuple):
    """A tag of a person or an office."""

    start: int
    end: int
    entry: str
    kind: str


@cache
def terms() -> dict[tuple[str, str], tuple[Term, ...]]:
    """Return the terms by person and office; "" for an end that is open."""
    found: dict[tuple[str, str], tuple[Term, ...]] = {}
    for person, office, since, until in rows_of(read_table(TERMS), "person", "office", "since", "until"):
        first = bounds(since)[0] if since else ""
        ended, last = (bounds(until.partition("/")[0])[1], bounds(until)[1]) if until else ("", "")
        found[person, office] = (*found.get((person, office), ()), Term(first, ended, last))
    return found


@cache
def known_to() -> str:
    """Return the last day for which the list of terms speaks."""
    return bounds(str(describe_lexicon(TERMS)["as_of"]))[1]


def find_called(tags: pd.DataFrame, sentences: pd.DataFrame) -> list[Called]:
    """Find who is called by an office that the list gives to the person, first mentions only.

    Returns
    -------
    list of Called
        One row per article, person and office, in reading order.
    """
    listed = {one for pair in terms() for one in pair}
    names: dict[str, list[Name]] = {}
    may = (tags["lexicon"] == LEXICON) & tags["kind"].isin(KINDS)
    for sentence_id, *name in rows_of(tags, "sentence_id", *Name._fields, where=may):
        if name[2] in listed:
            names.setdefault(sentence_id, []).append(Name(*name))
    names = {one: those for one, those in names.items() if any(name.kind != OFFICE for name in those)}
    found: dict[tuple[str, str, str], Called] = {}
    rows = (row for row in rows_of(sentences, "article_id", "sentence_id", "text") if row[1] in names)
    for article_id, sentence_id, text in sorted(rows):
        those = sorted(names[sentence_id])
        for office, person in [*_pairs(text, those), *_titled(text, those)]:
            called = _called(article_id, sentence_id, text, office, person)
            if called and (person.entry, office.entry) in terms():
                found.setdefault((article_id, person.entry, office.entry), called)
    return list(found.values())


@cache
def _titles() -> dict[str, dict[str, str]]:
    """Return for each person the titles of the offices listed, without country, and the offices."""
    found: dict[str, dict[str, str]] = {}
    for person, office in terms():
        found.setdefault(person, {})[OF.split(office)[0].lower()] = office
    return found


def _titled(text: str, names: list[Name]) -> Iterator[tuple[Name, Name]]:
    """Yield office and person where a bare title stands before the name: "Foreign Minister Ishaq Dar"."""
    for person in names:
        titles = _titles().get(person.entry, {}) if person.kind != OFFICE else {}
        before = text[: person.start].rstrip()
        for title in sorted(titles, key=len, reverse=True):
            start = len(before) - len(title)
            if before.lower().endswith(title) and last_word(before[:start]) not in dating_words("lower_rank"):
                yield Name(start, len(before), titles[title], OFFICE), person
                break


def _pairs(text: str, names: list[Name]) -> Iterator[tuple[Name, Name]]:
    """Yield office and person that stand side by side; an office goes to the person after it rather than before."""
    taken = -1
    for at in range(len(names) - 1):
        one, two = names[at], names[at + 1]
        gap = text[one.end : two.start]
        if one.kind == OFFICE and two.kind != OFFICE and OFFICE_FIRST.fullmatch(gap) and at != taken:
            taken = at + 1
            yield one, two
        elif one.kind != OFFICE and two.kind == OFFICE and at != taken and PERSON_FIRST.fullmatch(gap):
            third = names[at + 2] if at + 2 < len(names) else None
            if third and third.kind != OFFICE and OFFICE_FIRST.fullmatch(text[two.end : third.start]):
                continue
            taken = at + 1
            yield two, one


def _called(article_id: str, sentence_id: str, text: str, office: Name, person: Name) -> Called | None:
    lead = last_word(text[: office.start])
    if lead in dating_words("not_yet") or AFTER.match(text, office.end):
        return None
    start, end = min(office.start, person.start), max(office.end, person.end)
    over = lead in dating_words("no_longer")
    return Called(article_id, sentence_id, start, end, text[start:end], person.entry, office.entry, over)


def bound_by_office(called: Called, max_report_lag: int | None) -> Iterator[Evidence]:
    """Bound the publication from below by the begin of an office, and what is told by its end.

    The end of the office bounds the publication only with a lag, in days, within which acts are reported.
    """
    held = terms()[called.person, called.office]
    first = min(term.first for term in held)
    last = max(term.last for term in held) if all(term.last for term in held) and not called.is_over else ""
    limit = moved(last, max_report_lag) if last and max_report_lag is not None else ""
    if first or limit:
        note = f"{called.person} has held this office since {first}: published then or later" if first else ""
        lag = f"; at most {max_report_lag} days after its end on {last}" if limit else ""
        yield called.words("office", earliest=first, latest=limit, note=note + lag)
    if last:
        note = f"the office was held until {last}: what is told of its holder lies before; the article may be later"
        yield called.words("event", earliest=first, latest=last, note=note)


def check_office(
    called: Called, published: tuple[str, str], told: Mapping[str, list[tuple[str, str]]]
) -> Evidence | None:
    """Compare an office with the documented date of its article.

    Parameters
    ----------
    called : Called
        The person and the office.
    published : tuple of str
        First and last day of the publication.
    told : mapping
        Sentence id -> first and last day of the dates in it: an office of that time is no contradiction.
    """
    held = terms()[called.person, called.office]
    first, last = published
    times = f"the list says {' and '.join(f'{term.first or chr(8230)} to {_until(term)}' for term in held)}"
    span = {"earliest": min(term.first for term in held), "latest": "" if held[-1].last == "" else held[-1].last}
    if any(_covers(term, first, last) for term in held):
        is_known = last <= known_to() or any(term.last and _covers(term, first, last) for term in held)
        return (
            called.words("office", verdict="confirmed", note=times, **span) if is_known and not called.is_over else None
        )
    then = any(_covers(term, *days) for term in held for days in told.get(called.sentence_id, ()) if days[1] < first)
    if called.is_over or then:
        return None
    note = f"does not fit {first if first == last else f'{first}/{last}'}: {times}; the printed date stands"
    return called.words("office", verdict="contradicted", note=note, **span)


def _until(term: Term) -> str:
    if not term.last:
        return f"{known_to()} at least"
    return term.last if term.ended == term.last else f"{term.ended} or at the latest {term.last}"


def _covers(term: Term, first: str, last: str) -> bool:
    return term.first <= last and (not term.ended or first <= term.ended)
