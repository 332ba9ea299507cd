"""Themes: which are talked about in which article, by which words; further words learned from the corpus itself."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from corpus import tables
from corpus.overview import tell_counts
from corpus.tagging import LexiconLike, tag
from corpus.vectors import FEWEST_WORDS, Vectors, average, find_telling, place, read_vectors, share_out, to_unit

CLEAR_HITS, CLEAR_RATIO = 3, 2
"""An article is clearly of a theme with so many words of it, and so many times those of any other theme."""

CLEAR_ARTICLES = 5
"""Themes with fewer clear articles learn nothing."""

ROUNDS = 2
"""How often each article goes to the theme whose articles are nearest: by the clear articles, then by all."""

LEAST_SHARE = 0.05
"""A theme of which no word of the lexicon stands in an article is listed from this share on."""

TOLD = 12


class Learned(NamedTuple):
    """What a corpus says of themes: `telling` has a row per label and a column per word of the vectors."""

    vectors: Vectors
    labels: list[str]
    groups: np.ndarray
    telling: np.ndarray


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
        Also go by the words that go with those of the lexicon in this corpus, as `learn_words` lists them.

    Returns
    -------
    DataFrame
        One row per article and theme found in it: `article_id`, `label`, `hits` (matches of the lexicon),
        `sentences` (how many hold one), `share` (hits among the article's hits of all themes), `surfaces` (the
        words, the commonest first). Ordered by article, then hits. With `learn` the share is that of the weights
        of the learned words, which are told in a further column `learned`, those that weigh most first; themes
        that learned nothing keep the share of their hits; rows are ordered by article, then share.

    Raises
    ------
    ParameterError
        With `learn`, when there are fewer than 50 articles.

    Examples
    --------
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "Trade and refugees; trade again."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> assign_themes(sentences, "themes")[["label", "hits", "surfaces"]].values.tolist()
    [['economic', 2, 'trade (2)'], ['migration', 1, 'refugees (1)']]
    """
    tables.check(sentences, "sentences")
    tags = _tag_articles(sentences, lexicon)
    found = _count(tags)
    if learn:
        found = _share_anew(found, _learn(read_vectors(sentences, "learn"), found))
    order = ["article_id", "share" if learn else "hits", "label"]
    return found.sort_values(order, ascending=[True, False, True], ignore_index=True)


def _tag_articles(sentences: pd.DataFrame, lexicon: LexiconLike | Sequence[LexiconLike]) -> pd.DataFrame:
    themed = sentences[sentences["role"].isin(tables.TEXT_ROLES)]
    tags = tag(themed, lexicon).merge(themed[["sentence_id", "article_id"]], on="sentence_id")
    return tags.assign(surface=tags["surface"].str.casefold().str.split().str.join(" "))


def _count(tags: pd.DataFrame) -> pd.DataFrame:
    found = tags.groupby(["article_id", "label"], as_index=False).agg(
        hits=("surface", "size"), sentences=("sentence_id", "nunique"), surfaces=("surface", tell_counts)
    )
    share = found["hits"] / found.groupby("article_id")["hits"].transform("sum")
    return found.assign(share=share.astype("float64"), surfaces=found["surfaces"].astype("str"))[
        ["article_id", "label", "hits", "sentences", "share", "surfaces"]
    ]


def learn_words(sentences: pd.DataFrame, lexicon: LexiconLike | Sequence[LexiconLike] = "themes") -> pd.DataFrame:
    """List the words that go with the words of each theme in this corpus, by one round of self-training.

    Articles that are clearly of one theme (three words of the lexicon or more, and twice those of any other theme)
    stand for it; every article then goes to the theme whose articles are nearest, and once more to the nearest of
    all articles. The words of a theme are those that weigh more in its articles than in those of the average theme.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``; body and summary count.
    lexicon : DataFrame, str, path, or list of these
        A lexicon whose labels are the themes.

    Returns
    -------
    DataFrame
        One row per theme and word: `label`, `word`, `weight` (squares sum to 1 in a theme), `n` (articles of the
        theme that hold it), `of` (articles of the theme) and `seed` (whether the lexicon matched the word as this
        theme's). Ordered by label, then weight. Themes with fewer than five clear articles learn nothing.

    Raises
    ------
    ParameterError
        When there are fewer than 50 articles.

    Notes
    -----
    Words are weighted by tf-idf; articles are compared by latent semantic analysis (Deerwester et al. 1990), and
    words weighed as in relevance feedback (Rocchio 1971). Self-training from seed words: McCallum, A. & Nigam, K.
    (1999). Text classification by bootstrapping with keywords, EM and shrinkage. ACL Workshop on Unsupervised
    Learning in Natural Language Processing, https://aclanthology.org/W99-0908.

    Examples
    --------
    >>> learn_words(tables.empty("sentences"))
    Traceback (most recent call last):
        ...
    corpus.errors.ParameterError: learn: expected at least 50 articles with text, found 0; words that go together \
in so few articles do so by chance, and other articles of the same kind would show others
    """
    vectors = read_vectors(sentences, "learn")
    tags = _tag_articles(sentences, lexicon)
    learned = _learn(vectors, _count(tags))
    at, word = np.nonzero(learned.telling)
    sizes = np.bincount(learned.groups[learned.groups >= 0], minlength=len(learned.labels))
    holding = np.array([(vectors.counts[learned.groups == one] > 0).sum(axis=0) for one in range(len(sizes))])
    listed = pd.DataFrame({
        "label": pd.array(np.array(learned.labels, dtype=object)[at], dtype="str"),
        "word": pd.array(vectors.words[word], dtype="str"),
        "weight": learned.telling[at, word],
        "n": holding.reshape(len(sizes), -1)[at, word].astype("int64"),
        "of": sizes[at].astype("int64"),
    })  # fmt: skip
    seeds = tags[["label", "surface"]].drop_duplicates().rename(columns={"surface": "word"}).assign(seed=True)
    listed = listed.merge(seeds, on=["label", "word"], how="left")
    listed = listed.assign(seed=listed["seed"].eq(True).astype("bool"))
    return listed.sort_values(["label", "weight", "word"], ascending=[True, False, True], ignore_index=True)


