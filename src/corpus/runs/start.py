"""The start of a run within its notebook: parameters checked, paths resolved, what it depends on named."""

import ast
import os
import re
from collections.abc import Iterable, Mapping
from inspect import formatannotation
from pathlib import Path
from typing import Any

import pandas as pd

from corpus.build import LEXICONS
from corpus.errors import LexiconError, ParameterError
from corpus.institutions import INSTITUTION_LISTS
from corpus.lexicons import describe_lexicon
from corpus.recipes import Run
from corpus.roles import ROLE_LISTS
from corpus.runs.parameters import (
    Parameter,
    check_parameters,
    code_cells,
    hash_code,
    notebook_parameters,
    read_parameters,
)
from corpus.runs.paths import OUT, SOURCE, checkout, hash_files, hash_inputs, resolve_out, resolve_source
from corpus.style import use_style
from corpus.tone import lexicon_hashes

NOTEBOOK_VARIABLE = "CORPUS_NOTEBOOK"
"""Environment variable in which a batch tells a run the path of its notebook."""

OUT_VARIABLE = "CORPUS_OUT"
"""Environment variable in which a batch tells a run where its results go, whatever the parameter `out` says."""

SHOWN_CHARS = 200
"""How much of a cell of a table a notebook shows; pandas cuts after 50, in the middle of most passages."""

INJECTED_BEGINS = "# Parameters"
"""First line of the cell in which papermill puts the values given to a run."""


def _history(namespace: Mapping[str, Any]) -> list[str]:
    return [cell for cell in namespace.get("In", []) if isinstance(cell, str)]


def _declared(namespace: Mapping[str, Any]) -> dict[str, Parameter]:
    """Return the parameters of a running notebook: those of the last cell that annotates `source`."""
    for cell in reversed(_history(namespace)):
        found = read_parameters(cell)
        if "source" in found:
            return found
    annotations = namespace.get("__annotations__", {})
    return {name: Parameter(name, _as_written(kind), "", "") for name, kind in annotations.items()}


def _as_written(kind: Any) -> str:
    return re.sub(r"<class '([\w.]+)'>", r"\1", formatannotation(kind)).replace("typing.", "")


def _injected(namespace: Mapping[str, Any]) -> set[str]:
    """Return the names that papermill's cell assigns."""
    cells = [cell for cell in _history(namespace) if cell.lstrip().startswith(INJECTED_BEGINS)]
    nodes = [node for cell in cells[-1:] for node in ast.parse(cell).body if isinstance(node, ast.Assign)]
    return {target.id for node in nodes for target in node.targets if isinstance(target, ast.Name)}


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
    always = dict.fromkeys([*LEXICONS, *INSTITUTION_LISTS, *ROLE_LISTS])
    named = {
        one: name
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
        if name.rstrip("s").endswith("lexicon") and one and one not in always
    }
    said = [*map(describe_lexicon, always), *(_describe_own(one, name) for one, name in named.items())]
    methods = [values["method"]] if "method" in values else values.get("methods", [])
    lists = {name: digest for method in methods for name, digest in lexicon_hashes(method).items()}
    return (
        *((str(one["name"]), str(one["version"]), str(one["sha256"])) for one in said),
        *((name, "", digest) for name, digest in lists.items()),
    )


def _describe_own(lexicon: str, parameter: str) -> dict[str, str | int]:
    try:
        return describe_lexicon(lexicon)
    except LexiconError as error:
        raise ParameterError(f"parameter {parameter}: {error}") from error


def start_run(namespace: Mapping[str, Any]) -> Run:
    """Check the parameters of the running notebook and resolve its paths; set the style of its figures.

    Called once, in the set-up cell, as ``run = corpus.start_run(globals())``. The names and types are those
    that the cell tagged ``parameters`` annotates: str, int, float, bool, ``list[str]``, ``Literal[...]``,
    ``str | None``; ``Annotated[int, 1, 20]`` is a number within bounds, of which the second may be left out,
    ``Annotated[str, 1]`` a text that is not empty, ``Annotated[str, Path]`` a file, folder or pattern that is there,
    or empty; `since` and `until` are dates as EDTF writes them, empty for no limit. Results go to
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
        For an unknown name, a wrong type, a value out of bounds, a `since` after `until`, a source that is missing or
        empty, a lexicon that is not there.
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
