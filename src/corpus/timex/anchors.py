"""The arithmetic of resolving: what words say, moved from the publication date or from a mention before."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from corpus.timex.edtf import bounds, from_timex
from corpus.timex.steps import days_of, explicit, near_day, stepped, with_tail

STEP = re.compile(
    r"(?P<sign><=|[<>=]?)\{(?P<from>now|ref|pub)(?P<count>[+-]\d+)(?P<unit>TH|TM|TS|DE|CE|WE|D|W|M|Q|Y)(?P<like>~?)\}(?P<tail>.*)"
)
PARTIAL = re.compile(r"(?P<sign><=|[<>=]?)(?P<ref>ref:)?(?P<body>(?:XXXX|\d{4})-.*)")
GRAINS = re.compile(r"\d{4}(?:(-\d\d)(-\d\d)?)?")
WEEK_OR_QUARTER = re.compile(r"\d{4}-(W(?=\d\d$)|Q(?=\d$))\d+")
UNKNOWN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX",
           "Y": "XXXX", "DE": "XXX",
           "CE": "XX", "TH": "XXXX-XX-XXTXX", "TM": "XXXX-XX-XXTXX:XX", "TS": "XXXX-XX-XXTXX:XX"}  # fmt: skip
STORY_YEARS = 2
SATURDAY = 6
PUBLICATION = "publication date"


class Anchor(NamedTuple):
    """The publication date: its first and last possible day (None when an end is open), its words and its grade."""

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
    found = GRAINS.match(value)
    if not found:
        return {}
    month, day = found.groups()
    out = {"Y": value[:4]} | ({"M": value[:7]} if month else {}) | ({"D": value[:10]} if day else {})
    whole = WEEK_OR_QUARTER.fullmatch(value)
    return {**out, whole[1]: value} if whole else out


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


def unknown(unresolved: str) -> str:
    """Return what a value says without an anchor: ``{now-1Y}-11`` is XXXX-11."""
    found = STEP.fullmatch(unresolved)
    if found:
        return UNKNOWN[found["unit"]] + found["tail"]
    return re.sub(r"^[<>=]{1,2}(?:ref:)?|;\d|\+\d+W$", "", unresolved).rstrip("W")


def _none(unresolved: str) -> Read:
    return Read(unknown(unresolved), "", "", "none", "")


def _agreed(anchor: Anchor, value_at: Callable[[date], str], spans: bool) -> tuple[str, str]:
    """Value and EDTF from a publication date: one value when its first and last day agree, else the span of both."""
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
            return _from_mention(with_tail(stepped(_as_day(before[0]), count, unit), tail), before[1])
    count = -1 if found.group("from", "count", "unit") == ("ref", "-0", "Q") else count
    convention = found["from"] != "now" or bool(found["sign"])
    week = timedelta(weeks=1) if found["sign"] == "<=" else timedelta()

    def value_at(day: date) -> str:
        return with_tail(stepped(day - (week if day.isoweekday() < SATURDAY else timedelta()), count, unit), tail)

    return _from_published(anchor, value_at, convention, unresolved)


def _partial(found: re.Match[str], unresolved: str, anchor: Anchor, mentions: Mentions) -> Read:
    body, sign = found["body"], found["sign"]
    if body[:4] != "XXXX":
        quarter = mentions.latest.get("Q")
        if body.endswith("-QX") and quarter:
            return _from_mention(body[:5] + quarter[0][5:], quarter[1])
        value = explicit(body)
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
            if month and days_of(month[0] + body[7:10])
            else _none(unresolved)
        )
    if not year:
        return _none(unresolved)
    filled = year[0] + re.sub(r";\d", "", body[4:])
    if not days_of(filled.rstrip("W").partition("T")[0] if "@" not in filled else filled):
        return _none(unresolved)
    return _from_mention(explicit(filled), year[1])


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
