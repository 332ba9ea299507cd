"""Tags corrected by hand: corrections.csv beside the files, applied last, counted, each change naming its line."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from corpus import tables
from corpus.errors import SourceError
from corpus.lexicons import read_rows
from corpus.readers import Source, find_files, root_of

CORRECTIONS = "corrections.csv"
ACTIONS = ("strike", "change", "add")
NEEDED = ("sentence_id", "surface", "action")
VALUES = ("entry", "label", "kind", "code")
"""What a correction may give a tag; for a strike, which of several tags of the same words is meant."""

OPTIONAL = ("nth", "lexicon", *VALUES, "note")
CORRECTED = "corrected by hand"
"""How the rule of a tag that was changed or added begins."""

SENTENCE_NO = re.compile(r"(?:#\d{4,})?:\d{4,}$")
SHOWN = 5
"""How many corrections that match nothing are told of in a note."""

SAME = ("sentence_id", "start", "end", "lexicon", "entry", "label")
"""What two tags of the same words and the same concept have in common."""

Tag = dict[str, Any]


class Correction(NamedTuple):
    """A row of a file of corrections: its file and line for messages, and what it asks for."""

    file: str
    line: int
    action: str
    sentence_id: str
    surface: str
    nth: int
    lexicon: str
    given: dict[str, str]

    @property
    def place(self) -> str:
        """File and line, as a message names them."""
        return f"{self.file}, line {self.line}"


def apply_corrections(tags: pd.DataFrame, sentences: pd.DataFrame, source: Source) -> tuple[pd.DataFrame, pd.DataFrame]:
    r"""Strike, change and add tags as every ``corrections.csv`` beside the files says.

    A row has `sentence_id` (as in the tables, relative to the folder the file lies in), `surface` (the words),
    `nth` (which time they stand in the sentence; empty for each time), `lexicon` (empty for any) and `action`:

    - strike: the tags of these words go. With entry, label, kind or code, only those that have them.
    - change: the one tag of these words takes the entry, label, kind and code that are given.
    - add: these words are tagged; lexicon and label are needed.

    Corrections are applied in the order of files and lines, each to what those before it have left.

    Parameters
    ----------
    tags : DataFrame
        Table ``tags``; those of a lexicon or made elsewhere.
    sentences : DataFrame
        Table ``sentences``: those that were tagged.
    source : str, path or list of these
        Where they were read from; or the path of one file whose name ends in ``corrections.csv``.

    Returns
    -------
    tags : DataFrame
        One row per tag, in the order of sentences and offsets; the rule of one changed or added is
        ``corrected by hand, corrections.csv line N``.
    counts : DataFrame
        One row per correction: table ``corrections``, with `tags` (how many it struck, changed or added) and
        `why` (where it matched nothing: no such sentence, words or tag; a lexicon that was not used here). Rows
        about files that lie there and are no part of the sentences are passed over.

    Raises
    ------
    SourceError
        Names file and line: an action that is none; a change of one of several tags; a column that is missing or
        unknown.

    Examples
    --------
    >>> import tempfile
    >>> from corpus.tagging import tag
    >>> sentence = {"sentence_id": "a.txt:0001", "article_id": "a.txt", "text": "Paris met Kabul's envoy."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     mine = Path(folder, "corrections.csv")
    ...     _ = mine.write_text("sentence_id,surface,action,code\na.txt:0001,Kabul,change,AFG.GOV\n")
    ...     corrected, counts = apply_corrections(tag(sentences, "countries"), sentences, mine)
    >>> corrected.loc[1, ["surface", "code", "rule"]].tolist(), counts["tags"].tolist()
    (['Kabul', 'AFG.GOV', 'corrected by hand, corrections.csv line 2'], [1])
    """
    tables.check(tags, "tags")
    tables.check(sentences, "sentences")
    files = _find_corrections(source)
    if not files:
        return tags, tables.empty("corrections")
    texts: dict[str, str] = dict(tables.rows_of(sentences, "sentence_id", "text"))
    asked = _asked(files, texts)
    touched = tags["sentence_id"].isin([one.sentence_id for one in asked])
    records: list[Tag] = tags[touched].to_dict("records")  # type: ignore[assignment]
    counts = [(*_told(one), *_apply(records, one, texts.get(one.sentence_id))) for one in asked]
    if any(done for *_, done, _ in counts):
        tags = _in_order(pd.concat([tags[~touched], _frame(records, tags)], ignore_index=True), texts)
    return tags, tables.from_rows("corrections", counts)


def _asked(files: Sequence[tuple[Path, str]], texts: Mapping[str, str]) -> list[Correction]:
    """Return the corrections of the sentences at hand, and those of sentences that are nowhere."""
    held = {file_of(name) for name in texts}
    asked = []
    for path, folder in files:
        for one in _read(path, folder):
            if file_of(one.sentence_id) in held or not _is_unread(path, folder, one.sentence_id):
                asked.append(one)
    return asked


def file_of(sentence_id: str) -> str:
    """Return the file that a sentence stands in.

    Examples
    --------
    >>> file_of("more/a.txt#0002:0011")
    'more/a.txt'
    """
    return SENTENCE_NO.sub("", sentence_id)


def _find_corrections(source: Source) -> list[tuple[Path, str]]:
    """Return the files of corrections of a source, each with its folder relative to the source's root."""
    if isinstance(source, (str, os.PathLike)) and os.fspath(source).lower().endswith(CORRECTIONS):
        return [(Path(source), "")]
    root = root_of(source)
    found = {file.path: file.source_file for file in find_files(source) if file.path.name.lower() == CORRECTIONS}
    if (root / CORRECTIONS).is_file():
        found.setdefault(root / CORRECTIONS, CORRECTIONS)
    unique = {path.resolve(): (path, name.rpartition("/")[0]) for path, name in found.items()}
    return sorted(unique.values(), key=lambda item: (item[1], item[0]))


def _is_unread(path: Path, folder: str, sentence_id: str) -> bool:
    """Whether a row is about a file that lies there and is no part of the sentences."""
    name = file_of(sentence_id).removeprefix(f"{folder}/" if folder else "")
    beside = path.parent / name
    return bool(name) and any(one.is_file() for one in (beside, *beside.parents))


def _read(path: Path, folder: str) -> list[Correction]:
    rows = read_rows(path)
    if not rows:
        return []
    columns = set(rows[0][1])
    missing = [name for name in NEEDED if name not in columns]
    unknown = sorted(columns.difference(NEEDED, OPTIONAL))
    if missing or unknown:
        what = f"expected a column {missing[0]}" if missing else f"found a column {unknown[0]!r}"
        raise SourceError(f"{path.name}: {what}; the columns are {', '.join((*NEEDED, *OPTIONAL))}")
    return [_correction(path.name, line, folder, row) for line, row in rows]


def _correction(file: str, line: int, folder: str, row: dict[str, str]) -> Correction:
    place = f"{file}, line {line}"
    given = {name: row[name] for name in VALUES if row.get(name)}
    action, nth = row["action"].lower(), row.get("nth", "")
    if action not in ACTIONS:
        raise SourceError(f"{place}, column action: found {row['action']!r}, expected one of {', '.join(ACTIONS)}")
    if nth and (not nth.isdecimal() or int(nth) < 1):
        raise SourceError(f"{place}, column nth: found {nth!r}, expected 1, 2 ... or nothing")
    for name in ("sentence_id", "surface"):
        if not row[name]:
            raise SourceError(f"{place}, column {name}: found nothing, expected a {name}")
    if action == "change" and not given:
        raise SourceError(f"{place}: changes nothing; give entry, label, kind or code")
    if action == "add" and not (row.get("lexicon") and row.get("label")):
        raise SourceError(f"{place}: a tag that is added needs a lexicon and a label")
    sentence_id = f"{folder}/{row['sentence_id']}" if folder else row["sentence_id"]
    return Correction(file, line, action, sentence_id, row["surface"], int(nth or 0), row.get("lexicon", ""), given)


def _told(one: Correction) -> tuple[object, ...]:
    return one.file, one.line, one.action, one.sentence_id, one.surface, one.lexicon


def find_spans(text: str, surface: str, nth: int = 0) -> list[tuple[int, int]]:
    """Return where words stand in a sentence: the nth time, or each time.

    Examples
    --------
    >>> find_spans("Khan met Khan in Khanabad.", "Khan"), find_spans("Khan met Khan.", "Khan", 2)
    ([(0, 4), (9, 13)], [(9, 13)])
    """
    words = r"\s+".join(map(re.escape, surface.split()))
    found = [one.span() for one in re.finditer(rf"(?<!\w){words}(?!\w)", text)]
    found = found or [one.span() for one in re.finditer(words, text)]
    return found[nth - 1 : nth] if nth else found


def _apply(records: list[Tag], one: Correction, text: str | None) -> tuple[int, str]:
    """Apply a correction to the tags at hand; return how many it struck, changed or added, and why none."""
    if text is None:
        return 0, f"there is no sentence {one.sentence_id!r}"
    spans = find_spans(text, one.surface, one.nth)
    if not spans:
        times = f" {one.nth} times" if one.nth else ""
        return 0, f"{one.surface!r} does not stand{times} in the sentence"
    if one.action == "add":
        return _add(records, one, text, spans)
    hit = [tag for tag in records if _is_meant(tag, one, spans)]
    if not hit:
        which = ", ".join(filter(None, [one.lexicon, *(one.given.values() if one.action == "strike" else ())]))
        return 0, f"there is no tag of {one.surface!r}{f' ({which})' if which else ''} to {one.action}"
    if one.action == "strike":
        records[:] = [tag for tag in records if not any(tag is struck for struck in hit)]
        return len(hit), ""
    _check_single(hit, one)
    for tag in hit:
        tag.update(_values(one))
    return len(hit), ""


def _is_meant(tag: Tag, one: Correction, spans: Sequence[tuple[int, int]]) -> bool:
    if tag["sentence_id"] != one.sentence_id or (tag["start"], tag["end"]) not in spans:
        return False
    fits = one.action == "change" or all(tag[name] == value for name, value in one.given.items())
    return fits and one.lexicon in ("", tag["lexicon"])


def _check_single(hit: Sequence[Tag], one: Correction) -> None:
    """Raise when a change would make tags of the same words alike."""
    seen: dict[int, Tag] = {}
    for tag in hit:
        other = seen.setdefault(tag["start"], tag)
        if other is not tag:
            both = " and ".join(f"{each['label']!r} of {each['lexicon']}" for each in (other, tag))
            raise SourceError(f"{one.place}: {one.surface!r} has several tags, {both}; name the lexicon, or strike one")


def _values(one: Correction) -> dict[str, str]:
    entry = {"entry": one.given["label"]} if "label" in one.given else {}
    return {**entry, **one.given, "rule": f"{CORRECTED}, {one.file} line {one.line}"}


def _add(records: list[Tag], one: Correction, text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, str]:
    added = []
    for start, end in spans:
        where = {"start": start, "end": end, "surface": text[start:end]}
        blank = dict.fromkeys(VALUES, "")
        tag: Tag = {"sentence_id": one.sentence_id, "lexicon": one.lexicon, "row": 0, **blank, **where, **_values(one)}
        if not any(all(other[name] == tag[name] for name in SAME) for other in records):
            added.append(tag)
    records += added
    return len(added), "" if added else f"{one.surface!r} is tagged {one.given['label']!r} already"


def tell_corrections(counts: pd.DataFrame) -> str:
    """Say how many corrections by hand were applied, and which matched nothing, for a note.

    Parameters
    ----------
    counts : DataFrame
        Table ``corrections``: the second of `apply_corrections`, or that of `build`.

    Returns
    -------
    str
        One sentence or two; "" where there are no corrections.

    Examples
    --------
    >>> row = {"file": "corrections.csv", "line": 2, "action": "strike", "sentence_id": "a:1", "surface": "Dar"}
    >>> tell_corrections(tables.complete(pd.DataFrame([row | {"tags": 1}]), "corrections"))
    'Corrections by hand: 1 applied, 0 did not match.'
    """
    tables.check(counts, "corrections")
    if counts.empty:
        return ""
    missed = counts[counts["tags"] == 0]
    why = [
        f"{file} line {line}: {why}" for file, line, why in tables.rows_of(missed.head(SHOWN), "file", "line", "why")
    ]
    more = [f"and {len(missed) - SHOWN} more"] if len(missed) > SHOWN else []
    told = f"Corrections by hand: {len(counts) - len(missed)} applied, {len(missed)} did not match"
    return f"{told} ({'; '.join([*why, *more])})." if why else f"{told}."


def _frame(records: Sequence[Tag], like: pd.DataFrame) -> pd.DataFrame:
    """Return the tags as a frame with the columns of the one they came from; further ones are empty where added."""
    texts = {name for name in like.columns if isinstance(like[name].dtype, pd.StringDtype)}
    columns = {name: [tag.get(name, "" if name in texts else None) for tag in records] for name in like.columns}
    return tables.complete(pd.DataFrame(columns, index=range(len(records))), "tags")


def _in_order(tags: pd.DataFrame, texts: Mapping[str, str]) -> pd.DataFrame:
    order = {name: number for number, name in enumerate(texts)}
    keys = pd.DataFrame({"at": tags["sentence_id"].map(order), "start": tags["start"], "end": tags["end"]})
    return tags.loc[keys.sort_values(["at", "start", "end"], kind="stable").index].reset_index(drop=True)
