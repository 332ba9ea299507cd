"""Steps of the calendar: a value so many units from a day, and a partial value as it stands nearest to a day."""

import re
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from corpus.timex.edtf import bounds

PARTS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14), "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9),
         "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12)}  # fmt: skip
AHEAD_DAYS = 120
SOON_DAYS = 30
"""What `year_near` takes for near: of dates in general, and of days that may be to come."""

Span = tuple[str, tuple[date, date]]
"""A value and its first and last day."""


def _months(day: date, count: int) -> tuple[int, int]:
    """Year and month so many months from a day."""
    return divmod(day.year * 12 + day.month - 1 + count, 12)


def _moved_month(day: date, count: int) -> str:
    year, month = _months(day, count)
    return f"{year:04d}-{month + 1:02d}"


def week_of(day: date) -> str:
    """ISO week of a day."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def stepped(day: date, count: int, unit: str) -> str:
    """Return the TIMEX3 value so many units from a day, at the grain of the unit."""
    if unit in ("TH", "TM", "TS"):
        return "XXXX-XX-XXTXX:XX"
    if unit == "D":
        return (day + timedelta(days=count)).isoformat()
    if unit == "W":
        return week_of(day + timedelta(weeks=count))
    if unit == "WE":
        return week_of(day + timedelta(weeks=count)) + "-WE"
    if unit == "M":
        return _moved_month(day, count)
    if unit == "Q":
        year, month = _months(day, 3 * count)
        return f"{year:04d}-Q{month // 3 + 1}"
    year = day.year + count * {"Y": 1, "DE": 10, "CE": 100}[unit]
    return f"{year:04d}"[: {"Y": 4, "DE": 3, "CE": 2}[unit]]


def with_tail(base: str, tail: str) -> str:
    """Return a stepped value made finer: 1997 and ``-Q3``, 2023-W29 and ``-4``, 2023-07-20 and ``TMO``."""
    if "W" in base and re.fullmatch(r"-\d", tail):
        return date.fromisocalendar(int(base[:4]), int(base[6:8]), int(tail[1])).isoformat()
    return _holiday(base + tail) if "@" in tail else base + tail


def _holiday(text: str) -> str:
    """Return a year with a movable day (``2023-@easter+1``, ``2023-@11.4.4``) as a date."""
    year, _, rule = text.partition("-@")
    rule, time, clock = rule.partition("T")
    moved = re.fullmatch(r"easter([+-]\d+)", rule)
    day = easter(int(year)) + timedelta(days=int(moved[1])) if moved else _nth_weekday(int(year), rule)
    return day.isoformat() + time + clock


def _nth_weekday(year: int, rule: str) -> date:
    rule, _, extra = rule.partition("+")
    month, weekday, nth = map(int, rule.split("."))
    if nth < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1) + int(extra or 0))


def weekday_near(day: date, weekday: int, sign: str) -> date:
    """Return the latest such weekday up to and including a day; with ``<`` the last before it, with ``>`` the next."""
    if sign == ">":
        return day + timedelta(days=(weekday - day.isoweekday() - 1) % 7 + 1)
    if sign == "<":
        return day - timedelta(days=(day.isoweekday() - weekday - 1) % 7 + 1)
    return day - timedelta(days=(day.isoweekday() - weekday) % 7)


@lru_cache(maxsize=65_536)
def days_of(body: str) -> tuple[date, date] | None:
    """First and last day of a value with its year filled in, None when the calendar has none."""
    text = _holiday(body) if "@" in body else body
    part = text[5:7]
    try:
        if part in PARTS:
            low, high = PARTS[part]
            year = int(text[:4])
            return date(year, low, 1), date(year + high // 13, (high - 1) % 12 + 1, 28)
        first, last = bounds(text[:10])
    except ValueError:
        return None
    return date.fromisoformat(first), date.fromisoformat(last)


def year_near(body: str, day: date, sign: str) -> str:
    """Return a value with its year filled in: the nearest past one, or one to come within `AHEAD_DAYS`.

    With ``<=`` the nearest past one (but a day to come within `SOON_DAYS`), with ``<`` the one before the day itself,
    with ``>`` the next to come (but not when the past one is as near as `AHEAD_DAYS`).
    """
    filled = [(f"{year:04d}{body[4:]}", days_of(f"{year:04d}{body[4:]}")) for year in range(day.year - 2, day.year + 2)]
    spans = [(text, span) for text, span in filled if span]
    past = [(text, span) for text, span in spans if (span[1] < day if sign == "<" else span[0] <= day)]
    ahead = [(text, span) for text, span in spans if span[1] >= day]
    chosen = ahead[:1] if _is_ahead(body, day, sign, past, ahead) else past[-1:]
    if not chosen:
        return ""
    return _holiday(chosen[0][0]) if "@" in body else chosen[0][0]


def _is_ahead(body: str, day: date, sign: str, past: list[Span], ahead: list[Span]) -> bool:
    if not ahead or sign == "<":
        return False
    if sign == ">":
        return not (past and (day - past[-1][1][1]).days in range(1, AHEAD_DAYS))
    until = (ahead[0][1][0] - day).days
    if sign == "<=":
        return len(body) > len("XXXX-MM") and 0 < until < SOON_DAYS
    return body[5:7] not in PARTS and until < AHEAD_DAYS


@lru_cache(maxsize=65_536)
def near_day(body: str, day: date, sign: str) -> str:
    """Return a partial value as it stands nearest to a day; "" when the calendar has none."""
    core, mark, time = body.partition("T") if "@" not in body else (body, "", "")
    core, _, weekday = core.partition(";")
    if weekday and (fitting := _on_weekday(core, day, int(weekday))):
        return fitting + mark + time
    if core.startswith("XXXX-WXX-"):
        weeks = timedelta(weeks=int(core[11:-1] or 0))
        return (weekday_near(day, int(core[9]), sign) + weeks).isoformat() + mark + time
    if core == "XXXX-XX-XX":
        return day.isoformat() + mark + time
    if core.startswith("XXXX-XX-"):
        return _day_of_month(core[8:10], day, sign) + mark + time
    week = core.endswith("W")
    filled = year_near(core.rstrip("W"), day, sign)
    return week_of(date.fromisoformat(filled)) if week and filled else filled + mark + time if filled else ""


def _on_weekday(body: str, day: date, weekday: int) -> str:
    """Return the day and month in the nearest year in which it falls on a weekday; "" if in none within three."""
    spans = [days_of(f"{year:04d}{body[4:]}") for year in range(day.year - 3, day.year + 4)]
    fitting = [span[0] for span in spans if span and span[0].isoweekday() == weekday]
    return min(fitting, key=lambda found: abs(found - day)).isoformat() if fitting else ""


def _day_of_month(digits: str, day: date, sign: str) -> str:
    for back in (0, 1, 2) if sign != ">" else (0, -1, -2):
        text = f"{_moved_month(day, -back)}-{digits}"
        span = days_of(text)
        if span and (span[0] >= day if sign == ">" else span[0] <= day):
            return text
    return f"XXXX-XX-{digits}"


def explicit(body: str) -> str:
    """Return a value that needs no anchor, or "" when the calendar has no such day."""
    if body.endswith("W"):
        span = days_of(body[:-1])
        return week_of(span[0]) if span else ""
    if "@" in body:
        return _holiday(body)
    if re.fullmatch(r"\d{4}-\d\d-\d\d.*", body) and not days_of(body[:10]):
        return ""
    return body
