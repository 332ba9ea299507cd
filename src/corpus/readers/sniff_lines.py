"""What some lines are, whatever file they came from: an export of Nexis or Factiva, or any text."""

from collections.abc import Sequence

from corpus.readers import factiva, nexis
from corpus.readers.document import Document, ReadFile


def read_lines(lines: Sequence[str], encoding: str = "", note: str = "", container: str = "txt") -> ReadFile:
    """Read lines as what they show themselves to be; a text is one document however many articles are in it.

    Nexis: documents that are numbered or ended by words, and labels of the head. Factiva: accession numbers, and
    codes or a count of words. Anything else is a text.
    """
    if nexis.is_nexis(lines):
        return nexis.read_lines(lines, encoding, note)._replace(format=f"nexis {container}")
    if factiva.is_factiva(lines):
        content = factiva.read_lines(lines, encoding, note, whole=container == "txt")
        return content._replace(format=f"factiva {container}")
    return ReadFile([Document(list(lines), [None] * len(lines), {})], encoding, note=note, format=container)
