"""Sentences -> scores and hits: the tone of each sentence, and the share every word has in it."""

import math
from collections.abc import Collection, Iterator
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd

from corpus import tables, vader
from corpus.methods import Method, MethodLike, find_method
from corpus.tables import TEXT_ROLES

AT_ONCE = 2**12


def _sums(of: np.ndarray, shares: np.ndarray, texts: int) -> np.ndarray:
    """Return the exactly rounded sum of the shares of each text, which for up to two a plain addition is."""
    sums, bounds = np.bincount(of, shares, texts), np.searchsorted(of, np.arange(texts + 1))
    for n in np.flatnonzero(np.diff(bounds) > 2).tolist():
        sums[n] = math.fsum(shares[bounds[n] : bounds[n + 1]])
    return sums


def _score_rows(ids: list[str], judged: vader.Judged, name: str, how: Method) -> Iterator[tuple[Any, ...]]:
    of = np.array([piece[0] for piece in judged.pieces], dtype=int)
    shares = np.array([piece[-1] for piece in judged.pieces], dtype=float)
    raw = _sums(of, shares, len(ids))
    positive, negative = (np.bincount(of, some, len(ids)) for some in (shares.clip(min=0.0), shares.clip(max=0.0)))
    known = judged.known / np.maximum(judged.words, 1)
    columns = (how.scale(raw, judged.words), raw, positive, negative, judged.hits, judged.words, known)
    return zip(ids, repeat(name), *(column.tolist() for column in columns))


def _hit_rows(ids: list[str], texts: list[str], judged: vader.Judged, name: str) -> Iterator[tuple[Any, ...]]:
    for number, start, end, base, rule, share in judged.pieces:
        yield ids[number], name, start, end, texts[number][start:end], base, rule, share + 0.0


