"""Samples to be coded by hand, and reading back what coders filled in."""

import json
import warnings
from pathlib import Path

import pandas as pd
import pytest

import corpus
from corpus.errors import ParameterError, SourceError
from corpus.tables import complete, empty
from corpus.validation import read_coded, validation_sample, write_sample


def sentences_of(sizes):
    """Article -> how many sentences."""
    rows = [
        {"sentence_id": f"{name}:{at:04d}", "article_id": name, "text": f"Sentence {at} of {name}."}
        for name, size in sizes.items()
        for at in range(size)
    ]
    return complete(pd.DataFrame(rows), "sentences")


SENTENCES = sentences_of({"a": 50, "b": 10, "c": 2})


def test_strata_give_alike_as_far_as_they_have_and_weights_make_up_for_it():
    sample = validation_sample(SENTENCES, 20, seed=7)
    assert sample["stratum"].value_counts().to_dict() == {"a": 9, "b": 9, "c": 2}
    assert sample.groupby("stratum")["weight"].first().to_dict() == pytest.approx({"a": 50 / 9, "b": 10 / 9, "c": 1})
    assert sample["weight"].sum() == pytest.approx(len(SENTENCES))


def test_same_seed_draws_the_same_whatever_the_order_and_another_seed_another_sample():
    shuffled = SENTENCES.sample(frac=1, random_state=3)
    first, again, other = (
        validation_sample(*how) for how in ((SENTENCES, 20, 7), (shuffled, 20, 7), (SENTENCES, 20, 8))
    )
    pd.testing.assert_frame_equal(first, again)
    assert set(first["item"]) != set(other["item"])


def test_sample_is_shuffled_over_strata():
    strata = validation_sample(SENTENCES, 20, seed=7)["stratum"].tolist()
    assert strata != sorted(strata)


def test_draws_within_a_stratum_are_fair():
    sentences = sentences_of({"a": 4})
    drawn = [validation_sample(sentences, 1, seed)["sentence_id"].item() for seed in range(400)]
    counts = pd.Series(drawn).value_counts()
    assert len(counts) == 4
    assert counts.between(65, 135).all()


def test_strata_can_be_any_column_and_titles_are_not_drawn():
    sentences = SENTENCES.assign(year=["2021"] * 50 + ["2023"] * 12, role=["body"] * 60 + ["title"] * 2)
    sample = validation_sample(sentences, 10, seed=1, by="year")
    assert sample["stratum"].value_counts().to_dict() == {"2021": 5, "2023": 5}
    assert not sample["sentence_id"].str.startswith("c").any()


def test_more_than_there_are_gives_all_of_them_once():
    sample = validation_sample(SENTENCES, 1000, seed=1)
    assert sorted(sample["sentence_id"]) == sorted(SENTENCES["sentence_id"])
    assert set(sample["weight"]) == {1.0}


@pytest.mark.parametrize(("how", "message"), [({"n": 0}, "n: expected"), ({"by": "outlet"}, "by: expected one of")])
def test_wrong_parameters_are_named(how, message):
    with pytest.raises(ParameterError, match=message):
        validation_sample(SENTENCES, **{"n": 5, "seed": 1} | how)


def test_sheets_are_blind_and_hold_the_text(tmp_path):
    names = write_sample(validation_sample(SENTENCES, 5, seed=1), tmp_path)
    sheet = pd.read_csv(tmp_path / names[0], keep_default_na=False)
    assert sheet.columns.tolist() == ["item", "text", "label", "note"]
    assert (sheet["label"] == "").all()
    assert [name.partition("-")[2] for name in names] == ["coder-1.csv", "coder-2.csv", "key.csv"]


def test_a_text_that_looks_like_a_formula_is_harmless_in_a_sheet(tmp_path):
    sentences = complete(pd.DataFrame({"sentence_id": ["a:1"], "article_id": ["a"], "text": ["=1+1"]}), "sentences")
    names = write_sample(validation_sample(sentences, 1, seed=1), tmp_path, coders=1)
    assert pd.read_csv(tmp_path / names[0])["text"].tolist() == ["'=1+1"]


def fill(folder, name, labels):
    sheet = pd.read_csv(folder / name, keep_default_na=False, dtype=str)
    sheet.assign(label=[labels(text) for text in sheet["text"]]).to_csv(folder / name, index=False)


def test_what_two_coders_fill_in_comes_back_with_weights_and_survives_a_second_writing(tmp_path):
    sample = validation_sample(SENTENCES, 12, seed=1)
    first, second, _ = write_sample(sample, tmp_path)
    fill(tmp_path, first, lambda text: "-1" if " a" in text else "1")
    fill(tmp_path, second, lambda text: "0" if " a" in text else "")
    write_sample(sample, tmp_path)
    coded = read_coded(tmp_path, SENTENCES)
    by_coder = {coder: set(part["label"]) for coder, part in coded.groupby("coder")}
    assert by_coder == {"1": {"negative", "positive"}, "2": {"neutral"}}
    weights = dict(zip(sample["sentence_id"], sample["weight"], strict=True))
    assert coded["weight"].tolist() == pytest.approx([weights[one] for one in coded["sentence_id"]])


