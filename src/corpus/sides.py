"""Who does it to whom: source and target of an act, by word order, and nothing where word order does not tell."""

import re
from collections.abc import Sequence
from typing import NamedTuple

SUBJECT_REACH, OBJECT_REACH, WINDOW = 10, 5, 60
"""How many words may stand between a verb and its subject or object; how many signs are looked at before a verb."""

MUTUAL = ("CONSULT", "AGREE", "COOPERATE")
"""Acts of two sides: of "X and Y met" one is the source and the other the target."""

ASKED = ("REQUEST", "AGREE", "REJECT", "THREATEN", "CONCEDE")
GIVEN = (*ASKED, "CONSULT", "ACCUSE", "SUPPORT", "AID")
DONE_TO = ("ASSAULT", "COERCE", "SANCTION", "ACCUSE")
PERSONS, OFFICES = ("person", "surname"), ("office", "name", "demonym", "government")

BE = r"(?:am|is|are|was|were|be|been|being|gets?|got)"
ADVERB = r"(?:(?:\w+ly|also|then|again|once|long|further|jointly|now)\s+)*"
PASSIVE = re.compile(rf"\b{BE}\s+(?:\w+ly\s+)?$")
PASSIVE_TRIGGER = re.compile(rf"{BE}\s+(?!committed|willing|ready|prepared|against|on |in |under )", re.I)
ARTICLE = r"(?:(?:the|an?|its|their|his|her|two|three|suspected|alleged|acting|interim)\s+)*"
BY = re.compile(rf"\s+by\s+{ARTICLE}", re.I)
INFINITIVE = re.compile(r"\bto\s+(?:\w+ly\s+)?$")
WANTS_TO = re.compile(
    r"\b(?:wants?|wanted|try|tries|tried|trying|plans?|planned|continues?|continued|expected|set|about|decided|due"
    rf"|going|began|begun|seeks?|sought|hopes?|hoped|intends?|ready|willing|likely|able)\s+(?:[\w-]+\s+){{0,4}}?to\s+{ADVERB}$"
)
NOMINAL = re.compile(r"\b(?:the|an?|this|that|these|its|their|his|her|our|of|during|for|after|before|in|at)\s+$")
COORDINATE = re.compile(rf"(?:\band|,)\s+{ADVERB}$")
INSERTED = re.compile(r",\s+$")
WHO = re.compile(
    rf"(?:^|,\s[^,]*)[,\s]\s*(?:who|which|that)\s+(?:(?:has|have|had|is|was|were|are|will|would)\s+)*{ADVERB}$"
)
ACCORDING = re.compile(r"\baccording to\s+(?:the\s+|a\s+)?$", re.I)
PRONOUN = re.compile(r"\b(?:he|she|they|it|we|I|you|nobody|someone)\b")
NEW_CLAUSE = re.compile(r"[;:—–]|\b(?:that|which|who|whom|after|before|when|while|because|although|but)\b")
PLACED = re.compile(r"\b(?:in|at|on|near|since|until|during|amid|from|according|for|over|by|between|of|against)\b")
AGAINST = re.compile(r"\s+(?:on|against|at|upon)\b")
WITH = re.compile(r"\w\s+with\b")
PAIRED = re.compile(r",?\s+(?:and|with)\s+(?:the\s+)?(?:[\w’'-]+\s+){0,2}$")
MODIFIES = re.compile(r"-\w|\s(?:sponsored|backed|led|held|based|bound|run)\b")

