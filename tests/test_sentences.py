import re
from functools import cache
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import TableError
from corpus.lexicons import read_table
from corpus.sentences import find_spans, split_sentences
from corpus.tables import check, complete, from_rows

KEPT = ("body", "summary", "heading", "blank")


def split(text, title=""):
    """Role and text of the sentences of one article, judged from its text alone."""
    articles = complete(pd.DataFrame({"article_id": ["a"], "title": [title], "text": [text]}), "articles")
    found = split_sentences(articles)
    check(found, "sentences")
    for start, end, role, sentence in found[["start", "end", "role", "text"]].itertuples(index=False):
        assert (title if role == "title" else text)[start:end] == sentence
    return found[["role", "text"]].values.tolist()


def split_lines(*lines, title=""):
    """Role and text of the sentences of one article, given the roles of its lines."""
    rows = [("a.txt", number, "a", role, role in KEPT, "by hand", text) for number, (role, text) in enumerate(lines, 1)]
    text = "\n".join(row[-1] for row in rows if row[4])
    articles = complete(pd.DataFrame({"article_id": ["a"], "title": [title], "text": [text]}), "articles")
    return split_sentences(articles, from_rows("lines", rows))


def bodies(text):
    return [sentence for role, sentence in split(text) if role == "body"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Talks began. They ended.", ["Talks began.", "They ended."]),
        ("Gen. Munir met Dr. Khan. He left.", ["Gen. Munir met Dr. Khan.", "He left."]),
        ("They met on Oct. 19 in Doha. He left.", ["They met on Oct. 19 in Doha.", "He left."]),
        ("The U.S. envoy came. He left.", ["The U.S. envoy came.", "He left."]),
        ("It cost 1.5 million. He paid.", ["It cost 1.5 million.", "He paid."]),
        ("Will they meet? Yes! They will.", ["Will they meet?", "Yes!", "They will."]),
        ("“We agree.” He left.", ["“We agree.”", "He left."]),
        ('"We agree." He left.', ['"We agree."', "He left."]),
        ("“Do we agree?” he asked. He left.", ["“Do we agree?” he asked.", "He left."]),
        ("He came (on Monday). She left.", ["He came (on Monday).", "She left."]),
        ("He waited... and left.", ["He waited... and left."]),
        ("The site dawn.com said so. He left.", ["The site dawn.com said so.", "He left."]),
        ("At 5 p.m. on Monday he left.", ["At 5 p.m. on Monday he left."]),
        ("He left", ["He left"]),
        ("He came.\nShe left.", ["He came.", "She left."]),
        ("He came\nShe left", ["He came", "She left"]),
        ("\u00a0He came.\u00a0 She left.\u00a0", ["He came.", "She left."]),
        ("Él llegó. Ella salió.", ["Él llegó.", "Ella salió."]),
        ("J. R. Smith came. He left.", ["J. R. Smith came.", "He left."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, sentences):
    assert bodies(text) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("They clashed in Oct. The two sides then met.", ["They clashed in Oct.", "The two sides then met."]),
        ("He flew to the U.S. The talks began.", ["He flew to the U.S.", "The talks began."]),
        ("He met Gen. Munir in Oct. 2025 there.", ["He met Gen. Munir in Oct. 2025 there."]),
    ],
)
def test_an_abbreviation_ends_a_sentence_only_before_a_word_that_begins_one(text, sentences):
    assert bodies(text) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [("He spoke of the groups.Pakistan agreed.", ["He spoke of the groups.", "Pakistan agreed."])],
)
@pytest.mark.xfail(strict=True)
def test_known_failures_of_sentence_ends(text, sentences):
    assert bodies(text) == sentences


def test_headings_titles_bullets_and_datelines_are_rows_of_their_own():
    text = (
        "  • The road is closed\n\nKabul, 9 November 2021 (TDI): The envoy came. He left.\n"
        "BACKGROUND AND MORE\nHe had come in May."
    )
    assert split(text, title="Envoy in Kabul") == [
        ["title", "Envoy in Kabul"],
        ["summary", "The road is closed"],
        ["dateline", "Kabul, 9 November 2021 (TDI):"],
        ["body", "The envoy came."],
        ["body", "He left."],
        ["heading", "BACKGROUND AND MORE"],
        ["body", "He had come in May."],
    ]


def test_only_the_first_paragraph_may_have_a_dateline():
    assert split("He came.\nISLAMABAD: The envoy left.") == [
        ["body", "He came."],
        ["body", "ISLAMABAD: The envoy left."],
    ]


def test_captions_are_rows_where_they_stood_with_offsets_in_themselves():
    found = split_lines(
        ("title", "Envoy in Herat"),
        ("caption", " The envoy. (AFP/File)"),
        ("body", "He came."),
        ("blank", ""),
        ("caption", "The gate. (AFP/File)"),
        ("body", "He left."),
        ("caption", "The car. (AFP/File)"),
        title="Envoy in Herat",
    )
    assert found["role"].tolist() == ["title", "caption", "body", "caption", "body", "caption"]
    assert found["text"].tolist()[1::2] == ["The envoy. (AFP/File)", "The gate. (AFP/File)", "The car. (AFP/File)"]
    assert found[["start", "end"]].values.tolist() == [[0, 14], [0, 21], [0, 8], [0, 20], [10, 18], [0, 19]]


def test_roles_of_the_lines_decide_where_lines_are_given():
    found = split_lines(("heading", "What comes next"), ("summary", "Talks go on. Soon."), ("body", "IT IS LATE"))
    assert found["role"].tolist() == ["heading", "summary", "summary", "body"]


