"""XML from files: no document type, no entities, nothing fetched; the export of Factiva that comes as XML."""

from collections.abc import Iterable, Iterator
from typing import Any

from corpus.errors import SourceError
from corpus.readers.days import first_day
from corpus.readers.document import Document, Hint, ReadFile
from corpus.readers.factiva import ROLES, codes, keep_field
from corpus.readers.xml import parse_xml

XML_FIELDS = {
    "headline": "HD",
    "byline": "BY",
    "sourceName": "SN",
    "baseLanguage": "LA",
    "columnName": "SE",
    "sectionName": "SE",
}


def read(data: bytes) -> ReadFile:
    """Read an xml file, which is an export of Factiva or not known."""
    root = parse_xml(data)
    articles = [node for node in root.iter("{*}article") if node.find("{*}headline") is not None]
    if not articles:
        raise SourceError(
            f"xml of an unknown kind (<{_local(root)}>); known is the export of Factiva, with <article> and <headline>"
        )
    stated = [node.get("count") for node in root.iter() if str(node.get("count")).isdigit()]
    expected = int(stated[0]) if stated else len(articles)
    encoding = (root.getroottree().docinfo.encoding or "utf-8").lower()
    return ReadFile(list(map(_xml_article, articles)), encoding, expected, format="factiva xml")


def _local(node: Any) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _xml_article(article: Any) -> Document:
    texts: list[str] = []
    hints: list[Hint | None] = []
    fields: dict[str, str] = {}
    for part in article:
        name = _local(part)
        field = codes().get(XML_FIELDS.get(name, ""), "")
        for text in _xml_texts(part):
            texts.append(text)
            body = name in ("leadParagraph", "tailParagraphs")
            hints.append(None if body else Hint(ROLES.get(field, "boilerplate"), f"factiva: {name}"))
            keep_field(fields, field, text)
    published = first_day(_xml_texts(article.find("{*}publicationDate")))
    if published:
        fields |= {"published": published, "published_basis": "metadata"}
    return Document(texts, hints, fields, single=True)


def _xml_texts(part: Any) -> Iterable[str]:
    """Return the texts of a part, one per paragraph or innermost element."""
    return (
        []
        if part is None
        else [text for node in _xml_units(part) if (text := " ".join("".join(node.itertext()).split()))]
    )


def _xml_units(part: Any) -> Iterator[Any]:
    if _local(part) == "paragraph" or len(part) == 0:
        yield part
    else:
        for inner in part:
            yield from _xml_units(inner)
