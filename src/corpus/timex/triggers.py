"""Where time expressions may begin, and what stands after: the cheap first test, one search for telling words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from corpus.lexicons import read_table
from corpus.tables import rows_of
from corpus.timex.words import spelled, words

WORD = re.compile(r"[A-Za-z]+|[0-9]+")
MARK = (
    r"(?:[-–/][0-9]|[.:][0-9][0-9]|\.[0-9]\.|[-/][A-Z]|[QH]\b"
    r"|\s{0,2}(?:[apAP]\.?[mM]\b|hrs|hours|GMT)|['’]?s\b|(?:st|nd|rd|th)\b)"
)
"""What follows the digits of a date, a time, a decade or an ordinal."""

MARKED = re.compile(MARK)
NUMBER = rf"(?:1[0-9]{{3}}|20[0-9]{{2}})(?![0-9])\w*|[0-9]+(?={MARK})\w*"
"""A number that may be a date by itself."""

ARTICLES = ("the", "a", "an", "this", "that", "its")
QUOTES = "'’"
CASED = ("month", "month_short", "weekday", "weekday_short", "holiday")
"""Classes of words that are never printed in lower case."""

CLASSES = (*CASED, "season", "decade_word", "set", "part", "adverb", "number", "ordinal", "quantity", "unit")
DIGITS = {"digit": 1, "four digits": 2, "marked digit": 4}
DIGIT_BIT, FOUR_BIT, MARKED_BIT = DIGITS.values()
PLURAL = ("weekday", "part", "season", "unit")
FAMILIES = {
    "deictic": "yesterday today tomorrow tonight", "every": "every each", "century": "century",
    "fiscal": "fiscal fy", "quarter": "quarter", "half": "half", "day": "day", "week": "week weeks",
    "weekend": "weekend", "year": "year",
    "long": "long", "per": "per", "end": "end", "time": "time", "to or": "to or", "the": "the", "its": "its",
    "times": "once twice thrice times", "year or month": "year month", "quarter or period": "quarter period",
    "comparable": "comparable corresponding", "clock": "clock", "q": "q", "half digit": "h",
    "year word": "eighteen nineteen twenty thousand",
    "unit long": "daylong weeklong monthlong yearlong",
    "determiner": "last past previous preceding prior next following coming upcoming current present same"
    " this that first final latest initial recent latter flat future",
    "way": "ago earlier later from now hence previously prior beforehand after afterward afterwards thereafter"
    " back before past",
}  # fmt: skip
"""Family -> the words of it that are in no list."""

COMMON = ("the", "its", "to or", "determiner", "way", "times", "per", "long", "end", "time", "number", "ordinal",
          "quantity", "comparable")  # fmt: skip
"""Families whose words tell a time only beside one of another family."""

LEAD = 48
"""A common word begins an expression only where a telling one follows within so many characters."""


def _calls(name: str, parts: list[str]) -> str:
    """Return the word of a phrase that calls for it: the last of an adverb or a holiday."""
    return [part for part in parts if len(part) > 2][-1] if name in ("adverb", "holiday") else parts[0]


def _listed() -> Iterator[tuple[str, str, str, bool]]:
    """Yield family, the word that calls for it, the word it begins with, and whether both have a capital."""
    for name in CLASSES:
        family = name.removesuffix("_short")
        for phrase in words(name, cased=True):
            parts = WORD.findall(phrase)
            yield family, _calls(name, parts), parts[0], name in CASED
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
def _vocabulary() -> dict[str, tuple[int, int]]:
    """Word as printed -> the families that it calls for, and those whose expressions it may begin."""
    calls: dict[str, int] = defaultdict(int)
    begins: dict[str, int] = defaultdict(int)
    for family, calling, beginning, cased in _listed():
        for found, word in ((calls, calling), (begins, beginning)):
            for form in _forms(word, cased):
                found[form] |= bits_of((family,))
    used = _used("starts")
    return {word: (calls[word], begins[word] & used) for word in {*calls, *begins}}


def _used(column: str) -> int:
    """Return the families of a column of the rules."""
    rules = read_table("time_rules")
    return bits_of(tuple({family for (several,) in rows_of(rules, column) for family in several.split("|")}))


def _follows() -> set[str]:
    """Return every word that stands in an expression after its first."""
    phrases = [phrase for name in CLASSES for phrase in words(name, cased=True)]
    kinds = dict(rows_of(read_table("time_pieces"), "piece", "template"))["kind"]
    listed = {word for phrase in [*phrases, *FAMILIES.values(), kinds] for word in WORD.findall(phrase)}
    return {form for word in listed | {f"{word}s" for word in listed} for form in _forms(word, word[0].isupper())}


def _search(several: Iterable[str], also: str = "") -> str:
    return rf"[^A-Za-z0-9](?=[{''.join(sorted({word[0] for word in several}))}{also}])"


@cache
def _searches() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the search for telling words and numbers, and the one for the common words that may begin a rule.

    Of articles only those before a word of an expression.
    """
    common = bits_of(COMMON)
    telling = [word for word, (calls, _) in _vocabulary().items() if calls & ~common]
    others = [word for word, (calls, _) in _vocabulary().items() if not calls & ~common]
    articles = {form for word in ARTICLES for form in _forms(word, False)}
    before = rf"{spelled(articles)}(?=(?:\s{{1,3}}|-)(?:['’0-9]|{spelled(_follows())}(?![A-Za-z])))"
    return (
        re.compile(rf"{_search(telling, '0-9')}(?:{spelled(telling)}(?![A-Za-z])(?:[0-9]\w*)?|{NUMBER})"),
        re.compile(
            rf"{_search(others, '0-9')}(?:{spelled(set(others) - articles)}(?![A-Za-z])|{before}|(?!{NUMBER})[0-9]+)"
        ),
    )


