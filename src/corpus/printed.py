"""A table as it is printed: in LaTeX and in the HTML of a notebook, everything escaped."""

import html
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

LATEX = str.maketrans(
    {char: f"\\{char}" for char in "{}$&#_%"}
    | {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "[": "{[}",
        "]": "{]}",
    }
    | {"<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}"}
)
LONG_TEXT = 40


def _cell(value: Any) -> str:
    """Return a value as a reader wants it: no more than three decimals, nothing for what is missing."""
    if not isinstance(value, (list, tuple, dict)) and pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return value.strftime("%Y-%m-%d")
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
    return r"p{0.4\linewidth}" if values.map(_cell).str.len().max() > LONG_TEXT else "l"


def write_latex(frame: pd.DataFrame, recipe: dict[str, Any]) -> bytes:
    """Return a table environment; it needs the package booktabs and nothing else."""
    marks = "".join(_latex_column(frame[name]) for name in frame)
    head, *body = [" & ".join(_to_latex(cell) for cell in row) + r" \\" for row in _rows(frame)]
    top = [
        rf"% corpus-notebooks, id {recipe['id']}; needs \usepackage{{booktabs}}",
        r"\begin{table}",
        r"\centering",
        rf"\caption{{{_to_latex(recipe['caption'])}}}",
        rf"\label{{tab:{recipe['name']}}}",
        rf"\begin{{tabular}}{{{marks}}}",
    ]
    rules = [r"\toprule", head, r"\midrule", *body, r"\bottomrule"]
    return "\n".join([*top, *rules, r"\end{tabular}", r"\end{table}", ""]).encode("utf-8", "replace")


def _to_latex(text: str) -> str:
    return " ".join(text.split()).translate(LATEX)


def write_html(frame: pd.DataFrame) -> str:
    """Return the table as HTML, every cell escaped."""
    sides = ["right" if is_numeric_dtype(frame[name]) else "left" for name in frame.columns]
    lines: list[str] = []
    for row in _rows(frame):
        tag = "td" if lines else "th"
        inside = zip(sides, map(html.escape, row), strict=True)
        lines.append("".join(f'<{tag} style="text-align:{side}">{cell}</{tag}>' for side, cell in inside))
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
