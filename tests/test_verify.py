import base64
import json
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from conftest import PARAMETERS, SET_UP, write_notebook
from corpus import recipes, style
from corpus.cli import main
from corpus.errors import ParameterError
from corpus.recipes import dump, find_id
from corpus.runs import batch, compare, paths, pictures, proofs, verify
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
"""
MORE = """\
corpus.save_table(run, points, "words", "Words of each file.")
corpus.save_number(run, "files", len(points), "Files.")
corpus.save_number(run, "mean", points["words"].mean(), "Mean.")
(run.folder / "validation").mkdir(exist_ok=True)
points.assign(label="").to_csv(run.folder / "validation" / "coder1.csv", index=False)
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
    write_notebook(root / "notebooks" / "words.ipynb", SET_UP, MAKE, MORE, parameters=parameters)
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
    assert len(found) == 5 + 4 + 2 + 1 + 1
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


def test_a_csv_beside_a_file_of_the_same_name_that_carries_no_recipe_is_found_by_its_hash(run, tmp_path):
    shutil.copy(run / "figures" / "words.csv", tmp_path / "data.csv")
    (tmp_path / "data.tex").write_text("a text of one's own\n")
    assert verdict(tmp_path / "data.csv") == (compare.IDENTICAL, [])


def test_a_home_of_nobody_is_a_file_that_is_missing():
    assert verdict("~no-such-user/words.png") == (compare.UNKNOWN, ["missing: the file"])
    with pytest.raises(ParameterError, match="found no recipe"):
        proofs.find_recipes("~no-such-user/words.png")


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
    other = tmp_path / "other.mplstyle"
    other.write_text(
        Path(style.STYLE).read_text().replace("lines.linewidth: 1.2", "lines.linewidth: 1.2\nfigure.facecolor: EEEEEE")
    )
    with monkeypatch.context() as patched:
        patched.setattr(style, "STYLE", str(other))
        older = recipes.versions() | {"matplotlib": "3.0.0"}
        patched.setattr(recipes, "versions", lambda: older)
        older_run = make(checkout, tmp_path / "older")
    shutil.copy(older_run / "figures" / "words.png", tmp_path / "alone.png")
    said, told = verdict(tmp_path / "alone.png")
    assert said == compare.OTHER
    now = recipes.versions()["matplotlib"]
    assert told[:2] == [f"data equal ({recipes.TOLERANCE})", f"moved: matplotlib 3.0.0 -> {now}"]
    assert " of the pixels differ" in told[2]
    for ending in ("svg", "pdf"):
        assert verdict(older_run / "figures" / f"words.{ending}")[1][2] == pictures.BY_EYE


@pytest.mark.parametrize(("ending", "same"), [("png", "SAME_PIXELS"), ("svg", "SAME_DRAWING"), ("pdf", "SAME_DRAWING")])
def test_the_same_drawing_by_another_version_is_told(run, checkout, tmp_path, monkeypatch, ending, same):
    with monkeypatch.context() as patched:
        older = recipes.versions() | {"scipy": "1.0.0-with-a-longer-name"}
        patched.setattr(recipes, "versions", lambda: older)
        made = make(checkout, tmp_path / "older")
    said, told = verdict(made / "figures" / f"words.{ending}")
    assert said == compare.OTHER
    assert told[2:] == [getattr(pictures, same)]


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
    assert " of the pixels differ" in told[1]


