"""Plain text: its lines, read as what they show themselves to be."""

from corpus.errors import SourceError
from corpus.readers.document import ReadFile, text_lines
from corpus.readers.encoding import decode
from corpus.readers.sniff_lines import read_lines


def read(data: bytes) -> ReadFile:
    """Read a text file: an export of Nexis or Factiva, else one document however many articles are in it."""
    text, encoding, note = decode(data)
    if not text.strip():
        raise SourceError("empty")
    return read_lines(text_lines(text), encoding, note)
