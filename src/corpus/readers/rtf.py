"""Rich text: its lines by striprtf, read as an export of Factiva or Nexis, else as one text."""

import re

from corpus.errors import SourceError
from corpus.readers.document import ReadFile, text_lines
from corpus.readers.encoding import tidy
from corpus.readers.sniff_lines import read_lines

SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""Rtf writes letters beyond the first 65,536 as two."""


def read(data: bytes) -> ReadFile:
    """Read an rtf file; one line per paragraph."""
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise SourceError("no rtf: it does not begin with {\\rtf")
    try:
        text: str = rtf_to_text(data.decode("latin-1"), encoding="cp1252", errors="replace")
    except Exception as error:
        raise SourceError(f"damaged rtf: {error}") from error
    text = SURROGATE_PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return read_lines(text_lines(tidy(text.replace("\xa0", " "))), "cp1252", container="rtf")
