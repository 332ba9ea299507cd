import re

import pytest

from conftest import PARAMETERS
from corpus.errors import ParameterError
from corpus.runs.batch import plan
from corpus.runs.grid import convert, cross, read_grid
from corpus.runs.parameters import Parameter, check_parameters, read_parameters

DECLARED = read_parameters("since: str = ''\ntop: int = 10\nlabels: list[str] = []\nplace: list[int] | None = None")


def write(folder, text):
    (folder / "grid.yml").write_text(text, encoding="utf-8")
    return folder / "grid.yml"


def test_lists_are_crossed_and_mappings_are_single_runs(tmp_path):
    grid = read_grid(write(tmp_path, """
chronology:
  since: ["2021-01-01", "2023-01-01"]
  grain: [month, year]
sentiment: {}
thematic:
  - {top: 3}
  - {top: 5, since: "2021"}
"""))  # fmt: skip
    assert [list(cross(one, {})) for one in grid["chronology"]] == [[
        {"since": "2021-01-01", "grain": "month"},
        {"since": "2021-01-01", "grain": "year"},
        {"since": "2023-01-01", "grain": "month"},
        {"since": "2023-01-01", "grain": "year"},
    ]]  # fmt: skip
    assert grid["sentiment"] == [{}]
    assert grid["thematic"] == [{"top": 3}, {"top": 5, "since": "2021"}]


def test_days_stay_texts(tmp_path):
    assert read_grid(write(tmp_path, "chronology: {since: 2021-01-01}"))["chronology"] == [{"since": "2021-01-01"}]


@pytest.mark.parametrize(
    ("own", "runs"),
    [
        ({"labels": ["a", "b"]}, [{"labels": ["a", "b"]}]),
        ({"labels": [["a"], ["b"]]}, [{"labels": ["a"]}, {"labels": ["b"]}]),
        ({"labels": []}, [{"labels": []}]),
        ({"labels": [["a"], []], "top": [1]}, [{"labels": ["a"], "top": 1}, {"labels": [], "top": 1}]),
        ({"place": [1, 2]}, [{"place": [1, 2]}]),
        ({"top": [1, 2], "since": ""}, [{"top": 1, "since": ""}, {"top": 2, "since": ""}]),
        ({}, [{}]),
    ],
)
def test_list_for_a_parameter_that_takes_a_list_is_one_value(own, runs):
    assert list(cross(own, DECLARED)) == runs


def test_nothing_to_cross_is_refused():
    with pytest.raises(ParameterError, match="parameter top: expected values to cross, found an empty list"):
        list(cross({"top": []}, DECLARED))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "grid.yml: expected lines such as"),
        ("- chronology", "grid.yml: expected lines such as"),
        ("chronology: month", "grid.yml, chronology: expected parameters, or a list of single runs"),
        ("chronology: [month]", "grid.yml, chronology: expected parameters, or a list of single runs"),
        ("chronology: []", "grid.yml, chronology: expected parameters, or a list of single runs"),
        (
            "chronology: {top: 1, top: 2}",
            "grid.yml, line 1: expected a list of runs in YAML; top is given twice",
        ),
        ("chronology: {top: [1", "grid.yml, line 1: expected a list of runs in YAML; expected ',' or ']'"),
        ("x: !!python/object/apply:os.getcwd []", "grid.yml, line 1: expected a list of runs in YAML; could not"),
        (
            "x:\n  top: 1\n  since: ''\n  top: 2\n",
            "grid.yml, line 4: expected a list of runs in YAML; top is given twice",
        ),
        ("x: {}\nsentiment: {}\nx: {}\n", "grid.yml, line 3: expected a list of runs in YAML; x is given twice"),
        ("x:\n\ttop: 1\n", "grid.yml, line 2: expected a list of runs in YAML; found character '\\t'"),
        ("x: {? [a] : 1}", "grid.yml, line 1: expected a list of runs in YAML; a name is no text"),
        ("x: *a", "grid.yml, line 1: expected a list of runs in YAML; found undefined alias 'a'"),
        ("x: {}\n---\ny: {}\n", "grid.yml, line 2: expected a list of runs in YAML; but found another document"),
        (
            "x: {top: &a [*a]}",
            "grid.yml: expected a list of runs in YAML, cannot read it: expected less than 10,000 values",
        ),
        ("# nothing\n", "grid.yml: expected lines such as"),
        ("x: [[{top: 1}]]", "grid.yml, x: expected parameters, or a list of single runs"),
        ("x: [{top: 1}, 2]", "grid.yml, x: expected parameters, or a list of single runs"),
        ("[" * 5000, "grid.yml: expected a list of runs in YAML, cannot read it"),
    ],
)
def test_file_of_another_form_is_refused(text, message, tmp_path):
    with pytest.raises(ParameterError, match=re.escape(message)):
        read_grid(write(tmp_path, text))


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_aliases_that_would_grow_without_end_are_refused(tmp_path):
    with pytest.raises(ParameterError, match="expected less than 10,000 values"):
        read_grid(write(tmp_path, f"{BOMB}chronology: {{labels: *i}}\n"))


def test_an_alias_stands_for_what_it_names(tmp_path):
    grid = read_grid(write(tmp_path, "x: &x\n  since: ['2021', '2023']\ny:\n  <<: *x\n  top: 3\n"))
    assert grid == {"x": [{"since": ["2021", "2023"]}], "y": [{"since": ["2021", "2023"], "top": 3}]}


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_files_of_other_systems_are_read(start, end, tmp_path):
    (tmp_path / "grid.yml").write_bytes(start + end.join([b"x:", b"  top: [1, 2]", b"  place: K\xc4\x81bul", b""]))
    assert read_grid(tmp_path / "grid.yml") == {"x": [{"top": [1, 2], "place": "Kābul"}]}