POSSESSIVE = re.compile(r"[’']s?\s+(?:(?!and\b|or\b)[\w-]+\s+){0,3}$")
BETWEEN = re.compile(rf"\s+between\s+{ARTICLE}(?:[\w’'-]+\s+){{0,2}}")
BETWEEN_AND = re.compile(rf",?\s+(?:[\w’'-]+\s+){{0,2}}and\s+{ARTICLE}(?:[\w’'-]+\s+){{0,2}}")
FRAME = re.compile(
    rf"(?:\s+(?!and\b|or\b|that\b)[\w-]+){{0,2}}?\s+(by|from|of|on|against|at|to|with)\s+{ARTICLE}(?:[a-z-]+\s+)?"
)
TITLES = re.compile(r"(?:(?:['’]s)?,?\s+|\s*,\s+)(?:[A-Z][\w.-]*\s+){0,3}(?:\([^()]{1,20}\)\s*)?")
NEXT_NAME = re.compile(r"(?:['’]s)?\s+(?:(?:[A-Z][\w.-]*|acting|interim|foreign|prime|former|special|top)\s+){0,5}")


class Mention(NamedTuple):
    """An actor named in a sentence: where, the label it is known by, and what kind of name it is."""

    start: int
    end: int
    label: str
    kind: str = ""


class Act(NamedTuple):
    """An act told in a sentence: where its trigger stands, its type, whether that is a noun, and who was found."""

    start: int
    end: int
    type: str = ""
    is_noun: bool = False
    source: str = ""
    target: str = ""


