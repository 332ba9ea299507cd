"""Tone toward tagged actors: pieces, holders, targets, bad input."""

import csv
import math
from importlib import resources

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus import around, pieces, tables
from corpus.errors import CorpusError, ParameterError, TableError


def sentences_of(*texts, **columns):
    ids = [f"a{n}:0001" for n in range(len(texts))]
    articles = [f"a{n}" for n in range(len(texts))]
    frame = pd.DataFrame({"sentence_id": ids, "article_id": articles, "text": list(texts), **columns})
    return tables.complete(frame, "sentences")


def tags_of(sentences, *names):
    rows = [
        {
            "sentence_id": one,
            "label": name,
            "surface": name,
            "start": text.index(name),
            "end": text.index(name) + len(name),
        }
        for one, text in zip(sentences["sentence_id"], sentences["text"], strict=True)
        for name in names
        if name in text
    ]
    return tables.complete(pd.DataFrame(rows, columns=["sentence_id", "label", "surface", "start", "end"]), "tags")


def toward(text, name, method="news"):
    sentences = sentences_of(text)
    return corpus.score_toward(sentences, tags_of(sentences, name), method).iloc[0]


@pytest.fixture(scope="module")
def seeds():
    sentences = corpus.split_sentences(corpus.load_articles("seeds"))
    return sentences, corpus.tag(sentences, ["countries", "actors"])


# --- what the score says ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "sign"),
    [
        ("Omarland praised Bestan for its excellent and generous help.", "Bestan", 1),
        ("Omarland condemned Bestan for its brutal and shameful attack.", "Bestan", -1),
        ("The minister denounced the corrupt and incompetent Bestan.", "Bestan", -1),
        ("Bestan has been accused of murder and fraud.", "Bestan", -1),
        ("Bestan won a prestigious award for brilliant work.", "Bestan", 1),
    ],
)
def test_plain_praise_and_blame_have_their_sign(text, name, sign):
    assert np.sign(toward(text, name)["score"]) == sign
    assert abs(toward(text, name)["score"]) >= 0.05


def test_without_any_piece_there_is_no_tone():
    row = toward("Zzxq Bestan qwxz.", "Bestan")
    assert (row["score"], row["raw"], row["hits"]) == (0.0, 0.0, 0)


def test_a_name_beside_the_target_carries_no_tone():
    first = toward("The envoy met Aaxon and Bestan in Ceelby.", "Bestan")
    second = toward("The envoy met Vuurtop and Bestan in Mookdal.", "Bestan")
    assert first["raw"] == second["raw"]


@given(st.from_regex(r"[BDFGKLMNP][aeou][xqz][aeou][xqz][a-z]{0,5}", fullmatch=True))
def test_the_name_of_the_target_carries_no_tone(name):
    assert (
        toward(f"Critics attacked {name} over the failed talks.", name)["raw"]
        == toward("Critics attacked Bexaz over the failed talks.", "Bexaz")["raw"]
    )


def test_words_within_the_tag_are_no_hits():
    sentences = sentences_of("The Terrible Killers met.")
    tags = tags_of(sentences, "Terrible Killers")
    shown = corpus.explain_toward(sentences, tags, "vader")
    assert shown.empty
    assert corpus.score_toward(sentences, tags, "vader")["score"].tolist() == [0.0]


def test_two_targets_of_a_sentence_have_scores_of_their_own():
    sentences = sentences_of("Omarland won, but the disgraced and corrupt Bestan lost.")
    scored = corpus.score_toward(sentences, tags_of(sentences, "Omarland", "Bestan")).set_index("label")["score"]
    assert scored["Omarland"] > scored["Bestan"]
    assert scored["Bestan"] < -0.05


