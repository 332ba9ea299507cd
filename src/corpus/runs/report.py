"""One static page of all runs: failures first, every figure with its caption, alt text, data and citation."""

import base64
import hashlib
import json
import os
import re
import struct
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import corpus
from corpus.figures import read_numbers
from corpus.recipes import cite_as, tell_caption
from corpus.runs.manifests import DONE, FAILED, Done, read_manifest

PAGE = "index.html"
STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --soft: #595959; --wash: #f4f4f4; --line: #767676;
  --bad: #a40000; --link: #0b57b8 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #181818; --soft: #b0b0b0; --wash: #262626;
  --line: #8a8a8a; --bad: #ff9a90; --link: #8ab8ff } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: var(--ink); background: var(--paper); overflow-wrap: anywhere }
a { color: var(--link) } h2 small { font-weight: normal; color: var(--soft) } h3 { margin: 2rem 0 .5rem }
section { border-top: 1px solid var(--line); margin-top: 2rem }
pre { white-space: pre-wrap; background: var(--wash); padding: 1rem; max-height: 30rem; overflow-y: auto }
.failed h2, td.failed { color: var(--bad) }
figure { margin: 1.5rem 0 } img { max-width: 100%; height: auto; background: #fff }
table { border-collapse: collapse } td, th { text-align: left; vertical-align: top; padding: .2rem 1rem .2rem 0 }
th { font-weight: normal; color: var(--soft); overflow-wrap: normal } td { min-width: 3rem }
.wide { overflow-x: auto } nav a { white-space: nowrap } li { margin: .3rem 0 } summary { cursor: pointer }
button { font: inherit; font-size: .8rem; color: inherit; background: var(--wash); border: 1px solid var(--line);
  border-radius: .3rem; padding: .1rem .5rem; cursor: pointer }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
@media print { button, nav { display: none } }
"""
SCRIPT = """
document.addEventListener("click", function (event) {
  var button = event.target.closest("button[data-cite]");
  if (!button) return;
  function say(text) {
    button.textContent = text;
    setTimeout(function () { button.textContent = "copy citation"; }, 3000);
  }
  function ask() { window.prompt("Citation", button.dataset.cite); }
  if (!navigator.clipboard) return ask();
  navigator.clipboard.writeText(button.dataset.cite).then(function () { say("copied"); }, ask);
});
"""
PNG_HEAD = struct.Struct(">8s8xII")
IMAGE_DPI = 96
SHOWN_CHARS = 80
"""So much of the value of a parameter stands in the overview."""

COUNTED = re.compile(r"(?:Figure|Table) (\d+)")
"""Number that a caption begins with: figures and tables stand in that order."""


def write_report(done: Sequence[Done]) -> list[Path]:
    """Write a page of the runs of a batch into each folder of results, and return the pages.

    Parameters
    ----------
    done : sequence of Done
        What `batch.run` returned.

    Returns
    -------
    list of Path
        One page per folder of results; other runs that lie there are listed at its end.
    """
    return [
        _write(out, [one for one in done if one.run.out == out]) for out in dict.fromkeys(one.run.out for one in done)
    ]


def _write(out: Path, done: Sequence[Done]) -> Path:
    folders = [one.run.folder for one in sorted(done, key=lambda one: one.status != FAILED)]
    others = sorted(path.parent for path in out.glob("[!.]*/[!.]*/manifest.json") if path.parent not in folders)
    page = "\n".join(_page(out, folders, others))
    beside = out / f".{PAGE}.{os.getpid()}"
    beside.write_text(page, encoding="utf-8", errors="replace")
    return beside.replace(out / PAGE)


def _page(out: Path, folders: Sequence[Path], others: Sequence[Path]) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    policy = f"default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    yield f"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}; base-uri 'none'; form-action 'none'\">"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Runs</title>'
    yield f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Runs</h1>"
    manifests = [(folder, read_manifest(folder)) for folder in folders]
    failed = sum(manifest.get("status") != DONE for _, manifest in manifests)
    runs = "1 run" if len(folders) == 1 else f"{len(folders)} runs"
    yield f"<p>{runs}, {failed} failed. Made with corpus {escape(corpus.__version__)}.</p>"
    if len(folders) > 1:
        yield from _overview(manifests)
    for folder, manifest in manifests:
        yield from _section(out, folder, manifest)
    if others:
        yield f"<section><h2>Other runs in this folder</h2>\n<ul>{''.join(_items(out, others))}</ul></section>"
    yield f"</main>\n<script>{SCRIPT}</script>\n</body>\n</html>"


def _overview(manifests: Sequence[tuple[Path, Mapping[str, Any]]]) -> Iterator[str]:
    """List the runs with links to their sections; of the parameters those in which runs of a notebook differ."""
    told = [(_name(folder, manifest), _parameters(manifest)) for folder, manifest in manifests]
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("run", "outcome", "parameters that differ"))
    yield f'<nav aria-label="runs" class="wide"><table><tr>{heads}</tr>'
    values: dict[tuple[str, str], set[str]] = {}
    for name, given in told:
        for key, value in given.items():
            values.setdefault((name, key), set()).add(_said(value))
    for (folder, manifest), (name, given) in zip(manifests, told, strict=True):
        differing = [key for key in given if len(values[name, key]) > 1]
        words = ", ".join(f"{key} {textwrap.shorten(_said(given[key]), SHOWN_CHARS)}" for key in differing)
        failed = manifest.get("status") != DONE
        link = f'<a href="#{_anchor(folder)}">{escape(name)} {escape(folder.name)}</a>'
        outcome = '<td class="failed">failed</td>' if failed else "<td>done</td>"
        yield f"<tr><td>{link}</td>{outcome}<td>{escape(words)}</td></tr>"
    yield "</table></nav>"


def _name(folder: Path, manifest: Mapping[str, Any]) -> str:
    return str(manifest.get("notebook", folder.parent.name))


def _anchor(folder: Path) -> str:
    return f"run-{escape(quote(folder.name))}"


def _said(value: Any) -> str:
    """Return the value of a parameter as a reader wants it: an empty one is seen."""
    return "(empty)" if value in ("", None, []) else str(value)


def _items(out: Path, folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        manifest = read_manifest(folder)
        notebook = folder / f"{manifest.get('notebook', folder.parent.name)}.ipynb"
        given = ", ".join(f"{name} {_said(value)}" for name, value in _parameters(manifest).items())
        yield f"<li>{_link(out, notebook, notebook.stem)} {escape(folder.name)}: {escape(given)}</li>\n"


def _parameters(manifest: Mapping[str, Any]) -> dict[str, Any]:
    given = manifest.get("parts", {}).get("parameters")
    return given if isinstance(given, dict) else {}


def _link(out: Path, path: Path, text: str) -> str:
    return f'<a href="{_address(out, path)}">{escape(text)}</a>'


def _address(out: Path, path: Path) -> str:
    return escape(quote(path.relative_to(out).as_posix()))


def _section(out: Path, folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    name, failed = _name(folder, manifest), manifest.get("status") != DONE
    yield f'<section class="{"failed" if failed else "done"}" id="{_anchor(folder)}">'
    yield f"<h2>{escape(name)}{': failed' if failed else ''} <small>{escape(folder.name)}</small></h2>"
    if failed:
        yield f"<pre tabindex=0>{escape(str(manifest.get('failure', 'nothing is known of it')))}</pre>"
    said = f"{manifest.get('seconds', 0)} s; {escape(str(manifest.get('note', '')))}"
    notebook = folder / f"{name}.ipynb"
    yield f"<p>{_link(out, notebook, 'executed notebook')} ({said})</p>" if notebook.is_file() else "<p>no notebook</p>"
    rows = (
        f'<tr><th scope="row">{escape(str(one))}</th><td>{escape(_said(value))}</td></tr>'
        for one, value in _parameters(manifest).items()
    )
    yield f"<details{' open' if failed else ''}><summary>Parameters</summary><table>{''.join(rows)}</table></details>"
    yield from _listed("Figures", "", (_figure(out, *one) for one in _recipes(folder, "figures")))
    yield from _listed("Tables", "ul", (f"<li>{_caption(out, *one)}</li>\n" for one in _recipes(folder, "tables")))
    yield from _listed("Numbers", "ul", _numbers(out, folder))
    yield "</section>"


def _listed(title: str, tag: str, items: Iterable[str]) -> Iterator[str]:
    inside = "".join(items)
    if inside:
        yield f"<h3>{title}</h3>\n" + (f"<{tag}>{inside}</{tag}>" if tag else inside)


def _recipes(folder: Path, kind: str) -> list[tuple[Path, dict[str, Any]]]:
    """Return the files of recipes and what they say, in the order of the numbers in their captions."""
    read = [(file, _recipe(_load(file))) for file in sorted(folder.glob(f"{kind}/*.json"))]
    return sorted(read, key=lambda one: int((COUNTED.match(one[1]["caption"]) or ["", "9" * 9])[1]))


def _figure(out: Path, file: Path, recipe: Mapping[str, Any]) -> str:
    png = file.with_suffix(".png")
    image = f'<img src="{_address(out, png)}" alt="{escape(recipe["alt"])}"{_size(png, recipe)} loading="lazy">'
    return f"<figure>{image}\n<figcaption>{_caption(out, file, recipe)}</figcaption></figure>"


def _size(png: Path, recipe: Mapping[str, Any]) -> str:
    """Return width and height of a picture as attributes, so that nothing moves while it is read."""
    try:
        with png.open("rb") as file:
            _, width, height = PNG_HEAD.unpack(file.read(PNG_HEAD.size))
        shown = min(width, float(recipe["width_mm"]) / 25.4 * IMAGE_DPI)
        return f' width="{shown:.0f}" height="{shown * height / width:.0f}"'
    except (OSError, ValueError, struct.error, ZeroDivisionError):
        return ""


def _caption(out: Path, file: Path, recipe: Mapping[str, Any]) -> str:
    endings = sorted(path.suffix for path in file.parent.glob(f"{file.stem}.*"))
    links = " ".join(_link(out, file.with_suffix(ending), ending[1:]) for ending in endings)
    return f"{escape(tell_caption(recipe))} <small>{links} {_button(recipe)}</small>"


def _button(recipe: Mapping[str, Any]) -> str:
    what = escape(f"copy citation of {recipe['kind']} {recipe['name']}")
    return f'<button type="button" aria-label="{what}" data-cite="{escape(cite_as(recipe))}">copy citation</button>'


def _numbers(out: Path, folder: Path) -> Iterator[str]:
    for recipe in map(_recipe, read_numbers(folder)):
        yield f"<li><strong>{escape(recipe['text'])}</strong> {escape(tell_caption(recipe))} {_button(recipe)}</li>\n"
    for file in sorted(folder.glob("numbers.*")):
        yield f"<li>{_link(out, file, file.name)}</li>\n"


def _load(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _recipe(read: Any) -> dict[str, Any]:
    """Return what the page says of a recipe; what is missing is empty."""
    read = read if isinstance(read, dict) else {}
    names = ("id", "kind", "name", "caption", "alt", "notebook", "text", "width_mm")
    versions = read.get("versions")
    version = versions.get("corpus", "") if isinstance(versions, dict) else ""
    return {name: str(read.get(name, "")) for name in names} | {"versions": {"corpus": version}}
