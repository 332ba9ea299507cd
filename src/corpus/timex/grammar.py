"""What is a time expression: its extent in a text, its TIMEX3 type, and what the words alone say.

Method: the rules of the packaged list `time_rules`, each a compiled pattern; a rule runs only at words of its `starts`
that have a word of each of its `families` after them. Of readings that overlap the longest stands.
TIMEX3: http://www.timeml.org/publications/timeMLdocs/timeml_1.2.1.html

`unresolved` is a TIMEX3 value in which X stands for what the words do not say (``XXXX-10-19``, ``XXXX-WXX-3``). And:

- ``{now-1Y}`` is a step from the publication date ("last year"), ``{now-1Y}-11`` a month of that year;
- ``{ref+1D}`` is a step from the mention before ("the next day"), ``{pub+0Y}`` from the publication date or, without
  one, the mention before; ``{now-1Y~}`` has the grain of the quarter told of before ("a year ago");
- ``<`` and ``>`` say that the words look back or ahead ("last October", "will meet on Friday"), ``<=`` that the tense
  does; ``<ref:``, ``>ref:``, ``=ref:`` look from the mention before ("the previous Friday");
- ``XXXX-04-25;6`` is a day without a year that is a Saturday, ``XXXX-03-06W`` the week of a day;
- ``XXXX-@easter+1``, ``XXXX-@11.4.4`` are movable days: Easter Monday, the fourth Thursday of November.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cache, lru_cache, reduce
from operator import or_
from typing import NamedTuple

from corpus.lexicons import read_table
from corpus.tables import rows_of
from corpus.timex import calendar_readings, relative_readings
from corpus.timex.extents import Expression, joined, widened
from corpus.timex.fits import CHECKS
from corpus.timex.patterns import Groups, Reading, Rule, compiled
from corpus.timex.tense import direction
from corpus.timex.triggers import bits_of, places

FULL = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?")
PARTIAL = re.compile(r"XXXX-(?:\d\d|@|Q|H|S[PU]|FA|WI)")
ONLY_JOINED = ("part of day",)
ALONE = ("noon", "midday", "midnight", "overnight")


class Ready(NamedTuple):
    """A rule made ready: its place in the list, the families it needs and may begin with as bits, its pattern.

    And the group of the pattern that is the extent.
    """

    order: int
    rule: Rule
    needs: int
    starts: int
    match: Callable[[str, int], re.Match[str] | None]
    extent: str | int


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of the packaged list `time_rules`.

    In order of preference among readings of one extent.
    """
    readings = {**vars(relative_readings), **vars(calendar_readings)}
    columns = ("rule", "families", "starts", "template", "reading", "fits")
    return tuple(
        Rule(name, tuple(families.split("|")), tuple(starts.split("|")), template, readings[reading], CHECKS.get(fits))
        for name, families, starts, template, reading, fits in rows_of(read_table("time_rules"), *columns)
    )


@cache
def _ready() -> tuple[Ready, ...]:
    made = ((order, rule, compiled(rule.template)) for order, rule in enumerate(rules()))
    return tuple(
        Ready(order, rule, bits_of(rule.families), bits_of(rule.starts), pattern.match, _extent(pattern))
        for order, rule, pattern in made
    )


def _extent(pattern: re.Pattern[str]) -> str | int:
    return "here" if "here" in pattern.groupindex else 0


@cache
def _beginning(begins: int) -> tuple[int, tuple[Ready, ...]]:
    """Return the families that the rules with some beginnings need, and those rules."""
    chosen = tuple(ready for ready in _ready() if ready.starts & begins)
    return reduce(or_, (ready.needs for ready in chosen), 0), chosen


@lru_cache(maxsize=65_536)
def _needing(begins: int, near: int) -> tuple[Ready, ...]:
    away = ~near
    return tuple(ready for ready in _beginning(begins)[1] if not ready.needs & away)


@lru_cache(maxsize=65_536)
def _built(order: int, values: tuple[str | None, ...]) -> Reading | None:
    """Return what the groups of a match of a rule say."""
    rule = rules()[order]
    names = compiled(rule.template).groupindex
    return rule.build(Groups({name: value for name, at in names.items() if (value := values[at - 1])}))


Match = tuple[int, int, int, int, re.Match[str]]
"""Length of an extent below zero, its start, the place of the rule in the list and of its first word, the match."""


def _matches(text: str) -> list[Match]:
    found: list[Match] = []
    for at, begins, near in places(text):
        for order, _, _, _, match, extent in _needing(begins, near & _beginning(begins)[0]):
            matched = match(text, at)
            if matched:
                start, end = matched.span(extent)
                found.append((start - end, start, order, at, matched))
    return found


def _read(start: int, end: int, order: int, match: re.Match[str], text: str) -> Expression | None:
    rule = rules()[order]
    if rule.fits and not rule.fits(text, match):
        return None
    reading = _built(order, match.groups())
    return Expression(start, end, text[start:end], *reading, rule.name) if reading else None


def _longest(found: list[Match], text: str) -> list[Expression]:
    """Return the readings that stand: the longest first, none over another."""
    starts: list[int] = []
    chosen: list[Expression] = []
    for size, start, order, _, match in sorted(found):
        place = bisect_left(starts, start)
        if (place and chosen[place - 1].end > start) or (place < len(chosen) and starts[place] < start - size):
            continue
        item = _read(start, start - size, order, match, text)
        if item:
            starts.insert(place, start)
            chosen.insert(place, item)
    return chosen


def _alone(item: Expression) -> bool:
    """Whether a part of the day can stand without a day."""
    return item.surface.lower() in ALONE


def _directed(item: Expression, text: str) -> Expression:
    """Return a partial date with the sign of the direction that its sentence looks in."""
    is_weekday = item.unresolved.startswith("XXXX-WXX-")
    if item.type == "SET" or not (is_weekday or PARTIAL.match(item.unresolved)):
        return item
    way, near = direction(text, item.start, item.end)
    if way == "future" and (near or not is_weekday):
        return item._replace(unresolved=f">{item.unresolved}")
    if way == "past" and near and not is_weekday:
        return item._replace(unresolved=f"<={item.unresolved}")
    return item


def find_expressions(text: str) -> list[Expression]:
    """Find the time expressions of a text, in order, none over another.

    Returns
    -------
    list of Expression
        One row per time expression.

    Examples
    --------
    >>> [(found.surface, found.unresolved) for found in find_expressions("Talks began on 19 July, a Friday.")]
    [('19 July', '<=XXXX-07-19'), ('Friday', 'XXXX-WXX-5')]
    """
    found = _matches(text)
    if not found:
        return []
    items = joined(_longest(found, text), text)
    return [_directed(widened(item, text), text) for item in items if item.rule not in ONLY_JOINED or _alone(item)]


@lru_cache(maxsize=65_536)
def full_date(text: str) -> str:
    """Read the one full printed date of a short text, such as a stamp or a dateline.

    Returns
    -------
    str
        One row per text: ``YYYY-MM-DD`` (``YYYY-MM-DDTHH:MM`` with a time), or "" when there is none, or
        several.

    Examples
    --------
    >>> full_date("Kabul, 9 November 2021 (TDI):")
    '2021-11-09'
    """
    values = {item.unresolved for item in find_expressions(text) if FULL.fullmatch(item.unresolved)}
    return values.pop() if len(values) == 1 else ""
