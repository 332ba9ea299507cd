"""Sentences -> scores and hits: the tone of each sentence, and the share every word has in it."""

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import repeat
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from corpus import tables, vader
from corpus.errors import ParameterError
from corpus.tables import TEXT_ROLES

AT_ONCE = 2**12


class Method(NamedTuple):
    """A way to score: what judges texts, what makes raw sums scores, its word lists and their hashes."""

    judge: Callable[[list[str]], vader.Judged]
    scale: Callable[[np.ndarray], np.ndarray]
    hashes: Callable[[], dict[str, str]]


METHODS: Mapping[str, Method] = MappingProxyType({"vader": Method(vader.judge, vader.scale, vader.list_hashes)})
"""Name of a method -> how it scores; a further method is one more row."""


def _method(name: str) -> Method:
    if not isinstance(name, str) or name not in METHODS:
        raise ParameterError(f"parameter method: expected one of {', '.join(METHODS)}, found {name!r}")
    return METHODS[name]


def _sums(of: np.ndarray, shares: np.ndarray, texts: int) -> np.ndarray:
    """Return the exactly rounded sum of the shares of each text, which for up to two a plain addition is."""
    sums, bounds = np.bincount(of, shares, texts), np.searchsorted(of, np.arange(texts + 1))
    for n in np.flatnonzero(np.diff(bounds) > 2).tolist():
        sums[n] = math.fsum(shares[bounds[n] : bounds[n + 1]])
    return sums


def _score_rows(ids: list[str], judged: vader.Judged, name: str) -> Iterator[tuple[Any, ...]]:
    of = np.array([piece[0] for piece in judged.pieces], dtype=int)
    shares = np.array([piece[-1] for piece in judged.pieces], dtype=float)
    raw = _sums(of, shares, len(ids))
    positive, negative = (np.bincount(of, some, len(ids)) for some in (shares.clip(min=0.0), shares.clip(max=0.0)))
    known = judged.known / np.maximum(judged.words, 1)
    columns = (METHODS[name].scale(raw), raw, positive, negative, judged.hits, judged.words, known)
    return zip(ids, repeat(name), *(column.tolist() for column in columns))


def _hit_rows(ids: list[str], texts: list[str], judged: vader.Judged, name: str) -> Iterator[tuple[Any, ...]]:
    for number, start, end, base, rule, share in judged.pieces:
        yield ids[number], name, start, end, texts[number][start:end], base, rule, share + 0.0


def score(
    sentences: pd.DataFrame, method: str = "vader", *, roles: Collection[str] = TEXT_ROLES
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score the tone of each sentence, and show every piece that moved the score.

    Method ``vader`` is the compound of the vaderSentiment package to the last digit, its quirks included
    (of two words of one value, "but" may change the first only). It is a baseline: made for social media,
    it misreads diplomacy.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``.
    method : str
        ``"vader"``.
    roles : collection of str
        Which sentences are scored: those of body and summary, unless asked.

    Returns
    -------
    scores : DataFrame
        One row per sentence scored, in the order given: table ``scores``. ``raw`` is the exact sum of the
        contributions (`math.fsum`: their order does not matter), ``score`` is raw brought between -1 and 1,
        ``positive`` and ``negative`` are the sums of the contributions of either sign. ``hits`` counts the
        words that were weighed, ``words`` all words (those that spell out an emoji too), ``known`` is the
        share of words in the lexicon: where it is 0, a score of 0 says that nothing is known of the
        sentence, not that its tone is neutral.
    hits : DataFrame
        One row per word that was weighed, in the order of the text, then one per run of "!" and of "?" that
        counts: table ``hits``. ``base`` is the value in the lexicon (0 for a mark), ``contribution`` what
        became of it, ``rule`` what was done, in the order of working and joined with "; ":

        - lexicon: nothing, the word counts as it stands;
        - negated; cancelled: a "no" that negates the next word instead of counting itself;
        - capitals: where some words of the sentence are in capitals and some are not;
        - boosted, dampened: by a word such as "very" or "slightly" up to three places before;
        - intensified: by "so" or "this", as in "never so";
        - idiom: a value of its own, which replaces all that was done before;
        - before but, after but;
        - emphasis !, emphasis ?: the rows of the marks;
        - emoji, in front of the others: a word of the description of an emoji, whose surface is the emoji.

    Raises
    ------
    TableError
        When ``sentences`` does not keep its contract.
    ParameterError
        When there is no such method.

    Notes
    -----
    Hutto, C. J. & Gilbert, E. (2014). VADER: A parsimonious rule-based model for sentiment analysis of
    social media text. ICWSM 8(1), 216-225. https://doi.org/10.1609/icwsm.v8i1.14550

    Examples
    --------
    >>> mine = pd.DataFrame({"sentence_id": ["a:1"], "article_id": ["a"], "text": ["Talks were not good!"]})
    >>> scores, hits = score(tables.complete(mine, "sentences"), "vader")
    >>> scores[["score", "hits", "words"]].values.tolist()
    [[-0.4015, 1.0, 4.0]]
    >>> hits[["surface", "base", "rule", "contribution"]].round(3).values.tolist()
    [['good', 1.9, 'negated', -1.406], ['!', 0.0, 'emphasis !', -0.292]]
    """
    tables.check(sentences, "sentences")
    judge = _method(method).judge
    scored = sentences[sentences["role"].isin(roles)]
    ids, texts = scored["sentence_id"].tolist(), scored["text"].tolist()
    scores: list[tuple[Any, ...]] = []
    hits: list[tuple[Any, ...]] = []
    for first in range(0, len(ids), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        judged = judge(texts[part])
        scores += _score_rows(ids[part], judged, method)
        hits += _hit_rows(ids[part], texts[part], judged, method)
    return tables.from_rows("scores", scores), tables.from_rows("hits", hits)


def lexicon_hashes(method: str = "vader") -> dict[str, str]:
    """Return the SHA-256 of every word list a method reads, by file name, for a recipe to cite.

    Raises
    ------
    ParameterError
        When there is no such method.

    Examples
    --------
    >>> sorted(lexicon_hashes("vader"))
    ['emoji_utf8_lexicon.txt', 'vader_lexicon.txt', 'vader_rules.csv']
    """
    return _method(method).hashes()
