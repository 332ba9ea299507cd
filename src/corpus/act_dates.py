"""Which date is that of an act: the one in its clause, not that of the report, and what bounds it otherwise."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from corpus import tables
from corpus.clauses import Clauses, find_clauses
from corpus.tables import rows_of

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

SPEAKS = re.compile(r"\b(?:he|she|it|they|we|I|you|there)\b|[“\"”]", re.IGNORECASE)
JOINED = re.compile(r"(,?)\s+and\s")
RANGE_BEGINS = re.compile(r"\b(?:from|between)\s+$", re.IGNORECASE)
RANGE_GOES_ON = re.compile(r"\s+(?:to|until|till|through|and)\s+")
DETERMINED = re.compile(r"(?:\b(?:the|a|an|this|that|his|her|its|their|our)|[’']s?)\s+$", re.IGNORECASE)
MODIFIES = re.compile(r"[’']s?\s+\w|\s+[a-z]")
NOT_A_NOUN = re.compile(r"\s+(?:and|or|in|on|at|to|by|for|from|with|when|after|before|as|while|but|that|which|who)\b")
RELATION = re.compile(r"\b(since|until|till|by|before|after)\s+(?:the\s+|about\s+|around\s+)?$", re.IGNORECASE)
OPEN_END = ("since", "after")

COLUMNS = ("edtf", "earliest", "latest", "grain", "grade")
Row = tuple[Any, ...]
NOTHING: Row = ("", pd.NaT, pd.NaT, "", "")
UNPUBLISHED: Row = (pd.NaT, pd.NaT, "")
"""Of an article: earliest, latest and grade of its publication."""


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
    frame: tuple[int, int]
    times: Sequence[Time]
    clauses: Clauses


def date_acts(coded: pd.DataFrame, dates: pd.DataFrame, articles: pd.DataFrame, spoken: pd.DataFrame) -> pd.DataFrame:
    """Date coded acts; see `corpus.find_events` for the rules.

    Parameters
    ----------
    coded, dates, articles : DataFrame
        The tables of these names.
    spoken : DataFrame
        `sentence_id`, `text`, and `start` and `end` of the frame that reports it (0 and 0 for none), of the
        sentences whose text is known.

    Returns
    -------
    DataFrame
        One row per coded act, indexed as `coded`: `edtf`, `earliest`, `latest`, `grain` (of the time expression
        that the date rests on, "" where only the publication bounds it), `grade`.
    """
    times = _times(dates, set(coded["sentence_id"]))
    texts = {row[0]: row[1:] for row in rows_of(spoken, "sentence_id", "text", "start", "end")}
    published = {row[0]: row[1:] for row in rows_of(articles, "article_id", "earliest", "latest", "grade")}
    known: dict[str, Sentence] = {}
    rows = []
    for sentence_id, *act in rows_of(coded, "sentence_id", "start", "end", "modality"):
        bound = published.get(sentence_id.rpartition(":")[0], UNPUBLISHED)
        if sentence_id in times and sentence_id not in known:
            known[sentence_id] = _sentence(times[sentence_id], *texts.get(sentence_id, ("", 0, 0)))
        rows.append(_date_act(Act(*act), known.get(sentence_id), bound))
    kinds = {name: tables.DTYPES[tables.TABLES["events"][name].kind] for name in COLUMNS}
    return pd.DataFrame(rows, columns=list(COLUMNS), index=coded.index).astype(kinds)


def _times(dates: pd.DataFrame, wanted: set[str]) -> dict[str, list[Time]]:
    found: dict[str, list[Time]] = {}
    usable = dates["type"].isin(["DATE", "TIME"]) & ~dates["value"].isin(REFERENCES)
    for sentence_id, *time in rows_of(dates[usable], "sentence_id", *Time._fields):
        if sentence_id in wanted:
            found.setdefault(sentence_id, []).append(Time(*time))
    return found


def _sentence(times: Sequence[Time], text: str, start: int, end: int) -> Sentence:
    ordered = sorted(times, key=lambda time: time.start)
    clauses = find_clauses(text, [time.start for time in ordered]) if text else Clauses([0], [0])
    return Sentence(text, (start, end), _with_ranges(text, ordered), clauses)


def _with_ranges(text: str, times: Sequence[Time]) -> list[Time]:
    """Join "from 3 to 7 May" and "between 2019 and 2021" to one time."""
    joined: list[Time] = []
    for time in times:
        first = joined[-1] if joined else time
        goes_on = first.edtf and time.edtf and RANGE_GOES_ON.fullmatch(text[first.end : time.start])
        if goes_on and RANGE_BEGINS.search(_before(text, first.start)) and first.earliest <= time.latest:
            edtf = f"{first.edtf.partition('/')[0]}/{time.edtf.rpartition('/')[2]}"
            joined[-1] = first._replace(end=time.end, edtf=edtf, latest=time.latest)
        else:
            joined.append(time)
    return joined


def _date_act(act: Act, sentence: Sentence | None, published: Row) -> Row:
    report: Time | None = None
    if sentence:
        own = [time for time in sentence.times if not _is_of_report(time, act, sentence)]
        time = _nearest(act, own, sentence)
        if time and time.value == COMES:
            return _from(published) if act.modality == "future" else NOTHING
        if time and time.edtf:
            return _related(time, act, sentence.text, published)
        others = [one for one in sentence.times if one not in own and pd.notna(one.latest)]
        report = min(others, key=lambda one: one.latest, default=None)
    if act.modality not in TOLD:
        return NOTHING
    return _until(report) if report else _until_published(published)


def _is_of_report(time: Time, act: Act, sentence: Sentence) -> bool:
    """Tell whether a time is that of the report and not that of an act told in it."""
    first, last = sentence.frame
    if not last or first <= act.start < last:
        return False
    if first <= time.start < last:
        return True
    if (time.start >= last) != (act.start >= last):
        return True
    between = sentence.text[last : time.start]
    follows = time.start >= last and not last <= act.start < time.start and len(between.split()) <= REPORT_REACH
    return follows and not SPEAKS.search(between) and sentence.clauses.at(time.start) == sentence.clauses.at(last - 1)


def _nearest(act: Act, times: Iterable[Time], sentence: Sentence) -> Time | None:
    """Return the time of the act's clause that is nearest in words, and of two that agree the finer one."""
    clause = sentence.clauses.at(act.start)
    near = [
        (_distance(act, time, sentence.text), time.start < act.start, time)
        for time in times
        if sentence.clauses.at(time.start) == clause
        and not _is_of_a_noun(act, time, sentence.text)
        and _is_shared(act, time, sentence.text)
    ]
    if not near:
        return None
    time = min(near)[2]
    within = [one for *_, one in near if one.edtf and time.earliest <= one.earliest and one.latest <= time.latest]
    return min(within, key=lambda one: (one.latest - one.earliest, one.start), default=time)


