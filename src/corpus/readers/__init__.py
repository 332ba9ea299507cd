"""File -> raw documents: one module a format, and the table of the files found."""

import glob
import hashlib
import os
import re
import warnings
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import pandas as pd

from corpus import tables
from corpus.errors import SourceError
from corpus.readers import packed
from corpus.readers.document import FoundFile, ReadFile

Row = tuple[object, ...]
Source = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

FORMATS = {
    ".txt": "text", ".text": "text", ".md": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".docx": "docx", ".doc": "doc", ".rtf": "rtf", ".xml": "factiva_xml",
    ".csv": "delimited", ".tsv": "delimited", ".tab": "delimited",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".parquet": "parquet",
    ".pdf": "pdf", ".warc": "warc", ".warc.gz": "warc", ".zip": "zip",
}  # fmt: skip
"""Ending of a file's name -> module of this package, whose function `read` takes the bytes; but zip, which is unpacked
first, and doc, which is rtf or docx by another name or is refused: see `sniff`."""

SIGNATURES = (
    (re.compile(rb"%PDF-"), "pdf"),
    (re.compile(rb"\s*\{\\rtf"), "rtf"),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html[\s>])", re.IGNORECASE),
        "html",
    ),
)
"""First bytes that say more than the ending of the name."""
BY_LINE = ("text", "delimited")
SNIFFED = ("text", "html", "docx", "doc", "rtf", "factiva_xml", "pdf")

COMPANIONS = ("metadata.csv", "search.yml", "search.yaml", "corrections.csv")
"""Names of files that lie beside clippings and are none; so is a file called readme, license or licence."""
ABOUT = ("readme", "license", "licence")

SURROGATE = re.compile("[\ud800-\udfff]")

LARGEST_FILE = 256_000_000
"""A larger file is not read: split it, or store it as Parquet in several files."""
LONGEST_LINE = 10_000_000
"""A file with a longer line is not read: it is no text that anybody wrote."""
MOST_LINES = 2_000_000
"""A file with more lines is not read: its tables would take gigabytes of memory."""


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
    root, paths = _root_and_paths(source)
    if not paths:
        raise SourceError(f"source {source}: holds no file; expected news as {', '.join(FORMATS)}")
    found = [FoundFile(path, _name(path, root)) for path in paths]
    return sorted(found, key=lambda file: file.source_file)


def root_of(source: Source) -> Path:
    """Return the folder that the names of the files of a source are relative to."""
    return _root_and_paths(source)[0]


def _root_and_paths(source: Source) -> tuple[Path, list[Path]]:
    if isinstance(source, (str, os.PathLike)):
        return _one_source(source)
    paths = _listed(source)
    missing = [path for path in paths if not path.is_file()]
    if missing:
        raise SourceError(f"source {missing[0]}: no such file; a list of sources must name files")
    return Path(os.path.commonpath([path.parent for path in paths]) if paths else "."), paths


def _listed(source: object) -> list[Path]:
    """Return the paths of a list of sources, each once."""
    if isinstance(source, Iterable) and not isinstance(source, bytes):
        ones = list(source)
        if all(isinstance(one, (str, os.PathLike)) for one in ones):
            return list(dict.fromkeys(Path(one).absolute() for one in ones))
    raise SourceError(f"source {source!r}: expected a file, a folder, a pattern, or a list of files")


def _name(path: Path, root: Path) -> str:
    """Return what the file is called in tables; bytes of a name that are no UTF-8 are written in hexadecimal."""
    name = path.absolute().relative_to(root.absolute()).as_posix()
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _one_source(source: str | os.PathLike[str]) -> tuple[Path, list[Path]]:
    path = Path(source)
    if not os.fspath(source):
        raise SourceError("source: expected a file, a folder or a pattern, found an empty text")
    if path.is_file():
        return path.parent, [path]
    if path.is_dir():
        return path, _walk(path)
    if glob.has_magic(str(source)):
        fixed = Path(*(part for part in _before_magic(path)))
        return fixed, [Path(one) for one in glob.glob(str(source), recursive=True) if Path(one).is_file()]
    raise SourceError(f"source {source}: no such file or folder")


