"""The same event told elsewhere: an article with a documented date lends it to one without."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from corpus.tables import rows_of
from corpus.timex.bounds import WEEKDAY, is_said
from corpus.timex.evidence import DAYS, Evidence, Told, moved, weekday_of

PERSONS = ("person", "surname")
USED = PLACES, EVENTS = ("places", "events")
MOST_NAMES = 12
"""A sentence with more names than this is a list, and no act of any two of them."""

REPORTED_WITHIN = 6
"""Days after an act within which its bare weekday still means it."""


class Key(NamedTuple):
    """What acts that are the same share: two persons, the place and the kind of act."""

    one: str
    two: str
    place: str
    type: str


class Day(NamedTuple):
    """A day that an act is told to have, an article that tells it, and whether it has no documented date."""

    day: str
    is_undocumented: bool
    article_id: str
    sentence_id: str


class Days(NamedTuple):
    """The days told of acts of one key, and what the longer spans told of them have in common."""

    days: list[Day]
    spans: list[tuple[str, str]]

    def on(self, weekday: int) -> tuple[Day, Day] | None:
        """Return the first and the last day that is a weekday, each as the first article tells it."""
        days = {one.day: one for one in sorted(self.days, reverse=True) if weekday_of(one.day) == weekday}
        return (days[min(days)], days[max(days)]) if days else None

    def may_be(self, day: str) -> bool:
        """Tell whether a day lies in all longer spans that are told."""
        return all(first <= day <= last for first, last in self.spans)


class Lent(NamedTuple):
    """An act of an undated article, and the first and the last day that such an act has elsewhere.

    `clash` is whether the two days differ, or a month or other longer span is told of such an act in which the day
    does not lie.
    """

    told: Told
    key: Key
    first: Day
    last: Day
    clash: bool


def find_neighbours(
    told: Iterable[Told], tags: pd.DataFrame, coded: pd.DataFrame, documented: set[str], undated: set[str]
) -> Iterator[Evidence]:
    """Find the acts of undated articles that are told with their day elsewhere.

    Two acts are the same when they share two named persons, the place and the kind of act, and the weekday agrees. The
    day is lent by an article with a documented date, and by none when acts of two days fit: then both are shown.

    Parameters
    ----------
    told : sequence of Told
        What `tell_dates` gives.
    tags, coded : DataFrame
        The tables of these names.
    documented, undated : set of str
        The ids of the articles with a documented date, and of those without a date.

    Returns
    -------
    iterator of Evidence
        One row per act and day that fits, with the first and the last day of publication that it leaves.
    """
    persons = _persons(tags)
    sentences: dict[str, list[Told]] = {}
    for one in told:
        if one.sentence_id in persons:
            sentences.setdefault(one.sentence_id, []).append(one)
    asked = [found for those in sentences.values() for found in _weekdays(those, undated)]
    if not asked:
        return
    acts = _acts(sentences, persons, tags, coded)
    days = _days(sentences, acts, documented, undated)
    for one, weekday in asked:
        lent = list(_lent(one, weekday, acts.get(one.sentence_id, ()), days))
        several = any(each.clash for each in lent)
        chosen = {(each.first.day, each.last.day): each for each in reversed(lent) if each.clash == several}
        for each in sorted(chosen.values(), key=lambda each: (each.first.day, each.key)):
            yield from _judge(each)


def _judge(lent: Lent) -> Iterator[Evidence]:
    """Yield the day that is lent, or the days between which the corpus does not decide."""
    day, last, act = lent.first.day, lent.last.day, f"{lent.key.one} and {lent.key.two} in {lent.key.place}"
    first = _on(lent.told.words("neighbour"), lent.first)
    if not lent.clash:
        if not lent.first.is_undocumented:
            told = f"{act} on {day}, a {DAYS[weekday_of(day) - 1]}, as {lent.first.article_id} tells"
            yield first._replace(note=f"{told}: by convention published within six days of it")
        return
    rival = last if day != last else "another time"
    first = first._replace(verdict="contradicted", note=f"{act} on {day} or on {rival}: both fit, neither is used")
    yield first
    if day != last:
        yield _on(first, lent.last)


def _on(found: Evidence, lent: Day) -> Evidence:
    """Return evidence that lends a day, and the days after it in which its bare weekday still means it."""
    last = moved(lent.day, REPORTED_WITHIN)
    return found._replace(earliest=lent.day, latest=last, from_article_id=lent.article_id, source=lent.sentence_id)


def _persons(tags: pd.DataFrame) -> dict[str, set[str]]:
    """Return the persons named in each sentence that names at least two, and not too many."""
    found: dict[str, set[str]] = {}
    for sentence_id, entry in rows_of(tags, "sentence_id", "entry", where=tags["kind"].isin(PERSONS)):
        found.setdefault(sentence_id, set()).add(entry)
    return {one: persons for one, persons in found.items() if 1 < len(persons) <= MOST_NAMES}


def _acts(
    sentences: Mapping[str, Sequence[Told]], persons: Mapping[str, set[str]], tags: pd.DataFrame, coded: pd.DataFrame
) -> dict[str, list[Key]]:
    """Return pair of persons, place and kind of act of the sentences that tell dates; captions are not coded."""
    types: dict[str, set[str]] = {}
    for sentence_id, type_, modality in rows_of(coded, "sentence_id", "type", "modality"):
        if modality == "actual":
            types.setdefault(sentence_id, set()).add(type_)
    places: dict[str, set[str]] = {}
    columns = ("sentence_id", "lexicon", "kind", "label", "entry")
    for sentence_id, lexicon, kind, label, entry in rows_of(tags, *columns, where=tags["lexicon"].isin(USED)):
        if lexicon == PLACES and kind != "government":
            places.setdefault(sentence_id, set()).add(entry)
        elif lexicon == EVENTS and sentence_id in sentences and sentences[sentence_id][0].role == "caption":
            types.setdefault(sentence_id, set()).add(label)
    return {
        one: [
            Key(*pair, place, type_)
            for pair in combinations(sorted(persons[one]), 2)
            for place in sorted(places[one])
            for type_ in sorted(types[one])
        ]
        for one in sentences
        if one in places and one in types
    }


def _acted(told: Iterable[Told]) -> Told | None:
    """Return the date of the acts of a sentence: not when something was said, and None if it tells several."""
    acted = [one for one in told if not is_said(one.text, one.start)]
    return acted[0] if len({one.unresolved for one in acted}) == 1 else None


def _weekdays(told: Sequence[Told], undated: set[str]) -> Iterator[tuple[Told, int]]:
    """Yield the weekday on which a sentence of an undated article sets its acts."""
    if any(one.article_id in undated and WEEKDAY.fullmatch(one.unresolved) for one in told):
        acted = _acted(told)
        found = WEEKDAY.search(acted.unresolved) if acted else None
        if acted and found:
            yield acted, int(found[1])


def _days(
    sentences: Mapping[str, Sequence[Told]], acts: Mapping[str, Sequence[Key]], documented: set[str], undated: set[str]
) -> dict[Key, Days]:
    """Return the days, or longer spans, on which sentences set their acts; of undated articles those that name them."""
    found: dict[Key, Days] = {}
    for sentence_id, keys in acts.items():
        told = sentences[sentence_id]
        named = (one for one in told if one.basis == "explicit" or one.article_id not in undated)
        one = _acted(one for one in named if one.first and one.last)
        for key in keys if one else ():
            days = found.setdefault(key, Days([], []))
            if one and one.first == one.last:
                days.days.append(Day(one.first, one.article_id not in documented, one.article_id, sentence_id))
            elif one:
                days.spans.append((one.first, one.last))
    return found


def _lent(told: Told, weekday: int, keys: Iterable[Key], known: Mapping[Key, Days]) -> Iterator[Lent]:
    for key in keys:
        days = known[key].on(weekday) if key in known else None
        if days:
            first, last = days
            yield Lent(told, key, first, last, first.day != last.day or not known[key].may_be(first.day))
