"""Plain text: which encoding, which line ends."""

import codecs
import re
import unicodedata

from corpus.errors import SourceError
from corpus.readers.document import ReadFile, plain_document

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LINE_END = re.compile("\r\n?")
MOJIBAKE = re.compile("â€[™œ\x9d“”˜¦]|Ã[©¨¡±³¼¶¤]|Ø[§£¥]Ù|\ufffd")
SAMPLE = 200_000
WIDE = ["utf_7", "utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le"]


def read(data: bytes) -> ReadFile:
    """Read a plain text file: one document, however many articles are in it."""
    text, encoding, note = decode(data)
    return ReadFile([plain_document(text)], encoding, note=note)


def decode(data: bytes) -> tuple[str, str, str]:
    r"""Return text, encoding and a note on what was doubtful about it.

    The encoding is what the byte order mark says, else UTF-8, else UTF-16 when every other byte is mostly
    zero, else the legacy encoding that charset-normalizer finds. The text is kept as it came but for line
    ends (``\n``) and Unicode normalisation (NFC).

    Raises
    ------
    SourceError
        When the bytes are no text.

    Examples
    --------
    >>> decode("Café\r\n".encode("cp1252"))
    ('Café\n', 'cp1252', 'not UTF-8; read as cp1252')
    """
    encoding, note = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(f"not readable as {encoding}: byte {error.start} is {data[error.start]:#04x}") from error
    text = unicodedata.normalize("NFC", LINE_END.sub("\n", text))
    if MOJIBAKE.search(text):
        note = "; ".join(filter(None, [note, "characters garbled before the file was saved (mojibake), kept as they are"]))
    return text, encoding.removesuffix("-sig"), note


def _encoding(data: bytes) -> tuple[str, str]:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding, ""
    if b"\0" in data[:SAMPLE]:
        return _utf16(data[:SAMPLE]), "no byte order mark; read as UTF-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data)
    return "utf-8", ""


def _utf16(data: bytes) -> str:
    even, odd = data[::2].count(0), data[1::2].count(0)
    half = len(data) / 2
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    raise SourceError("binary: holds null bytes and is no UTF-16 text")


def _legacy(data: bytes) -> tuple[str, str]:
    """Return the likeliest 8-bit encoding: Windows-1252 unless another one fits the bytes better."""
    from charset_normalizer import from_bytes

    guesses = from_bytes(data[:SAMPLE], cp_exclusion=WIDE)
    best = guesses.best()
    if best is None or _controls(data) > len(data) / 100:
        raise SourceError("binary, or in an unknown encoding: save it as UTF-8")
    equals = [g for g in guesses if (g.chaos, g.coherence) == (best.chaos, best.coherence)]
    western = any("cp1252" in guess.could_be_from_charset for guess in equals)
    encoding = "cp1252" if western else best.encoding
    return encoding, f"not UTF-8; read as {encoding}"


def _controls(data: bytes) -> int:
    return sum(data.count(byte) for byte in range(32) if byte not in (9, 10, 12, 13))
