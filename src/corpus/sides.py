"""Who does it to whom: source and target of an act, by word order, and nothing where word order does not tell."""

import re
from collections.abc import Sequence
from typing import NamedTuple

SUBJECT_REACH, OBJECT_REACH = 10, 5
"""How many words may stand between a verb and its subject or object."""

BE = r"(?:am|is|are|was|were|be|been|being|gets?|got)"
PASSIVE = re.compile(rf"\b{BE}\s+(?:\w+ly\s+)?$", re.IGNORECASE)
PASSIVE_TRIGGER = re.compile(rf"{BE}\s", re.IGNORECASE)
BY = re.compile(r"\s+by\s+(?:(?:the|a|an|two|three|suspected|alleged)\s+)*", re.IGNORECASE)
INFINITIVE = re.compile(r"\bto\s+(?:\w+ly\s+)?$", re.IGNORECASE)
NOMINAL = re.compile(
    r"\b(?:the|a|an|this|that|these|its|their|his|her|our|of|during|for|after|before|in|at)\s+$", re.IGNORECASE
)
COORDINATE = re.compile(r"(?:\band|,)\s+(?:\w+ly\s+|also\s+|then\s+)?$", re.IGNORECASE)
INSERTED = re.compile(r",\s+$")
ACCORDING = re.compile(r"\baccording to\s+(?:the\s+|a\s+)?$", re.IGNORECASE)
NEW_CLAUSE = re.compile(
    r"[;:—–]|\b(?:that|which|who|whom|after|before|when|while|because|although|but)\b", re.IGNORECASE
)
PLACED = re.compile(
    r"\b(?:in|at|on|near|since|until|during|amid|from|according|for|over|by|between|of|against)\b", re.IGNORECASE
)


class Mention(NamedTuple):
    """An actor named in a sentence: where, and the label it is known by."""

    start: int
    end: int
    label: str


class Verb(NamedTuple):
    """The verb of an act before the one looked at, and the source that was found for it."""

    end: int
    source: str


def find_sides(
    text: str, start: int, end: int, actors: Sequence[Mention], earlier: Verb | None = None
) -> tuple[str, str]:
    """Return the labels of source and target of an act, "" where word order does not tell them.

    The source is the nearest actor before the verb in its clause; a verb joined to an earlier one by "and"
    shares that one's source; after an insertion between commas the source is what opens the sentence. An
    infinitive and a verb used as a noun have none. The target is the actor a few words after the verb, if no
    preposition of place or time and no new clause comes between. A passive turns both round, and has a
    source only with "by".

    Parameters
    ----------
    text : str
        The sentence.
    start, end : int
        Where the verb stands in it.
    actors : sequence of Mention
        The actors named in the sentence.
    earlier : Verb, optional
        The verb of an act that stands before this one.

    Returns
    -------
    tuple of str
        Labels of source and target.

    Examples
    --------
    >>> text = "Four soldiers of Pakistan were attacked by TTP."
    >>> find_sides(text, 31, 39, [Mention(17, 25, "Pakistan"), Mention(43, 46, "TTP")])
    ('TTP', 'Pakistan')
    """
    head = text[:start]
    if NOMINAL.search(head):
        return "", ""
    acting = [actor for actor in actors if not ACCORDING.search(text[: actor.start])]
    before = [actor for actor in acting if actor.end <= start]
    after = min((actor for actor in actors if actor.start >= end), key=lambda actor: actor.start, default=None)
    first = _source(text, start, before, earlier)
    if PASSIVE.search(head) or PASSIVE_TRIGGER.match(text, start):
        return (after.label if after and BY.fullmatch(text[end : after.start]) else ""), first
    second = after.label if after and _is_object(text[end : after.start]) else ""
    return first, (second if second != first else "")


def _source(text: str, start: int, before: Sequence[Mention], earlier: Verb | None) -> str:
    if earlier and COORDINATE.search(text[:start]) and not NEW_CLAUSE.search(text, earlier.end, start):
        return earlier.source
    if INSERTED.search(text[:start]):
        opening = min(before, key=lambda actor: actor.start, default=None)
        return opening.label if opening and not text[: opening.start].strip() else ""
    nearest = max(before, key=lambda actor: actor.end, default=None)
    return nearest.label if nearest and _is_subject(text[nearest.end : start]) else ""


def _is_subject(between: str) -> bool:
    return len(between.split()) <= SUBJECT_REACH and not NEW_CLAUSE.search(between) and not INFINITIVE.search(between)


def _is_object(between: str) -> bool:
    return len(between.split()) <= OBJECT_REACH and not NEW_CLAUSE.search(between) and not PLACED.search(between)
