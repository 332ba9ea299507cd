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
from corpus.errors import LexiconError, ParameterError, TableError
from corpus.lexicons import describe_lexicon, read_lexicon, read_table
from corpus.tables import TABLES, check, complete
from corpus.tokens import lower, tokenize
from corpus.tone import count_known, lexicon_hashes, score

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
    hits = score(sentences([text]), "vader")[1]
    return hits[["surface", "base", "rule", "contribution"]].values.tolist()


def assert_equal_to_reference(texts):
    found = score(sentences(texts), "vader")[0]["score"].tolist()
    expected = [analyzer().polarity_scores(text)["compound"] for text in texts]
    assert [both for both in zip(texts, found, expected, strict=True) if both[1] != both[2]] == []


def assert_laws(texts):
    scored = sentences(texts)
    scores, hits = score(scored, "vader")
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
    scores, _ = score(sentences([case["text"]]), "vader")
    assert pieces(case["text"]) == [
        [surface, base, rule, pytest.approx(share, abs=1e-12)] for surface, base, rule, share in case["pieces"]
    ]
    assert scores.at[0, "score"] == case["score"]


@pytest.mark.xfail(strict=True, reason="the baseline misreads diplomacy")
@pytest.mark.parametrize("case", CASES["known failures"], ids=lambda case: case["label"])
def test_sign_of_a_sentence(case):
    found = score(sentences([case["text"]]), "vader")[0].at[0, "score"]
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
    found, lengths = tokenize(joined)
    assert lengths.tolist() == list(map(len, split))
    assert found.to_pylist() == [token for some in split for token in some]
    assert [char for char in CHARACTERS if char.isspace()] == re.findall(r"\s", "".join(CHARACTERS))


def test_letters_of_any_script_are_lowered_as_in_python():
    assert lower(vader.pa.array(CHARACTERS)).to_pylist() == [char.lower() for char in CHARACTERS]


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
    scores, hits = score(sentences(some), "vader")
    monkeypatch.setattr(tone, "AT_ONCE", 3)
    again = score(sentences(some), "vader")
    pd.testing.assert_frame_equal(again[0], scores)
    pd.testing.assert_frame_equal(again[1], hits)


def test_words_and_known_count_the_words_of_an_emoji_too():
    scores, _ = score(sentences(["We met 😂", "A kind of good road.", "", "Talks went on."]), "vader")
    assert scores["words"].tolist() == [7, 5, 0, 3]
    assert scores["known"].tolist() == [2 / 7, 2 / 5, 0.0, 0.0]
    assert scores["hits"].tolist() == [2, 1, 0, 0]


def test_sentence_of_100000_words():
    scores, hits = score(sentences(["very  good\nnot bad but " * 20_000, "good " * 100_000]), "vader")
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


@pytest.mark.parametrize("method", ["VADER", "afinn", "", None, ["vader"], 3])
def test_unknown_method_is_told_with_the_known_ones(method):
    with pytest.raises(ParameterError, match=r"parameter method: expected one of news, vader, consensus.*, found"):
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
    assert lexicon_hashes("vader") == {**expected, "vader_rules.csv": hashlib.sha256(ours.read_bytes()).hexdigest()}


