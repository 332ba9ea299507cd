"""Methods side by side, and affect beside events."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from corpus.comparison import compare_cleaning, compare_methods, label_scores, list_disputed, set_beside_events
from corpus.tables import complete, empty


def scores_of(**methods):
    rows = [(f"a:{at}", method, score) for method, those in methods.items() for at, score in enumerate(those)]
    return complete(pd.DataFrame(rows, columns=["sentence_id", "method", "score"]), "scores")


def test_labels_begin_at_the_cut_and_not_before():
    labels = label_scores(scores_of(x=[0.05, 0.0499, 0.0, -0.0499, -0.05]))["label"].tolist()
    assert labels == ["positive", "neutral", "neutral", "neutral", "negative"]


def test_agreement_is_counted_on_three_labels():
    found = compare_methods(scores_of(x=[0.5, 0.5, 0.0, -0.5], y=[0.1, -0.3, 0.2, -0.9])).iloc[0]
    assert (found["n"], found["same_sign"], found["opposite"]) == (4, 0.5, 0.25)


def test_correlation_of_ranks_with_ties_is_that_of_scipy():
    luck = np.random.default_rng(3)
    x, y = luck.integers(-3, 4, 50) / 3, luck.integers(-3, 4, 50) / 3
    found = compare_methods(scores_of(x=x, y=y))["spearman"].item()
    assert found == pytest.approx(spearmanr(x, y).statistic)


def test_a_method_that_says_the_same_of_all_has_no_correlation():
    assert np.isnan(compare_methods(scores_of(x=[0, 0, 0], y=[0.1, 0.2, 0.3]))["spearman"].item())


def test_every_pair_of_methods_is_compared_on_the_sentences_that_all_scored():
    three = scores_of(x=[0.1, 0.2, 0.9], y=[0.1, 0.2], z=[0.1, -0.2, 0.3])
    found = compare_methods(three)
    assert found[["method", "other"]].values.tolist() == [["x", "y"], ["x", "z"], ["y", "z"]]
    assert set(found["n"]) == {2}


def disputed_of(**methods):
    return list_disputed(scores_of(**methods).assign(article="a", text="A long sentence."), chars=6)


def test_opposite_signs_are_disputed_most_and_agreed_sentences_are_not_listed():
    found = disputed_of(x=[0.9, 0.2, 0.4, 0.8], y=[0.0, -0.1, 0.6, -0.4])
    assert found["sentence_id"].tolist() == ["a:3", "a:1", "a:0"]
    assert found.loc[0, ["spread", "x", "y"]].tolist() == pytest.approx([1.2, 0.8, -0.4])
    assert found["sentence"].unique().tolist() == ["A long…"]


def test_one_method_or_none_has_nothing_to_dispute():
    assert compare_methods(scores_of(x=[0.1])).empty
    assert disputed_of(x=[0.1]).empty
    assert compare_methods(empty("scores")).empty
    assert disputed_of().empty


def coded_of(*rows):
    frame = pd.DataFrame(rows, columns=["sentence_id", "quad", "modality"])
    return complete(frame.assign(start=0, end=3, surface="did", type="x"), "coded")


def test_a_sad_sentence_may_be_cooperative_and_is_counted_as_both():
    coded = coded_of(("a:0", 1, "actual"), ("a:0", 1, "actual"), ("a:1", 4, "actual"), ("a:2", 4, "negated"))
    found = set_beside_events(scores_of(x=[-0.6, -0.2, 0.3]), coded).set_index("affect")
    assert found["n"].to_dict() == {"negative": 2, "positive": 1}
    assert found.loc["negative", ["verbal cooperation", "material conflict", "no event"]].tolist() == [1, 1, 0]
    assert found.loc["positive", ["material conflict", "no event"]].tolist() == [0, 1]


def test_no_column_joins_affect_and_events():
    found = set_beside_events(scores_of(x=[0.3]), coded_of(("a:0", 2, "actual")))
    assert "score" not in found.columns
    assert found[["affect", "n", "material cooperation"]].values.tolist() == [["positive", 1, 1]]


def lines_of(*rows):
    frame = pd.DataFrame(rows, columns=["article_id", "role", "kept", "text"])
    return complete(frame.assign(source_file="a.txt", line_no=range(1, len(frame) + 1)), "lines")


def test_cleaning_is_judged_on_every_line_of_the_file_against_its_article():
    lines = lines_of(
        ("a.txt", "body", True, "The talks went well and both sides were happy."),
        ("a.txt", "promo", False, "Also read: Dozens killed in horrible attack."),
    )
    rows = {"sentence_id": ["a.txt:0001"], "article_id": ["a.txt"], "text": [lines["text"][0]]}
    found = compare_cleaning(lines, complete(pd.DataFrame(rows), "sentences"), "vader").iloc[0]
    assert (found["n_before"], found["n_after"], found["articles"]) == (2, 1, 1)
    assert found["mean_before"] < 0 < found["mean_after"]
    assert found["change"] == pytest.approx(found["mean_after"] - found["mean_before"])


def test_a_file_with_two_articles_is_one_row():
    lines = lines_of(("a.txt", "body", True, "Talks began."), ("a.txt#0002", "body", True, "Envoys left."))
    rows = {
        "sentence_id": ["a.txt:0001", "a.txt#0002:0001"],
        "article_id": ["a.txt", "a.txt#0002"],
        "text": lines["text"],
    }
    found = compare_cleaning(lines, complete(pd.DataFrame(rows), "sentences"), "vader")
    assert found[["file", "articles", "n_after"]].values.tolist() == [["a.txt", 2, 2]]
