"""The house style: colours and marks, widths, and the three forms in which a figure is printed."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib import resources
from typing import TYPE_CHECKING, Any

from corpus.errors import ParameterError
from corpus.recipes import Recipe, dump, tell_caption

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLE = str(resources.files("corpus") / "data" / "corpus.mplstyle")
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito (2008) without their yellow; the house style takes them, and MARKERS, in this order."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X")

WIDTHS = {"single": 89.0, "text": 114.0, "wide": 165.0, "double": 183.0}
"""Widths of a printed figure in millimetres: one column, a book's text block, a wide one, two columns."""
MM_PER_INCH = 25.4
DPI = 300
"""Dots per inch of what is saved as dots."""


def size(width: str | float = "wide", height: float | None = None) -> tuple[float, float]:
    """Return width and height in inches, as matplotlib's ``figsize`` wants them.

    Parameters
    ----------
    width : str or float
        A name in `WIDTHS`, or millimetres.
    height : float, optional
        Millimetres; 0.6 of the width when not given.

    Examples
    --------
    >>> [round(inches * 25.4) for inches in size("single", 60)]
    [89, 60]
    """
    if isinstance(width, str) and width not in WIDTHS:
        raise ParameterError(f"width: expected one of {', '.join(WIDTHS)} or millimetres, found {width!r}")
    across = WIDTHS[width] if isinstance(width, str) else width
    down = 0.6 * across if height is None else height
    if across <= 0 or down <= 0:
        raise ParameterError(f"size: expected millimetres above 0, found {across} x {down}")
    return across / MM_PER_INCH, down / MM_PER_INCH


def use_style() -> None:
    """Set the house style for every figure drawn from now on; `start_run` does it for a notebook."""
    import matplotlib.style

    matplotlib.style.use(STYLE)


def style() -> AbstractContextManager[None]:
    """Return the house style as a context, which leaves matplotlib's settings as they were."""
    import matplotlib.style

    return matplotlib.style.context(STYLE)


def ink_on(colour: Sequence[float]) -> str:
    """Return black or white, whichever stands out more from a colour (WCAG 2.2, relative luminance).

    Parameters
    ----------
    colour : sequence of float
        Red, green and blue from 0 to 1; what follows is not read.

    Examples
    --------
    >>> ink_on((1, 1, 0.8)), ink_on((0, 0.1, 0.4))
    ('black', 'white')
    """
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
    luminance = sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "black" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "white"


def render(fig: "Figure", recipe: Recipe) -> dict[str, bytes]:
    """Return the figure as PDF, SVG and PNG, each with the recipe inside and without a date."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    proof, title = dump(recipe), tell_caption(recipe)
    pdf = {"Title": title, "Subject": proof, "Creator": "corpus-notebooks", "CreationDate": None}
    svg = {"Title": title, "Description": proof, "Creator": "corpus-notebooks", "Date": None}
    png = {"Title": title, "Description": recipe["alt"], "corpus-recipe": proof}
    with style(), _laid_out(fig):
        return {
            "pdf": _printed(fig, lambda file: FigureCanvasPdf(fig).print_pdf(file, metadata=pdf)),
            "svg": _printed(fig, lambda file: FigureCanvasSVG(fig).print_svg(file, metadata=svg)),
            "png": _printed(fig, lambda file: FigureCanvasAgg(fig).print_png(file, metadata=png)),
        }


@contextmanager
def _laid_out(fig: "Figure") -> Iterator[None]:
    """Place the parts of a figure once, for all forms of it; ``savefig`` would do so for each, and draw each twice.

    Ligatures are left out: in a PDF each would be a font of its own.
    """
    from matplotlib.text import Text

    canvas, dpi, layout = fig.canvas, fig.dpi, fig.get_layout_engine()
    for text in fig.findobj(Text) if hasattr(Text, "set_fontfeatures") else ():
        text.set_fontfeatures(["-liga"])
    fig.dpi = DPI
    fig.draw_without_rendering()
    fig.set_layout_engine("none")
    try:
        yield
    finally:
        fig.set_layout_engine(layout or "none")
        fig.set_canvas(canvas)
        fig.dpi = dpi


def _printed(fig: "Figure", draw: Callable[[io.BytesIO], Any]) -> bytes:
    file = io.BytesIO()
    fig.dpi = DPI
    draw(file)
    return file.getvalue()
