import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from conftest import PARAMETERS, SET_UP, write_notebook
from corpus import figures, recipes
from corpus.cli import main
from corpus.recipes import dump, find_id
from corpus.runs import batch, compare, parameters, proofs, verify
from corpus.runs.worker import Options

MAKE = """\
import matplotlib.pyplot as plt
import pandas as pd

found = [(name, len((run.source / name).read_text(encoding="utf-8").split()) / 7) for name, _ in run.inputs]
points = pd.DataFrame(found, columns=["file", "words"])
fig, axes = plt.subplots()
axes.bar(points["file"], points["words"])
axes.set_title(grain)
corpus.save_figure(run, fig, "words", data=points, caption="Words.", alt="Bars.", sources=points["file"])
corpus.save_table(run, points, "words", "Words of each file.")
corpus.save_number(run, "files", len(points), "Files.")
corpus.save_number(run, "mean", points["words"].mean(), "Mean.")
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A checkout of one notebook, its clippings as the default source, and one run of it."""
    root = tmp_path_factory.mktemp("checkout")
    clips = root / "clips"
    clips.mkdir()
    (clips / "a.txt").write_text("The envoy met the minister.\n", encoding="utf-8")
    (clips / "b.txt").write_text("The talks ended without a statement.\n", encoding="utf-8")
    parameters = PARAMETERS.replace('"seeds"', f'"{clips}"') + 'own: str = ""\n'
    write_notebook(root / "notebooks" / "words.ipynb", SET_UP, MAKE, parameters=parameters)
    make(root, root / "runs")
    return root


def make(root, out, **values):
    [planned] = batch.plan({str(root / "notebooks" / "words.ipynb"): [values]}, {"out": str(out)})
    [done] = batch.run([planned], 1, Options())
    assert not done.failure, done.failure
    return done.run.folder


@pytest.fixture
def run(checkout, tmp_path, monkeypatch):
    """A copy of the run, far from the checkout in which it is verified."""
    for module in (verify, proofs):
        monkeypatch.setattr(module, "checkout", lambda: checkout)
    monkeypatch.chdir(tmp_path)
    [folder] = (checkout / "runs" / "words").iterdir()
    return Path(shutil.copytree(folder, tmp_path / "mailed"))


def verdict(*files, source=None):
    found = verify.verify(files, source)
    assert len(found) == 1
    return found[0].verdict, list(found[0].told)


@pytest.fixture
def edited(checkout, tmp_path):
    """The clippings with one byte of one file changed."""
    clips = Path(shutil.copytree(checkout / "clips", tmp_path / "edited"))
    (clips / "b.txt").write_text("The talks ended without a statemenT.\n", encoding="utf-8")
    return str(clips)


def test_all_files_of_a_run_are_identical(run):
    found = verify.verify([run])
    assert len(found) == 5 + 4 + 2
    assert {(one.verdict, one.told) for one in found} == {(compare.IDENTICAL, ())}


@pytest.mark.parametrize("ending", ["png", "svg", "pdf", "json"])
def test_a_figure_mailed_alone_is_identical(run, tmp_path, ending):
    alone = tmp_path / f"figure 1 of the paper.{ending}"
    shutil.copy(run / "figures" / f"words.{ending}", alone)
    shutil.rmtree(run)
    assert verdict(alone) == (compare.IDENTICAL, [])


def test_a_table_mailed_alone_is_identical(run, tmp_path):
    for ending in ("tex", "docx"):
        shutil.copy(run / "tables" / f"words.{ending}", tmp_path / f"table.{ending}")
    shutil.rmtree(run)
    found = verify.verify([tmp_path / "table.tex", tmp_path / "table.docx"])
    assert [one.verdict for one in found] == [compare.IDENTICAL] * 2


def test_a_csv_alone_is_found_by_its_hash_among_the_results_of_the_checkout(run, tmp_path):
    shutil.copy(run / "figures" / "words.csv", tmp_path / "data.csv")
    assert verdict(tmp_path / "data.csv") == (compare.IDENTICAL, [])
    (tmp_path / "data.csv").write_text("file,words\na.txt,0.1\n")
    said, told = verdict(tmp_path / "data.csv")
    assert (said, told[0][:21]) == (compare.UNKNOWN, "missing: its recipe: ")


