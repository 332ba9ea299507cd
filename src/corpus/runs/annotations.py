"""The types that parameters of notebooks may have: whether a value is of one, and how it is said in words."""

import ast
import operator
import re
from typing import Any

from corpus.errors import ParameterError
from corpus.timex import edtf

WORDS = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "True or False",
    "None": "None",
    "list": "a list",
}


RULES = {"date": "a date such as 2023-07-21, 2023-07 or 2023 (EDTF)"}
BOUND = re.compile(r"(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)")
COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
"""What ``Annotated[int, ">= 1"]`` and ``Annotated[str, "date"]`` may say of the values of a type."""


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
            return _fits(value, kind) and all(_obeys(value, ast.literal_eval(rule)) for rule in rules)
    known = "str, int, float, bool, list[...], Literal[...], Annotated[...], None, or these joined with |"
    raise ParameterError(f"annotation of a parameter: expected {known}, found {ast.unparse(node)}")


def _obeys(value: Any, rule: str) -> bool:
    """Tell whether a value is a date, or within a bound."""
    if rule == "date":
        return value == "" or edtf.is_edtf(value)
    bound = BOUND.fullmatch(rule)
    if bound is None or not isinstance(value, (int, float)):
        raise ParameterError(f"rule of a parameter: expected 'date' or a bound such as '>= 1', found {rule!r}")
    return bool(COMPARE[bound[1]](value, float(bound[2])))


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
            spelled = [ast.literal_eval(rule) for rule in rules]
            return RULES["date"] if "date" in spelled else " ".join([_in_words(kind), *spelled])
        case ast.Subscript():
            return "one of " + ", ".join(map(repr, _choices(node)))
    return WORDS.get(ast.unparse(node), ast.unparse(node))