def test_a_picture_packed_again_is_identical_and_said_to_be_written_again(run):
    path = run / "figures" / "words.png"
    before = path.read_bytes()
    pixels, info = repaint(path)
    pixels.save(path, pnginfo=info, compress_level=1)
    assert path.read_bytes() != before
    assert verdict(path) == (
        compare.IDENTICAL,
        [f"{pictures.SAME_PIXELS}; the file was written again by another program"],
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
    assert verdict(figure)[1] == ["missing: own.csv, the file of parameter own; put it into the checkout as own.csv"]
    clips = Path(shutil.copytree(checkout / "clips", tmp_path / "beside"))
    (clips / "own.csv").write_text("b\n")
    said, told = verdict(figure, source=str(clips))
    assert said == compare.CHANGED
    assert "file of parameter own: own.csv: its hash differs" in told


def test_a_file_of_a_parameter_put_where_the_message_says_makes_the_figure_identical(checkout, run, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("a\n")
    figure = make(checkout, tmp_path / "more", own=str(own)) / "figures" / "words.json"
    place = checkout / verdict(figure)[1][0].rpartition(" as ")[2]
    shutil.copy(own, place)
    try:
        assert verdict(figure) == (compare.IDENTICAL, [])
    finally:
        place.unlink()


def test_files_of_a_folder_and_of_a_pattern_are_hashed_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "coded" / "deeper").mkdir(parents=True)
    for name in ("one.csv", "two.csv", "note.txt"):
        (tmp_path / "coded" / name).write_text(name)
    values = {"all": "coded", "some": [str(tmp_path / "coded" / "*.csv")], "one": "coded/one.csv", "no": "coded/3.csv"}
    found = [(name, file) for name, file, _ in paths.hash_files(values)]
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


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("caption", "Sentences.", "caption: 'Sentences.' in it, 'Words.' now"),
        ("alt", "Lines.", "alt: 'Lines.' in it, 'Bars.' now"),
        ("parameters", {"grain": "year"}, "the file was altered after it was saved"),
        ("inputs", [{"file": "a.txt", "sha256": "0" * 64}], "input a.txt: its hash differs"),
        ("articles", ["a.txt"], "articles behind it: 1 in the recipe, 2 now"),
        ("lexicons", [{"name": "mine", "version": "1", "sha256": "0" * 64}], "lexicon mine: gone"),
        ("columns", {"file": "0" * 12, "words": "1" * 12}, "the fingerprints of rows"),
    ],
)
def test_a_picture_with_a_forged_recipe_is_found_out(run, tmp_path, field, value, told):
    path = run / "figures" / "words.png"
    recipe = json.loads((run / "figures" / "words.json").read_text())
    recipe[field] = recipe[field] | value if field == "parameters" else value
    pixels, info = repaint(path, {"id": find_id(recipe)} | {k: v for k, v in recipe.items() if k != "id"})
    pixels.save(tmp_path / "alone.png", pnginfo=info)
    said, found = verdict(tmp_path / "alone.png")
    assert said == compare.CHANGED
    assert any(text.startswith(told) for text in found)


@pytest.mark.parametrize("stolen", ["figures/words.json", "numbers.json", "tables/words.json"])
def test_a_picture_with_the_recipe_of_something_else_is_found_out(run, tmp_path, stolen):
    read = json.loads((run / stolen).read_text())
    info = PngInfo()
    info.add_text("corpus-recipe", dump(read[0] if isinstance(read, list) else read))
    Image.new("RGB", (300, 200), "red").save(tmp_path / "other.png", pnginfo=info)
    assert verdict(tmp_path / "other.png")[0] == compare.CHANGED


def test_a_macro_added_by_hand_to_the_numbers_is_told(run):
    path = run / "numbers.tex"
    path.write_text(path.read_text() + "\\renewcommand{\\wordsFiles}{3}\n")
    assert verdict(path) == (
        compare.CHANGED,
        [f"{name}: a line was added by hand: \\renewcommand{{\\wordsFiles}}{{3}}" for name in ("files", "mean")],
    )


@pytest.mark.parametrize("gap", ["", " "])
def test_a_macro_put_after_a_second_copy_of_a_recipe_is_told(run, gap):
    path = run / "numbers.tex"
    lines = path.read_text().splitlines()
    proof = lines[0].replace("recipe: ", f"recipe: {gap}", 1)
    path.write_text("\n".join([*lines, proof, "\\renewcommand{\\wordsFiles}{3}", ""]))
    said, told = verdict(path)
    assert said == compare.CHANGED
    assert told[0] == (
        "files: the macro is not the one its recipe describes, '2': found \\renewcommand{\\wordsFiles}{3}"
    )