def test_an_input_that_changed_is_named_even_where_the_data_came_out_equal(run, edited):
    said, told = verdict(run / "figures" / "words.png", source=edited)
    assert said == compare.CHANGED
    assert told == ["input b.txt: its hash differs", "the data came out equal all the same"]


def test_cells_that_differ_are_named_from_the_picture_alone(run, edited, tmp_path):
    Path(edited, "b.txt").write_text("No talks.\n")
    shutil.copy(run / "figures" / "words.png", tmp_path / "alone.png")
    said, told = verdict(tmp_path / "alone.png", source=edited)
    assert said == compare.CHANGED
    assert told == ["input b.txt: its hash differs", f"row 2, column words: '{2 / 7:.9g}' now"]


def test_cells_that_differ_are_named_with_both_values_where_the_csv_is_there(run, edited):
    Path(edited, "b.txt").write_text("No talks.\n")
    said, told = verdict(run / "figures" / "words.pdf", source=edited)
    assert said == compare.CHANGED
    assert told[1] == f"row 2, column words: '{6 / 7:.9g}' in it, '{2 / 7:.9g}' now"


def test_a_file_that_is_gone_or_new_is_named(run, edited):
    Path(edited, "b.txt").rename(Path(edited, "c.txt"))
    _, told = verdict(run / "figures" / "words.json", source=edited)
    assert told[:2] == ["input b.txt: gone", "input c.txt: new"]


def test_another_version_of_matplotlib_gives_the_same_data_in_another_rendering(run, checkout, tmp_path, monkeypatch):
    style = tmp_path / "other.mplstyle"
    style.write_text(Path(figures.STYLE).read_text().replace("savefig.dpi: 300", "savefig.dpi: 200"))
    with monkeypatch.context() as patched:
        patched.setattr(figures, "STYLE", str(style))
        older = recipes.versions() | {"matplotlib": "3.0.0"}
        patched.setattr(recipes, "versions", lambda: older)
        other = make(checkout, tmp_path / "other")
    shutil.copy(other / "figures" / "words.png", tmp_path / "alone.png")
    said, told = verdict(tmp_path / "alone.png")
    assert said == compare.OTHER
    now = recipes.versions()["matplotlib"]
    assert told[:2] == [f"data equal ({recipes.TOLERANCE})", f"moved: matplotlib 3.0.0 -> {now}"]
    assert told[2].startswith("the picture has ")


def test_last_bits_of_a_fraction_are_the_same_data(run):
    recipe = json.loads((run / "figures" / "words.json").read_text())
    other = recipe | {"data_sha256": "0" * 64}
    told = compare.judge(run / "figures" / "words.svg", other, recipe, run / "tables")
    assert told == (compare.OTHER, [f"data equal ({recipes.TOLERANCE})", "no version moved"])


def test_a_tampered_csv_is_found_out_with_its_cells(run):
    path = run / "figures" / "words.csv"
    path.write_text(path.read_text().replace("0.857142857142857", "0.957142857142857"))
    said, told = verdict(path)
    assert said == compare.CHANGED
    assert told[0] == "the CSV is not the one its recipe describes"
    assert told[1].startswith("row 2, column words: '0.95714285714285")
    assert verdict(run / "figures" / "words.png")[0] == compare.IDENTICAL


def test_a_csv_tampered_within_the_tolerance_is_found_out(run):
    path = run / "figures" / "words.csv"
    path.write_text(path.read_text().replace("0.857142857142857", "0.857142857142858"))
    assert verdict(path)[0] == compare.CHANGED


def test_a_tampered_recipe_is_found_out_and_its_field_named(run):
    path = run / "figures" / "words.json"
    path.write_text(path.read_text().replace('"grain": "month"', '"grain": "year"'))
    said, told = verdict(path)
    assert said == compare.CHANGED
    assert told[0].startswith("the recipe of words was altered: it says id ")
    assert told[1:] == ["parameters grain: 'year' in it, 'month' in the other"]


