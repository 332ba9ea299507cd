"""Which date is that of an act: the one in its clause, not that of the report, and what bounds it otherwise."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from corpus.clauses import Clauses, find_clauses
from corpus.literals import lowered
from corpus.tables import rows_of
from corpus.timex.resolve import article_of

REFERENCES = ("PAST_REF", "PRESENT_REF")
COMES = "FUTURE_REF"
TOLD = ("actual", "historical")
"""Modalities of acts that are told as having happened: they lie on or before the day of the report."""

AND, AND_CLAUSE = 3, 10
"""So many words count "and" and ", and" between an act and a date: mostly another act stands behind them."""

REPORT_REACH = 9
"""Words between the verb of a report and its date: "told reporters at a press briefing on Friday"."""

TO_NOUN = 24
"""Signs between a time and the noun it belongs to: "the 2015 nuclear agreement"."""

BACK = 40
"""How many signs before a time are looked at."""

SPEAKS = re.compile(r"\b(?:he|she|it|they|we|i|you|there)\b|[“\"”]")
JOINED = re.compile(r"(,?)\s+and\s")
RANGE_BEGINS = re.compile(r"\b(?:from|between)\s+$")
RANGE_GOES_ON = re.compile(r"\s+(?:to|until|till|through|and)\s+")
DETERMINED = re.compile(r"(?:\b(?:the|a|an|this|that|his|her|its|their|our)|[’']s?)\s+$")
MODIFIES = re.compile(r"[’']s?\s+\w|\s+[a-z]")
NOT_A_NOUN = re.compile(r"\s+(?:and|or|in|on|at|to|by|for|from|with|when|after|before|as|while|but|that|which|who)\b")
RELATION = re.compile(r"\b(since|until|till|by|before|after)\s+(?:the\s+|about\s+|around\s+)?$")
OPEN_END = ("since", "after")

Spoken = tuple[str, int, int]
"""Of a sentence: its text, and where the frame that reports it begins and ends, 0 and 0 for none."""

NAT: Any = pd.NaT


class Dated(NamedTuple):
    """The date of an act; `grain` is that of the time expression behind it, "" where only the publication bounds it."""

    edtf: str = ""
    earliest: pd.Timestamp = NAT
    latest: pd.Timestamp = NAT
    grain: str = ""
    grade: str = ""


NOTHING = Dated()


class Published(NamedTuple):
    """Earliest, latest and grade of the publication of an article, and the date of what it tells as done."""

    earliest: pd.Timestamp = NAT
    latest: pd.Timestamp = NAT
    grade: str = ""
    until: Dated = NOTHING


UNPUBLISHED = Published()


class Time(NamedTuple):
    """A time expression of a sentence; `edtf` is empty where it could not be resolved."""

    start: int
    end: int
    value: str
    edtf: str
    earliest: pd.Timestamp
    latest: pd.Timestamp
    grain: str
    grade: str


class Act(NamedTuple):
    """A coded act: where its trigger stands and whether it is told as done, planned, denied."""

    start: int
    end: int
    modality: str


class Sentence(NamedTuple):
    """What is known of a sentence: its text, where its frame of reported speech begins and ends, its times."""

    text: str
    low: str
    frame: tuple[int, int]
    times: Sequence[Time]
    clauses: Clauses

    def before(self, time: Time) -> str:
        """Return what stands before a time, in lower case."""
        return self.low[max(0, time.start - BACK) : time.start]

    def between(self, act: Act, time: Time) -> str:
        """Return what stands between an act and a time."""
        return self.text[time.end : act.start] if time.start < act.start else self.text[act.end : time.start]


def date_acts(
    coded: pd.DataFrame, dates: pd.DataFrame, articles: pd.DataFrame, spoken: Mapping[str, Spoken]
) -> list[Dated]:
    """Date coded acts; see `corpus.find_events` for the rules.

    Parameters
    ----------
    coded, dates, articles : DataFrame
        The tables of these names.
    spoken : mapping
        Sentence id -> text, and start and end of the frame that reports it (0 and 0 for none), of the sentences
        with times whose text is known.

    Returns
    -------
    list of Dated
        One item per coded act, in the same order.
    """
    times = _times(dates, set(coded["sentence_id"]))
    rows = rows_of(articles, "article_id", "earliest", "latest", "grade")
    published = {article_id: _published(*rest) for article_id, *rest in rows}
    known = {one: _sentence(those, *spoken.get(one, ("", 0, 0))) for one, those in times.items()}
    return [
        _date_act(Act(*act), known.get(sentence_id), published.get(article_of(sentence_id), UNPUBLISHED))
        for sentence_id, *act in rows_of(coded, "sentence_id", "start", "end", "modality")
    ]


def _times(dates: pd.DataFrame, wanted: set[str]) -> dict[str, list[Time]]:
    found: dict[str, list[Time]] = {}
    usable = dates["type"].isin(["DATE", "TIME"]) & ~dates["value"].isin(REFERENCES)
    for sentence_id, *time in rows_of(dates, "sentence_id", *Time._fields, where=usable):
        if sentence_id in wanted:
            found.setdefault(sentence_id, []).append(Time(*time))
    return found


def _sentence(times: Sequence[Time], text: str, start: int, end: int) -> Sentence:
    ordered = sorted(times, key=lambda time: time.start)
    clauses = find_clauses(text, [time.start for time in ordered]) if text else Clauses([0], [0])
    known = Sentence(text, lowered(text), (start, end), ordered, clauses)
    return known._replace(times=_with_ranges(known)) if len(ordered) > 1 else known


def _with_ranges(sentence: Sentence) -> list[Time]:
    """Join "from 3 to 7 May" and "between 2019 and 2021" to one time."""
    joined: list[Time] = []
    for time in sentence.times:
        first = joined[-1] if joined else time
        goes_on = first.edtf and time.edtf and RANGE_GOES_ON.fullmatch(sentence.text[first.end : time.start])
        if goes_on and RANGE_BEGINS.search(sentence.before(first)) and first.earliest <= time.latest:
            edtf = f"{first.edtf.partition('/')[0]}/{time.edtf.rpartition('/')[2]}"
            joined[-1] = first._replace(end=time.end, edtf=edtf, latest=time.latest)
        else:
            joined.append(time)
    return joined


def _date_act(act: Act, sentence: Sentence | None, published: Published) -> Dated:
    report: Time | None = None
    if sentence:
        own = [time for time in sentence.times if not _is_of_report(time, act, sentence)]
        time = _nearest(act, own, sentence)
        if time and time.value == COMES:
            return _from(published) if act.modality == "future" else NOTHING
        if time and time.edtf:
            return _related(time, act, sentence, published)
        others = [one for one in sentence.times if one not in own and one.latest is not NAT]
        report = min(others, key=lambda one: one.latest, default=None)
    if act.modality not in TOLD:
        return NOTHING
    return _until(report) if report else published.until


def _is_of_report(time: Time, act: Act, sentence: Sentence) -> bool:
    """Tell whether a time is that of the report and not that of an act told in it."""
    first, last = sentence.frame
    if not last or first <= act.start < last:
        return False
    if first <= time.start < last:
        return True
    if (time.start >= last) != (act.start >= last):
        return True
    between = sentence.low[last : time.start]
    follows = time.start >= last and not last <= act.start < time.start and len(between.split()) <= REPORT_REACH
    return follows and not SPEAKS.search(between) and sentence.clauses.at(time.start) == sentence.clauses.at(last - 1)


def _nearest(act: Act, times: Iterable[Time], sentence: Sentence) -> Time | None:
    """Return the time of the act's clause that is nearest in words, and of two that agree the finer one."""
    clause = sentence.clauses.at(act.start)
    near = [
        (_distance(act, time, sentence), time.start < act.start, time)
        for time in times
        if sentence.clauses.at(time.start) == clause
        and not _is_of_a_noun(act, time, sentence)
        and _is_shared(act, time, sentence)
    ]
    if not near:
        return None
    time = min(near)[2]
    within = [one for *_, one in near if one.edtf and time.earliest <= one.earliest and one.latest <= time.latest]
    return min(within, key=lambda one: (one.latest - one.earliest, one.start), default=time)


