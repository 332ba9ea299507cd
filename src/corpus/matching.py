"""Where the patterns of lexicons stand in texts: one scan over many texts at once.

All texts are joined and folded sign by sign (case, apostrophes, hyphens, blanks), and all patterns are looked for in
one pass (Aho and Corasick 1975, https://doi.org/10.1145/360825.360855). What is found must begin and end with a word,
in any script; each way of writing it is then judged once.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import ahocorasick_rs
import numpy as np
import pandas as pd

from corpus.literals import find_literals
from corpus.signs import Joined, Numbers, compose, fold, plain, signs_of
from corpus.tables import rows_of

PIECE = re.compile(r"(\s+|['’‘ʼ]|[-‐‑–]|\*)")
RUN = re.compile(" {2,}")
DATELINE = re.compile(
    r"(?:[/ -][A-Z]+)*(?:, [A-Z][\w.]*(?: [A-Z][\w.]*)?)?"
    r"(?:,? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d| ?\(|:\s| --?\s| [–—]\s)"
)
"""What follows a place in capitals at the head of a line: ", Feb 26 -", " (Reuters)", ": "."""

HELD = 200_000
"""How many surfaces are remembered."""


class Row(NamedTuple):
    """The columns of a lexicon row that a tag carries, and the row's words."""

    lexicon: str
    row: int
    entry: str
    label: str
    kind: str
    code: str
    match: str
    pattern: str


class Match(NamedTuple):
    """A stretch of a sentence that a row of a lexicon matches."""

    start: int
    end: int
    row: Row
    rule: str


class Spans(NamedTuple):
    """Stretches of a joined text, and which group of rows matches each."""

    starts: Numbers
    ends: Numbers
    groups: Numbers


class Form(NamedTuple):
    """A pattern as it is looked for: folded, without the ``*`` that may stand at its start and end."""

    text: str
    starts_open: bool
    ends_open: bool


def form_of(pattern: str) -> Form | None:
    """Return the form of a pattern; None where a ``*`` stands elsewhere than at the start or end, at a word.

    Examples
    --------
    >>> form_of("Safe  haven*"), form_of("silenc* dissent")
    (Form(text='safe haven', starts_open=False, ends_open=True), None)
    """
    written = plain(pattern)
    bare = written.strip("*")
    starts, ends = written[:1] == "*", written[-1:] == "*"
    at_words = (not starts or bare[:1].isalnum()) and (not ends or bare[-1:].isalnum())
    if not bare or "*" in bare or not at_words:
        return None
    return Form(bare.lower() if bare.isascii() else fold(bare), starts, ends)


class Judged(dict[tuple[int, str, str], int]):
    """Which groups of rows match a surface, by the form found and where it stands.

    A value is a place in `first`, and that the place of its groups. `in_doubt` tells that more rows match where
    names are printed in capitals.
    """

    def __init__(self, patterns: "Patterns") -> None:
        super().__init__()
        self.patterns = patterns
        self.first, self.groups, self.in_doubt = array("q", [0]), array("q"), array("q")

    def forget(self) -> None:
        """Begin anew."""
        self.clear()
        self.first, self.groups, self.in_doubt = array("q", [0]), array("q"), array("q")

    def __missing__(self, key: tuple[int, str, str]) -> int:
        form, surface, where = key
        number = self[key] = len(self)
        rows, written = self.patterns.rows, plain(surface)
        members: dict[str, list[tuple[int, str]]] = {}
        in_doubt = False
        for at in self.patterns.rows_at[form]:
            row = rows[at]
            if row.pattern == row.pattern.lower() or _is_written(row.pattern, written):
                members.setdefault(row.lexicon, []).append((at, row.match))
            elif where:
                members.setdefault(row.lexicon, []).append((at, f"{row.match}, {where}"))
            else:
                in_doubt = in_doubt or surface.isupper()
        self.groups.extend(self.patterns.group(one) for one in members.values())
        self.first.append(len(self.groups))
        self.in_doubt.append(in_doubt)
        return number


def _is_written(pattern: str, surface: str) -> bool:
    """Tell whether a surface is written as a pattern is."""
    one = plain(pattern)
    if "*" not in (one[0], one[-1]):
        return surface == one
    bare = one.strip("*")
    if one[0] == one[-1]:
        return bare in surface
    return surface.endswith(bare) if one[0] == "*" else surface.startswith(bare)


