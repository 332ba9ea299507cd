import pandas as pd
import pytest

from corpus.errors import ParameterError, TableError
from corpus.tables import complete, empty
from corpus.themes import assign_themes, learn_words

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


def test_sentences_are_checked():
    for call in (assign_themes, learn_words):
        with pytest.raises(TableError, match="table sentences, column"):
            call(pd.DataFrame(), LEXICON)


def two_themes(count):
    """Half of the articles of trade, half of war; "cargo" and "rocket" are in no lexicon; five have no word of one."""
    trade, war = "market market toll cargo freight lorry.", "attack attacks attacked rocket shell siege."
    hidden = ["cargo freight lorry.", "rocket shell siege."]
    texts = [trade, war] * ((count - 4) // 2) + hidden * 2
    return sentences(*((f"{number:03d}", "body", text) for number, text in enumerate(texts)))


def test_words_are_not_learned_from_fewer_than_50_articles():
    for call in (lambda given: assign_themes(given, LEXICON, learn=True), lambda given: learn_words(given, LEXICON)):
        with pytest.raises(ParameterError, match=r"^learn: expected at least 50 articles with text, found 48"):
            call(two_themes(48))


def test_words_that_go_with_those_of_a_theme_are_learned_with_their_articles():
    learned = learn_words(two_themes(60), LEXICON)
    words = learned.groupby("label")["word"].agg(set)
    assert words["trade"] == {"market", "toll", "cargo", "freight", "lorry"}
    assert words["war"] == {"attack", "attacked", "rocket", "shell", "siege"}
    row = learned.set_index("word").loc["cargo"]
    assert (row["n"], row["of"], row["seed"]) == (30, 30, False)
    assert learned.set_index("word").loc["market", ["n", "seed"]].tolist() == [28, True]
    assert (learned["weight"] ** 2).groupby(learned["label"]).sum().tolist() == pytest.approx([1.0, 1.0])


def test_articles_without_a_word_of_the_lexicon_are_assigned_by_learned_words():
    given = two_themes(60)
    plain, learned = (assign_themes(given, LEXICON, learn=learn) for learn in (False, True))
    hidden = learned[learned["article_id"].isin(["056", "057"])]
    assert not plain["article_id"].isin(["056", "057"]).any()
    assert hidden[["article_id", "label", "hits", "surfaces"]].values.tolist() == [
        ["056", "trade", 0, ""],
        ["057", "war", 0, ""],
    ]
    assert hidden["share"].tolist() == pytest.approx([1.0, 1.0])
    assert set(hidden["learned"].iloc[0].split(", ")) == {"cargo (1)", "freight (1)", "lorry (1)"}


def test_a_theme_of_few_clear_articles_learns_nothing_and_keeps_its_share():
    rows = [("trade", "market*"), ("war", "attack*"), ("rare", "comet")]
    lexicon = pd.DataFrame(rows, columns=["label", "pattern"]).assign(lexicon="mine", row=[2, 3, 4], match="glob")
    comets = sentences(("900", "body", "comet comet comet market."))
    learned = assign_themes(
        pd.concat([two_themes(60), comets], ignore_index=True), complete(lexicon, "lexicon"), learn=True
    )
    of_comets = learned[learned["article_id"] == "900"].set_index("label")
    assert of_comets.loc["rare", "share"] == 0.75
    assert of_comets.loc["trade", "share"] == pytest.approx(0.25)
    assert of_comets.loc["rare", "learned"] == ""


def test_when_no_article_is_clear_nothing_is_learned():
    given = sentences(*((f"{number:03d}", "body", "market and attack.") for number in range(60)))
    assert len(learn_words(given, LEXICON)) == 0
    assert assign_themes(given, LEXICON, learn=True)["share"].unique().tolist() == [0.5]


def test_learning_gives_the_same_each_time():
    once, again = (assign_themes(two_themes(60), LEXICON, learn=True) for _ in range(2))
    pd.testing.assert_frame_equal(once, again, check_exact=True)
