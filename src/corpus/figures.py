"""One house style; figures and tables saved together with the recipe that says where they came from."""

import base64
import hashlib
import html
import io
import json
import os
import platform
import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib import resources
from importlib.metadata import version
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

import pandas as pd

from corpus.errors import ParameterError, TableError
from corpus.printed import write_html, write_latex

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLE = str(resources.files("corpus") / "data" / "corpus.mplstyle")
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito (2008) without their yellow; the house style takes them, and MARKERS, in this order."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X")

WIDTHS = {"single": 89.0, "text": 114.0, "wide": 165.0, "double": 183.0}
"""Widths of a printed figure in millimetres: one column, a book's text block, a wide one, two columns."""
MM_PER_INCH = 25.4
LISTED = 200
"""A recipe lists that many inputs and articles; of more it holds the count and a hash."""

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Run:
    """A run of a notebook: what its figures and tables must say of where they came from.

    `source` and `out` are absolute; `inputs` are (path relative to `source`, SHA-256) of the files read and
    `lexicons` (name, version, SHA-256).
    """

    notebook: str
    parameters: Mapping[str, Any]
    source: Path
    out: Path
    inputs: tuple[tuple[str, str], ...] = ()
    lexicons: tuple[tuple[str, str, str], ...] = ()

    @property
    def folder(self) -> Path:
        """Where ``figures/`` and ``tables/`` of this notebook lie."""
        return self.out / self.notebook


@dataclass(frozen=True)
class Saved:
    """What was saved; as the last line of a cell it is shown as figure or table with its caption and id."""

    kind: str
    name: str
    id: str
    files: tuple[str, ...]
    caption: str
    shown: str = field(repr=False)
    png: bytes = field(default=b"", repr=False)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        files = ", ".join(self.files)
        note = f'<small style="color:#595959">id {self.id} · {html.escape(files)}</small>'
        text = f"<figcaption>{html.escape(self.caption)} {note}</figcaption>"
        bundle = {
            "text/plain": f"{self.caption} [id {self.id}]\n{files}",
            "text/html": f'<figure style="margin:0">{self.shown}{text}</figure>',
        }
        return bundle | ({"image/png": _base64(self.png)} if self.png else {})


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


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


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _json(recipe: dict[str, Any], indent: int | None = None) -> str:
    return json.dumps(recipe, indent=indent, default=str)


def _public(value: Any) -> Any:
    """Return the value of a parameter, of a path that leads out of the working folder only its last part."""
    if isinstance(value, (list, tuple)):
        return [_public(one) for one in value]
    if not isinstance(value, (str, os.PathLike)):
        return value
    text = os.fspath(value)
    if PurePosixPath(text).is_absolute() or text.startswith(("~", "../")):
        return PurePosixPath(text).name
    return PureWindowsPath(text).name if PureWindowsPath(text).is_absolute() else text


def _listed(items: list[Any]) -> list[Any] | dict[str, Any]:
    if len(items) <= LISTED:
        return items
    lines = "".join(json.dumps(item) + "\n" for item in items)
    return {"count": len(items), "sha256": _sha256(lines.encode())}


def _versions() -> dict[str, str]:
    from corpus import __version__

    others = {name: version(name) for name in ("pandas", "matplotlib", "nltk", "vaderSentiment")}
    return {"corpus": __version__, "python": platform.python_version(), **others}


def _recipe(run: Run, what: dict[str, str], data: bytes, sources: Iterable[str]) -> dict[str, Any]:
    """Return what is needed to make a figure or table again, and its id, which is a hash of all that."""
    recipe = {
        **what,
        "notebook": run.notebook,
        "parameters": {k: _public(v) for k, v in sorted(run.parameters.items()) if k not in ("source", "out")},
        "versions": _versions(),
        "inputs": _listed([{"file": file, "sha256": digest} for file, digest in run.inputs]),
        "lexicons": [dict(zip(("name", "version", "sha256"), one, strict=True)) for one in run.lexicons],
        "articles": _listed(sorted(set(sources))),
        "data_sha256": _sha256(data),
    }
    return {"id": _sha256(_json(recipe).encode())[:12], **recipe}


