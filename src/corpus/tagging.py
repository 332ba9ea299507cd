"""Sentences x lexicon -> tags: every match of a lexicon row, at its exact place in the sentence.

One pass over the words of a sentence: a word that no pattern begins with costs one look-up; only where a
pattern may begin is the pattern itself tried.
"""

import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import NamedTuple

import pandas as pd

from corpus import tables
from corpus.capitals import CAPITAL, judge_capital
from corpus.errors import LexiconError
from corpus.lexicons import is_packaged, read_lexicon
from corpus.tables import rows_of

NAMED_ROLES = ("body", "summary", "caption")
NAME = re.compile(r"(?<![\w’'])[^\W\d_a-z][\w’'-]*[\w](?: (?:al-|ul-|bin |of |the )?[^\W\d_a-z][\w’'-]*\w)*")
WORD = re.compile(r"\w+")
PIECE = re.compile(r"(\s+|['’‘ʼ]|[-‐‑–]|\*)")
GLOB_WORD = re.compile(r"\*?\w+\*?")
DATELINE = re.compile(
    r"(?:[/ -][A-Z]+)*(?:, [A-Z][\w.]*(?: [A-Z][\w.]*)?)?"
    r"(?:,? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d| ?\(|:\s| --?\s| [–—]\s)"
)
"""What follows a place in capitals at the head of a line: ", Feb 26 -", " (Reuters)", ": "."""

CACHED_WORDS = 500_000
VETO = "veto"

LexiconLike = pd.DataFrame | str | os.PathLike[str]


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


class Candidate(NamedTuple):
    """A row that may match where its first word stands, if the word after it is `second` ("" for any).

    `lead` counts the signs that the pattern has before its first word.
    """

    second: str
    lead: int
    row: Row


class Patterns:
    """The rows of lexicons, found by the first two words of what they match."""

    def __init__(self, lexicon: pd.DataFrame) -> None:
        self.regexes: list[tuple[str, Row]] = []
        self.by_word: dict[str, list[Candidate]] = {}
        self.glob_lengths: set[int] = set()
        self.infixes: list[str] = []
        self.seen: dict[str, tuple[Candidate, ...]] = {}
        for values in rows_of(lexicon, *Row._fields):
            self._add(Row(*values))

    def _add(self, row: Row) -> None:
        first = GLOB_WORD.search(row.pattern)
        if row.match == "regex" or first is None:
            self.regexes.append((find_literal(row.pattern) if row.match == "regex" else row.pattern, row))
            return
        words = GLOB_WORD.findall(row.pattern.casefold())
        second = words[1] if len(words) > 1 and "*" not in words[1] else ""
        self.by_word.setdefault(words[0], []).append(Candidate(second, first.start(), row))
        if words[0].startswith("*") and words[0].endswith("*"):
            self.infixes.append(words[0])
        elif "*" in words[0]:
            self.glob_lengths.add(len(words[0]) - 1)

    def beginning_with(self, word: str) -> tuple[Candidate, ...]:
        """Return the rows whose first word this may be."""
        found = self.seen.get(word)
        if found is None:
            if len(self.seen) >= CACHED_WORDS:
                self.seen.clear()
            found = self.seen[word] = tuple(self._look_up(word))
        return found

    def _look_up(self, word: str) -> Iterator[Candidate]:
        folded = word.casefold()
        for candidate in self.by_word.get(folded, ()):
            if candidate.row.pattern.islower() or word.isupper() or word in candidate.row.pattern:
                yield candidate
        for length in self.glob_lengths:
            if length <= len(folded):
                yield from self.by_word.get(f"{folded[:length]}*", ())
                yield from self.by_word.get(f"*{folded[-length:]}", ())
        for infix in self.infixes:
            if infix[1:-1] in folded:
                yield from self.by_word[infix]


