"""The column contract of every table: `check` enforces it, `complete` makes a hand-made frame fit it."""

import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from corpus.errors import TableError
from corpus.timex import edtf

Flags = npt.NDArray[np.bool_]
REQUIRED = object()
DTYPES: dict[str, Any] = {"str": "str", "int": "int64", "float": "float64", "bool": "bool", "time": "datetime64[us]"}
FEW = 1_000
"""So few strings are made one by one."""

STRINGS: Any = pd.array([], dtype="str").dtype
DEFAULTS: dict[str, Any] = {"str": "", "int": 0, "float": 0.0, "bool": False, "time": pd.NaT}

ROLES = (
    "title", "byline", "stamp", "dateline", "summary", "caption", "heading", "body",
    "promo", "boilerplate", "repeated", "blank",
)  # fmt: skip
TEXT_ROLES = ("body", "summary")
"""Roles of the sentences that tone, themes and events take; headings, titles, captions are apart."""

GRADES = ("documented", "inferred", "")
BASES = ("user", "metadata", "stamp", "stamp-updated", "dateline", "neighbour", "bound", "none")
QUADS = (1, 2, 3, 4)
MODALITIES = ("actual", "negated", "future", "hypothetical", "historical")


class Column(NamedTuple):
    """What one column must be: its kind, what stands in when it is missing, the values allowed."""

    kind: str
    default: Any = None
    allowed: tuple[Any, ...] = ()


def _need(kind: str = "str", *allowed: Any) -> Column:
    return Column(kind, REQUIRED, allowed)


def _may(kind: str = "str", default: Any = None, allowed: tuple[Any, ...] = ()) -> Column:
    return Column(kind, DEFAULTS[kind] if default is None else default, allowed)


TABLES: dict[str, dict[str, Column]] = {
    "files": {
        "source_file": _need(), "format": _may(), "encoding": _may(), "bytes": _may("int"), "sha256": _may(),
        "expected": _may("int"), "found": _may("int"), "status": _need("str", "read", "skipped"), "reason": _may(),
    },
    "lines": {
        "source_file": _need(), "line_no": _need("int"), "article_id": _may(), "role": _need("str", *ROLES),
        "kept": _need("bool"), "rule": _may(), "text": _need(),
    },
    "articles": {
        "article_id": _need(), "source_file": _may(), "first_line": _may("int"), "last_line": _may("int"),
        "title": _may(), "outlet": _may(), "byline": _may(), "place": _may(), "language": _may(),
        "published": _may(), "earliest": _may("time"), "latest": _may("time"), "grade": _may("str", "", GRADES),
        "published_basis": _may("str", "none", BASES), "updated": _may(), "duplicate_of": _may(), "text": _need(),
    },
    "evidence": {
        "article_id": _need(), "kind": _may(), "sentence_id": _may(), "start": _may("int"), "end": _may("int"),
        "surface": _may(), "earliest": _may("time"), "latest": _may("time"), "from_article_id": _may(),
        "source": _may(), "verdict": _need("str", "used", "confirmed", "contradicted"), "note": _may(),
    },
    "sentences": {
        "sentence_id": _need(), "article_id": _need(),
        "role": _may("str", "body", ("body", "summary", "heading", "title", "caption", "dateline")),
        "paragraph_no": _may("int"), "start": _may("int"), "end": _may("int"), "text": _need(),
    },
    "lexicon": {
        "lexicon": _need(), "row": _may("int"), "entry": _may(), "label": _need(), "kind": _may(), "pattern": _need(),
        "match": _may("str", "fixed", ("fixed", "glob", "regex")), "weight": _may("float"), "code": _may(),
        "since": _may(), "until": _may(), "note": _may(), "source": _may(),
    },
    "tags": {
        "sentence_id": _need(), "lexicon": _may(), "row": _may("int"), "entry": _may(), "label": _need(),
        "kind": _may(), "code": _may(), "start": _need("int"), "end": _need("int"), "surface": _need(), "rule": _may(),
    },
    "corrections": {
        "file": _need(), "line": _need("int"), "action": _need("str", "strike", "change", "add"),
        "sentence_id": _need(), "surface": _need(), "lexicon": _may(), "tags": _need("int"), "why": _may(),
    },
    "dates": {
        "sentence_id": _need(), "start": _need("int"), "end": _need("int"), "surface": _need(),
        "type": _need("str", "DATE", "TIME", "DURATION", "SET"), "value": _may(), "unresolved": _may(), "mod": _may(),
        "edtf": _may(), "earliest": _may("time"), "latest": _may("time"), "grain": _may(),
        "grade": _may("str", "", GRADES), "basis": _may(), "anchor": _may(),
    },
    "coded": {
        "sentence_id": _need(), "start": _need("int"), "end": _need("int"), "surface": _need(), "type": _need(),
        "quad": _need("int", *QUADS), "intensity": _may("float"), "modality": _may("str", "actual", MODALITIES),
        "source_actor": _may(), "target_actor": _may(), "said_by": _may(), "main": _may("bool"),
    },
    "events": {
        "event_id": _need(), "edtf": _may(), "earliest": _may("time"), "latest": _may("time"), "grain": _may(),
        "grade": _may("str", "", GRADES), "type": _need(), "quad": _need("int", *QUADS),
        "modality": _may("str", "actual", MODALITIES), "source_actor": _may(), "target_actor": _may(),
        "said_by": _may(), "place": _may(), "sentence_id": _need(), "n_articles": _may("int", 1),
    },
    "mentions": {"event_id": _need(), "article_id": _need(), "sentence_id": _need()},
    "scores": {
        "sentence_id": _need(), "method": _need(), "score": _need("float"), "raw": _may("float"),
        "positive": _may("float"), "negative": _may("float"), "hits": _may("int"), "words": _may("int"),
        "known": _may("float"),
    },
    "hits": {
        "sentence_id": _need(), "method": _need(), "start": _need("int"), "end": _need("int"), "surface": _need(),
        "base": _may("float"), "rule": _may(), "contribution": _need("float"),
    },
}  # fmt: skip
"""Table name -> column name -> what the column must be."""

