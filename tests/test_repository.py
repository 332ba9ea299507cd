import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

import corpus

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {
    "lxml_html_clean": "lxml-html-clean",
    "matplotlib": "matplotlib-base",
    "vaderSentiment": "vadersentiment",
}
"""Where conda-forge has another name for a package."""

NOT_ON_CONDA = {"ahocorasick-rs"}

SEEDS = {
    "000_573926690b5a55f0.txt": "e821fa028f7e2e4995f6d21b3559a5bbab723b7bcb265c17380b92491e2235ae",
    "001_3310fa91af6500f2.txt": "f04823390696d33388341de277e80cecfd643fae7eb18214b139f0f71ed6fa6c",
    "002_b1672009e58d0112.txt": "873eafca12ce33138dae7b29143aa3af7b4571c19535dbae8b077cbf7ebf7e52",
    "003_13298d8739002cb9.txt": "0aec97dce108b47a446d686ea3b470bedb348810e74fc7ecf401104271267b14",
    "004_e07db85663372b98.txt": "952ef3d02eb5bec4b087a0a21246a1e45c700fe49339d09d2d7430ba5d2b282e",
}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_seeds_are_byte_for_byte_as_they_came():
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (ROOT / "seeds").glob("*.txt")}
    assert found == SEEDS


def test_seeds_readme_tells_of_every_seed_and_of_the_rights():
    text = (ROOT / "seeds" / "README.md").read_text(encoding="utf-8")
    assert [name for name in SEEDS if name not in text] == []
    assert "remain their publishers'" in text


def test_seeds_readme_is_not_read_as_a_clipping():
    assert "README.md" not in set(corpus.load_lines(ROOT / "seeds")["source_file"])


def test_conda_environment_has_the_dependencies_and_bounds_of_the_package(project):
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *packages, pip = environment["dependencies"]
    ours = {
        re.sub(r"^[A-Za-z0-9_.-]+", lambda name: CONDA_NAMES.get(name[0], name[0]), one)
        for one in project["dependencies"]
    }
    from_pip = sorted(one for one in ours if re.split("[<>=]", one)[0] in NOT_ON_CONDA)
    assert set(packages) == (ours - set(from_pip)) | {"python=3.11", "pip"}
    assert pip == {"pip": [*from_pip, "-e ."]}
    assert environment["channels"][0] == "conda-forge"


def test_every_dependency_has_a_lower_bound(project):
    extras = [one for name, extra in project["optional-dependencies"].items() for one in extra]
    bare = [one for one in project["dependencies"] + extras if ">=" not in one]
    assert bare == ["corpus-notebooks[pdf,warc]"]


def test_installed_versions_keep_the_bounds(project):
    from importlib.metadata import version

    from packaging.requirements import Requirement

    for requirement in map(Requirement, project["dependencies"]):
        assert requirement.specifier.contains(version(requirement.name)), requirement


def test_citation_file_is_valid():
    given = os.environ.get("CFFCONVERT")
    command = Path(given) if given else ROOT / ".venv" / "cffconvert" / "bin" / "cffconvert"
    if not given and not command.exists():
        pytest.skip("cffconvert has an environment of its own, which make test makes")
    done = subprocess.run([command, "--validate", "-i", ROOT / "CITATION.cff"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_citation_file_has_the_version_of_the_package():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == corpus.__version__


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Names of the files in the wheel and in the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with (
        zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel,
        tarfile.open(next(folder.glob("*.gz"))) as sdist,
    ):
        return {"wheel": wheel.namelist(), "sdist": sdist.getnames()}


def test_built_distributions_hold_no_seed(built):
    for names in built.values():
        assert [name for name in names if "seeds" in name or Path(name).name in SEEDS] == []


def test_wheel_holds_every_module_and_data_file(built):
    package = [path for path in (ROOT / "src").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    expected = {path.relative_to(ROOT / "src").as_posix() for path in package}
    assert expected <= set(built["wheel"])
    assert {name for name in built["wheel"] if ".dist-info/" not in name} == expected


def test_wheel_installs_the_command(built):
    assert any(name.endswith("entry_points.txt") for name in built["wheel"])


def planned(target, venv):
    """What make would do, given an environment of that name."""
    command = ["make", "--dry-run", "--no-print-directory", target, f"VENV={venv}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_first_make_notebooks_installs_with_a_new_pip_and_runs(tmp_path):
    steps = planned("notebooks", tmp_path / "env")
    order = ["-m venv", "install --quiet --upgrade pip", "install --quiet --editable .", "corpus run"]
    assert [step for step in order if step not in steps] == []
    assert sorted(order, key=steps.index) == order


def test_second_make_notebooks_does_not_install(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pip").touch()
    (tmp_path / ".installed").touch()
    assert planned("notebooks", tmp_path).strip() == f"{tmp_path}/bin/corpus run"


def test_make_test_runs_lint_types_and_all_tests(tmp_path):
    steps = planned("test", tmp_path)
    for step in ("ruff check", "ruff format --check", "mypy", "-m pytest", "cffconvert", ".[test]"):
        assert step in steps


def test_ci_calls_make_test_and_is_executable():
    script = ROOT / ".ci" / "run"
    assert script.read_text(encoding="utf-8").rstrip().splitlines()[-1] == "make test"
    assert os.access(script, os.X_OK)


def test_results_and_environments_are_ignored_by_git():
    paths = ["runs/a.png", ".venv/x", ".read/x", "dist/x.whl", "src/corpus/__pycache__/x.pyc"]
    done = subprocess.run(["git", "check-ignore", *paths], cwd=ROOT, capture_output=True, text=True)
    if done.returncode == 128:
        pytest.skip("not a git checkout")
    assert done.stdout.split() == paths
