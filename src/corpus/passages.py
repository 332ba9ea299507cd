"""Themes that meet in the same sentences of several articles, with the passages; words that no theme covers."""

import pandas as pd

from corpus import tables
from corpus.frequencies import count_frequencies
from corpus.lexicons import read_table
from corpus.overview import name_articles, tell_counts
from corpus.summary import quote, show_context

PAIR = ["label", "with_label"]
JOINT = "; "
MOST_PASSAGES = 6
"""Of a pair that meets in more articles so many passages are shown."""


def find_meetings(tags: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Find the sentences in which two labels of a lexicon stand together.

    Parameters
    ----------
    tags : DataFrame
        Table ``tags`` of one lexicon.
    sentences : DataFrame
        Table ``sentences``: those that count, such as body and summary.

    Returns
    -------
    DataFrame
        One row per sentence and pair of labels: `sentence_id`, `article_id`, `label`, `with_label`, `start` and `end`
        (from the first match of the two to the last), `surfaces` and `with_surfaces` (the words of each).

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> row = {"sentence_id": "a:0001", "article_id": "a", "text": "Safe havens harm trade."}
    >>> sentences = tables.complete(pd.DataFrame([row]), "sentences")
    >>> find_meetings(tag(sentences, "themes"), sentences)[["label", "with_label", "start", "end"]].values.tolist()
    [['economic', 'terrorism', 0, 22]]
    """
    tables.check(tags, "tags")
    tables.check(sentences, "sentences")
    keys = ["sentence_id", "article_id", "label"]
    placed = tags.merge(sentences[["sentence_id", "article_id"]], on="sentence_id")
    words = placed["surface"].str.casefold().str.split().str.join(" ")
    each = (
        placed.assign(surfaces=words)
        .groupby(keys, as_index=False)
        .agg(start=("start", "min"), end=("end", "max"), surfaces=("surfaces", JOINT.join))
    )
    both = each.merge(each.drop(columns="article_id"), on="sentence_id", suffixes=("", "_2"))
    both = both[both["label"] < both["label_2"]]
    return pd.DataFrame({
        **{name: both[name] for name in ("sentence_id", "article_id", "label")},
        "with_label": both["label_2"],
        "start": both[["start", "start_2"]].min(axis=1),
        "end": both[["end", "end_2"]].max(axis=1),
        "surfaces": both["surfaces"].astype("str"),
        "with_surfaces": both["surfaces_2"].astype("str"),
    }).reset_index(drop=True)  # fmt: skip


def count_meetings(tags: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Count in how many articles two labels stand together in a sentence, over which time, by which words.

    Parameters
    ----------
    tags, sentences : DataFrame
        As `find_meetings` takes them.
    articles : DataFrame
        Table ``articles``.

    Returns
    -------
    DataFrame
        One row per pair of labels that meet in two articles or more: `label`, `with_label`, `articles`, `sentences`,
        `expected` (sentences, if the two were spread independently over all of them), `first` and `last` (days on
        which the earliest and the latest dated article were published), `undated` (articles), `surfaces` and
        `with_surfaces` (the words of each). Those that meet in most articles come first, then those that meet most
        often against what is expected.

    Examples
    --------
    >>> count_meetings(*(tables.empty(name) for name in ("tags", "sentences", "articles"))).columns.tolist()[:4]
    ['label', 'with_label', 'articles', 'sentences']
    """
    tables.check(articles, "articles")
    met = find_meetings(tags, sentences).merge(articles[["article_id", "earliest", "latest"]], on="article_id")
    dated = met["earliest"].notna() & met["latest"].notna()
    met = met.assign(first=met["earliest"].where(dated), last=met["latest"].where(dated),
                     undated=met["article_id"].mask(dated))  # fmt: skip
    counted = met.groupby(PAIR, as_index=False).agg(
        articles=("article_id", "nunique"), sentences=("sentence_id", "size"), first=("first", "min"),
        last=("last", "max"), undated=("undated", "nunique"),
        surfaces=("surfaces", _tell_words), with_surfaces=("with_surfaces", _tell_words),
    )  # fmt: skip
    holding = tags.merge(sentences["sentence_id"]).drop_duplicates(["sentence_id", "label"])["label"].value_counts()
    left, right = (counted[name].map(holding).astype("float64") for name in PAIR)
    counted.insert(4, "expected", left * right / max(len(sentences), 1))
    several = counted[counted["articles"] > 1]
    order = several.assign(more=several["sentences"] / several["expected"])
    order = order.sort_values(["articles", "more", *PAIR], ascending=[False, False, True, True], ignore_index=True)
    return order.drop(columns="more").astype({"surfaces": "str", "with_surfaces": "str"})


def _tell_words(surfaces: pd.Series) -> str:
    return tell_counts(surfaces.str.split(JOINT).explode(), most=6)


def show_meetings(
    pairs: pd.DataFrame, tags: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame, *, chars: int = 60
) -> pd.DataFrame:
    """Show the passages in which pairs of labels meet, in the order of publication: in each article the closest one.

    Parameters
    ----------
    pairs : DataFrame
        Pairs, such as the first rows of `count_meetings`: `label`, `with_label`.
    tags, sentences, articles : DataFrame
        As `count_meetings` takes them.
    chars : int
        How many characters are quoted on each side, and at most twice as many between the two.

    Returns
    -------
    DataFrame
        One row per pair and article, of many articles the six in which the two stand closest: `label`, `with_label`,
        `articles` (in how many they meet), `article` (its short name), `published`, `left`, `surface` (from the first
        match of the two to the last), `right`, `sentence_id`. Pairs stand in the order given, undated articles behind
        the dated ones.

    Examples
    --------
    >>> names = ("tags", "sentences", "articles")
    >>> frames = [tables.empty(name) for name in names]
    >>> show_meetings(count_meetings(*frames), *frames).columns.tolist()[-2:]
    ['right', 'sentence_id']
    """
    met = pairs[PAIR].assign(at=range(len(pairs))).merge(find_meetings(tags, sentences), on=PAIR)
    closest = met.assign(width=met["end"] - met["start"]).sort_values(["at", "width", "sentence_id"])
    closest = closest.drop_duplicates(["at", "article_id"])
    closest = closest.assign(articles=closest.groupby("at")["at"].transform("size")).groupby("at").head(MOST_PASSAGES)
    placed = closest.merge(articles[["article_id", "earliest", "published"]], on="article_id")
    placed = placed.sort_values(["at", "earliest", "sentence_id"], na_position="last", ignore_index=True)
    shown = show_context(placed, sentences, chars=chars)
    shown = shown.assign(
        surface=quote(shown["surface"], 2 * chars),
        article=placed["article_id"].map(name_articles(articles)).astype("str"),
    )
    return shown[[*PAIR, "articles", "article", "published", "left", "surface", "right", "sentence_id"]]


def list_uncovered(sentences: pd.DataFrame, found: pd.DataFrame, *, top: int = 30) -> pd.DataFrame:
    """List the commonest words of the sentences in which nothing was found, words of grammar left out.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``; body and summary count.
    found : DataFrame
        A table with a column `sentence_id`: tags, dates, hits.
    top : int
        How many words.

    Returns
    -------
    DataFrame
        One row per word: `word`, `count` and `articles` in these sentences.

    Examples
    --------
    >>> row = {"sentence_id": "a:0001", "article_id": "a", "text": "The cricket was cricket."}
    >>> list_uncovered(tables.complete(pd.DataFrame([row]), "sentences"), tables.empty("tags")).values.tolist()
    [['cricket', 2, 1]]
    """
    counted = count_frequencies(sentences[~sentences["sentence_id"].isin(found["sentence_id"])])
    common = read_table("common_words")
    pairs = pd.DataFrame({"word": counted.words[counted.word], "count": counted.hits}).astype({"word": "str"})
    pairs = pairs[~pairs["word"].isin(common.loc[common["kind"] == "grammar", "word"]) & pairs["word"].str.len().gt(1)]
    listed = pairs.groupby("word", as_index=False).agg(count=("count", "sum"), articles=("count", "size"))
    return listed.sort_values(["count", "word"], ascending=[False, True], ignore_index=True).head(top)


def keep_articles(counts: pd.DataFrame, *, most: int = 40) -> pd.DataFrame:
    """Keep the rows of the articles with the largest sums, where there are more than a figure can show.

    Parameters
    ----------
    counts : DataFrame
        Rows with `article_id` and `hits`, such as `assign_themes` gives.
    most : int
        How many articles are kept.

    Returns
    -------
    DataFrame
        One row per row of these articles, in the order given.

    Examples
    --------
    >>> counts = pd.DataFrame({"article_id": ["a", "b"], "hits": [1, 2]})
    >>> keep_articles(counts, most=1).values.tolist()
    [['b', 2]]
    """
    sums = counts.groupby("article_id")["hits"].sum().sort_values(ascending=False, kind="stable")
    return counts[counts["article_id"].isin(sums.index[:most])]


def tell_cut(shown: int, all_of_them: int, what: str) -> str:
    """Say that only some rows are shown; "" when all are.

    Examples
    --------
    >>> tell_cut(40, 2225, "articles, those with the most words")
    'Shown are 40 of 2225 articles, those with the most words.'
    """
    return f"Shown are {shown} of {all_of_them} {what}." if shown < all_of_them else ""
