import pandas as pd
import pytest

from corpus.errors import ParameterError, TableError
from corpus.tables import complete, empty
from corpus.themes import assign_themes, kwic

LEXICON = complete(
    pd.DataFrame({
        "lexicon": "mine", "row": [2, 3, 4], "label": ["trade", "trade", "war"],
        "pattern": ["market*", "toll", "attack*"],
        "match": ["glob", "fixed", "glob"],
    }),
    "lexicon",
)  # fmt: skip


def sentences(*rows):
    frame = pd.DataFrame(rows, columns=["article_id", "role", "text"])
    ids = [f"{one}:{number:04d}" for number, one in enumerate(frame["article_id"], 1)]
    return complete(frame.assign(sentence_id=ids), "sentences")


def test_words_of_themes_are_counted_by_article():
    found = assign_themes(
        sentences(
            ("b", "body", "The market and the Markets, a toll."),
            ("b", "summary", "An attack on the market."),
            ("a", "body", "Attacks and attacks."),
            ("a", "heading", "THE MARKET"),
            ("c", "body", "Nothing of the kind."),
        ),
        LEXICON,
    )
    columns = ["article_id", "label", "hits", "sentences"]
    assert found[columns].values.tolist() == [["a", "war", 2, 1], ["b", "trade", 4, 2], ["b", "war", 1, 1]]
    assert found["share"].tolist() == [1.0, 4 / 5, 1 / 5]
    assert found["surfaces"].tolist() == ["attacks (2)", "market (2), markets (1), toll (1)", "attack (1)"]


@pytest.mark.parametrize(
    "given", [empty("sentences"), sentences(("a", "body", "Nothing.")), sentences(("a", "title", "Market"))]
)
def test_no_word_of_a_theme_gives_no_row(given):
    found = assign_themes(given, LEXICON)
    assert len(found) == 0
    assert list(found.columns[:4]) == ["article_id", "label", "hits", "sentences"]


def test_learning_words_is_refused_with_the_parameter_named():
    with pytest.raises(ParameterError, match=r"^learn: "):
        assign_themes(empty("sentences"), LEXICON, learn=True)


def test_sentences_are_checked():
    with pytest.raises(TableError, match="table sentences, column"):
        assign_themes(pd.DataFrame(), LEXICON)
    with pytest.raises(TableError, match="table sentences, column"):
        kwic(pd.DataFrame(), "x")


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
