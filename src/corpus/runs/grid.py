"""The runs that a file in YAML lists: notebooks, their parameters, lists of values crossed."""

import ast
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from corpus.errors import ParameterError
from corpus.runs.parameters import Parameter

EXAMPLE = "'chronology: {grain: [month, year]}'"


def read_grid(file: Path, shown: str = "") -> dict[str, list[dict[str, Any]]]:
    """Read a file that lists runs.

    Parameters
    ----------
    file : Path
        YAML: a mapping from the name of a notebook to its parameters, or to a list of such mappings. Days stay
        texts.
    shown : str, optional
        How messages call the file, if not by its name.

    Returns
    -------
    dict
        One item per notebook: the mappings of its parameters, with lists of values not crossed yet.

    Raises
    ------
    ParameterError
        When the file is missing or of another form.
    """
    import yaml

    name = shown or file.name
    try:
        listed = yaml.load(file.read_text(encoding="utf-8"), _loader())
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ParameterError(f"{name}: expected a list of runs in YAML, cannot read it: {error}") from error
    if not isinstance(listed, dict) or not listed:
        raise ParameterError(f"{name}: expected lines such as {EXAMPLE}")
    return {str(notebook): _mappings(own, f"{name}, {notebook}") for notebook, own in listed.items()}


def _mappings(own: Any, where: str) -> list[dict[str, Any]]:
    single = [own or {}] if isinstance(own, dict) or own is None else own
    if not isinstance(single, list) or not single or not all(isinstance(one, dict) for one in single):
        raise ParameterError(f"{where}: expected parameters, or a list of single runs, as in lines such as {EXAMPLE}")
    return single


def _loader() -> Any:
    """Return a loader of YAML that leaves days as texts and refuses a name given twice."""
    import yaml

    class Loader(yaml.SafeLoader):
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            names = [key.value for key, _ in node.value]
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise ValueError(f"{twice.pop()} is given twice")
            return super().construct_mapping(node, deep)

    day = "tag:yaml.org,2002:timestamp"
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.items()
    Loader.yaml_implicit_resolvers = {
        first: [one for one in found if one[0] != day] for first, found in resolvers
    }  # fmt: skip
    return Loader


def cross(own: Mapping[str, Any], declared: Mapping[str, Parameter]) -> Iterator[dict[str, Any]]:
    """Cross the lists of values of a mapping of parameters.

    A list for a parameter that is declared as a list is one value; a list of lists is crossed there too.

    Parameters
    ----------
    own : mapping
        Name -> value or list of values.
    declared : mapping
        What `read_parameters` returned.

    Yields
    ------
    dict
        The parameters of one run.

    Examples
    --------
    >>> list(cross({"since": ["2021", "2023"], "top": 5}, {}))
    [{'since': '2021', 'top': 5}, {'since': '2023', 'top': 5}]
    """
    values = {name: _values(name, value, declared) for name, value in own.items()}
    for chosen in product(*values.values()):
        yield dict(zip(values, chosen, strict=True))


def _values(name: str, value: Any, declared: Mapping[str, Parameter]) -> list[Any]:
    whole = name in declared and _takes_list(declared[name].annotation)
    if not isinstance(value, list) or (whole and not all(isinstance(one, list) for one in value)):
        return [value]
    if not value and not whole:
        raise ParameterError(f"parameter {name}: expected values to cross, found an empty list")
    return value or [value]


def _takes_list(annotation: str) -> bool:
    names = [node.id for node in ast.walk(ast.parse(annotation)) if isinstance(node, ast.Name)]
    return "list" in names
