"""Small notebooks for the tests of runs."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

PARAMETERS = """\
from typing import Annotated, Literal

source: str = "seeds"  # folder of clippings
out: str = "runs"  # where results go
since: str = ""  # first day
until: str = ""  # last day
grain: Literal["month", "year"] = "month"  # width of a bar
top: int = 10  # rows shown
share: float = 0.5
labels: list[str] = []
place: str | None = None
"""
SET_UP = "import corpus\nrun = corpus.start_run(globals())\n"
FIGURE = """\
import matplotlib.pyplot as plt
import pandas as pd

points = pd.DataFrame({"outlet": ["TDI", "DID Press"], "articles": [1, 2]})
fig, axes = plt.subplots()
axes.bar(points["outlet"], points["articles"])
corpus.save_figure(run, fig, "outlets", data=points, caption="Articles.", alt="Two bars.")
"""


def write_notebook(path: Path, *cells: str, parameters: str = PARAMETERS, kernel: str = "python3") -> Path:
    """Write a notebook of code cells, the first of them tagged as the one of the parameters."""
    first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    book = nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, cells)])
    book.metadata["kernelspec"] = {"name": kernel, "display_name": kernel, "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, path)
    return path


@pytest.fixture
def notebook(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a notebook of the given cells into a folder of its own."""
    return lambda name, *cells, **more: write_notebook(tmp_path / "mine" / f"{name}.ipynb", *cells, **more)


@pytest.fixture
def clippings(tmp_path: Path) -> Path:
    """A folder of two clippings, a note on them and a file of another kind."""
    folder = tmp_path / "clippings"
    (folder / "more").mkdir(parents=True)
    (folder / "a.txt").write_text("Kabul, 9 November 2021 (TDI): The envoy met the minister.\n", encoding="utf-8")
    (folder / "more" / "b.txt").write_text("The talks ended without a statement.\n", encoding="utf-8")
    (folder / "README.md").write_text("Two clippings.\n", encoding="utf-8")
    return folder
