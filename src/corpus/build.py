"""Source -> all tables: the order of the steps, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import pandas as pd

from corpus import tables
from corpus.articles import load_source
from corpus.events import code_events, find_events
from corpus.readers import Source
from corpus.sentences import split_sentences
from corpus.tagging import LexiconLike, tag
from corpus.timex.resolve import find_dates
from corpus.tone import score

LEXICONS = ("countries", "actors", "events", "themes")
SCORED_ROLES = ("body", "summary")


@dataclass(frozen=True)
class Tables:
    """All tables of a corpus; their columns are in `corpus.tables.TABLES`."""

    files: pd.DataFrame
    lines: pd.DataFrame
    articles: pd.DataFrame
    evidence: pd.DataFrame
    sentences: pd.DataFrame
    tags: pd.DataFrame
    dates: pd.DataFrame
    coded: pd.DataFrame
    events: pd.DataFrame
    mentions: pd.DataFrame
    scores: pd.DataFrame
    hits: pd.DataFrame


def build(
    source: Source,
    *,
    lexicons: Sequence[LexiconLike] = LEXICONS,
    methods: Sequence[str] = ("vader",),
    strict: bool = False,
) -> Tables:
    """Make all tables from a source, in memory.

    Parameters
    ----------
    source : str, path or list of these
        A file, a folder, a pattern, or several files.
    lexicons : sequence of DataFrame, str or path
        What is tagged; see `tag`.
    methods : sequence of str
        How sentences of body and summary are scored; see `score`.
    strict : bool
        Stop at the first file that cannot be read.

    Returns
    -------
    Tables
        One table per attribute: files, lines, articles, evidence, sentences, tags, dates, coded, events,
        mentions, scores, hits.

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
    loaded = load_source(source, strict=strict)
    sentences = split_sentences(loaded.articles, loaded.lines)
    tags = tag(sentences, lexicons)
    dates = find_dates(sentences, loaded.articles)
    coded = code_events(sentences, tags)
    events, mentions = find_events(coded, dates, loaded.articles)
    scored = [score(sentences[sentences["role"].isin(SCORED_ROLES)], method) for method in methods]
    return Tables(
        files=loaded.files,
        lines=loaded.lines,
        articles=loaded.articles,
        evidence=tables.empty("evidence"),
        sentences=sentences,
        tags=tags,
        dates=dates,
        coded=coded,
        events=events,
        mentions=mentions,
        scores=pd.concat([tables.empty("scores"), *(scores for scores, _ in scored)], ignore_index=True),
        hits=pd.concat([tables.empty("hits"), *(hits for _, hits in scored)], ignore_index=True),
    )


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
    events = built.events[built.events["sentence_id"].isin(sentences["sentence_id"])]
    keys = {
        "article_id": articles["article_id"],
        "sentence_id": sentences["sentence_id"],
        "event_id": events["event_id"],
    }
    cut: dict[str, pd.DataFrame] = {"articles": articles, "sentences": sentences, "events": events}
    for field in fields(built):
        frame = getattr(built, field.name)
        key = next((name for name in ("event_id", "sentence_id", "article_id") if name in frame.columns), None)
        if field.name not in (*cut, "files", "lines") and key:
            cut[field.name] = frame[frame[key].isin(keys[key])]
    return replace(built, **cut)
