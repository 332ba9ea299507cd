"""Source -> all tables: the order of the steps, and nothing else."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from corpus import tables
from corpus.articles import Loaded, load_source
from corpus.attribution import attribute, find_speakers
from corpus.collecting import without_collecting
from corpus.corrections import apply_corrections
from corpus.errors import SourceError
from corpus.events import code_events
from corpus.institutions import ACTORS, INSTITUTION_LISTS, tag_institutions
from corpus.lexicons import describe_lexicon
from corpus.merging import find_events
from corpus.readers import Source
from corpus.roles import ROLE_LISTS, resolve_roles
from corpus.sentences import split_sentences
from corpus.surnames import bind_surnames
from corpus.tagging import LexiconLike, tag
from corpus.timex.documents import date_articles
from corpus.timex.resolve import find_dates, resolve_dates
from corpus.tone import score

LEXICONS = ("countries", "actors", "places", "events", "themes")


@dataclass(frozen=True)
class Tables:
    """All tables that are made from a source; their columns are in `corpus.tables.TABLES`."""

    files: pd.DataFrame
    lines: pd.DataFrame
    articles: pd.DataFrame
    evidence: pd.DataFrame
    sentences: pd.DataFrame
    tags: pd.DataFrame
    corrections: pd.DataFrame
    dates: pd.DataFrame
    coded: pd.DataFrame
    events: pd.DataFrame
    mentions: pd.DataFrame
    scores: pd.DataFrame
    hits: pd.DataFrame


def build(
    source: Source,
    out: str | os.PathLike[str] | None = None,
    *,
    lexicons: Sequence[LexiconLike] = LEXICONS,
    methods: Sequence[str] = ("vader",),
    de_facto: bool = True,
    max_report_lag: int | None = None,
    **reading: Any,
) -> Tables:
    """Make all tables from a source, in memory, and write them if a folder is named.

    Parameters
    ----------
    source : str, path or list of these
        A file, a folder, a pattern, or several files.
    out : str or path, optional
        Folder in which each table is written as ``<table>.parquet``; `read` reads them again. Beside them
        ``lexicons.json`` holds name, version, day and hash of every lexicon that was used.
    lexicons : sequence of DataFrame, str or path
        What is tagged; see `tag`.
    methods : sequence of str
        How sentences of body and summary are scored; see `score`.
    de_facto : bool
        Whether a de facto authority (the Taliban from 2021-08-15) is coded as a government; see `resolve_roles`.
    max_report_lag : int, optional
        Days after the end of an office within which acts of its holder are reported; see `date_articles`.
    **reading
        strict, line_rules and file_names of `load_source`.

    Returns
    -------
    Tables
        One table per attribute: files, lines, articles, evidence, sentences, tags, corrections, dates, coded,
        events, mentions, scores, hits.

    Raises
    ------
    SourceError
        When there is no such source, or no file of it can be read.

    Examples
    --------
    >>> t = build("seeds")
    >>> len(t.articles), t.events.columns[0]
    (6, 'event_id')
    """
    loaded = load_source(source, **reading)
    with without_collecting():
        built = _make_tables(loaded, source, lexicons, methods, Settling(de_facto, max_report_lag))
    if out is not None:
        _write(built, Path(out), lexicons)
    return built


class Settling(NamedTuple):
    """How roles and undated articles are settled: options of `resolve_roles` and `date_articles`."""

    de_facto: bool
    max_report_lag: int | None


def _make_tables(
    loaded: Loaded, source: Source, lexicons: Sequence[LexiconLike], methods: Sequence[str], how: Settling
) -> Tables:
    sentences = split_sentences(loaded.articles, loaded.lines)
    found = bind_surnames(tag(sentences, lexicons), sentences)
    if any(not isinstance(one, pd.DataFrame) and Path(one).stem == ACTORS for one in lexicons):
        found = tag_institutions(found, sentences, loaded.articles)
    tags, _ = apply_corrections(found, sentences, source)
    dates = find_dates(sentences, loaded.articles)
    coded = attribute(code_events(sentences, tags), find_speakers(sentences, tags))
    known = (loaded.articles, sentences, tags, dates, coded)
    articles, evidence = date_articles(*known, max_report_lag=how.max_report_lag)
    dates = resolve_dates(dates, articles)
    tags = resolve_roles(found, articles, lexicon=lexicons, de_facto=how.de_facto)
    tags, corrections = apply_corrections(tags, sentences, source)
    events, mentions = find_events(coded, dates, articles, sentences, tags)
    scored = [score(sentences, method) for method in methods]
    return Tables(
        files=loaded.files,
        lines=loaded.lines,
        articles=articles,
        evidence=evidence,
        sentences=sentences,
        tags=tags,
        corrections=corrections,
        dates=dates,
        coded=coded,
        events=events,
        mentions=mentions,
        scores=pd.concat([tables.empty("scores"), *(scores for scores, _ in scored)], ignore_index=True),
        hits=pd.concat([tables.empty("hits"), *(hits for _, hits in scored)], ignore_index=True),
    )


def _write(built: Tables, out: Path, lexicons: Sequence[LexiconLike]) -> None:
    """Write each table beside its place and rename it, so that none is ever half there; and what was tagged with."""
    out.mkdir(parents=True, exist_ok=True)
    said = json.dumps([describe_lexicon(one) for one in [*lexicons, *INSTITUTION_LISTS, *ROLE_LISTS]], indent=2)
    beside = out / f".lexicons.{os.getpid()}"
    beside.write_text(said + "\n", encoding="utf-8")
    beside.replace(out / "lexicons.json")
    for field in fields(built):
        beside = out / f".{field.name}.{os.getpid()}"
        getattr(built, field.name).to_parquet(beside, index=False)
        beside.replace(out / f"{field.name}.parquet")


def read(
    built: str | os.PathLike[str], table: str, *, columns: Sequence[str] | None = None, where: Any = None
) -> pd.DataFrame:
    """Read a table that `build` has written.

    Parameters
    ----------
    built : str or path
        The folder given to `build` as `out`.
    table : str
        A name in `corpus.tables.TABLES`.
    columns : sequence of str, optional
        Only these columns.
    where : list of tuples, optional
        Only rows that fit, as pyarrow's filters: ``[("grade", "==", "documented")]``.

    Returns
    -------
    DataFrame
        One row per row of the table that fits.

    Raises
    ------
    SourceError
        When the folder does not hold the table.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = build("seeds", folder)
    ...     read(folder, "articles", columns=["place"], where=[("grade", "==", "documented")])["place"].tolist()
    ['Islamabad', 'Islamabad', 'Kabul']
    """
    path = Path(built) / f"{table}.parquet"
    if not path.is_file():
        there = ", ".join(sorted(one.stem for one in Path(built).glob("*.parquet"))) or "none"
        raise SourceError(f"{built}: holds no table {table!r}; found {there}")
    return pd.read_parquet(path, columns=None if columns is None else list(columns), filters=where)


def restrict(built: Tables, articles: pd.DataFrame) -> Tables:
    """Cut all tables but `files` and `lines` down to some of the articles.

    Parameters
    ----------
    built : Tables
        What `build` made.
    articles : DataFrame
        Table ``articles``: those to keep, such as `select_articles` gives.

    Returns
    -------
    Tables
        One table per attribute, with the rows that belong to these articles.

    Examples
    --------
    >>> t = build("seeds")
    >>> restrict(t, t.articles.head(1)).sentences["article_id"].unique().tolist()
    ['000_573926690b5a55f0.txt']
    """
    tables.check(articles, "articles")
    sentences = built.sentences[built.sentences["article_id"].isin(articles["article_id"])]
    mentions = built.mentions[built.mentions["article_id"].isin(articles["article_id"])]
    keys = {"article_id": articles["article_id"], "sentence_id": sentences["sentence_id"]}
    cut = {
        "articles": articles,
        "sentences": sentences,
        "mentions": mentions,
        "events": _told_in(built.events, mentions),
    }
    for field in fields(built):
        frame = getattr(built, field.name)
        key = next((name for name in ("article_id", "sentence_id") if name in frame.columns), None)
        if field.name not in (*cut, "files", "lines") and key:
            cut[field.name] = frame[frame[key].isin(keys[key])]
    return replace(built, **cut)


def _told_in(events: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the events of some mentions, with the first sentence and the number of articles among these."""
    told = mentions.groupby("event_id").agg(first=("sentence_id", "min"), n=("article_id", "nunique"))
    kept = events[events["event_id"].isin(told.index)]
    return kept.assign(
        sentence_id=kept["event_id"].map(told["first"]).astype("str"),
        n_articles=kept["event_id"].map(told["n"]).astype("int64"),
    )
