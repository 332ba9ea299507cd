"""What the user knows of the articles: metadata.csv beside the files, facts in file names, search.yml."""

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from corpus import tables
from corpus.errors import SourceError
from corpus.readers import COMPANIONS, Source, find_files, root_of
from corpus.readers.days import read_day
from corpus.readers.encoding import decode
from corpus.timex import edtf

METADATA, *SEARCHES = COMPANIONS[:3]
SEARCH_KEYS = ("database", "query", "retrieved", "hits")
KEYS = ("article_id", "source_file")
DERIVED = ("first_line", "last_line", "earliest", "latest", "grade", "published_basis", "duplicate_of", "text")
"""Columns of articles that follow from others or from the text, and cannot be given."""

ARTICLE_NO = re.compile(r"#\d{4,}$")
SEPARATOR_LINE = re.compile(r"\Asep=.\n", re.IGNORECASE)
"""The line by which Excel is told how a table is parted."""
FIELD = re.compile(r"\{(\w+|\*)\}")


def apply_metadata(articles: pd.DataFrame, source: Source) -> pd.DataFrame:
    r"""Put the values of every ``metadata.csv`` beside the files in place of what was read.

    A ``metadata.csv`` has a column `source_file` (as in the tables, relative to the folder it lies in: the row
    is for all articles of the file) or `article_id` (for one), and any columns of articles; further columns,
    a researcher's own variables, are carried on as they are. Empty cells change nothing.

    Parameters
    ----------
    articles : DataFrame
        Table ``articles``.
    source : str, path or list of these
        Where they were read from.

    Returns
    -------
    DataFrame
        One row per article; a date given by the user is documented, with basis ``user``.

    Raises
    ------
    SourceError
        Names file and line: a row that matches no article, a date that is not EDTF, a column that cannot be
        given.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.txt").write_text("Talks began.")
    ...     _ = Path(folder, "metadata.csv").write_text("source_file,published,side\na.txt,2023-07,north\n")
    ...     mine = pd.DataFrame({"article_id": ["a.txt"], "source_file": ["a.txt"], "text": ["Talks began."]})
    ...     given = apply_metadata(tables.complete(mine, "articles"), folder)
    >>> given[["published", "published_basis", "side"]].values.tolist()
    [['2023-07', 'user', 'north']]
    """
    tables.check(articles, "articles")
    for path, folder in _companions(source, (METADATA,)):
        articles = _apply_file(articles, path, folder)
    return articles


def _companions(source: Source, names: Iterable[str]) -> list[tuple[Path, str]]:
    """Return the files of these names in the source or in its root, each with its folder relative to the root."""
    root = root_of(source)
    found = {file.path: file.source_file for file in find_files(source) if file.path.name.lower() in names}
    found |= {root / name: name for name in names if (root / name).is_file()}
    return [(path, name.rpartition("/")[0]) for path, name in sorted(found.items(), key=lambda item: item[1])]


def _apply_file(articles: pd.DataFrame, path: Path, folder: str) -> pd.DataFrame:
    given: dict[str, list[tuple[str, str, dict[str, str]]]] = {key: [] for key in KEYS}
    for line, row in _read_rows(path):
        place = f"{path.name}, line {line}"
        key = next((name for name in KEYS if row.get(name)), None)
        if key is None:
            raise SourceError(f"{place}: names neither source_file nor article_id")
        given[key].append((place, _path(row[key]), _given(row, place)))
    changes: dict[str, dict[Any, str]] = {}
    for key in reversed(KEYS):  # what is said of one article wins over what is said of all articles of a file
        rows = articles.groupby(articles[key].map(_path)).groups
        seen: dict[tuple[str, str], str] = {}
        for place, name, values in given[key]:
            named = f"{folder}/{name}" if folder else name
            if named not in rows and not _is_unread(path.parent, name, articles["source_file"], folder):
                raise SourceError(_no_match(place, key, named, articles[key].tolist()))
            for column, value in values.items():
                if seen.setdefault((named, column), value) != value:
                    raise SourceError(f"{place}, column {column}: a line above says {seen[named, column]!r} of {name}")
                changes.setdefault(column, {}).update(dict.fromkeys(rows.get(named, ()), value))
    return change_columns(articles, changes)


