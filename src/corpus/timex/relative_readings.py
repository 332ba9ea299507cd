"""What expressions counted from another date say, how long, and how often.

Groups of a match become a value.
"""

from corpus.timex.calendar_readings import plain, step, weekday_of
from corpus.timex.patterns import Groups, Reading
from corpus.timex.words import number, words

BACK = ("ago", "earlier", "before", "previously", "prior", "back", "beforehand")
FROM_NOW = ("ago", "from now", "hence", "back", "in the past", "")
DEICTIC = {"yesterday": "{now-1D}", "today": "{now+0D}", "tomorrow": "{now+1D}", "tonight": "{now+0D}TNI"}
DAY_STEPS = {"this": "{now+0D}", "last": "{now-1D}", "the next": "{ref+1D}", "next": "{ref+1D}",
             "the following": "{ref+1D}",
             "that": "{ref+0D}", "the same": "{ref+0D}", "the previous": "{ref-1D}",
             "that same": "{ref+0D}"}  # fmt: skip
LONG = {"DE": ("Y", 10), "CE": ("Y", 100), "2W": ("W", 2)}
SMALLER = {"Y": (12, "M"), "H": (60, "M"), "M": (60, "S")}
FRACTIONS = ("", "N", "WE", "Q")
"""Units that a bare "a" or "one" does not count ("a quarter of the votes")."""


def unit_of(word: str) -> str:
    """Return the code of a unit, singular or plural: D, W, M, Q, Y, TH, DE; "" for none."""
    name = word.lower()
    units = words("unit")
    return units.get(name) or units.get(name.removesuffix("s"), "")


def _digits(count: float | None) -> str:
    return "X" if count is None else f"{count:.10g}"


def period(count: float | None, unit: str) -> str:
    """TIMEX3 period: 2 and ``D`` give P2D, None (several) PXD, 2.5 and ``Y`` P2Y6M."""
    if unit == "WE":
        return "P2D" if count == 1 else f"P{_digits(count)}WE"
    if unit in LONG and count is None:
        return {"DE": "PXDE", "CE": "PXCE", "2W": "PXW"}[unit]
    base, times = LONG.get(unit, (unit, 1))
    time, letter = ("T", base[1:]) if base.startswith("T") else ("", base)
    total = None if count is None else count * times
    if total is not None and total % 1 and letter in SMALLER and (letter != "M" or time):
        smaller, symbol = SMALLER[letter]
        whole = f"{int(total)}{letter}" if total >= 1 else ""
        return f"P{time}{whole}{round(total % 1 * smaller)}{symbol}"
    return f"P{time}{_digits(total)}{letter}"


def deictic(g: Groups) -> Reading:
    """``yesterday``, ``tomorrow morning``."""
    base, code = DEICTIC[g["word"].lower()], words("part").get(g["part"].lower(), "")
    return ("TIME" if code or "T" in base else "DATE"), base + code, ""


def part_of_day(g: Groups) -> Reading:
    """Return read ``this morning``, ``last night``."""
    return "TIME", DAY_STEPS[plain(g["rel"])] + words("part")[g["part"].lower()], ""


def relative_unit(g: Groups) -> Reading | None:
    """``last year``, ``this week``, ``the following month``."""
    unit = unit_of(g["unit"])
    if unit in ("", "N", "2W") or unit.startswith("T"):
        return None
    if unit in ("DE", "CE") and plain(g["rel"]).removeprefix("the ") in ("last", "past"):
        return "DURATION", period(1, unit), ""
    base = step(g["rel"], unit)
    return ("DATE", base, "") if base else None


def same_quarter(g: Groups) -> Reading:
    """Read ``the quarter``: the one told of before; ``the latest period``: or, if none was, the last that is over."""
    return "DATE", "{ref-0Q}" if g["latest"] or g["late"] else "{ref+0Q}", ""


def year_period(g: Groups) -> Reading:
    """Read ``the 1988 period``: that year's part like the quarter told of before."""
    return "DATE", f"{g['year']}-QX" if g["of"].lower() == "quarter" else g["year"], ""


def week_from(g: Groups) -> Reading | None:
    """Read ``a week from Monday``."""
    count = number(g["count"])
    return ("DATE", f">XXXX-WXX-{weekday_of(g['weekday'])}+{int(count)}W", "") if count and not count % 1 else None


def unit_end(g: Groups) -> Reading:
    """``year-end``, ``month's end``."""
    return "DATE", f"{{pub+0{unit_of(g['unit'])}}}", "END"


