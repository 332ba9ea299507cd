"""Sentences -> how often each word stands in each article."""

import re
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import pandas as pd

from corpus import tables
from corpus.tokens import tokenize

SIGNS = "\u3040-\u30ff\u3400-\u9fff"
MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u0e30-\u0e4e\u200c\u200d"
"""Vowel signs and other marks that belong to a word, though Python counts them as no letters."""

WORD = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}|\d+(?:[.,:]\d+)+|[{SIGNS}]|(?:[^\W_{SIGNS}]|[{MARKS}])+(?:['-](?:[^\W_{SIGNS}]|[{MARKS}])+)*"
)
POSSESSIVE = re.compile(r"(?<=\w)'s$")
TO_PLAIN = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "‐": "-", "‑": "-"})


class Frequencies(NamedTuple):
    """How often words stand in articles: `words` and `articles` are numbered, the rest has one item per pair.

    `word` and `article` are the numbers of a pair that occurs, ordered by word, `hits` how often it does;
    `sizes` are the words of each article in all.
    """

    words: np.ndarray
    articles: np.ndarray
    word: np.ndarray
    article: np.ndarray
    hits: np.ndarray
    sizes: np.ndarray


def find_words(text: str) -> list[str]:
    """Return the words of a text, in small letters.

    A word is a run of letters and digits, with hyphens and apostrophes inside it; a number keeps the points and
    commas inside it, initials their points; Chinese and Japanese signs are a word each. A possessive 's is cut off.

    Examples
    --------
    >>> find_words("The U.S. envoy’s 3,000-word cross-border plan.")
    ['the', 'u.s.', 'envoy', '3,000', 'word', 'cross-border', 'plan']
    """
    return [POSSESSIVE.sub("", word) for word in WORD.findall(text.translate(TO_PLAIN).casefold())]


def count_frequencies(sentences: pd.DataFrame, roles: Sequence[str] = tables.TEXT_ROLES) -> Frequencies:
    """Count the words of each article, as `find_words` finds them.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``.
    roles : sequence of str
        Which sentences count: body and summary, unless asked.

    Returns
    -------
    Frequencies
        One item per word and article in which it stands; articles without a word are not among them.

    Examples
    --------
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "Trade, and again trade."}
    >>> counted = count_frequencies(tables.complete(pd.DataFrame([sentence]), "sentences"))
    >>> dict(zip(counted.words.tolist(), counted.hits.tolist()))
    {'again': 1, 'and': 1, 'trade': 2}
    """
    tables.check(sentences, "sentences")
    chosen = sentences[sentences["role"].isin(roles)]
    tokens, lengths = tokenize(chosen["text"].tolist())
    distinct = tokens.dictionary_encode()
    found = [find_words(token) for token in distinct.dictionary.to_pylist()]
    per_token = np.array([len(one) for one in found], dtype=np.int64)
    ends = np.cumsum(per_token)
    codes = distinct.indices.to_numpy()
    words, numbers = np.unique(np.array([*chain.from_iterable(found)], dtype=object), return_inverse=True)
    sizes = per_token[codes]
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    word = numbers[np.repeat((ends - per_token)[codes], sizes) + within]
    articles, of_sentence = np.unique(chosen["article_id"].to_numpy(dtype=object), return_inverse=True)
    article = np.repeat(np.repeat(of_sentence, lengths), sizes)
    return _counted(words, articles, word, article)


def _counted(words: np.ndarray, articles: np.ndarray, word: np.ndarray, article: np.ndarray) -> Frequencies:
    present, article = np.unique(article, return_inverse=True)
    pairs, count = np.unique(word * max(len(present), 1) + article, return_counts=True)
    at, of = np.divmod(pairs, max(len(present), 1))
    return Frequencies(words, articles[present], at, of, count, np.bincount(article, minlength=len(present)))
