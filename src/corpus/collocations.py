"""Words and labels that stand together, and words in their context."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from pathlib import PurePath

import pandas as pd

from corpus import tables
from corpus.errors import ParameterError
from corpus.frequencies import find_words
from corpus.lexicons import read_table
from corpus.tagging import select_tags


def collocations(
    sentences: pd.DataFrame, *, min_count: int = 5, window: int = 2, stop: Collection[str] | None = None
) -> pd.DataFrame:
    """Find pairs of words that stand together more often than their counts let expect.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``; body and summary count. No pair crosses the end of a sentence.
    min_count : int
        Pairs that stand together less often are left out, as are pairs of a word with itself.
    window : int
        Within how many words the two stand, the first before the second; 2 for neighbours.
    stop : collection of str, optional
        Words, in small letters, of pairs that are left out; without it words of grammar, single signs and numbers.

    Returns
    -------
    DataFrame
        One row per pair: `first`, `second`, `count` (how often they stand together), `articles` (in how many),
        `log_likelihood`, `pmi` (bits) and `t`. Ordered by log-likelihood.

    Raises
    ------
    ParameterError
        When `window` is less than 2.

    Notes
    -----
    Counts and measures are nltk's. Log-likelihood: Dunning, T. (1993). Accurate methods for the statistics of
    surprise and coincidence. Computational Linguistics 19(1). PMI and t: Church, K. & Hanks, P. (1990). Word
    association norms, mutual information, and lexicography. Computational Linguistics 16(1). PMI is largest for
    rare pairs; none of the three is a test, as the sentences of an article depend on each other.

    Examples
    --------
    >>> rows = [("a:1", "a", "Safe havens stay."), ("a:2", "a", "No safe havens."), ("a:3", "a", "Stay safe.")]
    >>> frame = tables.complete(pd.DataFrame(rows, columns=["sentence_id", "article_id", "text"]), "sentences")
    >>> collocations(frame, min_count=2)[["first", "second", "count", "articles"]].values.tolist()
    [['safe', 'havens', 2, 1]]
    """
    from nltk.collocations import BigramCollocationFinder
    from nltk.metrics.association import BigramAssocMeasures as Measures

    tables.check(sentences, "sentences")
    if window < 2:
        raise ParameterError(f"window: expected 2 or more words, found {window!r}")
    chosen = sentences[sentences["role"].isin(tables.TEXT_ROLES)]
    ids, texts = chosen["article_id"].tolist(), [find_words(text) for text in chosen["text"]]
    apart = [None] * (window - 1)
    finder = BigramCollocationFinder.from_words([word for text in texts for word in (*text, *apart)], window)
    is_stopped = _stopper(stop)
    finder.apply_ngram_filter(lambda first, second: first == second or is_stopped(first) or is_stopped(second))
    finder.apply_freq_filter(max(min_count, 1))
    measured = [dict(finder.score_ngrams(of)) for of in (Measures.likelihood_ratio, Measures.pmi, Measures.student_t)]
    articles = _count_articles(ids, texts, window, finder.ngram_fd)
    rows = [(*pair, n, articles[pair], *(scores[pair] for scores in measured)) for pair, n in finder.ngram_fd.items()]
    columns = ["first", "second", "count", "articles", "log_likelihood", "pmi", "t"]
    kinds = dict(zip(columns, ["str", "str", "int64", "int64", "float64", "float64", "float64"], strict=True))
    listed = pd.DataFrame(rows, columns=columns).astype(kinds)
    return listed.sort_values(["log_likelihood", "first", "second"], ascending=[False, True, True], ignore_index=True)


def _stopper(stop: Collection[str] | None) -> Callable[[str], bool]:
    if stop is not None:
        return frozenset(stop).__contains__
    common = read_table("common_words")
    grammar = frozenset(common.loc[common["kind"] == "grammar", "word"])
    return lambda word: (
        word in grammar or not any(sign.isalpha() for sign in word) or (len(word) < 2 and word.isascii())
    )


def _count_articles(
    ids: Sequence[str], texts: Sequence[Sequence[str]], window: int, pairs: Collection[tuple[str, str]]
) -> Counter[tuple[str, str]]:
    """Count the articles in which each pair stands together."""
    found = {
        (article_id, pair)
        for article_id, words in zip(ids, texts, strict=True)
        for at, first in enumerate(words)
        for second in words[at + 1 : at + window]
        if (pair := (first, second)) in pairs
    }
    return Counter(pair for _, pair in found)


def cooccurrence(tags: pd.DataFrame, first: str, second: str, *, sentences: pd.DataFrame | None = None) -> pd.DataFrame:
    """Count in how many sentences, or articles, labels of two lexicons stand together.

    Parameters
    ----------
    tags : DataFrame
        Table ``tags``.
    first, second : str or path
        The two lexicons, as they were given to `tag`; twice the same one pairs its labels with each other.
    sentences : DataFrame, optional
        Table ``sentences``; with it articles are counted, without it sentences.

    Returns
    -------
    DataFrame
        One row per pair of labels found together: `label` (of the first lexicon), `with_label` (of the second),
        `sentences` or `articles`, and `expected`, the number to be expected if the two were spread independently
        over the sentences (articles) that hold a tag. Ordered by count.

    Notes
    -----
    The expected number is a yardstick and no test: sentences of an article depend on each other.

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "Pakistan wants trade."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> cooccurrence(tag(sentences, ["countries", "themes"]), "countries", "themes").values.tolist()
    [['Pakistan', 'economic', 1, 1.0]]
    """
    tables.check(tags, "tags")
    unit, within = "sentences", tags.assign(unit=tags["sentence_id"])
    if sentences is not None:
        tables.check(sentences, "sentences")
        unit, placed = "articles", sentences[["sentence_id", "article_id"]].rename(columns={"article_id": "unit"})
        within = tags.merge(placed, on="sentence_id")
    n = within["unit"].nunique()
    left, right = (select_tags(within, name)[["unit", "label"]].drop_duplicates() for name in (first, second))
    pairs = left.merge(right.rename(columns={"label": "with_label"}), on="unit")
    if PurePath(first) == PurePath(second):
        pairs = pairs[pairs["label"] < pairs["with_label"]]
    counted = pairs.groupby(["label", "with_label"], as_index=False).agg(**{unit: ("unit", "size")})
    of_first = counted["label"].map(left["label"].value_counts()).astype("float64")
    of_second = counted["with_label"].map(right["label"].value_counts()).astype("float64")
    counted = counted.assign(expected=of_first * of_second / max(n, 1))
    return counted.sort_values([unit, "label", "with_label"], ascending=[False, True, True], ignore_index=True)


def kwic(sentences: pd.DataFrame, pattern: str, width: int = 60) -> pd.DataFrame:
    """Show every match of a pattern with the words around it (key word in context).

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``.
    pattern : str
        A regular expression, searched in any case.
    width : int
        How many characters of context are shown on each side.

    Returns
    -------
    DataFrame
        One row per match: `sentence_id`, `left`, `surface`, `right`, `start`, `end` (offsets in the sentence).

    Raises
    ------
    ParameterError
        When the pattern is not a regular expression.

    Examples
    --------
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "Attacks on its soil."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> kwic(sentences, r"soil")[["left", "surface", "right"]].values.tolist()
    [['Attacks on its ', 'soil', '.']]
    """
    tables.check(sentences, "sentences")
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ParameterError(f"pattern {pattern!r} is not a regular expression: {error}") from error
    rows = [
        (
            sentence_id,
            text[max(0, m.start() - width) : m.start()],
            m.group(),
            text[m.end() : m.end() + width],
            m.start(),
            m.end(),
        )
        for sentence_id, text in sentences[["sentence_id", "text"]].itertuples(index=False)
        for m in compiled.finditer(text)
        if m.group()
    ]
    return pd.DataFrame(rows, columns=["sentence_id", "left", "surface", "right", "start", "end"])
