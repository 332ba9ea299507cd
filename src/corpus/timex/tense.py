"""Which way a sentence looks: a short rule from words, no tagger."""

import re
from collections.abc import Iterable
from functools import cache

from corpus.timex.words import words

TOKEN = re.compile(r"['’]?[a-z]+(?:n['’]t)?")
PAST_BEFORE = {"was", "were", "had", "been", "previously", "originally", "as"}
PASSIVE = {"be", "being", "the", "a", "an", "its", "their", "of"}
WINDOW = 160
FIRST_WINDOW = 80
CUE_WORDS = 6
"""The most words before a cue that it is judged by."""

NEAR = 4
NEAR_PLAN = 8
DEFERRED = {"postponed", "delayed", "extended", "adjourned", "deferred", "deadline", "given"}
AS_SOON_AS = (["as", "soon", "as"], ["as", "early", "as"], ["as", "late", "as"])


@cache
def _cues() -> dict[str, str]:
    kinds = {"past_cue": "past", "near_cue": "near", "future_cue": "future", "not_past": ""}
    cues = {word: cue for name, cue in kinds.items() for word in words(name)}
    return cues | {word.replace("'", "’"): cue for word, cue in cues.items()}


def _cue(tokens: list[str], place: int) -> str:
    """Return the cue that a word is, in the light of the two words before it."""
    plain = tokens[place]
    before = tokens[place - 1] if place else ""
    governor = tokens[place - 2] if place > 1 else ""
    cue = _cues().get(plain)
    if cue == "future" and before in PAST_BEFORE:
        return "near" if before in ("was", "were") else "past"
    if plain in ("until", "till") and not DEFERRED.isdisjoint(tokens[max(place - 6, 0) : place]):
        return "plan"
    if before == "be" and governor == "would" and plain.endswith("ing"):
        return "plan"
    if cue is not None:
        return "" if cue == "past" and before in PASSIVE else cue
    if before == "to" and plain not in PASSIVE:
        return "plan" if governor in words("plan_cue") else "near"
    return "past" if plain.endswith("ed") and len(plain) > 4 and before not in PASSIVE else ""


def _nearest(tokens: list[str], places: Iterable[int]) -> tuple[str, int]:
    """Return the first cue and its distance; after a cue that bars the past, only the future counts."""
    barred = False
    for steps, place in enumerate(places):
        cue = _cue(tokens, place)
        if cue == "near":
            barred = True
        elif cue:
            return ("near" if barred and cue == "past" else cue), steps
    return ("near" if barred else ""), 0


def _tokens(text: str, start: int, end: int) -> list[str]:
    return TOKEN.findall(text[max(start, 0) : end].lower())


def direction(text: str, start: int, end: int) -> tuple[str, bool]:
    """Return which way the words around a time expression look, and whether the word that says so is near.

    The nearest cue before it in the sentence decides: ``future`` ("will", "scheduled", "plans to leave", "as soon as"),
    ``past`` (a past tense), ``near`` ("by", "through": not past); without one, the first cue after it
    ("On Friday he will leave"); "" for none.
    """
    tokens = _tokens(text, start - FIRST_WINDOW, start)
    if tokens[-3:] in AS_SOON_AS:
        return "future", True
    cue, steps = _nearest(tokens, range(len(tokens) - 1, -1, -1))
    if start > FIRST_WINDOW and (steps == 0 or steps + CUE_WORDS >= len(tokens)):
        tokens = _tokens(text, start - WINDOW, start)
        cue, steps = _nearest(tokens, range(len(tokens) - 1, -1, -1))
    if not cue:
        tokens = _tokens(text, end, end + WINDOW)
        cue, steps = _nearest(tokens, range(len(tokens)))
    if cue == "plan":
        return "future", steps < NEAR_PLAN
    return ("" if cue == "near" else cue), steps < NEAR
