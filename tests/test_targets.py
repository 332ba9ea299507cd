"""Tone toward actors, to be read: which actors, which words."""

import pandas as pd
import pytest

from corpus.errors import ParameterError, TableError
from corpus.tables import complete, empty
from corpus.targets import list_movers, name_holders, select_actors


def tags_of(*rows):
    frame = pd.DataFrame(rows, columns=["lexicon", "label"])
    return complete(frame.assign(sentence_id="a:1", start=0, end=3, surface="Abc"), "tags")


TAGS = tags_of(("actors", "Taliban"), ("countries", "Pakistan"), ("themes", "economic"), ("mine", "Haqqani network"))


def test_actors_are_those_of_the_lexicons_of_actors_and_countries():
    assert select_actors(TAGS)["label"].tolist() == ["Taliban", "Pakistan"]


def test_names_choose_labels_of_any_lexicon_whatever_their_case():
    assert select_actors(TAGS, "pakistan, Haqqani network")["label"].tolist() == ["Pakistan", "Haqqani network"]


def test_a_name_that_no_tag_has_is_refused_with_those_there_are():
    with pytest.raises(ParameterError, match="Taliban, Pakistan; found 'iran'"):
        select_actors(TAGS, "Iran")


def test_without_tags_there_is_nothing_to_refuse():
    assert select_actors(empty("tags"), "Iran").empty


def pieces_of(*rows):
    frame = pd.DataFrame(rows, columns=["sentence_id", "label", "surface", "contribution"])
    return frame.assign(start=range(len(frame)), target_start=99)


def test_words_are_summed_by_actor_and_told_on_the_side_of_their_sum():
    pieces = pieces_of(
        ("a:1", "Taliban", "accused", -0.5), ("a:2", "Taliban", "Accused", -0.25), ("a:2", "Taliban", "hope", 0.5),
        ("a:2", "Pakistan", "hope", 0.125),
    )  # fmt: skip
    found = list_movers(pieces)
    assert found["target"].tolist() == ["Taliban", "Pakistan"]
    assert found.loc[0].tolist() == ["Taliban", 2, -0.25, "hope +0.50 (1×)", "accused -0.75 (2×)"]
    assert found.loc[1, "lowered"] == ""


def test_an_actor_named_twice_in_a_sentence_counts_once():
    once = pieces_of(("a:1", "Iran", "good", 0.4), ("a:1", "Iran", "bad", -0.2))
    twice = pd.concat([once, once.assign(target_start=120)], ignore_index=True)
    pd.testing.assert_frame_equal(list_movers(once), list_movers(twice))


def test_only_the_strongest_are_told():
    pieces = pieces_of(*(("a:1", "Iran", f"w{at}", -0.1 * at) for at in range(1, 9)))
    assert list_movers(pieces, most=2)["lowered"].item() == "w8 -0.80 (1×), w7 -0.70 (1×)"


def test_pieces_that_moved_nothing_are_not_counted_and_nothing_gives_no_rows():
    assert list_movers(pieces_of(("a:1", "Iran", "said", 0.0))).empty
    assert list_movers(pieces_of()).empty


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="column contribution: expected, but missing"):
        list_movers(pieces_of().drop(columns="contribution"))


def test_the_outlet_is_named_where_nobody_speaks():
    assert name_holders(pd.DataFrame({"holder": ["", "Iran"]}))["holder"].tolist() == ["the outlet", "Iran"]


def test_words_of_grammar_are_told_as_one():
    pieces = pieces_of(("a:1", "Iran", "And", 0.25), ("a:1", "Iran", "in", 0.5), ("a:1", "Iran", "praised", 0.5))
    assert list_movers(pieces)["raised"].item() == "(words of grammar) +0.75 (2×), praised +0.50 (1×)"
