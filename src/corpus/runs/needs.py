"""What a fork of a process cannot do for a notebook."""

import ast
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from typing import Any

ASKS = {"input", "getpass", "breakpoint", "set_trace"}
LIVE = re.compile(r"%matplotlib\s+(notebook|nbagg|widget|ipympl)\b")
WIDGETS = {"ipywidgets", "tqdm.notebook", "tqdm.auto", "tqdm.autonotebook"}
KERNELS = {"python3", "python"}
LANGUAGES = {"python", "ipython", ""}


def needs_kernel(nb: Any, kernel_name: str | None = None, options: Mapping[str, Any] | None = None) -> str:
    """Return why a notebook cannot be run in a fork of this process, or nothing when it can.

    Parameters
    ----------
    nb : notebook
        As nbformat reads it.
    kernel_name : str, optional
        The kernel asked for, if not the notebook's own.
    options : mapping, optional
        What papermill was asked for besides.

    Returns
    -------
    str
        One reason, or "".

    Examples
    --------
    >>> import nbformat
    >>> nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("name = input('who? ')")])
    >>> needs_kernel(nb, "python3")
    'a cell calls input()'
    """
    spec = nb.metadata.get("kernelspec", {})
    language = spec.get("language") or nb.metadata.get("language_info", {}).get("name", "")
    name = kernel_name or spec.get("name", "python3")
    options = options or {}
    if sys.platform != "linux":
        return f"{sys.platform} has no safe fork"
    if language not in LANGUAGES:
        return f"its language is {language}"
    if name not in KERNELS:
        return f"its kernel is {name}"
    if options.get("execution_timeout") or options.get("timeout"):
        return "a time limit for each cell is asked for"
    sources = [cell.source for cell in nb.cells if cell.cell_type == "code"]
    if asked := next(filter(None, (_asks(source) for source in sources)), ""):
        return asked
    if threading.active_count() > 1:
        return "threads run in this process, which must not be forked then"
    return ""


def _asks(source: str) -> str:
    """Return what in a cell needs a reader who answers, or nothing."""
    if live := LIVE.search(source):
        return f"a cell asks for {live[0]}"
    words = ASKS | {name.partition(".")[0] for name in WIDGETS}
    if not any(word in source for word in words):
        return ""
    for node in _nodes(source):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in ASKS:
                return f"a cell calls {name}()"
            case ast.Import(names=names) if found := WIDGETS & {one.name for one in names}:
                return f"a cell imports {found.pop()}"
            case ast.ImportFrom(module=str(module), names=names):
                inner = {module} | {f"{module}.{one.name}" for one in names}
                if found := WIDGETS & inner:
                    return f"a cell imports {found.pop()}"
    return ""


def _nodes(source: str) -> Iterator[ast.AST]:
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        yield from ast.walk(ast.parse(TransformerManager().transform_cell(source)))
    except SyntaxError:
        return
