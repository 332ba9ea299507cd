"""What differs between a saved file and the same made again."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from corpus.figures import to_csv
from corpus.printed import PROOF, write_macro
from corpus.recipes import LISTED_INPUTS, TOLERANCE, Recipe, read_cells, sha256, shorten
from corpus.runs.keys import differences
from corpus.runs.manifests import read_manifest
from corpus.runs.pictures import SAME_PIXELS, tell_picture

IDENTICAL, OTHER, CHANGED, UNKNOWN = "identical", "same data, other rendering", "changed", "unknown"
TOLD = 10
"""So many cells, rows and files that differ are named, and how many more there are."""

Rows = Sequence[Sequence[str]]

TOLD_APART = {
    *("id", "inputs", "files", "lexicons", "articles", "versions", "package_sha256", "notebook", "width_mm"),
    *("data_sha256", "columns", "rows", "value"),
}
"""Parts of a recipe in which a difference is told in words of its own, or is none by itself."""


def judge(path: Path, old: Recipe, new: Recipe, made: Path) -> tuple[str, list[str]]:
    """Return the verdict on a file and what is to be said of it.

    Parameters
    ----------
    path : Path
        The file.
    old, new : dict
        Its recipe, and the one of what was made again.
    made : Path
        The folder in which the same was made again.

    Returns
    -------
    tuple
        One verdict, and one text per difference.
    """
    changes = tell_changes(old, new, [path.parent, path.parent.parent], [made, made.parent])
    data = [*_tell_altered(path, old), *_tell_data(path, old, new, made)]
    moved = list(tell_moved(old, new))
    if changes or data:
        equal = [] if data else ["the data came out equal all the same"]
        return CHANGED, [*changes, *data, *equal, *moved]
    again = made / f"{path.stem if old['kind'] == 'number' else old['name']}{path.suffix.lower()}"
    if _same_bytes(path, old, new, again):
        return IDENTICAL, moved
    picture = tell_picture(path, again)
    if moved or old["data_sha256"] != new["data_sha256"]:
        return OTHER, [f"data equal ({TOLERANCE})", *(moved or ["no version moved"]), *picture]
    if picture == [SAME_PIXELS]:
        return IDENTICAL, [f"{SAME_PIXELS}; the file was written again by another program"]
    return CHANGED, ["the file was altered after it was saved: the same versions make another one", *picture]


def tell_changes(old: Recipe, new: Recipe, near: Sequence[Path], made: Sequence[Path]) -> list[str]:
    """Tell in which inputs, files, lexicons, articles and words two recipes differ.

    Parameters
    ----------
    old, new : dict
        The recipe of a file, and the one of what was made again.
    near, made : sequence of Path
        Folders in which a manifest may list the inputs of which a recipe holds the hash only.

    Returns
    -------
    list of str
        One text per difference.
    """
    before = old | {"inputs": list_inputs(old, near)}
    return [*tell_inputs(before, list_inputs(new, made)), *_tell_lists(old, new), *_tell_words(old, new)]


def list_inputs(recipe: Recipe, folders: Iterable[Path]) -> Any:
    """Return the inputs of a recipe by name and hash; what it holds of them if no manifest lists just those."""
    held = recipe["inputs"]
    for folder in folders if isinstance(held, dict) else ():
        parts = read_manifest(folder).get("parts")
        listed = as_inputs(parts["inputs"].items()) if isinstance(parts, dict) and parts.get("inputs") else []
        if shorten(listed, LISTED_INPUTS) == held:
            return listed
    return held


def as_inputs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Return names and hashes of inputs as a recipe lists them.

    Examples
    --------
    >>> as_inputs([("a.txt", "00")])
    [{'file': 'a.txt', 'sha256': '00'}]
    """
    return [{"file": file, "sha256": digest} for file, digest in pairs]


def _same_bytes(path: Path, old: Recipe, new: Recipe, again: Path) -> bool:
    if path.suffix.lower() == ".json" or old["kind"] == "number":
        return old["id"] == new["id"]
    return again.is_file() and path.read_bytes() == again.read_bytes()


