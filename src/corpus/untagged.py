"""The capitalised names in which nothing is tagged: what a lexicon may lack."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import pandas as pd

from corpus import tables
from corpus.lexicons import read_table
from corpus.tables import rows_of

NAMED_ROLES = ("body", "summary", "caption")
CAPITALISED = r"(?:[dlDLO][’'])?[^\W\d_a-z]\w*(?:[-’'](?!s\b)\w+)*"
NAME = re.compile(
    rf"(?<![\w’'@#/.-])(?:[^\W\d_a-z]\. ?)*{CAPITALISED}"
    rf"(?:[ \n](?:(?:al|ul|bin|bint|of|of the|and|for|de|van|von|der) )?{CAPITALISED})*"
)
WORD = re.compile(r"[^\W\d_][\w’'.-]*")
BLANKS = re.compile(r"\s+")
OPENING = re.compile(r"(?:^|\n|[“\"‘(\[•:;*—–!?…-])\s*$")
"""What stands before a word that is capitalised because something begins there."""

ENDED = re.compile(r"[.!?:;,][”\"’')\]]*\s*$")
CAPITALS = 6
"""Letters that an abbreviation has at most; longer words in capitals are headings and datelines."""

COVERED = 0.5
"""Share of a name that tags must cover for it to be known."""


class Found(NamedTuple):
    """A name as it stands somewhere: whether a capital tells there, its article and its sentence."""

    name: str
    tells: bool
    article_id: str
    text: str


@cache
def _words(kind: str) -> frozenset[str]:
    """Return words that are no name by themselves: of grammar, of the calendar, titles, openers of sentences."""
    people, common = read_table("people_words"), read_table("common_words")
    return {
        "title": frozenset(people.loc[people["place"] == "title", "word"]),
        "opener": frozenset(common.loc[common["kind"] == "grammar", "word"])
        | frozenset(people.loc[people["place"] == "opener", "word"])
        | frozenset(read_table("sentence_starters")["word"].str.casefold()),
        "common": frozenset(common["word"])
        | frozenset(read_table("abbreviations")["abbreviation"].str.rstrip(".").str.casefold()),
    }[kind]


def untagged_names(sentences: pd.DataFrame, tags: pd.DataFrame) -> pd.DataFrame:
    """List the capitalised names in which nothing is tagged, the commonest first: what a lexicon may lack.

    A name is one or more capitalised words in a row. The words that open a sentence count where the same words
    stand elsewhere within one. Titles before a name, words of grammar and of the calendar, and lines in
    capitals are left out, and so are names of which tags cover half.

    Parameters
    ----------
    sentences, tags : DataFrame
        The tables of these names; body, summary and captions are looked at.

    Returns
    -------
    DataFrame
        One row per name: `label`, `kind`, `pattern`, `code`, `since`, `until` as a lexicon has them, kind, code
        and dates to be filled in; then `mentions`, `articles`, `example` (a sentence that holds it). Written as
        CSV it is a lexicon, and its rows can be pasted into one.

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> sentence = {"sentence_id": "a:0001", "article_id": "a", "text": "On Friday he met Mr Zalmay Rasul in Kabul."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> untagged_names(sentences, tag(sentences, "countries"))[["pattern", "mentions"]].values.tolist()
    [['Zalmay Rasul', 1]]
    """
    tables.check(sentences, "sentences")
    tables.check(tags, "tags")
    taken: dict[str, list[tuple[int, int]]] = {}
    for sentence_id, start, end in rows_of(tags, "sentence_id", "start", "end"):
        taken.setdefault(sentence_id, []).append((start, end))
    read = sentences[sentences["role"].isin(NAMED_ROLES)]
    found = [
        Found(name, tells, article_id, text)
        for sentence_id, article_id, text in rows_of(read, "sentence_id", "article_id", "text")
        for name, tells in find_names(text, taken.get(sentence_id, ()))
    ]
    told = {one.name for one in found if one.tells}
    names = pd.DataFrame([one for one in found if one.name in told], columns=list(Found._fields))
    counted = names.groupby("name", as_index=False).agg(
        mentions=("article_id", "size"), articles=("article_id", "nunique"), example=("text", "first")
    )
    counted = counted.sort_values(["mentions", "articles", "name"], ascending=[False, False, True], ignore_index=True)
    blank = dict.fromkeys(["code", "since", "until"], "")
    proposed = counted.rename(columns={"name": "label"}).assign(kind="", pattern=counted["name"], **blank)
    return proposed[["label", "kind", "pattern", "code", "since", "until", "mentions", "articles", "example"]].astype(
        {"label": "str", "pattern": "str", "example": "str"}
    )


def find_names(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Yield the untagged names of a sentence, and whether a capital tells a name where they stand.

    Examples
    --------
    >>> list(find_names("The Foreign Minister praised Zalmay Rasul’s Open Roads Trust.", []))
    [('Zalmay Rasul', True), ('Open Roads Trust', True)]
    """
    if _is_heading(text):
        return
    for at, run in [piece for found in NAME.finditer(text) for piece in _cut(found)]:
        start, name = _without_openers(at, run, taken)
        covered = sum(max(0, min(end, start + len(name)) - max(first, start)) for first, end in taken)
        if name and covered < COVERED * len(name) and _may_be_name(name):
            yield BLANKS.sub(" ", name), not OPENING.search(text[:start])


def _is_heading(text: str) -> bool:
    """Whether a sentence is in capitals, or has no stop and begins nearly all its words with one."""
    if text.isupper() or ENDED.search(text):
        return text.isupper()
    words = [word for word in WORD.findall(text) if word.casefold() not in _words("opener")]
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.8 * len(words)


def _cut(run: re.Match[str]) -> list[tuple[int, str]]:
    """Return a run of capitalised words, cut at "of the" after two words or more: a person and an organisation."""
    head, link, tail = run.group().partition(" of the ")
    if not link or len(head.split()) < 2:
        return [(run.start(), run.group())]
    return [(run.start(), head), (run.end() - len(tail), tail)]


def _without_openers(at: int, run: str, taken: Sequence[tuple[int, int]]) -> tuple[int, str]:
    """Return where the name in a run of capitalised words begins, and the name."""
    words = list(WORD.finditer(run))
    while words and _opens(words, at, taken):
        words = words[1:]
    return (at + words[0].start(), run[words[0].start() :]) if words else (at, "")


def _opens(words: Sequence[re.Match[str]], at: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether the first word of a run is no part of the name: an opener, a title, a country before a title."""
    first = words[0].group().rstrip(".").casefold()
    if re.split("[’']", first)[0] in _words("opener") or first.split("-")[0] in _words("title"):
        return True
    start, end = at + words[0].start(), at + words[0].end()
    second = words[1].group().casefold() if len(words) > 1 else ""
    return second in _words("title") and any(begins < end and start < ends for begins, ends in taken)


def _may_be_name(name: str) -> bool:
    letters = sum(map(str.isalpha, name))
    words = name.casefold().split()
    if letters < 2 or (name.isupper() and letters > CAPITALS):
        return False
    return not all(word in _words("common") or word in _words("title") for word in words)
