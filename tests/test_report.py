import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from PIL import Image

from corpus.runs.manifests import DONE, FAILED, Done, Planned
from corpus.runs.report import write_report

HOSTILE = """<script src="http://x.example/a.js">alert('1')</script> & "quoted" \\input{x} ]]>"""


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self):
        super().__init__()
        self.tags, self.said = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.said += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def lay(out, name, key, status=DONE, caption="Articles.", alt="Two bars.", figure="outlets", **parameters):
    folder = out / name / key
    (folder / "figures").mkdir(parents=True)
    (folder / "tables").mkdir()
    (folder / f"{name}.ipynb").write_text("{}")
    recipe = {
        "id": "0123456789ab",
        "caption": caption,
        "alt": alt,
        "notebook": name,
        "kind": "figure",
        "name": figure,
        "versions": {"corpus": "0.1.0"},
    }
    for ending in ("png", "svg", "pdf", "csv"):
        (folder / "figures" / f"{figure}.{ending}").write_bytes(b"")
    (folder / "figures" / f"{figure}.json").write_text(json.dumps(recipe))
    (folder / "tables" / "articles.json").write_text(json.dumps(recipe | {"caption": "Table 1."}))
    (folder / "tables" / "articles.csv").write_text("")
    manifest = {
        "notebook": name,
        "status": status,
        "failure": "cell 5: " + HOSTILE,
        "parts": {"parameters": parameters},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return Done(Planned(out / f"{name}.ipynb", parameters, out, {}, key), status)


def read(out, done):
    (written,) = write_report(done)
    assert written == out / "index.html"
    page = Page()
    page.feed(written.read_text("utf-8"))
    return page, written.read_text("utf-8")


def test_failures_come_first_with_their_end(tmp_path):
    done = [lay(tmp_path, "good", "a" * 12), lay(tmp_path, "bad", "b" * 12, FAILED)]
    page, text = read(tmp_path, done)
    assert re.findall(r"<h2>(\w+)", text) == ["bad", "good"]
    assert "cell 5: <script" in page.said
    assert "2 runs, 1 failed" in page.said


def test_every_figure_has_its_caption_alt_text_data_and_citation(tmp_path):
    page, _ = read(tmp_path, [lay(tmp_path, "good", "a" * 12, top=7)])
    (image,) = page.all("img")
    assert image == {"src": "good/aaaaaaaaaaaa/figures/outlets.png", "alt": "Two bars.", "loading": "lazy"}
    assert "Articles." in page.said
    links = [attributes["href"] for attributes in page.all("a")]
    base = "good/aaaaaaaaaaaa"
    assert links == [
        f"{base}/good.ipynb",
        *(f"{base}/figures/outlets.{ending}" for ending in ("csv", "json", "pdf", "png", "svg")),
        f"{base}/tables/articles.csv",
        f"{base}/tables/articles.json",
    ]
    assert "0123456789ab" in page.all("button")[0]["data-cite"]
    assert "top" in page.said
    assert "7" in page.said


def test_what_comes_from_clippings_and_names_is_text(tmp_path):
    done = [lay(tmp_path, 'my "odd" <b> #1', "a" * 12, caption=HOSTILE, alt=HOSTILE, note=HOSTILE)]
    page, text = read(tmp_path, done)
    assert page.all("script") == [{}]
    assert page.all("img")[0]["alt"] == HOSTILE
    assert page.all("b") == []
    assert HOSTILE in page.said
    for attributes in page.all("a"):
        assert (tmp_path / unquote(attributes["href"])).parent.is_dir()
    assert "http://x.example" in page.said
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)


def test_only_its_own_script_may_run(tmp_path):
    import base64
    import hashlib

    _, text = read(tmp_path, [lay(tmp_path, "good", "a" * 12)])
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text


