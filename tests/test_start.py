"""`start_run` as a notebook calls it: by hand, in Jupyter, through papermill."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Literal

import papermill
import pytest

import corpus
from conftest import PARAMETERS, ROOT, SET_UP, write_notebook
from corpus.errors import ParameterError
from corpus.runs import start
from corpus.runs.paths import resolve_file
from corpus.runs.start import start_run


def namespace(*cells, **values):
    """What globals() holds in the set-up cell after these cells have been run."""
    defaults = {"source": "seeds", "out": "runs", "since": "", "until": "", "grain": "month", "top": 10}
    defaults |= {"share": 0.5, "labels": [], "place": None}
    return {"In": ["", PARAMETERS, *cells], **defaults, **values}


def injected(**values):
    lines = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    return {"cells": [f"# Parameters\n{lines}\n"], "values": values}


# start_run, called as a notebook calls it


def test_run_has_parameters_paths_inputs_and_lexicons(clippings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = start_run(namespace(source="clippings", grain="year"))
    assert run.source == clippings
    assert run.out == tmp_path / "runs"
    assert [name for name, _ in run.inputs] == ["a.txt", "more/b.txt"]
    assert run.parameters["grain"] == "year"
    assert {name for name, _, _ in run.lexicons} >= {"countries", "actors"}


def test_unknown_name_from_papermill_is_refused_with_the_right_names():
    given = injected(grian="year")
    with pytest.raises(
        ParameterError,
        match=r"parameter grian: not known; did you mean grain\? There are source, out, since",
    ):
        start_run(namespace(*given["cells"], **given["values"]))


def test_names_of_the_notebook_itself_are_no_parameters():
    start_run(namespace("helper = 3\nother: int = 4", helper=3, other=4))


def test_set_up_cell_can_be_run_again_after_other_cells(clippings):
    given = injected(source=str(clippings), top=3)
    first = namespace(*given["cells"], SET_UP, **given["values"])
    again = {**first, "In": [*first["In"], "top_rows: int = 4", "since_then = 2", SET_UP], "top_rows": 4}
    assert start_run(again) == start_run(first)


def test_annotations_alone_declare_where_there_is_no_history(clippings):
    values = {"__annotations__": {"source": str, "top": int}, "source": str(clippings), "top": "3"}
    with pytest.raises(ParameterError, match="parameter top: expected a whole number, found '3'"):
        start_run(values)


def test_annotations_with_bounds_are_read_where_there_is_no_history(clippings):
    kinds = {"source": str, "top": Annotated[int, 1], "sheets": Annotated[str, Path], "grain": Literal["month"]}
    values = {"__annotations__": kinds, "source": str(clippings), "top": 1, "sheets": "", "grain": "month"}
    assert start_run(values).parameters["top"] == 1
    for wrong, message in (
        ({"top": 0}, "top: expected a whole number >= 1"),
        ({"sheets": "none.csv"}, "sheets: expected"),
    ):
        with pytest.raises(ParameterError, match=message):
            start_run(values | wrong)


def test_absolute_source_and_tilde_are_followed(clippings, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert start_run(namespace(source="~/clippings")).source == clippings
    assert start_run(namespace(source=str(clippings))).source == clippings


def test_a_file_and_a_pattern_are_sources(clippings, monkeypatch):
    monkeypatch.chdir(clippings)
    assert start_run(namespace(source="a.txt")).inputs[0][0] == "a.txt"
    assert [name for name, _ in start_run(namespace(source="*/b*.txt")).inputs] == ["more/b.txt"]


@pytest.mark.parametrize("source", ["nowhere", "", "clippings/none", "[ab"])
def test_missing_source_is_refused_without_an_absolute_path(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        ParameterError, match=re.escape(f"found none at {source!r}; a relative path is read from")
    ) as told:
        start_run(namespace(source=source))
    assert str(tmp_path) not in str(told.value)


@pytest.mark.parametrize("source", ["~nobody-of-that-name/x", "a\0b", "x" * 5000, "[", "**"])
def test_what_can_be_no_path_is_refused_like_a_missing_one(source, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises(ParameterError, match="parameter source: expected"):
        start_run(namespace(source=source))


def test_a_pattern_reaches_into_folders_within_folders(clippings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (clippings / "more" / "deep").mkdir()
    (clippings / "more" / "deep" / "c.txt").write_text("The envoy left.\n")
    assert [name for name, _ in start_run(namespace(source="**/deep/*.txt")).inputs] == ["clippings/more/deep/c.txt"]


@pytest.mark.parametrize("out", ["", " ", "file", "file/more", "a\0b"])
def test_results_need_a_folder(out, clippings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(ParameterError, match="parameter out: expected a folder for the results"):
        start_run(namespace(source="clippings", out=out))


@pytest.mark.parametrize("files", [[], ["README.txt"], ["picture.jpg"], [".hidden.txt"], ["metadata.csv"]])
def test_folder_without_a_clipping_is_refused(files, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    for name in files:
        (tmp_path / "empty" / name).write_text("x")
    with pytest.raises(ParameterError, match=r"expected clippings \(.*\.txt.*\), found none in 'empty'"):
        start_run(namespace(source="empty"))


def test_file_of_the_users_own_facts_is_an_input(clippings):
    (clippings / "metadata.csv").write_text("source_file,published\na.txt,2021-11-09\n")
    assert [name for name, _ in start_run(namespace(source=str(clippings))).inputs] == [
        "a.txt",
        "metadata.csv",
        "more/b.txt",
    ]


def test_missing_lexicon_of_the_user_is_told_with_its_parameter():
    cell = 'source: str = "seeds"\nlexicon: str = "mine.csv"\n'
    with pytest.raises(ParameterError, match=r"^parameter lexicon: mine\.csv: cannot be read"):
        start_run({"In": ["", cell], "source": "seeds", "lexicon": "mine.csv"})


@pytest.mark.parametrize("folder", [".", "notebooks", "src/corpus"])
def test_default_source_is_found_from_the_checkout(folder, monkeypatch):
    monkeypatch.chdir(ROOT / folder)
    assert start_run(namespace()).source == ROOT / "seeds"


def test_default_source_is_found_from_anywhere_and_results_stay_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = start_run(namespace())
    assert (run.source, run.out) == (ROOT / "seeds", tmp_path / "runs")


def test_a_folder_seeds_of_the_users_own_comes_first(clippings, tmp_path, monkeypatch):
    shutil.copytree(clippings, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    assert start_run(namespace()).source == tmp_path / "seeds"


def test_results_of_notebooks_opened_in_their_folder_go_to_the_root(monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    assert start_run(namespace()).out == ROOT / "runs"
    monkeypatch.chdir(ROOT)
    assert start_run(namespace()).out == ROOT / "runs"


# which notebook it is


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout of two notebooks with the same parameters and one with others."""
    root = tmp_path / "checkout"
    write_notebook(root / "notebooks" / "alpha.ipynb", "# alpha", SET_UP)
    write_notebook(root / "notebooks" / "beta.ipynb", "# beta", SET_UP)
    write_notebook(root / "notebooks" / "gamma.ipynb", SET_UP, parameters='source: str = "seeds"')
    monkeypatch.setattr(start, "checkout", lambda: root)
    monkeypatch.delenv(start.NOTEBOOK_VARIABLE, raising=False)
    return root


