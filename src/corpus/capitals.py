"""A capital in a sentence: the government of its country ("Islamabad said"), or a place ("in Kabul")."""

import re
from functools import cache

from corpus.lexicons import read_table

CAPITAL, GOVERNMENT = "capital", "government"
NEXT = re.compile(r"(?:['’]s?)?[,]?[\s-]+(?:and\s+[^\W\d_]\w+\s+)?(\w+)")
LAST = re.compile(r"(\w+)?\s*\b(\w+)\s+(?:[^\W\d_]\w+\s+and\s+)?(?:the\s+)?$")
POSSESSIVE = re.compile(r"['’]s?\s+\w")
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
    before = LAST.search(text[max(0, start - REACH) : start].casefold())
    after = NEXT.match(text[end : end + REACH].casefold())
    words = [f"{before[1]} {before[2]}", before[2]] if before else []
    found = [("after", after[1])] if after else []
    found += [("before", one) for one in words]
    for verdict in ("place", "acts"):
        for side, one in found:
            if _cues().get((side, one)) == verdict:
                return (
                    (CAPITAL, f"capital is a place: {one}")
                    if verdict == "place"
                    else (GOVERNMENT, f"capital acts: {one}")
                )
    if POSSESSIVE.match(text, end):
        return GOVERNMENT, "capital acts: possessive"
    return CAPITAL, ""
