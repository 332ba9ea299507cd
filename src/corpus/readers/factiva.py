"""Exports of Factiva: html, xml, and the lines of rtf, docx and text, with or without the two-letter codes.

With codes every field begins with its code (``HD`` headline, ``BY`` byline, ``PD`` date, ``SN`` outlet, ``LP`` and
``TD`` text). Without them the order tells: headline, byline, ``512 words``, date, outlet, code, language, copyright,
text. Either way an article ends with ``Document`` and its accession number.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from corpus.errors import SourceError
from corpus.readers.blocks import page_blocks
from corpus.readers.days import read_day
from corpus.readers.document import Document, Hint, ReadFile
from corpus.readers.labels import labels, language_code

ACCESSION = re.compile(r"\s*(?:AN\s+)?Do[ck]ument\w{0,2}\s+(?=[A-Z0-9]*\d{6})[A-Z][A-Z0-9]{3,}\w{6,}\s*$")
CODE = re.compile(r"[\s|]*(?P<code>[A-Z]{2,3})(?:(?:[\t\xa0|]|\s{2,})[\s|]*(?P<value>\S.*?))?[\s|]*$", re.DOTALL)
COUNT = re.compile(
    r"\s*\d[\d.,\s]{0,9}\s?(?:words?|mots?|wörter|worte|palabras|woorden|parole|palavras|ord|слов\w?|słów|kelime)\s*$",
    re.IGNORECASE,
)
RIGHTS = re.compile(r"\s*(?:\(c\)|©|copyright|\(r\))", re.IGNORECASE)
BY = re.compile(r"^(?:by|von|par|por|door|di)\s+", re.IGNORECASE)
COLUMNS = {"title": "title", "byline": "byline", "outlet": "outlet", "section": "section"}
ROLES = {"title": "title", "byline": "byline", "date": "stamp", "caption": "caption"}
TEXTS = ("lead", "text")
TEXT_CODES = ("LP", "TD")
ARTICLE = re.compile(r"""<div[^>]{0,200}class=["'][^"']{0,100}\barticle\b""", re.IGNORECASE)
AROUND = Hint("boilerplate", "factiva: around the articles")


class Line(NamedTuple):
    """A line of an article and the code of its field."""

    text: str
    code: str


# --- lines of rtf, docx and text ----------------------------------------------------------------------------


def is_factiva(lines: Sequence[str]) -> bool:
    """Whether some lines are an export of Factiva: accession numbers, and codes of fields or counts of words."""
    if not any(ACCESSION.match(line) for line in lines):
        return False
    return any(COUNT.match(line) or (_code(line) and _code(line)[0] in ("HD", "PD")) for line in lines)


def read_lines(lines: Sequence[str], encoding: str = "", note: str = "", *, whole: bool = False) -> ReadFile:
    """Read the lines of an export; an article ends with its accession number.

    With `whole` a line of the text keeps the code it begins with, as the lines of a text file are kept as they came.
    """
    ends = [at for at, line in enumerate(lines) if ACCESSION.match(line)]
    documents, start = [], 0
    for end in ends:
        documents.append(_lines_document(lines[start : end + 1], whole))
        start = end + 1
    rest = list(lines[start:])
    if rest:
        last = documents[-1]
        hints = [*last.hints, *(AROUND if line.strip() else None for line in rest)]
        documents[-1] = last._replace(texts=last.texts + rest, hints=hints)
    return ReadFile(documents, encoding, len(ends), note)


@cache
def codes() -> dict[str, str]:
    """Return the field of every two- or three-letter code."""
    return {code.upper(): field for code, field in labels("factiva").items()}


def _code(line: str) -> tuple[str, str]:
    """Return code and value of a line that begins with the code of a field, else two empty strings."""
    found = CODE.match(line)
    if not found or found["code"] not in codes():
        return "", ""
    return found["code"], found["value"] or ""


def _lines_document(texts: Sequence[str], whole: bool) -> Document:
    coded = any(_code(text)[0] == "HD" for text in texts)
    return _document(_coded_lines(texts, whole) if coded else _plain_lines(texts))


def _coded_lines(texts: Sequence[str], whole: bool) -> list[Line]:
    """Give every line the code it begins with, or that of the line above; a code alone is none of the text."""
    lines, current = [], ""
    for text in texts:
        code, value = _code(text)
        current = "AN" if ACCESSION.match(text) else code or current
        if code in TEXT_CODES and not value:
            lines.append(Line(text, ""))
        else:
            lines.append(Line(value if code in TEXT_CODES and not whole else text, current))
    return lines


def _plain_lines(texts: Sequence[str]) -> list[Line]:
    """Give every line the code of its field by the order in which the fields stand."""
    count = next((at for at, text in enumerate(texts) if COUNT.match(text)), None)
    if count is None:
        return [Line(text, "AN" if ACCESSION.match(text) else "TD") for text in texts]
    lines = _above_count(texts[:count])
    below = [at for at in range(count, len(texts)) if texts[at].strip()]
    found = {count: "WC"}
    rights = next((at for at in below[:10] if RIGHTS.match(texts[at])), None)
    for at in below[1:]:
        if (rights is None and "SN" in found.values()) or (rights is not None and at > rights):
            break
        found[at] = _head_code(texts[at], set(found.values()))
    last = max(found)
    for at in range(count, len(texts)):
        code = found.get(at, "TD" if at > last else "")
        lines.append(Line(texts[at], "AN" if ACCESSION.match(texts[at]) else code))
    return lines


def _head_code(text: str, seen: set[str]) -> str:
    if RIGHTS.match(text):
        return "CY"
    if "PD" not in seen:
        return "PD" if read_day(text) else "ET"
    if re.fullmatch(r"\s*\d{1,2}:\d\d.{0,6}", text):
        return "ET"
    if "SN" not in seen:
        return "SN"
    return "LA" if language_code(text.strip()) and len(text.strip()) > 3 else "SC"


def _above_count(texts: Sequence[str]) -> list[Line]:
    """Return the lines above the count of words: headline, then byline; a line above the headline is the section."""
    filled = [at for at, text in enumerate(texts) if text.strip()]
    found = dict.fromkeys(filled, "BY")
    if filled:
        section = len(filled) > 2 and len(texts[filled[0]].split()) <= 3
        found[filled[0]] = "SE" if section else "HD"
        if section:
            found[filled[1]] = "HD"
    return [Line(text, found.get(at, "")) for at, text in enumerate(texts)]


def _document(lines: Sequence[Line]) -> Document:
    hints: list[Hint | None] = []
    fields: dict[str, str] = {}
    for text, code in lines:
        field = codes().get(code, "")
        if not text.strip() or field in TEXTS:
            hints.append(None)
            continue
        hints.append(Hint(ROLES.get(field, "boilerplate"), f"factiva: {code}" if code else AROUND.rule))
        keep_field(fields, field, (_code(text)[1] if _code(text)[0] == code else text).strip(" \xa0"))
    return Document([line.text for line in lines], hints, fields, single=True)


def keep_field(fields: dict[str, str], field: str, value: str) -> None:
    """Put the value of a field of an export into the columns of the table articles."""
    column = COLUMNS.get(field)
    if column == "title" and value:
        fields["title"] = f"{fields['title']} {value}" if "title" in fields else value
    elif column and value and column not in fields:
        fields[column] = BY.sub("", value) if column == "byline" else value
    elif field == "language":
        fields["language"] = language_code(value)
    elif field == "date" and read_day(value) and "published" not in fields:
        fields |= {"published": read_day(value), "published_basis": "metadata"}


# --- html ---------------------------------------------------------------------------------------------------


def is_factiva_page(html: str) -> bool:
    """Whether a page is an export of Factiva: its name, and the class names of its articles."""
    return "activa" in html and ("rticleParagraph" in html or 'class="index"' in html) and bool(ARTICLE.search(html))


def page_articles(tree: Any) -> list[Any]:
    """Return the elements that hold one article each."""
    found = tree.xpath("//div[contains(concat(' ', normalize-space(@class), ' '), ' article ')]")
    return [one for one in found if "".join(one.itertext()).strip()]


def read_page(tree: Any, encoding: str, note: str) -> ReadFile:
    """Read an export that is an html page; what stands around its articles is listed too."""
    articles = page_articles(tree)
    if not articles:
        raise SourceError("html of Factiva without an article: save the articles, not the list of headlines")
    documents = [_page_article(article) for article in articles]
    stated = sum(any(ACCESSION.match(text) for text in document.texts) for document in documents)
    for article in articles:
        article.clear(keep_tail=True)
    articles[0].text = "\ue000"
    around = [block.text for block in page_blocks(tree)]
    first = around.index("\ue000")
    documents[0] = _around(documents[0], around[:first], [])
    documents[-1] = _around(documents[-1], [], around[first + 1 :])
    return ReadFile(documents, encoding, stated or len(documents), note)


def _around(document: Document, above: list[str], below: list[str]) -> Document:
    hints = [*[AROUND] * len(above), *document.hints, *[AROUND] * len(below)]
    return document._replace(texts=[*above, *document.texts, *below], hints=hints)


def _page_article(article: Any) -> Document:
    rows = [row for row in article.iter("tr") if row.find("td[@class='index']") is not None]
    if not rows:
        return _document(_plain_lines([block.text for block in page_blocks(article)]))
    lines = []
    for row in rows:
        index, *cells = row.findall("td")
        code = "".join(index.itertext()).strip(" \xa0\n")
        lines += [Line(block.text, code) for cell in cells for block in page_blocks(cell)]
    return _document(lines)