def _is_shared(act: Act, time: Time, text: str) -> bool:
    """Tell whether a time may date acts on both sides of an "and": one of "since May" dates those of its side only."""
    between = text[time.end : act.start] if time.start < act.start else text[act.end : time.start]
    return not (JOINED.search(between) and RELATION.search(_before(text, time.start)))


def _distance(act: Act, time: Time, text: str) -> int:
    """Return how many words stand between an act and a time, more of them where they are joined by "and"."""
    if not text:
        return min(abs(time.start - act.start), abs(time.end - act.end))
    between = text[time.end : act.start] if time.start < act.start else text[act.end : time.start]
    joined = JOINED.findall(between)
    return len(between.split()) + sum(AND_CLAUSE if comma else AND for comma in joined)


def _is_of_a_noun(act: Act, time: Time, text: str) -> bool:
    """Tell whether a time belongs to a noun that is not the act: "they hailed the 2015 agreement"."""
    modifies = MODIFIES.match(text, time.end) and not NOT_A_NOUN.match(text, time.end)
    possessive = text[time.end : time.end + 1] in ("’", "'")
    if not modifies or not (possessive or DETERMINED.search(_before(text, time.start))):
        return False
    return not 0 < act.start - time.end <= TO_NOUN


def _related(time: Time, act: Act, text: str, published: Row) -> Row:
    """Return the date of an act, which "since", "until" and the like make an interval."""
    word = RELATION.search(_before(text, time.start))
    if not word or "/" in time.edtf:
        return time.edtf, time.earliest, time.latest, time.grain, time.grade
    if word[1].lower() not in OPEN_END:
        return f"../{time.edtf}", pd.NaT, time.latest, time.grain, time.grade
    _, latest, grade = published
    if act.modality not in TOLD or not latest >= time.earliest:
        return f"{time.edtf}/..", time.earliest, pd.NaT, time.grain, time.grade
    grade = "inferred" if "inferred" in (grade, time.grade) else time.grade
    return f"{time.edtf}/{_day(latest)}", time.earliest, latest, time.grain, grade


def _before(text: str, at: int) -> str:
    return text[max(0, at - BACK) : at]


def _until(time: Time) -> Row:
    return f"../{time.edtf.rpartition('/')[2]}", pd.NaT, time.latest, time.grain, time.grade


def _until_published(published: Row) -> Row:
    _, latest, grade = published
    return NOTHING if pd.isna(latest) else (f"../{_day(latest)}", pd.NaT, latest, "", grade)


def _from(published: Row) -> Row:
    """Return the date of what is to come "soon": on or after the publication."""
    earliest, _, grade = published
    return NOTHING if pd.isna(earliest) else (f"{_day(earliest)}/..", earliest, pd.NaT, "", grade)


def _day(time: pd.Timestamp) -> str:
    return time.date().isoformat()
