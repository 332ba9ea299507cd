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
    given = [cell for cell in old if INJECTED in _tags(cell)]
    told = [text for cell in given for text in _tell_parameters(_text(cell["source"]), recipe)]
    return [*told, *_tell_cells(_ours(old), _ours(new), loosely)]


def _ours(cells: list[Cell]) -> list[Cell]:
    """Return the cells but those that papermill puts in."""
    return [cell for cell in cells if INJECTED not in _tags(cell)]


def _cells(book: Any) -> list[Cell]:
    cells = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(cells, list) or not all(isinstance(one, dict) and "source" in one for one in cells):
        raise ValueError("it is no notebook")
    return cells


def _tags(cell: Cell) -> Any:
    return cell.get("metadata", {}).get("tags", [])


def _text(source: Any) -> str:
    return source if isinstance(source, str) else "".join(map(str, source))


def _tell_parameters(source: str, recipe: Recipe) -> Iterator[str]:
    """Tell which values that a cell gives are not those of the recipe."""
    try:
        nodes = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
        given = {ast.unparse(node.targets[0]): ast.literal_eval(node.value) for node in nodes}
    except (SyntaxError, ValueError, RecursionError):
        yield "the cell of the parameters given cannot be read"
        return
    used = recipe["parameters"]
    for name, value in given.items():
        if name not in PLACES and public(value) != public(used.get(name)):
            yield f"parameter {name}: {value!r} in the notebook, {used.get(name)!r} in the recipe of its figures"


def _tell_cells(old: list[Cell], new: list[Cell], loosely: bool) -> Iterator[str]:
    sources = [[f"{cell.get('cell_type')} {_text(cell['source'])}" for cell in cells] for cells in (old, new)]
    matcher = difflib.SequenceMatcher(None, sources[0], sources[1], autojunk=False)
    for what, first, end, other, until in matcher.get_opcodes():
        if what == "equal":
            pairs = zip(range(first, end), range(other, until), strict=True)
            yield from (
                f"cell {at + 1} shows something else than the same cell run again: {_begin(old[at]['source'])}"
                for at, same in pairs
                if _outputs(old[at], loosely) != _outputs(new[same], loosely)
            )
        else:
            yield from (
                f"cell {at + 1} was added or changed by hand: {_begin(old[at]['source'])}" for at in range(first, end)
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
