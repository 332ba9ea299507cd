"""Lines -> articles: where each begins, what it is called, and what its own lines say of outlet, place and date."""

import re
import warnings
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from corpus import tables
from corpus.collecting import without_collecting
from corpus.datelines import Dateline, find_dateline
from corpus.duplicates import mark_duplicates
from corpus.line_rules import Rules, read_rules
from corpus.lines import LabelledLine, keep_blanks, label_lines
from corpus.metadata import apply_file_names, apply_metadata
from corpus.readers import ReadingWarning, Source, read_files
from corpus.readers.days import read_day
from corpus.readers.document import ReadFile
from corpus.recurrence import find_recurring
from corpus.timex import edtf
from corpus.timex.grammar import full_date

BYLINE = re.compile(r"^by[: ]\s?", re.IGNORECASE)
STATED = ("title", "outlet", "byline", "place", "language")
DOCUMENTED = ("metadata", "stamp", "dateline", "stamp-updated")
"""Where a publication date is read, best first."""


class Loaded(NamedTuple):
    """The three tables that reading a source gives."""

    files: pd.DataFrame
    lines: pd.DataFrame
    articles: pd.DataFrame


def load_source(
    source: Source, *, strict: bool = False, line_rules: str | Path | None = None, file_names: str = ""
) -> Loaded:
    """Read a source into its files, lines and articles in one go.

    Parameters
    ----------
    source : str, path or list of these
        A file, a folder (with its subfolders), a pattern such as ``clippings/2023*.txt``, or several files.
        A ``metadata.csv`` beside the files wins over what was read: see `corpus.metadata.apply_metadata`.
    strict : bool
        Stop at the first file that cannot be read, instead of reporting it in `files`.
    line_rules : str or path, optional
        A CSV file of your own rules for lines, with the columns of ``data/line_rules.csv``.
    file_names : str
        A pattern that takes facts from the files' names, such as ``{outlet}_{published}_{*}``.

    Returns
    -------
    Loaded
        `files`: one row per file found. `lines`: one row per line of a file read. `articles`: one row per
        article. Columns in `corpus.tables.TABLES`.

    Raises
    ------
    SourceError
        When there is no such source, no file of it can be read, or a ``metadata.csv`` or `file_names` does not fit.
    LexiconError
        When `line_rules` is missing or not valid; it names file and line.

    Examples
    --------
    >>> loaded = load_source("seeds")
    >>> len(loaded.lines), len(loaded.articles)
    (115, 6)
    """
    rules = read_rules(line_rules) if line_rules else None
    source = list(source) if isinstance(source, Iterator) else source
    files, contents = read_files(source, strict=strict)
    with without_collecting():
        lines, articles = _read_articles(contents, rules)
        if file_names:
            articles = apply_file_names(articles, file_names)
        articles = mark_duplicates(apply_metadata(articles, source))
    return Loaded(_count_found(files, articles), lines, articles)