def test_a_picture_cut_off_is_changed_and_one_without_a_recipe_unknown(run, tmp_path):
    data = (run / "figures" / "words.png").read_bytes()
    cut = tmp_path / "cut.png"
    cut.write_bytes(data[:-2000])
    said, told = verdict(cut)
    assert said == compare.CHANGED
    assert told[1].startswith("the picture cannot be read to its end")
    Image.new("RGB", (9, 9)).save(tmp_path / "bare.png")
    assert verdict(tmp_path / "bare.png") == (compare.UNKNOWN, ["missing: a recipe; bare.png carries none"])


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_bombs_are_unknown(tmp_path):
    head = b"\x89PNG\r\n\x1a\n"
    small = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    text = chunk(b"zTXt", b"corpus-recipe\0\0" + zlib.compress(b"[" * (200 << 20), 9))
    (tmp_path / "text.png").write_bytes(head + small + text + chunk(b"IDAT", b"") + chunk(b"IEND", b""))
    huge = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0))
    (tmp_path / "pixels.png").write_bytes(head + huge + chunk(b"IDAT", b"") + chunk(b"IEND", b""))
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    (tmp_path / "entities.svg").write_text(
        f"<!DOCTYPE s [{entities}]><svg><dc:description>&e11;</dc:description></svg>"
    )
    (tmp_path / "deep.json").write_text("[" * 100_000)
    with zipfile.ZipFile(tmp_path / "word.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("customXml/recipe.xml", b"<" * (100 << 20))
    for name in ("text.png", "pixels.png", "entities.svg", "deep.json", "word.docx"):
        assert verdict(tmp_path / name)[0] == compare.UNKNOWN, name


@pytest.mark.parametrize("name", ["../words", "words/../../x", "/etc/passwd", "", "a.b"])
def test_a_name_that_is_a_path_is_no_name(run, name):
    said, told = verdict(forged(run, name=name))
    assert said == compare.UNKNOWN
    assert told[0].endswith("lacks a right 'name'")


ODD = [None, True, -1, 1.5, "", "x", [], [1], {}, {"x": {}}, {"count": "1"}, [{"sha256": 1}], [{"sha256": "x"}], 10**30]


@pytest.mark.parametrize("field", ["inputs", "articles", "rows", "columns", "versions", "parameters", "files", "alt",
                                   "lexicons", "kind", "id", "data_sha256", "package_sha256", "width_mm"])  # fmt: skip
def test_recipes_of_odd_shapes_never_end_in_an_error(run, field, monkeypatch):
    made = (run, json.loads((run / "figures" / "words.json").read_text()))
    monkeypatch.setattr(verify, "_make", lambda recipes, source, scratch: {verify._key(one): run for one in recipes})
    for value in ODD:
        path = run.parent / f"odd{ODD.index(value)}.json"
        recipe = made[1] | {field: value}
        path.write_text(dump({"id": find_id(recipe)} | {k: v for k, v in recipe.items() if k != "id"}))
        said, told = verdict(path)
        assert said in (compare.UNKNOWN, compare.CHANGED, compare.OTHER, compare.IDENTICAL)
        assert said in (compare.OTHER, compare.IDENTICAL) or told


# executed notebooks


def executed(run):
    return run / "words.ipynb", json.loads((run / "words.ipynb").read_text())


def write(path, book):
    path.write_text(json.dumps(book))
    return verdict(path)


def test_an_executed_notebook_mailed_alone_is_identical(run, tmp_path):
    shutil.copy(run / "words.ipynb", tmp_path / "mailed.ipynb")
    shutil.rmtree(run)
    assert verdict(tmp_path / "mailed.ipynb") == (compare.IDENTICAL, [])


def test_a_cell_added_by_hand_is_told(run):
    path, book = executed(run)
    book["cells"].insert(2, {"cell_type": "markdown", "metadata": {}, "source": "A word of **mine**."})
    assert write(path, book) == (compare.CHANGED, ["cell 3 was added or changed by hand: A word of **mine**."])


def test_code_changed_by_hand_is_told(run):
    path, book = executed(run)
    last = book["cells"][-2]
    last["source"] = "".join(last["source"]).replace("/ 7", "/ 8")
    said, told = write(path, book)
    assert said == compare.CHANGED
    assert any(" was added or changed by hand: import matplotlib" in text for text in told)


def test_an_output_changed_by_hand_is_told(run):
    path, book = executed(run)
    book["cells"][-2]["outputs"][0]["data"]["text/plain"] = "12 files"
    said, told = write(path, book)
    assert said == compare.CHANGED
    assert told[0].startswith(f"cell {len(book['cells']) - 1} shows something else than the same cell run again: ")


def test_a_picture_put_into_a_notebook_by_hand_is_told(run):
    path, book = executed(run)
    [output] = [one for one in book["cells"][-2]["outputs"] if "image/png" in one.get("data", {})]
    pixels, info = repaint(run / "figures" / "words.png")
    pixels.paste((255, 0, 0, 255), (100, 100, 200, 200))
    pixels.save(run / "painted.png", pnginfo=info)
    output["data"]["image/png"] = base64.b64encode((run / "painted.png").read_bytes()).decode()
    said, told = write(path, book)
    assert said == compare.CHANGED
    assert " shows something else " in told[0]


def given_cell(**changes):
    """A cell as papermill puts it in, with changes."""
    cell = {"cell_type": "code", "execution_count": 1, "outputs": [], "source": "# Parameters\ngrain = 'month'\n"}
    return cell | {"metadata": {"tags": ["injected-parameters"]}} | changes


def test_parameters_of_a_notebook_that_are_not_those_of_its_figures_are_told(run):
    path, book = executed(run)
    book["cells"] = [cell for cell in book["cells"] if "injected-parameters" not in cell["metadata"].get("tags", [])]
    book["cells"].insert(1, given_cell(source="# Parameters\ngrain = 'year'\n"))
    said, told = write(path, book)
    assert said == compare.CHANGED
    assert told == ["parameter grain: 'year' in the notebook, 'month' in the recipe of its figures"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"source": "# Parameters\ngrain = {[]: 1}\n"}, ["the cell of the parameters given cannot be read"]),
        (
            {"source": "# Parameters\ngrain: str = 'year'\n"},
            ["the cell of the parameters given does more than give values: grain: str = 'year'"],
        ),
        (
            {"outputs": [{"output_type": "stream", "name": "stdout", "text": "p < 0.001"}]},
            ["cell 2 was added or changed by hand: # Parameters grain = 'month'"],
        ),
        (
            {"cell_type": "markdown", "source": "# All is proven"},
            ["cell 2 was added or changed by hand: # All is proven"],
        ),
    ],
)
def test_what_is_hidden_among_the_parameters_given_is_told(run, changes, told):
    path, book = executed(run)
    book["cells"] = [cell for cell in book["cells"] if "injected-parameters" not in cell["metadata"].get("tags", [])]
    book["cells"].insert(1, given_cell(**changes))
    assert write(path, book) == (compare.CHANGED if told else compare.IDENTICAL, told)


