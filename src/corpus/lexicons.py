"""Word lists as data: find, read, validate and hash them."""

import difflib
import hashlib
import os
import re
from collections.abc import Iterator
from functools import cache

import pandas as pd

from corpus import tables
from corpus.errors import LexiconError
from corpus.lexicon_checks import Fault, Known, find_faults, tell_faults
from corpus.lexicon_files import Content, File, begun, decoded, is_packaged, open_list, packaged, packaged_files, parsed
from corpus.timex import edtf

HEADER_KEYS = ("title", "version", "as_of", "source", "licence")


def _refuse(faults: list[Fault], file: File) -> None:
    if faults:
        raise LexiconError(tell_faults(file.shown, faults))


def _sound(file: File) -> Content:
    content = parsed(file)
    _refuse(content.faults, file)
    return content


@cache
def _known() -> Known:
    countries, actors, words = read_table("country_codes"), read_table("actor_codes"), read_table("common_words")
    parts = {part: frozenset(codes) for part, codes in actors.groupby("part")["code"]}
    said = {kind: "\n".join(["", *those, ""]) for kind, those in words.groupby("kind")["word"]}
    types, modes = read_table("plover_events")["event_type"], read_table("plover_modes")["mode"]
    spelled = {
        name: alpha3 for *names, alpha3 in tables.rows_of(countries, "alpha2", "name", "alpha3") for name in names
    }
    return Known(
        countries=frozenset(countries["alpha3"]),
        spelled=spelled,
        international=parts["international"],
        sectors=parts["sector"],
        others=frozenset([*types, *modes]),
        grammar=said["grammar"],
        everyday=said["everyday"],
    )


def _faults_of_header(content: Content, file: File) -> Iterator[Fault]:
    """Yield an `as_of` that is no date, and columns that are nearly called like one of the table's."""
    lines = decoded(file).splitlines()
    as_of = content.header.get("as_of", "")
    if as_of and not edtf.is_edtf(as_of):
        at = next((at for at, line in enumerate(lines, 1) if re.match(r"#\s?as_of\s*:", line)), 1)
        yield at, f"as_of: found {as_of!r}, expected an EDTF date such as 2025-12 or 2025-12-31"
    for name in content.columns:
        near = difflib.get_close_matches(name.lower(), tables.TABLES["lexicon"], n=1, cutoff=0.85)
        if near and near[0] not in content.columns:
            at = next((at for at, line in enumerate(lines, 1) if not line.startswith("#") and line.strip()), 1)
            yield at, f"column {name}: found no column {near[0]}; did you mean it? Name a column of your own otherwise"


def _plain(content: Content) -> pd.DataFrame:
    return pd.DataFrame([row for _, row in content.rows], columns=content.columns, dtype="str")


def _frame(content: Content, file: File) -> pd.DataFrame:
    frame = _plain(content)
    entry = frame["entry"] if "entry" in frame else frame["label"]
    frame = frame.assign(
        lexicon=pd.Series(file.name, index=frame.index, dtype="str"),
        row=pd.Series([line for line, _ in content.rows], index=frame.index, dtype="int64"),
        entry=entry.where(entry != "", frame["label"]),
        as_of=pd.Series(content.header.get("as_of", ""), index=frame.index, dtype="str"),
    )
    if "match" in frame:
        frame["match"] = frame["match"].replace("", "fixed")
    if "weight" in frame:
        frame["weight"] = frame["weight"].replace("", "0").astype("float64")
    return tables.complete(frame, "lexicon")


def _need_patterns(content: Content, file: File) -> None:
    for column in ("label", "pattern"):
        if column not in content.columns:
            raise LexiconError(
                f"{file.shown}: a lexicon needs the columns label and pattern, "
                f"found {', '.join(content.columns)}; a plain list is read with read_table"
            )


def _checked(file: File) -> Content:
    """Return what is in a file of which every row has been looked at."""
    content = parsed(file)
    _need_patterns(content, file)
    found = find_faults(content.rows, content.header, _known())
    _refuse(sorted([*_faults_of_header(content, file), *content.faults, *found]), file)
    return content


@cache
def _packaged_frame(name: str) -> pd.DataFrame:
    """Return a packaged lexicon, whose rows the tests of the package check."""
    file = packaged(name)
    _need_patterns(parsed(file), file)
    return _frame(parsed(file), file)