KEYS = {
    "files": ["source_file"],
    "lines": ["source_file", "line_no"],
    "articles": ["article_id"],
    "sentences": ["sentence_id"],
    "events": ["event_id"],
    "scores": ["sentence_id", "method"],
}
"""Columns that together name a row; no two rows may share them."""


def _columns(table: str) -> dict[str, Column]:
    if table not in TABLES:
        raise TableError(f"there is no table {table!r}; the tables are {', '.join(TABLES)}")
    return TABLES[table]


def _is_kind(values: pd.Series, kind: str) -> bool:
    if kind == "str":
        return isinstance(values.dtype, pd.StringDtype)
    return str(values.dtype) == DTYPES[kind]


def _check_column(frame: pd.DataFrame, table: str, name: str, column: Column) -> None:
    where = f"table {table}, column {name}"
    if name not in frame.columns:
        raise TableError(f"{where}: expected, but missing; found {', '.join(map(str, frame.columns))}")
    values = frame[name]
    if not _is_kind(values, column.kind):
        raise TableError(
            f"{where}: expected {DTYPES[column.kind]}, found {values.dtype}; "
            f"corpus.complete(frame, {table!r}) converts it"
        )
    if _has_missing(values, column.kind):
        at = values.index[values.isna()].tolist()[0]
        raise TableError(f"{where}: expected no missing value, found one at index {at!r}")
    if column.allowed and not set(values.unique()) <= set(column.allowed):
        wrong = values[~values.isin(column.allowed)].tolist()[0]
        raise TableError(f"{where}: expected one of {column.allowed}, found {wrong!r}")


