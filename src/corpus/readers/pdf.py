"""Pdf: the text lines of its pages, by pypdf (an extra: ``pip install corpus-notebooks[pdf]``)."""

import io
import logging
from collections.abc import Iterable
from typing import Any

from corpus.errors import SourceError
from corpus.readers.document import Document, Hint, ReadFile

MOST_PAGES = 5_000
LARGEST_TEXT = 100_000_000
"""Most characters that the pages of one file may hold."""


def read(data: bytes) -> ReadFile:
    """Read a pdf: one document, however many articles are in it; its own dates are those of the file, not of news."""
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise SourceError("pdf needs pypdf: pip install corpus-notebooks[pdf]") from error

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError("encrypted: save it without a password")
        pages = _page_texts(reader.pages[:MOST_PAGES])
        note = f"{len(reader.pages)} pages; the first {MOST_PAGES} were read" if len(reader.pages) > MOST_PAGES else ""
    except SourceError:
        raise
    except Exception as error:
        raise SourceError(f"damaged pdf: {error}") from error
    texts = [line for page in pages for line in page.rstrip("\n").split("\n")]
    if not any(map(str.strip, texts)):
        raise SourceError("a pdf of pictures, without text: run it through a text recognition (OCR) first")
    return _document(texts, note)


def _page_texts(pages: Iterable[Any]) -> list[str]:
    texts: list[str] = []
    size = 0
    for page in pages:
        texts.append(page.extract_text())
        size += len(texts[-1])
        if size > LARGEST_TEXT:
            raise SourceError(f"more than {LARGEST_TEXT} characters of text, the most that is read: split it")
    return texts


def _document(texts: list[str], note: str) -> ReadFile:
    hints: list[Hint | None] = [None] * len(texts)
    return ReadFile([Document(texts, hints, {})], note=note, format="pdf")