def test_scoring_runs_no_code_of_the_reference():
    code = (
        "import sys, pandas as pd; from corpus import tables, tone;"
        "frame = pd.DataFrame({'sentence_id': ['a:1'], 'article_id': ['a'], 'text': ['Peace 😂']});"
        "tone.score(tables.complete(frame, 'sentences'), 'vader'); print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"vaderSentiment.vaderSentiment", "requests"} & set(loaded) == set()


# --- news, consensus, lexicons of one's own


NEWS = json.loads((ROOT / "tests" / "cases" / "tone_news.json").read_text(encoding="utf-8"))
NEWS_TEXTS = [case["text"] for group in NEWS.values() for case in group]
NEWS_TOLD = [
    pytest.param(case, id=f"{group}: {case['label']}")
    for group in ("in the wild", "synthetic", "negative")
    for case in NEWS[group]
]


def told_by(texts, method):
    return score(sentences(texts), method)[1][["surface", "rule", "contribution"]].values.tolist()


@pytest.mark.parametrize("case", NEWS_TOLD)
def test_news_tells_the_pieces_of_a_sentence(case):
    expected = [[surface, rule, pytest.approx(share, abs=1e-12)] for surface, rule, share in case["pieces"]]
    assert told_by([case["text"]], "news") == expected


@pytest.mark.xfail(strict=True, reason="words alone do not tell")
@pytest.mark.parametrize("case", NEWS["known failures"], ids=lambda case: case["label"])
def test_sign_of_a_sentence_in_news(case):
    found = score(sentences([case["text"]]), "news")[0].at[0, "score"]
    assert (found > 0) - (found < 0) == case["sign"]


def assert_shares_add_up(texts, method):
    scored = sentences(texts)
    scores, hits = score(scored, method)
    check(scores, "scores")
    check(hits, "hits")
    text_of = dict(zip(scored["sentence_id"], scored["text"], strict=True))
    shares = {sentence_id: [] for sentence_id in text_of}
    for hit in hits.itertuples():
        assert text_of[hit.sentence_id][hit.start : hit.end] == hit.surface != ""
        shares[hit.sentence_id].append(hit.contribution)
    for row in scores.itertuples():
        assert row.raw == math.fsum(shares[row.sentence_id])
        assert -1 <= row.score <= 1
        assert (row.score > 0) == (row.raw > 0)
        assert row.hits <= row.words
        assert 0 <= row.known <= 1


@pytest.mark.parametrize("method", ["news", "consensus"])
def test_contributions_add_up_to_raw_on_the_seeds_and_all_cases(method):
    lines = [line for path in sorted((ROOT / "seeds").glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    assert_shares_add_up([*lines, *NEWS_TEXTS, *(case["text"] for group in CASES.values() for case in group)], method)


news_words = st.one_of(
    st.sampled_from(RULE_WORDS),
    st.deferred(lambda: st.sampled_from(read_lexicon("news")["pattern"].tolist())),
    st.deferred(lambda: st.sampled_from(read_table("tone_rules")["phrase"].tolist())),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)
news_texts = st.lists(st.builds(lambda *some: "".join(some), marks, news_words, marks, spaces), max_size=14).map(
    "".join
)


@settings(max_examples=60, deadline=None)
@given(st.lists(news_texts, min_size=1, max_size=8))
def test_contributions_add_up_to_raw_in_any_text(some):
    assert_shares_add_up(some, "consensus")
    alone = pd.concat([score(sentences([text]), "consensus")[0] for text in some])["score"].tolist()
    assert score(sentences(some), "consensus")[0]["score"].tolist() == alone


def test_score_of_news_is_raw_by_the_number_of_words():
    scores, _ = score(sentences(["Peace.", "The road was safe " + "and so " * 20]))
    assert scores["score"].tolist() == [
        pytest.approx(2.5 / math.sqrt(2.5**2 + 6)),
        pytest.approx(1.9 / math.sqrt(1.9**2 + 44)),
    ]


def test_consensus_is_the_mean_of_raw_scores_in_spreads():
    texts = ["Peace and war.", "Good talks stalled!", "A special party.", ""]
    raws = {name: score(sentences(texts), name)[0]["raw"] for name in ("vader", "news", "consensus")}
    news, vaders = (float(describe_lexicon(name)["spread"]) for name in ("news", "vader_rules"))
    expected = (raws["vader"] / vaders + raws["news"] / news) / 2
    assert raws["consensus"].tolist() == pytest.approx(expected.tolist())
    rules = score(sentences(["Not good."]), "consensus")[1]["rule"].tolist()
    assert rules == ["vader: negated", "news: lexicon", "news: negated"]


def test_emoji_count_in_the_consensus_by_vader_alone():
    assert [rule for _, rule, _ in told_by(["Peace 😀 peace"], "consensus") if "emoji" in rule] == ["vader: emoji"]


def test_100000_words_in_news():
    scores, hits = score(sentences(["special representative very good, but bad " * 16_667]))
    assert scores["words"].tolist() == [100_002]
    assert len(hits) == 2 * 16_667


LC3 = "+negative\nabandon*\na lie\n+positive\ngood*\n+neg_positive\nnot good*\n+neg_negative\nnot abandon*\n"
YAML = "negative:\n- abandon*\n- a lie\npositive:\n- good*\nneg_positive:\n- not good*\nneg_negative:\n- not abandon*\n"
CSV = (
    "label,pattern,match\nnegative,abandon*,glob\nnegative,a lie,fixed\npositive,good*,glob\n"
    "neg_positive,not good*,glob\nneg_negative,not abandon*,glob\n"
)


@pytest.mark.parametrize(("name", "content"), [("LSD.lc3", LC3), ("lsd.yml", YAML), ("lsd.csv", CSV)])
def test_four_keys_of_an_own_copy_count_as_their_names_say(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    texts = ["It's not goodness but A LIE.", "They did not abandon us; they abandoned him.", "Not the good one."]
    scores, hits = score(sentences(texts), tmp_path / name)
    assert scores["raw"].tolist() == [-2.0, 0.0, 1.0]
    assert hits["surface"].tolist() == ["not goodness", "A LIE", "not abandon", "abandoned", "good"]
    assert set(scores["method"]) == {name.split(".")[0]}
    assert lexicon_hashes(tmp_path / name) == {name: hashlib.sha256(content.encode()).hexdigest()}


def test_own_weights_are_turned_by_negations():
    rows = {"label": ["x", "x"], "pattern": ["Kill*", "peace talks"], "match": ["glob", "fixed"], "weight": [-2.0, 1.5]}
    mine = complete(pd.DataFrame(rows).assign(lexicon="mine"), "lexicon")
    found = told_by(["He was not KILLED.", "Peace talks, no peace talks."], mine)
    assert found == [
        ["KILLED", "negated", pytest.approx(0.4)],
        ["Peace talks", "idiom", 1.5],
        ["peace talks", "idiom; negated", pytest.approx(-1.2)],
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("label,pattern,weight\na,kill,lots\n", r"bad\.csv, line 2, column weight: found 'lots'"),
        ("label,pattern,weight\na,kill,nan\n", r"bad\.csv, line 2, column weight: found 'nan'"),
        ("label,pattern,weight\na,kill,inf\n", r"bad\.csv, line 2, column weight: found 'inf'"),
        ("label,pattern\na,kill\n", "bad: no row has a weight, and no label is one of positive"),
        ("label,pattern,weight\na,kill,1\nb,kill,2\n", "bad, line 2, column pattern: expected one weight"),
        ("label,pattern,match,weight\na,kill.,regex,1\n", "bad, line 2, column match: expected fixed or glob"),
    ],
)
def test_lexicon_that_cannot_be_scored_with_is_told_with_its_line(tmp_path, content, message):
    (tmp_path / "bad.csv").write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=message):
        score(sentences(["Peace."]), tmp_path / "bad.csv")


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), "lots", None])
def test_frame_with_a_weight_that_is_no_number_is_told_with_its_line(weight):
    mine = pd.DataFrame({"lexicon": ["mine"], "row": [7], "label": ["a"], "pattern": ["b"], "weight": [weight]})
    with pytest.raises(LexiconError, match="mine, line 7, column weight: expected a number"):
        score(sentences(["Peace."]), mine)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.lc3", "abandon*\n", "line 1: found 'abandon\\*' before any key"),
        ("a.yml", "- abandon*\n", "expected keys such as 'negative:'"),
        ("a.yml", "negative: [", "is not YAML"),
        ("a.lc3", "", "no row has a weight"),
    ],
)
def test_own_copy_of_another_form_is_told(tmp_path, name, content, message):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=message):
        score(sentences(["Peace."]), tmp_path / name)


