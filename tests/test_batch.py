import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from conftest import FIGURE, PARAMETERS, ROOT, SET_UP
from corpus.cli import main
from corpus.errors import ParameterError
from corpus.runs import batch
from corpus.runs.keys import compare_parts
from corpus.runs.manifests import DONE, Done, finish, is_complete, name_beside, read_manifest, scrub, sweep
from corpus.runs.parameters import Parameter, hash_code

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
    planned = batch.plan({str(one): [{}], str(two): [{}]}, {"top": "3", "source": str(clippings)})
    assert [plan.parameters for plan in planned] == [
        {"top": 3, "source": str(clippings)},
        {"source": str(clippings)},
    ]


def test_results_lie_in_a_folder_of_the_run(notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (planned,) = batch.plan({str(notebook("one", SET_UP)): [{}]}, {"out": "results"})
    assert planned.folder == tmp_path / "results" / "one" / planned.key
    assert re.fullmatch("[0-9a-f]{12}", planned.key)


def test_same_run_is_planned_once_and_a_default_given_is_the_default(notebook, clippings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runs = {str(notebook("one", SET_UP)): [{"top": [10, 3, 10]}, {"top": 3}, {}]}
    planned = batch.plan(runs, {"source": "clippings"})
    assert [one.parts["parameters"]["top"] for one in planned] == [10, 3]


def test_key_does_not_depend_on_where_the_source_lies(notebook, clippings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(clippings, tmp_path / "elsewhere" / "clippings")
    runs = {str(notebook("one", SET_UP)): [{"source": ["clippings", "elsewhere/clippings", str(clippings)]}]}
    assert len(batch.plan(runs, {})) == 1


@pytest.mark.parametrize("change", ["code", "parameter", "input", "new input", "lexicon"])
def test_key_depends_on(change, notebook, clippings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text("label,pattern\nTrade,customs\n")
    parameters = PARAMETERS + 'lexicon: str = "mine.csv"\n'
    path = str(notebook("one", SET_UP, parameters=parameters))
    (before,) = batch.plan({path: [{}]}, {"source": "clippings"})
    given = {"source": "clippings"}
    match change:
        case "code":
            notebook("one", SET_UP, "1", parameters=parameters)
        case "parameter":
            given["top"] = "11"
        case "input":
            (clippings / "a.txt").write_text((clippings / "a.txt").read_text().replace("envoy", "Envoy"))
        case "new input":
            (clippings / "c.txt").write_text("New.\n")
        case "lexicon":
            (tmp_path / "mine.csv").write_text("label,pattern\nTrade,custom\n")
    (after,) = batch.plan({path: [{}]}, given)
    part = {"code": "notebook", "parameter": "parameters", "lexicon": "lexicons"}.get(change, "inputs")
    assert after.key != before.key
    told = compare_parts(before.parts, after.parts)
    assert {one.partition(":")[0] for one in told} == {part} | ({"files"} if change == "lexicon" else set())


def test_text_and_outputs_of_a_notebook_are_not_its_code(notebook, tmp_path):
    path = notebook("one", SET_UP)
    before = hash_code(path)
    nb = nbformat.read(path, 4)
    nb.cells.insert(0, nbformat.v4.new_markdown_cell("A title."))
    nb.cells.insert(2, nbformat.v4.new_code_cell("top = 3", metadata={"tags": ["injected-parameters"]}))
    nb.cells[-1].outputs = [nbformat.v4.new_output("stream", text="x")]
    nbformat.write(nb, path)
    assert hash_code(path) == before


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"tpo": "3"}, "parameter tpo: not known; did you mean top?"),
        ({"top": "many"}, "parameter top: expected a whole number"),
        ({"grain": "week"}, "parameter grain: expected one of 'month', 'year'"),
        ({"source": "nowhere"}, "found none at 'nowhere'"),
        ({"share": "2"}, "parameter share: expected a number >= 0 <= 1, such as 0.5 (the default), found 2 (int)"),
        ({"day": "soon"}, "parameter day: expected a date such as 2023-07-21"),
    ],
)
def test_plan_refuses_before_anything_is_run(given, message, notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    parameters = PARAMETERS.replace("share: float", "share: Annotated[float, '>= 0', '<= 1']")
    path = notebook("one", SET_UP, parameters=f"{parameters}day: Annotated[str, 'date'] = ''\n")
    with pytest.raises(ParameterError, match=re.escape(message)):
        batch.plan({str(path): [{}]}, given)
    assert not (tmp_path / "runs").exists()


def test_unknown_notebook_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["run", "chronologie"])
    assert result.exit_code == 1
    assert "Error: notebook chronologie: no such file; those of the folder notebooks are" in result.output


