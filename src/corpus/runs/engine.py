"""The papermill engine `fork`: each notebook in a fresh child of a warm process, with papermill's own output."""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NamedTuple

from corpus.collecting import without_collecting
from corpus.runs.needs import needs_kernel

UNNEEDED = ("rfc3987_syntax", "pyarrow.fs")
"""Modules that papermill and what it imports try to load and can do without; they cost more than all the rest."""

WARM = (
    "corpus.build",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
    "matplotlib.backends._backend_pdf_ps",
    "PIL.PngImagePlugin",
    "fontTools.subset",
    "nltk",
    "docx",
    "datasketch",
    "corpus.runs.child",
    "ipykernel.ipkernel",
    "IPython.core.completer",
)
"""What the notebooks need and what takes time to import."""

TEXTS = {
    "dated.txt": "Kabul, 9 November 2021: The envoy of Pakistan met the minister of the Taliban on Tuesday.\n",
    "undated.txt": "Trade\n\nLast year, the military said, Ms. Khan had condemned the attack of 15 August 2021.\n",
}
"""Read once, so that the packaged lexicons are, too."""

ENDED = "ProcessEnded"
"""What the error in a cell is called when the process that ran it has gone."""

WIDGET = "application/vnd.jupyter.widget-view+json"
PR_SET_PDEATHSIG = 1
LAST_WORDS = 1 << 16
SAVE_EVERY = 5
MANAGED = ("output_path", "progress_bar", "autosave_cell_every")
FOR_CLIENT = ("log_output", "stdout_file", "stderr_file")


class Fallback(Exception):
    """The notebook needs a kernel after all."""


class Child(NamedTuple):
    """A forked process that runs cells.

    `messages` come from it; the files `native` hold what is written to the descriptors 1 and 2, `seen` how much
    of each it has told; `ended` is readable once it has ended, whoever else holds the other end of `messages`.
    """

    pid: int
    messages: Connection
    native: tuple[Any, Any]
    seen: list[int]
    ended: list[int]


# the warm parent


