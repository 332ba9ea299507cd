import hashlib
import io
import json
import math
import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import docx
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from pypdf import PdfReader

from corpus import style
from corpus.errors import ParameterError, TableError
from corpus.figures import Run, list_saved, save_figure, save_number, save_table
from corpus.recipes import LISTED_INPUTS, find_id, fingerprint, read_cells
from corpus.style import size

CAPTION = 'Tone by actor: "Dar" & <others>, 2021–2025.'
ALT = "Three points; the highest is Dar's."


@pytest.fixture
def run(tmp_path):
    parameters = {
        "source": "/home/jane/clips",
        "out": "/home/jane/out",
        "grain": "month",
        "own": "/home/jane/my.csv",
    }
    inputs = (("a.txt", "11" * 32), ("more/b.txt", "22" * 32))
    return Run("sentiment", parameters, Path("/home/jane/clips"), tmp_path, inputs, (("actors", "1.0", "33" * 32),))


def points():
    return pd.DataFrame({"actor": ["Dar", "=HYPERLINK(1)", "Muttaqi, A."], "tone": [0.25, -0.5, 1 / 3]})


def draw(width="wide"):
    data = points()
    with style.style():
        fig, axes = plt.subplots(figsize=size(width))
        axes.plot(data["actor"], data["tone"], linestyle="none", label="body")
        axes.plot(data["actor"], data["tone"] / 2, linestyle="none", label="summary")
        axes.set(title="Tone by actor", xlabel="actor", ylabel="tone (−1 to 1)")
        axes.legend()
    return fig


def save(run, name="tone-by-actor", **more):
    return save_figure(run, draw(), name, **{"data": points(), "caption": CAPTION, "alt": ALT, **more})


def test_figure_is_saved_in_five_forms_and_nothing_else(run):
    saved = save(run)
    files = sorted(path.name for path in (run.folder / "figures").iterdir())
    assert files == [f"tone-by-actor.{ending}" for ending in ("csv", "json", "pdf", "png", "svg")]
    assert sorted(saved.files) == [f"figures/{name}" for name in files]
    assert run.folder == run.out / "sentiment"


def test_same_inputs_give_the_same_bytes_in_every_file(run, tmp_path):
    save(run)
    elsewhere = Run(**{**vars(run), "out": tmp_path / "elsewhere"})
    save(elsewhere)
    for path in (run.folder / "figures").iterdir():
        assert path.read_bytes() == (elsewhere.folder / "figures" / path.name).read_bytes(), path.name


def embedded(folder, name):
    svg = ET.parse(folder / f"{name}.svg").find(".//{http://purl.org/dc/elements/1.1/}description")
    return {
        "json": (folder / f"{name}.json").read_text(),
        "pdf": PdfReader(folder / f"{name}.pdf").metadata.subject,
        "png": Image.open(folder / f"{name}.png").text["corpus-recipe"],
        "svg": svg.text,
    }


def test_the_same_recipe_is_in_every_file(run):
    saved = save(run, sources=["b", "a", "a"])
    recipes = {form: json.loads(text) for form, text in embedded(run.folder / "figures", saved.name).items()}
    for recipe in recipes.values():
        assert recipe == recipes["json"]
    recipe = recipes["json"]
    csv = (run.folder / "figures" / "tone-by-actor.csv").read_bytes()
    assert recipe["id"] == saved.id
    assert recipe["data_sha256"] == hashlib.sha256(csv).hexdigest()
    assert recipe["articles"] == ["a", "b"]
    assert recipe["inputs"][1] == {"file": "more/b.txt", "sha256": "22" * 32}
    assert recipe["lexicons"] == [{"name": "actors", "version": "1.0", "sha256": "33" * 32}]
    assert recipe["parameters"] == {"grain": "month", "own": "my.csv"}
    assert set(recipe["versions"]) >= {"corpus", "pandas", "matplotlib", "python"}
    assert (recipe["caption"], recipe["alt"]) == (CAPTION, ALT)


