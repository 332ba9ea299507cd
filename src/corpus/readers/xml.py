"""XML from files: no document type, no entities, nothing fetched; and the exports that come as XML."""

import re
from typing import Any

from corpus.errors import SourceError

DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def parse_xml(data: bytes) -> Any:
    """Return the root of an XML document (lxml).

    Raises
    ------
    SourceError
        When it is not well formed, or brings a document type of its own (entities could be unfolded or fetched).
    """
    from lxml import etree

    plain = data.replace(b"\0", b"") if b"\0" in data[:200] else data
    if DOCTYPE.search(plain):
        raise SourceError("xml with a document type or entities of its own, which are not read for safety")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise SourceError(f"damaged xml: {error}") from error
