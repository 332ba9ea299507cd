"""A table as it is printed: in LaTeX, in Word and in the HTML of a notebook, everything escaped."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from corpus.recipes import cite_as, dump, tell_caption

LATEX = str.maketrans(
    {char: f"\\{char}" for char in "$&#_%"}
    | {
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "[": "{[}",
        "]": "{]}",
    }
    | {"<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"{\char34}"}
)
"""Braces stay balanced, since BibTeX counts them whatever stands before; no package is needed for any."""

MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
PROOF = "% corpus-recipe: "
"""Begins the line of a LaTeX file that holds a recipe."""

DIGIT_WORDS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
BEGINNING = (1980, 1, 1, 0, 0, 0)
CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"

LONG_TEXT = 40
SHOWN_ROWS = 40
"""Of a longer table a notebook shows so many rows, and says how many more the CSV holds."""


def _cell(value: Any) -> str:
    """Return a value as a reader wants it: three decimals or a power of ten, nothing for what is missing."""
    if not isinstance(value, (list, tuple, dict)) and pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and 0 < abs(value) < 0.0005:
        return f"{value:.1e}"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return " ".join(str(value).split())


def _rows(frame: pd.DataFrame) -> list[list[str]]:
    """Return the names of the columns and then the cells of each row, as a reader wants them."""
    cells = [[_cell(value) for value in frame[name]] for name in frame.columns]
    return [list(frame.columns), *map(list, zip(*cells, strict=True))]


def _latex_column(values: pd.Series) -> str:
    if is_numeric_dtype(values):
        return "r"
    return r"p{0.4\linewidth}" if values.map(_cell).astype("str").str.len().max() > LONG_TEXT else "l"


def write_latex(frame: pd.DataFrame, recipe: dict[str, Any]) -> bytes:
    """Return a table environment; it needs the package booktabs and nothing else."""
    marks = "".join(_latex_column(frame[name]) for name in frame)
    head, *body = [" & ".join(to_latex(cell) for cell in row) + r" \\" for row in _rows(frame)]
    top = [
        rf"% corpus-notebooks, id {recipe['id']}; needs \usepackage{{booktabs}}",
        PROOF + dump(recipe),
        r"\begin{table}",
        r"\centering",
        rf"\caption{{{to_latex(tell_caption(recipe))}}}",
        rf"\label{{tab:{recipe['name']}}}",
        rf"\begin{{tabular}}{{{marks}}}",
    ]
    rules = [r"\toprule", head, r"\midrule", *body, r"\bottomrule"]
    return "\n".join([*top, *rules, r"\end{tabular}", r"\end{table}", ""]).encode("utf-8", "replace")


def to_latex(text: str) -> str:
    r"""Return a text as LaTeX that prints it, in one line.

    Examples
    --------
    >>> print(to_latex("50% of {Dawn}"))
    50\% of \textbraceleft{}Dawn\textbraceright{}
    """
    return " ".join(UNPRINTABLE.sub("", text).split()).translate(LATEX)


def to_markdown(text: str) -> str:
    r"""Return a text as Markdown that shows it, in one line: every mark of punctuation escaped.

    Examples
    --------
    >>> print(to_markdown("[Dawn](http://x)"))
    \[Dawn\]\(http\:\/\/x\)
    """
    return MARKDOWN.sub(r"\\\1", " ".join(UNPRINTABLE.sub("", text).split()))


def name_macro(notebook: str, name: str) -> str:
    r"""Return the LaTeX macro of a number, which may hold letters only.

    Examples
    --------
    >>> print(name_macro("chronology", "acts-2023"))
    \chronologyActsTwoZeroTwoThree
    """
    spelled = re.sub(r"\d", lambda digit: f"-{DIGIT_WORDS[int(digit[0])]}-", f"{notebook} {name}")
    first, *others = re.findall("[A-Za-z]+", spelled)
    return "\\" + first + "".join(word[0].upper() + word[1:] for word in others)


def write_macro(recipe: dict[str, Any]) -> str:
    """Return the two lines of a number in ``numbers.tex``: its recipe and its macro."""
    macro = name_macro(recipe["notebook"], recipe["name"])
    return f"{PROOF}{dump(recipe)}\n\\newcommand{{{macro}}}{{{to_latex(recipe['text'])}}}\n"


def write_html(frame: pd.DataFrame) -> str:
    """Return the table as HTML, every cell escaped; of a long table the first rows and how many more there are."""
    sides = ["right" if is_numeric_dtype(frame[name]) else "left" for name in frame.columns]
    lines: list[str] = []
    for row in _rows(frame.head(SHOWN_ROWS)):
        tag = "td" if lines else "th"
        inside = zip(sides, map(html.escape, row), strict=True)
        lines.append("".join(f'<{tag} style="text-align:{side}">{cell}</{tag}>' for side, cell in inside))
    more = len(frame) - SHOWN_ROWS
    if more > 0:
        lines.append(f'<td colspan="{frame.shape[1]}" style="text-align:left">and {more} more rows, in the CSV</td>')
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


# Word


def write_word(frame: pd.DataFrame, recipe: dict[str, Any]) -> bytes:
    """Return a Word document: caption with id, the table, how to cite it; the recipe is in its custom XML."""
    import docx
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    document = docx.Document()
    caption = document.add_paragraph(_legal(tell_caption(recipe)), style="Caption")
    caption._p.addnext(parse_xml("".join(_word_table(frame))))
    document.add_paragraph(cite_as(recipe))
    held = f'<recipe xmlns="urn:corpus-notebooks:recipe">{html.escape(dump(recipe), quote=False)}</recipe>'
    part = Part(PackURI("/customXml/recipe.xml"), "application/xml", held.encode(), document.part.package)
    document.part.relate_to(part, CUSTOM_XML)
    _name_document(document.core_properties, recipe)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_days(buffer)


def _name_document(properties: Any, recipe: dict[str, Any]) -> None:
    properties.title, properties.subject = _legal(tell_caption(recipe))[:255], f"id {recipe['id']}"
    properties.author, properties.comments = "corpus-notebooks", ""
    for element in list(properties._element):
        if element.tag.endswith(("}created", "}modified", "}lastModifiedBy", "}revision")):
            properties._element.remove(element)


def _word_table(frame: pd.DataFrame) -> Iterator[str]:
    sides = ["right" if is_numeric_dtype(frame[name]) else "left" for name in frame.columns]
    line = '<w:{} w:val="single" w:sz="{}" w:space="0" w:color="auto"/>'
    yield '<w:tbl xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:tblPr>'
    yield f'<w:tblW w:w="0" w:type="auto"/><w:tblBorders>{line.format("top", 8)}{line.format("bottom", 8)}'
    yield f"</w:tblBorders></w:tblPr><w:tblGrid>{'<w:gridCol/>' * len(sides)}</w:tblGrid>"
    under = f"<w:tcPr><w:tcBorders>{line.format('bottom', 4)}</w:tcBorders></w:tcPr>"
    for at, row in enumerate(_rows(frame)):
        head, borders = ("", "") if at else ("<w:trPr><w:tblHeader/></w:trPr>", under)
        cells = "".join(
            f'<w:tc>{borders}<w:p><w:pPr><w:jc w:val="{side}"/></w:pPr><w:r><w:t xml:space="preserve">'
            f"{html.escape(_legal(cell), quote=False)}</w:t></w:r></w:p></w:tc>"
            for side, cell in zip(sides, row, strict=True)
        )
        yield f"<w:tr>{head}{cells}</w:tr>"
    yield "</w:tbl>"


def _legal(text: str) -> str:
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _without_days(written: io.BytesIO) -> bytes:
    """Return an archive with its members in order and without the time at which they were written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            facts = zipfile.ZipInfo(name, BEGINNING)
            facts.compress_type, facts.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(facts, old.read(name))
    return buffer.getvalue()
