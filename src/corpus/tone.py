"""Sentences -> scores and hits: the tone of each sentence, and the share every word has in it."""

import hashlib
import math
import re
import string
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from heapq import heappop, heappush
from importlib import resources
from itertools import chain, compress, count
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from corpus import lexicons, tables
from corpus.errors import ParameterError

NEGATED, INTENSIFIED, BEFORE_BUT, AFTER_BUT = -0.74, 1.25, 0.5, 1.5
CAPITALS, EXCLAMATION, QUESTION, MANY_QUESTIONS = 0.733, 0.292, 0.18, 0.24
MARKS_COUNTED = 4
FADING = (1.0, 1.0, 0.95, 0.9)
ALPHA = 15

KNOWN, NEGATION, UPPER, PHRASE, NO, OR, LEAST, AT, NEVER, INTENSE, WITHOUT, DOUBT, BUT = (1 << n for n in range(13))
CLUES = {
    "no": NO, "or": OR, "nor": OR, "least": LEAST, "at": AT, "very": AT, "never": NEVER, "so": INTENSE,
    "this": INTENSE, "without": WITHOUT, "doubt": DOUBT, "but": BUT,
}  # fmt: skip
REMEMBERED = 2**17
AT_ONCE = 2**13


class Piece(NamedTuple):
    """What moved a score: number of its text, where it stands, value in the lexicon, what was done, its share."""

    text: int
    start: int
    end: int
    base: float
    rule: str
    contribution: float


class Judged(NamedTuple):
    """What a method found: the pieces, and by text how many words were weighed, are there, are in its lexicon."""

    pieces: list[Piece]
    hits: np.ndarray
    words: np.ndarray
    known: np.ndarray


