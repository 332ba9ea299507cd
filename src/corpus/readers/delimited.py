"""Tables with one row per article: csv, tsv, jsonl, json, parquet.

Which column is which is told by the packaged list ``column_names``, or by the caller. Columns that are none of
the table articles are carried on as further columns. The lines of a record are its title and its text, split at
its line ends.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from corpus.errors import SourceError
from corpus.lexicons import read_table
from corpus.readers.days import read_days
from corpus.readers.document import Document, Hint, ReadFile, text_lines
from corpus.readers.encoding import LINE_END, decode
from corpus.readers.labels import language_code
from corpus.tables import TABLES

DELIMITERS = ",;\t|"
LARGEST_FIELD = 10_000_000
LARGEST_TABLE = 1_000_000_000
"""Most bytes that a parquet file may unpack to."""
SURROGATE = re.compile("[\ud800-\udfff]")
SIGNS = re.compile(r"[\W_]+")

TITLE = Hint("title", "table: title")
AGAIN = Hint("repeated", "table: repeats the title")
BROKEN = Hint("boilerplate", "table: not a record")
OWN = ("text", "title", "published", "outlet", "byline", "place", "language", "updated")
"""Columns of the table articles that a file may fill."""


class Records(NamedTuple):
    """A table as read: its columns, its rows of strings, lines that are no record with the number of rows above."""

    columns: list[str]
    rows: list[list[str]]
    broken: Sequence[tuple[int, str]] = ()
    note: str = ""


def read(data: bytes, columns: Mapping[str, str] | None = None) -> ReadFile:
    """Read a csv or tsv file.

    Parameters
    ----------
    data : bytes
        The file.
    columns : dict, optional
        Your own mapping: column of the table articles -> column of the file, e.g. ``{"text": "Absatz"}``.
    """
    return _read_text(data, csv_records, "csv", columns)


def read_jsonl(data: bytes, columns: Mapping[str, str] | None = None) -> ReadFile:
    """Read a file with one JSON object per line, or one JSON list of objects; see `read`."""
    return _read_text(data, json_records, "json", columns)


def read_parquet(data: bytes, columns: Mapping[str, str] | None = None) -> ReadFile:
    """Read a parquet file; see `read`."""
    return _documents(parquet_records(data), columns)._replace(format="parquet")


def _read_text(
    data: bytes, records: Callable[[str], Records], kind: str, columns: Mapping[str, str] | None
) -> ReadFile:
    text, encoding, note = decode(data)
    content = _documents(records(text), columns)
    note = "; ".join(filter(None, [note, content.note]))
    return content._replace(encoding=encoding, note=note, format=kind)


# --- the kinds of table ----------------------------------------------------------------------------------------


@contextmanager
def _large_fields() -> Iterator[None]:
    before = csv.field_size_limit(LARGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def csv_records(text: str) -> Records:
    """Take a csv text apart; the delimiter is the sign of ``,;|`` and tab that the first line has most of."""
    if text[:4].lower() == "sep=":
        first, _, text = text.partition("\n")
        delimiter = first[4:5]
    else:
        head = re.sub(r'"[^"]*"', "", text[:10_000]).lstrip("\n").partition("\n")[0]
        delimiter = max(DELIMITERS, key=head.count)
    try:
        with _large_fields():
            rows = [
                row
                for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
                if any(map(str.strip, row))
            ]
    except csv.Error as error:
        raise SourceError(f"not readable as a table: {error}") from error
    if not rows:
        raise SourceError("a table without a row")
    columns = [name.strip() or f"column_{at}" for at, name in enumerate(rows[0], 1)]
    width = max(map(len, rows))
    columns += [f"column_{at}" for at in range(len(columns) + 1, width + 1)]
    columns = [name if name not in columns[:at] else f"{name}_{at + 1}" for at, name in enumerate(columns)]
    note = _doubts(text, rows)
    return Records(columns, [row + [""] * (width - len(row)) for row in rows[1:]], note=note)


def _doubts(text: str, rows: Sequence[Sequence[str]]) -> str:
    """Say what shows that the cells of a table may not be those that were meant."""
    wide = sum(len(row) > len(rows[0]) for row in rows)
    told = [f"{wide} rows with more cells than columns: is a text with commas not in quotation marks?"] if wide else []
    if text.count('"') % 2:
        told.append("a quotation mark is not closed, so that rows may have run together")
    return "; ".join(told)


def json_records(text: str) -> Records:
    """Take a text of JSON apart: one object per line, a list of objects, or an object that holds such a list."""
    if text.lstrip()[:1] == "[" or "\n" not in text.strip():
        records: list[Any] = _json_list(text)
        broken: list[tuple[int, str]] = []
    else:
        records, broken = _json_lines(text)
    if not records:
        whole = _loads(text)
        records, broken = ([], broken) if whole is None else (_objects(whole), [])
    if not records:
        raise SourceError("no JSON objects; expected one per line, or a list of them")
    columns = list(dict.fromkeys(str(key) for record in records for key in record))
    return Records(columns, [[_plain(record.get(name)) for name in columns] for record in records], broken)


def _json_list(text: str) -> list[Any]:
    whole = _loads(text)
    if whole is None:
        raise SourceError("damaged JSON; expected one object per line, or a list of them")
    return _objects(whole)


def _objects(value: Any) -> list[Any]:
    """Return the objects of a list, of the first list of objects in an object, or the object itself."""
    if isinstance(value, dict):
        inner = next(
            (one for one in value.values() if isinstance(one, list) and one and isinstance(one[0], dict)),
            None,
        )
        return [value] if inner is None or any(_key(name) in _names("text") for name in value) else _objects(inner)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _json_lines(text: str) -> tuple[list[Any], list[tuple[int, str]]]:
    records, broken = [], []
    for line in text.split("\n"):
        record = _loads(line) if line.strip() else None
        if isinstance(record, dict):
            records.append(record)
        elif line.strip():
            broken.append((len(records), line))
    return records, broken


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _plain(value: Any) -> str:
    """Return a JSON value as a cell: lists joined by semicolons, what has structure as JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, (str, int, float)) for one in value):
        return "; ".join(map(str, value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return SURROGATE.sub("\ufffd", text)


def parquet_records(data: bytes) -> Records:
    """Take a parquet file apart; nothing of it is unpacked when it states that it is too large."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(pa.BufferReader(data))
        groups = range(file.metadata.num_row_groups)
        size = sum(file.metadata.row_group(group).total_byte_size for group in groups)
        if size > LARGEST_TABLE:
            raise SourceError(f"unpacks to {size} bytes; at most {LARGEST_TABLE} are read")
        table = file.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"damaged parquet: {str(error)[:200]}") from error
    cells = [[_cell(value) for value in column.to_pylist()] for column in table.columns]
    return Records(list(table.column_names), [list(row) for row in zip(*cells, strict=True)])


def _cell(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return _plain(value) if isinstance(value, (str, list, dict, bool, type(None))) else str(value)


# --- columns and records -----------------------------------------------------------------------------------------


@cache
def _names(column: str) -> tuple[str, ...]:
    table = read_table("column_names")
    return tuple(table.loc[table["column"] == column, "name"])


def _key(name: str) -> str:
    return SIGNS.sub("_", name.casefold()).strip("_")


def find_columns(columns: Sequence[str], given: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return which column of a file fills which column of the table articles.

    Raises
    ------
    SourceError
        When no column holds the texts, or a column that the caller names is not there.

    Examples
    --------
    >>> find_columns(["ID", "Headline", "Pub Date", "Full-Text"])
    {'text': 3, 'title': 1, 'published': 2}
    """
    wrong = [name for name in (given or {}).values() if name not in columns]
    if wrong:
        raise SourceError(f"no column {wrong[0]!r}; the columns are {', '.join(columns)}")
    found = {own: list(columns).index(name) for own, name in (given or {}).items()}
    keys = [_key(name) for name in columns]
    for own in OWN:
        taken = set(found.values())
        match = next((keys.index(name) for name in _names(own) if name in keys and keys.index(name) not in taken), None)
        if own not in found and match is not None:
            found[own] = match
    if "text" not in found:
        raise SourceError(
            f"no column with the texts; the columns are {', '.join(columns)[:300]}; "
            f"one of them must be called {', '.join(_names('text')[:6])} or the like, or be named in `columns`"
        )
    return {own: found[own] for own in (*OWN, *found) if own in found}


def _documents(records: Records, given: Mapping[str, str] | None) -> ReadFile:
    own = find_columns(records.columns, given)
    if not records.rows:
        raise SourceError(f"a table without a row below its header {', '.join(records.columns)[:200]}")
    others = [(at, _free_name(name)) for at, name in enumerate(records.columns) if at not in own.values()]
    days, note = read_days([row[own["published"]] for row in records.rows]) if "published" in own else ([], "")
    note = "; ".join(filter(None, [records.note, note]))
    documents = []
    for number, row in enumerate(records.rows):
        cells = {name: row[at].strip() for name, at in own.items()}
        fields = {name: row[at] for at, name in others} | _fields(cells, days[number] if days else "")
        documents.append(_record(row[own["text"]], cells.get("title", ""), fields))
    for above, line in records.broken:
        if above:
            documents[above - 1] = _with_line(documents[above - 1], line)
    first = [line for above, line in records.broken if not above]
    if first:
        hints = [*[BROKEN] * len(first), *documents[0].hints]
        documents[0] = documents[0]._replace(texts=[*first, *documents[0].texts], hints=hints)
    if records.broken:
        note = "; ".join(filter(None, [note, f"{len(records.broken)} lines that are no JSON object passed over"]))
    return ReadFile(documents, expected=len(records.rows), note=note)


def _fields(cells: Mapping[str, str], published: str) -> dict[str, str]:
    fields = {name: value for name, value in cells.items() if name not in ("text", "published")}
    if "language" in fields:
        fields["language"] = language_code(fields["language"]) or fields["language"]
    if fields.get("updated"):
        fields["updated"] = read_days([fields["updated"]])[0][0]
    if published:
        fields |= {"published": published, "published_basis": "metadata"}
    return fields


def _free_name(name: str) -> str:
    """Return the name under which a further column is carried on; names of the table articles are its own."""
    return f"source_{name}" if name in TABLES["articles"] else name


def _record(text: str, title: str, fields: dict[str, str]) -> Document:
    texts = text_lines(LINE_END.sub("\n", text))
    hints: list[Hint | None] = [None] * len(texts)
    for at, line in enumerate(texts):
        if line.strip():
            hints[at] = AGAIN if title and line.strip().casefold() == title.casefold() else None
            break
    titles = text_lines(LINE_END.sub("\n", title)) if title else []
    return Document([*titles, *texts], [*[TITLE] * len(titles), *hints], fields, single=True)


def _with_line(document: Document, line: str) -> Document:
    return document._replace(texts=[*document.texts, line], hints=[*document.hints, BROKEN])