def _is_shared(act: Act, time: Time, sentence: Sentence) -> bool:
    """Tell whether a time may date acts on both sides of an "and": one of "since May" dates those of its side only."""
    return not (RELATION.search(sentence.before(time)) and JOINED.search(sentence.between(act, time)))


def _distance(act: Act, time: Time, sentence: Sentence) -> int:
    """Return how many words stand between an act and a time, more of them where they are joined by "and"."""
    if not sentence.text:
        return min(abs(time.start - act.start), abs(time.end - act.end))
    between = sentence.between(act, time)
    joined = JOINED.findall(between) if "and" in between else ()
    return len(between.split()) + sum(AND_CLAUSE if comma else AND for comma in joined)


def _is_of_a_noun(act: Act, time: Time, sentence: Sentence) -> bool:
    """Tell whether a time belongs to a noun that is not the act: "they hailed the 2015 agreement"."""
    text = sentence.text
    if not MODIFIES.match(text, time.end) or NOT_A_NOUN.match(text, time.end):
        return False
    possessive = text[time.end : time.end + 1] in ("’", "'")
    if not possessive and not DETERMINED.search(sentence.before(time)):
        return False
    return not 0 < act.start - time.end <= TO_NOUN


def _related(time: Time, act: Act, sentence: Sentence, published: Published) -> Dated:
    """Return the date of an act, which "since", "until" and the like make an interval."""
    word = RELATION.search(sentence.before(time))
    if not word or "/" in time.edtf:
        return Dated(time.edtf, time.earliest, time.latest, time.grain, time.grade)
    if word[1] not in OPEN_END:
        return Dated(f"../{time.edtf}", NAT, time.latest, time.grain, time.grade)
    latest = published.latest
    if act.modality not in TOLD or not latest >= time.earliest:
        return Dated(f"{time.edtf}/..", time.earliest, NAT, time.grain, time.grade)
    grade = "inferred" if "inferred" in (published.grade, time.grade) else time.grade
    return Dated(f"{time.edtf}/{_day(latest)}", time.earliest, latest, time.grain, grade)


def _until(time: Time) -> Dated:
    return Dated(f"../{time.edtf.rpartition('/')[2]}", NAT, time.latest, time.grain, time.grade)


def _published(earliest: pd.Timestamp, latest: pd.Timestamp, grade: str) -> Published:
    until = NOTHING if latest is NAT else Dated(f"../{_day(latest)}", NAT, latest, "", grade)
    return Published(earliest, latest, grade, until)


def _from(published: Published) -> Dated:
    """Return the date of what is to come "soon": on or after the publication."""
    earliest = published.earliest
    return NOTHING if earliest is NAT else Dated(f"{_day(earliest)}/..", earliest, NAT, "", published.grade)


def _day(time: pd.Timestamp) -> str:
    return time.date().isoformat()
