"""Which rules of time expressions a text calls for, and at which words they may begin: the cheap first test."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from corpus.timex.words import words

WORD = re.compile(r"[A-Za-z]+|[0-9]+")
DIGIT = re.compile(r"[0-9]")
FOUR_DIGITS = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
MARKED_DIGIT = re.compile(
    r"[0-9](?:[-–/][0-9]|[.:][0-9][0-9]|[-/][A-Z]|\s{0,2}(?:[apAP]\.?[mM]\b|hrs|hours|GMT)|['’]?s\b|(?:st|nd|rd|th)\b)"
)
"""A digit with the mark of a date, a time, a decade or an ordinal."""

QUOTES = "'’"
CASED = ("month", "month_short", "weekday", "weekday_short", "holiday")
"""Classes of words that are never printed in lower case."""

CLASSES = (*CASED, "season", "decade_word", "set", "part", "adverb", "number", "ordinal", "quantity", "unit")
DIGITS = {"digit": 1, "four digits": 2, "marked digit": 4}
DIGIT_BIT, FOUR_BIT, MARKED_BIT = DIGITS.values()
PLURAL = ("weekday", "part", "season", "unit")
FAMILIES = {
    "deictic": "yesterday today tomorrow tonight", "every": "every each", "century": "century",
    "fiscal": "fiscal fy", "quarter": "quarter", "half": "half", "day": "day", "week": "week", "weekend": "weekend",
    "year": "year",
    "long": "long", "per": "per", "end": "end", "time": "time", "to or": "to or", "the": "the", "its": "its",
    "times": "once twice thrice times", "year or month": "year month", "quarter or period": "quarter period",
    "comparable": "comparable corresponding", "clock": "clock", "q": "q", "half digit": "h",
    "year word": "eighteen nineteen twenty two thousand",
    "determiner": "last past previous preceding prior next following coming upcoming current present same"
    " this that first final latest initial recent latter flat",
    "way": "ago earlier later now hence previously prior beforehand after afterward afterwards thereafter"
    " back before past",
}  # fmt: skip
"""Family -> the words of it that are in no list."""


def _listed() -> Iterator[tuple[str, str, str, bool]]:
    """Yield family, the word that calls for it, the word it begins with, and whether both have a capital."""
    for name in CLASSES:
        family = name.removesuffix("_short")
        for phrase in words(name, cased=True):
            parts = WORD.findall(phrase)
            yield family, parts[-1 if name == "adverb" else 0], parts[0], name in CASED
            if name in PLURAL:
                yield family, parts[0] + "s", parts[0] + "s", name in CASED
    for family, several in FAMILIES.items():
        for word in several.split():
            yield family, word, word, False


def _forms(word: str, cased: bool) -> set[str]:
    return {word, word.upper()} if cased else {word.lower(), word.capitalize(), word.upper()}


@lru_cache(maxsize=1024)
def bits_of(families: tuple[str, ...]) -> int:
    """Return the families as bits of one number."""
    return sum(_bits()[family] for family in set(families))


@cache
def _bits() -> dict[str, int]:
    others = dict.fromkeys(family for family, *_ in _listed())
    return DIGITS | {family: 1 << place for place, family in enumerate(others, len(DIGITS))}


@cache
def _vocabulary() -> tuple[dict[str, int], dict[str, int]]:
    """Word as printed -> the families that it calls for, and those whose expressions it may begin."""
    calling: dict[str, int] = defaultdict(int)
    starting: dict[str, int] = defaultdict(int)
    for family, calls, begins, cased in _listed():
        for found, word in ((calling, calls), (starting, begins)):
            for form in _forms(word, cased):
                found[form] |= bits_of((family,))
    return dict(calling), dict(starting)


@cache
def _calling() -> tuple[dict[str, int], frozenset[str]]:
    calling = _vocabulary()[0]
    return calling, frozenset(calling)


def called(text: str) -> int:
    """Return the families that the words of a text call for."""
    calling, known = _calling()
    bits = 0
    for word in known.intersection(WORD.findall(text)):
        bits |= calling[word]
    if DIGIT.search(text):
        bits |= DIGIT_BIT
        bits |= FOUR_BIT if FOUR_DIGITS.search(text) else 0
        bits |= MARKED_BIT if MARKED_DIGIT.search(text) else 0
    return bits


def places(text: str) -> list[tuple[int, int]]:
    """Return where a time expression may begin: offsets, each with the families that may begin there."""
    starting = _vocabulary()[1]
    found = []
    for word in WORD.finditer(text):
        bits = starting.get(word[0])
        if bits:
            found.append((word.start(), bits))
        elif bits is None and word[0].isdigit():
            at = word.start()
            if at and text[at - 1] in QUOTES:
                found.append((at - 1, DIGIT_BIT))
            found.append((at, DIGIT_BIT | FOUR_BIT if word.end() - at == 4 else DIGIT_BIT))
    return found
