"""Means of scores by group, with intervals that know that sentences of one article belong together."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from corpus import tables
from corpus.errors import ParameterError, TableError
from corpus.notes import SMALL, Note, tell
from corpus.overview import name_articles
from corpus.selection import is_dated
from corpus.tone import count_known

LEVEL = 0.95


def score_points(
    scores: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame, *, dates: str = "documented"
) -> pd.DataFrame:
    """Give each score its sentence and its article.

    Scores made elsewhere (by a transformer, by coders) that `complete` has made fit are taken as ours are.

    Parameters
    ----------
    scores, sentences, articles : DataFrame
        The tables of these names.
    dates : str
        ``documented`` uses only dates that the source states; ``inferred`` also those inferred from evidence.

    Returns
    -------
    DataFrame
        One row per score of these sentences, in the order of the sentences: the columns of ``scores``, `article_id`,
        `article` (its short name), `text`, `earliest`, `latest`, `year` (such as "2023", "2022/2023" where it may
        be either, "no date") and `no_hit` (1.0 where no word of the lexicon stands in the sentence, 0.0 where one does,
        missing where the method counts no words).

    Examples
    --------
    >>> names = ("scores", "sentences", "articles")
    >>> score_points(*(tables.empty(name) for name in names)).columns[-3:].tolist()
    ['latest', 'year', 'no_hit']
    """
    for frame, name in ((scores, "scores"), (sentences, "sentences"), (articles, "articles")):
        tables.check(frame, name)
    dated = articles[["article_id", "earliest", "latest"]].assign(article=name_articles(articles).array)
    dated.loc[~is_dated(articles, dates), ["earliest", "latest"]] = pd.NaT
    dated["year"] = [_year(*ends) for ends in tables.rows_of(dated, "earliest", "latest")]
    joined = sentences[["sentence_id", "article_id", "text"]].merge(dated, on="article_id")
    joined = joined.merge(scores, on="sentence_id")
    unhit = joined["hits"].eq(0).astype("float64").where((joined["words"] > 0) | (joined["hits"] > 0))
    columns = [*scores.columns, "article_id", "article", "text", "earliest", "latest", "year"]
    return joined[columns].assign(no_hit=unhit)


def _year(first: Any, last: Any) -> str:
    if pd.isna(first) or pd.isna(last):
        return "no date"
    return f"{first.year}" if first.year == last.year else f"{first.year}/{last.year}"


def select_readable(sentences: pd.DataFrame, articles: pd.DataFrame) -> tuple[pd.DataFrame, Note]:
    """Leave out articles in a language that the lexicons do not know: a score of theirs would say nothing.

    Parameters
    ----------
    sentences, articles : DataFrame
        The tables of these names.

    Returns
    -------
    articles : DataFrame
        One row per article whose words are known (table ``articles``); see `count_known`.
    note : Note
        How many words are known, and which articles are left out.

    Examples
    --------
    >>> select_readable(tables.empty("sentences"), tables.empty("articles"))[1]
    'No word is scored.'
    """
    tables.check(articles, "articles")
    known = count_known(sentences)
    foreign = known.loc[known["foreign"], "article_id"]
    if not known["words"].sum():
        return articles, Note("No word is scored.")
    share = (known["known"] * known["words"]).sum() / known["words"].sum()
    told = Note(f"{share:.0%} of {known['words'].sum():,} words are in the news lexicon or common in English.")
    if len(foreign):
        names = ", ".join(foreign.map(name_articles(articles)))
        told = tell(told, f"Left out, since hardly a word of theirs is known: {len(foreign)} articles ({names}).")
    return articles[~articles["article_id"].isin(foreign)], told


def estimate_means(points: pd.DataFrame, by: Sequence[str], *, value: str = "score") -> pd.DataFrame:
    """Estimate the mean of each group, with a standard error that is clustered by article.

    Sentences of one article depend on each other: the variance of a mean is that of the articles' sums of
    deviations, G / (G - 1) times their squares over n squared, and the interval is that of Student's t with G - 1
    degrees of freedom, G being the number of articles of the group.

    Parameters
    ----------
    points : DataFrame
        One row per sentence, as `score_points` gives them: `article_id`, the value and the columns of `by`.
    by : sequence of str
        The columns that make the groups, such as ``["method"]`` or ``["method", "label"]``.
    value : str
        The column of which the mean is taken.

    Returns
    -------
    DataFrame
        One row per group, in the order of the rows: the columns of `by`, `n` (sentences), `n_articles`, `mean`,
        `se`, `low` and `high` (95 per cent), `no_hit` (share of sentences in which no word of the lexicon stands).
        With fewer than 20 articles `se`, `low` and `high` are missing: look at the points instead.

    Raises
    ------
    TableError
        When a column is missing or a value is missing or infinite.

    Notes
    -----
    Cameron, A. C. & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. Journal of Human
    Resources 50(2), 317-372. https://doi.org/10.3368/jhr.50.2.317

    Examples
    --------
    >>> points = pd.DataFrame({"article_id": ["a", "a", "b"], "method": "news", "score": [0.5, 0.1, -0.3]})
    >>> estimate_means(points, ["method"])[["n", "n_articles", "mean", "low"]].round(2).values.tolist()
    [[3.0, 2.0, 0.1, nan]]
    """
    keys = [by] if isinstance(by, str) else list(by)
    _check(points, keys, value)
    grouped = points.groupby(keys, sort=False, observed=True, dropna=False)
    means = grouped.agg(n=(value, "size"), n_articles=("article_id", "nunique"), mean=(value, "mean"))
    deviations = points[value] - grouped[value].transform("mean")
    sums = deviations.groupby([*(points[key] for key in keys), points["article_id"]], observed=True, dropna=False).sum()
    squares = (sums**2).groupby(level=list(range(len(keys))), observed=True, dropna=False).sum().reindex(means.index)
    enough = means["n_articles"] >= SMALL
    freedom = (means["n_articles"] - 1).clip(lower=1)
    se = (((freedom + 1) / freedom * squares) ** 0.5 / means["n"]).where(enough)
    half = se * _quantiles(freedom)
    unhit = points["no_hit"] if "no_hit" in points else pd.Series(np.nan, index=points.index)
    no_hit = unhit.groupby([points[key] for key in keys], observed=True, dropna=False).mean().reindex(means.index)
    told = means.assign(se=se, low=means["mean"] - half, high=means["mean"] + half, no_hit=no_hit)
    return told.reset_index()


def _check(points: pd.DataFrame, keys: Sequence[str], value: str) -> None:
    if not keys:
        raise ParameterError("by: expected the name of a column at least, found none")
    for name in (*keys, value, "article_id"):
        if name not in points.columns:
            found = ", ".join(map(str, points.columns))
            raise TableError(f"table points, column {name}: expected, but missing; found {found}")
    wrong = points.index[~np.isfinite(points[value].to_numpy("float64", na_value=np.nan))]
    if len(wrong):
        raise TableError(f"table points, column {value}: expected finite numbers, found none at index {wrong[0]!r}")


def _quantiles(freedom: pd.Series) -> pd.Series:
    from scipy.special import stdtrit

    return pd.Series(stdtrit(freedom.to_numpy("float64"), (1 + LEVEL) / 2), index=freedom.index)