def _has_missing(values: pd.Series, kind: str) -> bool:
    """Tell whether strings or numbers with a point are missing; Arrow has counted its strings."""
    if kind == "str":
        return pa.array(values.array).null_count > 0
    return kind == "float" and bool(np.isnan(values.to_numpy()).any())


def check(frame: pd.DataFrame, table: str) -> None:
    """Raise unless a frame keeps the contract of a table; further columns are allowed.

    Parameters
    ----------
    frame : DataFrame
        The table to look at; it is not changed.
    table : str
        A name in `TABLES`, such as ``"articles"``.

    Raises
    ------
    TableError
        Names the table, the column, what was expected and what was found.

    Examples
    --------
    >>> check(pd.DataFrame({"event_id": ["e1"]}), "mentions")
    Traceback (most recent call last):
        ...
    corpus.errors.TableError: table mentions, column article_id: expected, but missing; found event_id
    """
    columns = _columns(table)
    if not isinstance(frame, pd.DataFrame):
        raise TableError(f"table {table}: expected a pandas DataFrame, found {type(frame).__name__}")
    for name, column in columns.items():
        _check_column(frame, table, name, column)
    key = KEYS.get(table)
    if key and not _is_unique(frame, key):
        row = frame.loc[frame.duplicated(key), key].iloc[0].tolist()
        raise TableError(f"table {table}, column {' + '.join(key)}: expected to be unique, found {row} twice")


def _is_unique(frame: pd.DataFrame, key: list[str]) -> bool:
    return frame[key[0]].is_unique or (len(key) > 1 and not frame.duplicated(key).any())


def _converted(values: pd.Series, table: str, name: str, column: Column) -> pd.Series:
    try:
        if column.kind == "str":
            return values.astype("str").where(values.notna(), "").astype("str")
        if column.kind == "time":
            return pd.to_datetime(values).astype(DTYPES["time"])
        return values.astype(DTYPES[column.kind])
    except (ValueError, TypeError) as error:
        raise TableError(
            f"table {table}, column {name}: expected values that are {column.kind}, found {values.dtype}: {error}"
        ) from error


def _filled(frame: pd.DataFrame, table: str, name: str, column: Column) -> pd.Series:
    if name in frame.columns:
        return _converted(frame[name], table, name, column)
    if column.default is REQUIRED:
        raise TableError(f"table {table}, column {name}: expected, but missing, and nothing can stand in for it")
    return pd.Series([column.default] * len(frame), index=frame.index, dtype=DTYPES[column.kind])


