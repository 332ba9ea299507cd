"""Make the gazetteer `places` from place_facts.csv and place_vetoes.csv: one row per way a name is written."""

import csv
from collections.abc import Iterator
from pathlib import Path

TOOLS = Path(__file__).parent
DATA = TOOLS.parent / "src" / "corpus" / "data"

HEADER = """\
# title: Gazetteer of Afghanistan, Pakistan and the cities their news tell of: provinces, districts, crossings, cities
# version: 1
# as_of: 2025-12
# source: tools/make_places.py, from tools/place_facts.csv and tools/place_vetoes.csv; see column source
# licence: MIT; codes are facts
# kinds: province, district, crossing, city, veto; capital, whose tag gets kind government where it acts
# codes: ISO 3166-2 of the province, state or region a place is or lies in; both sides of a crossing, joined with |
# coordinates: WGS 84, rounded from general reference knowledge to the precision that the row states; no survey
"""
COLUMNS = (
    "entry", "label", "kind", "pattern", "match", "code", "note", "source", "latitude", "longitude", "precision",
)  # fmt: skip
PRECISION = {
    "province": "middle of the province, 1 degree",
    "district": "middle of the district, 0.3 degrees",
    "crossing": "the crossing, 0.1 degrees",
    "city": "city centre, 0.05 degrees",
    "capital": "city centre, 0.05 degrees",
}
SOURCE = "own; names and codes in common use; coordinates from general reference knowledge, rounded"
VETO_SOURCE = "own; names and turns of phrase in common English use"


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a list beside this script, its header block left out."""
    lines = (TOOLS / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def patterns(name: str, kind: str, alone: str) -> Iterator[tuple[str, str]]:
    """Yield match and pattern of each way in which a text says that it means this place."""
    if alone == "yes":
        yield "fixed", name
    if alone == "in":
        yield "regex", rf"(?:(?<=\bin )|(?<=\bnear )){name}(?!\w)"
    if alone != "yes" and kind not in name.casefold().split():
        for word in (kind, kind.title()):
            yield "fixed", f"{name} {word}"
            yield "fixed", f"{word} of {name}"


def place_rows(fact: dict[str, str]) -> Iterator[dict[str, str]]:
    """Yield the rows of a place."""
    told = {"entry": fact["label"], "precision": PRECISION[fact["kind"]], "source": SOURCE}
    seen = set()
    for name in fact["names"].split("|"):
        for match, pattern in patterns(name, fact["kind"], fact["alone"]):
            if pattern not in seen:
                seen.add(pattern)
                yield fact | told | {"match": match, "pattern": pattern}


def main() -> None:
    """Write the gazetteer."""
    facts = read("place_facts.csv")
    rows = [row for fact in facts for row in place_rows(fact)]
    told = {"kind": "veto", "source": VETO_SOURCE}
    rows += [veto | told | {"entry": veto["label"]} for veto in read("place_vetoes.csv")]
    with (DATA / "places.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        writer = csv.DictWriter(file, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
