"""Make data/events.csv, the triggers of PLOVER's event types, from tools/event_triggers.txt.

Run from anywhere: ``python tools/make_events.py``. The input lists lemmas and phrases; this script writes out
their forms, so that every row of the lexicon is a string that can be searched for, cited and corrected.
"""

import csv
import itertools
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from corpus.lexicons import read_table

TOOLS = Path(__file__).parent
DATA = TOOLS.parent / "src" / "corpus" / "data"
KINDS = "verb|noun|phrase|statement|veto|regex|regex-statement|regex-veto"
LINE = re.compile(rf"(?P<type>[A-Z]+)(?:/(?P<mode>[a-z-]+))? (?P<kind>{KINDS}): (?P<items>.+)")
NOTES = {
    "ACCUSE": "base score of the type taken as -3, see plover_events",
}
CLASSES = {"BE": "[is|are|was|were|been]", "POSS": "[its|their|his|her]", "DET": "[a|an|the|its|their]"}
SOURCE = "own; types and modes after PLOVER"


def with_s(word: str) -> str:
    """Return the -s form of a verb or the plural of a noun."""
    if re.search(r"(?:s|x|z|ch|sh|[^aeiou]o)$", word):
        return f"{word}es"
    return f"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word) else f"{word}s"


def other_forms() -> tuple[dict[str, list[str]], set[str]]:
    """Return the past forms of irregular verbs, and the verbs that double their last letter."""
    verbs = read_table(TOOLS / "irregular_verbs.csv")
    past_forms = {verb: forms.split("|") for verb, forms in zip(verbs["verb"], verbs["past"], strict=True) if forms}
    return past_forms, set(verbs.loc[verbs["doubled"] == "yes", "verb"])


IRREGULAR, DOUBLED = other_forms()


def stem(verb: str) -> str:
    """Return what -ed and -ing are put to, with the consonant doubled where it is."""
    return verb + verb[-1] if verb in DOUBLED else verb


def past(verb: str) -> list[str]:
    """Return the past forms of a verb."""
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("e"):
        return [f"{verb}d"]
    return [f"{verb[:-1]}ied"] if re.search(r"[^aeiou]y$", verb) else [f"{stem(verb)}ed"]


def gerund(verb: str) -> str:
    """Return the -ing form of a verb."""
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return f"{verb[:-1]}ing"
    return f"{stem(verb)}ing"


def forms_of(word: str) -> list[str]:
    """Return the forms that a word of an item stands for."""
    if word.endswith(("+", "!")):
        verb = word[:-1]
        third = "has" if verb == "have" else with_s(verb)
        return list(dict.fromkeys([verb, third, *past(verb), gerund(verb)]))
    if word.endswith("~"):
        return [word[:-1], with_s(word[:-1])]
    return [word]


def alternatives(item: str) -> Iterator[str]:
    """Yield an item once for each choice among its alternatives."""
    for name, words in CLASSES.items():
        item = re.sub(rf"\b{name}\b", words, item)
    parts = [part.split("|") for part in re.split(r"[\[\]]", item)]
    yield from ("".join(chosen) for chosen in itertools.product(*parts))


def is_noun(word: str, kind: str, form: str) -> bool:
    """Return whether a form is counted as a noun: the base and -s form of a word marked with !."""
    return kind == "noun" or (word.endswith("!") and form in (word[:-1], with_s(word[:-1])))


def expanded(item: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, pattern) for each form of an item."""
    if "regex" in kind:
        yield kind.removeprefix("regex").removeprefix("-") or "phrase", item
        return
    for chosen in alternatives(item):
        words = chosen.split()
        for form in itertools.product(*(forms_of(word) for word in words)):
            noun = len(words) == 1 and is_noun(words[0], kind, form[0])
            yield "noun" if noun else kind, " ".join(form)


def lines() -> Iterator[tuple[str, str, str, str]]:
    """Yield (type, mode, kind, item) for each item of the input."""
    for number, line in enumerate((TOOLS / "event_triggers.txt").read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = LINE.fullmatch(line)
        if not found:
            expected = "expected 'TYPE/mode kind: item; item'"
            raise ValueError(f"event_triggers.txt, line {number}: {expected}, found {line[:50]!r}")
        for item in filter(None, (item.strip() for item in found["items"].split(";"))):
            yield found["type"], found["mode"] or "", found["kind"], item


HEADER = """\
# title: Triggers of PLOVER event types: verbs, nouns and phrases
# version: 1
# as_of: 2025-12
# source: tools/make_events.py, from our own tools/event_triggers.txt; types, modes and scores: PLOVER
# licence: MIT
# columns: label is the event type, code its mode if the words tell it, weight PLOVER's score of mode or type
"""


class Row(NamedTuple):
    """A row of events.csv."""

    entry: str
    label: str
    kind: str
    pattern: str
    match: str
    weight: str
    code: str
    note: str
    source: str


def rows_of(event: str, mode: str, kind: str, item: str, score: str) -> Iterator[Row]:
    """Yield the rows of an item."""
    match = "regex" if "regex" in kind else "fixed"
    entry = item if match == "regex" else re.sub(r"[+!~]", "", item)
    for form_kind, pattern in expanded(item, kind):
        if form_kind == "veto":
            score = mode = ""
        yield Row(entry, event, form_kind, pattern, match, score, mode, NOTES.get(event, ""), SOURCE)


def is_better(row: Row, other: Row | None) -> bool:
    """Return whether a row replaces another: a veto of its type does, and one with a mode where there is none.

    A false friend of one type that is a trigger of another needs no veto: that trigger takes its place.
    """
    if other is None or row.label != other.label:
        return other is None
    return row.kind in ("veto", "statement") or bool(row.code and not other.code)


def main() -> None:
    """Write the lexicon."""
    types, modes = read_table("plover_events"), read_table("plover_modes")
    scores = dict(zip(zip(modes["event_type"], modes["mode"], strict=True), modes["score"], strict=True))
    scores |= {(event, ""): score for event, score in zip(types["event_type"], types["score"], strict=True)}
    rows: dict[str, Row] = {}
    for event, mode, kind, item in sorted(lines(), key=lambda line: ("statement" in line[2], "veto" in line[2])):
        for row in rows_of(event, mode, kind, item, scores[event, mode]):
            if is_better(row, rows.get(row.pattern)):
                rows[row.pattern] = row
    out = StringIO()
    out.write(HEADER)
    ordered = [row for row in rows.values() if row.kind == "veto"]
    ordered += [row for row in rows.values() if row.kind != "veto"]
    csv.writer(out, lineterminator="\n").writerows([Row._fields, *ordered])
    (DATA / "events.csv").write_text(out.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    main()