def test_other_runs_in_the_folder_are_listed(tmp_path):
    lay(tmp_path, "earlier", "c" * 12)
    page, text = read(tmp_path, [lay(tmp_path, "good", "a" * 12)])
    assert len(page.all("img")) == 1
    assert "earlier/cccccccccccc/earlier.ipynb" in text


@pytest.mark.parametrize("broken", ["{", "[]", "null"])
def test_broken_recipe_or_manifest_does_not_stop_the_page(tmp_path, broken):
    done = lay(tmp_path, "good", "a" * 12)
    (done.run.folder / "figures" / "outlets.json").write_text(broken)
    (done.run.folder / "manifest.json").write_text(broken)
    (done.run.folder / "numbers.json").write_text(broken)
    page, _ = read(tmp_path, [done])
    assert len(page.all("img")) == 1


def test_of_many_runs_the_parameters_that_differ_are_told_with_a_link_to_each(tmp_path):
    done = [lay(tmp_path, "good", letter * 12, top=top, since="") for letter, top in (("a", 7), ("c", 9))]
    page, text = read(tmp_path, [*done, lay(tmp_path, "bad", "b" * 12, FAILED, top=7)])
    overview = text[text.index("<nav") : text.index("</nav>")]
    cells = re.findall(r'href="#run-(\w{12})".*?</td><td[^>]*>(\w+)</td><td>(.*?)</td>', overview)
    assert cells == [("b" * 12, "failed", ""), ("a" * 12, "done", "top 7"), ("c" * 12, "done", "top 9")]
    assert [section["id"] for section in page.all("section")] == [f"run-{key}" for key, _, _ in cells]


def test_one_run_needs_no_overview(tmp_path):
    page, _ = read(tmp_path, [lay(tmp_path, "good", "a" * 12)])
    assert page.all("nav") == []
    assert "1 run, 0 failed" in page.said


def test_pictures_have_the_size_they_are_printed_in(tmp_path):
    done = lay(tmp_path, "good", "a" * 12)
    picture = done.run.folder / "figures" / "outlets.png"
    Image.new("L", (1051, 500)).save(picture)
    recipe = picture.with_suffix(".json")
    recipe.write_text(json.dumps(json.loads(recipe.read_text()) | {"width_mm": 89.0}))
    page, _ = read(tmp_path, [done])
    assert (page.all("img")[0]["width"], page.all("img")[0]["height"]) == ("336", "160")


def test_figures_stand_in_the_order_of_their_numbers(tmp_path):
    done = lay(tmp_path, "good", "a" * 12, caption="Figure 10. Last.")
    for name, caption in (("zebra", "Figure 2. First."), ("apes", "No number.")):
        recipe = {"id": "0" * 12, "kind": "figure", "name": name, "caption": caption}
        (done.run.folder / "figures" / f"{name}.json").write_text(json.dumps(recipe))
    page, _ = read(tmp_path, [done])
    assert [image["src"].split("/")[-1][:-4] for image in page.all("img")] == ["zebra", "outlets", "apes"]


def test_numbers_are_shown_with_their_citation(tmp_path):
    done = lay(tmp_path, "good", "a" * 12)
    number = {
        "id": "ba9876543210",
        "kind": "number",
        "name": "n",
        "text": "0.67 <",
        "caption": "Share.",
        "notebook": "good",
    }
    (done.run.folder / "numbers.json").write_text(json.dumps([number | {"versions": {"corpus": "0.1.0"}}]))
    page, text = read(tmp_path, [done])
    assert "<strong>0.67 &lt;</strong> Share. [id ba9876543210]" in text
    assert page.all("button")[-1]["data-cite"] == "Number n, notebook good, corpus 0.1.0 [id ba9876543210]"
    assert page.all("button")[-1]["aria-label"] == "copy citation of number n"


def test_headings_lead_down_without_a_gap(tmp_path):
    page, _ = read(tmp_path, [lay(tmp_path, "good", "a" * 12), lay(tmp_path, "bad", "b" * 12, FAILED)])
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels == [1, 2, 3, 3, 2, 3, 3]
