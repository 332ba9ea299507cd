"""The timeline: dated events, each as a mark of its own, as marks in lanes, or as counts when there are too many."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corpus.plots import GREY, PALE, Look, date_axis, look_of, new_figure, say_nothing, styled
from corpus.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LABELLED, DRAWN = 40, 400
"""Up to so many rows each has a line and a label; up to so many each has a mark; more are counted."""

LANES, LABEL_CHARS = 12, 64
LINE_MM, STEP_MM, COUNT_MM, FRAME_MM = 4.4, 2.2, 13.0, 34.0
"""Height of a labelled line, of a row of marks within a lane, of a lane of counts, and of title, axis and legend."""

MARK_SHARE = 0.022
"""Share of the axis that a mark takes: what lies nearer is drawn on the next row of its lane."""

ARROW_SHARE = 0.05
BINS = (("day", "D", 1.0), ("week", "W-SUN", 7.0), ("month", "M", 30.4), ("quarter", "Q", 91.3), ("year", "Y", 365.2))
"""Periods in which dates are counted: name, pandas' name, days."""

MOST_BINS = 110
GRADES = {"documented": "documented", "inferred": "inferred by a convention"}
HOLLOW = ("planned", "claimed")
DAY, MONTH = pd.Timedelta(days=1), pd.Timedelta(days=30)
ALL = "all"
DYADS = 8
DYAD = ("source_actor", "target_actor", "dated", "undated")
QUADS = {
    "verbal_cooperation": (COLOURS[5], 1), "material_cooperation": (COLOURS[0], 1),
    "verbal_conflict": (COLOURS[4], -1), "material_conflict": (COLOURS[1], -1),
}  # fmt: skip
"""Quad classes: colour, and whether counts stand upward or hang down; the dark ones are material."""
ARROW = "-|>,head_width=0.18,head_length=0.35"


@styled
def plot_timeline(dated: pd.DataFrame, *, title: str) -> "Figure":
    """Draw dates on a time line: a point for a day, a bar for a longer time, an arrow where an end is open.

    Up to 40 rows each has a line and a label. Up to 400 each has a mark in the lane of its group; marks that would
    cover each other stand one above the other. More are counted by period, in bars in the lane of their group. The
    title says which, and what could not be drawn.

    Parameters
    ----------
    dated : DataFrame
        One row per date: `label`, `group` (an article or actor: colour and marker, or a lane), `earliest`, `latest`
        (NaT for an open end), `grade`, and where wanted `status`: what is ``planned`` or ``claimed`` is hollow. In
        the order in which they are to stand from top to bottom.
    title : str
        The figure's title.

    Returns
    -------
    Figure
        One axes for documented dates and below it one for inferred ones, or one where only either is there; counts
        of inferred dates hang down from the line of their lane.

    Examples
    --------
    >>> dated = pd.DataFrame({"label": ["talks"], "group": ["001"], "grade": ["documented"],
    ...     "earliest": [pd.Timestamp("2023-07-19")], "latest": [pd.Timestamp("2023-07-19")]})
    >>> len(plot_timeline(dated, title="Dates").axes)
    1
    """
    known = dated[dated["earliest"].notna() | dated["latest"].notna()].reset_index(drop=True)
    if known.empty:
        return say_nothing(f"{title}: no date to show")
    missing = len(dated) - len(known)
    title = f"{title} ({missing} without a date not drawn)" if missing else title
    known = known.assign(status=known.get("status", ""))
    return _plot_marks(known, title) if len(known) <= DRAWN else _plot_counts(known, title)