class Patterns:
    """The rows of lexicons, ready to be found in texts."""

    def __init__(self, lexicon: pd.DataFrame) -> None:
        self.rows: list[Row] = []
        self.forms: dict[Form, int] = {}
        self.rows_at: list[list[int]] = []
        self.regexes: list[tuple[int, tuple[str, ...]]] = []
        for *values, pattern in rows_of(lexicon, *Row._fields):
            self._add(Row._make((*values, compose(pattern))))
        self.lexicons = {name: number for number, name in enumerate(dict.fromkeys(row.lexicon for row in self.rows))}
        literals = sorted({_key(one) for _, literals in self.regexes for one in literals if one.strip()})
        self.literals = {one: len(self.forms) + at for at, one in enumerate(literals)}
        texts = [*(form.text for form in self.forms), *self.literals]
        self.automaton = ahocorasick_rs.AhoCorasick(texts)
        self.starts_open = np.array([form.starts_open for form in self.forms] or [False])
        self.ends_open = np.array([form.ends_open for form in self.forms] or [False])
        self.judged = Judged(self)
        self.group_numbers: dict[tuple[tuple[int, str], ...], int] = {}
        self.groups: list[tuple[tuple[int, str], ...]] = []

    def _add(self, row: Row) -> None:
        form = None if row.match == "regex" else form_of(row.pattern)
        self.rows.append(row)
        if form:
            number = self.forms.setdefault(form, len(self.rows_at))
            if number == len(self.rows_at):
                self.rows_at.append([])
            self.rows_at[number].append(len(self.rows) - 1)
        elif row.pattern.strip("* "):
            source = row.pattern if row.match == "regex" else pattern_source(row.pattern)
            self.regexes.append((len(self.rows) - 1, find_literals(source)))

    def group(self, members: Iterable[tuple[int, str]]) -> int:
        """Return the number of the rows of one lexicon that match the same stretch, each by its rule."""
        key = tuple(sorted(set(members), key=lambda one: (self.rows[one[0]].row, one)))
        number = self.group_numbers.setdefault(key, len(self.groups))
        if number == len(self.groups):
            self.groups.append(key)
        return number

    def lexicon_of(self, groups: Numbers) -> Numbers:
        """Return the number of the lexicon of each group."""
        return np.array([self.lexicons[self.rows[one[0][0]].lexicon] for one in self.groups] or [0], dtype=np.int64)[
            groups
        ]

    def find(self, joined: Joined) -> Spans:
        """Return every stretch that rows match, overlapping ones too, with the rows of each lexicon apart."""
        folded, moved = _without_runs(fold(joined.text))
        hits = self.automaton.find_matches_as_indexes(folded, overlapping=True)
        found = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3).T
        is_form = found[0] < len(self.forms)
        forms, starts, ends = self._whole_words(folded, *found[:, is_form])
        spans = self._judge(joined, forms, starts + moved(starts), ends + moved(ends - 1))
        literals, places = found[0, ~is_form], found[1, ~is_form]
        held = (literals, joined.at(places + moved(places)))
        others = np.array(list(self._search(joined, *held)), dtype=np.int64).reshape(-1, 3)
        if len(self.judged) > HELD:
            self.judged.forget()
        return Spans(*map(np.concatenate, zip(spans, others.T, strict=True)))

    def _whole_words(self, text: str, forms: Numbers, starts: Numbers, ends: Numbers) -> tuple[Numbers, ...]:
        """Return what begins and ends with a word; what is open there is drawn out to it."""
        signs = signs_of(text)
        no_word = np.flatnonzero(~signs.of_word)
        open_start, open_end = self.starts_open[forms], self.ends_open[forms]
        starts, ends = starts.copy(), ends.copy()
        if open_start.any():
            before = np.append(-1, no_word)
            starts[open_start] = before[np.searchsorted(no_word, starts[open_start])] + 1
        if open_end.any():
            ends[open_end] = no_word[np.searchsorted(no_word, ends[open_end])]
        kept = signs.begins(starts) & signs.begins(ends)
        return forms[kept], starts[kept], ends[kept]

    def _judge(self, joined: Joined, forms: Numbers, starts: Numbers, ends: Numbers) -> Spans:
        """Return the rows that match where forms stand, each way of writing judged once."""
        text, judged = joined.text, self.judged
        places = zip(forms.tolist(), starts.tolist(), ends.tolist(), strict=True)
        found = np.fromiter((judged[form, text[start:end], ""] for form, start, end in places), np.int64, len(starts))
        for at in np.array(judged.in_doubt, dtype=np.int64)[found].nonzero()[0].tolist():
            start, end = int(starts[at]), int(ends[at])
            found[at] = judged[int(forms[at]), text[start:end], _where(joined, start, end)]
        which, flat = spread(np.array(judged.first), found)
        return Spans(starts[which], ends[which], np.array(judged.groups, dtype=np.int64)[flat])

    def _search(self, joined: Joined, literals: Numbers, texts: Numbers) -> Iterator[tuple[int, int, int]]:
        """Yield what regular expressions match in the texts that hold their literals: starts, ends and groups."""
        holding: dict[int, list[int]] = {}
        for literal, at in zip(literals.tolist(), texts.tolist(), strict=True):
            holding.setdefault(literal, []).append(at)
        for number, options in self.regexes:
            row, expression = self.rows[number], compile_pattern(self.rows[number].pattern, self.rows[number].match)
            group, is_told = self.group([(number, row.match)]), all(one.strip() for one in options)
            told = (holding.get(self.literals.get(_key(one), -1), ()) for one in options)
            for at in sorted({*chain.from_iterable(told)}) if is_told else range(len(joined.texts)):
                begin, text = int(joined.begins[at]), joined.texts[at]
                if row.match == "regex" and not any(one in text for one in options):
                    continue
                found = (one.span() for one in expression.finditer(text) if one.group())
                yield from ((begin + start, begin + end, group) for start, end in found)


