"""Who says it: the speaker of sentences with reported or quoted speech."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

import pandas as pd

from corpus import tables
from corpus.lexicons import read_table
from corpus.tables import rows_of

LEXICONS = ("actors", "countries")
"""Lexicons whose tags can be a speaker, the more exact first."""

COLUMNS = ("sentence_id", "said_by", "speaker", "start", "end", "rule")
REACH, NAME_REACH = 16, 6
"""Words read back from a verb to its speaker, words between a frame and its name."""

WINDOW, PHRASE_WINDOW, WORD_WINDOW = 240, 80, 60
"""How many signs are looked at before a verb: for a frame, for a speaker that no tag names, for a word."""

END_OF_NAME = re.compile(r"[,;:.“”\"()](?=\s|$)|$")

APOSTROPHES = ("’", "'", "’s", "'s")

QUOTED = re.compile(r"“[^”]*(?:”|$)|^[^“”]*”|\"[^\"]*(?:\"|$)")
AFTER = re.compile(r"\baccording to\b|\bin the words of\b|\bas (?:stated|reported) by\b|\b(?:citing|quoting)\b", re.I)
CUES = ("ccording to", "In a", "as saying", "citing", "quoting", "n the words of", "s stated by", "s reported by")
STATEMENT = re.compile(r"^In an? (?:\w+ ){0,3}(?:statement|interview|press release|post|letter|message)\b[^,]{0,60}, ")
AS_SAYING = re.compile(r"\bquoted\s+(?=[^,;]{1,80}?\bas saying\b)", re.I)
TRAIL_SAYING = re.compile(r",\s+(?:saying|(?:add|stat|warn|claim|alleg|argu|insist|declar|not)ing that)\b", re.I)
THAT = re.compile(r"(?:\s+[\w’'-]+){0,4}?\s+that\b")
ACCUSED = re.compile(r"(?:\s+[\w’'-]+){1,10}?\s+of\b")
PARENTHETICAL = re.compile(r"\s*(?:[.,;!?]|$)|\s+(?:on|in|at|late|early|during|to|reporters|earlier|last)\b")
OPENING = re.compile(r"\s*[,:]?\s*[“\"]")
PIECE = re.compile(r"([^\W_][\w-]*|[’']s?|\S)\s*$")
WHO_CLAUSE = re.compile(r",\s+(?:who|which|whose)\b[^,;]{1,120},\s*$")
BE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?$", re.I)
SIGNS = re.compile(r"[.,;:!?()’'—–-]+")
WORD = re.compile(r"[^\W\d_]+")
PHRASE = re.compile(r"(?:^|[,;:”\"(—–]|\b(?:that|and|but|as|while|when|which|who)\b)\s*((?:[\w’'-]+\s+){1,6})$", re.I)


class Mention(NamedTuple):
    """An actor named in a sentence."""

    start: int
    end: int
    label: str
    lexicon: str
    kind: str


class Speaker(NamedTuple):
    """Who speaks: the label, "" if no tag names it, the words as printed, and where they begin and end."""

    said_by: str
    words: str
    start: int
    end: int


class Found(NamedTuple):
    """An attribution: the speaker, the frame, the rule; whether it says something or is only an act."""

    speaker: Speaker
    start: int
    end: int
    rule: str
    reports: bool = True


class Last(NamedTuple):
    """The last who spoke in an article, and in which sentence."""

    said_by: str = ""
    sentence_id: str = ""


@cache
def _words(kind: str) -> frozenset[str]:
    words = read_table("speech_words")
    return frozenset(words.loc[words["kind"] == kind, "word"])


@cache
def _verbs() -> dict[str, str]:
    """Return each form of a reporting verb with its entry."""
    rows = read_table("reporting")
    verbs = rows[rows["kind"] == "verb"]
    return dict(zip(verbs["pattern"], verbs["entry"], strict=True))


def _before(text: str, at: int, reach: int = WINDOW) -> tuple[int, str]:
    """Return where the text before a place begins, and this text: no more of it than is looked at."""
    base = max(at - reach, 0)
    return base, text[base:at]


def find_speakers(sentences: pd.DataFrame, tags: pd.DataFrame) -> pd.DataFrame:
    """Find who says what a sentence reports, from a short list of verbs and frames.

    Known are "according to X", "X said (that)", quotations with "X said" and "said X", "in a statement, X", and
    "X accused Y of", which is X's act with X's claim in it. A pronoun, or a quotation that goes on alone, carries
    the last speaker of the article. Verbs other than say and tell report where "that" follows, or behind what is
    reported. Sentences are taken in reading order.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``.
    tags : DataFrame
        Table ``tags`` of the lexicons ``actors`` and ``countries``; a capital that is a place is no speaker.

    Returns
    -------
    DataFrame
        One row per sentence with reported speech: `sentence_id`, `said_by` (the label of the actor's tag, "" where
        no tag names the speaker), `speaker` (the words as printed), `start` and `end` of the frame with its verb
        (0 and 0 where a quotation goes on alone), `rule`.

    Raises
    ------
    TableError
        When a table does not keep its contract.

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> text = "According to Pakistan, talks failed."
    >>> sentence = {"sentence_id": "a:1", "article_id": "a", "text": text}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> find_speakers(sentences, tag(sentences, "countries")).values.tolist()
    [['a:1', 'Pakistan', 'Pakistan', 0, 21, 'according to']]
    """
    tables.check(sentences, "sentences")
    tables.check(tags, "tags")
    mentions = _mentions(tags)
    rows: list[tuple[object, ...]] = []
    article, said, acted = "", Last(), Last()
    for sentence_id, article_id, text in rows_of(sentences, "sentence_id", "article_id", "text"):
        if article_id != article:
            article, said, acted = article_id, Last(), Last()
        found = find_frame(text, mentions.get(sentence_id, [])) if _may_report(text) else None
        if found is None:
            continue
        found, carried = _carry(found, said if _has_quote(text) else acted)
        acted = carried if carried.sentence_id else Last(found.speaker.said_by, sentence_id)
        if found.reports:
            said = acted
            rows.append((sentence_id, found.speaker.said_by, found.speaker.words, found.start, found.end, found.rule))
    kinds = {"sentence_id": "str", "said_by": "str", "speaker": "str", "start": "int64", "end": "int64", "rule": "str"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(kinds)


def attribute(coded: pd.DataFrame, speakers: pd.DataFrame) -> pd.DataFrame:
    """Fill `said_by` of coded events that stand outside the frame of their sentence's attribution.

    Parameters
    ----------
    coded : DataFrame
        Table ``coded``.
    speakers : DataFrame
        What `find_speakers` gives for the same sentences.

    Returns
    -------
    DataFrame
        One row per coded event (table ``coded``), in the same order.

    Raises
    ------
    TableError
        When `coded` does not keep its contract.

    Examples
    --------
    >>> len(attribute(tables.empty("coded"), find_speakers(tables.empty("sentences"), tables.empty("tags"))))
    0
    """
    tables.check(coded, "coded")
    frames = {row[0]: row[1:] for row in rows_of(speakers, "sentence_id", "said_by", "start", "end")}
    said = []
    for sentence_id, start, old in rows_of(coded, "sentence_id", "start", "said_by"):
        label, first, last = frames.get(sentence_id, (old, 0, 0))
        said.append(old if first <= start < last else label)
    return coded.assign(said_by=pd.Series(said, index=coded.index, dtype="str"))


def _mentions(tags: pd.DataFrame) -> dict[str, list[Mention]]:
    """Return the actors that may speak in each sentence; where lexicons overlap, the more exact one counts."""
    found: dict[str, list[Mention]] = {}
    for lexicon in LEXICONS:
        placed = tags["rule"].str.contains("capital is a place", regex=False) | (tags["kind"] == "city")
        may = (tags["lexicon"] == lexicon) & ~placed
        for sentence_id, *rest in rows_of(tags[may], "sentence_id", "start", "end", "label", "lexicon", "kind"):
            one, others = Mention(*rest), found.setdefault(sentence_id, [])
            if not any(other.start < one.end and one.start < other.end for other in others):
                others.append(one)
    return found


def _may_report(text: str) -> bool:
    """Test cheaply whether a sentence holds a reporting verb, a frame or a quotation mark."""
    return (
        _has_quote(text)
        or "ccording to" in text
        or text.startswith("In a")
        or not _verbs().keys().isdisjoint(SIGNS.sub(" ", text.lower()).split())
    )


def _has_quote(text: str) -> bool:
    return "“" in text or "”" in text or '"' in text


def mask_quotations(text: str) -> str:
    """Put blanks for what is quoted, so that frames within a quotation are not seen; the length stays.

    Examples
    --------
    >>> mask_quotations("“I said no,” she said.")
    '“          ” she said.'
    """
    if text.count('"') == 1 and not text.lstrip().startswith('"'):
        return re.sub(r"^[^\"]*\"", lambda found: " " * (len(found[0]) - 1) + '"', text)
    return QUOTED.sub(_blank, text) if _has_quote(text) else text


def _blank(found: re.Match[str]) -> str:
    first, last = found[0][0], found[0][-1]
    inner = " " * (len(found[0]) - 2)
    return (
        (first if first in '“"' else " ") + inner + (last if last in '”"' else " ") if len(found[0]) > 1 else found[0]
    )


def find_frame(text: str, mentions: Sequence[Mention]) -> Found | None:
    """Return the attribution of one sentence, None if it has none; an act of speech is one that does not report."""
    masked = mask_quotations(text)
    if masked != text and not WORD.search(masked):
        return Found(Speaker("", "", 0, 0), 0, 0, "quotation")
    first = _name_after(text, masked, mentions)
    for one in () if first else _verb_frames(text, masked, mentions):
        first = first or one
        if one.reports:
            return one
    return first


def _carry(found: Found, last: Last) -> tuple[Found, Last]:
    """Give a pronoun, a statement, or a quotation that goes on alone, the last speaker."""
    words = found.speaker.words.casefold().removeprefix("the ").split()
    carries = not words or (len(words) == 1 and words[0] in _words("pronoun") | _words("statement"))
    if found.speaker.said_by or not carries:
        return found, Last()
    what = "quotation" if not words else "pronoun" if words[0] in _words("pronoun") else words[0]
    rule = f"{what}, speaker of {last.sentence_id}" if last.sentence_id else f"{what}, no speaker before"
    return found._replace(speaker=found.speaker._replace(said_by=last.said_by), rule=rule), last


def _name_after(text: str, masked: str, mentions: Sequence[Mention]) -> Found | None:
    """Find the frames after which a name stands: according to X; in a statement, X; quoted X as saying."""
    if not any(cue in masked for cue in CUES):
        return None
    for pattern, rule in ((AFTER, ""), (AS_SAYING, "quoted as saying"), (STATEMENT, "in a statement")):
        frame = pattern.search(masked)
        speaker = _speaker_after(text, masked, frame.end(), mentions) if frame else None
        if frame and speaker and (pattern is AFTER or speaker.said_by):
            return Found(speaker, frame.start(), speaker.end, rule or frame[0].casefold())
    return None


def _speaker_after(text: str, masked: str, start: int, mentions: Sequence[Mention]) -> Speaker:
    """Return who is named right after a frame, within a few words and before a comma."""
    stop = END_OF_NAME.search(masked, start)
    end = stop.start() if stop else len(text)
    one = min((one for one in mentions if start <= one.start < end), default=None)
    if one and len(text[start : one.start].split()) <= NAME_REACH and _speaks_for(one, text[one.end : end]):
        return Speaker(one.label, text[one.start : one.end], one.start, one.end)
    words = list(islice(re.compile(r"\S+").finditer(text, start, end), NAME_REACH))
    first, last = (words[0].start(), words[-1].end()) if words else (start, start)
    return Speaker("", text[first:last], first, last)


def _speaks_for(one: Mention, after: str) -> bool:
    """Tell whether a name and the words after it are one speaker: not "Pakistan’s Geo News", nor "Indian farmers"."""
    possessive = re.match(r"[’']s?\s", after)
    words = WORD.findall(after[possessive.end() if possessive else 0 :].casefold())[:4]
    if possessive or one.kind == "demonym":
        return any(word in _words("official") for word in words)
    return one.lexicon != "countries" or not re.match(r"\s+[A-Z]", after)


def _verb_frames(text: str, masked: str, mentions: Sequence[Mention]) -> Iterator[Found]:
    verbs, not_said = _verbs(), _words("not")
    for verb in WORD.finditer(masked):
        entry = verbs.get(verb[0].lower())
        if entry is None:
            continue
        base, before = _before(masked, verb.start())
        if before.rstrip().rpartition(" ")[2].casefold() in not_said:
            continue
        if verb[0].endswith("ing"):
            comma = before.rstrip().rfind(",")
            trails = comma >= 0 and TRAIL_SAYING.match(masked, base + comma)
            if trails and (subject := _main_subject(text, mentions)):
                yield Found(subject, verb.start(), verb.end(), verb[0].casefold())
            continue
        if BE.search(" ".join(["", *before.split()[-2:], ""])) and not masked.startswith(" as saying", verb.end()):
            continue
        found = _said_before(text, masked, verb, entry, mentions) or _said_after(text, masked, verb, mentions)
        if found:
            yield found


def _main_subject(text: str, mentions: Sequence[Mention]) -> Speaker | None:
    """Return the actor that opens the sentence."""
    first = min(mentions, default=None)
    if first is None or len(text[: first.start].split()) > 3 or not _speaks_for(first, text[first.end :]):
        return None
    return Speaker(first.label, text[first.start : first.end], first.start, first.end)


def _said_before(text: str, masked: str, verb: re.Match[str], entry: str, mentions: Sequence[Mention]) -> Found | None:
    """Find a speaker before a verb: X said; , X said."""
    speaker = _subject(text, masked, verb.start(), mentions)
    if speaker is None:
        return None
    end, rule = verb.end(), f"X {entry}"
    if entry in _words("act"):
        claim = ACCUSED.match(masked, end)
        return Found(speaker, speaker.start, claim.end() if claim else end, f"X {entry} of", bool(claim))
    ahead = _before(masked, speaker.start)[1].rstrip()
    reports = (
        entry in _words("bare")
        or bool(THAT.match(masked, end) or OPENING.match(masked, end) or masked.startswith(" as saying", end))
        or (ahead.endswith((",", "”", '"')) and bool(PARENTHETICAL.match(masked, end)))
    )
    return Found(speaker, speaker.start, end, rule, reports)


def _said_after(text: str, masked: str, verb: re.Match[str], mentions: Sequence[Mention]) -> Found | None:
    """Find a speaker after a verb: “...,” said X."""
    ahead = _before(masked, verb.start())[1].rstrip()
    if not ahead.endswith((",", "”", '"')):
        return None
    speaker = _speaker_after(text, masked, verb.end(), mentions)
    is_clear = bool(speaker.said_by) or not ahead.endswith(",")
    return Found(speaker, verb.start(), speaker.end, f"{verb[0].casefold()} X") if speaker.words and is_clear else None


def _subject(text: str, masked: str, verb: int, mentions: Sequence[Mention]) -> Speaker | None:
    """Read back from a verb to who speaks; None where a clause begins with the verb."""
    ends = {one.end: one for one in mentions}
    base, before = _before(masked, verb)
    clause = WHO_CLAUSE.search(before) if before.rstrip().endswith(",") else None
    begun = base + (clause.start() if clause else len(before.rstrip()))
    at, between = begun, ""
    for _ in range(REACH):
        one = ends.get(at)
        place = _place_before(masked, one) if one else 0
        if one and not place:
            fits = _speaks_for(one, text[one.end : begun])
            return Speaker(one.label, text[one.start : at], one.start, at) if fits else _phrase(text, masked, verb)
        piece = PIECE.search(_last_word(masked, at))
        if not place and piece and piece[1].casefold() in _words("pronoun"):
            return Speaker("", text[at - len(piece[1]) : at], at - len(piece[1]), at)
        if not place and (piece is None or not _may_stand_between(piece[1], between)):
            return _phrase(text, masked, verb)
        start = place or (
            masked.rfind("(", base, at) if piece and piece[1] == ")" else at - len(piece[0] if piece else "")
        )
        between = text[max(start, 0) : verb]
        at = max(start, 0)
        while at > 0 and masked[at - 1].isspace():
            at -= 1
    return _phrase(text, masked, verb)


def _last_word(text: str, at: int) -> str:
    """Return what stands before a place, back to the last blank."""
    return "".join(_before(text, at, WORD_WINDOW)[1].split()[-1:])


def _may_stand_between(piece: str, after: str) -> bool:
    """Tell whether a word may stand between a speaker and the verb; a comma may only where no noun follows it."""
    word = piece.casefold()
    if piece == ",":
        return all(one.casefold() in _words("between") or one.endswith("ly") for one in WORD.findall(after))
    known = word in _words("between") | _words("official") or word.endswith("ly")
    return known or piece in (*APOSTROPHES, ")") or (piece[0].isupper() and piece[0].isalpha())


def _place_before(masked: str, one: Mention) -> int:
    """Return where the preposition begins that makes a name a place, 0 if none does."""
    before = re.search(r"(\w+)\s+(?:the\s+)?$", masked[max(one.start - WORD_WINDOW, 0) : one.start])
    return max(one.start - WORD_WINDOW, 0) + before.start() if before and before[1].casefold() in _words("place") else 0


def _phrase(text: str, masked: str, verb: int) -> Speaker | None:
    """Return the last few words before a verb as a speaker that no tag names."""
    base, before = _before(masked, verb, PHRASE_WINDOW)
    found = PHRASE.search(before)
    words = list(re.finditer(r"\S+", found[1])) if found else []
    while words and words[-1][0].casefold() in _words("between"):
        words.pop()
    if not found or not words:
        return None
    start = base + found.start(1)
    end = start + words[-1].end()
    return Speaker("", text[start:end], start, end)
