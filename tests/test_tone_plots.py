"""Figures of tone: what they draw of what they are given."""

import numpy as np
import pandas as pd
import pytest

from corpus.tables import complete, empty
from corpus.tone_plots import plot_matrix, plot_methods, plot_scores


def points_of(articles=2, sentences=3, methods=("news", "vader")):
    rows = [
        (f"a{article:02d}", method, 0.1 * sentence, float(sentence == 0))
        for method in methods
        for article in range(articles)
        for sentence in range(sentences)
    ]
    return pd.DataFrame(rows, columns=["article", "method", "score", "no_hit"])


def texts_of(fig):
    return [text.get_text() for axes in fig.axes for text in axes.texts]


def dots_of(axes):
    return sum(len(group.get_offsets()) for group in axes.collections)


def test_every_sentence_is_a_point_in_the_panel_of_its_method():
    fig = plot_scores(points_of(), title="Tone")
    assert [dots_of(axes) for axes in fig.axes] == [6, 6]
    assert [axes.get_xlabel() for axes in fig.axes] == ["news: score of a sentence", "vader: score of a sentence"]


def test_mean_and_share_without_a_hit_stand_at_each_strip_and_n_at_its_name():
    fig = plot_scores(points_of(methods=("news",)), title="Tone")
    assert texts_of(fig) == ["mean +0.10, no hit 33%"] * 2
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == ["a00\nn = 3", "a01\nn = 3"]


def test_scores_made_elsewhere_are_filled_and_have_no_share():
    fig = plot_scores(points_of(1, methods=("roberta",)).assign(no_hit=np.nan), title="Tone")
    assert texts_of(fig) == ["mean +0.10"]
    assert len(fig.axes[0].collections[0].get_offsets()) == 3


def test_of_many_articles_the_first_are_drawn_and_the_title_says_so():
    fig = plot_scores(points_of(60, 1), title="Tone")
    assert fig.axes[0].get_title() + fig.axes[0].get_title("left") == "Tone (the first 40 of 60)"


def scores_of(**methods):
    rows = [(f"a:{at}", method, score) for method, those in methods.items() for at, score in enumerate(those)]
    return complete(pd.DataFrame(rows, columns=["sentence_id", "method", "score"]), "scores")


def test_opposite_signs_are_counted_and_drawn_apart():
    fig = plot_methods(scores_of(news=[0.5, -0.5, 0.0], vader=[0.4, 0.3, -0.3]), title="Methods")
    assert [len(group.get_offsets()) for group in fig.axes[0].collections] == [2, 1]
    assert "1 of 3 sentences with opposite signs" in fig.axes[0].get_xlabel()


def test_the_first_method_is_set_against_each_other():
    assert len(plot_methods(scores_of(news=[0.1], vader=[0.2], mine=[0.3]), title="Methods").axes) == 2


CELLS = pd.DataFrame({
    "holder": ["outlet", "outlet", "Pakistan"], "target": ["Pakistan", "Taliban", "Taliban"],
    "n_sentences": [30, 9, 4], "n_articles": [12, 6, 2], "score": [-0.25, 0.1, np.nan],
})  # fmt: skip


def test_cells_hold_the_mean_where_there_is_one_and_always_the_counts():
    assert texts_of(plot_matrix(CELLS, title="Toward")) == ["-0.25\n30/12", "+0.10\n9/6", "4/2"]


def test_the_commonest_holders_and_targets_are_drawn():
    fig = plot_matrix(CELLS, title="Toward", top=1)
    assert texts_of(fig) == ["-0.25\n30/12"]


def test_a_matrix_without_any_mean_has_counts_and_no_colour_bar():
    fig = plot_matrix(CELLS.assign(score=np.nan), title="Toward")
    assert texts_of(fig) == ["30/12", "9/6", "4/2"]
    assert len(fig.axes) == 1


@pytest.mark.parametrize(
    ("draw", "nothing"),
    [
        (plot_scores, points_of().head(0)),
        (plot_methods, empty("scores")),
        (plot_methods, scores_of(news=[0.1])),
        (plot_matrix, CELLS.head(0)),
    ],
)
def test_nothing_to_draw_is_said(draw, nothing):
    assert any("to show" in text for text in texts_of(draw(nothing, title="Tone")))