def _plot_marks(known: pd.DataFrame, title: str) -> "Figure":
    labelled = len(known) <= LABELLED
    known = known if labelled else _few_lanes(known)
    look = look_of(list(dict.fromkeys(known["group"])))
    length = ARROW_SHARE * (_span(known) + MONTH)
    ends = _with_ends(known, length)
    parts = [(name, ends[ends["grade"].eq(grade)]) for grade, name in GRADES.items()]
    place = _rows_of_lines if labelled else _rows_of_lanes
    placed = [(name, *place(part)) for name, part in parts if len(part)]
    heights = [(1 + part["y"].max()) * (LINE_MM if labelled else STEP_MM) for _, part, _ in placed]
    fig = new_figure(FRAME_MM + sum(heights) + 8 * len(heights), "double")
    drawn = fig.subplots(len(placed), 1, sharex=True, squeeze=False, height_ratios=[height + 2 for height in heights])
    for axes, (name, part, ticks) in zip(drawn[:, 0], placed, strict=True):
        for row in part.to_dict("records"):
            _draw_mark(axes, row, look[row["group"]])
            if labelled:
                _name_group(axes, row, look[row["group"]])
        axes.set_yticks(list(ticks), list(ticks.values()))
        axes.set_ylim(part["y"].max() + 0.6, -0.6)
        axes.set_title(f"{name}, n = {len(part)}", fontweight="normal")
    date_axis(drawn[-1, 0], ends.assign(earliest=ends["first"], latest=ends["last"]))
    _head(fig, title if labelled else f"{title}: {len(known)} marks in lanes, without labels")
    _key(fig, known)
    return fig


def _head(fig: "Figure", title: str) -> None:
    fig.suptitle(title, x=0.01, ha="left", fontsize=9, fontweight="bold")


def _few_lanes(known: pd.DataFrame) -> pd.DataFrame:
    """Keep the groups with most rows apart and put the others into one lane."""
    counts = known["group"].value_counts()
    if len(counts) <= LANES:
        return known
    kept = counts.index[: LANES - 1]
    return known.assign(group=known["group"].where(known["group"].isin(kept), f"{len(counts) - len(kept)} others"))


def _span(known: pd.DataFrame) -> pd.Timedelta:
    ends = pd.concat([known["earliest"], known["latest"]]).dropna()
    return ends.max() - ends.min()


def _with_ends(known: pd.DataFrame, length: pd.Timedelta) -> pd.DataFrame:
    """Add `first` and `last`, between which a row is drawn: an open end is an arrow of some length."""
    first = known["earliest"].fillna(known["latest"] - length)
    return known.assign(first=first, last=known["latest"].fillna(first + length))


def _rows_of_lines(part: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, str]]:
    """Give each row a line `y`; return the rows and the label of each line."""
    short = part["label"].where(part["label"].str.len() <= LABEL_CHARS, part["label"].str[: LABEL_CHARS - 1] + "…")
    return part.assign(y=range(len(part))), dict(enumerate(short))


def _rows_of_lanes(part: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, str]]:
    """Give each group a lane of as many rows `y` as its marks need to stand clear of each other."""
    room = MARK_SHARE * (part["last"].max() - part["first"].min() + MONTH)
    placed, names, top = [], {}, 0
    for group, rows in part.groupby("group", sort=False):
        rows = rows.sort_values(["first", "last"], kind="stable")
        free: list[pd.Timestamp] = []
        steps = []
        for first, last in zip(rows["first"], rows["last"], strict=True):
            step = next((at for at, until in enumerate(free) if until < first), len(free))
            free[step : step + 1] = [last + room]
            steps.append(top + step)
        placed.append(rows.assign(y=steps))
        names[top] = str(group)
        top += len(free) + 1
    return pd.concat(placed), names


