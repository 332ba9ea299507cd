"""Where a time expression begins and ends: words before and after it that change it.

A date and its time of day.
"""

import re
from typing import NamedTuple

MODIFIERS = {
    "early": "START", "earlier": "START", "start": "START", "beginning": "START", "outset": "START",
    "opening": "START",
    "first": "START", "late": "END", "later": "END", "end": "END", "close": "END", "latter": "END",
    "mid": "MID", "middle": "MID", "midst": "MID", "about": "APPROX", "around": "APPROX", "roughly": "APPROX",
    "approximately": "APPROX", "circa": "APPROX", "nearly": "LESS_THAN", "almost": "LESS_THAN",
    "more": "MORE_THAN",
    "over": "MORE_THAN", "less": "LESS_THAN", "fewer": "LESS_THAN", "least": "EQUAL_OR_MORE",
    "most": "EQUAL_OR_LESS",
    "up": "EQUAL_OR_LESS", "just": "APPROX", "minimum": "EQUAL_OR_MORE", "maximum": "EQUAL_OR_LESS",
    "within": "EQUAL_OR_LESS", "close to": "LESS_THAN",
}  # fmt: skip
"""Deciding word -> TIMEX3 mod."""

PART_OF = re.compile(
    r"(?<!\w)(?:the )?(?:very )?(?:(?P<of>beginning|start|outset|opening|end|close|middle|midst"
    r"|(?:early|latter|first)\s+part)\s+of"
    r"|(?P<adj>early|late|mid)(?:-|\s+)(?:(?:in|on)\s+)?|(?P<cmp>earlier|later)\s+(?:in\s+|on\s+)?)\s*$",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"(?<!\w)(?P<word>about|around|roughly|approximately|circa|nearly|almost|(?:no\s+)?(?:more|less|fewer)\s+than|over"
    r"|at\s+(?:least|most)|up\s+to|just\s+(?:over|under)|close\s+to|some|a\s+(?:minimum|maximum)\s+of|the)\s+$",
    re.IGNORECASE,
)
ABOUT_DAY = re.compile(r"(?<!\w)(?P<word>about|around|circa|roughly)\s+$", re.IGNORECASE)
AFTER = re.compile(r"\s+(?:or so|or more|or less|or later|and beyond|or earlier)\b", re.IGNORECASE)
AFTER_MODS = {"or so": "APPROX", "or more": "EQUAL_OR_MORE", "or less": "EQUAL_OR_LESS",
              "or later": "ON_OR_AFTER",
              "and beyond": "ON_OR_AFTER", "or earlier": "ON_OR_BEFORE"}  # fmt: skip
OVER = re.compile(
    r"(?:^|[.,;:(]\s?|\b(?:for|after|of|in|just|within|by|where|and|or|lasted|spent|took|takes)\s)$", re.IGNORECASE
)
"""What stands before an "over" that means more than, and not during."""

DECIDING = {
    "of", "early", "late", "mid", "in", "on", "earlier", "later", "about", "around", "roughly", "approximately",
    "circa", "nearly", "almost", "than", "over", "least", "most", "to", "under", "some", "the",
}  # fmt: skip
"""The last words of what may stand before an expression and belong to it."""

WINDOW = 32
LONGEST_WORD = 18
DAY = re.compile(r"(?:-\d\d-\d\d(?:;\d)?|WXX-\d|D\}|W\}-\d|@[\w.+-]+)$")
FREE_TIME = "XXXX-XX-XXT"
TIME_THEN_DATE = re.compile(r"\s*,?\s*(?:(?:on|of)\s+)?(?:the\s+)?", re.IGNORECASE)
DATE_THEN_TIME = re.compile(r"(?:\s*,)?\s*(?:(?:at|around|about|by)\s+(?:about\s+)?|in\s+)?", re.IGNORECASE)


class Expression(NamedTuple):
    """A time expression: ``text[start:end] == surface``."""

    start: int
    end: int
    surface: str
    type: str
    unresolved: str
    mod: str
    rule: str


