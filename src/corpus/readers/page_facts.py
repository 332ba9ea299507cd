"""What a web page states about itself in meta tags and JSON-LD, as columns of the table articles."""

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from corpus.readers.days import first_day

PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "datepublished", "article.published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "bt:pubdate", "dc.date.issued", "dcterms.issued", "citation_publication_date", "citation_date",
    "originalpublicationdate", "rnews:datepublished", "published_time", "publication_date", "publish-date",
    "publishdate", "pubdate", "ptime", "dc.date", "dcterms.date", "dc.date.created", "dcterms.created",
    "datecreated", "pdate", "date",
)  # fmt: skip
UPDATED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dc.date.modified",
    "dcterms.modified", "article.updated", "last-modified", "lastmod",
)  # fmt: skip
AUTHOR = (
    "author", "article:author", "article:author_name", "dc.creator", "dcterms.creator", "parsely-author",
    "sailthru.author", "byl",
)  # fmt: skip
OUTLET = ("og:site_name", "application-name", "dc.publisher")
LANGUAGES = ("og:locale", "content-language", "language")
TITLE = ("og:title", "dc.title", "twitter:title")
ARTICLE_TYPES = ("Article", "Posting", "Report")
LARGEST_JSON = 2_000_000
DEEPEST = 8
CDATA = re.compile(r"(?://|/\*)?\s*(?:<!\[CDATA\[|\]\]>|<!--|-->)\s*(?:\*/)?")
PAIR = re.compile(r'"(@type|headline|datePublished|dateModified)"\s*:\s*"([^"\\\n]{1,300})"')
"""The pairs read from JSON-LD that is not well formed; the first of a name counts."""
BY = re.compile(r"^by\s+", re.IGNORECASE)


def read_page_facts(tree: Any) -> dict[str, str]:
    """Return what the page says of itself: title, outlet, byline, language, published, updated, section, url.

    The date comes from JSON-LD or meta tags only: a date printed somewhere on a page may be today's, or that
    of another article.
    """
    meta, data = _meta(tree), _article_data(tree)
    outlet = _name(data.get("publisher")) or _first(meta, OUTLET[:1]) or _first(meta, OUTLET)
    published = first_day([_text(data.get("datePublished")), *_all(meta, PUBLISHED)])
    return {
        "title": _title(tree, [_text(data.get("headline")), *_all(meta, TITLE)], outlet),
        "outlet": outlet,
        "byline": BY.sub("", _name(data.get("author")) or _author(meta)),
        "language": _language(tree, meta, data),
        "published": published,
        "published_basis": "metadata" if published else "",
        "updated": first_day([_text(data.get("dateModified")), *_all(meta, UPDATED)]),
        "section": _text(data.get("articleSection")) or _first(meta, ["article:section"]),
        "url": _first(meta, ["og:url"]),
    }


def _meta(tree: Any) -> dict[str, str]:
    """Return the first content of every meta tag, by its name in lower case."""
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        content = _plain(node.get("content") or "")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (node.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _all(meta: dict[str, str], names: Iterable[str]) -> list[str]:
    return [meta[name] for name in names if name in meta]


def _first(meta: dict[str, str], names: Iterable[str]) -> str:
    return next(iter(_all(meta, names)), "")


def _author(meta: dict[str, str]) -> str:
    """Return the first author stated that is a name and not an address."""
    return next((author for author in _all(meta, AUTHOR) if "/" not in author), "")


def _article_data(tree: Any) -> dict[str, Any]:
    """Return what JSON-LD says of the article, completed from its entry for the page."""
    nodes = [
        node for script in tree.iter("script") if "ld+json" in (script.get("type") or "") for node in _nodes(script)
    ]
    articles = [node for node in nodes if _is_type(node, ARTICLE_TYPES)]
    pages = [node for node in nodes if _is_type(node, ("WebPage",)) and "datePublished" in node]
    return (pages[0] if pages else {}) | (articles[0] if articles else {})


def _is_type(node: dict[str, Any], endings: tuple[str, ...]) -> bool:
    types = node.get("@type")
    return any(
        isinstance(one, str) and one.endswith(endings) for one in (types if isinstance(types, list) else [types])
    )


def _nodes(script: Any) -> Iterator[dict[str, Any]]:
    text = script.text or ""
    if len(text) > LARGEST_JSON:
        return
    try:
        yield from _walk(json.loads(CDATA.sub("", text).strip().removesuffix(";"), strict=False), DEEPEST)
    except (ValueError, RecursionError):
        yield dict(PAIR.findall(text)[::-1])


def _walk(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = [inner for key, inner in value.items() if key in ("@graph", "mainEntity", "mainEntityOfPage")]
    if isinstance(value, list) and depth:
        for inner in value:
            yield from _walk(inner, depth - 1)


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return _plain(value) if isinstance(value, str) else ""


def _plain(text: str) -> str:
    """Return a text without the entities that some sites escape twice, and with single spaces."""
    return " ".join(unescape(text).split())


def _name(value: Any) -> str:
    """Return the names of persons or organisations, which JSON-LD gives as text, object or list of these."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(_name, value[:20]))))
    name = _text(value.get("name")) if isinstance(value, dict) else _text(value)
    return "" if name.startswith(("http:", "https:", "/")) else name


def _language(tree: Any, meta: dict[str, str], data: dict[str, Any]) -> str:
    root = tree if tree.tag == "html" else tree.getroottree().getroot()
    stated = [
        root.get("lang"),
        root.get("xml:lang"),
        *_all(meta, LANGUAGES),
        _text(data.get("inLanguage")),
    ]
    codes = [(code or "").replace("_", "-").split("-")[0].strip().lower() for code in stated]
    return next((code for code in codes if code.isalpha() and len(code) in (2, 3)), "")


def _title(tree: Any, stated: list[str], outlet: str) -> str:
    """Return the headline as printed (h1) where it is what the page states, else what it states."""
    printed = [text for node in tree.iter("h1") if (text := " ".join("".join(node.itertext()).split()))]
    title = _without_outlet(
        next(filter(None, stated), "") or " ".join((tree.findtext(".//title") or "").split()), outlet
    )
    if not title:
        return printed[0] if printed else ""
    key = _key(title)
    same = [text for text in printed if _key(text) and (_key(text) in key or key in _key(text))]
    if same:
        return max(same, key=len)
    return printed[0] if len(printed) == 1 and not any(stated) else title


def _without_outlet(title: str, outlet: str) -> str:
    for mark in (" | ", " - ", " – ", " — ", " :: "):
        head, found, tail = title.rpartition(mark)
        if found and outlet and _key(tail) and (_key(tail) in _key(outlet) or _key(outlet) in _key(tail)):
            return head.strip()
    return title


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
