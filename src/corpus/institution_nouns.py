"""Nouns of institutions in a sentence: which words are one, and which need a country beside them."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from corpus.lexicons import read_rows, read_table

OTHER = re.compile(r"\s+of\s+(?:the\s+)?[A-Z]")
BEFORE = re.compile(r"(?<!\S)[“\"‘(]*([^\W\d_]+(?:['’]s)?)\s+$")
AFTER = re.compile(r"(?:['’]s?)?\s+([^\W\d_][\w-]*)")
BREAK_BEFORE = re.compile(r"(?:^|[.,;:!?“”\"‘’(—–])\s*$")
POSSESSIVE = re.compile(r"['’]s?\b")
OWNER = re.compile(r"\b(?:country|nation)['’]s$", re.IGNORECASE)
PAST = re.compile(r"[a-z]+(?:[^e]ed|greed|creed|nteed|ly)")
SMALL = {"Of": "of", "The": "the"}
"""What stays small in a name."""

WORD_END = re.compile(r"[\w’'-]")
REACH = 40
"""How many signs before a noun are looked at."""


class Noun(NamedTuple):
    """A row of the list ``institutions``."""

    noun: str
    family: str
    sector: str
    label: str
    use: str
    placed: bool
    row: int


class Found(NamedTuple):
    """A noun with its modifiers: `head` says why it is no head of its phrase, `alone` why it needs its country."""

    start: int
    end: int
    noun: Noun
    head: str
    alone: str


@cache
def nouns() -> dict[str, Noun]:
    """Return the rows of the list ``institutions`` by their noun."""
    found = {}
    for line, row in read_rows("institutions"):
        what = (row["noun"], row["family"], row["sector"], row["label"], row["use"])
        found[row["noun"]] = Noun(*what, row["in"] == "yes", line)
    return found


@cache
def _words() -> dict[str, frozenset[str]]:
    words = read_table("institution_words")
    return {str(place): frozenset(group) for place, group in words.groupby("place")["word"]}


@cache
def _expression() -> re.Pattern[str]:
    """Return an expression for the nouns, small or with capitals; by their first letter, which is quick to test."""
    forms = sorted({form for noun in nouns() for form in (noun, noun.capitalize(), noun.title(), _name(noun))}, key=len)
    begun = {letter: [form[1:] for form in reversed(forms) if form[0] == letter] for letter in {f[0] for f in forms}}
    parts = (f"{letter}(?:{'|'.join(rest)})" for letter, rest in sorted(begun.items()))
    return re.compile(rf"({'|'.join(parts)})(?![\w-])".replace(" ", r"\s+"))


def _name(noun: str) -> str:
    return " ".join(SMALL.get(word, word) for word in noun.title().split())


@cache
def _modifiers() -> re.Pattern[str]:
    return re.compile(rf"(?:\b(?:{'|'.join(sorted(_words()['modifier']))})\s+)+$", re.IGNORECASE)


@cache
def literals() -> frozenset[str]:
    """Return texts of which one stands in every sentence with a noun: words without their first letter, few of them."""
    words = Counter(word for noun in nouns() for word in noun.split())
    chosen = {max(noun.split(), key=lambda word: (words[word], len(word)))[1:] for noun in nouns()}
    return frozenset(one for one in chosen if not any(other in one for other in chosen - {one}))


def find_nouns(text: str, is_title: bool) -> Iterator[Found]:
    """Yield the nouns of a sentence; of a title or heading the words may have capitals."""
    for match in _expression().finditer(text):
        if match.start() and WORD_END.match(text, match.start() - 1):
            continue
        noun = nouns()[" ".join(match[1].lower().split())]
        modified = _modifiers().search(text[max(match.start() - REACH, 0) : match.start()])
        start = match.start() - len(modified.group() if modified else "")
        word = _word_after(text, match.end())
        person = word in _words()["person"]
        known = not word or person or any(word in _words()[place] for place in ("after", "voice"))
        head = "" if known or PAST.fullmatch(word) else f"part of a longer name: {word}"
        alone = f"stands for persons: {word}" if person else _why_not_alone(text, start, match, is_title)
        yield Found(start, match.end(), noun, head, alone)


def _word_after(text: str, end: int) -> str:
    """Return the word after a noun, "" where a sign or a possessive ends what the noun is part of."""
    after = AFTER.match(text, end)
    return "" if after is None or POSSESSIVE.match(text, end) else after[1].casefold()


def _why_not_alone(text: str, start: int, match: re.Match[str], is_title: bool) -> str:
    """Return why a noun without a country is no name of an institution."""
    use = nouns()[" ".join(match[1].lower().split())].use
    if use == "qualified" or OTHER.match(text, match.end()):
        return "only with its country"
    head = text[max(start - REACH, 0) : start]
    before = BEFORE.search(head)
    word = before[1].casefold() if before else ""
    if word == "the" or OWNER.search(head.rstrip()):
        return ""
    if not BREAK_BEFORE.search(head) and word not in _words()["before"]:
        return f"another word tells it apart: {head.split()[-1]}" if head.strip() else ""
    words = [word for word in match[1].split() if word not in SMALL.values()]
    is_name = all(one.istitle() for one in words) and (len(words) > 1 or bool(head.strip()))
    return "" if is_title or is_name or use == "any" else "without the article"
