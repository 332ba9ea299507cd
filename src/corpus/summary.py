"""Tables for reading: passages in context, scores by article, words by contribution, dates in order."""

import pandas as pd

from corpus import tables
from corpus.overview import name_articles, tell_counts

ELLIPSIS = "…"


def show_context(found: pd.DataFrame, sentences: pd.DataFrame, *, chars: int = 60) -> pd.DataFrame:
    """Show what was found with the words around it, for reading.

    Parameters
    ----------
    found : DataFrame
        A table with `sentence_id`, `start` and `end`: tags, dates, coded or hits. Its other columns are kept.
    sentences : DataFrame
        Table ``sentences``.
    chars : int
        How many characters are quoted on each side.

    Returns
    -------
    DataFrame
        One row per row of `found`: `sentence_id`, `left`, `surface`, `right`, then the other columns.

    Examples
    --------
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "Talks on trade began."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> found = pd.DataFrame({"sentence_id": ["a:0001"], "start": [9], "end": [14], "label": ["economic"]})
    >>> show_context(found, sentences, chars=6).values.tolist()
    [['a:0001', '…ks on ', 'trade', ' began…', 'economic']]
    """
    tables.check(sentences, "sentences")
    texts = found["sentence_id"].map(sentences.set_index("sentence_id")["text"])
    rows = [
        (_cut(text[:start], -chars), text[start:end], _cut(text[end:], chars))
        for text, start, end in zip(texts, found["start"], found["end"], strict=True)
    ]
    context = pd.DataFrame(rows, columns=["left", "surface", "right"], index=found.index, dtype="str")
    others = found.drop(columns=["sentence_id", "start", "end", "surface"], errors="ignore")
    return pd.concat([found[["sentence_id"]], context, others], axis=1)


def _cut(text: str, length: int) -> str:
    text = text.replace("\n", " ")
    if len(text) <= abs(length):
        return text
    return ELLIPSIS + text[length:] if length < 0 else text[:length] + ELLIPSIS


def quote(texts: pd.Series, chars: int) -> pd.Series:
    """Return the beginnings of texts, at most `chars` characters each.

    Examples
    --------
    >>> quote(pd.Series(["Talks on trade began."]), 8).tolist()
    ['Talks on…']
    """
    return texts.map(lambda text: _cut(text, chars)).astype("str")


def keep_top(counts: pd.DataFrame, n: int, other: str = "other") -> pd.DataFrame:
    """Keep the n columns with the largest sums and add the rest up in one column that says how many it holds.

    Parameters
    ----------
    counts : DataFrame
        Counts by row and column.
    n : int
        How many columns are kept.
    other : str
        What the last column is called, before the number of columns in it.

    Returns
    -------
    DataFrame
        One row per row of `counts`; the columns in descending order of their sums.

    Examples
    --------
    >>> keep_top(pd.DataFrame({"a": [1], "b": [5], "c": [2]}), 1)
       b  other (2)
    0  5          3
    """
    ordered = counts[counts.sum().sort_values(ascending=False, kind="stable").index]
    if ordered.shape[1] <= n:
        return ordered
    top, rest = ordered.iloc[:, :n], ordered.iloc[:, n:]
    return top.assign(**{f"{other} ({rest.shape[1]})": rest.sum(axis=1)})


def spread(
    counts: pd.DataFrame, rows: str, columns: str, value: str, *, top: int = 12, top_rows: int = 60
) -> pd.DataFrame:
    """Spread a long table of counts into rows and columns, the largest columns first, what is missing as 0.

    Parameters
    ----------
    counts : DataFrame
        One row per pair.
    rows, columns, value : str
        The columns that give the rows, the columns and the counts.
    top, top_rows : int
        How many columns and rows are kept; further columns are added up as "other", further rows are cut (the
        first ones in the order of the table are kept).

    Returns
    -------
    DataFrame
        One row per value of `rows`, in the order of the table.

    Examples
    --------
    >>> counts = pd.DataFrame({"article": ["001", "002"], "label": ["trade", "border"], "hits": [2, 5]})
    >>> spread(counts, "article", "label", "hits").to_dict("list")
    {'border': [0, 5], 'trade': [2, 0]}
    """
    order = list(dict.fromkeys(counts[rows]))[:top_rows]
    wide = counts.pivot_table(index=rows, columns=columns, values=value, aggfunc="sum", fill_value=0, observed=True)
    wide.columns = wide.columns.astype("str")
    return keep_top(wide.reindex(order), top)


