"""Themes: which are talked about in which article, by which words; words in their context."""

import re
from collections.abc import Sequence

import pandas as pd

from corpus import tables
from corpus.errors import ParameterError
from corpus.overview import tell_counts
from corpus.tagging import LexiconLike, select_tags, tag


def assign_themes(
    sentences: pd.DataFrame, lexicon: LexiconLike | Sequence[LexiconLike] = "themes", *, learn: bool = False
) -> pd.DataFrame:
    """Count the words of each theme in each article.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``; titles, headings, captions and datelines are left out.
    lexicon : DataFrame, str, path, or list of these
        A lexicon whose labels are the themes.
    learn : bool
        Learn further words from the corpus itself; not there yet.

    Returns
    -------
    DataFrame
        One row per article and theme found in it: `article_id`, `label`, `hits` (matches), `sentences` (how
        many hold one), `share` (hits among the article's hits of all themes), `surfaces` (the words, the
        commonest first). Ordered by article, then hits.

    Raises
    ------
    ParameterError
        With `learn`.

    Examples
    --------
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "Trade and refugees; trade again."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> assign_themes(sentences, "themes")[["label", "hits", "surfaces"]].values.tolist()
    [['economic', 2, 'trade (2)'], ['migration', 1, 'refugees (1)']]
    """
    if learn:
        raise ParameterError("learn: learning words from the corpus is not there yet; use learn=False")
    tables.check(sentences, "sentences")
    themed = sentences[sentences["role"].isin(tables.TEXT_ROLES)]
    tags = tag(themed, lexicon).merge(themed[["sentence_id", "article_id"]], on="sentence_id")
    tags = tags.assign(surface=tags["surface"].str.casefold().str.split().str.join(" "))
    found = tags.groupby(["article_id", "label"], as_index=False).agg(
        hits=("surface", "size"), sentences=("sentence_id", "nunique"), surfaces=("surface", tell_counts)
    )
    share = found["hits"] / found.groupby("article_id")["hits"].transform("sum")
    found = found.assign(share=share.astype("float64"), surfaces=found["surfaces"].astype("str"))
    return found.sort_values(["article_id", "hits", "label"], ascending=[True, False, True], ignore_index=True)


def cooccurrence(tags: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Count in how many sentences labels of two lexicons stand together.

    Parameters
    ----------
    tags : DataFrame
        Table ``tags``.
    first, second : str or path
        The two lexicons, as they were given to `tag`.

    Returns
    -------
    DataFrame
        One row per pair of labels found together: `label` (of the first lexicon), `with_label` (of the second),
        `sentences`, and `expected`, the number to be expected if the two were spread independently over the
        sentences that hold a tag.

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "Pakistan wants trade."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> cooccurrence(tag(sentences, ["countries", "themes"]), "countries", "themes").values.tolist()
    [['Pakistan', 'economic', 1, 1.0]]
    """
    tables.check(tags, "tags")
    n = tags["sentence_id"].nunique()
    left, right = (select_tags(tags, name)[["sentence_id", "label"]].drop_duplicates() for name in (first, second))
    pairs = left.merge(right.rename(columns={"label": "with_label"}), on="sentence_id")
    counted = pairs.groupby(["label", "with_label"], as_index=False).agg(sentences=("sentence_id", "size"))
    of_first = counted["label"].map(left["label"].value_counts()).astype("float64")
    of_second = counted["with_label"].map(right["label"].value_counts()).astype("float64")
    counted = counted.assign(expected=of_first * of_second / max(n, 1))
    return counted.sort_values(["sentences", "label", "with_label"], ascending=[False, True, True], ignore_index=True)


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
