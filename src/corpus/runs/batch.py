"""Several notebooks in one go: each checked, then run unless nothing has changed, and a report on all."""

import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from corpus.errors import ParameterError
from corpus.runs.engine import load_papermill, warm
from corpus.runs.grid import convert, cross, read_grid
from corpus.runs.keys import find_parts, make_key
from corpus.runs.manifests import (
    DONE,
    FAILED,
    KILLED,
    SAME,
    Done,
    Planned,
    explain,
    finish,
    is_complete,
    name_beside,
    sweep,
    tell_edited,
)
from corpus.runs.parameters import (
    Parameter,
    check_names,
    check_parameters,
    code_cells,
    describe_parameters,
    naming,
    notebook_parameters,
)
from corpus.runs.paths import OUT, checkout, resolve_out, resolve_source
from corpus.runs.worker import CELL, Options, clean, work

GRACE = 10
"""Seconds beyond its limit after which a run that does not stop by itself is killed."""

LISTED = "notebooks/runs.yml"
KILL = getattr(signal, "SIGKILL", 9)
UNCHANGED = "nothing it depends on has changed"
AGAIN = "made again, alone, since its process was killed"


class Job(NamedTuple):
    """A run that is being made: its process, since when, and why it is made."""

    run: Planned
    process: Any
    started: float
    why: str


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


def listed_runs() -> dict[str, list[dict[str, Any]]]:
    """Read the batch that ``notebooks/runs.yml`` lists; see `read_grid`.

    Raises
    ------
    ParameterError
        When there is no such file, or it lists no runs.
    """
    root = checkout()
    if root is None:
        raise ParameterError(f"{LISTED}: not found from here; name the notebooks to run")
    return read_grid(root / LISTED, LISTED)


def choose_runs(notebooks: Sequence[str], grid: str | None) -> dict[str, list[dict[str, Any]]]:
    """Return the runs that the command line asks for: notebooks by name, those of a grid, or the listed ones."""
    listed = read_grid(Path(grid)) if grid else {} if notebooks else listed_runs()
    if not grid or not notebooks:
        return {name: [{}] for name in notebooks} or listed
    missing = [name for name in notebooks if name not in listed]
    if missing:
        raise ParameterError(f"{grid}: expected runs of {missing[0]}, found those of {', '.join(listed)}")
    return {name: listed[name] for name in notebooks}


def tell_parameters(names: Iterable[str]) -> str:
    """Return a table of the parameters of each notebook."""
    notebooks = [find_notebook(name) for name in names]
    tables = [(notebook.stem, describe_parameters(notebook_parameters(notebook))) for notebook in notebooks]
    return "\n\n".join(f"{name}\n{_align(table)}" for name, table in tables)


def _align(table: pd.DataFrame) -> str:
    rows = [list(table.columns), *table.itertuples(index=False)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(table.columns))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


# before anything is run


def plan(runs: Mapping[str, Sequence[Mapping[str, Any]]], given: Mapping[str, str]) -> list[Planned]:
    """Check every notebook and its parameters before anything is run.

    Parameters
    ----------
    runs : mapping
        Name or path of a notebook -> the parameters of its runs, as `read_grid` returns them.
    given : mapping
        Name -> text of the parameters given for all, `source` and `out` too; each goes to the notebooks that
        declare it, before what `runs` says.

    Returns
    -------
    list of Planned
        One per run, in the order given; the same run is in it once.

    Raises
    ------
    ParameterError
        For what does not exist, is not declared by any of the notebooks, is of the wrong type or out of bounds.
    LexiconError
        When a parameter names a lexicon that is not there.
    """
    notebooks = {find_notebook(name): own for name, own in runs.items()}
    declared = {notebook: notebook_parameters(notebook) for notebook in notebooks}
    known = {name: one for parameters in declared.values() for name, one in parameters.items()}
    check_names(given, known | {"out": Parameter("out", "str", "", "")})
    checked = [
        (notebook, values)
        for notebook, own in notebooks.items()
        for mapping in own
        for values in _check_runs(notebook, mapping, declared[notebook], given)
    ]
    hashes: dict[str, dict[str, str]] = {}
    planned = [_plan_run(notebook, values, given.get("out", OUT), hashes) for notebook, values in checked]
    return list({one.folder: one for one in planned}.values())


