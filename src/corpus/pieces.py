"""What pulls the tone toward targets, piece by piece: hits of a lexicon by their place, learned words and frames."""

from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from corpus import lexicons
from corpus.around import Around, Row, find_frames, line_up, look_around, place_of

NEAR, MIDDLE = 3, 6
"""How many places away words still count as near, and as in the middle."""

EDGES = (1, 3, 6, 12)
"""The last place of each bin of distance of a lexicon's hits; a last bin has what is farther."""

NEGATED = -0.5
PLACES = [f"{part}{side}" for part in ("", "middle_", "near_") for side in ("before", "after")]


class Learned(NamedTuple):
    """The learned weights: of words by form, of frames, of places of hits, and of what is in neither."""

    forms: dict[str, int]
    words: np.ndarray
    frames: dict[tuple[str, ...], int]
    framed: np.ndarray
    positions: np.ndarray
    calm: float
    scale: float


class Pieces(NamedTuple):
    """What moves the tone toward targets: target, start, end, base value, its pull, its calm, place, by which rule."""

    target: np.ndarray
    start: np.ndarray
    end: np.ndarray
    base: np.ndarray
    pull: np.ndarray
    calm: np.ndarray
    place: np.ndarray
    rule: np.ndarray


# --- what was learned ---------------------------------------------------------------------------------------------


def _numbers(table: pd.DataFrame, columns: list[str]) -> np.ndarray:
    return table[columns].replace("", "0").to_numpy(dtype=float)


@cache
def learned(worded: bool) -> Learned:
    """Return the learned weights of the method with words of its own, or of all others."""
    words, frames, places = (lexicons.read_table(f"toward_{name}") for name in ("words", "frames", "positions"))
    part = places[places["part"] == ("beside words" if worded else "alone")].set_index("piece")
    bins = [f"{side} {number}" for side in ("before", "after") for number in range(len(EDGES) + 1)]
    forms = {form: n for n, some in enumerate(words["forms"].str.split()) for form in some}
    return Learned(
        forms=forms if worded else {},
        words=_numbers(words, [*PLACES, "calm", "near_calm"]),
        frames={tuple(frame.split()): n for n, frame in enumerate(frames["frame"])} if worded else {},
        framed=_numbers(frames, ["weight", "calm"]),
        positions=_numbers(part.loc[["sentence", *bins]], ["weight", "calm"]),
        calm=float(str(part.loc["none", "calm"])),
        scale=float(str(part.loc["scale", "weight"])),
    )


@cache
def known_words() -> frozenset[str]:
    """Return the words that may open a sentence without being a name: those that were learned."""
    both = learned(True)
    return frozenset(both.forms) | {word for frame in both.frames for word in frame}


# --- pieces -------------------------------------------------------------------------------------------------------


def _word_pieces(row: Row, around: Around, how: Learned) -> Pieces:
    of_code = np.array([how.forms.get(word, -1) for word in row.vocabulary])
    at = np.flatnonzero((of_code[around.codes] >= 0) & (around.place != 0))
    weights = how.words[of_code[around.codes[at]]]
    target, place, after = around.target[at], around.place[at], (around.place[at] > 0).astype(int)
    share = 1.0 / np.sqrt(around.words[target])
    near, middle = np.abs(place) <= NEAR, np.abs(place) <= MIDDLE
    turned = np.where(around.negated[at], NEGATED, 1.0)
    far = np.take_along_axis(weights, after[:, None], axis=1)[:, 0] * share
    closer = [np.take_along_axis(weights, after[:, None] + 2 * n, axis=1)[:, 0] for n in (1, 2)]
    base = far + closer[0] * middle + closer[1] * near
    calm = (weights[:, -2] * share + weights[:, -1] * near) * np.abs(turned)
    rule = np.where(around.negated[at], "word; negated", "word")
    return Pieces(target, around.starts[at], around.ends[at], base, base * turned, calm, place, rule)


