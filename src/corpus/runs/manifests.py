"""The folders of runs: what a manifest says of each, and how a finished one takes its place."""

import json
import os
import re
import shutil
import sys
from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

from corpus.runs.keys import Parts, compare_parts, hash_folder
from corpus.runs.paths import checkout

MANIFEST = "manifest.json"
DONE, SAME, FAILED, KILLED = "done", "same", "FAILED", "killed"
IMAGE = ";base64,"
BESIDE = re.compile(r"\.[0-9a-f]{12}\.(\d+)")


class Planned(NamedTuple):
    """A run to be made: notebook, parameters that differ from its defaults, where it goes, what it depends on."""

    notebook: Path
    parameters: dict[str, Any]
    out: Path
    parts: Parts
    key: str

    @property
    def folder(self) -> Path:
        """Where its results lie."""
        return self.out / self.notebook.stem / self.key


class Done(NamedTuple):
    """What came of a run, seconds, and what to say of it.

    The status is ``done``, ``same`` (nothing to do), ``FAILED``, or for a while ``killed``: by the system or a user,
    through no fault of its own that is known.
    """

    run: Planned
    status: str
    seconds: float = 0.0
    cells: float = 0.0
    failure: str = ""
    note: str = ""


def name_beside(one: Planned) -> Path:
    """Return where this process lets a run write: a folder that nobody takes for finished results."""
    return one.out / f".{one.key}.{os.getpid()}"


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what the manifest of a run says; nothing when there is none that can be read."""
    try:
        read = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def is_complete(folder: Path) -> bool:
    """Tell whether a run was finished well and all its files are still there."""
    manifest = read_manifest(folder)
    return manifest.get("status") == DONE and all((folder / name).is_file() for name in manifest["files"])


def explain(one: Planned) -> str:
    """Return why a run has to be made: what has changed since the one nearest to it, if there was one."""
    if one.folder.is_dir():
        return "it failed before" if read_manifest(one.folder).get("status") == FAILED else "files of it are gone"
    earlier = [read_manifest(path.parent) for path in one.folder.parent.glob(f"[!.]*/{MANIFEST}")]
    alike = [manifest for manifest in earlier if _parameters(manifest) == _parameters({"parts": one.parts})]
    changes = [compare_parts(manifest["parts"], one.parts) for manifest in alike]
    return "; ".join(min(changes, key=lambda told: len(str(told)), default=["new"]))


def _parameters(manifest: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(manifest.get("parts", {}).get("parameters"), default=str))


def scrub(told: Any) -> Any:
    """Return a text, or all texts of a list or dict but those of images, without the folders of this machine."""
    root = checkout()
    known = [(Path.cwd(), "."), (root, "."), (Path(sys.prefix), "<python>"), (Path(sys.base_prefix), "<python>")]
    return _scrub(told, {str(one): name for one, name in [*known, (Path.home(), "~")] if one and len(one.parts) > 1})


def _scrub(told: Any, names: Mapping[str, str]) -> Any:
    if isinstance(told, str) and IMAGE not in told:
        return reduce(lambda text, folder: text.replace(folder, names[folder]), names, told)
    if isinstance(told, list):
        return [_scrub(one, names) for one in told]
    if isinstance(told, dict):
        return {key: one if key.startswith("image/") else _scrub(one, names) for key, one in told.items()}
    return told


def finish(done: Done, beside: Path) -> Done:
    """Write the manifest of a run that lies beside its place, and let it take it, by renaming."""
    one, made = done.run, beside / done.run.notebook.stem
    made.mkdir(parents=True, exist_ok=True)
    manifest = {
        "notebook": one.notebook.stem,
        "key": one.key,
        "status": done.status,
        "failure": scrub(done.failure),
        "note": done.note,
        "seconds": round(done.seconds, 2),
        "cells_seconds": round(done.cells, 2),
        "parts": one.parts,
        "files": hash_folder(made),
    }
    (made / MANIFEST).write_text(json.dumps(manifest, indent=2, default=str) + "\n", encoding="utf-8")
    _swap(made, one.folder)
    shutil.rmtree(beside, ignore_errors=True)
    return done


def _swap(made: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        folder.replace(made.parent / "before")
    made.replace(folder)


def sweep(out: Path) -> None:
    """Remove what processes that were killed have left in a folder of results."""
    for path in out.glob(".*"):
        found = BESIDE.fullmatch(path.name)
        if found and not _lives(int(found[1])):
            shutil.rmtree(path, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
