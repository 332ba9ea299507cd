"""Articles -> sentences: nltk's Punkt with our abbreviations, within paragraphs, at offsets in the article's text."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from corpus import tables
from corpus.datelines import find_dateline
from corpus.lexicons import read_table
from corpus.lines import BULLET, SENTENCE_END, is_heading
from corpus.tables import rows_of

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

BREAK = re.compile(r"[.?!](?P<close>[\"”’')\]]?)\s+(?=[\"“‘(]?[^\W\d_])")
"""A mark with a letter after it: a break in Punkt if the word before is plain and no abbreviation."""

DOUBTFUL = re.compile(r"[.?!](?=[\s)\";}\]*:@'({\[‘’“”«»?!])(?![\"”]?\s*$)")
SHORTENED = re.compile(r"(?<!\S)((?:[^\W\d_]+\.)+)\s+(?=([A-Za-z]+)[^A-Za-z.?!])")
"""Letters with full stops after a blank and before a word that no mark follows."""

OUTER = re.compile(r"\s*(?:[•‣▪●◦∙·]\s*)?")

LONGEST_WORD = 60
LONGEST_PIECE = 20_000
"""A longer stretch without a clear break is no prose; it is cut at a space, so that Punkt's time stays linear."""

WRAP_WIDTH = 100
"""Lines no longer than this, most of them ending in the middle of a sentence, are one paragraph's wrapped lines."""


class Paragraph(NamedTuple):
    """A stretch of an article's text that sentences do not cross, and the role of its lines."""

    role: str
    start: int
    end: int


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(word.casefold().rstrip(".") for word in read_table("abbreviations")["abbreviation"])


@cache
def _before_numbers() -> frozenset[str]:
    """Abbreviations that a number belongs to: those of months, and No."""
    table = read_table("abbreviations")
    chosen = (table["note"] == "month") | table["abbreviation"].isin(["No.", "Nos."])
    return frozenset(table.loc[chosen, "abbreviation"].str.casefold())


@cache
def _starters() -> frozenset[str]:
    return frozenset(read_table("sentence_starters")["word"])


@cache
def _punkt() -> "PunktSentenceTokenizer":
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = set(_abbreviations())
    parameters.sent_starters = set(_starters())
    return PunktSentenceTokenizer(parameters)


def split_sentences(articles: pd.DataFrame, lines: pd.DataFrame | None = None) -> pd.DataFrame:
    """Split articles into sentences.

    Titles, headings, captions and datelines are rows of their own. Sentences end at paragraph ends; a line is
    a paragraph, but for texts whose lines were wrapped at a width.

    Parameters
    ----------
    articles : DataFrame
        Table ``articles``.
    lines : DataFrame, optional
        Table ``lines``. With it, headings and summaries are what their lines were found to be, and captions
        are rows too; without it, headings and bullets are judged from the text again and there are no captions.

    Returns
    -------
    DataFrame
        One row per sentence (table ``sentences``), in reading order. `start` and `end` are half-open offsets
        in code points: in the article's text, but for titles and captions, which are not in it, in themselves.

    Notes
    -----
    Kiss, T. & Strunk, J. (2006). Unsupervised multilingual sentence boundary detection. Computational
    Linguistics 32(4), https://doi.org/10.1162/coli.2006.32.4.485. Used with a fixed list of abbreviations
    and of words that begin a sentence after one (``data/abbreviations.csv``, ``data/sentence_starters.csv``),
    not with learned ones, so that a sentence never depends on other articles.

    Examples
    --------
    >>> article = {"article_id": "a", "text": "Gen. Munir left. Talks go on."}
    >>> articles = tables.complete(pd.DataFrame([article]), "articles")
    >>> split_sentences(articles)[["sentence_id", "start", "end", "text"]].values.tolist()
    [['a:0001', 0, 16, 'Gen. Munir left.'], ['a:0002', 17, 29, 'Talks go on.']]
    """
    tables.check(articles, "articles")
    _punkt()
    told = _lines_by_article(lines)
    rows: list[tuple[object, ...]] = []
    for article_id, title, text in rows_of(articles, "article_id", "title", "text"):
        sentences = list(_article_sentences(title, text, told.get(article_id)))
        width = max(4, len(str(len(sentences))))
        rows += [
            (f"{article_id}:{number:0{width}d}", article_id, *sentence) for number, sentence in enumerate(sentences, 1)
        ]
    return tables.from_rows("sentences", rows)


def _lines_by_article(lines: pd.DataFrame | None) -> dict[str, list[tuple[str, bool, str]]]:
    if lines is None:
        return {}
    tables.check(lines, "lines")
    told: dict[str, list[tuple[str, bool, str]]] = {}
    for article_id, *line in rows_of(lines, "article_id", "role", "kept", "text"):
        told.setdefault(article_id, []).append(tuple(line))
    return told


def _article_sentences(
    title: str, text: str, told: Sequence[tuple[str, bool, str]] | None
) -> Iterator[tuple[str, int, int, int, str]]:
    """Yield role, paragraph number, start, end and text of each sentence of an article."""
    if title:
        yield "title", 0, 0, len(title), title
    roles = [role for role, kept, _ in told if kept] or ["blank"] if told else _judged_roles(text)
    captions = _captions(told or [])
    body_seen = False
    for number, paragraph in enumerate(find_paragraphs(text, roles), 1):
        while captions and captions[0][0] <= paragraph.start:
            caption = captions.pop(0)[1]
            yield "caption", number, 0, len(caption), caption
        for role, start, end in _paragraph_sentences(text, paragraph, may_have_dateline=not body_seen):
            yield role, number, start, end, text[start:end]
        body_seen |= paragraph.role == "body"
    for _, caption in captions:
        yield "caption", 0, 0, len(caption), caption


