"""What a reader sees of a table, and how it fits a page."""

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

PIECE = re.compile(r"-?\d+(?:[.,:-]\d+)*[^\w\s]?|[^\W_]+[^\w\s]?_*|[^\w\s]|_+")
"""Part of a word after which a line may end."""

PORTRAIT, LANDSCAPE = 74, 132
"""Letters in a line of a page, upright (LaTeX's footnotesize) and turned (scriptsize)."""

GAP, MOST_WORD = 1.5, 10
"""Letters between two columns, and of the longest word that makes a column wider; longer ones are broken."""

ROW_LINES, PAGE_LINES = 4, 36
"""A table whose rows would take more lines is turned; one of more lines goes on over the page."""


def _cell(value: Any) -> str:
    """Return a value as a reader wants it: three decimals or a power of ten, nothing for what is missing."""
    if not isinstance(value, (list, tuple, dict)) and pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and 0 < abs(value) < 0.0005:
        return f"{value:.1e}"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return " ".join(str(value).split())


def readable_rows(frame: pd.DataFrame) -> list[list[str]]:
    """Return the names of the columns and then the cells of each row, as a reader wants them."""
    cells = [[_cell(value) for value in frame[name]] for name in frame.columns]
    return [list(frame.columns), *map(list, zip(*cells, strict=True))]


class Layout(NamedTuple):
    """How a table fits a page: width of each column in letters, and whether cells wrap, it is turned, it is long."""

    widths: list[int]
    wraps: bool
    turned: bool
    long: bool

    @property
    def shares(self) -> list[float]:
        """The width of each column and the gaps beside it, of that of the table."""
        wide = [width + GAP for width in self.widths]
        return [one / sum(wide) for one in wide]


def lay_out(rows: Sequence[Sequence[str]]) -> Layout:
    """Return how a table, its names of columns first, fits a page."""
    columns = list(zip(*rows, strict=True))
    lengths = [sorted(map(count_letters, column)) for column in columns]
    gaps = math.ceil(len(columns) * GAP)
    longest = [column[-1] for column in lengths]
    if sum(longest) + gaps <= PORTRAIT:
        return Layout(longest, False, False, len(rows) > PAGE_LINES)
    words = [[max(map(count_letters, PIECE.findall(cell)), default=0) for cell in column] for column in columns]
    least = [min(MOST_WORD, max(column[0], _usual(sorted(column)))) + 1 for column in words]
    usual = list(map(_usual, lengths))
    widths = _share(PORTRAIT - gaps, least, usual)
    turned = sum(least) > PORTRAIT - gaps or max(_lines(usual, widths)) > ROW_LINES
    if turned:
        widths = _share(LANDSCAPE - gaps, least, usual)
    lines = sum(max(_lines(map(count_letters, row), widths)) for row in rows)
    return Layout(widths, True, turned, lines > PAGE_LINES)


def _usual(lengths: Sequence[int]) -> int:
    """Return the length that nine in ten do not pass."""
    return lengths[len(lengths) * 9 // 10]


def _share(room: int, least: Sequence[int], usual: Sequence[int]) -> list[int]:
    """Return the widths of columns that take the same number of lines for what is usual in them.

    Where their words leave too little for whole sentences, the longest words are broken.
    """
    while sum(least) > room * 7 / 8 and max(least) > 1:
        least = [min(few, max(least) - 1) for few in least]
    parts = (count / 4 for count in itertools.count(4))
    tried = ([max(few, math.ceil(most / part)) for few, most in zip(least, usual, strict=True)] for part in parts)
    return next(widths for widths in tried if sum(widths) <= max(room, len(least)))


def _lines(lengths: Iterable[int], widths: Sequence[int]) -> Iterator[int]:
    return (-(-length // width) for length, width in zip(lengths, widths, strict=True))


def count_letters(text: str) -> int:
    """Return how many small letters are as wide as a text."""
    return len(text) + sum(map(str.isupper, text)) * 2 // 5