def _check_words(name: str, **texts: str) -> None:
    if not NAME.fullmatch(name):
        better = "-".join(re.findall("[a-z0-9]+", name.lower())) or "tone-by-actor"
        raise ParameterError(f"name: expected small letters, digits and hyphens as in {better!r}, found {name!r}")
    for what in (what for what, text in texts.items() if not str(text).strip()):
        raise ParameterError(f"{name}, {what}: expected a sentence for the reader, found none")


def _columns(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a frame whose rows are told apart by columns alone, not by an index."""
    flat = frame.reset_index(drop=all(part is None for part in frame.index.names))
    flat.columns = pd.Index([_joined(column) for column in flat.columns])
    if not flat.columns.is_unique:
        twice = flat.columns[flat.columns.duplicated()][0]
        raise TableError(f"{name}, column {twice}: expected once, found twice")
    return flat


def _joined(column: Any) -> str:
    return " ".join(str(part) for part in column if part != "") if isinstance(column, tuple) else str(column)


def _harmless(value: Any) -> Any:
    """Return a text with a quote before what a spreadsheet would run as a formula; anything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _csv(frame: pd.DataFrame) -> bytes:
    words = frame.select_dtypes(exclude=["number", "bool", "datetime"]).columns
    safe = frame.assign(**{name: frame[name].astype(object).map(_harmless) for name in words})
    header = [_harmless(name) for name in safe.columns]
    return safe.to_csv(index=False, header=header, lineterminator="\n").encode("utf-8", "replace")


def _write(folder: Path, name: str, files: dict[str, bytes]) -> tuple[str, ...]:
    """Write ``<name>.<ending>`` for each ending, beside and then renamed: no file is ever half there."""
    folder.mkdir(parents=True, exist_ok=True)
    for ending, data in files.items():
        beside = folder / f".{name}.{ending}.{os.getpid()}"
        beside.write_bytes(data)
        beside.replace(folder / f"{name}.{ending}")
    return tuple(f"{folder.name}/{name}.{ending}" for ending in files)


def _rendered(fig: "Figure", recipe: dict[str, Any]) -> dict[str, bytes]:
    """Return the figure as PDF, SVG and PNG, each with the recipe inside and without a date."""
    proof, title = _json(recipe), f"{recipe['caption']} [id {recipe['id']}]"
    metadata: dict[str, dict[str, Any]] = {
        "pdf": {"Title": title, "Subject": proof, "Creator": "corpus-notebooks", "CreationDate": None},
        "svg": {"Title": title, "Description": proof, "Creator": "corpus-notebooks", "Date": None},
        "png": {"Title": title, "Description": recipe["alt"], "corpus-recipe": proof},
    }
    drawn = {}
    with style():
        for ending, facts in metadata.items():
            buffer = io.BytesIO()
            fig.savefig(buffer, format=ending, metadata=facts)
            drawn[ending] = buffer.getvalue()
    return drawn


def save_figure(
    run: Run,
    fig: "Figure",
    name: str,
    *,
    data: pd.DataFrame,
    caption: str,
    alt: str,
    sources: Iterable[str] = (),
) -> Saved:
    """Save a figure as ``figures/<name>.{pdf,svg,png,csv,json}`` in the folder of the run, and close it.

    The recipe (JSON) says what is needed to make the figure again: notebook, parameters, versions, inputs and
    lexicons by hash, the articles behind it and the hash of the plotted data. It is inside the PDF (Subject),
    the SVG (description) and the PNG (text chunk ``corpus-recipe``) too. No date, user or folder is in it, so
    the same inputs give the same bytes.

    Parameters
    ----------
    run : Run
        What `start_run` returned.
    fig : matplotlib Figure
        The drawn figure; see `size` for its width.
    name : str
        Small letters, digits and hyphens, such as ``tone-by-actor``.
    data : DataFrame
        What was plotted. In the CSV a text that a spreadsheet would run as a formula has a quote before it.
    caption, alt : str
        What the figure shows, and what one who cannot see it must know; both are needed.
    sources : iterable of str
        article_id of the articles behind the figure.

    Returns
    -------
    Saved
        One figure: the last line of a cell shows it with caption and id.

    Raises
    ------
    ParameterError
        When the name does not fit, or caption or alt is empty.
    TableError
        When `data` has a column name twice.

    Examples
    --------
    >>> import matplotlib.figure, tempfile
    >>> points = pd.DataFrame({"article": ["a", "b"], "words": [120, 80]})
    >>> fig = matplotlib.figure.Figure(figsize=size("single"))
    >>> _ = fig.subplots().plot(points["article"], points["words"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     run = Run("thematic", {}, Path(folder), Path(folder))
    ...     save_figure(run, fig, "words", data=points, caption="Words.", alt="Two points.").files
    ('figures/words.csv', 'figures/words.pdf', 'figures/words.svg', 'figures/words.png', 'figures/words.json')
    """
    from matplotlib import pyplot as plt

    _check_words(name, caption=caption, alt=alt)
    csv = _csv(_columns(data, name))
    recipe = _recipe(run, {"kind": "figure", "name": name, "caption": caption, "alt": alt}, csv, sources)
    drawn = _rendered(fig, recipe)
    plt.close(fig)
    files = {"csv": csv, **drawn, "json": _json(recipe, indent=2).encode()}
    written = _write(run.folder / "figures", name, files)
    box = f'style="width:{fig.get_figwidth():.2f}in;max-width:100%"'
    shown = f'<img alt="{html.escape(alt)}" {box} src="data:image/png;base64,{_base64(drawn["png"])}">'
    return Saved("figure", name, recipe["id"], written, caption, shown, drawn["png"])


def save_table(run: Run, frame: pd.DataFrame, name: str, caption: str, sources: Iterable[str] = ()) -> Saved:
    r"""Save a table as ``tables/<name>.{csv,tex,json}`` in the folder of the run, and show it like a figure.

    The CSV holds the values in full; the LaTeX (booktabs, everything escaped) and what the notebook shows
    round to three decimals. Parameters, recipe and errors are those of `save_figure`; a named index becomes a
    column.

    Returns
    -------
    Saved
        One table: the last line of a cell shows it with caption and id.

    Examples
    --------
    >>> import tempfile
    >>> articles = pd.DataFrame({"outlet": ["TDI", "R&D Press"], "words": [312, 90]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     run = Run("thematic", {}, Path(folder), Path(folder))
    ...     _ = save_table(run, articles, "articles", "The articles.")
    ...     print((run.folder / "tables/articles.tex").read_text().splitlines()[10])
    R\&D Press & 90 \\
    """
    _check_words(name, caption=caption)
    flat = _columns(frame, name)
    csv = _csv(flat)
    recipe = _recipe(run, {"kind": "table", "name": name, "caption": caption}, csv, sources)
    files = {"csv": csv, "tex": write_latex(flat, recipe), "json": _json(recipe, indent=2).encode()}
    written = _write(run.folder / "tables", name, files)
    return Saved("table", name, recipe["id"], written, caption, write_html(flat))


def list_saved(run: Run) -> pd.DataFrame:
    """List the figures and tables that lie in the folder of a run.

    Returns
    -------
    DataFrame
        One row per figure or table: `kind`, `name`, `id`, `caption`, `files` (endings).

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(list_saved(Run("thematic", {}, Path(folder), Path(folder))))
    0
    """
    rows = []
    for file in sorted(run.folder.glob("*/*.json")):
        recipe = json.loads(file.read_text("utf-8"))
        endings = ", ".join(sorted(one.suffix[1:] for one in file.parent.glob(f"{file.stem}.*")))
        rows.append((recipe["kind"], recipe["name"], recipe["id"], recipe["caption"], endings))
    return pd.DataFrame(rows, columns=["kind", "name", "id", "caption", "files"], dtype="str")
