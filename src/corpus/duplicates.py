"""Articles that repeat one another: the same text, or nearly (wire copies with another headline or a cut end)."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from corpus import tables

WORD = re.compile(r"\w+")
HAN_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
SIGN_OR_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
"""Chinese and Japanese part no words by spaces: every sign is compared as a word."""
SHINGLE = 4
"""So many words in a row are compared."""

PERMUTATIONS = 64
SIMILAR = 0.5
"""Pairs with a Jaccard similarity of about this or more are looked at closely."""

CONTAINED = 0.85
"""Of the shorter text, this share of the shingles must stand in the other one, too."""

SAMPLED = 2
"""One in so many shingles is compared: those whose hash it divides, in every text the same."""

MOST_COPIES = 50
"""So many texts of a group that say the same are compared with those that come after."""

FEWEST = 10
"""Texts with fewer shingles are compared as a whole only."""


def mark_duplicates(articles: pd.DataFrame) -> pd.DataFrame:
    """Fill `duplicate_of` of articles that say the same, word for word or nearly, as an earlier one.

    Candidates are found by MinHash over four-word shingles and locality-sensitive hashing, then compared
    shingle by shingle, so that a chance collision marks nothing. The answer does not depend on the order of
    the articles.

    Parameters
    ----------
    articles : DataFrame
        Table ``articles``.

    Returns
    -------
    DataFrame
        One row per article; `duplicate_of` is the id of the first of its like by printed date, then id, and
        "" for that first one. Articles without text are duplicates of none.

    Notes
    -----
    Broder, A. (1997). On the resemblance and containment of documents. Proceedings of Compression and
    Complexity of Sequences, https://doi.org/10.1109/SEQUEN.1997.666900. Permutations and index: datasketch.

    Examples
    --------
    >>> twice = pd.DataFrame({"article_id": ["b", "a"], "text": ["Talks  began.", "Talks began."]})
    >>> mark_duplicates(tables.complete(twice, "articles"))["duplicate_of"].tolist()
    ['a', '']
    """
    tables.check(articles, "articles")
    ordered = articles.sort_values(["earliest", "article_id"], na_position="last")
    first = find_first(ordered["text"].tolist())
    ids = ordered["article_id"].to_numpy()
    marked = pd.Series([ids[at] if at != own else "" for own, at in enumerate(first)], index=ordered.index, dtype="str")
    return articles.assign(duplicate_of=marked.reindex(articles.index))


def find_first(texts: Sequence[str]) -> list[int]:
    """Return for each text the index of the first text that says the same, its own if there is none before."""
    words = [
        (SIGN_OR_WORD if not text.isascii() and HAN_KANA.search(text) else WORD).findall(text.casefold())
        for text in texts
    ]
    first = list(range(len(texts)))
    for one, other in (*_same(words), *_nearly_same(words)):
        roots = _root(first, one), _root(first, other)
        first[max(roots)] = min(roots)
    return [_root(first, at) for at in range(len(texts))]


def _root(first: list[int], at: int) -> int:
    while first[at] != at:
        first[at] = first[first[at]]
        at = first[at]
    return at


def _same(words: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    seen: dict[tuple[str, ...], int] = {}
    for at, those in enumerate(words):
        if those:
            before = seen.setdefault(tuple(those), at)
            if before != at:
                yield before, at


def _nearly_same(words: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    hashes = _Hashes()
    first = {tuple(those): at for at, those in reversed([*enumerate(words)])}
    shingles = {at: made for at in sorted(first.values()) if len(made := make_shingles(words[at], hashes)) >= FEWEST}
    if len(shingles) > 1:
        yield from _alike(shingles)


class _Hashes(dict[str, int]):
    """The hash of each word, worked out when it is first met."""

    def __missing__(self, word: str) -> int:
        self[word] = zlib.crc32(word.encode("utf-8", "replace"))
        return self[word]


def make_shingles(words: Sequence[str], hashes: dict[str, int]) -> np.ndarray:
    """Return the distinct hashes of a sample of the runs of four words."""
    values = np.fromiter(map(hashes.__getitem__, words), dtype=np.uint64, count=len(words))
    count = len(values) - SHINGLE + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(count, dtype=np.uint64)
    for offset in range(SHINGLE):
        mixed = mixed * np.uint64(1_000_003) + values[offset : offset + count]
    mixed %= np.uint64(2**32 - 5)
    return np.unique(mixed[mixed % np.uint64(SAMPLED) == 0])


def _alike(shingles: dict[int, np.ndarray]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share a band of their MinHash signatures and say nearly the same, in order.

    A text is compared with at most `MOST_COPIES` of a group, or a thousand copies would be compared a million times.
    """
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=SIMILAR, num_perm=PERMUTATIONS, prepickle=False)
    blank = MinHash(num_perm=PERMUTATIONS, hashfunc=int)
    lead: dict[int, int] = {}
    members: Counter[int] = Counter()
    for at, hashes in shingles.items():
        signature = blank.copy()
        signature.update_batch(hashes)
        alike = [before for before in sorted(index.query(signature)) if _is_contained(shingles[before], hashes)]
        yield from ((before, at) for before in alike)
        lead[at] = lead[alike[0]] if alike else at
        members[lead[at]] += 1
        if members[lead[at]] <= MOST_COPIES:
            index.insert(at, signature)


def _is_contained(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether nearly all shingles of the shorter text stand in the other one, too."""
    return len(np.intersect1d(one, other, assume_unique=True)) >= CONTAINED * min(len(one), len(other))
