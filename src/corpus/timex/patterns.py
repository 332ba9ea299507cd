"""Named pattern pieces, and the `Rule` they make.

In a template ``<year>`` is a piece kept as group `year`, ``<to:year>`` the same piece kept as group `to`,
``{of_year}`` a template of the packaged list `time_pieces`, a blank one to three blanks or line ends, and
``~`` none to two.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from corpus.lexicons import read_table
from corpus.timex.words import either, printed, spelled

Reading = tuple[str, str, str]
"""Type, unresolved value and modifier."""


class Groups(dict[str, str]):
    """The named groups of a match; one that is absent or took no part is ""."""

    def __missing__(self, name: str) -> str:
        return ""

    def filled(self, **others: str) -> "Groups":
        """Return the groups, with an empty one taken from another."""
        return Groups(self, **{name: self[name] or self[other] for name, other in others.items()})


Builder = Callable[[Groups], Reading | None]
_SHARED = re.compile(r"\{([a-z_]+)\}")
_PIECE = re.compile(r"(?<!\(\?P)<(?:(\w+):)?(\w+)>")


class Rule(NamedTuple):
    """A kind of time expression.

    Its name, the families of words that it needs and those that it may begin with, its template, how it is read.
    A group `here` in the template narrows the extent; `fits` says whether the text around a match agrees.
    """

    name: str
    families: tuple[str, ...]
    starts: tuple[str, ...]
    template: str
    build: Builder
    fits: Callable[[str, re.Match[str]], bool] | None = None


def _cased(words: tuple[str, ...]) -> str:
    """Words as they are printed or in capitals, never in lower case."""
    forms = {form for word in words for form in (word, word.upper())}
    return f"(?-i:(?=[{''.join(sorted({form[0] for form in forms}))}]){spelled(forms)})"


def _number() -> str:
    word = either("number")
    digits = r"(?:\d{1,3}(?:,\d{3}){1,2}|\d{1,5})(?:\.\d{1,2})?(?:[ -][1-9]/[2-9])?"
    spelled = rf"(?:{word}(?:(?: and |[ -]){word}){{0,4}}(?:[ -]and[ -]a[ -]half)?)"
    return rf"(?:{digits}|{spelled}\b)"


@cache
def pieces() -> dict[str, str]:
    """Every named piece of pattern."""
    month = rf"(?:{_cased(printed('month'))}\b|{_cased(printed('month_short'))}(?:\b\.?))"
    ordinal = either("ordinal")
    number = _number()
    word = either("number")
    return {
        "month": month,
        "monthword": rf"(?:{_cased(printed('month'))}\b|{_cased(printed('month_short'))}\.)",
        "weekday": rf"(?:{_cased(printed('weekday'))}\b)",
        "weekdayany": rf"(?:{_cased(printed('weekday'))}\b|{_cased(printed('weekday_short'))}\b\.?)",
        "day": r"(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\w%/]|[.,:]\d))",
        "dayth": r"(?:(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b)",
        "dayword": rf"(?:(?:(?:twenty|thirty)[ -])?{ordinal}|twentieth|thirtieth)\b",
        "year": r"(?:(?<![\d.,$£€#/])(?:1\d{3}|20\d\d)(?![\w%]|[.,]\d|\s(?:percent|per cent|years)\b))",
        "yearwords": rf"(?:(?:nineteen|eighteen|twenty) {number}|two thousand(?: (?:and )?{word})?)",
        "season": rf"(?:{either('season')}\b)",
        "number": number,
        "quantity": rf"(?:{either('quantity')}\b|{number})",
        "unit": rf"(?:{either('unit')}s?\b)",
        "part": rf"(?:{either('part')}\b)",
        "ordinal": rf"(?:{ordinal}|\d{{1,2}}(?:st|nd|rd|th))",
        "adverb": rf"(?:{either('adverb')}\b)",
        "hour": r"(?:[01]?\d|2[0-4])",
        "minute": r"[0-5]\d",
        "holiday": rf"(?:{_cased(printed('holiday'))}\b)",
        "that": r"(?:that same|that very|the same|that|this same)",
    }


@cache
def _shared() -> dict[str, str]:
    table = read_table("time_pieces")
    return dict(zip(table["piece"], table["template"], strict=True))


def expand(template: str) -> str:
    """Write a template out as a regular expression."""

    def piece(found: re.Match[str]) -> str:
        return f"(?P<{found[1] or found[2]}>{pieces()[found[2]]})"

    whole = _SHARED.sub(lambda found: _shared()[found[1]], template)
    return _PIECE.sub(piece, whole.replace(" ", r"\s{1,3}").replace("~", r"\s{0,2}"))


@cache
def compiled(template: str) -> re.Pattern[str]:
    """Return the compiled pattern of a template: any case but for names of months, days and holidays."""
    return re.compile(r"(?<![\w$£€])" + expand(template), re.IGNORECASE)
