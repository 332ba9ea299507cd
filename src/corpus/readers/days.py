"""Dates that a file format states -> EDTF, only where there is one way to read them."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from corpus.lexicons import read_table
from corpus.timex import edtf

ISO = re.compile(r"\s*(?P<y>[12]\d{3})(?P<mark>[-/.]?)(?P<m>[01]\d)(?P=mark)(?P<d>[0-3]\d)(?![\d])")
ISO_MONTH = re.compile(r"\s*(?P<y>[12]\d{3})-(?P<m>[01]\d)\s*$")
YEAR = re.compile(r"\s*(?P<y>[12]\d{3})\s*$")
EAST_ASIAN = re.compile(r"(?P<y>[12]\d{3})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]")
NUMERIC = re.compile(r"\s*(?P<a>\d{1,2})\s?[/.-]\s?(?P<b>\d{1,2})\s?[/.-]\s?(?P<y>[12]\d{3})(?!\d)")
INTERVAL = re.compile(r"(?:\.\.|[12]\d{3}(?:-\d\d){0,2})/(?:\.\.|[12]\d{3}(?:-\d\d){0,2})?")
LONGEST = 200
"""A date stands in the first characters of a cell or line; what is longer is no date."""


@cache
def _months() -> dict[str, int]:
    table = read_table("month_names")
    return {word.casefold(): int(month) for word, month in zip(table["word"], table["month"], strict=True)}


@cache
def _named() -> tuple[re.Pattern[str], ...]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    month = rf"(?<![^\W\d_])(?P<month>{names})(?![^\W\d_])\.?"
    of, year = r"(?:(?:de|del|of|di)\s+)?", r"(?P<y>[12]\d{3})(?!\d)"
    return (
        re.compile(
            rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|re|[.ºª°])?[\s.-]*{of}{month},?[\s-]*{of}{year}",
            re.IGNORECASE,
        ),
        re.compile(
            rf"{month}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)[\s,]+(?:[^\W\d_]+\.?,?\s+)?{year}",
            re.IGNORECASE,
        ),
        re.compile(rf"(?<!\d)(?<!\d\s)(?<!\d\.\s){month},?\s*{of}{year}", re.IGNORECASE),
    )


def read_day(text: str) -> str:
    """Return the date that a text states, as EDTF, and "" when it states none or an ambiguous one.

    Understood are ISO 8601 (also without hyphens, the time is passed over) and dates with a month's name in
    the languages of the packaged list ``month_names``; months and years alone are taken as they are.

    Examples
    --------
    >>> [read_day(text) for text in ("2023-07-21T04:00:00Z", "Freitag, 2. Januar 2010", "2 de enero de 2012")]
    ['2023-07-21', '2010-01-02', '2012-01-02']
    >>> [read_day(text) for text in ("January 11, 2010 Monday", "mars 2011", "03/04/2021", "21/07/2023")]
    ['2010-01-11', '2011-03', '', '2023-07-21']
    """
    text = text[:LONGEST]
    found = ISO.match(text) or EAST_ASIAN.search(text)
    if found:
        return _edtf(int(found["y"]), int(found["m"]), int(found["d"]))
    for pattern in _named():
        found = pattern.search(text)
        if found:
            groups = found.groupdict()
            return _edtf(int(groups["y"]), _months()[groups["month"].casefold()], int(groups.get("d") or 0))
    found = ISO_MONTH.match(text)
    if found:
        return _edtf(int(found["y"]), int(found["m"]), 0)
    found = YEAR.match(text)
    return found["y"] if found else _numeric(text, None)


def read_days(texts: Sequence[str]) -> tuple[list[str], str]:
    """Return the dates of a column as EDTF, and a note when some could be read in two ways.

    Numbers such as 03/04/2021 are read by the order that the rest of the column shows: when one of its dates
    can only be day first (21/07/2023) and none only month first, all are day first, and the reverse.

    Examples
    --------
    >>> read_days(["03/04/2021", "21/07/2023"])
    (['2021-04-03', '2023-07-21'], '')
    >>> read_days(["03/04/2021"])
    ([''], '1 date such as 03/04/2021 can be read in two ways and is left empty')
    """
    orders = {order for order in map(_order, texts) if order}
    order = orders.pop() if len(orders) == 1 else None
    days = [text.strip() if _is_interval(text) else read_day(text) or _numeric(text, order) for text in texts]
    unclear = [text for text, day in zip(texts, days, strict=True) if not day and NUMERIC.match(text)]
    if not unclear:
        return days, ""
    noun, verb = ("date", "is") if len(unclear) == 1 else ("dates", "are")
    return (
        days,
        f"{len(unclear)} {noun} such as {unclear[0][:20]} can be read in two ways and {verb} left empty",
    )


def _is_interval(text: str) -> bool:
    """Whether a cell holds an interval in EDTF, as the table articles writes it."""
    if not INTERVAL.fullmatch(text.strip()):
        return False
    try:
        edtf.bounds(text.strip())
    except ValueError:
        return False
    return True


def _order(text: str) -> str | None:
    """Return which comes first in a date of numbers, where only one order is possible."""
    found = NUMERIC.match(text)
    if not found or (int(found["a"]) > 12) == (int(found["b"]) > 12):
        return None
    return "day" if int(found["a"]) > 12 else "month"


def _numeric(text: str, order: str | None) -> str:
    found = NUMERIC.match(text)
    if not found:
        return ""
    a, b, year = int(found["a"]), int(found["b"]), int(found["y"])
    order = _order(text) or order or ("day" if a == b else None)
    if order is None:
        return ""
    return _edtf(year, b, a) if order == "day" else _edtf(year, a, b)


def _edtf(year: int, month: int, day: int) -> str:
    try:
        date(year, month, day or 1)
    except ValueError:
        return ""
    return f"{year:04d}-{month:02d}-{day:02d}" if day else f"{year:04d}-{month:02d}"


def first_day(texts: Iterable[str]) -> str:
    """Return the first date stated in some texts, best first; "" for none."""
    return next(filter(None, map(read_day, texts)), "")
