"""Lines -> articles: where each begins, what it is called, and what its own lines say of outlet, place and date."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from corpus import tables
from corpus.datelines import Dateline, find_dateline
from corpus.lines import LabelledLine, keep_blanks, label_lines
from corpus.readers import Source, read_files
from corpus.readers.document import ReadFile
from corpus.timex import edtf
from corpus.timex.grammar import full_date

BYLINE = re.compile(r"^by[: ]\s?", re.IGNORECASE)
DOCUMENTED = ("metadata", "stamp", "dateline", "stamp-updated")
"""Where a publication date is read, best first."""


class Loaded(NamedTuple):
    """The three tables that reading a source gives."""

    files: pd.DataFrame
    lines: pd.DataFrame
    articles: pd.DataFrame


def load_source(source: Source, *, strict: bool = False) -> Loaded:
    """Read a source into its files, lines and articles in one go.

    Parameters
    ----------
    source : str, path or list of these
        A file, a folder (with its subfolders), a pattern such as ``clippings/2023*.txt``, or several files.
    strict : bool
        Stop at the first file that cannot be read, instead of reporting it in `files`.

    Returns
    -------
    Loaded
        `files`: one row per file found. `lines`: one row per line of a file read. `articles`: one row per
        article. Columns in `corpus.tables.TABLES`.

    Raises
    ------
    SourceError
        When there is no such source, or no file of it can be read.
    """
    files, contents = read_files(source, strict=strict)
    line_rows: list[tuple[object, ...]] = []
    article_rows: list[tuple[object, ...]] = []
    found: dict[str, int] = {}
    for source_file, content in contents:
        lines, articles = _read_articles(source_file, content)
        line_rows += lines
        article_rows += articles
        found[source_file] = len(articles)
    files = files.assign(found=files["source_file"].map(found).fillna(0).astype("int64"))
    articles_table = mark_duplicates(tables.from_rows("articles", article_rows))
    return Loaded(files, tables.from_rows("lines", line_rows), articles_table)


def load_lines(source: Source, *, strict: bool = False) -> pd.DataFrame:
    """Read every line of a source, kept or not, with its role and the rule that decided.

    Parameters
    ----------
    source, strict
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
    return load_source(source, strict=strict).lines


def load_articles(source: Source, *, strict: bool = False) -> pd.DataFrame:
    """Read the articles of a source.

    Parameters
    ----------
    source, strict
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
    return load_source(source, strict=strict).articles


def _read_articles(source_file: str, content: ReadFile) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return the rows of the tables lines and articles that one file gives."""
    line_rows: list[tuple[object, ...]] = []
    article_rows: list[tuple[object, ...]] = []
    line_no = 1
    for document in content.documents:
        for _, group in groupby(label_lines(document), key=lambda line: line.article_no):
            labelled = list(group)
            article_id = name_article(source_file, len(article_rows) + 1)
            kept = keep_blanks(labelled)
            line_rows += [
                (source_file, line_no + at, article_id, line.label.role, keep, line.label.rule, line.text)
                for at, (line, keep) in enumerate(zip(labelled, kept, strict=True))
            ]
            article_rows.append(_article_row(article_id, source_file, line_no, labelled, kept, document.fields))
            line_no += len(labelled)
    return line_rows, article_rows


def name_article(source_file: str, number: int) -> str:
    """Return the article's id: the file's name, plus ``#0002`` from its second article on."""
    return source_file if number == 1 else f"{source_file}#{number:04d}"


def _article_row(
    article_id: str,
    source_file: str,
    first_line: int,
    labelled: Sequence[LabelledLine],
    kept: Sequence[bool],
    fields: dict[str, str],
) -> tuple[object, ...]:
    text = "\n".join(line.text for line, keep in zip(labelled, kept, strict=True) if keep)
    facts = read_facts(labelled) | {name: value for name, value in fields.items() if value}
    published, basis = facts.get("published", ""), facts.get("published_basis", "none")
    earliest, latest = edtf.bounds(published) if published else ("", "")
    return (
        article_id, source_file, first_line, first_line + len(labelled) - 1,
        facts.get("title", ""), facts.get("outlet", ""), facts.get("byline", ""), facts.get("place", ""),
        facts.get("language", ""), published, earliest or None, latest or None,
        "documented" if published else "", basis, facts.get("updated", ""), "", text,
    )  # fmt: skip


def read_facts(labelled: Sequence[LabelledLine]) -> dict[str, str]:
    """Read off an article's own lines what they say of it, as columns of the table articles."""
    dateline = next((find_dateline(line.text) for line in labelled if line.label.role == "body"), Dateline())
    stamps = {line.label.rule: full_date(line.text)[:10] for line in reversed(labelled) if line.label.role == "stamp"}
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


def _first(labelled: Sequence[LabelledLine], role: str) -> str:
    return next((line.text.strip() for line in labelled if line.label.role == role), "")


def mark_duplicates(articles: pd.DataFrame) -> pd.DataFrame:
    """Fill `duplicate_of` of articles whose words are the same as those of an earlier one.

    Parameters
    ----------
    articles : DataFrame
        Table ``articles``.

    Returns
    -------
    DataFrame
        One row per article; `duplicate_of` is the id of the first by printed date, then id. Articles without
        text are duplicates of none.
    """
    tables.check(articles, "articles")
    ordered = articles.sort_values(["earliest", "article_id"], na_position="last")
    words = ordered["text"].str.casefold().str.split().str.join(" ")
    first = ordered["article_id"].groupby(words).transform("first")
    same = (first != ordered["article_id"]) & (words != "")
    return articles.assign(duplicate_of=first.where(same, "").reindex(articles.index))