def _walk(folder: Path) -> list[Path]:
    """List the files below a folder, and folders not opened, closed ones and links: they become rows that say so."""
    found: list[Path] = []
    closed: list[Path] = []
    for top, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(top, name) for name in folders if Path(top, name).is_symlink()]
        found += [Path(top, name) for name in names if not name.startswith((".", "~$"))]
    return [path for path in found if path.is_file() or path.is_symlink()] + closed


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
        for row, content in _read_found(file):
            if strict and content is None and row[-1] != NOT_NEWS:
                raise SourceError(f"{row[0]}: {row[-1]}")
            rows.append(row)
            if content is not None:
                contents.append((str(row[0]), content))
    files = tables.from_rows("files", rows)
    _report(files, source)
    return files, contents


NOT_NEWS = "a file about the clippings, not one of them"


def _read_found(file: FoundFile) -> Iterator[tuple[Row, ReadFile | None]]:
    """Read a file, or every member of an archive: its row of the table ``files``, and what was read, if anything."""
    data = b""
    try:
        if file.path.is_dir():
            os.listdir(file.path)
            raise SourceError("a link to a folder, which is not followed: name that folder as a source")
        if is_beside(file.path):
            raise SourceError(NOT_NEWS)
        kind = _kind(file.path.name)
        data = _bytes(file.path)
        if kind == "zip":
            yield from _read_archive(file.source_file, data)
            return
    except (SourceError, OSError) as error:
        yield _row(file.source_file, data, None, _reason(error)), None
        return
    yield _read_bytes(file.source_file, data)


def is_beside(path: Path) -> bool:
    """Whether a file lies beside clippings and is none, by its name and those of its neighbours."""
    return path.name.lower() in COMPANIONS or path.stem.lower() in ABOUT or _is_built(path)


def _is_built(path: Path) -> bool:
    """Whether a file is a table that `corpus.build` has written into a folder of the source."""
    if path.suffix != ".parquet" or path.stem not in tables.TABLES:
        return False
    return all(path.with_name(f"{name}.parquet").is_file() for name in ("files", "lines", "articles", "hits"))


def _read_archive(source_file: str, data: bytes) -> Iterator[tuple[Row, ReadFile | None]]:
    members = 0
    for name, content in packed.read_members(data):
        members += 1
        if is_beside(Path(name)):
            yield _row(f"{source_file}/{name}", content if isinstance(content, bytes) else b"", None, NOT_NEWS), None
        elif isinstance(content, bytes):
            yield _read_bytes(f"{source_file}/{name}", content)
        else:
            yield _row(f"{source_file}/{name}", b"", None, str(content)), None
    if not members:
        raise SourceError("an archive without a file")


def _read_bytes(source_file: str, data: bytes) -> tuple[Row, ReadFile | None]:
    """Read the bytes of one file; whatever a reader stumbles over becomes the reason in its row."""
    try:
        content = _content(source_file, data)
    except SourceError as error:
        return _row(source_file, data, None, str(error)), None
    except Exception as error:  # one file of thousands must not stop the others
        return _row(source_file, data, None, f"could not be read: {type(error).__name__}: {str(error)[:200]}"), None
    return _row(source_file, data, content, content.note), content


def _content(source_file: str, data: bytes) -> ReadFile:
    if not data.strip():
        raise SourceError("empty")
    name = sniff(source_file, data)
    if name == "zip":
        raise SourceError("an archive within an archive: unpack it first")
    if name in (*BY_LINE, "jsonl") and max(data.count(b"\n"), data.count(b"\r")) > MOST_LINES:
        raise SourceError(f"more than {MOST_LINES} lines, the most that are read: split it into several files")
    if name in BY_LINE and len(data) > LONGEST_LINE:
        _check_length(_longest_line(data))
    content: ReadFile = import_module(f"corpus.readers.{name}").read(data)
    if not any(text.strip() for document in content.documents for text in document.texts):
        raise SourceError("empty: no text in it")
    _check_length(max((len(text) for document in content.documents for text in document.texts), default=0))
    return _without_surrogates(content)


