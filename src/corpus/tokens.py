"""Texts -> tokens: what stands between white space, as numbers of distinct words, and where it stands."""

import re
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


class Row(NamedTuple):
    """The tokens of many texts in a row.

    `tokens` are the distinct ones, `codes` their numbers in the row; by text, `first` is the index of its first
    token in the row, `lengths` how many it has. Empty tokens close the row, so that one may look ahead.
    """

    tokens: pa.Array
    codes: np.ndarray
    first: np.ndarray
    lengths: np.ndarray


def tokenize(texts: list[str]) -> tuple[pa.Array, np.ndarray]:
    """Return the tokens of all texts in a row, and how many each text has.

    The texts are stripped first: where white space ends a text, Arrow's kernel reads one character too far
    and may leave it on the last token.
    """
    stripped = [text.strip() for text in texts]
    split = pc.utf8_split_whitespace(pa.array(filter(None, stripped), pa.string()))
    lengths = np.zeros(len(texts), dtype=int)
    lengths[np.array(list(map(bool, stripped)), dtype=bool)] = pc.list_value_length(split).to_numpy()
    return split.flatten(), lengths


def line_up(texts: list[str], ahead: int) -> Row:
    """Return the tokens of texts, closed by so many empty ones."""
    tokens, lengths = tokenize(texts)
    row = pa.concat_arrays([tokens, pa.array([""] * ahead, pa.string())]).dictionary_encode()
    return Row(row.dictionary, row.indices.to_numpy(), np.cumsum(lengths) - lengths, lengths)


def lower(words: pa.Array) -> pa.Array:
    """Return words in lower case; those not in ASCII by Python's rules, as Arrow's may be of another Unicode."""
    other = pc.invert(pc.string_is_ascii(words))
    theirs = pa.array([word.lower() for word in words.filter(other).to_pylist()], pa.string())
    return pc.replace_with_mask(pc.utf8_lower(words), other, theirs)


def find_starts(row: Row, texts: list[str], at: np.ndarray, text: np.ndarray) -> np.ndarray:
    """Return where in its text each of some tokens begins: given, in order, their indices in the row and texts."""
    sizes = pc.utf8_length(row.tokens).to_numpy()[row.codes]
    before = np.append(0, np.cumsum(sizes))
    place = at - row.first[text]
    starts = before[at] - before[row.first][text] + place
    closed_up = before[row.first + row.lengths] - before[row.first] + row.lengths - 1
    spaced = closed_up != np.array([len(one) for one in texts], dtype=int)
    for n in np.unique(text[spaced[text]]).tolist():
        found = np.array([token.start() for token in re.finditer(r"\S+", texts[n])])
        here = slice(*np.searchsorted(text, [n, n + 1]).tolist())
        starts[here] = found[place[here]]
    return starts
