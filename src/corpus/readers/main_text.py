"""Which blocks of a page are in the main text that another tool took from it: the two put side by side."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

ANCHOR = 25
"""A block of so many characters (white space apart) that stands once in both is an anchor."""
PART = 60
PIECE = 24
"""A longer block is inside when its beginning or its end is: tools leave out links and notes in mid-paragraph."""


class Anchor(NamedTuple):
    """A block of the page, and where it stands in the main text."""

    block: int
    start: int
    end: int


def align(blocks: Sequence[str], text: str) -> list[bool]:
    """Say for every block of a page whether it is in the main text.

    White space does not count. Long blocks that stand once in both are anchors; the others are looked for
    between the anchors around them, so that a menu item is not taken for the same words of the text.

    Examples
    --------
    >>> align(["Home", "The envoy came to Kabul on Monday.", "Home", "Share"], "The envoy came to Kabul on Monday.Home")
    [False, True, True, False]
    """
    keys = ["".join(block.split()) for block in blocks]
    whole = "".join(text.split())
    anchors = _anchors(keys, whole)
    inside = [False] * len(keys)
    for anchor in anchors:
        inside[anchor.block] = True
    first, at = 0, 0
    for anchor in [*_rising(anchors), Anchor(len(keys), len(whole), len(whole))]:
        for number in range(first, anchor.block):
            if not inside[number]:
                inside[number], at = _between(keys[number], whole, at, anchor.start)
        first, at = anchor.block + 1, anchor.end
    return inside


def _between(key: str, whole: str, at: int, end: int) -> tuple[bool, int]:
    """Return whether the block stands in a stretch of the text, and where the search goes on."""
    found = whole.find(key, at, end)
    if found >= 0:
        return True, found + len(key)
    if len(key) >= PART:
        for piece in (key[:PIECE], key[-PIECE:]):
            found = whole.find(piece, at, end)
            if found >= 0:
                return True, found + len(piece)
    return False, at


def _anchors(keys: Sequence[str], whole: str) -> list[Anchor]:
    """Return the blocks that are long and stand once in both."""
    counts = Counter(keys)
    anchors = []
    for number, key in enumerate(keys):
        if len(key) >= ANCHOR and counts[key] == 1:
            start = whole.find(key)
            if start >= 0 and whole.find(key, start + 1) < 0:
                anchors.append(Anchor(number, start, start + len(key)))
    return anchors


def _rising(anchors: list[Anchor]) -> list[Anchor]:
    """Return the longest run of anchors whose places in the text rise (patience sorting)."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, anchor in enumerate(anchors):
        pile = bisect_left(tops, anchor.start)
        before.append(last[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [anchor.start]
        last[pile : pile + 1] = [index]
    chain, index = [], last[-1] if last else -1
    while index >= 0:
        chain.append(anchors[index])
        index = before[index]
    return chain[::-1]