@pytest.mark.parametrize("written", ["x: K\u00e4".encode("latin-1"), "x: {}".encode("utf-16")])
def test_a_file_that_is_not_utf_8_is_refused(written, tmp_path):
    (tmp_path / "grid.yml").write_bytes(written)
    with pytest.raises(ParameterError, match=r"grid\.yml: expected a list of runs in UTF-8, found other bytes at"):
        read_grid(tmp_path / "grid.yml")


def crossed(tmp_path, text, parameters=PARAMETERS):
    """The runs of a grid for one notebook, checked, its values as the notebook declares them."""
    declared = read_parameters(parameters)
    runs = [run for own in read_grid(write(tmp_path, f"x: {{{text}}}"))["x"] for run in cross(own, declared)]
    for run in runs:
        check_parameters(run, declared)
    return runs


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("since: 2021-01-01", ["2021-01-01"]),
        ("since: [2021, 2023]", ["2021", "2023"]),
        ("since: 2021-07", ["2021-07"]),
        ('since: "2021"', ["2021"]),
        ("source: no", ["no"]),
        ("source: 010", ["010"]),
        ("source: 12:30", ["12:30"]),
        ("place: null", [None]),
        ("place: ~", [None]),
        ("place: [null, Kabul]", [None, "Kabul"]),
        ("labels: [2021, 2022]", [["2021", "2022"]]),
        ("labels: [[2021], [no]]", [["2021"], ["no"]]),
        ("labels: [[], [a]]", [[], ["a"]]),
        ("labels: a", [["a"]]),
        ("top: [1, -2]", [1, -2]),
        ('top: "12"', [12]),
        ("share: [1, .5, 1e-2]", [1, 0.5, 0.01]),
        ("flag: [yes, no, on, off, true, False]", [True, False, True, False, True, False]),
    ],
)
def test_values_are_what_the_notebook_declares(written, values, tmp_path):
    name = written.partition(":")[0]
    runs = crossed(tmp_path, written, f"{PARAMETERS}flag: bool = True\n")
    assert [run[name] for run in runs] == values
    assert [type(run[name]) for run in runs] == [type(value) for value in values]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("top: 010", "parameter top: expected a whole number, such as 10 (the default), found '010' (str)"),
        ("top: 1:30", "parameter top: expected a whole number, such as 10 (the default), found '1:30' (str)"),
        ("top: 2.5", "parameter top: expected a whole number, such as 10 (the default), found 2.5 (float)"),
        ("top: yes", "parameter top: expected a whole number, such as 10 (the default), found 'yes' (str)"),
        ("top: {a: 1}", "parameter top: expected a whole number, such as 10 (the default), found {'a': 1} (dict)"),
        ("top: [[1]]", "parameter top: expected a whole number, such as 10 (the default), found [1] (list)"),
        ("since: true", "parameter since: expected text in quotes, such as '' (the default), found True (bool)"),
        ("since: 2021-02-30", "parameter since: expected a date such as 2023-07-21, 2023-07 or 2023 (EDTF)"),
        ("labels: [[a], b]", "parameter labels: expected a list, each of it text in quotes"),
        (
            "source: 1e3",
            "found 1000.0 (float); with papermill write -r source 1000.0, since -p makes a number of it; in a",
        ),
        ("source:", "parameter source: expected text in quotes, such as 'seeds' (the default), found None"),
        ("3: 4", "parameter 3: not known."),
        ("toop: 4", "parameter toop: not known; did you mean top?"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_name(written, message, tmp_path):
    with pytest.raises(ParameterError, match=re.escape(message)):
        crossed(tmp_path, written)


@pytest.mark.parametrize(
    ("text", "annotation", "value"),
    [
        ("no", "bool", False),
        ("off", "bool | None", False),
        ("null", "bool | None", None),
        ("None", "Annotated[int, 0] | None", None),
        ("None", "str", "None"),
        ("no", "str", "no"),
        ("2021-02-30", "int", "2021-02-30"),
        ("2021-07-21", "list[str]", ["2021-07-21"]),
        ("2021, 2022", "list[str]", ["2021", "2022"]),
        ("2021, 2022", "list[int]", [2021, 2022]),
        ("[a, 2021]", "list[str]", ["a", "2021"]),
        ("", "list[str]", []),
        ("", "str", ""),
        ("", "int", ""),
        ("[]", "Annotated[list[str], 1]", []),
        ("010", "int", "010"),
        ("-5", "Annotated[int, 0]", -5),
        ("[" * 5000, "str", "[" * 5000),
        ("!!python/name:os.getcwd", "int", "!!python/name:os.getcwd"),
    ],
)
def test_text_stands_for_what_the_notebook_declares_and_else_for_what_it_is(text, annotation, value):
    assert convert(text, Parameter("x", annotation, "", "")) == value


def test_what_a_grid_asks_wrongly_is_told_with_its_notebook(tmp_path):
    grid = read_grid(write(tmp_path, "chronology:\n  top: [1, 0]\n"))
    with pytest.raises(ParameterError, match=r"^chronology: parameter top: expected a whole number >= 1.* found 0"):
        plan(grid, {"out": str(tmp_path)})


def test_more_runs_than_anybody_wants_are_refused_before_they_are_listed():
    many = {name: list(range(60)) for name in ("top", "share", "since")}
    with pytest.raises(ParameterError, match="expected at most 10,000 runs, found lists of top, share, since"):
        next(cross(many, {}))


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ParameterError, match=r"none\.yml: expected a list of runs in YAML, cannot read it"):
        read_grid(tmp_path / "none.yml")
