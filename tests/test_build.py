import dataclasses
import gc
import re
from pathlib import Path

import pandas as pd
import pytest

import corpus
from corpus.build import Tables, build, restrict
from corpus.errors import SourceError
from corpus.readers import ReadingWarning
from corpus.selection import select_articles
from corpus.tables import TABLES, check

FRAMES = [field.name for field in dataclasses.fields(Tables)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("clippings")
    (path / "a.txt").write_text(
        "Envoy in Kabul\nUpdated 21 July 2023\nEnvoy in Kabul\nKABUL: Pakistan accused the Taliban on Thursday.\n"
        "It was a terrible attack.\nAlso Read | One\n",
        encoding="utf-8",
    )
    (path / "b.txt").write_text("Trade talks in Doha went well.\n", encoding="utf-8")
    (path / "c.txt").write_text("Also Read | Nothing else\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def built(folder):
    return build(folder)


@pytest.mark.parametrize("name", FRAMES)
def test_every_table_keeps_its_contract(built, name):
    check(getattr(built, name), name)


def test_a_copy_of_the_actors_with_a_later_day_keeps_roles_that_still_hold(tmp_path):
    text = "Islamabad, 5 June 2027 (TDI): Ishaq Dar met the Taliban, the military said.\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    packaged = (Path(corpus.__file__).parent / "data" / "actors.csv").read_text(encoding="utf-8")
    own = tmp_path / "own" / "actors.csv"
    own.parent.mkdir()
    own.write_text(re.sub("(?m)^# as_of: .*", "# as_of: 2028-01", packaged), encoding="utf-8")

    def codes(lexicon):
        tags = corpus.build(tmp_path / "a.txt", lexicons=["countries", lexicon], methods=()).tags
        return tags.loc[tags["lexicon"] == "actors"].set_index("surface")["code"].to_dict()

    assert codes("actors") == {"TDI": "PAK.JRN", "Ishaq Dar": "", "Taliban": "", "military": "PAK.MIL"}
    assert codes(own) == codes("actors") | {"Ishaq Dar": "PAK.GOV", "Taliban": "AFG.GOV"}


def test_every_table_of_the_contract_but_the_lexicon_is_built():
    assert set(FRAMES) == set(TABLES) - {"lexicon"}


def test_tables_point_at_each_other(built):
    sentences = set(built.sentences["sentence_id"])
    for name in ("tags", "dates", "coded", "scores", "hits", "mentions", "events"):
        assert set(getattr(built, name)["sentence_id"]) <= sentences, name
    assert set(built.sentences["article_id"]) <= set(built.articles["article_id"]) == {"a.txt", "b.txt", "c.txt"}
    assert set(built.mentions["event_id"]) == set(built.events["event_id"])
    assert set(built.lines["article_id"]) == set(built.articles["article_id"])


def test_a_plain_story_gives_what_is_in_it(built):
    assert {"Pakistan", "Taliban"} <= set(built.tags["label"])
    assert built.dates.loc[built.dates["surface"] == "Thursday", "edtf"].tolist() == ["2023-07-20"]
    accused = built.events[built.events["type"] == "ACCUSE"]
    assert accused[["source_actor", "target_actor", "edtf"]].values.tolist() == [["Pakistan", "Taliban", "2023-07-20"]]
    scored = built.scores.merge(built.sentences, on="sentence_id")
    assert scored.loc[scored["text"] == "It was a terrible attack.", "score"].item() < 0
    assert set(scored["role"]) <= {"body", "summary"}


def test_the_same_folder_gives_the_same_tables(folder, built):
    again = build(str(folder))
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(built, name))


def test_the_order_in_which_files_are_given_does_not_count(folder, built):
    again = build([folder / "c.txt", folder / "a.txt", folder / "b.txt"])
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(built, name))


def test_tables_cannot_be_replaced_by_accident(built):
    with pytest.raises(dataclasses.FrozenInstanceError):
        built.files = None


def test_restricting_keeps_what_belongs_to_the_articles(built):
    cut = restrict(built, built.articles[built.articles["article_id"] == "b.txt"])
    assert set(cut.sentences["article_id"]) == {"b.txt"}
    for name in FRAMES:
        frame = getattr(cut, name)
        check(frame, name)
        if "sentence_id" in frame.columns and name != "evidence":
            assert frame["sentence_id"].str.startswith("b.txt:").all(), name
    assert len(cut.files) == len(built.files)


def test_restricting_to_all_articles_changes_nothing(built):
    again = restrict(built, built.articles)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(built, name))


def test_a_period_later_than_every_article_leaves_empty_tables(built):
    cut = restrict(built, select_articles(built.articles, since="2030"))
    for name in set(FRAMES) - {"files", "lines"}:
        assert len(getattr(cut, name)) == 0, name
        check(getattr(cut, name), name)


def test_a_file_of_which_nothing_is_kept_gives_an_article_without_sentences(tmp_path):
    (tmp_path / "a.txt").write_text("Also Read | One\n", encoding="utf-8")
    built = build(tmp_path)
    assert len(built.articles) == 1
    assert len(built.sentences) == 0


def test_no_method_and_no_lexicon_of_scores_give_empty_scores(folder):
    built = build(folder, methods=())
    assert len(built.scores) == len(built.hits) == 0
    check(built.scores, "scores")


def test_bad_files_are_reported_and_skipped_and_strict_stops(tmp_path):
    (tmp_path / "a.txt").write_text("Talks went on in Kabul.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02" * 400)
    with pytest.warns(ReadingWarning, match=r"b\.txt"):
        built = build(tmp_path)
    assert built.files["status"].tolist() == ["read", "skipped"]
    assert len(built.articles) == 1
    with pytest.raises(SourceError, match=r"b\.txt: binary"):
        build(tmp_path, strict=True)
    with pytest.raises(SourceError, match="no such file or folder"):
        build(tmp_path / "nowhere")


@pytest.mark.parametrize("methods", [("vader",), ("no such method",)])
@pytest.mark.parametrize("is_on", [True, False])
def test_python_looks_for_cycles_after_a_build_as_it_did_before(folder, methods, is_on):
    was_on = gc.isenabled()
    (gc.enable if is_on else gc.disable)()
    try:
        build(folder, methods=methods)
    except corpus.errors.CorpusError:
        assert methods == ("no such method",)
    finally:
        found = gc.isenabled()
        (gc.enable if was_on else gc.disable)()
    assert found == is_on
