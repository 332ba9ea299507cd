"""The child's side of the engine `fork`: an IPython shell whose messages go to the parent as JSON."""

import asyncio
import atexit
import builtins
import ctypes
import faulthandler
import gc
import getpass
import io
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from json import dumps
from multiprocessing.connection import Connection
from threading import RLock
from types import SimpleNamespace
from typing import Any, NoReturn

from ipykernel.compiler import XCachingCompiler
from ipykernel.eventloops import enable_gui
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from jupyter_client.session import Session
from traitlets.config import Config

BACKEND = "module://matplotlib_inline.backend_inline"
SHELL_OPTIONS = {"HistoryManager": {"enabled": False}}
COLUMNS = 20
"""How many columns pandas shows in a notebook; imported outside of one it takes as many as a terminal has room for."""

CHUNK = 1 << 20


class Relay(Session):
    """A Jupyter session that hands its messages to the parent, after what was written before them."""

    def open(self, connection: Connection, native: Sequence[int]) -> None:
        """Take the connection to the parent, and the files that stand for the descriptors 1 and 2."""
        self.connection, self.native, self.seen, self.owner = connection, native, [0, 0], os.getpid()
        self.streams = (Stream("stdout", self), Stream("stderr", self))
        self.lock = RLock()
        release = self.lock.release
        os.register_at_fork(before=self.flush_and_lock, after_in_child=release, after_in_parent=release)

    def flush(self) -> None:
        """Send what is kept."""
        for one in self.streams:
            one.flush()

    def flush_and_lock(self) -> None:
        """Let no thread be in the middle of a message, and no text be kept, when the process forks."""
        self.lock.acquire()
        self.flush()

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None, **_: Any) -> None:
        """Send a message, or the content of one of a type."""
        self.flush()
        self.send_native()
        self.tell(msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content, parent))

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message as it is, but for halves of characters, which no file can hold; from a fork, nothing."""
        data = dumps(message, default=str, ensure_ascii=False).encode("utf-8", "replace")
        if os.getpid() == self.owner:
            with self.lock:
                self.connection.send_bytes(data)

    def send_native(self) -> None:
        """Send what libraries in C, forks and other programs have written to the descriptors 1 and 2."""
        ctypes.CDLL(None).fflush(None)
        for at, name in enumerate(("stdout", "stderr")):
            while data := os.pread(self.native[at], CHUNK, self.seen[at]):
                self.seen[at] += len(data)
                message = self.msg("stream", {"name": name, "text": data.decode("utf-8", "replace")})
                self.tell(message | {"seen": self.seen})


class Stream(io.TextIOBase):
    """What is printed, sent line by line."""

    encoding = "UTF-8"

    def __init__(self, name: str, relay: Relay) -> None:
        self.name, self.relay, self.kept = name, relay, ""

    def write(self, text: str) -> int:
        """Keep a text until its line ends."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        with self.relay.lock:
            for one in self.relay.streams:
                if one is not self:
                    one.flush()
            self.kept += text
            if "\n" in text:
                self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what is kept."""
        with self.relay.lock:
            text, self.kept = self.kept, ""
            self._put(text)

    def _put(self, text: str) -> None:
        if text and os.getpid() != self.relay.owner:
            os.write(self.fileno(), text.encode("utf-8", "replace"))
        elif text:
            self.relay.send_native()
            self.relay.tell(self.relay.msg("stream", {"name": self.name, "text": text}))

    def fileno(self) -> int:
        """Return the descriptor under it."""
        return 1 if self.name == "stdout" else 2

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise StdinNotImplementedError("input was called, but nobody is there to answer in a batch")


def isolate(native: Sequence[int]) -> None:
    """Make a fork a process of its own: its group, its descriptors, its random numbers, its life."""
    os.setsid()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0)
    atexit._clear()
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    for descriptor, file in enumerate(native, 1):
        os.dup2(file, descriptor)
    faulthandler.enable(file=2)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def make_shell(relay: Relay) -> ZMQInteractiveShell:
    """Return the shell of a kernel that answers to a relay, with figures drawn inline.

    The backend is chosen here and not before the fork: it registers itself with the shell that it finds.
    """
    sys.stdout, sys.stderr = relay.streams
    builtins.input = getpass.getpass = _refuse
    sys.argv = [""]
    sys.path[:0] = [] if "" in sys.path else [""]
    kernel = SimpleNamespace(eventloop=None)
    shell = ZMQInteractiveShell.instance(config=Config(SHELL_OPTIONS), kernel=kernel, compiler_class=XCachingCompiler)
    shell.enable_gui = partial(enable_gui, kernel=kernel)
    for part in (shell.displayhook, shell.display_pub):
        part.session, part.pub_socket = relay, relay
    os.environ["MPLBACKEND"] = BACKEND
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = BACKEND
        sys.modules["matplotlib.pyplot"].switch_backend(BACKEND)
    if "pandas" in sys.modules:
        sys.modules["pandas"].set_option("display.max_columns", COLUMNS)
    return shell


async def _run_cell(shell: ZMQInteractiveShell, source: str) -> Any:
    try:
        code = shell.transform_cell(source)
        waits = shell.should_run_async(source, transformed_cell=code)
    except Exception:
        waits = False
    if not waits:
        return shell.run_cell(source, store_history=True)
    result = await shell.run_cell_async(source, store_history=True, transformed_cell=code)
    shell.events.trigger("post_execute")
    shell.events.trigger("post_run_cell", result)
    return result


async def _run_cells(shell: ZMQInteractiveShell, relay: Relay, cells: Sequence[tuple[str, bool]]) -> None:
    """Run cells, given as source and whether one may fail, in a running loop as a kernel has it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for source, may_fail in cells:
        relay.send(None, "status", {"execution_state": "busy"})
        relay.send(None, "execute_input", {"code": source, "execution_count": shell.execution_count})
        result = await _run_cell(shell, source)
        if os.getpid() != relay.owner:  # a fork that the cell has left running
            relay.flush()
            os._exit(0)
        relay.send(None, "execute_reply", {"status": "ok" if result.success else "error"})
        if not (result.success or may_fail):
            return


def run(cells: Sequence[tuple[str, bool]], connection: Connection, native: Sequence[int]) -> None:
    """Run the cells of a notebook in this process, just forked, and leave nothing unwritten."""
    isolate(native)
    relay = Relay()
    relay.open(connection, native)
    shell = make_shell(relay)
    asyncio.run(_run_cells(shell, relay, cells))
    atexit._run_exitfuncs()
    shell.user_ns.clear()
    gc.collect()
