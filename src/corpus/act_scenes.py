"""The scene of an act: where it took place, which words tell it, what they are of, and whether it happens once."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import pandas as pd

from corpus.clauses import find_clauses
from corpus.lexicons import read_table
from corpus.tables import rows_of

PLACED = re.compile(
    r"\b(?:in|at|near|inside|outside|across|to)\s+(?:the\s+)?(?:(?:[\w-]+[’']s?|\w+(?:ern|an|i))\s+){0,3}$",
    re.IGNORECASE,
)
"""What stands before the place of an act: a preposition, and perhaps a wider place or an adjective."""

OBJECT = re.compile(r"\s*(?:of\s+|on\s+|against\s+)?(?:the\s+)?", re.IGNORECASE)
POSSESSIVE = re.compile(r"[’']s?\s")
DEFINITE = re.compile(r"(?:\b(?:the|their|its|his|her|this|that)|[’']s?)\s+(?:[\w-]+\s+)?$", re.IGNORECASE)
PLACE_BACK = 60
"""How many signs before a place are looked at for "in" or "at"."""

FINE = {"city": 0, "crossing": 0, "capital": 0, "district": 1, "province": 2, "name": 3}
"""Kinds of places by how fine they are; the last is the name of a country, the others are of the gazetteer."""

COLUMNS = {"place": "str", "words": "str", "object": "str", "once": "bool"}


class Tag(NamedTuple):
    """A tag of a sentence."""

    start: int
    end: int
    label: str
    kind: str
    entry: str


@cache
def _once() -> frozenset[str]:
    return frozenset(read_table("once_words")["word"])


def find_scenes(coded: pd.DataFrame, sentences: pd.DataFrame, tags: pd.DataFrame) -> pd.DataFrame:
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
    DataFrame
        One row per coded act, indexed as `coded`: `place`, `words` (the lexicon's entry of the trigger, or the
        trigger as printed), `object`, `once`.
    """
    texts = dict(rows_of(sentences, "sentence_id", "text"))
    words = _words(tags[tags["lexicon"] == "events"])
    country = tags["lexicon"].eq("countries") & tags["kind"].eq("name")
    places = _grouped(tags[country | tags["lexicon"].eq("places") & tags["kind"].isin(list(FINE))])
    actors = _grouped(tags[tags["lexicon"].isin(["actors", "countries"])])
    ends: dict[str, list[int]] = {}
    for sentence_id, end in rows_of(coded, "sentence_id", "end"):
        ends.setdefault(sentence_id, []).append(end)
    rows = []
    for sentence_id, start, end, surface, target in rows_of(
        coded, "sentence_id", "start", "end", "surface", "target_actor"
    ):
        text = texts.get(sentence_id, "")
        told = words.get((sentence_id, start), surface.casefold())
        place = (
            _place(text, (start, end), places[sentence_id], ends[sentence_id]) if text and sentence_id in places else ""
        )
        of = target or _object(text, end, actors.get(sentence_id, ()))
        rows.append(
            (
                place,
                told,
                of,
                not _once().isdisjoint(told.split())
                and bool(DEFINITE.search(text[max(0, start - PLACE_BACK) : start])),
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS), index=coded.index).astype(COLUMNS)


def _words(tags: pd.DataFrame) -> dict[tuple[str, int], str]:
    return {(sentence_id, start): entry for sentence_id, start, entry in rows_of(tags, "sentence_id", "start", "entry")}


def _grouped(tags: pd.DataFrame) -> dict[str, list[Tag]]:
    found: dict[str, list[Tag]] = {}
    for sentence_id, *tag in rows_of(tags, "sentence_id", *Tag._fields):
        found.setdefault(sentence_id, []).append(Tag(*tag))
    return found


def _place(text: str, act: tuple[int, int], tags: Sequence[Tag], ends: Sequence[int]) -> str:
    clauses = find_clauses(text)
    (start, end), clause = act, clauses.at(act[0])
    others = [other for other in ends if other != end]
    near = [
        (FINE[tag.kind], tag.start < start, abs(tag.start - start), tag.label)
        for tag in tags
        if clauses.at(tag.start) == clause
        and _is_placed(text, end, tag)
        and not any(
            PLACED.fullmatch(text[other : tag.start].lstrip()) for other in others if 0 < tag.start - other < PLACE_BACK
        )
    ]
    return min(near)[3] if near else ""


def _is_placed(text: str, end: int, tag: Tag) -> bool:
    """Tell whether a name is the place of an act: "in Kabul", "visited Kabul", and not "Pakistan's patience"."""
    before = text[max(0, tag.start - PLACE_BACK) : tag.start]
    placed = PLACED.search(before)
    if tag.kind != "name":
        return placed is not None or tag.start == end + 1
    reached = tag.start == end + 1 and before.endswith((" in ", " to "))
    return reached or (placed is not None and placed[0][:2].lower() != "to" and not POSSESSIVE.match(text, tag.end))


def _object(text: str, end: int, tags: Sequence[Tag]) -> str:
    """Return the actor or country right behind a trigger, with at most "of the" between them."""
    after = min((tag for tag in tags if tag.start >= end), default=None)
    return after.label if after and OBJECT.fullmatch(text[end : after.start]) else ""
