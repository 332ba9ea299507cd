import re
from pathlib import Path

import papermill
import pytest

from conftest import PARAMETERS, ROOT, SET_UP
from corpus.errors import ParameterError
from corpus.runs.annotations import fits, say_type
from corpus.runs.parameters import (
    check_parameters,
    default_values,
    describe_parameters,
    naming,
    notebook_parameters,
    read_parameters,
)

DECLARED = read_parameters(PARAMETERS)


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


@pytest.mark.parametrize("sign", ["\u2028", "\x0c", "\x85"])
def test_a_sign_that_ends_a_line_of_text_but_none_of_python_moves_no_comment(sign):
    cell = f'place: str = "a"  # one{sign}two\nother: str = "é"  # three'
    assert [one.help for one in read_parameters(cell).values()] == [f"one{sign}two", "three"]


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
        (1, "Annotated[int, 1]"),
        (20, "Annotated[int, 1, 20]"),
        (-1, "Annotated[int, -1]"),
        (0.5, "Annotated[float, 0, 1.5]"),
        (None, "Annotated[int, 0] | None"),
        (0.1, "Annotated[float, 0.00001]"),
        (0.1, "Annotated[float, '>= 1e-05']"),
        ("a", "Annotated[str, 1]"),
        (["a"], "Annotated[list[str], 1]"),
        ("", "Annotated[str, Path]"),
        ("seeds", "Annotated[str, Path]"),
        ("seeds/0*.txt", "Annotated[str, pathlib.Path]"),
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
        ("2021-02-30", "Annotated[str, 'date']"),
        (0, "Annotated[int, 1]"),
        (21, "Annotated[int, 1, 20]"),
        (-2, "Annotated[int, -1]"),
        (1.6, "Annotated[float, 0, 1.5]"),
        (True, "Annotated[int, 1]"),
        (0.000001, "Annotated[float, 0.00001]"),
        ("", "Annotated[str, 1]"),
        (" \t", "Annotated[str, 1]"),
        ([], "Annotated[list[str], 1]"),
        ("nowhere.csv", "Annotated[str, Path]"),
        ("nowhere/*.csv", "Annotated[str, Path]"),
        ("a\0b", "Annotated[str, Path]"),
        ("x" * 5000, "Annotated[str, Path]"),
        (1, "Annotated[str, Path]"),
    ],
)
def test_value_does_not_fit(value, annotation):
    assert not fits(value, annotation)


def test_annotation_that_is_not_understood_is_named():
    with pytest.raises(ParameterError, match=r"expected str, int, .* found dict\[str, int\]"):
        fits({}, "dict[str, int]")


@pytest.mark.parametrize(("value", "rule"), [(1, "about 1"), (True, "a"), (1, "=> 1"), (1, "date")])
def test_rule_that_is_not_understood_is_named(value, rule):
    kind = type(value).__name__
    with pytest.raises(
        ParameterError, match=re.escape(f"expected 'date', Path or a bound such as '>= 1', found {rule!r}")
    ):
        fits(value, f"Annotated[{kind}, {rule!r}]")


def test_a_third_number_is_no_bound():
    with pytest.raises(ParameterError, match="such as '>= 1', found '30'"):
        fits(5, "Annotated[int, 1, 20, 30]")


def test_bounds_are_said_in_the_message():
    declared = read_parameters("top: Annotated[int, '>= 1'] = 10")
    with pytest.raises(
        ParameterError, match=re.escape("top: expected a whole number >= 1, such as 10 (the default), found 0")
    ):
        check_parameters({"top": 0}, declared)


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        ("Annotated[int, 1]", "a whole number >= 1"),
        ("Annotated[int, 1, 20]", "a whole number >= 1 <= 20"),
        ("Annotated[int, 0] | None", "a whole number >= 0 or None"),
        ("Annotated[str, 1]", "text in quotes, not empty"),
        ("Annotated[str, 2]", "text in quotes, of length >= 2"),
        ("Annotated[list[str], 1]", "a list, each of it text in quotes, not empty"),
        ("Annotated[str, Path]", "a file, folder or pattern that is there, or empty"),
    ],
)
def test_bounds_are_said_in_words(annotation, words):
    assert say_type(annotation) == words


def test_a_long_wrong_value_is_told_only_in_part():
    with pytest.raises(ParameterError) as told:
        check_parameters({"top": ["x" * 500] * 50}, DECLARED)
    assert len(str(told.value)) < 400


def test_an_error_names_the_notebook():
    with (
        pytest.raises(ParameterError, match=r"^chronology: parameter top: expected"),
        naming(Path("x/chronology.ipynb")),
    ):
        check_parameters({"top": ""}, DECLARED)


def test_a_since_that_is_declared_as_a_number_is_no_date():
    check_parameters({"since": 2021}, read_parameters("since: int = 2021"))


@pytest.mark.parametrize("name", ["chronology", "sentiment", "thematic"])
@pytest.mark.parametrize(
    ("parameter", "value"),
    [("top", 0), ("quote_chars", 0), ("seed", -1), ("k", -1), ("min_count", 0), ("max_report_lag", -1),
     ("lexicon", ""), ("methods", []), ("hand_coded", "nowhere.csv"), ("since", "2021-02-30")],
)  # fmt: skip
def test_the_notebooks_refuse_values_that_mean_nothing(name, parameter, value):
    declared = notebook_parameters(ROOT / "notebooks" / f"{name}.ipynb")
    check_parameters(default_values(declared), declared)
    if parameter in declared:
        with pytest.raises(ParameterError, match=f"^parameter {parameter}: expected"):
            check_parameters({parameter: value}, declared)


@pytest.mark.parametrize("name", ["chronology", "sentiment", "thematic"])
def test_papermill_knows_the_parameters_with_bounds(name):
    path = ROOT / "notebooks" / f"{name}.ipynb"
    known = papermill.inspect_notebook(str(path))
    assert {"top", "quote_chars"} <= set(known)
    missed = [one.annotation for one in notebook_parameters(path).values() if one.name not in known]
    assert all("Literal" in annotation or "None" in annotation for annotation in missed)


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
