"""The parameters of a notebook: which it declares, and whether values fit."""

import ast
import difflib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from corpus.errors import ParameterError
from corpus.runs.annotations import fits, list_choices, say_type
from corpus.timex import edtf

LONGEST = 200
"""So many characters of a wrong value are told."""

LINE_END = re.compile(r"\r\n?|\n")
"""What ends a line of Python; a text has further ends of lines."""

DATE = "Annotated[str, 'date']"
DATES = ("since", "until")
"""Parameters that are dates as EDTF writes them, or empty for no limit."""


class Parameter(NamedTuple):
    """A declared parameter: its name, annotation and default as written, and the comment behind it."""

    name: str
    annotation: str
    default: str
    help: str


# what a notebook declares


def read_parameters(cell: str) -> dict[str, Parameter]:
    """Read the parameters that a cell declares, without running it: its annotated assignments.

    Parameters
    ----------
    cell : str
        Source of the cell.

    Returns
    -------
    dict
        One item per parameter, by name.

    Examples
    --------
    >>> read_parameters('grain: Literal["month", "year"] = "month"  # width of a bar')["grain"]
    Parameter(name='grain', annotation="Literal['month', 'year']", default="'month'", help='width of a bar')
    """
    try:
        nodes = ast.parse(cell).body
    except SyntaxError:
        return {}
    lines = LINE_END.split(cell)
    declared = {}
    for node in nodes:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            default = ast.unparse(node.value) if node.value else ""
            rest = lines[(node.end_lineno or 1) - 1].encode()[node.end_col_offset :].decode()
            spelled = ast.unparse(node.annotation)
            declared[node.target.id] = Parameter(node.target.id, spelled, default, rest.strip(" #"))
    return declared


def notebook_parameters(notebook: str | os.PathLike[str]) -> dict[str, Parameter]:
    """Read the parameters of a notebook file from its cell tagged ``parameters``.

    Returns
    -------
    dict
        One item per parameter, by name; empty without such a cell.
    """
    for cell in code_cells(Path(notebook)):
        if "parameters" in cell["metadata"].get("tags", []):
            return read_parameters("".join(cell["source"]))
    return {}


def default_values(declared: Mapping[str, Parameter]) -> dict[str, Any]:
    r"""Return the value of each default; the text of one that is not written out.

    Examples
    --------
    >>> default_values(read_parameters("top: int = 10\nday: str = str(today)"))
    {'top': 10, 'day': 'str(today)'}
    """
    return {name: _value(one.default) for name, one in declared.items()}


def _value(default: str) -> Any:
    try:
        return ast.literal_eval(default)
    except (SyntaxError, ValueError):
        return default


def describe_parameters(declared: Mapping[str, Parameter]) -> pd.DataFrame:
    """List the parameters of a notebook.

    Returns
    -------
    DataFrame
        One row per parameter: `parameter`, `takes` (in words), `default` and `meaning`, the comment behind it.

    Examples
    --------
    >>> describe_parameters(read_parameters("top: int = 10  # rows shown"))
      parameter           takes default     meaning
    0       top  a whole number      10  rows shown
    """
    rows = [(one.name, _spell(one), one.default, one.help) for one in declared.values()]
    return pd.DataFrame(rows, columns=["parameter", "takes", "default", "meaning"], dtype="str")


def _spell(parameter: Parameter) -> str:
    dated = parameter.name in DATES and parameter.annotation == "str"
    return say_type(DATE if dated else parameter.annotation)


def code_cells(notebook: Path) -> list[dict[str, Any]]:
    """Return the code cells of a notebook file, as they are stored."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        found = [cell for cell in cells if cell["cell_type"] == "code"]
        if not all(isinstance(cell["metadata"].get("tags", []), list) for cell in found):
            raise ValueError("the tags of a cell are no list")
        return found
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ParameterError(f"{notebook.name}: expected a notebook (.ipynb), cannot read it: {error}") from error


def hash_code(notebook: Path) -> str:
    """Return the SHA-256 of the code of a notebook, run or not: neither its text, outputs nor given parameters."""
    tagged = [(cell["metadata"].get("tags", []), "".join(cell["source"])) for cell in code_cells(notebook)]
    sources = [source for tags, source in tagged if "injected-parameters" not in tags]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


# whether the values fit


@contextmanager
def naming(notebook: Path) -> Iterator[None]:
    """Put the name of a notebook before what is said of its parameters."""
    try:
        yield
    except ParameterError as error:
        raise ParameterError(f"{notebook.stem}: {error}") from error


def check_parameters(values: Mapping[str, Any], declared: Mapping[str, Parameter]) -> None:
    """Raise unless every value has a declared name and the declared type, and `since` is not after `until`.

    Parameters
    ----------
    values : mapping
        Name -> value.
    declared : mapping
        What `read_parameters` returned.

    Raises
    ------
    ParameterError
        Names the parameter, what was expected and what was found.

    Examples
    --------
    >>> check_parameters({"grian": "year"}, read_parameters('grain: str = "month"'))
    Traceback (most recent call last):
        ...
    corpus.errors.ParameterError: parameter grian: not known; did you mean grain? There are grain
    """
    check_names(values, declared)
    for name, value in values.items():
        _check_type(value, declared[name])
    limits = {name: _limits(name, values[name]) for name in DATES if values.get(name) and isinstance(values[name], str)}
    if len(limits) == 2 and limits["until"][1] and limits["since"][0][:10] > limits["until"][1][:10]:
        raise ParameterError(
            f"parameter since: expected a day not after until ({values['until']}), found {values['since']}"
        )


def check_names(names: Iterable[str], declared: Mapping[str, Parameter]) -> None:
    """Raise for the first name that is not declared."""
    for name in names:
        if name not in declared:
            close = difflib.get_close_matches(name, declared, n=1)
            hint = f"; did you mean {close[0]}?" if close else "."
            raise ParameterError(f"parameter {name}: not known{hint} There are {', '.join(declared) or 'none'}")


def _check_type(value: Any, parameter: Parameter) -> None:
    if fits(value, parameter.annotation):
        return
    example = f", such as {parameter.default} (the default)" if parameter.default else ""
    found = f"{repr(value)[:LONGEST]} ({type(value).__name__})"
    hint = _hint(value, parameter)
    raise ParameterError(
        f"parameter {parameter.name}: expected {say_type(parameter.annotation)}{example}, found {found}{hint}"
    )


def _hint(value: Any, parameter: Parameter) -> str:
    allowed = [one for one in list_choices(parameter.annotation) if isinstance(one, str)]
    close = difflib.get_close_matches(str(value), allowed, n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    if isinstance(value, (int, float)) and fits(str(value), parameter.annotation):
        said = f"with papermill write -r {parameter.name} {value}, since -p makes a number of it"
        return f"; {said}; in a grid put it in quotes"
    return ""


def _limits(name: str, value: Any) -> tuple[str, str]:
    try:
        return edtf.bounds(value)
    except ValueError as error:
        raise ParameterError(
            f"parameter {name}: expected a date such as 2023-07-21, 2023-07 or 2023 (EDTF), found {value!r}"
        ) from error
