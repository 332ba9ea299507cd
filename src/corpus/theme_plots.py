"""Figures of themes and words: over time as points or as shares by period, and the words that set groups apart."""

from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from corpus import tables
from corpus.overview import name_articles
from corpus.periods import share_by_period
from corpus.plots import GREY, new_figure, plot_heatmap, plot_over_time, say_nothing, styled
from corpus.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE_CHARS = 34
AS_POINTS = 40
"""Up to so many articles are drawn as points, each in its place."""


def plot_themes_over_time(themes: pd.DataFrame, articles: pd.DataFrame, *, top: int = 10) -> "Figure":
    """Draw themes by date of publication: points for up to 40 articles, else shares of articles by period.

    Parameters
    ----------
    themes : DataFrame
        What `assign_themes` gave.
    articles : DataFrame
        Table ``articles``: all that were looked through.
    top : int
        How many themes are drawn: of those taken up in most articles.

    Returns
    -------
    Figure
        One point per article and theme, the larger the more words, articles without a date apart; or one cell per
        theme and period with the share of its articles that take up the theme.

    Examples
    --------
    >>> frame = tables.complete(pd.DataFrame({"article_id": ["a"], "published": ["2023"], "text": "x"}), "articles")
    >>> themes = pd.DataFrame({"article_id": ["a"], "label": ["trade"], "hits": [2]})
    >>> len(plot_themes_over_time(themes, frame).axes)
    2
    """
    tables.check(articles, "articles")
    if len(articles) > AS_POINTS:
        shares = share_by_period(themes, articles, top=top).rename(index=lambda name: name.replace("_", " "))
        return plot_heatmap(
            shares,
            title="Share of the articles that take up a theme, by period",
            unit="% of the articles (n) of a period",
        )
    order = themes["label"].value_counts().index[:top]
    points = themes[themes["label"].isin(order)].merge(articles[["article_id", "earliest", "latest"]], on="article_id")
    points = points.assign(
        group=points["article_id"].map(name_articles(articles)), rank=points["label"].map(order.get_loc)
    )
    points = points.sort_values(["rank", "article_id"], ignore_index=True)
    points = points.rename(columns={"label": "lane", "hits": "weight"})
    return plot_over_time(points, title="Themes by date of publication", ylabel="")


@styled
def plot_key_words(words: pd.DataFrame, *, top: int = 10) -> "Figure":
    """Draw the words of highest `z` of each of two groups, side by side.

    Parameters
    ----------
    words : DataFrame
        What `keyness` gave.
    top : int
        How many words of each group.

    Returns
    -------
    Figure
        One bar per word, one panel per group. Beside the bar stands how often the word occurs in how many articles of
        the group, and how often in the other group.

    Examples
    --------
    >>> row = {"group": "Dawn", "word": "trade", "z": 2.1, "count": 9, "articles": 4, "count_other": 1}
    >>> len(plot_key_words(pd.DataFrame([row])).axes)
    1
    """
    names = list(dict.fromkeys(words["group"]))
    if not names:
        return say_nothing("Words that set groups apart: nothing to show")
    parts = [words[words["group"] == name].head(top) for name in names]
    fig = new_figure(26 + 4.6 * max(map(len, parts)))
    panels = fig.subplots(1, len(parts), sharex=True, squeeze=False)[0]
    for axes, name, part, colour in zip(panels, names, parts, COLOURS, strict=False):
        bars = axes.barh(range(len(part)), part["z"], color=colour, height=0.7)
        columns = (part[column] for column in ("count", "articles", "count_other"))
        notes = [f"{n}× in {articles}, {other}×" for n, articles, other in zip(*columns, strict=True)]
        axes.bar_label(bars, labels=notes, padding=2, fontsize=6.5, color=GREY)
        axes.set_yticks(range(len(part)), part["word"].tolist())
        axes.set(ylim=(top - 0.4, -0.6), xlabel="z of the log-odds")
        axes.set_title(fill(name, TITLE_CHARS), fontsize=9)
        axes.grid(visible=False, axis="y")
    panels[0].set_xlim(0, 1.6 * words["z"].max() or 1)
    return fig
