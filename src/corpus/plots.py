"""Tables -> matplotlib figures in the house style; `figures.save_figure` keeps them."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

import numpy as np
import pandas as pd

from corpus.style import COLOURS, MARKERS, ink_on, size, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

P = ParamSpec("P")
Look = dict[str, Any]

LABELLED = 40
"""Up to so many groups each has a line of its own."""

TOLD_APART, LEGEND_CHARS = 12, 110
"""So many groups have a colour and marker of their own; so many characters fit in a line of the legend."""

UNDATED_ACROSS = 7
"""So many points without a date stand side by side."""

GREY = "#595959"
PALE = "#D0D0D0"
ROW_MM = 5.5


def styled(draw: Callable[P, "Figure"]) -> Callable[P, "Figure"]:
    """Draw in the house style and leave matplotlib's settings as they were."""

    @wraps(draw)
    def inside(*args: P.args, **kwargs: P.kwargs) -> "Figure":
        with style():
            return draw(*args, **kwargs)

    return inside


def new_figure(height: float, width: str | float = "wide") -> "Figure":
    """Return an empty figure of a height in millimetres."""
    from matplotlib.figure import Figure

    return Figure(figsize=size(width, height))


def say_nothing(text: str) -> "Figure":
    """Return a figure that says that there is nothing to draw."""
    fig = new_figure(25)
    axes = fig.subplots()
    axes.set_axis_off()
    axes.text(0.5, 0.5, text, ha="center", va="center", color=GREY)
    return fig


