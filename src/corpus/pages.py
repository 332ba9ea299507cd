"""A page saved as text -> which of its lines are the article, in the light of their neighbours.

Each line gets a score: the sum of the weights (``data/line_measures.csv``) of the named measures that hold
for it. The main text is then looked for as the stretches with the highest sum of scores, where beginning and
ending one costs `SWITCH` (two states, Viterbi 1967, https://doi.org/10.1109/TIT.1967.1054010): short lines
between paragraphs stay in, a menu of a hundred lines stays out. A text that does not look like a saved page
is never judged so.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from corpus.lexicons import read_table
from corpus.line_rules import SPACES, Label, packaged_rules

SWITCH = 4.0
"""What it costs to begin or to end a stretch of the article."""
FAR = 15
"""So many lines between two stretches part them: only the best group of stretches is the article."""
GAP = 2
"""So many lines at most between two stretches are taken in, unless they head or follow a list."""

LEAD = 3
"""A long sentence at most so many lines above the first stretch opens the article."""

LIST_LENGTH, LISTED = 10, 1.0
"""How many lines the head of a list reaches down, and by how much it lowers their scores."""
ENDED, SENTENCES_BEFORE = 4.0, 3
"""By how much the head of the comments lowers all below it, if so many long sentences stand above it."""

PAGE_LINES, PAGE_SHARE, SHORT = 10, 0.35, 60
"""A text with so many short lines that end no sentence, and such a share of them, is a saved page ..."""
FURNITURE, MANY = 2, 30
"""... if rules know so many of its lines for furniture, or if the short lines are so many."""
WRAPPED, WRAP_WIDTH = 0.25, 100
"""A text is broken into lines when such a share of them goes on in small letters, and hardly any is wider."""

FULL_WIDTH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff60]")
WORD = re.compile(r"[^\W\d_][\w'’-]*")
CLOSE = re.compile(r"[.!?…。！？؟۔।](?:\s?['\"”’“‘»«›‹」』）)\]])*$")
ADDRESS = re.compile(r"https?:|www\.|@\w")
QUOTE = re.compile(r"[“”\"«»„「]")
RUNNING = 80


class Shape(NamedTuple):
    """What of a line the measures look at; `width` counts a Chinese, Japanese or Korean letter as three."""

    text: str
    width: int
    closed: bool
    role: str
    times: int

    @property
    def running(self) -> bool:
        """Whether this is a long line of running text."""
        return self.closed and self.width > RUNNING


MEASURES: dict[str, Callable[[Shape], bool]] = {
    "every line": lambda line: True,
    "over 25 wide": lambda line: line.width > 25,
    "over 80 wide": lambda line: line.width > 80,
    "over 120 wide": lambda line: line.width > 120,
    "over 200 wide": lambda line: line.width > 200,
    "closes a sentence": lambda line: line.closed,
    "closes a sentence, over 50 wide": lambda line: line.closed and line.width > 50,
    "words capitalised": lambda line: not line.closed and _capitalised(line.text),
    "comma": lambda line: "," in line.text or "，" in line.text or "、" in line.text,
    "quotation mark": lambda line: QUOTE.search(line.text) is not None,
    "begins small": lambda line: line.text[:1].islower(),
    "address": lambda line: ADDRESS.search(line.text) is not None,
    "cut off": lambda line: line.text.endswith(("...", "…", "..")),
    "colon at the end": lambda line: line.text.endswith((":", "：")),
    "bar inside": lambda line: "|" in line.text,
    "question": lambda line: line.text.endswith(("?", "？")),
    "printed twice": lambda line: line.times > 1,
    "caption": lambda line: line.role == "caption",
    "stamp or byline": lambda line: line.role in ("stamp", "byline"),
    "promo or boilerplate": lambda line: line.role in ("promo", "boilerplate"),
}


def _capitalised(text: str) -> bool:
    words = WORD.findall(text)
    return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.6 * len(words)


@cache
def _weights() -> tuple[tuple[Callable[[Shape], bool], float], ...]:
    rows = read_table("line_measures")[["measure", "weight"]].values.tolist()
    return tuple((MEASURES[measure], float(weight)) for measure, weight in rows)


def read_shapes(texts: Sequence[str], keys: Sequence[str], alone: Sequence[Label | None]) -> list[Shape]:
    """Return what the measures look at, one per line."""
    times = Counter(keys)
    return [
        _shape(text.strip(SPACES), label.role if label else "", times[key])
        for text, key, label in zip(texts, keys, alone, strict=True)
    ]


def _shape(text: str, role: str, times: int) -> Shape:
    wide = 0 if text.isascii() else 2 * len(FULL_WIDTH.findall(text))
    return Shape(text, len(text) + wide, CLOSE.search(text[-8:]) is not None, role, times)


def looks_like_page(texts: Sequence[str], alone: Sequence[Label | None]) -> bool:
    """Whether a text is a page saved with its menus.

    Short lines that end no sentence are many, and a good share of all; some of them are known as furniture,
    or they are very many; and the text is not broken into lines of one width.
    """
    short = [stripped for text in texts if len(text) <= SHORT and (stripped := text.strip(SPACES))]
    loose = sum(CLOSE.search(text[-8:]) is None for text in short) if len(short) >= PAGE_LINES else 0
    filled = len(short) + sum(len(text) > SHORT for text in texts)
    furniture = sum(label is not None and label.role in ("promo", "boilerplate") for label in alone)
    if loose < PAGE_LINES or loose < PAGE_SHARE * filled or (furniture < FURNITURE and loose < MANY):
        return False
    return not is_wrapped(texts) and (furniture >= FURNITURE or _loose_around(texts) >= PAGE_LINES)


def _loose_around(texts: Sequence[str]) -> int:
    """Count the short lines that end no sentence above the first and below the last line of running text.

    A menu stands there; a poem, a list or a table of an article stands between.
    """
    shapes = [_shape(text.strip(SPACES), "", 1) for text in texts]
    running = [at for at, shape in enumerate(shapes) if shape.running]
    around = (*shapes[: running[0]], *shapes[running[-1] + 1 :]) if running else shapes
    return sum(0 < len(shape.text) <= SHORT and not shape.closed for shape in around)


def is_wrapped(texts: Sequence[str]) -> bool:
    """Whether a text is broken into lines of one width: many go on in small letters from the line above."""
    filled = [stripped for text in texts if (stripped := text.strip(SPACES))]
    if sum(len(text) > WRAP_WIDTH for text in filled) > 0.1 * len(filled):
        return False
    goes_on = sum(
        text[0].islower() and len(above) > WRAP_WIDTH / 3 and CLOSE.search(above[-8:]) is None
        for above, text in pairwise(filled)
    )
    return goes_on > WRAPPED * len(filled)


def join_broken(texts: Sequence[str], alone: Sequence[Label | None]) -> list[Label | None]:
    """Take back what was said of lines of a wrapped text that go on from the line above."""
    joined = list(alone)
    for at in range(1, len(texts)):
        above, label = texts[at - 1].strip(SPACES), joined[at]
        if label and label.role != "blank" and above and joined[at - 1] is None and not CLOSE.search(above[-8:]):
            joined[at] = None
    return joined


def find_main_text(shapes: Sequence[Shape], rules: Sequence[str]) -> list[bool]:
    """Return for every line of a saved page whether it lies in the main text.

    Parameters
    ----------
    shapes : sequence of Shape
        What `read_shapes` gives.
    rules : sequence of str
        The rule that spoke about each line alone, "" where none did.

    Returns
    -------
    list of bool
        One per line. When no stretch pays for its two switches, the best one is taken at the lowest price.
    """
    scores = weigh_context([score_line(shape) for shape in shapes], shapes, rules)
    states = find_stretches(scores, SWITCH)
    if True not in states:
        states = find_stretches(scores, 0.0)
    main = [False] * len(scores)
    groups = _groups(_stretches(states))
    if groups:
        group = max(groups, key=lambda group: sum(sum(scores[first:after]) for first, after in group))
        for first, after in _close_gaps(group, rules):
            main[first:after] = [True] * (after - first)
        _take_running(main, shapes, group[0][0], group[-1][1])
    return main


def _take_running(main: list[bool], shapes: Sequence[Shape], first: int, after: int) -> None:
    """Take in the long sentences among the stretches of a group, and those a few lines above it."""
    for at in range(after - 1, -1, -1):
        if at < first - LEAD:
            break
        if shapes[at].running and not shapes[at].role:
            main[at] = True
            first = min(first, at)


def score_line(shape: Shape) -> float:
    """Return how much a line alone looks like one of an article, above 0 more than not; a blank line 0."""
    return sum(weight for holds, weight in _weights() if holds(shape)) if shape.text else 0.0


def weigh_context(scores: Sequence[float], shapes: Sequence[Shape], rules: Sequence[str]) -> list[float]:
    """Return the scores, lowered below the head of a list of other articles and below that of comments."""
    below = packaged_rules().below
    weighed: list[float] = []
    listed = sentences = 0
    ended = 0.0
    for score, shape, rule in zip(scores, shapes, rules, strict=True):
        heads = below.get(rule, "")
        sentences += shape.running
        listed = LIST_LENGTH if heads == "list" else 0 if shape.running else max(listed - 1, 0)
        if heads == "end" and sentences >= SENTENCES_BEFORE:
            ended = ENDED
        weighed.append(score - ended - (LISTED if listed else 0.0))
    return weighed


def find_stretches(scores: Sequence[float], switch: float) -> list[bool]:
    """Return for each line whether it is inside, such that the scores inside less the switches are highest.

    Examples
    --------
    >>> find_stretches([-2, 3, -1, 3, -2, -2, -2, 1], 1.0)
    [False, True, True, True, False, False, False, False]
    """
    inside, outside = -switch, 0.0
    came: list[tuple[bool, bool]] = []
    for score in scores:
        came.append((inside >= outside - switch, outside >= inside - switch))
        inside, outside = max(inside, outside - switch) + score, max(outside, inside - switch)
    state = inside - switch > outside
    states = []
    for stayed_inside, stayed_outside in reversed(came):
        states.append(state)
        state = stayed_inside if state else not stayed_outside
    return states[::-1]


def _stretches(states: Sequence[bool]) -> list[tuple[int, int]]:
    edges = [at for at, (one, two) in enumerate(zip([False, *states], [*states, False], strict=True)) if one != two]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _groups(stretches: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Put stretches together that are not far from one another."""
    groups: list[list[tuple[int, int]]] = []
    for stretch in stretches:
        if groups and stretch[0] - groups[-1][-1][1] <= FAR:
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    return groups


def _close_gaps(group: Sequence[tuple[int, int]], rules: Sequence[str]) -> list[tuple[int, int]]:
    below = packaged_rules().below
    closed = [group[0]]
    for first, after in group[1:]:
        gap = rules[closed[-1][1] : first]
        if len(gap) <= GAP and not any(below.get(rule) for rule in gap):
            closed[-1] = (closed[-1][0], after)
        else:
            closed.append((first, after))
    return closed
