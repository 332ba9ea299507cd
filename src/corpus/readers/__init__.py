"""File -> raw documents: one module a format, and the table of the files found."""

import glob
import hashlib
import os
import warnings
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pandas as pd

from corpus import tables
from corpus.errors import SourceError
from corpus.readers.document import FoundFile, ReadFile

Source = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

FORMATS = {".txt": "text"}
"""Ending of a file's name -> module of this package, whose function `read` takes the bytes."""

COMPANIONS = ("readme", "license", "licence", "metadata.csv", "search.yml")
"""Beginnings of the names of files that lie beside clippings and are none."""


class ReadingWarning(UserWarning):
    """A file of the source could not be read as it came."""


def find_files(source: Source) -> list[FoundFile]:
    """List the files of a source in the order of their names; hidden files and folders are passed over.

    Parameters
    ----------
    source : str, path or list of these
        A file, a folder (with its subfolders), a pattern such as ``clippings/2023*.txt``, or several files.

    Returns
    -------
    list of FoundFile
        One per file; `source_file` is the POSIX path relative to the folder, or to the files' common folder.

    Raises
    ------
    SourceError
        When there is no such file or folder, or no file in it.
    """
    if isinstance(source, (str, os.PathLike)):
        root, paths = _one_source(source)
    else:
        paths = [Path(one) for one in source]
        missing = [path for path in paths if not path.is_file()]
        if missing:
            raise SourceError(f"source {missing[0]}: no such file; a list of sources must name files")
        root = Path(os.path.commonpath([path.absolute().parent for path in paths])) if paths else Path()
    if not paths:
        raise SourceError(f"source {source}: holds no file; expected news as {', '.join(FORMATS)}")
    found = [FoundFile(path, path.absolute().relative_to(root.absolute()).as_posix()) for path in paths]
    return sorted(found, key=lambda file: file.source_file)


def _one_source(source: str | os.PathLike[str]) -> tuple[Path, list[Path]]:
    path = Path(source)
    if path.is_file():
        return path.parent, [path]
    if path.is_dir():
        return path, [one for one in path.rglob("*") if one.is_file() and not _hidden(one.relative_to(path))]
    if glob.has_magic(str(source)):
        fixed = Path(*(part for part in _before_magic(path)))
        return fixed, [Path(one) for one in glob.glob(str(source), recursive=True) if Path(one).is_file()]
    raise SourceError(f"source {source}: no such file or folder")


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def _before_magic(path: Path) -> list[str]:
    parts = list(path.parts)
    return parts[: next(i for i, part in enumerate(parts) if glob.has_magic(part))]


def read_files(source: Source, *, strict: bool = False) -> tuple[pd.DataFrame, list[tuple[str, ReadFile]]]:
    """Read every file of a source; a file that cannot be read is a row that says why, and the rest goes on.

    Parameters
    ----------
    source : str, path or list of these
        See `find_files`.
    strict : bool
        Stop at the first file that cannot be read.

    Returns
    -------
    files : DataFrame
        One row per file found (table ``files``); `found`, the number of articles, is not known yet.
    contents : list of (source_file, ReadFile)
        One per file read.

    Raises
    ------
    SourceError
        When no file of the source can be read, or with `strict` when one cannot.
    """
    rows, contents = [], []
    for file in find_files(source):
        row, content = _read_one(file)
        if strict and content is None and row[-1] != NOT_NEWS:
            raise SourceError(f"{file.source_file}: {row[-1]}")
        rows.append(row)
        if content is not None:
            contents.append((file.source_file, content))
    files = tables.from_rows("files", rows)
    _report(files, source)
    return files, contents


NOT_NEWS = "a file about the clippings, not one of them"


def _read_one(file: FoundFile) -> tuple[tuple[object, ...], ReadFile | None]:
    """Return the file's row of the table ``files`` and what was read, if anything."""
    ending = file.path.suffix.lower()
    size, digest = 0, ""
    try:
        if file.path.name.lower().startswith(COMPANIONS):
            raise SourceError(NOT_NEWS)
        if ending not in FORMATS:
            raise SourceError(f"format {ending or 'without an ending'} is not known; known are {', '.join(FORMATS)}")
        data = file.path.read_bytes()
        size, digest = len(data), hashlib.sha256(data).hexdigest()
        if not data.strip():
            raise SourceError("empty")
        content: ReadFile = import_module(f"corpus.readers.{FORMATS[ending]}").read(data)
    except (SourceError, OSError) as error:
        reason = str(error) if isinstance(error, SourceError) else f"cannot be opened: {error.strerror}"
        return (file.source_file, ending[1:], "", size, digest, 0, 0, "skipped", reason), None
    row = (file.source_file, ending[1:], content.encoding, size, digest, content.expected, 0, "read", content.note)
    return row, content


def _report(files: pd.DataFrame, source: Source) -> None:
    doubtful = files[(files["reason"] != "") & (files["reason"] != NOT_NEWS)]
    told = [f"{name}: {status}: {reason}" for name, status, reason in doubtful[["source_file", "status", "reason"]].values]
    if not (files["status"] == "read").any():
        raise SourceError(f"source {source}: no file could be read\n  " + "\n  ".join(told or ["(none is a clipping)"]))
    if told:
        warnings.warn(f"{len(told)} of {len(files)} files need a look:\n  " + "\n  ".join(told[:20]), ReadingWarning, stacklevel=4)
