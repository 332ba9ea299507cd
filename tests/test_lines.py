import json
import time
from pathlib import Path

import pytest

from corpus.lexicons import read_table
from corpus.lines import KEPT_ROLES, judge_alone, keep_blanks, label_lines
from corpus.readers.document import Document, Hint, plain_document, text_lines
from corpus.tables import ROLES

CASES = json.loads((Path(__file__).parent / "cases" / "lines.json").read_text(encoding="utf-8"))


def cases():
    for group, members in CASES.items():
        marks = [pytest.mark.xfail(strict=True)] if group == "known failures" else []
        yield from (pytest.param(case, id=f"{group}: {case['label']}", marks=marks) for case in members)


def labelled(*texts):
    return label_lines(Document(list(texts), [None] * len(texts), {}))


@pytest.mark.parametrize("case", list(cases()))
def test_roles_of_lines(case):
    found = labelled(*case["text"])
    assert [(line.label.role, line.text) for line in found] == list(zip(case["roles"], case["text"], strict=True))
    assert [line.article_no for line in found] == case.get("articles", [1] * len(found))


@pytest.mark.parametrize("group", CASES)
def test_every_case_says_why_it_matters(group):
    assert all(case["label"] and case["comment"] for case in CASES[group])
    assert all(len(case["roles"]) == len(case["text"]) for case in CASES[group])


def test_every_rule_of_the_list_has_a_role_of_the_contract_and_a_name_of_its_own():
    rules = read_table("line_rules")
    assert set(rules["role"]) <= set(ROLES) - set(KEPT_ROLES)
    assert rules["rule"].is_unique
    assert (rules["reason"] != "").all()


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Updated 21 July 2023", "stamp-updated"),
        ("Last modified: July 21, 2023 14:05", "stamp-updated"),
        ("Published on 21 July 2023", "stamp-published"),
        ("First published: 21/07/2023", "stamp-published"),
        ("July 21, 2023", "stamp-date"),
        ("Fri, 21 July 2023", "stamp-date"),
        ("Also Read | A story", "also-read"),
        ("MUST READ: A story", "also-read"),
        ("Read More: A story", "also-read"),
        ("Related Articles", "related"),
        ("See also: A story", "related"),
        ("Short Url", "short-url"),
        ("Follow", "follow"),
        ("Follow us on Twitter and Facebook", "follow"),
        ("Share on WhatsApp", "share"),
        ("12 comments", "comments-head"),
        ("Sign up for our daily briefing", "subscribe"),
        ("Copyright 2023 Some House", "copyright"),
        ("ADVERTISEMENT", "advertisement"),
        ("Men at the gate (Photo: Jane Doe)", "photo-credit"),
        ("Photo by Jane Doe: men at the gate", None),
        ("File photo: men at the gate", "photo-label"),
        ("By Jane Doe", "byline"),
        ("The envoy arrived.", None),
        ("   ", "blank"),
    ],
)
def test_what_a_line_alone_tells(line, rule):
    label = judge_alone(line)
    assert (label.rule if label else None) == rule


def test_the_rule_is_named_for_every_line():
    assert all(
        line.label.rule for line in labelled("A headline of words", "", "The envoy came.", "AND SO ON", "He left.")
    )


def test_hints_of_the_format_stand_above_the_rules():
    document = Document(["Follow", "The envoy came."], [Hint("body", "tag p"), Hint("caption", "tag figcaption")], {})
    assert [line.label for line in label_lines(document)] == [("body", "tag p"), ("caption", "tag figcaption")]


def test_a_document_of_one_article_is_never_split():
    texts = ["One headline in words", "Updated 1 July 2023", "One headline in words", "One came.", "Two left."]
    texts += ["Next headline in words", "Updated 2 July 2023", "Next headline in words", "Three came."]
    assert {line.article_no for line in label_lines(Document(texts, [None] * len(texts), {}, single=True))} == {1}
    assert {line.article_no for line in label_lines(Document(texts, [None] * len(texts), {}))} == {1, 2}


def test_a_title_given_by_the_format_leaves_the_first_line_in_the_text():
    document = Document(["Envoy in Herat", "A line of words", "It ends."], [Hint("title", "tag h1"), None, None], {})
    assert [line.label.role for line in label_lines(document)] == ["title", "body", "body"]


def test_a_headline_again_far_below_its_stamp_begins_no_article():
    filler = [f"Sentence number {number} of the page." for number in range(20)]
    texts = [
        "A first sentence.",
        "A second one.",
        "Envoy in Herat again",
        "Updated 1 July 2023",
        *filler,
        "Envoy in Herat again",
    ]
    assert {line.article_no for line in labelled(*texts)} == {1}


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["A headline in words", "", "One came.", "", "Two left.", ""], [False, False, True, True, True, False]),
        (["One came.", "Follow", "", "Two left."], [True, False, True, True]),
        (["", "Follow", ""], [False, False, False]),
    ],
)
def test_blank_lines_are_kept_between_kept_lines_only(lines, kept):
    assert keep_blanks(labelled(*lines)) == kept


def test_an_empty_document_has_no_lines():
    assert label_lines(plain_document("")) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("\n", [""]),
        ("a\n\n", ["a", ""]),
        ("a\x0cb\u2028c\x85d", ["a\x0cb\u2028c\x85d"]),
    ],
)
def test_only_line_ends_part_lines(text, lines):
    assert text_lines(text) == lines


@pytest.mark.parametrize("word", ["Updated", "Published", "Watch", "Share", "Follow", "By", "Subscribe"])
def test_a_line_of_many_spaces_costs_little(word):
    start = time.process_time()
    judge_alone(word + " " * 2_000 + "x")
    assert time.process_time() - start < 0.5