def _mod(words: str) -> str:
    plain = words.lower().split()
    if plain[:2] == ["no", "more"]:
        return "EQUAL_OR_LESS"
    if plain[:2] in (["no", "less"], ["no", "fewer"]):
        return "EQUAL_OR_MORE"
    if plain[:2] == ["just", "under"]:
        return "LESS_THAN"
    return next((MODIFIERS[word] for word in plain if word in MODIFIERS), "")


def _grown(item: Expression, text: str, start: int, end: int, mod: str) -> Expression:
    return item._replace(start=start, end=end, surface=text[start:end], mod=mod or item.mod)


def _word_before(item: Expression, text: str) -> str:
    """Return the last word before an expression, in lower case."""
    before = text[max(item.start - LONGEST_WORD, 0) : item.start].split()
    return before[-1].strip("([\"'“‘-").rpartition("-")[2].lower() if before else ""


def _with_part_of(item: Expression, text: str) -> Expression:
    before = max(item.start - WINDOW, 0)
    found = PART_OF.search(text[before : item.start])
    if not found or (found["of"] and not _may_have_parts(item)) or (found["cmp"] and item.rule == "weekday"):
        return item
    return _grown(item, text, before + found.start(), item.end, _mod(found["of"] or found["adj"] or found["cmp"]))


def _may_have_parts(item: Expression) -> bool:
    return item.type == "DATE" and not item.unresolved.endswith("_REF")


def _with_about(item: Expression, text: str) -> Expression:
    before = max(item.start - WINDOW, 0)
    pattern = ABOUT if item.type == "DURATION" or item.rule.startswith("moved") else ABOUT_DAY
    found = pattern.search(text[before : item.start])
    if not found:
        return item
    word = found["word"].lower()
    if item.rule == "weekday" or (
        word == "over" and not OVER.search(text[max(before + found.start() - 12, 0) : before + found.start()])
    ):
        return item
    if word == "the" and not (item.type == "DURATION" and re.match(r"\w+ [a-z]+s$", item.surface)):
        return item
    if item.surface[:4].lower() == "the ":
        return item
    return _grown(item, text, before + found.start(), item.end, _mod(word))


def _with_after(item: Expression, text: str) -> Expression:
    found = AFTER.match(text, item.end) if text[item.end + 1 : item.end + 3] in ("or", "an") else None
    if not found:
        return item
    mod = AFTER_MODS[" ".join(found[0].lower().split())]
    return _grown(item, text, item.start, found.end(), mod)


def widened(item: Expression, text: str) -> Expression:
    """Return the expression with the words around it that belong to it."""
    if item.unresolved.endswith("_REF") or item.type == "SET":
        return item
    if _word_before(item, text) not in DECIDING:
        return _with_after(item, text)
    if item.type == "DURATION" or item.rule.startswith("moved"):
        return _with_after(_with_about(item, text), text)
    return _with_after(_with_about(_with_part_of(item, text), text), text)


def _is_day(item: Expression) -> bool:
    return item.type == "DATE" and bool(DAY.search(item.unresolved))


def _is_free_time(item: Expression) -> bool:
    return item.type == "TIME" and item.unresolved.startswith(FREE_TIME)


def _joined(one: Expression, two: Expression, text: str) -> Expression | None:
    gap = text[one.end : two.start]
    if _is_free_time(one) and _is_day(two) and TIME_THEN_DATE.fullmatch(gap):
        day, time = two, one
    elif _is_day(one) and _is_free_time(two) and DATE_THEN_TIME.fullmatch(gap):
        day, time = one, two
    else:
        return None
    value = day.unresolved + time.unresolved.removeprefix("XXXX-XX-XX")
    return Expression(one.start, two.end, text[one.start : two.end], "TIME", value, one.mod or two.mod, day.rule)


def joined(items: list[Expression], text: str) -> list[Expression]:
    """Expressions where a day and the time of day beside it are one."""
    if len(items) < 2:
        return items
    out: list[Expression] = []
    for item in items:
        both = _joined(out[-1], item, text) if out else None
        if both:
            out[-1] = both
        else:
            out.append(item)
    return out
