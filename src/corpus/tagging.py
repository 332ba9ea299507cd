"""Sentences x lexicon -> tags: every match of a lexicon row, at its exact place in the sentence."""

import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import NamedTuple

import numpy as np
import pandas as pd

from corpus import tables
from corpus.capitals import CAPITAL, judge_capital
from corpus.errors import LexiconError
from corpus.lexicon_files import is_packaged
from corpus.lexicons import read_lexicon
from corpus.matching import Match, Patterns, Row, Spans, spread
from corpus.signs import Numbers, join, places_in

VETO = "veto"
BATCH = 1_000_000
"""How many signs of text are looked through at once."""

LexiconLike = pd.DataFrame | str | os.PathLike[str]


class Concept(NamedTuple):
    """What a tag says beside its place."""

    lexicon: str
    row: int
    entry: str
    label: str
    kind: str
    code: str
    rule: str


class Found(NamedTuple):
    """Tags as columns: which sentence, where in it, the words there, and which concept."""

    sentences: Numbers
    starts: Numbers
    ends: Numbers
    surfaces: list[str]
    concepts: Numbers


class Concepts(dict[Concept, int]):
    """What tags say, by number; and the numbers of each group of rows that match the same stretch."""

    def __init__(self, patterns: Patterns) -> None:
        super().__init__()
        self.patterns = patterns
        self.of_group: dict[int, list[int]] = {}

    def number(self, concept: Concept) -> int:
        """Return the number of a concept."""
        return self.setdefault(concept, len(self))

    def of(self, groups: Numbers) -> tuple[Numbers, Numbers]:
        """Return the concepts of groups, one per entry and label, none where a row is a veto; and whose they are."""
        for group in np.flatnonzero(np.bincount(groups)).tolist():
            if group not in self.of_group:
                members = [(self.patterns.rows[at], rule) for at, rule in self.patterns.groups[group]]
                self.of_group[group] = [self.number(one) for one in _concepts(members)]
        lists = [self.of_group.get(group, []) for group in range(len(self.patterns.groups))]
        firsts = np.cumsum([0, *map(len, lists)])
        which, flat = spread(firsts, groups)
        return which, np.array([number for one in lists for number in one], dtype=np.int64)[flat]


def _concepts(members: Sequence[tuple[Row, str]]) -> Iterator[Concept]:
    if any(row.kind == VETO for row, _ in members):
        return
    found: dict[tuple[str, str], list[tuple[Row, str]]] = {}
    for row, rule in members:
        found.setdefault((row.entry, row.label), []).append((row, rule))
    for same in found.values():
        row, rule = same[0]
        codes = list(dict.fromkeys(one.code for one, _ in same if one.code))
        rule = "role-undated" if len(codes) > 1 else rule
        yield Concept(row.lexicon, row.row, row.entry, row.label, row.kind, "|".join(codes), rule)


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
    texts, concepts = sentences["text"].tolist(), Concepts(patterns)
    found = [_tag_texts(texts[first:last], first, patterns, concepts) for first, last in _batches(texts)]
    return _table(found, list(concepts), sentences["sentence_id"])


