"""Sentences that notebooks show, and the number of articles below which nothing is estimated."""

SMALL = 20
"""Below so many articles nothing is estimated: see Cameron, Gelbach & Miller (2008) on few clusters."""


class Note(str):
    """A sentence that a notebook shows as text and not as a quoted string."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


def tell(*sentences: str) -> Note:
    """Join sentences to a note or a caption; what is empty is left out.

    Examples
    --------
    >>> tell("Figure 1. The articles.", "", "Search: query Kabul.")
    'Figure 1. The articles. Search: query Kabul.'
    """
    return Note(" ".join(filter(None, sentences)))