def find_literal(regex: str) -> str:
    r"""Return the longest text that every match of a regular expression must hold, "" where none is plain to see.

    It is the cheap test before the expression itself is tried.

    Examples
    --------
    >>> find_literal(r"\b[A-Z]\w+ descent\b"), find_literal(r"(?:Texas|Ohio),? Georgia"), find_literal("a|b")
    (' descent', ' Georgia', '')
    """
    plain = re.sub(r"\\.|\[[^]]*\]", "\0", regex)
    while plain != (inner := re.sub(r"\([^()]*\)[*+?]?(?:\{[^}]*\})?", "\0", plain)):
        plain = inner
    if "|" in plain:
        return ""
    plain = re.sub(r".[*?]|.\{[^}]*\}|[.+^$]", "\0", plain)
    return max(plain.split("\0"), key=len)


@lru_cache(maxsize=CACHED_WORDS)
def compile_pattern(pattern: str, match: str, *, in_capitals: bool = False) -> re.Pattern[str]:
    """Compile what a row matches: as its pattern is written, or as it stands in a line of capitals."""
    source = pattern if match == "regex" else pattern_source(pattern)
    any_case = in_capitals or (match != "regex" and pattern == pattern.lower())
    return re.compile(source, re.IGNORECASE if any_case else re.NOFLAG)


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
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "Kabul's envoy left Pakistan."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> tag(sentences, "countries")[["label", "kind", "start", "end", "surface"]].values.tolist()
    [['Afghanistan', 'government', 0, 5, 'Kabul'], ['Pakistan', 'name', 19, 27, 'Pakistan']]
    """
    tables.check(sentences, "sentences")
    patterns = read_patterns(lexicon)
    rows: list[tuple[object, ...]] = []
    for sentence_id, text in rows_of(sentences, "sentence_id", "text"):
        matches = find_matches(text, patterns)
        if matches:
            rows += _tag_rows(sentence_id, text, matches)
    return tables.from_rows("tags", rows)


def read_patterns(lexicon: LexiconLike | Sequence[LexiconLike]) -> Patterns:
    """Return the patterns of lexicons; those of packaged ones are made once."""
    names = (lexicon,) if isinstance(lexicon, str) else tuple(lexicon) if isinstance(lexicon, (list, tuple)) else ()
    if names and all(isinstance(name, str) and is_packaged(name) for name in names):
        return _packaged_patterns(names)
    return Patterns(gather_lexicons(lexicon))


@lru_cache(maxsize=8)
def _packaged_patterns(names: tuple[str, ...]) -> Patterns:
    return Patterns(gather_lexicons(names))


def gather_lexicons(lexicon: LexiconLike | Sequence[LexiconLike]) -> pd.DataFrame:
    """Read the lexicons that are given by name or path, and put all into one frame."""
    given = [lexicon] if isinstance(lexicon, (pd.DataFrame, str, os.PathLike)) else list(lexicon)
    frames = [one if isinstance(one, pd.DataFrame) else read_lexicon(one) for one in given]
    if not frames:
        raise LexiconError("no lexicon given: expected a lexicon frame, a name or a path")
    for frame in frames:
        tables.check(frame, "lexicon")
    return pd.concat(frames, ignore_index=True)


def select_tags(tags: pd.DataFrame, lexicon: str | os.PathLike[str]) -> pd.DataFrame:
    """Return the tags of one lexicon, named as it was given to `tag`: by its name or its path.

    Examples
    --------
    >>> len(select_tags(tables.empty("tags"), "my_words/themes.csv"))
    0
    """
    tables.check(tags, "tags")
    return tags[tags["lexicon"] == PurePath(lexicon).name.removesuffix(".csv")]


def untagged_names(sentences: pd.DataFrame, tags: pd.DataFrame) -> pd.DataFrame:
    """List the capitalised names in which nothing is tagged, the commonest first: what a lexicon may lack.

    A name is one or more capitalised words in a row that do not open the sentence, or two or more that do.

    Parameters
    ----------
    sentences, tags : DataFrame
        The tables of these names; body, summary and captions are looked at.

    Returns
    -------
    DataFrame
        One row per name: `pattern` (the name, ready to be a pattern), `mentions`, `articles`, `example` (a
        sentence that holds it).

    Examples
    --------
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "He met Zalmay Rasul in Kabul."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> untagged_names(sentences, tag(sentences, "countries"))[["pattern", "mentions"]].values.tolist()
    [['Zalmay Rasul', 1]]
    """
    tables.check(sentences, "sentences")
    tables.check(tags, "tags")
    taken: dict[str, list[tuple[int, int]]] = {}
    for sentence_id, start, end in rows_of(tags, "sentence_id", "start", "end"):
        taken.setdefault(sentence_id, []).append((start, end))
    read = sentences.loc[sentences["role"].isin(NAMED_ROLES), ["sentence_id", "article_id", "text"]]
    found = [
        (name.group(), article_id, text)
        for sentence_id, article_id, text in rows_of(read, "sentence_id", "article_id", "text")
        for name in NAME.finditer(text)
        if (name.start() > 0 or " " in name.group())
        and not any(start < name.end() and name.start() < end for start, end in taken.get(sentence_id, ()))
    ]
    names = pd.DataFrame(found, columns=["pattern", "article_id", "example"], dtype="str").groupby(
        "pattern", as_index=False
    )
    counted = names.agg(
        mentions=("article_id", "size"), articles=("article_id", "nunique"), example=("example", "first")
    )
    return counted.sort_values(["mentions", "pattern"], ascending=[False, True], ignore_index=True)


def find_matches(text: str, patterns: Patterns) -> list[Match]:
    """Return every match of every row, overlapping ones too."""
    words = WORD.findall(text)
    tried = [(at, candidates) for at, word in enumerate(words) if (candidates := patterns.beginning_with(word))]
    matches: list[Match] = []
    if tried:
        starts = [word.start() for word in WORD.finditer(text)]
        for at, candidates in tried:
            after = words[at + 1].casefold() if at + 1 < len(words) else ""
            for second, lead, row in candidates:
                if (not second or second == after) and starts[at] >= lead:
                    matches += _match_at(row, text, starts[at] - lead)
    for literal, row in patterns.regexes:
        if literal in text:
            found = compile_pattern(row.pattern, row.match).finditer(text)
            matches += [Match(one.start(), one.end(), row, "regex") for one in found if one.group()]
    return matches


def _match_at(row: Row, text: str, start: int) -> Iterable[Match]:
    found = compile_pattern(row.pattern, row.match).match(text, start)
    if found:
        return (Match(start, found.end(), row, row.match),)
    if text[start : start + 2].isupper():
        found = compile_pattern(row.pattern, row.match, in_capitals=True).match(text, start)
        where = where_in_capitals(text, start, found.end()) if found else ""
        if found and where:
            return (Match(start, found.end(), row, f"{row.match}, {where}"),)
    return ()


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


def keep_longest(matches: Sequence[Match]) -> list[Match]:
    """Return the matches that do not overlap a longer one, or an earlier one as long, of the same lexicon.

    Matches of the same stretch stay together.
    """
    taken: dict[str, list[tuple[int, int]]] = {}
    kept = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start, m.row.row)):
        spans = taken.setdefault(match.row.lexicon, [])
        span = (match.start, match.end)
        at = bisect_left(spans, span)
        if spans[at : at + 1] == [span]:
            kept.append(match)
        elif not any(start < match.end and match.start < end for start, end in spans[max(at - 1, 0) : at + 1]):
            spans.insert(at, span)
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
    return [_tag_row(sentence_id, text, concepts[key]) for key in sorted(concepts)]


def _tag_row(sentence_id: str, text: str, matches: Sequence[Match]) -> tuple[object, ...]:
    start, end, row, rule = matches[0]
    codes = list(dict.fromkeys(match.row.code for match in matches if match.row.code))
    kind = row.kind
    if len(codes) > 1:
        rule = "role-undated"
    if kind == CAPITAL:
        kind, why = judge_capital(text, start, end)
        rule = f"{rule}, {why}" if why else rule
    what = (row.lexicon, row.row, row.entry, row.label, kind, "|".join(codes))
    return (sentence_id, *what, start, end, text[start:end], rule)