def _learn(vectors: Vectors, found: pd.DataFrame) -> Learned:
    labels = sorted(found["label"].unique())
    groups, is_clear = _find_clear(vectors, found, labels)
    enough = np.bincount(groups[is_clear], minlength=len(labels)) >= CLEAR_ARTICLES
    learns = enough & (len(vectors.words) >= FEWEST_WORDS)
    told = np.array([group < 0 or bool(learns[group]) for group in groups.tolist()])
    start = np.where(is_clear & told, groups, -1)
    groups = np.where(told, _settle(vectors, start, learns), -1) if learns.any() else start
    return Learned(vectors, labels, groups, find_telling(vectors.weights, groups, len(labels)))


def _find_clear(vectors: Vectors, found: pd.DataFrame, labels: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return for each article the theme with the most hits, -1 for none, and whether it is clearly of that theme."""
    ordered = found.sort_values(["article_id", "hits", "label"], ascending=[True, False, True])
    nth = ordered.groupby("article_id").cumcount()
    best, second = (ordered[nth == at].set_index("article_id").reindex(vectors.articles) for at in (0, 1))
    is_clear = best["hits"].ge(CLEAR_HITS) & best["hits"].ge(CLEAR_RATIO * second["hits"].fillna(0))
    groups = pd.Categorical(best["label"], categories=labels).codes.astype("int64")
    return groups, is_clear.to_numpy(dtype=bool)


def _settle(vectors: Vectors, groups: np.ndarray, learns: np.ndarray) -> np.ndarray:
    """Return for each article the theme whose articles are nearest, of those that learn."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        places = to_unit(place(vectors.weights, seed=0))
        for _ in range(ROUNDS):
            near = places @ average(places, groups, len(learns)).T
            groups = np.where(learns, near, -np.inf).argmax(axis=1)
    return groups


def _share_anew(found: pd.DataFrame, learned: Learned) -> pd.DataFrame:
    """Return themes with shares by the learned words, and with those that only these words tell of."""
    shares = share_out(learned.vectors.weights, learned.telling)
    index = pd.MultiIndex.from_product([learned.vectors.articles, learned.labels], names=["article_id", "label"])
    by_hits = found.set_index(["article_id", "label"])["share"].reindex(index, fill_value=0.0)
    kept = by_hits.to_numpy().reshape(shares.shape)
    is_learned = learned.telling.any(axis=1)
    left = np.where(is_learned, 0.0, kept).sum(axis=1, keepdims=True)
    told = shares.any(axis=1, keepdims=True)
    anew = pd.Series(np.where(is_learned & told, shares * (1 - left), kept).ravel(), index=index, name="share")
    listed = anew[(by_hits > 0) | (anew >= LEAST_SHARE)].reset_index()
    merged = listed.merge(found.drop(columns="share"), on=["article_id", "label"], how="left")
    merged = merged.assign(**{name: merged[name].fillna(0).astype("int64") for name in ("hits", "sentences")})
    merged = merged.assign(surfaces=merged["surfaces"].fillna("").astype("str"), learned=_tell_learned(merged, learned))
    return merged[["article_id", "label", "hits", "sentences", "share", "surfaces", "learned"]]


def _tell_learned(rows: pd.DataFrame, learned: Learned) -> pd.Series:
    """Tell for each row the learned words that weigh most in the article, with their counts."""
    vectors = learned.vectors
    article = {name: at for at, name in enumerate(vectors.articles)}
    label = {name: at for at, name in enumerate(learned.labels)}
    told = []
    for one, theme in tables.rows_of(rows, "article_id", "label"):
        line, counts = vectors.weights[article[one]], vectors.counts[article[one]]
        weight = line.data * learned.telling[label[theme], line.indices]
        order = np.lexsort((line.indices, -weight))[:TOLD]
        count = dict(zip(counts.indices.tolist(), counts.data.astype(int).tolist(), strict=True))
        most = [line.indices[at] for at in order if weight[at] > 0]
        told.append(", ".join(f"{vectors.words[at]} ({count[at]})" for at in most))
    return pd.Series(told, index=rows.index, dtype="str")
