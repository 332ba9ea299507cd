"""Whether the text around a match agrees: the checks that a rule may name in its column `fits`."""

import re

from corpus.timex.tense import direction

PREPOSITION = re.compile(
    r"(?:\b(?:in|by|of|since|until|till|from|between|through|before|after|during|late|early|mid|last|next|this|every|each"
    r"|around|about|previous|following|as of)\s+|\b(?:mid|late|early)-)$", re.IGNORECASE,
)  # fmt: skip
MONTH_LIST = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?:,?\s(?:and|or|to|through)\s|,\s|[-–/])$"
)
AMBIGUOUS = ("may", "march", "august", "mar.", "jan.", "sun.")
PEOPLE = (*AMBIGUOUS, "april", "june")
DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s{1,2}$")
PAPERS = re.compile(
    r"\s(?:(?:Morning|Evening|Daily)\s)?(?:Times|Post|Mail|Telegraph|Mirror|Express|Herald|Star|People|World|Independent|Sun"
    r"|Tribune|Night (?:Live|Football)|School|Book)\b"
)
NAMED_DAYS = re.compile(r"\b(?:Black|Cyber|Super|Bloody|Giving|Casual|Fat|Red|Blue|Green|Joe|Ruby|Man)\s$")
NOT_YEARS = re.compile(
    r"(?:\b(?:no|nos|number|flight|room|resolution|article|section|page|pages|route|highway|than|nearly|some|boeing"
    r"|about \d+ of)\.?\s|[#£€$]\s?)$", re.IGNORECASE,
)  # fmt: skip
EARLY_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|from|of|around|about|between|year|before|after)\s|\()$", re.IGNORECASE
)
NOT_TIMES = re.compile(
    r"\b(?:ratio|score|scores|odds|won|win|lost|lose|beat|verse|verses|chapter|record)\b[^.;]{0,12}$",
    re.IGNORECASE,
)
COUNTED = re.compile(r"\s(?:[a-z]+s\b|[a-z]*(?:men|people)\b|percent|per\b)")

THREE_QUARTERS = re.compile(r"three[ -]quarters$", re.IGNORECASE)
SCHOOL_YEAR = re.compile(r"\d{4}[-–/]$")
PART_BEFORE = re.compile(
    r"(?:end|beginning|start|middle|close|rest|early|later|late|earlier|half|part) (?:of|in) $", re.IGNORECASE
)
RATE = re.compile(r"\b(?:\d[\d,.]*|\w+(?:illion|undred|housand)|percent|per cent|once|twice|(?P<many>[a-z]{2,}s))\s$")
NO_RATES = {
    "was", "is", "has", "takes", "lasts", "spends", "this", "his", "as", "less", "its", "does", "us", "plus", "thus",
    "perhaps", "always", "makes", "gives", "gets", "needs", "wants", "adds", "means", "years", "months", "weeks",
}  # fmt: skip
"""Words in -s before "a week" that are nothing counted."""


def _before(text: str, found: re.Match[str], size: int) -> str:
    return text[max(found.start() - size, 0) : found.start()]


def month_fits(text: str, found: re.Match[str]) -> bool:
    """Whether a month's name alone is a month: not "May" the person, "March" the verb.

    Nor part of "30 February".
    """
    if DAY_BEFORE.search(_before(text, found, 6)):
        return False
    name = found["month"].lower()
    if found["rel"] or name not in PEOPLE:
        return True
    before = _before(text, found, 14)
    if PREPOSITION.search(before) or MONTH_LIST.search(before):
        return True
    after = text[found.end() : found.end() + 2]
    return name not in AMBIGUOUS and not (len(after) == 2 and after[0] == " " and after[1].isupper())


def weekday_fits(text: str, found: re.Match[str]) -> bool:
    """Whether a weekday is a day: neither a newspaper nor a day with a name of its own."""
    named = NAMED_DAYS.search(_before(text, found, 10))
    return not (named or PAPERS.match(text, found.end()))


def year_fits(text: str, found: re.Match[str]) -> bool:
    """Whether four digits are a year and not a count."""
    if found[0][:3].lower() == "the":
        return True
    if NOT_YEARS.search(_before(text, found, 14)):
        return False
    if int(found["year"]) < 1500 and not EARLY_YEAR.search(_before(text, found, 8)):
        return False
    return not (COUNTED.match(text, found.end()) and (found["year"].endswith("00") or int(found["year"]) < 1500))


