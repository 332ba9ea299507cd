"""A lexicon of weights made ready for texts: words, globs, phrases, and the words that change others."""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from corpus import lexicons, tables, vader
from corpus.errors import LexiconError

KNOWN, WEIGHED, NEGATION, ENDS, LACKS, CONTRAST, UNLESS, ANCHOR, STOP = (1 << bit for bit in range(9))
CHANGERS = {"negation": NEGATION, "ends": ENDS, "lacks": LACKS, "contrast": CONTRAST, "unless": UNLESS}
OF_LABEL = {"positive": 1.0, "negative": -1.0, "neg_positive": -1.0, "neg_negative": 1.0}
"""Weight of a row without one, by its label; the four are those of the Lexicoder Sentiment Dictionary."""

SUFFIXES = (".csv", ".lc3", ".yml", ".yaml")
"""Files that hold a lexicon to score with."""

UNCURLED = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011", "-"),
    **dict.fromkeys("\u2012\u2013\u2014\u2015\u2026", " "),
}
"""Typographic signs -> one plain sign each, so that places in the text stay."""

SPACED_DASH = re.compile(" [\u2012-\u2015] ")

Phrase = tuple[list[str], int, float]
"""Words of a phrase, the place among them of the one it is looked up by, its weight."""


class Weights(NamedTuple):
    """A lexicon made ready: words with weight, boost and flags; globs; phrases by the word they are looked up by."""

    words: pa.Array
    numbers: np.ndarray
    globs: Mapping[str, float]
    phrases: Mapping[str, list[Phrase]]


def straighten(text: str) -> str:
    """Return a text with plain quotes and hyphens; no character changes its place.

    A dash between blanks becomes a hyphen between them, any other a blank.
    """
    if not text.isascii():
        text = SPACED_DASH.sub(" - ", text)
        for sign, plain in UNCURLED.items():
            text = text.replace(sign, plain)
    return text


@cache
def rules() -> dict[str, dict[str, float]]:
    """Return the words that change others by what they do: booster with its number, and the kinds of `CHANGERS`."""
    table = lexicons.read_table("tone_rules")
    kinds = {str(kind): list(words) for kind, words in table.groupby("kind")["phrase"]}
    found = {kind: dict.fromkeys(words, 0.0) for kind, words in kinds.items()}
    single = {word: value for word, value in vader.changers("booster").items() if " " not in word}
    return found | {
        "booster": {word: value for word, value in single.items() if word not in found["plain"]},
        "negation": {**dict.fromkeys(vader.changers("negation"), 0.0), **found["negation"]},
    }


def _phrase(words: list[str], weight: float) -> tuple[str, Phrase]:
    at = max(range(len(words)), key=lambda n: len(words[n].strip("*")))
    return words[at], (words, at, weight)


def make_ready(weights: Mapping[str, float], changers: Mapping[str, Mapping[str, float]]) -> Weights:
    """Make weights by pattern ready for texts; a blank parts the words of a phrase, ``*`` opens or closes a word."""
    phrases: dict[str, list[Phrase]] = defaultdict(list)
    for pattern, weight in weights.items():
        if " " in pattern:
            key, phrase = _phrase(pattern.split(), weight)
            phrases[key].append(phrase)
    single = {pattern: weight for pattern, weight in weights.items() if " " not in pattern}
    fixed = {word: weight for word, weight in single.items() if "*" not in word}
    boosts = changers.get("booster", {})
    words = list(dict.fromkeys([*fixed, *phrases, *(word for some in changers.values() for word in some)]))
    kinds: list[tuple[int, Container[str]]] = [
        (KNOWN, fixed),
        (ANCHOR, phrases),
        *((flag, changers.get(kind, {})) for kind, flag in CHANGERS.items()),
    ]
    kinds = [*kinds, (WEIGHED, {word for word, weight in fixed.items() if weight})]
    flags = [sum(flag for flag, some in kinds if word in some) for word in words]
    numbers = np.array([[fixed.get(word, 0.0) for word in words], [boosts.get(word, 0.0) for word in words], flags])
    globs = {word: weight for word, weight in single.items() if "*" in word}
    return Weights(pa.array(words, pa.string()), numbers, globs, phrases)


def globs_of(word: str, *globs: Mapping[str, object]) -> Iterator[str]:
    """Yield the globs that a word matches, the longest first.

    Examples
    --------
    >>> list(globs_of("deported", {"deport*": -1.0, "dep*": 0.0}, {"*port": 0.0}))
    ['deport*', 'dep*']
    """
    for length in range(len(word), 1, -1):
        for glob in (f"{word[:length]}*", f"*{word[-length:]}"):
            if any(glob in some for some in globs):
                yield glob


# --- the news lexicon, and those of others ------------------------------------------------------------------------


