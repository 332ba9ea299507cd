"""The page of a batch opened from disk in a real Chromium."""

import json
import shutil

import pytest
from PIL import Image

from corpus.runs.manifests import DONE, FAILED, Done, Planned
from corpus.runs.report import write_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HOSTILE = "<img src=x onerror=alert(1)> “quoted” & " + "verylongword" * 40

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")


def lay(out, number):
    """Lay a run with one figure and one number, the second of them failed."""
    folder = out / "words" / f"{number:012x}"
    (folder / "figures").mkdir(parents=True)
    recipe = {"id": f"{number:012x}", "kind": "figure", "name": "tone", "caption": f"Figure 1. {HOSTILE}"}
    recipe |= {"alt": f"Bars of {HOSTILE}", "notebook": "words", "versions": {"corpus": "0.1.0"}, "width_mm": 165.0}
    (folder / "figures" / "tone.json").write_text(json.dumps(recipe))
    Image.new("RGB", (1949, 900), "white").save(folder / "figures" / "tone.png")
    (folder / "numbers.json").write_text(json.dumps([recipe | {"kind": "number", "name": "n", "text": "12"}]))
    status = FAILED if number == 1 else DONE
    parts = {"parameters": {"top": number, "since": ""}}
    manifest = {"notebook": "words", "status": status, "failure": HOSTILE, "parts": parts}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return Done(Planned(out / "words.ipynb", {}, out, {}, folder.name), status)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs")
    return write_report([lay(out, number) for number in range(200)])[0].as_uri()


@pytest.fixture
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser, address):
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(address)
    return page


def test_the_page_asks_for_nothing_but_its_own_pictures_and_only_those_near(page, address):
    folder = address.removesuffix("index.html")
    assert all(url.startswith(folder) for url in page.asked)
    assert len([url for url in page.asked if url.endswith(".png")]) < 50
    assert page.complaints == []
    assert page.locator("img[src=x]").count() == 0


def test_the_citation_is_copied_by_mouse_and_by_keyboard(page):
    cited = "Figure tone, notebook words, corpus 0.1.0 [id 000000000001]"
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator("button").first
    button.click()
    page.locator("button", has_text="copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == cited
    page.evaluate("navigator.clipboard.writeText('')")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"navigator.clipboard.readText().then(text => text === {json.dumps(cited)})")


def test_without_a_clipboard_the_citation_is_shown(page):
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.default_value), dialog.dismiss()))
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.locator("button").first.click()
    assert said == ["Figure tone, notebook words, corpus 0.1.0 [id 000000000001]"]


def test_the_overview_leads_to_each_run_failures_first(page):
    links = page.locator("nav a")
    assert links.count() == 200
    assert links.first.inner_text() == "words 000000000001"
    links.nth(150).click()
    section = page.locator(f"section[id='{links.nth(150).get_attribute('href')[1:]}']")
    page.wait_for_function("window.scrollY > 1000")
    assert section.locator("h2").inner_text() == f"words {section.get_attribute('id')[4:]}"
    assert abs(section.bounding_box()["y"]) < 5


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_runs_off_the_screen(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_picture_keeps_its_place_before_it_is_read(page):
    last = page.locator("img").last
    assert not last.evaluate("image => image.complete && image.naturalWidth > 0")
    box = last.bounding_box()
    assert (round(box["width"]), round(box["height"])) == (624, 288)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_the_page_and_the_focus_is_seen(page, scheme):
    page.emulate_media(color_scheme=scheme)
    colours = "element => [getComputedStyle(element).color, getComputedStyle(document.body).backgroundColor]"
    for what in ("body", "nav a", "th", ".failed h2"):
        assert contrast(*page.locator(what).first.evaluate(colours)) >= 4.5
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def contrast(*colours):
    """The contrast of two colours as WCAG 2 defines it."""
    found = []
    for colour in colours:
        parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        found.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(found) + 0.05) / (min(found) + 0.05)
