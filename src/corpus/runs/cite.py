"""Citations of figures, tables and numbers, and of the articles behind them, each escaped for its format."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pandas as pd

import corpus
from corpus import tables
from corpus.build import build
from corpus.errors import ParameterError
from corpus.printed import latex_caption, latex_label, to_latex, to_markdown, unnumbered, write_macro
from corpus.recipes import SHOWN_IN, Recipe, cite_as, tell_caption
from corpus.timex import edtf

AUTHOR, TITLE = "The corpus developers", "corpus: from news clippings to citable figures"
DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
IN_URL = "%/:?#[]@!$&'()*+,;=~"
"""Styles take the field as it is, so what a browser reads stays, and braces and all else are percent-encoded."""

IN_HTML = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&"})
"""A browser sees no tag in JSON that is put into a page."""


class Entry(NamedTuple):
    """What a bibliography says of one thing; `date` is EDTF, what is empty is left out."""

    key: str
    title: str
    author: str = ""
    container: str = ""
    date: str = ""
    version: str = ""
    url: str = ""
    note: str = ""
    genre: str = "document"


# entries


def list_entries(recipes: Sequence[Recipe]) -> list[Entry]:
    """Return an entry for this software and one for each recipe.

    Examples
    --------
    >>> [one.key for one in list_entries([])]
    ['corpus']
    """
    used = {str(one["versions"].get("corpus", "")) for one in recipes} or {corpus.__version__}
    software = Entry("corpus", TITLE, AUTHOR, version=", ".join(sorted(used)), genre="software")
    return [software, *(_entry(recipe) for recipe in recipes)]


def _entry(recipe: Recipe) -> Entry:
    kind = {"figure": "graphic"}.get(recipe["kind"], "dataset")
    return Entry(f"{recipe['name']}-{recipe['id']}", unnumbered(recipe["caption"]), note=cite_as(recipe), genre=kind)


def list_articles(recipes: Iterable[Recipe], articles: pd.DataFrame) -> list[Entry]:
    """Return an entry for each source article behind some recipes.

    Parameters
    ----------
    recipes : iterable of dict
        What `find_recipes` returned.
    articles : DataFrame
        Table ``articles`` of their source.

    Returns
    -------
    list of Entry
        One per article, in the order of their ids; of one that is not in `articles` the id alone.

    Raises
    ------
    ParameterError
        When a recipe holds only the count of its articles.
    """
    tables.check(articles, "articles")
    ids: set[str] = set()
    for recipe in recipes:
        if isinstance(recipe["articles"], dict):
            many = f"{recipe['articles'].get('count')} articles by count and hash only"
            raise ParameterError(f"{recipe['name']}: expected the ids of its articles, found {many}; see its CSV")
        ids |= set(map(str, recipe["articles"]))
    known = articles[articles["article_id"].isin(ids)]
    entries = {row["article_id"]: _article(row) for row in known.to_dict("records")}
    return [entries.get(one, Entry(_key(one), one, note="not in the source at hand")) for one in sorted(ids)]


def _article(row: Mapping[Any, Any]) -> Entry:
    title = row["title"] or str(row["text"]).split("\n", 1)[0][:80]
    notes = [f"article {row['article_id']}", "date inferred" if row["grade"] == "inferred" else ""]
    more = {"date": row["published"], "url": str(row.get("url", "") or ""), "note": "; ".join(filter(None, notes))}
    return Entry(_key(row["article_id"]), title, row["byline"], row["outlet"], genre="article-newspaper", **more)


def _key(article_id: str) -> str:
    return re.sub("[^a-z0-9]+", "-", article_id.lower()).strip("-") or "article"


# formats


def to_bibtex(entries: Iterable[Entry]) -> str:
    r"""Return entries as BibTeX, everything escaped.

    Examples
    --------
    >>> print(to_bibtex([Entry("a", "50% of {Dawn}")]))
    @misc{a,
      title = {{50\% of \textbraceleft{}Dawn\textbraceright{}}},
      key = {corpus}
    }
    """
    return "\n\n".join(map(_bibtex, _distinct(entries)))


def _bibtex(one: Entry) -> str:
    kind = {"software": "software", "article-newspaper": "article"}.get(one.genre, "misc")
    words = {"title": one.title, "author": one.author, "journal": one.container, "note": one.note}
    plain = {"version": one.version, "key": "" if one.author else one.container or "corpus"}
    date = one.date if edtf.is_edtf(one.date) else ""
    years = {day[:4] for day in date.split("/")}
    plain |= {"date": date, "year": min(years) if len(years) == 1 and DAY.fullmatch(date[:10]) else ""}
    fields = [f"  {name} = {{{{{to_latex(text)}}}}}" for name, text in words.items() if text.strip()]
    fields += [f"  {name} = {{{to_latex(text)}}}" for name, text in plain.items() if text.strip()]
    fields += [f"  url = {{{quote(one.url.strip(), safe=IN_URL)}}}"] if one.url.strip() else []
    return f"@{kind}{{{one.key},\n" + ",\n".join(fields) + "\n}"


def _distinct(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries whose keys all differ, as a bibliography needs them."""
    seen: dict[str, Entry] = {}
    for one in entries:
        key, at = one.key, 2
        while key in seen:
            key, at = f"{one.key}-{at}", at + 1
        seen[key] = one._replace(key=key)
    return list(seen.values())


def to_csl(entries: Iterable[Entry]) -> str:
    r"""Return entries as CSL-JSON, which also a script in a page may hold.

    Examples
    --------
    >>> print(to_csl([Entry("a", "<b>")]))
    [
      {
        "id": "a",
        "type": "document",
        "title": "\u003cb\u003e"
      }
    ]
    """
    return json.dumps([_csl(one) for one in _distinct(entries)], indent=2).translate(IN_HTML)