def weekend(g: Groups) -> Reading:
    """Read ``the weekend``."""
    return "DATE", "<={now+0WE}", ""


def relative_count(g: Groups) -> Reading | None:
    """Read ``the past two months``, ``the next few days``."""
    unit = unit_of(g["unit"])
    return ("DURATION", period(number(g["count"]), unit), "") if unit not in ("", "N") else None


def relative_plural(g: Groups) -> Reading:
    """``recent years``, ``coming months``: no count."""
    rel = plain(g["rel"]).removeprefix("the ")
    if rel in ("recent", "future"):
        return "DATE", "PAST_REF" if rel == "recent" else "FUTURE_REF", ""
    return "DURATION", period(None, unit_of(g["unit"])), ""


def moved(g: Groups) -> Reading | None:
    """``two weeks ago``, ``a year earlier``, ``three days later``, ``in two years' time``."""
    unit, count, way = unit_of(g["unit"]), number(g["count"] or "X"), plain(g["way"])
    back = way.split(" ")[0] in BACK or way == "in the past"
    if unit in ("", "WE", "N"):
        return None
    if count is None:
        return "DATE", "PAST_REF" if back else "FUTURE_REF", ""
    base, times = LONG.get(unit, (unit, 1))
    total = count * times
    if total % 1 and base == "Y":
        base, total = "M", total * 12
    whose = "now" if way in FROM_NOW else "ref"
    like = "~" if total == 1 and base == "Y" and back else ""
    return (
        ("TIME" if base.startswith("T") else "DATE"),
        f"{{{whose}{'-' if back else '+'}{int(total)}{base}{like}}}",
        "",
    )


def year_before(g: Groups) -> Reading:
    """``year-ago``, ``the year-earlier quarter``."""
    return "DATE", "{pub-1Y~}", ""


def day_around(g: Groups) -> Reading:
    """Read ``the day before``, ``the day after tomorrow``."""
    sign = "-" if g["way"].lower() in ("before", "earlier") else "+"
    return "DATE", f"{{now{sign}2D}}" if g["word"] else f"{{ref{sign}1D}}", ""


def unit_around(g: Groups) -> Reading:
    """Read ``the week before``."""
    return "DATE", f"{{ref{'+' if g['way'].lower() == 'after' else '-'}1{unit_of(g['unit'])}}}", ""


def duration(g: Groups) -> Reading | None:
    """``three days``, ``a two-year``, ``several months``."""
    unit, count = unit_of(g["unit"]), number(g["count"])
    one = not g["unit"].lower().endswith("s")
    if unit in ("", "N") or (unit in FRACTIONS and one) or (unit == "TS" and one and count == 1):
        return None
    if g["count"].lower() in ("a", "an") and g["long"]:
        return None
    if (count is None or count > 999) and one:
        return None
    if count and count >= 1000 and g["count"].isdigit():
        return None
    return "DURATION", period(count, unit), ""


def half_more(g: Groups) -> Reading | None:
    """Read ``a year and a half``."""
    unit = unit_of(g["unit"])
    return ("DURATION", period((number(g["count"]) or 0) + 0.5, unit), "") if unit not in FRACTIONS else None


def vague(g: Groups) -> Reading:
    """``weeks``, ``decades``: no count."""
    return "DURATION", period(None, unit_of(g["unit"])), ""


def unit_long(g: Groups) -> Reading:
    """``year-long``, ``a months-long``."""
    count = None if g["unit"].lower().endswith("s") else 1.0
    return "DURATION", period(count, unit_of(g["unit"])), ""


def set_word(g: Groups) -> Reading:
    """``daily``, ``annually``."""
    return "SET", words("set")[g["word"].lower()], ""


def set_unit(g: Groups) -> Reading | None:
    """``every two weeks``, ``twice a day``, ``per month``."""
    unit = unit_of(g["unit"])
    count = 2.0 if g["count"].lower() == "other" else number(g["count"]) if g["count"] else 1.0
    if unit == "N":
        return "SET", "XXXX-XX-XXTNI", ""
    return ("SET", period(count, unit), "") if unit else None


def set_part(g: Groups) -> Reading:
    """``every morning``."""
    return "SET", f"XXXX-XX-XX{words('part')[g['part'].lower()]}", ""


def set_season(g: Groups) -> Reading:
    """``each summer``."""
    return "SET", f"XXXX-{words('season')[g['season'].lower()]}", ""


def adverb(g: Groups) -> Reading:
    """``now``, ``recently``, ``the future``."""
    return "DATE", words("adverb")[plain(g["word"])], ""
