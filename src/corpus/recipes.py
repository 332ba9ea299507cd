"""Recipes: what is needed to make a figure, table or number again, and the id that is a hash of all that."""

import csv
import hashlib
import io
import json
import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import corpus

LISTED_ARTICLES = 200
"""A recipe lists that many articles, and fingerprints of that many rows; of more articles it holds count and hash."""

LISTED_INPUTS = 1000
"""A recipe lists that many input files by name and hash; of more it holds count and hash."""

DIGITS, DECIMALS = 9, 12
TOLERANCE = f"numbers equal to {DIGITS} significant digits, or to 1e-{DECIMALS}"
"""To what data count as the same, which is what the fingerprints of a recipe are made from."""

FRACTION = re.compile(r"-?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)")
SHOWN_IN = {"figure": "figures", "table": "tables"}
PLACES = ("source", "out")
MATTERS = (
    *("numpy", "pandas", "scipy", "scikit-learn", "nltk", "vaderSentiment", "ahocorasick-rs", "trafilatura"),
    *("matplotlib", "pillow", "python-docx"),
)
"""What data and rendering come from besides this package."""

Recipe = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A run of a notebook: what its figures, tables and numbers must say of where they came from.

    `source` and `out` are absolute; `inputs` are (path relative to `source`, SHA-256) of the files read,
    `lexicons` (name, version, SHA-256), `code` the SHA-256 of the notebook's code and `files` (parameter, path,
    SHA-256) of the files that other parameters name.
    """

    notebook: str
    parameters: Mapping[str, Any]
    source: Path
    out: Path
    inputs: tuple[tuple[str, str], ...] = ()
    lexicons: tuple[tuple[str, str, str], ...] = ()
    code: str = ""
    files: tuple[tuple[str, str, str], ...] = ()

    @property
    def folder(self) -> Path:
        """Where ``figures/`` and ``tables/`` of this notebook lie."""
        return self.out / self.notebook


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def dump(recipe: Any, indent: int | None = None) -> str:
    """Return a recipe as JSON in ASCII."""
    return json.dumps(recipe, indent=indent, default=str)


def public(value: Any) -> Any:
    """Return the value of a parameter, of a path that leads out of the working folder only its last part.

    Examples
    --------
    >>> public(["/home/jane/my.csv", "own/my.csv", 3])
    ['my.csv', 'own/my.csv', 3]
    """
    if isinstance(value, (list, tuple)):
        return [public(one) for one in value]
    if not isinstance(value, (str, os.PathLike)):
        return value
    text = os.fspath(value)
    if PurePosixPath(text).is_absolute() or text.startswith("~") or ".." in PurePosixPath(text).parts:
        return PurePosixPath(text).name
    return PureWindowsPath(text).name if PureWindowsPath(text).is_absolute() else text


def shorten(items: list[Any], limit: int) -> list[Any] | dict[str, Any]:
    """Return the items, of more than `limit` their count and the SHA-256 of their lines in JSON."""
    if len(items) <= limit:
        return items
    return {"count": len(items), "sha256": sha256("".join(dump(item) + "\n" for item in items).encode())}


# what it was made with


@cache
def hash_package() -> str:
    """Return the SHA-256 of the source of this package and the data in it."""
    root = Path(corpus.__file__).parent
    files = sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    digests = [(path.relative_to(root).as_posix(), sha256(path.read_bytes())) for path in files]
    return sha256(json.dumps(digests).encode())


@cache
def versions() -> dict[str, str]:
    """Return the versions of this package, of Python and of what data and rendering come from, and the platform."""
    others = {name: _version(name) for name in MATTERS}
    python = {"python": platform.python_version(), "platform": f"{platform.system()} {platform.machine()}"}
    return {"corpus": corpus.__version__, **python, **others}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


# fingerprints of the data


def read_cells(data: bytes) -> list[list[str]]:
    r"""Return the rows of a CSV, its header first, numbers with a fraction to the stated tolerance.

    Examples
    --------
    >>> read_cells(b"actor,tone\n001,0.30000000000000004\n")
    [['actor', 'tone'], ['001', '0.3']]
    """
    csv.field_size_limit(2**31 - 1)
    text = data.decode("utf-8", "replace")
    return [[_rounded(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]


def _rounded(cell: str) -> str:
    if not FRACTION.fullmatch(cell):
        return cell
    return f"{round(float(cell), DECIMALS) or 0.0:.{DIGITS}g}"


def fingerprint(data: bytes) -> dict[str, Any]:
    """Return hashes of the columns and, if they are few, of the rows of a CSV, which tell cells that differ."""
    header, *rows = read_cells(data) or [[]]
    columns = {name: _short([row[at] for row in rows if at < len(row)], 12) for at, name in enumerate(header)}
    return {"columns": columns, "rows": [_short(row, 8) for row in rows] if len(rows) <= LISTED_ARTICLES else len(rows)}


def _short(cells: list[str], length: int) -> str:
    return sha256(dump(cells).encode())[:length]


# the recipe


def make_recipe(run: Run, what: Mapping[str, Any], data: bytes, sources: Iterable[str]) -> Recipe:
    """Return what is needed to make a figure, table or number again, and its id, which is a hash of all that.

    Parameters
    ----------
    run : Run
        What `start_run` returned.
    what : mapping
        Kind, name and caption, and what belongs to the kind.
    data : bytes
        The data as CSV.
    sources : iterable of str
        article_id of the articles behind it.

    Returns
    -------
    dict
        One recipe; no path in it leads out of the source or the working folder.
    """
    recipe = {
        **what,
        "notebook": run.notebook,
        "notebook_sha256": run.code,
        "parameters": {k: public(v) for k, v in sorted(run.parameters.items()) if k not in PLACES},
        "files": [dict(zip(("parameter", "file", "sha256"), one, strict=True)) for one in run.files],
        "versions": versions(),
        "package_sha256": hash_package(),
        "inputs": shorten([{"file": file, "sha256": digest} for file, digest in run.inputs], LISTED_INPUTS),
        "lexicons": [dict(zip(("name", "version", "sha256"), one, strict=True)) for one in run.lexicons],
        "articles": shorten(sorted(set(sources)), LISTED_ARTICLES),
        "data_sha256": sha256(data),
        **fingerprint(data),
    }
    return {"id": find_id(recipe), **recipe}


def find_id(recipe: Mapping[str, Any]) -> str:
    """Return the id that a recipe must have: twelve digits of the hash of all the rest.

    Examples
    --------
    >>> find_id({"id": "whatever", "name": "tone"}) == find_id({"name": "tone"})
    True
    """
    return sha256(dump({name: value for name, value in recipe.items() if name != "id"}).encode())[:12]


def identity(recipe: Mapping[str, Any]) -> list[Any]:
    """Return what the recipes of one run have in common."""
    names = ("notebook_sha256", "parameters", "files", "versions", "package_sha256", "inputs", "lexicons")
    return [recipe.get(name) for name in names]


def tell_caption(recipe: Mapping[str, Any]) -> str:
    """Return the caption with the id in it, since journals take the metadata out of figures."""
    return f"{recipe['caption']} [id {recipe['id']}]"


def cite_as(recipe: Mapping[str, Any]) -> str:
    """Return how a figure, table or number is cited in a sentence.

    Examples
    --------
    >>> cite_as({"id": "0a1b2c3d4e5f", "kind": "figure", "name": "tone", "notebook": "sentiment",
    ...     "versions": {"corpus": "0.1.0"}})
    'Figure tone, notebook sentiment, corpus 0.1.0 [id 0a1b2c3d4e5f]'
    """
    made = f"notebook {recipe['notebook']}, corpus {recipe['versions']['corpus']}"
    return f"{str(recipe['kind']).capitalize()} {recipe['name']}, {made} [id {recipe['id']}]"


def list_recipes(folder: Path) -> Iterator[Path]:
    """Find the files of recipes in a folder of results, whatever runs it holds."""
    for path in sorted(folder.rglob("*.json")):
        if path.parent.name in SHOWN_IN.values() or path.name == "numbers.json":
            yield path
