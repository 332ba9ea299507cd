import re
import shutil
import subprocess
import sys
from pathlib import Path

import papermill
import pytest

import corpus
from conftest import PARAMETERS, ROOT, SET_UP, write_notebook
from corpus.errors import CorpusError, ParameterError
from corpus.runs import parameters
from corpus.runs.annotations import fits
from corpus.runs.parameters import (
    check_parameters,
    describe_parameters,
    notebook_parameters,
    read_parameters,
    start_run,
)

DECLARED = read_parameters(PARAMETERS)


def namespace(*cells, **values):
    """What globals() holds in the set-up cell after these cells have been run."""
    defaults = {"source": "seeds", "out": "runs", "since": "", "until": "", "grain": "month", "top": 10}
    defaults |= {"share": 0.5, "labels": [], "place": None}
    return {"In": ["", PARAMETERS, *cells], **defaults, **values}


def injected(**values):
    lines = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    return {"cells": [f"# Parameters\n{lines}\n"], "values": values}


# reading the cell


def test_parameters_are_read_with_annotation_default_and_comment():
    assert list(DECLARED) == ["source", "out", "since", "until", "grain", "top", "share", "labels", "place"]
    assert DECLARED["top"] == ("top", "int", "10", "rows shown")
    assert DECLARED["place"].annotation == "str | None"


def test_parameters_of_a_notebook_file_are_read_without_running_it(notebook):
    path = notebook("mine", SET_UP, parameters="import nowhere\nx: int = 1\n")
    assert list(notebook_parameters(path)) == ["x"]


def test_comment_after_a_text_with_other_scripts_is_found():
    assert read_parameters('place: str = "Kābul #1"  # where')["place"].help == "where"


# types


@pytest.mark.parametrize(
    ("value", "annotation"),
    [
        ("a", "str"),
        (1, "int"),
        (1, "float"),
        (1.5, "float"),
        (True, "bool"),
        (None, "str | None"),
        ("a", "str | None"),
        ([], "list[str]"),
        (["a"], "list[str]"),
        ("a", "Literal['a', 'b']"),
        (2, "Literal[1, 2]"),
        ([1], "list[int | str]"),
        (["a"], "list[Literal['a']]"),
        ([1, "a"], "list"),
        (1, "Annotated[int, '>= 1', '<= 5']"),
        (0.5, "Annotated[float, '> 0', '< 1']"),
        (-1.5, "Annotated[float, '>= -1.5']"),
        ("2021-08", "Annotated[str, 'date']"),
        ("", "Annotated[str, 'date']"),
        (None, "Annotated[int, '>= 1'] | None"),
        (["2021", "2023-07-21"], "list[Annotated[str, 'date']]"),
    ],
)
def test_value_fits(value, annotation):
    assert fits(value, annotation)


@pytest.mark.parametrize(
    ("value", "annotation"),
    [
        (1, "str"),
        (True, "int"),
        (1.0, "int"),
        ("1", "int"),
        (True, "float"),
        ("1.5", "float"),
        (1, "bool"),
        ("a", "bool"),
        (None, "str"),
        (1, "str | None"),
        ("a", "list[str]"),
        (["a", 1], "list[str]"),
        (("a",), "list[str]"),
        ("c", "Literal['a', 'b']"),
        (True, "Literal[1, 2]"),
        (0, "Annotated[int, '>= 1', '<= 5']"),
        (6, "Annotated[int, '>= 1', '<= 5']"),
        (1.0, "Annotated[float, '> 0', '< 1']"),
        ("1", "Annotated[int, '>= 1']"),
        (True, "Annotated[int, '>= 1']"),
        ("July 2023", "Annotated[str, 'date']"),
        (0, "Annotated[int, '>= 1'] | None"),
        (["2021", "soon"], "list[Annotated[str, 'date']]"),
    ],
)
def test_value_does_not_fit(value, annotation):
    assert not fits(value, annotation)


def test_annotation_that_is_not_understood_is_named():
    with pytest.raises(ParameterError, match=r"expected str, int, .* found dict\[str, int\]"):
        fits({}, "dict[str, int]")


