"""What the user knows of the articles: metadata.csv beside the files, facts in file names, search.yml."""

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from corpus import tables
from corpus.errors import SourceError
from corpus.lexicons import read_rows
from corpus.readers import Source, find_files, root_of
from corpus.timex import edtf

METADATA = "metadata.csv"
SEARCHES = ("search.yml", "search.yaml")
SEARCH_KEYS = ("database", "query", "retrieved", "hits")
KEYS = ("article_id", "source_file")
DERIVED = ("first_line", "last_line", "earliest", "latest", "grade", "published_basis", "duplicate_of", "text")
"""Columns of articles that follow from others or from the text, and cannot be given."""

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
    rows = read_rows(path)
    key = next((name for name in KEYS if rows and name in rows[0][1]), None)
    if rows and key is None:
        raise SourceError(f"{path.name}: expected a column source_file or article_id, found {', '.join(rows[0][1])}")
    changes: dict[str, dict[Any, str]] = {}
    for line, row in rows:
        place = f"{path.name}, line {line}"
        named = f"{folder}/{row[str(key)]}" if folder else row[str(key)]
        hit = articles.index[articles[str(key)] == named]
        if not len(hit):
            raise SourceError(_no_match(place, str(key), named, articles[str(key)].tolist()))
        for column, value in _given(row, place).items():
            changes.setdefault(column, {}).update(dict.fromkeys(hit, value))
    return change_columns(articles, changes)


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
        One row per article; files whose name does not fit, or whose date is not EDTF, are left as they are.

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
    if not columns or set(columns) & set(DERIVED):
        raise SourceError(f"file_names {pattern!r}: expected columns such as {{outlet}}_{{published}}_{{*}}")
    parts = [_part(part) for part in re.split(r"(\{(?:\w+|\*)\})", pattern)]
    stems = articles["source_file"].str.replace(r"^.*/|\.[^./]*$", "", regex=True)
    found = stems.str.extract(f"^{''.join(parts)}$")
    fits = found[columns[0]].notna()
    if len(articles) and not fits.any():
        raise SourceError(f"file_names {pattern!r}: fits no file; the first is {stems.iloc[0]!r}")
    if "published" in columns:
        fits &= found["published"].fillna("").map(_is_date)
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
            read = yaml.safe_load(path.read_text("utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise SourceError(f"{path.name}: is not YAML in UTF-8: {error}") from error
        if not isinstance(read, dict):
            raise SourceError(f"{path.name}: expected lines such as 'database: Nexis Uni' ({', '.join(SEARCH_KEYS)})")
        return {str(name): str(value) for name, value in read.items() if value is not None}
    return {}
