"""Tags of event triggers -> coded events: type, modality and the actors on both sides."""

from collections.abc import Collection, Sequence
from functools import cache

import pandas as pd

from corpus import tables
from corpus.lexicons import read_table
from corpus.modality import UNLESS, WINDOW, coded_modality, find_long_ago, judge_modality
from corpus.sides import Act, Mention, find_sides, join_titles
from corpus.tables import is_in, rows_of
from corpus.triggers import COOPERATION, NOUN, Trigger, rank_trigger, select_triggers

EVENTS = "events"
ACTORS = ("actors", "countries")
"""Lexicons whose tags can be the source or target of an act, the more exact first."""

NOT_ACTING = ("capital", "city")
PROMISED = ("CONSULT", "SUPPORT", "COOPERATE", "AID")
"""Acts of cooperation that are announced and not yet done are AGREE, as PLOVER has it."""

LINKS = ("on", "of", "for", "by", "against", "from", "with", "to", "at")
"""Words at the end of a noun trigger that lead to one of its sides."""

PUNISHING = ("SANCTION", "COERCE")
DONE_UNLESS = (*PUNISHING, "RETREAT", "MOBILIZE", "PROTEST", "ASSAULT")
"""Acts that are a threat as long as they are announced; and those that are one if announced with an "unless"."""


@cache
def _types() -> dict[str, tuple[int, float]]:
    rows = read_table("plover_events")[["event_type", "quad", "score"]].values.tolist()
    return {name: (int(quad), float(score)) for name, quad, score in rows}


@cache
def _modes() -> dict[tuple[str, str], float]:
    rows = read_table("plover_modes")[["event_type", "mode", "score"]].values.tolist()
    return {(name, mode): float(score) for name, mode, score in rows if score}


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
    triggers = _triggers(tags)
    actors = _actors(tags, triggers)
    told = sentences["role"].isin(tables.TEXT_ROLES)
    rows: list[tuple[object, ...]] = []
    for sentence_id, text in rows_of(sentences, "sentence_id", "text", where=told):
        found = triggers.get(sentence_id)
        if found:
            rows += _code_sentence(sentence_id, text, found, actors.get(sentence_id, ()))
    return tables.from_rows("coded", rows)


def _triggers(tags: pd.DataFrame) -> dict[str, list[Trigger]]:
    found: dict[str, list[Trigger]] = {}
    types, last = _types(), ("", 0, "")
    columns = ("sentence_id", "start", "end", "surface", "label", "kind", "code", "entry")
    for sentence_id, *trigger in rows_of(tags, *columns, where=tags["lexicon"] == EVENTS):
        one = Trigger(*trigger)
        if one.type in types and (sentence_id, one.start, one.type) != last:
            found.setdefault(sentence_id, []).append(one)
            last = (sentence_id, one.start, one.type)
    return found


def _actors(tags: pd.DataFrame, wanted: Collection[str]) -> dict[str, list[Mention]]:
    """Return the actors named in each sentence that is wanted; where lexicons overlap, the more exact one counts."""
    found: dict[str, list[Mention]] = {}
    may = ~tags["kind"].isin(NOT_ACTING) & is_in(tags["sentence_id"], wanted)
    for lexicon in ACTORS:
        rows = rows_of(tags, "sentence_id", *Mention._fields, where=may & (tags["lexicon"] == lexicon))
        for sentence_id, *mention in rows:
            others = found.setdefault(sentence_id, [])
            one = Mention(*mention)
            if not others or not any(other.start < one.end and one.start < other.end for other in others):
                others.append(one)
    return found


def _code_sentence(
    sentence_id: str, text: str, triggers: Sequence[Trigger], mentions: Sequence[Mention]
) -> list[tuple[object, ...]]:
    kept = select_triggers(text, triggers)
    ago = _told_as_history(text, kept)
    actors = join_titles(text, mentions) if mentions else []
    rows: list[tuple[int, tuple[object, ...]]] = []
    earlier: Act | None = None
    for trigger in kept:
        told = judge_modality(text[max(trigger.start - WINDOW, 0) : _lead_end(trigger)])
        type_ = _judge_type(trigger, told, text)
        modality = "historical" if trigger in ago else coded_modality(told, type_, text[trigger.end :])
        earlier = _find_act(text, trigger, actors, earlier)
        quad, score = _types()[type_]
        intensity = _modes().get((type_, trigger.mode), score)
        found = (sentence_id, trigger.start, trigger.end, trigger.surface, type_, quad, intensity, modality)
        rank = rank_trigger(text, trigger) if len(kept) > 1 else 0
        rows.append((rank, (*found, earlier.source, earlier.target, "")))
    rows.sort(key=lambda row: row[0])
    return [(*row, at == 0) for at, (_, row) in enumerate(rows)]


def _lead_end(trigger: Trigger) -> int:
    """Return where the words end that tell the modality: a promise has its "plans to" and "will" in its own words."""
    return trigger.end - len(trigger.surface.rpartition(" ")[2]) if trigger.type == "AGREE" else trigger.start


def _find_act(text: str, trigger: Trigger, actors: Sequence[Mention], earlier: Act | None) -> Act:
    noun, end = trigger.kind == NOUN, trigger.end
    if noun and (last := trigger.surface.rpartition(" ")[2]) in LINKS:
        end -= len(last) + 1
    act = Act(trigger.start, end, trigger.type, noun)
    return find_sides(text, act, actors, earlier) if actors else act


def _judge_type(trigger: Trigger, told: str, text: str) -> str:
    """Return the type of an act as it is told: what is announced, refused, demanded or threatened is so coded."""
    type_ = trigger.type
    if trigger.kind == NOUN:
        return "AGREE" if told == "future" and type_ in PROMISED else type_
    if told in ("refused", "obliged"):
        other = "REJECT" if told == "refused" else "REQUEST"
        return other if type_ in COOPERATION else type_
    if told == "future":
        if type_ in DONE_UNLESS and UNLESS in text[trigger.end :]:
            return "THREATEN"
        if type_ in PROMISED:
            return "AGREE"
        if type_ == "RETREAT" and trigger.mode != "resign":
            return "CONCEDE"
    announced = told == "future" or (told == "hypothetical" and not trigger.surface.endswith("ed"))
    return "THREATEN" if announced and type_ in PUNISHING else type_


def _told_as_history(text: str, triggers: Sequence[Trigger]) -> Sequence[Trigger]:
    """Return the triggers that a "last year" or "two years ago" belongs to: all if it opens the sentence, else one."""
    at = find_long_ago(text)
    if at < 0 or at < text.find(",") <= at + 30:
        return triggers if at >= 0 else ()
    before = [trigger for trigger in triggers if trigger.start < at]
    return before[-1:]
