"""Which texts may hold a match of a regular expression, by the literal texts that a match must hold."""

import re

ESCAPED = re.compile(r"\\.|\[[^]]*\]", re.DOTALL)
SIGN = re.compile(r"\\([!-/:-@\[-`{-~])")
SHIFT = 0xF0000
UNSHIFTED = {SHIFT + sign: sign for sign in range(128)}
"""An escaped sign stands for itself; while an expression is taken apart it is another one that means nothing."""

FLAGS = re.compile(r"\(\?[a-zA-Z-]*[ix]")
SPECIAL = re.compile(r".[*?]|.\{[^}]*\}|[.+^$]", re.DOTALL)
INNER = re.compile(r"\([^()]*\)[*+?]?(?:\{[^}]*\})?")
CHOICE = re.compile(r"([^\0()|*+?{}.^$]*)\(\?:([^\0()*+?{}.^$]+)\)(?![*?{])")


def find_literals(regex: str) -> tuple[str, ...]:
    r"""Return texts of which every match of a regular expression must hold one; "" where none is plain to see.

    They are the cheap test before the expression itself is tried.

    Examples
    --------
    >>> find_literals(r"\b[A-Z]\w+ descent\b"), find_literals(r"(?:Texas|Ohio),? Georgia")
    ((' descent',), (' Georgia',))
    >>> find_literals(r"\w+-(?:led|run)\b"), find_literals(r"\bU\.S\.\s?\d"), find_literals("a|b")
    (('-led', '-run'), ('U.S.',), ('',))
    """
    if FLAGS.search(regex):
        return ("",)
    plain = ESCAPED.sub("\0", SIGN.sub(lambda found: chr(SHIFT + ord(found[1])), regex))
    choices = [
        tuple(found[1] + one for one in found[2].split("|"))
        for found in CHOICE.finditer(plain)
        if plain.count("(", 0, found.start()) == plain.count(")", 0, found.start())
    ]
    while plain != (inner := INNER.sub("\0", plain)):
        plain = inner
    if "|" in plain:
        return ("",)
    one = max(SPECIAL.sub("\0", plain).split("\0"), key=len)
    best = max([(one,), *choices], key=lambda literals: min(map(len, literals)))
    return tuple(literal.translate(UNSHIFTED) for literal in best)
