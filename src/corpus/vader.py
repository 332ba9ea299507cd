"""Texts -> what VADER weighs in them: every word's share in the tone, exactly as the vaderSentiment package has it."""

import hashlib
import math
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from heapq import heappop, heappush
from importlib import resources
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus import lexicons, tokens

NEGATED, INTENSIFIED, BEFORE_BUT, AFTER_BUT = -0.74, 1.25, 0.5, 1.5
CAPITALS, EXCLAMATION, QUESTION, MANY_QUESTIONS = 0.733, 0.292, 0.18, 0.24
MARKS_COUNTED = 4
FADING = (1.0, 1.0, 0.95, 0.9)
ALPHA = 15

KNOWN, NEGATION, UPPER, PHRASE, NO, OR, LEAST, AT, NEVER, INTENSE, WITHOUT, DOUBT, BUT, KIND, OF = (
    1 << bit for bit in range(15)
)
CLUES = {
    "no": NO,
    **dict.fromkeys(("or", "nor"), OR),
    "least": LEAST,
    **dict.fromkeys(("at", "very"), AT),
    "never": NEVER,
    **dict.fromkeys(("so", "this"), INTENSE),
    "without": WITHOUT,
    "doubt": DOUBT,
    "but": BUT,
    "kind": KIND,
    "of": OF,
}
AHEAD, BEHIND = 2, 3

Piece = tuple[int, int, int, float, str, float]
"""What moved a score: number of its text, start, end, value in the lexicon, what was done to it, its share."""


class Judged(NamedTuple):
    """What a method found: the pieces in order; by text, how many words it weighed, saw, has in its lexicon."""

    pieces: list[Piece]
    hits: np.ndarray
    words: np.ndarray
    known: np.ndarray


class _Words(NamedTuple):
    """Distinct tokens without their neighbours: bare, in lower case; value, boost and flags."""

    bare: pa.Array
    lower: pa.Array
    base: np.ndarray
    boost: np.ndarray
    flags: np.ndarray


class _Batch(NamedTuple):
    """All words of many texts in a row, and which of them are weighed.

    By text: `known`, how many words are in the lexicon, and `but`, the place of the first "but", or the
    length. By word that is weighed: its index in the row (`at`), the number of its `text`, its `place` there,
    and the flags `around` it: a row for each place from two after it to three before it, 0 outside the text.
    """

    row: tokens.Row
    words: _Words
    known: np.ndarray
    but: np.ndarray
    at: np.ndarray
    text: np.ndarray
    place: np.ndarray
    around: np.ndarray


# --- the word lists -----------------------------------------------------------------------------------------------


def _file(name: str) -> bytes:
    return (resources.files("vaderSentiment") / name).read_bytes()


def _pairs(name: str) -> list[list[str]]:
    lines = _file(name).decode("utf-8").split("\n")
    return [line.strip().split("\t")[:2] for line in lines if line.strip()]


@cache
def _emoji() -> dict[str, str]:
    return {char: words for char, words in _pairs("emoji_utf8_lexicon.txt") if len(char) == 1}


@cache
def changers(kind: str) -> dict[str, float]:
    """Return the words of a kind (booster, negation, idiom) that change others, and their numbers."""
    rules = lexicons.read_table("vader_rules")
    rows = zip(rules["kind"], rules["phrase"], rules["value"], strict=True)
    return {phrase: float(value or NEGATED) for found, phrase, value in rows if found == kind}


@cache
def values() -> dict[str, float]:
    """Return the value of each word and smiley of the lexicon."""
    return {word: float(value) for word, value in _pairs("vader_lexicon.txt")}


@cache
def _special() -> tuple[pa.Array, np.ndarray]:
    """Return the words, in lower case, that move a score or change others, and their base, boost and flags."""
    lexicon = values()
    boosters, negations = changers("booster"), changers("negation")
    phrases = [phrase.split() for phrase in (*changers("idiom"), *boosters) if " " in phrase]
    longest = {max(words, key=len) for words in phrases}
    words = list(dict.fromkeys([*lexicon, *boosters, *negations, *sorted(longest), *CLUES]))
    kinds = ((KNOWN, lexicon), (NEGATION, negations), (PHRASE, longest))
    flags = [sum(flag for flag, some in kinds if word in some) | CLUES.get(word, 0) for word in words]
    base, boost = ([some.get(word, 0.0) for word in words] for some in (lexicon, boosters))
    return pa.array(words), np.array([base, boost, flags])


