"""The frame of reported speech in a sentence: who says it, and the words that tell so."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from corpus.lexicons import read_table

REACH, NAME_REACH = 16, 6
"""Words read back from a verb to its speaker, words between a frame and its name."""

WINDOW, PHRASE_WINDOW, WORD_WINDOW = 240, 80, 60
"""How many signs are looked at before a verb: for a frame, for a speaker that no tag names, for a word."""

END_OF_NAME = re.compile(r"[,;:.“”\"()](?=\s|$)|$")

ENDS_OF_SPEECH = (",", "”", '"')
APOSTROPHES = ("’", "'", "’s", "'s")

QUOTED = re.compile(r"“[^”]*(?:”|$)|^[^“”]*”|\"[^\"]*(?:\"|$)")
AFTER = re.compile(r"\baccording to\b|\bin the words of\b|\bas (?:stated|reported) by\b|\b(?:citing|quoting)\b", re.I)
CUES = ("ccording to", "In a", "as saying", "citing", "quoting", "n the words of", "s stated by", "s reported by")
STATEMENT = re.compile(r"^In an? (?:\w+ ){0,3}(?:statement|interview|press release|post|letter|message)\b[^,]{0,60}, ")
AS_SAYING = re.compile(r"\bquoted\s+(?=[^,;]{1,80}?\bas saying\b)", re.I)
TRAIL_SAYING = re.compile(r",\s+(?:saying|(?:add|stat|warn|claim|alleg|argu|insist|declar|not)ing that)\b")
THAT = re.compile(r"(?:\s+[\w’'-]+){0,4}?\s+that\b")
ACCUSED = re.compile(r"(?:\s+[\w’'-]+){1,10}?\s+of\b")
PARENTHETICAL = re.compile(r"\s*(?:[.,;!?]|$)|\s+(?:on|in|at|late|early|during|to|reporters|earlier|last)\b")
OPENING = re.compile(r"\s*[,:]?\s*[“\"]")
PIECE = re.compile(r"([^\W_][\w-]*|[’']s?|\S)\s*$")
WHO_CLAUSE = re.compile(r",\s+(?:who|which|whose)\b[^,;]{1,120},\s*$")
FORMS_OF_BE = ("is", "are", "was", "were", "be", "been", "being")
BE = re.compile(rf"\b(?:{'|'.join(FORMS_OF_BE)})\s+(?:\w+ly\s+)?$")
WORD = re.compile(r"[^\W\d_]+")
PHRASE = re.compile(r"(?:^|[,;:”\"(—–]|\b(?:that|and|but|as|while|when|which|who)\b)\s*((?:[\w’'-]+\s+){1,6})$")

OWNS = re.compile(r"[’']s?\s")
NAMED = re.compile(r"\s+[A-Z]")
LED = re.compile(r"(\w+)\s+(?:the\s+)?$")
WORDS = re.compile(r"\S+")
BREAKS = (",", ".", ")", "”", '"')
"""Signs that no phrase holds; there are others."""


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


class Sentence(NamedTuple):
    """A sentence as printed, without what is quoted, and this in lower case; the actors named in it."""

    text: str
    masked: str
    low: str
    mentions: Sequence[Mention]


@cache
def speech_words(kind: str) -> frozenset[str]:
    """Return the words of a kind, or of several with ``|`` between them."""
    words = read_table("speech_words")
    return frozenset(words.loc[words["kind"].isin(kind.split("|")), "word"])


@cache
def _verbs() -> dict[str, str]:
    """Return each form of a reporting verb with its entry."""
    rows = read_table("reporting")
    verbs = rows[rows["kind"] == "verb"]
    return dict(zip(verbs["pattern"], verbs["entry"], strict=True))


@cache
def verb_forms() -> frozenset[str]:
    """Return each form of the reporting verbs."""
    return frozenset(_verbs())


def _before(text: str, at: int) -> tuple[int, str]:
    """Return where the text before a place begins, and this text: no more of it than is looked at."""
    base = max(at - WINDOW, 0)
    return base, text[base:at]


def has_quote(text: str) -> bool:
    """Tell whether there is a quotation mark in a text."""
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
    return QUOTED.sub(_blank, text) if has_quote(text) else text


def _blank(found: re.Match[str]) -> str:
    first, last = found[0][0], found[0][-1]
    inner = " " * (len(found[0]) - 2)
    return (
        (first if first in '“"' else " ") + inner + (last if last in '”"' else " ") if len(found[0]) > 1 else found[0]
    )


def find_frame(one: Sentence, verbs: Sequence[tuple[int, int]]) -> Found | None:
    """Return the attribution of one sentence, None if it has none; an act of speech is one that does not report."""
    if one.masked != one.text and not WORD.search(one.masked):
        return Found(Speaker("", "", 0, 0), 0, 0, "quotation")
    first = _name_after(one)
    for found in () if first else _verb_frames(one, verbs):
        first = first or found
        if found.reports:
            return found
    return first


def _name_after(one: Sentence) -> Found | None:
    """Find the frames after which a name stands: according to X; in a statement, X; quoted X as saying."""
    masked = one.masked
    if not any(map(masked.__contains__, CUES)):
        return None
    for pattern, rule in ((AFTER, ""), (AS_SAYING, "quoted as saying"), (STATEMENT, "in a statement")):
        frame = pattern.search(masked)
        speaker = _speaker_after(one, frame.end()) if frame else None
        if frame and speaker and (pattern is AFTER or speaker.said_by):
            return Found(speaker, frame.start(), speaker.end, rule or frame[0].casefold())
    return None


def _speaker_after(one: Sentence, start: int) -> Speaker:
    """Return who is named right after a frame, within a few words and before a comma."""
    text = one.text
    stop = END_OF_NAME.search(one.masked, start)
    end = stop.start() if stop else len(text)
    name = min((name for name in one.mentions if start <= name.start < end), default=None)
    if name and len(text[start : name.start].split()) <= NAME_REACH and _speaks_for(name, text[name.end : end]):
        return Speaker(name.label, text[name.start : name.end], name.start, name.end)
    words = list(islice(WORDS.finditer(text, start, end), NAME_REACH))
    first, last = (words[0].start(), words[-1].end()) if words else (start, start)
    return Speaker("", text[first:last], first, last)


def _speaks_for(one: Mention, after: str) -> bool:
    """Tell whether a name and the words after it are one speaker: not "Pakistan’s Geo News", nor "Indian farmers"."""
    possessive = OWNS.match(after)
    words = WORD.findall(after[possessive.end() if possessive else 0 :].casefold())[:4]
    if possessive or one.kind == "demonym":
        return any(word in speech_words("official") for word in words)
    return one.lexicon != "countries" or not NAMED.match(after)


def _verb_frames(one: Sentence, verbs: Iterable[tuple[int, int]]) -> Iterator[Found]:
    for start, end in verbs:
        word = one.low[start:end]
        entry = _verbs().get(word)
        base = max(start - WINDOW, 0)
        two = one.low[base:start].rsplit(None, 2)[-2:]
        if entry is None or (two and two[-1] in speech_words("not")):
            continue
        if word.endswith("ing"):
            comma = one.low.rfind(",", base, start)
            trails = comma >= 0 and TRAIL_SAYING.match(one.low, comma)
            if trails and (subject := _main_subject(one)):
                yield Found(subject, start, end, word)
            continue
        if _ends_with_be(two) and not one.masked.startswith(" as saying", end):
            continue
        found = _said_before(one, start, end, entry) or _said_after(one, start, end)
        if found:
            yield found


def _ends_with_be(words: Sequence[str]) -> bool:
    if not words or not words[-1].endswith(("ly", *FORMS_OF_BE)):
        return False
    return bool(BE.search(" ".join(["", *words, ""])))


def _main_subject(one: Sentence) -> Speaker | None:
    """Return the actor that opens the sentence."""
    text, first = one.text, min(one.mentions, default=None)
    if first is None or len(text[: first.start].split()) > 3 or not _speaks_for(first, text[first.end :]):
        return None
    return Speaker(first.label, text[first.start : first.end], first.start, first.end)


def _said_before(one: Sentence, start: int, end: int, entry: str) -> Found | None:
    """Find a speaker before a verb: X said; , X said."""
    masked, speaker = one.masked, _subject(one, start)
    if speaker is None:
        return None
    if entry in speech_words("act"):
        claim = ACCUSED.match(masked, end)
        return Found(speaker, speaker.start, claim.end() if claim else end, f"X {entry} of", bool(claim))
    reports = (
        entry in speech_words("bare")
        or ("that" in masked[end:] and bool(THAT.match(masked, end)))
        or bool(OPENING.match(masked, end))
        or masked.startswith(" as saying", end)
        or (_ahead(masked, speaker.start).endswith(ENDS_OF_SPEECH) and bool(PARENTHETICAL.match(masked, end)))
    )
    return Found(speaker, speaker.start, end, f"X {entry}", reports)


def _ahead(masked: str, at: int) -> str:
    return _before(masked, at)[1].rstrip()


def _said_after(one: Sentence, start: int, end: int) -> Found | None:
    """Find a speaker after a verb: “...,” said X."""
    ahead = _ahead(one.masked, start)
    if not ahead.endswith(ENDS_OF_SPEECH):
        return None
    speaker = _speaker_after(one, end)
    is_clear = bool(speaker.said_by) or not ahead.endswith(",")
    return Found(speaker, start, speaker.end, f"{one.low[start:end]} X") if speaker.words and is_clear else None


def _subject(one: Sentence, verb: int) -> Speaker | None:
    """Read back from a verb to who speaks; None where a clause begins with the verb."""
    text, masked = one.text, one.masked
    ends = {name.end: name for name in one.mentions}
    base, before = _before(masked, verb)
    clause = WHO_CLAUSE.search(before) if before.rstrip().endswith(",") else None
    begun = base + (clause.start() if clause else len(before.rstrip()))
    at, between = begun, ""
    for _ in range(REACH):
        name = ends.get(at)
        place = _place_before(masked, name) if name else 0
        if name and not place:
            fits = _speaks_for(name, text[name.end : begun])
            return Speaker(name.label, text[name.start : at], name.start, at) if fits else _phrase(one, verb)
        piece = PIECE.search(_last_word(masked, at))
        if not place and piece and piece[1].casefold() in speech_words("pronoun"):
            return Speaker("", text[at - len(piece[1]) : at], at - len(piece[1]), at)
        if not place and (piece is None or not _may_stand_between(piece[1], between)):
            return _phrase(one, verb)
        start = place or (
            masked.rfind("(", base, at) if piece and piece[1] == ")" else at - len(piece[0] if piece else "")
        )
        at = max(start, 0)
        between = text[at:verb]
        while at > 0 and masked[at - 1].isspace():
            at -= 1
    return _phrase(one, verb)


def _last_word(text: str, at: int) -> str:
    """Return what stands before a place, back to the last blank."""
    return "".join(text[max(at - WORD_WINDOW, 0) : at].rsplit(None, 1)[-1:])


def _may_stand_between(piece: str, after: str) -> bool:
    """Tell whether a word may stand between a speaker and the verb; a comma may only where no noun follows it."""
    word = piece.casefold()
    if piece == ",":
        return all(one.casefold() in speech_words("between") or one.endswith("ly") for one in WORD.findall(after))
    known = word in speech_words("between|official") or word.endswith("ly")
    return known or piece in (*APOSTROPHES, ")") or (piece[0].isupper() and piece[0].isalpha())


def _place_before(masked: str, one: Mention) -> int:
    """Return where the preposition begins that makes a name a place, 0 if none does."""
    before = LED.search(masked[max(one.start - WORD_WINDOW, 0) : one.start])
    return (
        max(one.start - WORD_WINDOW, 0) + before.start()
        if before and before[1].casefold() in speech_words("place")
        else 0
    )


def _phrase(one: Sentence, verb: int) -> Speaker | None:
    """Return the last few words before a verb as a speaker that no tag names."""
    base = max(verb - PHRASE_WINDOW, 0)
    base = max(base, *(one.low.rfind(sign, base, verb) for sign in BREAKS))
    found = PHRASE.search(one.low[base:verb])
    words = list(WORDS.finditer(found[1])) if found else []
    while words and words[-1][0] in speech_words("between"):
        words.pop()
    if not found or not words:
        return None
    start = base + found.start(1)
    end = start + words[-1].end()
    return Speaker("", one.text[start:end], start, end)
