"""Sentences x lexicon -> tags: every match of a lexicon row, at its exact place in the sentence.

One pass over the words of a sentence: a word that no pattern begins with costs one look-up; only where a
pattern may begin is the pattern itself tried.
"""

import os
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from corpus import tables
from corpus.errors import LexiconError
from corpus.lexicons import read_lexicon

WORD = re.compile(r"\w+")
PIECE = re.compile(r"(\s+|['’‘ʼ]|[-‐‑–]|\*)")
CACHED_WORDS = 500_000
VETO = "veto"

LexiconLike = pd.DataFrame | str | os.PathLike[str]


class Row(NamedTuple):
    """The columns of a lexicon row that a tag carries, and how the row's words are found."""

    lexicon: str
    row: int
    entry: str
    label: str
    kind: str
    code: str
    match: str
    as_written: re.Pattern[str]
    in_capitals: re.Pattern[str]


class Match(NamedTuple):
    """A stretch of a sentence that a row of a lexicon matches."""

    start: int
    end: int
    row: Row
    rule: str


class Patterns:
    """The rows of lexicons, found by the first word of what they match."""

    def __init__(self, lexicon: pd.DataFrame) -> None:
        self.regexes: list[Row] = []
        self.by_word: dict[str, list[Row]] = {}
        self.by_part: list[tuple[re.Pattern[str], Row]] = []
        self.seen: dict[str, tuple[Row, ...]] = {}
        columns = ["lexicon", "row", "entry", "label", "kind", "code", "match", "pattern"]
        for *values, pattern in lexicon[columns].itertuples(index=False):
            self._add(values, pattern)

    def _add(self, values: Sequence[object], pattern: str) -> None:
        match = values[-1]
        source = pattern if match == "regex" else pattern_source(pattern)
        flags = re.IGNORECASE if pattern == pattern.lower() and match != "regex" else re.NOFLAG
        row = Row(*values, re.compile(source, flags), re.compile(source, flags | re.IGNORECASE))  # type: ignore[arg-type]
        first = WORD.search(pattern)
        if match == "regex" or first is None:
            self.regexes.append(row)
        elif "*" in (pattern[first.end() : first.end() + 1], pattern[: first.start()]):
            self.by_part.append((_word_pattern(pattern, first), row))
        else:
            self.by_word.setdefault(first.group().casefold(), []).append(row)

    def beginning_with(self, word: str) -> tuple[Row, ...]:
        """Return the rows whose first word may be this one."""
        rows = self.seen.get(word)
        if rows is None:
            if len(self.seen) >= CACHED_WORDS:
                self.seen.clear()
            folded = word.casefold()
            globs = [row for part, row in self.by_part if part.fullmatch(folded)]
            rows = self.seen[word] = (*self.by_word.get(folded, ()), *globs)
        return rows


def _word_pattern(pattern: str, first: re.Match[str]) -> re.Pattern[str]:
    before = r"\w*" if pattern[: first.start()] == "*" else ""
    after = r"\w*" if pattern[first.end() : first.end() + 1] == "*" else ""
    return re.compile(before + re.escape(first.group().casefold()) + after)


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


def tag(sentences: pd.DataFrame, lexicon: LexiconLike | Sequence[LexiconLike]) -> pd.DataFrame:
    """Find the patterns of one or more lexicons in sentences.

    Within a lexicon the longest match wins, the earlier on a tie; a row of kind ``veto`` takes its place and
    gives no tag. Lexicons do not disturb each other. See `read_lexicon` for how a pattern matches.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``.
    lexicon : DataFrame, str, path, or list of these
        Lexicon frames, names of packaged lexicons, or paths of your own.

    Returns
    -------
    DataFrame
        One row per match (table ``tags``), in the order of sentences and offsets. `start` and `end` are
        half-open offsets in the sentence, in code points; `rule` says how the row matched, and
        ``role-undated`` where an entry has several codes at different times (then `code` joins them with ``|``).

    Raises
    ------
    LexiconError
        When a lexicon is not valid, or none is given.

    Examples
    --------
    >>> sentences = tables.complete(
    ...     pd.DataFrame({"sentence_id": ["a:0001"], "article_id": ["a"], "text": ["Kabul's envoy left Pakistan."]}),
    ...     "sentences")
    >>> tag(sentences, "countries")[["label", "kind", "start", "end", "surface"]].values.tolist()
    [['Afghanistan', 'capital', 0, 5, 'Kabul'], ['Pakistan', 'name', 19, 27, 'Pakistan']]
    """
    tables.check(sentences, "sentences")
    patterns = Patterns(gather_lexicons(lexicon))
    rows: list[tuple[object, ...]] = []
    for sentence_id, text in sentences[["sentence_id", "text"]].itertuples(index=False):
        matches = find_matches(text, patterns)
        if matches:
            rows += _tag_rows(sentence_id, text, matches)
    return tables.from_rows("tags", rows)