@pytest.mark.parametrize(("value", "rule"), [(1, "about 1"), ("a", ">= 1"), (1, "=> 1")])
def test_rule_that_is_not_understood_is_named(value, rule):
    kind = type(value).__name__
    with pytest.raises(ParameterError, match=re.escape(f"expected 'date' or a bound such as '>= 1', found {rule!r}")):
        fits(value, f"Annotated[{kind}, {rule!r}]")


def test_bounds_are_said_in_the_message():
    declared = read_parameters("top: Annotated[int, '>= 1'] = 10")
    with pytest.raises(
        ParameterError, match=re.escape("top: expected a whole number >= 1, such as 10 (the default), found 0")
    ):
        check_parameters({"top": 0}, declared)


def test_parameters_are_listed_with_what_they_take_and_mean():
    listed = describe_parameters(DECLARED).set_index("parameter")
    assert listed.loc["top"].tolist() == ["a whole number", "10", "rows shown"]
    assert listed.loc["since", "takes"] == "a date such as 2023-07-21, 2023-07 or 2023 (EDTF)"
    assert listed.loc["place", "takes"] == "text in quotes or None"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("top", "10", "top: expected a whole number, such as 10 (the default), found '10' (str)"),
        ("top", True, "top: expected a whole number, such as 10 (the default), found True (bool)"),
        ("labels", "TTP", "expected a list, each of it text in quotes, such as [] (the default)"),
        ("grain", "yaer", "such as 'month' (the default), found 'yaer' (str); did you mean 'year'?"),
        ("since", 2021, "found 2021 (int); with papermill write -r since 2021, since -p"),
        (
            "since",
            "July 2023",
            "expected a date such as 2023-07-21, 2023-07 or 2023 (EDTF), found 'July 2023'",
        ),
        ("place", 3, "parameter place: expected text in quotes or None"),
    ],
)
def test_message_says_parameter_expected_found_and_what_is_right(name, value, message):
    with pytest.raises(ParameterError, match=re.escape(message)):
        check_parameters({name: value}, DECLARED)


@pytest.mark.parametrize(
    ("since", "until"),
    [("2023", "2022"), ("2023-07-22", "2023-07-21"), ("2024-01", "2023-12-31"), ("2023-22", "2023-01")],
)
def test_since_after_until_is_refused(since, until):
    with pytest.raises(ParameterError, match=f"since: expected a day not after until .{until}., found {since}"):
        check_parameters({"since": since, "until": until}, DECLARED)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2023", "2023"),
        ("2023-07", "2023"),
        ("", "2022"),
        ("2023", ""),
        ("2023-07-21T10:00:00", "2023-07-21"),
        ("2030", "2022/.."),
    ],
)
def test_windows_that_are_possible_are_taken(since, until):
    check_parameters({"since": since, "until": until}, DECLARED)


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
        match=r"parameter grian: not known; did you mean grain\? There are source \(str\), out",
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


def test_missing_lexicon_of_the_user_stops_the_run():
    cell = 'source: str = "seeds"\nlexicon: str = "mine.csv"\n'
    with pytest.raises(CorpusError, match=r"mine\.csv"):
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
    monkeypatch.setattr(parameters, "checkout", lambda: root)
    monkeypatch.delenv(parameters.NOTEBOOK_VARIABLE, raising=False)
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
    monkeypatch.setenv(parameters.NOTEBOOK_VARIABLE, "/elsewhere/mine.ipynb")
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
    assert Path(corpus.__file__).name == "__init__.py"


def test_a_file_is_found_from_the_working_folder_and_else_from_the_checkout(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sheets").mkdir()
    assert parameters.resolve_file("sheets") == str(tmp_path / "sheets")
    assert parameters.resolve_file("notebooks/runs.yml") == str(ROOT / "notebooks" / "runs.yml")


def test_no_file_and_one_that_is_not_there_stay_as_they_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [parameters.resolve_file(path) for path in ("", "nowhere.csv")] == ["", "nowhere.csv"]
