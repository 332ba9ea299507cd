import hashlib
import json
import math
import re
import subprocess
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment import vaderSentiment as reference

from corpus import tone, vader
from corpus.errors import ParameterError, TableError
from corpus.lexicons import read_table
from corpus.tables import TABLES, check, complete
from corpus.tone import lexicon_hashes, score

ROOT = Path(__file__).parents[1]
CASES = json.loads((ROOT / "tests" / "cases" / "tone.json").read_text(encoding="utf-8"))
CHARACTERS = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]


@cache
def analyzer():
    return reference.SentimentIntensityAnalyzer()


def sentences(texts):
    ids = [f"a:{number:06d}" for number in range(1, len(texts) + 1)]
    return complete(pd.DataFrame({"sentence_id": ids, "article_id": "a", "text": list(texts)}), "sentences")


def pieces(text):
    hits = score(sentences([text]))[1]
    return hits[["surface", "base", "rule", "contribution"]].values.tolist()


def assert_equal_to_reference(texts):
    found = score(sentences(texts))[0]["score"].tolist()
    expected = [analyzer().polarity_scores(text)["compound"] for text in texts]
    assert [both for both in zip(texts, found, expected, strict=True) if both[1] != both[2]] == []


def assert_laws(texts):
    scored = sentences(texts)
    scores, hits = score(scored)
    check(scores, "scores")
    check(hits, "hits")
    assert scores["sentence_id"].tolist() == scored["sentence_id"].tolist()
    text_of = dict(zip(scored["sentence_id"], scored["text"], strict=True))
    shares = {sentence_id: [] for sentence_id in text_of}
    for hit in hits.itertuples():
        assert text_of[hit.sentence_id][hit.start : hit.end] == hit.surface != ""
        assert math.isfinite(hit.contribution)
        shares[hit.sentence_id].append(hit.contribution)
    for row in scores.itertuples():
        ours = shares[row.sentence_id]
        assert row.raw == math.fsum(ours) == math.fsum(ours[::-1])
        assert row.positive == pytest.approx(sum(share for share in ours if share > 0))
        assert row.negative == pytest.approx(sum(share for share in ours if share < 0))
        assert row.score == round(row.raw / math.sqrt(row.raw**2 + 15), 4)
        assert row.hits <= row.words
        assert 0 <= row.known <= 1


def told():
    for group in ("in the wild", "synthetic", "negative"):
        yield from (pytest.param(case, id=f"{group}: {case['label']}") for case in CASES[group])


@pytest.mark.parametrize("case", list(told()))
def test_pieces_and_score_of_a_sentence(case):
    scores, _ = score(sentences([case["text"]]))
    assert pieces(case["text"]) == [
        [surface, base, rule, pytest.approx(share, abs=1e-12)] for surface, base, rule, share in case["pieces"]
    ]
    assert scores.at[0, "score"] == case["score"]


@pytest.mark.xfail(strict=True, reason="the baseline misreads diplomacy")
@pytest.mark.parametrize("case", CASES["known failures"], ids=lambda case: case["label"])
def test_sign_of_a_sentence(case):
    found = score(sentences([case["text"]]))[0].at[0, "score"]
    assert (found > 0) - (found < 0) == case["sign"]


def test_cases_agree_with_the_reference():
    assert_equal_to_reference([case["text"] for group in CASES.values() for case in group])


def test_lines_of_the_seeds_agree_with_the_reference_and_keep_the_laws():
    lines = [line for path in sorted((ROOT / "seeds").glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    assert_equal_to_reference(lines)
    assert_laws(lines)


RULE_WORDS = [
    "no",
    "or",
    "nor",
    "never",
    "so",
    "this",
    "without",
    "doubt",
    "least",
    "at",
    "very",
    "but",
    "kind",
    "of",
    "sort",
    "just",
    "enough",
    "the",
    "to",
    "die",
    "for",
    "yeah",
    "right",
    "kiss",
    "death",
    "bus",
    "stop",
    "bad",
    "ass",
    "beating",
    "heart",
    "shit",
    "bomb",
    "badass",
    "not",
    "isn't",
    "xn'tx",
    "hardly",
    "really",
    "uber",
    "good",
    "love",
    "clear",
    "great",
    "war",
    "road",
    "met",
    ":)",
    ":D",
    ":-Þ",
    "x",
    "A",
]
words = st.one_of(
    st.sampled_from(RULE_WORDS),
    st.sampled_from(RULE_WORDS),
    st.sampled_from([*reference.BOOSTER_DICT, *reference.NEGATE, *reference.SPECIAL_CASES]),
    st.deferred(lambda: st.sampled_from(sorted(analyzer().lexicon))),
    st.deferred(lambda: st.sampled_from(sorted(analyzer().emojis))),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)
ways = st.sampled_from([str, str, str.upper, str.capitalize, str.swapcase])
cased = st.builds(lambda word, way: way(word), words, ways)
marks = st.sampled_from(["", "", "", "!", "?", "!!", "???", ".", ",", "'", '"', "(", "…", "’", "\ufe0f"])
spaces = st.sampled_from([" ", " ", " ", "  ", "\n", "\t", "\xa0", "\u2003", "\x1c", "\u200b", ""])
parts = st.builds(lambda *some: "".join(some), marks, cased, marks, spaces)
texts = st.lists(parts, max_size=14).map("".join)


@settings(max_examples=100, deadline=None)
@given(st.lists(texts, min_size=1, max_size=12))
def test_any_texts_agree_with_the_reference_and_keep_the_laws(some):
    assert_equal_to_reference(some)
    assert_laws(some)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.sampled_from(RULE_WORDS), max_size=12).map(" ".join), min_size=1, max_size=12))
