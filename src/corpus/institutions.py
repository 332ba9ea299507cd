"""Institutions named without their country ("the military", "police"): whose they are, or nobody's.

A sentence is looked at only when a literal of the list ``institutions`` stands in it; all else is told by tags.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from corpus import tables
from corpus.institution_nouns import Found, Noun, find_nouns, literals, nouns
from corpus.lexicons import read_lexicon, read_table
from corpus.literals import find_literal_places
from corpus.tables import is_in, rows_of

ACTORS, COUNTRIES, PLACES = "actors", "countries", "places"
INSTITUTION_LISTS = ("institutions", "institution_words")
TELLING = (ACTORS, COUNTRIES, PLACES)
"""Lexicons whose tags tell of which countries a text speaks."""

NATIONAL = ("name", "demonym", "abbreviation")
CAPITALS = ("capital", "government")
ORGANISATION = "organisation"
INSTITUTIONS = (ORGANISATION, "group")
"""Kinds of actors that can be an institution."""

CAPITALISED_ROLES = ("title", "heading")
LEFT = re.compile(r"(?:['’]s?)?\s+")
OF = re.compile(r"\s+of\s+(?:the\s+)?", re.IGNORECASE)
IN = re.compile(r"\s+in\s+", re.IGNORECASE)


class Mention(NamedTuple):
    """A tag that tells of countries: where it stands, which they are, and what it is of."""

    start: int
    end: int
    countries: tuple[str, ...]
    lexicon: str
    kind: str
    entry: str


class Name(NamedTuple):
    """How the institution of one country is named: as the lexicon of actors has it, or as the list says."""

    row: int
    entry: str
    label: str
    kind: str
    code: str


class Judged(NamedTuple):
    """A noun, its country ("" if none is told), and the rule or the reason."""

    start: int
    end: int
    noun: Noun
    country: str
    why: str


class Told(NamedTuple):
    """What an article has told so far: its dateline; countries and their institutions, with the last sentence."""

    dateline: frozenset[str]
    countries: dict[str, str]
    institutions: dict[tuple[str, str], str]


def tag_institutions(tags: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Tag the institutions that are named without their country, where the article tells whose they are.

    "Turkish army" and "government of Nepal" are told by the country beside the noun (``institution-qualified``).
    A noun alone ("the military said") is of the country whose institution of that kind was named before in the
    article, or of the only country named in it so far (``institution-before``), or of the country that the
    dateline is in (``institution-dateline``); where these speak for different countries it is nobody's. Nouns
    that are part of a longer one ("police station"), or that another word tells apart ("riot police"), are none.

    Parameters
    ----------
    tags, sentences, articles : DataFrame
        The tables of these names; sentences stand in reading order. Tags of the lexicons ``countries``,
        ``actors`` and ``places`` tell the countries, `place` of the article its dateline.

    Returns
    -------
    DataFrame
        One row per tag: those given, and those of institutions, as tags of the lexicon ``actors``, in the order
        of sentences and offsets. An entry of that lexicon is used where it has one for the country's
        institution ("Pakistani military"); else `row` is 0 and the label is made of the country's name. `rule`
        names the convention, its evidence and the row of the list ``institutions``.

    Raises
    ------
    TableError
        When a table does not keep its contract.

    Notes
    -----
    Sectors: PLOVER, https://github.com/openeventdata/PLOVER. The conventions are our own.

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> texts = ["The Turkish army attacked.", "An air force base was hit, the military said."]
    >>> sentences = pd.DataFrame({"sentence_id": ["a:1", "a:2"], "article_id": "a", "text": texts})
    >>> sentences = tables.complete(sentences, "sentences")
    >>> articles = tables.complete(pd.DataFrame({"article_id": ["a"], "text": [" ".join(texts)]}), "articles")
    >>> found = tag_institutions(tag(sentences, ["countries"]), sentences, articles)
    >>> for one in found.loc[found["lexicon"] == "actors", ["surface", "label", "code", "rule"]].values.tolist():
    ...     print(*one, sep=" | ")
    Turkish army | Turkish military | TUR.MIL | institution-qualified: Turkey, institutions row ...
    military | Turkish military | TUR.MIL | institution-before: Turkey in a:1, institutions row ...
    """
    rows: list[tuple[object, ...]] = []
    places: list[int] = []
    for at, sentence_id, text, one in _judge(tags, sentences, articles):
        if one.country:
            name = _named(one.country, one.noun)
            rule = f"{one.why}, institutions row {one.noun.row}"
            rows.append((sentence_id, ACTORS, *name, one.start, one.end, text[one.start : one.end], rule))
            places.append(at)
    return _merged(tags, tables.from_rows("tags", rows), places, sentences) if rows else tags.reset_index(drop=True)