def repaint(path, recipe=None):
    with Image.open(path) as image:
        info = PngInfo()
        info.add_text("corpus-recipe", dump(recipe) if recipe else image.text["corpus-recipe"])
        pixels = image.copy()
    pixels.info = {}
    return pixels, info


def test_a_picture_that_was_painted_over_is_found_out(run):
    path = run / "figures" / "words.png"
    pixels, info = repaint(path)
    pixels.paste((255, 0, 0, 255), (100, 100, 200, 200))
    pixels.save(path, pnginfo=info)
    said, told = verdict(path)
    assert (said, told[0][:20]) == (compare.CHANGED, "the file was altered")
    assert told[1].endswith("of the pixels differ")


def test_a_picture_packed_again_is_identical_and_said_to_be_written_again(run):
    path = run / "figures" / "words.png"
    before = path.read_bytes()
    pixels, info = repaint(path)
    pixels.save(path, pnginfo=info, compress_level=1)
    assert path.read_bytes() != before
    assert verdict(path) == (
        compare.IDENTICAL,
        [f"{compare.SAME_PICTURE}; the file was written again by another program"],
    )


@pytest.mark.parametrize("name", ["figures/words.svg", "figures/words.pdf", "tables/words.tex", "tables/words.docx"])
def test_another_file_that_was_altered_is_found_out(run, name):
    path = run / name
    data = path.read_bytes()
    path.write_bytes(data + b"\n" if path.suffix != ".svg" else data.replace(b"</svg>", b"<g/></svg>"))
    said, told = verdict(path)
    assert said == compare.CHANGED
    assert told[0].startswith("the file was altered after it was saved")


def test_a_number_altered_in_the_macros_is_found_out(run):
    path = run / "numbers.tex"
    path.write_text(path.read_text().replace("{2}", "{3}"))
    said, told = verdict(path)
    assert said == compare.CHANGED
    assert told == [r"files: the macro is not the one its recipe describes, '2': found \newcommand{\wordsFiles}{3}"]


def test_a_number_that_came_out_otherwise_is_told_with_both_values(run, edited):
    Path(edited, "b.txt").unlink()
    said, told = verdict(run / "numbers.json", source=edited)
    assert said == compare.CHANGED
    assert "files: value: 2 in it, 1 now" in told


def forged(run, **changes):
    """The recipe of the figure with changes, under an id that fits them."""
    recipe = json.loads((run / "figures" / "words.json").read_text()) | changes
    path = run.parent / "forged.json"
    path.write_text(dump({"id": find_id(recipe)} | {k: v for k, v in recipe.items() if k != "id"}))
    return path


def test_a_recipe_forged_with_a_fitting_id_is_found_out(run):
    said, told = verdict(forged(run, data_sha256="0" * 64, columns={"file": "x", "words": "y"}, rows=["z", "z"]))
    assert said == compare.CHANGED
    assert told[0].startswith("row 1, column file: 'a.txt' now")


def test_a_notebook_of_another_hash_is_not_run(run, checkout):
    said, told = verdict(forged(run, notebook_sha256="ab" * 32))
    assert said == compare.UNKNOWN
    assert told[0].startswith(
        "missing: the notebook 'words' as it was (hash of its code: abababababab; of those here: words "
    )


def test_a_notebook_that_a_recipe_names_is_not_run(run, tmp_path):
    evil = write_notebook(tmp_path / "evil.ipynb", f"open({str(tmp_path / 'ran')!r}, 'w')")
    code = verify.hash_code(evil)
    said, _ = verdict(forged(run, notebook=str(evil), notebook_sha256=code))
    assert said == compare.UNKNOWN
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("file", ["/etc/hostname", "~/secret.csv", "../../secret.csv"])
def test_no_file_outside_is_read_for_a_recipe(run, file):
    said, told = verdict(forged(run, parameters={"own": file}))
    assert (said, told) == (compare.UNKNOWN, ["missing: the file of parameter own, which leads out of the checkout"])


def test_no_source_that_a_recipe_names_is_read(run, edited):
    said, _ = verdict(forged(run, parameters={"source": edited, "grain": "month"}))
    assert said != compare.UNKNOWN


