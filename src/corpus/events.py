"""Tags of event triggers -> coded events: type, modality and the actors on both sides; coded events with dates."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import pandas as pd

from corpus import tables
from corpus.lexicons import read_table
from corpus.sides import Mention, Verb, find_sides
from corpus.tables import rows_of

EVENTS = "events"
ACTORS = ("actors", "countries")
"""Lexicons whose tags can be the source or target of an act, the more exact first."""

NOT_ACTING = ("capital",)
MODAL_REACH = 120
PUNCTUATION = re.compile(r"[^\w\s'-]")
PROMISED = ("CONSULT", "SUPPORT", "COOPERATE", "AID")
"""Acts of cooperation that are announced and not yet done are AGREE, as PLOVER has it."""


class Trigger(NamedTuple):
    """A match of a row of the events lexicon."""

    start: int
    end: int
    surface: str
    type: str
    kind: str
    mode: str


@cache
def _types() -> dict[str, tuple[int, float]]:
    rows = read_table("plover_events")[["event_type", "quad", "score"]].values.tolist()
    return {name: (int(quad), float(score)) for name, quad, score in rows}


@cache
def _modes() -> dict[tuple[str, str], float]:
    rows = read_table("plover_modes")[["event_type", "mode", "score"]].values.tolist()
    return {(name, mode): float(score) for name, mode, score in rows if score}


@cache
def _modality_words() -> tuple[tuple[str, int, str], ...]:
    """Return each wording with a blank on both sides, how many words it may reach back, and what it tells."""
    rows = read_table("modality_words")[["pattern", "modality", "window"]].values.tolist()
    return tuple((f" {words} ", int(window) + words.count(" "), modality) for words, modality, window in rows)


def code_events(sentences: pd.DataFrame, tags: pd.DataFrame) -> pd.DataFrame:
    """Code the acts that sentences tell, from the triggers and actors tagged in them.

    A trigger and the actors named beside it with simple rules of direction, not a full parse: the actor before
    an active verb is its source and the one after it its target, the other way round for a passive with "by".
    Where no such actor stands in the clause, the column is empty.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``; body and summary are coded.
    tags : DataFrame
        Table ``tags`` of the lexicon ``events``, and of ``actors`` and ``countries`` for the actors.

    Returns
    -------
    DataFrame
        One row per trigger of an event in a sentence (table ``coded``), the main one of each sentence first.
        `quad` is 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict;
        `intensity` is PLOVER's score, from -10 to 10.

    Notes
    -----
    Types, classes and scores: PLOVER, https://github.com/openeventdata/PLOVER.

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "Pakistan accused India."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> coded = code_events(sentences, tag(sentences, ["events", "countries"]))
    >>> coded[["type", "quad", "source_actor", "target_actor"]].values.tolist()
    [['ACCUSE', 3, 'Pakistan', 'India']]
    """
    tables.check(sentences, "sentences")
    tables.check(tags, "tags")
    coded = sentences.loc[sentences["role"].isin(tables.TEXT_ROLES), ["sentence_id", "text"]]
    texts: dict[str, str] = dict(rows_of(coded, "sentence_id", "text"))
    triggers = _triggers(tags)
    actors = _actors(tags)
    rows: list[tuple[object, ...]] = []
    for sentence_id in [one for one in texts if one in triggers]:
        rows += _code_sentence(sentence_id, texts[sentence_id], triggers[sentence_id], actors.get(sentence_id, []))
    return tables.from_rows("coded", rows)


def _triggers(tags: pd.DataFrame) -> dict[str, list[Trigger]]:
    found: dict[str, list[Trigger]] = {}
    events = tags.loc[tags["lexicon"] == EVENTS, ["sentence_id", "start", "end", "surface", "label", "kind", "code"]]
    for sentence_id, *trigger in rows_of(events, *events.columns):
        others = found.setdefault(sentence_id, [])
        one = Trigger(*trigger)
        if one.type in _types() and not any((one.start, one.type) == (other.start, other.type) for other in others):
            others.append(one)
    return found


def _actors(tags: pd.DataFrame) -> dict[str, list[Mention]]:
    """Return the actors named in each sentence; where lexicons overlap, the more exact one counts."""
    found: dict[str, list[Mention]] = {}
    for lexicon in ACTORS:
        named = tags[(tags["lexicon"] == lexicon) & ~tags["kind"].isin(NOT_ACTING)]
        for sentence_id, *mention in rows_of(named, "sentence_id", "start", "end", "label"):
            others = found.setdefault(sentence_id, [])
            one = Mention(*mention)
            if not any(other.start < one.end and one.start < other.end for other in others):
                others.append(one)
    return found


def _code_sentence(
    sentence_id: str, text: str, triggers: Sequence[Trigger], actors: Sequence[Mention]
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    earlier: Verb | None = None
    for trigger in sorted(_without_content(triggers), key=lambda trigger: (trigger.kind == "noun", trigger.start)):
        modality = judge_modality(text[: trigger.start])
        type_ = "AGREE" if modality == "future" and trigger.type in PROMISED else trigger.type
        quad, score = _types()[type_]
        source, target = "", ""
        if trigger.kind != "noun":
            source, target = find_sides(text, trigger.start, trigger.end, actors, earlier)
            earlier = Verb(trigger.end, source)
        intensity = _modes().get((type_, trigger.mode), score)
        found = (trigger.start, trigger.end, trigger.surface, type_, quad, intensity, modality)
        rows.append((sentence_id, *found, source, target, "", not rows))
    return rows


def _without_content(triggers: Sequence[Trigger]) -> list[Trigger]:
    """Leave out nouns of cooperation after a verb: what was talked about or asked for, not a further act."""
    first = min((trigger.start for trigger in triggers if trigger.kind != "noun"), default=None)
    return [
        trigger
        for trigger in triggers
        if trigger.kind != "noun" or first is None or trigger.start < first or _types()[trigger.type][0] > 2
    ]


def judge_modality(before: str) -> str:
    """Return whether an act took place, by the words before its trigger: actual, negated, future, ...

    Examples
    --------
    >>> judge_modality("The two sides did not ")
    'negated'
    """
    clause = PUNCTUATION.split(before[-MODAL_REACH:].casefold().replace("’", "'"))[-1]
    words = clause.replace("n't", " n't").split()
    for wording, reach, modality in _modality_words():
        if wording in f" {' '.join(words[-reach:])} ":
            return modality
    return "actual"


def find_events(coded: pd.DataFrame, dates: pd.DataFrame, articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Date the coded events by the time expression nearest to their trigger in the same sentence.

    Parameters
    ----------
    coded : DataFrame
        Table ``coded``.
    dates : DataFrame
        Table ``dates`` of the same sentences.
    articles : DataFrame
        Table ``articles`` of the same sentences.

    Returns
    -------
    events : DataFrame
        One row per event (table ``events``): every coded row, in order; those without a date in their sentence
        have no `edtf`.
    mentions : DataFrame
        One row per event and sentence that tells it (table ``mentions``).

    Examples
    --------
    >>> events, mentions = find_events(*(tables.empty(name) for name in ("coded", "dates", "articles")))
    >>> len(events), len(mentions)
    (0, 0)
    """
    for frame, name in ((coded, "coded"), (dates, "dates"), (articles, "articles")):
        tables.check(frame, name)
    near = _nearest_dates(coded, dates)
    dated = coded.drop(columns=["start", "end"]).join(near)
    ids = coded["sentence_id"] + "@" + coded["start"].astype("str") + "-" + coded["type"]
    events = tables.complete(dated.assign(event_id=ids.astype("str"), **_blank_strings(dated)), "events")
    events = events[list(tables.TABLES["events"])]
    mentions = pd.DataFrame(
        {
            "event_id": events["event_id"],
            "article_id": article_of(events["sentence_id"]),
            "sentence_id": events["sentence_id"],
        }
    )
    return events, mentions


def _blank_strings(dated: pd.DataFrame) -> dict[str, pd.Series]:
    return {name: dated[name].fillna("") for name in ("edtf", "grain", "grade")}


def _nearest_dates(coded: pd.DataFrame, dates: pd.DataFrame) -> pd.DataFrame:
    """Return, indexed as `coded`, the resolved date nearest to each trigger."""
    columns = ["edtf", "earliest", "latest", "grain", "grade"]
    resolved = dates.loc[
        (dates["edtf"] != "") & dates["type"].isin(["DATE", "TIME"]), ["sentence_id", "start", *columns]
    ]
    pairs = coded[["sentence_id", "start"]].reset_index().merge(resolved, on="sentence_id", suffixes=("", "_date"))
    pairs = pairs.assign(distance=(pairs["start"] - pairs["start_date"]).abs())
    nearest = pairs.sort_values(["distance", "start_date"]).drop_duplicates("index").set_index("index")
    return nearest[columns]


def article_of(sentence_ids: pd.Series) -> pd.Series:
    """Return the article id in each sentence id: what stands before the last colon."""
    return sentence_ids.str.replace(r":[^:]*$", "", regex=True).astype("str")