def _captions(told: Sequence[tuple[str, bool, str]]) -> list[tuple[int, str]]:
    """Return each caption with the offset in the article's text before which it stood."""
    captions, offset = [], 0
    for role, kept, text in told:
        if role == "caption":
            captions.append((offset, text.strip()))
        if kept:
            offset += len(text) + 1
    return captions


def _judged_roles(text: str) -> list[str]:
    """Roles of the lines of a text as far as the lines themselves tell."""
    roles, body_seen = [], False
    for line in text.split("\n"):
        if not body_seen and BULLET.match(line):
            roles.append("summary")
        elif is_heading(line):
            roles.append("heading")
        else:
            roles.append("body" if line.strip() else "blank")
            body_seen |= bool(line.strip())
    return roles


def find_paragraphs(text: str, roles: Sequence[str]) -> list[Paragraph]:
    """Return the paragraphs of a text: its lines, or its blocks between blank lines where lines are wrapped."""
    texts = text.split("\n")
    joined = _is_wrapped(texts)
    paragraphs: list[Paragraph] = []
    offset, open_block = 0, False
    for line, role in zip(texts, roles, strict=True):
        after = offset + len(line)
        if line.strip():
            if open_block and role == paragraphs[-1].role:
                paragraphs[-1] = paragraphs[-1]._replace(end=after)
            else:
                paragraphs.append(Paragraph(role, offset, after))
        open_block = joined and bool(line.strip())
        offset = after + 1
    return paragraphs


def _is_wrapped(texts: Sequence[str]) -> bool:
    inner = [line.rstrip() for line, below in pairwise(texts) if line.strip() and below.strip()]
    if len(inner) < 3 or max(map(len, inner)) > WRAP_WIDTH:
        return False
    return sum(SENTENCE_END.search(line) is None for line in inner) > 0.6 * len(inner)


def _paragraph_sentences(text: str, paragraph: Paragraph, *, may_have_dateline: bool) -> Iterator[tuple[str, int, int]]:
    role, start, end = paragraph
    if role == "body" and may_have_dateline:
        dateline = find_dateline(text[start:end]).end
        if dateline:
            yield "dateline", *_stripped(text, start, start + dateline)
            start += dateline
    if role == "heading":
        yield role, *_stripped(text, start, end)
        return
    for first, after in find_spans(text[start:end]):
        yield role, *_stripped(text, start + first, start + after)


def find_spans(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a paragraph begin and end.

    Punkt is asked only about the stretches between breaks that it could not decide otherwise: a plain word
    that is no abbreviation, a full stop, a capital. A sentence does not begin with a small letter.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for found in BREAK.finditer(text):
        if _ends_plainly(text, start, found.start()):
            spans += _punkt_spans(text, start, found.end("close"))
            start = found.end()
    spans += _punkt_spans(text, start, len(text))
    return _joined(text, spans)


def _ends_plainly(text: str, start: int, end: int) -> bool:
    """Whether the word that ends there has letters and digits only and is no abbreviation."""
    first = max(start, end - LONGEST_WORD)
    word = text[max(first, text.rfind(" ", first, end) + 1) : end].lstrip("\"“‘'(")
    return len(word) > 1 and word.isalnum() and word.casefold() not in _abbreviations()


def _punkt_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    while start < end:
        after = end if end - start <= LONGEST_PIECE else _cut(text, start)
        piece = text[start:after]
        if _may_have_ends(piece):
            spans += [(start + first, start + last) for first, last in _punkt().span_tokenize(piece)]
        elif piece.strip():
            spans.append((start, after))
        start = after
    return spans


def _may_have_ends(piece: str) -> bool:
    """Tell whether a mark may end a sentence: not after an abbreviation or initial, if no opening word comes next."""
    doubtful = [found.start() for found in DOUBTFUL.finditer(piece)]
    if not doubtful:
        return False
    settled = {
        found.end(1) - 1
        for found in SHORTENED.finditer(piece)
        if (len(found[1]) == len("A.") or found[1][:-1].lower() in _abbreviations())
        and found[2].lower() not in _starters()
    }
    return not settled.issuperset(doubtful)


def _cut(text: str, start: int) -> int:
    """Return where a stretch that is too long for a sentence is cut: at its last space, if it has one."""
    end = start + LONGEST_PIECE
    return text.rfind(" ", start, end) + 1 or end


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and (text[start].islower() or _is_numbered(text, joined[-1], start)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _is_numbered(text: str, before: tuple[int, int], start: int) -> bool:
    """Whether the number that begins there belongs to the abbreviation that ends before it ("Feb. 10.")."""
    return text[start].isdigit() and (text[slice(*before)].split() or [""])[-1].casefold() in _before_numbers()


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch without its outer white space and without the bullet before it, if more is in it."""
    piece = text[start:end]
    lead = OUTER.match(piece)
    first, last = (lead.end() if lead else 0), len(piece.rstrip())
    if first >= last:
        first = len(piece) - len(piece.lstrip())
    return start + first, start + last
