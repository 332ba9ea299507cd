"""The visible texts of an html page, block by block."""

import re
from typing import Any, NamedTuple

from corpus.errors import SourceError
from corpus.readers.encoding import decode, tidy

INVISIBLE = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "iframe", "object"}
    | {"canvas", "audio", "video", "math", "datalist", "select"}
)
INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
    }
    | {"ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rt", "rp", "s", "samp", "small", "span", "strike"}
    | {"strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
CHARSETS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}
"""What browsers take these names for."""
LARGEST_PAGE = 50_000_000
SPACE = re.compile(r"[^\S\n]+")


class Block(NamedTuple):
    """A run of visible text between two tags that break the line, and the tags it stands in that matter."""

    text: str
    tag: str


def decode_page(data: bytes) -> tuple[str, str, str]:
    """Return text, encoding and note; the page's own charset is tried where the bytes are not UTF-8."""
    declared = CHARSET.search(data[:4096])
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if declared:
            name = declared[1].decode("ascii").lower()
            try:
                return tidy(data.decode(CHARSETS.get(name, name))), name, ""
            except (UnicodeError, LookupError):
                pass
    return decode(data)


def parse_page(text: str) -> Any:
    """Return the page's tree (lxml); nothing is fetched, no entity of the page's own making is unfolded.

    Raises
    ------
    SourceError
        When the page is too large, or nested so deeply that the parser gives up and would lose the rest.
    """
    from lxml import etree, html

    if len(text) > LARGEST_PAGE:
        raise SourceError(f"a page of {len(text)} characters; at most {LARGEST_PAGE} are read")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise SourceError(f"not readable as html: {error}") from error
    if any("depth" in entry.message for entry in parser.error_log.filter_from_fatals()):
        raise SourceError("html nested too deeply to be read")
    return tree


def page_blocks(tree: Any, *, gaps: bool = False) -> list[Block]:
    """List the visible texts of a page in document order; with `gaps` an empty one behind every division.

    Examples
    --------
    >>> page_blocks(parse_page("<h1>A <i>b</i></h1><p>One<br>two</p><script>no</script>three"))
    [Block(text='A b', tag='h1'), Block(text='One', tag='p'), Block(text='two', tag='p'),
     Block(text='three', tag='body')]
    """
    from lxml import etree

    body = tree.find("body") if tree.tag == "html" else tree
    blocks: list[Block] = []
    if body is None:
        return blocks
    pieces: list[str] = []
    open_tags: list[str] = []

    def close() -> None:
        if not pieces:
            return
        text = SPACE.sub(" ", "".join(pieces).replace("\n", " ")).strip()
        pieces.clear()
        if text:
            blocks.append(Block(text, _telling(open_tags)))

    walker = etree.iterwalk(body, events=("start", "end"))
    for event, node in walker:
        tag = node.tag if isinstance(node.tag, str) else "script"
        breaks = tag not in INLINE
        if event == "start":
            if breaks:
                close()
            open_tags.append(tag)
            if tag in INVISIBLE:
                walker.skip_subtree()
            elif node.text:
                pieces.append(node.text)
        else:
            if breaks:
                close()
            if gaps and tag == "div" and blocks and blocks[-1].text:
                blocks.append(Block("", tag))
            open_tags.pop()
            if node.tail and node is not body:
                pieces.append(node.tail)
    close()
    return blocks


def _telling(open_tags: list[str]) -> str:
    """Return the open tag that says most of a text: caption or heading, else the innermost that breaks lines."""
    for tag in open_tags:
        if tag in HEADINGS or tag == "figcaption":
            return tag
    return next((tag for tag in reversed(open_tags) if tag not in INLINE and tag != "br"), "body")