def _check_runs(
    notebook: Path, own: Mapping[str, Any], declared: Mapping[str, Parameter], given: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    here = {name: convert(text, declared[name]) for name, text in given.items() if name in declared}
    with naming(notebook):
        for crossed in cross({**own, **dict.fromkeys(here)}, declared):
            values = crossed | here
            check_parameters(values, declared)
            if "source" in values:
                resolve_source(values["source"])
            yield values


def _plan_run(notebook: Path, values: dict[str, Any], out: str, hashes: dict[str, dict[str, str]]) -> Planned:
    own = {name: value for name, value in values.items() if name != "out"}
    with naming(notebook):
        parts = find_parts(notebook, own, hashes)
        return Planned(notebook, own, resolve_out(values.get("out", out)), parts, make_key(parts))


# running


def run(planned: Sequence[Planned], jobs: int = 1, options: Options | None = None) -> list[Done]:
    """Make the runs that are not there yet; the failure of one does not stop the others.

    Parameters
    ----------
    planned : sequence of Planned
        What `plan` returned.
    jobs : int, optional
        How many are made at the same time.
    options : Options, optional
        The engine, ``fork`` or ``kernel``, and the time limit of each run.

    Returns
    -------
    list of Done
        One per run, in the order given. The executed notebook of a failed run is kept as far as it came.
    """
    for out in {one.out for one in planned}:
        sweep(out)
    options = options or Options()
    missing = [one for one in planned if not is_complete(one.folder)]
    if missing and options.engine == "fork":
        warm()
    elif missing:
        load_papermill()
    made = {done.run.folder: done for done in _make(missing, jobs, options)}
    return [made.get(one.folder) or _tell_same(one) for one in planned]


def _tell_same(one: Planned) -> Done:
    return Done(one, SAME, note="; ".join(filter(None, (UNCHANGED, tell_edited(one.folder)))))


def _make(missing: Sequence[Planned], jobs: int, options: Options) -> Iterator[Done]:
    """Make runs; those that were killed, as a system does that runs out of memory, again, one after another."""
    killed = []
    for done in _make_once(missing, jobs, options):
        if done.status == KILLED:
            killed.append(done.run)
            shutil.rmtree(name_beside(done.run), ignore_errors=True)
        else:
            yield finish(done, name_beside(done.run))
    for done in _make_once(killed, 1, options):
        status = FAILED if done.status == KILLED else done.status
        note = "; ".join(filter(None, (done.note, AGAIN)))
        yield finish(done._replace(status=status, note=note), name_beside(done.run))


def _make_once(missing: Sequence[Planned], jobs: int, options: Options) -> Iterator[Done]:
    waiting, running, ended = deque(missing), dict[Any, Job](), list[tuple[Any, Job, Done | None]]()
    with _bar(missing) as bar, _killing(running):
        while True:
            while waiting and len(running) < max(1, jobs):
                reader, job = _begin(waiting.popleft(), options)
                running[reader] = job
            while ended:
                yield _end(*ended.pop(), options.limit)
            if not running:
                break
            bar.set_description(", ".join(job.run.notebook.stem for job in running.values()))
            for reader in _wait(running, _patience(running.values(), options.limit)):
                told = _hear(reader)
                if told == CELL:
                    bar.update()
                else:
                    ended.append((reader, running.pop(reader), told))
            _stop_overdue(running.values(), options.limit)


def _begin(one: Planned, options: Options) -> tuple[Any, Job]:
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(one, name_beside(one), options, writer))
    why = explain(one)
    process.start()
    writer.close()
    return reader, Job(one, process, time.monotonic(), why)


def _wait(running: Mapping[Any, Job], seconds: float | None) -> list[Any]:
    """Return the runs that tell something, or whose processes have ended: others may hold the end of the pipe."""
    ready = wait([*running, *(job.process.sentinel for job in running.values())], seconds)
    return [reader for reader, job in running.items() if reader in ready or job.process.sentinel in ready]


def _hear(reader: Any) -> Any:
    """Return what a run tells; nothing when its process has ended without a word."""
    try:
        return reader.recv() if reader.poll() else None
    except (EOFError, ConnectionError):
        return None


def _end(reader: Any, job: Job, told: Done | None, limit: float) -> Done:
    """Return what came of a run whose process has ended."""
    reader.close()
    job.process.join()
    seconds = time.monotonic() - job.started
    overdue = limit and seconds > limit
    status = KILLED if job.process.exitcode == -KILL and not overdue else FAILED
    if told is None:
        clean(name_beside(job.run) / job.run.notebook.stem / job.run.notebook.name)
    done = told or Done(job.run, status, seconds, failure=f"its process was ended {_say_end(job.process.exitcode)}")
    return done._replace(note="; ".join(filter(None, (job.why, done.note))))


def _say_end(code: int) -> str:
    return f"by signal {signal.Signals(-code).name}" if code < 0 else f"with status {code}"


def _patience(jobs: Iterable[Job], limit: float) -> float | None:
    """Return for how many seconds nothing needs to be looked after."""
    if not limit:
        return None
    return max(0.0, min(job.started + limit + GRACE - time.monotonic() for job in jobs))


def _stop_overdue(jobs: Iterable[Job], limit: float) -> None:
    for job in jobs:
        if limit and time.monotonic() > job.started + limit + GRACE:
            job.process.kill()


@contextmanager
def _killing(running: Mapping[Any, Job]) -> Iterator[None]:
    """End what still runs when the batch is given up."""
    try:
        yield
    finally:
        for job in running.values():
            job.process.kill()
            job.process.join()
            shutil.rmtree(name_beside(job.run), ignore_errors=True)


def _bar(missing: Sequence[Planned]) -> Any:
    """Return one bar for all cells; it has no thread of its own, since a process with threads must not be forked."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0
    cells = sum(len(code_cells(one.notebook)) for one in missing)
    return tqdm(total=cells, unit="cell", disable=None, leave=False)


# the report


def report(done: Sequence[Done]) -> str:
    """Return what came of each run and where its notebook and its figures lie, failures first."""
    lines = []
    for one in sorted(done, key=lambda one: one.status != FAILED):
        folder = one.run.folder
        took = "" if one.status == SAME else f"{one.seconds:.1f} s; "
        given = ", ".join(f"{name} {value}" for name, value in one.run.parameters.items()) if one.failure else ""
        lines.append(f"{one.status} {shown(folder / one.run.notebook.name)} ({took}{one.note})")
        lines += [f"    parameters: {given}"] if given else []
        lines += [f"    {one.failure}"] if one.failure else []
        figures = [path.with_suffix("") for path in sorted(folder.glob("figures/*.pdf"))]
        lines += [f"    {shown(path)}.{{pdf,svg,png,csv,json}}" for path in figures]
    failed = sum(one.status == FAILED for one in done)
    made = sum(one.status == DONE for one in done)
    runs = "1 run" if len(done) == 1 else f"{len(done)} runs"
    return "\n".join([*lines, f"{runs}: {failed} failed, {made} made, {len(done) - failed - made} as they were"])


def shown(path: Path) -> str:
    """Return a path as seen from the working folder, when it lies in it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
