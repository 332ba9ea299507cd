"""Imports go one way, a call imports no more than it needs, modules and functions stay small."""

import ast
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import corpus

PACKAGE = Path(corpus.__file__).parent
HEAVY = {
    "nltk",
    "matplotlib",
    "sklearn",
    "scipy",
    "papermill",
    "trafilatura",
    "docx",
    "networkx",
    "datasketch",
    "IPython",
}
CODE_LINES_OF_A_MODULE = 400
CODE_LINES_OF_A_FUNCTION = 40

ORDER = (
    ("errors",),
    ("collecting",),
    ("timex.edtf",),
    ("tables",),
    ("lexicon_checks",),
    ("lexicon_files",),
    ("lexicons",),
    ("timex",),
    ("readers",),
    ("datelines",),
    ("line_rules",),
    ("splits",),
    ("pages",),
    ("lines",),
    ("recurrence",),
    ("metadata",),
    ("duplicates",),
    ("articles",),
    ("sentences",),
    ("capitals",),
    ("literals",),
    ("signs",),
    ("matching",),
    ("tagging",),
    ("untagged",),
    ("timex.resolve", "timex.anchors"),
    ("timex.documents",),
    ("surnames",),
    ("institution_nouns",),
    ("institutions",),
    ("terms",),
    ("roles",),
    ("triggers", "modality", "sides"),
    ("frames",),
    ("attribution",),
    ("places",),
    ("corrections",),
    ("events",),
    ("clauses",),
    ("act_dates",),
    ("act_scenes",),
    ("merging",),
    ("panel",),
    ("tokens",),
    ("vader",),
    ("weights",),
    ("weighing",),
    ("methods",),
    ("tone",),
    ("around",),
    ("pieces",),
    ("toward",),
    ("notes",),
    ("overview",),
    ("selection",),
    ("frequencies",),
    ("groups",),
    ("keyness",),
    ("periods",),
    ("uncertainty", "agreement"),
    ("vectors",),
    ("themes",),
    ("collocations",),
    ("topics",),
    ("topic_checks",),
    ("summary",),
    ("passages",),
    ("chronology",),
    ("explain",),
    ("explanation",),
    ("comparison", "marks", "targets"),
    ("build",),
    ("recipes",),
    ("layout",),
    ("printed",),
    ("word",),
    ("style",),
    ("figures",),
    ("validation",),
    ("plots",),
    ("network",),
    ("timeline", "tone_plots", "theme_plots"),
    ("runs",),
    ("cli", "__main__"),
)
"""Lowest first; a name stands for its module and, unless named elsewhere, for all modules within it."""


def name_of(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}
NAMED = sorted(name for name in MODULES if name)


@cache
def tree(name):
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def level(name):
    places = {one: number for number, layer in enumerate(ORDER) for one in layer}
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in places:
            return places[".".join(parts[:length])]
    raise AssertionError(f"corpus.{name} has no place in the order of modules: give it one")


def is_for_types(node):
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def nodes(node):
    """The nodes of a tree but for what only type checkers read."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not is_for_types(child):
            yield from nodes(child)


def imported(name):
    """Names of the modules of the package that a module imports, at its top or inside functions."""
    for node in nodes(tree(name)):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"corpus.{name} imports relatively"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            found = [one if one.removeprefix("corpus.") in MODULES else str(node.module) for one in inner]
        else:
            continue
        yield from {one.removeprefix("corpus").removeprefix(".") for one in found if one.split(".")[0] == "corpus"}


@pytest.mark.parametrize("name", NAMED)
def test_a_module_imports_only_what_stands_before_it(name):
    later = sorted(one for one in imported(name) if one and level(one) > level(name))
    assert later == []


@pytest.mark.parametrize("name", NAMED)
def test_no_module_imports_the_package_as_a_whole_when_it_is_loaded(name):
    whole = [node for node in tree(name).body if isinstance(node, ast.ImportFrom) and node.module == "corpus"]
    names = {alias.name for node in whole for alias in node.names}
    assert names <= {one for one in MODULES if "." not in one}


def test_no_modules_import_each_other():
    graph = {name: {one for one in imported(name) if one and one != name} for name in NAMED}
    assert len(list(TopologicalSorter(graph).static_order())) >= len(NAMED)


def fresh(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=None)
    return done.stdout


def test_importing_the_package_imports_nothing_heavy():
    loaded = fresh("import sys, corpus; print(*{name.partition('.')[0] for name in sys.modules})").split()
    assert HEAVY & set(loaded) == set()


def test_reading_articles_imports_neither_nltk_nor_matplotlib(tmp_path):
    (tmp_path / "a.txt").write_text("The envoy came.\n", encoding="utf-8")
    code = f"import sys, corpus; corpus.load_articles({str(tmp_path)!r}); print(*sys.modules)"
    assert HEAVY & {name.partition(".")[0] for name in fresh(code).split()} == set()


@pytest.mark.parametrize("name", MODULES)
def test_there_is_no_global_and_no_star_import(name):
    for node in ast.walk(tree(name)):
        assert not isinstance(node, ast.Global), f"line {node.lineno}"
        if isinstance(node, ast.ImportFrom):
            assert "*" not in {alias.name for alias in node.names}, f"line {node.lineno}"


def documentation(node):
    """The line numbers of the docstrings, also of constants, within a node."""
    texts = [
        one
        for one in ast.walk(node)
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str)
    ]
    return {number for text in texts for number in range(text.lineno, (text.end_lineno or text.lineno) + 1)}


def code_lines(name, node, first, last):
    source = MODULES[name].read_text(encoding="utf-8").splitlines()
    told = documentation(node)
    lines = range(first, last + 1)
    return sum(
        1 for at in lines if at not in told and source[at - 1].strip() and not source[at - 1].lstrip().startswith("#")
    )


@pytest.mark.parametrize("name", MODULES)
def test_no_module_is_long(name):
    length = len(MODULES[name].read_text(encoding="utf-8").splitlines())
    assert code_lines(name, tree(name), 1, length) <= CODE_LINES_OF_A_MODULE


@pytest.mark.parametrize("name", MODULES)
def test_no_function_is_long(name):
    functions = [node for node in ast.walk(tree(name)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    sizes = {node.name: code_lines(name, node, node.lineno, node.end_lineno) for node in functions}
    assert {one: size for one, size in sizes.items() if size > CODE_LINES_OF_A_FUNCTION} == {}


def test_every_module_says_what_it_is_for():
    assert [name for name in MODULES if not ast.get_docstring(tree(name))] == []
