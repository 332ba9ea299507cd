"""The head of a first paragraph: "Kabul, 9 November 2021 (TDI): The Ambassador ..." read for place, date, outlet."""

import re
from functools import cache
from typing import NamedTuple

from corpus.lexicons import read_lexicon, read_table
from corpus.timex.grammar import full_date

_NAME = r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}"
PATTERN = re.compile(
    rf"\s*(?:(?P<place>{_NAME}(?:\s?/\s?{_NAME})*)(?:,\s*(?P<rest>[^():—–]{{1,40}}?))?)?"
    r"\s*(?:\((?P<agency>[^()]{2,40})\))?\s*(?P<mark>:|--+|—|–|-)\s+(?=\S)"
)
REACH = 140
"""A dateline stands within so many characters of the head of the text."""


class Dateline(NamedTuple):
    """What a dateline says, and where the text after it begins; all empty and 0 when there is none."""

    place: str = ""
    published: str = ""
    outlet: str = ""
    end: int = 0


@cache
def _words() -> dict[str, str]:
    return dict(read_table("dateline_words")[["word", "kind"]].values.tolist())


@cache
def _capitals() -> frozenset[str]:
    countries = read_lexicon("countries")
    return frozenset(countries.loc[countries["kind"] == "capital", "pattern"])


def find_dateline(text: str) -> Dateline:
    """Read the dateline at the head of a text.

    A prefix is one when it ends in a colon or a dash and holds an agency in brackets, a full date, or a place
    in capitals or known as a country's capital; ``DID Press:`` is an outlet alone, ``OPINION:`` is nothing.

    Parameters
    ----------
    text : str
        The first paragraph of an article.

    Returns
    -------
    Dateline
        `place` (several joined with "; "), `published` (a day as EDTF, only where the date is complete),
        `outlet` and `end`.

    Examples
    --------
    >>> find_dateline("Kabul, 9 November 2021 (TDI): The Ambassador spoke.")
    Dateline(place='Kabul', published='2021-11-09', outlet='TDI', end=30)
    """
    match = PATTERN.match(text, 0, REACH)
    if not match:
        return Dateline()
    place, rest, agency = (match[part] or "" for part in ("place", "rest", "agency"))
    published = full_date(rest)[:10]
    kinds = {_words().get(word) for word in place.casefold().split()}
    if "label" in kinds or not (place or agency):
        return Dateline()
    if "outlet" in kinds and not (rest or agency) and all(word[0].isupper() for word in place.split()):
        return Dateline(outlet=place, end=match.end())
    if agency or published or (_is_place(place) and (match["mark"] == ":" or place.isupper())):
        return Dateline(_written(place), published, agency, match.end())
    return Dateline()


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split("/")]


def _is_place(text: str) -> bool:
    return all((name.isupper() and len(name) > 3) or name in _capitals() for name in _names(text))


def _written(text: str) -> str:
    """Return the places as they are written in running text: ``ISLAMABAD/KABUL`` is ``Islamabad; Kabul``."""
    return "; ".join(name.title() if name.isupper() and len(name) > 3 else name for name in _names(text))
