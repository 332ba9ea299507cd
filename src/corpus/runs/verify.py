"""Verifying figures, tables and numbers: made again from their recipes, in a scratch folder, and compared."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from corpus.errors import CorpusError, ParameterError
from corpus.figures import read_numbers
from corpus.recipes import LISTED_INPUTS, SHOWN_IN, Recipe, dump, find_id, list_recipes, public, read_cells, shorten
from corpus.runs.compare import (
    CHANGED,
    IDENTICAL,
    OTHER,
    UNKNOWN,
    as_inputs,
    judge,
    tell_cells,
    tell_changes,
    tell_inputs,
    tell_moved,
)
from corpus.runs.executed import tell_book
from corpus.runs.manifests import MANIFEST, read_manifest
from corpus.runs.parameters import check_parameters, default_values, hash_code, notebook_parameters
from corpus.runs.paths import checkout, expand, hash_inputs, resolve_source
from corpus.runs.proofs import Unknown, differing_fields, read_recipes, sound_twin

GOOD = (IDENTICAL, OTHER)
WORST_FIRST = (CHANGED, UNKNOWN, OTHER, IDENTICAL)
BOOK = ".ipynb"
SECONDS = 3600
"""No notebook is run longer than that."""


class Verdict(NamedTuple):
    """What is said of a file: identical; same data, other rendering; changed; or unknown; and why."""

    file: Path
    verdict: str
    told: tuple[str, ...] = ()


class Beside(NamedTuple):
    """A file of a run that carries no recipe: one of the run, and the name of the file there."""

    recipes: list[Recipe]
    name: str


class Wanted(NamedTuple):
    """A run that is needed: notebook, parameters, source, and its inputs by hash."""

    notebook: Path
    values: dict[str, Any]
    inputs: tuple[tuple[str, str], ...]


def verify(files: Iterable[str | os.PathLike[str]], source: str | None = None) -> list[Verdict]:
    """Make figures, tables and numbers again and tell whether they come out as they are.

    Only notebooks of this checkout are run, whose code has the hash that the recipe holds; nothing that a file
    names or contains. The clippings are read from `source`, else from the notebook's own default.

    Parameters
    ----------
    files : iterable of path
        Any file that `save_figure`, `save_table` and `save_number` write, alone or with its siblings, executed
        notebooks that show figures, or folders of runs.
    source : str, optional
        Folder of the clippings; files that other parameters named are looked for in the checkout, then there.

    Returns
    -------
    list of Verdict
        One per file, of a folder all that the manifests of its runs list: `verdict` is ``identical``,
        ``same data, other rendering`` (data equal to the tolerance of
        `recipes.TOLERANCE`; which version moved), ``changed`` (which inputs and cells) or ``unknown`` (what is
        missing).

    Raises
    ------
    ParameterError
        When there are no clippings at `source`.

    Examples
    --------
    >>> verify(["tone.png"])
    [Verdict(file=...Path('tone.png'), verdict='unknown', told=('missing: the file',))]
    """
    clippings = resolve_source(source) if source else None
    paths = [path for file in files for path in _spread(expand(file))]
    carried = {path: _read(path) for path in paths}
    with tempfile.TemporaryDirectory(prefix="corpus-verify-") as scratch:
        sound = [one for found in carried.values() for one in _recipes(found)]
        made = _make(sound, clippings, Path(scratch))
        return [_verdict(path, recipes, made) for path, recipes in carried.items()]


def _recipes(found: list[Recipe] | Beside | Verdict) -> list[Recipe]:
    return found if isinstance(found, list) else found.recipes if isinstance(found, Beside) else []


def is_good(verdicts: Iterable[Verdict]) -> bool:
    """Tell whether all is identical, or the same data in another rendering."""
    return all(one.verdict in GOOD for one in verdicts)


# reading


def _spread(path: Path) -> list[Path]:
    """Return the files of the runs in a folder, those too that a manifest lists and that are gone."""
    if not path.is_dir():
        return [path]
    runs = dict.fromkeys(file.parent for file in path.rglob(MANIFEST))
    listed = [run / name for run in runs for name in _listed(run)]
    there = [file for recipe in list_recipes(path) for file in sorted(recipe.parent.glob(f"{recipe.stem}.*"))]
    return list(dict.fromkeys([*there, *listed])) or [path]


def _listed(run: Path) -> list[str]:
    """Return the files that the manifest of a run lists, but none that would lie elsewhere."""
    files = read_manifest(run).get("files")
    names = [PurePosixPath(name) for name in files] if isinstance(files, dict) else []
    return [str(name) for name in names if not name.is_absolute() and ".." not in name.parts]


def _read(path: Path) -> list[Recipe] | Beside | Verdict:
    """Return the recipes that a file carries or its run has, or the verdict when there is none or one was altered."""
    if not path.is_file():
        missing = "a run in that folder" if path.is_dir() else "the file"
        return Verdict(path, UNKNOWN, (f"missing: {missing}",))
    try:
        recipes = read_recipes(path)
    except (Unknown, OSError) as error:
        return _find_run(path) or Verdict(path, UNKNOWN, (f"missing: {error}",))
    altered = [told for one in recipes for told in _tell_altered(path, one)]
    return Verdict(path, CHANGED, tuple(altered)) if altered else recipes


def _find_run(path: Path) -> Beside | None:
    """Return a recipe of the run to which a file belongs that carries none itself."""
    for run in path.absolute().parents[:3]:
        name = path.absolute().relative_to(run).as_posix()
        if name in _listed(run):
            for file in list_recipes(run):
                with contextlib.suppress(Unknown):
                    sound = [one for one in read_recipes(file) if find_id(one) == one["id"]]
                    return Beside(sound[:1], name) if sound else None
    return None


def _tell_altered(path: Path, recipe: Recipe) -> Iterator[str]:
    content = find_id(recipe)
    if content == recipe["id"]:
        return
    yield f"the recipe of {recipe['name']} was altered: it says id {recipe['id']}, its content has id {content}"
    twin = sound_twin(path, recipe)
    yield from differing_fields(recipe, twin) if twin else ()


# making again


def _key(recipe: Recipe) -> str:
    return dump([recipe["notebook_sha256"], recipe["parameters"], recipe["files"], recipe["inputs"]])


def _make(recipes: Sequence[Recipe], source: Path | None, scratch: Path) -> dict[str, Path | Verdict]:
    """Run what is needed once; return the folder of its results, or why there are none, by `_key`."""
    from corpus.runs import batch
    from corpus.runs.worker import Options

    root, made, planned = checkout(), dict[str, Path | Verdict](), dict[str, Any]()
    needed = {_key(recipe): recipe for recipe in recipes}
    with contextlib.chdir(root or Path.cwd()):
        for key, recipe in needed.items():
            try:
                wanted = _want(recipe, source, root)
                [planned[key]] = batch.plan({str(wanted.notebook): [wanted.values]}, {"out": str(scratch)})
            except CorpusError as error:
                made[key] = Verdict(Path(), UNKNOWN, (f"missing: {error}",))
        engine = "fork" if sys.platform == "linux" else "kernel"
        distinct = list({one.folder: one for one in planned.values()}.values())
        done = {one.run.folder: one for one in batch.run(distinct, os.cpu_count() or 1, Options(engine, SECONDS))}
    for key, one in planned.items():
        failure, inputs = done[one.folder].failure, list(one.parts["inputs"].items())
        told = (f"missing: a run that ends well; {failure}", *tell_inputs(needed[key], _as_listed(inputs)))
        made[key] = Verdict(Path(), UNKNOWN, told) if failure else one.folder
    return made


def _as_listed(inputs: Iterable[tuple[str, str]]) -> Any:
    return shorten(as_inputs(inputs), LISTED_INPUTS)


def _want(recipe: Recipe, source: Path | None, root: Path | None) -> Wanted:
    if root is None:
        raise Unknown("the notebooks; call it from a checkout of them")
    notebook = _find_notebook(recipe, root)
    declared = notebook_parameters(notebook)
    places = {"source", "out"} & set(declared)
    default = str(default_values(declared).get("source", ""))
    clippings = source or resolve_source(default)
    inputs = hash_inputs(clippings)
    _check_source(recipe, inputs, clippings if source else None)
    values = _values(recipe, root, clippings)
    if "source" in places:
        values["source"] = str(clippings)
    try:
        check_parameters(values, declared)
    except ParameterError as error:
        raise Unknown(f"parameters that fit the notebook: {error}") from error
    return Wanted(notebook, values, inputs)


def _find_notebook(recipe: Recipe, root: Path) -> Path:
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    for notebook in notebooks:
        if recipe["notebook_sha256"] and hash_code(notebook) == recipe["notebook_sha256"]:
            return notebook
    wanted = recipe["notebook_sha256"][:12] or "none"
    here = ", ".join(f"{one.stem} {hash_code(one)[:12]}" for one in notebooks) or "none"
    raise Unknown(
        f"the notebook {recipe['notebook']!r} as it was (hash of its code: {wanted}; of those here: {here}); "
        f"the recipe is of corpus {recipe['versions'].get('corpus', '')}"
    )


def _check_source(recipe: Recipe, inputs: tuple[tuple[str, str], ...], given: Path | None) -> None:
    """Raise when the clippings at hand are not those of the recipe, by their names."""
    named = recipe["inputs"]
    if isinstance(named, dict):
        fits, listed = given is not None or _as_listed(inputs) == named, f"{named.get('count')} files"
    else:
        names, here = {str(one.get("file")) for one in named}, {name for name, _ in inputs}
        fits = not names or (bool(names & here) if given else names <= here)
        listed = ", ".join(sorted(names)[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    if not fits:
        raise Unknown(f"the clippings ({listed}); name their folder with --source")


def _values(recipe: Recipe, root: Path, clippings: Path) -> dict[str, Any]:
    """Return the parameters to run with; files are those of the checkout or, by name, beside the clippings."""
    values = {name: value for name, value in recipe["parameters"].items() if name not in ("source", "out")}
    for name, value in values.items():
        if public(value) != value:
            raise Unknown(f"the file of parameter {name}, which leads out of the checkout")
    for name, file in ((str(one.get("parameter")), str(one.get("file"))) for one in recipe["files"]):
        if public(file) == file and not (root / file).is_file():
            found = _beside(clippings, name, file)
            values[name] = _replaced(values.get(name), file, found)
    return values


def _beside(clippings: Path, name: str, file: str) -> str:
    folder = clippings if clippings.is_dir() else clippings.parent
    for place in (folder / file, folder / PurePosixPath(file).name):
        if place.is_file() and place.resolve().is_relative_to(folder.resolve()):
            return str(place)
    raise Unknown(f"{file}, the file of parameter {name}; put it into the checkout as {file}")


def _replaced(value: Any, file: str, found: str) -> Any:
    if isinstance(value, list):
        return [_replaced(one, file, found) for one in value]
    return found if value == file else value


# comparing


def _verdict(path: Path, recipes: list[Recipe] | Beside | Verdict, made: dict[str, Path | Verdict]) -> Verdict:
    if isinstance(recipes, Verdict):
        return recipes
    if isinstance(recipes, Beside):
        return _verdict_on_beside(path, recipes, made[_key(recipes.recipes[0])])
    if path.suffix.lower() == BOOK:
        return _verdict_on_book(path, recipes, made)
    single = [_verdict_on(path, one, made[_key(one)]) for one in recipes]
    if len(single) == 1:
        return single[0]
    worst = min((one.verdict for one in single), key=WORST_FIRST.index)
    told = [f"{recipe['name']}: {text}" for recipe, one in zip(recipes, single, strict=True) for text in one.told]
    return Verdict(path, worst, tuple(told))


def _verdict_on(path: Path, recipe: Recipe, made: Path | Verdict) -> Verdict:
    if isinstance(made, Verdict):
        return made._replace(file=path)
    new = _find_new(recipe, made)
    if new is None:
        return Verdict(path, CHANGED, (f"the notebook now makes no {recipe['kind']} {recipe['name']}",))
    place = made / SHOWN_IN[recipe["kind"]] if recipe["kind"] in SHOWN_IN else made
    verdict, told = judge(path, recipe, new, place)
    return Verdict(path, verdict, tuple(told))


def _verdict_on_book(path: Path, recipes: list[Recipe], made: dict[str, Path | Verdict]) -> Verdict:
    """Return the verdict on an executed notebook, which is compared cell by cell with the same made again."""
    folder = made[_key(recipes[0])]
    if isinstance(folder, Verdict):
        return folder._replace(file=path)
    if len({_key(recipe) for recipe in recipes}) > 1:
        return Verdict(path, CHANGED, ("it shows figures of more than one run",))
    pairs = [(old, _find_new(old, folder)) for old in recipes]
    told = [f"the notebook now makes no {old['kind']} {old['name']}" for old, new in pairs if new is None]
    known = [(old, new) for old, new in pairs if new is not None]
    told += [text for pair in known for text in tell_changes(*pair, [path.parent], [folder])]
    moved = list(dict.fromkeys(text for pair in known for text in tell_moved(*pair)))
    [again] = folder.glob(f"*{BOOK}")
    told += tell_book(path, again, recipes[0], bool(told or moved))
    verdict = CHANGED if told else OTHER if moved else IDENTICAL
    return Verdict(path, verdict, tuple(dict.fromkeys([*told, *moved])))


def _verdict_on_beside(path: Path, beside: Beside, folder: Path | Verdict) -> Verdict:
    """Return the verdict on a file without a recipe, such as a sheet for coders: that of its run and its own cells."""
    if isinstance(folder, Verdict):
        return folder._replace(file=path)
    old, again = beside.recipes[0], folder / beside.name
    new = _find_new(old, folder)
    if new is None or not again.is_file():
        return Verdict(path, CHANGED, ("the notebook now makes no such file",))
    told = tell_changes(old, new, [path.parent, path.parent.parent], [folder])
    moved, same = list(tell_moved(old, new)), path.read_bytes() == again.read_bytes()
    if not same and path.suffix.lower() == ".csv":
        told += tell_cells(read_cells(path.read_bytes()), read_cells(again.read_bytes()))
    elif not same:
        told.append("it is not the file that its notebook makes now")
    verdict = CHANGED if told else IDENTICAL if same else OTHER
    return Verdict(path, verdict, (*told, *moved))


def _find_new(recipe: Recipe, folder: Path) -> Recipe | None:
    if recipe["kind"] == "number":
        return next((one for one in read_numbers(folder) if one["name"] == recipe["name"]), None)
    file = folder / SHOWN_IN[recipe["kind"]] / f"{recipe['name']}.json"
    return read_recipes(file)[0] if file.is_file() else None
