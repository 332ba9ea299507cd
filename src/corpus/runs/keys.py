"""What a run depends on, as a key: two runs of the same key give the same results."""

import hashlib
import json
import os
import platform
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

from corpus.recipes import PLACES, hash_package, public
from corpus.runs.parameters import default_values, hash_code, notebook_parameters
from corpus.runs.paths import hash_files, hash_inputs, resolve_source
from corpus.runs.start import lexicon_versions

DISTRIBUTION = "corpus-notebooks"
NAME = re.compile(r"[\w.-]+")
SHOWN = 5

Parts = dict[str, dict[str, Any]]
"""Part of what a run depends on -> name -> value or hash."""


def find_parts(notebook: Path, parameters: Mapping[str, Any], known: dict[str, dict[str, str]]) -> Parts:
    """Return all that a run of a notebook with some parameters depends on.

    Parameters
    ----------
    notebook : Path
        The file.
    parameters : mapping
        Those that differ from the defaults of the notebook.
    known : dict
        Hashes found for other runs of the batch, which are not found again; filled.

    Returns
    -------
    dict
        One item per part: notebook (hash of its code), parameters (of paths that lead out of the working folder
        only the last part), inputs, files that parameters name, lexicons (hash by name), package (hash of its
        source), versions.
    """
    values = default_values(notebook_parameters(notebook)) | dict(parameters)
    source = resolve_source(str(values["source"])) if "source" in values else None
    told = {name: public(value) for name, value in values.items() if name not in PLACES}
    lists = {name: value for name, value in values.items() if name.rstrip("s").endswith(("lexicon", "method"))}
    return {
        "notebook": {notebook.name: hash_code(notebook)},
        "parameters": {"source": source.name} | told if source else told,
        "inputs": _once(known, f"inputs {source}", lambda: hash_inputs(source)) if source else {},
        "files": {f"{name} {shown}": digest for name, shown, digest in hash_files(values)},
        "lexicons": _once(known, f"lexicons {lists}", lambda: [(one[0], one[2]) for one in lexicon_versions(values)]),
        "package": {"corpus": hash_package()},
        "versions": _versions(),
    }


def _once(known: dict[str, dict[str, str]], what: str, find: Callable[[], Iterable[tuple[str, str]]]) -> dict[str, str]:
    if what not in known:
        known[what] = dict(find())
    return known[what]


def make_key(parts: Parts) -> str:
    """Return the key of a run: twelve digits of the hash of its parts.

    Examples
    --------
    >>> make_key({"parameters": {"top": 10}})
    '2136e0ce5419'
    """
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:12]


@cache
def _versions() -> dict[str, str]:
    """Return the versions of Python and of what the package requires at run time."""
    required = [one for one in requires(DISTRIBUTION) or [] if "extra ==" not in one]
    names = sorted(found[0] for found in map(NAME.match, required) if found)
    return {"python": platform.python_version()} | {name: version(name) for name in names}


# what has changed


def compare_parts(old: Parts, new: Parts) -> list[str]:
    """Tell which parts of a run differ from those of an earlier one, and what in them.

    Returns
    -------
    list of str
        One text per part that differs.

    Examples
    --------
    >>> compare_parts({"inputs": {"a.txt": "1", "b.txt": "2"}}, {"inputs": {"a.txt": "3", "c.txt": "4"}})
    ['inputs: a.txt changed, b.txt gone, c.txt new']
    """
    differing = ((part, [" ".join(one) for one in differences(old.get(part, {}), new[part])]) for part in new)
    return [f"{part}: {', '.join(_shorten(names))}" for part, names in differing if names]


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each name whose value is not the same, and whether it is gone, new or changed."""
    for name in sorted({*old, *new}):
        if name not in new:
            yield name, "gone"
        elif name not in old:
            yield name, "new"
        elif old[name] != new[name]:
            yield name, "changed"


def _shorten(names: list[str]) -> list[str]:
    return [*names[:SHOWN], f"{len(names) - SHOWN} more"] if len(names) > SHOWN else names


def hash_folder(folder: Path) -> dict[str, str]:
    """Return path and SHA-256 of each file in the folder of a run."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {os.path.relpath(path, folder): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
