import math

import pandas as pd
import pytest

from corpus.collocations import collocations, cooccurrence, kwic
from corpus.errors import ParameterError, TableError
from corpus.network import plot_network
from corpus.tables import complete, empty


def sentences(*rows):
    frame = pd.DataFrame(rows, columns=["article_id", "role", "text"])
    ids = [f"{one}:{number:04d}" for number, one in enumerate(frame["article_id"], 1)]
    return complete(frame.assign(sentence_id=ids), "sentences")


def tags(*rows):
    frame = pd.DataFrame(rows, columns=["sentence_id", "lexicon", "label"])
    return complete(frame.assign(start=0, end=1, surface="x"), "tags")


PORT = sentences(
    ("a", "body", "port city grew"),
    ("a", "body", "port city fell"),
    ("b", "body", "city of port city"),
    ("b", "title", "port city"),
    ("b", "body", "old port"),
)
"""12 words: port 4, city 4; port before city 3 times."""


def test_measures_of_a_pair_are_those_counted_by_hand():
    found = collocations(PORT, min_count=3)
    assert found[["first", "second", "count", "articles"]].values.tolist() == [["port", "city", 3, 2]]
    cells = {(3, 4 * 4 / 12), (1, 4 * 8 / 12), (7, 8 * 8 / 12)}
    expected = 2 * (sum(n * math.log(n / e) for n, e in cells) + 1 * math.log(1 / (4 * 8 / 12)))
    assert found.loc[0, "log_likelihood"] == pytest.approx(expected)
    assert found.loc[0, "pmi"] == pytest.approx(math.log2(3 * 12 / (4 * 4)))
    assert found.loc[0, "t"] == pytest.approx((3 - 4 * 4 / 12) / math.sqrt(3))


def test_no_pair_crosses_the_end_of_a_sentence_or_holds_a_word_of_grammar():
    found = collocations(PORT, min_count=1)
    pairs = set(zip(found["first"], found["second"], strict=True))
    assert pairs == {("port", "city"), ("city", "grew"), ("city", "fell"), ("old", "port")}
    assert ("of", "port") in set(
        collocations(PORT, min_count=1, stop=())[["first", "second"]].itertuples(index=False, name=None)
    )


def test_a_wider_window_finds_words_further_apart():
    given = sentences(("a", "body", "port of old city"), ("a", "body", "port fell"))
    assert ("port", "city") not in set(
        zip(*collocations(given, min_count=1)[["first", "second"]].T.values, strict=True)
    )
    assert ("port", "city") in set(
        zip(*collocations(given, min_count=1, window=4)[["first", "second"]].T.values, strict=True)
    )


def test_a_word_repeated_is_no_pair():
    assert len(collocations(sentences(("a", "body", "trade trade trade")), min_count=1)) == 0


def test_a_window_of_one_word_is_refused():
    with pytest.raises(ParameterError, match=r"^window: "):
        collocations(PORT, window=1)


def test_no_sentences_give_no_pairs():
    assert list(collocations(empty("sentences")).columns[:4]) == ["first", "second", "count", "articles"]


TAGS = tags(
    ("a:1", "who", "Kabul"), ("a:1", "what", "trade"), ("a:1", "what", "trade"), ("a:2", "who", "Kabul"),
    ("b:1", "what", "trade"), ("b:1", "what", "war"), ("b:2", "who", "Delhi"), ("b:2", "what", "war"),
)  # fmt: skip


def test_pairs_of_labels_are_counted_by_sentence_with_what_is_expected():
    found = cooccurrence(TAGS, "who", "what")
    assert found.values.tolist() == [["Delhi", "war", 1, 1 * 2 / 4], ["Kabul", "trade", 1, 2 * 2 / 4]]


def test_pairs_of_labels_are_counted_by_article_when_the_sentences_are_given():
    frame = pd.DataFrame(
        [("a:1", "a"), ("a:2", "a"), ("b:1", "b"), ("b:2", "b")], columns=["sentence_id", "article_id"]
    )
    found = cooccurrence(TAGS, "who", "what", sentences=complete(frame.assign(text="x"), "sentences"))
    assert found.columns.tolist() == ["label", "with_label", "articles", "expected"]
    assert found.values.tolist() == [["Delhi", "trade", 1, 1.0], ["Delhi", "war", 1, 0.5], ["Kabul", "trade", 1, 1.0]]


def test_labels_of_one_lexicon_are_paired_once_and_not_with_themselves():
    assert cooccurrence(TAGS, "what", "what").values.tolist() == [["trade", "war", 1, 2 * 2 / 4]]


def test_no_tags_give_no_pairs():
    assert len(cooccurrence(empty("tags"), "who", "what")) == 0


def test_every_match_is_shown_with_its_context():
    found = kwic(sentences(("a", "body", "One soil, two soils."), ("a", "body", "No Soil")), r"\bsoil", width=5)
    assert found[["left", "surface", "right", "start", "end"]].values.tolist() == [
        ["One ", "soil", ", two", 4, 8],
        [" two ", "soil", "s.", 14, 18],
        ["No ", "Soil", "", 3, 7],
    ]


def test_a_pattern_that_matches_nothing_or_the_empty_string_gives_no_row():
    given = sentences(("a", "body", "One."))
    for pattern in ("zzz", "z*", ""):
        found = kwic(given, pattern)
        assert len(found) == 0
        assert list(found.columns) == ["sentence_id", "left", "surface", "right", "start", "end"]


def test_a_pattern_that_is_no_regular_expression_is_named():
    with pytest.raises(ParameterError, match=r"pattern '\(' is not a regular expression"):
        kwic(sentences(("a", "body", "One.")), "(")


def test_tables_are_checked():
    for call in (collocations, lambda frame: kwic(frame, "x"), lambda frame: cooccurrence(frame, "a", "b")):
        with pytest.raises(TableError, match="column sentence_id"):
            call(pd.DataFrame())


def pairs(*rows):
    return pd.DataFrame(rows, columns=["label", "with_label", "sentences", "expected"])


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_a_network_of_few_labels_is_not_drawn():
    assert "see the table" in texts(plot_network(pairs(("a", "b", 9, 1.0)), title="Together"))[0]


def test_a_network_shows_pairs_that_met_more_than_once_the_same_each_time():
    ring = [(one, other, 3, 1.0) for one, other in zip("abcdef", "bcdefg", strict=True)]
    drawn, again = (plot_network(pairs(*ring, ("x", "y", 1, 1.0)), title="Together") for _ in range(2))
    assert {*"abcdefg"} <= set(texts(drawn))
    assert "x" not in texts(drawn)
    assert any(told.startswith("6 of 7 pairs") for told in texts(drawn))
    lines = [[line.get_xydata().tolist() for line in figure.axes[0].lines] for figure in (drawn, again)]
    assert lines[0] == lines[1]


def test_a_network_of_another_table_is_refused():
    with pytest.raises(TableError, match=r"^pairs: expected the columns of cooccurrence"):
        plot_network(pd.DataFrame({"label": ["a"]}), title="Together")
