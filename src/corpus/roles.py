"""Which role an actor had on the article's date, and who held an office then."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import pandas as pd

from corpus import tables
from corpus.lexicon_files import is_packaged
from corpus.lexicons import describe_lexicon, packaged_lexicons, read_table
from corpus.tables import rows_of
from corpus.tagging import LexiconLike, gather_lexicons
from corpus.terms import NO_DATE, UNDATED, Term, When, settle
from corpus.timex import edtf

OFFICE = "office"
TERMS = "terms"
ROLE_LISTS = (TERMS, "de_facto")
"""The packaged lists that decide on codes and holders, beside the lexicons."""

TERMS_LEXICON = "actors"
"""The lexicon whose entries the list of terms of office names."""

MATCHES = ("fixed", "glob", "regex")
OUTCOME = re.compile(
    r"fixed|glob|regex|role-undated|de facto(?: role not coded)?|(?:role|holder) (?:on|unknown since|unknown on) .*"
)
"""Pieces of a rule that give way to how the role was found."""


class Roles(NamedTuple):
    """What a row of a lexicon stands for: codes and holders, to when they are known, and how it names its entry."""

    entry: str
    names_authority: bool
    terms: tuple[Term, ...]
    holders: tuple[Term, ...]
    as_of: str


class Settled(NamedTuple):
    """What an actor was on a date: codes and holders joined with ``|``, how they were found, and the row if one."""

    code: str
    holder: str
    outcome: tuple[str, ...]
    row: int


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
        office tagged, joined with ``|``. `row` is that of the role that held. `rule` says how it was found:

        - ``role on 2023-07-21``, ``holder on 2023-07-21``: on the article's date, with ``de facto`` where it applies.
        - ``role-undated``: the date leaves more than one open, or is not known; `code` and `holder` name all.
        - ``role unknown since 2025-12 (then PAK.GOV)``, with no code or holder: a role without an end, in an article
          from after the day to which the lexicon is known. It is its header's `as_of`, which you set in a copy of
          your own once you have looked the roles up. Label and entry stay, and so does a code without dates.
        - ``role unknown on 2001-05-01``, with no code: outside the terms listed.

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
    codes, rules, row_numbers = (tags[name].tolist() for name in ("code", "rule", "row"))
    holders = [""] * len(tags)
    dated = _dates_of(articles)
    settled: dict[tuple[tuple[str, int], When], Settled] = {}
    for at, source, article_id in _with_roles(tags, roles):
        key = (source, dated.get(article_id, NO_DATE))
        if key not in settled:
            settled[key] = _settle_row(roles[source], key[1], de_facto)
        codes[at], holders[at], outcome, row = settled[key]
        row_numbers[at] = row or row_numbers[at]
        rules[at] = _new_rule(rules[at], outcome)
    kinds = {"row": "int", "code": "str", "rule": "str", "holder": "str"}
    filled = tables.frame_of(zip(row_numbers, codes, rules, holders, strict=True), kinds)
    return tags.assign(**{name: filled[name].set_axis(tags.index) for name in kinds})


def tell_roles(tags: pd.DataFrame, *, de_facto: bool = True) -> str:
    """Say how roles were coded, for a note or a caption: de facto authorities, roles that dates leave open.

    Parameters
    ----------
    tags : DataFrame
        What `resolve_roles` returned.
    de_facto : bool
        As it was given to `resolve_roles` or `build`.

    Returns
    -------
    str
        One sentence per fact; "" where none of the tags has such a role.

    Examples
    --------
    >>> tag_row = {"sentence_id": "a:1", "label": "Taliban", "start": 0, "end": 7, "surface": "Taliban"}
    >>> tags = tables.complete(pd.DataFrame([tag_row | {"code": "AFG.GOV", "rule": "role on 2023, de facto"}]), "tags")
    >>> tell_roles(tags)
    'Taliban: coded as the de facto authority (AFG.GOV) from 2021-08-15 on, as AFG.REB before.'
    """
    tables.check(tags, "tags")
    told = [
        f"{one.words.pattern.partition('|')[0]}: coded as the de facto authority ({code}) from {one.since} on, "
        f"as {one.otherwise} before."
        if de_facto
        else f"{one.words.pattern.partition('|')[0]}: coded as {one.otherwise}, not as the de facto authority ({code})."
        for code, one in _de_facto().items()
        if tags["code"].str.split("|").explode().isin([code, one.otherwise]).any()
    ]
    undated = int(tags["rule"].str.contains(UNDATED, regex=False).sum())
    told += [f"Tags of several roles at once, because no date decides: {undated}."] if undated else []
    told += [
        f"Tags without code, because their role is known up to {as_of} only: {count}; where roles still hold, "
        "tag with a copy of the lexicon under the same file name and a later as_of."
        for as_of, count in _unknown_since(tags, "role")
    ]
    told += [
        f"Tags of offices without holder, because holders are known up to {as_of} only: {count}."
        for as_of, count in _unknown_since(tags, "holder")
    ]
    return " ".join(told)


def _unknown_since(tags: pd.DataFrame, what: str) -> Iterator[tuple[str, int]]:
    """Yield the days up to which a role or holder is known, and how many tags come after each."""
    since = tags["rule"].str.extract(rf"\b{what} unknown since (\S+)", expand=False).dropna()
    yield from sorted(Counter(since).items())


def _with_roles(
    tags: pd.DataFrame, roles: Mapping[tuple[str, int], Roles]
) -> Iterator[tuple[int, tuple[str, int], str]]:
    """Yield place, lexicon row and article of the tags that a row with roles made."""
    chosen = tags["lexicon"].isin({lexicon for lexicon, _ in roles})
    rows = rows_of(tags, "lexicon", "row", "entry", "sentence_id", where=chosen)
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
    >>> roles = list(read_roles(tables.empty("tags"), "actors").values())
    >>> [term.value for term in next(one for one in roles if one.entry == "Taliban").terms], roles[0].as_of
    (['AFG.REB', 'AFG.GOV'], '2025-12')
    """
    if lexicon is None:
        given: list[LexiconLike] = sorted(set(tags["lexicon"]) & _packaged())
    else:
        given = [lexicon] if isinstance(lexicon, (pd.DataFrame, str, os.PathLike)) else list(lexicon)
    if not given:
        return {}
    names = tuple(one for one in given if isinstance(one, str) and is_packaged(one))
    return _packaged_roles(names) if len(names) == len(given) else _roles(gather_lexicons(given))