def read_lexicon(name_or_path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a lexicon: one of the packaged ones by its name, or your own by its path.

    A lexicon is a CSV file in UTF-8. It may begin with a block of ``# key: value`` lines (title, version,
    as_of, source, licence); then come the column names and the rows. Needed are ``label`` and ``pattern``;
    ``entry`` (default: the label) groups the patterns of one actor or concept, ``match`` is fixed (default),
    glob or regex, ``since`` and ``until`` (EDTF) say when the row holds.

    How a pattern matches:

    - A pattern all in lower case matches in any case. A pattern with a capital letter matches as written, or
      all in capitals within a line of capitals. So ``US`` never matches "us", nor ``Turkey`` "turkey".
    - A blank matches any run of white space, a line break too; apostrophes and hyphens match their
      typographic variants. There is a word boundary at both ends; a possessive 's is not part of the match.
    - ``glob``: ``*`` stands for the letters to the start or end of a word (``deport*``). ``regex``:
      Python's re as written; its word boundaries are your own.
    - The longest match wins within a lexicon, the earlier one on a tie. A match of a row of kind ``veto``
      takes its place like any other and gives no tag: "New Mexico" keeps its "Mexico" from being one.

    What is refused, with all its lines at once: rows that repeat or contradict each other, dates that are none or
    the wrong way round, codes that neither PLOVER nor ISO 3166 has (unless the header's ``codes`` names another
    scheme), patterns that match nothing, everything or a common word; `corpus.lexicon_checks` has the rules.

    Parameters
    ----------
    name_or_path : str or path
        The name of a packaged lexicon (see `packaged_lexicons`), or the path of a file of your own.

    Returns
    -------
    DataFrame
        One row per pattern: the columns of table ``lexicon``, then any further column of the file and `as_of`.
        ``lexicon`` is the file's name without ``.csv``, ``row`` the line in the file.

    Raises
    ------
    LexiconError
        Names the file and line, what was found and what would be right.

    Notes
    -----
    The dates follow the Extended Date/Time Format, https://www.loc.gov/standards/datetime/.

    Examples
    --------
    >>> countries = read_lexicon("countries")
    >>> countries.loc[countries["pattern"] == "Pakistani", ["label", "kind", "code"]].values.tolist()
    [['Pakistan', 'demonym', 'PAK']]
    """
    if is_packaged(name_or_path):
        return _packaged_frame(str(name_or_path)).copy()
    file = open_list(name_or_path)
    return _frame(_checked(file), file)


def read_table(name_or_path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a plain list, such as the abbreviations or the country codes; every value is a string.

    Parameters
    ----------
    name_or_path : str or path
        The name of a packaged list, or the path of a CSV file of your own.

    Returns
    -------
    DataFrame
        One row per line of the list, with the columns of the file; what is missing is "".

    Raises
    ------
    LexiconError
        Names the file and line, what was found and what would be right.

    Examples
    --------
    >>> codes = read_table("country_codes")
    >>> codes.loc[codes["alpha3"] == "PAK", ["alpha2", "cow", "gw"]].values.tolist()
    [['PK', '770', '770']]
    """
    return _plain(_sound(open_list(name_or_path)))


def read_rows(name_or_path: str | os.PathLike[str]) -> list[tuple[int, dict[str, str]]]:
    """Read a packaged list, or a CSV file of your own, as rows that know the line they stand in.

    Messages about a row can then name its line.

    Parameters
    ----------
    name_or_path : str or path
        The name of a packaged list, or the path of a CSV file of your own.

    Returns
    -------
    list of (int, dict)
        One item per row: line of the file, and value by column.

    Raises
    ------
    LexiconError
        When the file is not CSV in UTF-8.

    Examples
    --------
    >>> len(read_rows("plover_events"))
    16
    """
    return [(line, dict(row)) for line, row in _sound(open_list(name_or_path)).rows]


def packaged_lexicons() -> list[str]:
    """Return the names that `read_lexicon` takes, in alphabetical order.

    Examples
    --------
    >>> "countries" in packaged_lexicons()
    True
    """
    columns = {name: begun(packaged(name))[1] for name in sorted(packaged_files())}
    return [name for name, found in columns.items() if {"label", "pattern"} <= set(found)]


def lexicon_hash(name_or_path: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of the bytes of a lexicon's file, in hexadecimal.

    Examples
    --------
    >>> len(lexicon_hash("countries"))
    64
    """
    return hashlib.sha256(open_list(name_or_path).data).hexdigest()


def describe_lexicon(lexicon: pd.DataFrame | str | os.PathLike[str]) -> dict[str, str | int]:
    """Return what a recipe says of a lexicon: its name, header fields, rows, and the hash of its file.

    Of a frame it is the hash of its rows written as CSV.

    Examples
    --------
    >>> said = describe_lexicon("countries")
    >>> said["name"], said["licence"] != "", len(str(said["sha256"]))
    ('countries', True, 64)
    """
    if isinstance(lexicon, pd.DataFrame):
        names = ", ".join(dict.fromkeys(lexicon["lexicon"]))
        return {"name": names, **_described({}, len(lexicon), lexicon.to_csv(index=False).encode("utf-8", "replace"))}
    file = open_list(lexicon)
    content = _sound(file)
    return {"name": file.name, **_described(content.header, len(content.rows), file.data)}


def _described(header: dict[str, str], rows: int, data: bytes) -> dict[str, str | int]:
    fields = dict.fromkeys(HEADER_KEYS, "") | header
    return {**fields, "rows": rows, "sha256": hashlib.sha256(data).hexdigest()}