def _read_articles(contents: Sequence[tuple[str, ReadFile]], rules: Rules | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the lines and the articles of files as they state them."""
    recurring = find_recurring(content for _, content in contents)
    line_rows: list[tuple[object, ...]] = []
    article_rows: list[tuple[object, ...]] = []
    others: list[dict[str, str]] = []
    for source_file, content in contents:
        for article in _split_file(source_file, content, rules, recurring):
            line_rows += article.line_rows()
            article_rows.append(article.row())
            others.append(article.other_fields())
    articles = _with_others(tables.from_rows("articles", article_rows), others)
    return tables.from_rows("lines", line_rows), articles


def load_lines(
    source: Source, *, strict: bool = False, line_rules: str | Path | None = None, file_names: str = ""
) -> pd.DataFrame:
    """Read every line of a source, kept or not, with its role and the rule that decided.

    Parameters
    ----------
    source, strict, line_rules, file_names
        As in `load_source`.

    Returns
    -------
    DataFrame
        One row per line of a file read (table ``lines``), in the order of files and lines.

    Raises
    ------
    SourceError
        When there is no such source, or no file of it can be read.

    Examples
    --------
    >>> lines = load_lines("seeds")
    >>> lines.loc[lines["role"] == "promo", "text"].str[:9].tolist()
    ['Also Read', 'Also Read']
    """
    return load_source(source, strict=strict, line_rules=line_rules, file_names=file_names).lines


def load_articles(
    source: Source, *, strict: bool = False, line_rules: str | Path | None = None, file_names: str = ""
) -> pd.DataFrame:
    """Read the articles of a source.

    Parameters
    ----------
    source, strict, line_rules, file_names
        As in `load_source`.

    Returns
    -------
    DataFrame
        One row per article (table ``articles``); `text` is its kept lines joined with a newline.

    Raises
    ------
    SourceError
        When there is no such source, or no file of it can be read.

    Examples
    --------
    >>> load_articles("seeds")[["place", "published", "published_basis"]].values.tolist()[-1]
    ['Kabul', '2021-11-09', 'dateline']
    """
    return load_source(source, strict=strict, line_rules=line_rules, file_names=file_names).articles


class Part(NamedTuple):
    """An article as a stretch of a file: its labelled lines, which of them are kept, what the format states."""

    article_id: str
    source_file: str
    first_line: int
    labelled: list[LabelledLine]
    kept: list[bool]
    fields: dict[str, str]

    def line_rows(self) -> list[tuple[object, ...]]:
        """Return the rows of the table lines."""
        numbered = enumerate(zip(self.labelled, self.kept, strict=True), self.first_line)
        return [
            (self.source_file, number, self.article_id, line.label.role, keep, line.label.rule, line.text)
            for number, (line, keep) in numbered
        ]

    def row(self) -> tuple[object, ...]:
        """Return the row of the table articles; what the format states goes before what the lines say."""
        facts = read_facts(self.labelled) | {name: value for name, value in self.fields.items() if value}
        stated = {name: facts.get(name, "") for name in STATED}
        published, basis = facts.get("published", ""), facts.get("published_basis", "none")
        earliest, latest = edtf.bounds(published) if published else ("", "")
        dated = (published, earliest or None, latest or None, "documented" if published else "", basis)
        text = "\n".join(line.text for line, keep in zip(self.labelled, self.kept, strict=True) if keep)
        last_line = self.first_line + len(self.labelled) - 1
        place = (self.article_id, self.source_file, self.first_line, last_line)
        return (*place, *stated.values(), *dated, facts.get("updated", ""), "", text)

    def other_fields(self) -> dict[str, str]:
        """Return what the format states beyond the columns of articles, such as a section or a page."""
        return {name: value for name, value in self.fields.items() if name not in tables.TABLES["articles"]}


def _split_file(source_file: str, content: ReadFile, rules: Rules | None, recurring: frozenset[str]) -> Iterator[Part]:
    number, line_no = 0, 1
    for document in content.documents:
        labelled = label_lines(document, rules=rules, recurring=recurring)
        for _, group in groupby(labelled, key=lambda line: line.article_no):
            lines = list(group)
            number += 1
            article_id = name_article(source_file, number)
            yield Part(article_id, source_file, line_no, lines, keep_blanks(lines), document.fields)
            line_no += len(lines)


def name_article(source_file: str, number: int) -> str:
    """Return the article's id: the file's name, plus ``#0002`` from its second article on."""
    return source_file if number == 1 else f"{source_file}#{number:04d}"


def _with_others(articles: pd.DataFrame, others: Sequence[dict[str, str]]) -> pd.DataFrame:
    names = sorted({name for fields in others for name in fields})
    columns = {name: [fields.get(name, "") for fields in others] for name in names}
    return articles.assign(**{name: pd.Series(values, dtype="str") for name, values in columns.items()})


def _count_found(files: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Fill `found`, and warn where a file says that it holds another number of articles."""
    found = files["source_file"].map(articles["source_file"].value_counts()).fillna(0).astype("int64")
    other = (files["expected"] > 0) & (files["expected"] != found)
    told = "says that it holds " + files["expected"].astype("str") + " articles, found " + found.astype("str")
    reason = (files["reason"] + "; ").where(files["reason"] != "", "") + told
    for name, why in zip(files.loc[other, "source_file"], told[other], strict=True):
        warnings.warn(f"{name}: {why}", ReadingWarning, stacklevel=4)
    return files.assign(found=found, reason=files["reason"].mask(other, reason).astype("str"))


def read_facts(labelled: Sequence[LabelledLine]) -> dict[str, str]:
    """Read off an article's own lines what they say of it, as columns of the table articles."""
    dateline = next((find_dateline(line.text) for line in labelled if line.label.role == "body"), Dateline())
    stamps = {line.label.rule: _stamp_date(line.text) for line in reversed(labelled) if line.label.role == "stamp"}
    updated = stamps.pop("stamp-updated", "")
    dates = {
        "stamp": next(filter(None, stamps.values()), ""),
        "dateline": dateline.published,
        "stamp-updated": updated,
    }
    basis = next((name for name in DOCUMENTED if dates.get(name)), "none")
    return {
        "title": _first(labelled, "title"),
        "byline": BYLINE.sub("", _first(labelled, "byline")),
        "outlet": dateline.outlet,
        "place": dateline.place,
        "published": dates.get(basis, ""),
        "published_basis": basis,
        "updated": updated,
    }


def _stamp_date(text: str) -> str:
    """Return the day that a stamp states, in English or with the name of a month in another language; "" for none."""
    day = full_date(text)[:10] or read_day(text)
    return day if len(day) == len("2021-08-15") else ""


def _first(labelled: Sequence[LabelledLine], role: str) -> str:
    return next((line.text.strip() for line in labelled if line.label.role == role), "")