def gather_lexicons(lexicon: LexiconLike | Sequence[LexiconLike]) -> pd.DataFrame:
    """Read the lexicons that are given by name or path, and put all into one frame."""
    given = [lexicon] if isinstance(lexicon, (pd.DataFrame, str, os.PathLike)) else list(lexicon)
    frames = [one if isinstance(one, pd.DataFrame) else read_lexicon(one) for one in given]
    if not frames:
        raise LexiconError("no lexicon given: expected a lexicon frame, a name or a path")
    for frame in frames:
        tables.check(frame, "lexicon")
    return pd.concat(frames, ignore_index=True)


def find_matches(text: str, patterns: Patterns) -> list[Match]:
    """Return every match of every row, overlapping ones too."""
    capitals = text.isupper()
    matches: list[Match] = []
    for word in WORD.finditer(text):
        for row in patterns.beginning_with(word.group()):
            matches += _match_at(row, text, word.start(), capitals)
    for row in patterns.regexes:
        matches += [Match(found.start(), found.end(), row, "regex") for found in row.as_written.finditer(text)]
    return matches


def _match_at(row: Row, text: str, start: int, capitals: bool) -> Iterable[Match]:
    found = row.as_written.match(text, start)
    if found:
        return (Match(start, found.end(), row, row.match),)
    found = row.in_capitals.match(text, start) if capitals else None
    return (Match(start, found.end(), row, f"{row.match}, line in capitals"),) if found else ()


def keep_longest(matches: Sequence[Match]) -> list[Match]:
    """Return the matches that do not overlap a longer one, or an earlier one as long, of the same lexicon.

    Matches of the same stretch stay together.
    """
    taken: dict[str, list[tuple[int, int]]] = {}
    kept = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start, m.row.row)):
        spans = taken.setdefault(match.row.lexicon, [])
        span = (match.start, match.end)
        if span in spans or not any(start < match.end and match.start < end for start, end in spans):
            spans.append(span)
            kept.append(match)
    return kept


def _tag_rows(sentence_id: str, text: str, matches: Sequence[Match]) -> list[tuple[object, ...]]:
    """Return the sentence's rows of the table tags: one per stretch and concept, vetoed stretches left out."""
    kept = keep_longest(matches)
    vetoed = {(match.row.lexicon, match.start, match.end) for match in kept if match.row.kind == VETO}
    concepts: dict[tuple[object, ...], list[Match]] = {}
    for match in kept:
        if (match.row.lexicon, match.start, match.end) not in vetoed:
            key = (match.start, match.end, match.row.lexicon, match.row.entry, match.row.label)
            concepts.setdefault(key, []).append(match)
    return [_tag_row(sentence_id, text, concepts[key]) for key in sorted(concepts)]  # type: ignore[type-var]


def _tag_row(sentence_id: str, text: str, matches: Sequence[Match]) -> tuple[object, ...]:
    start, end, row, rule = matches[0]
    codes = list(dict.fromkeys(match.row.code for match in matches if match.row.code))
    if len(codes) > 1:
        rule = "role-undated"
    return (
        sentence_id, row.lexicon, row.row, row.entry, row.label, row.kind, "|".join(codes), start, end, text[start:end], rule,
    )  # fmt: skip