def on_vader(rows: pd.DataFrame) -> Weights:
    """Return rows of weights on top of VADER's, with the words that news English knows without a tone."""
    words = {word: value for word, value in vader.values().items() if word[0].isalpha()}
    common = lexicons.read_table("common_words")["word"].str.lower()
    ours = dict(tables.rows_of(rows, "pattern", "weight"))
    return make_ready({**dict.fromkeys(common, 0.0), **words, **ours}, rules())


@cache
def news() -> Weights:
    """Return the news lexicon, made ready."""
    return on_vader(lexicons.read_lexicon("news"))


@cache
def spread(name: str) -> float:
    """Return the spread of the raw scores of a method, kept in the header of its word list."""
    return float(lexicons.describe_lexicon(name)["spread"])


def _read_lists(path: Path) -> dict[str, list[str]]:
    """Return the patterns by key of a file of YAML (as quanteda writes it) or of Lexicoder's own format."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read as a lexicon file in UTF-8: {error}") from error
    if path.suffix.lower() != ".lc3":
        return _read_yaml(path, text)
    lists: dict[str, list[str]] = {}
    for line, said in enumerate(map(str.strip, text.splitlines()), 1):
        if said.startswith("+"):
            lists[key := said[1:].strip()] = []
        elif said and not lists:
            raise LexiconError(f"{path}, line {line}: found {said!r} before any key, expected a line such as +negative")
        elif said:
            lists[key].append(said)
    return lists


def _read_yaml(path: Path, text: str) -> dict[str, list[str]]:
    import yaml

    try:
        found = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: is not YAML: {error}") from error
    if not isinstance(found, dict) or not all(isinstance(some, list) for some in found.values()):
        raise LexiconError(f"{path}: expected keys such as 'negative:', each with a list of patterns")
    return {str(key): [str(one) for one in some] for key, some in found.items()}


def read_weights(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a lexicon to score with: CSV as `corpus.read_lexicon` takes it, YAML as quanteda writes it, or .lc3.

    A YAML or .lc3 file (your own copy of the Lexicoder Sentiment Dictionary) has keys with patterns: positive,
    negative, neg_positive (such as "not good": negative) and neg_negative ("not bad": positive).

    Returns
    -------
    DataFrame
        One row per pattern: table ``lexicon``.

    Raises
    ------
    LexiconError
        Names the file and line, what was found and what would be right.
    """
    path = Path(path)
    if path.suffix.lower() in ("", ".csv"):
        return lexicons.read_lexicon(path)
    rows = [(key, pattern) for key, some in _read_lists(path).items() for pattern in some]
    frame = pd.DataFrame(rows, columns=["label", "pattern"], dtype="str").drop_duplicates()
    match = frame["pattern"].str.contains("*", regex=False).map({True: "glob", False: "fixed"})
    return tables.complete(frame.assign(lexicon=path.stem, match=match, row=range(1, len(frame) + 1)), "lexicon")


def _refuse(frame: pd.DataFrame, wrong: pd.Series, column: str, expected: str) -> None:
    if wrong.any():
        row = frame[wrong].iloc[0]
        line = f", line {row['row']}" if "row" in frame else ""
        name = row["lexicon"] if "lexicon" in frame else "lexicon"
        raise LexiconError(f"{name}{line}, column {column}: expected {expected}, found {str(row[column])!r}")


def _checked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a lexicon with a finite weight in each row, by its label where there are no weights."""
    if "weight" in frame:
        number = pd.to_numeric(frame["weight"], errors="coerce").astype(float)
        _refuse(frame, ~number.between(-sys.float_info.max, sys.float_info.max), "weight", "a number such as -2.5")
    frame = tables.complete(frame, "lexicon")
    _refuse(frame, frame["match"] == "regex", "match", "fixed or glob, as tone is told of words")
    if not frame["weight"].any():
        frame = frame.assign(weight=frame["label"].map(OF_LABEL).fillna(0.0))
    if not frame["weight"].any():
        labels = ", ".join(frame["label"].unique()[:3])
        raise LexiconError(
            f"{', '.join(frame['lexicon'].unique())}: no row has a weight, and no label is one of "
            f"{', '.join(OF_LABEL)}; found the labels {labels}"
        )
    return frame.assign(pattern=frame["pattern"].map(straighten).str.lower().str.split().str.join(" "))


def of_lexicon(frame: pd.DataFrame) -> Weights:
    """Return a lexicon made ready; negations turn its words unless it holds negated patterns of its own.

    Raises
    ------
    LexiconError
        Names lexicon and line of a weight that is no number, of a pattern with two weights, of a regex.
    """
    frame = _checked(frame)
    two = frame.groupby("pattern")["weight"].transform("nunique") > 1
    _refuse(frame, two, "pattern", "one weight for a pattern")
    negated = frame["label"].str.startswith("neg_").any()
    changers = {} if negated else {"negation": rules()["negation"]}
    return make_ready(dict(tables.rows_of(frame, "pattern", "weight")), changers)
