"""Reading recipes out of the files that carry them; nothing in a file is believed or run."""

import contextlib
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, ParameterError
from corpus.figures import NAME
from corpus.printed import PROOF
from corpus.recipes import Recipe, find_id, list_recipes, sha256
from corpus.runs.executed import in_png, shown_recipes
from corpus.runs.paths import OUT, checkout, expand
from corpus.runs.pictures import PDF_SUBJECT, SVG_DESCRIPTION

PDF_ESCAPES = re.compile(rb"\\(.)", re.DOTALL)
WORD_RECIPE = re.compile(r"<recipe[^>]*>(.*?)</recipe>", re.DOTALL)
WORD_PART = "customXml/recipe.xml"
WIDEST = 10_000
"""Millimetres; no figure is as wide."""

MOST = 64 << 20
"""A file of more bytes is not read for a recipe."""

TEXTS = ("id", "kind", "name", "caption", "notebook", "notebook_sha256", "data_sha256")
SHAPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(TEXTS, str),
    **dict.fromkeys(("parameters", "versions", "columns"), dict),
    **dict.fromkeys(("lexicons", "files"), list),
    **dict.fromkeys(("inputs", "articles"), (list, dict)),
    "rows": (list, int),
}
ENDINGS = (".json", ".png", ".svg", ".pdf", ".tex", ".docx")
ID = re.compile(r"[0-9a-f]{12}")


class Unknown(CorpusError):
    """What is missing for a file to be verified."""


def read_recipes(path: Path) -> list[Recipe]:
    """Return the recipes that a file carries: one, or that of each number of ``numbers.tex`` and ``numbers.json``.

    A CSV carries none: its recipe is that of a file beside it of the same name, or the one among the results of
    this checkout with the hash of the CSV. Those of a notebook are in the pictures that it shows; of one without, the
    files of its run.

    Raises
    ------
    Unknown
        When there is none that can be read.
    """
    if path.suffix.lower() == ".csv":
        return [_recipe_of_csv(path)]
    texts = _embedded(path)
    try:
        read = [json.loads(text) for text in texts]
    except (ValueError, RecursionError) as error:
        raise Unknown(f"a recipe that can be read; the one in {path.name} is broken: {error}") from error
    flat = [one for item in read for one in (item if isinstance(item, list) else [item])]
    if not flat and path.suffix.lower() == ".ipynb":
        flat = [one for file in list_recipes(path.parent) for one in read_recipes(file)]
    if not flat:
        raise Unknown(f"a recipe; {path.name} carries none")
    for one in flat:
        _check_shape(one, path.name)
    return flat


def _embedded(path: Path) -> list[str]:
    if path.stat().st_size > MOST:
        raise Unknown(f"a recipe; {path.name} is too large to hold one")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        files = f"files {path.suffix.lower() or 'without an ending'} carry none"
        raise Unknown(f"a recipe; {files}: name the folder of its run, or a figure, table or number")
    try:
        return reader(path.read_bytes())
    except Exception as error:  # whatever a broken or hostile file makes a reader of pictures or archives raise
        raise Unknown(f"a file that can be read; {path.name}: {type(error).__name__}: {error}") from error


def _in_pdf(data: bytes) -> list[str]:
    return [PDF_ESCAPES.sub(_unescaped, text).decode("ascii") for text in PDF_SUBJECT.findall(data)[:1]]


def _in_svg(data: bytes) -> list[str]:
    return [html.unescape(text) for text in SVG_DESCRIPTION.findall(data.decode("utf-8"))[:1]]


