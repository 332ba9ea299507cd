"""What expressions with a place on the calendar say: the named groups of a match become a TIMEX3 value."""

from corpus.timex.patterns import Groups, Reading
from corpus.timex.words import number, ordinal, spelled_year, words

STEPS = {
    "last": "now-1", "past": "now-1", "previous": "ref-1", "preceding": "ref-1", "prior": "ref-1",
    "this": "now+0",
    "current": "now+0", "present": "now+0", "next": "now+1", "coming": "now+1", "upcoming": "now+1",
    "following": "ref+1", "the last": "now-1", "the past": "now-1", "the next": "ref+1",
    "the following": "ref+1",
    "the previous": "ref-1", "the preceding": "ref-1", "the prior": "ref-1", "the coming": "now+1",
    "the upcoming": "now+1", "the present": "now+0", "the current": "now+0", "this past": "now-1",
    "this coming": "now+1", "that": "ref+0", "the same": "ref+0", "that same": "ref+0", "this same": "ref+0",
    "that very": "ref+0", "the": "pub+0", "the latest": "ref+0", "latest": "ref+0", "his": "pub+0",
    "its": "pub+0",
}  # fmt: skip
"""Determiner -> steps, and from where: `now` the publication date, `ref` the mention before.

`pub` what there is.
"""

SIGNS = {"last": "<", "this past": "<", "past": "<", "next": ">", "this coming": ">", "coming": ">"}
WEEKDAY_SIGNS = {
    **SIGNS,
    "the previous": "<ref:",
    "the following": ">ref:",
    "that": "=ref:",
    "the next": ">ref:",
}
MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
HALVES = {"first": "H1", "1st": "H1", "second": "H2", "2nd": "H2", "last": "H2", "latter": "H2"}
CENTURY_SPLIT = 30


def plain(text: str) -> str:
    """Lower case, one blank between words."""
    return " ".join(text.lower().split())


def step(rel: str, unit: str) -> str:
    """Return the step a determiner and a unit name: ``last`` and ``Y`` give ``{now-1Y}``.

    "" for an unknown one.
    """
    steps = STEPS.get(plain(rel), "")
    return f"{{{steps}{unit}}}" if steps else ""


def month_of(word: str) -> str:
    """Two digits of a month's name."""
    name = word.lower().rstrip(".")
    return words("month").get(name) or words("month_short")[name]


def weekday_of(word: str) -> str:
    """ISO digit of a weekday's name."""
    name = word.lower().rstrip(".")
    return words("weekday").get(name) or words("weekday_short")[name]


def valid(month: str, day: str) -> bool:
    """Whether some year has this day."""
    return 1 <= int(month) <= 12 and 1 <= int(day or 0) <= MONTH_LENGTHS[int(month) - 1]


def full_year(two: str) -> str:
    """Four digits of a year printed with two."""
    return ("20" if int(two) < CENTURY_SPLIT else "19") + two


def year_of(g: Groups) -> str:
    """Return the year part of a date: printed, named by its relation ("last year"), or unknown."""
    if g["year"]:
        return g["year"]
    if g["words"]:
        return spelled_year(g["words"]) or "XXXX"
    if g["short"]:
        return full_year(g["short"])
    return step(g["rel"], "Y") or "XXXX"


def month_day(g: Groups) -> Reading | None:
    """``19 July 2023``, ``Oct. 19``, ``March eighth``."""
    month, day, year = month_of(g["month"]), f"{ordinal(g['day']):02d}", year_of(g)
    weekday = f";{weekday_of(g['weekdayany'])}" if g["weekdayany"] and year == "XXXX" else ""
    return ("DATE", f"{year}-{month}-{day}{weekday}", "") if valid(month, day) else None


def week_of_day(g: Groups) -> Reading | None:
    """Read ``the week of March 6``."""
    reading = month_day(g.filled(month="mon", day="monday"))
    return ("DATE", f"{reading[1]}W", "") if reading else None


def month_year(g: Groups) -> Reading:
    """``November last year``, ``June 1950``."""
    return "DATE", f"{year_of(g)}-{month_of(g['month'])}", ""


def _of_this_year(rel: str, code: str) -> Reading:
    if rel in ("this", "that", "the previous", "the following", "the same", "that same"):
        return "DATE", f"{step(rel, 'Y')}-{code}", ""
    return "DATE", f"{SIGNS.get(rel, '')}XXXX-{code}", ""


def month(g: Groups) -> Reading:
    """``October``, ``last October``, ``this September``."""
    return _of_this_year(plain(g["rel"]), month_of(g["month"]))


def iso(g: Groups) -> Reading | None:
    """``2023-07-21T10:30``."""
    if not (g["y"] != "0000" and valid(g["m"], g["d"])):
        return None
    time = f"T{g['clock']}" if g["clock"] else ""
    return ("TIME" if time else "DATE"), f"{g['y']}-{g['m']}-{g['d']}{time}", ""