def _batches(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield from which to which text there are about `BATCH` signs."""
    first = size = 0
    for at, text in enumerate(texts, start=1):
        size += len(text)
        if size >= BATCH or at == len(texts):
            yield first, at
            first, size = at, 0


def _tag_texts(texts: Sequence[str], first: int, patterns: Patterns, concepts: Concepts) -> Found:
    """Tag texts, the first of which is the sentence of that number."""
    joined = join(texts)
    spans = keep_longest_spans(patterns.find(joined), patterns)
    which, numbers = concepts.of(spans.groups)
    at = joined.at(spans.starts)
    at, starts, ends = (one[which] for one in (at, spans.starts - joined.begins[at], spans.ends - joined.begins[at]))
    _judge_capitals(joined.texts, (at, starts, ends), numbers, concepts)
    _as_they_are(texts, joined.texts, (at, starts, ends))
    order = np.lexsort((_ranks(concepts)[numbers], ends, starts, at))
    at, starts, ends = at[order], starts[order], ends[order]
    surfaces = [
        texts[one][start:end] for one, start, end in zip(at.tolist(), starts.tolist(), ends.tolist(), strict=True)
    ]
    return Found(at + first, starts, ends, surfaces, numbers[order])


def _ranks(concepts: Concepts) -> Numbers:
    """Return the place of each concept in the order of lexicons, entries and labels."""
    known = list(concepts)
    order = sorted(range(len(known)), key=lambda at: (known[at].lexicon, known[at].entry, known[at].label))
    ranks = np.zeros(len(known), dtype=np.int64)
    ranks[order] = np.arange(len(known))
    return ranks


def _judge_capitals(texts: Sequence[str], places: Sequence[Numbers], numbers: Numbers, concepts: Concepts) -> None:
    """Give each capital that acts, or is told to be a place, its kind and rule."""
    known = list(concepts)
    is_capital = np.array([one.kind == CAPITAL for one in known] or [False])
    judged: dict[tuple[int, str, str], int] = {}
    for which in np.flatnonzero(is_capital[numbers]).tolist():
        at, start, end = (int(column[which]) for column in places)
        key = (int(numbers[which]), *judge_capital(texts[at], start, end))
        if key[2] and key not in judged:
            one = known[key[0]]
            judged[key] = concepts.number(one._replace(kind=key[1], rule=f"{one.rule}, {key[2]}"))
        numbers[which] = judged.get(key, key[0])


def _as_they_are(texts: Sequence[str], composed: Sequence[str], places: Sequence[Numbers]) -> None:
    """Move places in composed texts to where they are in the texts as given."""
    at, starts, ends = places
    changed = np.array([one != other for one, other in zip(texts, composed, strict=True)] or [False])
    known: dict[int, tuple[list[int], list[int]]] = {}
    for which in np.flatnonzero(changed[at]).tolist():
        one = int(at[which])
        firsts, lasts = known[one] = known.get(one) or places_in(texts[one])
        starts[which], ends[which] = firsts[starts[which]], lasts[ends[which] - 1]


def _table(found: Sequence[Found], concepts: Sequence[Concept], sentence_ids: pd.Series) -> pd.DataFrame:
    """Make the table tags of its columns."""
    if not found:
        return tables.empty("tags")
    at, starts, ends, numbers = (
        np.concatenate([getattr(one, name) for one in found]) for name in ("sentences", "starts", "ends", "concepts")
    )
    values = dict(zip(Concept._fields, zip(*concepts, strict=True), strict=bool(concepts)))
    kinds = {name: tables.DTYPES[tables.TABLES["tags"][name].kind] for name in Concept._fields}
    said = {name: pd.array(list(values.get(name, ())), dtype=kind).take(numbers) for name, kind in kinds.items()}
    surfaces = pd.array([surface for one in found for surface in one.surfaces], dtype="str")
    columns = {"sentence_id": sentence_ids.array.take(at), **said, "start": starts, "end": ends, "surface": surfaces}
    return pd.DataFrame({name: columns[name] for name in tables.TABLES["tags"]}, copy=False)


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
    seen: set[str] = set()
    for frame in frames:
        tables.check(frame, "lexicon")
        names = set(frame.loc[frame["row"] > 0, "lexicon"])
        if names & seen:
            raise LexiconError(
                f"two lexicons are named {min(names & seen)!r}, and a tag tells its lexicon by name; rename a file"
            )
        seen |= names
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


def find_matches(text: str, patterns: Patterns) -> list[Match]:
    """Return every match of every row, overlapping ones too."""
    joined = join([text])
    spans = patterns.find(joined)
    firsts, lasts = (range(len(text)), range(1, len(text) + 1)) if joined.text == text else places_in(text)
    return [
        Match(firsts[start], lasts[end - 1], patterns.rows[row], rule)
        for start, end, group in zip(*(column.tolist() for column in spans), strict=True)
        for row, rule in patterns.groups[group]
    ]


def keep_longest(matches: Sequence[Match]) -> list[Match]:
    """Return the matches that do not overlap a longer one, or an earlier one as long, of the same lexicon.

    Matches of the same stretch stay together.
    """
    spans: dict[str, list[tuple[int, int]]] = {}
    for match in matches:
        spans.setdefault(match.row.lexicon, []).append((match.start, match.end))
    kept = {lexicon: _longest(of_lexicon) for lexicon, of_lexicon in spans.items()}
    longest = [match for match in matches if (match.start, match.end) in kept[match.row.lexicon]]
    return sorted(longest, key=lambda match: (match.start - match.end, match.start, match.row.row))


def _longest(spans: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the spans that do not overlap a longer one, or an earlier one as long."""
    taken: list[tuple[int, int]] = []
    for span in sorted(set(spans), key=lambda one: (one[0] - one[1], one[0])):
        at = bisect_left(taken, span)
        if not any(start < span[1] and span[0] < end for start, end in taken[max(at - 1, 0) : at + 1]):
            taken.insert(at, span)
    return set(taken)


def keep_longest_spans(spans: Spans, patterns: Patterns) -> Spans:
    """Return the spans that `keep_longest` would, those of the same stretch and lexicon made one.

    Spans that overlap form a cluster, whose longest one is kept; what does not overlap that one is looked at again.
    """
    if not len(spans.starts):
        return spans
    lexicons = patterns.lexicon_of(spans.groups)
    order = np.lexsort((spans.ends, spans.starts, lexicons))
    groups, apart = spans.groups[order], lexicons[order] * (int(spans.ends.max()) + 1)
    starts, ends = spans.starts[order] + apart, spans.ends[order] + apart
    begins_cluster = np.concatenate([[True], starts[1:] >= np.maximum.accumulate(ends)[:-1]])
    clusters = np.cumsum(begins_cluster) - 1
    best = np.lexsort((starts, starts - ends, clusters))[begins_cluster][clusters]
    kept = (starts == starts[best]) & (ends == ends[best])
    left = np.flatnonzero((starts >= ends[best]) | (ends <= starts[best]))
    others = list(zip(starts[left].tolist(), ends[left].tolist(), strict=True))
    longest = _longest(others)
    kept[left] = [one in longest for one in others]
    return _merged(Spans(starts[kept], ends[kept], groups[kept]), apart[kept], patterns)


def _merged(spans: Spans, apart: Numbers, patterns: Patterns) -> Spans:
    """Return spans in order with those of the same stretch made one, and moved back by `apart`."""
    starts, ends, groups = spans
    is_new = np.concatenate([[True], (np.diff(starts) != 0) | (np.diff(ends) != 0)])
    firsts = np.flatnonzero(is_new)
    merged, sizes = groups[firsts], np.diff(np.append(firsts, len(groups)))
    for at in np.flatnonzero(sizes > 1).tolist():
        same = groups[firsts[at] : firsts[at] + sizes[at]].tolist()
        merged[at] = patterns.group({member for group in same for member in patterns.groups[group]})
    return Spans((starts - apart)[firsts], (ends - apart)[firsts], merged)
