"""Institutions named without their country: whose they are, and when nothing is said."""

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus import tables
from corpus.errors import TableError
from corpus.institutions import refused_institutions, tag_institutions
from corpus.lexicons import read_lexicon, read_table
from corpus.roles import resolve_roles
from corpus.surnames import bind_surnames
from corpus.tagging import tag

SECTORS = {"COP", "GOV", "JUD", "LEG", "MIL", "OPP"}


def article(*texts, name="a", roles=None, place=""):
    ids = [f"{name}:{number}" for number in range(1, len(texts) + 1)]
    frame = pd.DataFrame({"sentence_id": ids, "article_id": name, "text": texts, "role": roles or "body"})
    made = pd.DataFrame({"article_id": [name], "text": [" ".join(texts)], "place": [place]})
    return tables.complete(frame, "sentences"), tables.complete(made, "articles")


def tagged(sentences):
    return bind_surnames(tag(sentences, ["countries", "actors", "places"]), sentences)


def found(*texts, **more):
    sentences, articles = article(*texts, **more)
    tags = tag_institutions(tagged(sentences), sentences, articles)
    return tags[tags["rule"].str.startswith("institution-")]


def told(*texts, **more):
    return found(*texts, **more)[["surface", "label", "code"]].values.tolist()


def why_not(*texts, **more):
    sentences, articles = article(*texts, **more)
    return refused_institutions(tagged(sentences), sentences, articles)["reason"].tolist()


# --- the country beside the noun


@pytest.mark.parametrize(
    ("text", "surface", "label", "code"),
    [
        ("The Turkish army attacked.", "Turkish army", "Turkish military", "TUR.MIL"),
        ("Nepal's parliament voted.", "Nepal's parliament", "Parliament of Nepal", "NPL.LEG"),
        ("He met the government of Nepal.", "government of Nepal", "Government of Nepal", "NPL.GOV"),
        ("Kenyan interim government leaders left.", "Kenyan interim government", "Government of Kenya", "KEN.GOV"),
        ("Peruvian police officers left.", "Peruvian police", "Peruvian police", "PER.COP"),
        ("Karachi police said so.", "Karachi police", "Pakistani police", "PAK.COP"),
        ("The Ankara government said so.", "Ankara government", "Government of Turkey", "TUR.GOV"),
        ("The government in Ankara said so.", "government", "Government of Turkey", "TUR.GOV"),
        ("The Ministry of Defence of Nepal said so.", "Ministry of Defence of Nepal", "Ministry of Defence of Nepal",
         "NPL.MIL"),
        ("Finland's Defence Ministry agreed to it.", "Finland's Defence Ministry", "Ministry of Defence of Finland",
         "FIN.MIL"),
        ("The Finnish   defence\nministry said so.", "Finnish   defence\nministry", "Ministry of Defence of Finland",
         "FIN.MIL"),
    ],
)  # fmt: skip
def test_a_country_beside_the_noun_tells(text, surface, label, code):
    assert told(text) == [[surface, label, code]]
    assert found(text)["rule"].str.startswith("institution-qualified: ").all()


def test_a_country_that_the_lexicon_has_with_the_noun_is_tagged_once():
    assert told("The Pakistani military and the Pakistan Army said so.") == []


def test_the_entry_of_the_lexicon_is_used_where_it_has_one():
    actors = read_lexicon("actors")
    one = found("Pakistan was hit.", "The military said so.").iloc[0]
    row = actors[actors["row"] == one["row"]].iloc[0]
    assert (one["entry"], one["label"], row["entry"]) == ("Pakistan Army", "Pakistan Army", "Pakistan Army")
    assert found("Peru was hit.", "The military said so.")[["row", "entry", "code"]].values.tolist() == [
        [0, "Peruvian military", "PER.MIL"]
    ]


# --- the country told by the article


def test_the_same_institution_named_before_tells():
    texts = ["The Kenyan army left Nepal.", "Men of Nepal came.", "Kenya waited.", "The army said so."]
    last = found(*texts).iloc[-1]
    assert (last["sentence_id"], last["code"]) == ("a:4", "KEN.MIL")
    assert last["rule"].startswith("institution-before: Kenya in a:1, institutions row ")


def test_the_only_country_named_before_tells():
    assert told("A bridge fell in Peru.", "Police said so.") == [["Police", "Peruvian police", "PER.COP"]]


def test_the_dateline_tells_where_no_other_country_is_nearer():
    texts = ["Two men were held.", "The police said so."]
    assert told(*texts, place="Islamabad") == [["police", "Pakistani police", "PAK.COP"]]
    assert found(*texts, place="Islamabad")["rule"].str.startswith("institution-dateline: Pakistan, ").all()
    assert told("Two men were held in Peru.", "The police said so.", place="Islamabad") == []


@pytest.mark.parametrize("role", ["title", "heading"])
def test_a_headline_needs_no_article(role):
    assert told("Army says so", "Nepal waited.", roles=[role, "body"], place="Kathmandu") == [
        ["Army", "Nepalese military", "NPL.MIL"]
    ]
    assert told("Army says so", "Nepal waited.", roles=["body", "body"], place="Kathmandu") == []


def test_two_countries_that_compete_leave_it_nobody_s():
    assert told("Peru and Chile talked.", "The government said so.") == []
    assert why_not("Peru and Chile talked.", "The government said so.") == [
        "several countries are told: Chile and Peru"
    ]
    assert told("The Kenyan army and the Ugandan army met.", "The army said so.")[2:] == []