def from_rows(table: str, rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """Make a table from tuples in the order of its columns.

    Returns
    -------
    DataFrame
        One row per tuple, with the table's columns and dtypes.
    """
    return frame_of(rows, {name: column.kind for name, column in _columns(table).items()})


def frame_of(rows: Iterable[tuple[Any, ...]], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Make a frame from tuples and the kind of each column; of strings by way of Arrow, which is twice as quick."""
    values = list(zip(*rows, strict=True)) or [()] * len(kinds)
    made = {name: _array(those, kind) for (name, kind), those in zip(kinds.items(), values, strict=True)}
    return pd.DataFrame(made, copy=False)


def _array(values: tuple[Any, ...], kind: str) -> Any:
    if kind == "str":
        return STRINGS.__from_arrow__(pa.array(values, pa.large_string()))
    return pd.array(values, dtype=DTYPES[kind]) if kind == "time" else np.array(values, dtype=DTYPES[kind])


def rows_of(frame: pd.DataFrame, *columns: str, where: pd.Series | Flags | None = None) -> Iterator[tuple[Any, ...]]:
    """Return some or all rows of some columns as tuples, several times as quick as `itertuples` on strings."""
    chosen = frame if where is None else frame[list(columns)][where]
    return zip(*(objects_of(chosen[name]) for name in columns), strict=True)


def objects_of(values: pd.Series) -> npt.NDArray[np.object_]:
    """Return values as Python objects; of strings that are the same only one is made, which is quick to compare."""
    if not isinstance(values.dtype, pd.StringDtype) or len(values) < FEW:
        return values.to_numpy(dtype=object)
    held = pa.array(values.array)
    whole = held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held
    if whole.null_count:
        return values.to_numpy(dtype=object)
    coded = whole.dictionary_encode()
    return coded.dictionary.to_numpy(zero_copy_only=False)[coded.indices.to_numpy()]


def is_in(values: pd.Series, wanted: Collection[str]) -> Flags:
    """Tell which strings are among some; quicker than `isin`, which is slow where these are many."""
    those = frozenset(wanted)
    return np.fromiter(map(those.__contains__, objects_of(values)), dtype=bool, count=len(values))


def empty(table: str) -> pd.DataFrame:
    """Return a table of no rows with the contract's columns and dtypes."""
    return from_rows(table, [])


def _with_bounds(articles: pd.DataFrame, given: Iterable[str]) -> pd.DataFrame:
    """Articles with `earliest`, `latest`, `grade` and `published_basis` read off `published` where not given."""
    ends = [_ends(value) for value in articles["published"]]
    known = pd.Series([end is not None for end in ends], index=articles.index)
    _warn_of_no_date(articles[~known])
    dated = known & (articles["published"] != "")
    given = set(given)
    filled: dict[str, pd.Series] = {"published": articles["published"].where(known, "")}
    if not {"earliest", "latest"} & given:
        for name, side in (("earliest", 0), ("latest", 1)):
            column = [(end or ("", ""))[side] or None for end in ends]
            filled[name] = pd.Series(column, index=articles.index, dtype=DTYPES["time"])
    if "grade" not in given:
        filled["grade"] = articles["grade"].mask(dated, "documented")
    if "published_basis" not in given:
        filled["published_basis"] = articles["published_basis"].mask(dated, "user")
    return articles.assign(**filled)


def _ends(published: str) -> tuple[str, str] | None:
    """Return the first and last day of an EDTF date, None for what is no such date."""
    try:
        return edtf.bounds(published) if published else ("", "")
    except ValueError:
        return None


def _warn_of_no_date(undated: pd.DataFrame) -> None:
    if len(undated):
        article_id, value = undated[["article_id", "published"]].iloc[0]
        warnings.warn(
            f"table articles, column published: {len(undated)} values are left empty, such as {value!r} of article "
            f"{article_id!r}: expected EDTF dates such as 2023-07-21, 2023-07 or 2023",
            stacklevel=4,
        )


def complete(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Make a hand-made frame fit a table: missing columns filled, dtypes converted, further columns kept.

    Articles given `published` alone get `earliest` and `latest` from it, grade ``documented`` and basis
    ``user``; what is no EDTF date there is left empty, with a warning. Sentences without `end` end with their
    text.

    Parameters
    ----------
    frame : DataFrame
        At least the columns that nothing can stand in for (for articles: article_id and text).
    table : str
        A name in `TABLES`.

    Returns
    -------
    DataFrame
        One row per row of `frame`: the contract's columns first, then the others; `frame` is not changed.

    Raises
    ------
    TableError
        When a column that is needed is missing, or holds what cannot be converted.

    Examples
    --------
    >>> mine = pd.DataFrame({"article_id": ["a"], "text": ["Talks began."], "published": ["2023-07"]})
    >>> complete(mine, "articles")[["earliest", "latest", "grade"]].values.tolist()
    [[Timestamp('2023-07-01 00:00:00'), Timestamp('2023-07-31 00:00:00'), 'documented']]
    """
    columns = _columns(table)
    filled = {name: _filled(frame, table, name, column) for name, column in columns.items()}
    if table == "sentences" and "end" not in frame.columns:
        filled["end"] = filled["start"] + filled["text"].str.len()
    others = [name for name in frame.columns if name not in columns]
    out = pd.concat([pd.DataFrame(filled, index=frame.index), frame[others]], axis=1)
    if table == "articles":
        out = _with_bounds(out, frame.columns)
    check(out, table)
    return out
