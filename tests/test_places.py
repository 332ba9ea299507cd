import json
import re

import pandas as pd
import pytest

from corpus.articles import load_source
from corpus.errors import LexiconError
from corpus.lexicons import read_lexicon
from corpus.places import describe_places, to_geojson
from corpus.sentences import split_sentences
from corpus.tables import complete
from corpus.tagging import tag

BOUNDS = {"AF": (29.3, 38.5, 60.4, 75.0), "PK": (23.6, 37.1, 60.8, 77.9)}
"""South, north, west and east of the two countries."""


@pytest.fixture(scope="module")
def gazetteer():
    return read_lexicon("places")


def named(*texts, role="body"):
    ids = [f"a:{number:04d}" for number in range(1, len(texts) + 1)]
    frame = pd.DataFrame({"sentence_id": ids, "article_id": "a", "text": list(texts), "role": role})
    return complete(frame, "sentences")


def found(text):
    tags = tag(named(text), "places")
    return [(surface, label) for surface, label in tags[["surface", "label"]].itertuples(index=False)]


def own(tmp_path, *rows, columns="label,pattern,latitude,longitude,precision"):
    path = tmp_path / "valleys.csv"
    path.write_text("\n".join(["# title: valleys", columns, *rows]) + "\n", encoding="utf-8")
    return path


# --- the packaged gazetteer


def test_every_province_of_both_countries_has_its_code(gazetteer):
    pycountry = pytest.importorskip("pycountry")
    codes = {one.code for country in BOUNDS for one in pycountry.subdivisions.get(country_code=country)}
    provinces = set(gazetteer.loc[gazetteer["kind"] == "province", "code"])
    assert codes <= provinces
    assert provinces - codes == {"IN-JK"}


def test_every_code_is_one_of_iso_3166_2(gazetteer):
    pycountry = pytest.importorskip("pycountry")
    known = {one.code for one in pycountry.subdivisions}
    used = set(gazetteer.loc[gazetteer["kind"] != "veto", "code"].str.split("|").explode())
    assert used <= known


def test_every_place_lies_in_its_country(gazetteer):
    places = gazetteer[gazetteer["kind"] != "veto"]
    for entry, code, latitude, longitude in places[["entry", "code", "latitude", "longitude"]].itertuples(index=False):
        for country in {one[:2] for one in code.split("|")} & set(BOUNDS):
            south, north, west, east = BOUNDS[country]
            assert south <= float(latitude) <= north, entry
            assert west <= float(longitude) <= east, entry


def test_a_place_lies_near_the_middle_of_its_province(gazetteer):
    middles = {
        code: (float(latitude), float(longitude))
        for code, latitude, longitude in gazetteer.loc[
            (gazetteer["kind"] == "province") & ~gazetteer["entry"].str.contains("FATA"),
            ["code", "latitude", "longitude"],
        ].itertuples(index=False)
    }
    far = {"PK-BA": 4.6, "PK-PB": 3.6, "PK-SD": 3.0, "PK-KP": 3.3, "PK-GB": 2.0}
    for entry, code, latitude, longitude in gazetteer.loc[
        ~gazetteer["kind"].isin(["veto", "province"]), ["entry", "code", "latitude", "longitude"]
    ].itertuples(index=False):
        for one in set(code.split("|")) & set(middles):
            apart = max(abs(float(latitude) - middles[one][0]), abs(float(longitude) - middles[one][1]))
            assert apart <= far.get(one, 2.4), (entry, one)


def test_every_place_says_how_exactly_its_point_is_meant(gazetteer):
    assert gazetteer.loc[gazetteer["kind"] != "veto", "precision"].str.contains(r"\d degrees?$").all()
    assert set(gazetteer["kind"]) == {"province", "district", "crossing", "city", "capital", "veto"}


def test_a_pattern_names_one_place(gazetteer):
    assert gazetteer.groupby("pattern")["entry"].nunique().max() == 1


def test_no_place_is_matched_in_lower_case(gazetteer):
    fixed = gazetteer[gazetteer["match"] == "fixed"]
    assert not fixed["pattern"].str.islower().any()


# --- names that mislead


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the district of Khyber", [("Khyber", "Khyber")]),
        ("in Khyber Pakhtunkhwa", [("Khyber Pakhtunkhwa", "Khyber Pakhtunkhwa")]),
        ("at Khyber Medical College", []),
        ("over the Khyber Pass", [("Khyber Pass", "Khyber Pass")]),
        ("KP Oli of Nepal, and KP's Bannu", [("KP", "Khyber Pakhtunkhwa"), ("Bannu", "Bannu")]),
        ("the Doha Agreement", []),
        ("the 2020 Doha peace deal", []),
        ("a ceasefire in Doha", [("Doha", "Doha")]),
        ("the Geneva Conventions", []),
        ("in Kandahar", [("Kandahar", "Kandahar")]),
        ("in Kandahar province", [("Kandahar province", "Kandahar province")]),
        ("Ms Farah left", []),
        ("in Farah", [("Farah", "Farah")]),
        ("in Farah province", [("Farah province", "Farah province")]),
        ("Punjab and Haryana", []),
        ("in Punjab", [("Punjab", "Punjab")]),
        ("a SWAT team", []),
        ("Tank fire; the Tank district", [("Tank district", "Tank")]),
        ("Dera Ismail Khan and Imran Khan", [("Dera Ismail Khan", "Dera Ismail Khan")]),
        ("the Torkham-Jalalabad road", [("Torkham", "Torkham"), ("Jalalabad", "Jalalabad")]),
        ("Abdul Qahar Balkhi", []),
        ("the Washington Post", []),
        ("Quetta Shura", []),
    ],
)
def test_a_name_is_a_place_where_it_is_one(text, expected):
    assert found(text) == expected


