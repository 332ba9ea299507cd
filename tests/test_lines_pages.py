"""Lines of saved pages, of several articles in one text, and of plain clippings."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import load_lines
from corpus.errors import LexiconError
from corpus.line_rules import judge_alone, read_rules
from corpus.lines import LabelledLine, label_lines, line_key
from corpus.pages import find_stretches, is_wrapped, looks_like_page
from corpus.readers.document import Document, Hint, plain_document

CASES = json.loads(Path(__file__).with_name("cases").joinpath("lines_pages.json").read_text(encoding="utf-8"))


def labelled(text: str) -> list[LabelledLine]:
    return label_lines(plain_document(text))


def kept(text: str) -> list[str]:
    return [line.text for line in labelled(text) if line.kept]


def params(group: str) -> list[object]:
    marks = [pytest.mark.xfail(strict=True)] if group == "known failures" else []
    return [pytest.param(case, id=case["label"], marks=marks) for case in CASES[group]]


MENU = ["Home", "News", "World", "Business", "Sport", "Culture", "Weather", "Video", "Sign in", "Subscribe"]
FOOT = [
    "Share this article",
    "Facebook",
    "Twitter",
    "Most read",
    "Ten harbours to see",
    "A mayor resigns",
    "About us",
]
TEXT = [
    "LISBON — The harbour of the old town was closed to large ships on Monday, after a vote.",
    "The vote ends a quarrel of nine years between the fishers and the lines that bring visitors.",
    "“We can hear the sea again.”",
    "What comes next",
    "The ships will moor eleven kilometres further up the river from spring on, the council said.",
]
PAGE = "\n".join([*MENU, "Old harbour closed to large ships", "By Ana Prado", "3 March 2025", *TEXT, *FOOT])


def test_a_saved_page_keeps_its_article_with_short_quotes_and_headings() -> None:
    assert kept(PAGE) == TEXT


def test_what_a_page_leaves_out_says_why() -> None:
    rules = {line.text: line.label.rule for line in labelled(PAGE)}
    assert rules["Culture"] == rules["A mayor resigns"] == "outside the main text"
    assert rules["Most read"] == "related-many"


def test_title_byline_and_stamp_of_a_page_are_those_at_its_text() -> None:
    roles = {line.label.role: line.text for line in labelled(PAGE)}
    assert roles["title"] == "Old harbour closed to large ships"
    assert (roles["byline"], roles["stamp"]) == ("By Ana Prado", "3 March 2025")


def test_comments_below_an_article_are_left_out_however_long() -> None:
    comments = [
        "12 comments",
        "gull says:",
        "I have waited for this day since my father sold his boat to the line.",
    ] * 4
    assert kept("\n".join([PAGE, *comments])) == TEXT


def test_a_clipping_with_few_short_lines_keeps_all_of_them() -> None:
    lines = ["He paused.", "“Never.”", *TEXT, "- bread", "- salt", "The end of the road"]
    assert kept("\n".join(lines)) == lines


def test_a_text_broken_into_lines_of_one_width_keeps_every_line() -> None:
    words = " ".join([*TEXT[:2], TEXT[4]] * 6).split()
    lines = [" ".join(words[at : at + 8]) for at in range(0, len(words), 8)]
    assert is_wrapped(lines)
    assert [line for line in labelled("\n".join(lines)) if line.label.rule == "outside the main text"] == []


def test_every_paragraph_written_again_is_kept_once() -> None:
    paragraphs = [TEXT[0], TEXT[1], TEXT[4]]
    lines = [" ".join(paragraphs[at:]) for at in range(3)]
    assert kept("\n".join(lines)) == lines[:1]
    assert [line.label.rule for line in labelled("\n".join(lines))][1:] == ["repeats the end of a line above"] * 2


def test_a_short_line_that_ends_like_another_is_no_repetition() -> None:
    lines = ["She was told to leave the town at once, and she did so, he said.", "he said."]
    assert kept("\n".join(lines)) == lines


@pytest.mark.parametrize("case", [*params("in the wild"), *params("synthetic"), *params("known failures")])
def test_a_line_alone_tells_its_role(case: dict[str, str]) -> None:
    label = judge_alone(case["text"])
    assert label is not None
    assert (label.role, label.rule) == (case["role"], case["rule"])


@pytest.mark.parametrize("case", params("negative"))
def test_a_line_of_text_tells_nothing(case: dict[str, str]) -> None:
    assert judge_alone(case["text"]) is None


def test_own_rules_come_before_the_packaged_ones(tmp_path: Path) -> None:
    path = tmp_path / "rules.csv"
    path.write_text("rule,role,pattern,reason\nweather-box,promo,^weather in ,a box\n", encoding="utf-8")
    found = label_lines(plain_document("A headline here\nWeather in Porto\n" + TEXT[0]), rules=read_rules(path))
    assert found[1].label == ("promo", "weather-box")


@pytest.mark.parametrize(
    ("row", "message"),
    [("a,promo,(x", "no regular"), ("a,advert,x", "'advert'"), ("a,promo,(x)", "capturing")],
)
def test_a_faulty_rule_is_named(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "rules.csv"
    path.write_text("rule,role,pattern\n" + row + "\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=rf"rules\.csv, line 2, rule a: .*{message}"):
        read_rules(path)


def test_own_rules_are_read_anew_when_their_file_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "rules.csv"
    clipping = tmp_path / "clips" / "a.txt"
    clipping.parent.mkdir()
    clipping.write_text("The envoy came.\nBuy our calendar!\n", encoding="utf-8")
    told = []
    for name in ("shop", "calendar"):
        path.write_text(f"rule,role,pattern\n{name},promo,^buy our\n", encoding="utf-8")
        told.append(load_lines(clipping, line_rules=path)["rule"].tolist()[-1])
    assert told == ["shop", "calendar"]


def test_a_line_that_recurs_in_many_files_is_boilerplate() -> None:
    line = "The Harbour Post is owned by its readers."
    found = label_lines(plain_document("\n".join([TEXT[0], line])), recurring={line_key(line)})
    assert found[1].label == ("boilerplate", "recurs in many files")


def test_what_a_format_told_is_not_judged_as_a_page() -> None:
    lines = PAGE.split("\n")
    hints: list[Hint | None] = [Hint("body", "html: text")] * len(lines)
    assert all(line.kept for line in label_lines(Document(lines, hints, {})))


HEAD = "Second harbour opened to large ships\nBy Rui Lima\n4 March 2025\n"


@pytest.mark.parametrize(
    "between", ["End of Document\n" + HEAD, "Document 2 of 20\n" + HEAD, "=====================\n" + HEAD]
)
def test_marks_of_exports_part_articles(between: str) -> None:
    body = "\n".join(TEXT[:2])
    found = labelled(f"Old harbour closed to large ships\n{body}\n{between}{body}")
    second = [line for line in found if line.article_no == 2]
    assert max(line.article_no for line in found) == 2
    assert {line.label.role: line.text for line in second}["title"] == HEAD.split("\n")[0]
    assert {line.label.role for line in second} >= {"byline", "stamp", "body"}


@pytest.mark.parametrize("between", ["THE VOTE", "What comes next", "=====", "* * *\nThe vote", "___"])
def test_a_heading_or_an_ornament_parts_nothing(between: str) -> None:
    body = "\n".join(TEXT[:2])
    assert {line.article_no for line in labelled(f"A headline here\n{body}\n{between}\n{body}")} == {1}


def test_the_best_stretches_are_those_of_exhaustive_search() -> None:
    scores = [-1.0, 4.0, -2.0, 3.0, -5.0, -1.0, 6.0]

    def worth(states: tuple[bool, ...]) -> float:
        switches = sum(one != two for one, two in zip((False, *states), (*states, False), strict=True))
        return sum(s for s, inside in zip(scores, states, strict=True) if inside) - 1.5 * switches

    best = max((tuple(bool(n >> at & 1) for at in range(7)) for n in range(128)), key=worth)
    assert tuple(find_stretches(scores, 1.5)) == best


def test_a_page_is_told_by_many_short_lines_and_known_furniture() -> None:
    lines = PAGE.split("\n")
    assert looks_like_page(lines, [judge_alone(line) for line in lines])
    assert not looks_like_page(TEXT, [None] * len(TEXT))


@given(st.lists(st.text(max_size=90), max_size=60))
def test_every_line_is_labelled_once_in_order(lines: list[str]) -> None:
    document = Document(lines, [None] * len(lines), {})
    assert [line.text for line in label_lines(document)] == lines
