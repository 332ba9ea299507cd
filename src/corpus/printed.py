"""A table as it is printed: in LaTeX and in the HTML of a notebook, everything escaped."""

import html
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from corpus.layout import PIECE, UNPRINTABLE, Layout, count_letters, lay_out, readable_rows
from corpus.recipes import dump, tell_caption

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

HIDDEN = re.compile(r"[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks without width, which break LaTeX or turn the order of letters; the joiners that Persian needs are none."""

BEYOND_LATIN = re.compile(r"[^\x00-\u017f\u2010-\u201e\u2020-\u2022\u2026\u2030\u20ac\u2190-\u2193\u2122]")
"""What pdfLaTeX prints only with further packages, if at all."""

NUMBERED = re.compile(r"^(?:Figure|Table) \d+[.:] ")
MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
PROOF = "% corpus-recipe: "
"""Begins the line of a LaTeX file that holds a recipe."""

DIGIT_WORDS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")

SHOWN_ROWS = 40
"""Of a longer table a notebook shows so many rows, and says how many more the CSV holds."""


# LaTeX


def write_latex(frame: pd.DataFrame, recipe: dict[str, Any]) -> bytes:
    """Return a table that fits the page: cells wrap, a wide one is turned, a long one goes on over the page.

    Its first lines say which packages it needs: booktabs, where cells wrap array, of a long one longtable, of a
    turned one pdflscape.
    """
    rows = readable_rows(frame)
    layout = lay_out(rows)
    numbers = [is_numeric_dtype(frame[name]) for name in frame]
    marks = "".join(_latex_column(*one, layout) for one in zip(numbers, layout.shares, strict=True))
    head, *body = [_latex_row(row, layout) for row in rows]
    caption, label = latex_caption(recipe), latex_label(recipe)
    rules = [r"\toprule", head, r"\midrule"]
    lines = [*_latex_needs(recipe, layout, "".join([recipe["caption"], *map("".join, rows)])), PROOF + dump(recipe)]
    if layout.long or layout.turned:
        more = [rf"\multicolumn{{{len(numbers)}}}{{l}}{{\emph{{continued}}}} \\", *rules, r"\endhead"]
        begun = [rf"\begin{{longtable}}{{{marks}}}", caption + label + r" \\", *rules, r"\endfirsthead", *more]
        table = [
            rf"{{\{'script' if layout.turned else 'footnote'}size{GAPS}",
            *begun,
            *body,
            r"\bottomrule",
            r"\end{longtable}}",
        ]
        lines += [r"\begin{landscape}", *table, r"\end{landscape}"] if layout.turned else table
    else:
        lines += [
            r"\begin{table}",
            r"\centering",
            caption,
            label + r"\footnotesize" + GAPS,
            rf"\begin{{tabular}}{{{marks}}}",
        ]
        lines += [*rules, *body, r"\bottomrule", r"\end{tabular}", r"\end{table}"]
    return "\n".join([*lines, ""]).encode("utf-8", "replace")


GAPS = r"\setlength{\tabcolsep}{3pt}"
ANYWHERE = r"\allowbreak{}"
SHORTEST_HYPHENED = 5
"""A word of fewer letters is not hyphened: two stay at least on each line."""


def _latex_needs(recipe: dict[str, Any], layout: Layout, text: str) -> list[str]:
    """Return the comment that says what a document must have to take in a table."""
    wanted = {"array": layout.wraps, "longtable": layout.long or layout.turned, "pdflscape": layout.turned}
    packages = ",".join(["booktabs", *(name for name, needed in wanted.items() if needed)])
    whole = "; one column of text" if wanted["longtable"] else ""
    needs = [rf"% corpus-notebooks, id {recipe['id']}; needs \usepackage{{{packages}}}{whole}"]
    beyond = sorted(set(BEYOND_LATIN.findall(_plain(text))))
    told = f"% has letters beyond Latin, such as U+{ord(beyond[0]):04X}: " if beyond else ""
    return [*needs, *([f"{told}LuaLaTeX or XeLaTeX, and a font that has them"] if beyond else [])]


def _latex_column(number: bool, share: float, layout: Layout) -> str:
    if not layout.wraps:
        return "r" if number else "l"
    side = "left" if number else "right"
    return rf">{{\ragged{side}\arraybackslash}}p{{\dimexpr{share:.3f}\linewidth-2\tabcolsep}}"


def _latex_row(row: Sequence[str], layout: Layout) -> str:
    cells = (
        _latex_cell(cell, width) if layout.wraps else to_latex(cell)
        for cell, width in zip(row, layout.widths, strict=True)
    )
    return " & ".join(cells) + r" \\"


def _latex_cell(text: str, width: int) -> str:
    """Return a text as LaTeX that may be broken within words that are wider than the column."""
    return " ".join(
        _breakable(word, width) if count_letters(word) >= width else to_latex(word) for word in text.split()
    )


def _breakable(word: str, width: int) -> str:
    pieces = PIECE.findall(_plain(word))
    return ANYWHERE.join(_split(piece) if count_letters(piece) >= width else to_latex(piece) for piece in pieces)


def _split(piece: str) -> str:
    """Return a part of a word that may end a line after any letter, with a hyphen if it has no digits."""
    sign = "" if piece[-1].isalnum() else piece[-1]
    letters = piece.removesuffix(sign)
    if not letters.isalpha() or len(letters) < SHORTEST_HYPHENED:
        return ANYWHERE.join(map(to_latex, piece))
    return r"\-".join([letters[:2], *letters[2:-2], letters[-2:]]) + to_latex(sign)


def _plain(text: str) -> str:
    """Return a text in one line, its accents on their letters, without what cannot be printed."""
    return " ".join(HIDDEN.sub("", UNPRINTABLE.sub("", unicodedata.normalize("NFC", text))).split())


def unnumbered(caption: str) -> str:
    """Return a caption without the number that it has in its notebook: in a paper it gets another.

    Examples
    --------
    >>> unnumbered("Table 3. The acts.")
    'The acts.'
    """
    return NUMBERED.sub("", caption, count=1)


def latex_caption(recipe: dict[str, Any]) -> str:
    """Return the caption as a command."""
    return rf"\caption{{{to_latex(unnumbered(tell_caption(recipe)))}}}"


def latex_label(recipe: dict[str, Any]) -> str:
    """Return the label, which also a paper with results of several notebooks has once."""
    notebook = re.sub("[^A-Za-z0-9]+", "-", recipe["notebook"])
    return rf"\label{{{recipe['kind'][:3]}:{notebook}-{recipe['name']}}}"


def to_latex(text: str) -> str:
    r"""Return a text as LaTeX that prints it, in one line.

    Examples
    --------
    >>> print(to_latex("50% of {Dawn}"))
    50\% of \textbraceleft{}Dawn\textbraceright{}
    """
    return _plain(text).translate(LATEX)


def to_markdown(text: str) -> str:
    r"""Return a text as Markdown that shows it, in one line: every mark of punctuation escaped.

    Examples
    --------
    >>> print(to_markdown("[Dawn](http://x)"))
    \[Dawn\]\(http\:\/\/x\)
    """
    return MARKDOWN.sub(r"\\\1", _plain(text))


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
    for row in readable_rows(frame.head(SHOWN_ROWS)):
        tag = "td" if lines else "th"
        inside = zip(sides, map(html.escape, row), strict=True)
        lines.append("".join(f'<{tag} style="text-align:{side}">{cell}</{tag}>' for side, cell in inside))
    more = len(frame) - SHOWN_ROWS
    if more > 0:
        lines.append(f'<td colspan="{frame.shape[1]}" style="text-align:left">and {more} more rows, in the CSV</td>')
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
