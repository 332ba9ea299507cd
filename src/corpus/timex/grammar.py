"""What is a time expression: its extent in a text, its TIMEX3 type, and what the words alone say.

Method: the rules of the packaged list `time_rules`, each a compiled pattern; a rule runs only on texts that hold a word
of each of its families. Of readings that overlap the longest stands.
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
from collections import defaultdict
from functools import cache, lru_cache

from corpus.lexicons import read_table
from corpus.timex import calendar_readings, relative_readings
from corpus.timex.extents import Expression, joined, widened
from corpus.timex.fits import CHECKS
from corpus.timex.patterns import Groups, Rule, compiled
from corpus.timex.tense import direction
from corpus.timex.words import words

FULL = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?")
PARTIAL = re.compile(r"XXXX-(?:\d\d|@|Q|H|S[PU]|FA|WI)")
ONLY_JOINED = ("part of day",)
ALONE = ("noon", "midday", "midnight", "overnight")
WORD = re.compile(r"[a-z]+|\d+")
DIGIT = re.compile(r"[0-9]")
FAMILIES = {
    "deictic": "yesterday today tomorrow tonight", "every": "every each", "century": "century",
    "fiscal": "fiscal fy",
    "quarter": "quarter", "half": "half", "week": "week", "year": "year", "period": "period",
    "long": "long", "per": "per",
    "end": "end", "time": "time", "times": "once twice thrice times", "to or or": "to or",
    "year or month": "year month", "quarter or period": "quarter period",
    "determiner": "last past previous preceding prior next following coming upcoming current present same"
    " this that first final latest initial recent",
    "way": "ago earlier later now hence previously prior beforehand after afterward afterwards thereafter"
    " back before past",
}  # fmt: skip
"""Family -> the words of it that are in no list."""

MARKS = (

    ("clock", re.compile(r"\d\s{0,2}(?:[ap]\.?m\b|o['’]clock)", re.IGNORECASE)), ("slash",
    re.compile(r"\d[/.-]\d")), ("colon", re.compile(r"\d:\d\d|\d[.]\d\d")),
    ("decade", re.compile(r"\d0['’]?s\b")),
    ("dayth", re.compile(r"the \d{1,2}(?:st|nd|rd|th)")), ("q", re.compile(r"Q[1-4]|[1-4]Q")),
    ("years", re.compile(r"\d{4}[-–/]\d\d\b")),
    ("hours", re.compile(r"\d{4} ?(?:hrs|hours|GMT)")),
)  # fmt: skip


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of the packaged list `time_rules`.

    In order of preference among readings of one extent.
    """
    readings = {**vars(relative_readings), **vars(calendar_readings)}
    columns = ("rule", "families", "template", "reading", "fits")
    return tuple(
        Rule(name, tuple(families.split("|")), template, readings[reading], CHECKS.get(fits))
        for name, families, template, reading, fits in read_table("time_rules")[list(columns)].itertuples(index=False)
    )


@cache
def _families() -> dict[str, tuple[str, ...]]:
    """Word in lower case -> the families of rules that it calls for."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in ("month", "month_short"):
        for word in words(name):
            found[word].add("month")
    for name in (
        "weekday",
        "weekday_short",
        "season",
        "decade_word",
        "set",
        "part",
        "adverb",
        "holiday",
        "number",
        "ordinal",
    ):
        for word in words(name):
            key = max(WORD.findall(word), key=len)
            found[key].add(name.removesuffix("_short"))
            if name in ("weekday", "part", "season"):
                found[key + "s"].add(name)
    for word in words("unit"):
        for form in (word, word + "s"):
            found[form].update(("unit", word))
    for family, keys in FAMILIES.items():
        for word in keys.split():
            found[word].add(family)
    return {word: tuple(sorted(names)) for word, names in found.items()}


def _called(text: str) -> set[str]:
    """Return the families that the words of a text call for: the cheap first test."""
    known = _families()
    tokens = set(WORD.findall(text.lower()))
    called = {family for word in tokens & known.keys() for family in known[word]}
    if DIGIT.search(text):
        called.add("digit")
        called.update(family for family, mark in MARKS if mark.search(text))
        if any(len(token) == 4 and token.isdigit() for token in tokens):
            called.add("year")
    return called


@cache
def _rules_for(called: frozenset[str]) -> tuple[tuple[int, Rule], ...]:
    """Return the rules whose families are all called for, with their place in the list."""
    return tuple((order, rule) for order, rule in enumerate(rules()) if called.issuperset(rule.families))


def _read(rule: Rule, match: re.Match[str], text: str) -> Expression | None:
    if rule.fits and not rule.fits(text, match):
        return None
    groups = Groups({name: value for name, value in match.groupdict().items() if value})
    reading = rule.build(groups)
    if not reading:
        return None
    start, end = match.span("here" if "here" in groups else 0)
    return Expression(start, end, text[start:end], *reading, rule.name)


def _readings(text: str, called: set[str]) -> list[tuple[int, int, int, Expression]]:
    found = []
    for order, rule in _rules_for(frozenset(called)):
        for match in compiled(rule.template).finditer(text):
            item = _read(rule, match, text)
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
    called = _called(text)
    if not called:
        return []
    items = joined(_longest(_readings(text, called)), text)
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