def _frame_pieces(row: Row, around: Around, how: Learned) -> Pieces:
    found = np.array(find_frames(row, around, how.frames), dtype=np.int64).reshape(-1, 4)
    pull, calm = how.framed[found[:, 1]].T
    names = np.array([" ".join(frame) for frame in how.frames] or [""], dtype=object)
    rule = np.array([f"frame: {name}" for name in names[found[:, 1]]], dtype=object)
    return Pieces(found[:, 0], found[:, 2], found[:, 3], pull, pull, calm, np.zeros(len(found), dtype=int), rule)


def bins_of(place: np.ndarray) -> np.ndarray:
    """Return the row of the positions in which a place falls; row 0 is for all of the sentence."""
    return 1 + np.searchsorted(EDGES, np.abs(place)) + np.where(place > 0, len(EDGES) + 1, 0)


def place_hits(row: Row, around: Around, hits: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Return a row per hit and target of its sentence that it does not overlap, with its `place`."""
    pairs = hits.merge(spans, on="text", how="inner", sort=False)
    pairs = pairs[(pairs["end"] <= pairs["target_start"]) | (pairs["start"] >= pairs["target_end"])]
    target, text, start = (pairs[name].to_numpy() for name in ("target", "text", "start"))
    place = place_of(row, around, text, target, start)
    beside = np.where(start < pairs["target_start"].to_numpy(), -1, 1)
    return pairs.assign(place=np.where(place == 0, beside, place))


def _hit_pieces(row: Row, around: Around, hits: pd.DataFrame, spans: pd.DataFrame, how: Learned) -> Pieces:
    """Return hits beside each target of their sentence, weighed by their place."""
    pairs = place_hits(row, around, hits, spans)
    columns = ("target", "start", "end", "base", "contribution", "place")
    target, start, end, base, value, place = (pairs[name].to_numpy() for name in columns)
    share = 1.0 / np.sqrt(np.maximum(around.words[target], 1))
    pull, calm = (how.positions[bins_of(place)] + how.positions[0] * share[:, None]).T
    rule = pairs["rule"].to_numpy(dtype=object)
    return Pieces(target, start, end, base, value * pull, np.abs(value) * calm, place, rule)


def _joined(some: list[Pieces]) -> Pieces:
    columns = [np.concatenate(column) for column in zip(*some, strict=True)]
    order = np.lexsort((columns[2], columns[1], columns[0]))
    return Pieces(*(column[order] for column in columns))


def find_pieces(texts: list[str], spans: pd.DataFrame, hits: pd.DataFrame, how: Learned) -> tuple[Pieces, np.ndarray]:
    """Return the pieces beside targets, and by target the words of its sentence.

    ``spans`` has a row per target (text, target_start, target_end, target), ``hits`` the hits with their text.
    """
    row = line_up(texts, known_words() if how.forms else frozenset())
    around = look_around(row, *(spans[name].to_numpy() for name in ("text", "target_start", "target_end")))
    pieces = [_hit_pieces(row, around, hits, spans, how)]
    if how.forms:
        pieces += [_word_pieces(row, around, how), _frame_pieces(row, around, how)]
    return _joined(pieces), around.words


def temper(pull: np.ndarray, calm: np.ndarray) -> np.ndarray:
    """Take off a pull what the calm of its words takes off, smoothly: about ``calm`` from a strong pull.

    A pull of a few and a calm of 0 stays nearly as it is; 0 stays 0, and the sign stays.
    """
    pull = np.clip(pull, -50.0, 50.0)
    return np.arcsinh(np.sinh(pull) * np.exp(-np.clip(calm, -50.0, 50.0)))


def weigh(pieces: Pieces, targets: int, how: Learned) -> np.ndarray:
    """Return what each piece contributes: its pull, times a factor common to the pieces of its target."""
    pull = np.bincount(pieces.target, pieces.pull, targets)
    calm = np.bincount(pieces.target, pieces.calm, targets) + how.calm
    even = np.abs(pull) < 1e-9
    factor = temper(pull, calm) / np.where(even, 1.0, pull)
    factor = np.where(even, np.exp(-np.clip(calm, -50.0, 50.0)), factor)
    return pieces.pull * (factor * how.scale)[pieces.target]
