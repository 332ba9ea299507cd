"""The clauses of a sentence, as far as its conjunctions and commas tell them: a short rule and not a parse."""

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.literals import lowered

OPENS = re.compile(
    r"[;—]|:(?!\d)|\s[–-]\s"
    r"|\b(?:that|which|who|whom|whose|where|after|before|when|while|because|although|though|but|since|until|amid"
    r"|following|despite)\b"
)
COMMA = re.compile(r",(?=\s)")
TO_A_DATE = re.compile(r"\b(?:since|until|before|after|following)\s+(?:the\s+|about\s+|around\s+|late\s+|early\s+)?$")
"""What stands before a date and opens no clause."""

BACK = 40
"""How many signs before a date are looked at."""


class Clauses(NamedTuple):
    """Where the stretches of a sentence begin, and the number of the clause that each of them belongs to."""

    starts: Sequence[int]
    numbers: Sequence[int]

    def at(self, place: int) -> int:
        """Return the number of the clause at a place of the sentence."""
        return self.numbers[bisect_right(self.starts, place) - 1]


def find_clauses(text: str, dates: Collection[int] = ()) -> Clauses:
    """Cut a sentence into clauses.

    A conjunction, a relative pronoun, a colon, semicolon or dash opens a clause. One opened after a comma, or at
    the beginning of the sentence, ends at the next comma, where the clause around it goes on.

    Parameters
    ----------
    text : str
        The sentence.
    dates : collection of int
        Where its time expressions begin: "since May" and "before Friday" open no clause.

    Returns
    -------
    Clauses
        One start and number per stretch.

    Examples
    --------
    >>> text = "The Taliban, who took over in 2021, met them on Friday after they came."
    >>> clauses = find_clauses(text)
    >>> [clauses.at(text.index(word)) for word in ("Taliban", "2021", "Friday", "came")]
    [0, 1, 0, 2]
    """
    low = lowered(text)
    opened = sorted({found.start() for found in OPENS.finditer(low)} - _lead_to(low, dates))
    starts, numbers = [0], [0]
    for number, (place, after) in enumerate(pairwise([*opened, len(text)]), 1):
        starts.append(place)
        numbers.append(number)
        comma = COMMA.search(text, place) if _is_inserted(text, place) else None
        if comma and comma.start() < after:
            starts.append(comma.start())
            numbers.append(_outer(numbers, number))
    return Clauses(starts, numbers)


def _is_inserted(text: str, place: int) -> bool:
    """Tell whether a clause is opened after a comma, or at the beginning of the sentence."""
    before = text[max(0, place - 4) : place].rstrip()
    return before.endswith(",") or (place < 4 and not before)


def _outer(numbers: Sequence[int], number: int) -> int:
    """Return the clause in which the inserted one stands; what an opening one leaves begins the main clause."""
    return next((one for one in reversed(numbers) if one < number), 0)


def _lead_to(low: str, dates: Collection[int]) -> set[int]:
    """Return where words such as "since" begin that only lead to a date."""
    return {found.start() for date in dates if (found := TO_A_DATE.search(low, max(0, date - BACK), date))}
