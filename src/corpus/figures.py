"""One house style; figures and tables saved together with the recipe that says where they came from."""

import base64
import html
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from corpus.errors import ParameterError, TableError
from corpus.printed import name_macro, write_html, write_latex, write_macro
from corpus.recipes import Recipe, Run, cite_as, dump, identity, list_recipes, make_recipe, tell_caption
from corpus.style import MM_PER_INCH, render
from corpus.word import write_word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Saved:
    """What was saved; as the last line of a cell it is shown as figure or table with its caption and id."""

    kind: str
    name: str
    id: str
    files: tuple[str, ...]
    caption: str
    cite: str
    shown: str = field(repr=False)
    png: bytes = field(default=b"", repr=False)
    text: str = ""

    def __str__(self) -> str:
        return self.text or self.caption

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        files = ", ".join(self.files)
        note = f'<small style="color:#595959">cite as: {html.escape(self.cite)} · {html.escape(files)}</small>'
        text = f"<figcaption>{html.escape(self.caption)}<br>{note}</figcaption>"
        bundle = {
            "text/plain": f"{self.caption}\ncite as: {self.cite}\n{files}",
            "text/html": f'<figure style="margin:0">{self.shown}{text}</figure>',
        }
        return bundle | ({"image/png": _base64(self.png)} if self.png else {})


def _saved(recipe: Recipe, files: tuple[str, ...], shown: str, **more: Any) -> Saved:
    told = tell_caption(recipe), cite_as(recipe)
    return Saved(recipe["kind"], recipe["name"], recipe["id"], files, *told, shown, **more)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


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


def to_csv(frame: pd.DataFrame) -> bytes:
    """Return a frame as CSV in which no text is run as a formula by a spreadsheet."""
    words = frame.select_dtypes(exclude=["number", "bool", "datetime"]).columns
    safe = frame.assign(**{name: frame[name].astype(object).map(_harmless) for name in words})
    header = [_harmless(name) for name in safe.columns]
    return safe.to_csv(index=False, header=header, lineterminator="\n").encode("utf-8", "replace")


def write_files(folder: Path, name: str, files: dict[str, bytes]) -> tuple[str, ...]:
    """Write ``<name>.<ending>`` for each ending, beside and then renamed: no file is ever half there."""
    folder.mkdir(parents=True, exist_ok=True)
    for ending, data in files.items():
        beside = folder / f".{name}.{ending}.{os.getpid()}"
        beside.write_bytes(data)
        beside.replace(folder / f"{name}.{ending}")
    return tuple(f"{folder.name}/{name}.{ending}" for ending in files)


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
    >>> from corpus.style import size
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
    csv = to_csv(_columns(data, name))
    width = round(fig.get_figwidth() * MM_PER_INCH, 1)
    what = {"kind": "figure", "name": name, "caption": caption, "alt": alt, "width_mm": width}
    recipe = make_recipe(run, what, csv, sources)
    drawn = render(fig, recipe)
    plt.close(fig)
    files = {"csv": csv, **drawn, "json": dump(recipe, indent=2).encode()}
    written = write_files(run.folder / "figures", name, files)
    box = f'style="width:{fig.get_figwidth():.2f}in;max-width:100%"'
    shown = f'<img alt="{html.escape(alt)}" {box} src="data:image/png;base64,{_base64(drawn["png"])}">'
    return _saved(recipe, written, shown, png=drawn["png"])


def save_table(run: Run, frame: pd.DataFrame, name: str, caption: str, sources: Iterable[str] = ()) -> Saved:
    r"""Save a table as ``tables/<name>.{csv,tex,docx,json}`` in the folder of the run, and show it like a figure.

    The CSV holds the values in full; the LaTeX (booktabs, everything escaped), the Word document and what the
    notebook shows round to three decimals. Parameters, recipe and errors are those of `save_figure`; a named index
    becomes a column.

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
    ...     print((run.folder / "tables/articles.tex").read_text().splitlines()[11])
    R\&D Press & 90 \\
    """
    _check_words(name, caption=caption)
    flat = _columns(frame, name)
    csv = to_csv(flat)
    recipe = make_recipe(run, {"kind": "table", "name": name, "caption": caption}, csv, sources)
    printed = {"tex": write_latex(flat, recipe), "docx": write_word(flat, recipe)}
    written = write_files(run.folder / "tables", name, {"csv": csv, **printed, "json": dump(recipe, indent=2).encode()})
    return _saved(recipe, written, write_html(flat))