def _path(name: str) -> str:
    """Return a file's name as it is compared: with slashes, without a dot in front, composed (NFC)."""
    return unicodedata.normalize("NFC", name.replace("\\", "/").removeprefix("./"))


def _is_unread(beside: Path, name: str, read: pd.Series, folder: str) -> bool:
    """Whether a row names a file that lies there but was not read, or is no part of the source asked for."""
    name = ARTICLE_NO.sub("", name)
    own = f"{folder}/{name}" if folder else name
    return not read.map(_path).eq(own).any() and any(one.is_file() for one in (beside / name, *(beside / name).parents))


def _read_rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Read a table of the user's, with commas or, as many spreadsheets save it, semicolons or tabs; see `decode`."""
    try:
        text, _, _ = decode(path.read_bytes())
    except (OSError, SourceError) as error:
        raise SourceError(f"{path.name}: cannot be read: {error}") from error
    text = SEPARATOR_LINE.sub("\n", text)
    head = text.lstrip("\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    columns: list[str] = []
    rows, line = [], 1
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if any(cells) and not columns:
                columns = _columns(cells, f"{path.name}, line {line}")
            elif any(cells):
                rows.append((line, _row(columns, cells, f"{path.name}, line {line}")))
            line = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(f"{path.name}, line {line}: is not CSV: {error}; check the quotation marks") from error
    return rows


def _columns(cells: list[str], place: str) -> list[str]:
    columns = [name.casefold() if name.casefold() in tables.TABLES["articles"] else name for name in cells]
    if not set(KEYS) & set(columns):
        raise SourceError(f"{place}: expected a column source_file or article_id, found {', '.join(cells)}")
    twice = [name for name in columns if name and columns.count(name) > 1]
    if twice:
        raise SourceError(f"{place}: found column {twice[0]!r} twice; each column has a name of its own")
    return columns


def _row(columns: list[str], cells: list[str], place: str) -> dict[str, str]:
    row = dict(zip(columns, cells, strict=False))
    if row.pop("", "") or any(cells[len(columns) :]):
        raise SourceError(
            f"{place}: a cell without a column; a field with a comma or semicolon in it is put in double quotes"
        )
    return row


def _no_match(place: str, key: str, named: str, known: list[str]) -> str:
    close = difflib.get_close_matches(named, known, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else f"; the first of the {len(known)} articles is {known[:1]}"
    return f"{place}, column {key}: found {named!r}, which names no article{hint}"


def _given(row: Mapping[str, str], place: str) -> dict[str, str]:
    given = {column: value for column, value in row.items() if column not in KEYS and value}
    for column in given:
        if column in DERIVED:
            raise SourceError(f"{place}, column {column}: cannot be given; it follows from published, or from the text")
    for column in ("published", "updated"):
        if column in given:
            _check_date(given[column], f"{place}, column {column}")
    return given


def _check_date(value: str, place: str) -> None:
    try:
        edtf.bounds(value)
    except ValueError as error:
        raise SourceError(
            f"{place}: expected an EDTF date such as 2023-07-21, 2023-07 or 2023, found {value!r}"
        ) from error


def change_columns(articles: pd.DataFrame, changes: Mapping[str, Mapping[Any, str]]) -> pd.DataFrame:
    """Return the articles with values changed: column -> index of the row -> value; a date is then the user's."""
    changed: dict[str, pd.Series] = {}
    for column, values in changes.items():
        old = articles[column] if column in articles else pd.Series("", index=articles.index, dtype="str")
        changed[column] = pd.Series(values, dtype="str").reindex(articles.index).fillna(old).astype("str")
    dated = pd.Series(articles.index.isin(list(changes.get("published", {}))), index=articles.index)
    if dated.any():
        ends = [edtf.bounds(value) if value else ("", "") for value in changed["published"]]
        for name, side in (("earliest", 0), ("latest", 1)):
            changed[name] = pd.Series([end[side] or None for end in ends], index=articles.index, dtype="datetime64[us]")
        changed["grade"] = articles["grade"].mask(dated, "documented").astype("str")
        changed["published_basis"] = articles["published_basis"].mask(dated, "user").astype("str")
    return articles.assign(**changed)


def apply_file_names(articles: pd.DataFrame, pattern: str) -> pd.DataFrame:
    """Take facts from the names of the files, by a pattern such as ``{outlet}_{published}_{*}``.

    Parameters
    ----------
    articles : DataFrame
        Table ``articles``.
    pattern : str
        What the file's name, without folder and ending, looks like: ``{name}`` is a column, ``{*}`` anything.

    Returns
    -------
    DataFrame
        One row per article; files whose name does not fit, or has no date read in one way, stay as they are.

    Raises
    ------
    SourceError
        When the pattern names no column, or fits no file at all.

    Examples
    --------
    >>> mine = pd.DataFrame({"article_id": ["x"], "source_file": ["dawn_2023-07-21_p4.txt"], "text": ["Talks."]})
    >>> named = apply_file_names(tables.complete(mine, "articles"), "{outlet}_{published}_{*}")
    >>> named[["outlet", "published"]].values.tolist()
    [['dawn', '2023-07-21']]
    """
    tables.check(articles, "articles")
    columns = [name for name in FIELD.findall(pattern) if name != "*"]
    fine = all(map(str.isidentifier, columns)) and len(set(columns)) == len(columns)
    if not columns or not fine or set(columns) & {*DERIVED, *KEYS}:
        raise SourceError(f"file_names {pattern!r}: expected columns such as {{outlet}}_{{published}}_{{*}}")
    parts = [_part(part) for part in re.split(r"(\{(?:\w+|\*)\})", pattern)]
    stems = articles["source_file"].str.replace(r"^.*/|\.[^./]*$", "", regex=True)
    found = stems.str.extract(f"^{''.join(parts)}$")
    fits = found[columns[0]].notna()
    if len(articles) and not fits.any():
        raise SourceError(f"file_names {pattern!r}: fits no file; the first is {stems.iloc[0]!r}")
    if "published" in columns:
        found["published"] = [one if _is_date(one) else read_day(one) for one in found["published"].fillna("")]
        fits &= found["published"] != ""
    return change_columns(articles, {name: found.loc[fits, name].to_dict() for name in columns})


def _part(part: str) -> str:
    field = FIELD.fullmatch(part)
    if field is None:
        return re.escape(part)
    return ".*?" if field[1] == "*" else rf"(?P<{field[1]}>.+?)"


def _is_date(value: str) -> bool:
    try:
        edtf.bounds(value)
    except ValueError:
        return False
    return bool(value)


def read_search(source: Source) -> dict[str, str]:
    """Read how the clippings were found: ``search.yml`` beside them.

    Returns
    -------
    dict
        What the file says: database, query, retrieved (the day) and hits, and whatever else; empty without one.

    Raises
    ------
    SourceError
        When the file is not a list of ``name: value`` lines.

    Examples
    --------
    >>> read_search("seeds")
    {}
    """
    import yaml

    for path, _ in _companions(source, SEARCHES):
        try:
            read = yaml.safe_load(path.read_text("utf-8-sig"))
        except (yaml.YAMLError, UnicodeDecodeError, OSError, RecursionError) as error:
            raise SourceError(f"{path.name}: is not YAML in UTF-8: {error}") from error
        if not isinstance(read, dict):
            raise SourceError(f"{path.name}: expected lines such as 'database: Nexis Uni' ({', '.join(SEARCH_KEYS)})")
        return {str(name): str(value) for name, value in read.items() if value is not None}
    return {}
