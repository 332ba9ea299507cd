"""Executed notebooks: the recipes in the figures they show, and how one differs from the same made again."""

import ast
import base64
import difflib
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from corpus.recipes import PLACES, Recipe, public

MOVES = re.compile(r"\b[0-9a-f]{12}\b|corpus \d[\w.]*|base64,[\w+/=]+")
"""What another version changes in the text of an output: ids, the version, pictures inside."""

PNG_KEY = "corpus-recipe"
SHOWN_CHARS = 60
Cell = dict[str, Any]
INJECTED = "injected-parameters"
"""Tag of the cell in which papermill puts the values given to a run."""


def shown_recipes(data: bytes) -> list[str]:
    """Return the recipes, as JSON, inside the pictures that a notebook shows.

    Raises
    ------
    ValueError
        When it is no notebook.
    """
    found = []
    for cell in _cells(json.loads(data.decode("utf-8"))):
        for output in cell.get("outputs", []):
            picture = output.get("data", {}).get("image/png")
            if picture:
                found += in_png(base64.b64decode(_text(picture)))
    return found


def in_png(data: bytes) -> list[str]:
    """Return the recipe, as JSON, inside a picture; its pixels are read only if the recipe may be behind them."""
    from PIL import Image

    with Image.open(BytesIO(data), formats=["PNG"]) as image:
        found = image.info.get(PNG_KEY) or getattr(image, "text", {}).get(PNG_KEY)
    return [found] if found else []


def tell_book(path: Path, again: Path, recipe: Recipe, loosely: bool) -> list[str]:
    """Tell how an executed notebook differs from the same made again.

    Parameters
    ----------
    path, again : Path
        The notebook, and the one made again.
    recipe : dict
        A recipe of its run.
    loosely : bool
        Leave out what other versions change: pictures, ids.

    Returns
    -------
    list of str
        One text per cell added, gone or changed by hand, per parameter and per output that differs.
    """
    old, new = (_cells(json.loads(one.read_text("utf-8"))) for one in (path, again))
    given = [_text(cell["source"]) for cell in old if _is_given(cell)]
    told = [text for source in given for text in _tell_parameters(source, recipe)]
    return [*told, *_tell_cells(_ours(old), list(_ours(new).values()), loosely)]


def _ours(cells: list[Cell]) -> dict[int, Cell]:
    """Return the cells but those that papermill puts in, by their number."""
    return {at: cell for at, cell in enumerate(cells, start=1) if not _is_given(cell)}


def _is_given(cell: Cell) -> bool:
    """Tell whether a cell gives parameters and nothing else, as papermill's does, which shows nothing."""
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else []
    is_tagged = isinstance(tags, list) and INJECTED in tags
    return is_tagged and cell.get("cell_type") == "code" and not cell.get("outputs")


def _cells(book: Any) -> list[Cell]:
    cells = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(cells, list) or not all(isinstance(one, dict) and "source" in one for one in cells):
        raise ValueError("it is no notebook")
    return cells


def _text(source: Any) -> str:
    return source if isinstance(source, str) else "".join(map(str, source))


def _tell_parameters(source: str, recipe: Recipe) -> Iterator[str]:
    """Tell which values that a cell gives are not those of the recipe."""
    try:
        nodes = ast.parse(source).body
        given = {
            ast.unparse(one.targets[0]): ast.literal_eval(one.value) for one in nodes if isinstance(one, ast.Assign)
        }
    except (SyntaxError, ValueError, TypeError, RecursionError):
        yield "the cell of the parameters given cannot be read"
        return
    for node in (one for one in nodes if not isinstance(one, ast.Assign)):
        yield f"the cell of the parameters given does more than give values: {_begin(ast.unparse(node))}"
    used = recipe["parameters"]
    for name, value in given.items():
        if name not in PLACES and public(value) != public(used.get(name)):
            yield f"parameter {name}: {value!r} in the notebook, {used.get(name)!r} in the recipe of its figures"


def _tell_cells(ours: dict[int, Cell], new: list[Cell], loosely: bool) -> Iterator[str]:
    numbers, old = list(ours), list(ours.values())
    sources = [[f"{cell.get('cell_type')} {_text(cell['source'])}" for cell in cells] for cells in (old, new)]
    matcher = difflib.SequenceMatcher(None, sources[0], sources[1], autojunk=False)
    for what, first, end, other, until in matcher.get_opcodes():
        if what == "equal":
            pairs = zip(range(first, end), range(other, until), strict=True)
            yield from (
                f"cell {numbers[at]} shows something else than the same cell run again: {_begin(old[at]['source'])}"
                for at, same in pairs
                if _outputs(old[at], loosely) != _outputs(new[same], loosely)
            )
        else:
            yield from (
                f"cell {numbers[at]} was added or changed by hand: {_begin(old[at]['source'])}"
                for at in range(first, end)
            )
            yield from (f"a cell is gone or changed: {_begin(new[at]['source'])}" for at in range(other, until))


def _begin(source: Any) -> str:
    text = " ".join(_text(source).split())
    return text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]} ..."


def _outputs(cell: Cell, loosely: bool) -> list[Any]:
    """Return what a cell shows, without counts; loosely, without what other versions change."""
    said = [
        {name: one.get(name) for name in ("output_type", "name", "text", "data")} for one in cell.get("outputs", [])
    ]
    if not loosely:
        return [json.dumps(one, sort_keys=True) for one in said]
    for one in said:
        one["data"] = {kind: _text(text) for kind, text in (one["data"] or {}).items() if kind.startswith("text/")}
    return [MOVES.sub("", json.dumps(one, sort_keys=True)) for one in said]
