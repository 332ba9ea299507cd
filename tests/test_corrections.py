import re

import pandas as pd
import pytest

from corpus.corrections import apply_corrections, tell_corrections
from corpus.errors import SourceError
from corpus.tables import check, complete
from corpus.tagging import tag

TEXTS = ("Dar met Dar in Kabul.", "Pakistan's envoy\nleft Kabul.")


@pytest.fixture
def sentences():
    ids = ["a.txt:0001", "a.txt:0002"]
    return complete(pd.DataFrame({"sentence_id": ids, "article_id": "a.txt", "text": list(TEXTS)}), "sentences")


@pytest.fixture
def tags(sentences):
    rows = [("Ishaq Dar", "Dar"), ("Afghanistan", "Kabul"), ("Pakistan", "Pakistan")]
    mine = complete(pd.DataFrame(rows, columns=["label", "pattern"]).assign(lexicon="mine", code="X"), "lexicon")
    return tag(sentences, mine.assign(entry=mine["label"]))


def written(tmp_path, *rows, columns="sentence_id,surface,nth,lexicon,action,entry,label,kind,code,note"):
    path = tmp_path / "corrections.csv"
    path.write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
    return path


def corrected(tmp_path, tags, sentences, *rows):
    before = tags.copy()
    after, counts = apply_corrections(tags, sentences, written(tmp_path, *rows))
    pd.testing.assert_frame_equal(tags, before)
    check(after, "tags")
    for sentence_id, start, end, surface in after[["sentence_id", "start", "end", "surface"]].itertuples(index=False):
        assert dict(zip(sentences["sentence_id"], TEXTS, strict=True))[sentence_id][start:end] == surface
    return after, counts


def test_a_struck_tag_goes(tmp_path, tags, sentences):
    after, counts = corrected(tmp_path, tags, sentences, "a.txt:0001,Dar,2,,strike,,,,,another Dar")
    assert after[["surface", "start"]].values.tolist() == [["Dar", 0], ["Kabul", 15], ["Pakistan", 0], ["Kabul", 22]]
    assert counts.values.tolist() == [["corrections.csv", 2, "strike", "a.txt:0001", "Dar", "", 1, ""]]


def test_without_nth_every_time_is_meant(tmp_path, tags, sentences):
    after, counts = corrected(tmp_path, tags, sentences, "a.txt:0001,Dar,,mine,strike,,,,,")
    assert after["surface"].tolist() == ["Kabul", "Pakistan", "Kabul"]
    assert counts["tags"].tolist() == [2]


def test_a_changed_tag_keeps_what_is_not_given_and_names_its_line(tmp_path, tags, sentences):
    after, _ = corrected(tmp_path, tags, sentences, "", "a.txt:0002,Pakistan,,,change,,,,PAK.GOV,")
    assert after.loc[3, ["label", "entry", "code", "rule"]].tolist() == [
        "Pakistan", "Pakistan", "PAK.GOV", "corrected by hand, corrections.csv line 3",
    ]  # fmt: skip


def test_a_new_label_is_a_new_entry_unless_one_is_given(tmp_path, tags, sentences):
    rows = ["a.txt:0001,Dar,1,,change,,Dar al-Islam,,,", "a.txt:0001,Dar,2,,change,E1,Somebody,person,,"]
    after, _ = corrected(tmp_path, tags, sentences, *rows)
    assert after.loc[:1, ["entry", "label", "kind", "code"]].values.tolist() == [
        ["Dar al-Islam", "Dar al-Islam", "", "X"],
        ["E1", "Somebody", "person", "X"],
    ]


def test_an_added_tag_stands_in_its_place_whatever_the_white_space(tmp_path, tags, sentences):
    after, _ = corrected(tmp_path, tags, sentences, "a.txt:0002,envoy left,,mine,add,,envoy,office,PAK.GOV,")
    assert after.loc[4, ["surface", "start", "end", "label", "entry", "row", "code"]].tolist() == [
        "envoy\nleft", 11, 21, "envoy", "envoy", 0, "PAK.GOV",
    ]  # fmt: skip
    assert after["surface"].tolist()[-1] == "Kabul"


def test_a_correction_works_on_what_those_before_it_left(tmp_path, tags, sentences):
    rows = ["a.txt:0001,Kabul,,mine,strike,,,,,", "a.txt:0001,Kabul,,mine,add,,Kabul,place,,"]
    after, counts = corrected(tmp_path, tags, sentences, *rows)
    assert after.loc[2, ["label", "kind"]].tolist() == ["Kabul", "place"]
    assert counts["action"].tolist() == ["strike", "add"]


