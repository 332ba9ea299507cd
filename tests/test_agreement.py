"""Agreement: alpha as its author worked it out by hand, precision and recall counted on a toy, intervals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from corpus.agreement import count_confusion, krippendorff_alpha, measure_methods
from corpus.errors import TableError


def codings(*coders):
    """One string per coder, one sign per unit; a dot where the coder gave no value."""
    rows = [
        (f"a:{unit}", str(coder), value)
        for coder, values in enumerate(coders)
        for unit, value in enumerate(values)
        if value != "."
    ]
    return pd.DataFrame(rows, columns=["sentence_id", "coder", "label"], dtype="str")


FOUR = codings("1233214 12...".replace(" ", ""), "12332241 25.3".replace(" ", ""), ".333234225 1.".replace(" ", ""),
               "12332441 251.".replace(" ", ""))  # fmt: skip


@pytest.mark.parametrize(
    ("coded", "order", "published"),
    [
        (codings("0100000010", "1110010000"), "", 0.095),
        (codings("aabbdcccedda", "babbbcccedd" + "d"), "", 0.692),
        (FOUR, "", 0.743),
        (FOUR, "12345", 0.815),
    ],
    ids=["A two coders, binary", "B two coders, nominal", "C four coders, gaps", "D ordinal"],
)
def test_alpha_is_that_of_the_worked_examples_of_krippendorff_2011(coded, order, published):
    assert krippendorff_alpha(coded, order=list(order)) == pytest.approx(published, abs=0.0005)


def test_alpha_is_missing_where_nothing_can_be_compared():
    assert np.isnan(krippendorff_alpha(codings("abc")))
    assert np.isnan(krippendorff_alpha(codings("aaa", "aaa")))
    assert np.isnan(krippendorff_alpha(codings("", "")))


def test_alpha_refuses_a_label_that_has_no_place_in_the_order():
    with pytest.raises(TableError, match="expected one of a, b, found 'c'"):
        krippendorff_alpha(codings("abc", "abc"), order=["a", "b"])


@given(st.lists(st.tuples(*[st.sampled_from("abc.")] * 3), min_size=1, max_size=12), st.permutations("abc"))
def test_alpha_keeps_its_bounds_and_does_not_see_names(units, names):
    coded = codings(*("".join(those) for those in zip(*units, strict=True)))
    alpha = krippendorff_alpha(coded)
    renamed = coded.assign(label=coded["label"].map(dict(zip("abc", names, strict=True))))
    assert np.isnan(alpha) or alpha <= 1
    assert krippendorff_alpha(renamed) == pytest.approx(alpha, nan_ok=True)


def coded_by(labels, coder="ada", articles=None, weight=1.0):
    ids = [f"s:{at:03d}" for at in range(len(labels))]
    frame = {"sentence_id": ids, "article_id": articles or ids, "coder": coder, "label": labels, "weight": weight}
    return pd.DataFrame(frame).astype({"label": "str", "sentence_id": "str"})


def guessed(labels, method="mine"):
    ids = [f"s:{at:03d}" for at in range(len(labels))]
    return pd.DataFrame({"sentence_id": ids, "method": method, "label": labels}).astype("str")


def value_of(measures, label, measure):
    one = measures[(measures["label"] == label) & (measures["measure"] == measure)]
    return one["value"].item()


def test_precision_recall_and_f1_are_those_counted_by_hand():
    coded, guesses = coded_by(["good", "good", "good", "bad"]), guessed(["good", "bad", "good", "bad"])
    measures = measure_methods(coded, guesses, seed=1)
    assert value_of(measures, "good", "precision") == 1
    assert value_of(measures, "good", "recall") == pytest.approx(2 / 3)
    assert value_of(measures, "good", "f1") == pytest.approx(0.8)
    assert value_of(measures, "bad", "precision") == 0.5
    assert value_of(measures, "all", "f1") == pytest.approx((0.8 + 2 / 3) / 2)


def test_confusion_counts_what_was_found_of_each_label():
    confusion = count_confusion(coded_by(["good", "good", "bad"]), guessed(["good", "bad", "bad"]))
    assert confusion.set_index("coded")[["good", "bad"]].to_dict() == {
        "good": {"good": 1, "bad": 0},
        "bad": {"good": 1, "bad": 1},
    }


def test_weights_make_up_for_how_sentences_were_drawn():
    coded = coded_by(["good", "good"], weight=[9.0, 1.0])
    assert value_of(measure_methods(coded, guessed(["good", "bad"]), seed=1), "good", "recall") == pytest.approx(0.9)


def test_of_two_coders_who_disagree_each_counts_half():
    coded = pd.concat([coded_by(["good"], "ada"), coded_by(["bad"], "bob")], ignore_index=True)
    confusion = count_confusion(coded, guessed(["good"])).set_index("coded")
    assert confusion["good"].to_dict() == {"bad": 0.5, "good": 0.5}


def test_a_sentence_without_a_guess_counts_as_missed():
    measures = measure_methods(coded_by(["attack", "talks"]), guessed(["attack"]), seed=1)
    assert value_of(measures, "talks", "recall") == 0
    assert value_of(measures, "attack", "precision") == 1
    assert "none" in count_confusion(coded_by(["attack", "talks"]), guessed(["attack"])).columns


def test_labels_of_another_kind_and_several_methods_are_measured_alike():
    coded = coded_by(["consult", "threaten", "assault"])
    guesses = pd.concat([guessed(["consult", "threaten", "assault"], "a"), guessed(["consult"] * 3, "b")])
    measures = measure_methods(coded, guesses, seed=1).query("label == 'all' and measure == 'f1'")
    assert dict(zip(measures["method"], measures["value"].round(3), strict=True)) == {"a": 1.0, "b": 0.167}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abcd")), min_size=1, max_size=40))
def test_macro_f1_is_that_of_scikit_learn(pairs):
    labels, found = map(list, zip(*pairs, strict=True))
    measures = measure_methods(coded_by(labels), guessed(found), seed=1)
    wanted = f1_score(labels, found, labels=sorted(set(labels)), average="macro", zero_division=0)
    assert value_of(measures, "all", "f1") == pytest.approx(wanted)


def test_there_is_no_interval_below_twenty_articles_and_the_measures_stay():
    measures = measure_methods(coded_by(["a", "b"] * 9 + ["a"]), guessed(["a"] * 19), seed=1)
    assert measures["low"].isna().all()
    assert measures["value"].notna().all()
    assert set(measures["n_articles"]) == {19}


def test_intervals_repeat_with_the_seed_and_hold_the_measure():
    coded, guesses = coded_by(["a", "b"] * 30), guessed(["a", "b", "a"] * 20)
    first, again, other = (measure_methods(coded, guesses, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first["low"].equals(other["low"])
    assert (first["low"] <= first["value"]).all()
    assert (first["value"] <= first["high"]).all()


def test_interval_of_recall_is_near_that_of_a_binomial_share():
    coded, guesses = coded_by(["a"] * 400), guessed(["a"] * 300 + ["b"] * 100)
    one = measure_methods(coded, guesses, seed=1).query("label == 'a' and measure == 'recall'")
    half = 1.96 * (0.75 * 0.25 / 400) ** 0.5
    assert one["low"].item() == pytest.approx(0.75 - half, abs=0.006)
    assert one["high"].item() == pytest.approx(0.75 + half, abs=0.006)


def test_sentences_of_one_article_make_the_interval_wider():
    found = (["a"] * 10 + ["b"] * 10) * 20
    articles = [f"art{at // 10}" for at in range(400)]
    coded = coded_by(["a"] * 400)
    alone = measure_methods(coded, guessed(found), seed=1).query("label == 'a' and measure == 'recall'")
    together = measure_methods(coded_by(["a"] * 400, articles=articles), guessed(found), seed=1)
    together = together.query("label == 'a' and measure == 'recall'")
    assert (together["high"] - together["low"]).item() > 2 * (alone["high"] - alone["low"]).item()


def test_two_guesses_of_one_sentence_are_refused():
    with pytest.raises(TableError, match="one label by each method"):
        measure_methods(coded_by(["a"]), pd.concat([guessed(["a"]), guessed(["b"])]), seed=1)


def test_no_coded_sentence_gives_no_rows():
    nothing = coded_by([])
    assert measure_methods(nothing, guessed(["a"]), seed=1).empty
    assert count_confusion(nothing, guessed(["a"])).empty
