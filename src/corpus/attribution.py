"""Who says it: the speaker of sentences with reported or quoted speech, who may be told in a sentence before."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import pandas as pd

from corpus import tables
from corpus.frames import Found, Mention, Sentence, find_frame, has_quote, mask_quotations, speech_words, verb_forms
from corpus.literals import find_words, lowered
from corpus.tables import is_in, rows_of

LEXICONS = ("actors", "countries")
"""Lexicons whose tags can be a speaker, the more exact first."""

COLUMNS = {"sentence_id": "str", "said_by": "str", "speaker": "str", "start": "int", "end": "int", "rule": "str"}


class Last(NamedTuple):
    """The last who spoke in an article, and in which sentence."""

    said_by: str = ""
    sentence_id: str = ""


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
    frames = find_frames(dict(rows_of(sentences, "sentence_id", "text")), tags)
    rows: list[tuple[object, ...]] = []
    article, said, acted = "", Last(), Last()
    for sentence_id, article_id, text in rows_of(sentences, "sentence_id", "article_id", "text"):
        if article_id != article:
            article, said, acted = article_id, Last(), Last()
        found = frames.get(sentence_id)
        if found is None:
            continue
        found, carried = _carry(found, said if has_quote(text) else acted)
        acted = carried if carried.sentence_id else Last(found.speaker.said_by, sentence_id)
        if found.reports:
            said = acted
            rows.append((sentence_id, found.speaker.said_by, found.speaker.words, found.start, found.end, found.rule))
    return tables.frame_of(rows, COLUMNS)


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


def find_frames(texts: Mapping[str, str], tags: pd.DataFrame) -> dict[str, Found]:
    """Return the attribution of each sentence that has one; pronouns are not resolved.

    Looked at are sentences with a reporting verb, a frame or a quotation mark.
    """
    ids, lows = list(texts), [lowered(text) for text in texts.values()]
    verbs: dict[str, list[tuple[int, int]]] = {}
    for number, start, end in find_words(lows, verb_forms()):
        verbs.setdefault(ids[number], []).append((start, end))
    reporting = {
        one: (text, low)
        for (one, text), low in zip(texts.items(), lows, strict=True)
        if one in verbs or _may_report(text)
    }
    mentions = _mentions(tags, reporting)
    found = {}
    for one, (text, low) in reporting.items():
        masked = mask_quotations(text)
        said = Sentence(text, masked, low if masked is text else lowered(masked), mentions.get(one, ()))
        found[one] = find_frame(said, verbs.get(one, ()))
    return {one: frame for one, frame in found.items() if frame}


def _mentions(tags: pd.DataFrame, wanted: Collection[str]) -> dict[str, list[Mention]]:
    """Return the actors that may speak in some sentences; where lexicons overlap, the more exact one counts."""
    found: dict[str, list[Mention]] = {}
    may = (tags["kind"] != "city") & is_in(tags["sentence_id"], wanted)
    for lexicon in LEXICONS:
        rows = rows_of(tags, "sentence_id", "rule", *Mention._fields, where=may & (tags["lexicon"] == lexicon))
        for sentence_id, rule, *rest in rows:
            if "capital is a place" in rule:
                continue
            one, others = Mention(*rest), found.setdefault(sentence_id, [])
            if not others or not any(other.start < one.end and one.start < other.end for other in others):
                others.append(one)
    return found


def _may_report(text: str) -> bool:
    """Test cheaply whether a sentence without a reporting verb holds a frame or a quotation mark."""
    return has_quote(text) or "ccording to" in text or text.startswith("In a")


def _carry(found: Found, last: Last) -> tuple[Found, Last]:
    """Give a pronoun, a statement, or a quotation that goes on alone, the last speaker."""
    words = found.speaker.words.casefold().removeprefix("the ").split()
    carries = not words or (len(words) == 1 and words[0] in speech_words("pronoun|statement"))
    if found.speaker.said_by or not carries:
        return found, Last()
    what = "quotation" if not words else "pronoun" if words[0] in speech_words("pronoun") else words[0]
    rule = f"{what}, speaker of {last.sentence_id}" if last.sentence_id else f"{what}, no speaker before"
    return found._replace(speaker=found.speaker._replace(said_by=last.said_by), rule=rule), last
