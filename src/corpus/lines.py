"""Raw document -> lines: the role of every line, whether it is kept, and the rule that said so.

Two passes. First each line alone, by named patterns (`corpus.line_rules`). Then in the light of its
neighbours: where articles begin (`corpus.splits`), which line is the title, what repeats a line above, what
of a saved page lies outside the main text (`corpus.pages`), what is heading, summary or body.
"""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from corpus.line_rules import LONGEST, SPACES, Label, Rules, judge_alone, match_rules
from corpus.pages import CLOSE, Shape, find_main_text, is_wrapped, join_broken, looks_like_page, read_shapes
from corpus.readers.document import Document
from corpus.splits import find_starts

KEPT_ROLES = ("body", "summary", "heading")
HEADLINE_WORDS = 30
HEADING_WORDS = 12
PROMO_WORDS = 8
"""A line in capitals with so many words inside a saved page is the headline of another article."""

NOT_TITLE = re.compile(r"(?:19|20)\d\d|[|@]|^(?:by|written|share) |credit|http", re.IGNORECASE)
"""What lines beside the headline of a page hold more often than the headline does."""
STAMP_WITHIN = 7
TITLE_WIDTH = (15, 150)
TITLE_ABOVE = 25
FACTS_ABOVE, FACTS_BELOW = 25, 3
"""How far from the main text a line of a page can be its title, its stamp or its byline."""
SUFFIX, AGAIN = 20, 50
"""The least width of a line that repeats the end of a line above, and of one that repeats all of it."""

BULLET = re.compile(r"\s*[•‣▪●◦∙·*-]\s+\S")
SENTENCE_END = re.compile(r"[.!?…:;,。！？；：，؟۔।؛،](?:\s?[\"”’'“‘»«›‹」』）)\]])*$")
OUTSIDE = Label("boilerplate", "outside the main text")


class LabelledLine(NamedTuple):
    """A line with its label and the number, from 1, of the article of the document it stands in."""

    text: str
    label: Label
    article_no: int

    @property
    def kept(self) -> bool:
        """Whether the line belongs to the text of its article; blank lines are decided by `keep_blanks`."""
        return self.label.role in KEPT_ROLES


class Part(NamedTuple):
    """The lines of one article, as they came, as they are compared, and with what each says alone."""

    texts: Sequence[str]
    keys: Sequence[str]
    alone: Sequence[Label | None]


def label_lines(
    document: Document, *, rules: Rules | None = None, recurring: Collection[str] = frozenset()
) -> list[LabelledLine]:
    r"""Decide the role of every line of a document.

    Parameters
    ----------
    document : Document
        What a reader gave for one text.
    rules : Rules, optional
        Your own rules, as `corpus.line_rules.read_rules` reads them; they decide first.
    recurring : collection of str
        Lines, as `line_key` writes them, that recur across many files of a folder.

    Returns
    -------
    list of LabelledLine
        One per line of the document, in its order.

    Examples
    --------
    >>> from corpus.readers.document import plain_document
    >>> text = "Envoy arrives in Kabul\nThe envoy arrived on Monday.\nAlso Read | Tesla"
    >>> found = label_lines(plain_document(text))
    >>> [line.label.role for line in found]
    ['title', 'body', 'promo']
    """
    texts = document.texts
    keys = [line_key(text) for text in texts]
    alone = [
        _told(hint) or _by_user(text, rules) or _recurs(key, recurring) or judge_alone(text)
        for text, key, hint in zip(texts, keys, document.hints, strict=True)
    ]
    if is_wrapped(texts):
        alone = join_broken(texts, alone)
    untold = not any(document.hints)
    starts = [0] if document.single else find_starts(texts, keys, alone)
    labelled: list[LabelledLine] = []
    for number, (first, after) in enumerate(zip(starts, [*starts[1:], len(texts)], strict=True), 1):
        part = Part(texts[first:after], keys[first:after], alone[first:after])
        labels = _judge_article(part, untold)
        labelled += [LabelledLine(text, label, number) for text, label in zip(part.texts, labels, strict=True)]
    return labelled


def line_key(text: str) -> str:
    """Return a line as it is compared with others: case, spaces and final marks do not count."""
    return " ".join(text.split()).strip(" .…").casefold() if len(text) <= LONGEST else text


def _told(hint: tuple[str, str] | None) -> Label | None:
    return Label(*hint) if hint else None


def _by_user(text: str, rules: Rules | None) -> Label | None:
    stripped = text.strip(SPACES) if rules else ""
    return match_rules(stripped, rules) if rules and stripped else None


def _recurs(key: str, recurring: Collection[str]) -> Label | None:
    return Label("boilerplate", "recurs in many files") if key and key in recurring else None


def _judge_article(part: Part, untold: bool) -> list[Label]:
    """Label the lines of one article; `untold` says that the format told nothing of them."""
    labels = list(part.alone)
    if untold and looks_like_page(part.texts, part.alone):
        _judge_page(part, labels)
    else:
        _set_title(part.keys, labels, _title_at(part.texts, part.alone))
    _set_repeated(part.texts, labels)
    return _judge_rest(part.texts, labels)


def _set_title(keys: Sequence[str], labels: list[Label | None], title: int | None) -> None:
    if title is None:
        return
    for at, key in enumerate(keys):
        if at == title:
            labels[at] = Label("title", "headline")
        elif key == keys[title] and (labels[at] is None or labels[at] == OUTSIDE):
            labels[at] = Label("repeated", "repeats the title")


def _title_at(texts: Sequence[str], alone: Sequence[Label | None]) -> int | None:
    """Return the index of the headline: the first line about which no rule spoke, if it reads like one."""
    for at, label in enumerate(alone):
        if label is not None and label.role == "title":
            return None
        if label is None:
            rest = any(other is None for other in alone[at + 1 :])
            return at if rest and _is_headline(texts[at]) else None
    return None