def list_hashes() -> dict[str, str]:
    """Return the SHA-256 of the files that the words come from, by file name."""
    theirs = ("vader_lexicon.txt", "emoji_utf8_lexicon.txt")
    hashes = {name: hashlib.sha256(_file(name)).hexdigest() for name in theirs}
    return {**hashes, "vader_rules.csv": lexicons.lexicon_hash("vader_rules")}


# --- from tokens to words ------------------------------------------------------------------------------------------


def _bare(distinct: pa.Array) -> pa.Array:
    """Take the outer punctuation off, unless two characters or fewer are left: smileys stay."""
    stripped = pc.utf8_trim(distinct, characters=string.punctuation)
    return pc.if_else(pc.greater(pc.utf8_length(stripped), 2), stripped, distinct)


def _look_up(distinct: pa.Array) -> _Words:
    bare = _bare(distinct)
    lower, (special, numbers) = tokens.lower(bare), _special()
    found = pc.index_in(lower, value_set=special)
    known = found.is_valid().to_numpy(zero_copy_only=False)
    base, boost, flags = np.where(known, numbers[:, found.fill_null(0).to_numpy()], 0.0)
    flags = flags.astype(int) | NEGATION * pc.match_substring(lower, "n't").to_numpy(zero_copy_only=False)
    matters = (flags != 0) | (boost != 0)
    upper = [token.isupper() for token in distinct.filter(pa.array(matters)).to_pylist()]
    flags[matters] |= UPPER * np.array(upper, dtype=int)
    return _Words(bare, lower, base, boost, flags)


def _stand_out(texts: list[str], some: np.ndarray) -> np.ndarray:
    """Tell of each text whether some of its words, but not all, are in capitals; only ``some`` texts may be so."""
    mixed = np.zeros(len(texts), dtype=bool)
    for n in np.unique(some).tolist():
        mixed[n] = len(set(map(str.isupper, texts[n].split()))) == 2
    return mixed


