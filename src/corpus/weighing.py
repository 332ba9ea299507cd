"""Texts x weights -> what moves the tone of each text: the words that weigh, and what others do to them."""

import string
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus import tokens, vader
from corpus.weights import (
    ANCHOR,
    CONTRAST,
    ENDS,
    KNOWN,
    LACKS,
    NEGATION,
    STOP,
    UNLESS,
    WEIGHED,
    Weights,
    globs_of,
    straighten,
)

NEGATED, REVERSED, BEFORE, AFTER = (-0.8, -0.2), (-0.8, -0.2), 0.6, 1.3
"""What negation and reversal make of positive and of negative words, and what "but" of the words before and after it.

To deny or end what is bad says less good than to deny what is good says bad: "not dangerous" is not yet safe.
"""
NEAR, REACH = 3, 4
"""How many words a negation or booster, and a word that ends or lacks, may stand before the word it changes."""
FADING = (0.0, 1.0, 0.95, 0.9)
STOPS = r"^--?$|[,;:.!?)\]]['\")\]]*$"


_Span = tuple[int, int, float]
"""Index of the first token of a phrase in the row, how many it has, its weight."""


class _Words(NamedTuple):
    """Distinct tokens: without punctuation, in lower case; weight, boost and flags."""

    bare: pa.Array
    lower: pa.Array
    weight: np.ndarray
    boost: np.ndarray
    flags: np.ndarray


class _Found(NamedTuple):
    """What is weighed: index of its first token in the row, how many tokens, weight, whether a phrase, its text."""

    at: np.ndarray
    size: np.ndarray
    weight: np.ndarray
    phrase: np.ndarray
    text: np.ndarray


class _Batch(NamedTuple):
    """Many texts: tokens in a row, what they mean, flags along the row, what is weighed, known words by text."""

    row: tokens.Row
    words: _Words
    flags: np.ndarray
    found: _Found
    known: np.ndarray


# --- from tokens to what is weighed -------------------------------------------------------------------------------


def _look_up(distinct: pa.Array, weights: Weights) -> _Words:
    bare = pc.utf8_trim(distinct, characters=string.punctuation)
    lower = tokens.lower(pc.replace_substring_regex(bare, "'[sS]$", ""))
    found = pc.index_in(lower, value_set=weights.words)
    there = found.is_valid().to_numpy(zero_copy_only=False)
    weight, boost, flags = np.where(there, weights.numbers[:, found.fill_null(0).to_numpy()], 0.0)
    flags = flags.astype(int) | STOP * pc.match_substring_regex(distinct, STOPS).to_numpy(zero_copy_only=False)
    if (weights.numbers[2].astype(int) & NEGATION).any():
        flags |= NEGATION * pc.match_substring(lower, "n't").to_numpy(zero_copy_only=False)
    words = _Words(bare, lower, weight, boost, flags)
    _look_up_globs(words, weights)
    return words


def _look_up_globs(words: _Words, weights: Weights) -> None:
    """Fill in the weight of words that only a glob matches, and mark those by which phrases are looked up."""
    anchors = {key: 0.0 for key in weights.phrases if "*" in key}
    if not weights.globs and not anchors:
        return
    for n, word in enumerate(words.lower.to_pylist()):
        matched = list(globs_of(word, weights.globs, anchors))
        if not words.flags[n] & KNOWN and (weighed := [glob for glob in matched if glob in weights.globs]):
            words.weight[n] = weights.globs[weighed[0]]
            words.flags[n] |= KNOWN | WEIGHED * (words.weight[n] != 0)
        if any(glob in anchors for glob in matched):
            words.flags[n] |= ANCHOR


def _fits(said: list[str], words: list[str]) -> bool:
    """Tell whether words are those of a phrase, which may be globs."""
    return len(said) == len(words) and all(
        word == one or (one[-1] == "*" and word.startswith(one[:-1])) or (one[0] == "*" and word.endswith(one[1:]))
        for word, one in zip(said, words, strict=True)
    )


