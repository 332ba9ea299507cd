"""Articles -> two groups to compare: by a column, by a day, by whom they name."""

import pandas as pd

from corpus import tables
from corpus.errors import ParameterError
from corpus.notes import SMALL, Note, tell
from corpus.timex import edtf

OTHER = "other"
ACTORS, OUTLET = "actors", "outlet"
SINCE, NAMING = "since", "naming"


def group_articles(
    articles: pd.DataFrame, by: str, *, tags: pd.DataFrame | None = None, sentences: pd.DataFrame | None = None
) -> pd.Series:
    """Part articles into two groups: by a column, by a day, or by whom they name.

    Parameters
    ----------
    articles : DataFrame
        Table ``articles``.
    by : str
        ``outlet`` (any column, also one of your metadata.csv): its two values, or where there are more the one with
        the most articles and all others; ``outlet=Dawn`` sets that value apart from all others. ``since=2023-07``
        sets apart what was published from then on. ``naming=Taliban`` sets apart the articles in which a label of a
        lexicon is tagged. "" takes the outlet or an actor named, whichever parts the articles most evenly: for a first
        look, a question of your own is better.
    tags, sentences : DataFrame, optional
        The tables of these names; needed for ``naming=`` and "".

    Returns
    -------
    Series
        One row per article, indexed by `article_id`: the name of its group; "" when it belongs to none, as the
        column is empty or its date does not tell.

    Raises
    ------
    ParameterError
        For a column that is not there, or what is no date.

    Examples
    --------
    >>> rows = [("a", "Dawn", "x"), ("b", "TDI", "x"), ("c", "Dawn", "x"), ("d", "", "x"), ("e", "VOA", "x")]
    >>> frame = tables.complete(pd.DataFrame(rows, columns=["article_id", "outlet", "text"]), "articles")
    >>> group_articles(frame, "outlet").tolist()
    ['Dawn', 'other (2)', 'Dawn', '', 'other (2)']
    """
    tables.check(articles, "articles")
    if not by:
        by = _most_even(articles, tags, sentences)
    column, _, value = (part.strip() for part in by.partition("="))
    if column == SINCE and value:
        groups = _by_day(articles, value)
    elif column == NAMING:
        groups = _by_name(articles, value, tags, sentences)
    else:
        groups = _by_column(articles, column, value)
    return pd.Series(groups.array, index=articles["article_id"].array, dtype="str", name=by)


def _by_column(articles: pd.DataFrame, column: str, value: str) -> pd.Series:
    if column not in articles.columns:
        found = ", ".join(map(str, articles.columns))
        raise ParameterError(
            f"by: expected {SINCE}=<date>, {NAMING}=<label> or a column of articles, found {column!r} among {found}"
        )
    values = articles[column].astype("str").where(articles[column].notna(), "").astype("str").str.strip()
    sizes = values[values != ""].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    if not value and len(sizes) <= 2:
        return values
    apart = value or str(sizes.index[0])
    others = sizes.index[sizes.index != apart]
    other = str(others[0]) if len(others) == 1 else f"{OTHER} ({len(others)})"
    return values.where(values.isin([apart, ""]), other)


def _by_day(articles: pd.DataFrame, day: str) -> pd.Series:
    try:
        first = pd.Timestamp(edtf.bounds(day)[0] or "none")
    except ValueError as error:
        raise ParameterError(f"by: expected {SINCE}= and an EDTF date such as 2023-07, found {day!r}") from error
    groups = pd.Series("", index=articles.index, dtype="str")
    groups[articles["earliest"] >= first] = f"since {day}"
    groups[articles["latest"] < first] = f"before {day}"
    return groups


def _by_name(articles: pd.DataFrame, name: str, tags: pd.DataFrame | None, sentences: pd.DataFrame | None) -> pd.Series:
    naming = _naming(articles, tags, sentences)
    holding = naming.loc[naming["label"].str.casefold() == name.casefold(), "article_id"]
    named = articles["article_id"].isin(holding)
    return named.map({True: f"naming {name}", False: f"not naming {name}"}).astype("str")


def _naming(articles: pd.DataFrame, tags: pd.DataFrame | None, sentences: pd.DataFrame | None) -> pd.DataFrame:
    """Return `article_id`, `label` and `lexicon` of each tag of the articles."""
    if tags is None or sentences is None:
        raise ParameterError(f'by: {NAMING}=<label> and "" need tags and sentences')
    tables.check(tags, "tags")
    tables.check(sentences, "sentences")
    placed = tags[["sentence_id", "label", "lexicon"]].merge(sentences[["sentence_id", "article_id"]], on="sentence_id")
    return placed[placed["article_id"].isin(articles["article_id"])]


def _most_even(articles: pd.DataFrame, tags: pd.DataFrame | None, sentences: pd.DataFrame | None) -> str:
    """Return what parts the articles so that the smaller group is largest: the outlet, or who is named.

    Of several actors it is the one with the most tags, then the first by name.
    """
    naming = _naming(articles, tags, sentences)
    counts = naming[naming["lexicon"] == ACTORS].groupby("label")["article_id"].agg(["nunique", "size"]).reset_index()
    smaller = counts["nunique"].where(counts["nunique"] * 2 <= len(articles), len(articles) - counts["nunique"])
    order = counts.assign(smaller=smaller).sort_values(["smaller", "size", "label"], ascending=[False, False, True])
    groups = _by_column(articles, OUTLET, "")
    outlets = groups[groups != ""].value_counts()
    by_outlet = int(outlets.min()) if len(outlets) == 2 else 1
    named = order[order["smaller"] > by_outlet]["label"]
    return f"{NAMING}={named.iloc[0]}" if len(named) else OUTLET


def tell_groups(groups: pd.Series) -> Note:
    """Say how many articles are in each group, and in none, and whether there are enough for a test.

    Parameters
    ----------
    groups : Series
        What `group_articles` gave.

    Returns
    -------
    Note
        Sentences for the text of a notebook.

    Examples
    --------
    >>> tell_groups(pd.Series({"a": "Dawn", "b": "TDI", "c": ""})).partition(". ")[0]
    'Compared are 1 articles “Dawn” and 1 “TDI”; 1 is in neither group'
    """
    sizes = groups[groups != ""].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    told = " and ".join(f"{n} “{name}”" for name, n in sizes.items()).replace(" “", " articles “", 1)
    if len(sizes) != 2:
        return Note(f"There are no two groups to compare ({told or 'no article is in one'}): set `by`.")
    left = len(groups) - int(sizes.sum())
    others = f"; {left} {'is' if left == 1 else 'are'} in neither group" if left else ""
    few = (
        f"With fewer than {SMALL} articles in a group no p is told: the words describe these articles and no others."
        if sizes.min() < SMALL
        else ""
    )
    return tell(f"Compared are {told}{others}.", few)