def everything(path):
    """The bytes of a file and of all that is packed in it."""
    data = path.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {facts.date_time for facts in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return data + b"".join(map(archive.read, archive.namelist()))


def save_all(run):
    save(run)
    save_table(run, points(), "points", "Points & more.", sources=["b"])
    save_number(run, "mean-tone", -1 / 3, "Mean tone.", sources=["a"])
    return {path.relative_to(run.folder): path for path in run.folder.rglob("*.*")}


def test_no_file_tells_a_user_a_folder_or_a_day(run):
    files = save_all(run)
    assert len(files) == 5 + 4 + 2
    for name, path in files.items():
        data = everything(path)
        for secret in (b"jane", b"/home", str(run.out).encode(), b"CreationDate", b"dc:date", b"dcterms:created"):
            assert secret not in data, (name, secret)


def test_tables_and_numbers_have_the_same_bytes_again(run, tmp_path):
    first = save_all(run)
    second = save_all(Run(**{**vars(run), "out": tmp_path / "elsewhere"}))
    assert first.keys() == second.keys()
    for name, path in first.items():
        assert path.read_bytes() == second[name].read_bytes(), name


def test_figure_table_and_number_of_a_run_carry_one_identity(run):
    save_all(run)
    paths = ("figures/tone-by-actor.json", "tables/points.json", "numbers.json")
    recipes = [json.loads((run.folder / path).read_text()) for path in paths]
    recipes[2] = recipes[2][0]
    for name in ("notebook_sha256", "parameters", "inputs", "lexicons", "versions", "package_sha256", "files"):
        assert recipes[0][name] == recipes[1][name] == recipes[2][name]
    assert [find_id(one) for one in recipes] == [one["id"] for one in recipes]
    assert list_saved(run)["kind"].tolist() == ["figure", "table", "number"]


def test_of_very_many_inputs_the_recipe_holds_count_and_hash(run):
    many = Run(**{**vars(run), "inputs": tuple((f"{n:04d}.txt", "aa") for n in range(LISTED_INPUTS + 1))})
    save(many)
    recipe = json.loads((run.folder / "figures" / "tone-by-actor.json").read_text())
    assert recipe["inputs"]["count"] == LISTED_INPUTS + 1


def test_of_many_articles_the_recipe_holds_count_and_hash(run):
    save(run, sources=[f"{n:04d}" for n in range(201)])
    expected = hashlib.sha256("".join(f'"{n:04d}"\n' for n in range(201)).encode()).hexdigest()
    recipe = json.loads((run.folder / "figures" / "tone-by-actor.json").read_text())
    assert recipe["articles"] == {"count": 201, "sha256": expected}


def test_id_changes_with_data_parameters_and_inputs(run):
    ids = {save(run).id, save(run, data=points().head(2)).id, save(run, caption="Other.").id}
    ids.add(save(Run(**{**vars(run), "parameters": {"grain": "year"}})).id)
    ids.add(save(Run(**{**vars(run), "inputs": ()})).id)
    assert len(ids) == 5


def test_id_does_not_change_with_the_place_of_source_and_results(run, tmp_path):
    moved = Run(**{**vars(run), "source": tmp_path, "out": tmp_path / "b", "parameters": {
        **run.parameters, "source": "x", "out": "y"}})  # fmt: skip
    assert save(moved).id == save(run).id


@pytest.mark.parametrize(("what", "text"), [("caption", ""), ("alt", "  \n"), ("caption", "\t")])
def test_empty_caption_or_alt_is_refused_by_name(run, what, text):
    with pytest.raises(ParameterError, match=f"tone-by-actor, {what}: expected a sentence"):
        save(run, **{what: text})
    assert not run.folder.exists()


@pytest.mark.parametrize("name", ["Tone by actor", "../tone", "tone_by", "", "a--b", "tone.pdf"])
def test_bad_name_is_refused_with_a_better_one(run, name):
    with pytest.raises(ParameterError, match=r"expected small letters, digits and hyphens as in '[a-z-]+'"):
        save(run, name=name)


def test_column_name_that_stands_twice_is_refused(run):
    twice = pd.DataFrame([[1, 2]], columns=["tone", "tone"])
    with pytest.raises(TableError, match="column tone: expected once, found twice"):
        save(run, data=twice)


def test_figure_is_closed_after_saving(run):
    plt.close("all")
    save(run)
    assert plt.get_fignums() == []


def test_print_width_is_kept_to_the_pixel_and_fonts_are_truetype(run):
    save_figure(run, draw("single"), "one", data=points(), caption=CAPTION, alt=ALT)
    page = PdfReader(run.folder / "figures" / "one.pdf").pages[0]
    assert float(page.mediabox.width) / 72 * 25.4 == pytest.approx(89, abs=0.1)
    assert Image.open(run.folder / "figures" / "one.png").width == pytest.approx(89 / 25.4 * 300, abs=1)
    fonts = [font.get_object()["/Subtype"] for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert "/Type3" not in fonts


def test_notebook_shows_figure_with_escaped_alt_caption_and_id(run):
    bundle = save(run, alt='A "quoted" <alt>')._repr_mimebundle_()
    assert 'alt="A &quot;quoted&quot; &lt;alt&gt;"' in bundle["text/html"]
    assert "&amp; &lt;others&gt;" in bundle["text/html"]
    assert re.search(r"\[id [0-9a-f]{12}\]<br>", bundle["text/html"])
    assert re.search(r"cite as: Figure tone-by-actor, notebook sentiment, corpus [\d.]+ \[id", bundle["text/html"])
    assert set(bundle) == {"text/plain", "text/html", "image/png"}


def test_csv_keeps_numbers_in_full_and_disarms_formulas(run):
    save(run)
    lines = (run.folder / "figures" / "tone-by-actor.csv").read_text().splitlines()
    assert lines == ["actor,tone", "Dar,0.25", "'=HYPERLINK(1),-0.5", '"Muttaqi, A.",0.3333333333333333']


def test_named_index_becomes_a_column_and_a_plain_one_does_not(run):
    counts = points().set_index("actor")
    save_table(run, counts, "counts", "Counts.")
    save_table(run, points().iloc[::-1], "plain", "Counts.")
    assert (run.folder / "tables" / "counts.csv").read_text().startswith("actor,tone\nDar,0.25\n")
    assert (run.folder / "tables" / "plain.csv").read_text().startswith('actor,tone\n"Muttaqi, A."')


def test_latex_table_escapes_what_was_scraped(run):
    wild = pd.DataFrame({"title_1": [r"\input{x} 50% & #1 $a_b^c~ {z}", "plain\nline"], "n": [1234.5, float("nan")]})
    save_table(run, wild, "articles", "Titles & outlets.")
    tex = (run.folder / "tables" / "articles.tex").read_text()
    left, right = r"\textbraceleft{}", r"\textbraceright{}"
    start = rf"\textbackslash{{}}input{left}x{right} 50\% \& \#1 \$a\_b"
    escaped = start + rf"\textasciicircum{{}}c\textasciitilde{{}} {left}z{right} & 1234.5 \\"
    assert escaped in tex.splitlines()
    assert r"plain line &  \\" in tex.splitlines()
    assert r"title\_1 & n \\" in tex.splitlines()
    assert re.search(r"\\caption\{Titles \\& outlets\. \{\[\}id [0-9a-f]{12}\{\]\}\}", tex)
    assert r"\begin{tabular}{lr}" in tex
    assert tex.index(r"\toprule") < tex.index(r"\midrule") < tex.index(r"\bottomrule")


def test_table_is_saved_with_recipe_and_shown_escaped(run):
    frame = pd.DataFrame({"std": ["<b>"], "day": pd.to_datetime(["2023-07-21"]), "share": [0.12345]})
    saved = save_table(run, frame, "articles", "Articles.", sources=["a"])
    recipe = json.loads((run.folder / "tables" / "articles.json").read_text())
    csv = (run.folder / "tables" / "articles.csv").read_bytes()
    assert (recipe["kind"], recipe["articles"], recipe["id"]) == ("table", ["a"], saved.id)
    assert recipe["data_sha256"] == hashlib.sha256(csv).hexdigest()
    shown = saved._repr_mimebundle_()["text/html"]
    for part in (">std</th>", ">&lt;b&gt;</td>", ">2023-07-21</td>", ">0.123</td>"):
        assert part in shown
    assert csv == b"std,day,share\n<b>,2023-07-21,0.12345\n"


def test_word_table_holds_caption_id_cells_and_recipe(run):
    wild = pd.DataFrame({"title": ["<w:p/> & \x08 ]]>", "plain"], "n": [1, 2]})
    saved = save_table(run, wild, "articles", "Titles.")
    document = docx.Document(run.folder / "tables" / "articles.docx")
    assert document.paragraphs[0].text == f"Titles. [id {saved.id}]"
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["title", "n"], ["<w:p/> & \N{REPLACEMENT CHARACTER} ]]>", "1"], ["plain", "2"]]  # fmt: skip
    assert document.core_properties.author == "corpus-notebooks"


@pytest.mark.parametrize(
    ("value", "digits", "text", "macro"),
    [
        (12, 3, "12", "12"),
        (np.int64(7), 3, "7", "7"),
        (2 / 3, 2, "0.67", "0.67"),
        (np.float64(0.00001), 3, "1.0e-05", "1.0e-05"),
        (math.nan, 3, "not available", "not available"),
        (r"\input{x} & 5%", 3, r"\input{x} & 5%", r"\textbackslash{}input\textbraceleft{}x\textbraceright{} \& 5\%"),
    ],
)
def test_number_is_printed_and_becomes_a_macro_of_letters(run, value, digits, text, macro):
    saved = save_number(run, "acts-2023", value, "Acts.", digits=digits)
    assert f"{saved}" == text
    lines = (run.folder / "numbers.tex").read_text().splitlines()
    assert lines[1] == rf"\newcommand{{\sentimentActsTwoZeroTwoThree}}{{{macro}}}"
    assert json.loads((run.folder / "numbers.json").read_text())[0]["id"] == saved.id


def test_numbers_of_a_run_stand_together_and_those_of_another_leave(run):
    save_number(run, "b", 1, "B.")
    save_number(run, "a", 2, "A.")
    save_number(run, "b", 3, "B.")
    numbers = json.loads((run.folder / "numbers.json").read_text())
    assert [(one["name"], one["value"]) for one in numbers] == [("a", 2), ("b", 3)]
    save_number(Run(**{**vars(run), "parameters": {"grain": "year"}}), "c", 4, "C.")
    assert [one["name"] for one in json.loads((run.folder / "numbers.json").read_text())] == ["c"]


def test_two_numbers_with_one_macro_are_refused(run):
    save_number(run, "top-1", 1, "One.")
    with pytest.raises(ParameterError, match="expected a macro of its own"):
        save_number(run, "top-one", 1, "One.")


def test_fingerprints_tell_cells_apart_but_not_the_last_bits_of_a_fraction():
    first = fingerprint(b"a,b\n1,0.3\n2,0.5\n")
    assert fingerprint(b"a,b\n1,0.30000000000000004\n2,0.5\n") == first
    changed = fingerprint(b"a,b\n1,0.3\n2,0.50001\n")
    assert (changed["columns"]["a"], changed["rows"][0]) == (first["columns"]["a"], first["rows"][0])
    assert changed["columns"]["b"] != first["columns"]["b"]
    assert changed["rows"][1] != first["rows"][1]
    assert read_cells(b"id\n001\n1\n") == [["id"], ["001"], ["1"]]


def test_empty_table_is_saved(run):
    save_table(run, points().head(0), "none", "No article in the window.")
    assert (run.folder / "tables" / "none.csv").read_text() == "actor,tone\n"


def test_inputs_are_not_changed(run):
    data = points()
    before = data.copy(deep=True)
    save(run, data=data)
    save_table(run, data, "points", "Points.")
    pd.testing.assert_frame_equal(data, before)


def test_style_as_context_leaves_settings_alone():
    before = dict(mpl.rcParams)
    with style.style():
        assert mpl.rcParams["pdf.fonttype"] == 42
        assert mpl.rcParams["axes.prop_cycle"].by_key()["color"] == list(style.COLOURS)
        assert mpl.rcParams["axes.prop_cycle"].by_key()["marker"] == list(style.MARKERS)
    assert dict(mpl.rcParams) == before


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_stand_out_from_white():
    contrast = [1.05 / (luminance(colour) + 0.05) for colour in style.COLOURS]
    assert min(contrast) > 2
    assert min(contrast[:3]) > 3


def shades(name):
    return ["#{:02x}{:02x}{:02x}".format(*(round(255 * part) for part in mpl.colormaps[name](at / 255)[:3]))
            for at in range(256)]  # fmt: skip


def test_the_map_of_the_style_falls_in_lightness_evenly_so_that_it_reads_in_grey():
    with style.style():
        y = np.array([luminance(colour) for colour in shades(mpl.rcParams["image.cmap"])])
    light = np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y)
    assert (np.diff(light) < 0.1).all()
    line = np.polyval(np.polyfit(range(256), light, 1), range(256))
    assert np.abs(light - line).max() < 3
    assert light[0] - light[-1] > 60


