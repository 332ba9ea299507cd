"""The errors of the package; all derive from one, so that one ``except`` catches them."""


class CorpusError(ValueError):
    """Something given to the package is not as it must be."""


class TableError(CorpusError):
    """A table lacks a column, or a column holds what it must not."""


class LexiconError(CorpusError):
    """A lexicon file or frame is not valid."""


class SourceError(CorpusError):
    """A source (file, folder, pattern) is missing, empty or cannot be read."""


class ParameterError(CorpusError):
    """A parameter of a notebook or a function is unknown, of the wrong type or out of range."""