def save_number(
    run: Run, name: str, value: Any, caption: str, *, digits: int = 3, sources: Iterable[str] = ()
) -> Saved:
    r"""Save a number of the text in ``numbers.json`` and ``numbers.tex`` of the run, and show it as it is printed.

    Each number has a recipe as figures have it, and a LaTeX macro of letters only: ``share-dated`` of the
    notebook `chronology` is ``\\chronologyShareDated``. Numbers of other runs that stand in the files are left out.

    Parameters
    ----------
    run : Run
        What `start_run` returned.
    name : str
        Small letters, digits and hyphens, such as ``share-dated``.
    value : int, float or str
        What is missing (NaN) is printed as "not available".
    caption : str
        What the number counts or measures.
    digits : int, optional
        Digits after the point of a number with a fraction.
    sources : iterable of str
        article_id of the articles behind the number.

    Returns
    -------
    Saved
        One number; in a text (``f"{number}"``) it is the number as printed.

    Raises
    ------
    ParameterError
        When the name does not fit or its macro stands for another number, or the caption is empty.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     run = Run("chronology", {}, Path(folder), Path(folder))
    ...     print(f"{save_number(run, 'share-dated', 2 / 3, 'Share of dated acts.', digits=2)} of the acts")
    ...     print((run.folder / "numbers.tex").read_text().splitlines()[1])
    0.67 of the acts
    \newcommand{\chronologyShareDated}{0.67}
    """
    _check_words(name, caption=caption)
    plain, text = _printed_number(value, digits)
    what = {"kind": "number", "name": name, "caption": caption, "value": plain, "text": text}
    recipe = make_recipe(run, what, to_csv(pd.DataFrame({"name": [name], "value": [plain]})), sources)
    before = [one for one in read_numbers(run.folder) if identity(one) == identity(json.loads(dump(recipe)))]
    kept = {one["name"]: one for one in before} | {name: recipe}
    macros = [name_macro(one["notebook"], one["name"]) for one in kept.values()]
    if len(set(macros)) < len(macros):
        raise ParameterError(f"name: expected a macro of its own, found {macros[-1]} of {name!r} twice")
    numbers = [one for _, one in sorted(kept.items())]
    tex = "".join(map(write_macro, numbers)).encode("utf-8", "replace")
    write_files(run.folder, "numbers", {"tex": tex, "json": dump(numbers, indent=2).encode()})
    shown = f"<strong>{html.escape(text)}</strong> <code>{name_macro(run.notebook, name)}</code>"
    return _saved(recipe, ("numbers.tex", "numbers.json"), shown, text=text)


def _printed_number(value: Any, digits: int) -> tuple[Any, str]:
    """Return a number as JSON holds it and as it is printed."""
    plain = value.item() if hasattr(value, "item") else value
    if not isinstance(plain, str) and pd.isna(plain):
        return None, "not available"
    if not isinstance(plain, float):
        return plain, str(plain)
    tiny = 0 < abs(plain) < 0.5 * 10**-digits
    return plain, f"{plain:.1e}" if tiny else f"{plain:.{digits}f}"


def read_numbers(folder: Path) -> list[Recipe]:
    """Return the recipes of the numbers in the folder of a run."""
    try:
        read = json.loads((folder / "numbers.json").read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [one for one in read if isinstance(one, dict)] if isinstance(read, list) else []


def list_saved(run: Run) -> pd.DataFrame:
    """List the figures, tables and numbers that lie in the folder of a run.

    Returns
    -------
    DataFrame
        One row per figure, table or number: `kind`, `name`, `id`, `caption`, `files` (endings).

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(list_saved(Run("thematic", {}, Path(folder), Path(folder))))
    0
    """
    rows = []
    for file in (path for path in list_recipes(run.folder) if path.name != "numbers.json"):
        recipe = json.loads(file.read_text("utf-8"))
        endings = ", ".join(sorted(one.suffix[1:] for one in file.parent.glob(f"{file.stem}.*")))
        rows.append((recipe["kind"], recipe["name"], recipe["id"], recipe["caption"], endings))
    rows += [("number", one["name"], one["id"], one["caption"], "json, tex") for one in read_numbers(run.folder)]
    return pd.DataFrame(rows, columns=["kind", "name", "id", "caption", "files"], dtype="str")
