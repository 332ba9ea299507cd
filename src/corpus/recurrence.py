"""Lines that recur in many files of a folder: menus, footers, standing notices; counted before anything is judged."""

from collections import Counter
from collections.abc import Iterable

from corpus.lines import line_key
from corpus.readers.document import ReadFile

LONGEST = 200
"""Longer lines may be background that a newsroom repeats word for word; they are left to the other rules."""

FEWEST, SHARE, ENOUGH = 4, 0.2, 10
"""A line recurs in many files when it stands in a fifth of them, in no fewer than 4, and in 10 at the most."""

COPY = 0.5
"""A file that consists of recurring lines by more than this share of its characters is a copy of others."""


def find_recurring(contents: Iterable[ReadFile]) -> frozenset[str]:
    r"""Return the keys of the lines that recur in many files.

    Files that consist mostly of such lines are copies of one article: their lines are not counted, or every
    wire story that a folder holds four times would be taken for boilerplate. The answer does not depend on
    the order of the files.

    Parameters
    ----------
    contents : iterable of ReadFile
        What the files of a source hold.

    Returns
    -------
    frozenset of str
        Keys as `corpus.lines.line_key` makes them.

    Examples
    --------
    >>> from corpus.readers.document import plain_document
    >>> files = [ReadFile([plain_document(f"Envoy {n} spoke at length today.\nThe Daily Post")]) for n in range(4)]
    >>> sorted(find_recurring(files))
    ['the daily post']
    """
    lengths = [_lengths(content) for content in contents]
    least = min(max(FEWEST, round(SHARE * len(lengths))), ENOUGH)
    recurring = _in_at_least(least, lengths)
    originals = [file for file in lengths if _share(file, recurring) <= COPY]
    return _in_at_least(least, originals)


def _lengths(content: ReadFile) -> dict[str, int]:
    """Return the key of every line of a file with the line's length."""
    return {line_key(text): len(text) for document in content.documents for text in document.texts}


def _in_at_least(least: int, files: Iterable[dict[str, int]]) -> frozenset[str]:
    counts = Counter(key for file in files for key, length in file.items() if key and length <= LONGEST)
    return frozenset(key for key, count in counts.items() if count >= least)


def _share(file: dict[str, int], recurring: frozenset[str]) -> float:
    return sum(length for key, length in file.items() if key in recurring) / max(1, sum(file.values()))
