"""Figures of tone: sentences by article, methods against each other, who speaks how of whom."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corpus import tables
from corpus.comparison import CUT, side_by_side
from corpus.plots import GREY, LABELLED, PALE, ROW_MM, new_figure, say_nothing, styled
from corpus.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = 3
"""So many methods stand beside each other."""

LEAST_LIMIT = 0.25
"""The colours of a matrix reach at least so far to either side of 0, so that small differences look small."""

NAME_CHARS = 30

DIVERGING = "PuOr"
"""Orange for negative, purple for positive: told apart by every eye and in grey by the numbers."""


@styled
def plot_scores(points: pd.DataFrame, *, title: str) -> "Figure":
    """Draw one strip of sentences per article, in one panel per method.

    Parameters
    ----------
    points : DataFrame
        What `score_points` gave.
    title : str
        The figure's title.

    Returns
    -------
    Figure
        One point per sentence: filled where a word of the lexicon was found, hollow where none was. A bar marks the
        mean; no interval is drawn, since an article is one cluster. Of more than 40 articles the first 40 are drawn,
        and the title says so; of more than three methods the first three.

    Examples
    --------
    >>> points = pd.DataFrame({"article": ["a", "a"], "method": "news", "score": [0.3, 0.0], "no_hit": [0.0, 1.0]})
    >>> len(plot_scores(points, title="Tone").axes)
    1
    """
    if points.empty:
        return say_nothing(f"{title}: no sentence to show")
    every = list(dict.fromkeys(points["article"]))
    names, methods = every[:LABELLED], list(dict.fromkeys(points["method"]))[:PANELS]
    fig = new_figure(24 + min(13, 330 / len(names)) * len(names))
    panels = fig.subplots(1, len(methods), sharey=True, sharex=True, squeeze=False)[0]
    for axes, method in zip(panels, methods, strict=True):
        axes.axvline(0, color=GREY, linewidth=0.8)
        for at, name in enumerate(names):
            _draw_strip(axes, at, points[(points["article"] == name) & (points["method"] == method)])
        axes.set_xlabel(f"{method}: score of a sentence")
        axes.grid(visible=False, axis="y")
    counts = points[points["method"] == methods[0]]["article"].value_counts()
    panels[0].set_yticks(range(len(names)), [f"{name}\nn = {counts.get(name, 0)}" for name in names])
    panels[0].set_ylim(len(names) - 0.5, -0.5)
    panels[0].set_title(title if len(every) == len(names) else f"{title} (the first {len(names)} of {len(every)})")
    return fig


def _draw_strip(axes: "Axes", at: int, part: pd.DataFrame) -> None:
    if part.empty:
        return
    ordered = part.sort_values("score", kind="stable")
    lift = at + 0.1 + 0.22 * np.sin(np.arange(len(ordered)) * 2.4)
    hit, scores = (ordered["no_hit"] != 1).to_numpy(), ordered["score"].to_numpy()
    axes.scatter(scores[hit], lift[hit], s=13, color=COLOURS[0], alpha=0.8, linewidths=0)
    axes.scatter(scores[~hit], lift[~hit], s=13, facecolors="none", edgecolors=GREY, linewidths=0.7)
    mean, unhit = part["score"].mean(), part["no_hit"].mean()
    axes.plot([mean] * 2, [at - 0.2, at + 0.4], color=COLOURS[1], linewidth=2, marker="", linestyle="-")
    note = f"mean {mean:+.2f}" + ("" if np.isnan(unhit) else f", no hit {unhit:.0%}")
    axes.text(0.01, at - 0.32, note, transform=axes.get_yaxis_transform(), va="center", fontsize=6.5, color=GREY)


@styled
def plot_methods(scores: pd.DataFrame, *, title: str) -> "Figure":
    """Draw the score of each sentence by one method against its score by each other.

    Parameters
    ----------
    scores : DataFrame
        Table ``scores``; the first method is set against the others.
    title : str
        The figure's title.

    Returns
    -------
    Figure
        One point per sentence, in one panel per other method; orange where the signs are opposite.

    Examples
    --------
    >>> rows = pd.DataFrame({"sentence_id": ["a:1", "a:1"], "method": ["news", "vader"], "score": [0.3, -0.2]})
    >>> len(plot_methods(tables.complete(rows, "scores"), title="Methods").axes)
    1
    """
    wide = side_by_side(scores)
    if wide.empty or wide.shape[1] < 2:
        return say_nothing(f"{title}: fewer than two methods, or no sentence, to show")
    first, *others = wide.columns[: PANELS + 1]
    fig = new_figure(95)
    for axes, other in zip(fig.subplots(1, len(others), sharey=True, squeeze=False)[0], others, strict=True):
        opposite = (wide[first] >= CUT) & (wide[other] <= -CUT) | (wide[first] <= -CUT) & (wide[other] >= CUT)
        for some, colour, marker in ((~opposite, COLOURS[0], "o"), (opposite, COLOURS[1], "s")):
            part = wide[some]
            axes.scatter(part[other], part[first], s=16, color=colour, marker=marker, alpha=0.7, linewidths=0)
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.axvline(0, color=GREY, linewidth=0.8)
        note = f"{int(opposite.sum())} of {len(wide)} sentences with opposite signs (squares)"
        axes.set(xlabel=f"{other}: score\n{note}", ylabel=f"{first}: score", xlim=(-1.05, 1.05), ylim=(-1.05, 1.05))
        axes.set_aspect("equal")
        axes.set_title(title if other == others[0] else "")
    return fig


@styled
def plot_matrix(cells: pd.DataFrame, *, title: str, top: int = 10) -> "Figure":
    """Draw who speaks how of whom: a cell per holder and target, with its numbers.

    Parameters
    ----------
    cells : DataFrame
        `holder`, `target`, `n_sentences`, `n_articles`, `score` (missing where there are too few articles), as
        `tone_between` gives them.
    title : str
        The figure's title.
    top : int
        How many holders and how many targets are drawn: those with the most sentences.

    Returns
    -------
    Figure
        One cell per holder (row) and target (column): the mean and its colour where there is one, and below it
        sentences/articles; cells with too few articles hold these counts alone.

    Examples
    --------
    >>> one = {"holder": "outlet", "target": "Pakistan", "n_sentences": 9, "n_articles": 6, "score": 0.1}
    >>> cells = pd.DataFrame([one])
    >>> len(plot_matrix(cells, title="Tone toward").axes)
    2
    """
    if cells.empty:
        return say_nothing(f"{title}: nothing to show")
    rows, columns = (_commonest(cells, side, top) for side in ("holder", "target"))
    shown = cells[cells["holder"].isin(rows) & cells["target"].isin(columns)]
    fig = new_figure(34 + 1.8 * ROW_MM * len(rows))
    axes = fig.subplots()
    values = shown.pivot(index="holder", columns="target", values="score").reindex(index=rows, columns=columns)
    limit = max(LEAST_LIMIT, np.nan_to_num(values.abs().max().max()))
    image = axes.imshow(values.to_numpy("float64"), aspect="auto", cmap=DIVERGING, vmin=-limit, vmax=limit)
    for holder, target, *numbers in tables.rows_of(shown, "holder", "target", "score", "n_sentences", "n_articles"):
        _write_cell(axes, (columns.index(target), rows.index(holder)), limit, *numbers)
    axes.set_xticks(range(len(columns)), _short(columns), rotation=40, ha="right")
    axes.set_xticks(np.arange(len(columns) + 1) - 0.5, minor=True)
    axes.set_yticks(range(len(rows)), _short(rows))
    axes.set_yticks(np.arange(len(rows) + 1) - 0.5, minor=True)
    axes.grid(visible=False)
    axes.grid(which="minor", color=PALE)
    axes.tick_params(which="both", length=0)
    axes.set(title=title, xlabel="of whom", ylabel="who speaks")
    if values.notna().to_numpy().any():
        fig.colorbar(image, ax=axes, label="mean score", shrink=0.8)
    return fig


def _short(names: list[str]) -> list[str]:
    return [name if len(name) <= NAME_CHARS else f"{name[: NAME_CHARS - 1]}…" for name in names]


def _write_cell(axes: "Axes", place: tuple[int, int], limit: float, mean: float, *counts: int) -> None:
    n = "/".join(map(str, counts))
    told = n if np.isnan(mean) else f"{mean:+.2f}\n{n}"
    colour = GREY if np.isnan(mean) else "white" if abs(mean) > 0.6 * limit else "black"
    axes.text(*place, told, ha="center", va="center", fontsize=6.5, color=colour)


def _commonest(cells: pd.DataFrame, side: str, top: int) -> list[str]:
    """Return the names with the most sentences, those of equal number by name."""
    sums = cells.groupby(side)["n_sentences"].sum().reset_index()
    return sums.sort_values(["n_sentences", side], ascending=[False, True])[side].head(top).tolist()
