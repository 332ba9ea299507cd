import json
import re
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import CorpusError, LexiconError, TableError
from corpus.lexicons import read_lexicon
from corpus.tables import check, complete
from corpus.tagging import tag

CASES = json.loads((Path(__file__).parent / "cases" / "tags.json").read_text(encoding="utf-8"))
MARKED = re.compile(r"\[(?P<surface>[^\]]*)\]\((?P<label>[^)]*)\)")


def cases():
    for group, members in CASES.items():
        marks = [pytest.mark.xfail(strict=True)] if group == "known failures" else []
        yield from (pytest.param(case, id=f"{group}: {case['label']}", marks=marks) for case in members)


def unmarked(marked):
    """Text without its marks, and (start, end, label) of what was marked."""
    text, tags, at = "", [], 0
    for mark in MARKED.finditer(marked):
        text += marked[at : mark.start()]
        tags.append((len(text), len(text) + len(mark["surface"]), mark["label"]))
        text += mark["surface"]
        at = mark.end()
    return text + marked[at:], tags


def sentences(*texts):
    ids = [f"a:{number:04d}" for number in range(1, len(texts) + 1)]
    return complete(pd.DataFrame({"sentence_id": ids, "article_id": "a", "text": list(texts)}), "sentences")


def lexicon(*rows, name="mine"):
    """A lexicon frame from rows of label, pattern and any further columns."""
    made = [{"label": label, "pattern": pattern, "entry": label, **more} for label, pattern, more in rows]
    return complete(pd.DataFrame(made).assign(lexicon=name, row=range(2, len(made) + 2)), "lexicon")


def row(label, pattern, **more):
    return label, pattern, more


def tagged(text, *rows):
    found = tag(sentences(text), lexicon(*rows))
    return [(label, surface) for label, surface in found[["label", "surface"]].itertuples(index=False)]


@pytest.mark.parametrize("case", list(cases()))
def test_tags_of_a_text(case):
    text, expected = unmarked(case["text"])
    found = tag(sentences(text), case["lexicon"])
    if "only" in case:
        found = found[found["label"].isin(case["only"])]
    assert list(found[["start", "end", "label"]].itertuples(index=False, name=None)) == expected
    assert [text[start:end] for start, end, _ in expected] == found["surface"].tolist()


@pytest.mark.parametrize("group", CASES)
def test_every_case_says_why_it_matters(group):
    assert all(case["label"] and case["comment"] for case in CASES[group])


def test_a_tag_carries_the_row_that_made_it():
    mine = lexicon(row("group", "TTP", kind="armed", code="PAK.REB"), row("peace", "talks"))
    found = tag(sentences("None.", "The TTP offered Talks."), mine)
    check(found, "tags")
    assert found.values.tolist() == [
        ["a:0002", "mine", 2, "group", "group", "armed", "PAK.REB", 4, 7, "TTP", "fixed"],
        ["a:0002", "mine", 3, "peace", "peace", "", "", 16, 21, "Talks", "fixed"],
    ]


def test_the_longest_match_wins_and_the_earlier_on_a_tie():
    rows = [
        row("one", "border"),
        row("two", "border trade"),
        row("three", "trade route"),
        row("four", "trade route map"),
    ]
    assert tagged("border trade route", *rows) == [("two", "border trade")]
    assert tagged("border trade route map", *rows) == [("one", "border"), ("four", "trade route map")]
    assert tagged("a b c", row("x", "b c"), row("y", "a b")) == [("y", "a b")]


def test_a_small_pattern_matches_any_case_and_a_capital_one_as_written():
    rows = [row("trade", "trade"), row("US", "US")]
    assert tagged("Trade, TRADE and trade with the US told us.", *rows) == [
        ("trade", "Trade"), ("trade", "TRADE"), ("trade", "trade"), ("US", "US"),
    ]  # fmt: skip


def test_globs_take_the_letters_to_the_start_or_end_of_a_word():
    rows = [
        row("deport", "deport*", match="glob"),
        row("terror", "*terror*", match="glob"),
        row("haven", "safe haven*", match="glob"),
    ]
    assert tagged("Deportations; counterterrorism, terror. Safe  havens. Report.", *rows) == [
        ("deport", "Deportations"), ("terror", "counterterrorism"), ("terror", "terror"), ("haven", "Safe  havens"),
    ]  # fmt: skip


def test_regular_expressions_are_searched_as_they_are():
    assert tagged("rows 12 and 7b, ROW 3", row("n", r"\d+b?", match="regex"), row("r", r"row", match="regex")) == [
        ("r", "row"), ("n", "12"), ("n", "7b"), ("n", "3"),
    ]  # fmt: skip


