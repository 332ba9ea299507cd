"""Files of word lists: found, opened, and taken apart into header, columns and rows."""

import csv
import difflib
import io
import os
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import LexiconError
from corpus.lexicon_checks import Fault

HEADER_LINE = re.compile(r"#\s?(?P<key>[A-Za-z][A-Za-z_ ]*?)\s*:\s*(?P<value>.*)")
PARSED = 64
"""So many files are kept as they were parsed: more than there are packaged ones."""


class File(NamedTuple):
    """A word-list file: its name, what to call it in messages, its bytes."""

    name: str
    shown: str
    data: bytes


class Content(NamedTuple):
    """A word-list file taken apart: header, columns, (line of the file, values by column), lines that do not fit."""

    header: dict[str, str]
    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]
    faults: list[Fault]


@cache
def packaged_files() -> dict[str, Any]:
    """Return the packaged lists by name."""
    folder = resources.files("corpus") / "data"
    return {item.name[:-4]: item for item in folder.iterdir() if item.name.endswith(".csv")}


def _unknown(name: str) -> LexiconError:
    names = sorted(packaged_files())
    close = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    return LexiconError(
        f"there is no packaged list {name!r}; {hint}the packaged ones are {', '.join(names)}; "
        "a file of your own is given by its path, ending in .csv"
    )


@cache
def packaged(name: str) -> File:
    """Return a packaged list, read."""
    return File(name, f"{name}.csv", packaged_files()[name].read_bytes())


def is_packaged(name_or_path: str | os.PathLike[str]) -> bool:
    """Whether this is the name of a packaged list."""
    return isinstance(name_or_path, str) and name_or_path in packaged_files()


def open_list(name_or_path: str | os.PathLike[str]) -> File:
    """Return the packaged file of that name, or the user's file at that path."""
    if is_packaged(name_or_path):
        return packaged(str(name_or_path))
    path = Path(name_or_path)
    if isinstance(name_or_path, str) and path.suffix.lower() != ".csv" and not path.is_file():
        raise _unknown(name_or_path)
    try:
        return File(path.stem, str(name_or_path), path.read_bytes())
    except OSError as error:
        raise LexiconError(f"{name_or_path}: cannot be read as a lexicon file: {error.strerror}") from error


def decoded(file: File) -> str:
    """Return the text of a file, which must be UTF-8."""
    try:
        return file.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.data[: error.start].count(b"\n") + 1
        found = file.data[error.start]
        raise LexiconError(
            f"{file.shown}, line {line}: found byte 0x{found:02x}, which is not UTF-8; "
            "save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
        ) from error


def _header(lines: list[str]) -> tuple[dict[str, str], int]:
    """Return the ``# key: value`` block that opens a file, and how many lines it has."""
    header: dict[str, str] = {}
    key = ""
    for count, line in enumerate(lines):
        if not line.startswith("#"):
            return header, count
        found = HEADER_LINE.match(line)
        if found and not line.startswith("#  "):
            key = found["key"].strip().lower()
            header[key] = found["value"].strip()
        elif key:
            header[key] = f"{header[key]} {line[1:].strip()}".strip()
    return header, len(lines)


def _check_columns(columns: list[str], file: File, line: int) -> None:
    where = f"{file.shown}, line {line}"
    if not columns:
        raise LexiconError(f"{where}: found no line of column names; a lexicon needs at least label,pattern")
    if len(columns) == 1 and re.search(r"[;\t]", columns[0]):
        raise LexiconError(f"{where}: found {columns[0]!r}; columns are separated by commas")
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice or "" in columns:
        found = f"column {twice[0]!r} twice" if twice and twice[0] else "a column without a name"
        raise LexiconError(f"{where}: found {found}; each column has a name of its own")


def _records(text: str, first: int, file: File) -> Iterator[tuple[int, list[str]]]:
    """Yield (line of the file, fields) for each record that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = first
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                yield line, [field.strip() for field in fields]
            line = first + reader.line_num
    except csv.Error as error:
        raise LexiconError(f"{file.shown}, line {line}: is not CSV: {error}; check the quotation marks") from error


def begun(file: File) -> tuple[dict[str, str], list[str], Iterator[tuple[int, list[str]]]]:
    """Return a file's header and column names, and its records still to be read."""
    lines = decoded(file).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    header, skipped = _header(lines)
    records = _records("\n".join(lines[skipped:]), skipped + 1, file)
    line, columns = next(records, (skipped + 1, []))
    _check_columns(columns, file, line)
    return header, columns, records


@lru_cache(PARSED)
def parsed(file: File) -> Content:
    """Return what is in a file; the same bytes are not parsed again, so what is returned must not be changed."""
    header, columns, records = begun(file)
    rows, faults = [], []
    for line, fields in records:
        if len(fields) == len(columns):
            rows.append((line, dict(zip(columns, fields, strict=True))))
        else:
            found = f"found {len(fields)} fields, expected {len(columns)} ({','.join(columns)})"
            faults.append((line, f"{found}; a field with a comma in it is put in double quotes"))
    return Content(header, columns, rows, faults)
