"""The folders of runs: what a manifest says of each, and how a finished one takes its place."""

import json
import os
import re
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import ParameterError
from corpus.runs.keys import Parts, compare_parts, hash_folder
from corpus.runs.paths import checkout

MANIFEST = "manifest.json"
DONE, SAME, FAILED, KILLED = "done", "same", "FAILED", "killed"
IMAGE = ";base64,"
ALONE = r"(?:(?<![\w/.-])|(?<=\dm)|(?<=file://))"
"""Before a path: no word or sign of another path, but the end of a terminal's colour."""

ATTEMPTS = 9
BESIDE = re.compile(r"\.(?:[0-9a-f]{12}|index\.html)\.(\d+)")


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
    whole = isinstance(read, dict) and all(isinstance(read.get(name, {}), dict) for name in ("parts", "files"))
    return read if whole else {}


def is_complete(folder: Path) -> bool:
    """Tell whether a run was finished well and all its files are still there."""
    manifest = read_manifest(folder)
    return manifest.get("status") == DONE and "files" in manifest and not _gone(folder, manifest)


def _gone(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    return [name for name in manifest.get("files", {}) if not (folder / name).is_file()]


def tell_edited(folder: Path) -> str:
    """Return which files of a finished run are not as it made them, or nothing."""
    now = hash_folder(folder)
    edited = [name for name, digest in read_manifest(folder)["files"].items() if now.get(name) != digest]
    return f"changed by hand since: {', '.join(edited)}" if edited else ""


def explain(one: Planned) -> str:
    """Return why a run has to be made: what has changed since the one nearest to it, if there was one."""
    if one.folder.is_dir():
        manifest = read_manifest(one.folder)
        gone = ", ".join(_gone(one.folder, manifest)) or MANIFEST
        return "it failed before" if manifest.get("status") == FAILED else f"files of it are gone: {gone}"
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
    names = {str(one): name for one, name in [*known, (Path.home(), "~")] if one and len(one.parts) > 1}
    longest = sorted(names, key=len, reverse=True)
    return _scrub(told, re.compile(rf"(?:{'|'.join(map(_as_folder, longest))})(?![\w-])"), names)


def _as_folder(name: str) -> str:
    """Return an expression for a folder; one like ``/srv`` may stand in the address of a page, too."""
    return re.escape(name) if name.count(os.sep) > 1 else ALONE + re.escape(name)


def _scrub(told: Any, folders: re.Pattern[str], names: Mapping[str, str]) -> Any:
    if isinstance(told, str) and IMAGE not in told:
        return folders.sub(lambda found: names[found[0]], told)
    if isinstance(told, list):
        return [_scrub(one, folders, names) for one in told]
    if isinstance(told, dict):
        return {key: one if key.startswith("image/") else _scrub(one, folders, names) for key, one in told.items()}
    return told


def finish(done: Done, beside: Path) -> Done:
    """Write the manifest of a run that lies beside its place, and let it take it, by renaming."""
    try:
        made = beside / done.run.notebook.stem
        made.mkdir(parents=True, exist_ok=True)
        manifest = json.dumps(_manifest(done, made), indent=2, default=str)
        (made / MANIFEST).write_text(manifest + "\n", encoding="utf-8")
        _swap(made, done.run.folder)
    except OSError as error:
        told = f"its results could not be written: {error.strerror or error}"
        return done._replace(status=FAILED, failure="\n    ".join(filter(None, (done.failure, told))))
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return done


def _manifest(done: Done, made: Path) -> dict[str, Any]:
    one = done.run
    return {
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


def _swap(made: Path, folder: Path) -> None:
    """Let a finished run take its place, in which another batch may put the same run at the same time."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    for tried in range(ATTEMPTS):
        with suppress(FileNotFoundError):
            folder.replace(made.parent / f"before{tried}")
        try:
            made.replace(folder)
            return
        except OSError:
            if not folder.exists():
                raise
    raise FileExistsError(f"{folder}: another process keeps putting files there")


def sweep(out: Path) -> None:
    """Remove what processes that were killed have left in a folder of results, which is made if need be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ParameterError(f"parameter out: expected a folder to write to, found {out}: {error}") from error
    for path in out.glob(".*"):
        found = BESIDE.fullmatch(path.name)
        if found and (int(found[1]) == os.getpid() or not _lives(int(found[1]))):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
