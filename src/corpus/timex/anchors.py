"""The arithmetic of resolving: what words say, moved from an anchor (the publication date.

Or a mention before).
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from dateutil.easter import easter

from corpus.timex.edtf import bounds, from_timex

STEP = re.compile(
    r"(?P<sign><=|[<>=]?)\{(?P<from>now|ref|pub)(?P<count>[+-]\d+)(?P<unit>TH|TM|TS|DE|CE|WE|D|W|M|Q|Y)(?P<like>~?)\}(?P<tail>.*)"
)
PARTIAL = re.compile(r"(?P<sign><=|[<>=]?)(?P<ref>ref:)?(?P<body>(?:XXXX|\d{4})-.*)")
MONTHS_IN = {"Q": 3, "M": 1, "Y": 12, "DE": 120, "CE": 1200}
PARTS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14), "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9),
         "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12)}  # fmt: skip
UNKNOWN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX",
           "Y": "XXXX", "DE": "XXX",
           "CE": "XX", "TH": "XXXX-XX-XXTXX", "TM": "XXXX-XX-XXTXX:XX", "TS": "XXXX-XX-XXTXX:XX"}  # fmt: skip
AHEAD_DAYS = 120
SOON_DAYS = 30
STORY_YEARS = 2
SATURDAY = 6


Span = tuple[str, tuple[date, date]]
"""A value and its first and last day."""


PUBLICATION = "publication date"


class Anchor(NamedTuple):
    """The publication date: its first and last possible day (None when an end is open).

    Its words and its grade.
    """

    first: date | None
    last: date | None
    text: str
    grade: str
    basis: str = PUBLICATION


class Read(NamedTuple):
    """A resolved expression; `edtf` only where the value cannot say it."""

    value: str
    edtf: str
    grade: str
    basis: str
    anchor: str


class Mentions:
    """The dates mentioned before, the latest of each grain, with the sentence of each."""

    def __init__(self) -> None:
        self.latest: dict[str, tuple[str, str]] = {}

    def add(self, value: str, sentence_id: str, ahead: bool = False) -> None:
        """Remember a value as the latest of its grain and of every coarser one, but no quarter that lies ahead."""
        found = _coarser(value)
        for grain, text in found.items():
            if not (ahead and grain == "Q"):
                self.latest[grain] = (text, sentence_id)
        if "Y" in found and ("M" in found or self._goes_on(int(found["Y"]))):
            self.latest["story"] = (found["Y"], sentence_id)

    def _goes_on(self, year: int) -> bool:
        """Whether a year alone carries on what is told, and is not an aside."""
        if "story" not in self.latest:
            return True
        return 0 <= year - int(self.latest["story"][0]) <= STORY_YEARS


@lru_cache(maxsize=65_536)
def _coarser(value: str) -> dict[str, str]:
    out = {}
    if re.match(r"\d{4}", value):
        out["Y"] = value[:4]
    if re.match(r"\d{4}-\d\d", value):
        out["M"] = value[:7]
    if re.match(r"\d{4}-\d\d-\d\d", value):
        out["D"] = value[:10]
    if re.fullmatch(r"\d{4}-W\d\d", value):
        out["W"] = value
    if re.fullmatch(r"\d{4}-Q\d", value):
        out["Q"] = value
    return out


@lru_cache(maxsize=65_536)
def published_anchor(published: str, grade: str, published_basis: str = "") -> Anchor:
    """Return the publication date as an anchor; open ends give none."""
    first, last = bounds(published) if published else ("", "")
    if not (first and last):
        return Anchor(None, None, "", grade or "documented")
    days = date.fromisoformat(first[:10]), date.fromisoformat(last[:10])
    return Anchor(
        *days, published, grade or "documented", "neighbour" if published_basis == "neighbour" else PUBLICATION
    )


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


def _with_tail(base: str, tail: str) -> str:
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
    """Return the latest such weekday up to and including a day; with ``>`` the first after it.

    With ``<`` the last before.
    """
    if sign == ">":
        return day + timedelta(days=(weekday - day.isoweekday() - 1) % 7 + 1)
    if sign == "<":
        return day - timedelta(days=(day.isoweekday() - weekday - 1) % 7 + 1)
    return day - timedelta(days=(day.isoweekday() - weekday) % 7)


def _span(body: str) -> tuple[date, date] | None:
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
    filled = [(f"{year:04d}{body[4:]}", _span(f"{year:04d}{body[4:]}")) for year in range(day.year - 2, day.year + 2)]
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
    """Return the day and month that falls on a weekday in the year nearest to a day.

    "" when none within three years does.
    """
    spans = [_span(f"{year:04d}{body[4:]}") for year in range(day.year - 3, day.year + 4)]
    fitting = [span[0] for span in spans if span and span[0].isoweekday() == weekday]
    return min(fitting, key=lambda found: abs(found - day)).isoformat() if fitting else ""


def _day_of_month(digits: str, day: date, sign: str) -> str:
    for back in (0, 1, 2) if sign != ">" else (0, -1, -2):
        text = f"{_moved_month(day, -back)}-{digits}"
        span = _span(text)
        if span and (span[0] >= day if sign == ">" else span[0] <= day):
            return text
    return f"XXXX-XX-{digits}"


def _explicit(body: str) -> str:
    """Return a value that needs no anchor, or "" when the calendar has no such day."""
    if body.endswith("W"):
        span = _span(body[:-1])
        return week_of(span[0]) if span else ""
    if "@" in body:
        return _holiday(body)
    if re.fullmatch(r"\d{4}-\d\d-\d\d.*", body) and not _span(body[:10]):
        return ""
    return body


def unknown(unresolved: str) -> str:
    """Return what a value says without an anchor: ``{now-1Y}-11`` is XXXX-11."""
    found = STEP.fullmatch(unresolved)
    if found:
        return UNKNOWN[found["unit"]] + found["tail"]
    return re.sub(r"^[<>=]{1,2}(?:ref:)?|;\d|\+\d+W$", "", unresolved).rstrip("W")


def _none(unresolved: str) -> Read:
    return Read(unknown(unresolved), "", "", "none", "")


def _agreed(anchor: Anchor, value_at: Callable[[date], str], spans: bool) -> tuple[str, str]:
    """Value and EDTF from a publication date: one value when its first and last day agree.

    Else the span of both.
    """
    if anchor.first is None or anchor.last is None:
        return "", ""
    one, two = value_at(anchor.first), value_at(anchor.last)
    if one == two or not spans:
        return (one if one == two else ""), ""
    first, last = bounds(from_timex(one))[0], bounds(from_timex(two))[1]
    return "", f"{first[:10]}/{last[:10]}"


def _from_published(anchor: Anchor, value_at: Callable[[date], str], convention: bool, unresolved: str) -> Read:
    value, edtf = _agreed(anchor, value_at, unresolved.startswith("{now"))
    if not value and not edtf:
        return _none(unresolved)
    grade = "inferred" if convention or anchor.grade != "documented" else "documented"
    return Read(value or unknown(unresolved), edtf, grade, anchor.basis, anchor.text)


def _from_mention(value: str, sentence_id: str) -> Read:
    return Read(value, "", "inferred", "previous mention", sentence_id)


def _mention_for(unit: str, mentions: Mentions) -> tuple[str, str] | None:
    """Return the mention before that a step by a unit starts from."""
    grain = {"DE": "Y", "CE": "Y", "WE": "D", "W": "D"}.get(unit, unit)
    return mentions.latest.get(grain)


def _as_day(text: str) -> date:
    """Return the first day of a value."""
    if "Q" in text:
        return date(int(text[:4]), int(text[-1]) * 3 - 2, 1)
    return date.fromisoformat((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10])


def _step(found: re.Match[str], unresolved: str, anchor: Anchor, mentions: Mentions) -> Read:
    unit, count, tail = found["unit"], int(found["count"]), found["tail"]
    quarter = mentions.latest.get("Q")
    if found["like"] and quarter:
        return _from_mention(f"{int(quarter[0][:4]) + count:04d}{quarter[0][4:]}", quarter[1])
    if found["from"] == "ref" or (found["from"] == "pub" and not anchor.text):
        before = _mention_for(unit, mentions)
        if before:
            return _from_mention(_with_tail(stepped(_as_day(before[0]), count, unit), tail), before[1])
    count = -1 if found.group("from", "count", "unit") == ("ref", "-0", "Q") else count
    convention = found["from"] != "now" or bool(found["sign"])
    week = timedelta(weeks=1) if found["sign"] == "<=" else timedelta()

    def value_at(day: date) -> str:
        return _with_tail(stepped(day - (week if day.isoweekday() < SATURDAY else timedelta()), count, unit), tail)

    return _from_published(anchor, value_at, convention, unresolved)


def _partial(found: re.Match[str], unresolved: str, anchor: Anchor, mentions: Mentions) -> Read:
    body, sign = found["body"], found["sign"]
    if body[:4] != "XXXX":
        quarter = mentions.latest.get("Q")
        if body.endswith("-QX") and quarter:
            return _from_mention(body[:5] + quarter[0][5:], quarter[1])
        value = _explicit(body)
        return Read(value, "", "documented", "explicit", "") if value else _none("XXXX")
    day = mentions.latest.get("D")
    if (found["ref"] or body.startswith("XXXX-XX-XXT")) and day:
        return _from_mention(near_day(body, _as_day(day[0]), sign), day[1])
    if anchor.text:
        return _from_published(anchor, lambda day: near_day(body, day, sign), True, unresolved)
    return _after_mention(body, unresolved, mentions)


def _after_mention(body: str, unresolved: str, mentions: Mentions) -> Read:
    """Return a partial date of an undated article: the year (and month) of the mention before."""
    year, month = mentions.latest.get("story"), mentions.latest.get("M")
    if body.startswith("XXXX-WXX"):
        return _none(unresolved)
    if body.startswith("XXXX-XX-"):
        return (
            _from_mention(month[0] + body[7:], month[1])
            if month and _span(month[0] + body[7:10])
            else _none(unresolved)
        )
    if not year:
        return _none(unresolved)
    filled = year[0] + re.sub(r";\d", "", body[4:])
    if not _span(filled.rstrip("W").partition("T")[0] if "@" not in filled else filled):
        return _none(unresolved)
    return _from_mention(_explicit(filled), year[1])


@lru_cache(maxsize=65_536)
def _by_itself(unresolved: str, anchor: Anchor) -> Read | None:
    """Resolve what no mention before can change; None when one may."""
    found = STEP.fullmatch(unresolved)
    if found:
        return None if found["like"] or found["from"] != "now" else _step(found, unresolved, anchor, Mentions())
    found = PARTIAL.fullmatch(unresolved)
    if not found:
        return Read(unresolved, "", "documented", "explicit", "")
    body = found["body"]
    may_change = found["ref"] or body.endswith("-QX") or body.startswith("XXXX-XX-XXT")
    if may_change or (body[:4] == "XXXX" and not anchor.text):
        return None
    return _partial(found, unresolved, anchor, Mentions())


def reading(kind: str, unresolved: str, anchor: Anchor, mentions: Mentions) -> Read:
    """Resolve what the words of one expression say."""
    if unresolved.endswith("_REF"):
        return Read(unresolved, "", "", "none", "")
    if kind in ("DURATION", "SET"):
        return Read(unresolved, "", "documented", "explicit", "")
    try:
        read = _by_itself(unresolved, anchor)
        if read:
            return read
        found = STEP.fullmatch(unresolved)
        if found:
            return _step(found, unresolved, anchor, mentions)
        found = PARTIAL.fullmatch(unresolved)
        return _partial(found, unresolved, anchor, mentions) if found else _none(unresolved)
    except (OverflowError, ValueError):
        return _none(unresolved)
