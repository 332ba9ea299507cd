"""Themes that meet in the sentences of several articles; what no theme covers; what a figure leaves out."""

import pandas as pd
import pytest

import corpus
from corpus import passages, tables

ACCUSED = {
    "a": [
        "It said its soil was used by militants.",
        "Terrorism was discussed far from any border, as the minister said.",
    ],
    "b": ["A safe haven near the border, the ministry said.", "Cricket, and nothing else but cricket."],
    "c": ["The soil is good.", "Militants were killed."],
}


@pytest.fixture
def sentences():
    rows = [(f"{name}:{at:04d}", name, text) for name, texts in ACCUSED.items() for at, text in enumerate(texts, 1)]
    return tables.complete(pd.DataFrame(rows, columns=["sentence_id", "article_id", "text"]), "sentences")


@pytest.fixture
def articles():
    rows = [("a", "2023-07-21", "x"), ("b", "2025-12", "x"), ("c", "", "x")]
    return tables.complete(pd.DataFrame(rows, columns=["article_id", "published", "text"]), "articles")


@pytest.fixture
def tags(sentences):
    lexicon = pd.DataFrame({
        "lexicon": "mine",
        "label": ["land", "land", "terror", "terror", "terror"],
        "pattern": ["soil", "border", "militant*", "safe haven*", "terrorism"],
        "match": ["fixed", "fixed", "glob", "glob", "fixed"],
    })  # fmt: skip
    return corpus.tag(sentences, tables.complete(lexicon, "lexicon"))


def test_labels_meet_within_a_sentence_and_not_across(tags, sentences):
    met = passages.find_meetings(tags, sentences)
    assert met["sentence_id"].tolist() == ["a:0001", "a:0002", "b:0001"]
    assert set(zip(met["label"], met["with_label"], strict=True)) == {("land", "terror")}
    texts = sentences.set_index("sentence_id")["text"]
    quoted = [texts[row.sentence_id][row.start : row.end] for row in met.itertuples()]
    assert quoted == [
        "soil was used by militants",
        "Terrorism was discussed far from any border",
        "safe haven near the border",
    ]


def test_meetings_are_counted_by_article_with_their_time_and_words(tags, sentences, articles):
    counted = corpus.count_meetings(tags, sentences, articles)
    (row,) = counted.to_dict("records")
    assert (row["label"], row["with_label"], row["articles"], row["sentences"]) == ("land", "terror", 2, 3)
    assert row["expected"] == pytest.approx(4 * 4 / 6)
    assert (row["first"], row["last"]) == (pd.Timestamp("2023-07-21"), pd.Timestamp("2025-12-31"))
    assert row["undated"] == 0
    assert row["surfaces"] == "border (2), soil (1)"
    assert row["with_surfaces"] == "militants (1), safe haven (1), terrorism (1)"


def test_a_pair_of_one_article_is_no_return(tags, sentences, articles):
    one = sentences[sentences["article_id"] == "a"]
    assert len(corpus.count_meetings(tags, one, articles)) == 0


def test_undated_articles_are_counted_apart(tags, sentences, articles):
    undated = corpus.place_articles(articles.assign(grade="inferred"))
    (row,) = corpus.count_meetings(tags, sentences, undated).to_dict("records")
    assert row["undated"] == 2
    assert pd.isna(row["first"])
    assert pd.isna(row["last"])


def test_of_each_article_the_closest_passage_is_shown_in_the_order_of_time(tags, sentences, articles):
    pairs = corpus.count_meetings(tags, sentences, articles)
    shown = corpus.show_meetings(pairs, tags, sentences, articles, chars=20)
    assert shown["sentence_id"].tolist() == ["a:0001", "b:0001"]
    assert shown["surface"].tolist() == ["soil was used by militants", "safe haven near the border"]
    assert shown["articles"].tolist() == [2, 2]
    assert shown["left"].str.len().max() <= 21


def test_of_a_pair_in_many_articles_six_passages_are_shown():
    rows = [(f"{n:02d}:0001", f"{n:02d}", "Safe havens on " + "very " * n + "old soil.") for n in range(20)]
    sentences = tables.complete(pd.DataFrame(rows, columns=["sentence_id", "article_id", "text"]), "sentences")
    articles = tables.complete(pd.DataFrame({"article_id": sentences["article_id"], "text": "x"}), "articles")
    tags = corpus.tag(sentences, "themes")
    pairs = corpus.count_meetings(tags, sentences, articles).query("label == 'territory' and with_label == 'terrorism'")
    shown = corpus.show_meetings(pairs, tags, sentences, articles)
    assert shown["sentence_id"].str.slice(0, 2).tolist() == ["00", "01", "02", "03", "04", "05"]
    assert set(shown["articles"]) == {20}


def test_on_the_seeds_soil_and_safe_haven_come_out_as_one_accusation_of_three_articles():
    t = corpus.build("seeds")
    read = t.sentences[t.sentences["role"].isin(["body", "summary"])]
    tags = corpus.select_tags(t.tags, "themes")
    pairs = corpus.count_meetings(tags, read, corpus.place_articles(t.articles))
    told = pairs[pairs["articles"] == 3].set_index(["label", "with_label"]).loc[("territory", "terrorism")]
    assert (told["first"].year, told["last"].year) == (2023, 2025)
    assert told["sentences"] > told["expected"]
    pair = pairs.query("label == 'territory' and with_label == 'terrorism'")
    shown = corpus.show_meetings(pair, tags, read, corpus.place_articles(t.articles))
    assert shown["surface"].str.contains("soil").all()
    assert shown["surface"].str.contains("safe haven").sum() == 1
    assert shown["sentence_id"].str.slice(0, 3).tolist() == ["002", "002", "003"]
    assert shown["published"].tolist() == ["2023-07-21", "2025-12-21", ""]


def test_words_that_nothing_covers_are_those_of_the_other_sentences_without_grammar(sentences, tags):
    listed = corpus.list_uncovered(sentences, tags)
    assert listed.set_index("word")["count"].to_dict() == {"cricket": 2}


def test_empty_tables_give_empty_tables():
    names = ("tags", "sentences", "articles")
    empty = [tables.empty(name) for name in names]
    counted = corpus.count_meetings(*empty)
    assert len(counted) == len(corpus.show_meetings(counted, *empty)) == 0
    assert len(corpus.list_uncovered(tables.empty("sentences"), tables.empty("tags"))) == 0


def test_articles_with_most_hits_are_kept_in_their_order():
    counts = pd.DataFrame({"article_id": ["a", "a", "b", "c"], "hits": [1, 3, 9, 2]})
    assert corpus.keep_articles(counts, most=2)["article_id"].tolist() == ["a", "a", "b"]


def test_what_is_cut_is_told_and_nothing_when_nothing_is():
    assert corpus.tell_cut(3, 3, "articles") == ""
    assert corpus.tell_cut(3, 30, "articles") == "Shown are 3 of 30 articles."
