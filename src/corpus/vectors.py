"""Sentences -> articles as weighted words, and the words in which groups of articles lie above the others."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from corpus import tables
from corpus.errors import ParameterError
from corpus.frequencies import Frequencies, count_frequencies

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

ENOUGH = 50
"""Below so many articles nothing is learned from a corpus: what goes together in so few goes together by chance."""

FEWEST, MOST = 3, 0.5
"""A word counts that stands in at least so many articles, and at most in this share of them."""

FEWEST_WORDS = 3
"""With fewer words that count, articles cannot be compared."""

DIMENSIONS = 100
"""Articles are compared in a space of so many dimensions at most, and of a fifth as many as there are articles."""


class Vectors(NamedTuple):
    """Articles (rows) and words (columns): `counts` of the words, and `weights` with rows of length 1."""

    articles: np.ndarray
    words: np.ndarray
    counts: "csr_matrix"
    weights: "csr_matrix"

    def of(self, rows: np.ndarray) -> "Vectors":
        """Return some of the articles, with weights made anew from their counts."""
        return weigh(self.articles[rows], self.words, self.counts[rows])


def read_vectors(sentences: pd.DataFrame, parameter: str) -> Vectors:
    """Return the articles of sentences as weighted words; refuse fewer than `ENOUGH` of them."""
    tables.check(sentences, "sentences")
    counted = count_frequencies(sentences)
    if len(counted.articles) < ENOUGH:
        raise ParameterError(
            f"{parameter}: expected at least {ENOUGH} articles with text, found {len(counted.articles)}; words that "
            "go together in so few articles do so by chance, and other articles of the same kind would show others"
        )
    return weigh(counted.articles, *_count(counted))


def _count(counted: Frequencies) -> tuple[np.ndarray, "csr_matrix"]:
    """Return words and how often each stands in each article; plurals count as their singular where there is one."""
    from scipy.sparse import csr_matrix

    known = frozenset(counted.words)
    merged = [one if (one := _singular(word)) in known else word for word in counted.words]
    words, column = np.unique(np.array(merged, dtype=object), return_inverse=True)
    entries = counted.hits.astype("float64"), (counted.article, column[counted.word])
    return words, csr_matrix(entries, shape=(len(counted.articles), len(words)))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _is_telling(word: str) -> bool:
    return any(sign.isalpha() for sign in word) and (len(word) > 2 or not word.isascii())


def weigh(articles: np.ndarray, words: np.ndarray, counts: "csr_matrix") -> Vectors:
    """Weigh words by 1 + log of their count, times the log of how few articles hold them; drop rare and common ones."""
    from sklearn.preprocessing import normalize

    holding = np.asarray((counts > 0).sum(axis=0)).ravel()
    often = np.flatnonzero((holding >= FEWEST) & (holding <= MOST * len(articles)))
    kept = np.array([at for at in often.tolist() if _is_telling(words[at])], dtype=np.int64)
    counts = counts[:, kept].tocsr()
    weights = counts.copy()
    weights.data = (1 + np.log(weights.data)) * np.log(len(articles) / holding[kept])[weights.indices]
    return Vectors(articles, words[kept], counts, normalize(weights) if len(kept) else weights)


def place(weights: "csr_matrix", seed: int) -> np.ndarray:
    """Return articles (rows) in the space of few dimensions that keeps most of their words (latent semantic analysis).

    Deerwester, S., Dumais, S., Furnas, G., Landauer, T. & Harshman, R. (1990). Indexing by latent semantic analysis.
    Journal of the American Society for Information Science 41(6).
    """
    from sklearn.decomposition import TruncatedSVD

    dimensions = max(2, min(DIMENSIONS, weights.shape[0] // 5, weights.shape[1] - 1))
    return np.asarray(TruncatedSVD(dimensions, n_iter=7, random_state=seed).fit_transform(weights))


def average(rows: "csr_matrix | np.ndarray", groups: np.ndarray, count: int) -> np.ndarray:
    """Return the mean direction of the rows of each group, 0 for a group of none; rows of group -1 are in none."""
    from scipy.sparse import csr_matrix

    inside = np.flatnonzero(groups >= 0)
    members = csr_matrix((np.ones(len(inside)), (groups[inside], inside)), shape=(count, len(groups)))
    sums = members @ rows
    return to_unit(sums.toarray() if hasattr(sums, "toarray") else np.asarray(sums))


def to_unit(rows: np.ndarray) -> np.ndarray:
    """Return rows of length 1; a row of 0 stays 0."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def find_telling(weights: "csr_matrix", groups: np.ndarray, count: int) -> np.ndarray:
    """Return for each group (rows) how far the words (columns) lie above the mean of the groups, 0 where they do not.

    Rows have length 1; those of groups without articles are 0.

    Rocchio, J. (1971). Relevance feedback in information retrieval. In: Salton, G. (ed.), The SMART retrieval system.
    """
    centres = average(weights, groups, count)
    filled = np.asarray(centres.any(axis=1))
    mean = centres.sum(axis=0) / max(int(filled.sum()), 1)
    return to_unit(np.maximum(centres - mean, 0) * filled[:, None])


def share_out(weights: "csr_matrix", telling: np.ndarray) -> np.ndarray:
    """Return what share of an article's telling words each group (columns) has; rows without such a word are 0."""
    scores = np.asarray(weights @ telling.T)
    sums = scores.sum(axis=1, keepdims=True)
    return np.divide(scores, sums, out=np.zeros_like(scores), where=sums > 0)