def test_a_country_nearer_than_the_one_told_leaves_it_nobody_s():
    texts = ["The Kenyan government spoke.", "Chile listened, and the government agreed."]
    assert told(*texts) == [["Kenyan government", "Government of Kenya", "KEN.GOV"]]


def test_dateline_and_institution_named_before_must_agree():
    assert told("The Kenyan army came.", "The army said so.", place="Islamabad")[1:] == []
    texts = ["The Kenyan army came.", "Peruvian men fled.", "The army said so."]
    assert told(*texts, place="Nairobi")[1:] == [["army", "Kenyan military", "KEN.MIL"]]


def test_articles_do_not_tell_of_each_other():
    one, other = article("Peru was hit.", name="a"), article("Police said so.", name="b")
    sentences, articles = (pd.concat(pair, ignore_index=True) for pair in zip(one, other, strict=True))
    tags = tag_institutions(tagged(sentences), sentences, articles)
    assert not tags["rule"].str.startswith("institution-").any()


# --- nouns that are none


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The police station burned.", "part of a longer name: station"),
        ("The government offices burned.", "part of a longer name: offices"),
        ("The military operation ended.", "part of a longer name: operation"),
        ("Riot police came.", "another word tells it apart: Riot"),
        ("The provincial government said so.", "another word tells it apart: provincial"),
        ("The Taliban government said so.", "another word tells it apart: Taliban"),
        ("A government fell.", "another word tells it apart: A"),
        ("The police officers came.", "stands for persons: officers"),
        ("The troops came.", "only with its country"),
        ("The Government of Queensland said so.", "only with its country"),
    ],
)
def test_nouns_that_are_no_institution_say_why(text, reason):
    assert told("Peru waited.", text) == []
    assert why_not("Peru waited.", text) == [reason]


@pytest.mark.parametrize(
    "text", ["A policeman came.", "An anti-government march.", "The army-backed men.", "Mercenary."]
)
def test_parts_of_words_are_not_looked_at(text):
    assert told("Peru waited.", text) == why_not("Peru waited.", text) == []


def test_no_country_is_made_up():
    assert told("The army said so.") == []
    assert why_not("The army said so.") == ["no country is told"]


# --- tables


@pytest.mark.parametrize(
    "text",
    [
        "The army of Peru, its police and Peru's parliament left.",
        "Peru: “the cabinet” said so, the government’s men too.",
    ],
)
def test_the_surface_is_what_is_printed(text):
    tags = found(text, "The military said so.")
    texts = {"a:1": text, "a:2": "The military said so."}
    assert len(tags) > 1
    assert all(texts[s][a:b] == w for s, a, b, w in tags[["sentence_id", "start", "end", "surface"]].values)


WORDS = (
    "Peru",
    "Chile",
    "the",
    "army",
    "police",
    "Pakistani",
    "Army",
    "said",
    "of",
    "in",
    "Lima",
    "’s",
    ",",
    "ministry",
)


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), min_size=1, max_size=4))
@example(["army of Peru army"])
def test_tags_given_are_kept_in_order_and_new_ones_overlap_none_of_the_actors(texts):
    sentences, articles = article(*texts)
    before = tagged(sentences)
    after = tag_institutions(before, sentences, articles)
    tables.check(after, "tags")
    new = after["rule"].str.startswith("institution-")
    pd.testing.assert_frame_equal(after[~new].reset_index(drop=True), before.reset_index(drop=True))
    number = after["sentence_id"].map({name: at for at, name in enumerate(sentences["sentence_id"])})
    assert list(zip(number, after["start"], strict=True)) == sorted(zip(number, after["start"], strict=True))
    text = dict(zip(sentences["sentence_id"], sentences["text"], strict=True))
    actors = after[after["lexicon"] == "actors"]
    for s, a, b, w in after.loc[new, ["sentence_id", "start", "end", "surface"]].values:
        assert text[s][a:b] == w
        others = actors[(actors["sentence_id"] == s) & (actors["start"] < b) & (a < actors["end"])]
        assert len(others) == 1


def test_roles_leave_the_codes_of_institutions():
    sentences, articles = article("The Afghan army came.", "Peru waited.", "Nepal's police came.")
    tags = resolve_roles(tag_institutions(tagged(sentences), sentences, articles), articles)
    assert tags.loc[tags["label"] == "Nepalese police", ["code", "holder"]].values.tolist() == [["NPL.COP", ""]]


def test_nothing_in_gives_nothing():
    none = (tables.empty("tags"), tables.empty("sentences"), tables.empty("articles"))
    assert tag_institutions(*none).empty
    assert refused_institutions(*none).empty


def test_what_breaks_the_contract_is_named():
    with pytest.raises(TableError, match="table tags, column sentence_id"):
        tag_institutions(pd.DataFrame(), tables.empty("sentences"), tables.empty("articles"))


# --- the lists


def test_sectors_are_plover_s_and_labels_name_the_country():
    rows = read_table("institutions")
    assert set(rows["sector"]) == SECTORS
    assert set(rows["use"]) == {"any", "the", "qualified"}
    assert rows["label"].str.contains("{country}|{demonym}").all()
    assert rows.groupby("family")[["sector", "label"]].nunique().max().tolist() == [1, 1]


def test_no_word_is_listed_twice_for_one_place():
    for name, columns in (("institutions", ["noun"]), ("institution_words", ["word", "place"])):
        assert not read_table(name).duplicated(columns).any()
