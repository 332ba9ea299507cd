"""The folders of runs: what a manifest says of each, and how a finished one takes its place."""

import json
import os
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from corpus.runs.keys import Parts, compare_parts, hash_folder
from corpus.runs.parameters import checkout

MANIFEST = "manifest.json"
DONE, SAME, FAILED = "done", "same", "FAILED"
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
    """What came of a run: ``done``, ``same`` (nothing to do) or ``FAILED``, seconds, what to say of it."""

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


def scrub(text: str) -> str:
    """Return a text without the folders of this machine and its user."""
    root = checkout()
    known = [(Path.cwd(), "."), (root, "."), (Path(sys.prefix), "<python>"), (Path(sys.base_prefix), "<python>")]
    for folder, name in [*known, (Path.home(), "~")]:
        if folder is not None and len(folder.parts) > 1:
            text = text.replace(str(folder), name)
    return text


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