def _csl(one: Entry) -> dict[str, Any]:
    facts: dict[str, Any] = {"id": one.key, "type": one.genre, "title": one.title}
    facts |= {"container-title": one.container, "version": one.version, "URL": one.url, "note": one.note}
    if one.author:
        facts["author"] = [{"literal": one.author}]
    days = [DAY.fullmatch(day) for day in one.date.split("/")]
    if one.date:
        parts = [[int(part) for part in day.groups() if part] for day in days if day]
        facts["issued"] = {"date-parts": parts} if len(parts) == len(days) <= 2 else {"raw": one.date}
    return {name: value for name, value in facts.items() if value}


def to_text(entries: Iterable[Entry]) -> str:
    """Return entries as a list in Markdown, everything escaped."""
    return "\n".join(f"- {_sentence(one)}" for one in entries)


def _sentence(one: Entry) -> str:
    date = "no date" if one.genre == "article-newspaper" and not one.date else _said(one.date)
    version = f"version {one.version}" if one.version else ""
    parts = [one.author, one.title, one.container, date, version, one.url, one.note]
    return " ".join(f"{to_markdown(part).rstrip('.')}." for part in parts if part.strip())


def _said(date: str) -> str:
    first, slash, last = date.partition("/")
    if not slash or not edtf.is_edtf(date):
        return date
    if ".." in (first, last):
        return f"{last} or earlier" if first == ".." else f"{first} or later"
    return f"between {first} and {last}"


def write_latex_figure(recipe: Recipe) -> str:
    r"""Return LaTeX that sets a figure with its alt text, or a table, which says itself what it needs.

    Numbers are in ``numbers.tex``; of one the macro is returned.
    """
    if recipe["kind"] == "number":
        return write_macro(recipe).rstrip()
    name = f"{SHOWN_IN[recipe['kind']]}/{recipe['name']}"
    if recipe["kind"] == "table":
        return f"\\input{{{name}.tex}}"
    wide = f"{float(recipe.get('width_mm') or 165):g}mm"
    size = rf"width=\ifdim{wide}>\linewidth\linewidth\else{wide}\fi"
    lines = [
        r"% needs \usepackage{graphicx}",
        r"\begin{figure}",
        r"\centering",
        f"\\includegraphics[{size},alt={{{to_latex(str(recipe.get('alt', '')))}}}]{{{name}.pdf}}",
        latex_caption(recipe),
        latex_label(recipe),
        r"\end{figure}",
    ]
    return "\n".join(lines)


def write_markdown(recipe: Recipe) -> str:
    """Return Markdown that shows a figure with its alt text and caption, or names a table or number."""
    caption = to_markdown(tell_caption(recipe))
    if recipe["kind"] == "number":
        return f"{to_markdown(str(recipe.get('text', '')))} ({caption})"
    name = f"{SHOWN_IN[recipe['kind']]}/{recipe['name']}"
    if recipe["kind"] == "table":
        return f"{caption} [CSV]({name}.csv)"
    return f"![{to_markdown(str(recipe.get('alt', '')))}]({name}.png)\n\n{caption}"


FORMATS = ("bibtex", "csl", "latex", "markdown", "numbers")
ARTICLE_FORMATS = ("bibtex", "csl", "markdown")


def cite(recipes: Sequence[Recipe], form: str) -> str:
    """Return the citation of figures, tables and numbers in one format.

    Parameters
    ----------
    recipes : sequence of dict
        What `find_recipes` returned.
    form : str
        ``bibtex``, ``csl`` (JSON), ``latex`` (environments with alt text), ``markdown`` or ``numbers`` (macros).

    Returns
    -------
    str
        One text.

    Raises
    ------
    ParameterError
        When there is no such format, or nothing to say in it.
    """
    if form not in FORMATS:
        raise ParameterError(f"format: expected one of {', '.join(FORMATS)}, found {form!r}")
    said = _cite(recipes, form)
    if not said:
        wanted = "a number" if form == "numbers" else "a figure or table"
        found = f"only {recipes[0]['kind']} {recipes[0]['name']}" if recipes else "nothing"
        raise ParameterError(f"format {form}: expected {wanted}, found {found}")
    return said


def _cite(recipes: Sequence[Recipe], form: str) -> str:
    match form:
        case "bibtex":
            return to_bibtex(list_entries(recipes))
        case "csl":
            return to_csl(list_entries(recipes))
        case "latex":
            return "\n\n".join(write_latex_figure(one) for one in recipes if one["kind"] != "number")
        case "markdown":
            return "\n\n".join(f"{write_markdown(one)}\n\n{to_markdown(cite_as(one))}" for one in recipes)
    return "".join(write_macro(one) for one in recipes if one["kind"] == "number").rstrip()


def cite_articles(recipes: Sequence[Recipe], source: str | Path, form: str) -> str:
    """Return the bibliography of the source articles behind figures, tables and numbers in one format.

    Parameters
    ----------
    recipes : sequence of dict
        What `find_recipes` returned.
    source : path
        The clippings.
    form : str
        ``bibtex``, ``csl`` or ``markdown``.

    Returns
    -------
    str
        One text.
    """
    entries = list_articles(recipes, build(source, methods=()).articles)
    writers = {"bibtex": to_bibtex, "csl": to_csl, "markdown": to_text}
    if form not in writers:
        raise ParameterError(f"format: expected one of {', '.join(writers)}, found {form!r}")
    return writers[form](entries)


def cite_all(recipes: Sequence[Recipe]) -> Iterator[tuple[str, str]]:
    """Return the name of each format that there is something to say in, and what it says."""
    for form in FORMATS:
        said = _cite(recipes, form)
        if said:
            yield form, said
