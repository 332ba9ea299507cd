"""Whose name a surname is in its article, and which role an actor had on the article's date."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import PurePath
from typing import Any, NamedTuple

import pandas as pd

from corpus import tables
from corpus.lexicons import describe_lexicon, packaged_lexicons, read_table
from corpus.tagging import LexiconLike, gather_lexicons
from corpus.timex import edtf

TERMS = "terms"
TERMS_LEXICON = "actors"
"""The lexicon whose entries the list of terms of office names."""

SURNAME, PERSON, OFFICE = "surname", "person", "office"
CAPITALISED_ROLES = ("title", "heading")
"""Sentences in which a capital does not tell a name."""

UNDATED = "role-undated"
MATCHES = ("fixed", "glob", "regex")
OUTCOME = re.compile(
    r"fixed|glob|regex|role-undated|de facto(?: role not coded)?|(?:role|holder) (?:on|open beyond|unknown on) .*"
)
"""Pieces of a rule that give way to how the role was found."""

WORD_AFTER = re.compile(r"[\s-]+([^\W\d_]+)")
BESIDE = 40
"""How many signs before a surname are looked at."""

WORD_BEFORE = re.compile(r"(?:^|[\s“\"(‘—–-])([^\W\d_][\w’'-]*)\s+$")
NO_NAME = re.compile(r"[’']s?$|ly$|day$")


class Term(NamedTuple):
    """A code or a holder, and the days between which it may have held: "" for an end that is open."""

    value: str
    first: str
    last: str
    de_facto: bool = False


class When(NamedTuple):
    """The first and last day on which an article may have been published, and how its date is written."""

    first: str
    last: str
    written: str


NO_DATE = When("", "", "")


class Roles(NamedTuple):
    """What a row of a lexicon stands for: codes and holders, to when they are known, and how it names its entry."""

    entry: str
    names_authority: bool
    terms: tuple[Term, ...]
    holders: tuple[Term, ...]
    as_of: str


class Settled(NamedTuple):
    """What an actor was on a date: codes and holders joined with ``|``, and how they were found."""

    code: str
    holder: str
    outcome: tuple[str, ...]


class DeFacto(NamedTuple):
    """A code that stands for a de facto authority from a day on, the code otherwise, words that name it."""

    since: str
    otherwise: str
    words: re.Pattern[str]


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


def rows_of(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Return the rows of some columns as plain tuples, several times as quick as `itertuples` on strings."""
    return zip(*(frame[name].to_numpy(dtype=object) for name in columns), strict=True)


# --- surnames


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
    chosen = (tags["kind"] == SURNAME).to_numpy().nonzero()[0].tolist()
    taken = list(rows_of(tags.iloc[chosen], "sentence_id", "lexicon", "entry", "start", "end", "surface"))
    ids = {row[0] for row in taken}
    ends = set(rows_of(tags[tags["sentence_id"].isin(ids)], "sentence_id", "end"))
    where = {
        row[0]: (number, *row[1:])
        for number, row in _numbered(sentences["sentence_id"].isin(ids), sentences, "role", "text")
    }
    found: dict[str, list[Surname]] = {}
    for at, row in zip(chosen, taken, strict=True):
        sentence_id, lexicon, entry, start, end, surface = row
        number, article_id, role, text = where.get(sentence_id, (0, sentence_id, "", ""))
        before = WORD_BEFORE.search(text[max(start - BESIDE, 0) : start])
        word = before[1] if before else ""
        gap = start - len(text[:start].rstrip())
        free = role not in CAPITALISED_ROLES and (sentence_id, start - gap) not in ends
        beside = Beside(word, text[end : end + BESIDE], free, start - gap == len(word))
        found.setdefault(article_id, []).append(Surname(at, (number, start), (lexicon, entry), surface, beside))
    return found


def _numbered(chosen: pd.Series, sentences: pd.DataFrame, *columns: str) -> Iterable[tuple[int, tuple[str, ...]]]:
    """Return the chosen sentences with their place: id, article and further columns."""
    rows = rows_of(sentences[chosen], "sentence_id", "article_id", *columns)
    return zip(chosen.to_numpy().nonzero()[0].tolist(), rows, strict=True)


