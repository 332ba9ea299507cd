"""Means with errors clustered by article, against the formula worked out another way."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ParameterError, TableError
from corpus.tables import complete, empty
from corpus.uncertainty import estimate_means, score_points, select_readable


def points_of(groups):
    """A list of lists: the scores of each article."""
    rows = [(f"a{at:03d}", "news", score) for at, scores in enumerate(groups) for score in scores]
    return pd.DataFrame(rows, columns=["article_id", "method", "score"])


def sandwich(groups):
    """The cluster-robust standard error of a regression on a constant, with matrices (Cameron & Miller 2015)."""
    y = np.concatenate([np.asarray(one, float) for one in groups])
    x = np.ones((len(y), 1))
    bread = np.linalg.inv(x.T @ x)
    u = y - x @ (bread @ x.T @ y)
    ends = np.cumsum([0, *map(len, groups)])
    meat = sum(x[a:b].T @ np.outer(u[a:b], u[a:b]) @ x[a:b] for a, b in pairwise(ends))
    g, n, k = len(groups), len(y), 1
    return float(np.sqrt(g / (g - 1) * (n - 1) / (n - k) * bread @ meat @ bread)[0, 0])


def uneven(seed, articles):
    luck = np.random.default_rng(seed)
    return [list(luck.normal(luck.normal(), 0.3, size=luck.integers(1, 9))) for _ in range(articles)]


@pytest.mark.parametrize(("seed", "articles"), [(1, 20), (2, 35), (3, 120)])
def test_standard_error_is_that_of_the_sandwich(seed, articles):
    groups = uneven(seed, articles)
    found = estimate_means(points_of(groups), ["method"]).iloc[0]
    assert found["mean"] == pytest.approx(np.mean(np.concatenate(groups)))
    assert found["se"] == pytest.approx(sandwich(groups))


def test_with_one_sentence_an_article_it_is_the_error_every_textbook_has():
    values = np.random.default_rng(4).normal(size=25)
    found = estimate_means(points_of([[one] for one in values]), ["method"]).iloc[0]
    assert found["se"] == pytest.approx(values.std(ddof=1) / 5)


def test_interval_is_students_t_with_one_degree_of_freedom_less_than_articles():
    values = np.arange(20.0)
    found = estimate_means(points_of([[one] for one in values]), ["method"]).iloc[0]
    from_the_table_for_19 = 2.093
    assert (found["high"] - found["mean"]) / found["se"] == pytest.approx(from_the_table_for_19, abs=0.0005)
    assert found["mean"] - found["low"] == pytest.approx(found["high"] - found["mean"])


def test_below_twenty_articles_there_is_a_mean_and_no_interval():
    found = estimate_means(points_of(uneven(5, 19)), ["method"]).iloc[0]
    assert np.isfinite(found["mean"])
    assert np.isnan([found["se"], found["low"], found["high"]]).all()
    assert found["n_articles"] == 19


def test_each_group_counts_its_own_articles():
    many, few = points_of(uneven(6, 30)), points_of(uneven(7, 4)).assign(method="vader")
    found = estimate_means(pd.concat([many, few], ignore_index=True), ["method"]).set_index("method")
    assert found["n_articles"].to_dict() == {"news": 30, "vader": 4}
    assert found["low"].notna().to_dict() == {"news": True, "vader": False}
    assert found.loc["news", "se"] == pytest.approx(sandwich(uneven(6, 30)))


def test_sentences_that_repeat_their_article_do_not_narrow_the_interval():
    values = list(np.random.default_rng(8).normal(size=30))
    once = estimate_means(points_of([[one] for one in values]), ["method"]).iloc[0]
    often = estimate_means(points_of([[one] * 50 for one in values]), ["method"]).iloc[0]
    assert often["se"] == pytest.approx(once["se"])


@settings(max_examples=30)
@given(st.integers(0, 1000), st.floats(-5, 5), st.floats(0.1, 10))
def test_shift_and_scale_move_the_mean_and_its_error_along(seed, shift, scale):
    groups = uneven(seed, 22)
    one = estimate_means(points_of(groups), ["method"]).iloc[0]
    other = estimate_means(points_of([[v * scale + shift for v in g] for g in groups]), ["method"]).iloc[0]
    assert other["mean"] == pytest.approx(one["mean"] * scale + shift, abs=1e-9)
    assert other["se"] == pytest.approx(one["se"] * scale)


def sentence_rows(*rows):
    frame = pd.DataFrame(rows, columns=["sentence_id", "method", "score", "hits", "words"])
    return complete(frame, "scores")


SENTENCES = complete(
    pd.DataFrame({"sentence_id": ["a:1", "a:2", "b:1"], "article_id": ["a", "a", "b"], "text": ["x", "y", "z"]}),
    "sentences",
)


ARTICLES = complete(
    pd.DataFrame({"article_id": ["a", "b"], "text": ["x y", "z"], "published": ["2023-07-21", "2021-12/2022-01"]}),
    "articles",
)


def test_share_without_a_word_of_the_lexicon_stands_beside_the_mean():
    scores = sentence_rows(("a:1", "news", 0.0, 0, 7), ("a:2", "news", 0.4, 1, 5), ("b:1", "news", 0.0, 0, 3))
    found = estimate_means(score_points(scores, SENTENCES, ARTICLES), ["article_id"])
    assert found["no_hit"].tolist() == [0.5, 1.0]


def test_scores_made_elsewhere_have_no_such_share_and_are_not_called_unknown():
    given = pd.DataFrame({"sentence_id": ["a:1", "b:1"], "method": "roberta", "score": [0.2, -0.1]})
    found = estimate_means(score_points(complete(given, "scores"), SENTENCES, ARTICLES), ["method"])
    assert found["mean"].item() == pytest.approx(0.05)
    assert found["no_hit"].isna().all()


def test_nothing_gives_no_rows():
    points = score_points(empty("scores"), empty("sentences"), empty("articles"))
    assert estimate_means(points, ["method"]).empty


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_missing_or_infinite_value_is_named(bad):
    with pytest.raises(TableError, match=r"column score: expected finite numbers, found none at index 1"):
        estimate_means(points_of([[0.1, bad]]), ["method"])


def test_a_missing_column_and_no_column_are_named():
    with pytest.raises(TableError, match="column outlet: expected, but missing"):
        estimate_means(points_of([[0.1]]), ["outlet"])
    with pytest.raises(ParameterError, match="by: expected the name of a column"):
        estimate_means(points_of([[0.1]]), [])


def test_a_point_carries_the_year_or_the_years_of_its_article():
    scores = sentence_rows(("a:1", "news", 0.1, 1, 7), ("b:1", "news", 0.4, 1, 5))
    assert score_points(scores, SENTENCES, ARTICLES)["year"].tolist() == ["2023", "2021/2022"]


def test_inferred_dates_are_used_only_when_asked_for():
    scores = sentence_rows(("a:1", "news", 0.1, 1, 7))
    articles = ARTICLES.assign(grade="inferred")
    undated = score_points(scores, SENTENCES, articles)
    assert (undated["earliest"].isna() & undated["year"].eq("no date")).all()
    assert score_points(scores, SENTENCES, articles, dates="inferred")["year"].tolist() == ["2023"]


def test_groups_without_a_date_are_kept():
    points = points_of([[0.1, 0.3]]).assign(earliest=pd.NaT)
    assert estimate_means(points, ["method", "earliest"])["mean"].tolist() == pytest.approx([0.2])


def test_an_article_in_another_language_is_left_out_and_named():
    rows = [
        ("a:1", "a", "Talks between the two governments went on until the evening, officials said."),
        ("b:1", "b", "Die Gespräche zwischen beiden Regierungen dauerten bis zum Abend, sagten Beamte."),
    ]
    sentences = complete(pd.DataFrame(rows, columns=["sentence_id", "article_id", "text"]), "sentences")
    readable, note = select_readable(sentences, ARTICLES)
    assert readable["article_id"].tolist() == ["a"]
    assert "Left out" in note
    assert "1 articles (b" in note
