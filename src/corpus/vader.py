"""Texts -> what VADER weighs in them: every word's share in the tone, exactly as the vaderSentiment package has it."""

import hashlib
import math
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from heapq import heappop, heappush
from importlib import resources
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus import lexicons

NEGATED, INTENSIFIED, BEFORE_BUT, AFTER_BUT = -0.74, 1.25, 0.5, 1.5
CAPITALS, EXCLAMATION, QUESTION, MANY_QUESTIONS = 0.733, 0.292, 0.18, 0.24
MARKS_COUNTED = 4
FADING = (1.0, 1.0, 0.95, 0.9)
ALPHA = 15

KNOWN, NEGATION, UPPER, PHRASE, NO, OR, LEAST, AT, NEVER, INTENSE, WITHOUT, DOUBT, BUT, KIND, OF = (
    1 << bit for bit in range(15)
)
CLUES = {
    "no": NO,
    **dict.fromkeys(("or", "nor"), OR),
    "least": LEAST,
    **dict.fromkeys(("at", "very"), AT),
    "never": NEVER,
    **dict.fromkeys(("so", "this"), INTENSE),
    "without": WITHOUT,
    "doubt": DOUBT,
    "but": BUT,
    "kind": KIND,
    "of": OF,
}
AHEAD, BEHIND = 2, 3

Piece = tuple[int, int, int, float, str, float]
"""What moved a score: number of its text, start, end, value in the lexicon, what was done to it, its share."""


class Judged(NamedTuple):
    """What a method found: the pieces in order; by text, how many words it weighed, saw, has in its lexicon."""

    pieces: list[Piece]
    hits: np.ndarray
    words: np.ndarray
    known: np.ndarray


class _Words(NamedTuple):
    """Words without their neighbours: value, boost, flags; length of the token, and where the word lies in it."""

    base: np.ndarray
    boost: np.ndarray
    flags: np.ndarray
    token: np.ndarray
    lead: np.ndarray
    size: np.ndarray


class _Batch(NamedTuple):
    """All words of many texts in a row, and which of them are weighed.

    In the row: `words`, and the `codes` of their forms in `lower` case. By text: `first`, the index of its
    first word, `lengths`, and `but`, the place of the first "but", or the length. By word that is weighed: its
    index in the row (`at`), the number of its `text`, its `place` there, and the flags of the words `around`
    it: a row for each place from two after it to three before it, 0 outside the text.
    """

    words: _Words
    lower: pa.Array
    codes: np.ndarray
    first: np.ndarray
    lengths: np.ndarray
    but: np.ndarray
    at: np.ndarray
    text: np.ndarray
    place: np.ndarray
    around: np.ndarray


# --- the word lists -----------------------------------------------------------------------------------------------


def _file(name: str) -> bytes:
    return (resources.files("vaderSentiment") / name).read_bytes()


def _pairs(name: str) -> list[list[str]]:
    lines = _file(name).decode("utf-8").split("\n")
    return [line.strip().split("\t")[:2] for line in lines if line.strip()]


@cache
def _emoji() -> dict[str, str]:
    return {char: words for char, words in _pairs("emoji_utf8_lexicon.txt") if len(char) == 1}


@cache
def _changers(kind: str) -> dict[str, float]:
    """Return the words of a kind (booster, negation, idiom) that change others, and their numbers."""
    rules = lexicons.read_table("vader_rules")
    rows = zip(rules["kind"], rules["phrase"], rules["value"], strict=True)
    return {phrase: float(value or NEGATED) for found, phrase, value in rows if found == kind}


@cache
def _special() -> tuple[pa.Array, np.ndarray]:
    """Return the words, in lower case, that move a score or change others, and their base, boost and flags."""
    lexicon = {word: float(value) for word, value in _pairs("vader_lexicon.txt")}
    boosters, negations = _changers("booster"), _changers("negation")
    phrases = [phrase.split() for phrase in (*_changers("idiom"), *boosters) if " " in phrase]
    longest = {max(words, key=len) for words in phrases}
    words = list(dict.fromkeys([*lexicon, *boosters, *negations, *sorted(longest), *CLUES]))
    kinds = ((KNOWN, lexicon), (NEGATION, negations), (PHRASE, longest))
    flags = [sum(flag for flag, some in kinds if word in some) | CLUES.get(word, 0) for word in words]
    base, boost = ([some.get(word, 0.0) for word in words] for some in (lexicon, boosters))
    return pa.array(words), np.array([base, boost, flags])


