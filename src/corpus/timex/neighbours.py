"""The same event told elsewhere: an article with a documented date lends it to one without."""

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from corpus.tables import is_in, rows_of
from corpus.timex.bounds import WEEKDAY, is_said
from corpus.timex.evidence import DAYS, Evidence, moved, records, weekday_of

PERSONS = ("person", "surname")
KEY = ["one", "two", "place", "type"]
WORDS = ["article_id", "sentence_id", "start", "end", "surface"]
MOST_NAMES = 12
"""A sentence with more names than this is a list, and no act of any two of them."""

REPORTED_WITHIN = 6
"""Days after an act within which its bare weekday still means it."""


class Lent(NamedTuple):
    """An act of an undated article, the first and the last day that such an act has elsewhere, and who tells them.

    `lender` is "" when no article with a documented date tells the first day; `clash` is whether the two days differ,
    or a month or other longer span is told of such an act in which the day does not lie.
    """

    article_id: str
    sentence_id: str
    start: int
    end: int
    surface: str
    one: str
    two: str
    place: str
    day: str
    last_day: str
    lender: str
    told_in: str
    other: str
    last_other: str
    last_told_in: str
    clash: bool


def find_neighbours(
    told: pd.DataFrame, tags: pd.DataFrame, coded: pd.DataFrame, documented: set[str], undated: set[str]
) -> Iterator[Evidence]:
    """Find the acts of undated articles that are told with their day elsewhere.

    Two acts are the same when they share two named persons, the place and the kind of act, and the weekday agrees. The
    day is lent by an article with a documented date, and by none when acts of two days fit: then both are shown.

    Parameters
    ----------
    told : DataFrame
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
    told = told[is_in(told["sentence_id"], _shared_sentences(tags))]
    weekdays = _weekdays(told, undated)
    if weekdays.empty:
        return
    acts = _acts(told, tags, coded)
    asked = weekdays.merge(acts, on="sentence_id")
    if asked.empty:
        return
    dated = _days(told, undated).merge(acts, on="sentence_id")
    lent = asked.merge(_candidates(dated, documented), on=[*KEY, "weekday"])
    lent = lent.merge(_spans(dated), on=KEY, how="left").fillna({"span_first": "", "span_last": ""})
    away = (lent["span_first"] != "") & ((lent["day"] < lent["span_first"]) | (lent["day"] > lent["span_last"]))
    lent = lent.assign(clash=away | (lent["day"] != lent["last_day"]))
    lent = lent[lent["clash"] | ~lent.groupby(WORDS[:3])["clash"].transform("any")]
    lent = lent.sort_values([*WORDS[:3], "day", *KEY]).drop_duplicates([*WORDS[:3], "day", "last_day"])
    for row in rows_of(lent, *Lent._fields):
        yield from _judge(Lent._make(row))


def _judge(lent: Lent) -> Iterator[Evidence]:
    """Yield the day that is lent, or the days between which the corpus does not decide."""
    act = f"{lent.one} and {lent.two} in {lent.place}"
    found = Evidence(lent.article_id, "neighbour", lent.sentence_id, lent.start, lent.end, lent.surface)
    first = _on(found, lent.day, lent.lender or lent.other, lent.told_in)
    if not lent.clash:
        if lent.lender:
            told = f"{act} on {lent.day}, a {DAYS[weekday_of(lent.day) - 1]}, as {lent.lender} tells"
            yield first._replace(note=f"{told}: by convention published within six days of it")
        return
    rival = lent.last_day if lent.day != lent.last_day else "another time"
    first = first._replace(verdict="contradicted", note=f"{act} on {lent.day} or on {rival}: both fit, neither is used")
    yield first
    if lent.day != lent.last_day:
        yield _on(first, lent.last_day, lent.last_other, lent.last_told_in)


def _on(found: Evidence, day: str, article_id: str, sentence_id: str) -> Evidence:
    """Return evidence that lends a day, and the days after it in which its bare weekday still means it."""
    last = moved(day, REPORTED_WITHIN)
    return found._replace(earliest=day, latest=last, from_article_id=article_id, source=sentence_id)


def _shared_sentences(tags: pd.DataFrame) -> set[str]:
    """Return the sentences that name at least two persons, and not too many."""
    persons = tags.loc[tags["kind"].isin(PERSONS), ["sentence_id", "entry"]].drop_duplicates()
    counts = persons["sentence_id"].value_counts()
    return set(counts.index[(counts > 1) & (counts <= MOST_NAMES)])


def _acts(told: pd.DataFrame, tags: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """Return pair of persons, place and kind of act of the sentences that told dates; captions are not coded."""
    named = tags[is_in(tags["sentence_id"], told["sentence_id"])]
    captions = told.loc[told["role"] == "caption", "sentence_id"]
    kinds = named.loc[(named["lexicon"] == "events") & named["sentence_id"].isin(captions), ["sentence_id", "label"]]
    actual = coded.loc[(coded["modality"] == "actual") & is_in(coded["sentence_id"], told["sentence_id"])]
    acts = pd.concat([actual[["sentence_id", "type"]], kinds.rename(columns={"label": "type"})]).drop_duplicates()
    is_place = (named["lexicon"] == "places") & (named["kind"] != "government")
    places = named.loc[is_place, ["sentence_id", "entry"]].rename(columns={"entry": "place"}).drop_duplicates()
    persons = named.loc[named["kind"].isin(PERSONS), ["sentence_id", "entry"]].drop_duplicates()
    pairs = persons.rename(columns={"entry": "one"}).merge(persons.rename(columns={"entry": "two"}), on="sentence_id")
    pairs = pairs[pairs["one"] < pairs["two"]]
    return pairs.merge(places, on="sentence_id").merge(acts, on="sentence_id")


def _acted(told: pd.DataFrame) -> pd.DataFrame:
    """Leave out when something was said, and sentences that tell several dates."""
    acted = [not is_said(one.text, one.start) for one in records(told)]
    told = told[pd.Series(acted, index=told.index, dtype="bool")]
    counts = told.groupby("sentence_id")["unresolved"].transform("nunique")
    return told[counts == 1].drop_duplicates("sentence_id")


def _weekdays(told: pd.DataFrame, undated: set[str]) -> pd.DataFrame:
    asked = told[is_in(told["article_id"], undated) & told["unresolved"].str.fullmatch(WEEKDAY)]
    asked = _acted(told[is_in(told["sentence_id"], asked["sentence_id"])])
    numbers = asked["unresolved"].str.extract(WEEKDAY, expand=False).fillna("0").astype("int64")
    asked = asked.assign(weekday=numbers)
    return asked.loc[numbers > 0, [*WORDS, "weekday"]]


def _days(told: pd.DataFrame, undated: set[str]) -> pd.DataFrame:
    """Return the days, or longer spans, on which sentences set their acts; of undated articles those that name them."""
    known = (told["first"] != "") & (told["last"] != "")
    named = ~is_in(told["article_id"], undated) | (told["basis"] == "explicit")
    return _acted(told[known & named])[["article_id", "sentence_id", "first", "last"]]


def _candidates(dated: pd.DataFrame, documented: set[str]) -> pd.DataFrame:
    """Return the first and the last day that tell acts of a key and weekday, and the first article to tell each."""
    exact = dated[dated["first"] == dated["last"]]
    weekdays = pd.Series([weekday_of(day) for day in exact["first"]], index=exact.index, dtype="int64")
    exact = exact.assign(weekday=weekdays, lends=is_in(exact["article_id"], documented))
    key = [*KEY, "weekday"]
    order = {"first": True, "lends": False, "article_id": True, "sentence_id": True}
    told = exact.sort_values(list(order), ascending=list(order.values())).drop_duplicates([*key, "first"])
    told = told.assign(lender=told["article_id"].where(told["lends"], ""))
    names = {"first": "day", "article_id": "other", "sentence_id": "told_in"}
    firsts = told.drop_duplicates(key).rename(columns=names)[[*key, "lender", *names.values()]]
    names = {"first": "last_day", "article_id": "last_other", "sentence_id": "last_told_in"}
    lasts = told.drop_duplicates(key, keep="last").rename(columns=names)[[*key, *names.values()]]
    return firsts.merge(lasts, on=key)


def _spans(dated: pd.DataFrame) -> pd.DataFrame:
    """Return by key what all months, years and other spans of its acts have in common."""
    wide = dated[dated["first"] != dated["last"]]
    return wide.groupby(KEY, as_index=False).agg(span_first=("first", "max"), span_last=("last", "min"))
