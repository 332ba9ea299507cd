"""Where the paths of parameters lead, and the hashes of the files that lie there."""

import glob
import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import corpus
from corpus import readers
from corpus.errors import CorpusError, ParameterError
from corpus.recipes import PLACES, public

SOURCE, OUT = "seeds", "runs"
"""Defaults of the two parameters that every notebook has."""


def checkout() -> Path | None:
    """Return the root of the checkout that the package, or else the working folder, lies in."""
    here = Path.cwd()
    for folder in (Path(corpus.__file__).resolve().parents[2], here, *here.parents):
        if (folder / "notebooks" / "runs.yml").is_file():
            return folder
    return None


def _bases() -> list[Path]:
    """Return where relative paths are read from: the working folder; in notebooks/ its parent, too."""
    root, here = checkout(), Path.cwd()
    return [here, root] if root and here == root / "notebooks" else [here]


def expand(path: str | os.PathLike[str]) -> Path:
    """Return a path in which ``~`` is the home of a user, where there is such a user.

    Examples
    --------
    >>> expand("~no-such-user/own.csv").as_posix()
    '~no-such-user/own.csv'
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def _holds(place: Path) -> bool:
    """Tell whether something lies at a path, or fits a pattern; what can be no path holds nothing."""
    try:
        return place.exists() or bool(glob.glob(str(place), recursive=True))
    except (OSError, ValueError, re.error):
        return False


def resolve_out(out: str) -> Path:
    """Return where results go: a relative path starts at the working folder, in notebooks/ at its parent.

    Raises
    ------
    ParameterError
        When no folder can be there: an empty text, or a file in the way.
    """
    place = _bases()[-1] / expand(out)
    there = next((one for one in (place, *place.parents) if _holds(one)), place)
    if not out.strip() or "\0" in out or not there.is_dir():
        raise ParameterError(f"parameter out: expected a folder for the results, or a new one, found {out!r}")
    return place.resolve()


def is_there(path: str) -> bool:
    """Tell whether a file or folder lies where `resolve_file` looks for a path, or a file fits it as a pattern."""
    return _first_place(path) is not None


def resolve_file(path: str) -> str:
    """Return where a file, folder or pattern that a parameter names lies; "" stays, and so does what is not there.

    A relative path is read from the working folder, from ``notebooks/`` and then from the checkout, too.
    """
    return str(_first_place(path) or path)


def _first_place(path: str) -> Path | None:
    root = checkout()
    places = (base / expand(path) for base in _bases() + ([root] if root else []))
    return next((place for place in places if path and _holds(place)), None)


def resolve_source(source: str) -> Path:
    """Return where the clippings are; a relative path is read from the working folder.

    The default, ``seeds``, is also found in the checkout, whatever the working folder.

    Raises
    ------
    ParameterError
        When there is nothing, or no file that can be read.
    """
    root = checkout()
    bases = _bases() + ([root] if root and source == SOURCE else [])
    path = next((place for place in (base / expand(source) for base in bases) if _holds(place)), None)
    if not source.strip() or path is None:
        raise ParameterError(
            f"parameter source: expected a folder of clippings, found none at {source!r}; "
            "a relative path is read from the folder in which Jupyter or papermill was started"
        )
    if not any(_is_clipping(file.path) for file in _found(path)):
        known = ", ".join(readers.FORMATS)
        raise ParameterError(f"parameter source: expected clippings ({known}), found none in {source!r}")
    return Path(os.path.abspath(path))


def _found(path: Path) -> list[readers.FoundFile]:
    try:
        return readers.find_files(path)
    except CorpusError:
        return []


def _is_clipping(path: Path) -> bool:
    return path.name.lower().endswith(tuple(readers.FORMATS)) and not readers.is_beside(path)


def hash_inputs(path: Path) -> tuple[tuple[str, str], ...]:
    """Return path relative to the source and SHA-256 of each file that a reader takes, by name."""
    names = readers.COMPANIONS
    taken = [file for file in _found(path) if _is_clipping(file.path) or file.path.name.lower() in names]
    return tuple((file.source_file, _digest(file.path)) for file in taken)


def hash_files(values: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return parameter, path as given and SHA-256 of each file that a parameter other than `source` names.

    Of a folder and of a pattern these are the files in it and that it fits.
    """
    named = [(name, value) for name, value in values.items() if name not in PLACES]
    texts = [(name, one) for name, value in named for one in (value if isinstance(value, list) else [value])]
    found = [(name, one, place) for name, one in texts if isinstance(one, str) and one for place in _files(one)]
    return tuple((name, _as_given(one, place), _digest(place)) for name, one, place in found)


def _files(path: str) -> list[Path]:
    place = _first_place(path)
    if place is None or place.is_file():
        return [place] if place else []
    inside = place.iterdir() if place.is_dir() else map(Path, glob.glob(str(place), recursive=True))
    return sorted(one for one in inside if one.is_file() and not one.name.startswith("."))


def _as_given(path: str, place: Path) -> str:
    given = str(public(path))
    if Path(given).name == place.name:
        return given
    folder = given if Path(resolve_file(path)).is_dir() else os.path.dirname(given)
    return os.path.join(folder, place.name)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, or nothing for one that cannot be opened, which its reader reports."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return ""
