"""What is a time expression: its extent in a text, its TIMEX3 type, and what the words alone say.

Method: the rules of the packaged list `time_rules`, each a compiled pattern; a rule runs only on texts that hold a word
of each of its `families`, and there only at words of its `starts`. Of readings that overlap the longest stands.
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
from functools import cache, lru_cache
from typing import NamedTuple

from corpus.lexicons import read_table
from corpus.tables import rows_of
from corpus.timex import calendar_readings, relative_readings
from corpus.timex.extents import Expression, joined, widened
from corpus.timex.fits import CHECKS
from corpus.timex.patterns import Groups, Reading, Rule, compiled
from corpus.timex.tense import direction
from corpus.timex.triggers import bits_of, called, places

FULL = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?")
PARTIAL = re.compile(r"XXXX-(?:\d\d|@|Q|H|S[PU]|FA|WI)")
ONLY_JOINED = ("part of day",)
ALONE = ("noon", "midday", "midnight", "overnight")


class Ready(NamedTuple):
    """A rule made ready: its place in the list, the families it needs and may begin with as bits, its pattern."""

    order: int
    rule: Rule
    needs: int
    starts: int
    match: Callable[[str, int], re.Match[str] | None]


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
    return tuple(
        Ready(order, rule, bits_of(rule.families), bits_of(rule.starts), compiled(rule.template).match)
        for order, rule in enumerate(rules())
    )


@lru_cache(maxsize=16_384)
def _rules_for(families: int) -> tuple[Ready, ...]:
    """Return the rules whose families are all called for."""
    return tuple(ready for ready in _ready() if not ready.needs & ~families)


@lru_cache(maxsize=65_536)
def _built(order: int, values: tuple[str | None, ...]) -> Reading | None:
    """Return what the groups of a match of a rule say."""
    rule = rules()[order]
    names = compiled(rule.template).groupindex
    return rule.build(Groups({name: value for name, at in names.items() if (value := values[at - 1])}))


def _read(order: int, rule: Rule, match: re.Match[str], text: str) -> Expression | None:
    if rule.fits and not rule.fits(text, match):
        return None
    reading = _built(order, match.groups())
    if not reading:
        return None
    start, end = match.span("here" if "here" in match.re.groupindex else 0)
    return Expression(start, end, text[start:end], *reading, rule.name)


def _readings(text: str, chosen: tuple[Ready, ...]) -> list[tuple[int, int, int, Expression]]:
    found = []
    at_words = places(text)
    for order, rule, _, starts, match in chosen:
        free = 0
        for at, bits in at_words:
            if bits & starts and at >= free and (matched := match(text, at)):
                free = matched.end()
                item = _read(order, rule, matched, text)
                if item:
                    found.append((item.start - item.end, item.start, order, item))
    return found


def _longest(found: list[tuple[int, int, int, Expression]]) -> list[Expression]:
    """Return the readings that stand: the longest first, none over another."""
    starts: list[int] = []
    chosen: list[Expression] = []
    for _, _, _, item in sorted(found, key=lambda row: row[:3]):
        place = bisect_left(starts, item.start)
        before_ends = not place or chosen[place - 1].end <= item.start
        if before_ends and (place == len(chosen) or chosen[place].start >= item.end):
            starts.insert(place, item.start)
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
    chosen = _rules_for(called(text))
    if not chosen:
        return []
    items = joined(_longest(_readings(text, chosen)), text)
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