def _is_headline(text: str) -> bool:
    text = text.strip()
    if len(text) > LONGEST or BULLET.match(text) or SENTENCE_END.search(text) or not any(map(str.isalpha, text)):
        return False
    return len(text.split()) <= HEADLINE_WORDS


def _judge_page(part: Part, labels: list[Label | None]) -> None:
    """Label what of a saved page is its title and standfirst, and what lies outside its main text."""
    shapes = read_shapes(part.texts, part.keys, part.alone)
    main = find_main_text(shapes, [label.rule if label else "" for label in part.alone])
    first = main.index(True) if True in main else len(main)
    last = len(main) - 1 - main[::-1].index(True) if True in main else -1
    for at, (inside, label, shape) in enumerate(zip(main, part.alone, shapes, strict=True)):
        near = first - FACTS_ABOVE <= at <= last + FACTS_BELOW
        if (label is None and not inside) or (label and label.role in ("stamp", "byline") and not near):
            labels[at] = OUTSIDE
        elif label is None and not shape.closed and _is_shouted(shape.text):
            labels[at] = Label("promo", "long line in capitals")
    title = _page_title_at(shapes, part.alone, first)
    _set_title(part.keys, labels, title)
    if title is not None:
        _set_standfirst(shapes, labels, title)


def _page_title_at(shapes: Sequence[Shape], alone: Sequence[Label | None], first: int) -> int | None:
    """Return the index of the headline of a page: the likeliest line above its main text."""
    around = range(max(0, first - TITLE_ABOVE), min(first + FACTS_BELOW, len(shapes)))
    lines = [at for at in around if alone[at] is None and _may_be_title(shapes[at])]

    def worth(at: int) -> float:
        return _title_worth(shapes[at], alone[at + 1 : at + STAMP_WITHIN], first - at)

    return max(lines, key=worth, default=None)


def _may_be_title(shape: Shape) -> bool:
    return TITLE_WIDTH[0] < shape.width < TITLE_WIDTH[1] and _is_headline(shape.text)


def _title_worth(shape: Shape, below: Sequence[Label | None], distance: int) -> float:
    """Return how much a line looks like the headline: a clause, near the text, above a stamp or byline."""
    stamped = any(label is not None and label.role in ("stamp", "byline") for label in below)
    return min(shape.width, 50) / 12 + 3 * stamped - 3 * bool(NOT_TITLE.search(shape.text)) - 0.1 * distance


def _set_standfirst(shapes: Sequence[Shape], labels: list[Label | None], title: int) -> None:
    """Label a full sentence on the next filled line below the headline of a page as its summary."""
    at = next((at for at in range(title + 1, len(shapes)) if shapes[at].text), title)
    if labels[at] == OUTSIDE and shapes[at].closed and shapes[at].width > AGAIN:
        labels[at] = Label("summary", "sentence under the headline")


def _set_repeated(texts: Sequence[str], labels: list[Label | None]) -> None:
    """Label lines that print again the end of a line above, or all of it."""
    above: dict[str, str] = {}
    for at, text in enumerate(texts):
        if labels[at] is not None or len(text) < SUFFIX:
            continue
        earlier = above.setdefault(" ".join(text[-2 * SUFFIX :].split())[-SUFFIX:], text)
        if earlier is not text:
            labels[at] = _repeats(" ".join(earlier.split()), " ".join(text.split()))


def _repeats(earlier: str, text: str) -> Label | None:
    if earlier == text:
        return Label("repeated", "printed before") if len(text) >= AGAIN else None
    again = earlier.endswith(text) and CLOSE.search(earlier[: -len(text)].rstrip()[-8:])
    return Label("repeated", "repeats the end of a line above") if again else None


def _judge_rest(texts: Sequence[str], labels: list[Label | None]) -> list[Label]:
    """Label what is left: bullets above the body are its summary, short lines in capitals are headings."""
    judged: list[Label] = []
    open_end = max((at for at, label in enumerate(labels) if label is None), default=-1)
    body_seen = False
    for at, (text, label) in enumerate(zip(texts, labels, strict=True)):
        if label is None and not body_seen and BULLET.match(text):
            label = Label("summary", "bullet above the body")
        elif label is None and at < open_end and is_heading(text):
            label = Label("heading", "short line in capitals")
        elif label is None:
            label, body_seen = Label("body", "text"), True
        judged.append(label)
    return judged


def is_heading(text: str) -> bool:
    """Whether a line is a heading between paragraphs: short, in capitals, without a full stop."""
    text = text.strip()
    return _in_capitals(text) and len(text.split()) <= HEADING_WORDS and not SENTENCE_END.search(text)


def _is_shouted(text: str) -> bool:
    return _in_capitals(text) and len(text.split()) >= PROMO_WORDS


def _in_capitals(text: str) -> bool:
    """Whether the letters are capitals, and not only those of a name in a script without capitals."""
    return text.isupper() and 2 * sum(map(str.isupper, text)) > sum(map(str.isalpha, text))


def keep_blanks(labelled: Sequence[LabelledLine]) -> list[bool]:
    """Return for every line of one article whether it is kept: blank lines are, between kept lines.

    A line of spaces without width is blank as well, and never kept: it is no white space to what comes after.
    """
    kept = [line.kept for line in labelled]
    if True not in kept:
        return kept
    first, last = kept.index(True), len(kept) - 1 - kept[::-1].index(True)
    return [
        keep or (first < at < last and line.label.role == "blank" and not line.text.strip())
        for at, (line, keep) in enumerate(zip(labelled, kept, strict=True))
    ]
