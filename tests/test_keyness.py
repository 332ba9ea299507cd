"""Keyness: every measure against scipy or counts made by hand; groups of articles; words and their counts."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import corpus
from corpus import frequencies, tables
from corpus.errors import ParameterError, TableError
from corpus.keyness import adjust

TEXTS = {
    "n1": "Trade grows. The trade talks help trade.",
    "n2": "The border is open and trade is back.",
    "s1": "Clashes at the border. The border is closed.",
    "s2": "The clashes go on at the border.",
    "s3": "No word.",
}
"""North: 7 + 8 words, trade 4, border 1, the 2. South: 8 + 7 + 2 words, border 3, the 4, clashes 2."""

GROUPS = {name: {"n": "north", "s": "south"}[name[0]] for name in TEXTS}


def sentences_of(texts):
    rows = [(f"{article}:0001", article, text) for article, text in texts.items()]
    return tables.complete(pd.DataFrame(rows, columns=["sentence_id", "article_id", "text"]), "sentences")


VOCABULARY = ["the", "of", "trade", "border", "talks", "clash", "visa", "soil"]


def random_texts(n, seed):
    """Articles of 30 to 90 words; the first half has more of the first words."""
    drawn = np.random.default_rng(seed)
    weights = np.linspace(2, 1, 8), np.linspace(1, 1.4, 8)
    sides = [weights[at * 2 // n] / weights[at * 2 // n].sum() for at in range(n)]
    return {f"{'ab'[at * 2 // n]}{at:03d}": " ".join(drawn.choice(VOCABULARY, drawn.integers(30, 90), p=side))
            for at, side in enumerate(sides)}  # fmt: skip


@pytest.fixture(scope="module")
def toy():
    return corpus.keyness(sentences_of(TEXTS), GROUPS, min_count=1).set_index("word")


@pytest.fixture(scope="module")
def many():
    texts = random_texts(60, 7)
    return texts, corpus.keyness(sentences_of(texts), {name: name[0] for name in texts}).set_index("word")


# counts


def test_words_are_counted_as_a_reader_counts_them(toy):
    told = toy.loc[["trade", "border", "the"], ["group", "count", "articles", "count_other", "articles_other"]]
    assert told.values.tolist() == [
        ["north", 4, 2, 0, 0],
        ["south", 3, 2, 1, 1],
        ["south", 4, 2, 2, 2],
    ]
    assert toy.loc["trade", "per_1000"] == pytest.approx(1000 * 4 / 15)
    assert toy.loc["border", "per_1000_other"] == pytest.approx(1000 / 15)


def test_titles_headings_and_captions_do_not_count():
    sentences = sentences_of({"a": "Trade.", "b": "Border."})
    title = sentences.head(1).assign(sentence_id="a:0000", role="title", text="Border")
    words = corpus.keyness(pd.concat([title, sentences]), {"a": "x", "b": "y"}, min_count=1).set_index("word")
    assert words.loc["border", ["group", "count", "count_other"]].tolist() == ["y", 1, 0]


def test_words_below_the_minimum_in_both_groups_together_are_left_out_but_make_up_the_size(toy):
    words = corpus.keyness(sentences_of(TEXTS), GROUPS, min_count=4).set_index("word")
    assert set(words.index) == {"trade", "border", "the"}
    assert words.loc["trade", "per_1000"] == toy.loc["trade", "per_1000"]


def test_stop_words_are_not_listed_but_make_up_the_size(toy):
    words = corpus.keyness(sentences_of(TEXTS), GROUPS, min_count=4, stop=["the"]).set_index("word")
    assert set(words.index) == {"trade", "border"}
    assert words.loc["border", "z"] == toy.loc["border", "z"]


def test_a_word_of_every_article_in_equal_share_has_no_key():
    words = corpus.keyness(
        sentences_of({"a": "Trade and talks.", "b": "Trade and clashes."}), {"a": "x", "b": "y"}, min_count=2
    )
    assert words["z"].tolist() == [0, 0]
    assert words["log_likelihood"].tolist() == pytest.approx([0, 0], abs=1e-9)


# measures


def test_log_odds_are_those_of_the_paper_written_out(toy):
    behind = 500 * 4 / 32
    north = np.log((4 + behind) / (15 + 500 - 4 - behind))
    south = np.log((0 + behind) / (17 + 500 - 0 - behind))
    assert toy.loc["trade", "log_odds"] == pytest.approx(north - south)
    assert toy.loc["trade", "z"] == pytest.approx((north - south) / np.sqrt(1 / (4 + behind) + 1 / behind))


def test_prior_draws_words_to_no_difference():
    weak, strong = (
        corpus.keyness(sentences_of(TEXTS), GROUPS, min_count=4, prior=p).set_index("word") for p in (1, 1e6)
    )
    assert weak.loc["trade", "log_odds"] > 2
    assert strong.loc["trade", "log_odds"] < 0.001


def test_log_likelihood_is_that_of_scipy(many):
    _, words = many
    sizes = words["count"] * 1000 / words["per_1000"], words["count_other"] * 1000 / words["per_1000_other"]
    for word, a, b, n, m in zip(words.index, words["count"], words["count_other"], *sizes, strict=True):
        table = [[a, b], [n - a, m - b]]
        expected = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
        assert words.loc[word, "log_likelihood"] == pytest.approx(expected), word


def test_log_ratio_doubles_by_one_and_takes_no_word_as_a_half(toy):
    assert toy.loc["border", "log_ratio"] == pytest.approx(np.log2((3 / 17) / (1 / 15)))
    assert toy.loc["trade", "log_ratio"] == pytest.approx(np.log2((4 / 15) / (0.5 / 17)))


def test_rank_test_is_that_of_scipy_over_relative_frequencies(many):
    texts, words = many
    for word in words.index:
        rates = {name: text.split().count(word) / len(text.split()) for name, text in texts.items()}
        sides = [[rate for name, rate in rates.items() if name[0] == side] for side in "ab"]
        expected = stats.mannwhitneyu(*sides, method="asymptotic").pvalue
        assert words.loc[word, "p"] == pytest.approx(expected), word


def test_rank_test_counts_articles_without_the_word_as_ties():
    texts = {
        f"{side}{at:02d}": "trade talks" if at < n else "talks only"
        for side, n in (("a", 9), ("b", 2))
        for at in range(20)
    }
    p = corpus.keyness(sentences_of(texts), {name: name[0] for name in texts}).set_index("word")["p"]
    assert p["trade"] == pytest.approx(
        stats.mannwhitneyu([0.5] * 9 + [0] * 11, [0.5] * 2 + [0] * 18, method="asymptotic").pvalue
    )
    assert p["talks"] == pytest.approx(1)


def test_a_word_of_one_long_article_is_key_by_counts_and_not_by_articles():
    texts = {f"{side}{at:02d}": "talks on trade and the border" for side in "ab" for at in range(25)}
    texts["a00"] = "cricket " * 60
    words = corpus.keyness(sentences_of(texts), {name: name[0] for name in texts}).set_index("word")
    cricket = words.loc["cricket"]
    assert cricket["z"] > 3
    assert cricket["log_likelihood"] > 10
    assert cricket["p"] > 0.3
    assert cricket["dispersion"] > 0.7


@pytest.mark.parametrize(("n", "tested"), [(19, False), (20, True)])
def test_p_needs_twenty_articles_in_each_group(n, tested):
    texts = {f"a{at:02d}": "trade talks" for at in range(n)} | {f"b{at:02d}": "border clash" for at in range(40)}
    words = corpus.keyness(sentences_of(texts), {name: name[0] for name in texts})
    assert words["p"].notna().all() == tested
    assert words["p_adjusted"].notna().all() == tested


@given(st.lists(st.floats(0, 1, allow_subnormal=False) | st.just(np.nan), max_size=30))
def test_adjusted_p_is_that_of_scipy(values):
    p = np.array(values, dtype=float)
    known = ~np.isnan(p)
    adjusted = adjust(p)
    assert np.isnan(adjusted[~known]).all()
    if known.any():
        assert adjusted[known] == pytest.approx(stats.false_discovery_control(p[known], method="bh"))


def test_dispersion_is_that_of_gries_counted_by_hand(toy):
    # the north has 7 and 8 words; trade 3 and 1 times: (|3/4 - 7/15| + |1/4 - 8/15|) / 2
    assert toy.loc["trade", "dispersion"] == pytest.approx((abs(3 / 4 - 7 / 15) + abs(1 / 4 - 8 / 15)) / 2)
    # the south has 8, 7 and 2; border 2, 1 and 0 times
    expected = (abs(2 / 3 - 8 / 17) + abs(1 / 3 - 7 / 17) + abs(0 - 2 / 17)) / 2
    assert toy.loc["border", "dispersion"] == pytest.approx(expected)


def test_dispersion_of_a_group_of_one_article_is_not_told():
    words = corpus.keyness(sentences_of({"a": "Trade.", "b": "Border."}), {"a": "x", "b": "y"}, min_count=1)
    assert words["dispersion"].isna().all()


# laws


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from(VOCABULARY), min_size=1), min_size=2))
def test_every_measure_is_told_for_the_group_that_uses_the_word_more(texts):
    by = {name: "xy"[at % 2] for at, name in enumerate(texts)}
    words = corpus.keyness(sentences_of({name: " ".join(text) for name, text in texts.items()}), by, min_count=1)
    assert (words["z"] >= 0).all()
    assert (words["per_1000"] >= words["per_1000_other"]).all()
    assert words["count"].add(words["count_other"]).sum() == sum(map(len, texts.values()))
    assert (words["dispersion"].dropna().between(-1e-12, 1)).all()


def test_names_of_the_groups_and_order_of_the_articles_change_no_measure(many):
    texts, words = many
    shuffled = sentences_of(dict(sorted(texts.items(), key=lambda item: item[1])))
    other = corpus.keyness(shuffled, {name: {"a": "z", "b": "c"}[name[0]] for name in texts}).set_index("word")
    numbers = words.columns.drop("group")
    pd.testing.assert_frame_equal(other.loc[words.index, numbers], words[numbers])


# what is asked for


@pytest.mark.parametrize("by", [{}, {"a": "x"}, {"a": "x", "b": ""}, {"a": "x", "b": None}, {"q": "x", "r": "y"}])
def test_less_than_two_groups_give_no_words(by):
    words = corpus.keyness(sentences_of({"a": "Trade.", "b": "Border."}), by, min_count=1)
    assert len(words) == 0
    assert words.columns.tolist()[:3] == ["group", "word", "z"]


def test_no_sentences_give_no_words():
    assert len(corpus.keyness(tables.empty("sentences"), {"a": "x", "b": "y"})) == 0


def test_articles_of_no_group_are_left_out():
    texts = {"a": "Trade.", "b": "Border.", "c": "Cricket."}
    words = corpus.keyness(sentences_of(texts), pd.Series({"a": "x", "b": "y", "c": ""}), min_count=1)
    assert set(words["word"]) == {"trade", "border"}


def test_three_groups_are_told():
    with pytest.raises(ParameterError, match=r"expected two groups, found 3: .*group_articles"):
        corpus.keyness(sentences_of(TEXTS), {"n1": "x", "n2": "y", "s1": "z"})


def test_a_column_name_is_told_how_to_make_groups_of_it():
    with pytest.raises(ParameterError, match="found str; group_articles makes one"):
        corpus.keyness(sentences_of(TEXTS), "outlet")


def test_a_table_that_holds_no_sentences_is_refused():
    with pytest.raises(TableError, match="table sentences"):
        corpus.keyness(pd.DataFrame({"text": ["Trade."]}), {})


# groups


@pytest.fixture
def articles():
    rows = [
        ("a", "Dawn", "2023-06"),
        ("b", "TDI", "2023-07-01"),
        ("c", "Dawn", ""),
        ("d", "", "2023"),
        ("e", "VOA", "2024"),
    ]
    frame = pd.DataFrame(rows, columns=["article_id", "outlet", "published"]).assign(text="x", score=[1, 2, 1, 2, 2])
    return tables.complete(frame, "articles")


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("outlet", ["Dawn", "other (2)", "Dawn", "", "other (2)"]),
        ("outlet=TDI", ["other (2)", "TDI", "other (2)", "", "other (2)"]),
        ("score", ["1", "2", "1", "2", "2"]),
        ("score = 2", ["1", "2", "1", "2", "2"]),
        ("since=2023-07", ["before 2023-07", "since 2023-07", "", "", "since 2023-07"]),
    ],
)
def test_groups_by_column_and_by_day(articles, by, expected):
    assert corpus.group_articles(articles, by).to_dict() == dict(zip("abcde", expected, strict=True))


def test_groups_by_who_is_named(articles):
    sentences = sentences_of(
        {"a": "The Taliban came.", "b": "India came.", "c": "Kabul.", "d": "A Taliban man.", "e": ""}
    )
    tags = corpus.tag(sentences, ["actors", "countries"])
    groups = corpus.group_articles(articles, "naming=taliban", tags=tags, sentences=sentences)
    assert groups[groups == "naming taliban"].index.tolist() == ["a", "d"]
    assert groups[groups == "not naming taliban"].index.tolist() == ["b", "c", "e"]


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("outlit", "found 'outlit' among article_id"),
        ("since=yesterday", "found 'yesterday'"),
        ("since=../2023", "found '../2023'"),
        ("naming=Taliban", "need tags and sentences"),
        ("", "need tags and sentences"),
    ],
)
def test_what_makes_no_groups_is_told(articles, by, message):
    with pytest.raises(ParameterError, match=message.replace(".", r"\.")):
        corpus.group_articles(articles, by)


# words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Pakistan’s envoy", ["pakistan", "envoy"]),
        ("the TTP's, 'they' said.", ["the", "ttp", "they", "said"]),
        ("don't co‑operate", ["don't", "co-operate"]),
        ("the U.S. and U.N.", ["the", "u.s.", "and", "u.n."]),
        ("80,000 on 10.5 at 9:30 in 2023-24", ["80,000", "on", "10.5", "at", "9:30", "in", "2023-24"]),
        ("war—peace – x_y", ["war", "peace", "x", "y"]),
        ("中国と日本", ["中", "国", "と", "日", "本"]),
        ("रूस की सेना", ["रूस", "की", "सेना"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("... – ?!", []),
    ],
)
def test_words_by_their_rule(text, words):
    assert frequencies.find_words(text) == words


def test_frequencies_agree_with_counting_article_by_article():
    texts = random_texts(12, 3)
    counted = frequencies.count_frequencies(sentences_of(texts | {"z": "…"}))
    assert counted.articles.tolist() == sorted(texts)
    found = {(counted.articles[article], counted.words[word]): count
             for word, article, count in zip(counted.word, counted.article, counted.hits, strict=True)}  # fmt: skip
    expected = {(name, word): text.split().count(word) for name, text in texts.items() for word in set(text.split())}
    assert found == expected
    assert counted.sizes.tolist() == [len(texts[name].split()) for name in sorted(texts)]


@pytest.mark.parametrize(
    ("outlets", "expected"),
    [
        (["Dawn", "Dawn", "TDI", "TDI", ""], {"Dawn", "TDI", ""}),
        (["Dawn", "", "", "", ""], {"naming Taliban", "not naming Taliban"}),
        (["Dawn", "TDI", "TDI", "TDI", "TDI"], {"naming Taliban", "not naming Taliban"}),
    ],
)
def test_without_a_question_the_outlet_or_an_actor_parts_the_articles_most_evenly(articles, outlets, expected):
    sentences = sentences_of(
        {"a": "The Taliban and the UN.", "b": "The Taliban.", "c": "Kabul.", "d": "No.", "e": "Yes."}
    )
    tags = corpus.tag(sentences, ["actors", "countries"])
    groups = corpus.group_articles(articles.assign(outlet=outlets), "", tags=tags, sentences=sentences)
    assert set(groups) == expected


def test_without_anything_to_part_them_articles_are_in_no_two_groups(articles):
    sentences = sentences_of(dict.fromkeys("abcde", "Nobody."))
    groups = corpus.group_articles(articles.assign(outlet=""), "", tags=tables.empty("tags"), sentences=sentences)
    assert set(groups) == {""}
    assert "set `by`" in corpus.tell_groups(groups)


@pytest.mark.parametrize(
    ("sizes", "told", "few"),
    [((20, 25, 0), "Compared are 25 articles “b” and 20 “a”.", False), ((19, 25, 2), "; 2 are in neither group", True)],
)
def test_groups_are_told_with_their_sizes_and_that_few_articles_carry_no_p(sizes, told, few):
    groups = pd.Series(["a"] * sizes[0] + ["b"] * sizes[1] + [""] * sizes[2])
    assert told in corpus.tell_groups(groups)
    assert ("no p is told" in corpus.tell_groups(groups)) == few
