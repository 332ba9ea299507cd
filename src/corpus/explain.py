"""Why a stretch of text was tagged, and why a candidate was not."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from corpus import tables
from corpus.institutions import ACTORS, ORGANISATION, refused_institutions, tag_institutions
from corpus.lexicons import read_rows
from corpus.matching import Match, Patterns, Row, pattern_source
from corpus.signs import plain
from corpus.surnames import SURNAME, bind_surnames, refused_surnames
from corpus.tables import rows_of
from corpus.tagging import VETO, LexiconLike, find_matches, gather_lexicons, keep_longest, tag

TAGGED, REFUSED = "tagged", "refused"
COLUMNS = {
    "sentence_id": "str", "start": "int64", "end": "int64", "surface": "str", "lexicon": "str", "row": "int64",
    "entry": "str", "label": "str", "kind": "str", "code": "str", "holder": "str", "verdict": "str", "reason": "str",
}  # fmt: skip

SHORTEST_CASE, SHORTEST_INSIDE = 2, 3
"""Letters that a pattern needs to be told of when only its case, or only a word boundary, was wrong."""

WORD, WORD_START, WORD_END = re.compile(r"\w"), re.compile(r"\w+"), re.compile(r"\w+\Z")
UNSETTLED = re.compile(r"(?:role|holder) unknown since |de facto role not coded")
"""What a tag's rule says of a role without an end that was not taken."""

TAKEN_OUT = "taken out after tagging"
STRUCK = {"strike": "struck out by hand", "change": "changed by hand"}
INSTITUTIONS = "institutions"
"""The packaged list of nouns that name an institution where the article tells whose it is."""


class Known(NamedTuple):
    """Why rows gave no tag: their since and until, surnames left out, and what was corrected by hand."""

    terms: dict[tuple[str, int], tuple[str, str]]
    surnames: dict[tuple[Any, ...], str]
    corrected: dict[tuple[Any, ...], str]


class Loose(NamedTuple):
    """A pattern that is looked for in any case and inside words: how it is compared and written, and its rows."""

    folded: str
    pattern: str
    rows: tuple[Row, ...]


