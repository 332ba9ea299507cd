"""What `explain_tags` found, to be read: on a terminal, or as a page."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from corpus import tables
from corpus.errors import ParameterError
from corpus.explain import REFUSED, TAGGED
from corpus.tables import rows_of

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that could steer a terminal, or turn the direction of what follows."""

BLANKS = re.compile(r"\s+")

COLOURS = ("#cfe8ff", "#ffe3b0", "#d6f2c6", "#f6d0e4", "#e0d8f7", "#d9d9d9")
TERMINAL_COLOURS = (46, 43, 42, 45, 104, 106)
"""Backgrounds on which black is legible; ten less is the same colour for a sign."""

WIDEST = 48
"""So wide a column of the terminal is filled up, that what follows stands below one another."""
CELLS = ("sentence", "place", "words", "label (entry)", "kind", "code", "row of")
LEGEND = "+ tagged, - refused: place, words, label (entry), kind, code; row of its lexicon; rule or reason"
STYLE = """\
body{font:16px/1.7 serif;max-width:80em;margin:2em auto;padding:0 1em;color:#111;background:#fff}
p{max-width:50em}p:target{outline:2px solid #06c;outline-offset:.3em}
mark{color:inherit;background:none;border-radius:.2em}mark.both{outline:1px solid #666}
mark.refused{border-bottom:2px dotted #a00}
h1,h2,table,.legend{font-family:sans-serif}h1{font-size:1.3em}h2{font-size:1em}
table{border-collapse:collapse;font-size:.8em;line-height:1.4}
td,th{border:1px solid #ccc;padding:.2em .5em;text-align:left;vertical-align:top}
th{position:sticky;top:0;background:#eee}td:nth-last-child(2){white-space:nowrap}
.id{color:#666;font:.75em sans-serif;margin-right:.6em}"""


def explain_terminal(sentences: pd.DataFrame, explained: pd.DataFrame) -> str:
    r"""Set out tags and refusals for a terminal: each sentence in colour, then its candidates.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``.
    explained : DataFrame
        What `explain_tags` returned for them.

    Returns
    -------
    str
        One row per sentence that has a candidate, and below it one per candidate, with ANSI colours; a first row
        says what stands in which place. Control characters of the text are shown as ``\ufffd``, so that no text
        can steer the terminal.

    Examples
    --------
    >>> from corpus.explain import explain_tags
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "He saw Oman."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> print(re.sub(r"\x1b.*?m", "", explain_terminal(sentences, explain_tags(sentences, "countries"))))
    + tagged, - refused: place, words, label (entry), kind, code; row of its lexicon; rule or reason
    <BLANKLINE>
    a:0001  He saw Oman.
      + 7-11  'Oman'  Oman, name, OMN  countries row ...  fixed
    """
    tables.check(sentences, "sentences")
    colours = dict(zip(_lexicons(explained), _repeated(TERMINAL_COLOURS), strict=False))
    by_sentence = dict(list(explained.groupby("sentence_id", sort=False)))
    lines = [LEGEND] if len(explained) else []
    for sentence_id, text in sentences[["sentence_id", "text"]].itertuples(index=False):
        if sentence_id in by_sentence:
            found = by_sentence[sentence_id].to_dict("records")
            shown = "".join(_ansi(piece, colours) for piece in _pieces(text, found))
            lines.append(f"\n\x1b[2m{harmless(sentence_id)}\x1b[0m  {BLANKS.sub(' ', shown)}")
            lines += _terminal_lines(found, colours)
    return "\n".join(lines)


def explain_untagged(names: pd.DataFrame) -> str:
    """Set out for a terminal what `untagged_names` returned.

    Returns
    -------
    str
        One row per name: how often it stands there, and the name.

    Examples
    --------
    >>> print(explain_untagged(pd.DataFrame({"pattern": ["Zalmay Rasul"], "mentions": [2]})))
    names in no lexicon: 1
         2  Zalmay Rasul
    """
    rows = [f"{count:>6}  {harmless(BLANKS.sub(' ', name))}" for name, count in rows_of(names, "pattern", "mentions")]
    return "\n".join([f"names in no lexicon: {len(names)}", *rows])


def harmless(text: str) -> str:
    r"""Return a text whose control characters cannot steer a terminal.

    Examples
    --------
    >>> harmless("a\x1b[31mb")
    'a\ufffd[31mb'
    """
    return CONTROL.sub("\ufffd", text)


