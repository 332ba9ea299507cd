"""How an uncertain date is written: Extended Date/Time Format (EDTF, ISO 8601-2:2019).

Levels 0 to 2 as far as needed.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1, 9999
SEASONS = {"SP": 21, "SU": 22, "FA": 23, "WI": 24, "Q1": 33, "Q2": 34, "Q3": 35, "Q4": 36, "H1": 40, "H2": 41}
"""TIMEX3 part of a year -> EDTF sub-year code."""

MONTHS_OF = {
    21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14), 25: (3, 5), 26: (6, 8), 27: (9, 11), 28: (12, 14),
    29: (9, 11), 30: (12, 14), 31: (3, 5), 32: (6, 8), 33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),
    37: (1, 4), 38: (5, 8), 39: (9, 12), 40: (1, 6), 41: (7, 12),
}  # fmt: skip
"""EDTF sub-year code -> first and last month; a winter ends in February of the next year (months 13, 14)."""

TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)T([01]\d|2[0-4])(?::([0-5]\d)(?::([0-5]\d))?)?(?:Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)
PLAIN = re.compile(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?", re.ASCII)
PARTS_OF_DAY = {"MO": (6, 11), "MI": (12, 12), "AF": (12, 17), "EV": (18, 21), "NI": (20, 23), "DT": (6, 17)}
"""TIMEX3 part of a day -> first and last hour, both included."""

_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?|W(?P<week>\d\d)(?:-(?P<weekday>[1-7]|WE))?"
    r"|(?P<part>SP|SU|FA|WI|Q[1-4]|H[12])))?(?:T(?P<time>[0-9:]{2,8}|[A-Z]{2}))?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)


def _garbage(
    edtf: object, why: str = "expected such as 2023-07-21, 2023-07, 201X, 2023-22 or 2023-07-19/.."
) -> ValueError:
    return ValueError(f"EDTF: {why}, found {edtf!r}")


def _year(digits: str) -> tuple[int, int]:
    first = max(int(digits.replace("X", "0")), FIRST_YEAR)
    return first, int(digits.replace("X", "9"))


def _digits(text: str, low: int, high: int) -> list[int]:
    """Return the numbers between two limits that fit a two-digit pattern such as ``1X``."""
    if not text:
        return list(range(low, high + 1))
    if text.isdigit():
        return [int(text)] if low <= int(text) <= high else []
    return [n for n in range(low, high + 1) if all(p in ("X", d) for p, d in zip(text, f"{n:02d}", strict=True))]


def _part_of_year(first: int, last: int, code: int) -> tuple[str, str]:
    low, high = MONTHS_OF[code]
    end_year, end_month = (last + 1, high - 12) if high > 12 else (last, high)
    end_year, end_month = (last, 12) if end_year > LAST_YEAR else (end_year, end_month)
    return (
        f"{first:04d}-{low:02d}-01",
        f"{end_year:04d}-{end_month:02d}-{monthrange(end_year, end_month)[1]:02d}",
    )


def _day_in(year: int, months: list[int], days: str, last: bool) -> str:
    """Return the first (or last) day of a year that fits the months and the pattern of days.

    "" when none does.
    """
    for month in reversed(months) if last else months:
        fitting = _digits(days, 1, monthrange(year, month)[1])
        if fitting:
            return f"{year:04d}-{month:02d}-{fitting[-1 if last else 0]:02d}"
    return ""


def _date_bounds(text: str) -> tuple[str, str]:
    found = PLAIN.fullmatch(text)
    if not found:
        raise _garbage(text)
    digits, month, day = (group or "" for group in found.groups())
    first, last = _year(digits)
    if last < first:
        raise _garbage(text, "expected a year from 0001 on")
    if month.isdigit() and int(month) in MONTHS_OF and not day:
        return _part_of_year(first, last, int(month))
    months = _digits(month, 1, 12)
    years = range(first, last + 1)
    start = next(filter(None, (_day_in(year, months, day, False) for year in years)), "")
    end = next(filter(None, (_day_in(year, months, day, True) for year in reversed(years))), "")
    if not start:
        raise _garbage(text, "expected a day that the calendar has")
    return start, end


def _time_bounds(found: re.Match[str]) -> tuple[str, str]:
    day, hour, minute, second = found.groups()
    _date_bounds(day)
    if hour == "24":
        day, hour = (date.fromisoformat(day) + timedelta(days=1)).isoformat(), "00"
    if second:
        return (exact := f"{day}T{hour}:{minute}:{second}"), exact
    if minute:
        return (exact := f"{day}T{hour}:{minute}"), exact
    return f"{day}T{hour}:00", f"{day}T{hour}:59"


def _end_bounds(text: str) -> tuple[str, str]:
    plain = re.sub(r"[~?%]", "", text)
    if not plain:
        raise _garbage(text)
    found = TIME.fullmatch(plain)
    return _time_bounds(found) if found else _date_bounds(plain)


def _is_day(text: str) -> bool:
    """Tell whether a text is a plain day, which most are and which is quick to tell."""
    year, month, day = text[:4], text[5:7], text[8:]
    if len(text) != len("2021-08-15") or not (
        text[4] == text[7] == "-" and text.isascii() and (year + month + day).isdecimal()
    ):
        return False
    return int(year) > 0 and 0 < int(month) <= 12 and 0 < int(day) <= monthrange(int(year), int(month))[1]


@lru_cache(maxsize=20_000)
def _bounds(edtf: str) -> tuple[str, str]:
    if "/" not in edtf:
        return (edtf, edtf) if _is_day(edtf) else _end_bounds(edtf)
    left, _, right = edtf.partition("/")
    if left in ("", "..") and right in ("", ".."):
        raise _garbage(edtf, "expected an interval with at least one end")
    first = "" if left in ("", "..") else _end_bounds(left)[0]
    last = "" if right in ("", "..") else _end_bounds(right)[1]
    if first and last and first[:10] > last[:10]:
        raise _garbage(edtf, "expected an interval that ends after it begins")
    return first, last


def bounds(edtf: str) -> tuple[str, str]:
    """Read the earliest and the latest day, or time, that an EDTF date allows.

    Source: EDTF specification, https://www.loc.gov/standards/datetime/ (ISO 8601-2:2019). Qualifiers
    (``~``, ``?``,
    ``%``) do not widen the bounds. Seasons are northern; a winter begins in December of its year.

    Parameters
    ----------
    edtf : str
        A date (``2023-07-21``), a month, a year, unspecified digits (``201X``, ``2023-1X``), a season
        (``2023-22``), a time (``2023-07-21T10:30``), or an interval of two of them
        (``2023-07-19/2023-07-24``, ``2023-05-09/..``).

    Returns
    -------
    tuple of str
        One row per end: the earliest and the latest ISO day ``YYYY-MM-DD`` (``YYYY-MM-DDTHH:MM`` for a
        time), both included; "" for an end that is open or unknown.

    Raises
    ------
    ValueError
        When the text is not EDTF, or no calendar has such a day.

    Examples
    --------
    >>> bounds("2024-02")
    ('2024-02-01', '2024-02-29')
    >>> bounds("2023-05-09/..")
    ('2023-05-09', '')
    """
    if not isinstance(edtf, str):
        raise _garbage(edtf)
    return _bounds(edtf)


def is_edtf(text: str) -> bool:
    """Tell whether `bounds` can read a text."""
    try:
        bounds(text)
    except ValueError:
        return False
    return True


def _week(year: int, week: int, weekday: str | None) -> str:
    try:
        if weekday == "WE":
            return f"{date.fromisocalendar(year, week, 6)}/{date.fromisocalendar(year, week, 7)}"
        if weekday:
            return date.fromisocalendar(year, week, int(weekday)).isoformat()
        return f"{date.fromisocalendar(year, week, 1)}/{date.fromisocalendar(year, week, 7)}"
    except ValueError:
        return ""


def _at_time(day: str, time: str, zone: str) -> str:
    if time in PARTS_OF_DAY:
        first, last = PARTS_OF_DAY[time]
        return f"{day}T{first:02d}:00/{day}T{last:02d}:59"
    time = time if ":" in time else f"{time}:00" if len(time) == 2 else ""
    return f"{day}T{time}{zone}" if time else ""


def _from_parts(part: dict[str, str | None]) -> str:
    year = part["year"] or ""
    if part["week"]:
        day = _week(int(year), int(part["week"]), part["weekday"])
    elif part["part"]:
        day = f"{year}-{SEASONS[part['part']]}"
    else:
        day = "-".join(piece for piece in (year, part["month"], part["day"]) if piece)
    if part["time"] and len(day) == 10:
        return _at_time(day, part["time"], part["zone"] or "")
    return day


@lru_cache(maxsize=20_000)
def _spelled(value: str) -> str:
    """Return a TIMEX3 value as EDTF, but a time of day as its hours and minutes, which EDTF cannot say."""
    if re.fullmatch(r"[0-9]{2,3}", value) and value.strip("0"):
        return value.ljust(4, "X")
    if re.fullmatch(r"[0-9]{4}-(?:XX|[0-9]{2})-XX", value):
        return value if is_edtf(value) else ""
    found = _VALUE.fullmatch(value)
    text = _from_parts(found.groupdict()) if found else ""
    return text if text and is_edtf(text) else ""


def from_timex(value: str) -> str:
    """Write a TIMEX3 value as EDTF.

    Weeks and weekends become intervals; quarters, halves and seasons sub-year codes; a time of day, which EDTF can only
    write to the second, its day (see `timex_bounds`). Source: TIMEX3 of TimeML 1.2.1,
    http://www.timeml.org/publications/timeMLdocs/timeml_1.2.1.html

    Parameters
    ----------
    value : str
        A TIMEX3 value such as ``2023-W29``, ``1998-Q3``, ``199`` or ``2023-07-21TNI``.

    Returns
    -------
    str
        One row per value: its EDTF, or "" for what is no place on the calendar (durations, sets, references,
        values with unknown digits, dates before year 1).

    Examples
    --------
    >>> from_timex("2023-W29"), from_timex("201"), from_timex("2023-07-21TNI"), from_timex("P3D")
    ('2023-07-17/2023-07-23', '201X', '2023-07-21', '')
    """
    text = _spelled(value)
    return bounds(text)[0][:10] if "T" in text else text


def timex_bounds(value: str) -> tuple[str, str]:
    """Read the earliest and the latest day, or time, that a TIMEX3 value allows.

    Returns
    -------
    tuple of str
        One row per end, as `bounds` gives them; "" twice for what is no place on the calendar.

    Examples
    --------
    >>> timex_bounds("2023-07-21TMO")
    ('2023-07-21T06:00', '2023-07-21T11:59')
    """
    text = _spelled(value)
    return bounds(text) if text else ("", "")


def qualified(edtf: str, mod: str) -> str:
    """Add to EDTF what a TIMEX3 modifier says: about 1950 is ``1950~``, 1994 or later ``1994/..``.

    Returns
    -------
    str
        One row per date: its EDTF, unchanged for modifiers that EDTF has no sign for. Where a decade, a season or a
        week opens an interval, its first or last day does.

    Examples
    --------
    >>> qualified("1994", "ON_OR_AFTER"), qualified("199X", "ON_OR_BEFORE")
    ('1994/..', '../1999-12-31')
    """
    if not edtf or mod not in ("BEFORE", "ON_OR_BEFORE", "AFTER", "ON_OR_AFTER", "APPROX"):
        return edtf
    found = PLAIN.fullmatch(edtf)
    is_plain = bool(found) and "X" not in edtf and int((found and found[2]) or 0) <= 12
    if mod == "APPROX":
        return f"{edtf}~" if is_plain else edtf
    first, last = (edtf, edtf) if is_plain else bounds(edtf)
    return f"../{last}" if mod.endswith("BEFORE") else f"{first}/.."