def test_another_sample_has_sheets_of_its_own(tmp_path):
    write_sample(validation_sample(SENTENCES, 12, seed=1), tmp_path)
    write_sample(validation_sample(SENTENCES, 12, seed=2), tmp_path)
    assert len(list(tmp_path.glob("*.csv"))) == 6


def test_labels_of_types_of_events_are_read_from_their_column_as_they_are(tmp_path):
    (tmp_path / "ada.csv").write_text("sentence_id,type,quad\na:0000,CONSULT,1\na:0001,ASSAULT,4\n", "utf-8")
    assert read_coded(tmp_path / "ada.csv", SENTENCES, column="type")["label"].tolist() == ["CONSULT", "ASSAULT"]
    assert read_coded(tmp_path / "ada.csv", SENTENCES, column="quad")["label"].tolist() == ["1", "4"]


def test_json_of_coded_sentences_is_read_too(tmp_path):
    rows = {"about": "x", "sentences": [{"sentence_id": "a:0000", "label": -1}]}
    (tmp_path / "hand.json").write_text(json.dumps(rows), "utf-8")
    coded = read_coded(tmp_path / "hand.json", SENTENCES)
    assert coded[["sentence_id", "article_id", "coder", "label"]].values.tolist() == [
        ["a:0000", "a", "hand", "negative"]
    ]


def test_a_sheet_saved_by_a_spreadsheet_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "ada.csv").write_text("sentence_id,label\na:0000, −1 \n", "utf-8-sig")
    assert read_coded(tmp_path / "ada.csv", SENTENCES)["label"].tolist() == ["negative"]


def test_a_sentence_that_reads_otherwise_than_when_drawn_is_left_out_with_a_warning(tmp_path):
    names = write_sample(validation_sample(SENTENCES, 5, seed=1), tmp_path, coders=1)
    fill(tmp_path, names[0], lambda text: "0")
    one = SENTENCES["text"] == pd.read_csv(tmp_path / names[0])["text"][0]
    changed = SENTENCES.assign(text=SENTENCES["text"].mask(one, "Otherwise."))
    with pytest.warns(UserWarning, match="1 of 5 labels are left out"):
        assert len(read_coded(tmp_path, changed)) == 4


def test_sheets_of_another_corpus_give_no_rows(tmp_path):
    fill(tmp_path, write_sample(validation_sample(SENTENCES, 5, seed=1), tmp_path, coders=1)[0], lambda text: "0")
    assert read_coded(tmp_path, sentences_of({"z": 3})).empty


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "expected columns item or sentence_id, and label; found a, b"),
        ("", "ada.csv: expected a sheet as CSV or JSON, cannot read it"),
        ("sentence_id,label\na:0000,1\na:0000,0\n", "found two of a:0000 by ada"),
    ],
)
def test_a_sheet_that_cannot_be_used_is_named(tmp_path, text, message):
    (tmp_path / "ada.csv").write_text(text, "utf-8")
    with pytest.raises(SourceError, match=message):
        read_coded(tmp_path, SENTENCES)


def test_no_sheet_is_said(tmp_path):
    with pytest.raises(SourceError, match="expected hand-coded sheets"):
        read_coded(tmp_path / "none", SENTENCES)


def test_a_sentence_is_found_again_when_its_number_has_changed(tmp_path):
    names = write_sample(validation_sample(SENTENCES, 5, seed=1), tmp_path, coders=1)
    fill(tmp_path, names[0], lambda text: "0")
    renumbered = SENTENCES.assign(sentence_id=SENTENCES["sentence_id"].str.replace(":0", ":9"))
    coded = read_coded(tmp_path, renumbered)
    texts = dict(zip(renumbered["sentence_id"], renumbered["text"], strict=True))
    assert {texts[one] for one in coded["sentence_id"]} == set(pd.read_csv(tmp_path / names[0])["text"])


def test_nothing_coded_is_an_empty_table():
    assert read_coded("", SENTENCES).empty


def test_every_sentence_of_the_seeds_is_hand_coded_and_reads_as_it_did_then():
    root = Path(__file__).parents[1]
    coding = root / "tests" / "cases" / "tone_seeds.json"
    sentences = corpus.split_sentences(corpus.load_articles(root / "seeds"))
    coded = read_coded(coding, sentences)
    assert set(coded["sentence_id"]) == set(sentences.loc[sentences["role"].isin(["body", "summary"]), "sentence_id"])
    assert set(coded["label"]) == {"negative", "neutral", "positive"}
    assert len(json.loads(coding.read_text("utf-8"))["codebook"]) == 10


def test_no_sentence_gives_empty_sheets(tmp_path):
    names = write_sample(validation_sample(empty("sentences"), 5, seed=1), tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_coded(tmp_path / names[0], empty("sentences")).empty
