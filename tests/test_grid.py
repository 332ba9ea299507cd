import re

import pytest

from corpus.errors import ParameterError
from corpus.runs.grid import cross, read_grid
from corpus.runs.parameters import read_parameters

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
            "grid.yml: expected a list of runs in YAML, cannot read it: top is given twice",
        ),
        ("chronology: {top: [1", "grid.yml: expected a list of runs in YAML, cannot read it"),
        ("x: !!python/object/apply:os.getcwd []", "grid.yml: expected a list of runs in YAML, cannot read it"),
    ],
)
def test_file_of_another_form_is_refused(text, message, tmp_path):
    with pytest.raises(ParameterError, match=re.escape(message)):
        read_grid(write(tmp_path, text))


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ParameterError, match=r"none\.yml: expected a list of runs in YAML, cannot read it"):
        read_grid(tmp_path / "none.yml")
