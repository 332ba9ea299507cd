"""The engine `fork` against papermill's own: the same outputs, a fresh process each time, what is left to a kernel."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from conftest import write_notebook
from corpus.runs.needs import needs_kernel

RUN = """
import json, sys
from corpus.runs import engine
engine.warm()
import papermill
from papermill.engines import papermill_engines
papermill_engines.register("fork", engine.ForkEngine)
told = []
for name, path in json.loads(sys.argv[1]):
    more = {"on_fallback": told.append} if name == "fork" else {}
    try:
        papermill.execute_notebook(path, path + "." + name + ".ipynb", engine_name=name, progress_bar=False,
                                   kernel_name="python3", **more)
    except papermill.PapermillExecutionError as error:
        told.append(str(error.evalue))
print(json.dumps(told))
"""


def run(*pairs):
    """Run notebooks in one warm process, each with an engine; return what was told and the executed notebooks."""
    work = json.dumps([(engine, str(path)) for engine, path in pairs])
    done = subprocess.run([sys.executable, "-c", RUN, work], capture_output=True, text=True, cwd=pairs[0][1].parent)
    assert done.returncode == 0, done.stderr
    executed = [nbformat.read(f"{path}.{engine}.ipynb", 4) for engine, path in pairs]
    return json.loads(done.stdout.splitlines()[-1]), executed


def outputs(nb):
    return [[dict(output) for output in cell.outputs] for cell in nb.cells if cell.cell_type == "code"]


def text(outputs_of_cell):
    return "".join(output.get("text", "") for output in outputs_of_cell)


@pytest.fixture
def folder(tmp_path):
    return lambda name, *cells, **more: write_notebook(
        tmp_path / f"{name}.ipynb", *cells, parameters="x: int = 1", **more
    )


ALIKE = (
    "print('to the reader')",
    "import sys; print('a warning', file=sys.stderr)",
    "x + 1",
    "_ + 1",
    "In[1]",
    "from IPython.display import HTML, display\ndisplay(HTML('<b>b</b>'), display_id='one')\n'and a result'",
    "display('changed', display_id='one', update=True)",
    "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('kept')",
    "import matplotlib.pyplot as plt\nfig, axes = plt.subplots(figsize=(2, 2))\naxes.plot([1, 3, 2]);",
    "%matplotlib inline\nfig",
    "import pandas as pd\nframe = pd.DataFrame([range(30)] * 70)\nframe",
    "print(frame)",
    "pd.DataFrame({'text': ['word ' * 30] * 3, 'more': ['word ' * 30] * 3})",
    "import asyncio\nawait asyncio.sleep(0, 'waited')",
    "asyncio.get_running_loop() is not None",
    "!echo from a shell",
    "%pprint",
    "__name__, sys.modules['__main__'].x",
    "import pickle\nclass Kept: pass\ntype(pickle.loads(pickle.dumps(Kept()))).__name__",
    "import os\nos.getcwd() == os.path.abspath(''), '' in sys.path, os.environ['MPLBACKEND']",
    "sys.stdin.read(), sys.stdout.isatty(), sys.stdout.encoding",
    "raise ValueError('as it must')",
    "print('after it')\nint('x')",
    "print('never')",
)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    path = write_notebook(tmp_path_factory.mktemp("both") / "both.ipynb", *ALIKE, parameters="x: int = 1")
    nb = nbformat.read(path, 4)
    nb.cells[[cell.source for cell in nb.cells].index("raise ValueError('as it must')")].metadata["tags"] = [
        "raises-exception"
    ]
    nb.cells.insert(1, nbformat.v4.new_markdown_cell("Text."))
    nb.cells.insert(2, nbformat.v4.new_code_cell("print('skipped')", metadata={"tags": ["skip-execution"]}))
    nb.cells.insert(3, nbformat.v4.new_code_cell(" "))
    nbformat.write(nb, path)
    _, (fork, kernel) = run(("fork", path), ("nbclient", path))
    return fork, kernel


@pytest.mark.parametrize("at", range(len(ALIKE)), ids=[source.splitlines()[-1][:40] for source in ALIKE])
def test_cell_has_the_outputs_that_a_kernel_gives(both, at):
    fork, kernel = (outputs(nb)[-len(ALIKE) + at] for nb in both)
    assert fork == kernel


def test_counts_states_and_kinds_of_record_are_papermills(both):
    fork, kernel = both
    for one, other in zip(fork.cells, kernel.cells, strict=True):
        assert one.get("execution_count") == other.get("execution_count")
        assert one.metadata.keys() == other.metadata.keys()
        assert one.metadata.get("execution", {}).keys() == other.metadata.get("execution", {}).keys()
        states = [cell.metadata.get("papermill", {}).get("status") for cell in (one, other)]
        assert states[0] == states[1]
    assert fork.metadata.language_info == kernel.metadata.language_info
    assert fork.metadata.papermill.keys() == kernel.metadata.papermill.keys()


def test_output_of_c_and_of_other_programs_stands_where_it_was_written(folder):
    path = folder(
        "native",
        "import ctypes, os, subprocess, sys\nlibc = ctypes.CDLL(None)",
        "print('one')\nlibc.puts(b'two')\nprint('three')\n"
        "os.write(1, b'four\\n')\nsubprocess.run(['echo', 'five'])\nprint('six', end='')",
        "os.write(2, b'an error\\n')\nNone",
        "libc.puts(b'last words')\nlibc.fflush(None)\nos.abort()",
    )
    told, (nb,) = run(("fork", path))
    first, second, third = outputs(nb)[2:]
    assert text(first) == "one\ntwo\nthree\nfour\nfive\nsix"
    assert [(output["name"], output["text"]) for output in second] == [("stderr", "an error\n")]
    assert text(third).startswith("last words\n")
    assert told == ["the process that ran the cells was ended by signal SIGABRT"]


def test_killed_process_leaves_what_it_had_said(folder):
    path = folder(
        "killed", "print('before')", "print('last')\nimport os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "1"
    )
    told, (nb,) = run(("fork", path))
    assert told == ["the process that ran the cells was ended by signal SIGKILL"]
    said = [text(outputs_of_cell) for outputs_of_cell in outputs(nb)]
    assert said[1:3] == ["before\n", "last\n"]
    assert nb.cells[-1].execution_count is None


def test_nothing_survives_from_one_run_to_the_next(folder):
    change = folder(
        "change",
        "import os, random, sys, matplotlib as mpl, numpy as np, pandas as pd, corpus, json\nos.environ['LEFT'] = 'x'\n"
        "mpl.rcParams['lines.linewidth'] = 99\npd.set_option('display.max_rows', 3)\njson.loads = None\n"
        "left = 1\nos.chdir('/')",
        "print(np.random.random(), random.random())",
    )
    look = folder(
        "look",
        "import os, random, matplotlib as mpl, numpy as np, pandas as pd, json",
        "'LEFT' in os.environ, mpl.rcParams['lines.linewidth'] == 99, pd.get_option('display.max_rows') == 3, "
        "json.loads is None, 'left' in globals(), os.getcwd() == '/'",
        "print(np.random.random(), random.random())",
    )
    _, (changed, looked) = run(("fork", change), ("fork", look))
    assert outputs(looked)[2][0]["data"]["text/plain"] == str((False,) * 6)
    assert not set(text(outputs(changed)[-1]).split()) & set(text(outputs(looked)[-1]).split())


def test_open_files_are_written_and_exit_functions_called(folder, tmp_path):
    path = folder(
        "exits",
        "import atexit, pathlib\nkept = open('kept.txt', 'w')\nkept.write('kept')\n"
        "atexit.register(pathlib.Path('called.txt').write_text, 'called')",
    )
    run(("fork", path))
    assert (tmp_path / "kept.txt").read_text() == "kept"
    assert (tmp_path / "called.txt").read_text() == "called"


def test_what_a_run_has_started_ends_with_it(folder, tmp_path):
    path = folder("starts", "import subprocess\npid = subprocess.Popen(['sleep', '600']).pid\nprint(pid)")
    _, (nb,) = run(("fork", path))
    state = Path("/proc") / text(outputs(nb)[1]).strip() / "stat"
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def test_fork_that_a_cell_leaves_running_says_its_part_and_runs_no_further_cell(folder):
    path = folder(
        "forks",
        "import os, time\nprint('once')\nchild = os.fork() == 0\nprint('child' if child else 'parent')",
        "1 + 1",
    )
    _, (nb,) = run(("fork", path))
    forked, last = outputs(nb)[1:]
    said = text(forked + last).split()
    assert said[0] == "once"
    assert said.count("once") == said.count("parent") == 1
    assert [output["data"]["text/plain"] for output in last if "data" in output] == ["2"]
    assert "child" not in said or said.count("child") == 1


def test_lines_of_threads_and_of_forks_come_whole(folder):
    path = folder(
        "many",
        "import multiprocessing, sys, threading\n"
        "def tell(i):\n    for _ in range(10):\n        sys.stdout.write(str(i) * 200_000 + '\\n')\n"
        "threads = [threading.Thread(target=tell, args=(i,)) for i in range(4)]\n"
        "for one in threads: one.start()\nfor one in threads: one.join()",
        "with multiprocessing.get_context('fork').Pool(4) as pool:\n    pool.map(tell, range(4))",
        "'the end'",
    )
    told, (nb,) = run(("fork", path))
    assert told == []
    threads, forks, last = outputs(nb)[1:]
    lines = sorted(str(i) * 200_000 for i in range(4) for _ in range(10))
    assert sorted(text(threads).splitlines()) == lines
    assert len(text(forks)) == len(text(threads))
    assert last[0]["data"]["text/plain"] == "'the end'"


def test_process_that_has_left_the_run_is_not_waited_for(folder):
    path = folder(
        "leaves",
        "import os, time\npid = os.fork()\nif pid == 0:\n    os.setsid(); time.sleep(600)\nprint(pid)",
        "2",
        "os._exit(5)",
    )
    told, (nb,) = run(("fork", path))
    os.kill(int(text(outputs(nb)[1])), signal.SIGKILL)
    assert outputs(nb)[2][0]["data"]["text/plain"] == "2"
    assert told == ["the process that ran the cells was ended with status 5"]


def test_half_of_a_character_and_a_library_bent_by_a_cell_do_not_stop_a_run(folder):
    path = folder("bent", "import json\njson.dumps = json.loads = None", "print('a\\ud800b')", "'\\udc80'")
    told, (nb,) = run(("fork", path))
    assert told == []
    assert text(outputs(nb)[2]) == "a?b\n"


def test_interrupt_stops_the_cell_that_runs(folder):
    path = folder(
        "stops", "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nprint('after it')", "print('never')"
    )
    _, (nb,) = run(("fork", path))
    assert outputs(nb)[1][-1]["ename"] == "KeyboardInterrupt"
    assert nb.cells[-1].execution_count is None


def test_arguments_of_the_batch_are_not_those_of_the_notebook(folder):
    _, (nb,) = run(("fork", folder("mine", "import argparse\nargparse.ArgumentParser().parse_args()")))
    assert outputs(nb)[1][0]["data"]["text/plain"] == "Namespace()"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("%matplotlib notebook", "a cell asks for %matplotlib notebook"),
        ("x = 1\nbreakpoint()", "a cell calls breakpoint()"),
        ("name = input('who?')", "a cell calls input()"),
        ("%time name = input()", ""),
        ("import getpass\ngetpass.getpass()", "a cell calls getpass()"),
        ("import ipywidgets as w", "a cell imports ipywidgets"),
        ("from tqdm.auto import tqdm", "a cell imports tqdm.auto"),
        ("from tqdm import auto", "a cell imports tqdm.auto"),
        ("text = 'input()'  # no input() here\ninputs = [1]", ""),
        ("from tqdm import tqdm", ""),
        ("%matplotlib inline\n!ls input", ""),
        ("not python at all (input", ""),
    ],
)
def test_cells_that_need_a_reader_need_a_kernel(source, why):
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    assert needs_kernel(nb, "python3") == why


@pytest.mark.parametrize(
    ("spec", "kernel", "options", "why"),
    [
        ({"language": "R", "name": "ir"}, None, {}, "its language is R"),
        ({"language": "python", "name": "my-env"}, None, {}, "its kernel is my-env"),
        ({"language": "python", "name": "my-env"}, "python3", {}, ""),
        ({"language": "python", "name": "python3"}, None, {"execution_timeout": 5}, "a time limit for each cell"),
        (None, None, {"timeout": None}, ""),
    ],
)
def test_other_kernels_and_limits_for_cells_need_a_kernel(spec, kernel, options, why):
    metadata = {"kernelspec": {"display_name": "any", **spec}} if spec else {}
    nb = nbformat.v4.new_notebook(metadata=metadata)
    assert needs_kernel(nb, kernel, options).startswith(why)
    assert bool(needs_kernel(nb, kernel, options)) == bool(why)


def test_widget_that_was_not_foreseen_sends_the_notebook_to_a_kernel(folder):
    path = folder(
        "widget", "w = __import__('ipywidgets')", "w.IntSlider()", "import os; print(os.environ.get('MPLBACKEND'))"
    )
    told, (nb,) = run(("fork", path))
    assert told == ["a cell shows a widget"]
    assert "application/vnd.jupyter.widget-view+json" in outputs(nb)[2][0]["data"]
    assert "inline" in text(outputs(nb)[3])


def fresh(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_papermill_is_loaded_without_what_it_can_do_without():
    code = (
        "import sys; from corpus.runs.engine import load_papermill; load_papermill()\n"
        "print(*(name in sys.modules for name in ('papermill', 'rfc3987_syntax', 'pyarrow.fs', 'lark')))\n"
        "import pyarrow.fs, rfc3987_syntax; print(pyarrow.fs.__name__, rfc3987_syntax.__name__)"
    )
    assert fresh(code) == ["True", "False", "False", "False", "pyarrow.fs", "rfc3987_syntax"]


def test_warm_process_has_no_threads_and_no_shell():
    code = (
        "import threading; from corpus.runs.engine import warm; warm()\n"
        "from IPython import get_ipython; import matplotlib as mpl, sys\n"
        "print(threading.active_count(), get_ipython(), 'matplotlib_inline.backend_inline' in sys.modules)"
    )
    assert fresh(code) == ["1", "None", "False"]


def test_papermill_finds_the_engine_by_its_name():
    code = "import papermill.engines as e; print(e.papermill_engines.get_engine('fork').__name__)"
    assert fresh(code) == ["ForkEngine"]


def test_command_of_papermill_takes_the_engine(folder, tmp_path):
    path = folder("mine", "print(x)")
    command = [Path(sys.executable).with_name("papermill"), "--engine", "fork", path, "out.ipynb", "-p", "x", "7"]
    done = subprocess.run([*map(str, command)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert text(outputs(nbformat.read(tmp_path / "out.ipynb", 4))[-1]) == "7\n"
