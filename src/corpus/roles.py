"""Which role an actor had on the article's date, and who held an office then."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import PurePath
from typing import NamedTuple

import pandas as pd

from corpus import tables
from corpus.lexicons import describe_lexicon, packaged_lexicons, read_table
from corpus.tables import rows_of
from corpus.tagging import LexiconLike, gather_lexicons
from corpus.timex import edtf

OFFICE = "office"
TERMS = "terms"
TERMS_LEXICON = "actors"
"""The lexicon whose entries the list of terms of office names."""


UNDATED = "role-undated"
MATCHES = ("fixed", "glob", "regex")
OUTCOME = re.compile(
    r"fixed|glob|regex|role-undated|de facto(?: role not coded)?|(?:role|holder) (?:on|open beyond|unknown on) .*"
)
"""Pieces of a rule that give way to how the role was found."""


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
