"""Reading recipes out of the files that carry them; nothing in a file is believed or run."""

import html
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, ParameterError
from corpus.figures import NAME
from corpus.printed import PROOF
from corpus.recipes import Recipe, find_id, list_recipes, sha256
from corpus.runs.parameters import OUT, checkout

PDF_SUBJECT = re.compile(rb"/Subject \(((?:[^\\()]|\\.)*)\)", re.DOTALL)
PDF_ESCAPES = re.compile(rb"\\(.)", re.DOTALL)
SVG_DESCRIPTION = re.compile(r"<dc:description>(.*?)</dc:description>", re.DOTALL)
WORD_RECIPE = re.compile(r"<recipe[^>]*>(.*?)</recipe>", re.DOTALL)
WORD_PART = "customXml/recipe.xml"
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
    this checkout with the hash of the CSV.

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
    except ValueError as error:
        raise Unknown(f"a recipe that can be read; the one in {path.name} is broken: {error}") from error
    flat = [one for item in read for one in (item if isinstance(item, list) else [item])]
    if not flat:
        raise Unknown(f"a recipe; {path.name} carries none")
    for one in flat:
        _check_shape(one, path.name)
    return flat


def _embedded(path: Path) -> list[str]:
    from PIL import Image

    if path.stat().st_size > MOST:
        raise Unknown(f"a recipe; {path.name} is too large to hold one")
    data, ending = path.read_bytes(), path.suffix.lower()
    try:
        match ending:
            case ".png":
                with Image.open(path) as image:
                    return [text for name, text in getattr(image, "text", {}).items() if name == "corpus-recipe"]
            case ".pdf":
                return [PDF_ESCAPES.sub(_unescaped, text).decode("ascii") for text in PDF_SUBJECT.findall(data)[:1]]
            case ".svg":
                return [html.unescape(text) for text in SVG_DESCRIPTION.findall(data.decode("utf-8"))[:1]]
            case ".docx":
                return [html.unescape(text) for text in WORD_RECIPE.findall(_read_part(path))[:1]]
            case ".tex":
                lines = data.decode("utf-8").splitlines()
                return [line.removeprefix(PROOF) for line in lines if line.startswith(PROOF)]
            case ".json":
                return [data.decode("utf-8")]
    except (ValueError, OSError, KeyError, SyntaxError, zipfile.BadZipFile) as error:
        raise Unknown(f"a file that can be read; {path.name}: {error}") from error
    raise Unknown(f"a recipe; files {ending or 'without an ending'} carry none")


def _unescaped(found: re.Match[bytes]) -> bytes:
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(found[1], found[1])


def _read_part(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo(WORD_PART).file_size > MOST:
            raise ValueError("its recipe is too large")
        return archive.read(WORD_PART).decode("utf-8")


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
    if wrong:
        raise Unknown(f"a recipe that can be read; the one of {where} lacks a right {wrong!r}")


def _recipe_of_csv(path: Path) -> Recipe:
    for beside in filter(Path.is_file, map(path.with_suffix, ENDINGS)):
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
    path = Path(what).expanduser()
    try:
        if path.is_dir():
            found = [one for file in list_recipes(path) for one in read_recipes(file)]
        elif path.is_file():
            found = read_recipes(path)
        else:
            found = [one for one in stored_recipes() if ID.fullmatch(what) and one["id"] == what][:1]
    except Unknown as error:
        raise ParameterError(f"{what}: expected {error}") from error
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