def _named_by_article(
    tags: pd.DataFrame, sentences: pd.DataFrame, articles: set[str]
) -> dict[str, dict[tuple[str, str], Named]]:
    """Return the persons named in full in each article: the first place, and the last words of their names."""
    where = {row[0]: (number, row[1]) for number, row in _numbered(sentences["article_id"].isin(articles), sentences)}
    persons = rows_of(tags[tags["kind"] == PERSON], "sentence_id", "lexicon", "entry", "start", "surface")
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


# --- roles


def resolve_roles(
    tags: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    lexicon: LexiconLike | Sequence[LexiconLike] | None = None,
    de_facto: bool = True,
) -> pd.DataFrame:
    """Give each tag the code its actor had on the article's date, and each office its holder.

    The text is not read again: a tag knows its row of the lexicon, and its sentence id the article. An article of
    inferred date counts as dated; leave its `earliest` and `latest` empty to use documented dates alone.

    Parameters
    ----------
    tags, articles : DataFrame
        The tables of these names; a sentence id is its article's id, a colon and a number.
    lexicon : DataFrame, str, path, or list of these, optional
        The lexicons that made the tags; by default the packaged ones that the tags name. Tags of others, and
        hand-made tags, stay as they are.
    de_facto : bool
        Whether a de facto authority (list ``de_facto``: the Taliban from 2021-08-15) is coded as a government;
        if not, it keeps the code of a rebel group.

    Returns
    -------
    DataFrame
        One row per tag, in the same order: table ``tags``, then `holder`, the entries of the persons who held the
        office tagged, joined with ``|``. `rule` says how: ``role on 2023-07-21``, ``holder on 2023-07-21``;
        ``role-undated`` where the article's date leaves more than one open, or is not known, and then `code` and
        `holder` name all; ``role open beyond 2025-12`` after the day to which the lexicon is known; ``role unknown
        on 2001-05-01``, with no code, outside the terms listed. ``de facto`` is added where it applies.

    Raises
    ------
    TableError
        When a table does not keep its contract.
    LexiconError
        When a lexicon is not valid.

    Notes
    -----
    Terms of office: the packaged list ``terms``. Dates: EDTF, https://www.loc.gov/standards/datetime/.

    Examples
    --------
    >>> from corpus.tagging import tag
    >>> sentence = {"sentence_id": "a:1", "article_id": "a", "text": "Pakistan's foreign minister met the Taliban."}
    >>> tags = tag(tables.complete(pd.DataFrame([sentence]), "sentences"), "actors")
    >>> article = {"article_id": "a", "text": "", "published": "2021-11-09"}
    >>> articles = tables.complete(pd.DataFrame([article]), "articles")
    >>> resolve_roles(tags, articles)[["code", "holder", "rule"]].values.tolist()
    [['PAK.GOV', 'Shah Mehmood Qureshi', 'holder on 2021-11-09'], ['AFG.GOV', '', 'role on 2021-11-09, de facto']]
    """
    tables.check(tags, "tags")
    tables.check(articles, "articles")
    roles = read_roles(tags, lexicon)
    codes, rules = ([one for (one,) in rows_of(tags, name)] for name in ("code", "rule"))
    holders = [""] * len(tags)
    dated = _dates_of(articles)
    settled: dict[tuple[tuple[str, int], When], Settled] = {}
    for at, source, article_id in _with_roles(tags, roles):
        key = (source, dated.get(article_id, NO_DATE))
        if key not in settled:
            settled[key] = _settle_row(roles[source], key[1], de_facto)
        codes[at], holders[at], outcome = settled[key]
        rules[at] = _new_rule(rules[at], outcome)
    filled = {"code": codes, "rule": rules, "holder": holders}
    return tags.assign(**{name: pd.Series(values, index=tags.index, dtype="str") for name, values in filled.items()})


def _with_roles(
    tags: pd.DataFrame, roles: Mapping[tuple[str, int], Roles]
) -> Iterator[tuple[int, tuple[str, int], str]]:
    """Yield place, lexicon row and article of the tags that a row with roles made."""
    chosen = tags["lexicon"].isin({lexicon for lexicon, _ in roles})
    rows = rows_of(tags[chosen], "lexicon", "row", "entry", "sentence_id")
    for at, (lexicon, row, entry, sentence_id) in zip(chosen.to_numpy().nonzero()[0].tolist(), rows, strict=True):
        known = roles.get((lexicon, row))
        if known is not None and known.entry == entry:
            yield at, (lexicon, row), sentence_id.rpartition(":")[0]


