"""The notebooks: how they are written, and that each runs through papermill on real and on awkward corpora."""

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import papermill
import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ("thematic", "sentiment", "chronology")
FIGURES = {
    "thematic": {"flow", "themes-by-article", "themes-over-time", "keyness", "actors-and-themes"},
    "sentiment": {"flow", "tone-by-article", "tone-over-time", "methods", "tone-toward", "words"},
    "chronology": {"flow", "timeline", "panel"},
}


def read(name):
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4)


def code_of(name):
    return [cell.source for cell in read(name).cells if cell.cell_type == "code"]


def run(name, folder, **parameters):
    """Execute a notebook through papermill and return it with the folder of its results."""
    parameters = {"source": str(ROOT / "seeds"), "out": str(folder), **parameters}
    executed = papermill.execute_notebook(
        ROOT / "notebooks" / f"{name}.ipynb",
        folder / f"{name}.ipynb",
        parameters,
        progress_bar=False,
        kernel_name="python3",
    )
    return executed, folder / name


def shown(executed):
    """All that an executed notebook shows, as one text."""
    outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
    return "\n".join(json.dumps(output.get("data", output.get("text", ""))) for output in outputs)


@pytest.fixture(scope="module")
def seeds_runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeds")
    return {name: run(name, folder) for name in NOTEBOOKS}


