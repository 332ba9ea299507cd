"""How fast is a batch against papermill?  usage: batch.py [--notebook chronology] [--source seeds] [--runs 12]

The same runs of one notebook, which differ in the parameter `quote_chars`, are made four times: by papermill's command
line, one after another; by papermill's API in one process; by `corpus run` with one and with two jobs. Wall-clock
seconds, so nothing else should be running. "Above the cells" is what a run costs beside the time of its own cells.
At the end every figure of every way is compared to the byte.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
API = """
import json, sys
import papermill
for notebook, target, parameters in json.loads(sys.argv[1]):
    papermill.execute_notebook(notebook, target, parameters, kernel_name="python3", progress_bar=False)
"""
ENDINGS = ("pdf", "svg", "png", "csv", "json")


def cells_seconds(notebooks: list[Path]) -> float:
    """The time of the cells themselves, as papermill writes it into executed notebooks."""
    cells = [cell for path in notebooks for cell in json.loads(path.read_text("utf-8"))["cells"]]
    return sum(cell["metadata"].get("papermill", {}).get("duration") or 0.0 for cell in cells)


def values(number: int) -> dict[str, int]:
    return {"quote_chars": 100 + number}


def by_command(notebook: Path, source: str, runs: int, folder: Path) -> None:
    for number in range(runs):
        here = folder / str(number)
        here.mkdir()
        given = {"source": source, "out": str(here), **values(number)}
        options = [part for name, value in given.items() for part in ("-p", name, str(value))]
        command = [BIN / "papermill", notebook, here / "executed.ipynb", "--no-progress-bar", "-k", "python3", *options]
        subprocess.run([*map(str, command)], check=True, capture_output=True)


def by_api(notebook: Path, source: str, runs: int, folder: Path) -> None:
    work = []
    for number in range(runs):
        here = folder / str(number)
        here.mkdir()
        parameters = {"source": source, "out": str(here), **values(number)}
        work.append((str(notebook), str(here / "executed.ipynb"), parameters))
    subprocess.run([sys.executable, "-c", API, json.dumps(work)], check=True, capture_output=True)


def by_corpus(notebook: Path, source: str, runs: int, folder: Path, jobs: int) -> None:
    grid = {str(notebook): {"source": source, "quote_chars": [values(number)["quote_chars"] for number in range(runs)]}}
    (folder / "grid.yml").write_text(json.dumps(grid))
    command = [BIN / "corpus", "run", "--grid", folder / "grid.yml", "--jobs", jobs, "--out", folder]
    subprocess.run([*map(str, command)], check=True, capture_output=True)


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(folder: Path, work, *given) -> tuple[float, float, float]:
    """Wall-clock seconds of all runs, of their cells, and the CPU seconds of all processes."""
    folder.mkdir()
    start, used = time.perf_counter(), cpu_seconds()
    work(*given[:3], folder, *given[3:])
    took, used = time.perf_counter() - start, cpu_seconds() - used
    return took, cells_seconds([*folder.rglob("*.ipynb")]), used


def figures(folder: Path) -> list[tuple[str, bytes]]:
    """Every file of every figure, by its name, in an order that does not depend on where the runs lie."""
    found = [path for ending in ENDINGS for path in folder.rglob(f"figures/*.{ending}")]
    return sorted((path.name, path.read_bytes()) for path in found)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notebook", default="chronology")
    parser.add_argument("--source", default=str(ROOT / "seeds"))
    parser.add_argument("--runs", type=int, default=12)
    given = parser.parse_args()
    what = (ROOT / "notebooks" / f"{given.notebook}.ipynb", os.path.abspath(given.source), given.runs)
    with tempfile.TemporaryDirectory() as folder:
        made = {
            "papermill, command line": timed(Path(folder, "command"), by_command, *what),
            "papermill, API in one process": timed(Path(folder, "api"), by_api, *what),
            "corpus run": timed(Path(folder, "one"), by_corpus, *what, 1),
            "corpus run --jobs 2": timed(Path(folder, "two"), by_corpus, *what, 2),
        }
        sets = [figures(Path(folder, name)) for name in ("command", "api", "one", "two")]
    slowest = made["papermill, command line"][0]
    rows = [
        (way, round(took, 1), took / given.runs, cells / given.runs, used / given.runs, slowest / took)
        for way, (took, cells, used) in made.items()
    ]
    columns = ["way", "s in all", "s a run", "of these cells", "CPU s a run", "times as fast"]
    print(f"{given.runs} runs of {given.notebook}")
    print(pd.DataFrame(rows, columns=columns).round(2).to_string(index=False))
    above = (made["corpus run"][0] - made["corpus run"][1]) / given.runs
    print(f"corpus run, above the cells: {above:.2f} s a run")
    same = all(one == sets[0] for one in sets)
    print(f"{len(sets[0])} files of figures a way, identical to the byte: {same}")


if __name__ == "__main__":
    main()
