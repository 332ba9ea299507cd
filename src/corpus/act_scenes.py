"""The scene of an act: where it took place, which words tell it, what they are of, and whether it happens once."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import pandas as pd

from corpus.clauses import find_clauses
from corpus.lexicons import read_table
from corpus.literals import lowered
from corpus.tables import is_in, rows_of

PLACED = re.compile(
    r"\b(?:in|at|near|inside|outside|across|to)\s+(?:the\s+)?(?:(?:[\w-]+[’']s?|\w+(?:ern|an|i))\s+){0,3}$"
)
"""What stands before the place of an act: a preposition, and perhaps a wider place or an adjective."""

OBJECT = re.compile(r"\s*(?:of\s+|on\s+|against\s+)?(?:the\s+)?")
POSSESSIVE = re.compile(r"[’']s?\s")
DEFINITE = re.compile(r"(?:\b(?:the|their|its|his|her|this|that)|[’']s?)\s+(?:[\w-]+\s+)?$")
PLACE_BACK = 60
"""How many signs before a place are looked at for "in" or "at"."""

EVENTS, PLACES, COUNTRIES = "events", "places", "countries"
ACTORS = ("actors", COUNTRIES)
NAMING = (PLACES, *ACTORS)

NAME = "name"
FINE = {"city": 0, "crossing": 0, "capital": 0, "district": 1, "province": 2, NAME: 3}
"""Kinds of places by how fine they are; the last is the name of a country, the others are of the gazetteer."""


class Scene(NamedTuple):
    """What is told beside an act: its place, the words that tell it, what they are of, and if it happens once."""

    place: str
    words: str
    object: str
    once: bool


class Tag(NamedTuple):
    """A tag of a sentence."""

    start: int
    end: int
    label: str
    kind: str


class Sentence(NamedTuple):
    """A sentence in lower case, and its tags: entries of triggers by their place, actors, places and if placed."""

    low: str
    words: dict[int, str]
    actors: list[Tag]
    places: list[tuple[Tag, bool]]


@cache
def _once() -> frozenset[str]:
    return frozenset(read_table("once_words")["word"])


def find_scenes(coded: pd.DataFrame, sentences: pd.DataFrame, tags: pd.DataFrame) -> list[Scene]:
    """Find place, words and object of coded acts.

    A place is named in the clause of the act behind "in", "at", "near" and the like; of several the finest, of
    these the nearest. The object is the actor or country right behind the trigger. An act happens once when the
    words are in the list ``once_words`` and stand with a definite article or a possessor: "the Taliban's takeover".

    Parameters
    ----------
    coded, sentences, tags : DataFrame
        The tables of these names.

    Returns
    -------
    list of Scene
        One item per coded act, in the same order: `words` are the lexicon's entry of the trigger, or the trigger as
        printed.
    """
    acts = list(rows_of(coded, "sentence_id", "start", "end", "surface", "target_actor"))
    ends: dict[str, list[int]] = {}
    for sentence_id, _, end, *_ in acts:
        ends.setdefault(sentence_id, []).append(end)
    texts = {one: text for one, text in rows_of(sentences, "sentence_id", "text") if one in ends}
    known = {one: Sentence(lowered(texts.get(one, "")), {}, [], []) for one in ends}
    told, triggers = is_in(tags["sentence_id"], known), tags["lexicon"] == EVENTS
    for sentence_id, place, entry in rows_of(tags, "sentence_id", "start", "entry", where=told & triggers):
        known[sentence_id].words[place] = entry
    others = told & tags["lexicon"].isin(NAMING)
    for sentence_id, lexicon, *tag in rows_of(tags, "sentence_id", "lexicon", *Tag._fields, where=others):
        _add(known[sentence_id], lexicon, Tag(*tag))
    return [_scene(known[one], (start, end), ends[one], *rest) for one, start, end, *rest in acts]


def _add(told: Sentence, lexicon: str, tag: Tag) -> None:
    if lexicon in ACTORS:
        told.actors.append(tag)
    if tag.kind in FINE and told.low and (lexicon == PLACES or (lexicon == COUNTRIES and tag.kind == NAME)):
        told.places.append((tag, _is_placed(told.low, tag)))


def _scene(told: Sentence, act: tuple[int, int], ends: Sequence[int], surface: str, target: str) -> Scene:
    start, end = act
    words = told.words.get(start)
    words = surface.casefold() if words is None else words
    once = _may_happen_once(words) and bool(DEFINITE.search(told.low[max(0, start - PLACE_BACK) : start]))
    place = _place(told, act, ends) if told.places else ""
    return Scene(place, words, (target or _object(told, end)) if once else "", once)


@lru_cache(maxsize=65_536)
def _may_happen_once(words: str) -> bool:
    return not _once().isdisjoint(words.split())


_clauses = lru_cache(maxsize=16)(find_clauses)
"""The acts of a sentence stand together."""


def _place(told: Sentence, act: tuple[int, int], ends: Iterable[int]) -> str:
    start, end = act
    near = [tag for tag, placed in told.places if placed or _is_reached(told.low, end, tag)]
    clause = _clauses(told.low).at(start) if near else 0
    others = [other for other in ends if other != end]
    found = [
        (FINE[tag.kind], tag.start < start, abs(tag.start - start), tag.label)
        for tag in near
        if _clauses(told.low).at(tag.start) == clause and not _is_of_another(told.low, tag, others)
    ]
    return min(found)[3] if found else ""


def _is_placed(low: str, tag: Tag) -> bool:
    """Tell whether a name stands behind a preposition: "in Kabul", and not "Pakistan's patience"."""
    placed = PLACED.search(low[max(0, tag.start - PLACE_BACK) : tag.start])
    if placed is None or tag.kind != NAME:
        return placed is not None
    return not placed[0].startswith("to") and not POSSESSIVE.match(low, tag.end)


def _is_reached(low: str, end: int, tag: Tag) -> bool:
    """Tell whether a name follows on a trigger: "visited Kabul", "arrived in Pakistan"."""
    return tag.start == end + 1 and (tag.kind != NAME or low[max(0, end - 3) : tag.start].endswith((" in ", " to ")))


def _is_of_another(low: str, tag: Tag, ends: Iterable[int]) -> bool:
    """Tell whether a place follows on another trigger of the sentence."""
    return any(PLACED.fullmatch(low[end : tag.start].lstrip()) for end in ends if 0 < tag.start - end < PLACE_BACK)


def _object(told: Sentence, end: int) -> str:
    """Return the actor or country right behind a trigger, with at most "of the" between them."""
    after = min((tag for tag in told.actors if tag.start >= end), default=None)
    return after.label if after and OBJECT.fullmatch(told.low, end, after.start) else ""
