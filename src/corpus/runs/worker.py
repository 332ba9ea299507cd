"""One run of a notebook in a process of its own, through papermill."""

import contextlib
import json
import logging
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from corpus.recipes import public
from corpus.runs.engine import ENDED, ForkEngine, die_with_parent, load_papermill
from corpus.runs.manifests import DONE, FAILED, KILLED, Done, Planned, scrub
from corpus.runs.start import NOTEBOOK_VARIABLE, OUT_VARIABLE

COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*m")
TRACEBACK_LINES = 6
LINE_CHARS = 200
CELL = "cell"
"""What a run tells when a cell is done."""


class Options(NamedTuple):
    """How runs are made: the engine, the seconds each may take (0: as many as it needs)."""

    engine: str = "fork"
    limit: float = 0


STOPPING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""What ends a batch from outside, as Ctrl-C does."""


class TimeUp(BaseException):
    """A run has taken as long as it may."""


def work(one: Planned, beside: Path, options: Options, parent: Connection) -> None:
    """Make a run beside its place, tell the parent of each cell, and at last what came of it."""
    if hasattr(os, "setsid"):
        os.setsid()
    die_with_parent()
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)
    os.environ |= {NOTEBOOK_VARIABLE: str(one.notebook), OUT_VARIABLE: str(beside)}
    made = beside / one.notebook.stem
    try:
        made.mkdir(parents=True, exist_ok=True)
        done = _run(one, made / one.notebook.name, options, parent)
    except Exception as error:
        done = Done(one, FAILED, failure=_shorten(error))
    parent.send(done)


def _run(one: Planned, target: Path, options: Options, parent: Connection) -> Done:
    notes: list[str] = []
    started = time.monotonic()
    more = {"on_cell_complete": lambda **_: parent.send(CELL), "on_fallback": notes.append}
    status, failure = DONE, ""
    try:
        with _time_limit(options.limit):
            _execute(one, target, options.engine, more)
    except TimeUp:
        status, failure = FAILED, f"the time limit of {options.limit:g} s was reached"
    except Exception as error:
        status, failure = KILLED if _was_killed(error) else FAILED, _shorten(error)
    note = f"a kernel ran it: {notes[0]}" if notes else ""
    seconds = time.monotonic() - started
    return Done(one, status, seconds, clean(target), failure, note)


def _execute(one: Planned, target: Path, engine: str, more: dict[str, Any]) -> None:
    papermill = load_papermill()
    # its reader of annotations does not know Literal and calls such parameters unknown; the batch has checked them,
    # and reports what fails
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    papermill.engines.papermill_engines.register("fork", ForkEngine)
    if engine != "fork":
        more.pop("on_fallback")
    python = _is_python(one.notebook)
    if python:
        more |= {"kernel_name": "python3", "language": "python", "kernel_manager_class": _own_kernel(target.parents[1])}
    papermill.execute_notebook(
        _literal(one.notebook),
        _literal(target),
        one.parameters,
        engine_name="fork" if engine == "fork" else None,
        progress_bar=False,
        **more,
    )


def _is_python(notebook: Path) -> bool:
    spec = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {}).get("kernelspec", {})
    return str(spec.get("language") or "python") in ("python", "ipython")


def clean(target: Path) -> float:
    """Take the folders of this machine out of an executed notebook; return the seconds that its cells took.

    One that was only written in part, as when the disk is full, is removed.
    """
    try:
        nb = json.loads(target.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        target.unlink(missing_ok=True)
        return 0.0
    told = nb["metadata"]["papermill"]
    told |= {"input_path": target.name, "output_path": target.name}
    given, told["parameters"] = told["parameters"], _public_values(told["parameters"])
    for cell in nb["cells"]:
        cell |= {"outputs": scrub(cell["outputs"])} if "outputs" in cell else {}
        if told["parameters"] != given and "injected-parameters" in cell["metadata"].get("tags", []):
            cell["source"] = _assigned(told["parameters"], nb["metadata"].get("kernelspec", {}))
    target.write_text(json.dumps(nb, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return sum(cell["metadata"].get("papermill", {}).get("duration") or 0.0 for cell in nb["cells"])


def _public_values(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of parameters without the folders of this machine."""
    return {name: public(value) for name, value in scrub(dict(given)).items()}


def _assigned(values: Mapping[str, Any], kernel: Mapping[str, Any]) -> list[str]:
    """Return the lines that papermill writes for parameters."""
    from papermill.translators import translate_parameters

    name, language = kernel.get("name") or "python3", kernel.get("language") or "python"
    name = "python3" if language == "python" else name
    return str(translate_parameters(name, language, values, "Parameters")).splitlines(keepends=True)


def _literal(path: Path) -> str:
    """Return a path in which papermill, which writes it into the notebook, sees no fields to fill."""
    return str(path).replace("{", "{{").replace("}", "}}")


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise TimeUp

    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _own_kernel(folder: Path) -> type:
    """Return a manager whose kernel is this interpreter, whatever other kernels are registered.

    Its connection file lies in a folder that goes with the run. What the kernel's process says on its way out, beside
    the cells, is not for the reader of the batch.
    """
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec
    from traitlets import Unicode

    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = KernelSpec(argv=command, language="python")

    class OwnKernel(AsyncKernelManager):
        kernel_spec = spec
        connection_file = Unicode(str(folder / "kernel.json"))

        async def start_kernel(self, **kwargs: Any) -> None:
            await super().start_kernel(**kwargs, stderr=subprocess.DEVNULL)

    return OwnKernel


def _was_killed(error: Any) -> bool:
    """Whether the process of the cells was killed, or the kernel is gone without a word."""
    ended = getattr(error, "ename", "") == ENDED and "SIGKILL" in error.evalue
    return ended or type(error).__name__ == "DeadKernelError"


def _shorten(error: Any) -> str:
    """Return the cell that failed and the end of its traceback, without colours and what else steers a terminal."""
    if not hasattr(error, "traceback"):
        return _cut(f"{type(error).__name__}: {error}")
    first = f"{error.ename}: {error.evalue}".splitlines()[0]
    lines = COLOUR_CODE.sub("", "\n".join(error.traceback)).splitlines()
    told = [first, *(lines[-TRACEBACK_LINES:] if lines != [first] else [])]
    return f"cell {error.exec_count}: " + "\n    ".join(map(_cut, told))


def _cut(line: str) -> str:
    return printable(line if len(line) <= LINE_CHARS else f"{line[:LINE_CHARS]} ...")


def printable(line: str) -> str:
    """Return a line in which nothing steers a terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
