"""One static page of all runs: failures first, every figure with its caption, alt text, data and citation."""

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import corpus
from corpus.recipes import cite_as, tell_caption
from corpus.runs.manifests import DONE, FAILED, Done, read_manifest

PAGE = "index.html"
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }
section { border-top: 1px solid #767676; margin-top: 2rem }
pre { white-space: pre-wrap; background: #f4f4f4; padding: 1rem }
figure { margin: 2rem 0 } img { max-width: 100% } .failed h2 { color: #a40000 } table { border-collapse: collapse }
th, td { text-align: left; vertical-align: top; padding: .2rem 1rem .2rem 0; font-weight: normal } th { color: #595959 }
"""
SCRIPT = """
document.addEventListener("click", function (event) {
  var button = event.target.closest("button[data-cite]");
  if (!button) return;
  navigator.clipboard.writeText(button.dataset.cite).then(
    function () { button.textContent = "copied"; },
    function () { window.prompt("Citation", button.dataset.cite); }
  );
});
"""


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
    policy = f"script-src 'sha256-{digest}'; object-src 'none'; base-uri 'none'; connect-src 'none'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width">\n<title>Runs</title>'
    yield f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>Runs</h1>"
    manifests = [(folder, read_manifest(folder)) for folder in folders]
    failed = sum(manifest.get("status") == FAILED for _, manifest in manifests)
    yield f"<p>{len(folders)} runs, {failed} failed. Made with corpus {escape(corpus.__version__)}.</p>"
    for folder, manifest in manifests:
        yield from _section(out, folder, manifest)
    if others:
        yield f"<section><h2>Other runs in this folder</h2>\n<ul>{''.join(_items(out, others))}</ul></section>"
    yield f"<script>{SCRIPT}</script>\n</body>\n</html>"


def _items(out: Path, folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        manifest = read_manifest(folder)
        notebook = folder / f"{manifest.get('notebook', folder.parent.name)}.ipynb"
        given = ", ".join(f"{name} {value}" for name, value in _parameters(manifest).items())
        yield f"<li>{_link(out, notebook, notebook.stem)} {escape(folder.name)}: {escape(given)}</li>\n"


def _parameters(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return dict(manifest.get("parts", {}).get("parameters", {}))


def _link(out: Path, path: Path, text: str) -> str:
    return f'<a href="{_address(out, path)}">{escape(text)}</a>'


def _address(out: Path, path: Path) -> str:
    return escape(quote(path.relative_to(out).as_posix()))


def _section(out: Path, folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    name, failed = str(manifest.get("notebook", folder.parent.name)), manifest.get("status") != DONE
    yield f'<section class="{"failed" if failed else "done"}">'
    yield f"<h2>{escape(name)}{': failed' if failed else ''} <small>{escape(folder.name)}</small></h2>"
    if failed:
        yield f"<pre>{escape(str(manifest.get('failure', 'nothing is known of it')))}</pre>"
    said = f"{manifest.get('seconds', 0)} s; {escape(str(manifest.get('note', '')))}"
    yield f"<p>{_link(out, folder / f'{name}.ipynb', 'executed notebook')} ({said})</p>"
    rows = (
        f"<tr><th>{escape(str(one))}</th><td>{escape(str(value))}</td></tr>"
        for one, value in _parameters(manifest).items()
    )
    yield f"<table>{''.join(rows)}</table>"
    for recipe in sorted(folder.glob("figures/*.json")):
        yield _figure(out, recipe)
    tables = [_table(out, recipe) for recipe in sorted(folder.glob("tables/*.json"))]
    numbers = [f"<li>{_link(out, file, file.name)}</li>\n" for file in sorted(folder.glob("numbers.*"))]
    yield f"<ul>{''.join(tables + numbers)}</ul></section>"


def _figure(out: Path, file: Path) -> str:
    recipe = _recipe(file)
    image = f'<img src="{_address(out, file.with_suffix(".png"))}" alt="{escape(recipe["alt"])}">'
    return f"<figure>{image}\n<figcaption>{_caption(out, file, recipe)}</figcaption></figure>"


def _table(out: Path, file: Path) -> str:
    return f"<li>{_caption(out, file, _recipe(file))}</li>\n"


def _caption(out: Path, file: Path, recipe: Mapping[str, Any]) -> str:
    endings = sorted(path.suffix for path in file.parent.glob(f"{file.stem}.*"))
    links = " ".join(_link(out, file.with_suffix(ending), ending[1:]) for ending in endings)
    cited = f'<button type="button" data-cite="{escape(cite_as(recipe))}">copy citation</button>'
    return f"{escape(tell_caption(recipe))} <small>{links} {cited}</small>"


def _recipe(file: Path) -> dict[str, Any]:
    """Return what the page says of a recipe; what is missing is empty."""
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        read = {}
    read = read if isinstance(read, dict) else {}
    said = {name: str(read.get(name, "")) for name in ("id", "kind", "name", "caption", "alt", "notebook")}
    versions = read.get("versions")
    return said | {"versions": {"corpus": versions.get("corpus", "") if isinstance(versions, dict) else ""}}
