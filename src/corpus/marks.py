"""Sentences with the pieces that moved their score marked in colour, to be read in a notebook."""

from collections.abc import Iterator
from html import escape

import pandas as pd

from corpus import tables
from corpus.summary import ELLIPSIS, quote

GOOD, BAD = "#cfe3f5", "#fbd9b5"
"""Blue for what raised the score, orange for what lowered it; the sign stands beside it too."""

Mark = tuple[int, int, float, str]
"""Start, end, contribution, and what is told of it."""


class Page(str):
    """A piece of HTML that a notebook shows."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


def rank_sentences(points: pd.DataFrame, hits: pd.DataFrame, *, chars: int = 160) -> pd.DataFrame:
    """Order scored sentences from the most negative to the most positive, with the words that made it so.

    Parameters
    ----------
    points : DataFrame
        What `score_points` gave.
    hits : DataFrame
        Table ``hits`` of the same sentences.
    chars : int
        How many characters of the sentence are quoted.

    Returns
    -------
    DataFrame
        One row per sentence and method: `method`, `score`, `article`, `sentence` (quoted), `words` (each with its
        contribution), `sentence_id`.

    Examples
    --------
    >>> from corpus.uncertainty import score_points
    >>> points = score_points(*(tables.empty(name) for name in ("scores", "sentences", "articles")))
    >>> rank_sentences(points, tables.empty("hits")).columns.tolist()
    ['method', 'score', 'article', 'sentence', 'words', 'sentence_id']
    """
    tables.check(hits, "hits")
    told = hits["surface"] + hits["contribution"].map(" {:+.2f}".format).astype("str")
    keys = ["sentence_id", "method"]
    words = told.groupby([hits[key] for key in keys]).agg(", ".join).rename("told").reset_index()
    joined = points.merge(words, on=keys, how="left")
    ranked = joined.assign(sentence=quote(joined["text"], chars), words=joined["told"].fillna("").astype("str"))
    ordered = ranked.sort_values(["method", "score", "sentence_id"], ignore_index=True)
    return ordered[["method", "score", "article", "sentence", "words", "sentence_id"]]


def mark_sentences(points: pd.DataFrame, hits: pd.DataFrame, *, n: int = 20, chars: int = 160) -> Page:
    """Show the most negative and the most positive sentences, their hits marked in colour.

    Parameters
    ----------
    points : DataFrame
        What `score_points` gave, of one method.
    hits : DataFrame
        Table ``hits`` of that method.
    n : int
        How many sentences, half of them from either end; those without a hit are not shown.
    chars : int
        How many characters of a sentence are quoted: around the piece that moved it most.

    Returns
    -------
    Page
        One row per sentence: score, article, text. Blue raised the score and orange lowered it, each with its
        contribution; the rule is told when the pointer rests on it. All text is escaped.

    Examples
    --------
    >>> points = pd.DataFrame({"sentence_id": ["a:1"], "article": ["a"], "text": ["Good <talks>."], "score": [0.4]})
    >>> hit = {"sentence_id": "a:1", "method": "m", "start": 0, "end": 4, "surface": "Good", "contribution": 1.9}
    >>> page = mark_sentences(points, tables.complete(pd.DataFrame([hit]), "hits"))
    >>> "Good<sup>+1.9</sup></mark> &lt;talks&gt;." in page
    True
    """
    tables.check(hits, "hits")
    marks = {key: _marks(part) for key, part in hits.groupby("sentence_id", sort=False)}
    ranked = points[points["sentence_id"].isin(list(marks))].sort_values(["score", "sentence_id"])
    shown = ranked if len(ranked) <= n else pd.concat([ranked.head(n - n // 2), ranked.tail(n // 2)])
    if shown.empty:
        return Page("<p>No sentence holds a word of the lexicon.</p>")
    left = "style='text-align:left;max-width:60em;white-space:normal'"
    rows = [
        f"<tr><td>{score:+.2f}</td><td>{escape(article)}</td><td {left}>{_marked(text, marks[key], chars)}</td></tr>"
        for key, article, text, score in tables.rows_of(shown, "sentence_id", "article", "text", "score")
    ]
    return Page("<table><tr><th>score</th><th>article</th><th>sentence</th></tr>" + "".join(rows) + "</table>")


def _marks(hits: pd.DataFrame) -> list[Mark]:
    """Return the marks of a sentence in the order of the text, those of one span as one."""
    ordered = hits.sort_values(["start", "end"], kind="stable")
    told = ordered["rule"] + ordered["base"].map(", {:+.2f} in the lexicon".format).astype("str")
    grouped = ordered.assign(told=told).groupby(["start", "end"], sort=False)
    joined = grouped.agg(contribution=("contribution", "sum"), told=("told", "; ".join)).reset_index()
    return list(joined.itertuples(index=False, name=None))


def _marked(text: str, marks: list[Mark], chars: int) -> str:
    start, end = _window(text, marks, chars)
    shown = "".join(_pieces(text, [mark for mark in marks if start <= mark[0] and mark[1] <= end], start, end))
    return f"{ELLIPSIS if start else ''}{shown}{ELLIPSIS if end < len(text) else ''}"


def _window(text: str, marks: list[Mark], chars: int) -> tuple[int, int]:
    """Return which part of a text is quoted: its beginning, or what stands around the strongest mark."""
    if len(text) <= chars or max(mark[1] for mark in marks) <= chars:
        return 0, min(len(text), chars)
    first, last, *_ = max(marks, key=lambda mark: abs(mark[2]))
    start = min(max(0, (first + last - chars) // 2), len(text) - chars)
    return start, start + chars


def _pieces(text: str, marks: list[Mark], start: int, end: int) -> Iterator[str]:
    at = start
    for first, last, share, told in marks:
        if first < at:
            continue
        colour = GOOD if share > 0 else BAD
        yield escape(text[at:first])
        yield (
            f"<mark style='background:{colour};color:inherit' title='{escape(told)}'>"
            f"{escape(text[first:last])}<sup>{share:+.1f}</sup></mark>"
        )
        at = last
    yield escape(text[at:end])