def time_fits(text: str, found: re.Match[str]) -> bool:
    """Whether two numbers and a colon are a time and not a ratio or a score."""
    return len(found["minute"]) == 2 and not NOT_TIMES.search(_before(text, found, 26))


def season_fits(text: str, found: re.Match[str]) -> bool:
    """Whether "fall" is a season: "last fall" is, "the fall" and "this fall in prices" are not."""
    if found["season"].lower() != "fall":
        return True
    return found["rel"].lower() in ("last", "next") or not (
        found["rel"].lower() == "the" or re.match(r"\s(?:of|in|to)\s", text[found.end() : found.end() + 4])
    )


def year_words_fits(text: str, found: re.Match[str]) -> bool:
    """Whether a number in words is a year and not a count."""
    return found[0][:3].lower() == "the" or not re.match(r"\s[a-z]{3,}s\b", text[found.end() : found.end() + 24])


def capital_fits(text: str, found: re.Match[str]) -> bool:
    """Whether words are no title ("This Week", "60 Minutes")."""
    unit = found["unit"]
    return unit.islower() or found[0].isupper()


def duration_fits(text: str, found: re.Match[str]) -> bool:
    """Whether a count of units is a span of time: no title, no age, no three quarters of a thing, no 2023-24 year."""
    if SCHOOL_YEAR.search(_before(text, found, 5)):
        return False
    if THREE_QUARTERS.search(found[0]) and text.startswith(" of ", found.end()):
        return False
    return capital_fits(text, found) and not re.match(r"[ -]olds?\b", text[found.end() : found.end() + 5])


def lower_fits(text: str, found: re.Match[str]) -> bool:
    """Whether a word is no part of a name ("the Daily Mail")."""
    return found[0].islower()


def vague_fits(text: str, found: re.Match[str]) -> bool:
    """Whether a bare plural tells a span of time."""
    before = text[max(found.start() - 12, 0) : found.start()].lower()
    if text.startswith(" apart", found.end()) or text.startswith(" when", found.end()):
        return False
    return found[0].islower() and not re.search(
        r"(?:matter of|first|these|those|the|[\d\w]-|early|his|her|their|school|work|working|holi) ?$", before
    )


def part_of_unit_fits(text: str, found: re.Match[str]) -> bool:
    """Whether "the year" is a time: "the end of the year", "for the year"; not "player of the year"."""
    unit, before = found["unit"].lower(), text[max(found.start() - 16, 0) : found.start()]
    if unit == "day":
        return bool(re.search(r"\b(?:earlier|later) in\s$", before, re.IGNORECASE))
    if unit in ("decade", "century") or before.endswith("of ") or (unit == "month" and before.endswith("in ")):
        return bool(PART_BEFORE.search(before))
    return found["unit"].islower()


def deictic_fits(text: str, found: re.Match[str]) -> bool:
    """Whether "Today" is a day and no newspaper's name."""
    return not (found[0][0].isupper() and re.search(r"[A-Z]\w*\s$", _before(text, found, 12)))


def ahead_fits(text: str, found: re.Match[str]) -> bool:
    """Whether "in two weeks" is told of what is to come, near by."""
    start, end = found.span()
    return not text.startswith(" of ", end) and direction(text, start, end) == ("future", True)


def rate_fits(text: str, found: re.Match[str]) -> bool:
    """Whether "a week" is told of so much or so many: "700 seats a week", "$2 million a year"."""
    before = RATE.search(_before(text, found, 20))
    return before is not None and before["many"] not in NO_RATES


def adverb_fits(text: str, found: re.Match[str]) -> bool:
    """Whether a word such as "now" or "soon" tells a time."""
    word, after = found[0].lower(), text[found.end() : found.end() + 8].lower()
    if not found[0][1:].islower() and not found[0].isupper():
        return False
    if word == "soon":
        return not after or after[0] in ".,;"
    if word == "now":
        return not after.startswith("-")
    return not (word == "current" and after.startswith((" account", "s")))


CHECKS = {
    "month": month_fits, "weekday": weekday_fits, "year": year_fits, "time": time_fits, "season": season_fits,
    "year_words": year_words_fits,
    "capital": capital_fits, "duration": duration_fits, "vague": vague_fits, "lower": lower_fits,
    "part_of_unit": part_of_unit_fits, "deictic": deictic_fits, "ahead": ahead_fits, "rate": rate_fits,
    "adverb": adverb_fits,
}  # fmt: skip
"""Name in the column `fits` -> the check."""