@lru_cache(maxsize=8)
def _packaged_roles(names: tuple[str, ...]) -> dict[tuple[str, int], Roles]:
    return _roles(gather_lexicons(names))


def _roles(frame: pd.DataFrame) -> dict[tuple[str, int], Roles]:
    dated = (
        (frame["since"] != "") | (frame["until"] != "") | (frame["kind"] == OFFICE) | frame["code"].isin(_de_facto())
    )
    frame = frame[frame["entry"].isin(frame.loc[dated, "entry"])]
    rows = list(rows_of(frame, "lexicon", "row", "entry", "pattern", "kind", "code", "since", "until"))
    terms: dict[tuple[str, ...], list[Term]] = {}
    for name, row, entry, pattern, _, code, since, until in rows:
        terms.setdefault((name, entry, pattern), []).append(_term(code, since, until)._replace(row=row))
    known_to = _known_to(frame)
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


def _known_to(frame: pd.DataFrame) -> dict[str, str]:
    """Return to when each lexicon is known, where its file says so."""
    if "as_of" not in frame:
        return {}
    return {name: as_of for name, as_of in rows_of(frame, "lexicon", "as_of") if isinstance(as_of, str)}


@cache
def _holders_known_to() -> str:
    return str(describe_lexicon(TERMS)["as_of"])


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
    persons, held, served = settle(known.holders, when, _holders_known_to())
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
    row = valid[0].row if outcome.startswith("on ") else 0
    return Settled("|".join(codes), "|".join(persons), tuple(dict.fromkeys(piece for piece in pieces if piece)), row)


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
