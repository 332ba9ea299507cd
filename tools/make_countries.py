"""Make data/countries.csv and data/country_codes.csv from CLDR's English names and our own facts.

Run from anywhere: ``python tools/make_countries.py``. It needs Babel, which carries the CLDR names.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import babel
import pandas as pd
from babel.core import get_global

from corpus.lexicons import read_table

TOOLS = Path(__file__).parent
DATA = TOOLS.parent / "src" / "corpus" / "data"

CODES = {
    "CD": ("COD", "180"),
    "DE": ("DEU", "276"),
    "ET": ("ETH", "231"),
    "FR": ("FRA", "250"),
    "MM": ("MMR", "104"),
    "SD": ("SDN", "729"),
    "TL": ("TLS", "626"),
    "YE": ("YEM", "887"),
    "XK": ("XKX", ""),
}
"""Codes that CLDR lists several of, or that are not in ISO 3166-1 (Kosovo's are user-assigned)."""

KINDS = {
    "names": ("name", "own; names in common English use"),
    "former": ("former", "own; former names in common English use"),
    "abbreviations": ("abbreviation", "own; abbreviations in common English use"),
    "demonyms": ("demonym", "own; demonyms in common English use"),
    "capitals": ("capital", "own; seat of government or capital, with former and variant spellings"),
    "cities": ("city", "own; cities that datelines name without their country"),
}
GEONAMES = "GeoNames; see tools/world_cities.csv"
NOTES = {
    "Congo": "alone it is ambiguous with the Republic of the Congo; the larger state is meant more often",
    "Congolese": "ambiguous with the Republic of the Congo; the larger state is meant more often",
    "Dominican": "ambiguous with Dominica; the Dominican Republic is meant more often",
    "Dominicans": "ambiguous with Dominica; the Dominican Republic is meant more often",
    "Korea": "alone it is ambiguous with North Korea",
    "Korean": "alone it is ambiguous with North Korean",
    "Koreans": "alone it is ambiguous with North Koreans",
    "Brussels": "stands for the European Union or NATO too, where it acts",
    "Somaliland": "by ISO 3166 a part of Somalia",
    "Georgia": "also a state of the United States; see the rows of kind veto",
    "Soviet Union": "state number 365 of the Correlates of War project is the same for both",
    "Yugoslavia": "state number 345 of the Correlates of War project is the same for both",
    "Washington": "also a state of the United States and a surname; see the rows of kind veto",
    "US": "as written only: never 'us'",
}


class Row(NamedTuple):
    """A row of countries.csv."""

    entry: str
    label: str
    kind: str
    pattern: str
    match: str
    code: str
    note: str
    source: str


def codes_of(alpha2: str) -> tuple[str, str]:
    """Return the alpha-3 and the numeric code of an alpha-2 code."""
    if alpha2 in CODES:
        return CODES[alpha2]
    old = [key for key, values in get_global("territory_aliases").items() if values == [alpha2]]
    alpha3 = [key for key in old if len(key) == 3 and key.isalpha()]
    numeric = [key for key in old if key.isdigit()]
    if len(alpha3) != 1 or len(numeric) != 1:
        raise ValueError(
            f"{alpha2}: expected one alpha-3 and one numeric code, found {alpha3} and {numeric}; add to CODES"
        )
    return alpha3[0], numeric[0]


def plain(name: str) -> str:
    """Return a CLDR name as running text has it."""
    name = name.replace("’", "'").replace(" - ", "-").removesuffix(" SAR China")
    return name.split(" (")[0] if name.startswith("Myanmar") else name


def variants(name: str) -> list[str]:
    """Return a name with its spellings of "and" and "Saint"."""
    found = [name]
    found += [each.replace(" & ", " and ") for each in found] + [each.replace(" and ", " & ") for each in found]
    for full in ("Saint ", "St. "):
        found += [
            short + each.removeprefix(full)
            for each in found
            if each.startswith(full)
            for short in ("St. ", "St ", "Saint ")
        ]
    return list(dict.fromkeys(found))


def inflected(demonym: str) -> list[str]:
    """Return a demonym, and its plural where a + asks for one."""
    if not demonym.endswith("+"):
        return [demonym]
    singular = demonym[:-1]
    return [singular, f"{singular}s"]


def in_capitals(city: str) -> list[str]:
    """Return a city as datelines print it, with and without its accents."""
    name = city.replace("’", "'").upper()
    signs = unicodedata.normalize("NFKD", name.replace("Ł", "L"))
    return list(dict.fromkeys((name, "".join(sign for sign in signs if not unicodedata.combining(sign)))))


def forms(column: str, value: str) -> list[str]:
    """Return the patterns that a value of a column stands for."""
    if column == "names":
        return variants(value)
    if column == "capitals" and ", " in value:
        city, country = value.split(", ")
        return [rf"\b{re.escape(city)}(?=, {country}\b)"]
    return in_capitals(value) if column == "cities" else inflected(value) if column == "demonyms" else [value]


def rows_of(fact: dict[str, str], cldr: str, big: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of one country: CLDR's name first, then our own, then its big cities."""
    code, _ = codes_of(fact["alpha2"])
    label = fact["label"]
    source = f"Unicode CLDR, English territory names, through Babel {babel.__version__}"
    for name in variants(plain(cldr)):
        yield Row(label, label, "name", name, "fixed", code, NOTES.get(name, ""), source)
    for name in variants(label):
        yield Row(label, label, "name", name, "fixed", code, NOTES.get(name, ""), KINDS["names"][1])
    for column, (kind, source) in KINDS.items():
        for value in filter(None, fact[column].split("|")):
            for form in forms(column, value):
                match = "regex" if form.startswith("\\b") else "fixed"
                yield Row(label, label, kind, form, match, code, NOTES.get(form, ""), source)
    for form in (form for city in big for form in in_capitals(city)):
        yield Row(label, label, "city", form, "fixed", code, "", GEONAMES)


def unique(rows: Iterable[Row]) -> list[Row]:
    """Return the rows with one row per country and pattern, the first of them; no city that is a name in capitals."""
    every = list(rows)
    named = {row.pattern.upper() for row in every if row.kind != "city"}
    once = {(row.label, row.pattern): row for row in reversed(every)}.values()
    return [row for row in reversed(once) if row.kind != "city" or row.pattern not in named]


def vetoes(labels: dict[str, str]) -> list[Row]:
    """Return the rows of names that hold a country's name and are not that country."""
    table = read_table(TOOLS / "country_vetoes.csv")
    source = "own; names in common English use"
    columns = zip(table["alpha2"], table["match"], table["pattern"], table["note"], strict=True)
    return [
        Row(labels[alpha2], labels[alpha2], "veto", form, match, "", note, source)
        for alpha2, match, pattern, note in columns
        for form in filled(pattern)
    ]


@cache
def words() -> dict[str, list[str]]:
    """Return the lists of words that patterns of vetoes name in braces."""
    table = read_table(TOOLS / "country_veto_words.csv")
    lists = {str(name): rows["word"].tolist() for name, rows in table.groupby("list", sort=False)}
    return lists | {"state": read_table(TOOLS / "us_states.csv")["name"].tolist()}


def filled(pattern: str) -> list[str]:
    """Return a pattern with {list} filled in: any word of the list; with {each list}, a pattern for each word.

    One word a pattern keeps tagging fast: a pattern is tried only where the word stands.
    """
    for name, found in words().items():
        pattern = pattern.replace(f"{{{name}}}", "(?:" + "|".join(found) + ")")
        if f"{{each {name}}}" in pattern:
            return [form for word in found for form in filled(pattern.replace(f"{{each {name}}}", word))]
    return [pattern]


def namesakes(towns: pd.DataFrame, rows: Sequence[Row]) -> Iterator[Row]:
    """Yield vetoes of the towns of the United States that have the name of one of the rows: "Paris, Texas"."""
    states = {code: (name, short) for code, name, short in read_table(TOOLS / "us_states.csv").to_numpy()}
    of = {row.pattern: row.label for row in rows if row.kind in ("name", "former", "capital", "city")}
    of |= {row.pattern.upper(): row.label for row in rows if row.kind == "capital"}
    for name, code in towns[["name", "state"]].to_numpy():
        for town in [one for one in (name, name.upper()) if one in of]:
            label = of[town]
            for state in filter(None, states.get(code, ())):
                yield Row(label, label, "veto", f"{town}, {state}", "fixed", "", "town of the United States", GEONAMES)


def write(name: str, header: dict[str, str], columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Write a packaged list: its header block, its columns, its rows."""
    out = StringIO()
    out.writelines(f"# {key}: {value}\n" for key, value in header.items())
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    (DATA / name).write_text(out.getvalue(), encoding="utf-8")


def main() -> None:
    """Write both files."""
    facts: pd.DataFrame = read_table(TOOLS / "country_facts.csv")
    english = babel.Locale("en").territories
    records = [{str(key): str(value) for key, value in fact.items()} for fact in facts.to_dict("records")]
    places = read_table(TOOLS / "world_cities.csv")
    cities = places[places["state"] == ""].groupby("alpha2")["name"].agg(list).to_dict()
    rows = unique(
        row for fact in records for row in rows_of(fact, english[fact["alpha2"]], cities.get(fact["alpha2"], ()))
    )
    rows += namesakes(places[places["state"] != ""], rows)
    labels = {**dict(zip(facts["alpha2"], facts["label"], strict=True)), "*": "any country"}
    header = {
        "title": "Countries: names, former names, demonyms, abbreviations, capitals, cities of datelines, in English",
        "version": "1",
        "as_of": "2025-12",
        "source": "tools/make_countries.py, from Unicode CLDR through Babel, GeoNames and own rows; see column source",
        "licence": "rows from CLDR: Unicode License V3 (licenses/unicode.txt); rows from GeoNames "
        "(https://www.geonames.org): CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), names put in capitals; "
        "our own rows: MIT",
    }
    write("countries.csv", header, Row._fields, [*rows, *vetoes(labels)])
    header |= {
        "title": "Country codes: ISO 3166-1, Correlates of War, Gleditsch and Ward",
        "source": "ISO codes from Unicode CLDR through Babel (Kosovo: user-assigned); cow: Correlates of "
        "War state list v2016; gw: Gleditsch and Ward (1999) with microstates; blank: none or not sure",
        "licence": "codes are facts; the list: MIT",
    }
    codes = [
        (fact["alpha2"], *codes_of(fact["alpha2"]), fact["label"], fact["cow"], fact["gw"], KEYS_SOURCE)
        for fact in records
    ]
    write("country_codes.csv", header, ("alpha2", "alpha3", "numeric", "name", "cow", "gw", "source"), codes)


KEYS_SOURCE = "ISO 3166-1 through Unicode CLDR; Correlates of War; Gleditsch and Ward (1999)"

if __name__ == "__main__":
    main()