def look_of(names: Sequence[str]) -> dict[str, Look]:
    """Return a colour and a marker for each name; after the seventh the colours go with other markers."""
    count = len(COLOURS)
    return {
        name: {"color": COLOURS[at % count], "marker": MARKERS[(at + at // count) % len(MARKERS)]}
        for at, name in enumerate(names)
    }


def tell_apart(points: pd.DataFrame) -> pd.DataFrame:
    """Return the points with their groups, or with one group that says how many there are too many to tell apart."""
    count = points["group"].nunique()
    return points if count <= TOLD_APART else points.assign(group=f"{count} articles, not told apart")


def add_legend(fig: "Figure", look: dict[str, Look]) -> None:
    """Put a legend below, in as many columns as the names leave room for."""
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], linestyle="", markersize=5, label=name, **marks) for name, marks in look.items()]
    columns = max(1, min(4, LEGEND_CHARS // (max(map(len, look)) + 4)))
    fig.legend(handles=handles, loc="outside lower center", ncols=columns)


def _spaced(names: Iterable[Any]) -> list[str]:
    return [str(name).replace("_", " ") for name in names]


@styled
def plot_flow(flow: pd.DataFrame) -> "Figure":
    """Draw what goes from step to step, from files found to articles analysed.

    Parameters
    ----------
    flow : DataFrame
        What `count_flow` made.

    Returns
    -------
    Figure
        One bar per step, with its count and how many were left out.

    Examples
    --------
    >>> flow = pd.DataFrame({"step": ["files found"], "unit": ["files"], "n": [5], "left_out": [0], "why": [""]})
    >>> len(plot_flow(flow).axes)
    1
    """
    fig = new_figure(8 + 8 * len(flow))
    axes = fig.subplots()
    colours = {unit: COLOURS[at] for at, unit in enumerate(dict.fromkeys(flow["unit"]))}
    axes.barh(flow["step"], flow["n"], height=0.62, color=flow["unit"].map(colours).tolist())
    most = max(1, int(flow["n"].max()))
    for at, (_, unit, n, left_out, why) in enumerate(flow.itertuples(index=False)):
        note = f"  −{left_out}: {why}" if left_out else ""
        axes.text(n + most * 0.015, at, f"{n} {unit}{note}", va="center", fontsize=7, color="black")
    axes.set_xlim(0, most * 1.6)
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(left=False)
    axes.set_title("From files to analysed articles")
    return fig


@styled
def plot_heatmap(counts: pd.DataFrame, *, title: str, unit: str) -> "Figure":
    """Draw a table of counts as a heat map with the counts in its cells; cells of 0 stay empty.

    Parameters
    ----------
    counts : DataFrame
        Rows and columns as they are to stand, with their names as index and columns.
    title, unit : str
        The figure's title, and what is counted, for the colour bar.

    Returns
    -------
    Figure
        One cell per row and column.

    Examples
    --------
    >>> len(plot_heatmap(pd.DataFrame({"trade": [2, 0]}, index=["001", "002"]), title="Themes", unit="hits").axes)
    2
    """
    if counts.empty or not counts.to_numpy().any():
        return say_nothing(f"{title}: nothing to show")
    fig = new_figure(28 + ROW_MM * len(counts))
    axes = fig.subplots()
    values = counts.to_numpy(dtype=float)
    image = axes.imshow(np.where(values == 0, np.nan, values), aspect="auto", vmin=0, vmax=values.max())
    for row, column in np.argwhere(values > 0):
        shade = ink_on(list(image.to_rgba(values[row, column])))
        axes.text(column, row, f"{values[row, column]:g}", ha="center", va="center", fontsize=7, color=shade)
    axes.set_xticks(range(counts.shape[1]), _spaced(counts.columns), rotation=40, ha="right")
    axes.set_xticks(np.arange(counts.shape[1] + 1) - 0.5, minor=True)
    axes.set_yticks(range(counts.shape[0]), [str(name) for name in counts.index])
    axes.set_yticks(np.arange(counts.shape[0] + 1) - 0.5, minor=True)
    axes.grid(visible=False)
    axes.grid(which="minor", color=PALE)
    axes.tick_params(which="both", length=0)
    axes.set_title(title)
    fig.colorbar(image, ax=axes, label=unit, shrink=0.8)
    return fig


@styled
def plot_over_time(points: pd.DataFrame, *, title: str, ylabel: str) -> "Figure":
    """Draw a value per article by its date of publication; articles without a date stand apart.

    Parameters
    ----------
    points : DataFrame
        One row per point: `lane` (a number, or a name for lanes of names), `group` (colour and marker),
        `earliest` and `latest` (NaT where undated), `weight` (drives the size of the point).
    title, ylabel : str
        The figure's title and what the lanes are.

    Returns
    -------
    Figure
        One point per row, in two panels: dated, and without a date (points side by side, in no order).

    Examples
    --------
    >>> points = pd.DataFrame({"lane": ["trade"], "group": ["001"], "weight": [3],
    ...     "earliest": [pd.Timestamp("2023-07-21")], "latest": [pd.Timestamp("2023-07-21")]})
    >>> len(plot_over_time(points, title="Themes", ylabel="").axes)
    2
    """
    if points.empty:
        return say_nothing(f"{title}: nothing to show")
    points = tell_apart(points)
    named = not pd.api.types.is_numeric_dtype(points["lane"])
    lanes = list(dict.fromkeys(points["lane"])) if named else []
    look = look_of(list(dict.fromkeys(points["group"])))
    fig = new_figure(max(62, 40 + ROW_MM * len(lanes)))
    dated, undated = fig.subplots(1, 2, sharey=True, width_ratios=[4, 1])
    y = points["lane"].map({lane: at for at, lane in enumerate(lanes)}) if named else points["lane"]
    apart = list(dict.fromkeys(points.loc[points["earliest"].isna() | points["latest"].isna(), "group"]))
    placed = points.assign(y=y)
    for group in look:
        part = placed[placed["group"] == group]
        _draw_dated(dated, part, look[group])
        if group in apart:
            _draw_undated(undated, part, look[group], (apart.index(group), len(apart)))
    if named:
        dated.set_yticks(range(len(lanes)), _spaced(lanes))
        dated.set_ylim(len(lanes) - 0.5, -0.5)
    else:
        dated.margins(y=0.15)
        dated.axhline(0, color=GREY, linewidth=0.8)
        undated.axhline(0, color=GREY, linewidth=0.8)
    date_axis(dated, points)
    dated.set(xlabel="date of publication", ylabel=ylabel, title=title)
    undated.set(xticks=[], xlim=(0, 1), xlabel="no date")
    add_legend(fig, look)
    return fig


def _draw_dated(axes: "Axes", part: pd.DataFrame, look: Look) -> None:
    known = part[part["earliest"].notna() & part["latest"].notna()]
    middle = known["earliest"] + (known["latest"] - known["earliest"]) / 2
    axes.hlines(known["y"], known["earliest"], known["latest"], color=look["color"], linewidth=1)
    axes.scatter(middle, known["y"], s=_areas(known["weight"]), alpha=0.85, linewidths=0, **look)


def _draw_undated(axes: "Axes", part: pd.DataFrame, look: Look, slot: tuple[int, int]) -> None:
    """Draw points without a date in the slot of their group, side by side: (1, 3) is the second of three."""
    unknown = part[part["earliest"].isna() | part["latest"].isna()]
    within = (np.arange(len(unknown)) % UNDATED_ACROSS + 0.5) / UNDATED_ACROSS if slot[1] == 1 else 0.5
    across = np.broadcast_to((slot[0] + within) / slot[1], len(unknown))
    axes.scatter(across, unknown["y"], s=_areas(unknown["weight"]), alpha=0.85, linewidths=0, **look)


def _areas(weights: pd.Series) -> "pd.Series[float]":
    return 14 + 10 * weights.clip(0, 20)


def date_axis(axes: "Axes", points: pd.DataFrame) -> None:
    """Give the axis dates; a single day gets room on both sides."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    ends = pd.concat([points["earliest"], points["latest"]]).dropna()
    if len(ends):
        room = max((ends.max() - ends.min()) * 0.05, pd.Timedelta(days=15))
        axes.set_xlim(ends.min() - room, ends.max() + room)
    locator = AutoDateLocator(minticks=3, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))


@styled
def plot_bars(values: pd.DataFrame, *, title: str, xlabel: str) -> "Figure":
    """Draw one bar per row, to the left where the value is negative.

    Parameters
    ----------
    values : DataFrame
        `label`, `value` and `note` (printed at the end of the bar), in the order to be drawn.
    title, xlabel : str
        The figure's title, and what the value is, with its unit.

    Returns
    -------
    Figure
        One bar per row.

    Examples
    --------
    >>> values = pd.DataFrame({"label": ["attack"], "value": [-2.1], "note": ["3 times"]})
    >>> len(plot_bars(values, title="Words", xlabel="contribution").axes)
    1
    """
    if values.empty:
        return say_nothing(f"{title}: nothing to show")
    fig = new_figure(26 + 4.6 * len(values))
    axes = fig.subplots()
    colours = np.where(values["value"] < 0, COLOURS[1], COLOURS[0])
    bars = axes.barh(range(len(values)), values["value"], color=colours, height=0.7)
    axes.bar_label(bars, labels=values["note"].tolist(), padding=2, fontsize=6.5, color=GREY)
    axes.set_yticks(range(len(values)), values["label"].tolist())
    axes.set_ylim(len(values) - 0.4, -0.6)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.margins(x=0.18)
    axes.grid(visible=False, axis="y")
    axes.set(title=title, xlabel=xlabel)
    return fig