# --- the pieces ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["news", "vader", "consensus"])
def test_contributions_add_up_to_raw_exactly_on_the_seeds(seeds, method):
    sentences, tags = seeds
    keys = ["sentence_id", "label", "start", "end"]
    once = tags.drop_duplicates(keys)
    raw = corpus.score_toward(sentences, once, method).set_index(keys)["raw"]
    shown = corpus.explain_toward(sentences, once, method)
    sums = shown.groupby(["sentence_id", "label", "target_start", "target_end"])["contribution"].agg(math.fsum)
    assert len(sums) > 50
    assert sums.to_dict() == raw[raw.index.isin(sums.index)].to_dict()
    assert (raw[~raw.index.isin(sums.index)] == 0).all()


def test_the_words_of_a_piece_are_the_words_of_the_sentence(seeds):
    sentences, tags = seeds
    texts = sentences.set_index("sentence_id")["text"]
    shown = corpus.explain_toward(sentences, tags)
    cut = [texts[one][start:end] for one, start, end in tables.rows_of(shown, "sentence_id", "start", "end")]
    assert shown["surface"].tolist() == cut
    tables.check(shown, "hits")


def test_the_score_is_what_the_tables_say_reckoned_by_hand():
    """Words and frames alone: no hit of the lexicon is in the sentence."""
    path = resources.files("corpus") / "data"

    def read(name):
        lines = [line for line in (path / f"toward_{name}.csv").read_text("utf-8").splitlines() if line[0] != "#"]
        return list(csv.DictReader(lines))

    weights = {form: row for row in read("words") for form in row["forms"].split()}
    places = {row["piece"]: row for row in read("positions") if row["part"] == "beside words"}
    framed = {row["frame"]: row for row in read("frames")}
    sentences = sentences_of("Officials visited Bestan yesterday")
    tags = tags_of(sentences, "Bestan")
    assert corpus.score(sentences, "news")[1].empty
    number = lambda value: float(value or 0)  # noqa: E731
    pull, calm = 0.0, number(places["none"]["calm"])
    for word, side in (("officials", "before"), ("visited", "before"), ("yesterday", "after")):
        row = weights.get(word, {})
        pull += number(row.get(side)) / 2 + number(row.get(f"middle_{side}")) + number(row.get(f"near_{side}"))
        calm += number(row.get("calm")) / 2 + number(row.get("near_calm"))
    for frame in ("officials visited TARGET", "visited TARGET", "TARGET yesterday", "visited TARGET yesterday"):
        pull += number(framed.get(frame, {}).get("weight"))
        calm += number(framed.get(frame, {}).get("calm"))
    wanted = math.asinh(math.sinh(pull) * math.exp(-calm)) * number(places["scale"]["weight"])
    row = corpus.score_toward(sentences, tags).iloc[0]
    assert row["raw"] == pytest.approx(wanted, rel=1e-9)
    assert row["score"] == pytest.approx(wanted / math.sqrt(wanted * wanted + 15), rel=1e-9)


def test_the_learned_tables_are_small_and_hold_no_mask_among_the_words():
    words, frames = (corpus.lexicons.read_table(f"toward_{name}") for name in ("words", "frames"))
    assert len(words) + len(frames) <= 3000
    forms = [form for some in words["forms"].str.split() for form in some]
    assert len(forms) == len(set(forms))
    assert {form for form in forms if form != form.lower()} == set()
    assert not {"black", "white", "women", "muslims", "immigrants", "trump", "obama", "realdonaldtrump"} & set(forms)
    assert frames["frame"].str.split().map(lambda some: "TARGET" in some and len(some) <= 4).all()


@given(st.floats(-20, 20), st.floats(-8, 8))
def test_calm_brings_a_pull_nearer_to_nothing_and_never_turns_it(pull, calm):
    one, more = (float(pieces.temper(np.array(pull), np.array(some))) for some in (calm, calm + 1))
    assert np.sign(one) == np.sign(pull) or abs(pull) < 1e-12
    assert abs(more) <= abs(one)
    assert float(pieces.temper(np.array(-pull), np.array(calm))) == pytest.approx(-one)