def _clauses(row: tokens.Row, flags: np.ndarray, at: np.ndarray) -> tuple[list[int], list[int]]:
    """Return where in the row the clause of each of some tokens begins and ends: no mark stands within it."""
    text = np.searchsorted(row.first + row.lengths, at, side="right")
    stops = np.flatnonzero(flags & STOP)
    opened = np.append(-1, stops)[np.searchsorted(stops, at)] + 1
    closed = np.append(stops, len(flags))[np.searchsorted(stops, at)] + 1
    first = np.maximum(row.first[text], opened)
    return first.tolist(), np.minimum((row.first + row.lengths)[text], closed).tolist()


def _phrases_in(row: tokens.Row, words: _Words, flags: np.ndarray, weights: Weights) -> Iterator[_Span]:
    lower = words.lower.to_pylist()
    said, at = [lower[code] for code in row.codes.tolist()], np.flatnonzero(flags & ANCHOR)
    some = [word for phrases in weights.phrases.values() for one, _, _ in phrases for word in one if "*" in word]
    for here, first, last in zip(at.tolist(), *_clauses(row, flags, at), strict=True):
        keys = [said[here], *globs_of(said[here], weights.phrases)] if some else [said[here]]
        for key in keys:
            for phrase, anchor, weight in weights.phrases.get(key, ()):
                start, end = here - anchor, here - anchor + len(phrase)
                if (
                    first <= start
                    and end <= last
                    and (said[start:end] == phrase or (some and _fits(said[start:end], phrase)))
                ):
                    yield start, len(phrase), weight


def _find_phrases(row: tokens.Row, words: _Words, flags: np.ndarray, weights: Weights) -> list[_Span]:
    """Return the phrases of texts, none within another: the longest, of two as long the first."""
    kept: list[_Span] = []
    taken: set[int] = set()
    for start, length, weight in sorted(_phrases_in(row, words, flags, weights), key=lambda one: (-one[1], one[0])):
        places = range(start, start + length)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append((start, length, weight))
    return kept


def _find(row: tokens.Row, words: _Words, flags: np.ndarray, weights: Weights) -> _Found:
    """Return what is weighed; the words of a phrase are not, also of one without a weight."""
    phrases = _find_phrases(row, words, flags, weights)
    covered = [place for start, length, _ in phrases for place in range(start, start + length)]
    alone = np.flatnonzero(flags & WEIGHED)
    alone = alone[~np.isin(alone, covered)]
    columns = np.array([one for one in phrases if one[2]], dtype=float).reshape(-1, 3).T
    at = np.append(alone, columns[0].astype(int))
    size = np.append(np.ones(len(alone), dtype=int), columns[1].astype(int))
    weight = np.append(words.weight[row.codes[alone]], columns[2])
    order = np.argsort(at, kind="stable")
    text = np.searchsorted(row.first + row.lengths, at, side="right")
    return _Found(at[order], size[order], weight[order], order >= len(alone), text[order])


def _read(texts: list[str], weights: Weights) -> _Batch:
    row = tokens.line_up(texts, NEAR)
    words = _look_up(row.tokens, weights)
    flags = words.flags[row.codes]
    at = np.searchsorted(row.first + row.lengths, np.flatnonzero(flags & KNOWN), side="right")
    known = np.bincount(at, minlength=len(texts))
    return _Batch(row, words, flags, _find(row, words, flags, weights), known)


# --- what neighbours do -------------------------------------------------------------------------------------------


class _Around(NamedTuple):
    """What stands before each piece: whether negated, the sum of boosts, and the place of what turns it, or -1."""

    negated: np.ndarray
    boost: np.ndarray
    turner: np.ndarray


def _look_around(batch: _Batch) -> _Around:
    found, flags = batch.found, batch.flags
    place = found.at - batch.row.first[found.text]
    negated, boost, turner = np.zeros(len(place), bool), np.zeros(len(place)), np.full(len(place), -1)
    open_, turning = np.ones(len(place), bool), np.where(found.weight < 0, ENDS, LACKS)
    after = np.zeros(len(place), int)
    for back in range(1, REACH + 1):
        there = np.maximum(found.at - back, 0)
        open_ &= (place >= back) & (flags[there] & STOP == 0)
        here = np.where(open_, flags[there], 0)
        if back <= NEAR:
            negated |= here & NEGATION != 0
            boost += np.where(open_, batch.words.boost[batch.row.codes[there]], 0.0) * FADING[back]
        turns = (here & turning != 0) & (turner < 0) & ~((here & ENDS != 0) & (after & UNLESS != 0))
        turner = np.where(turns, there, turner)
        after = here
    return _Around(negated, boost, turner)


