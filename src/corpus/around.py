"""The words around a target: which side of it, how far, whether negated; names are masked, so that none has a tone."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

TARGET, NAME = "TARGET", "NAME"
MASKS = (TARGET, NAME)
TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
QUOTES = {"“": '"', "”": '"', "‘": "'", "’": "'"}
OPENS = frozenset(".:?!\"'")
"""Signs after which a capital says nothing."""
HANDLES = frozenset("@#")
"""Signs after which a word is a name."""
PERSONS = frozenset(("I", "Mr", "Mrs", "Ms"))
NEGATORS = frozenset(("not", "no", "never", "without", "nor", "cannot", "neither"))
REACH = 3
"""How many tokens a negator reaches, and a frame may have beside its target."""

Numbers = np.ndarray


class Row(NamedTuple):
    """All tokens of many texts in a row: code of each, where it begins and ends; by text its first token and count.

    The vocabulary gives the word of a code; `is_word` and `negates` tell of a code whether it is a word, a negator.
    """

    codes: Numbers
    starts: Numbers
    ends: Numbers
    first: Numbers
    lengths: Numbers
    vocabulary: list[str]
    is_word: Numbers
    negates: Numbers


class Around(NamedTuple):
    """What stands around many targets: a row per token and target, the target and each run of names being one.

    `target` is the number of the target; `place` counts from the target, negative before it, 0 for itself;
    `words` is by target how many words the sentence has; `at` and `begins` lead from a token of a text to its place.
    """

    target: Numbers
    codes: Numbers
    place: Numbers
    negated: Numbers
    starts: Numbers
    ends: Numbers
    words: Numbers
    begins: Numbers
    at: Numbers


def _is_negator(word: str) -> bool:
    return word in NEGATORS or word.endswith("n't")


def _is_shouted(words: Sequence[str]) -> bool:
    """Tell whether most words have a capital, as in headlines, where a capital says nothing."""
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    return len(long) > 4 and sum(word[0].isupper() for word in long) > 0.7 * len(long)


def mask_names(words: Sequence[str], known: Collection[str]) -> list[str]:
    """Put words in lower case and ``NAME`` for names: words with a capital, unless they open a sentence and are known.

    Examples
    --------
    >>> mask_names(["Talks", "with", "Kabul", "failed", "."], {"talks"})
    ['talks', 'with', 'NAME', 'failed', '.']
    """
    masked, opens, shouted = [], True, _is_shouted(words)
    for word in words:
        if not word[0].isalnum():
            masked.append(QUOTES.get(word, word))
            opens = opens or masked[-1] in OPENS
            continue
        lower = word.lower().replace("’", "'").removesuffix("'s")
        is_name = word[0].isupper() and word not in PERSONS and not ((opens or shouted) and lower in known)
        is_handle = bool(masked) and masked[-1] in HANDLES
        masked.append(NAME if is_name or is_handle else lower)
        opens = False
    return masked


def line_up(texts: Sequence[str], known: Collection[str]) -> Row:
    """Return the tokens of texts in a row; ``known`` are the words that may open a sentence."""
    numbers = {word: code for code, word in enumerate(MASKS)}
    codes: list[int] = []
    spans: list[tuple[int, int]] = []
    lengths = []
    for text in texts:
        found = list(TOKEN.finditer(text))
        codes += [numbers.setdefault(word, len(numbers)) for word in mask_names([one[0] for one in found], known)]
        spans += [one.span() for one in found]
        lengths.append(len(found))
    starts, ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    counts, vocabulary = np.array(lengths, dtype=np.int64), list(numbers)
    flags = (np.array([tell(word) for word in vocabulary]) for tell in (lambda word: word[0].isalnum(), _is_negator))
    return Row(np.array(codes, dtype=np.int64), starts, ends, np.cumsum(counts) - counts, counts, vocabulary, *flags)


def _is_negated(negators: Numbers, target: Numbers) -> Numbers:
    """Tell of each token whether one of the few before it is a negator, and it is none itself."""
    negated = np.zeros(len(negators), dtype=bool)
    for back in range(1, REACH + 1):
        negated[back:] |= negators[:-back] & (target[back:] == target[:-back])
    return negated & ~negators


def look_around(row: Row, text: Numbers, start: Numbers, end: Numbers) -> Around:
    """Return what stands around targets, given as number of the text, start and end."""
    lengths = row.lengths[text]
    begins = np.cumsum(lengths) - lengths
    target = np.repeat(np.arange(len(text)), lengths)
    token = np.arange(len(target)) - begins[target] + row.first[text][target]
    starts, ends, codes = row.starts[token], row.ends[token], row.codes[token].copy()
    inside = (starts < end[target]) & (ends > start[target])
    codes[inside] = MASKS.index(TARGET)
    goes_on = np.zeros(len(target), dtype=bool)
    goes_on[1:] = (codes[1:] < len(MASKS)) & (codes[1:] == codes[:-1]) & (target[1:] == target[:-1])
    heads = np.flatnonzero(~goes_on)
    before = np.bincount(target[heads], ends[heads] <= start[target[heads]], len(text)).astype(np.int64)
    number = np.cumsum(~goes_on) - 1
    sizes = np.bincount(target[heads], minlength=len(text))
    opening = np.cumsum(sizes) - sizes + before
    lasts = np.append(heads[1:], len(target)) - 1
    codes, target_of = codes[heads], target[heads]
    return Around(
        target=target_of,
        codes=codes,
        place=np.arange(len(heads)) - opening[target_of],
        negated=_is_negated(row.negates[codes], target_of),
        starts=starts[heads],
        ends=ends[lasts] if len(heads) else ends,
        words=np.bincount(target_of, row.is_word[codes], len(text)),
        begins=begins,
        at=number - opening[target],
    )


def place_of(row: Row, around: Around, text: Numbers, target: Numbers, start: Numbers) -> Numbers:
    """Return the place, seen from targets, of the tokens that begin at, or hold, an offset of their text."""
    apart = int(max(row.ends.max(initial=0), start.max(initial=0))) + 1
    texts = np.repeat(np.arange(len(row.lengths)), row.lengths)
    token = np.searchsorted(texts * apart + row.starts, text * apart + start, side="right") - 1
    return around.at[around.begins[target] + np.maximum(token - row.first[text], 0)]


def find_frames(row: Row, around: Around, frames: dict[tuple[str, ...], int]) -> list[tuple[int, int, int, int]]:
    """Return target, number of the frame, start and end of the frames that stand around targets."""
    codes = {word: code for code, word in enumerate(row.vocabulary)}
    wanted = {tuple(codes.get(word, -1) for word in frame): number for frame, number in frames.items()}
    near = np.flatnonzero(np.abs(around.place) <= REACH)
    columns = (around.target, around.codes, around.starts, around.ends)
    target, window, starts, ends = (column[near].tolist() for column in columns)
    found: list[tuple[int, int, int, int]] = []
    for middle in (n for n, code in enumerate(window) if code == MASKS.index(TARGET)):
        lefts = [n for n in range(max(middle - REACH, 0), middle + 1) if target[n] == target[middle]]
        rights = [n for n in range(middle, min(middle + REACH + 1, len(window))) if target[n] == target[middle]]
        for left in lefts:
            for right in rights[: left + REACH + 1 - middle]:
                number = wanted.get(tuple(window[left : right + 1]))
                if number is not None:
                    found.append((target[middle], number, starts[left], ends[right]))
    return found
