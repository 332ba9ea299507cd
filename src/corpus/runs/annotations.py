"""The types that parameters of notebooks may have: whether a value is of one, and how it is said in words."""

import ast
import operator
import re
from collections.abc import Sequence
from typing import Any

from corpus.errors import ParameterError
from corpus.runs.paths import is_there
from corpus.timex import edtf

WORDS = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "True or False",
    "None": "None",
    "list": "a list",
}

RULES = {
    "date": "a date such as 2023-07-21, 2023-07 or 2023 (EDTF)",
    "Path": "a file, folder or pattern that is there, or empty",
}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
BOUND = re.compile(rf"(>=|<=|>|<)\s*({NUMBER.pattern})")
COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
"""What ``Annotated[int, ">= 1"]``, ``Annotated[str, "date"]`` and ``Annotated[str, Path]`` say of a type's values."""

LEAST_AND_MOST = (">=", "<=")
"""What the numbers of ``Annotated[int, 1, 20]`` are, which papermill can read, too."""


def fits(value: Any, annotation: str) -> bool:
    """Tell whether a value is of the type that an annotation, as written, names."""
    return _fits(value, ast.parse(annotation, mode="eval").body)


def _fits(value: Any, node: ast.expr) -> bool:
    """Tell whether a value is of the type that an annotation names; True is no int, an int is a float."""
    match node:
        case ast.Constant(value=None):
            return value is None
        case ast.Name(id="float"):
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case ast.Name(id="str" | "int" | "bool" | "list" as name):
            return type(value).__name__ == name
        case ast.BinOp(op=ast.BitOr()):
            return _fits(value, node.left) or _fits(value, node.right)
        case ast.Subscript(value=ast.Name(id="list")):
            return isinstance(value, list) and all(_fits(one, node.slice) for one in value)
        case ast.Subscript(value=ast.Name(id="Literal")):
            return any(type(value) is type(one) and value == one for one in _choices(node))
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[kind, *rules])):
            return _fits(value, kind) and all(_obeys(value, rule) for rule in _read_rules(rules))
    known = "str, int, float, bool, list[...], Literal[...], Annotated[...], None, or these joined with |"
    raise ParameterError(f"annotation of a parameter: expected {known}, found {ast.unparse(node)}")


def _read_rules(nodes: Sequence[ast.expr]) -> list[str]:
    """Return the rules of a type as texts; a first number is the least value, a second one the most."""
    written = [node.attr if isinstance(node, ast.Attribute) else ast.unparse(node) for node in nodes]
    numbers = [one for one in written if NUMBER.fullmatch(one)]
    bounds = [f"{sign} {number}" for sign, number in zip(LEAST_AND_MOST, numbers, strict=False)]
    return [one.strip("'\"") for one in written if one not in numbers] + bounds + numbers[len(LEAST_AND_MOST) :]


def _obeys(value: Any, rule: str) -> bool:
    """Tell whether a value is a date, a path that leads somewhere, or within a bound; of a text or list, its length."""
    if rule in RULES and isinstance(value, str):
        return value == "" or (edtf.is_edtf(value) if rule == "date" else is_there(value))
    bound = BOUND.fullmatch(rule)
    size = len(value.strip()) if isinstance(value, str) else len(value) if isinstance(value, list) else value
    if bound is None or not isinstance(size, (int, float)):
        raise ParameterError(f"rule of a parameter: expected 'date', Path or a bound such as '>= 1', found {rule!r}")
    return bool(COMPARE[bound[1]](size, float(bound[2])))


def list_choices(annotation: str) -> list[Any]:
    """Return the values that the Literal in an annotation lists.

    Examples
    --------
    >>> list_choices("list[Literal['a', 'b']]")
    ['a', 'b']
    """
    return _choices(ast.parse(annotation, mode="eval").body)


def _choices(node: ast.expr) -> list[Any]:
    inside = [one for one in ast.walk(node) if isinstance(one, ast.Subscript)]
    slices = [one.slice for one in inside if ast.unparse(one.value) == "Literal"]
    listed = [one.elts if isinstance(one, ast.Tuple) else [one] for one in slices]
    return [ast.literal_eval(one) for elements in listed for one in elements]


def say_type(annotation: str) -> str:
    """Return an annotation in words.

    Examples
    --------
    >>> say_type("Annotated[int, '>= 1'] | None")
    'a whole number >= 1 or None'
    """
    return _in_words(ast.parse(annotation, mode="eval").body)


def _in_words(node: ast.expr) -> str:
    match node:
        case ast.BinOp():
            return f"{_in_words(node.left)} or {_in_words(node.right)}"
        case ast.Subscript(value=ast.Name(id="list")):
            return f"a list, each of it {_in_words(node.slice)}"
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[kind, *rules])):
            return _with_rules(_in_words(kind), _read_rules(rules))
        case ast.Subscript():
            return "one of " + ", ".join(map(repr, _choices(node)))
    return WORDS.get(ast.unparse(node), ast.unparse(node))


def _with_rules(kind: str, rules: Sequence[str]) -> str:
    named = next((RULES[rule] for rule in rules if rule in RULES), "")
    if named or kind in (WORDS["int"], WORDS["float"]):
        return named or " ".join([kind, *rules])
    return f"{kind}, not empty" if rules == [">= 1"] else f"{kind}, of length {' '.join(rules)}"
