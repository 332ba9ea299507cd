"""Which triggers of a sentence tell acts of their own, and which of them is the main one, by the words around them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

NOUN, STATEMENT = "noun", "statement"
WINDOW = 60

GOVERNS = ("REQUEST", "AGREE", "REJECT", "THREATEN", "CONCEDE", "CONSULT", "SUPPORT")
"""Types whose "to do" and "on doing" is what is asked, promised, refused or talked about, and not a further act."""

GOVERNS_DOING = (*GOVERNS, "ACCUSE")
COOPERATION = ("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT")

BREAK = re.compile(
    r"[;:—–”]|\b(?:after|when|while|as|because|since|who|which|where|whose|amid|following|but|although|though)\b"
)
TO = re.compile(r"\bto\s+(?:\w+ly\s+|also\s+|help\s+)?$")
AND = re.compile(r"(?:\b(?:and|or)\b|,)\s+(?:\w+ly\s+|also\s+)?$")
COMMA = re.compile(r",\s+(?:and\s+)?(?:\w+ly\s+)?$")
DETERMINED = re.compile(r"\b(?:an?|the|this|that|these|those|its|their|his|her|our|during)\s+$")
BY = re.compile(r"\s+by\s+(?!\d|one\b|two\b|three\b|half\b|an?\b)")
BE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?$")
BEFORE_NOUN = re.compile(r"(?:^|\b(?:an?|the|its|their|his|her|our|this|these|those|of|in|from|by|with|for)\s+)$")
NOUN_AFTER = re.compile(
    r"[\s-]+(?!(?:by|in|on|at|to|for|from|of|with|and|or|after|during|over|as|the|an?|his)\b)[^\W\d]"
)
SUBORDINATE = re.compile(
    r"\b(?:after|before|when|while|as|because|since|although|though|who|which|whose|whom|where|if|unless|until|once|"
    r"despite|amid|following|during|over|for|of|in|at|with|by|from|without)\b"
)
CLAUSE = re.compile(
    r"\b(?:after|before|when|while|as|because|since|although|though|who|which|whose|whom|where|if|unless|until|once)\b"
)


class Trigger(NamedTuple):
    """A match of a row of the events lexicon."""

    start: int
    end: int
    surface: str
    type: str
    kind: str
    mode: str
    entry: str


def select_triggers(text: str, triggers: Sequence[Trigger]) -> list[Trigger]:
    """Return the triggers that tell acts of their own, in reading order.

    Left out are participles before a noun ("the banned group"), what is only the content of a request, promise,
    refusal or talk ("agreed to visit", "discussed reopening"), nouns of cooperation after a verb, and what follows
    the denial of a charge.
    """
    kept: list[Trigger] = []
    content: Trigger | None = None
    for one in sorted(triggers):
        trigger = one._replace(kind=NOUN) if one.surface.endswith("ing") and _is_gerund_noun(text, one) else one
        if trigger.kind == STATEMENT:
            break
        if _is_attributive(text, trigger):
            continue
        if _is_content(text, trigger, kept, content):
            content = trigger
        else:
            kept.append(trigger)
    return kept


def _is_gerund_noun(text: str, trigger: Trigger) -> bool:
    """Tell whether a form in -ing is a noun: "the meeting"."""
    if trigger.kind == NOUN:
        return False
    return bool(DETERMINED.search(text[max(trigger.start - 12, 0) : trigger.start].lower()))


def _is_attributive(text: str, trigger: Trigger) -> bool:
    """Tell whether a participle stands before a noun, or behind a hyphen: "banned" in "the banned group"."""
    if trigger.start and text[trigger.start - 1] in "-‐‑–":
        return True
    if trigger.kind == NOUN or " " in trigger.surface or not trigger.surface.endswith(("ed", "ing")):
        return False
    if not BEFORE_NOUN.search(text[max(trigger.start - 12, 0) : trigger.start].lower()):
        return False
    return text.startswith("-", trigger.end) or (
        trigger.surface.endswith("ed") and bool(NOUN_AFTER.match(text, trigger.end))
    )


def _is_content(text: str, trigger: Trigger, kept: Sequence[Trigger], content: Trigger | None) -> bool:
    """Tell whether a trigger is only what an act before it is about."""
    governor = kept[-1] if kept else None
    if governor is None:
        return False
    if trigger.kind == NOUN:
        return trigger.type in COOPERATION and any(one.kind != NOUN for one in kept)
    between = text[governor.end : trigger.start].lower()
    if BREAK.search(between):
        return False
    if TO.search(between):
        return governor.type in GOVERNS and (governor.kind != NOUN or len(between) < 20)
    if content is not None and AND.search(between):
        return _is_bare(trigger) or _is_doing(trigger)
    return _is_doing(trigger) and governor.type in GOVERNS_DOING and not COMMA.search(between)


def _is_doing(trigger: Trigger) -> bool:
    return trigger.surface.split(" ", 1)[0].endswith("ing")


def _is_bare(trigger: Trigger) -> bool:
    """Tell whether a verb has its base form: what may stand behind "to"."""
    return trigger.surface.split(" ", 1)[0].casefold() == trigger.entry.split(" ", 1)[0]


def _is_participle(text: str, trigger: Trigger, clause: str) -> bool:
    """Tell a participle behind its noun: "forces supported by Iran", not "was supported by Iran"."""
    return " " not in trigger.surface and bool(BY.match(text, trigger.end)) and not BE.search(clause)


def rank_trigger(text: str, trigger: Trigger) -> int:
    """Return how far a trigger is from being the main act.

    0 is a main verb, 1 a noun of the main clause, 2 a verb of another clause, an infinitive or a participle with
    "by", 3 any other noun.

    Examples
    --------
    >>> rank_trigger("After the attack", Trigger(10, 16, "attack", "ASSAULT", "noun", "", "attack"))
    3
    """
    head = text[max(trigger.start - WINDOW * 2, 0) : trigger.start].lower()
    clause = head[head.rfind(",") + 1 :]
    if trigger.kind == NOUN:
        return 3 if SUBORDINATE.search(clause) or len(head) > WINDOW else 1
    is_aside = TO.search(clause) or _is_participle(text, trigger, clause)
    return 2 if is_aside or CLAUSE.search(clause) else 0