def test_hyphens_and_apostrophes_match_their_variants():
    rows = [row("cease", "cease-fire"), row("people", "people's party")]
    assert tagged("cease-fire, cease‑fire, cease–fire; People’s Party, people's party", *rows) == [
        ("cease", "cease-fire"), ("cease", "cease‑fire"), ("cease", "cease–fire"),
        ("people", "People’s Party"), ("people", "people's party"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "pattern", ["(TTP)", "$100", "@ministry", "#peace", "'ndrangheta", ".com", "£5 million", "C++"]
)
def test_patterns_that_begin_or_end_with_a_sign_match(pattern):
    text = f"see {pattern} there"
    assert tagged(text, row("sign", pattern)) == [("sign", pattern)]


def test_a_veto_takes_its_place_and_gives_no_tag():
    rows = [row("Mexico", "Mexico"), row("Mexico", "New Mexico", kind="veto")]
    assert tagged("New Mexico borders Mexico.", *rows) == [("Mexico", "Mexico")]


def test_lexicons_do_not_disturb_each_other():
    one, two = lexicon(row("a", "border trade"), name="one"), lexicon(row("b", "trade"), name="two")
    found = tag(sentences("border trade"), [one, two])
    assert found[["lexicon", "label", "surface"]].values.tolist() == [
        ["one", "a", "border trade"],
        ["two", "b", "trade"],
    ]


def test_one_concept_with_several_codes_is_one_tag_with_both():
    rows = [
        row("him", "Doe", code="X.OPP", until="2018"),
        row("him", "Doe", code="X.GOV", since="2019"),
        row("him", "Jane Doe", code="X.GOV"),
    ]
    found = tag(sentences("Doe and Jane Doe"), lexicon(*rows))
    assert found[["surface", "code", "rule"]].values.tolist() == [
        ["Doe", "X.OPP|X.GOV", "role-undated"],
        ["Jane Doe", "X.GOV", "fixed"],
    ]


def test_two_concepts_of_the_same_words_are_two_tags():
    assert tagged("the bank", row("money", "bank"), row("river", "bank")) == [("money", "bank"), ("river", "bank")]


def test_a_match_of_nothing_is_no_tag():
    assert tagged("abc", row("ahead", "(?=b)", match="regex")) == []


def test_tags_stand_in_the_order_of_sentences_and_offsets():
    found = tag(sentences("India and Iran", "", "Iran, India"), ["countries", "actors"])
    countries = found[found["lexicon"] == "countries"]
    assert countries[["sentence_id", "start"]].values.tolist() == [
        ["a:0001", 0],
        ["a:0001", 10],
        ["a:0003", 0],
        ["a:0003", 6],
    ]


def test_no_sentence_gives_no_tag():
    found = tag(sentences(), "countries")
    check(found, "tags")
    assert len(found) == 0


def test_a_users_own_file_is_a_lexicon(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("label,pattern\nwater,canal\nwater,dam*\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"line 3.*'\*'"):
        tag(sentences("canal"), path)
    path.write_text("label,pattern,match\nwater,canal,\nwater,dam*,glob\n", encoding="utf-8")
    assert tag(sentences("The canal and the dams."), path)["surface"].tolist() == ["canal", "dams"]
    assert tag(sentences("The canal."), str(path))["lexicon"].tolist() == ["mine"]


def test_an_unknown_lexicon_is_answered_with_the_names_of_the_packaged_ones():
    with pytest.raises(LexiconError, match=r"countrys.*did you mean 'countries'"):
        tag(sentences("x"), "countrys")


def test_no_lexicon_at_all_is_an_error():
    with pytest.raises(LexiconError, match="no lexicon given"):
        tag(sentences("x"), [])


def test_a_frame_that_is_no_lexicon_is_an_error():
    with pytest.raises(TableError, match="table lexicon, column"):
        tag(sentences("x"), pd.DataFrame({"label": ["a"]}))


def test_two_lexicons_of_one_name_are_an_error(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.csv").write_text("label,pattern\nsport,cup\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="two lexicons are named 'mine'"):
        tag(sentences("x"), [tmp_path / "one" / "mine.csv", tmp_path / "two" / "mine.csv"])


def test_nothing_given_is_changed():
    given_sentences, mine = sentences("Iran"), read_lexicon("countries")
    before = given_sentences.copy(deep=True), mine.copy(deep=True)
    tag(given_sentences, mine)
    pd.testing.assert_frame_equal(given_sentences, before[0])
    pd.testing.assert_frame_equal(mine, before[1])


NAMES = [
    "Pakistan",
    "Taliban",
    "Pakistani",
    "the",
    "Afghan",
    "US",
    "us",
    "New",
    "Mexico",
    "’s",
    "'s",
    "-",
    " ",
    " ",
    "\n",
    "\u00a0",
    ".",
    "İ",
    "é",
    "😀",
]


WORDY = st.lists(st.sampled_from(NAMES), max_size=30).map("".join)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.one_of(WORDY, st.text(max_size=80)), min_size=20, max_size=40))
def test_the_surface_of_a_tag_is_what_stands_at_its_place(texts):
    given_sentences = sentences(*texts)
    found = tag(given_sentences, ["countries", "actors"])
    text_of = dict(zip(given_sentences["sentence_id"], texts, strict=True))
    columns = ["sentence_id", "start", "end", "surface"]
    assert all(
        text_of[one][start:end] == surface != "" for one, start, end, surface in found[columns].itertuples(index=False)
    )


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "c", "ab", "a b", "b c", "a b c"]), min_size=1, max_size=5, unique=True),
    st.text("abc ", max_size=20),
)
def test_tags_of_one_lexicon_do_not_overlap(patterns, text):
    found = tag(sentences(text), lexicon(*(row(pattern, pattern) for pattern in patterns)))
    spans = list(found[["start", "end"]].itertuples(index=False, name=None))
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    for word in re.finditer(r"\w+", text):
        if word.group() in patterns:
            assert any(start < word.end() and word.start() < end for start, end in spans)


def test_errors_of_lexicons_are_errors_of_the_package():
    assert issubclass(LexiconError, CorpusError)