NUMERAL = (DIGIT_BIT, DIGIT_BIT)
Place = tuple[int, int, int]
"""Where a word stands, the families that it calls for, and those whose expressions it may begin."""


def _parts(text: str, token: str, at: int) -> Iterator[Place]:
    """Yield the places of a word with digits in it: ``1980s``, ``FY98``, ``19July``."""
    vocabulary = _vocabulary()
    for part in WORD.finditer(token):
        place = at + part.start()
        if part[0].isdigit():
            bits = DIGIT_BIT | FOUR_BIT if len(part[0]) == 4 else DIGIT_BIT
            bits |= MARKED_BIT if MARKED.match(text, at + part.end()) else 0
            if place and text[place - 1] in QUOTES:
                yield place - 1, bits, bits
            yield place, bits, bits
        elif part[0] in vocabulary:
            yield place, *vocabulary[part[0]]


def _telling(text: str, padded: str) -> list[Place]:
    vocabulary = _vocabulary()
    found: list[Place] = []
    for match in _searches()[0].finditer(padded):
        word = match[0][1:]
        if word in vocabulary:
            found.append((match.start(), *vocabulary[word]))
        else:
            found += _parts(text, word, match.start())
    return found


def _common(padded: str, first: int, last: int) -> list[Place]:
    known = _vocabulary().get
    found = _searches()[1].finditer(padded, max(first - LEAD, 0), last + LEAD)
    return [(match.start(), *known(match[0][1:], NUMERAL)) for match in found]


def places(text: str) -> list[tuple[int, int, int]]:
    """Return where a time expression may begin.

    Returns
    -------
    list of tuple
        One row per place: its offset, the families that may begin there, those with a word
        there or after; the last place first.
    """
    padded = f" {text}"
    telling = _telling(text, padded)
    if not telling:
        return []
    found = sorted(telling + _common(padded, telling[0][0], telling[-1][0]))
    out = []
    near = 0
    for at, calls, begins in reversed(found):
        near |= calls
        if begins:
            out.append((at, begins, near))
    return out