def join_titles(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Join an office or country with the name of the person who follows: one actor, known by the person.

    Examples
    --------
    >>> text = "Pakistan’s envoy, Asif Durrani, left."
    >>> join_titles(text, [Mention(0, 16, "Envoy", "office"), Mention(18, 30, "Asif Durrani", "person")])
    [Mention(start=0, end=30, label='Asif Durrani', kind='person')]
    """
    joined: list[Mention] = []
    for one in sorted(mentions):
        last = joined[-1] if joined else None
        if last and last.kind in OFFICES and one.kind in PERSONS:
            between = TITLES if last.kind == "office" else NEXT_NAME
            if between.fullmatch(text, last.end, one.start):
                joined[-1] = one._replace(start=last.start)
                continue
        joined.append(one)
    return joined


def find_sides(text: str, act: Act, actors: Sequence[Mention], earlier: Act | None = None) -> Act:
    """Return an act with the labels of its source and target, "" where word order does not tell them.

    The source is the nearest actor before the verb in its clause; a verb joined to an earlier one by "and"
    shares that one's source; after an insertion between commas the source is what opens the sentence. The target
    is the actor a few words after the verb, if no preposition of place or time and no new clause comes between.
    A passive turns both round, and has a source only with "by". A noun has them in its frames: "X's call",
    "a call by X", "an attack on Y", "talks between X and Y".

    Parameters
    ----------
    text : str
        The sentence.
    act : Act
        The act, its sides not yet known.
    actors : sequence of Mention
        The actors named in the sentence, in order.
    earlier : Act, optional
        The act that stands before this one.

    Returns
    -------
    Act
        The same with `source` and `target`.

    Examples
    --------
    >>> text = "Four soldiers of Pakistan were attacked by TTP."
    >>> found = find_sides(text, Act(31, 39), [Mention(17, 25, "Pakistan"), Mention(43, 46, "TTP")])
    >>> found.source, found.target
    ('TTP', 'Pakistan')
    """
    head = text[max(act.start - WINDOW, 0) : act.start].lower()
    if act.is_noun:
        source, target = _nominal_sides(text, act, actors)
    elif NOMINAL.search(head):
        source, target = "", ""
    elif _is_passive(text, act, head):
        after = _next(act.end, actors)
        source = after.label if after and BY.fullmatch(text, act.end, after.start) else ""
        target = _subject(text, act, actors, earlier)
    else:
        source, target = _active_sides(text, act, actors, earlier)
    return Act(act.start, act.end, act.type, act.is_noun, source, target if target != source else "")


def _is_passive(text: str, act: Act, head: str) -> bool:
    if PASSIVE_TRIGGER.match(text, act.start):
        return True
    if not PASSIVE.search(head):
        return False
    trigger = text[act.start : act.end]
    return " to " not in trigger and not trigger.split(" ", 1)[0].endswith("ing")


def _next(place: int, actors: Sequence[Mention]) -> Mention | None:
    return next((actor for actor in actors if actor.start >= place), None)


def _active_sides(text: str, act: Act, actors: Sequence[Mention], earlier: Act | None) -> tuple[str, str]:
    source = _subject(text, act, actors, earlier)
    after = _next(act.end, actors)
    target = after.label if after and _is_object(text, act, after) else ""
    if not target and earlier and act.type == "REQUEST" and _shares_subject(text[earlier.end : act.start], earlier):
        return source, earlier.target
    if act.type in MUTUAL and not target and source:
        pair = [actor for actor in actors if actor.end <= act.start][-2:]
        if len(pair) == 2 and pair[1].label == source and PAIRED.fullmatch(text, pair[0].end, pair[1].start):
            return pair[0].label, source
    return source, target


def _subject(text: str, act: Act, actors: Sequence[Mention], earlier: Act | None) -> str:
    """Return who stands as the subject of a verb."""
    head = text[max(act.start - WINDOW, 0) : act.start]
    if earlier and not earlier.is_noun and _shares_subject(text[earlier.end : act.start], earlier):
        return earlier.source
    before = [actor for actor in actors if actor.end <= act.start]
    if before and "ccording" in text[: act.start].lower():
        before = [one for one in before if not ACCORDING.search(text, max(one.start - WINDOW, 0), one.start)]
    if head[-1:].isspace() and INSERTED.search(head):
        opening = before[0] if before else None
        return opening.label if opening and not text[: opening.start].strip() else ""
    for nth, one in enumerate(reversed(before)):
        between = text[one.end : act.start]
        if nth == 0 and _is_subject(between):
            return one.label
        if WHO.fullmatch(between) and len(between.split()) <= 2 * SUBJECT_REACH:
            return one.label
    return ""


def _shares_subject(between: str, earlier: Act) -> bool:
    between = between.lower()
    if NEW_CLAUSE.search(between):
        return False
    purpose = earlier.type not in ASKED and INFINITIVE.search(between) and not WANTS_TO.search(between)
    return bool(purpose or COORDINATE.search(between))


def _is_subject(between: str) -> bool:
    low = between.lower()
    if len(between.split()) > SUBJECT_REACH or NEW_CLAUSE.search(low) or PRONOUN.search(between):
        return False
    return not INFINITIVE.search(low) or bool(WANTS_TO.search(low))


def _is_object(text: str, act: Act, after: Mention) -> bool:
    between = text[act.end : after.start]
    if act.type in DONE_TO and (against := AGAINST.match(between)):
        between = between[against.end() :]
    low = between.lower()
    if len(low.split()) > OBJECT_REACH or NEW_CLAUSE.search(low) or PLACED.search(low):
        return False
    if act.type not in MUTUAL and WITH.search(between):
        return False
    return not MODIFIES.match(text, after.end)


def _nominal_sides(text: str, act: Act, actors: Sequence[Mention]) -> tuple[str, str]:
    """Return the sides that stand beside a noun."""
    after = _next(act.end, actors)
    if after and BETWEEN.fullmatch(text, act.end, after.start):
        other = _next(after.end, actors)
        paired = act.type in MUTUAL and other and BETWEEN_AND.fullmatch(text, after.end, other.start)
        return after.label, other.label if other and paired else ""
    before = [actor for actor in actors if actor.end <= act.start]
    owner = before[-1] if before and POSSESSIVE.fullmatch(text, before[-1].end, act.start) else None
    source = owner.label if owner and (act.type in GIVEN or after) else ""
    frame = FRAME.fullmatch(text, act.end, after.start) if after else None
    if frame is None or after is None:
        return source if act.type in GIVEN else "", ""
    word = frame[1]
    if word == "by" or (word == "from" and act.type in GIVEN) or (word == "of" and act.type in ("CONSULT", "REQUEST")):
        return after.label, ""
    directed = {"of": DONE_TO, "on": DONE_TO, "against": DONE_TO, "at": DONE_TO, "with": MUTUAL, "to": GIVEN}
    return source, after.label if act.type in directed.get(word, ()) else ""