def test_further_columns_of_tags_stay_and_are_empty_where_a_tag_is_added(tmp_path, tags, sentences):
    more = tags.assign(holder="somebody")
    rows = ["a.txt:0001,Dar,2,,strike,,,,,", "a.txt:0002,envoy,,mine,add,,envoy,office,PAK.GOV,"]
    after, _ = apply_corrections(more, sentences, written(tmp_path, *rows))
    assert after["holder"].tolist() == ["somebody", "somebody", "somebody", "", "somebody"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a.txt:0001,Dar,,,remove,,,,,", "line 2, column action: found 'remove', expected one of strike, change, add"),
        ("a.txt:0001,Dar,first,,strike,,,,,", "line 2, column nth: found 'first'"),
        ("a.txt:0001,,,,strike,,,,,", "line 2, column surface: found nothing"),
        ("a.txt:0001,Dar,,,change,,,,,", "line 2: changes nothing"),
        ("a.txt:0001,met,,,add,,meeting,,,", "line 2: a tag that is added needs a lexicon"),
    ],
)
def test_a_row_that_asks_for_nothing_possible_is_an_error_that_names_it(tmp_path, tags, sentences, row, message):
    with pytest.raises(SourceError, match=re.escape(f"corrections.csv, {message}")):
        corrected(tmp_path, tags, sentences, row)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("b.txt:0001,Dar,,,strike,,,,,", "there is no sentence 'b.txt:0001'"),
        ("a.txt:0009,Dar,,,strike,,,,,", "there is no sentence 'a.txt:0009'"),
        ("a.txt:0001,Khan,,,strike,,,,,", "'Khan' does not stand in the sentence"),
        ("a.txt:0001,Dar,3,,strike,,,,,", "'Dar' does not stand 3 times in the sentence"),
        ("a.txt:0001,met,,,strike,,,,,", "there is no tag of 'met' to strike"),
        ("a.txt:0001,Dar,,actors,strike,,,,,", "there is no tag of 'Dar' (actors) to strike"),
        ("a.txt:0001,Dar,,,strike,,Nobody,,,", "there is no tag of 'Dar' (Nobody) to strike"),
        ("a.txt:0001,Kabul,,mine,add,,Afghanistan,,,", "'Kabul' is tagged 'Afghanistan' already"),
    ],
)
def test_a_row_that_matches_nothing_is_counted_and_told_and_changes_nothing(tmp_path, tags, sentences, row, why):
    after, counts = corrected(tmp_path, tags, sentences, row, "a.txt:0001,Dar,2,,strike,,,,,")
    assert len(after) == len(tags) - 1
    assert counts[["line", "tags", "why"]].values.tolist() == [[2, 0, why], [3, 1, ""]]
    assert (
        tell_corrections(counts) == f"Corrections by hand: 1 applied, 1 did not match (corrections.csv line 2: {why})."
    )


def test_only_the_first_rows_that_match_nothing_are_told(tmp_path, tags, sentences):
    _, counts = corrected(tmp_path, tags, sentences, *["a.txt:0001,Khan,,,strike,,,,,"] * 8)
    assert tell_corrections(counts).endswith(
        "corrections.csv line 6: 'Khan' does not stand in the sentence; and 3 more)."
    )
    assert tell_corrections(counts.head(0)) == ""


def test_a_change_of_one_of_several_tags_needs_the_lexicon(tmp_path, tags, sentences):
    both = pd.concat([tags, tags.assign(lexicon="other", label="B")], ignore_index=True)
    with pytest.raises(SourceError, match="'Kabul' has several tags, 'Afghanistan' of mine and 'B' of other"):
        corrected(tmp_path, both, sentences, "a.txt:0001,Kabul,,,change,,,,AFG,")
    after, _ = corrected(tmp_path, both, sentences, "a.txt:0001,Kabul,,other,change,,,,AFG,")
    assert after["code"].tolist().count("AFG") == 1


@pytest.mark.parametrize(
    ("columns", "message"),
    [("surface,action", "a column sentence_id"), ("sentence_id,surface,action,colour", "'colour'")],
)
def test_columns_missing_or_unknown_are_named(tmp_path, tags, sentences, columns, message):
    path = written(tmp_path, ",".join("x" for _ in columns.split(",")), columns=columns)
    with pytest.raises(SourceError, match=message):
        apply_corrections(tags, sentences, path)


def test_corrections_are_found_beside_the_files_and_in_folders(tmp_path, tags, sentences):
    (tmp_path / "more").mkdir()
    for folder in (tmp_path, tmp_path / "more"):
        (folder / "a.txt").write_text("x", encoding="utf-8")
    written(tmp_path, "a.txt:0001,Kabul,,,strike,,,,,")
    written(tmp_path / "more", "a.txt:0001,Kabul,,,strike,,,,,")
    moved = sentences.assign(sentence_id="more/" + sentences["sentence_id"])
    both = pd.concat([sentences, moved], ignore_index=True)
    found = pd.concat([tags, tags.assign(sentence_id="more/" + tags["sentence_id"])], ignore_index=True)
    after, counts = apply_corrections(found, both, tmp_path)
    assert counts["sentence_id"].tolist() == ["a.txt:0001", "more/a.txt:0001"]
    assert len(after) == len(found) - 2


def test_rows_about_files_that_were_not_read_are_passed_over(tmp_path, tags, sentences):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    written(tmp_path, "b.txt#0002:0001,Dar,,,strike,,,,,")
    after, counts = apply_corrections(tags, sentences, tmp_path / "a.txt")
    pd.testing.assert_frame_equal(after, tags)
    assert counts.empty


def test_without_a_file_of_corrections_nothing_changes(tmp_path, tags, sentences):
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    after, counts = apply_corrections(tags, sentences, tmp_path)
    pd.testing.assert_frame_equal(after, tags)
    assert counts.columns.tolist() == ["file", "line", "action", "sentence_id", "surface", "lexicon", "tags", "why"]