# how they are written


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_is_stored_without_outputs(name):
    assert all(
        not cell.outputs and cell.execution_count is None for cell in read(name).cells if cell.cell_type == "code"
    )


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_cells_are_small_and_hold_no_functions_or_regular_expressions(name):
    cells = code_of(name)
    lengths = sorted(len(cell.splitlines()) for cell in cells)
    assert 12 <= len(cells) <= 18
    assert lengths[-1] <= 15
    assert lengths[len(lengths) // 2 - 1] <= 4
    for cell in cells:
        tree = ast.parse(cell)
        assert not any(isinstance(node, (ast.FunctionDef, ast.For, ast.While, ast.ClassDef)) for node in ast.walk(tree))
        assert "import re" not in cell
        assert not re.search(r"^corpus\s*=", cell, re.MULTILINE)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_text_stands_between_code(name):
    kinds = [cell.cell_type for cell in read(name).cells]
    assert "code code code" not in " ".join(kinds)
    assert kinds.count("markdown") >= 0.9 * kinds.count("code")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_parameters_are_annotated_and_explained_and_checked_in_the_set_up_cell(name):
    tagged = [cell for cell in read(name).cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    declared = [line for line in tagged[0].source.splitlines() if "=" in line]
    assert all(re.match(r"\w+: .+ = .+  # \w+", line) for line in declared)
    assert {"source", "out"} <= {line.partition(":")[0] for line in declared}
    assert any("run = corpus.start_run(globals())" in cell for cell in code_of(name))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_prose_holds_no_typed_result(name):
    prose = "\n".join(cell.source for cell in read(name).cells if cell.cell_type == "markdown")
    numbers = re.findall(
        r"(?<![\w.-])\d+(?:\.\d+)?(?![\w.])",
        re.sub(r"(?:Figure|Table) \d+|\(.*?\)|-1 to 1|`.*?`|Their 0|their 0", "", prose),
    )
    assert numbers == []


# that they run


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_figure_is_saved_in_every_format(seeds_runs, name):
    _, folder = seeds_runs[name]
    saved = {path.stem for path in (folder / "figures").glob("*.json")}
    assert saved == FIGURES[name]
    for figure in saved:
        files = [folder / "figures" / f"{figure}.{ending}" for ending in ("pdf", "svg", "png", "csv", "json")]
        assert all(file.stat().st_size > 0 for file in files)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_table_1_lists_the_six_articles_of_the_seeds(seeds_runs, name):
    _, folder = seeds_runs[name]
    articles = pd.read_csv(folder / "tables" / "articles.csv", keep_default_na=False)
    assert articles["file"].str.slice(0, 3).tolist() == ["000", "001", "002", "002", "003", "004"]
    documented = articles["published"].where(articles["grade"] == "documented", "").tolist()
    assert documented == ["", "", "2023-07-21", "2025-12-21", "", "2021-11-09"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_flow_goes_from_files_to_analysed_articles(seeds_runs, name):
    _, folder = seeds_runs[name]
    flow = pd.read_csv(folder / "figures" / "flow.csv", keep_default_na=False).set_index("step")["n"]
    assert flow["files read"] == 5
    assert flow["articles found"] == 6
    assert flow["analysed"] == 6
    assert flow["of these with a documented date"] == 3


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_warning_and_no_path_of_the_machine_is_shown(seeds_runs, name):
    executed, folder = seeds_runs[name]
    assert not [o for cell in executed.cells for o in cell.get("outputs", []) if o.output_type == "stream"]
    assert str(folder.parent) not in shown(executed)
    assert str(Path.home()) not in shown(executed)
    for recipe in folder.glob("*/*.json"):
        assert str(ROOT) not in recipe.read_text("utf-8")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_at_least_ten_raw_matches_are_shown_in_context(seeds_runs, name):
    _, folder = seeds_runs[name]
    table = {"thematic": "passages", "sentiment": "sentences", "chronology": "chronology"}[name]
    assert len(pd.read_csv(folder / "tables" / f"{table}.csv")) >= 10


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_same_inputs_give_the_same_figures_to_the_byte(seeds_runs, name, tmp_path):
    _, first = seeds_runs[name]
    _, second = run(name, tmp_path)
    for file in sorted((first / "figures").iterdir()):
        assert file.read_bytes() == (second / "figures" / file.name).read_bytes(), file.name


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_period_after_every_article_says_so_instead_of_failing(name, tmp_path):
    executed, folder = run(name, tmp_path, since="2030")
    assert "No article is analysed" in shown(executed)
    assert {path.stem for path in (folder / "figures").glob("*.png")} == FIGURES[name]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_any_folder_of_texts_will_do(name, tmp_path):
    source = tmp_path / "clippings"
    (source / "deeper").mkdir(parents=True)
    (source / "one.txt").write_text("Only a short note, without date or names.", encoding="utf-8")
    (source / "deeper" / "zwei.txt").write_text("Der Minister traf am Montag den Botschafter.\n", encoding="utf-8")
    (source / "empty.txt").write_bytes(b"")
    (source / "picture.txt").write_bytes(bytes(range(256)) * 8)
    shutil.copy(ROOT / "seeds" / "004_e07db85663372b98.txt", source / "again.txt")
    executed, folder = run(name, tmp_path, source=str(source))
    articles = pd.read_csv(folder / "tables" / "articles.csv", keep_default_na=False)
    assert articles["file"].tolist() == ["again.txt", "deeper/zwei.txt", "one.txt"]
    told = shown(executed)
    assert "empty.txt: skipped: empty" in told
    assert "picture.txt: skipped: binary" in told


# by both engines

BOTH = """
import sys
from corpus.runs.engine import ForkEngine, warm
warm()
import papermill
from papermill.engines import papermill_engines
papermill_engines.register("fork", ForkEngine)
notebook, source, folder, name = sys.argv[1:]
papermill.execute_notebook(
    notebook, f"{folder}/{name}.ipynb", {"source": source, "out": folder}, engine_name="fork", progress_bar=False,
    kernel_name="python3", on_fallback=sys.exit)
"""


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_fast_engine_gives_the_outputs_and_the_files_of_a_kernel(seeds_runs, name, tmp_path):
    kernel, first = seeds_runs[name]
    command = [sys.executable, "-c", BOTH, ROOT / "notebooks" / f"{name}.ipynb", ROOT / "seeds", tmp_path, name]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    fork = nbformat.read(tmp_path / f"{name}.ipynb", 4)
    for one, other in zip(fork.cells, kernel.cells, strict=True):
        if "injected-parameters" not in one.metadata.get("tags", []):
            assert one.source == other.source
            assert one.get("outputs") == other.get("outputs"), one.source
            assert one.get("execution_count") == other.get("execution_count")
    assert fork.metadata.language_info == kernel.metadata.language_info
    files = sorted(path.relative_to(first) for path in first.rglob("*.*"))
    assert sorted(path.relative_to(tmp_path / name) for path in (tmp_path / name).rglob("*.*")) == files
    for file in files:
        assert (first / file).read_bytes() == (tmp_path / name / file).read_bytes(), file
