"""Which words set two groups of articles apart, by measures that know that words come in articles."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from corpus import tables
from corpus.errors import ParameterError
from corpus.frequencies import Frequencies, count_frequencies
from corpus.notes import SMALL

COLUMNS = (
    "group", "word", "z", "log_odds", "log_ratio", "log_likelihood", "p", "p_adjusted", "dispersion",
    "count", "articles", "per_1000", "count_other", "articles_other", "per_1000_other",
)  # fmt: skip


class Sides(NamedTuple):
    """Counts by word (rows) and group (columns): `hits` of the word, `articles` that hold it; `words` in all."""

    hits: np.ndarray
    articles: np.ndarray
    words: np.ndarray


def keyness(
    sentences: pd.DataFrame,
    by: Mapping[str, str] | pd.Series,
    *,
    min_count: int = 5,
    prior: float = 500.0,
    stop: Collection[str] = (),
) -> pd.DataFrame:
    """Find the words that set two groups of articles apart.

    Words of grammar stay in: the standard errors keep them low where they do not differ, and where they do they
    are a finding. Words of one article depend on each other, so that only the rank test over articles gives a p;
    the other measures describe.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``; body and summary count.
    by : mapping or Series
        The group of each article, by `article_id`; `group_articles` makes one from a column, a day or a name.
        Articles that it does not hold, or gives "" or nothing, are left out.
    min_count : int
        Words that stand less often than this in both groups together are left out.
    prior : float
        How many words of the two groups together are behind the Dirichlet prior: the more, the closer rare words
        are drawn to no difference.
    stop : collection of str
        Words, in small letters, that are counted but not listed.

    Returns
    -------
    DataFrame
        One row per word, in the order of `z`; none when there are not two groups with words. `group` is the one that
        uses the word more, and every measure is told for it: `z` (log-odds ratio over its standard error), `log_odds`,
        `log_ratio` (to base 2; a count of 0 is taken as 0.5), `log_likelihood` (G2 of the four cells), `p` (two-sided
        Mann-Whitney test of the relative frequencies per article; missing with fewer than 20 articles in a group) and
        `p_adjusted` (Benjamini-Hochberg over the words tested), `dispersion` (Gries' DP over the articles of the
        group: 0 when the word is spread as the words are, towards 1 when it stands in few; missing with one article),
        `count`, `articles` (that hold the word) and `per_1000` words in the group, and the same three in the other.

    Raises
    ------
    ParameterError
        When `by` is no mapping, or gives more than two groups.

    Notes
    -----
    Weighted log-odds with an informative Dirichlet prior: Monroe, Colaresi & Quinn (2008),
    https://doi.org/10.1093/pan/mpn018. Log-likelihood: Dunning (1993), https://aclanthology.org/J93-1003/; for
    corpora Rayson & Garside (2000), https://doi.org/10.3115/1117729.1117730. Log ratio: Hardie (2014),
    http://cass.lancs.ac.uk/log-ratio-an-informal-introduction/. Test over articles: Lijffijt et al. (2016),
    https://doi.org/10.1093/llc/fqu064; many words: Benjamini & Hochberg (1995),
    https://doi.org/10.1111/j.2517-6161.1995.tb02031.x. Dispersion: Gries (2008),
    https://doi.org/10.1075/ijcl.13.4.02gri.

    Examples
    --------
    >>> rows = [("a:1", "a", "Trade grows. Trade helps."), ("b:1", "b", "Border clashes grow.")]
    >>> sentences = pd.DataFrame(rows, columns=["sentence_id", "article_id", "text"])
    >>> words = keyness(tables.complete(sentences, "sentences"), {"a": "north", "b": "south"}, min_count=2)
    >>> words[["group", "word", "count", "count_other", "p"]].values.tolist()
    [['north', 'trade', 2, 0, nan]]
    """
    tables.check(sentences, "sentences")
    groups = _checked(by)
    grouped = sentences[sentences["article_id"].isin(groups.index)] if len(groups) else sentences.head(0)
    counted = count_frequencies(grouped)
    sides = groups.reindex(counted.articles)
    names = sides.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable").index.tolist()
    if len(names) < 2:
        return pd.DataFrame(columns=list(COLUMNS)).astype({"group": "str", "word": "str"})
    second = sides.eq(names[1]).to_numpy()
    kept = _often(counted, min_count, stop)
    table = _measure(_add_up(kept, second), prior)
    p = _rank_test(kept, second)
    table = table.assign(
        word=kept.words, group=np.where(table["first"], names[0], names[1]), p=p, p_adjusted=adjust(p),
        dispersion=np.where(table["first"], _disperse(kept, ~second), _disperse(kept, second)),
    )  # fmt: skip
    table = table.sort_values(["z", "word"], ascending=[False, True], ignore_index=True)
    return table[list(COLUMNS)].astype({"group": "str", "word": "str"})


def _checked(by: Mapping[str, str] | pd.Series) -> pd.Series:
    """Return the groups of the articles as texts, without those that are in none."""
    if not isinstance(by, (Mapping, pd.Series)):
        raise ParameterError(
            f"by: expected the group of each article by article_id (a dict or Series), found {type(by).__name__}; "
            "group_articles makes one"
        )
    groups = pd.Series(by, dtype=object).dropna().astype("str")
    groups = groups[groups != ""]
    sizes = groups.value_counts()
    if len(sizes) > 2:
        told = ", ".join(f"{name} ({n})" for name, n in sizes.head(5).items())
        raise ParameterError(f"by: expected two groups, found {len(sizes)}: {told}; group_articles sets one apart")
    return groups


def _often(counted: Frequencies, min_count: int, stop: Collection[str]) -> Frequencies:
    """Return the frequencies of the words that stand often enough and are none of the stop words."""
    enough = np.bincount(counted.word, counted.hits, len(counted.words)) >= max(min_count, 1)
    enough &= ~np.isin(counted.words.astype(str), [*stop]) if stop else True
    pairs = enough[counted.word]
    return counted._replace(
        words=counted.words[enough],
        word=(np.cumsum(enough) - 1)[counted.word[pairs]],
        article=counted.article[pairs],
        hits=counted.hits[pairs],
    )


def _add_up(counted: Frequencies, second: np.ndarray) -> Sides:
    cells, n = 2 * counted.word + second[counted.article], len(counted.words)
    count = np.bincount(cells, counted.hits, 2 * n).reshape(n, 2)
    articles = np.bincount(cells, minlength=2 * n).reshape(n, 2)
    return Sides(count, articles, np.bincount(second, counted.sizes, 2))


def _measure(sides: Sides, prior: float) -> pd.DataFrame:
    """Return the counts and the measures that take words as drawn one by one, for the group that uses a word more."""
    first = sides.hits[:, 0] / sides.words[0] >= sides.hits[:, 1] / sides.words[1]
    order = np.where(first[:, None], [0, 1], [1, 0])
    count, articles = (np.take_along_axis(one, order, 1) for one in (sides.hits, sides.articles))
    words = sides.words[order]
    behind = (prior * count.sum(axis=1) / sides.words.sum())[:, None]
    only = (count.sum(axis=1) == words.sum(axis=1))[:, None]
    others = np.where(only, count + behind, words + prior - count - behind)
    log_odds = np.subtract(*np.log((count + behind) / others).T)
    ratio = np.divide(*(np.maximum(count, 0.5) / words).T)
    rates = 1000 * count / words
    return pd.DataFrame({
        "first": first,
        "z": log_odds / np.sqrt((1 / (count + behind)).sum(axis=1)),
        "log_odds": log_odds,
        "log_ratio": np.log2(ratio),
        "log_likelihood": _log_likelihood(count, words),
        "count": count[:, 0].astype("int64"), "count_other": count[:, 1].astype("int64"),
        "articles": articles[:, 0], "articles_other": articles[:, 1],
        "per_1000": rates[:, 0], "per_1000_other": rates[:, 1],
    })  # fmt: skip


def _log_likelihood(count: np.ndarray, words: np.ndarray) -> np.ndarray:
    """Return G2 of each word and all other words in two groups."""
    from scipy.special import xlogy

    found = np.stack([count, words - count], axis=1)
    expected = found.sum(axis=2, keepdims=True) * words[:, None, :] / words.sum(axis=1)[:, None, None]
    ratio = np.divide(found, expected, out=np.ones_like(found), where=expected > 0)
    return np.maximum(2 * xlogy(found, ratio).sum(axis=(1, 2)), 0)


def _rank_test(counted: Frequencies, second: np.ndarray) -> np.ndarray:
    """Return p of the Mann-Whitney test of each word's relative frequencies, by the normal distribution.

    The articles without a word are tied at the lowest rank and need not be written out. Ties and continuity are
    corrected for.
    """
    from scipy.special import ndtr

    n, n_words = np.bincount(second, minlength=2).astype("float64"), len(counted.words)
    if n.min() < SMALL:
        return np.full(n_words, np.nan)
    pairs = pd.DataFrame({"word": counted.word, "rate": counted.hits / counted.sizes[counted.article]})
    absent = n.sum() - np.bincount(counted.word, minlength=n_words)
    ranks = pairs.groupby("word")["rate"].rank().to_numpy() + absent[counted.word]
    inside = second[counted.article]
    absent_second = n[1] - np.bincount(counted.word, inside, n_words)
    summed = np.bincount(counted.word, ranks * inside, n_words) + absent_second * (absent + 1) / 2
    ties = pairs.value_counts(sort=False)
    tied = np.bincount(ties.index.get_level_values("word"), ties**3 - ties, n_words) + absent**3 - absent
    total = n.sum()
    spread = np.sqrt(n[0] * n[1] / 12 * (total + 1 - tied / (total * (total - 1))))
    off = np.abs(summed - n[1] * (total + 1) / 2) - 0.5
    return np.minimum(2 * ndtr(-np.divide(off, spread, out=np.zeros_like(off), where=spread > 0)), 1)


def adjust(p: np.ndarray) -> np.ndarray:
    """Return p adjusted for the number of tests after Benjamini & Hochberg; missing ones stay missing.

    Examples
    --------
    >>> adjust(np.array([0.01, 0.5, 0.02])).round(3).tolist()
    [0.03, 0.5, 0.03]
    """
    adjusted = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(-p[tested], kind="stable")]
    scaled = p[order] * len(order) / np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum.accumulate(scaled)
    return adjusted


def _disperse(counted: Frequencies, inside: np.ndarray) -> np.ndarray:
    """Return Gries' DP of each word over the articles of a group."""
    n_words = len(counted.words)
    if inside.sum() < 2:
        return np.full(n_words, np.nan)
    pairs = inside[counted.article]
    word, expected = counted.word[pairs], (counted.sizes / counted.sizes[inside].sum())[counted.article[pairs]]
    total = np.bincount(word, counted.hits[pairs], n_words)
    off = np.abs(counted.hits[pairs] / total[word] - expected) - expected
    return np.where(total > 0, (1 + np.bincount(word, off, n_words)) / 2, np.nan)
