"""Which date a time expression means, how that is known and from what."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from corpus.tables import check, from_rows, rows_of
from corpus.timex.anchors import Anchor, Mentions, published_anchor, reading
from corpus.timex.edtf import bounds, from_timex, qualified, timex_bounds
from corpus.timex.grammar import find_expressions

GRAINS = tuple(
    (re.compile(pattern), grain)
    for pattern, grain in (
        (r"\d{4}-\d\d-\d\dT.*", "time"), (r"\d{4}-\d\d-\d\d", "day"), (r"\d{4}-W\d\d-\d", "day"),
        (r"\d{4}-W\d\d-WE", "weekend"), (r"\d{4}-W\d\d", "week"), (r"\d{4}-\d\d", "month"),
        (r"\d{4}-Q\d", "quarter"), (r"\d{4}-(?:SP|SU|FA|WI)", "season"), (r"\d{4}-H\d", "half"), (r"\d{4}", "year"),
        (r"\d{3}", "decade"), (r"\d\d", "century"),
    )
)  # fmt: skip
Row = tuple[object, ...]


class Found(NamedTuple):
    """What the text gives: a row of `dates` before it is resolved."""

    sentence_id: str
    start: int
    end: int
    surface: str
    type: str
    unresolved: str
    mod: str


def article_of(sentence_id: str) -> str:
    """Return the id of the article that a sentence is in."""
    return sentence_id.rpartition(":")[0]


@lru_cache(maxsize=65_536)
def grain_of(value: str) -> str:
    """Return the grain of a TIMEX3 value.

    Time, day, weekend, week, month, quarter, season, half, year, decade, century or "".
    """
    return next((grain for pattern, grain in GRAINS if pattern.fullmatch(value)), "")


@lru_cache(maxsize=65_536)
def _placed(value: str, mod: str, edtf: str) -> tuple[str, object, object, str]:
    """Return EDTF, earliest, latest and grain of a DATE or TIME."""
    grain = grain_of(value)
    written = edtf or qualified(from_timex(value), "" if grain == "time" else mod)
    if not written:
        return "", pd.NaT, pd.NaT, ""
    first, last = timex_bounds(value) if grain == "time" else bounds(written)
    return written, _time(first), _time(last), grain


def _is_ahead(unresolved: str, first: object, last: object, anchor: Anchor) -> bool:
    """Whether a quarter is not over by the day of publication, though told of as to come."""
    return bool(anchor.last) and str(last if unresolved.startswith(">") else first)[:10] > str(anchor.last)


def _row(found: Found, anchor: Anchor, mentions: Mentions) -> Row:
    read = reading(found.type, found.unresolved, anchor, mentions)
    placed = found.type in ("DATE", "TIME")
    edtf, first, last, grain = _placed(read.value, found.mod, read.edtf) if placed else ("", pd.NaT, pd.NaT, "")
    if grain and "~}" not in found.unresolved:
        ahead = "Q" in read.value and _is_ahead(found.unresolved, first, last, anchor)
        mentions.add(read.value, found.sentence_id, ahead)
    return (
        *found[:5], read.value, found.unresolved, found.mod, edtf, first, last, grain, *read[2:],
    )  # fmt: skip


def _time(text: str) -> object:
    return pd.NaT if not text else pd.Timestamp(text)


def _rows(found: Iterable[Found], articles: pd.DataFrame) -> Iterator[Row]:
    known = rows_of(articles, "article_id", "published", "grade", "published_basis")
    anchors = {article_id: published_anchor(*how) for article_id, *how in known}
    nothing = published_anchor("", "")
    mentions: dict[str, Mentions] = {}
    for item in found:
        article_id = article_of(item.sentence_id)
        if article_id not in mentions:
            mentions[article_id] = Mentions()
        yield _row(item, anchors.get(article_id, nothing), mentions[article_id])


def find_dates(sentences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Find the time expressions of sentences and resolve them.

    Parameters
    ----------
    sentences : DataFrame
        The `sentences` table.
    articles : DataFrame
        The `articles` table; `published` (EDTF) and `grade` are used, and may be empty.

    Returns
    -------
    DataFrame
        One row per time expression, in the order of the sentences: the `dates` table. `value` is TIMEX3 as
        far as it is known, `unresolved` what the words alone say, `basis` how it is known (explicit,
        publication date, neighbour, previous mention, none), `anchor` from what (the publication date or a sentence),
        `grade` documented or, where a convention or an inferred date was needed, inferred. A clock
        time in `value` is as printed: its zone stays in `surface` alone, as in TempEval's TIMEX3.

    Raises
    ------
    TableError
        When a table does not keep its contract.

    Examples
    --------
    >>> from corpus.tables import complete
    >>> article = {"article_id": "a", "text": "", "published": "2023-07-21"}
    >>> sentence = {"sentence_id": "a:1", "article_id": "a", "text": "He left on Thursday."}
    >>> articles = complete(pd.DataFrame([article]), "articles")
    >>> sentences = complete(pd.DataFrame([sentence]), "sentences")
    >>> find_dates(sentences, articles)[["surface", "unresolved", "value", "grade"]].values.tolist()
    [['Thursday', 'XXXX-WXX-4', '2023-07-20', 'inferred']]
    """
    check(sentences, "sentences")
    check(articles, "articles")
    found = (
        Found(sentence_id, item.start, item.end, item.surface, item.type, item.unresolved, item.mod)
        for sentence_id, text in rows_of(sentences, "sentence_id", "text")
        for item in find_expressions(text)
    )
    return from_rows("dates", _rows(found, articles))


def resolve_dates(dates: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Resolve time expressions again, from what their words say, without reading the text.

    Parameters
    ----------
    dates : DataFrame
        The `dates` table; `unresolved`, `type` and the order of rows are used, earlier values are not.
    articles : DataFrame
        The `articles` table, with the publication dates as they are known now.

    Returns
    -------
    DataFrame
        One row per row of `dates`, in the same order: the `dates` table, with further columns as they were.

    Raises
    ------
    TableError
        When a table does not keep its contract.

    Examples
    --------
    >>> from corpus.tables import complete
    >>> article = {"article_id": "a", "text": "", "published": "2023-07-21"}
    >>> row = {"sentence_id": "a:1", "start": 11, "end": 19, "surface": "Thursday", "type": "DATE"}
    >>> dates = complete(pd.DataFrame([{**row, "unresolved": "XXXX-WXX-4"}]), "dates")
    >>> resolve_dates(dates, complete(pd.DataFrame([article]), "articles"))["value"].tolist()
    ['2023-07-20']
    """
    check(dates, "dates")
    check(articles, "articles")
    resolved = from_rows("dates", _rows(map(Found._make, rows_of(dates, *Found._fields)), articles))
    others = [name for name in dates.columns if name not in resolved.columns]
    return pd.concat([resolved.set_index(dates.index), dates[others]], axis=1)
