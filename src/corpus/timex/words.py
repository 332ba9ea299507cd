"""The words of time expressions, read from the packaged list `time_words`.

And the pattern pieces made of them.
"""

import re
from collections.abc import Iterable
from functools import cache

from corpus.lexicons import read_table
from corpus.tables import rows_of

NUMERAL = re.compile(r"(?P<whole>\d+(?:,\d{3})*)?(?P<point>\.\d+)?(?:\s*(?:-\s*)?(?P<over>[1-9])/(?P<under>[2-9]))?")


@cache
def words(name: str, cased: bool = False) -> dict[str, str]:
    """Return the words of a class, in lower case unless wanted as printed, with their values."""
    table = read_table("time_words")
    chosen = table[table["class"] == name]
    return {word if cased else word.lower(): value for word, value in rows_of(chosen, "word", "value")}


@cache
def printed(name: str) -> tuple[str, ...]:
    """Return the words of a class as they are printed, longest first."""
    table = read_table("time_words")
    return tuple(sorted(table.loc[table["class"] == name, "word"], key=lambda word: (-len(word), word)))


def spelled(several: Iterable[str]) -> str:
    """Return a pattern for any of some words, the longest that fits, their beginnings written once."""
    rest: dict[str, list[str]] = {}
    for word in sorted(several):
        rest.setdefault(word[:1], []).append(word[1:])
    optional = "?" if rest.pop("", None) is not None else ""
    branches = [re.escape(letter).replace("\\ ", " ") + spelled(those) for letter, those in rest.items()]
    return f"(?:{'|'.join(branches)}){optional}" if branches else ""


def either(*names: str) -> str:
    """Return a pattern for any word of some classes."""
    return spelled({word for name in names for word in printed(name)})


def number(text: str) -> float | None:
    """Return the number that digits or words say: ``twenty-four`` is 24, ``2 1/2`` is 2.5.

    None for "several" and the like.
    """
    plain = " ".join(text.lower().split())
    known = words("quantity").get(plain)
    if known:
        return None if known == "X" else float(known)
    found = NUMERAL.fullmatch(plain)
    if found and plain:
        whole = float((found["whole"] or "0").replace(",", "") + (found["point"] or ""))
        return whole + (int(found["over"]) / int(found["under"]) if found["over"] else 0)
    return _spelled(re.split(r"[\s-]+", plain))


def _spelled(parts: list[str]) -> float | None:
    total = 0
    for part in parts:
        if part in ("and", "a", "an"):
            continue
        if part == "half":
            return total + 0.5
        value = words("number").get(part)
        if value is None:
            return None
        scale = int(value)
        total = max(total, 1) * scale if scale >= 100 or part == "dozen" else total + scale
    return float(total) if total else None


def spelled_year(text: str) -> str:
    """Return the year that words say: ``nineteen ninety-six`` is 1996, ``two thousand`` is 2000.

    "" for none.
    """
    parts = re.split(r"[\s-]+", text.lower().strip())
    if "thousand" in parts or "hundred" in parts:
        value = _spelled(parts)
        return f"{int(value):04d}" if value and 1000 <= value <= 2999 else ""
    head = int(words("number").get(parts[0], "0"))
    tail = _spelled(parts[1:]) if len(parts) > 1 else None
    if head in range(10, 21) and tail and 10 <= tail <= 99:
        return f"{head}{int(tail):02d}"
    return ""


def ordinal(text: str) -> int:
    """Return the number of ``21st``, ``third`` or ``twenty-first``; 0 for none."""
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits[0])
    tens, _, last = text.lower().replace("-", " ").rpartition(" ")
    known = {**words("ordinal"), "twentieth": "20", "thirtieth": "30"}
    return int(known.get(last, "0")) + {"twenty": 20, "thirty": 30}.get(tens.strip(), 0)
