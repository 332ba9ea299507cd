"""Articles by period: dates that count, the width of a period, shares of articles; the figures over time."""

import pandas as pd
import pytest

import corpus
from corpus import periods, tables


def articles_of(*published, **columns):
    frame = pd.DataFrame(
        {"article_id": [f"{at:03d}" for at in range(len(published))], "published": published, "text": "x"}
    )
    return tables.complete(frame.assign(**columns), "articles")


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (["2023-07-21", "2023-07-30"], ["2023-07-21", "2023-07-30"]),
        (["2023-07-21", "2023-09-30"], ["2023-07", "2023-09"]),
        (["2021-07-21", "2023-09-30"], ["2021Q3", "2023Q3"]),
        (["2001-07-21", "2023-09-30"], ["2001", "2023"]),
        (["2021-12/2022-01", "2021", "2021", ""], ["no date", "2021", "2021", "no date"]),
        (["", ""], ["no date", "no date"]),
        (["2023-07-21/.."], ["no date"]),
        ([], []),
    ],
)
def test_periods_are_the_shortest_that_fit_side_by_side(published, expected):
    assert periods.name_periods(articles_of(*published)).tolist() == expected


def test_shares_are_of_all_articles_of_a_period_also_those_without_a_theme():
    articles = articles_of("2023-07-01", "2023-07-01", "2023-07-02", "")
    themes = pd.DataFrame(
        {"article_id": ["000", "002", "002", "003"], "label": ["trade", "trade", "law", "law"], "hits": 1}
    )
    shares = corpus.share_by_period(themes, articles)
    assert shares.columns.tolist() == ["2023-07-01 (2)", "2023-07-02 (1)", "no date (1)"]
    assert shares.loc["trade"].tolist() == [50, 100, 0]
    assert shares.loc["law"].tolist() == [0, 100, 100]


def test_the_themes_of_most_articles_are_shared_out():
    articles = articles_of("2023", "2023", "2023")
    themes = pd.DataFrame({"article_id": ["000", "001", "000"], "label": ["law", "law", "trade"], "hits": [1, 1, 50]})
    assert corpus.share_by_period(themes, articles, top=1).index.tolist() == ["law"]


@pytest.mark.parametrize(("n", "points"), [(0, False), (40, True), (41, False)])
def test_few_articles_are_points_and_many_are_shares(n, points):
    articles = articles_of(*["2023-07-21"] * n)
    themes = pd.DataFrame({"article_id": articles["article_id"], "label": "trade", "hits": 2})
    fig = corpus.plot_themes_over_time(themes, articles)
    assert any("no date" in axes.get_xlabel() for axes in fig.axes) == points


def test_words_of_two_groups_stand_in_two_panels_with_their_counts():
    rows = [("a", "trade", 2.0, 9, 4, 1), ("a", "talks", 1.0, 5, 3, 2), ("b", "soil", 1.5, 7, 2, 0)]
    words = pd.DataFrame(rows, columns=["group", "word", "z", "count", "articles", "count_other"])
    fig = corpus.plot_key_words(words, top=1)
    assert [[tick.get_text() for tick in axes.get_yticklabels()] for axes in fig.axes] == [["trade"], ["soil"]]
    assert [[text.get_text() for text in axes.texts] for axes in fig.axes] == [["9× in 4, 1×"], ["7× in 2, 0×"]]


def test_no_words_make_a_figure_that_says_so():
    fig = corpus.plot_key_words(corpus.keyness(tables.empty("sentences"), {}))
    assert "nothing to show" in fig.axes[0].texts[0].get_text()
