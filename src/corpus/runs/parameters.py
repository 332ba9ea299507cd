"""The parameters of a notebook: which it declares, whether the values fit, where its paths lead."""

import ast
import difflib
import glob
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from inspect import formatannotation
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

import corpus
from corpus import readers
from corpus.build import LEXICONS
from corpus.errors import CorpusError, ParameterError
from corpus.figures import use_style
from corpus.institutions import INSTITUTION_LISTS
from corpus.lexicons import describe_lexicon
from corpus.recipes import PLACES, Run, public
from corpus.roles import ROLE_LISTS
from corpus.runs.annotations import fits, list_choices, say_type
from corpus.timex import edtf
from corpus.tone import lexicon_hashes

SOURCE, OUT = "seeds", "runs"
"""Defaults of the two parameters that every notebook has."""

NOTEBOOK_VARIABLE = "CORPUS_NOTEBOOK"
"""Environment variable in which a batch tells a run the path of its notebook."""

OUT_VARIABLE = "CORPUS_OUT"
"""Environment variable in which a batch tells a run where its results go, whatever the parameter `out` says."""

SHOWN_CHARS = 200
"""How much of a cell of a table a notebook shows; pandas cuts after 50, in the middle of most passages."""

INJECTED = "# Parameters"
"""First line of the cell in which papermill puts the values given to a run."""

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
    lines = cell.splitlines()
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
        return [cell for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ParameterError(f"{notebook.name}: expected a notebook (.ipynb), cannot read it: {error}") from error


def hash_code(notebook: Path) -> str:
    """Return the SHA-256 of the code of a notebook, run or not: neither its text, outputs nor given parameters."""
    tagged = [(cell["metadata"].get("tags", []), "".join(cell["source"])) for cell in code_cells(notebook)]
    sources = [source for tags, source in tagged if "injected-parameters" not in tags]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def _history(namespace: Mapping[str, Any]) -> list[str]:
    return [cell for cell in namespace.get("In", []) if isinstance(cell, str)]


def _declared(namespace: Mapping[str, Any]) -> dict[str, Parameter]:
    """Return the parameters of a running notebook: those of the last cell that annotates `source`."""
    for cell in reversed(_history(namespace)):
        found = read_parameters(cell)
        if "source" in found:
            return found
    annotations = namespace.get("__annotations__", {})
    return {name: Parameter(name, formatannotation(kind), "", "") for name, kind in annotations.items()}


def _injected(namespace: Mapping[str, Any]) -> set[str]:
    """Return the names that papermill's cell assigns."""
    cells = [cell for cell in _history(namespace) if cell.lstrip().startswith(INJECTED)]
    nodes = [node for cell in cells[-1:] for node in ast.parse(cell).body if isinstance(node, ast.Assign)]
    return {target.id for node in nodes for target in node.targets if isinstance(target, ast.Name)}


# whether the values fit


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
    corpus.errors.ParameterError: parameter grian: not known; did you mean grain? There are grain (str)
    """
    check_names(values, declared)
    for name, value in values.items():
        _check_type(value, declared[name])
    limits = {name: _limits(name, values[name]) for name in DATES if values.get(name)}
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
            right = ", ".join(f"{one.name} ({one.annotation})" for one in declared.values())
            raise ParameterError(f"parameter {name}: not known{hint} There are {right or 'none'}")


def _check_type(value: Any, parameter: Parameter) -> None:
    if fits(value, parameter.annotation):
        return
    example = f", such as {parameter.default} (the default)" if parameter.default else ""
    found = f"{value!r} ({type(value).__name__})"
    hint = _hint(value, parameter)
    raise ParameterError(
        f"parameter {parameter.name}: expected {say_type(parameter.annotation)}{example}, found {found}{hint}"
    )


def _hint(value: Any, parameter: Parameter) -> str:
    allowed = [one for one in list_choices(parameter.annotation) if isinstance(one, str)]
    close = difflib.get_close_matches(str(value), allowed, n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    if isinstance(value, (int, float)) and fits("", parameter.annotation):
        return f"; with papermill write -r {parameter.name} {value}, since -p makes a number of it"
    return ""


def _limits(name: str, value: Any) -> tuple[str, str]:
    try:
        return edtf.bounds(value)
    except ValueError as error:
        raise ParameterError(
            f"parameter {name}: expected a date such as 2023-07-21, 2023-07 or 2023 (EDTF), found {value!r}"
        ) from error


# where its paths lead


def checkout() -> Path | None:
    """Return the root of the checkout that the package, or else the working folder, lies in."""
    here = Path.cwd()
    for folder in (Path(corpus.__file__).resolve().parents[2], here, *here.parents):
        if (folder / "notebooks" / "runs.yml").is_file():
            return folder
    return None


def _bases() -> list[Path]:
    """Return where relative paths are read from: the working folder; in notebooks/ its parent, too."""
    root, here = checkout(), Path.cwd()
    return [here, root] if root and here == root / "notebooks" else [here]


def resolve_out(out: str) -> Path:
    """Return where results go: a relative path starts at the working folder, in notebooks/ at its parent."""
    return (_bases()[-1] / Path(out).expanduser()).resolve()


def resolve_file(path: str) -> str:
    """Return where a file, folder or pattern that a parameter names lies; "" stays, and so does what is not there.

    A relative path is read from the working folder, from ``notebooks/`` and then from the checkout, too.
    """
    root = checkout()
    places = [base / Path(path).expanduser() for base in _bases() + ([root] if root else [])]
    return next((str(place) for place in places if path and (place.exists() or glob.glob(str(place)))), path)


def resolve_source(source: str) -> Path:
    """Return where the clippings are; a relative path is read from the working folder.

    The default, ``seeds``, is also found in the checkout, whatever the working folder.

    Raises
    ------
    ParameterError
        When there is nothing, or no file that can be read.
    """
    root = checkout()
    bases = _bases() + ([root] if root and source == SOURCE else [])
    paths = [base / Path(source).expanduser() for base in bases]
    path = next((path for path in paths if path.exists() or glob.glob(str(path))), None)
    if not source.strip() or path is None:
        raise ParameterError(
            f"parameter source: expected a folder of clippings, found none at {source!r}; "
            "a relative path is read from the folder in which Jupyter or papermill was started"
        )
    if not any(_is_clipping(file.path) for file in _found(path)):
        known = ", ".join(readers.FORMATS)
        raise ParameterError(f"parameter source: expected clippings ({known}), found none in {source!r}")
    return Path(os.path.abspath(path))


def _found(path: Path) -> list[readers.FoundFile]:
    try:
        return readers.find_files(path)
    except CorpusError:
        return []


def _is_clipping(path: Path) -> bool:
    return path.name.lower().endswith(tuple(readers.FORMATS)) and not readers.is_beside(path)


def hash_inputs(path: Path) -> tuple[tuple[str, str], ...]:
    """Return path relative to the source and SHA-256 of each file that a reader takes, by name."""
    names = readers.COMPANIONS
    taken = [file for file in _found(path) if _is_clipping(file.path) or file.path.name.lower() in names]
    return tuple((file.source_file, _digest(file.path)) for file in taken)


def hash_files(values: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return parameter, path as given and SHA-256 of each file that a parameter other than `source` names.

    Of a folder and of a pattern these are the files in it and that it fits.
    """
    named = [(name, value) for name, value in values.items() if name not in PLACES]
    texts = [(name, one) for name, value in named for one in (value if isinstance(value, list) else [value])]
    found = [(name, one, place) for name, one in texts if isinstance(one, str) and one for place in _files(one)]
    return tuple((name, _as_given(one, place), _digest(place)) for name, one, place in found)


def _files(path: str) -> list[Path]:
    place = Path(resolve_file(path))
    if place.is_file():
        return [place]
    inside = place.iterdir() if place.is_dir() else map(Path, glob.glob(str(place)))
    return sorted(one for one in inside if one.is_file() and not one.name.startswith("."))


def _as_given(path: str, place: Path) -> str:
    given = str(public(path))
    if Path(given).name == place.name:
        return given
    folder = given if Path(resolve_file(path)).is_dir() else os.path.dirname(given)
    return os.path.join(folder, place.name)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, or nothing for one that cannot be opened, which its reader reports."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return ""


def _find_running(namespace: Mapping[str, Any], declared: Iterable[str]) -> Path:
    """Return the file of the running notebook, which no kernel knows for sure.

    A batch says it. Else it is the notebook with these parameters, the one open in Jupyter or one of the
    checkout, of which most cells have been run; else Jupyter's session; else "notebook".
    """
    if NOTEBOOK_VARIABLE in os.environ:
        return Path(os.environ[NOTEBOOK_VARIABLE])
    session = Path(namespace.get("__vsc_ipynb_file__") or namespace.get("__session__") or "notebook")
    root = checkout()
    candidates = [session, *sorted((root / "notebooks").glob("*.ipynb") if root else [])]
    same = [one for one in candidates if one.is_file() and set(notebook_parameters(one)) == set(declared)]
    ran = {cell.strip() for cell in _history(namespace)}
    return max(same, key=lambda one: len(ran & _sources(one)), default=session)


def _sources(notebook: Path) -> set[str]:
    return {"".join(cell["source"]).strip() for cell in code_cells(notebook)}


def lexicon_versions(values: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return name, version and hash of the lexicons of every build and of those that parameters name."""
    named = [value for name, value in values.items() if name.rstrip("s").endswith("lexicon") and value]
    flat = [one for value in named for one in (value if isinstance(value, list) else [value])]
    said = [describe_lexicon(one) for one in dict.fromkeys([*LEXICONS, *INSTITUTION_LISTS, *ROLE_LISTS, *flat])]
    methods = [values["method"]] if "method" in values else values.get("methods", [])
    lists = {name: digest for method in methods for name, digest in lexicon_hashes(method).items()}
    return (
        *((str(one["name"]), str(one["version"]), str(one["sha256"])) for one in said),
        *((name, "", digest) for name, digest in lists.items()),
    )


def start_run(namespace: Mapping[str, Any]) -> Run:
    """Check the parameters of the running notebook and resolve its paths; set the style of its figures.

    Called once, in the set-up cell, as ``run = corpus.start_run(globals())``. The names and types are those
    that the cell tagged ``parameters`` annotates: str, int, float, bool, ``list[str]``, ``Literal[...]``,
    ``str | None``; `since` and `until` are dates as EDTF writes them, empty for no limit. Results go to
    ``<out>/<notebook>/`` below the working folder, from ``notebooks/`` below its parent.

    Parameters
    ----------
    namespace : mapping
        The notebook's ``globals()``.

    Returns
    -------
    Run
        One run: notebook, parameters, `source` and `out` as absolute paths, inputs and lexicons by hash.

    Raises
    ------
    ParameterError
        For an unknown name, a wrong type, a source that is missing or empty, a `since` after `until`.
    LexiconError
        When a parameter names a lexicon that is not there.
    """
    declared = _declared(namespace)
    names = [*declared, *sorted(_injected(namespace) - set(declared))]
    values = {name: namespace.get(name) for name in names}
    check_parameters(values, declared)
    source = resolve_source(str(values.get("source", SOURCE)))
    notebook = _find_running(namespace, declared)
    use_style()
    pd.set_option("display.max_colwidth", SHOWN_CHARS)
    return Run(
        notebook=notebook.stem,
        parameters=values,
        source=source,
        out=resolve_out(os.environ.get(OUT_VARIABLE) or str(values.get("out", OUT))),
        inputs=hash_inputs(source),
        lexicons=lexicon_versions(values),
        code=hash_code(notebook) if notebook.is_file() else "",
        files=hash_files(values),
    )