class Method(NamedTuple):
    """A way to score: what judges texts, what makes a raw sum a score, its word lists and their hashes."""

    judge: Callable[[list[str]], Judged]
    scale: Callable[[float], float]
    hashes: Callable[[], dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Word:
    """A token without its neighbours: value, boost, what it is (flags), and where its bare form lies in it."""

    base: float
    boost: float
    flags: int
    lead: int
    size: int


class _Batch(NamedTuple):
    """The tokens of many texts in a row, "" after each text, with boost and flags; and the words to be weighed.

    Of each of these: the word, its index among the tokens, the number of its text, its place in the text,
    and whether capitals stand out in that text.
    """

    tokens: list[str]
    boosts: np.ndarray
    flags: np.ndarray
    hits: list[_Word]
    at: np.ndarray
    text: np.ndarray
    place: np.ndarray
    mixed: np.ndarray


def _vader_file(name: str) -> bytes:
    return (resources.files("vaderSentiment") / name).read_bytes()


def _pairs(name: str) -> list[list[str]]:
    lines = _vader_file(name).decode("utf-8").split("\n")
    return [line.strip().split("\t")[:2] for line in lines if line.strip()]


@cache
def _emoji() -> dict[str, str]:
    return {char: words for char, words in _pairs("emoji_utf8_lexicon.txt") if len(char) == 1}


@cache
def _changers(kind: str) -> dict[str, float]:
    """Return the words of a kind (booster, negation, idiom) that change others, and their numbers."""
    rules = lexicons.read_table("vader_rules")
    rows = zip(rules["kind"], rules["phrase"], rules["value"], strict=True)
    return {phrase: float(value or NEGATED) for found, phrase, value in rows if found == kind}


@cache
def _special() -> dict[str, tuple[float, float, int]]:
    """Return value, boost and flags of every word, in lower case, that moves a score or changes others."""
    lexicon = {word: float(value) for word, value in _pairs("vader_lexicon.txt")}
    boosters, negations = _changers("booster"), _changers("negation")
    phrases = [phrase.split() for phrase in (*_changers("idiom"), *boosters) if " " in phrase]
    longest = {max(words, key=len) for words in phrases}
    special = {}
    for word in {*lexicon, *boosters, *negations, *CLUES, *longest}:
        flags = KNOWN * (word in lexicon) | NEGATION * (word in negations) | PHRASE * (word in longest)
        special[word] = lexicon.get(word, 0.0), boosters.get(word, 0.0), flags | CLUES.get(word, 0)
    return special


def _vader_hashes() -> dict[str, str]:
    theirs = ("vader_lexicon.txt", "emoji_utf8_lexicon.txt")
    hashes = {name: hashlib.sha256(_vader_file(name)).hexdigest() for name in theirs}
    return {**hashes, "vader_rules.csv": lexicons.lexicon_hash("vader_rules")}


def _bare(token: str) -> str:
    """Take the outer punctuation off, unless two characters or fewer are left: smileys stay."""
    stripped = token.strip(string.punctuation)
    return stripped if len(stripped) > 2 else token


class _Memory(dict[str, _Word | None]):
    """The tokens looked up so far; None for those that neither move a score nor change another word."""

    def __missing__(self, token: str) -> _Word | None:
        bare, special = _bare(token), _special()
        lower, word = bare.lower(), None
        if lower in special or "n't" in lower:
            base, boost, flags = special.get(lower, (0.0, 0.0, 0))
            flags |= NEGATION * ("n't" in lower) | UPPER * token.isupper()
            word = _Word(base, boost, flags, token.index(bare), len(bare))
        self[token] = word
        return word


_memory = cache(_Memory)


def _window(tokens: list[str], start: int, end: int) -> list[str]:
    return [_bare(token).lower() for token in tokens[start:end]]


def _is_hit(tokens: list[str], at: int, word: _Word) -> bool:
    """Tell whether a word is weighed: of the lexicon, no booster, and not the "kind" of "kind of"."""
    if not word.flags & KNOWN or word.boost:
        return False
    return not word.flags & PHRASE or _window(tokens, at, at + 2) != ["kind", "of"]


def _stand_out(tokens: list[list[str]], texts: np.ndarray) -> np.ndarray:
    """Tell of every text whether some of its words, but not all, are in capitals; only `texts` can be such."""
    found = np.zeros(len(tokens), dtype=bool)
    for text in np.unique(texts).tolist():
        found[text] = len(set(map(str.isupper, tokens[text]))) == 2
    return found


def _has(batch: _Batch, flag: int, back: int) -> np.ndarray:
    """Tell of each word to be weighed whether the word so many places before it, in its text, is such."""
    return (batch.place >= back) & (batch.flags[batch.at - back] & flag != 0)


def _note(rules: list[list[str]], where: np.ndarray, rule: str) -> None:
    for hit in np.flatnonzero(where).tolist():
        rules[hit].append(rule)


def _alone(batch: _Batch, rules: list[list[str]]) -> np.ndarray:
    """Return the values after "no" and capitals."""
    values = np.array([word.base for word in batch.hits], dtype=float)
    negated = _has(batch, NO, 1) | _has(batch, NO, 2) | (_has(batch, NO, 3) & _has(batch, OR, 1))
    cancelled = _has(batch, NO, 0) & _has(batch, KNOWN, -1) & ~negated
    capitals = _has(batch, UPPER, 0) & batch.mixed
    for where, rule in ((negated, "negated"), (cancelled, "cancelled"), (capitals, "capitals")):
        _note(rules, where, rule)
    values = np.where(negated, values * NEGATED, np.where(cancelled, 0.0, values))
    return values + np.where(capitals, np.where(values > 0, CAPITALS, -CAPITALS), 0.0)


def _boosted(batch: _Batch, values: np.ndarray, back: int, rules: list[list[str]]) -> np.ndarray:
    """Return the values after the boosters that stand so many places before."""
    boosts = np.where(_has(batch, KNOWN, back) | (batch.place < back), 0.0, batch.boosts[batch.at - back])
    capitals = (boosts != 0) & _has(batch, UPPER, back) & batch.mixed
    _note(rules, boosts > 0, "boosted")
    _note(rules, boosts < 0, "dampened")
    steps = np.where(values < 0, -boosts, boosts)
    steps += np.where(capitals, np.where(values > 0, CAPITALS, -CAPITALS), 0.0)
    return values + steps * FADING[back]


def _turned(batch: _Batch, values: np.ndarray, back: int, rules: list[list[str]]) -> np.ndarray:
    """Return the values after negations so many places before, and after "never so", "without doubt"."""
    intensified = spared = np.zeros(len(values), dtype=bool)
    for between in range(1, back):
        spared = spared | (_has(batch, WITHOUT, back) & _has(batch, DOUBT, between))
    if back > 1:
        intensified = _has(batch, NEVER, back) & _has(batch, INTENSE, back - 1)
    if back > 2:
        intensified = intensified | _has(batch, INTENSE, 1)
    open_ = (batch.place >= back) & ~_has(batch, KNOWN, back)
    negated = open_ & _has(batch, NEGATION, back) & ~intensified & ~spared
    _note(rules, open_ & intensified, "intensified")
    _note(rules, negated, "negated")
    return values * np.where(open_ & intensified, INTENSIFIED, np.where(negated, NEGATED, 1.0))


def _phrased(window: list[str], value: float, rules: list[str]) -> float:
    """Return a value after idioms, which replace all, and boosters of two words, which add."""
    idioms, boosters = _changers("idiom"), _changers("booster")
    three, two, one, here, *after = window
    pairs = (f"{three} {two}", f"{two} {one}")
    behind = (f"{one} {here}", f"{two} {one} {here}", pairs[1], f"{three} {pairs[1]}", pairs[0])
    ahead = [" ".join([here, *after[:length]]) for length in range(1, len(after) + 1)]
    found = [phrase for phrase in behind if phrase in idioms][:1] + [phrase for phrase in ahead if phrase in idioms]
    if found:
        value, rules[:] = idioms[found[-1]], ["idiom"]
    for boost in [boosters[pair] for pair in pairs if pair in boosters]:
        value += boost
        rules.append("boosted" if boost > 0 else "dampened")
    return value


def _with_phrases(batch: _Batch, values: np.ndarray, rules: list[list[str]]) -> np.ndarray:
    """Return the values after phrases, which count where a word not in the lexicon stands three places before."""
    values, near = values.copy(), np.zeros(len(values), dtype=bool)
    for back in range(-2, 4):
        near |= _has(batch, PHRASE, back)
    for hit in np.flatnonzero(near & (batch.place >= 3) & ~_has(batch, KNOWN, 3)).tolist():
        at = int(batch.at[hit])
        values[hit] = _phrased(_window(batch.tokens, at - 3, at + 3), float(values[hit]), rules[hit])
    return values


def _weigh(batch: _Batch) -> tuple[list[float], list[list[str]]]:
    """Return what becomes of each word to be weighed through the words around it, and by which rules."""
    rules: list[list[str]] = [[] for _ in batch.hits]
    values = _alone(batch, rules)
    for back in (1, 2, 3):
        values = _boosted(batch, values, back, rules)
        values = _turned(batch, values, back, rules)
    values = _with_phrases(batch, values, rules)
    least = _has(batch, LEAST, 1) & ~_has(batch, KNOWN, 1) & ~_has(batch, AT, 2)
    _note(rules, least, "negated")
    return np.where(least, values * NEGATED, values).tolist(), rules


def _weigh_but(values: list[float], rules: list[list[str]], before: list[bool]) -> None:
    """Halve what comes before the first "but" of a text and raise what comes after, as the reference does.

    It finds a word by its value, so of words of one value the first takes the change, again if need be.
    """
    holders: dict[float, list[int]] = defaultdict(list)
    for hit, value in enumerate(values[:]):
        heappush(holders[value], hit)
        first = heappop(holders[value])
        factor, rule = (BEFORE_BUT, "before but") if before[first] else (AFTER_BUT, "after but")
        values[first] = value * factor
        rules[first].append(rule)
        heappush(holders[values[first]], first)


def _emphasis(number: int, text: str, total: float) -> Iterator[Piece]:
    """Yield what runs of "!" and "?" add in the direction of the sum of the words; four marks count."""
    asked = text.count("?")
    question = 0.0 if asked < 2 else QUESTION if asked < MARKS_COUNTED else MANY_QUESTIONS
    for mark, value in (("!", EXCLAMATION), ("?", question)):
        left = MARKS_COUNTED if total and value else 0
        for run in re.finditer(re.escape(mark) + "+", text):
            counted = min(left, run.end() - run.start())
            left -= counted
            if counted:
                share = math.copysign(counted * value, total)
                yield Piece(number, run.start(), run.end(), 0.0, f"emphasis {mark}", share)


def _spelled_out(text: str) -> tuple[str, list[int]]:
    """Return the text with emoji as words, and for each of its characters where it comes from."""
    pieces, origin, spaced = [], [], True
    for at, char in enumerate(text):
        words = _emoji().get(char)
        piece = char if words is None else words if spaced else f" {words}"
        spaced = words is None and char == " "
        pieces.append(piece)
        origin.extend([at] * len(piece))
    return "".join(pieces), origin


def _back(piece: Piece, text: str, origin: list[int]) -> Piece:
    """Return a piece of the text with emoji spelled out as a piece of the text as it was."""
    start, end, rule = origin[piece.start], origin[piece.end - 1] + 1, piece.rule
    if not _emoji().keys().isdisjoint(text[start:end]):
        rule = "emoji" if rule == "lexicon" else f"emoji; {rule}"
    return piece._replace(start=start, end=end, rule=rule)


def _judge_vader(texts: list[str]) -> Judged:
    emoji, origins, plain = _emoji().keys(), {}, list(texts)
    for number, text in enumerate(texts):
        if not text.isascii() and not emoji.isdisjoint(text):
            plain[number], origins[number] = _spelled_out(text)
    judged = _judge_words(plain)
    moved = [_back(p, texts[p.text], origins[p.text]) if p.text in origins else p for p in judged.pieces]
    return judged._replace(pieces=moved) if origins else judged


def _judge_words(texts: list[str]) -> Judged:
    split = [text.split() for text in texts]
    lengths = np.array([len(tokens) for tokens in split], dtype=int)
    tokens = [token for some in split for token in (*some, "")]
    words = list(map(_memory().__getitem__, tokens))
    special, found = list(compress(count(), words)), list(filter(None, words))
    flags, boosts = np.zeros(len(tokens) + 2, dtype=int), np.zeros(len(tokens) + 2)
    flags[special], boosts[special] = [word.flags for word in found], [word.boost for word in found]
    ends = np.cumsum(lengths + 1)
    of = np.searchsorted(ends, special, side="right")
    hits = [at for at, word in zip(special, found, strict=True) if _is_hit(tokens, at, word)]
    at = np.array(hits, dtype=int)
    text = np.searchsorted(ends, at, side="right")
    place = at - (ends - lengths - 1)[text]
    mixed = _stand_out(split, of[flags[special] & UPPER != 0])[text]
    batch = _Batch(tokens, boosts, flags, [words[n] for n in hits], at, text, place, mixed)
    values, rules = _weigh(batch)
    bounds = np.searchsorted(text, np.arange(len(texts)+1)).tolist()
    isbut = flags[special] & BUT != 0
    buts = dict(zip(of[isbut][::-1].tolist(), np.array(special)[isbut][::-1].tolist()))
    for number, but in buts.items():
        part = slice(bounds[number], bounds[number+1])
        vs, rs = values[part], rules[part]
        _weigh_but(vs, rs, [a < but for a in hits[part]])
        values[part] = vs
    pieces = []
    last = -1
    for n, k, word, value, made in zip(text.tolist(), place.tolist(), batch.hits, values, rules, strict=True):
        if n != last:
            rest, before, last = texts[n], 0, n
        rest, before = rest.split(None, k - before)[-1], k
        start = len(texts[n]) - len(rest) + word.lead
        pieces.append(Piece(n, start, start + word.size, word.base, "; ".join(made) or "lexicon", value))
    for n, t in enumerate(texts):
        if "!" in t or "?" in t:
            pieces.extend(_emphasis(n, t, sum(values[bounds[n]:bounds[n+1]])))
    pieces.sort(key=itemgetter(0))
    known = np.bincount(of[flags[special] & KNOWN != 0], minlength=len(texts))
    return Judged(pieces, np.bincount(text, minlength=len(texts)), lengths, known)


def _compound(raw: float) -> float:
    """Bring a raw sum between -1 and 1, to four digits."""
    return round(raw / math.sqrt(raw * raw + ALPHA), 4)


METHODS: Mapping[str, Method] = MappingProxyType({"vader": Method(_judge_vader, _compound, _vader_hashes)})
"""Name of a method -> how it judges texts, makes their scores, and the hashes of its word lists."""


def _method(name: str) -> Method:
    if not isinstance(name, str) or name not in METHODS:
        raise ParameterError(f"parameter method: expected one of {', '.join(METHODS)}, found {name!r}")
    return METHODS[name]


def _score_rows(ids: list[str], judged: Judged, method: str) -> Iterator[tuple[Any, ...]]:
    shares: list[list[float]] = [[] for _ in ids]
    for piece in judged.pieces:
        shares[piece[0]].append(piece[-1])
    scale = METHODS[method].scale
    raw = [math.fsum(some) if some else 0.0 for some in shares]
    of = [piece[0] for piece in judged.pieces]
    share = np.array([piece[-1] for piece in judged.pieces], dtype=float)
    positive, negative = (np.bincount(of, side(share, 0.0), len(ids)) for side in (np.maximum, np.minimum))
    known = judged.known / np.maximum(judged.words, 1)
    scaled = [scale(total) if total else 0.0 for total in raw]
    names = [method] * len(ids)
    columns = (positive, negative, judged.hits, judged.words, known)
    return zip(ids, names, scaled, raw, *(c.tolist() for c in columns), strict=True)


def _hit_rows(ids: list[str], texts: list[str], judged: Judged, method: str) -> Iterator[tuple[Any, ...]]:
    for number, start, end, base, rule, contribution in judged.pieces:
        yield ids[number], method, start, end, texts[number][start:end], base, rule, contribution + 0.0


def score(sentences: pd.DataFrame, method: str = "vader") -> tuple[pd.DataFrame, pd.DataFrame]:
    tables.check(sentences, "sentences")
    judge = _method(method).judge
    ids, texts = sentences["sentence_id"].tolist(), sentences["text"].tolist()
    judged = judge(texts)
    scores = tables.from_rows("scores", _score_rows(ids, judged, method))
    return scores, tables.from_rows("hits", _hit_rows(ids, texts, judged, method))


def lexicon_hashes(method: str = "vader") -> dict[str, str]:
    return _method(method).hashes()
