"""Labels that stand together -> a network figure, drawn only when there are enough of them."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corpus.errors import TableError
from corpus.plots import GREY, new_figure, say_nothing, styled
from corpus.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ENOUGH_LABELS, ENOUGH_PAIRS = 5, 6
"""With fewer labels, or fewer pairs that met more than once, the table says all there is."""

HEIGHT = 130


@styled
def plot_network(pairs: pd.DataFrame, *, title: str, top: int = 40) -> "Figure":
    """Draw the labels of a co-occurrence table as a network, in a circle that is the same for the same table.

    Parameters
    ----------
    pairs : DataFrame
        What `cooccurrence` gave.
    title : str
        The figure's title.
    top : int
        How many pairs are drawn: those that met most often, and more than once.

    Returns
    -------
    Figure
        One point per label and one line per pair: the thicker, the more often they met; dashed when no more often
        than expected. Places mean nothing but the order of the labels. With fewer than 5 labels or 6 pairs the
        figure says so, and the table is to be read.

    Raises
    ------
    TableError
        When the columns of `cooccurrence` are not there.

    Examples
    --------
    >>> columns = ["label", "with_label", "sentences", "expected"]
    >>> len(plot_network(pd.DataFrame([("a", "b", 2, 1.0)], columns=columns), title="Together").axes)
    1
    """
    unit = next((name for name in ("sentences", "articles") if name in pairs.columns), "")
    if not unit or not {"label", "with_label", "expected"} <= {*pairs.columns}:
        raise TableError(f"pairs: expected the columns of cooccurrence, found {', '.join(map(str, pairs.columns))}")
    met = pairs[pairs[unit] > 1]
    drawn = met.nlargest(top, unit, keep="first")
    labels = sorted({*drawn["label"], *drawn["with_label"]})
    if len(labels) < ENOUGH_LABELS or len(drawn) < ENOUGH_PAIRS:
        return say_nothing(f"{title}: too few labels met more than once for a network; see the table")
    fig = new_figure(HEIGHT)
    axes = fig.subplots()
    _draw(axes, drawn.assign(n=drawn[unit]), labels)
    axes.set_title(title)
    of = f"{len(drawn)} of {len(pairs)} pairs" if len(drawn) < len(pairs) else f"{len(pairs)} pairs"
    axes.text(0.5, -0.02, f"{of}; the thicker the line, the more {unit}; dashed: no more than expected",
              transform=axes.transAxes, ha="center", va="top", color=GREY, fontsize=7)  # fmt: skip
    return fig


def _draw(axes: "Axes", drawn: pd.DataFrame, labels: list[str]) -> None:
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(labels)
    places = networkx.circular_layout(graph)
    most = float(drawn["n"].max())
    for one, other, n, expected in drawn[["label", "with_label", "n", "expected"]].itertuples(index=False):
        (x, y), (u, v) = places[one], places[other]
        style = "-" if n > expected else (0, (3, 2))
        axes.plot([x, u], [y, v], color=COLOURS[0], linewidth=0.4 + 3 * n / most, alpha=0.55, linestyle=style, zorder=1)
    for label, (x, y) in places.items():
        axes.plot(x, y, "o", color=COLOURS[1], markersize=5, zorder=2)
        turn = float(np.degrees(np.arctan2(y, x)))
        left = abs(turn) > 90
        axes.text(1.05 * x, 1.05 * y, label.replace("_", " "), rotation=turn - 180 * left if left else turn, fontsize=7,
                  rotation_mode="anchor", ha="right" if left else "left", va="center")  # fmt: skip
    axes.set_aspect("equal")
    axes.set_xlim(-2.4, 2.4)
    axes.set_ylim(-1.9, 1.9)
    axes.set_axis_off()
