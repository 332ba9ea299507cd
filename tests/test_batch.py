import json
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from conftest import FIGURE, ROOT, SET_UP
from corpus.cli import main
from corpus.errors import ParameterError
from corpus.runs import batch
from corpus.runs.parameters import Parameter

PLAIN = Parameter("x", "str", "", "")


def corpus_run(*arguments, cwd, env=None):
    command = [sys.executable, "-c", "from corpus.cli import main; main()", "run", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=env)


@pytest.mark.parametrize(
    ("text", "annotation", "value"),
    [
        ("2021", "str", "2021"),
        ("2021", "int", 2021),
        ("0.5", "float", 0.5),
        ("2", "float", 2),
        ("true", "bool", True),
        ("[a, b]", "list[str]", ["a", "b"]),
        ("a,b", "list[str]", ["a", "b"]),
        ("null", "str | None", "null"),
        ("year", "Literal['month', 'year']", "year"),
        ("null", "int | None", None),
        ("{", "str", "{"),
    ],
)
def test_text_of_the_command_line_becomes_the_declared_type(text, annotation, value):
    assert batch.convert(text, PLAIN._replace(annotation=annotation)) == value


def test_parameter_given_for_all_goes_to_those_that_declare_it(notebook, clippings):
    one = notebook("one", SET_UP)
    two = notebook("two", SET_UP, parameters='source: str = "seeds"')
    planned = batch.plan({str(one): {}, str(two): {}}, {"top": "3", "source": str(clippings)})
    assert [plan.parameters for plan in planned] == [
        {"top": 3, "source": str(clippings)},
        {"source": str(clippings)},
    ]


def test_results_lie_in_a_folder_of_the_notebook(notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    planned = batch.plan({str(notebook("one", SET_UP)): {}}, {"out": "results"})
    assert planned[0].executed == tmp_path / "results" / "one" / "one.ipynb"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"tpo": "3"}, "parameter tpo: not known; did you mean top?"),
        ({"top": "many"}, "parameter top: expected a whole number"),
        ({"grain": "week"}, "parameter grain: expected one of 'month', 'year'"),
        ({"source": "nowhere"}, "found none at 'nowhere'"),
    ],
)
def test_plan_refuses_before_anything_is_run(given, message, notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterError, match=re.escape(message)):
        batch.plan({str(notebook("one", SET_UP)): {}}, given)
    assert not (tmp_path / "runs").exists()


def test_unknown_notebook_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["run", "chronologie"])
    assert result.exit_code == 1
    assert "Error: notebook chronologie: no such file; those of the folder notebooks are" in result.output


def test_runs_yml_lists_the_three_notebooks():
    assert list(batch.listed_runs()) == ["thematic", "sentiment", "chronology"]


@pytest.mark.parametrize("text", ["", "- thematic", "thematic: month"])
def test_runs_yml_of_another_form_is_refused(text, tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "runs.yml").write_text(text)
    monkeypatch.setattr(batch, "checkout", lambda: tmp_path)
    with pytest.raises(ParameterError, match=r"notebooks/runs\.yml: expected lines such as"):
        batch.listed_runs()


def test_failure_of_one_does_not_stop_the_other_and_is_told_first(notebook, clippings, tmp_path):
    good = notebook("good", SET_UP, FIGURE)
    bad = notebook("bad", SET_UP, "before = 1", "1 / 0")
    done = corpus_run(good, bad, "--source", "clippings", "--out", "results", "-p", "top", "3", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == ""
    assert done.stdout.startswith("FAILED results/bad/bad.ipynb")
    assert "cell 5: ZeroDivisionError: division by zero" in done.stdout
    assert "done results/good/good.ipynb" in done.stdout
    assert "    results/good/figures/outlets.{pdf,svg,png,csv,json}" in done.stdout
    found = sorted(path.relative_to(tmp_path / "results").as_posix() for path in (tmp_path / "results").rglob("*.*"))
    figures = [f"good/figures/outlets.{ending}" for ending in ("csv", "json", "pdf", "png", "svg")]
    assert found == ["bad/bad.ipynb", *figures, "good/good.ipynb"]
    recipe = json.loads((tmp_path / "results" / "good" / "figures" / "outlets.json").read_text())
    assert (recipe["notebook"], recipe["parameters"]["top"]) == ("good", 3)
    shown = [output for cell in json.loads((tmp_path / "results/good/good.ipynb").read_text())["cells"]
             for output in cell.get("outputs", [])]  # fmt: skip
    assert len(shown) == 1
    assert str(tmp_path) not in (tmp_path / "results" / "good" / "good.ipynb").read_text()
    assert 'alt="Two bars."' in "".join(shown[0]["data"]["text/html"])


def test_kernel_is_this_interpreter_whatever_kernels_are_registered(notebook, clippings, tmp_path):
    stray = tmp_path / "share" / "kernels" / "python3"
    stray.mkdir(parents=True)
    (stray / "kernel.json").write_text('{"argv": ["/bin/false"], "display_name": "stray", "language": "python"}')
    path = notebook("mine", "import sys; print(sys.executable)", kernel="of-another-machine")
    env = {"JUPYTER_PATH": str(tmp_path / "share"), "JUPYTER_PREFER_ENV_PATH": "0", "PATH": "/usr/bin:/bin"}
    done = corpus_run(path, cwd=tmp_path, env=env | {"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert sys.executable in (tmp_path / "runs" / "mine" / "mine.ipynb").read_text()


def test_braces_in_a_path_are_no_fields(notebook, clippings, tmp_path):
    folder = tmp_path / "{odd}"
    folder.mkdir()
    done = corpus_run(notebook("mine", SET_UP), "--source", clippings, "--out", folder, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert (folder / "mine" / "mine.ipynb").is_file()


def test_command_line_tells_of_itself():
    assert (
        "corpus run [OPTIONS] [NOTEBOOK]..." in CliRunner().invoke(main, ["run", "--help"], prog_name="corpus").output
    )
    assert (ROOT / "notebooks" / "runs.yml").is_file()