def test_notebook_is_known_by_its_parameters_and_cells(checkout, clippings):
    source = str(clippings)
    assert start_run(namespace("# beta", SET_UP, source=source)).notebook == "beta"
    assert start_run(namespace("# alpha", SET_UP, source=source)).notebook == "alpha"
    assert start_run({"In": ["", 'source: str = "seeds"'], "source": source}).notebook == "gamma"


def test_notebook_open_in_jupyter_comes_before_the_one_it_is_a_copy_of(checkout, clippings, tmp_path):
    mine = shutil.copy(checkout / "notebooks" / "beta.ipynb", tmp_path / "my-beta.ipynb")
    run = start_run(namespace("# beta", SET_UP, source=str(clippings), __session__=str(mine)))
    assert run.notebook == "my-beta"


def test_session_of_another_notebook_is_not_believed(checkout, clippings, tmp_path):
    outer = write_notebook(tmp_path / "outer.ipynb", parameters="x: int = 1")
    assert start_run(namespace("# beta", SET_UP, source=str(clippings), __session__=str(outer))).notebook == "beta"


def test_batch_says_which_notebook_it_is(checkout, clippings, monkeypatch):
    monkeypatch.setenv(start.NOTEBOOK_VARIABLE, "/elsewhere/mine.ipynb")
    assert start_run(namespace("# beta", SET_UP, source=str(clippings))).notebook == "mine"


