"""The labels of export services (packaged list ``export_labels``), and what their values mean."""

from functools import cache

from corpus.lexicons import read_table


@cache
def labels(service: str) -> dict[str, str]:
    """Return the field of every label of a service, labels in lower case."""
    table = read_table("export_labels")
    chosen = table[table["service"] == service]
    return {label.casefold(): field for label, field in zip(chosen["label"], chosen["field"], strict=True)}


def language_code(name: str) -> str:
    """Return the ISO 639-1 code of a language that is named in one of several languages, "" when unknown.

    Examples
    --------
    >>> [language_code(name) for name in ("ENGLISH", "GERMAN; DEUTSCH", "Français", "EN", "?")]
    ['en', 'de', 'fr', 'en', '']
    """
    first = name.split(";")[0].split(",")[0].strip()
    if len(first) == 2 and first.isascii() and first.isalpha():
        return first.lower()
    return labels("language").get(first.casefold(), "")
