"""The runs that a file in YAML lists: notebooks, their parameters, lists of values crossed."""

import ast
import math
import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from corpus.errors import ParameterError
from corpus.runs.annotations import fits
from corpus.runs.parameters import Parameter

EXAMPLE = "'chronology: {grain: [month, year]}'"
MOST = 10_000
"""So many values, and so many runs of a notebook, no list asks for on purpose."""

SAID = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False, "none": None}
PLAIN = (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("merge", r"<<", "<"),
)
"""How values that are no texts are written without quotes: kind, expression, first letters."""


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
        When the file is missing or of another form; names the line, or the key.
    """
    import yaml

    name = shown or file.name
    try:
        listed = yaml.load(file.read_text(encoding="utf-8-sig"), _loader())
        _check_size(listed, {})
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ParameterError(f"{name}{line}: expected a list of runs in YAML; {error.problem or error}") from error
    except UnicodeDecodeError as error:
        raise ParameterError(f"{name}: expected a list of runs in UTF-8, found other bytes at {error.start}") from error
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise ParameterError(f"{name}: expected a list of runs in YAML, cannot read it: {error}") from error
    if not isinstance(listed, dict) or not listed:
        raise ParameterError(f"{name}: expected lines such as {EXAMPLE}")
    return {str(notebook): _mappings(own, f"{name}, {notebook}") for notebook, own in listed.items()}


def _mappings(own: Any, where: str) -> list[dict[str, Any]]:
    single = [own or {}] if isinstance(own, dict) or own is None else own
    if not isinstance(single, list) or not single or not all(isinstance(one, dict) for one in single):
        raise ParameterError(f"{where}: expected parameters, or a list of single runs, as in lines such as {EXAMPLE}")
    return [{str(name): value for name, value in one.items()} for one in single]


def _check_size(value: Any, sizes: dict[int, int]) -> int:
    """Return how many values there are, written out; raise where one holds itself, or where they are too many."""
    if not isinstance(value, (list, dict)):
        return 1
    if id(value) not in sizes:
        sizes[id(value)] = MOST
        sizes[id(value)] = sum(
            _check_size(one, sizes) for one in (value.values() if isinstance(value, dict) else value)
        )
    if sizes[id(value)] >= MOST:
        raise ValueError(f"expected less than {MOST:,} values")
    return sizes[id(value)]


def _loader() -> Any:
    """Return a loader of YAML that refuses a name given twice, and takes for text what other tools read differently.

    Days, "no", "010" and "1:30" stay texts: only what YAML 1.2 calls a number, true, false and null is none.
    """
    import yaml

    class Loader(yaml.SafeLoader):
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            names = [key.value if isinstance(key, yaml.ScalarNode) else "" for key, _ in node.value]
            for at, (key, _) in enumerate(node.value):
                if names[at] in names[:at] or not isinstance(key, yaml.ScalarNode):
                    problem = f"{names[at]} is given twice" if names[at] else "a name is no text"
                    raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            return super().construct_mapping(node, deep)

    Loader.yaml_implicit_resolvers = {}
    for tag, pattern, first in PLAIN:
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), list(first))
    return Loader


def convert(value: Any, parameter: Parameter) -> Any:
    """Return a value written on the command line, or in a grid, as the type that the notebook declares.

    Examples
    --------
    >>> convert("2021", Parameter("since", "str", "", "")), convert("2021", Parameter("top", "int", "", ""))
    ('2021', 2021)
    >>> convert("dawn, tolo", Parameter("outlets", "list[str]", "", ""))
    ['dawn', 'tolo']
    """
    read = _read(value)
    candidates = [value, read, *(_readings(value) if isinstance(value, str) else ()), *_writings(read)]
    return next((one for one in candidates if fits(one, parameter.annotation)), value if read is None else read)


def _read(value: Any) -> Any:
    """Return what a text is in YAML; the text where it is nothing there."""
    import yaml

    if not isinstance(value, str):
        return value
    try:
        return yaml.load(value, _loader())
    except (yaml.YAMLError, RecursionError):
        return value


def _readings(text: str) -> list[Any]:
    """Return what else a text may stand for: yes, no or None, a list with commas between."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    said = [SAID[text.lower()]] if text.lower() in SAID else []
    return said if text.lstrip().startswith("[") else [*said, parts, [_read(part) for part in parts]]


def _writings(value: Any) -> list[Any]:
    """Return how a whole number, or those in a list, are written as texts."""
    if isinstance(value, list):
        return [[str(one) if type(one) is int else one for one in value]]
    return [str(value)] if type(value) is int else []


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
    if math.prod(map(len, values.values())) > MOST:
        raise ParameterError(f"expected at most {MOST:,} runs, found lists of {', '.join(values)} that cross to more")
    for chosen in product(*values.values()):
        yield dict(zip(values, chosen, strict=True))


def _values(name: str, value: Any, declared: Mapping[str, Parameter]) -> list[Any]:
    whole = name in declared and _takes_list(declared[name].annotation)
    listed = isinstance(value, list) and not (whole and not all(isinstance(one, list) for one in value))
    if listed and not value and not whole:
        raise ParameterError(f"parameter {name}: expected values to cross, found an empty list")
    ones = value if listed and value else [value]
    return [convert(one, declared[name]) if name in declared else one for one in ones]


def _takes_list(annotation: str) -> bool:
    names = [node.id for node in ast.walk(ast.parse(annotation)) if isinstance(node, ast.Name)]
    return "list" in names
