"""What the packaged word lists must hold."""

import importlib.util
import re
from pathlib import Path

import pytest

from corpus import tables
from corpus.lexicons import describe_lexicon, packaged_lexicons, read_lexicon, read_table

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "corpus" / "data"
LISTS = (
    "abbreviations", "actors", "countries", "country_codes", "events", "places", "plover_events", "plover_modes",
    "reporting", "terms", "themes",
)  # fmt: skip

PLOVER_TYPES = [
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
SECTORS = {
    "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM", "CVL",
    "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC",
}  # fmt: skip
NO_COUNTRY = {"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"}


@pytest.mark.parametrize("name", LISTS)
def test_each_list_has_a_full_header(name):
    said = describe_lexicon(DATA / f"{name}.csv")
    assert all(said[key] for key in ("title", "version", "as_of", "source", "licence"))


@pytest.mark.parametrize("name", LISTS)
def test_each_row_has_a_source(name):
    assert (read_table(name)["source"] != "").all()


@pytest.mark.parametrize("name", LISTS)
def test_each_list_is_in_the_table_of_sources(name):
    assert f"| {name}.csv |" in (DATA / "SOURCES.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", packaged_lexicons())
def test_each_lexicon_keeps_the_contract(name):
    tables.check(read_lexicon(name), "lexicon")


def test_the_notice_of_cldr_is_shipped():
    assert "UNICODE LICENSE V3" in (DATA / "licenses" / "unicode.txt").read_text(encoding="utf-8")


# --- countries


@pytest.mark.parametrize(
    ("pattern", "kind", "code"),
    [
        ("Pakistan", "name", "PAK"),
        ("Pakistanis", "demonym", "PAK"),
        ("Islamabad", "capital", "PAK"),
        ("Afghan", "demonym", "AFG"),
        ("Afghanistani", "demonym", "AFG"),
        ("U.S.", "abbreviation", "USA"),
        ("US", "abbreviation", "USA"),
        ("UK", "abbreviation", "GBR"),
        ("UAE", "abbreviation", "ARE"),
        ("Burma", "former", "MMR"),
        ("Ivory Coast", "name", "CIV"),
        ("Niger", "name", "NER"),
        ("Nigerian", "demonym", "NGA"),
        ("Nigerien", "demonym", "NER"),
        ("Kosovo", "name", "XKX"),
        ("New Mexico", "veto", ""),
        ("Michael Jordan", "veto", ""),
        ("Doha Agreement", "veto", ""),
    ],
)
def test_a_country_s_pattern_has_its_kind_and_code(pattern, kind, code):
    countries = read_lexicon("countries")
    assert countries.loc[countries["pattern"] == pattern, ["kind", "code"]].values.tolist() == [[kind, code]]


def test_no_pattern_names_two_countries():
    countries = read_lexicon("countries")
    named = countries[~countries["kind"].isin(["capital", "veto"])]
    assert named.groupby("pattern")["code"].nunique().max() == 1


def test_every_country_of_the_code_table_has_a_name():
    countries, codes = read_lexicon("countries"), read_table("country_codes")
    assert set(codes["alpha3"]) == set(countries.loc[countries["kind"] == "name", "code"])
    assert len(codes) == 250


def test_no_country_is_matched_in_lower_case():
    countries = read_lexicon("countries")
    lower = countries[(countries["pattern"] == countries["pattern"].str.lower()) & (countries["match"] == "fixed")]
    assert set(lower["kind"]) <= {"veto"}


def test_codes_are_unique_and_numbers_are_numbers():
    codes = read_table("country_codes")
    for column in ("alpha2", "alpha3", "name"):
        assert codes[column].is_unique
    for column in ("numeric", "cow", "gw"):
        given = codes.loc[codes[column] != "", column]
        assert given.is_unique
        assert given.str.fullmatch(r"\d{1,3}").all()


@pytest.mark.parametrize(
    ("alpha3", "cow", "gw"),
    [("USA", "2", "2"), ("DEU", "255", "260"), ("YEM", "679", "678"), ("AFG", "700", "700"), ("PSE", "", "")],
)
def test_the_numbers_of_the_field_are_right(alpha3, cow, gw):
    codes = read_table("country_codes").set_index("alpha3")
    assert codes.loc[alpha3, ["cow", "gw"]].tolist() == [cow, gw]


# --- actors


SEED_ACTORS = {
    "Taliban": "Taliban",
    "Afghan Taliban": "Taliban",
    "Pakistani Taliban": "TTP",
    "TTP": "TTP",
    "Tehreek-e-Taliban Pakistan": "TTP",
    "Tahreek-e-Taliban Pakistan": "TTP",
    "Tehrik-i-Taliban Pakistan": "TTP",
    "Ali Amin Gandapur": "Ali Amin Gandapur",
    "Gandapur": "Ali Amin Gandapur",
    "Imran Khan": "Imran Khan",
    "PTI": "PTI",
    "Asif Durrani": "Asif Durrani",
    "Durrani": "Asif Durrani",
    "Amir Khan Muttaqi": "Amir Khan Muttaqi",
    "Muttaqi": "Amir Khan Muttaqi",
    "Motaqi": "Amir Khan Muttaqi",
    "Abdul Qahar Balkhi": "Abdul Qahar Balkhi",
    "Abdul Kabir": "Abdul Kabir",
    "Nooruddin Azizi": "Nooruddin Azizi",
    "Mumtaz Zahra Baloch": "Mumtaz Zahra Baloch",
    "Baloch": "Mumtaz Zahra Baloch",
    "Ishaq Dar": "Ishaq Dar",
    "Minister Dar": "Ishaq Dar",
    "Dar": "Ishaq Dar",
    "Mansoor Ahmad Khan": "Mansoor Ahmad Khan",
    "Shah Mehmood Qureshi": "Shah Mehmood Qureshi",
    "Qureshi": "Shah Mehmood Qureshi",
    "Inter-Services Public Relations": "ISPR",
    "ISPR": "ISPR",
    "Express Tribune": "Express Tribune",
    "Chief of Army Staff": "Chief of Army Staff of Pakistan",
    "Khyber Pakhtunkhwa government": "Government of Khyber Pakhtunkhwa",
    "Pakistan's Foreign Office": "Ministry of Foreign Affairs of Pakistan",
    "international community": "International community",
}


@pytest.mark.parametrize("pattern", SEED_ACTORS)
def test_each_actor_named_in_the_seeds_is_in_the_lexicon(pattern):
    actors = read_lexicon("actors")
    assert set(actors.loc[actors["pattern"] == pattern, "label"]) == {SEED_ACTORS[pattern]}


def test_the_taliban_are_a_rebel_group_and_then_the_de_facto_authority():
    actors = read_lexicon("actors")
    rows = actors.loc[actors["pattern"] == "Taliban", ["code", "since", "until"]].values.tolist()
    assert rows == [["AFG.REB", "", "2021-08-14"], ["AFG.GOV", "2021-08-15", ""]]


def test_no_pattern_of_ttp_belongs_to_another_entry():
    actors = read_lexicon("actors")
    own = set(actors.loc[actors["label"] == "TTP", "pattern"])
    assert set(actors.loc[actors["pattern"].isin(own), "label"]) == {"TTP"}


def test_codes_of_actors_are_plover_s():
    countries = set(read_table("country_codes")["alpha3"])
    for code in set(read_lexicon("actors")["code"]) - {""}:
        country, *sectors = code.split(".")
        assert code in NO_COUNTRY or (country in countries and sectors and set(sectors) <= SECTORS), code


def test_only_a_veto_has_no_code_and_only_surnames_are_bare_words_of_persons():
    actors = read_lexicon("actors")
    assert set(actors.loc[actors["code"] == "", "kind"]) == {"veto"}
    assert set(actors["kind"]) == {"person", "surname", "office", "group", "organisation", "veto"}


def test_a_pattern_belongs_to_one_entry():
    actors = read_lexicon("actors")
    assert actors.groupby("pattern")["entry"].nunique().max() == 1


def test_there_are_at_least_150_actors():
    assert read_lexicon("actors")["entry"].nunique() >= 150


def test_every_person_of_the_terms_is_an_actor():
    actors = read_lexicon("actors")
    assert set(read_table("terms")["person"]) <= set(actors["entry"])


def test_terms_of_little_confidence_name_no_day():
    terms = read_table("terms")
    unsure = terms[terms["confidence"] != "high"]
    assert not unsure[["since", "until"]].stack().str.fullmatch(r"\d{4}-\d\d-\d\d").any()


# --- themes and events


def test_the_37_contexts_have_at_least_15_patterns_each():
    themes = read_lexicon("themes")
    counts = themes[themes["kind"] != "veto"].groupby("label").size()
    assert len(counts) == 37
    assert counts.min() >= 15


def test_the_16_types_are_those_of_plover_with_quad_and_score():
    types = read_table("plover_events")
    assert types["event_type"].tolist() == PLOVER_TYPES
    assert "".join(types["quad"]) == "1111222333344444"


def test_scores_of_conflict_are_not_above_those_of_cooperation():
    types = read_table("plover_events").astype({"score": float, "quad": int})
    assert types.loc[types["quad"] <= 2, "score"].min() > types.loc[types["quad"] >= 3, "score"].max()


def test_every_type_has_verbs_nouns_and_phrases():
    events = read_lexicon("events")
    kinds = events[events["kind"] != "veto"].groupby("label")["kind"].agg(set)
    assert kinds.index.tolist() == sorted(PLOVER_TYPES)
    assert all(found == {"verb", "noun", "phrase"} for found in kinds)


def test_the_weight_of_a_trigger_has_the_sign_of_its_quad():
    events = read_lexicon("events")
    quads = read_table("plover_events").set_index("event_type")["quad"].astype(int)
    coded = events[events["kind"] != "veto"]
    quad = coded["label"].map(quads)
    assert (coded.loc[quad <= 2, "weight"] > 0).all()
    assert (coded.loc[quad == 4, "weight"] < 0).all()


@pytest.mark.parametrize(
    ("pattern", "label"),
    [
        ("accused", "ACCUSE"),
        ("met with", "CONSULT"),
        ("agreed on", "AGREE"),
        ("summoned", "ACCUSE"),
        ("demanded", "REQUEST"),
        ("deported", "COERCE"),
        ("were killed", "ASSAULT"),
        ("carried out airstrikes", "ASSAULT"),
        ("suicide bombers", "ASSAULT"),
        ("denied", "REJECT"),
        ("ceasefire", "RETREAT"),
        ("congratulated", "SUPPORT"),
        ("had a telephonic conversation", "CONSULT"),
    ],
)
def test_an_act_told_in_the_seeds_has_its_type(pattern, label):
    events = read_lexicon("events")
    assert events.loc[events["pattern"] == pattern, "label"].tolist() == [label]


@pytest.mark.parametrize("pattern", ["Doha Agreement", "Foreign Office", "March", "press conference", "civil war"])
def test_false_friends_are_vetoed(pattern):
    events = read_lexicon("events")
    assert events.loc[events["pattern"] == pattern, "kind"].tolist() == ["veto"]


# --- plain lists


def test_abbreviations_end_with_a_full_stop_and_are_unique():
    abbreviations = read_table("abbreviations")["abbreviation"]
    assert abbreviations.is_unique
    assert abbreviations.str.endswith(".").all()
    assert {"Gen.", "Lt.", "Maj.", "U.S.", "Oct.", "Sept.", "Mr."} <= set(abbreviations)


# --- the scripts that make them


def _tool(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("make_countries", "countries.csv country_codes.csv"),
        ("make_events", "events.csv"),
        ("make_places", "places.csv"),
    ],
)
def test_a_script_makes_the_packaged_file_again(name, made, tmp_path, monkeypatch):
    if name == "make_countries":
        pytest.importorskip("babel")
    tool = _tool(name)
    monkeypatch.setattr(tool, "DATA", tmp_path)
    tool.main()
    for file in made.split():
        ours, again = (
            re.sub(r"Babel [\d.]+", "Babel", (folder / file).read_text(encoding="utf-8")) for folder in (DATA, tmp_path)
        )
        assert again == ours
