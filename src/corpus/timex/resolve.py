"""Which date a time expression means, how that is known and from what."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from corpus.tables import check, from_rows
from corpus.timex.anchors import Anchor, Mentions, published_anchor, reading
from corpus.timex.edtf import bounds, from_timex, qualified
from corpus.timex.grammar import find_expressions

GRAINS = (
    (re.compile(r"\d{4}-\d\d-\d\dT"), "time"), (re.compile(r"\d{4}-\d\d-\d\d"), "day"),
    (re.compile(r"\d{4}-W\d\d-\d"), "day"),
    (re.compile(r"\d{4}-W\d\d"), "week"), (re.compile(r"\d{4}-Q\d"), "quarter"), (re.compile(r"\d{4}-H\d"),
    "half"),
    (re.compile(r"\d{4}-(?:SP|SU|FA|WI)"), "season"), (re.compile(r"\d{4}-\d\d"), "month"),
    (re.compile(r"\d{4}"), "year"),
    (re.compile(r"\d{3}"), "decade"), (re.compile(r"\d\d"), "century"),
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


def grain_of(value: str) -> str:
    """Return the grain of a TIMEX3 value: day, week, month, quarter, season, half, year, decade.

    Century, time or "".
    """
    return next(
        (grain for pattern, grain in GRAINS if pattern.fullmatch(value) or (grain == "time" and pattern.match(value))),
        "",
    )


def _row(found: Found, anchor: Anchor, mentions: Mentions) -> Row:
    read = reading(found.type, found.unresolved, found.sentence_id, anchor, mentions)
    edtf = read.edtf or (qualified(from_timex(read.value), found.mod) if found.type in ("DATE", "TIME") else "")
    first, last = bounds(edtf) if edtf else ("", "")
    grain = grain_of(read.value) if edtf else ""
    if found.type in ("DATE", "TIME") and grain and "~}" not in found.unresolved:
        mentions.add(read.value, found.sentence_id)
    return (
        *found[:5], read.value, found.unresolved, found.mod, edtf, _time(first), _time(last), grain,
        read.grade, read.basis, read.anchor,
    )  # fmt: skip


def _time(text: str) -> object:
    return pd.NaT if not text else pd.Timestamp(text)


def _rows(found: Iterable[Found], articles: pd.DataFrame) -> Iterator[Row]:
    known = zip(articles["article_id"], articles["published"], articles["grade"], strict=True)
    anchors = {article_id: published_anchor(published, grade) for article_id, published, grade in known}
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
        publication date, previous mention, none), `anchor` from what (the publication date or a sentence),
        `grade` documented or, where a convention or an inferred date was needed, inferred.

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
        for sentence_id, text in zip(sentences["sentence_id"], sentences["text"], strict=True)
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
    columns = [dates[name] for name in Found._fields]
    resolved = from_rows("dates", _rows(map(Found._make, zip(*columns, strict=True)), articles))
    others = [name for name in dates.columns if name not in resolved.columns]
    return pd.concat([resolved.set_index(dates.index), dates[others]], axis=1)