def load_papermill() -> Any:
    """Import papermill without two optional modules that take most of the time and are not used here.

    ``rfc3987_syntax`` checks IRIs in JSON schemas (notebooks have none), ``pyarrow.fs`` writes to Hadoop. Both
    can be imported as ever afterwards.

    Returns
    -------
    module
        One module, papermill.

    Examples
    --------
    >>> load_papermill().__name__
    'papermill'
    """
    hidden = [name for name in UNNEEDED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        return importlib.import_module("papermill")
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


def warm() -> None:
    """Import what notebooks need and read the packaged lexicons, once, in the process from which they are forked.

    It starts no thread, and no result of a run is kept: all runs begin alike.
    """
    with without_collecting(), tempfile.TemporaryDirectory() as folder:
        load_papermill()
        for name in WARM:
            importlib.import_module(name)
        sys.modules["nbformat"].validate(sys.modules["nbformat"].v4.new_notebook())
        for name, text in TEXTS.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        sys.modules["corpus.build"].build(folder)
        gc.freeze()


def die_with_parent() -> None:
    """Let this process be killed when the one that forked it ends, where the system can do that (prctl)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


# a run


def _start(cells: list[tuple[str, bool]]) -> Child:
    from corpus.runs import child

    reader, writer = Pipe(duplex=False)
    native = (tempfile.TemporaryFile(), tempfile.TemporaryFile())  # noqa: SIM115
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            die_with_parent()
            reader.close()
            child.run(cells, writer, [file.fileno() for file in native])
            status = 0
        except BaseException:
            os.write(2, traceback.format_exc().encode("utf-8", "replace"))
        finally:
            os._exit(status)
    writer.close()
    return Child(pid, reader, native, [0, 0], [os.pidfd_open(pid)] if hasattr(os, "pidfd_open") else [])


def _hear(child: Child) -> dict[str, Any]:
    """Return the next message of a child; raise EOFError when there will be none."""
    if child.messages not in wait([child.messages, *child.ended]):
        raise EOFError
    return dict(json.loads(child.messages.recv_bytes()))


def _runs(cell: Any, skip: str) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip()) and skip not in cell.metadata.get("tags", [])


def _may_fail(cell: Any) -> bool:
    return "raises-exception" in cell.metadata.get("tags", [])


def _receive(child: Child, client: Any, cell: Any, index: int) -> bool:
    """Put what a child tells into a cell until the cell is done; return whether it did what it should."""
    from nbclient.client import timestamp

    cell.metadata["execution"], cell.outputs, client.clear_before_next_output = {}, [], False
    while True:
        message = _hear(child)
        if WIDGET in message["content"].get("data", ()):
            raise Fallback("a cell shows a widget")
        if message["msg_type"] == "execute_reply":
            cell.metadata["execution"] |= dict.fromkeys(("iopub.status.idle", "shell.execute_reply"), timestamp())
            return message["content"]["status"] == "ok" or _may_fail(cell)
        child.seen[:] = message.get("seen", child.seen)
        client.process_message(message, cell, index)
        _join_streams(cell.outputs)


def _join_streams(outputs: list[Any]) -> None:
    """Let what is printed next to each other be one output."""
    if len(outputs) > 1 and outputs[-1].get("name") is not None and outputs[-1].get("name") == outputs[-2].get("name"):
        outputs[-2]["text"] += outputs.pop()["text"]


def _bury(child: Child, client: Any, cell: Any, index: int) -> None:
    """Write into the cell that was running how its process ended, and its last words."""
    told: list[tuple[str, dict[str, Any]]] = []
    for name, file, seen in zip(("stdout", "stderr"), child.native, child.seen, strict=True):
        text = os.pread(file.fileno(), LAST_WORDS, seen).decode("utf-8", "replace")
        told += [("stream", {"name": name, "text": text})] if text else []
    ended = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
    how = f"by signal {signal.Signals(-ended).name}" if ended < 0 else f"with status {ended}"
    why = f"the process that ran the cells was ended {how}"
    told.append(("error", {"ename": ENDED, "evalue": why, "traceback": [f"{ENDED}: {why}"]}))
    for kind, content in told:
        message = {"header": {"msg_type": kind}, "msg_type": kind, "content": content, "parent_header": {}}
        client.process_message(message, cell, index)
        _join_streams(cell.outputs)


@contextlib.contextmanager
def _child(cells: list[tuple[str, bool]]) -> Iterator[Child]:
    """Fork a child that runs cells; at the end it, and what it has started, is gone."""
    child = _start(cells)
    try:
        yield child
        with contextlib.suppress(EOFError):
            _hear(child)
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child.pid, 0)
        for file in (child.messages, *child.native):
            file.close()
        for descriptor in child.ended:
            os.close(descriptor)


def _execute(manager: Any, client: Any, on_cell_complete: Callable[..., Any]) -> None:
    """Run the cells of a notebook in a child, in the order and with the records of papermill's own engine."""
    skip = client.skip_cells_with_tag
    sources = [(cell.source, _may_fail(cell)) for cell in manager.nb.cells if _runs(cell, skip)]
    with _child(sources) as child:
        for index, cell in enumerate(manager.nb.cells):
            manager.cell_start(cell, index)
            try:
                well = not _runs(cell, skip) or _receive(child, client, cell, index)
            except EOFError:
                _bury(child, client, cell, index)
                well = False
            except BaseException as error:
                manager.cell_exception(cell, cell_index=index, exception=error)
                raise
            if not well:
                manager.cell_exception(cell, cell_index=index)
            manager.cell_complete(cell, cell_index=index)
            on_cell_complete(cell=cell, cell_index=index)
            if not well:
                return


class ForkEngine:
    """An engine of papermill: ``papermill --engine fork``, or ``execute_notebook(..., engine_name="fork")``.

    The notebook runs in a fork of the calling process, which has been told by `warm` to import what takes time.
    A notebook that needs a kernel gets papermill's own engine, and the reason is told: as a warning of the
    logger ``papermill``, or to the function given as `on_fallback`. Written from papermill's documentation of
    engines, https://papermill.readthedocs.io/en/latest/extending-entry-points.html.
    """

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Return the kernel asked for, or the notebook's own."""
        from papermill.utils import nb_kernel_name

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Return the language asked for, or the notebook's own."""
        from papermill.utils import nb_language

        return str(nb_language(nb, language))

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Run a notebook and return it with its outputs."""
        from papermill.engines import NBClientEngine
        from papermill.log import logger

        tell = options.pop("on_fallback", lambda why: logger.warning("engine fork: %s; a kernel runs it", why))
        why = needs_kernel(nb, kernel_name, options)
        if not why:
            try:
                return _run_managed(nb, kernel_name, dict(options))
            except Fallback as error:
                why = str(error)
        tell(why)
        return NBClientEngine.execute_notebook(nb, kernel_name, **options)


def _manager() -> type:
    """Return papermill's keeper of a notebook, which saves twice a cell, as one that saves every few seconds."""
    from papermill.engines import NotebookExecutionManager

    class Manager(NotebookExecutionManager):
        def save(self, **kwargs: Any) -> None:
            ended = getattr(self, "end_time", None) is not None
            if ended or (self.now() - self.last_save_time).total_seconds() > SAVE_EVERY:
                super().save(**kwargs)

    return Manager


def _run_managed(nb: Any, kernel_name: str, options: dict[str, Any]) -> Any:
    from ipykernel.ipkernel import IPythonKernel
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.log import logger

    managed = {name: options.pop(name) for name in MANAGED if name in options}
    manager = _manager()(nb, log_output=options.get("log_output", False), **managed)
    wanted = {name: value for name, value in options.items() if name in FOR_CLIENT}
    client = PapermillNotebookClient(manager, kernel_name=kernel_name, log=logger, **wanted)
    manager.notebook_start()
    try:
        _execute(manager, client, options.get("on_cell_complete", lambda **_: None))
        nb.metadata["language_info"] = dict(IPythonKernel.language_info)
    finally:
        manager.cleanup_pbar()
        manager.notebook_complete()
    return manager.nb
