"""A capital in a sentence: the government of its country ("Islamabad said"), or a place ("in Kabul")."""

import re
from functools import cache

from corpus.lexicons import read_table

CAPITAL, GOVERNMENT = "capital", "government"
PLACE = "place"
NEXT = re.compile(r"(?:['’]s?)?,?[\s-]+(?:and\s+[^\W\d_a-z]\w+\s+(?:[^\W\d_a-z]\w+\s+)?)?(\w+)")
LAST = re.compile(r"\w+\Z")
JOINED = re.compile(r"[^\W\d_]\w+")
POSSESSIVE = re.compile(r"['’]s?\s+\w")
NAMED = re.compile(r" [A-Z][a-z]")
THE = re.compile(r"\b[Tt]he $")
GOVERNING = {"government", "regime", "administration", "authorities", "leadership"}
REACH = 60


@cache
def _cues() -> dict[tuple[str, str], str]:
    rows = read_table("capital_cues")[["side", "words", "verdict"]].values.tolist()
    return {(side, words): verdict for side, words, verdict in rows}


def judge_capital(text: str, start: int, end: int) -> tuple[str, str]:
    """Tell whether a capital acts as its country's government.

    Parameters
    ----------
    text : str
        The sentence.
    start, end : int
        Where the capital stands in it.

    Returns
    -------
    tuple of str
        The kind, ``government`` or ``capital``, and the words that decided, "" where none did: a capital about
        which nothing is told is a place.

    Examples
    --------
    >>> judge_capital("Islamabad said the envoy met ministers in Kabul.", 0, 9)
    ('government', 'capital acts: said')
    >>> judge_capital("Islamabad said the envoy met ministers in Kabul.", 42, 47)
    ('capital', 'capital is a place: in')
    """
    after = NEXT.match(text, end, end + REACH)
    follows = after[1].casefold() if after else ""
    two, one = _words_before(text[max(0, start - REACH) : start].casefold())
    owns = POSSESSIVE.match(text, end)
    if _cues().get(("after", follows)) == PLACE or (follows not in GOVERNING and _modifies(text, start, end)):
        return CAPITAL, f"capital is a place: {follows}"
    for side, words in (("before", two), ("before", "" if owns and one == "of" else one)):
        if _cues().get((side, words)) == PLACE:
            return CAPITAL, f"capital is a place: {words}"
        if words == two and (side, words) in _cues():
            return GOVERNMENT, f"capital acts: {words}"
    for side, words in (("after", follows), ("before", one)):
        if _cues().get((side, words)) == "acts":
            return GOVERNMENT, f"capital acts: {words}"
    return (GOVERNMENT, "capital acts: possessive") if owns else (CAPITAL, "")


def _modifies(text: str, start: int, end: int) -> bool:
    """Whether a capital only says which: "the Rome police captain", "Abuja Chamber of Commerce"."""
    named = NAMED.match(text, end) and not text[start:end].isupper()
    return bool(named or (THE.search(text[:start]) and text[end : end + 1] == " "))


def _words_before(text: str) -> tuple[str, str]:
    """Return the last two words and the last one; "the", and a name that "and" joins, are passed over."""
    words = text.split()[-5:] if text[-1:].isspace() else []
    without = words[:-1] if words[-1:] == ["the"] else words
    is_joined = without[-1:] == ["and"] and JOINED.fullmatch("".join(without[-2:-1]))
    for some in (without[:-2] if is_joined else [], without, words):
        last = LAST.search(some[-1]) if some else None
        if last:
            first = LAST.search(some[-2]) if len(some) > 1 and last.start() == 0 else None
            return f"{first[0]} {last[0]}" if first else "", last[0]
    return "", ""