def list_hashes() -> dict[str, str]:
    """Return the SHA-256 of the files that the words come from, by file name."""
    theirs = ("vader_lexicon.txt", "emoji_utf8_lexicon.txt")
    hashes = {name: hashlib.sha256(_file(name)).hexdigest() for name in theirs}
    return {**hashes, "vader_rules.csv": lexicons.lexicon_hash("vader_rules")}


# --- from texts to words ------------------------------------------------------------------------------------------


def _tokenize(texts: list[str]) -> tuple[pa.Array, np.ndarray]:
    """Return the tokens of all texts in a row, and how many each text has."""
    split = pc.utf8_split_whitespace(pa.array(texts, pa.string()))
    tokens, text = split.flatten(), pc.list_parent_indices(split)
    full = pc.not_equal(tokens, "")
    return tokens.filter(full), np.bincount(text.filter(full).to_numpy(), minlength=len(texts))


def _bare(tokens: pa.Array) -> pa.Array:
    """Take the outer punctuation off, unless two characters or fewer are left: smileys stay."""
    stripped = pc.utf8_trim(tokens, characters=string.punctuation)
    return pc.if_else(pc.greater(pc.utf8_length(stripped), 2), stripped, tokens)


def _lower(words: pa.Array) -> pa.Array:
    """Return words in lower case; those not in ASCII by Python's rules, as Arrow's may be of another Unicode."""
    other = pc.invert(pc.string_is_ascii(words))
    theirs = pa.array([word.lower() for word in words.filter(other).to_pylist()], pa.string())
    return pc.replace_with_mask(pc.utf8_lower(words), other, theirs)


def _look_up(tokens: pa.Array, bare: pa.Array, lower: pa.Array) -> _Words:
    special, numbers = _special()
    found = pc.index_in(lower, value_set=special)
    known = found.is_valid().to_numpy(zero_copy_only=False)
    base, boost, flags = np.where(known, numbers[:, found.fill_null(0).to_numpy()], 0.0)
    flags = flags.astype(int) | NEGATION * pc.match_substring(lower, "n't").to_numpy(zero_copy_only=False)
    matters = (flags != 0) | (boost != 0)
    upper = [token.isupper() for token in tokens.filter(pa.array(matters)).to_pylist()]
    flags[matters] |= UPPER * np.array(upper, dtype=int)
    token, size = pc.utf8_length(tokens).to_numpy(), pc.utf8_length(bare).to_numpy()
    lead = token - pc.utf8_length(pc.utf8_ltrim(tokens, characters=string.punctuation)).to_numpy()
    return _Words(base, boost, flags, token, np.where(size < token, lead, 0), size)


def _stand_out(texts: list[str], some: np.ndarray) -> np.ndarray:
    """Tell of each text whether some of its words, but not all, are in capitals; only ``some`` texts may be so."""
    mixed = np.zeros(len(texts), dtype=bool)
    for n in np.unique(some).tolist():
        mixed[n] = len(set(map(str.isupper, texts[n].split()))) == 2
    return mixed


def _read(texts: list[str]) -> _Batch:
    tokens, lengths = _tokenize(texts)
    row = pa.concat_arrays([tokens, pa.array([""] * AHEAD)]).dictionary_encode()
    bare, codes = _bare(row.dictionary), row.indices.to_numpy()
    lower = _lower(bare)
    words = _Words(*(column[codes] for column in _look_up(row.dictionary, bare, lower)))
    flags, first, ends = words.flags, np.cumsum(lengths) - lengths, np.cumsum(lengths)

    def text_of(at: np.ndarray) -> np.ndarray:
        return np.searchsorted(ends, at, side="right")

    stops, but = np.flatnonzero(flags & BUT), lengths.copy()
    np.minimum.at(but, text_of(stops), stops - first[text_of(stops)])
    weighed = (flags & KNOWN != 0) & (words.boost == 0)
    weighed[:-1] &= (flags[:-1] & KIND == 0) | (flags[1:] & OF == 0) | np.isin(np.arange(1, len(flags)), first)
    at = np.flatnonzero(weighed)
    text = text_of(at)
    place = at - first[text]
    places = place - np.arange(-AHEAD, BEHIND + 1)[:, None]
    inside = (places >= 0) & (places < lengths[text])
    around = np.where(inside, flags[first[text] + places], 0)
    around &= ~np.where(_stand_out(texts, text_of(np.flatnonzero(flags & UPPER)))[text], 0, UPPER)
    return _Batch(words, lower, codes, first, lengths, but, at, text, place, around)
