"""Whose name a surname is: the person named in full before it in the same article, or nobody."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

import pandas as pd

from corpus import tables
from corpus.lexicons import read_table
from corpus.tables import Flags, is_in, rows_of

SURNAME, PERSON = "surname", "person"
CAPITALISED_ROLES = ("title", "heading")
"""Sentences in which a capital does not tell a name."""
WORD_AFTER = re.compile(r"[\s-]+([^\W\d_]+)")
BESIDE = 40
"""How many signs before a surname are looked at."""
WORD_BEFORE = re.compile(r"(?:^|[\s“\"(‘—–-])([^\W\d_][\w’'-]*)\s+$")
NO_NAME = re.compile(r"[’']s?$|ly$|day$")


class Named(NamedTuple):
    """A person named in full: where the article does so, and in which words."""

    place: tuple[int, int]
    sentence_id: str
    words: frozenset[str]


class Beside(NamedTuple):
    """The word before a surname, the text after it, whether the word may be a name, whether it opens the sentence."""

    before: str
    after: str
    may_be_name: bool
    opens: bool


class Surname(NamedTuple):
    """A tag of kind surname: which row of the tags, where it stands, whose it may be, the words beside it."""

    at: int
    place: tuple[int, int]
    who: tuple[str, str]
    surface: str
    beside: Beside


@cache
def _people_words() -> dict[str, frozenset[str]]:
    words = read_table("people_words")
    found = {place: frozenset(group) for place, group in words.groupby("place")["word"]}
    return found | {"opener": found["opener"] | frozenset(read_table("sentence_starters")["word"])}


def bind_surnames(tags: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Keep a surname that stands alone only where its person was named in full before in the same article.

    A surname is refused when nobody of that entry was named in full before it, when two persons of the article
    bear it, when it is part of the name of somebody else, and when it is the name of a people (the words beside
    it, of the list ``people_words``, tell).

    Parameters
    ----------
    tags, sentences : DataFrame
        The tables of these names; sentences stand in reading order.

    Returns
    -------
    DataFrame
        One row per tag (table ``tags``) that is no surname, or one that is bound: the `rule` of these names the
        sentence that names the person, as in ``fixed, surname of a.txt:0007``. See `refused_surnames` for the rest.

    Raises
    ------
    TableError
        When a table does not keep its contract.

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> texts = ["Ishaq Dar came.", "Dar left."]
    >>> sentences = pd.DataFrame({"sentence_id": ["a:1", "a:2"], "article_id": "a", "text": texts})
    >>> sentences = tables.complete(sentences, "sentences")
    >>> bind_surnames(tag(sentences, "actors"), sentences)[["label", "surface", "rule"]].values.tolist()
    [['Ishaq Dar', 'Ishaq Dar', 'role-undated'], ['Ishaq Dar', 'Dar', 'role-undated, surname of a:1']]
    """
    bound, refused = _judge_surnames(tags, sentences)
    rules = tags["rule"].tolist()
    for at, sentence_id in bound.items():
        pieces = [piece for piece in rules[at].split(", ") if not piece.startswith("surname of ")]
        rules[at] = ", ".join([*pieces, f"surname of {sentence_id}"])
    kept = [at for at in range(len(tags)) if at not in refused]
    return tags.assign(rule=pd.Series(rules, index=tags.index, dtype="str")).iloc[kept].reset_index(drop=True)