def explain_tags(
    sentences: pd.DataFrame,
    lexicon: LexiconLike | Sequence[LexiconLike],
    tags: pd.DataFrame | None = None,
    *,
    articles: pd.DataFrame | None = None,
    corrections: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Tell of every tag why it was made, and of every other candidate of the lexicons why it was refused.

    Candidates are all matches of all rows, and beyond them the fixed patterns that would match but for their
    case (two letters or more), or but for a word boundary (three or more, where a word begins with the pattern,
    or the pattern has a capital letter and stands within a word as it is written). With the articles there are
    also the nouns of institutions ("the military") of which it is not told whose they are.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``.
    lexicon : DataFrame, str, path, or list of these
        The lexicons, as in `tag`.
    tags : DataFrame, optional
        Table ``tags``: what was made of these sentences in the end, roles and corrections by hand included. By
        default what `tag` makes, `bind_surnames` leaves and, with `articles`, `tag_institutions` adds.
    articles : DataFrame, optional
        Table ``articles``, by whose places the nouns of institutions are judged; looked at with the lexicon ``actors``.
    corrections : DataFrame, optional
        Table ``corrections``, which tells the line by which a tag was struck out.

    Returns
    -------
    DataFrame
        One row per candidate, in the order of sentences and offsets: sentence_id, start, end, surface, lexicon,
        row, entry, label, kind, code, `holder` (of the office tagged), `verdict` (tagged or refused), `reason`.
        For a tag the reason is its rule, which names the row of the list or of the corrections where no row of the
        lexicon made it (`row` 0); a row that was refused stood inside a longer name or a veto, or on a wrong word
        boundary, or in the wrong case, or is a surname whose person is not named, or a role outside its dates, or an
        institution of no known country, or was struck out by hand.

    Raises
    ------
    LexiconError
        When a lexicon is not valid, or none is given.

    Examples
    --------
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "New Mexico told us: Oman."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> for one in explain_tags(sentences, "countries")[["surface", "verdict", "reason"]].values.tolist():
    ...     print(*one, sep=" | ")
    Mexico | refused | veto: 'New Mexico' (countries, row ...)
    us | refused | case: the pattern is written 'US'
    Oman | tagged | fixed
    """
    tables.check(sentences, "sentences")
    frame = gather_lexicons(lexicon)
    raw = tag(sentences, frame)
    bound = bind_surnames(raw, sentences)
    nouns = _institutions(bound, sentences, articles) if articles is not None and _names_actors(lexicon) else None
    final = tags if tags is not None else bound if nouns is None else nouns.tags
    tables.check(final, "tags")
    made = _by_sentence(final[final["lexicon"].isin(set(frame["lexicon"]))])
    known = Known(_terms(frame), _surname_reasons(raw, sentences), _corrected(corrections))
    patterns, loose = Patterns(frame), _loose_patterns(frame)
    rows: list[tuple[object, ...]] = []
    for sentence_id, text in rows_of(sentences, "sentence_id", "text"):
        matches = find_matches(text, patterns)
        own = made.get(sentence_id, [])
        found = [*_made(own), *_refused((sentence_id, text), matches, own, known)]
        found += [*_untagged_nouns(sentence_id, own, nouns, known), *_nearly(text, loose, _taken(matches, own))]
        rows += [(sentence_id, *one) for one in _in_order(found)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _names_actors(lexicon: LexiconLike | Sequence[LexiconLike]) -> bool:
    given = [lexicon] if isinstance(lexicon, (pd.DataFrame, str, os.PathLike)) else lexicon
    return any(not isinstance(one, pd.DataFrame) and Path(one).stem == ACTORS for one in given)


def _terms(frame: pd.DataFrame) -> dict[tuple[str, int], tuple[str, str]]:
    rows = rows_of(frame, "lexicon", "row", "since", "until")
    return {(name, row): (since, until) for name, row, since, until in rows}


def _by_sentence(tags: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    given = [name for name in (*tables.TABLES["tags"], "holder") if name in tags]
    for one in tags[given].to_dict("records"):
        found.setdefault(one["sentence_id"], []).append({"holder": "", **{str(name): one[name] for name in one}})
    return found


def _surname_reasons(raw: pd.DataFrame, sentences: pd.DataFrame) -> dict[tuple[Any, ...], str]:
    refused = refused_surnames(raw, sentences)
    found = rows_of(refused, "sentence_id", "start", "end", "lexicon", "entry", "reason")
    return {tuple(where): reason for *where, reason in found}


def _corrected(corrections: pd.DataFrame | None) -> dict[tuple[Any, ...], str]:
    """Return, by sentence, surface and lexicon ("" for any), which line took a tag out."""
    if corrections is None:
        return {}
    tables.check(corrections, "corrections")
    done = corrections[corrections["action"].isin(list(STRUCK)) & (corrections["tags"] > 0)]
    found = rows_of(done, "sentence_id", "surface", "lexicon", "action", "file", "line")
    return {tuple(where): f"{STRUCK[action]}, {file} line {line}" for *where, action, file, line in found}


def _why_corrected(known: Known, sentence_id: str, surface: str, lexicon: str) -> str:
    places = ((sentence_id, surface, name) for name in (lexicon, ""))
    return next((known.corrected[one] for one in places if one in known.corrected), "")


def _in_order(found: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda one: (one[0], one[1], one[3], one[10] != TAGGED, one[4]))


def _made(own: Sequence[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    for one in own:
        yield (*(one[name] for name in COLUMNS if name in one and name != "sentence_id"), TAGGED, one["rule"])


def _taken(matches: Sequence[Match], own: Sequence[dict[str, Any]]) -> list[tuple[str, int, int]]:
    spans = [(match.row.lexicon, match.start, match.end) for match in matches]
    return spans + [(one["lexicon"], one["start"], one["end"]) for one in own]


def _candidate(start: int, end: int, text: str, row: Row, reason: str) -> tuple[Any, ...]:
    what = (row.lexicon, row.row, row.entry, row.label, row.kind, row.code)
    return (start, end, text[start:end], *what, "", REFUSED, reason)


# --- matches that gave no tag


def _refused(
    sentence: tuple[str, str], matches: Sequence[Match], own: Sequence[dict[str, Any]], known: Known
) -> Iterator[tuple[Any, ...]]:
    text = sentence[1]
    kept = keep_longest(matches)
    kin = {(one["start"], one["end"], one["lexicon"], one["entry"]): one for one in own}
    told = set()
    for match in matches:
        row, key = match.row, (match.start, match.end, match.row.lexicon, match.row.entry)
        if row.kind == VETO or (key in kin and row.code in kin[key]["code"].split("|")):
            continue
        reason = _why_not_kept(text, match, kept)
        if not reason and key in kin:
            reason = _why_no_code(known.terms[row.lexicon, row.row], kin[key]["rule"])
        elif not reason:
            reason = _why_dropped(sentence, match, known)
        if reason and (*key, row.pattern, reason) not in told:
            told.add((*key, row.pattern, reason))
            yield _candidate(match.start, match.end, text, row, reason)


def _why_not_kept(text: str, match: Match, kept: Sequence[Match]) -> str:
    """Return the longer match, or the veto, that took the place of a match; "" where none did."""
    for other in kept:
        if other.row.lexicon == match.row.lexicon and other.start < match.end and match.start < other.end:
            surface, where = text[other.start : other.end], f"{other.row.lexicon}, row {other.row.row}"
            if other.row.kind == VETO:
                return f"veto: {surface!r} ({where})"
            if (other.start, other.end) != (match.start, match.end):
                inside = other.start <= match.start and match.end <= other.end
                return f"{'inside' if inside else 'overlaps'} a longer name: {surface!r} ({other.row.label}, {where})"
    return ""


def _why_no_code(term: tuple[str, str], rule: str = "") -> str:
    """Return why a row's code is not one of the tag's: it is dated, and the article's date is another."""
    since, until = term
    said = next((piece for piece in rule.split(", ") if UNSETTLED.match(piece)), "") if since and not until else ""
    return said or (f"outside its dates: {since or '..'}/{until or '..'}" if since or until else "")


def _why_dropped(sentence: tuple[str, str], match: Match, known: Known) -> str:
    """Return why a match that was kept is no tag in the end."""
    (sentence_id, text), row = sentence, match.row
    surname = known.surnames.get((sentence_id, match.start, match.end, row.lexicon, row.entry), "")
    if surname or row.kind == SURNAME:
        return f"surname: {surname or 'not bound to a person'}"
    corrected = _why_corrected(known, sentence_id, text[match.start : match.end], row.lexicon)
    return corrected or _why_no_code(known.terms[row.lexicon, row.row]) or TAKEN_OUT


# --- institutions of which it is not told whose they are


class Nouns(NamedTuple):
    """What was made of the nouns of institutions: the table of tags with theirs, and each noun by sentence."""

    tags: pd.DataFrame
    found: dict[str, list[tuple[Any, ...]]]


def _institutions(tags: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame) -> Nouns:
    found: dict[str, list[tuple[Any, ...]]] = {}
    words = dict(read_rows(INSTITUTIONS))
    refused = refused_institutions(tags, sentences, articles)
    for sentence_id, start, end, surface, row, reason in rows_of(refused, *refused.columns):
        what = (INSTITUTIONS, row, "", words[row]["family"], ORGANISATION, "", "")
        found.setdefault(sentence_id, []).append((start, end, surface, *what, f"institution: {reason}"))
    both = tag_institutions(tags, sentences, articles)
    taken = both[both["rule"].str.startswith("institution-")].assign(holder="", reason="")
    for sentence_id, *one in rows_of(taken, *(name for name in COLUMNS if name in taken)):
        found.setdefault(sentence_id, []).append(tuple(one))
    return Nouns(both, found)


def _untagged_nouns(
    sentence_id: str, own: Sequence[dict[str, Any]], nouns: Nouns | None, known: Known
) -> Iterator[tuple[Any, ...]]:
    """Yield the nouns of institutions where no tag of an actor stands in the end."""
    for *one, reason in nouns.found.get(sentence_id, ()) if nouns else ():
        start, end, surface = one[:3]
        if not any(tag["lexicon"] == ACTORS and tag["start"] < end and start < tag["end"] for tag in own):
            yield (*one, REFUSED, reason or _why_corrected(known, sentence_id, surface, ACTORS) or TAKEN_OUT)


# --- patterns that nearly match


def _loose_patterns(frame: pd.DataFrame) -> list[Loose]:
    rows: dict[str, dict[tuple[str, str], Row]] = {}
    chosen = frame[(frame["match"] == "fixed") & (frame["kind"] != VETO)]
    for values in rows_of(chosen, *Row._fields):
        row = Row(*values)
        if _letters(row.pattern) >= SHORTEST_CASE:
            rows.setdefault(row.pattern, {}).setdefault((row.lexicon, row.entry), row)
    return [Loose(plain(one).lower(), one, tuple(its.values())) for one, its in rows.items()]


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


@lru_cache(maxsize=100_000)
def _loose_expression(pattern: str) -> re.Pattern[str]:
    source = pattern_source(pattern).removeprefix(r"(?<!\w)").removesuffix(r"(?!\w)")
    return re.compile(source, re.IGNORECASE)


def _nearly(text: str, loose: Sequence[Loose], taken: Iterable[tuple[str, int, int]]) -> Iterator[tuple[Any, ...]]:
    """Yield the patterns that stand there in another case, or inside a word; not where their lexicon has a match."""
    folded, spans = plain(text).lower(), list(taken)
    for one in loose:
        if one.folded not in folded:
            continue
        for found in _loose_expression(one.pattern).finditer(text):
            start, end = found.span()
            reason = _why_nearly(text, start, end, one.pattern)
            for row in one.rows if reason else ():
                if not any(name == row.lexicon and first < end and start < last for name, first, last in spans):
                    yield _candidate(start, end, text, row, reason)


def _why_nearly(text: str, start: int, end: int, pattern: str) -> str:
    is_written = pattern.islower() or plain(text[start:end]) == plain(pattern)
    before, after = WORD_END.search(text, 0, start), WORD_START.match(text, end)
    begins, ends = not (before and WORD.match(text, start)), not (after and WORD.match(text, end - 1))
    if begins and ends:
        return "" if is_written else f"case: the pattern is written {pattern!r}"
    if not is_written or _letters(pattern) < SHORTEST_INSIDE or not (begins or not pattern.islower()):
        return ""
    word = text[before.start() if before and not begins else start : after.end() if after and not ends else end]
    return f"word boundary: inside {word!r}"
