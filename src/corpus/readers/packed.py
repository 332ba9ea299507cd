"""Zip archives, also those inside docx: bounded sizes, no path outside, no encrypted member."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator

from corpus.errors import SourceError

LARGEST_MEMBER = 100_000_000
"""Most bytes that one member may unpack to."""
LARGEST_RATIO = 250
"""Most bytes that one packed byte may unpack to, beyond the first million."""
LARGEST_ARCHIVE = 1_000_000_000
"""Most bytes that the members of one archive may unpack to together."""
MOST_MEMBERS = 100_000
UNPACKING_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, NotImplementedError, ValueError,
)  # fmt: skip


def open_zip(data: bytes, kind: str = "zip") -> zipfile.ZipFile:
    """Open an archive held in memory.

    Raises
    ------
    SourceError
        When the bytes are no archive, or one that is cut off or has too many members.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise SourceError(f"damaged {kind}: {error}; was it copied in full?") from error
    if len(archive.infolist()) > MOST_MEMBERS:
        raise SourceError(f"{kind} with {len(archive.infolist())} members; at most {MOST_MEMBERS} are read")
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Unpack one member into memory, up to the limits of this module.

    Raises
    ------
    SourceError
        When the member is encrypted, damaged, or unpacks to more than the limits.
    """
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise SourceError("encrypted: unpack it with its password and read the files")
    allowed = min(LARGEST_MEMBER, max(1_000_000, info.compress_size * LARGEST_RATIO))
    try:
        with archive.open(info) as handle:
            data = handle.read(allowed + 1)
    except UNPACKING_ERRORS as error:
        raise SourceError(f"damaged member {name}: {error}") from error
    if len(data) > allowed:
        raise SourceError(f"unpacks to more than {allowed} bytes from {info.compress_size}: a zip bomb?")
    return data


def read_members(data: bytes) -> Iterator[tuple[str, bytes | SourceError]]:
    """Unpack the files of an archive one by one, in the order of their names; in place of a bad one, what is wrong.

    Folders and hidden files are passed over. Nothing is written to disk; a name that would leave the archive
    is refused all the same, because it is the mark of a forged one.
    """
    archive = open_zip(data)
    names = sorted({info.filename for info in archive.infolist() if not info.is_dir()})
    size, given = 0, set[str]()
    for name in names:
        if _hidden(name):
            continue
        inside = _inside(name)
        while inside in given:
            inside = f"__/{inside}"
        given.add(inside)
        try:
            if size > LARGEST_ARCHIVE:
                raise SourceError(f"not read: the archive unpacks to more than {LARGEST_ARCHIVE} bytes")
            if _leaves(name):
                raise SourceError("its path leaves the archive")
            content = read_member(archive, name)
        except SourceError as error:
            yield inside, error
            continue
        size += len(content)
        yield inside, content


def _hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or any(part.startswith((".", "~$")) and part != ".." for part in parts)


def _leaves(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or ":" in parts[0]


def _inside(name: str) -> str:
    """Return the name as it stands in tables: a path below the archive, whatever it pretends to be."""
    parts = name.replace("\\", "/").split("/")
    return "/".join("__" if part == ".." else part.replace(":", "_") for part in parts if part not in ("", "."))