def test_hits_count_by_side_and_distance():
    near = toward("Bestan failed yesterday in one of the long talks of the week.", "Bestan", "vader")["raw"]
    far = toward("Bestan went to one of the long talks of the week that then had failed.", "Bestan", "vader")["raw"]
    before = toward("As one of the long failed talks of the week ended, home went Bestan.", "Bestan", "vader")["raw"]
    assert near < far < 0
    assert near < before


def test_a_lexicon_of_ones_own_is_turned_toward_the_target():
    rows = pd.DataFrame({"lexicon": "mine", "label": ["bad"], "pattern": ["glorpish"], "weight": [-3.0]})
    mine = tables.complete(rows, "lexicon")
    row = toward("A glorpish Bestan left.", "Bestan", mine)
    assert row["score"] < -0.05
    assert (row["method"], row["hits"]) == ("mine", 1)


def test_names_are_masked_and_words_that_open_a_sentence_are_kept():
    words = ["Talks", "with", "Joe", "Biden", "'s", "aides", ":", "Hope", "Mr", "Khan"]
    known = {"talks", "hope"}
    masked = ["talks", "with", "NAME", "NAME", "'s", "aides", ":", "hope", "mr", "NAME"]
    assert around.mask_names(words, known) == masked


def test_a_handle_is_a_name():
    assert around.mask_names(["@", "someuser", "said", "#", "somewhere"], set()) == ["@", "NAME", "said", "#", "NAME"]


def test_curly_and_plain_quotes_give_the_same_score():
    plain = toward("\"It's a disgrace that Bestan didn't act,\" he said.", "Bestan", "news")
    curly = toward("“It’s a disgrace that Bestan didn’t act,” he said.", "Bestan", "news")
    assert plain["raw"] == curly["raw"]


# --- tables -------------------------------------------------------------------------------------------------------


def test_there_is_a_row_per_tag_in_the_order_and_with_the_index_of_the_tags(seeds):
    sentences, tags = seeds
    mixed = tags.sample(frac=1, random_state=1)
    scored = corpus.score_toward(sentences, mixed)
    allowed = sentences.loc[sentences["role"].isin(["body", "summary"]), "sentence_id"]
    kept = mixed[mixed["sentence_id"].isin(allowed)]
    assert scored.index.tolist() == kept.index.tolist()
    keys = ["sentence_id", "lexicon", "entry", "label", "kind", "code", "start", "end", "surface"]
    pd.testing.assert_frame_equal(scored[keys], kept[keys])
    assert scored.notna().all(axis=None)
    assert scored["score"].between(-1, 1).all()


def test_a_score_does_not_depend_on_the_other_sentences(seeds):
    sentences, tags = seeds
    together = corpus.score_toward(sentences, tags).head(40)
    alone = [corpus.score_toward(sentences, tags.loc[[one]])["raw"].iloc[0] for one in together.index]
    assert together["raw"].tolist() == alone


def test_more_tags_than_are_weighed_at_once_score_as_few_do(monkeypatch, seeds):
    sentences, tags = seeds
    whole = corpus.score_toward(sentences, tags)
    monkeypatch.setattr("corpus.toward.AT_ONCE", 7)
    pd.testing.assert_frame_equal(corpus.score_toward(sentences, tags), whole)


def test_titles_are_left_out_unless_asked_for():
    sentences = sentences_of("Bestan failed badly", role=["title"])
    tags = tags_of(sentences, "Bestan")
    assert len(corpus.score_toward(sentences, tags)) == 0
    assert corpus.score_toward(sentences, tags, roles=["title"])["score"].iloc[0] < 0


@pytest.mark.parametrize("span", [(3, 99), (-1, 4), (5, 5), (6, 2)])
def test_a_target_outside_its_sentence_is_refused_by_row(span):
    sentences = sentences_of("Bestan failed.", "Bestan won.")
    tags = tags_of(sentences, "Bestan")
    tags.loc[1, ["start", "end"]] = span
    with pytest.raises(TableError, match=r"tags, row 1, sentence 'a1:0001'.*within its sentence"):
        corpus.score_toward(sentences, tags)


