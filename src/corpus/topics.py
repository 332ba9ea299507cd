"""Topics: groups of articles that no lexicon told of, found by agreement of many groupings of resampled articles."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from corpus.errors import ParameterError
from corpus.lexicons import read_table
from corpus.vectors import FEWEST_WORDS, Vectors, find_telling, place, read_vectors, share_out, to_unit

GROUPINGS = 60
"""So many groupings of resampled articles are made; 30 agree nearly as well, 100 no better."""

SAMPLED, MOST_SAMPLED = 0.8, 5_000
"""Each grouping is made of this share of the articles, and of so many at most."""

WORDS = 10
"""A topic is told by so many words."""


class Topics(NamedTuple):
    """`shares` of topics (columns) in articles, the words that are `telling` of each, and the topic of each article."""

    shares: np.ndarray
    telling: np.ndarray
    groups: np.ndarray


def find_topics(sentences: pd.DataFrame, k: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the articles into k topics by their words.

    Sixty times most of the articles, drawn anew, are grouped by k-means in a space of few dimensions, each time of
    another number of dimensions and with k to 2k groups; the topics are the k groups on which these groupings agree
    best. How many topics there are is your choice: `compare_topics` shows what speaks for each number.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``; body and summary count.
    k : int
        How many topics: at least 2, and at most a tenth of the articles.
    seed : int
        Starts the random numbers; the same seed gives the same topics.

    Returns
    -------
    topics : DataFrame
        One row per topic, the largest first: `topic` (from 1), `articles` (those whose share of it is largest),
        `words` (the ten that tell it best), `coherence` (mean NPMI of pairs of these words, -1 to 1) and `typical`
        (`article_id` of the article with the largest share).
    weights : DataFrame
        One row per article and topic: `article_id`, `topic` and `weight`, the topic's share of the article's
        telling words; the weights of an article sum to 1.

    Raises
    ------
    ParameterError
        When there are fewer than 50 articles, or k is not between 2 and a tenth of them.

    Notes
    -----
    Agreement of groupings: Strehl, A. & Ghosh, J. (2002). Cluster ensembles. Journal of Machine Learning Research
    3, https://www.jmlr.org/papers/v3/strehl02a.html; why topics want it: Belford, M., Mac Namee, B. & Greene, D.
    (2018). Stability of topic modeling via matrix factorization. Expert Systems with Applications 91. Coherence:
    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. GSCL.

    Examples
    --------
    >>> from corpus import tables
    >>> find_topics(tables.empty("sentences"), k=2, seed=1)
    Traceback (most recent call last):
        ...
    corpus.errors.ParameterError: k: expected at least 50 articles with text, found 0; words that go together in \
so few articles do so by chance, and other articles of the same kind would show others
    """
    vectors = read_vectors(sentences, "k")
    check_k(k, len(vectors.articles))
    check_words(vectors, k)
    found = fit(vectors, k, seed)
    words = [[vectors.words[at] for at in one] for one in top_words(vectors.words, found.telling)]
    numbers = np.arange(1, k + 1)
    topics = pd.DataFrame({
        "topic": numbers,
        "articles": np.bincount(found.groups, minlength=k),
        "words": pd.array([", ".join(one) for one in words], dtype="str"),
        "coherence": measure_coherence(vectors, found.telling),
        "typical": pd.array(vectors.articles[found.shares.argmax(axis=0)], dtype="str"),
    })  # fmt: skip
    weights = pd.DataFrame({
        "article_id": pd.array(np.repeat(vectors.articles, k), dtype="str"),
        "topic": np.tile(numbers, len(vectors.articles)),
        "weight": found.shares.ravel(),
    })  # fmt: skip
    return topics, weights


def check_k(k: int, articles: int) -> None:
    """Raise unless k is a whole number of topics that so many articles can carry."""
    if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or not 2 <= k <= articles // 10:
        raise ParameterError(
            f"k: expected a whole number of topics from 2 to {articles // 10} for {articles} articles, found {k!r}"
        )


def check_words(vectors: Vectors, k: int) -> None:
    """Raise when there are too few words to tell k topics apart."""
    if len(vectors.words) < max(FEWEST_WORDS, k + 1):
        raise ParameterError(
            f"k: expected more words than topics, found {len(vectors.words)} words for {k} topics; a word counts that "
            "stands in three articles or more, and in at most half of them"
        )


def fit(vectors: Vectors, k: int, seed: int) -> Topics:
    """Return k topics, the largest first, the same on any number of threads."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        groups = _agree(_group_often(vectors, k, seed), k, seed)
    telling = find_telling(vectors.weights, groups, k)
    shares = _filled(share_out(vectors.weights, telling), groups)
    sizes = np.bincount(shares.argmax(axis=1), minlength=k)
    order = np.lexsort((-telling.max(axis=1), -sizes))
    shares = shares[:, order]
    return Topics(shares, telling[order], shares.argmax(axis=1))


def _filled(shares: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Give articles without any telling word to their group as a whole."""
    blank = np.flatnonzero(~shares.any(axis=1))
    shares[blank, groups[blank]] = 1.0
    return shares


def _group_often(vectors: Vectors, k: int, seed: int) -> np.ndarray:
    """Return the group of each article (rows) in each grouping (columns)."""
    from sklearn.cluster import KMeans

    draw = np.random.RandomState(seed)
    places = place(vectors.weights, seed)
    n, dimensions = places.shape
    found = []
    for _ in range(GROUPINGS):
        near = to_unit(places[:, : draw.randint(min(k, dimensions), dimensions + 1)])
        some = draw.permutation(n)[: min(int(SAMPLED * n), MOST_SAMPLED)]
        groups = KMeans(draw.randint(k, 2 * k + 1), n_init=1, random_state=draw.randint(2**31)).fit(near[some])
        found.append(groups.predict(near))
    return np.array(found).T


def _agree(groupings: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Return the k groups of articles on which groupings agree best."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import OneHotEncoder

    members = OneHotEncoder().fit_transform(groupings)
    scaled = members.multiply(1 / np.sqrt(np.asarray(members.sum(axis=0)))).tocsr()
    places = to_unit(TruncatedSVD(k, n_iter=7, random_state=seed).fit_transform(scaled))
    return np.asarray(KMeans(k, n_init=10, random_state=seed).fit(places).labels_, dtype=np.int64)


def top_words(words: np.ndarray, telling: np.ndarray) -> list[np.ndarray]:
    """Return the numbers of the words that tell each topic best, words of grammar left out."""
    common = read_table("common_words")
    grammar = frozenset(common.loc[common["kind"] == "grammar", "word"])
    told = telling * np.array([word not in grammar for word in words], dtype=bool)
    order = np.argsort(-told, axis=1, kind="stable")[:, :WORDS]
    return [one[row[one] > 0] for row, one in zip(told, order, strict=True)]


def measure_coherence(vectors: Vectors, telling: np.ndarray) -> np.ndarray:
    """Return for each topic the mean NPMI of the pairs of its top words, counted by article; -1 for never together."""
    holds = (vectors.counts > 0).astype("float64")
    tops = [holds[:, one] for one in top_words(vectors.words, telling)]
    return np.array([_npmi((one.T @ one).toarray() / holds.shape[0]) for one in tops])


def _npmi(together: np.ndarray) -> float:
    alone = np.diag(together)
    first, second = np.triu_indices(len(alone), k=1)
    both = together[first, second]
    if not len(both):
        return 0.0
    met = np.where(both > 0, both, 0.5)
    values = np.log(met / (alone[first] * alone[second])) / -np.log(met)
    return float(np.where(both > 0, values, -1.0).mean())