def _repeated(colours: Sequence[Any]) -> Iterator[Any]:
    while True:
        yield from colours


def _lexicons(explained: pd.DataFrame) -> list[str]:
    """Return the lexicons that made tags: those that need a colour."""
    return list(dict.fromkeys(explained.loc[explained["verdict"] == TAGGED, "lexicon"]))


class Piece(NamedTuple):
    """A stretch of a sentence over which the same tags and refusals lie."""

    text: str
    tagged: tuple[dict[Any, Any], ...]
    refused: tuple[dict[Any, Any], ...]


def _pieces(text: str, found: Sequence[dict[Any, Any]]) -> Iterator[Piece]:
    """Cut a sentence wherever a candidate begins or ends."""
    cuts = sorted({0, len(text), *(one[side] for one in found for side in ("start", "end"))})
    for start, end in pairwise(cuts):
        over = [one for one in found if one["start"] <= start and end <= one["end"]]
        tagged = tuple(one for one in over if one["verdict"] == TAGGED)
        yield Piece(text[start:end], tagged, tuple(one for one in over if one["verdict"] != TAGGED))


def _ansi(piece: Piece, colours: dict[str, int]) -> str:
    shown = harmless(BLANKS.sub(" ", piece.text))
    if piece.tagged:
        return f"\x1b[30;{colours[piece.tagged[0]['lexicon']]}m{shown}\x1b[0m"
    return f"\x1b[4;31m{shown}\x1b[0m" if piece.refused else shown


def _named(one: dict[Any, Any]) -> str:
    return str(one["label"]) if one["entry"] in ("", one["label"]) else f"{one['label']} ({one['entry']})"


def _told(one: dict[Any, Any]) -> str:
    return ", ".join(part for part in (_named(one), one["kind"], one["code"]) if part)


def _origin(one: dict[Any, Any]) -> str:
    """Return the row of the lexicon; row 0 is none, and then the reason says what made the tag."""
    return f"{one['lexicon']} row {one['row']}" if one["row"] else str(one["lexicon"])


def _why(one: dict[Any, Any]) -> str:
    held = f"; held by {one['holder'].replace('|', ' or ')}" if one["holder"] else ""
    return f"{one['reason']}{held}"


def _reason(one: dict[Any, Any]) -> str:
    return _why(one) if one["verdict"] == TAGGED else f"refused: {_why(one)}"


def _terminal_lines(found: Sequence[dict[Any, Any]], colours: dict[str, int]) -> Iterator[str]:
    cells = [
        tuple(
            harmless(BLANKS.sub(" ", cell))
            for cell in (f"{one['start']}-{one['end']}", f"'{one['surface']}'", _told(one), _origin(one), _reason(one))
        )
        for one in found
    ]
    widths = [min(max(map(len, column)), WIDEST) for column in zip(*cells, strict=True)]
    for one, row in zip(found, cells, strict=True):
        is_tagged = one["verdict"] == TAGGED
        sign = f"\x1b[{colours[one['lexicon']] - 10 if is_tagged else 31}m{'+' if is_tagged else '-'}\x1b[0m"
        yield f"  {sign} {'  '.join(map(str.ljust, row, widths)).rstrip()}"