def refused_institutions(tags: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """List the nouns of institutions that `tag_institutions` leaves alone, and why.

    Parameters
    ----------
    tags, sentences, articles : DataFrame
        The tables given to `tag_institutions`.

    Returns
    -------
    DataFrame
        One row per noun left alone: sentence_id, start, end, surface, `row` of the list ``institutions``, reason.

    Raises
    ------
    TableError
        When a table does not keep its contract.

    Examples
    --------
    >>> sentence = {"sentence_id": "a:1", "article_id": "a", "text": "The military attacked a police station."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> articles = tables.complete(pd.DataFrame({"article_id": ["a"], "text": [""]}), "articles")
    >>> refused_institutions(tables.empty("tags"), sentences, articles)[["surface", "reason"]].values.tolist()
    [['military', 'no country is told'], ['police', 'part of a longer name: station']]
    """
    rows = [
        (sentence_id, one.start, one.end, text[one.start : one.end], one.noun.row, one.why)
        for _, sentence_id, text, one in _judge(tags, sentences, articles)
        if not one.country
    ]
    names = ["sentence_id", "start", "end", "surface", "row", "reason"]
    kinds = {"start": "int64", "end": "int64", "row": "int64"}
    return pd.DataFrame(rows, columns=names).astype({name: kinds.get(name, "str") for name in names})


def _merged(tags: pd.DataFrame, new: pd.DataFrame, places: Sequence[int], sentences: pd.DataFrame) -> pd.DataFrame:
    """Put new tags among the others, each before those of its sentence that start after it."""
    order = pd.Index(sentences["sentence_id"]).get_indexer(tags["sentence_id"])
    where = np.concatenate([order, np.asarray(places)])
    both = pd.concat([tags, new], ignore_index=True)
    return both.iloc[np.lexsort((both["start"].to_numpy(), where))].reset_index(drop=True)


# --- the lists


@cache
def _country_names() -> dict[str, list[str]]:
    """Return the names of each country as the lexicon of countries has them: the first of each kind at the head."""
    found: dict[str, list[str]] = {}
    rows = rows_of(read_lexicon(COUNTRIES), "code", "kind", "label", "pattern")
    for code, kind, label, pattern in rows:
        if kind in NATIONAL and "|" not in code:
            found.setdefault(code, [label]).append(pattern)
    return found


@cache
def _demonyms() -> dict[str, str]:
    rows = rows_of(read_lexicon(COUNTRIES), "code", "kind", "label", "pattern")
    found: dict[str, str] = {}
    for code, kind, label, pattern in rows:
        if kind == "demonym" and label == _country_names()[code][0]:
            found[code] = min(found.get(code, pattern), pattern, key=lambda one: len(one.split()))
    return found


@cache
def _actors_by_pattern() -> dict[str, Name]:
    frame = read_lexicon(ACTORS)
    frame = frame[frame["kind"].isin(INSTITUTIONS)]
    rows = rows_of(frame, "pattern", "row", "entry", "label", "kind", "code")
    return {pattern.casefold(): Name(*name) for pattern, *name in rows}


@cache
def _countries_of(code: str) -> tuple[str, ...]:
    """Return the countries of a code of any lexicon: PAK.GOV, PAK, PK-KP; none for an organisation."""
    found = []
    for piece in code.split("|"):
        head = piece.split(".")[0]
        found.append(_by_alpha2().get(head[:2], "") if "-" in head else head)
    return tuple(dict.fromkeys(one for one in found if one in _country_names()))


@cache
def _by_alpha2() -> dict[str, str]:
    return dict(rows_of(read_table("country_codes"), "alpha2", "alpha3"))


@cache
def _named(country: str, noun: Noun) -> Name:
    """Return the entry of the lexicon of actors for a country's institution, or one made of the country's name."""
    names = _country_names()[country]
    kin = [noun.noun, *(one.noun for one in nouns().values() if one.family == noun.family)]
    for word in kin:
        for form in (form for name in names for form in (f"{name} {word}", f"{name}'s {word}", f"{word} of {name}")):
            known = _actors_by_pattern().get(form.casefold())
            if known and _countries_of(known.code) == (country,):
                return known
    label = noun.label.format(country=names[0], demonym=_demonyms().get(country, names[0]))
    return Name(0, label, label, ORGANISATION, f"{country}.{noun.sector}")


@cache
def _kin(country: str, noun: Noun) -> frozenset[str]:
    """Return the entries of a country's institutions that tell of one another: its army, its security forces."""
    alike = [one for one in nouns().values() if one.family == noun.family or one.sector == noun.sector != "GOV"]
    return frozenset(_named(country, one).entry for one in alike)


@cache
def _country_of_place() -> dict[str, tuple[str, ...]]:
    """Return the countries of the capitals and cities that a dateline may name."""
    found: dict[str, tuple[str, ...]] = {}
    for lexicon in (PLACES, COUNTRIES):
        for pattern, kind, code in rows_of(read_lexicon(lexicon), "pattern", "kind", "code"):
            if kind != "veto":
                found[pattern.casefold()] = _countries_of(code)
    return found


# --- reading the articles


def _judge(
    tags: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame
) -> Iterator[tuple[int, str, str, Judged]]:
    """Yield the nouns of the list with number, id and text of their sentence, and whose they are."""
    for frame, name in ((tags, "tags"), (sentences, "sentences"), (articles, "articles")):
        tables.check(frame, name)
    texts = sentences["text"].tolist()
    holding = {number for number, *_ in find_literal_places(texts, literals())}
    owners, roles, ids = (sentences[name].tolist() for name in ("article_id", "role", "sentence_id"))
    last = {owners[at]: at for at in sorted(holding)}
    wanted = [at for at, owner in enumerate(owners) if at <= last.get(owner, -1)]
    mentions = _mentions(tags, {ids[at] for at in wanted})
    datelines = dict(rows_of(articles, "article_id", "place"))
    told = {owner: Told(_dateline(datelines.get(owner, "")), {}, {}) for owner in last}
    for at in wanted:
        known = told[owners[at]]
        here = mentions.get(ids[at], [])
        if at in holding and roles[at] != "dateline":
            for one in _judged(texts[at], roles[at] in CAPITALISED_ROLES, here, known):
                if one.country:
                    known.institutions[one.country, _named(one.country, one.noun).entry] = ids[at]
                yield at, ids[at], texts[at], one
        if here:
            _remember(known, here, ids[at])


def _mentions(tags: pd.DataFrame, wanted: Collection[str]) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    telling = tags["lexicon"].isin(TELLING) & is_in(tags["sentence_id"], wanted)
    columns = ("sentence_id", "start", "end", "code", "lexicon", "kind", "entry")
    for sentence_id, start, end, code, *what in rows_of(tags, *columns, where=telling):
        found.setdefault(sentence_id, []).append(Mention(start, end, _countries_of(code), *what))
    return found


@cache
def _dateline(place: str) -> frozenset[str]:
    found = (_country_of_place().get(one.strip().casefold(), ()) for one in re.split(r"[;,/]", place))
    return frozenset(country for countries in found for country in countries)


def _remember(told: Told, here: Iterable[Mention], sentence_id: str) -> None:
    """Note the countries of a sentence, those named last at the end."""
    for country in sorted({country for one in here for country in one.countries}):
        told.countries.pop(country, None)
        told.countries[country] = sentence_id
    told.institutions.update(dict.fromkeys(_institutions(here), sentence_id))


def _institutions(mentions: Iterable[Mention]) -> Iterator[tuple[str, str]]:
    for one in mentions:
        if one.lexicon == ACTORS and one.kind in INSTITUTIONS:
            yield from ((country, one.entry) for country in one.countries)


# --- whose it is


def _judged(text: str, is_title: bool, here: Sequence[Mention], told: Told) -> Iterator[Judged]:
    actors = [one for one in here if one.lexicon == ACTORS]
    taken = 0
    for one in find_nouns(text, is_title):
        if any(actor.start < one.end and one.start < actor.end for actor in actors):
            continue
        start, end, country = _qualified(text, one, [mention for mention in here if mention.start >= taken])
        if one.head:
            yield Judged(one.start, one.end, one.noun, "", one.head)
        elif country:
            taken = end
            yield Judged(start, end, one.noun, country, f"institution-qualified: {_country_names()[country][0]}")
        elif one.alone:
            yield Judged(one.start, one.end, one.noun, "", one.alone)
        else:
            yield Judged(one.start, one.end, one.noun, *_by_context(one, here, told))


def _qualified(text: str, one: Found, here: Sequence[Mention]) -> tuple[int, int, str]:
    """Return the country that stands beside a noun, and where noun and country stand together."""
    of, placed = OF.match(text, one.end), IN.match(text, one.end) if one.noun.placed and not one.alone else None
    for mention in here:
        if len(mention.countries) != 1 or mention.lexicon == ACTORS:
            continue
        country = mention.countries[0]
        is_country = mention.lexicon == COUNTRIES and mention.kind in NATIONAL
        if (
            mention.end <= one.start
            and LEFT.fullmatch(text, mention.end, one.start)
            and _may_qualify(mention, one.noun)
        ):
            return mention.start, one.end, country
        if is_country and of and of.end() == mention.start:
            return one.start, mention.end, country
        if placed and placed.end() == mention.start:
            return one.start, one.end, country
    return one.start, one.end, ""


def _may_qualify(mention: Mention, noun: Noun) -> bool:
    """Whether a country, or a place that stands for it, may stand before a noun: "Karachi police"."""
    if mention.lexicon == COUNTRIES and mention.kind in NATIONAL:
        return True
    is_capital = mention.lexicon == COUNTRIES and mention.kind in CAPITALS
    return noun.sector == "COP" or (is_capital and noun.noun == "government")


def _by_context(one: Found, here: Sequence[Mention], told: Told) -> tuple[str, str]:
    """Return the country that the article tells for a noun, and how; or "" and why none is told."""
    before = [mention for mention in here if mention.end <= one.start]
    near = {country for mention in before for country in mention.countries} or _named_last(told)
    kin = _named_kin(one.noun, before, told)
    found = (("before", set(kin)), ("dateline", told.dateline), ("before", near | set(told.countries)))
    rule, countries = next(((rule, countries) for rule, countries in found if countries), ("", frozenset()))
    names = _shown(countries)
    if len(countries) != 1:
        return "", f"several countries are told: {names}" if names else "no country is told"
    is_nearer = not near & countries and set(kin) != told.dateline
    against = told.dateline - countries or (near if is_nearer else set())
    if against:
        return "", f"{names} is told, but also {_shown(against)}"
    (country,) = countries
    where = "" if rule == "dateline" else kin.get(country) or told.countries.get(country, "")
    return country, f"institution-{rule}: {names}" + (f" in {where}" if where else "")


def _named_kin(noun: Noun, before: Iterable[Mention], told: Told) -> dict[str, str]:
    """Return the countries whose institution of this kind is named, with the sentence, "" if it is this one."""
    named = told.institutions | dict.fromkeys(_institutions(before), "")
    return {country: where for (country, entry), where in named.items() if entry in _kin(country, noun)}


def _shown(countries: Iterable[str]) -> str:
    return " and ".join(_country_names()[country][0] for country in sorted(countries))


def _named_last(told: Told) -> set[str]:
    last = next(reversed(told.countries.values()), "")
    return {country for country, sentence_id in told.countries.items() if sentence_id == last}