def _without_surrogates(content: ReadFile) -> ReadFile:
    """Replace halves of letters (lone surrogates), which no file can hold, and say how many there were."""
    strings = (text for one in content.documents for text in (*one.texts, *one.fields, *one.fields.values()))
    count = sum(len(SURROGATE.findall(text)) for text in strings if not text.isascii())
    if not count:
        return content

    def clean(text: str) -> str:
        return SURROGATE.sub("\ufffd", text)

    documents = [
        one._replace(
            texts=[*map(clean, one.texts)], fields={clean(name): clean(its) for name, its in one.fields.items()}
        )
        for one in content.documents
    ]
    note = "; ".join(filter(None, [content.note, f"{count} halves of letters (lone surrogates) replaced"]))
    return content._replace(documents=documents, note=note)


def _check_length(longest: int) -> None:
    if longest > LONGEST_LINE:
        raise SourceError(f"a line of {longest} characters; at most {LONGEST_LINE} are read")


def _longest_line(data: bytes) -> int:
    """Return the length of the longest line before anything is decoded, which would take several times its memory."""
    longest, start = 0, 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        longest, start = max(longest, end - start), end + 1
    return longest


def sniff(name: str, data: bytes) -> str:
    r"""Return the module that reads a file: by the ending of its name, unless its first bytes say otherwise.

    Which export a page, a text, a Word document or an rtf file is, its reader decides by its content: see
    `corpus.readers.sniff_lines` and `corpus.readers.html`.

    Examples
    --------
    >>> sniff("clip.txt", b"Envoy arrives"), sniff("clip.doc", b"{\\rtf1"), sniff("clip.txt", b"<!DOCTYPE html><p>")
    ('text', 'rtf', 'html')
    """
    kind = _kind(name)
    found = next((other for pattern, other in SIGNATURES if kind in SNIFFED and pattern.match(data)), kind)
    if found == "doc" and data.startswith(b"PK"):
        return "docx"
    if found == "doc":
        raise SourceError("the old binary format of Word: save it as docx")
    return found


def _kind(name: str) -> str:
    ending = _ending(name)
    if ending not in FORMATS:
        raise SourceError(f"format {ending or 'without an ending'} is not known; known are {', '.join(FORMATS)}")
    return FORMATS[ending]


def _ending(name: str) -> str:
    lower = name.lower()
    return ".warc.gz" if lower.endswith(".warc.gz") else os.path.splitext(lower)[1]


def _bytes(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise SourceError("no regular file, but a pipe or a device")
    with path.open("rb") as handle:
        data = handle.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise SourceError(f"larger than {LARGEST_FILE} bytes, the most that is read: split it into several files")
    return data


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and not isinstance(error, SourceError):
        return f"cannot be opened: {error.strerror or error}"
    return str(error)


def _row(source_file: str, data: bytes, content: ReadFile | None, reason: str) -> Row:
    """Return a row of the table ``files``."""
    digest = hashlib.sha256(data).hexdigest() if data else ""
    ending = _ending(source_file)[1:]
    if content is None:
        return source_file, ending, "", len(data), digest, 0, 0, "skipped", reason
    kind = content.format or ending
    return source_file, kind, content.encoding, len(data), digest, content.expected, 0, "read", reason


def _report(files: pd.DataFrame, source: Source) -> None:
    doubtful = files[(files["reason"] != "") & (files["reason"] != NOT_NEWS)]
    told = [
        f"{name}: {status}: {reason}" for name, status, reason in doubtful[["source_file", "status", "reason"]].values
    ]
    if not (files["status"] == "read").any():
        raise SourceError(f"source {source}: no file could be read\n  " + "\n  ".join(told or ["(none is a clipping)"]))
    if told:
        warnings.warn(
            f"{len(told)} of {len(files)} files need a look:\n  " + "\n  ".join(told[:20]),
            ReadingWarning,
            stacklevel=4,
        )