# inputs, versions, words


def _few(told: Sequence[str], what: str) -> list[str]:
    more = [f"and {len(told) - TOLD} more {what}"] if len(told) > TOLD else []
    return [*told[:TOLD], *more]


def tell_inputs(old: Recipe, now: Any) -> list[str]:
    """Tell which input files differ from those of a recipe.

    Examples
    --------
    >>> tell_inputs({"inputs": [{"file": "a.txt", "sha256": "1"}]}, [{"file": "a.txt", "sha256": "2"}])
    ['input a.txt: its hash differs']
    """
    before = old["inputs"]
    if isinstance(before, list) and isinstance(now, list):
        pair = ({str(one.get("file")): one["sha256"] for one in side} for side in (before, now))
        return _few(list(_differ("input", *pair)), "inputs")
    counts = [one["count"] if isinstance(one, dict) else len(one) for one in (before, now)]
    return [] if before == now else [f"inputs: {counts[0]} files in the recipe, {counts[1]} now; their hash differs"]


def _differ(what: str, before: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    for name, how in differences(before, now):
        yield f"{what} {name}: {'its hash differs' if how == 'changed' else how}"


def _tell_lists(old: Recipe, new: Recipe) -> Iterator[str]:
    lexicons = ({str(one.get("name")): one["sha256"] for one in side["lexicons"]} for side in (old, new))
    yield from _differ("lexicon", *lexicons)
    files = (
        {f"{one.get('parameter')}: {Path(str(one.get('file'))).name}": one["sha256"] for one in side["files"]}
        for side in (old, new)
    )
    yield from _differ("file of parameter", *files)


def _tell_words(old: Recipe, new: Recipe) -> Iterator[str]:
    for name in sorted({*old, *new} - TOLD_APART):
        if old.get(name) != new.get(name):
            yield f"{name}: {old.get(name)!r} in it, {new.get(name)!r} now"
    if old["articles"] != new["articles"]:
        counts = [one["count"] if isinstance(one, dict) else len(one) for one in (old["articles"], new["articles"])]
        yield f"articles behind it: {counts[0]} in the recipe, {counts[1]} now, not the same"


def tell_moved(old: Recipe, new: Recipe) -> Iterator[str]:
    """Tell which versions differ between two recipes."""
    for name in sorted({*old["versions"], *new["versions"]}):
        before, now = old["versions"].get(name), new["versions"].get(name)
        if before != now:
            yield f"moved: {name} {before or 'unknown'} -> {now or 'unknown'}"
    if old.get("package_sha256") != new.get("package_sha256"):
        yield "moved: the source of the package corpus, by its hash"


# data


def _tell_altered(path: Path, old: Recipe) -> Iterator[str]:
    ending = path.suffix.lower()
    if ending == ".csv" and sha256(path.read_bytes()) != old["data_sha256"]:
        yield "the CSV is not the one its recipe describes"
    if old["kind"] == "number" and ending not in (".tex", ".json", ".csv"):
        yield f"the recipe inside is that of a number, {old['name']}; it was put into another file"
    if old["kind"] == "number" and ending == ".tex":
        lines = path.read_text("utf-8", "replace").splitlines()
        macro = write_macro(old).splitlines()[1]
        for found in _macros_of(old, lines) or ["nothing"]:
            if found != macro:
                yield f"the macro is not the one its recipe describes, {old['text']!r}: found {found}"
        yield from _tell_added(lines)
    if old["kind"] == "number" and sha256(_number_csv(old)) != old["data_sha256"]:
        yield "the value is not the one its hash is of"


def _macros_of(recipe: Recipe, lines: Sequence[str]) -> list[str]:
    """Return the line after each that holds a recipe, which may have been put there twice."""
    pairs = ((line.removeprefix(PROOF), after) for line, after in pairwise([*lines, ""]) if line.startswith(PROOF))
    return [after for held, after in pairs if json.loads(held) == recipe]


def _tell_added(lines: Iterable[str]) -> Iterator[str]:
    """Tell of lines in ``numbers.tex`` that are neither a recipe nor the macro after one."""
    before = ""
    for line in lines:
        if not line.startswith(PROOF) and not before.startswith(PROOF) and line.strip():
            yield f"a line was added by hand: {line}"
        before = line


def _number_csv(recipe: Recipe) -> bytes:
    import pandas as pd

    return to_csv(pd.DataFrame({"name": [recipe["name"]], "value": [recipe.get("value")]}))


def _tell_data(path: Path, old: Recipe, new: Recipe, made: Path) -> list[str]:
    own = path if path.suffix.lower() == ".csv" else path.with_suffix(".csv")
    data = own.read_bytes() if own.is_file() and old["kind"] != "number" else b""
    is_its = sha256(data) == old["data_sha256"]
    again = made / f"{old['name']}.csv"
    same = (old["columns"], old["rows"]) == (new["columns"], new["rows"])
    if own == path and not is_its and again.is_file():
        return tell_cells(
            *(list(csv.reader(io.StringIO(one.decode("utf-8", "replace")))) for one in (data, again.read_bytes()))
        )
    if old["data_sha256"] == new["data_sha256"]:
        forged = not same and not list(tell_moved(old, new))
        return ["the fingerprints of rows and columns in its recipe are not those of its data"] if forged else []
    if same:
        return []
    if old["kind"] == "number":
        return [f"value: {old.get('value')!r} in it, {new.get('value')!r} now"]
    now = read_cells(again.read_bytes())
    return tell_cells(read_cells(data), now) if is_its else tell_prints(old, new, now)


def tell_cells(before: Rows, now: Rows) -> list[str]:
    """Tell which cells of two tables, headers first, differ; of tables with other rows, which rows are in one only.

    Examples
    --------
    >>> tell_cells([["actor", "tone"], ["Dar", "0.2"]], [["actor", "tone"], ["Dar", "0.3"]])
    ["row 1, column tone: '0.2' in it, '0.3' now"]
    """
    if list(before[:1]) != list(now[:1]):
        return [f"columns: {_joined(before[:1])} in it, {_joined(now[:1])} now"]
    if len(before) != len(now):
        rows = [f"row in it only: {', '.join(row)}" for row in _without(before, now)]
        rows += [f"row now only: {', '.join(row)}" for row in _without(now, before)]
        return [f"rows: {len(before) - 1} in it, {len(now) - 1} now", *_few(rows, "rows")]
    cells = [
        f"row {at}, column {name}: {first!r} in it, {second!r} now"
        for at, (old, new) in enumerate(zip(before, now, strict=True))
        for name, first, second in zip_longest(before[0], old, new, fillvalue="")
        if first != second
    ]
    return _few(cells, "cells")


def _joined(header: Rows) -> str:
    return ", ".join(name for row in header for name in row)


def _without(rows: Rows, others: Rows) -> Iterable[Sequence[str]]:
    there = {tuple(row) for row in others}
    return [row for row in rows if tuple(row) not in there]


def tell_prints(old: Recipe, new: Recipe, now: Rows) -> list[str]:
    """Tell which cells differ where only the fingerprints of the columns and rows are known, and what they are now."""
    if list(old["columns"]) != list(new["columns"]):
        return [f"columns: {', '.join(old['columns'])} in it, {', '.join(new['columns'])} now"]
    counts = [one["rows"] if isinstance(one["rows"], int) else len(one["rows"]) for one in (old, new)]
    if counts[0] != counts[1]:
        return [f"rows: {counts[0]} in it, {counts[1]} now"]
    columns = [name for name, print_ in old["columns"].items() if new["columns"][name] != print_]
    if isinstance(old["rows"], int) or isinstance(new["rows"], int):
        return [f"column {name}: differs" for name in columns]
    rows = [at for at, pair in enumerate(zip(old["rows"], new["rows"], strict=True), 1) if pair[0] != pair[1]]
    header = list(new["columns"])
    cells = [f"row {at}, column {name}: {now[at][header.index(name)]!r} now" for at in rows for name in columns]
    return _few(cells, "cells") if cells else [f"column {name}: differs" for name in columns]
