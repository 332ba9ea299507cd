"""Signs and words of texts: how they are folded and joined, and where words begin."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SAME_SIGN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-"})
FOLDED = {"’‘ʼ": "'", "‐‑–": "-", "İı": "i"}
BLANKS = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"
FURTHER_BLANKS = (
    "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
GAP = " \0 "
"""What stands between texts that are joined; no pattern holds it."""

WORD, MARK = 1, 2


class Joined(NamedTuple):
    """Texts, composed (NFC), and all in one with where each begins."""

    texts: list[str]
    text: str
    begins: Numbers

    def at(self, places: Numbers) -> Numbers:
        """Return the numbers of the texts in which places of the joined text are."""
        return np.searchsorted(self.begins, places, side="right") - 1


def fold(text: str) -> str:
    r"""Return a text as it is compared, sign by sign: small letters, one kind of apostrophe, hyphen and blank.

    Examples
    --------
    >>> fold("TÜRKİYE’s\u00a0party")
    "türkiye's party"
    """
    for one in BLANKS:
        text = text.replace(one, " ")
    if text.isascii():
        return text.lower()
    for signs, same in (*FOLDED.items(), (FURTHER_BLANKS, " ")):
        for sign in signs:
            text = text.replace(sign, same)
    return text.lower().replace("ς", "σ")


def plain(text: str) -> str:
    """Return a text in its case with one kind of apostrophe, hyphen and blank."""
    return " ".join(text.translate(SAME_SIGN).split())


class Signs(NamedTuple):
    """Of each sign of a text: whether it is of a word, its marks included, and whether it is a mark."""

    of_word: Flags
    is_mark: Flags

    def begins(self, places: Numbers) -> Flags:
        """Tell where a word or a sign begins."""
        within = self.of_word[places] & (places > 0) & self.of_word[places - 1]
        return ~self.is_mark[places] & ~within


def signs_of(text: str) -> Signs:
    """Tell the words and marks of a text; one sign more stands for its end."""
    codes = np.frombuffer((text + " ").encode("utf-32-le"), dtype=np.uint32)
    present = np.flatnonzero(np.bincount(codes))
    kinds = np.zeros(int(present[-1]) + 1, dtype=np.int8)
    kinds[present] = [_kind(chr(code)) for code in present.tolist()]
    found = kinds[codes]
    is_mark = found == MARK
    if not is_mark.any():
        return Signs(found == WORD, is_mark)
    base = np.maximum.accumulate(np.where(is_mark, 0, np.arange(len(found))))
    return Signs(found[base] == WORD, is_mark)


def _kind(sign: str) -> int:
    return WORD if sign.isalnum() or sign == "_" else MARK if unicodedata.category(sign)[0] == "M" else 0


def compose(text: str) -> str:
    """Return a text with its letters composed (NFC)."""
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def places_in(text: str) -> tuple[list[int], list[int]]:
    """Return for each sign of a composed text where it begins and ends in the text as it is.

    Examples
    --------
    >>> places_in("cafe\u0301!")
    ([0, 1, 2, 3, 5], [1, 2, 3, 5, 6])
    """
    firsts: list[int] = []
    lasts: list[int] = []
    begun = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or _stands_alone(text[begun:at], text[at]):
            made = len(unicodedata.normalize("NFC", text[begun:at]))
            firsts += [begun] * made
            lasts += [at] * made
            begun = at
    return firsts, lasts


def _stands_alone(before: str, sign: str) -> bool:
    """Tell whether a sign composes with nothing before it."""
    if sign.isascii():
        return True
    if unicodedata.combining(unicodedata.normalize("NFD", sign)[0]):
        return False
    parts = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", sign)
    return unicodedata.normalize("NFC", before + sign) == parts


def join(texts: Sequence[str]) -> Joined:
    """Compose texts, and join them into one."""
    composed = [compose(text) for text in texts]
    lengths = np.fromiter((len(text) + len(GAP) for text in composed), np.int64, len(composed))
    return Joined(composed, GAP.join(composed), np.cumsum(lengths) - lengths)
