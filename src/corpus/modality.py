"""Whether an act took place: actual, negated, future, hypothetical or historical, by the words around its trigger."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from corpus.lexicons import read_table
from corpus.literals import lowered

WINDOW = 70
"""How many signs are looked at before a trigger."""

NEW_CLAUSE = frozenset({"since", "after", "before", "until", "despite", "following", "amid"})
FARTHEST, NONE = 5, 1_000
"""How many words back the farthest cue may stand; a rank behind that of every cue."""

UNLESS, IF, NOT = " unless ", " if ", "n't"

STANDS_FOR = {"refused": "negated", "obliged": "hypothetical"}
"""What words of refusal and of duty say of an act that is no cooperation."""


class Cue(NamedTuple):
    """A wording before a trigger: its place in the list, its words before the last one, how far back, what it tells."""

    rank: int
    words: list[str]
    reach: int
    modality: str


@cache
def _cues() -> dict[str, list[Cue]]:
    """Return the wordings by their last word."""
    found: dict[str, list[Cue]] = {}
    rows = read_table("modality_words")[["pattern", "modality", "window"]].values.tolist()
    for rank, (pattern, modality, window) in enumerate(rows):
        words = pattern.split()
        if int(window):
            found.setdefault(words[-1], []).append(Cue(rank, words[:-1], int(window), modality))
    return found


@cache
def _long_ago() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """Return the last words of the wordings that may stand anywhere, and what matches the wordings."""
    rows = read_table("modality_words")
    wordings = rows.loc[rows["window"] == "0", "pattern"].tolist()
    lasts = tuple({wording.rpartition(" ")[2] for wording in wordings})
    return lasts, re.compile(rf"\b(?:{'|'.join(wordings)})\b")


def judge_modality(before: str) -> str:
    """Return what the words before a trigger tell: a modality, or that the act is refused or a duty.

    Examples
    --------
    >>> judge_modality("The two sides did not "), judge_modality("The rebels must ")
    ('negated', 'obliged')
    """
    words = before[-WINDOW:].casefold().replace("’", "'").split()
    cues, rank, told = _cues(), NONE, "actual"
    for back, word in enumerate(reversed(words)):
        if not word[-1].isalnum() or word in NEW_CLAUSE or back > FARTHEST:
            break
        for cue in cues.get(word) or (cues[NOT] if word.endswith(NOT) else ()):
            if back < cue.reach and cue.rank < rank and _stands_before(cue.words, words, len(words) - 1 - back):
                rank, told = cue.rank, cue.modality
    return told


def _stands_before(wording: Sequence[str], words: Sequence[str], at: int) -> bool:
    return not wording or words[max(at - len(wording), 0) : at] == wording


def find_long_ago(text: str) -> int:
    """Return where a sentence says that it tells of earlier times, -1 if it does not.

    Examples
    --------
    >>> find_long_ago("The truce ended two years ago."), find_long_ago("The truce ended.")
    (20, -1)
    """
    lasts, wordings = _long_ago()
    found = wordings.search(lowered(text)) if any(map(text.__contains__, lasts)) else None
    return found.start() if found else -1


def coded_modality(told: str, type_: str, after: str) -> str:
    """Return the modality of an act that is coded as a type, from what the words before and after it tell.

    Examples
    --------
    >>> coded_modality("refused", "REJECT", "."), coded_modality("future", "AGREE", " if they come.")
    ('actual', 'hypothetical')
    """
    if (told, type_) in (("refused", "REJECT"), ("obliged", "REQUEST")):
        return "actual"
    if told == "future" and (IF in after or UNLESS in after):
        return "hypothetical"
    return STANDS_FOR.get(told, told)