def read_roles(
    tags: pd.DataFrame, lexicon: LexiconLike | Sequence[LexiconLike] | None = None
) -> dict[tuple[str, int], Roles]:
    """Return the dated roles, and the offices, behind the rows of the lexicons that made the tags.

    Returns
    -------
    dict
        One item per row of a lexicon, by its name and number.

    Examples
    --------
    >>> roles = read_roles(tables.empty("tags"), "actors")
    >>> [term.value for term in roles["actors", 595].terms], roles["actors", 595].as_of
    (['AFG.REB', 'AFG.GOV'], '2025-12')
    """
    if lexicon is None:
        given: list[LexiconLike] = sorted(set(tags["lexicon"]) & _packaged())
    else:
        given = [lexicon] if isinstance(lexicon, (pd.DataFrame, str, os.PathLike)) else list(lexicon)
    if not given:
        return {}
    frame = gather_lexicons(given)
    dated = (
        (frame["since"] != "") | (frame["until"] != "") | (frame["kind"] == OFFICE) | frame["code"].isin(_de_facto())
    )
    frame = frame[frame["entry"].isin(frame.loc[dated, "entry"])]
    rows = list(rows_of(frame, "lexicon", "row", "entry", "pattern", "kind", "code", "since", "until"))
    terms: dict[tuple[str, ...], list[Term]] = {}
    for name, _, entry, pattern, _, code, since, until in rows:
        terms.setdefault((name, entry, pattern), []).append(_term(code, since, until))
    known_to = _known_to(given)
    return {
        (name, row): Roles(
            entry, _names_authority(pattern), tuple(terms[name, entry, pattern]), holders, known_to.get(name, "")
        )
        for name, row, entry, pattern, kind, *_ in rows
        for holders in [_holders().get(entry, ()) if kind == OFFICE and name == TERMS_LEXICON else ()]
    }


@cache
def _packaged() -> frozenset[str]:
    return frozenset(packaged_lexicons())


def _names_authority(pattern: str) -> bool:
    return any(authority.words.search(pattern) for authority in _de_facto().values())


def _known_to(given: Iterable[LexiconLike]) -> dict[str, str]:
    """Return to when each lexicon is known, where its file says so."""
    known: dict[str, str] = {}
    for one in given:
        if isinstance(one, pd.DataFrame):
            known |= {name: _packaged_as_of(name) for name in sorted(set(one["lexicon"]) & _packaged())}
        elif one in _packaged():
            known[str(one)] = _packaged_as_of(str(one))
        else:
            known[PurePath(one).name.removesuffix(".csv")] = _as_of(one)
    return known


def _as_of(name_or_path: str | os.PathLike[str]) -> str:
    said = str(describe_lexicon(name_or_path)["as_of"])
    return said if edtf.is_edtf(said) else ""


@cache
def _packaged_as_of(name: str) -> str:
    return _as_of(name)


def _term(value: str, since: str, until: str) -> Term:
    first = edtf.bounds(since)[0] if since else ""
    last = edtf.bounds(until)[1] if until else ""
    authority = _de_facto().get(value)
    begun = edtf.bounds(since)[1] if since else ""
    return Term(value, first, last, bool(authority and begun and begun >= authority.since))


@cache
def _de_facto() -> dict[str, DeFacto]:
    rows = read_table("de_facto")[["code", "since", "otherwise", "words"]].itertuples(index=False)
    return {code: DeFacto(since, otherwise, re.compile(words)) for code, since, otherwise, words in rows}


@cache
def _holders() -> dict[str, tuple[Term, ...]]:
    """Return who held each office, in the order of the list; what code the term has tells a de facto authority."""
    found: dict[str, tuple[Term, ...]] = {}
    rows = read_table(TERMS)[["office", "person", "code", "since", "until"]].itertuples(index=False)
    for office, person, code, since, until in rows:
        found[office] = (*found.get(office, ()), _term(code, since, until)._replace(value=person))
    return found


def _dates_of(articles: pd.DataFrame) -> dict[str, When]:
    dated = {}
    for article_id, earliest, latest, published in rows_of(articles, "article_id", "earliest", "latest", "published"):
        first = "" if pd.isna(earliest) else earliest.date().isoformat()
        last = "" if pd.isna(latest) else latest.date().isoformat()
        written = published if published and (first or last) else _written(first, last)
        dated[article_id] = When(first, last, written)
    return dated


def _written(first: str, last: str) -> str:
    return first if first == last else f"{first or '..'}/{last or '..'}"