@pytest.mark.parametrize("metadata", [None, [], "x", {"tags": None}, {"tags": 3}])
def test_a_notebook_whose_cells_have_odd_metadata_is_no_error(run, metadata):
    path, book = executed(run)
    book["cells"][0]["metadata"] = metadata
    assert write(path, book) == (compare.IDENTICAL, [])


def test_a_notebook_of_changed_clippings_names_the_input_once(run, edited):
    said, told = verdict(run / "words.ipynb", source=edited)
    assert said == compare.CHANGED
    assert told == ["input b.txt: its hash differs"]


def test_cells_are_numbered_as_a_reader_sees_them(checkout, run, tmp_path):
    path, book = executed(make(checkout, tmp_path / "years", grain="year"))
    assert any("injected-parameters" in cell["metadata"].get("tags", []) for cell in book["cells"])
    book["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "Mine."})
    assert write(path, book)[1] == [f"cell {len(book['cells'])} was added or changed by hand: Mine."]


def test_a_notebook_of_another_version_holds_the_same_data(run, monkeypatch):
    path, book = executed(run)
    new = json.loads((run / "figures" / "words.json").read_text())
    monkeypatch.setattr(verify, "_find_new", lambda old, folder: new | {"versions": new["versions"] | {"pillow": "99"}})
    book["cells"][-2]["outputs"][0]["data"].pop("image/png", None)
    assert verdict(path)[0] == compare.OTHER


@pytest.mark.parametrize("data", [b"{}", b'{"cells": 3}', b'{"cells": [{"source": []}]}', b'{"cells": [{}]}'])
def test_a_notebook_without_figures_is_unknown(tmp_path, data):
    (tmp_path / "some.ipynb").write_bytes(data)
    assert verdict(tmp_path / "some.ipynb")[0] == compare.UNKNOWN


# files without a recipe


def test_a_sheet_for_coders_is_verified_with_its_run(run, edited):
    sheet = run / "validation" / "coder1.csv"
    assert verdict(sheet) == (compare.IDENTICAL, [])
    assert verdict(sheet, source=edited) == (compare.CHANGED, ["input b.txt: its hash differs"])
    sheet.write_text(sheet.read_text().replace(",\n", ",1\n", 1).replace("label\n", "label\n"))
    said, told = verdict(sheet)
    assert said == compare.CHANGED
    assert told == ["row 1, column label: '1' in it, '' now"]


def test_a_picture_cut_off_before_its_recipe_is_compared_as_a_file_of_its_run(run):
    path = run / "figures" / "words.png"
    path.write_bytes(path.read_bytes()[:500])
    assert verdict(path) == (compare.CHANGED, ["it is not the file that its notebook makes now"])


def test_a_manifest_cannot_name_files_elsewhere(run, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    manifest = json.loads((run / "manifest.json").read_text())
    manifest["files"] |= {str(tmp_path / "secret.csv"): "", "../secret.csv": ""}
    (run / "manifest.json").write_text(json.dumps(manifest))
    assert "secret.csv" not in {one.file.name for one in verify.verify([run])}
    assert verdict(tmp_path / "secret.csv")[0] == compare.UNKNOWN


@pytest.mark.parametrize("manifest", ["[]", "3", '{"files": 3}', '{"files": ["a"]}', "{"])
def test_a_broken_manifest_is_no_obstacle(run, manifest):
    (run / "manifest.json").write_text(manifest)
    assert verify.is_good(verify.verify([run]))


# many inputs


def test_which_of_many_inputs_changed_is_told_from_the_manifest_beside(run, edited, monkeypatch, tmp_path):
    for module in (recipes, compare, verify):
        monkeypatch.setattr(module, "LISTED_INPUTS", 1)
    old = json.loads((run / "figures" / "words.json").read_text())
    many = old | {"inputs": recipes.shorten(old["inputs"], 1)}
    assert many["inputs"]["count"] == 2
    path = run / "figures" / "words.json"
    path.write_text(dump({"id": find_id(many)} | {k: v for k, v in many.items() if k != "id"}))
    for name in ("csv", "png", "svg", "pdf"):
        (run / "figures" / f"words.{name}").unlink()
    assert "input b.txt: its hash differs" in verdict(path, source=edited)[1]
    shutil.copy(path, tmp_path / "alone.json")
    assert verdict(tmp_path / "alone.json", source=edited)[1][0].startswith("inputs: 2 files in the recipe, 2 now")


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