def _in_word(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.getinfo(WORD_PART).file_size > MOST:
            raise ValueError("its recipe is too large")
        return [html.unescape(text) for text in WORD_RECIPE.findall(archive.read(WORD_PART).decode("utf-8"))[:1]]


def _in_latex(data: bytes) -> list[str]:
    return [line.removeprefix(PROOF) for line in data.decode("utf-8").splitlines() if line.startswith(PROOF)]


def _in_json(data: bytes) -> list[str]:
    return [data.decode("utf-8")]


READERS: dict[str, Callable[[bytes], list[str]]] = {
    ".png": in_png,
    ".pdf": _in_pdf,
    ".svg": _in_svg,
    ".docx": _in_word,
    ".tex": _in_latex,
    ".json": _in_json,
    ".ipynb": shown_recipes,
}
"""Ending of a file -> the function that finds the recipes in it, as JSON."""


def _unescaped(found: re.Match[bytes]) -> bytes:
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(found[1], found[1])


def _check_shape(recipe: Any, where: str) -> None:
    wrong = "a mapping"
    if isinstance(recipe, dict):
        wrong = next((name for name, kind in SHAPES.items() if not isinstance(recipe.get(name), kind)), "")
    lists = [] if wrong else [recipe[name] for name in ("inputs", "files", "lexicons")]
    rows = [row for one in lists if isinstance(one, list) for row in one]
    if not wrong and not all(isinstance(row, dict) and isinstance(row.get("sha256"), str) for row in rows):
        wrong = "sha256"
    if not wrong and not (NAME.fullmatch(recipe["name"]) and recipe["kind"] in ("figure", "table", "number")):
        wrong = "name"
    if not wrong:
        wrong = _lacking(recipe)
    counts = [] if wrong else [recipe[name] for name in ("inputs", "articles") if isinstance(recipe[name], dict)]
    if not wrong and not all(isinstance(one.get("count"), int) for one in counts):
        wrong = "count"
    if wrong:
        raise Unknown(f"a recipe that can be read; the one of {where} lacks a right {wrong!r}")


def _lacking(recipe: Recipe) -> str:
    """Return what a recipe of its kind needs to be told of and does not have, "" when nothing is wanting."""
    width = recipe.get("width_mm", 0)
    if not isinstance(recipe["versions"].get("corpus"), str):
        return "versions"
    if recipe["kind"] == "number" and not isinstance(recipe.get("text"), str):
        return "text"
    return "" if isinstance(width, (int, float)) and 0 <= width < WIDEST else "width_mm"


def _recipe_of_csv(path: Path) -> Recipe:
    for beside in filter(Path.is_file, map(path.with_suffix, ENDINGS)):
        with contextlib.suppress(Unknown):
            return read_recipes(beside)[0]
    digest = sha256(path.read_bytes())
    found = (one for one in stored_recipes() if one["data_sha256"] == digest)
    recipe = next(found, None)
    if recipe is None:
        raise Unknown(f"its recipe: {path.with_suffix('.json').name} or another file of the same name beside it")
    return recipe


def stored_recipes() -> list[Recipe]:
    """Return the recipes of the results that lie in ``runs/`` of the working folder and the checkout."""
    folders = dict.fromkeys(folder / OUT for folder in (Path.cwd(), checkout()) if folder)
    found: list[Recipe] = []
    for path in (path for folder in folders for path in list_recipes(folder)):
        try:
            found += read_recipes(path)
        except Unknown:
            continue
    return found


def find_recipes(what: str) -> list[Recipe]:
    """Return the recipes of a run's folder, of a file, or of the id that stands in a caption.

    Raises
    ------
    ParameterError
        When there is none, or one that does not have its id: it was altered.
    """
    path = expand(what)
    try:
        if path.is_dir():
            found = [one for file in list_recipes(path) for one in read_recipes(file)]
        elif path.is_file():
            found = read_recipes(path)
        else:
            found = [one for one in stored_recipes() if ID.fullmatch(what) and one["id"] == what][:1]
    except (Unknown, OSError) as error:
        raise ParameterError(f"{what}: expected {error}") from error
    if not found and ID.fullmatch(what):
        raise ParameterError(
            f"{what}: expected the id of a result in {OUT}/ here; name its file or the folder of its run"
        )
    if not found:
        raise ParameterError(f"{what}: expected the folder of a run, a file of a figure, or an id; found no recipe")
    for one in found:
        if find_id(one) != one["id"]:
            raise ParameterError(f"{what}: expected the recipe of id {one['id']}, found one that was altered")
    return found


def differing_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Tell in words which fields of a recipe differ from those of another.

    Examples
    --------
    >>> differing_fields({"parameters": {"grain": "year"}}, {"parameters": {"grain": "month"}})
    ["parameters grain: 'year' in it, 'month' in the other"]
    """
    first, second = _flat(old), _flat(new)
    names = [name for name in dict.fromkeys([*first, *second]) if first.get(name) != second.get(name)]
    return [f"{name}: {first.get(name)!r} in it, {second.get(name)!r} in the other" for name in names if name != "id"]


def _flat(recipe: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in recipe.items():
        inner = value if isinstance(value, dict) else {}
        flat |= {f"{name} {one}": part for one, part in inner.items()} if inner else {name: value}
    return flat


def sound_twin(path: Path, altered: Recipe) -> Recipe | None:
    """Return the recipe of a file beside one that was altered, if it has the same name and was not altered."""
    near = [path.with_suffix(ending) for ending in ENDINGS]
    for beside in (one for one in near if one != path and one.is_file()):
        try:
            found = read_recipes(beside)
        except Unknown:
            continue
        for one in found:
            if find_id(one) == one["id"] and one["name"] == altered["name"]:
                return one
    return None