@pytest.mark.parametrize("name", ["cividis_r", "PuOr"])
def test_numbers_in_the_cells_of_a_heat_map_stand_out(name):
    for colour in shades(name):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        own = luminance(colour)
        contrast = (own + 0.05) / 0.05 if style.ink_on(parts) == "black" else 1.05 / (own + 0.05)
        assert contrast >= 4.5, colour


def test_no_two_groups_are_told_apart_by_colour_alone():
    with style.style():
        looks = [(one["marker"], one["linestyle"]) for one in mpl.rcParams["axes.prop_cycle"]]
    assert len({marker for marker, _ in looks}) == len(looks)
    greys = sorted(round(luminance(colour), 2) for colour in style.COLOURS)
    assert len(set(greys)) >= 5


@pytest.mark.parametrize("width", ["huge", 0, -3])
def test_impossible_width_is_refused(width):
    with pytest.raises(ParameterError, match=r"width: expected one of|expected millimetres above 0"):
        size(width)


@pytest.mark.parametrize(("rows", "told"), [(40, ""), (41, "and 1 more rows, in the CSV"), (500, "and 460 more rows")])
def test_a_notebook_shows_the_first_rows_of_a_long_table_and_says_how_many_more(run, rows, told):
    saved = save_table(run, pd.DataFrame({"word": [f"w{at}" for at in range(rows)], "n": 1}), "long", "Words.")
    assert saved.shown.count("<tr>") == 1 + min(rows, 40) + bool(told)
    assert told in saved.shown
    assert ("more rows" in saved.shown) == bool(told)
    assert len(pd.read_csv(run.folder / "tables" / "long.csv")) == rows


@pytest.mark.parametrize("dtype", ["str", "int64", "float64", "datetime64[us]", "bool", object])
def test_a_table_without_rows_is_saved_whatever_its_columns(run, dtype):
    saved = save_table(run, pd.DataFrame({"first": pd.Series(dtype=dtype)}), "empty", "Nothing.")
    assert saved.shown.count("<tr>") == 1


def test_a_tiny_number_is_not_shown_as_nothing(run):
    saved = save_table(run, pd.DataFrame({"p": [0.00000012, 0.0, 0.25]}), "p", "Tests.")
    assert [part.partition("<")[0] for part in saved.shown.split('right">')[2:]] == ["1.2e-07", "0", "0.25"]