def refused_surnames(tags: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """List the surnames that `bind_surnames` leaves out, and why.

    Parameters
    ----------
    tags, sentences : DataFrame
        The tables given to `bind_surnames`.

    Returns
    -------
    DataFrame
        One row per tag left out: the columns of table ``tags``, then `reason`.

    Raises
    ------
    TableError
        When a table does not keep its contract.

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> sentence = {"sentence_id": "a:1", "article_id": "a", "text": "Dar left."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> refused_surnames(tag(sentences, "actors"), sentences)[["surface", "reason"]].values.tolist()
    [['Dar', 'not named in full before']]
    """
    _, refused = _judge_surnames(tags, sentences)
    places = sorted(refused)
    reasons = pd.Series([refused[at] for at in places], dtype="str")
    return tags.iloc[places].reset_index(drop=True).assign(reason=reasons)


def _judge_surnames(tags: pd.DataFrame, sentences: pd.DataFrame) -> tuple[dict[int, str], dict[int, str]]:
    """Return, by place of the tag, the sentence that names the person, and why others are refused."""
    tables.check(tags, "tags")
    tables.check(sentences, "sentences")
    surnames = _surnames_by_article(tags, sentences)
    named = _named_by_article(tags, sentences, set(surnames)) if surnames else {}
    bound: dict[int, str] = {}
    refused: dict[int, str] = {}
    for article_id, found in surnames.items():
        persons = named.get(article_id, {})
        others = {one.surface.casefold(): other for one in found if (other := _other_bearer(one))}
        for one in found:
            refused[one.at] = _why_refused(one, persons, others)
            if not refused[one.at]:
                bound[one.at] = persons[one.who].sentence_id
    return bound, {at: reason for at, reason in refused.items() if reason}


def _surnames_by_article(tags: pd.DataFrame, sentences: pd.DataFrame) -> dict[str, list[Surname]]:
    chosen = (tags["kind"] == SURNAME).to_numpy()
    taken = list(rows_of(tags, "sentence_id", "lexicon", "entry", "start", "end", "surface", where=chosen))
    ids = {row[0] for row in taken}
    ends = set(rows_of(tags, "sentence_id", "end", where=is_in(tags["sentence_id"], ids)))
    where = {
        row[0]: (number, *row[1:])
        for number, row in _numbered(is_in(sentences["sentence_id"], ids), sentences, "role", "text")
    }
    found: dict[str, list[Surname]] = {}
    for at, row in zip(chosen.nonzero()[0].tolist(), taken, strict=True):
        sentence_id, lexicon, entry, start, end, surface = row
        number, article_id, role, text = where.get(sentence_id, (0, sentence_id, "", ""))
        before = WORD_BEFORE.search(text[max(start - BESIDE, 0) : start])
        word = before[1] if before else ""
        gap = start - len(text[:start].rstrip())
        free = role not in CAPITALISED_ROLES and (sentence_id, start - gap) not in ends
        beside = Beside(word, text[end : end + BESIDE], free, start - gap == len(word))
        found.setdefault(article_id, []).append(Surname(at, (number, start), (lexicon, entry), surface, beside))
    return found


def _numbered(chosen: Flags, sentences: pd.DataFrame, *columns: str) -> Iterable[tuple[int, tuple[str, ...]]]:
    """Return the chosen sentences with their place: id, article and further columns."""
    rows = rows_of(sentences, "sentence_id", "article_id", *columns, where=chosen)
    return zip(chosen.nonzero()[0].tolist(), rows, strict=True)


def _named_by_article(
    tags: pd.DataFrame, sentences: pd.DataFrame, articles: set[str]
) -> dict[str, dict[tuple[str, str], Named]]:
    """Return the persons named in full in each article: the first place, and the last words of their names."""
    chosen = is_in(sentences["article_id"], articles)
    where = {row[0]: (number, row[1]) for number, row in _numbered(chosen, sentences)}
    columns = ("sentence_id", "lexicon", "entry", "start", "surface")
    persons = rows_of(tags, *columns, where=tags["kind"] == PERSON)
    found: dict[str, dict[tuple[str, str], Named]] = {}
    for sentence_id, lexicon, entry, start, surface in persons:
        if sentence_id not in where:
            continue
        number, article_id = where[sentence_id]
        known = found.setdefault(article_id, {})
        new = Named((number, start), sentence_id, frozenset(surface.casefold().split()[-1:]))
        old = known.get((lexicon, entry), new)
        known[lexicon, entry] = min(new, old)._replace(words=new.words | old.words)
    return found


def _why_refused(one: Surname, persons: Mapping[tuple[str, str], Named], others: Mapping[str, str]) -> str:
    """Return why a surname is not the person's, "" where it is."""
    if people := _people(one):
        return f"name of a people: {people}"
    if other := _other_bearer(one):
        return f"part of another name: {other}"
    if one.who not in persons or persons[one.who].place >= one.place:
        return "not named in full before"
    word = one.surface.casefold()
    sharing = {who[1] for who, named in persons.items() if who[1] != one.who[1] and word in named.words}
    sharing |= {others[word]} if word in others else set()
    return f"shared in this article with {', '.join(sorted(sharing))}" if sharing else ""


def _people(one: Surname) -> str:
    """Return the words that make a surname the name of a people, "" if there are none."""
    words = _people_words()
    after, before = WORD_AFTER.match(one.beside.after), one.beside.before
    if after and after[1].casefold() in words["after"]:
        return f"{one.surface} {after[1]}"
    return f"{before} {one.surface}" if before.casefold() in words["before"] else ""


def _other_bearer(one: Surname) -> str:
    """Return the name of which a surname is a part: a capitalised word before it that is no title, else ""."""
    before, words = one.beside.before, _people_words()
    word = before.casefold()
    is_opener = one.beside.opens and word in words["opener"]
    is_name = before.istitle() and one.beside.may_be_name and not is_opener
    return f"{before} {one.surface}" if is_name and word not in words["title"] and not NO_NAME.search(word) else ""
