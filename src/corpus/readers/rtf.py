"""Rich text: its lines by striprtf, read as an export of Factiva or Nexis, else as one text."""

from corpus.errors import SourceError
from corpus.readers.document import ReadFile, text_lines
from corpus.readers.sniff_lines import read_lines


def read(data: bytes) -> ReadFile:
    """Read an rtf file; one line per paragraph."""
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise SourceError("no rtf: it does not begin with {\\rtf")
    try:
        text: str = rtf_to_text(data.decode("latin-1"), encoding="cp1252", errors="replace")
    except Exception as error:
        raise SourceError(f"damaged rtf: {error}") from error
    return read_lines(text_lines(text.replace("\r\n", "\n").replace("\xa0", " ")), "cp1252", container="rtf")