def _settle_row(known: Roles, when: When, de_facto: bool) -> Settled:
    """Return the code and the holder of an actor on a date, and how they were found."""
    codes, outcome, valid = settle(known.terms, when, known.as_of)
    persons, held, served = settle(known.holders, when, _packaged_as_of(TERMS))
    governs = [term.de_facto for term in (*valid, *served) if term.de_facto or term in served]
    governs += [True] if known.names_authority and set(codes) & set(_de_facto()) else []
    if governs and not de_facto:
        codes, outcome, _ = settle(_not_de_facto(known.terms), when, known.as_of)
        codes = _otherwise(codes, kept=not all(governs))
    pieces = [_said("role", outcome), _said("holder", held)]
    if any(governs) and not de_facto:
        pieces.append("de facto role not coded")
    elif any(governs) and UNDATED not in pieces and set(codes) & set(_de_facto()):
        pieces.append("de facto")
    return Settled("|".join(codes), "|".join(persons), tuple(dict.fromkeys(piece for piece in pieces if piece)))


@lru_cache(maxsize=100_000)
def _new_rule(rule: str, outcome: tuple[str, ...]) -> str:
    """Return a rule with what it said of roles replaced."""
    dated = any(not piece.startswith("de facto") for piece in outcome)
    old = rule.split(", ")
    matched = [piece for piece in old if piece in MATCHES and not dated]
    return ", ".join([*matched, *outcome, *(piece for piece in old if piece and not OUTCOME.fullmatch(piece))])


def _otherwise(codes: Sequence[str], *, kept: bool) -> list[str]:
    """Return the codes with those of de facto authorities replaced by others, or followed by them."""
    pairs = [
        ((code,) if kept else ()) + (_de_facto()[code].otherwise,) if code in _de_facto() else (code,) for code in codes
    ]
    return list(dict.fromkeys(one for pair in pairs for one in pair))


def _not_de_facto(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return the terms with those of a de facto authority coded otherwise, one that goes on joined to the last."""
    done: list[Term] = []
    for term in terms:
        one = term._replace(value=_de_facto()[term.value].otherwise) if term.de_facto else term
        if done and term.de_facto and done[-1].value == one.value and done[-1].last < one.first:
            one = done.pop()._replace(last=one.last, de_facto=True)
        done.append(one)
    return tuple(done)


def _said(what: str, outcome: str) -> str:
    return UNDATED if outcome == UNDATED else f"{what} {outcome}" if outcome else ""


def settle(terms: Sequence[Term], when: When, as_of: str) -> tuple[list[str], str, list[Term]]:
    """Return the values that held on a date, how sure that is, and their terms.

    Returns
    -------
    tuple
        One row per call: the values, each once; the outcome (``on ...``, ``open beyond ...``, ``unknown on ...``,
        ``role-undated``, "" where nothing is dated); the terms that held.

    Examples
    --------
    >>> terms = [Term("PAK.PTY", "", "2024-03-10"), Term("PAK.GOV", "2024-03-11", "")]
    >>> settle(terms, When("2025-04-19", "2025-04-19", "2025-04-19"), "2025-12")[:2]
    (['PAK.GOV'], 'on 2025-04-19')
    >>> settle(terms, When("2024-01-01", "2024-12-31", "2024"), "2025-12")[:2]
    (['PAK.PTY', 'PAK.GOV'], 'role-undated')
    """
    if not terms:
        return [], "", []
    valid = [term for term in terms if _overlaps(term, when)]
    values = list(dict.fromkeys(term.value for term in valid))
    if not any(term.first or term.last for term in terms):
        return values, "", valid
    if not values:
        return [], f"unknown on {when.written}", []
    if len(values) > 1 or not any(_covers(term, when) for term in valid):
        return values, UNDATED, valid
    is_open = not any(term.last for term in valid if _covers(term, when))
    if is_open and as_of and when.last > edtf.bounds(as_of)[1]:
        return values, f"open beyond {as_of}", valid
    return values, f"on {when.written}", valid


def _overlaps(term: Term, when: When) -> bool:
    begun = not when.last or not term.first or term.first <= when.last
    return begun and (not when.first or not term.last or when.first <= term.last)


def _covers(term: Term, when: When) -> bool:
    is_bounded = bool(when.first and when.last)
    return is_bounded and term.first <= when.first and (not term.last or when.last <= term.last)