def _draw_mark(axes: "Axes", row: dict[Any, Any], look: Look) -> None:
    from matplotlib.dates import date2num

    colour, at = look["color"], row["y"]
    face = "white" if row["status"] in HOLLOW else colour
    first, last = float(date2num(row["first"])), float(date2num(row["last"])) + 1
    if pd.isna(row["earliest"]) or pd.isna(row["latest"]):
        known, opened = (last, first) if pd.isna(row["earliest"]) else (first, last)
        arrow = {"arrowstyle": ARROW, "edgecolor": colour, "facecolor": face, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", xy=(opened, at), xytext=(known, at), arrowprops=arrow)
        axes.plot([known], [at], marker="|", linestyle="", markersize=6, color=colour)
    elif last - first >= 2:
        axes.barh(at, last - first, left=first, height=0.3, facecolor=face, edgecolor=colour, linewidth=1)
    else:
        axes.plot([first], [at], linestyle="", markersize=4.5, markerfacecolor=face, **look)


def _name_group(axes: "Axes", row: dict[Any, Any], look: Look) -> None:
    """Name the group of a line at its right end, so that it does not hang on the colour."""
    right = axes.get_yaxis_transform()
    axes.text(1.06, row["y"], row["group"], transform=right, va="center", fontsize=7)
    axes.plot([1.025], [row["y"]], transform=right, clip_on=False, linestyle="", markersize=3.5, **look)


def _key(fig: "Figure", known: pd.DataFrame) -> None:
    """Say below what the marks mean."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    day: Look = {"linestyle": "", "marker": "o", "markersize": 4.5, "color": GREY}
    signs: list[Any] = [
        Line2D([], [], label="a day", **day),
        Patch(facecolor=GREY, edgecolor=GREY, label="some time within"),
        Line2D([], [], linestyle="-", marker="<", markersize=4, color=GREY, label="on or before; on or after"),
    ]
    if known["status"].isin(HOLLOW).any():
        signs.append(Line2D([], [], markerfacecolor="white", label="hollow: planned or claimed", **day))
    fig.legend(handles=signs, loc="outside lower center", ncols=4)


def _plot_counts(known: pd.DataFrame, title: str) -> "Figure":
    """Draw a lane of bars for all dates, and one per group: how many lie in each period."""
    fits, name, width = _binned(known)
    groups = known["group"].value_counts()
    lanes = [ALL, *groups.index[: LANES - 1]] if len(groups) > 1 else [ALL]
    fig = new_figure(FRAME_MM + COUNT_MM * len(lanes), "double")
    drawn = fig.subplots(len(lanes), 1, sharex=True, squeeze=False)[:, 0]
    for axes, lane in zip(drawn, lanes, strict=True):
        _draw_counts(axes, fits if lane == ALL else fits[fits["group"].eq(lane)], width)
        n = len(known) if lane == ALL else int(groups[lane])
        wider = n - len(fits) if lane == ALL else n - int(fits["group"].eq(lane).sum())
        note = f"n = {n}" + (f"\n{wider} longer than\na {name}, or open" if wider else "")
        axes.text(1.01, 0.5, note, transform=axes.transAxes, va="center", fontsize=7)
        axes.set_ylabel(lane, rotation=0, ha="right", va="center")
    _share_scale(list(drawn[1:]))
    date_axis(drawn[-1], fits)
    drawn[-1].set_xlabel(f"dates per {name}: upward, filled: documented; downward, hollow: inferred by a convention")
    rest = f"; the {LANES - 1} groups with most of {len(groups)}" if len(groups) >= LANES else ""
    _head(fig, f"{title}: {len(known)} dates, counted by {name}{rest}")
    return fig


def _draw_counts(axes: "Axes", part: pd.DataFrame, width: float) -> None:
    """Draw the counts of documented dates upward and of inferred ones downward."""
    for grade, sign, face in (("documented", 1, COLOURS[0]), ("inferred", -1, "white")):
        counts = part[part["grade"].eq(grade)].groupby("start").size()
        look: Look = {"facecolor": face, "edgecolor": COLOURS[0], "linewidth": 0.6}
        axes.bar(counts.index, sign * counts, width, align="edge", **look)
    axes.axhline(0, color=GREY, linewidth=0.6)
    axes.yaxis.set_major_locator(_whole_numbers())
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")


def _share_scale(drawn: "Sequence[Axes]") -> None:
    """Give the lanes of groups the same scale; that of all dates keeps its own."""
    limits = [axes.get_ylim() for axes in drawn]
    for axes in drawn:
        axes.set_ylim(min(low for low, _ in limits), max(high for _, high in limits))


def _whole_numbers() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=3, integer=True)


def _binned(known: pd.DataFrame) -> tuple[pd.DataFrame, str, float]:
    """Return the rows that lie within one period, with its first day, and that period: name and width in days."""
    closed = known[known["earliest"].notna() & known["latest"].notna()]
    span = (closed["latest"].max() - closed["earliest"].min()) / DAY if len(closed) else 0
    name, freq, width = next((one for one in BINS if span / one[2] <= MOST_BINS), BINS[-1])
    first, last = (closed[side].dt.to_period(freq).dt.start_time for side in ("earliest", "latest"))
    return closed.assign(start=first)[first.eq(last)], name, width


@styled
def plot_panel(counts: pd.DataFrame, *, title: str) -> "Figure":
    """Draw counts by dyad and period: cooperation upward, conflict downward, grey where no article was published.

    Parameters
    ----------
    counts : DataFrame
        What `panel` made, by source and target.
    title : str
        The figure's title.

    Returns
    -------
    Figure
        One axes per dyad with a dated event, the eight with most of them; how many are dated stands beside each
        and, for all dyads, below.

    Examples
    --------
    >>> from corpus.panel import panel
    >>> from corpus.tables import empty
    >>> len(plot_panel(panel(empty("events"), empty("articles")), title="Acts").axes)
    1
    """
    dyads = counts.drop_duplicates(["source_actor", "target_actor"])
    dated, all_acts = int(dyads["dated"].sum()), int(dyads["dated"].sum() + dyads["undated"].sum())
    if not dated:
        return say_nothing(f"{title}: none of {all_acts} acts with source and target has a date")
    shown = dyads[dyads["dated"] > 0].sort_values("dated", ascending=False, kind="stable").head(DYADS)
    fig = new_figure(FRAME_MM + COUNT_MM * len(shown), "double")
    drawn = fig.subplots(len(shown), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    for axes, (source, target, own, other) in zip(drawn, shown[list(DYAD)].itertuples(index=False), strict=True):
        part = counts[counts["source_actor"].eq(source) & counts["target_actor"].eq(target)]
        _draw_quads(axes, part)
        axes.text(1.01, 0.5, f"{own} dated\nof {own + other}", transform=axes.transAxes, va="center", fontsize=7)
        axes.set_ylabel(f"{source}\n→ {target}", rotation=0, ha="right", va="center", fontsize=7)
    date_axis(drawn[-1], counts.assign(earliest=counts["start"], latest=counts["start"]))
    told = f"{dated} acts dated of {all_acts} with source and target"
    drawn[-1].set_xlabel(f"{told}\nupward: cooperation, downward: conflict; grey: no article of that time")
    more = int((dyads["dated"] > 0).sum()) - len(shown)
    _head(fig, f"{title} ({more} dyads more not drawn)" if more else title)
    _key_of_quads(fig)
    return fig


def _draw_quads(axes: "Axes", part: pd.DataFrame) -> None:
    starts = part["start"].to_numpy()
    step = (part["start"].shift(-1) - part["start"]).dt.days.astype("float64")
    width = step.ffill().fillna(MONTH.days).to_numpy()
    silent = part["articles"].eq(0).to_numpy()
    look: Look = {"align": "edge", "linewidth": 0.2}
    axes.bar(starts[silent], 1, width[silent], color=PALE, alpha=0.5, transform=axes.get_xaxis_transform(), **look)
    for sign in (1, -1):
        bottom = np.zeros(len(part))
        for name, (colour, side) in QUADS.items():
            if side == sign:
                height = sign * part[name].to_numpy()
                there = height != 0
                axes.bar(starts[there], height[there], width[there], bottom[there], color=colour, **look)
                bottom = bottom + height
    axes.axhline(0, color=GREY, linewidth=0.6)
    axes.yaxis.set_major_locator(_whole_numbers())
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")


def _key_of_quads(fig: "Figure") -> None:
    from matplotlib.patches import Patch

    named = [Patch(color=colour, label=name.replace("_", " ")) for name, (colour, _) in QUADS.items()]
    fig.legend(handles=named, loc="outside lower center", ncols=4)
