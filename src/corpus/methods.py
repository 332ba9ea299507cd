"""How tone can be scored: VADER, the news lexicon, the consensus of both, any lexicon with weights."""

import hashlib
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from corpus import lexicons, vader, weighing, weights
from corpus.errors import ParameterError

FEW = 6
"""A shorter text is scored as if it had so many words."""

VOTERS = {"vader": "vader_rules", "news": "news"}
"""Methods whose mean is the consensus, and the word list whose header has the spread of their raw scores."""

MethodLike = str | os.PathLike[str] | pd.DataFrame


class Method(NamedTuple):
    """A way to score: what judges texts, what makes raw sums and numbers of words scores, hashes of its word lists."""

    judge: Callable[[list[str]], vader.Judged]
    scale: Callable[[np.ndarray, np.ndarray], np.ndarray]
    hashes: Callable[[], dict[str, str]]


def by_length(raw: np.ndarray, words: np.ndarray, unit: float = 1.0) -> np.ndarray:
    """Bring raw sums between -1 and 1: as VADER's compound, with the number of words in place of its 15."""
    return raw / np.sqrt(raw * raw + unit * unit * np.maximum(words, FEW))


# --- news ---------------------------------------------------------------------------------------------------------


def _judge_news(texts: list[str]) -> vader.Judged:
    return weighing.judge(texts, weights.news())


def _hash_news() -> dict[str, str]:
    ours = {f"{name}.csv": lexicons.lexicon_hash(name) for name in ("common_words", "news", "tone_rules")}
    return ours | vader.list_hashes()


# --- consensus ----------------------------------------------------------------------------------------------------


def _factor(name: str) -> float:
    return 1.0 / (len(VOTERS) * weights.spread(VOTERS[name]))


def _judge_all(texts: list[str]) -> vader.Judged:
    """Return the pieces of every voter, their shares divided by its spread and by the number of voters."""
    judged = {name: METHODS[name].judge(texts) for name in VOTERS}
    pieces = [
        (number, start, end, base, f"{name}: {rule}", share * factor)
        for name, factor in ((name, _factor(name)) for name in VOTERS)
        for number, start, end, base, rule, share in judged[name].pieces
    ]
    pieces.sort(key=lambda piece: piece[0])
    spans = {piece[:3] for piece in pieces if ": emphasis" not in piece[4] and ": emoji; emphasis" not in piece[4]}
    hits = np.bincount([number for number, _, _ in spans] or [0], minlength=len(texts)) * bool(spans)
    words = np.maximum(judged["vader"].words, judged["news"].words)
    return vader.Judged(pieces, hits[: len(texts)], words, judged["news"].known)


def _scale_all(raw: np.ndarray, words: np.ndarray) -> np.ndarray:
    return by_length(raw, words, 1.0 / weights.spread(VOTERS["news"]))


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "news": Method(_judge_news, by_length, _hash_news),
        "vader": Method(vader.judge, lambda raw, _: vader.scale(raw), vader.list_hashes),
        "consensus": Method(_judge_all, _scale_all, _hash_news),
    }
)
"""Name of a method -> how it scores."""


# --- a lexicon of one's own ---------------------------------------------------------------------------------------


def _hash_frame(frame: pd.DataFrame) -> dict[str, str]:
    said = lexicons.describe_lexicon(frame)
    return {str(said["name"]): str(said["sha256"])}


def _hash_file(path: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}


def _own(frame: pd.DataFrame, hashes: Callable[[], dict[str, str]]) -> tuple[str, Method]:
    judge = partial(weighing.judge, weights=weights.of_lexicon(frame))
    name = ", ".join(dict.fromkeys(frame["lexicon"])) if "lexicon" in frame else "lexicon"
    return (f"own {name}" if name in METHODS else name), Method(judge, by_length, hashes)


def find_method(method: MethodLike) -> tuple[str, Method]:
    """Return name and workings of a method: one of `METHODS`, a lexicon's frame, or the path of its file.

    Raises
    ------
    ParameterError
        When there is no such method.
    LexiconError
        When the lexicon cannot be scored with.
    """
    if isinstance(method, pd.DataFrame):
        return _own(method, partial(_hash_frame, method))
    if isinstance(method, str) and method in METHODS:
        return method, METHODS[method]
    if isinstance(method, (str, os.PathLike)) and Path(method).suffix.lower() in weights.SUFFIXES:
        return _own(weights.read_weights(method), partial(_hash_file, Path(method)))
    raise ParameterError(
        f"parameter method: expected one of {', '.join(METHODS)}, a lexicon with weights, or the path of one "
        f"({', '.join(weights.SUFFIXES)}), found {method!r}"
    )
