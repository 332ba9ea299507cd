"""Word documents: one line per paragraph, in the order of the document, with table cells and text boxes.

The parts are read straight from the package, with bounded sizes and no external entities.
"""

from collections.abc import Iterator
from typing import Any

from corpus.errors import SourceError
from corpus.readers.document import Hint, ReadFile
from corpus.readers.packed import open_zip, read_member
from corpus.readers.sniff_lines import read_lines
from corpus.readers.xml import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MAIN = "word/document.xml"
ASIDE = ("word/header", "word/footer", "word/footnotes.xml", "word/endnotes.xml")
BESIDE = Hint("boilerplate", "docx: header, footer or note")


def read(data: bytes) -> ReadFile:
    """Read a Word document: an export of Nexis or Factiva, else one text however many articles are in it."""
    archive = open_zip(data, "docx")
    if MAIN not in archive.namelist():
        raise SourceError(f"no Word document: the part {MAIN} is missing")
    lines = part_lines(read_member(archive, MAIN))
    beside = [
        line
        for name in sorted(archive.namelist())
        if name.startswith(ASIDE) and name.endswith(".xml")
        for line in part_lines(read_member(archive, name))
        if line.strip()
    ]
    content = read_lines(lines, container="docx")
    if not beside:
        return content
    last = content.documents[-1]
    hints = [*last.hints, *[BESIDE] * len(beside)]
    return content._replace(documents=[*content.documents[:-1], last._replace(texts=last.texts + beside, hints=hints)])


def part_lines(data: bytes) -> list[str]:
    """Return the texts of the paragraphs of a part; a line break within a paragraph ends a line too."""
    return [line for paragraph in _paragraphs(parse_xml(data)) for line in _text(paragraph).split("\n")]


def _local(node: Any) -> str:
    tag = node.tag
    return tag.removeprefix(W).removeprefix(STRICT) if isinstance(tag, str) else ""


def _paragraphs(root: Any) -> Iterator[Any]:
    """Walk the paragraphs in document order; one in a text box follows the one that holds the box."""
    return (
        node
        for node in root.iter(f"{W}p", f"{STRICT}p")
        if not any(up.tag == FALLBACK for up in node.iterancestors(FALLBACK))
    )


def _text(paragraph: Any) -> str:
    """Return the text of a paragraph without that of the paragraphs within it."""
    pieces = []
    stack = [iter(paragraph)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        name = _local(node)
        if name == "t":
            pieces.append(node.text or "")
        elif name in ("br", "cr"):
            pieces.append("\n")
        elif name == "tab":
            pieces.append("\t")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name not in ("p", "pPr", "rPr", "delText", "instrText") and node.tag != FALLBACK:
            stack.append(iter(node))
    return "".join(pieces)
