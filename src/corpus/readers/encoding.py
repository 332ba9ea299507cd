"""Bytes -> text: which encoding, which line ends."""

import codecs
import re
import unicodedata

from corpus.errors import SourceError

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
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
WHOLE = 4
"""A text is damaged UTF-8 when so many of its letters beyond ASCII are whole for each one that is not."""
DAMAGED = "damaged letters of UTF-8 replaced by \ufffd"
WESTERN = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüßœšžÿÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒŠŽŸ“”„‘’‚«»‹›–—…•·€£¥©®™°§¡¿ºª½¼¾²´\xa0\xad"
)
ACCENTED_RUN = re.compile("[À-ÖØ-öø-ÿ]{3,}")
UNLIKELY = [
    "utf_7", "utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le", "cp1252", "latin_1",
    "mac_cyrillic", "mac_greek", "mac_iceland", "mac_latin2", "mac_roman", "mac_turkish", "cp037", "cp273", "cp424",
    "cp437", "cp500", "cp720", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857", "cp858", "cp860", "cp861",
    "cp862", "cp863", "cp864", "cp865", "cp869", "cp875", "cp1026", "cp1125", "cp1140", "hp_roman8", "ptcp154",
    "kz1048",
]  # fmt: skip
"""Encodings not guessed: those told otherwise, those of mainframes, of DOS and of the first Macs."""


def decode(data: bytes) -> tuple[str, str, str]:
    r"""Return text, encoding and a note on what was doubtful about it.

    The encoding is what the byte order mark says, else UTF-8, else UTF-16 when every other byte is mostly
    zero, else Windows-1252 when it gives western letters, else the legacy encoding that charset-normalizer
    finds. The text is kept as it came but for line ends (``\n``), Unicode normalisation (NFC), and stray null
    bytes, which are taken out and counted in the note.

    Raises
    ------
    SourceError
        When the bytes are no text.

    Examples
    --------
    >>> decode("Café\r\n".encode("cp1252"))
    ('Café\n', 'cp1252', 'not UTF-8; read as cp1252')
    """
    data, nulls = _without_nulls(data)
    encoding, note = _encoding(data)
    note = "; ".join(filter(None, [nulls, note]))
    try:
        text = data.decode(encoding, "replace" if DAMAGED in note else "strict")
    except UnicodeDecodeError as error:
        raise SourceError(f"not readable as {encoding}: byte {error.start} is {data[error.start]:#04x}") from error
    text = tidy(text)
    if MOJIBAKE.search(text) and DAMAGED not in note:
        note = "; ".join(
            filter(None, [note, "characters garbled before the file was saved (mojibake), kept as they are"])
        )
    return text, encoding.removesuffix("-sig"), note


def tidy(text: str) -> str:
    r"""Return a text with ``\n`` as its only line end, in normal form (NFC)."""
    return unicodedata.normalize("NFC", LINE_END.sub("\n", text))


def _without_nulls(data: bytes) -> tuple[bytes, str]:
    """Take out null bytes that are few, and so no part of an encoding of two bytes a letter."""
    if not 0 < data.count(0) <= max(1, len(data) // 100) or data.startswith(tuple(mark for mark, _ in BOMS[1:])):
        return data, ""
    return data.replace(b"\0", b""), f"{data.count(0)} null bytes taken out"


def _encoding(data: bytes) -> tuple[str, str]:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding, ""
    if b"\0" in data:
        return _utf16(data[:SAMPLE]), "no byte order mark; read as UTF-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        damaged = _damaged(data)
        return ("utf-8", f"{damaged} {DAMAGED}") if damaged else _legacy(data)
    return "utf-8", ""


def _damaged(data: bytes) -> int:
    """Return how many letters of a UTF-8 text are damaged (a cut end, pieces of other files); 0 for other encodings."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return bad if sum(map(len, NOT_ASCII.findall(text))) - bad >= WHOLE * bad else 0


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
    if _controls(data) > len(data) / 100:
        raise SourceError("binary, or in an unknown encoding: save it as UTF-8")
    encoding = "cp1252" if _is_western(data[:SAMPLE]) else _guessed(data[:SAMPLE])
    return encoding, f"not UTF-8; read as {encoding}"


def _is_western(data: bytes) -> bool:
    """Whether the bytes read as Windows-1252 give accents and marks of western languages, each among plain letters.

    Cyrillic or Greek read so gives runs of accented letters, Polish or Turkish gives signs within words.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    special = [sign for sign in text if sign > "\x7f"]
    odd = sum(sign not in WESTERN for sign in special) + sum(map(len, ACCENTED_RUN.findall(text)))
    czech = "ø" in text and ("ì" in text or "è" in text)
    return odd <= len(special) / 20 and not czech


def _guessed(data: bytes) -> str:
    """Return the encoding that charset-normalizer finds; of equal ones that of Windows, which wrote most files."""
    from charset_normalizer import from_bytes

    guesses = from_bytes(data, cp_exclusion=UNLIKELY)
    best = guesses.best()
    if best is None:
        raise SourceError("binary, or in an unknown encoding: save it as UTF-8")
    equals = {name for guess in guesses if guess.chaos == best.chaos for name in guess.could_be_from_charset}
    windows = sorted(name for name in equals if name.startswith("cp125") and name != "cp1252")
    return windows[0] if windows and best.encoding not in equals.intersection(windows) else best.encoding


def _controls(data: bytes) -> int:
    return sum(data.count(byte) for byte in range(32) if byte not in (9, 10, 12, 13))