def test_notebook_that_nothing_tells_is_called_notebook(checkout, clippings):
    cell = 'source: str = "seeds"\nmore: int = 1'
    assert start_run({"In": ["", cell], "source": str(clippings), "more": 1}).notebook == "notebook"


# through papermill


def execute(path, folder, **given):
    """Run a notebook through papermill in a folder and return what its last cell printed."""
    done = papermill.execute_notebook(
        str(path),
        str(folder / "out.ipynb"),
        given,
        cwd=str(folder),
        progress_bar=False,
        kernel_name="python3",
    )
    return done.cells[-1].outputs[0].text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"souce": "x"}, "ParameterError: parameter souce: not known; did you mean source?"),
        (
            {"top": "many"},
            "top: expected a whole number, such as 10 (the default), found 'many' (str)",
        ),
        ({"grain": "week"}, "parameter grain: expected one of 'month', 'year'"),
        ({"source": "nowhere"}, "parameter source: expected a folder of clippings, found none at 'nowhere'"),
        ({"since": "2024", "until": "2023-05"}, "expected a day not after until (2023-05), found 2024"),
    ],
)
def test_papermill_stops_at_the_set_up_cell(given, message, notebook, tmp_path):
    path = notebook("mine", SET_UP, "print('analysis')")
    with pytest.raises(papermill.PapermillExecutionError, match=re.escape(message)):
        execute(path, tmp_path, **given)
    assert "analysis\n" not in (tmp_path / "out.ipynb").read_text()


def test_papermill_runs_on_a_relative_folder_and_the_set_up_cell_twice(notebook, clippings, tmp_path):
    last = "print(run == again, run.source.name, run.out.name, run.parameters['top'], len(run.inputs))"
    path = notebook("mine", SET_UP, "top_rows: int = 4", SET_UP.replace("run =", "again ="), last)
    told = execute(path, tmp_path, source="clippings", top=3, labels=["TTP"], share=1)
    assert told == "True clippings runs 3 2\n"


def test_papermill_command_finds_the_default_source_from_another_folder(notebook, tmp_path):
    path = notebook("mine", SET_UP, "print(run.source.name, len(run.inputs), run.folder.relative_to(run.out.parent))")
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(path),
        "out.ipynb",
        "--no-progress-bar",
        "-k",
        "python3",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "seeds 5 runs/notebook" in (tmp_path / "out.ipynb").read_text()


def test_public_name_is_the_function():
    assert corpus.start_run is start_run


def test_a_file_is_found_from_the_working_folder_and_else_from_the_checkout(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sheets").mkdir()
    assert resolve_file("sheets") == str(tmp_path / "sheets")
    assert resolve_file("notebooks/runs.yml") == str(ROOT / "notebooks" / "runs.yml")


def test_no_file_and_one_that_is_not_there_stay_as_they_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [resolve_file(path) for path in ("", "nowhere.csv")] == ["", "nowhere.csv"]