def slashed(g: Groups) -> Reading | None:
    """``21/07/2023``; what could be a day or a month stays unknown."""
    if len(g["y"]) == 2 and g["mark"] != "/":
        return None
    day, month_no = int(g["one"]), int(g["two"])
    year = g["y"] if len(g["y"]) == 4 else full_year(g["y"])
    if month_no > 12:
        day, month_no = month_no, day
    elif day <= 12 and day != month_no:
        return ("DATE", f"{year}-XX-XX", "") if len(g["y"]) == 4 else None
    return ("DATE", f"{year}-{month_no:02d}-{day:02d}", "") if valid(str(month_no), str(day)) else None


def year(g: Groups) -> Reading | None:
    """``1998``, ``nineteen ninety-six``, ``fiscal 1989``."""
    text = year_of(g)
    return ("DATE", text, "") if text != "XXXX" else None


def year_end(g: Groups) -> Reading:
    """Return the second year of ``1939-45``."""
    return "DATE", g["century"] + g["here"], ""


def decade(g: Groups) -> Reading:
    """Read ``the 1980s``, ``'80s``; ``the 1900s`` is a century."""
    digits = g["decade"] or g["two"]
    if len(digits) == 2:
        digits = full_year(digits)
    return "DATE", digits[:2] if digits.endswith("00") and digits != "2000" else digits[:3], ""


def decade_word(g: Groups) -> Reading:
    """Read ``the nineties``."""
    hundred = "18" if plain(g["head"]).startswith("eighteen") else "19"
    return "DATE", hundred + words("decade_word")[g["word"].lower()], ""


def century(g: Groups) -> Reading | None:
    """Read ``the 19th century``."""
    nth = ordinal(g["nth"])
    return ("DATE", f"{nth - 1:02d}", "") if 1 < nth < 23 else None


def quarter(g: Groups) -> Reading | None:
    """Read ``the third quarter of 1998``, ``1Q``."""
    nth = ordinal(g["nth"] or g["ndash"] or g["digit"])
    return ("DATE", f"{year_of(g)}-Q{nth}", "") if 1 <= nth <= 4 else None


def quarter_before(g: Groups) -> Reading | None:
    """Read ``the year-earlier third quarter``."""
    nth = ordinal(g["nth"])
    return ("DATE", f"{{pub-1Y}}-Q{nth}", "") if 1 <= nth <= 4 else None


def half(g: Groups) -> Reading:
    """Read ``the second half of 1998``."""
    return "DATE", f"{year_of(g)}-{HALVES.get(g['nth'].lower()) or 'H' + (g['digit'] or g['first'])}", ""


def season(g: Groups) -> Reading:
    """``last summer``, ``the spring``."""
    return _of_this_year(plain(g["rel"]), words("season")[g["season"].lower()])


def season_year(g: Groups) -> Reading:
    """Read ``the summer of 1998``."""
    return "DATE", f"{year_of(g)}-{words('season')[g['season'].lower()]}", ""


def weekday(g: Groups) -> Reading:
    """``Wednesday``, ``last Friday``."""
    if plain(g["rel"]) == "this":
        return weekday_in(g)
    return "DATE", f"{WEEKDAY_SIGNS.get(plain(g['rel']), '')}XXXX-WXX-{weekday_of(g['weekday'])}", ""


def weekday_in(g: Groups) -> Reading:
    """``Friday last week``."""
    return "DATE", f"{step(g['rel'], 'W')}-{weekday_of(g['weekday'])}", ""


def weekdays(g: Groups) -> Reading:
    """``every Friday``, ``Tuesday nights``."""
    part = words("part").get((g["part"] or g["part2"]).lower(), "")
    return "SET", f"XXXX-WXX-{weekday_of(g['weekday'])}{part if len(part) == 3 else ''}", ""


def every_month(g: Groups) -> Reading:
    """``each July``."""
    return "SET", f"XXXX-{month_of(g['month'])}", ""


def holiday(g: Groups) -> Reading:
    """``Christmas Eve``, ``last Thanksgiving``, ``Easter Sunday 1998``."""
    known = words("holiday")[plain(g["holiday"])]
    sign = "" if g["year"] else SIGNS.get(plain(g["rel"]), "")
    return "DATE", f"{sign}{g['year'] or 'XXXX'}-{known}", ""


def clock(g: Groups) -> Reading | None:
    """``10:30 a.m. EST``, ``1730 hours``, ``five o'clock``."""
    hour, minute = int(g["hour"] or number(g["count"]) or 0), g["minute"] or "00"
    half_day = plain(g["half"]).replace(".", "")
    if hour > 24 or (g["count"] and not hour) or (half_day and not 1 <= hour <= 12):
        return None
    if half_day:
        hour = hour % 12 + (12 if half_day in ("pm", "afternoon", "evening") else 0)
    return "TIME", f"XXXX-XX-XXT{hour:02d}:{minute}", ""


def part(g: Groups) -> Reading:
    """``noon``, ``the morning``."""
    return "TIME", f"XXXX-XX-XX{words('part')[g['part'].lower()]}", ""


def day_alone(g: Groups) -> Reading | None:
    """Read ``the 13th``, ``the 13th of that month``."""
    day = ordinal(g["day"])
    base = step(g["rel"], "M") or "XXXX-XX"
    return ("DATE", f"{base}-{day:02d}", "") if 1 <= day <= 31 else None