@pytest.mark.parametrize(
    "lines", [[("promo", "Also Read | One")], [("blank", ""), ("blank", "")], [("caption", "A. (AFP/File)")]]
)
def test_an_article_of_which_nothing_is_kept_has_no_sentence_of_text(lines):
    assert set(split_lines(*lines)["role"]) <= {"caption"}


def test_lines_wrapped_at_a_width_are_one_paragraph():
    text = (
        "The envoy came to the city on Monday and spoke of trade and of\n"
        "the people who wait at the border. He said that the road will\n"
        "be opened when both sides agree, and that he hopes for talks\n"
        "in the coming week.\n"
        "\n"
        "He left."
    )
    found = bodies(text)
    assert len(found) == 3
    assert found[0].endswith("who wait at the border.")
    assert found[1].startswith("He said")
    assert found[1].endswith("coming week.")


def test_ids_are_padded_and_sort_in_reading_order():
    articles = complete(pd.DataFrame({"article_id": ["a#0002"], "text": ["He came. " * 12]}), "articles")
    ids = split_sentences(articles)["sentence_id"].tolist()
    assert ids[0] == "a#0002:0001"
    assert len(ids) == 12
    assert ids == sorted(ids)


def test_ids_of_a_very_long_article_sort_too():
    articles = complete(pd.DataFrame({"article_id": ["a"], "text": ["He came.\n" * 10_001]}), "articles")
    ids = split_sentences(articles)["sentence_id"].tolist()
    assert ids == sorted(ids)


def test_no_articles_give_no_sentences():
    assert len(split_sentences(complete(pd.DataFrame({"article_id": [], "text": []}), "articles"))) == 0


def test_articles_are_checked_and_not_changed():
    with pytest.raises(TableError, match="table articles, column"):
        split_sentences(pd.DataFrame({"article_id": ["a"]}))
    given_articles = complete(pd.DataFrame({"article_id": ["a"], "text": ["He came."]}), "articles")
    before = given_articles.copy(deep=True)
    split_sentences(given_articles)
    pd.testing.assert_frame_equal(given_articles, before)


# --- Punkt ----------------------------------------------------------------------------------------------------------


@cache
def punkt():
    """nltk's tokenizer with the packaged lists, used plainly."""
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = {word.lower().rstrip(".") for word in read_table("abbreviations")["abbreviation"]}
    parameters.sent_starters = set(read_table("sentence_starters")["word"])
    return PunktSentenceTokenizer(parameters)


NUMBERED = re.compile(r"(?:^|\s)(?:no|jan|sept|oct)\.\s*$", re.IGNORECASE)


def punkt_sentences(text):
    """Sentences as Punkt ends them, but none begins with a small letter, or with a number after "No." or a month."""
    spans = []
    for start, end in punkt().span_tokenize(text):
        numbered = text[start].isdigit() and text[:start].rstrip().lower().endswith(
            (" no.", " oct.", " jan.", " sept.")
        )
        if spans and (text[start].islower() or numbered):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return bare(text, spans)


def bare(text, spans):
    return [text[start:end].strip() for start, end in spans if text[start:end].strip()]


PIECES = [
    "The",
    "the",
    "envoy",
    "said",
    "word",
    "Kabul",
    "Pakistan",
    "Gen",
    "Mr",
    "etc",
    "U.S",
    "a.m",
    "p.m",
    "A",
    "I",
    "No",
    "Oct",
    "ex-",
    "é",
    "İ",
    "ß",
    "ǅ",
    "3",
    "1.5",
    "...",
    "…",
    ".",
    "?",
    "!",
    ".",
    ".",
    '"',
    "“",
    "”",
    "’",
    "'",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "«",
    "»",
    ";",
    ":",
    ",",
    "-",
    "—",
    "*",
    "@",
    "•",
    "😀",
    "’s",
]
TEXTS = st.lists(st.sampled_from([*PIECES, " ", " ", " ", "  ", "\u00a0", "\n"]), max_size=40).map("".join)
WORDY = st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.one_of(TEXTS, WORDY, st.text(max_size=60)))
def test_sentences_end_where_punkt_ends_them(text):
    assert bare(text, find_spans(text)) == punkt_sentences(text)


@settings(max_examples=150, deadline=None)
@given(st.one_of(TEXTS, st.text(max_size=60)))
def test_spans_are_in_order_and_cover_all_but_white_space(text):
    spans = find_spans(text)
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Talks, said Gen. A. B. Munir, went on until 5 p.m. The envoy (a minister) left. “Why?” he asked. No. 5 won!",
        'Mr. and Mrs. Doe of St. Kitts Ltd. came on Jan. 5. "We agree." He left... Then came Maj. Gen. Doe? Yes.',
        "Prices rose 1.5 per cent. in Sept. 2023, he said.” The U.N. did not answer. e.g. this. It ends",
        "He came.She left. ‘So be it.’ The end.) Or not?! Perhaps.",
    ],
)
def test_invented_paragraphs_end_where_punkt_ends_them(text):
    assert bare(text, find_spans(text)) == punkt_sentences(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("They stay till Feb. 10.'' He said so.", "They stay till Feb. 10.''"),
        ("It was Sept. 11.” He left.", "It was Sept. 11.”"),
        ("He joined the Lib. 10. Others left.", "He joined the Lib."),
    ],
)
def test_a_number_stays_with_the_month_before_it(text, first):
    start, end = find_spans(text)[0]
    assert text[start:end].strip() == first