def _key(literal: str) -> str:
    return RUN.sub(" ", fold(literal))


def _without_runs(text: str) -> tuple[str, Callable[[Numbers], Numbers]]:
    """Return a text with single blanks for runs of them, and how far places in it are moved by that."""
    runs = [found.span() for found in RUN.finditer(text)] if "  " in text else []
    gone = np.cumsum([0, *(end - start - 1 for start, end in runs)])
    places = np.array([start for start, _ in runs], dtype=np.int64) - gone[:-1]
    shorter = RUN.sub(" ", text) if runs else text
    return shorter, lambda at: gone[np.searchsorted(places, at)]


def _where(joined: Joined, start: int, end: int) -> str:
    at = int(np.searchsorted(joined.begins, start, side="right")) - 1
    begin = int(joined.begins[at])
    return where_in_capitals(joined.texts[at], start - begin, end - begin)


def spread(firsts: Numbers, chosen: Numbers) -> tuple[Numbers, Numbers]:
    """Return, for lists that lie end to end and begin at `firsts`, the items of the chosen ones.

    Returns
    -------
    tuple of arrays
        One row per item: which of the chosen lists it is of, and where it lies.

    Examples
    --------
    >>> [one.tolist() for one in spread(np.array([0, 2, 2, 5]), np.array([2, 0]))]
    [[0, 0, 0, 1, 1], [2, 3, 4, 0, 1]]
    """
    counts = firsts[chosen + 1] - firsts[chosen]
    which = np.repeat(np.arange(len(chosen)), counts)
    shift = firsts[chosen] - (np.cumsum(counts) - counts)
    return which, np.repeat(shift, counts) + np.arange(len(which))


@lru_cache(maxsize=100_000)
def compile_pattern(pattern: str, match: str) -> re.Pattern[str]:
    """Compile a regular expression, or what takes the place of a pattern that no words make up."""
    if match == "regex":
        return re.compile(pattern)
    return re.compile(pattern_source(pattern), re.IGNORECASE if pattern == pattern.lower() else re.NOFLAG)


def pattern_source(pattern: str) -> str:
    r"""Return the regular expression of a fixed or glob pattern.

    Examples
    --------
    >>> pattern_source("safe haven*")
    '(?<!\\w)safe\\s+haven\\w*(?!\\w)'
    """
    sources = []
    for piece in PIECE.split(pattern):
        if piece.isspace():
            sources.append(r"\s+")
        elif piece == "*":
            sources.append(r"\w*")
        elif PIECE.fullmatch(piece):
            sources.append("['’‘ʼ]" if piece in "'’‘ʼ" else "[-‐‑–]")
        else:
            sources.append(re.escape(piece))
    before = r"(?<!\w)" if pattern[0].isalnum() or pattern[0] == "*" else ""
    after = r"(?!\w)" if pattern[-1].isalnum() or pattern[-1] == "*" else ""
    return before + "".join(sources) + after


def where_in_capitals(text: str, start: int, end: int) -> str:
    """Say where a stretch in capitals stands, if it is a place where names are printed so; "" if it is not.

    Examples
    --------
    >>> where_in_capitals("LONDON, Feb 26 - Talks resume.", 0, 6), where_in_capitals("Give US peace.", 5, 7)
    ('dateline in capitals', '')
    """
    if not text[start:end].isupper():
        return ""
    line_start = text.rfind("\n", 0, start) + 1
    line = text[line_start : text.find("\n", start) if "\n" in text[start:] else len(text)]
    if line.isupper():
        return "line in capitals"
    in_head = text[line_start:start].isupper() or not text[line_start:start].strip()
    return "dateline in capitals" if end - start > 3 and in_head and DATELINE.match(text, end) else ""
