"""What held between which days, and whether it held on a date."""

from collections.abc import Sequence
from typing import NamedTuple

from corpus.timex import edtf

UNDATED = "role-undated"


class Term(NamedTuple):
    """A code or a holder, and the days between which it may have held: "" for an end that is open; its row."""

    value: str
    first: str
    last: str
    de_facto: bool = False
    row: int = 0


class When(NamedTuple):
    """The first and last day on which an article may have been published, and how its date is written."""

    first: str
    last: str
    written: str


NO_DATE = When("", "", "")


def settle(terms: Sequence[Term], when: When, as_of: str) -> tuple[list[str], str, list[Term]]:
    """Return the values that held on a date, how sure that is, and their terms.

    Returns
    -------
    tuple
        One row per call: the values, each once; the outcome (``on ...``, ``unknown since ...``, ``unknown on
        ...``, ``role-undated``, "" where nothing is dated); the terms that held.

    Examples
    --------
    >>> terms = [Term("PAK.PTY", "", "2024-03-10"), Term("PAK.GOV", "2024-03-11", "")]
    >>> settle(terms, When("2025-04-19", "2025-04-19", "2025-04-19"), "2025-12")[:2]
    (['PAK.GOV'], 'on 2025-04-19')
    >>> settle(terms, When("2024-01-01", "2024-12-31", "2024"), "2025-12")[:2]
    (['PAK.PTY', 'PAK.GOV'], 'role-undated')
    >>> settle(terms, When("2026-04-19", "2026-04-19", "2026-04-19"), "2025-12")[:2]
    ([], 'unknown since 2025-12 (then PAK.GOV)')
    """
    if not terms:
        return [], "", []
    valid = [term for term in terms if _overlaps(term, when)]
    values = list(dict.fromkeys(term.value for term in valid))
    if not any(term.first or term.last for term in terms):
        return values, "", valid
    if not values:
        return [], f"unknown on {when.written}", []
    if _is_beyond(when, as_of) and not all(term.last for term in valid):
        return [], f"unknown since {as_of} (then {'|'.join(values)})", valid
    if len(values) > 1 or not any(_covers(term, when) for term in valid):
        return values, UNDATED, valid
    return values, f"on {when.written}", valid


def _is_beyond(when: When, as_of: str) -> bool:
    """Whether an article may be from after the day to which a lexicon is known."""
    return bool(as_of) and (when.last or when.first) > edtf.bounds(as_of)[1]


def _overlaps(term: Term, when: When) -> bool:
    begun = not when.last or not term.first or term.first <= when.last
    return begun and (not when.first or not term.last or when.first <= term.last)


def _covers(term: Term, when: When) -> bool:
    is_bounded = bool(when.first and when.last)
    return is_bounded and term.first <= when.first and (not term.last or when.last <= term.last)