def test_any_rule_words_agree_with_the_reference(some):
    assert_equal_to_reference(some)


def test_words_are_parted_by_the_same_white_space_as_in_python():
    joined = [f"a{char}b" for char in CHARACTERS]
    split = [text.split() for text in joined]
    tokens, lengths = vader._tokenize(joined)
    assert lengths.tolist() == list(map(len, split))
    assert tokens.to_pylist() == [token for some in split for token in some]
    assert [char for char in CHARACTERS if char.isspace()] == re.findall(r"\s", "".join(CHARACTERS))


def test_letters_of_any_script_are_lowered_as_in_python():
    assert vader._lower(vader.pa.array(CHARACTERS)).to_pylist() == [char.lower() for char in CHARACTERS]


def test_capitals_of_any_script_are_those_of_python():
    assert_equal_to_reference([f"good {char} GOOD\u212aILL, K\u0130LL {char}n't" for char in CHARACTERS[::997]])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("negation", dict.fromkeys(reference.NEGATE, "")),
        ("booster", reference.BOOSTER_DICT),
        ("idiom", reference.SPECIAL_CASES),
    ],
)
def test_our_list_of_rules_is_that_of_the_reference(kind, expected):
    rows = read_table("vader_rules").query("kind == @kind")
    assert len(rows) == len(expected)
    found = dict(zip(rows["phrase"], rows["value"], strict=True))
    assert {phrase: float(value) if value else "" for phrase, value in found.items()} == expected


def test_numbers_are_those_of_the_reference():
    assert (vader.NEGATED, vader.CAPITALS) == (reference.N_SCALAR, reference.C_INCR)


def test_a_sentence_scores_alike_alone_and_among_others(monkeypatch):
    some = [case["text"] for group in CASES.values() for case in group]
    scores, hits = score(sentences(some))
    monkeypatch.setattr(tone, "AT_ONCE", 3)
    again = score(sentences(some))
    pd.testing.assert_frame_equal(again[0], scores)
    pd.testing.assert_frame_equal(again[1], hits)


def test_words_and_known_count_the_words_of_an_emoji_too():
    scores, _ = score(sentences(["We met 😂", "A kind of good road.", "", "Talks went on."]))
    assert scores["words"].tolist() == [7, 5, 0, 3]
    assert scores["known"].tolist() == [2 / 7, 2 / 5, 0.0, 0.0]
    assert scores["hits"].tolist() == [2, 1, 0, 0]


def test_sentence_of_100000_words():
    scores, hits = score(sentences(["very  good\nnot bad but " * 20_000, "good " * 100_000]))
    assert scores["words"].tolist() == [100_000, 100_000]
    assert scores["raw"].tolist()[1] == 190_000.0
    assert scores["score"].tolist() == [1.0, 1.0]
    assert len(hits) == 140_000


def test_no_sentences_give_empty_tables():
    scores, hits = score(sentences([]))
    assert scores.empty
    assert hits.empty
    assert (list(scores), list(hits)) == (list(TABLES["scores"]), list(TABLES["hits"]))


def test_input_is_not_changed_and_its_index_does_not_matter():
    given_ = sentences(["Peace!", "War 😂."]).set_index(pd.Index([7, 3]))
    before = given_.copy(deep=True)
    scores, _ = score(given_)
    pd.testing.assert_frame_equal(given_, before)
    assert scores.index.tolist() == [0, 1]


@pytest.mark.parametrize("method", ["VADER", "afinn", "", None, ["vader"]])
def test_unknown_method_is_told_with_the_known_ones(method):
    with pytest.raises(ParameterError, match=r"parameter method: expected one of vader.*, found"):
        score(sentences(["Peace."]), method)
    with pytest.raises(ParameterError, match="parameter method"):
        lexicon_hashes(method)


def test_missing_column_is_told():
    with pytest.raises(TableError, match="table sentences, column text"):
        score(sentences(["Peace."]).drop(columns="text"))


def test_hashes_are_those_of_the_files():
    theirs = {path.name: path for path in files("vaderSentiment").iterdir() if path.name.endswith(".txt")}
    ours = files("corpus") / "data" / "vader_rules.csv"
    expected = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in theirs.items()}
    assert lexicon_hashes() == {**expected, "vader_rules.csv": hashlib.sha256(ours.read_bytes()).hexdigest()}


def test_scoring_runs_no_code_of_the_reference():
    code = (
        "import sys, pandas as pd; from corpus import tables, tone;"
        "frame = pd.DataFrame({'sentence_id': ['a:1'], 'article_id': ['a'], 'text': ['Peace 😂']});"
        "tone.score(tables.complete(frame, 'sentences')); print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"vaderSentiment.vaderSentiment", "requests"} & set(loaded) == set()
