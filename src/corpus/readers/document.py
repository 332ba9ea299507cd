"""What every reader gives: the texts of a file, line by line, with what the format itself says of them."""

from pathlib import Path
from typing import NamedTuple


class Hint(NamedTuple):
    """A role that the format itself tells for a line, and the rule that says so."""

    role: str
    rule: str


class Document(NamedTuple):
    """One text of a file.

    `texts` are its lines as they came; `hints` is as long as `texts`, with None where the format tells
    nothing; `fields` are columns of the table articles that the format states (title, outlet, published,
    ...); `single` says that the format marks this as exactly one article, so that it is not split further.
    """

    texts: list[str]
    hints: list[Hint | None]
    fields: dict[str, str]
    single: bool = False


class FoundFile(NamedTuple):
    """A file of a source: where it is, and what it is called in every table."""

    path: Path
    source_file: str


class ReadFile(NamedTuple):
    """What reading one file gave.

    `documents` are its texts, `encoding` the one used, `expected` how many articles the file itself says it
    holds (0 when it does not say), `note` what was doubtful, `format` what it was read as ("" for the reader's own).
    """

    documents: list[Document]
    encoding: str = ""
    expected: int = 0
    note: str = ""
    format: str = ""


def plain_document(text: str) -> Document:
    """Return the document of a plain text: its lines, about which the format says nothing."""
    texts = text_lines(text)
    return Document(texts, [None] * len(texts), {})


def text_lines(text: str) -> list[str]:
    """Split a text at its line ends; what follows the last line end is a line only if it is not empty."""
    texts = text.split("\n")
    return texts[:-1] if texts[-1] == "" else texts
