"""Web archives: the pages and plain texts they hold, by warcio (an extra: ``pip install corpus-notebooks[warc]``)."""

import io
from typing import Any

from corpus.errors import SourceError
from corpus.readers import html, text
from corpus.readers.document import Document, ReadFile

LARGEST_RECORD = 20_000_000
LARGEST_ARCHIVE = 1_000_000_000
"""Most bytes that the records of one archive may unpack to."""
KINDS = {"text/html": html.read, "application/xhtml+xml": html.read, "text/plain": text.read}


def read(data: bytes) -> ReadFile:
    """Read the responses of a web archive that are pages or plain texts; the day of the crawl dates none of them."""
    try:
        from warcio.archiveiterator import ArchiveIterator
    except ImportError as error:
        raise SourceError("warc needs warcio: pip install corpus-notebooks[warc]") from error

    documents: list[Document] = []
    notes: list[str] = []
    size = 0
    try:
        for record in ArchiveIterator(io.BytesIO(data)):
            size += _add(record, documents, notes)
            if size > LARGEST_ARCHIVE:
                notes.append(f"unpacks to more than {LARGEST_ARCHIVE} bytes; the rest was not read")
                break
    except Exception as error:
        notes.append(f"damaged warc: {error or type(error).__name__}; read up to there")
    if not documents:
        raise SourceError("; ".join(notes) or "a warc without a page or text that was answered")
    return ReadFile(documents, note="; ".join(notes), format="warc")


def _add(record: Any, documents: list[Document], notes: list[str]) -> int:
    """Read one record; return how many bytes it unpacked to."""
    headers = record.http_headers
    kind = (headers.get_header("Content-Type") or "").split(";")[0].strip().lower() if headers else ""
    if record.rec_type not in ("response", "resource") or kind not in KINDS:
        return 0
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    if headers.get_statuscode() not in ("200", ""):
        return 0
    page = record.content_stream().read(LARGEST_RECORD + 1)
    if len(page) <= LARGEST_RECORD and getattr(record.raw_stream, "limit", 0) > 0:
        notes.append(f"{address[:200]}: damaged: cut off, {record.raw_stream.limit} bytes are missing")
    try:
        if len(page) > LARGEST_RECORD:
            raise SourceError(f"more than {LARGEST_RECORD} bytes")
        if page.strip():
            found = KINDS[kind](page).documents
            documents += [one._replace(fields=one.fields | {"url": one.fields.get("url") or address}) for one in found]
    except SourceError as error:
        notes.append(f"{address[:200]}: {error}")
    return len(page)
