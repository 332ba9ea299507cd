"""Several notebooks in one go: each checked, then run, and a report of where everything lies."""

import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import ParameterError
from corpus.runs.parameters import (
    NOTEBOOK_VARIABLE,
    OUT,
    Parameter,
    check_names,
    check_parameters,
    checkout,
    code_cells,
    fits,
    notebook_parameters,
    resolve_out,
    resolve_source,
)

COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*m")
TRACEBACK_LINES = 6


class Planned(NamedTuple):
    """A notebook to be run: its file, the parameters that differ from its defaults, where it is written."""

    notebook: Path
    parameters: dict[str, Any]
    executed: Path


class Done(NamedTuple):
    """What came of it: the executed notebook, the figures saved, the seconds, what went wrong if anything."""

    executed: Path
    figures: list[Path]
    seconds: float
    failure: str


def find_notebook(name: str) -> Path:
    """Return the file of a notebook that is given by its path or by its name in the folder ``notebooks``."""
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path.resolve()
    root = checkout()
    folder = root / "notebooks" if root else Path("notebooks")
    found = folder / f"{path.stem}.ipynb"
    if not found.is_file():
        there = ", ".join(sorted(one.stem for one in folder.glob("*.ipynb"))) or "none"
        raise ParameterError(f"notebook {name}: no such file; those of the folder notebooks are {there}")
    return found


def listed_runs() -> dict[str, dict[str, Any]]:
    """Read the batch that ``notebooks/runs.yml`` lists: the parameters by name of the notebook.

    Raises
    ------
    ParameterError
        When there is no such file, or it is not a mapping of mappings.
    """
    import yaml

    root = checkout()
    if root is None:
        raise ParameterError("notebooks/runs.yml: not found from here; name the notebooks to run")
    listed = yaml.safe_load((root / "notebooks" / "runs.yml").read_text(encoding="utf-8"))
    if not isinstance(listed, dict) or not all(isinstance(one, dict) for one in listed.values()):
        raise ParameterError("notebooks/runs.yml: expected lines such as 'chronology: {grain: month}'")
    return listed


def convert(text: str, parameter: Parameter) -> Any:
    """Return a value given as text on the command line as the type that the notebook declares.

    Examples
    --------
    >>> convert("2021", Parameter("since", "str", "", "")), convert("2021", Parameter("top", "int", "", ""))
    ('2021', 2021)
    >>> convert("dawn, tolo", Parameter("outlets", "list[str]", "", ""))
    ['dawn', 'tolo']
    """
    import yaml

    try:
        read = yaml.safe_load(text)
    except yaml.YAMLError:
        read = text
    candidates = (text, read, [part.strip() for part in text.split(",")])
    return next((value for value in candidates if fits(value, parameter.annotation)), read)


def plan(runs: Mapping[str, Mapping[str, Any]], given: Mapping[str, str]) -> list[Planned]:
    """Check every notebook and its parameters before anything is run.

    Parameters
    ----------
    runs : mapping
        Name or path of a notebook -> parameters of its own.
    given : mapping
        Name -> text of the parameters given for all, `source` and `out` too; each goes to the notebooks that
        declare it.

    Returns
    -------
    list of Planned
        One per notebook, in the order given.

    Raises
    ------
    ParameterError
        For what does not exist, is not declared by any of the notebooks, or is of the wrong type.
    """
    notebooks = {find_notebook(name): dict(own) for name, own in runs.items()}
    declared = {notebook: notebook_parameters(notebook) for notebook in notebooks}
    check_names(given, {name: one for parameters in declared.values() for name, one in parameters.items()})
    planned = []
    for notebook, own in notebooks.items():
        here = {name: text for name, text in given.items() if name in declared[notebook]}
        values = own | {name: convert(text, declared[notebook][name]) for name, text in here.items()}
        check_parameters(values, declared[notebook])
        if "source" in values:
            resolve_source(values["source"])
        folder = resolve_out(values.get("out", OUT)) / notebook.stem
        planned.append(Planned(notebook, values, folder / notebook.name))
    return planned


def run(planned: Sequence[Planned]) -> list[Done]:
    """Run notebooks one after the other; the failure of one does not stop the others.

    Returns
    -------
    list of Done
        One per notebook, in the order given. The executed notebook of a failed run is kept as far as it came.
    """
    from tqdm import tqdm

    cells = sum(len(code_cells(one.notebook)) for one in planned)
    with tqdm(total=cells, unit="cell", disable=None, leave=False) as bar:
        return [_run_one(one, bar) for one in planned]


def _run_one(one: Planned, bar: Any) -> Done:
    started, figures = time.time(), one.executed.parent / "figures"
    bar.set_description(one.notebook.stem)
    beside = one.executed.with_name(f"{one.notebook.stem}.part.ipynb")
    one.executed.parent.mkdir(parents=True, exist_ok=True)
    failure = _execute(one, beside, bar)
    if beside.exists():
        beside.replace(one.executed)
    saved = [path for path in sorted(figures.glob("*.pdf")) if path.stat().st_mtime >= started - 1]
    return Done(one.executed, saved, time.time() - started, failure)


def _execute(one: Planned, target: Path, bar: Any) -> str:
    """Run a notebook through papermill and return what went wrong, shortly, or nothing."""
    import papermill

    # its reader of annotations does not know Literal and calls such parameters unknown; `plan` has checked them
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        papermill.execute_notebook(
            _literal(one.notebook),
            _literal(target),
            one.parameters,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            kernel_manager_class=_own_kernel(one.notebook),
            on_cell_complete=lambda **_: bar.update(),
        )
    except papermill.PapermillExecutionError as error:
        return _shorten(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _literal(path: Path) -> str:
    """Return a path in which papermill, which writes it into the notebook, sees no fields to fill."""
    return _shown(path).replace("{", "{{").replace("}", "}}")


def _own_kernel(notebook: Path) -> type:
    """Return a manager whose kernel is this interpreter, whatever other kernels are registered.

    What the kernel's process says on its way out, beside the cells, is not for the reader of the batch.
    """
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec

    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = KernelSpec(argv=command, language="python", env={NOTEBOOK_VARIABLE: str(notebook)})

    class OwnKernel(AsyncKernelManager):
        kernel_spec = spec

        async def start_kernel(self, **kwargs: Any) -> None:
            await super().start_kernel(**kwargs, stderr=subprocess.DEVNULL)

    return OwnKernel


def _shorten(error: Any) -> str:
    """Return the cell that failed and the end of its traceback, without colours."""
    lines = COLOUR_CODE.sub("", "\n".join(error.traceback)).splitlines()
    told = [f"{error.ename}: {error.evalue}".splitlines()[0], *lines[-TRACEBACK_LINES:]]
    return f"cell {error.exec_count}: " + "\n    ".join(told)


def report(done: Sequence[Done]) -> str:
    """Return where each executed notebook and each figure lies, failures first."""
    lines = []
    for one in sorted(done, key=lambda one: not one.failure):
        word = "FAILED" if one.failure else "done"
        lines.append(f"{word} {_shown(one.executed)} ({one.seconds:.1f} s)")
        lines += [f"    {_shown(path.with_suffix(''))}.{{pdf,svg,png,csv,json}}" for path in one.figures]
        lines += [f"    {one.failure}"] if one.failure else []
    return "\n".join(lines)


def _shown(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
