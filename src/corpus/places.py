"""Tags of a gazetteer -> places: how often each is named, where it lies, and GeoJSON for a map."""

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from corpus import tables
from corpus.capitals import GOVERNMENT
from corpus.errors import LexiconError
from corpus.lexicons import read_lexicon
from corpus.tagging import VETO, select_tags

NAMED_ROLES = ("body", "summary", "heading", "title", "caption")
"""A dateline says where an article was filed, not where something took place."""

LIMITS = {"latitude": 90.0, "longitude": 180.0}
COLUMNS = {
    "entry": "str", "label": "str", "kind": "str", "code": "str", "mentions": "int64", "articles": "int64",
    "sentence_id": "str", "latitude": "float64", "longitude": "float64", "precision": "str",
}  # fmt: skip

Gazetteer = pd.DataFrame | str | os.PathLike[str]


class Point(NamedTuple):
    """Where a place lies, NaN where its gazetteer does not say, and how exactly that is known."""

    latitude: float
    longitude: float
    precision: str


def describe_places(tags: pd.DataFrame, sentences: pd.DataFrame, places: Gazetteer = "places") -> pd.DataFrame:
    """Count how often each place of a gazetteer is named, in how many articles, and say where it lies.

    A place named in a dateline is not counted, for the article was filed there, nor a capital that stands for its
    government (tags of kind ``government``: "Islamabad said").

    Parameters
    ----------
    tags : DataFrame
        Table ``tags``, with tags of the gazetteer.
    sentences : DataFrame
        Table ``sentences``: those to count in.
    places : DataFrame, str or path
        The gazetteer: a lexicon with the columns `latitude` and `longitude` (WGS 84, degrees) and, if it has
        it, `precision`; the packaged one, or your own by its path.

    Returns
    -------
    DataFrame
        One row per place, the most often named first: entry, label, kind, code, `mentions`, `articles`,
        `sentence_id` (the first that names it), latitude, longitude, precision. Latitude and longitude are NaN
        for a place whose gazetteer gives none.

    Raises
    ------
    LexiconError
        When the gazetteer has no coordinates, or a row's are not degrees; names file, line and column.

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "He left Kabul for Torkham."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> describe_places(tag(sentences, "places"), sentences)[["label", "kind", "latitude"]].values.tolist()
    [['Kabul', 'capital', 34.53], ['Torkham', 'crossing', 34.12]]
    """
    tables.check(tags, "tags")
    tables.check(sentences, "sentences")
    gazetteer = places if isinstance(places, pd.DataFrame) else read_lexicon(places)
    points = _points(gazetteer)
    name = gazetteer["lexicon"].iloc[0] if len(gazetteer) else ""
    read = sentences.loc[sentences["role"].isin(NAMED_ROLES), ["sentence_id", "article_id"]]
    found = select_tags(tags, name).merge(read, on="sentence_id")
    found = found[found["entry"].isin(list(points)) & (found["kind"] != GOVERNMENT)].sort_values(
        ["sentence_id", "start"], kind="stable"
    )
    counted = found.groupby("entry", as_index=False).agg(
        label=("label", "first"),
        kind=("kind", "first"),
        code=("code", "first"),
        mentions=("entry", "size"),
        articles=("article_id", "nunique"),
        sentence_id=("sentence_id", "first"),
    )
    where = {name: [getattr(points[entry], name) for entry in counted["entry"]] for name in Point._fields}
    made = counted.assign(**where)[list(COLUMNS)].astype(COLUMNS)
    return made.sort_values(["mentions", "entry"], ascending=[False, True], ignore_index=True)


def _points(gazetteer: pd.DataFrame) -> dict[str, Point]:
    """Return where each place of a gazetteer lies, by its entry."""
    tables.check(gazetteer, "lexicon")
    for column in LIMITS:
        if column not in gazetteer:
            name = ", ".join(gazetteer["lexicon"].unique())
            raise LexiconError(f"{name}, column {column}: expected in a gazetteer, but missing")
    rows = gazetteer[gazetteer["kind"] != VETO]
    precision = rows["precision"] if "precision" in rows else pd.Series("", index=rows.index)
    points: dict[str, Point] = {}
    cells = zip(rows["entry"], rows["lexicon"], rows["row"], rows["latitude"], rows["longitude"], strict=True)
    for (entry, name, line, latitude, longitude), exact in zip(cells, precision, strict=True):
        place = f"{name}.csv, line {line}"
        point = Point(_degrees(latitude, "latitude", place), _degrees(longitude, "longitude", place), str(exact))
        if (point.latitude != point.latitude) != (point.longitude != point.longitude):
            raise LexiconError(f"{place}: found one of latitude and longitude, expected both or none")
        known = points.setdefault(entry, point)
        if point.latitude == point.latitude and known[:2] != point[:2]:
            if known.latitude == known.latitude:
                raise LexiconError(f"{place}: places {entry!r} at {point[:2]}, a line above at {known[:2]}; keep one")
            points[entry] = point
    return points


def _degrees(value: Any, column: str, place: str) -> float:
    limit = LIMITS[column]
    try:
        degrees = float(value) if value != "" else float("nan")
    except (TypeError, ValueError):
        degrees = float("inf")
    if abs(degrees) > limit:
        raise LexiconError(
            f"{place}, column {column}: found {value!r}, expected degrees from -{limit:g} to {limit:g}, or nothing"
        )
    return degrees


def to_geojson(
    tags: pd.DataFrame,
    sentences: pd.DataFrame,
    places: Gazetteer = "places",
    path: str | os.PathLike[str] | None = None,
) -> dict[str, Any]:
    """Return the places that are tagged as GeoJSON, for a map in any geographic information system.

    Parameters
    ----------
    tags, sentences, places
        As in `describe_places`.
    path : str or path, optional
        Where to write it; the file is written beside and then renamed, so it is never half there.

    Returns
    -------
    dict
        One row per place as a feature of a FeatureCollection: `id` is its entry; its properties are label,
        kind, code, mentions, articles, sentence_id and precision. A place without coordinates has no geometry.

    Raises
    ------
    LexiconError
        As in `describe_places`.

    Notes
    -----
    Butler, H. et al. (2016). The GeoJSON Format. RFC 7946, https://www.rfc-editor.org/rfc/rfc7946: longitude
    comes first. A point is where a place is named to lie, as exact as `precision` says; it is no boundary.

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "A truce was agreed in Doha."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> to_geojson(tag(sentences, "places"), sentences)["features"][0]["geometry"]
    {'type': 'Point', 'coordinates': [51.53, 25.29]}
    """
    described = describe_places(tags, sentences, places)
    collection = {
        "type": "FeatureCollection",
        "features": [_feature(row) for row in described.to_dict("records")],
    }
    if path is not None:
        _write(Path(path), json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1) + "\n")
    return collection


def _feature(row: dict[Any, Any]) -> dict[str, Any]:
    latitude, longitude = row["latitude"], row["longitude"]
    geometry = {"type": "Point", "coordinates": [longitude, latitude]} if latitude == latitude else None
    told = ("label", "kind", "code", "mentions", "articles", "sentence_id", "precision")
    return {
        "type": "Feature",
        "id": row["entry"],
        "geometry": geometry,
        "properties": {name: row[name] for name in told},
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