def _around(flags: np.ndarray, first: np.ndarray, place: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Return the flags around words, given where their text begins, their place there, and its length."""
    places = place - np.arange(-AHEAD, BEHIND + 1)[:, None]
    return np.where((places >= 0) & (places < length), flags[first + places], 0)


def _read(texts: list[str]) -> _Batch:
    row = tokens.line_up(texts, AHEAD)
    words, ends, but = _look_up(row.tokens), row.first + row.lengths, row.lengths.copy()
    flags = words.flags[row.codes]
    at, stops, upper = (np.flatnonzero(flags & flag) for flag in (KNOWN, BUT, UPPER))
    text, stopped, shouting = (np.searchsorted(ends, some, side="right") for some in (at, stops, upper))
    np.minimum.at(but, stopped, stops - row.first[stopped])
    place, known = at - row.first[text], np.bincount(text, minlength=len(texts))
    around = _around(flags, row.first[text], place, row.lengths[text])
    around &= np.where(_stand_out(texts, shouting)[text], -1, ~UPPER)
    kind_of = (around[AHEAD] & KIND != 0) & (around[AHEAD - 1] & OF != 0)
    weighed = (words.boost[row.codes[at]] == 0) & ~kind_of
    columns = (column[..., weighed] for column in (at, text, place, around))
    return _Batch(row, words, known, but, *columns)


# --- the value of a word in its place -----------------------------------------------------------------------------


def _has(batch: _Batch, flag: int, back: int) -> np.ndarray:
    """Tell of each word that is weighed whether the word so many places before it is such."""
    return batch.around[back + AHEAD] & flag != 0


def _note(rules: list[str], where: np.ndarray, rule: str) -> None:
    for n in np.flatnonzero(where).tolist():
        rules[n] += f"; {rule}"


def _capitals(values: np.ndarray, where: np.ndarray) -> np.ndarray:
    return np.where(where, np.where(values > 0, CAPITALS, -CAPITALS), 0.0)


def _alone(batch: _Batch, rules: list[str]) -> np.ndarray:
    """Return the values after "no" and capitals."""
    values = batch.words.base[batch.row.codes[batch.at]]
    negated = _has(batch, NO, 1) | _has(batch, NO, 2) | (_has(batch, NO, 3) & _has(batch, OR, 1))
    cancelled = _has(batch, NO, 0) & _has(batch, KNOWN, -1) & ~negated
    values = np.where(negated, values * NEGATED, np.where(cancelled, 0.0, values))
    capitals = _has(batch, UPPER, 0)
    for where, rule in ((negated, "negated"), (cancelled, "cancelled"), (capitals, "capitals")):
        _note(rules, where, rule)
    return values + _capitals(values, capitals)


def _boosted(batch: _Batch, values: np.ndarray, back: int, rules: list[str]) -> np.ndarray:
    """Return the values after boosters so many places before."""
    boosts = batch.words.boost[batch.row.codes[batch.at - back]]
    boosts = np.where((batch.place < back) | _has(batch, KNOWN, back), 0.0, boosts)
    _note(rules, boosts > 0, "boosted")
    _note(rules, boosts < 0, "dampened")
    steps = np.where(values < 0, -boosts, boosts) + _capitals(values, (boosts != 0) & _has(batch, UPPER, back))
    return values + steps * FADING[back]


def _turned(batch: _Batch, values: np.ndarray, back: int, rules: list[str]) -> np.ndarray:
    """Return the values after negations so many places before, "never so" and "without doubt"."""
    intensified = spared = np.zeros(len(values), dtype=bool)
    if back > 1:
        intensified = _has(batch, NEVER, back) & _has(batch, INTENSE, back - 1)
    if back > 2:
        intensified = intensified | _has(batch, INTENSE, 1)
    for between in range(1, back):
        spared = spared | (_has(batch, WITHOUT, back) & _has(batch, DOUBT, between))
    free = (batch.place >= back) & ~_has(batch, KNOWN, back)
    intensified = free & intensified
    negated = free & _has(batch, NEGATION, back) & ~intensified & ~spared
    _note(rules, intensified, "intensified")
    _note(rules, negated, "negated")
    return values * np.where(intensified, INTENSIFIED, np.where(negated, NEGATED, 1.0))


def _phrased(window: list[str], value: float, rule: str) -> tuple[float, str]:
    """Return value and rule after idioms, which replace all, and boosters of two words, which add."""
    idioms, boosters = changers("idiom"), changers("booster")
    three, two, one, here, *after = window
    pairs = (f"{three} {two}", f"{two} {one}")
    behind = (f"{one} {here}", f"{two} {one} {here}", pairs[1], f"{three} {pairs[1]}", pairs[0])
    ahead = [" ".join([here, *after[:length]]) for length in range(1, len(after) + 1)]
    found = [phrase for phrase in behind if phrase in idioms][:1]
    found += [phrase for phrase in ahead if phrase in idioms]
    if found:
        value, rule = idioms[found[-1]], "; idiom"
    for boost in [boosters[pair] for pair in pairs if pair in boosters]:
        value, rule = value + boost, rule + ("; boosted" if boost > 0 else "; dampened")
    return value, rule


def _with_phrases(batch: _Batch, values: np.ndarray, rules: list[str]) -> np.ndarray:
    """Return the values after phrases; they count where a word not in the lexicon stands three places before."""
    values, near = values.copy(), (batch.around & PHRASE != 0).any(axis=0)
    for n in np.flatnonzero(near & (batch.place >= BEHIND) & ~_has(batch, KNOWN, BEHIND)).tolist():
        left = int(batch.row.lengths[batch.text[n]] - batch.place[n])
        codes = batch.row.codes[batch.at[n] - BEHIND : batch.at[n] + min(AHEAD + 1, left)]
        window = batch.words.lower.take(pa.array(codes)).to_pylist()
        values[n], rules[n] = _phrased(window, float(values[n]), rules[n])
    return values


def _weigh(batch: _Batch) -> tuple[list[float], list[str]]:
    """Return what becomes of each word through the words around it, and by which rules."""
    rules = [""] * len(batch.at)
    values = _alone(batch, rules)
    for back in range(1, BEHIND + 1):
        values = _boosted(batch, values, back, rules)
        values = _turned(batch, values, back, rules)
    values = _with_phrases(batch, values, rules)
    least = _has(batch, LEAST, 1) & ~_has(batch, KNOWN, 1) & ~_has(batch, AT, 2)
    _note(rules, least, "negated")
    return np.where(least, values * NEGATED, values).tolist(), rules


# --- the sentence -------------------------------------------------------------------------------------------------


def _weigh_but(values: list[float], rules: list[str], before: list[bool]) -> None:
    """Halve what comes before the first "but" of a text and raise what comes after, as the reference does.

    It finds a word by its value, so of words of one value the first takes the change, again if need be.
    """
    holders: dict[float, list[int]] = defaultdict(list)
    for n, value in enumerate(values[:]):
        heappush(holders[value], n)
        first = heappop(holders[value])
        factor, rule = (BEFORE_BUT, "; before but") if before[first] else (AFTER_BUT, "; after but")
        values[first] = value * factor
        rules[first] += rule
        heappush(holders[values[first]], first)


def _weigh_texts(batch: _Batch, bounds: list[int]) -> tuple[list[float], list[str]]:
    """Return what becomes of each word in its text; the words of a text lie between two bounds."""
    values, rules = _weigh(batch)
    before = (batch.place < batch.but[batch.text]).tolist()
    for n in np.flatnonzero(batch.but < batch.row.lengths).tolist():
        part = slice(bounds[n], bounds[n + 1])
        theirs, done = values[part], rules[part]
        _weigh_but(theirs, done, before[part])
        values[part], rules[part] = theirs, done
    return values, [rule[2:] or "lexicon" for rule in rules]


def emphasize(number: int, text: str, total: float) -> Iterator[Piece]:
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
                yield number, run.start(), run.end(), 0.0, f"emphasis {mark}", share


def _spans(batch: _Batch, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return where in its text each word that is weighed begins and ends."""
    starts = tokens.find_starts(batch.row, texts, batch.at, batch.text)
    codes = pa.array(batch.row.codes[batch.at])
    whole, bare = (words.take(codes).to_pylist() for words in (batch.row.tokens, batch.words.bare))
    starts += np.array([token.index(word) for token, word in zip(whole, bare, strict=True)], dtype=int)
    return starts, starts + np.array(list(map(len, bare)), dtype=int)


def _judge_words(texts: list[str]) -> Judged:
    batch = _read(texts)
    bounds = np.searchsorted(batch.text, np.arange(len(texts) + 1)).tolist()
    values, rules = _weigh_texts(batch, bounds)
    columns = (batch.text, *_spans(batch, texts), batch.words.base[batch.row.codes[batch.at]])
    pieces: list[Piece] = list(zip(*(column.tolist() for column in columns), rules, values, strict=True))
    for n, text in enumerate(texts):
        if "!" in text or "?" in text:
            pieces += emphasize(n, text, sum(values[bounds[n] : bounds[n + 1]]))
    pieces.sort(key=itemgetter(0))
    return Judged(pieces, np.diff(bounds), batch.row.lengths, batch.known)


# --- emoji, and the face of the module ----------------------------------------------------------------------------


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


def _unspelled(piece: Piece, text: str, origin: list[int]) -> Piece:
    """Return a piece of the text with emoji spelled out as a piece of the text as it was."""
    number, first, last, base, rule, share = piece
    start, end = origin[first], origin[last - 1] + 1
    if not _emoji().keys().isdisjoint(text[start:end]):
        rule = "emoji" if rule == "lexicon" else f"emoji; {rule}"
    return number, start, end, base, rule, share


def judge(texts: list[str]) -> Judged:
    """Return what VADER weighs in texts, as pieces of the texts as they are.

    Returns
    -------
    Judged
        One piece per word that is weighed and per run of "!" or "?" that counts, text by text in the order
        of the text, marks last; and for each text its numbers of words.
    """
    emoji, origins, plain = _emoji().keys(), {}, texts.copy()
    for n, text in enumerate(texts):
        if not text.isascii() and not emoji.isdisjoint(text):
            plain[n], origins[n] = _spelled_out(text)
    judged = _judge_words(plain)
    for at, piece in enumerate(judged.pieces):
        if piece[0] in origins:
            judged.pieces[at] = _unspelled(piece, texts[piece[0]], origins[piece[0]])
    return judged


def scale(raw: np.ndarray) -> np.ndarray:
    """Bring raw sums between -1 and 1, to four digits as Python rounds: VADER's compound."""
    compound = raw / np.sqrt(raw * raw + ALPHA)
    return np.array([round(one, 4) for one in compound.tolist()]) + 0.0