def describe_rows(frame: pd.DataFrame, name: str, value: str, most: int = 20) -> str:
    """Put a table into words, as the text for those who cannot see its figure.

    Parameters
    ----------
    frame : DataFrame
        What the figure shows.
    name, value : str
        The columns to be told; numbers of the same name are added up.
    most : int
        How many rows are told.

    Returns
    -------
    str
        "name: value; ..." and how many rows are not told.

    Examples
    --------
    >>> describe_rows(pd.DataFrame({"label": ["trade", "border", "trade"], "hits": [2, 1, 3]}), "label", "hits")
    'trade: 5; border: 1.'
    """
    if frame.empty:
        return "Nothing to show."
    numbers = pd.api.types.is_numeric_dtype(frame[value])
    grouped = frame.groupby(name, sort=False)[value].agg("sum" if numbers else "first")
    told = "; ".join(
        f"{label}: {amount:.4g}" if numbers else f"{label}: {amount}" for label, amount in grouped.head(most).items()
    )
    return f"{told}." if len(grouped) <= most else f"{told}; and {len(grouped) - most} more."


def sum_hits(hits: pd.DataFrame) -> pd.DataFrame:
    """Add up what each word contributed to the scores.

    Parameters
    ----------
    hits : DataFrame
        Table ``hits``.

    Returns
    -------
    DataFrame
        One row per method and word (case does not count): `method`, `word`, `times`, `contribution` (their
        sum) and `rules` (how often each rule applied). The largest contributions, of either sign, come first.

    Examples
    --------
    >>> sum_hits(tables.empty("hits")).columns.tolist()
    ['method', 'word', 'times', 'contribution', 'rules']
    """
    tables.check(hits, "hits")
    words = hits.assign(word=hits["surface"].str.casefold())
    summed = words.groupby(["method", "word"], as_index=False).agg(
        times=("contribution", "size"), contribution=("contribution", "sum"), rules=("rule", tell_counts)
    )
    order = summed["contribution"].abs().sort_values(ascending=False, kind="stable").index
    return summed.loc[order].reset_index(drop=True)


def list_dates(
    dates: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame, *, chars: int = 160
) -> pd.DataFrame:
    """List the resolved dates of the texts in the order of time, each with its words and its sentence.

    Parameters
    ----------
    dates, sentences, articles : DataFrame
        The tables of these names.
    chars : int
        How many characters of the sentence are quoted.

    Returns
    -------
    DataFrame
        One row per time expression with a date: `article` (its short name), `edtf`, `surface`, `grade`,
        `basis`, `grain`, `role` and `sentence` (quoted), `earliest`, `latest`, `sentence_id`.

    Examples
    --------
    >>> names = ("dates", "sentences", "articles")
    >>> len(list_dates(*(tables.empty(name) for name in names)))
    0
    """
    for frame, name in ((dates, "dates"), (sentences, "sentences"), (articles, "articles")):
        tables.check(frame, name)
    dated = dates[dates["edtf"].ne("") & dates["earliest"].notna() & dates["latest"].notna()]
    joined = dated.merge(sentences[["sentence_id", "article_id", "role", "text"]], on="sentence_id")
    joined = joined.assign(
        article=joined["article_id"].map(name_articles(articles)).astype("str"),
        sentence=quote(joined["text"], chars),
    )
    columns = [
        "article",
        "edtf",
        "surface",
        "grade",
        "basis",
        "grain",
        "role",
        "sentence",
        "earliest",
        "latest",
        "sentence_id",
    ]
    ordered = joined.sort_values(["earliest", "latest", "sentence_id", "start"], ignore_index=True)
    return ordered[columns]


def list_unresolved(
    dates: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame, *, chars: int = 60
) -> pd.DataFrame:
    """List the time expressions that could not be placed in time, with the words around them.

    Parameters
    ----------
    dates, sentences, articles : DataFrame
        The tables of these names.
    chars : int
        How many characters are quoted on each side.

    Returns
    -------
    DataFrame
        One row per time expression of type DATE or TIME without a date: `article`, `left`, `surface`,
        `right`, `unresolved` (what its words alone say), `basis`.

    Examples
    --------
    >>> names = ("dates", "sentences", "articles")
    >>> len(list_unresolved(*(tables.empty(name) for name in names)))
    0
    """
    tables.check(dates, "dates")
    open_dates = dates[dates["edtf"].eq("") & dates["type"].isin(["DATE", "TIME"])]
    shown = show_context(open_dates, sentences, chars=chars)
    of_article = shown["sentence_id"].map(sentences.set_index("sentence_id")["article_id"])
    shown.insert(0, "article", of_article.map(name_articles(articles)).astype("str"))
    return shown[["article", "left", "surface", "right", "unresolved", "basis"]].reset_index(drop=True)