def test_a_tag_of_no_sentence_given_is_refused():
    sentences = sentences_of("Bestan failed.")
    with pytest.raises(TableError, match="expected a sentence_id of table sentences"):
        corpus.score_toward(sentences, tags_of(sentences, "Bestan").assign(sentence_id="b:0001"))


def test_an_unknown_method_is_refused():
    sentences = sentences_of("Bestan failed.")
    with pytest.raises((ParameterError, CorpusError), match="nothing_such"):
        corpus.score_toward(sentences, tags_of(sentences, "Bestan"), "nothing_such")


@pytest.mark.parametrize("method", ["news", "vader", "consensus"])
def test_empty_tables_give_empty_tables(method):
    nothing, no_tags = tables.empty("sentences"), tables.empty("tags")
    for sentences in (nothing, sentences_of("Bestan failed.", "")):
        scored = corpus.score_toward(sentences, no_tags, method)
        assert len(scored) == 0
        assert len(corpus.explain_toward(sentences, no_tags, method)) == 0
        assert len(corpus.tone_between(scored, sentences)) == 0
        full = corpus.score_toward(sentences_of("Bestan failed."), tags_of(sentences_of("Bestan failed."), "Bestan"))
        assert scored.dtypes.to_dict() == full.dtypes.to_dict()


ODD = ["😀 Bestan 😡!!!", "قال Bestan شيئا", "Bestan", "e\u0301 Bestan\u200b ...", "Bestan failed " * 20000]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_give_a_number(text):
    assert math.isfinite(toward(text, "Bestan")["score"])


# --- who of whom --------------------------------------------------------------------------------------------------


def test_the_holder_is_who_is_reported_to_say_it_and_the_outlet_of_the_speaker_itself():
    sentences = sentences_of(
        "According to Pakistan, Iran failed.", "Iran failed.", "A local man said that Iran failed."
    )
    tags = corpus.tag(sentences, "countries")
    scored = corpus.score_toward(sentences, tags, speakers=corpus.find_speakers(sentences, tags))
    found = scored[["sentence_id", "label", "holder"]].values.tolist()
    assert found == [
        ["a0:0001", "Pakistan", ""],
        ["a0:0001", "Iran", "Pakistan"],
        ["a1:0001", "Iran", ""],
        ["a2:0001", "Iran", "(unnamed)"],
    ]
    assert corpus.score_toward(sentences, tags)["holder"].tolist() == [""] * 4


def test_means_between_holder_and_target_are_over_sentences_and_only_from_five_articles_on():
    ids = [f"a{n}:1" for n in range(5)] + ["a0:2"]
    frame = pd.DataFrame({"sentence_id": ids, "article_id": [one[:2] for one in ids], "text": "x"})
    rows = [(one, "Iran", "", "news", 0.5) for one in ids]
    rows += [("a0:1", "Iran", "", "news", -0.1), ("a0:1", "Iran", "Pakistan", "news", -0.4)]
    made = pd.DataFrame(rows, columns=["sentence_id", "label", "holder", "method", "score"])
    between = corpus.tone_between(made, tables.complete(frame, "sentences"))
    assert between[["holder", "target", "n_sentences", "n_articles"]].values.tolist() == [
        ["", "Iran", 6, 5],
        ["Pakistan", "Iran", 1, 1],
    ]
    assert between["score"].iloc[0] == pytest.approx((5 * 0.5 + 0.2) / 6)
    assert math.isnan(between["score"].iloc[1])
    assert between["sentence_ids"].tolist()[1] == "a0:1"


def test_a_table_that_is_not_toward_is_refused():
    with pytest.raises(TableError, match="column holder"):
        corpus.tone_between(pd.DataFrame({"sentence_id": [], "label": []}), tables.empty("sentences"))