def test_parameters_that_do_not_fit_are_unknown(run):
    said, told = verdict(forged(run, parameters={"grain": "week"}))
    assert said == compare.UNKNOWN
    assert told[0].startswith("missing: parameters that fit the notebook: parameter grain: expected one of")


def test_a_file_of_a_parameter_is_looked_for_beside_the_clippings(checkout, run, edited, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("a\n")
    made = make(checkout, tmp_path / "more", own=str(own))
    figure = made / "figures" / "words.json"
    assert json.loads(figure.read_text())["files"][0]["file"] == "own.csv"
    assert verdict(figure)[1] == [
        "missing: own.csv, the file of parameter own; put it into the folder that --source names"
    ]
    clips = Path(shutil.copytree(checkout / "clips", tmp_path / "beside"))
    (clips / "own.csv").write_text("b\n")
    said, told = verdict(figure, source=str(clips))
    assert said == compare.CHANGED
    assert "file of parameter own: own.csv: its hash differs" in told


def test_files_of_a_folder_and_of_a_pattern_are_hashed_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "coded" / "deeper").mkdir(parents=True)
    for name in ("one.csv", "two.csv", "note.txt"):
        (tmp_path / "coded" / name).write_text(name)
    values = {"all": "coded", "some": [str(tmp_path / "coded" / "*.csv")], "one": "coded/one.csv", "no": "coded/3.csv"}
    found = [(name, file) for name, file, _ in parameters.hash_files(values)]
    inside = [("all", f"coded/{name}") for name in ("note.txt", "one.csv", "two.csv")]
    assert found == [*inside, ("some", "one.csv"), ("some", "two.csv"), ("one", "coded/one.csv")]


def test_clippings_that_are_not_at_hand_are_named(run):
    recipe = forged(run, inputs=[{"file": "elsewhere.txt", "sha256": "0" * 64}])
    assert verdict(recipe) == (
        compare.UNKNOWN,
        ["missing: the clippings (elsewhere.txt); name their folder with --source"],
    )


def test_a_figure_that_is_made_no_more_is_changed(run):
    assert verdict(forged(run, name="gone")) == (compare.CHANGED, ["the notebook now makes no figure gone"])


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b'{"id": "a"}', b"\xff\xfe", b'{"id": 1}', b"[]"])
@pytest.mark.parametrize("ending", ["json", "png", "svg", "pdf", "tex", "docx", "txt", "csv"])
def test_a_file_without_a_recipe_is_unknown(tmp_path, data, ending):
    path = tmp_path / f"some.{ending}"
    path.write_bytes(data)
    assert verdict(path)[0] == compare.UNKNOWN


def test_a_file_of_the_run_that_is_gone_is_told(run):
    (run / "figures" / "words.svg").unlink()
    found = {one.file.name: one for one in verify.verify([run])}
    assert found["words.svg"].told == ("missing: the file",)


def test_the_command_says_a_verdict_of_each_and_ends_with_0_only_if_all_is_well(run, edited, tmp_path):
    figure = str(run / "figures" / "words.png")
    done = CliRunner().invoke(main, ["verify", figure])
    assert (done.exit_code, done.output) == (0, f"identical: {figure}\n")
    done = CliRunner().invoke(main, ["verify", figure, "--source", edited])
    assert done.exit_code == 1
    assert done.output.startswith(f"changed: {figure}\n    input b.txt: its hash differs\n")
    assert CliRunner().invoke(main, ["verify", figure, str(tmp_path / "none.png")]).exit_code == 1


def test_what_a_file_says_cannot_steer_the_terminal(run):
    path = forged(run, notebook="\x1b[2Jx", notebook_sha256="00")
    done = CliRunner().invoke(main, ["verify", str(path)])
    assert done.exit_code == 1
    assert "\x1b" not in done.output


def test_nothing_is_left_behind(run, checkout, tmp_path):
    before = sorted(path for folder in (checkout, tmp_path) for path in folder.rglob("*"))
    verify.verify([run / "figures" / "words.png"])
    assert sorted(path for folder in (checkout, tmp_path) for path in folder.rglob("*")) == before