def _contrast(batch: _Batch) -> np.ndarray:
    """Return -1 for what stands before the first "but" of its text, 1 for what stands after, 0 without one."""
    at = np.flatnonzero(batch.flags & CONTRAST)
    text = np.searchsorted(batch.row.first + batch.row.lengths, at, side="right")
    first = np.full(len(batch.row.first), -1)
    first[text[::-1]] = at[::-1]
    but = first[batch.found.text]
    return np.where(but < 0, 0, np.sign(batch.found.at - but))


def _note(rules: list[str], where: np.ndarray, rule: str) -> None:
    for n in np.flatnonzero(where).tolist():
        rules[n] += f"; {rule}"


def _weigh(batch: _Batch) -> tuple[np.ndarray, list[str]]:
    """Return what becomes of each piece through the words around it, and by which rules."""
    found, around, contrast = batch.found, _look_around(batch), _contrast(batch)
    rules = ["; idiom" if phrase else "" for phrase in found.phrase.tolist()]
    values = found.weight + np.sign(found.weight) * around.boost
    _note(rules, around.boost > 0, "boosted")
    _note(rules, around.boost < 0, "dampened")
    bad = (found.weight < 0).astype(int)
    values = np.where(around.negated, values * np.take(NEGATED, bad), values)
    _note(rules, around.negated, "negated")
    turned = around.turner >= 0
    values = np.where(turned, values * np.take(REVERSED, bad), values)
    for n in np.flatnonzero(turned).tolist():
        rules[n] += f'; reversed by "{batch.words.lower[batch.row.codes[around.turner[n]]].as_py()}"'
    turns = np.isin(found.at, around.turner[turned & (found.weight < 0)]) & (found.weight < 0) & ~found.phrase
    values = np.where(turns, 0.0, values)
    _note(rules, turns, "reverses")
    values = values * np.choose(contrast + 1, [BEFORE, 1.0, AFTER])
    _note(rules, contrast < 0, 'before "but"')
    _note(rules, contrast > 0, 'after "but"')
    return values, [rule[2:] or "lexicon" for rule in rules]


# --- the text -----------------------------------------------------------------------------------------------------


def _spans(batch: _Batch, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return where in its text each piece begins and ends, without the punctuation around it."""
    found, codes = batch.found, batch.row.codes
    ends = []
    for at in (found.at, found.at + found.size - 1):
        starts = tokens.find_starts(batch.row, texts, at, found.text)
        whole, bare = (some.take(pa.array(codes[at])).to_pylist() for some in (batch.row.tokens, batch.words.bare))
        starts += np.array([token.index(word) for token, word in zip(whole, bare, strict=True)], dtype=int)
        ends.append((starts, starts + np.array(list(map(len, bare)), dtype=int)))
    return ends[0][0], ends[1][1]


def judge(texts: list[str], weights: Weights) -> vader.Judged:
    """Return what moves the tone of texts, as pieces of the texts as they are.

    Returns
    -------
    Judged
        One piece per weighed word or phrase and per run of "!" that counts, text by text in the order of the
        text, marks last; and for each text its numbers of words.
    """
    plain = [straighten(text) for text in texts]
    batch = _read(plain, weights)
    values, rules = _weigh(batch)
    columns = (batch.found.text, *_spans(batch, plain), batch.found.weight)
    pieces: list[vader.Piece] = list(zip(*(column.tolist() for column in columns), rules, values.tolist(), strict=True))
    sums = np.bincount(batch.found.text, values, len(texts))
    for n, text in enumerate(texts):
        if "!" in text:
            pieces += vader.emphasize(n, text, float(sums[n]))
    pieces.sort(key=lambda piece: piece[0])
    return vader.Judged(pieces, np.bincount(batch.found.text, minlength=len(texts)), batch.row.lengths, batch.known)
