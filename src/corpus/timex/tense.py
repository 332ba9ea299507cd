"""Which way a sentence looks: a short rule from words, no tagger."""

import re
from collections.abc import Iterable
from functools import cache

from corpus.timex.words import words

TOKEN = re.compile(r"['’]?[A-Za-z]+(?:n['’]t)?")
PAST_BEFORE = {"was", "were", "had", "been", "previously", "originally", "as"}
PASSIVE = {"be", "being", "the", "a", "an", "its", "their", "of"}
WINDOW = 160
NEAR = 4


@cache
def _cues() -> dict[str, str]:
    kinds = {"past_cue": "past", "near_cue": "near", "future_cue": "future", "not_past": ""}
    return {word: cue for name, cue in kinds.items() for word in words(name)}


def _cue(word: str, before: str) -> str:
    plain = word.lower().replace("’", "'")
    cue = _cues().get(plain)
    if cue == "future" and before in PAST_BEFORE:
        return "past"
    if cue is not None:
        return cue
    if before == "to" and plain not in PASSIVE:
        return "near"
    return "past" if plain.endswith("ed") and len(plain) > 4 and before not in PASSIVE else ""


def _nearest(tokens: list[str], places: Iterable[int]) -> tuple[str, int]:
    """Return the first cue and its distance; after a cue that bars the past, only the future counts."""
    barred = False
    for steps, place in enumerate(places):
        cue = _cue(tokens[place], tokens[place - 1].lower() if place else "")
        if cue == "near":
            barred = True
        elif cue:
            return ("near" if barred and cue == "past" else cue), steps
    return ("near" if barred else ""), 0


def direction(text: str, start: int, end: int) -> tuple[str, bool]:
    """Return which way the words around a time expression look, and whether the word that says so is near.

    The nearest cue before it in the sentence decides: ``future`` ("will", "scheduled"), ``past`` (a past tense),
    ``near`` ("by", "through": not past); without one,
    the first cue after it ("On Friday he will leave"); "" for none.
    """
    tokens = [found[0] for found in TOKEN.finditer(text, max(start - WINDOW, 0), start)]
    cue, steps = _nearest(tokens, range(len(tokens) - 1, -1, -1))
    if not cue:
        tokens = [found[0] for found in TOKEN.finditer(text, end, min(end + WINDOW, len(text)))]
        cue, steps = _nearest(tokens, range(len(tokens)))
    return ("" if cue == "near" else cue), steps < NEAR
