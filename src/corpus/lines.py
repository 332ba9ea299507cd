"""Raw document -> lines: the role of every line, whether it is kept, and the rule that said so.

Two passes. First each line alone, by the named patterns of ``data/line_rules.csv``. Then in the light of its
neighbours: where articles begin (a headline printed again under its stamp), which line is the title, which
repeats it, what is heading, summary or body.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from corpus.lexicons import read_table
from corpus.readers.document import Document

KEPT_ROLES = ("body", "summary", "heading")
HEADLINE_WORDS = (3, 30)
HEADING_WORDS = 12
REPEAT_WITHIN = 12
"""A headline is printed again at most so many lines below itself."""

BULLET = re.compile(r"\s*[•‣▪●◦∙·*-]\s+\S")
SENTENCE_END = re.compile(r"[.!?…:;,][\"”’')\]]*$")
SPACE = re.compile(r"\s+")


class Label(NamedTuple):
    """What was decided about a line, and by which rule."""

    role: str
    rule: str


class LabelledLine(NamedTuple):
    """A line with its label and the number, from 1, of the article of the document it stands in."""

    text: str
    label: Label
    article_no: int

    @property
    def kept(self) -> bool:
        """Whether the line belongs to the text of its article; blank lines are decided by `keep_blanks`."""
        return self.label.role in KEPT_ROLES


@cache
def _rules() -> tuple[tuple[Label, re.Pattern[str]], ...]:
    rows = read_table("line_rules")[["role", "rule", "pattern"]].values.tolist()
    return tuple((Label(role, rule), re.compile(pattern, re.IGNORECASE)) for role, rule, pattern in rows)


def label_lines(document: Document) -> list[LabelledLine]:
    r"""Decide the role of every line of a document.

    Parameters
    ----------
    document : Document
        What a reader gave for one text.

    Returns
    -------
    list of LabelledLine
        One per line of the document, in its order.

    Examples
    --------
    >>> from corpus.readers.document import plain_document
    >>> found = label_lines(plain_document("Envoy arrives in Kabul\nThe envoy arrived on Monday.\nAlso Read | Tesla"))
    >>> [line.label.role for line in found]
    ['title', 'body', 'promo']
    """
    texts = document.texts
    alone = [_told(hint) or judge_alone(text) for text, hint in zip(texts, document.hints, strict=True)]
    keys = [_key(text) for text in texts]
    starts = [0] if document.single else find_starts(keys, alone)
    labelled: list[LabelledLine] = []
    for number, (first, after) in enumerate(zip(starts, [*starts[1:], len(texts)], strict=True), 1):
        labels = _judge_article(texts[first:after], keys[first:after], alone[first:after])
        labelled += [LabelledLine(text, label, number) for text, label in zip(texts[first:after], labels, strict=True)]
    return labelled


def _told(hint: tuple[str, str] | None) -> Label | None:
    return Label(*hint) if hint else None


def judge_alone(text: str) -> Label | None:
    """Return what the words of a line alone tell of its role, None where they tell nothing."""
    stripped = text.strip()
    if not stripped:
        return Label("blank", "blank")
    for label, pattern in _rules():
        if pattern.search(stripped):
            return label
    return None


def _key(text: str) -> str:
    """Return the text as it is compared with other lines: case, spaces and final marks do not count."""
    return SPACE.sub(" ", text).strip(" .…").casefold()


def find_starts(keys: Sequence[str], alone: Sequence[Label | None]) -> list[int]:
    """Return the indexes at which articles begin: 0, and each headline printed again under a stamp of its own."""
    starts = [0]
    for at in range(1, len(keys)):
        again = _repeated_at(keys, alone, at)
        if (
            again
            and keys[at] != keys[starts[-1]]
            and _has_stamp(alone, at, again)
            and _body_before(alone, starts[-1], at)
        ):
            starts.append(at)
    return starts


def _repeated_at(keys: Sequence[str], alone: Sequence[Label | None], at: int) -> int:
    """Return where the line is printed again within a few lines, 0 if nowhere."""
    if alone[at] is not None or not HEADLINE_WORDS[0] <= keys[at].count(" ") + 1 <= HEADLINE_WORDS[1]:
        return 0
    return next((j for j in range(at + 1, min(at + REPEAT_WITHIN, len(keys))) if keys[j] == keys[at]), 0)


def _has_stamp(alone: Sequence[Label | None], first: int, last: int) -> bool:
    return any(label is not None and label.role == "stamp" for label in alone[first:last])


def _body_before(alone: Sequence[Label | None], first: int, after: int) -> bool:
    return sum(label is None for label in alone[first:after]) > 1


def _judge_article(texts: Sequence[str], keys: Sequence[str], alone: Sequence[Label | None]) -> list[Label]:
    labels = list(alone)
    title = _title_at(texts, keys, alone)
    if title is not None:
        for at, key in enumerate(keys):
            if labels[at] is None and key == keys[title]:
                labels[at] = Label("repeated", "repeats the title") if at > title else Label("title", "headline")
    return _judge_rest(texts, labels)


def _title_at(texts: Sequence[str], keys: Sequence[str], alone: Sequence[Label | None]) -> int | None:
    """Return the index of the headline: the first line about which no rule spoke, if it reads like one."""
    for at, label in enumerate(alone):
        if label is not None and label.role == "title":
            return None
        if label is None:
            rest = [text for text, other in zip(texts[at + 1 :], alone[at + 1 :], strict=True) if other is None]
            return at if _is_headline(texts[at]) and rest else None
    return None


def _is_headline(text: str) -> bool:
    text = text.strip()
    if BULLET.match(text) or SENTENCE_END.search(text) or not any(map(str.isalpha, text)):
        return False
    return len(text.split()) <= HEADLINE_WORDS[1]


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
    return text.isupper() and len(text.split()) <= HEADING_WORDS and not SENTENCE_END.search(text)


def keep_blanks(labelled: Sequence[LabelledLine]) -> list[bool]:
    """Return for every line of one article whether it is kept: blank lines are, between kept lines."""
    kept = [line.kept for line in labelled]
    if True not in kept:
        return kept
    first, last = kept.index(True), len(kept) - 1 - kept[::-1].index(True)
    return [
        keep or (first < at < last and line.label.role == "blank")
        for at, (line, keep) in enumerate(zip(labelled, kept, strict=True))
    ]
