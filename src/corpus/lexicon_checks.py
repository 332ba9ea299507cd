"""What can be wrong with the rows of a lexicon: patterns, common words, codes, dates, repeats, contradictions."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from corpus.timex import edtf

DUPLICATE_KEY = ("label", "pattern", "since", "until")
ROLE_KEY = ("label", "kind", "pattern")
KNOWN_SCHEMES = ("PLOVER", "ISO 3166")
"""How the header's ``codes`` begins where the codes are to be checked; of any other scheme nothing is known."""

KNOWINGLY = "common"
"""How the note of a row begins whose pattern is a common word, and meant so."""

NAMED_KINDS = ("person", "surname")
VETO = "veto"
WORD = re.compile(r"\w")
REGION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")
SHOWN = 10

Rows = Sequence[tuple[int, dict[str, str]]]
Fault = tuple[int, str]


class Codes(NamedTuple):
    """The codes of a lexicon: which name an actor, a country or a place, and what is wrong with others."""

    actors: frozenset[str]
    faults: Mapping[str, str]


class Known(NamedTuple):
    """What rows are checked against: codes, how countries are spelled (alpha-2, name), words one to a line."""

    countries: frozenset[str]
    spelled: Mapping[str, str]
    international: frozenset[str]
    sectors: frozenset[str]
    others: frozenset[str]
    grammar: str
    everyday: str


def find_faults(rows: Rows, header: Mapping[str, str], known: Known) -> list[Fault]:
    """Return every fault of a lexicon's rows, in the order of lines.

    - Two rows of one entry, label, kind and pattern contradict each other when they hold at the same time for
      more than the day of a handover; who has two roles at once has one row for that time, its codes joined
      with ``|``. Dates less exact than a day are read so that they overlap as little as they can.
    - A pattern of one word (fixed, glob, regex) must not match a word of grammar ("us", "May" at the head of a
      sentence), nor, all in lower case, a word of daily life when the row names an actor, country or place
      ("turkey"); a note that begins with ``common`` allows it. "US" in capitals is no such word.
    - Codes are PLOVER's (``PAK.GOV``, ``UNO``, ``REB``), its event types and modes, or ISO 3166-2 (``PK-KP``),
      unless the header's ``codes`` names another scheme.

    Returns
    -------
    list of (int, str)
        One item per fault: the line in the file, and column, what was found and what would be right.
    """
    codes = _judge_codes({row.get("code", "") for _, row in rows}, header, known)
    faults = [(line, fault) for line, row in rows if (fault := _fault_of(row, known, codes))]
    return sorted([*faults, *_repeated(rows), *_contradicting(rows)])


