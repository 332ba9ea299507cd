"""Which texts may hold a match of a regular expression, by the literal texts that a match must hold."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import ahocorasick_rs
import numpy as np

ESCAPED = re.compile(r"\\.|\[[^]]*\]", re.DOTALL)
SIGN = re.compile(r"\\([!-/:-@\[-`{-~])")
SHIFT = 0xF0000
UNSHIFTED = {SHIFT + sign: sign for sign in range(128)}
"""An escaped sign stands for itself; while an expression is taken apart it is another one that means nothing."""

FLAGS = re.compile(r"\(\?[a-zA-Z-]*[ix]")
SPECIAL = re.compile(r".[*?]|.\{[^}]*\}|[.+^$]", re.DOTALL)
INNER = re.compile(r"\([^()]*\)[*+?]?(?:\{[^}]*\})?")
CHOICE = re.compile(r"([^\0()|*+?{}.^$]*)\(\?:([^\0()*+?{}.^$]+)\)(?![*?{])")


def find_literals(regex: str) -> tuple[str, ...]:
    r"""Return texts of which every match of a regular expression must hold one; "" where none is plain to see.

    They are the cheap test before the expression itself is tried.

    Examples
    --------
    >>> find_literals(r"\b[A-Z]\w+ descent\b"), find_literals(r"(?:Texas|Ohio),? Georgia")
    ((' descent',), (' Georgia',))
    >>> find_literals(r"\w+-(?:led|run)\b"), find_literals(r"\bU\.S\.\s?\d"), find_literals("a|b")
    (('-led', '-run'), ('U.S.',), ('',))
    """
    if FLAGS.search(regex):
        return ("",)
    plain = ESCAPED.sub("\0", SIGN.sub(lambda found: chr(SHIFT + ord(found[1])), regex))
    choices = [
        tuple(found[1] + one for one in found[2].split("|"))
        for found in CHOICE.finditer(plain)
        if plain.count("(", 0, found.start()) == plain.count(")", 0, found.start())
    ]
    while plain != (inner := INNER.sub("\0", plain)):
        plain = inner
    if "|" in plain:
        return ("",)
    one = max(SPECIAL.sub("\0", plain).split("\0"), key=len)
    best = max([(one,), *choices], key=lambda literals: min(map(len, literals)))
    return tuple(literal.translate(UNSHIFTED) for literal in best)


def lowered(text: str) -> str:
    """Return a text in lower case, sign by sign: what stands where stays, and no pattern need ignore case.

    A pattern that ignores case takes three times as long.

    Examples
    --------
    >>> lowered("İzmir AND Kabul")
    'izmir and kabul'
    """
    low = text.lower()
    return low if len(low) == len(text) else text.replace("İ", "i").lower()


@lru_cache(maxsize=16)
def _automaton(words: frozenset[str]) -> ahocorasick_rs.AhoCorasick:
    longest, quick = ahocorasick_rs.MatchKind.LeftmostLongest, ahocorasick_rs.Implementation.DFA
    return ahocorasick_rs.AhoCorasick(sorted(words), matchkind=longest, implementation=quick)


def find_literal_places(texts: Sequence[str], literals: frozenset[str]) -> Iterator[tuple[int, int, int]]:
    """Yield where literals of one line stand in texts, all looked through at once: number of text, start and end.

    Of those that overlap the first is found, of these the longest.

    Examples
    --------
    >>> list(find_literal_places(["unsaid", "he came", "she said so"], frozenset(["said", "she"])))
    [(0, 2, 6), (2, 0, 3), (2, 4, 8)]
    """
    begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
    found = _automaton(literals).find_matches_as_indexes("\n".join(texts))
    numbers = np.searchsorted(begins, [start for _, start, _ in found], side="right") - 1
    firsts = begins[numbers].tolist()
    for number, first, (_, start, end) in zip(numbers.tolist(), firsts, found, strict=True):
        yield number, start - first, end - first


def find_words(texts: Sequence[str], words: frozenset[str]) -> Iterator[tuple[int, int, int]]:
    """Yield where words stand in texts, neither a letter before nor one after them: number of text, start and end.

    All texts are looked through at once. The words are of letters only.

    Examples
    --------
    >>> list(find_words(["he said", "unsaid", "so they said."], frozenset(["said"])))
    [(0, 3, 7), (2, 8, 12)]
    """
    for number, start, end in find_literal_places(texts, words):
        text = texts[number]
        if not (start and _is_letter(text[start - 1])) and not (end < len(text) and _is_letter(text[end])):
            yield number, start, end


def _is_letter(sign: str) -> bool:
    return sign.isalnum() and not sign.isdecimal()