# --- counts and the map


def test_places_of_the_seeds_are_counted():
    loaded = load_source("seeds")
    sentences = split_sentences(loaded.articles, loaded.lines)
    places = describe_places(tag(sentences, "places"), sentences).set_index("label")
    assert {"North Waziristan", "Bannu", "Dera Ismail Khan", "Khyber", "Torkham", "Doha"} <= set(places.index)
    assert places.loc["North Waziristan", ["mentions", "articles", "code"]].tolist() == [1, 1, "PK-KP"]
    assert places.loc["Doha", "mentions"] == 1


def test_a_capital_that_acts_and_a_dateline_are_no_places():
    sentences = named("Islamabad said so.", "He was in Islamabad.")
    assert describe_places(tag(sentences, "places"), sentences)["mentions"].tolist() == [1]
    filed = named("PESHAWAR:", role="dateline")
    assert describe_places(tag(filed, "places"), filed).empty


def test_mentions_are_counted_by_article_and_the_first_is_named():
    sentences = named("To Quetta.", "Quetta again; Herat.").assign(article_id=["a", "b"])
    places = describe_places(tag(sentences, "places"), sentences)
    assert places[["label", "mentions", "articles", "sentence_id"]].values.tolist() == [
        ["Quetta", 2, 2, "a:0001"],
        ["Herat", 1, 1, "a:0002"],
    ]


def test_geojson_has_a_point_per_place_longitude_first(tmp_path):
    sentences = named("From Torkham to Torkham and Doha.")
    out = tmp_path / "maps" / "places.geojson"
    made = to_geojson(tag(sentences, "places"), sentences, path=out)
    assert json.loads(out.read_text(encoding="utf-8")) == made
    assert [one.name for one in out.parent.iterdir()] == ["places.geojson"]
    assert made["type"] == "FeatureCollection"
    first, second = made["features"]
    assert first["type"] == "Feature"
    assert first["geometry"] == {"type": "Point", "coordinates": [71.09, 34.12]}
    assert first["properties"]["mentions"] == 2
    assert first["properties"]["code"] == "AF-NAN|PK-KP"
    assert second["properties"]["precision"] == "city centre, 0.05 degrees"


def test_no_tags_give_an_empty_map():
    sentences = named("Nothing.")
    assert to_geojson(tag(sentences, "places"), sentences)["features"] == []


def test_a_gazetteer_of_one_s_own_works_by_its_path(tmp_path):
    path = own(tmp_path, "Shigar,Shigar,35.4,75.7,0.1 degrees", "Nowhere,Nowhere,,,")
    sentences = named("Shigar and Nowhere.")
    features = to_geojson(tag(sentences, path), sentences, places=path)["features"]
    assert [(one["id"], one["geometry"] and one["geometry"]["coordinates"]) for one in features] == [
        ("Nowhere", None),
        ("Shigar", [75.7, 35.4]),
    ]
    assert features[1]["properties"]["precision"] == "0.1 degrees"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Shigar,Shigar,north,75.7,", "valleys.csv, line 3, column latitude: found 'north'"),
        ("Shigar,Shigar,35.4,275,", "valleys.csv, line 3, column longitude: found '275'"),
        ("Shigar,Shigar,35.4,,", "valleys.csv, line 3: found one of latitude and longitude"),
    ],
)
def test_coordinates_that_are_none_are_named_with_their_line(tmp_path, row, message):
    path = own(tmp_path, row)
    sentences = named("Shigar.")
    with pytest.raises(LexiconError, match=re.escape(message)):
        describe_places(tag(sentences, path), sentences, path)


def test_two_points_of_one_place_are_an_error(tmp_path):
    path = own(tmp_path, "Shigar,Shigar,35.4,75.7,", "Shigar,Shigar Valley,36.4,75.7,")
    with pytest.raises(LexiconError, match="line 4: places 'Shigar' at"):
        describe_places(tag(named("x"), path), named("x"), path)


def test_a_lexicon_without_coordinates_is_no_gazetteer():
    with pytest.raises(LexiconError, match="countries, column latitude: expected in a gazetteer"):
        describe_places(tag(named("x"), "countries"), named("x"), "countries")