def tell_faults(shown: str, faults: Sequence[Fault]) -> str:
    """Return faults as one message: the only one in a line, of several the first ten and how many more.

    Examples
    --------
    >>> tell_faults("mine.csv", [(2, "column label: found nothing, expected a label")])
    'mine.csv, line 2, column label: found nothing, expected a label'
    """
    told = [f"line {line}{', ' if said.startswith('column') else ': '}{said}" for line, said in faults[:SHOWN]]
    if len(faults) == 1:
        return f"{shown}, {told[0]}"
    more = [f"and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
    return "\n  ".join([f"{shown}: {len(faults)} faults", *told, *more])


def _fault_of(row: dict[str, str], known: Known, codes: Codes) -> str:
    """Return what is wrong with a row by itself, or nothing."""
    for column in ("label", "pattern"):
        if not row[column]:
            return f"column {column}: found nothing, expected a {column}"
    fault = _fault_of_pattern(row) or _fault_of_weight(row) or _fault_of_term(row)
    return fault or codes.faults.get(row.get("code", ""), "") or _fault_of_word(row, known, codes)


# --- patterns


def _fault_of_fixed(pattern: str) -> str:
    if "*" in pattern:
        return "holds '*', but match is fixed; write match glob, or leave the '*' out"
    return (
        "" if WORD.search(pattern) else "holds no letter or digit and so matches nothing; write the words to be found"
    )


def _fault_of_glob(pattern: str) -> str:
    if len(WORD.findall(pattern)) < 2:
        return "matches nearly everything; give at least two letters beside the '*'"
    for word in re.split(r"[\s-]+", pattern):
        if "*" in word.strip("*"):
            return "has '*' inside a word; '*' stands for letters at a word's start or end, else use match regex"
        if word and not word.strip("*"):
            return "has '*' alone for a whole word; '*' stands for letters at a word's start or end"
    return ""


def _fault_of_regex(pattern: str) -> str:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        return f"is no regular expression: {error}; see Python's re"
    if compiled.match(""):
        return "matches the empty string and so everything; let it need a letter"
    return "matches no letter and so nothing; write what is to be found" if _is_barren(pattern) else ""


def _is_barren(regex: str) -> bool:
    """Whether a regular expression can match no letter: it has no width, fails, or goes on beyond an end."""
    parsed = re._parser.parse(regex)  # type: ignore[attr-defined]
    for at, (what, place) in enumerate(parsed):
        beyond = parsed[:at] if "BEGINNING" in str(place) else parsed[at + 1 :] if "END" in str(place) else parsed[:0]
        if str(what) == "FAILURE" or (str(what) == "AT" and beyond.getwidth()[0] > 0):
            return True
    return bool(parsed.getwidth()[1] == 0)


FAULTS = {"fixed": _fault_of_fixed, "glob": _fault_of_glob, "regex": _fault_of_regex}


def _fault_of_pattern(row: dict[str, str]) -> str:
    match = row.get("match") or "fixed"
    if match not in FAULTS:
        return f"column match: found {match!r}, expected one of {', '.join(FAULTS)}"
    fault = FAULTS[match](row["pattern"])
    return f"column pattern: {row['pattern']!r} {fault}" if fault else ""


def _fault_of_word(row: dict[str, str], known: Known, codes: Codes) -> str:
    """Return that a pattern would tag a common word, unless the row is a veto or says that it is meant."""
    pattern = row["pattern"]
    if " " in pattern and row.get("match") != "regex":
        return ""
    if row.get("kind") == VETO or row.get("note", "").casefold().startswith(KNOWINGLY):
        return ""
    if row.get("match") == "regex":
        return _fault_of_wide(pattern, known)
    is_small = pattern == pattern.lower()
    word = _matched(pattern, known.grammar) if is_small or pattern.istitle() else ""
    named = row.get("kind") in NAMED_KINDS or row.get("code") in codes.actors
    if not word and is_small and named:
        word = _matched(pattern, known.everyday)
    if not word:
        return ""
    where = "wherever it stands" if is_small else "where a sentence begins with it"
    better = "with more words" if word in known.grammar.split() else "with its capital letter, with more words"
    return (
        f"column pattern: {pattern!r} matches the common word {word!r} and would tag it {where}; "
        f"write it {better}, or begin the note with '{KNOWINGLY}' if that is meant"
    )


def _fault_of_wide(pattern: str, known: Known) -> str:
    """Return that a regular expression is found in most words of grammar, as they are or with a capital letter."""
    compiled = re.compile(pattern)
    for words in (known.grammar.split(), known.grammar.title().split()):
        if sum(bool(compiled.search(word)) for word in words) > len(words) / 2:
            return f"column pattern: {pattern!r} matches nearly every word; write what is to be found"
    return ""


def _matched(pattern: str, words: str) -> str:
    """Return the first of the words, which stand one to a line, that a fixed or glob pattern of one word matches."""
    core = pattern.strip("*").lower()
    found = words.find(f"{'' if pattern[0] == '*' else chr(10)}{core}{'' if pattern[-1] == '*' else chr(10)}")
    return words[words.rfind("\n", 0, found + 1) + 1 :].split("\n", 1)[0] if found >= 0 else ""


# --- codes, weights and dates


def _judge_codes(found: Iterable[str], header: Mapping[str, str], known: Known) -> Codes:
    if not header.get("codes", KNOWN_SCHEMES[0]).startswith(KNOWN_SCHEMES):
        return Codes(frozenset(), {})
    wrong = {code: [one for one in code.split("|") if not _is_actor(one, known)] for code in found if code}
    actors = frozenset(code for code, parts in wrong.items() if not parts)
    faults = {code: _fault_of_code(code, parts[0], known) for code, parts in wrong.items() if parts}
    return Codes(actors, {code: fault for code, fault in faults.items() if code not in known.others})


def _is_actor(code: str, known: Known) -> bool:
    """Whether a code names an actor, a country (PAK, PAK.GOV, UNO, REB) or a region (PK-KP)."""
    region = REGION.fullmatch(code)
    if region or code in known.sectors:
        return not region or region[1] in known.spelled
    first, *sectors = code.split(".")
    return first in known.countries | known.international and known.sectors.issuperset(sectors)


def _fault_of_code(code: str, wrong: str, known: Known) -> str:
    """Return what is wrong with a code, and with which of several that are joined with ``|``."""
    first, *sectors = wrong.split(".")
    if first in known.countries | known.international:
        unknown = next(one for one in sectors if one not in known.sectors)
        why = f"{unknown!r} is none of PLOVER's sectors {', '.join(sorted(known.sectors))}"
    else:
        near = _nearest(wrong, known)
        why = f"{first!r} is no country (ISO 3166 alpha-3) and none of {', '.join(sorted(known.international))}; "
        why += f"did you mean {near!r}?" if near else "expected such as PAK.GOV"
    return (
        f"column code: found {code!r}; {why}; if the codes are of another scheme, name it in the header: '# codes: ...'"
    )


def _nearest(code: str, known: Known) -> str:
    """Return a code that is right and differs in its case, its points or how the country is written, or nothing."""
    first, *sectors = code.split(".")
    spelled = ".".join([known.spelled.get(first.upper(), known.spelled.get(first, first)), *sectors]).upper()
    cut = ".".join(re.findall("...", re.sub(r"\W", "", code.upper()))) if len(re.sub(r"\W", "", code)) % 3 == 0 else ""
    return next((one for one in (code.upper(), spelled, cut) if one and _is_actor(one, known)), "")


def _fault_of_weight(row: dict[str, str]) -> str:
    weight = row.get("weight", "")
    try:
        fine = not weight or math.isfinite(float(weight))
    except ValueError:
        fine = False
    return "" if fine else f"column weight: found {weight!r}, expected a number such as -2.5, or nothing"


def _fault_of_term(row: dict[str, str]) -> str:
    ends = {}
    for column in ("since", "until"):
        try:
            ends[column] = edtf.bounds(row[column]) if row.get(column) else ("", "")
        except ValueError:
            return f"column {column}: found {row[column]!r}, expected an EDTF date such as 2021-08-15 or 2021"
    start, end = ends["since"][0], ends["until"][1]
    if start and end and start > end:
        return f"column since: {row['since']} is after until {row['until']}; since comes first"
    return ""


# --- rows beside one another


def _repeated(rows: Rows) -> Iterator[Fault]:
    first: dict[tuple[str, ...], int] = {}
    for line, row in rows:
        key = _key(row, DUPLICATE_KEY)
        if row["pattern"] and key in first:
            named = zip(("entry", *DUPLICATE_KEY), key, strict=True)
            found = ", ".join(f"{column} {value!r}" for column, value in named if value)
            yield line, f"repeats line {first[key]} ({found}); keep one of the two"
        first.setdefault(key, line)


def _key(row: dict[str, str], columns: Iterable[str]) -> tuple[str, ...]:
    return row.get("entry") or row["label"], *(row.get(column, "") for column in columns)


def _contradicting(rows: Rows) -> Iterator[Fault]:
    roles: dict[tuple[str, ...], list[tuple[int, dict[str, str]]]] = {}
    for line, row in rows if any(row.get("since") or row.get("until") for _, row in rows) else ():
        roles.setdefault(_key(row, ROLE_KEY), []).append((line, row))
    for same in roles.values():
        for (line, one), (later, other) in combinations(same, 2):
            if _term(one) != _term(other) and _overlap(one, other):
                told = " and ".join(f"{since or '..'}/{until or '..'}" for since, until in (_term(one), _term(other)))
                yield (
                    later,
                    f"column since: overlaps line {line} ({told}) for the same pattern; "
                    "end one before the other begins, or give that time a row of its own with both codes joined by '|'",
                )


def _term(row: dict[str, str]) -> tuple[str, str]:
    return row.get("since", ""), row.get("until", "")


def _overlap(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether two rows surely hold at the same time for more than one day."""
    try:
        (start, end), (first, last) = _sure(*_term(one)), _sure(*_term(other))
    except ValueError:
        return False
    return start < last and first < end


def _sure(since: str, until: str) -> tuple[str, str]:
    """Return the days between which a role surely holds; a time less exact than a day gives its inner end."""
    start = edtf.bounds(since)[1] if since else ""
    return start, (edtf.bounds(until)[0] if until else "") or "9999"