def score(
    sentences: pd.DataFrame, method: MethodLike = "news", *, roles: Collection[str] = TEXT_ROLES
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score the tone of each sentence, and show every piece that moved the score.

    Tone is the affect of the words, not what is done or by whom: a sentence can be sad and tell of cooperation.

    - ``news``: VADER's words without its rules for social media, on top of them the packaged lexicon of news and
      diplomacy (`read_lexicon("news")`): words without tone in news, words and phrases that VADER lacks, and the
      words that turn others (``tone_rules``).
    - ``vader``: the compound of the vaderSentiment package to the last digit, its quirks included (of two words of
      one value, "but" may change the first only). It is a baseline: made for social media, it misreads diplomacy.
    - ``consensus``: the mean of both, each divided by the spread of its raw scores that the header of its word
      list holds. Nothing is relative to the texts: no score depends on the other sentences.
    - a lexicon of your own, as a frame (`read_lexicon`) or the path of a file: ``.csv``, or ``.yml`` and ``.lc3``
      as the Lexicoder Sentiment Dictionary is handed out. Rows without weights count 1 by the label positive or
      neg_negative, -1 by negative or neg_positive. Negations turn its words unless it has negated patterns.

    Scores made elsewhere, by a model or a coder, become such a table with `complete`.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``.
    method : str, DataFrame or path
        ``"news"``, ``"vader"``, ``"consensus"``, or a lexicon.
    roles : collection of str
        Which sentences are scored: those of body and summary, unless asked.

    Returns
    -------
    scores : DataFrame
        One row per sentence scored, in the order given: table ``scores``. ``raw`` is the exact sum of the
        contributions (`math.fsum`: their order does not matter), ``score`` is raw brought between -1 and 1: raw /
        sqrt(raw^2 + 15) for vader; for the others with the number of words, at least 6, in place of 15 (for
        consensus in units of its spread). ``positive`` and ``negative`` are the sums of the contributions of
        either sign. ``hits`` counts the words that were weighed, ``words`` all words, ``known`` is the share of
        words the method knows: for vader and your lexicon those in the lexicon, for news and consensus the common
        words of English too. Where it is low, a score of 0 says that nothing is known of the sentence, not that
        its tone is neutral; `count_known` tells it by article.
    hits : DataFrame
        One row per word or phrase that was weighed, in the order of the text, then one per run of "!" (and of "?"
        in vader) that counts: table ``hits``. ``base`` is the value in the lexicon (0 for a mark),
        ``contribution`` what became of it, ``rule`` what was done, in the order of working and joined with "; ":

        - lexicon: nothing, the word counts as it stands; idiom: a phrase of the lexicon counts, not its words;
        - boosted, dampened: by a word such as "very" or "slightly" up to three places before;
        - negated: by a word such as "not" up to three places before, within the clause;
        - reversed by "ended": what is ended is bad and so its end good, or what is lacking is good; up to four
          places before; reverses: a word such as "combat", which does not count where it reverses another;
        - before "but", after "but";
        - emphasis !, emphasis ?: the rows of the marks.

        In vader besides: cancelled (a "no" that negates the next word instead of counting itself), capitals,
        intensified ("never so"), an idiom that replaces a word's value, emoji in front of the others (a word of
        the description of an emoji, whose surface is the emoji). In consensus the voter's name comes first.

    Raises
    ------
    TableError
        When ``sentences`` does not keep its contract.
    ParameterError
        When there is no such method.
    LexiconError
        When a lexicon has a weight that is no number, or none at all; it names the line.

    Notes
    -----
    Hutto, C. J. & Gilbert, E. (2014). VADER: A parsimonious rule-based model for sentiment analysis of
    social media text. ICWSM 8(1), 216-225. https://doi.org/10.1609/icwsm.v8i1.14550

    Young, L. & Soroka, S. (2012). Affective news: The automated coding of sentiment in political texts.
    Political Communication 29(2), 205-231. https://doi.org/10.1080/10584609.2012.671234

    Examples
    --------
    >>> text = "Both sides agreed to de-escalate the violence."
    >>> mine = pd.DataFrame({"sentence_id": ["a:1"], "article_id": ["a"], "text": [text]})
    >>> scores, hits = score(tables.complete(mine, "sentences"))
    >>> scores[["raw", "hits", "words"]].round(2).values.tolist()
    [[1.72, 2.0, 7.0]]
    >>> hits[["surface", "base", "rule", "contribution"]].round(2).values.tolist()
    [['agreed', 1.1, 'lexicon', 1.1], ['violence', -3.1, 'reversed by "de-escalate"', 0.62]]
    """
    tables.check(sentences, "sentences")
    name, how = find_method(method)
    scored = sentences[sentences["role"].isin(roles)]
    ids, texts = scored["sentence_id"].tolist(), scored["text"].tolist()
    scores: list[tuple[Any, ...]] = []
    hits: list[tuple[Any, ...]] = []
    for first in range(0, len(ids), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        judged = how.judge(texts[part])
        scores += _score_rows(ids[part], judged, name, how)
        hits += _hit_rows(ids[part], texts[part], judged, name)
    return tables.from_rows("scores", scores), tables.from_rows("hits", hits)


def count_known(sentences: pd.DataFrame, *, least: float = 0.4, roles: Collection[str] = TEXT_ROLES) -> pd.DataFrame:
    """Tell of each article how many of its words the lexicons know, and whether it is in a language they lack.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``.
    least : float
        Share of known words under which an article is foreign to the lexicons.
    roles : collection of str
        Which sentences are counted.

    Returns
    -------
    DataFrame
        One row per article: article_id, words, known (share of words in the news lexicon or common in English) and
        foreign (bool): its scores say nothing and do not belong among neutral ones. An article without words is
        not foreign.

    Raises
    ------
    TableError
        When ``sentences`` does not keep its contract.

    Examples
    --------
    >>> texts = ["Talks went on until the evening.", "Die Gespräche dauerten bis zum Abend."]
    >>> mine = pd.DataFrame({"sentence_id": ["a:1", "b:1"], "article_id": ["a", "b"], "text": texts})
    >>> count_known(tables.complete(mine, "sentences"))["foreign"].tolist()
    [False, True]
    """
    tables.check(sentences, "sentences")
    scored = sentences[sentences["role"].isin(roles)]
    judged = find_method("news")[1].judge(scored["text"].tolist())
    counted = pd.DataFrame(
        {"article_id": scored["article_id"].to_numpy(), "words": judged.words, "known": judged.known}
    )
    sums = counted.groupby("article_id", sort=False).sum().reset_index()
    share = sums["known"] / sums["words"].clip(lower=1)
    return sums.assign(known=share, foreign=(share < least) & (sums["words"] > 0))


def lexicon_hashes(method: MethodLike = "news") -> dict[str, str]:
    """Return the SHA-256 of every word list a method reads, by file name, for a recipe to cite.

    Raises
    ------
    ParameterError
        When there is no such method.

    Examples
    --------
    >>> sorted(lexicon_hashes("vader"))
    ['emoji_utf8_lexicon.txt', 'vader_lexicon.txt', 'vader_rules.csv']
    """
    return find_method(method)[1].hashes()
