"""One line alone -> the role its words tell: rules of ``data/line_rules.csv``, and the words of a stamp."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from corpus.errors import LexiconError
from corpus.lexicons import read_rows, read_table
from corpus.tables import ROLES as LINE_ROLES

SPACES = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C))))
SPACES += "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
"""White space as Python strips it, and spaces without width."""
SHORT, LONGEST = 160, 400
"""No rule is tried on lines longer than the second, only those with words on lines longer than the first."""

STAMP_LONGEST = 120
STAMP_TOKEN = re.compile(r"\d+|[^\W\d_]+")
NUMERIC_DATE = re.compile(
    r"\b(?:\d{1,2}([./-])\d{1,2}\1(?:19|20)?\d\d|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2})\b|\d{4}[年년]"
)
AGO = re.compile(r"\bago\b", re.IGNORECASE)
YEAR_OR_CLOCK = re.compile(r"(?:19|20)\d\d|\d{1,2}[:.]\d\d")
COLUMNS = ("rule", "role", "pattern")
ROLES = tuple(role for role in LINE_ROLES if role not in ("repeated", "blank"))
"""What a rule can say of a line; that a line is blank or repeats another is not for its words to tell."""


class Label(NamedTuple):
    """What was decided about a line, and by which rule."""

    role: str
    rule: str


class Rules(NamedTuple):
    """Rules for one line: those tried on every short line are joined to one, the others need a word."""

    below: dict[str, str]
    short: tuple[Label, ...]
    joined: re.Pattern[str]
    worded: tuple[tuple[tuple[str, ...], re.Pattern[str], Label], ...]


@cache
def packaged_rules() -> Rules:
    """Return the rules of the packaged list ``line_rules``."""
    return read_rules("line_rules")


def read_rules(source: str | Path) -> Rules:
    """Read the rules of a table with the columns rule, role, pattern and, if wanted, words, below and reason.

    Parameters
    ----------
    source : str or path
        A packaged list, or a CSV file of the user's own.

    Returns
    -------
    Rules
        Rules without words are joined to one pattern.

    Raises
    ------
    LexiconError
        When a column is missing, a role is none of the table lines, or a pattern is no regular expression; it
        names file and line.
    """
    table = read_table(source)
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise LexiconError(f"{source}: rules need the columns rule, role, pattern; missing: {', '.join(missing)}")
    table = table.assign(**{name: "" for name in ("words", "below") if name not in table.columns})
    for line, row in read_rows(source):
        _check_rule(f"{source}, line {line}, rule {row['rule']}", row["role"], row["pattern"])
    rows = table[[*COLUMNS, "words"]].values.tolist()
    short = [(pattern, Label(role, rule)) for rule, role, pattern, words in rows if not words]
    joined = "|".join(f"(?P<r{number}>{_from_start(pattern)})" for number, (pattern, _) in enumerate(short))
    return Rules(
        dict(zip(table["rule"], table["below"], strict=True)),
        tuple(label for _, label in short),
        re.compile(joined or "(?!)", re.IGNORECASE),
        tuple(
            (tuple(words.casefold().split("|")), re.compile(pattern, re.IGNORECASE), Label(role, rule))
            for rule, role, pattern, words in rows
            if words
        ),
    )


def _check_rule(where: str, role: str, pattern: str) -> None:
    if role not in ROLES:
        raise LexiconError(f"{where}: the role is {role!r}; it should be one of {', '.join(ROLES)}")
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise LexiconError(f"{where}: the pattern is no regular expression: {error}") from error
    if groups:
        raise LexiconError(f"{where}: the pattern holds a capturing group; write (?:...) instead of (...)")


def _from_start(pattern: str) -> str:
    """Return a pattern that matches from the start of a line where the one given is found anywhere in it."""
    return pattern if pattern.startswith("^") and "|^" not in pattern else f"[\\s\\S]*?(?:{pattern})"


def match_rules(text: str, rules: Rules) -> Label | None:
    """Return the label of the first rule that fits a line without its outer white space, or None."""
    if len(text) <= SHORT:
        found = rules.joined.match(text)
        if found:
            return rules.short[int(str(found.lastgroup)[1:])]
    small = text.casefold()
    for words, pattern, label in rules.worded:
        for word in words:
            if word in small:
                if pattern.search(text):
                    return label
                break
    return None


@lru_cache(maxsize=65536)
def judge_alone(text: str) -> Label | None:
    """Return what the words of a line alone tell of its role, None where they tell nothing.

    Examples
    --------
    >>> judge_alone("Also Read | Easter truce declared")
    Label(role='promo', rule='also-read')
    >>> judge_alone("Mon 6 Mar 2023, 09:12 IST | Updated: 6 Mar 2023, 17:40 IST").rule
    'stamp-words'
    """
    stripped = text.strip(SPACES)
    if not stripped:
        return Label("blank", "blank")
    if len(stripped) > LONGEST:
        return None
    return match_rules(stripped, packaged_rules()) or _stamp(stripped)


@cache
def _stamp_words() -> dict[str, str]:
    kinds = {word.casefold(): "month" for word in read_table("month_names")["word"]}
    for kind, words in read_table("stamp_words")[["kind", "words"]].values.tolist():
        for word in words.split():
            kinds.setdefault(word, kind)
    return kinds


def _stamp(text: str) -> Label | None:
    """Return the label of a line in which nothing but a date, a time and their labels stands."""
    if len(text) > STAMP_LONGEST or not any(map(str.isdigit, text)):
        return None
    known = _stamp_words()
    tokens = STAMP_TOKEN.findall(text.casefold())
    kinds = {"digits" if token.isdigit() else known.get(token) for token in tokens}
    dated = "month" in kinds and ("publish" in kinds or "update" in kinds or YEAR_OR_CLOCK.search(text))
    if None in kinds or not (dated or NUMERIC_DATE.search(text) or AGO.search(text)):
        return None
    changed = known.get(tokens[0]) == "update" and "publish" not in kinds
    return Label("stamp", "stamp-updated" if changed else "stamp-words")
