"""Articles by period of publication: which lie in which, and what share of them takes up a theme."""

import pandas as pd

from corpus import tables

PERIODS = {"day": "D", "month": "M", "quarter": "Q", "year": "Y"}
MOST_PERIODS = 16
"""So many periods stand side by side in a figure."""

UNDATED = "no date"


def name_periods(articles: pd.DataFrame) -> pd.Series:
    """Name the period in which each article was published: the shortest of which there are at most 16.

    Parameters
    ----------
    articles : DataFrame
        Table ``articles``.

    Returns
    -------
    Series
        One row per article, by `article_id`: its day, month, quarter or year; "no date" where there is none or it does
        not lie within one period.

    Examples
    --------
    >>> frame = pd.DataFrame({"article_id": ["a", "b", "c"], "published": ["2023-07-21", "2025", ""], "text": "x"})
    >>> name_periods(tables.complete(frame, "articles")).tolist()
    ['2023', '2025', 'no date']
    """
    tables.check(articles, "articles")
    dated = articles[["earliest", "latest"]].dropna()
    for name, freq in PERIODS.items():
        first, last = (dated[end].dt.to_period(freq) for end in ("earliest", "latest"))
        within = first == last
        inside = first[within]
        span = inside.max().ordinal - inside.min().ordinal if len(inside) else 0
        if name == "year" or (span < MOST_PERIODS and within.mean() >= 0.9):
            break
    named = inside.astype("str").reindex(articles.index).fillna(UNDATED)
    return pd.Series(named.array, index=articles["article_id"].array, dtype="str")


def share_by_period(themes: pd.DataFrame, articles: pd.DataFrame, *, top: int = 10) -> pd.DataFrame:
    """Return what share of the articles of each period takes up each theme.

    Parameters
    ----------
    themes : DataFrame
        What `assign_themes` gave.
    articles : DataFrame
        Table ``articles``: all that were looked through, also those without a theme.
    top : int
        How many themes are told: those that most articles take up.

    Returns
    -------
    DataFrame
        One row per theme, one column per period with articles, in order, those without a date last; a column's name
        says how many articles it has. In per cent.

    Examples
    --------
    >>> frame = pd.DataFrame({"article_id": ["a", "b"], "published": ["2023", "2023"], "text": "x"})
    >>> themes = pd.DataFrame({"article_id": ["a"], "label": ["trade"], "hits": [2]})
    >>> share_by_period(themes, tables.complete(frame, "articles"))
           2023 (2)
    label
    trade      50.0
    """
    periods = name_periods(articles)
    sizes = periods.value_counts().sort_index()
    found = themes.assign(period=themes["article_id"].map(periods))
    counts = found.pivot_table(index="label", columns="period", values="article_id", aggfunc="nunique", fill_value=0)
    order = found["label"].value_counts().index[:top]
    shares = 100 * counts.reindex(index=order, columns=sizes.index, fill_value=0) / sizes
    last = sorted(sizes.index, key=lambda name: (name == UNDATED, name))
    shares = shares[last].rename(columns={name: f"{name} ({sizes[name]})" for name in last})
    return shares.round(1).rename_axis(index="label", columns=None)
