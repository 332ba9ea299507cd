"""A web page: its main text by trafilatura, and every other visible block as a line too.

The blocks of the page are listed in document order; those that trafilatura takes for the main text have no
hint but their role as heading or caption, the others have the role boilerplate. Nothing is fetched, and nothing
but meta tags and JSON-LD dates the page (see `corpus.readers.page_facts`).

Source of the main text: Barbaresi, A. (2021). Trafilatura: A Web Scraping Library and Command-Line Tool for
Text Discovery and Extraction. ACL-IJCNLP 2021 Demonstrations, https://aclanthology.org/2021.acl-demo.15.
"""

import logging
from typing import Any

from corpus.readers import factiva, nexis
from corpus.readers.blocks import HEADINGS, Block, decode_page, page_blocks, parse_page
from corpus.readers.document import Document, Hint, ReadFile
from corpus.readers.main_text import align
from corpus.readers.page_facts import read_page_facts

logging.getLogger("trafilatura").addHandler(logging.NullHandler())

ENOUGH = 1000
SHARE = 0.7
"""A main text of fewer characters than ENOUGH, and of less than SHARE of what the plain setting finds, is doubted."""

NOT_MAIN = Hint("boilerplate", "html: not in the main text")
TITLE = Hint("title", "html: headline")
AGAIN = Hint("repeated", "html: repeats the headline")
HEADING = Hint("heading", "html: heading")
CAPTION = Hint("caption", "html: figcaption")


def read(data: bytes) -> ReadFile:
    """Read an html file: an export of Nexis or Factiva, else a web page, which is exactly one article."""
    text, encoding, note = decode_page(data)
    tree = parse_page(text)
    if factiva.is_factiva_page(text):
        return factiva.read_page(tree, encoding, note)._replace(format="factiva html")
    if nexis.is_nexis_page(text):
        lines = [block.text for block in page_blocks(tree, gaps=True)]
        if nexis.is_nexis(lines):
            return nexis.read_lines(lines, encoding, note, stated=nexis.stated_in_page(text))._replace(
                format="nexis html"
            )
    return ReadFile([page_document(tree)], encoding, note=note, format="html")


def page_document(tree: Any) -> Document:
    """Return the document of a page: its blocks, which of them are main text, its facts."""
    blocks = page_blocks(tree)
    fields = read_page_facts(tree)
    text = main_text(tree)
    main = align([block.text for block in blocks], text) if text.strip() else [block.tag == "p" for block in blocks]
    hints = _hints(blocks, main, fields)
    return Document([block.text for block in blocks], hints, fields, single=True)


def main_text(tree: Any) -> str:
    """Return what trafilatura takes for the text of the page, "" when it finds none.

    It is asked for precision first; where that leaves little, the plain setting is asked too, and is taken
    when it finds much more: precision loses most of some pages.
    """
    strict = _extract(tree, favor_precision=True)
    if len(strict) >= ENOUGH:
        return strict
    plain = _extract(tree)
    return plain if len(strict) < SHARE * len(plain) else strict


def _extract(tree: Any, **settings: bool) -> str:
    from trafilatura import bare_extraction

    try:
        found: Any = bare_extraction(tree, include_comments=False, **settings)
    except (RecursionError, AssertionError, AttributeError, ValueError, TypeError, KeyError, IndexError):
        return ""
    return "" if found is None or found.body is None else "\n".join(found.body.itertext())


def _hints(blocks: list[Block], main: list[bool], fields: dict[str, str]) -> list[Hint | None]:
    title = _key(fields.get("title", ""))
    seen = False
    hints: list[Hint | None] = []
    for block, inside in zip(blocks, main, strict=True):
        if title and _key(block.text) == title:
            hints.append(AGAIN if seen else TITLE)
            seen = True
        elif not inside:
            hints.append(NOT_MAIN)
        elif block.tag == "figcaption":
            hints.append(CAPTION)
        elif block.tag in HEADINGS:
            hints.append(HEADING)
        else:
            hints.append(None)
    return hints


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
