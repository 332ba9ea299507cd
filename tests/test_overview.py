import pandas as pd
import pytest

from corpus.errors import TableError
from corpus.overview import count_coverage, count_lines, count_words, describe_articles, name_articles
from corpus.tables import complete, empty, from_rows


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One two.", 2),
        ("Pakistan’s well-known 3,000 – yes", 4),
        ("— … !", 0),
        ("a\nb\u00a0c", 3),
        ("大使 抵达", 2),
    ],
)
def test_words_are_stretches_with_a_letter_or_digit(text, words):
    assert count_words(pd.Series([text], dtype="str")).tolist() == [words]


def names(*ids, outlet=""):
    frame = pd.DataFrame({"article_id": list(ids), "text": "x", "outlet": outlet})
    return name_articles(complete(frame, "articles")).tolist()


def test_names_are_as_short_as_they_can_be_and_differ():
    assert names("000_ab.txt", "001_cd.txt", "001_cd.txt#0002") == ["000", "001", "001#2"]
    assert names("x/a.txt", "x/b.txt") == ["a", "b"]
    assert names("000_ab.txt", outlet="TDI") == ["000 TDI"]
    assert len(set(names("x/a.txt", "y/a.txt"))) == 2
    assert len(set(names("a_1.txt", "a_2.txt", "b_1.txt"))) == 3
    assert len(set(names(*(f"{'long name ' * 5}{number}.txt" for number in range(5))))) == 5
    assert names() == []


LINES = from_rows(
    "lines",
    [
        ("a.txt", 1, "a.txt", "title", False, "headline", "Envoy in Herat"),
        ("a.txt", 2, "a.txt", "blank", False, "blank", ""),
        ("a.txt", 3, "a.txt", "body", True, "text", "The envoy came."),
        ("a.txt", 4, "a.txt", "promo", False, "also-read", "Also Read | One"),
        ("a.txt", 5, "a.txt", "promo", False, "also-read", "Also Read | " + "Two " * 40),
        ("b.txt", 1, "b.txt", "body", True, "text", "He left."),
    ],
)


def test_an_article_is_described_by_its_facts_and_its_lines():
    given = {
        "article_id": ["a.txt", "b.txt"],
        "source_file": ["a.txt", "b.txt"],
        "text": ["The envoy came.", "He left."],
    }
    articles = complete(pd.DataFrame({**given, "title": ["Envoy in Herat", ""], "published": ["2023", ""]}), "articles")
    found = describe_articles(articles, LINES)
    assert found["title"].tolist() == ["Envoy in Herat", "He left."]
    assert found["words"].tolist() == [3, 2]
    assert found["lines_kept"].tolist() == [1, 1]
    assert found["lines_left_out"].tolist() == [3, 0]
    assert found["left_out_by_rule"].tolist() == ["also-read (2), headline (1)", ""]
    assert found["published"].tolist() == ["2023", ""]


def test_lines_are_counted_by_role_and_rule_with_an_example():
    found = count_lines(LINES)
    assert found[["role", "rule", "kept", "lines"]].values.tolist() == [
        ["promo", "also-read", False, 2],
        ["blank", "blank", False, 1],
        ["title", "headline", False, 1],
        ["body", "text", True, 2],
    ]
    assert found["example"].tolist()[0] == "Also Read | One"


def test_coverage_counts_sentences_with_and_without():
    given = {"sentence_id": list("abcd"), "article_id": "x", "role": ["body", "body", "body", "title"], "text": "x"}
    sentences = complete(pd.DataFrame(given), "sentences")
    found = count_coverage(sentences, pd.DataFrame({"sentence_id": ["a", "a", "z"]}), "a tag")
    assert found.values.tolist() == [["a tag", "body", 3, 1, 2, 2 / 3], ["a tag", "title", 1, 0, 1, 1.0]]


def test_everything_works_on_no_rows():
    articles = empty("articles")
    assert len(name_articles(articles)) == 0
    assert len(describe_articles(articles, LINES)) == 0
    assert len(describe_articles(articles, empty("lines"))) == 0
    assert len(count_lines(empty("lines"))) == 0
    assert len(count_coverage(empty("sentences"), empty("tags"), "a tag")) == 0


@pytest.mark.parametrize(
    "call",
    [
        name_articles,
        count_lines,
        lambda frame: describe_articles(frame, LINES),
        lambda frame: count_coverage(frame, frame, "x"),
    ],
)
def test_tables_are_checked(call):
    with pytest.raises(TableError, match=r"table .*, column .*: expected, but missing"):
        call(pd.DataFrame())