def test_runs_yml_lists_the_three_notebooks():
    assert list(batch.listed_runs()) == ["thematic", "sentiment", "chronology"]


@pytest.mark.parametrize("text", ["[]", "- thematic", "thematic: month"])
def test_runs_yml_of_another_form_is_refused(text, tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "runs.yml").write_text(text)
    monkeypatch.setattr(batch, "checkout", lambda: tmp_path)
    with pytest.raises(ParameterError, match=r"notebooks/runs\.yml.*: expected .*lines such as"):
        batch.listed_runs()


def test_failure_of_one_does_not_stop_the_other_and_is_told_first(notebook, clippings, tmp_path):
    good = notebook("good", SET_UP, FIGURE)
    bad = notebook("bad", SET_UP, "before = 1", "1 / 0")
    done = corpus_run(good, bad, "--source", "clippings", "--out", "results", "-p", "top", "3", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == ""
    said = re.sub("/[0-9a-f]{12}/", "/KEY/", done.stdout)
    assert said.startswith("FAILED results/bad/KEY/bad.ipynb")
    assert "cell 5: ZeroDivisionError: division by zero" in said
    assert "done results/good/KEY/good.ipynb" in said
    assert "    results/good/KEY/figures/outlets.{pdf,svg,png,csv,json}" in said
    assert said.endswith("2 runs: 1 failed, 1 made, 0 as they were\nall figures: results/index.html\n")
    found = sorted(path.relative_to(tmp_path / "results") for path in (tmp_path / "results").rglob("*.*"))
    figures = [f"figures/outlets.{ending}" for ending in ("csv", "json", "pdf", "png", "svg")]
    assert ["/".join(path.parts[2:]) or path.name for path in found] == [
        *("bad.ipynb", "manifest.json"),
        *(*figures, "good.ipynb", "manifest.json"),
        "index.html",
    ]
    (made,) = (tmp_path / "results" / "good").iterdir()
    recipe = json.loads((made / "figures" / "outlets.json").read_text())
    assert (recipe["notebook"], recipe["parameters"]["top"]) == ("good", 3)
    for file in (made / "good.ipynb", made / "manifest.json", tmp_path / "results" / "index.html"):
        assert str(tmp_path) not in file.read_text()
    executed = nbformat.read(made / "good.ipynb", 4)
    (shown,) = [output for cell in executed.cells for output in cell.get("outputs", [])]
    assert 'alt="Two bars."' in "".join(shown["data"]["text/html"])
    (failed,) = (tmp_path / "results" / "bad").iterdir()
    assert "ZeroDivisionError" in (failed / "bad.ipynb").read_text()
    assert json.loads((failed / "manifest.json").read_text())["status"] == "FAILED"


@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_kernel_is_this_interpreter_whatever_kernels_are_registered(engine, notebook, clippings, tmp_path):
    stray = tmp_path / "share" / "kernels" / "python3"
    stray.mkdir(parents=True)
    (stray / "kernel.json").write_text('{"argv": ["/bin/false"], "display_name": "stray", "language": "python"}')
    path = notebook("mine", f"import sys; print(sys.executable == {sys.executable!r})", kernel="of-another-machine")
    env = {"JUPYTER_PATH": str(tmp_path / "share"), "JUPYTER_PREFER_ENV_PATH": "0", "PATH": "/usr/bin:/bin"}
    done = corpus_run(path, "--engine", engine, cwd=tmp_path, env=env | {"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = (tmp_path / "runs" / "mine").iterdir()
    assert nbformat.read(made / "mine.ipynb", 4).cells[-1].outputs[0].text == "True\n"


def test_braces_in_a_path_are_no_fields(notebook, clippings, tmp_path):
    folder = tmp_path / "{odd}"
    folder.mkdir()
    done = corpus_run(notebook("mine", SET_UP), "--source", clippings, "--out", folder, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert len([*folder.glob("mine/*/mine.ipynb")]) == 1


def test_notebook_that_asks_is_run_by_a_kernel_and_that_is_said(notebook, tmp_path):
    path = notebook("asks", "try:\n    input('who?')\nexcept Exception as error:\n    print(type(error).__name__)")
    done = corpus_run(path, cwd=tmp_path)
    assert "new; a kernel ran it: a cell calls input()" in done.stdout, done.stdout + done.stderr
    (made,) = (tmp_path / "runs" / "asks").iterdir()
    assert "StdinNotImplementedError" in (made / "asks.ipynb").read_text()


# many runs, some of which go wrong

AWKWARD = """\
import os, pathlib, signal, time
if not pathlib.Path("mended").exists():
    if top == 3:
        1 / 0
    if top == 5:
        print("it hangs", flush=True)
        time.sleep(600)
    if top == 7 and not pathlib.Path("killed").exists():
        pathlib.Path("killed").write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
"""
STEPS = """
import json, pathlib, sys
from click.testing import CliRunner
from corpus.cli import main
told = []
for step in json.loads(sys.argv[1]):
    if isinstance(step, dict):
        for name, text in step.items():
            pathlib.Path(name).write_text(text)
    else:
        done = CliRunner().invoke(main, ["run", *step])
        told.append([done.exit_code, done.output])
print(json.dumps(told))
"""


def take(*steps, cwd):
    """Take steps in one process: a list is a call of `corpus run`, a dict files to be written. Return what is told."""
    command = [sys.executable, "-c", STEPS, json.dumps(steps)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_of_twelve_runs_one_failing_one_hanging_one_killed_ten_are_made_and_two_later(notebook, clippings, tmp_path):
    path = notebook("many", SET_UP, "print(top)", AWKWARD, FIGURE)
    (tmp_path / "grid.yml").write_text(
        f"{path}:\n  source: clippings\n  top: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]\n"
    )
    call = ["--grid", "grid.yml", "--jobs", "2", "--time-limit", "20"]
    (first, said), (second, later), (third, last) = take(call, {"mended": ""}, call, call, cwd=tmp_path)
    assert (first, second, third) == (1, 0, 0)
    assert [line.split()[0] for line in said.splitlines() if not line.startswith(" ")][:3] == [
        "FAILED",
        "FAILED",
        "done",
    ]
    assert "12 runs: 2 failed, 10 made, 0 as they were" in said
    for reason in ("ZeroDivisionError", "the time limit of 20 s was reached"):
        assert reason in said
    assert said.count("made again, alone, since its process was killed") == 1
    assert "12 runs: 0 failed, 2 made, 10 as they were" in later
    assert later.count("it failed before") == 2
    assert "12 runs: 0 failed, 0 made, 12 as they were" in last
    made = [*(tmp_path / "runs" / "many").iterdir()]
    assert len(made) == 12
    assert all((folder / "figures" / "outlets.png").is_file() for folder in made)
    assert not [*(tmp_path / "runs").glob(".*")]


@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_run_that_is_killed_each_time_has_failed_and_its_notebook_is_kept(engine, notebook, tmp_path):
    path = notebook("dies", "print('before')", "import os\nos.kill(os.getpid(), 9)")
    done = corpus_run(path, "--engine", engine, cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FAILED" in done.stdout
    assert "made again, alone, since its process was killed" in done.stdout
    (made,) = (tmp_path / "runs" / "dies").iterdir()
    (cell,) = [cell for cell in nbformat.read(made / "dies.ipynb", 4).cells if "print('before')" in cell.source]
    assert cell.outputs[0].text == "before\n"


def test_executed_notebook_names_no_folder_of_this_machine(notebook, clippings, tmp_path):
    path = notebook("one", SET_UP, "import os\nprint(os.getcwd())", FIGURE, "run.nothing")
    done = corpus_run(path, "--source", clippings.resolve(), cwd=tmp_path)
    assert done.returncode == 1
    (made,) = (tmp_path / "runs" / "one").glob("*/one.ipynb")
    nb = nbformat.read(made, 4)
    assert nb.metadata.papermill.parameters == {"source": "./clippings"}
    assert [cell.source for cell in nb.cells if "injected-parameters" in cell.metadata.tags] == [
        '# Parameters\nsource = "./clippings"\n'
    ]
    assert str(tmp_path) not in made.read_text()
    assert str(ROOT) not in made.read_text()


@pytest.mark.parametrize(
    ("folder", "told", "shown"),
    [
        ("/srv", "File /srv/a.py", "File ./a.py"),
        ("/srv", "\x1b[32m/srv/a.py\x1b[0m, file:///srv/a", "\x1b[32m./a.py\x1b[0m, file://./a"),
        ("/srv", "https://example.org/srv/a and /srv2/x", "https://example.org/srv/a and /srv2/x"),
        ("/home/jane/news", "'one\\n/home/jane/news/a', /home/jane/newspapers", "'one\\n./a', ~/newspapers"),
    ],
)
def test_folders_of_the_machine_are_left_out_of_texts_but_not_parts_of_others(folder, told, shown, monkeypatch):
    monkeypatch.setattr(Path, "cwd", lambda: Path(folder))
    monkeypatch.setattr(Path, "home", lambda: Path("/home/jane"))
    assert scrub([told, {"text": told, "image/png": told}]) == [shown, {"text": shown, "image/png": told}]


def test_source_with_an_accent_is_no_longer_told_whole_in_the_executed_notebook(notebook, clippings, tmp_path):
    clippings = clippings.rename(tmp_path / "données")
    path = notebook("one", SET_UP)
    done = corpus_run(path, "--source", clippings.resolve(), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = (tmp_path / "runs" / "one").glob("*/one.ipynb")
    nb = nbformat.read(made, 4)
    (cell,) = [cell for cell in nb.cells if "injected-parameters" in cell.metadata.get("tags", [])]
    values = {}
    exec(cell.source, values)
    assert values["source"] == nb.metadata.papermill.parameters["source"] == "./données"


def test_partial_notebook_of_a_hanging_run_is_kept(notebook, tmp_path):
    path = notebook("hangs", "print('before')", "import time\nprint('it hangs')\ntime.sleep(600)")
    done = corpus_run(path, "--time-limit", "8", cwd=tmp_path)
    assert done.returncode == 1, done.stdout
    (made,) = (tmp_path / "runs" / "hangs").iterdir()
    executed = nbformat.read(made / "hangs.ipynb", 4)
    assert [cell.outputs[0].text for cell in executed.cells[-2:]] == ["before\n", "it hangs\n"]


def test_one_byte_of_one_clipping_makes_exactly_the_runs_that_read_it_again(notebook, clippings, tmp_path):
    shutil.copytree(clippings, tmp_path / "others")
    (tmp_path / "others" / "a.txt").write_text("Another text.\n")
    path = notebook("reads", SET_UP)
    (tmp_path / "grid.yml").write_text(f"{path}:\n  source: [clippings, others]\n  top: [1, 2]\n")
    change = {"clippings/a.txt": (clippings / "a.txt").read_text().replace("envoy", "Envoy")}
    (_, first), (_, second) = take(["--grid", "grid.yml"], change, ["--grid", "grid.yml"], cwd=tmp_path)
    assert first.count("; new)") == 4
    assert "4 runs: 0 failed, 2 made, 2 as they were" in second
    assert second.count("; inputs: a.txt changed)") == 2


def test_run_of_which_a_file_is_gone_is_made_again(notebook, clippings, tmp_path):
    path = str(notebook("good", SET_UP, FIGURE))
    call = [path, "--source", "clippings"]
    take(call, cwd=tmp_path)
    (made,) = (tmp_path / "runs" / "good").iterdir()
    (made / "figures" / "outlets.csv").unlink()
    ((_, said),) = take(call, cwd=tmp_path)
    assert "1 run: 0 failed, 1 made" in said
    assert "files of it are gone: figures/outlets.csv" in said


def test_killing_the_batch_leaves_nothing_half_and_the_next_call_goes_on(notebook, clippings, tmp_path):
    wait = "import pathlib, time\nwhile not pathlib.Path('mended').exists():\n    time.sleep(0.1)"
    quick, slow = notebook("quick", SET_UP, FIGURE), notebook("slow", SET_UP, FIGURE, wait)
    command = [sys.executable, "-c", "from corpus.cli import main; main()", "run", str(quick), str(slow)]
    batch_process = subprocess.Popen([*command, "--source", "clippings"], cwd=tmp_path)
    while not [*(tmp_path / "runs").glob(".*/slow/figures/outlets.json")]:
        time.sleep(0.1)
    batch_process.kill()
    batch_process.wait()
    assert len([*(tmp_path / "runs").glob("quick/*/manifest.json")]) == 1
    assert not (tmp_path / "runs" / "slow").exists()
    (tmp_path / "mended").write_text("")
    done = corpus_run(quick, slow, "--source", "clippings", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len([*(tmp_path / "runs").glob("slow/*/figures/outlets.png")]) == 1
    assert not [*(tmp_path / "runs").glob(".*")]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_batch_that_is_stopped_says_so_and_leaves_nothing_half(number, status, notebook, tmp_path):
    slow = notebook(
        "slow", "import os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(600)"
    )
    command = [sys.executable, "-c", "from corpus.cli import main; main()", "run", str(slow)]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text():
        time.sleep(0.1)
    process.send_signal(number)
    _, said = process.communicate()
    assert process.returncode == status
    assert said == "stopped: the runs that were finished stay, the next call makes the others\n"
    assert [*(tmp_path / "runs").iterdir()] == []
    stat = Path("/proc", (tmp_path / "pid").read_text(), "stat")
    while stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.1)


def test_worker_that_is_killed_is_told_with_its_parameters_and_leaves_no_folder_of_this_machine(notebook, tmp_path):
    path = notebook("dies", "import os, time\nprint(os.getcwd())\ntime.sleep(6)", "os.kill(os.getppid(), 9)", "1")
    done = corpus_run(path, "-p", "top", "3", cwd=tmp_path)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("FAILED")
    assert lines[1:3] == ["    parameters: top 3", "    its process was ended by signal SIGKILL"]
    (made,) = (tmp_path / "runs" / "dies").iterdir()
    assert not any(str(tmp_path) in file.read_text() for file in made.iterdir())


def test_failure_is_told_in_short_lines_that_cannot_steer_a_terminal(notebook, tmp_path):
    path = notebook("loud", "raise ValueError('\\x1b]0;title\\x07' + 'y' * 5000)")
    said = corpus_run(path, cwd=tmp_path).stdout
    assert "ValueError: \N{REPLACEMENT CHARACTER}]0;title\N{REPLACEMENT CHARACTER}yyy" in said
    assert "\x1b" not in said
    assert max(map(len, said.splitlines())) < 220


def test_file_changed_by_hand_is_kept_and_told(notebook, clippings, tmp_path):
    path = notebook("good", SET_UP, FIGURE)
    call = [str(path), "--source", "clippings"]
    take(call, cwd=tmp_path)
    (csv,) = (tmp_path / "runs").rglob("outlets.csv")
    csv.write_text("mine\n")
    ((_, said),) = take(call, cwd=tmp_path)
    assert "(nothing it depends on has changed; changed by hand since: figures/outlets.csv)" in said
    assert csv.read_text() == "mine\n"


def test_folder_that_cannot_be_made_is_refused_before_anything_is_run(notebook, tmp_path):
    done = corpus_run(notebook("good", "1"), "--out", "x" * 300, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: parameter out: expected a folder to write to, found ")


@pytest.mark.parametrize(
    "text", ["", "[", "[]", '{"status": "done", "parts": []}', '{"status": "done", "files": [], "parts": {}}']
)
def test_manifest_of_another_form_is_none(text, tmp_path):
    (tmp_path / "manifest.json").write_text(text)
    assert read_manifest(tmp_path) == {}
    assert not is_complete(tmp_path)


def test_what_dead_processes_have_left_is_swept_also_that_of_one_with_the_same_number(tmp_path):
    for name in (f".0123456789ab.{os.getpid()}", ".0123456789ab.999999999", f".0123456789ab.{os.getppid()}", ".mine.1"):
        (tmp_path / name / "k").mkdir(parents=True)
    (tmp_path / ".index.html.999999999").write_text("")
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f".0123456789ab.{os.getppid()}", ".mine.1"}


def test_same_run_put_there_by_another_batch_at_the_same_time_is_no_failure(notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (one,) = batch.plan({str(notebook("one", "1")): [{}]}, {})
    replace, others = Path.replace, iter([True])

    def late(path, target):
        if target == one.folder and next(others, False):
            target.mkdir(parents=True)
            (target / "theirs").write_text("")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", late)
    assert finish(Done(one, DONE), name_beside(one)).status == DONE
    assert [path.name for path in one.folder.iterdir()] == ["manifest.json"]


def test_parameters_are_shown_as_a_table_without_running_anything(notebook, tmp_path):
    done = corpus_run(notebook("mine", "1 / 0"), "--help-parameters", cwd=tmp_path)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[:2] == ["mine", lines[1]]
    assert lines[1].split() == ["parameter", "takes", "default", "meaning"]
    (grain,) = [line for line in lines if line.startswith("grain")]
    assert re.split("  +", grain) == ["grain", "one of 'month', 'year'", "'month'", "width of a bar"]
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_both_engines_and_any_number_of_jobs_give_the_same_figures(jobs, notebook, clippings, tmp_path):
    paths = [notebook(name, SET_UP, FIGURE) for name in ("one", "two")]
    for engine in ("fork", "kernel"):
        done = corpus_run(
            *paths, "--source", "clippings", "--engine", engine, "--jobs", jobs, "--out", engine, cwd=tmp_path
        )
        assert done.returncode == 0, done.stdout + done.stderr
    for name in ("one", "two"):
        fork, kernel = ([*(tmp_path / engine / name).glob("*/figures/*")] for engine in ("fork", "kernel"))
        assert [file.read_bytes() for file in sorted(fork)] == [file.read_bytes() for file in sorted(kernel)]


def test_command_line_tells_of_itself():
    assert (
        "corpus run [OPTIONS] [NOTEBOOK]..." in CliRunner().invoke(main, ["run", "--help"], prog_name="corpus").output
    )
    assert (ROOT / "notebooks" / "runs.yml").is_file()
