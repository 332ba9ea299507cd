"""Lines -> where articles begin: a headline printed again under its stamp, or the marks of an export.

Never on an ordinary heading: a mark or a headline counts only when running text stands before it and
after it.
"""

import re
from collections import Counter
from collections.abc import Sequence

from corpus.datelines import find_dateline
from corpus.line_rules import SPACES, Label

HEADLINE_WORDS = (3, 30)
REPEAT_WITHIN = 12
"""A headline is printed again at most so many lines below itself."""
TIMES = 3
"""A headline is printed twice, or once more in a list; what is printed more often is none."""
HEAD_LINES = 8
"""Within so many lines below a drawn line a stamp, a byline or a dateline shows that an article begins."""
TEXT_WIDTH = 80
ABOVE = 2
"""So many lines that end a sentence stand at least above the start of another article."""
SENTENCE_END = re.compile(r"[.!?…:;,。！？；：，؟۔।؛،](?:\s?[\"”’'“‘»«›‹」』）)\]])*$")
NUMBERED = re.compile(r"do[ck]ument\w{0,3} \d+ (?:of|von|de|van|sur|di|av|af) \d+", re.IGNORECASE)
SIGN = re.compile("[\u3040-\u30ff\u3400-\u9fff]{2}")
"""Chinese and Japanese part no words by spaces; two signs count as one."""


def find_starts(texts: Sequence[str], keys: Sequence[str], alone: Sequence[Label | None]) -> list[int]:
    """Return the indexes at which articles begin, the first of them 0.

    Parameters
    ----------
    texts, keys : sequence of str
        The lines as they came, and as they are compared.
    alone : sequence of Label or None
        What each line says of its role by itself.

    Returns
    -------
    list of int
        One per article.
    """
    texts = [text.strip(SPACES) for text in texts]
    times = Counter(keys)
    count = _count_text(texts, alone)
    starts = [0]
    for at in range(1, len(keys)):
        label = alone[at]
        if label is None and keys[at] and 1 < times[keys[at]] <= TIMES:
            begins = keys[at] != keys[starts[-1]] and _is_printed_again(keys, alone, count, at)
        else:
            begins = label is not None and label.rule in ("separator", "ruler") and _is_mark(texts, alone, at)
        if begins and count[at] - count[starts[-1]] >= ABOVE and count[-1] > count[at]:
            starts.append(at)
    return starts


def _is_printed_again(keys: Sequence[str], alone: Sequence[Label | None], count: Sequence[int], at: int) -> bool:
    """Whether a line is printed again within a few lines, with a stamp between, and text follows soon."""
    if not HEADLINE_WORDS[0] <= keys[at].count(" ") + 1 + len(SIGN.findall(keys[at])) <= HEADLINE_WORDS[1]:
        return False
    again = next((j for j in range(at + 1, min(at + REPEAT_WITHIN, len(keys))) if keys[j] == keys[at]), 0)
    stamped = any(label is not None and label.role == "stamp" for label in alone[at:again])
    return stamped and count[min(again + REPEAT_WITHIN, len(keys))] > count[again]


def _is_mark(texts: Sequence[str], alone: Sequence[Label | None], at: int) -> bool:
    """Whether an article begins at a mark: a number, the end of another document, or a drawn line."""
    if NUMBERED.fullmatch(texts[at]):
        return True
    head = [j for j in range(at + 1, len(texts)) if texts[j]][:HEAD_LINES]
    if not head or NUMBERED.fullmatch(texts[head[0]]):
        return False
    return texts[at].casefold() == "end of document" or _is_head(texts, alone, head)


def _is_head(texts: Sequence[str], alone: Sequence[Label | None], head: Sequence[int]) -> bool:
    """Whether lines are the head of an article: a headline, then a stamp, a byline or a dateline."""
    first = texts[head[0]]
    if alone[head[0]] is not None or SENTENCE_END.search(first) or len(first.split()) > HEADLINE_WORDS[1]:
        return False
    for at in head[1:]:
        label = alone[at]
        if label is not None and label.role in ("stamp", "byline"):
            return True
        if label is None and len(texts[at]) > TEXT_WIDTH:
            return bool(find_dateline(texts[at]).place)
    return False


def _count_text(texts: Sequence[str], alone: Sequence[Label | None]) -> list[int]:
    """Return for each index how many lines above it end a sentence and are told to be nothing else."""
    counts = [0]
    for text, label in zip(texts, alone, strict=True):
        counts.append(counts[-1] + (label is None and SENTENCE_END.search(text[-8:]) is not None))
    return counts