def explain_html(
    sentences: pd.DataFrame, explained: pd.DataFrame, names: pd.DataFrame | None = None, title: str = ""
) -> str:
    """Set out tags and refusals as a page: the text with coloured marks that tell their reason, then tables.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``.
    explained : DataFrame
        What `explain_tags` returned for them.
    names : DataFrame, optional
        What `untagged_names` returned for them.
    title : str
        What the page is called.

    Returns
    -------
    str
        One row per sentence of the text, then one per candidate and one per untagged name, as HTML that stands
        alone: no script, nothing fetched, all text escaped.

    Examples
    --------
    >>> from corpus.explain import explain_tags
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "He saw Oman & <b>"}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> page = explain_html(sentences, explain_tags(sentences, "countries"))
    >>> "&amp; &lt;b&gt;" in page, "title='Oman, name, OMN; countries row" in page
    (True, True)
    """
    tables.check(sentences, "sentences")
    colours = dict(zip(_lexicons(explained), _repeated(COLOURS), strict=False))
    by_sentence = dict(list(explained.groupby("sentence_id", sort=False)))
    places = {sentence_id: f"s{number}" for number, sentence_id in enumerate(sentences["sentence_id"], start=1)}
    shown = [
        _html_sentence((sentence_id, places[sentence_id], text), by_sentence.get(sentence_id), colours)
        for sentence_id, text in rows_of(sentences, "sentence_id", "text")
    ]
    found: dict[str, list[dict[Any, Any]]] = {TAGGED: [], REFUSED: []}
    for one in explained.to_dict("records"):
        found[one["verdict"]].append(one)
    parts = [
        f"<h1>{_safe(title or 'Tags, and why')}</h1>",
        _html_legend(colours),
        *shown,
        _html_table("Tags", (*CELLS, "rule"), (_cells(one, places) for one in found[TAGGED])),
        _html_table("Refused", (*CELLS, "reason"), (_cells(one, places) for one in found[REFUSED])),
        "" if names is None else _html_names(names),
    ]
    head = f"<meta charset='utf-8'>{POLICY}<title>{_safe(title or 'Tags, and why')}</title><style>{STYLE}</style>"
    return f"<!doctype html>\n<html lang='en'><head>{head}</head>\n<body>\n" + "\n".join(parts) + "\n</body></html>\n"


def write_html(
    path: str | os.PathLike[str], sentences: pd.DataFrame, explained: pd.DataFrame, names: pd.DataFrame | None = None
) -> None:
    """Write what `explain_html` makes into a file, beside and then renamed, so that it is never half there."""
    out = Path(path)
    title = ", ".join(dict.fromkeys(sentences["article_id"]))
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(explain_html(sentences, explained, names, title[:200]), encoding="utf-8")
        beside.replace(out)
    except OSError as error:
        raise ParameterError(f"{path}: cannot be written: {error.strerror}") from error


POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"


def _safe(value: object) -> str:
    return escape(harmless(str(value)))


def _html_legend(colours: dict[str, str]) -> str:
    marks = [f"<mark style='background:{colour}'>{_safe(name)}</mark>" for name, colour in colours.items()]
    marks += ["<mark class='both'>tagged by several</mark>", "<mark class='refused'>refused</mark>"]
    return f"<p class='legend'>{' '.join(marks)}<br>Point at a mark to read why; the tables below say the same.</p>"


def _html_sentence(sentence: tuple[str, str, str], found: pd.DataFrame | None, colours: dict[str, str]) -> str:
    sentence_id, place, text = sentence
    records = [] if found is None else found.to_dict("records")
    shown = "".join(_mark(piece, colours) for piece in _pieces(text, records))
    return f"<p id='{place}'><span class='id'>{_safe(sentence_id)}</span>{shown}</p>"


def _mark(piece: Piece, colours: dict[str, str]) -> str:
    if not piece.tagged and not piece.refused:
        return _safe(piece.text)
    tip = "&#10;".join(_safe(_tip(one)) for one in (*piece.tagged, *piece.refused))
    names = list(dict.fromkeys(one["lexicon"] for one in piece.tagged))
    looks = " ".join(["both"] * (len(names) > 1) + ["refused"] * bool(piece.refused))
    style = f" style='background:{colours[names[0]]}'" if names else ""
    return f"<mark class='{looks}'{style} title='{tip}'>{_safe(piece.text)}</mark>"


def _tip(one: dict[Any, Any]) -> str:
    return f"{_told(one)}; {_origin(one)}; {_reason(one)}"


def _cells(one: dict[Any, Any], places: dict[str, str]) -> tuple[str, ...]:
    """Return the cells of a candidate, escaped; the first leads to its sentence."""
    where = f"<a href='#{places[one['sentence_id']]}'>{_safe(one['sentence_id'])}</a>"
    values = (f"{one['start']}-{one['end']}", one["surface"], _named(one), one["kind"], one["code"])
    return where, *map(_safe, (*values, _origin(one), _why(one)))


def _html_names(names: pd.DataFrame) -> str:
    rows = (tuple(map(_safe, row)) for row in rows_of(names, *names.columns))
    return _html_table("Names in no lexicon", [_safe(name) for name in names.columns], rows)


def _html_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are escaped already, and how many rows it has."""
    body = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    head = "".join(f"<th>{name}</th>" for name in heads)
    return f"<h2>{title}: {len(body)}</h2>\n<table><tr>{head}</tr>\n" + "\n".join(body) + "</table>"