def test_missing_lexicon_file_is_told(tmp_path):
    with pytest.raises(LexiconError, match="cannot be read"):
        score(sentences(["Peace."]), tmp_path / "none.lc3")


def test_article_in_another_language_is_told_and_an_empty_one_is_not():
    texts = [
        "Die Gespräche wurden am Montag ohne Ergebnis beendet.",
        "كانت المحادثات جيدة",
        "They met in Kabul on Monday.",
        "",
    ]
    frame = sentences(texts).assign(article_id=["de", "ar", "en", "none"])
    counted = count_known(frame)
    assert counted["article_id"].tolist() == ["de", "ar", "en", "none"]
    assert counted["foreign"].tolist() == [True, True, False, False]
    assert counted["words"].tolist() == [8, 3, 6, 0]
    assert count_known(sentences([])).empty


def test_news_reads_every_list_it_cites():
    names = {"news.csv", "tone_rules.csv", "common_words.csv", "vader_rules.csv"}
    assert names <= set(lexicon_hashes())
    for name in names:
        path = files("corpus") / "data" / name
        assert lexicon_hashes()[name] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_rows_of_news_tell_their_layer_and_source_and_keep_values_of_vader():
    rows = read_lexicon("news")
    assert set(rows["kind"]) == {"neutral", "rated", "learned"}
    assert (rows["source"] != "").all()
    assert (rows.loc[rows["kind"] == "neutral", "weight"] == 0).all()
    assert rows["weight"].abs().max() <= 4
    assert not rows["pattern"].duplicated().any()
    theirs = rows["pattern"].map(analyzer().lexicon).fillna(0.0)
    assert (theirs * rows["weight"] <= 0).all()


def test_tone_rules_have_no_word_twice_in_a_kind():
    rules = read_table("tone_rules")
    assert not rules.duplicated(["kind", "phrase"]).any()
    assert set(rules["kind"]) == {"negation", "ends", "lacks", "contrast", "unless", "plain"}
