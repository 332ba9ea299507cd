"""When was an article published: what is documented, checked; what is not, bounded by evidence and never guessed."""

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from corpus import tables
from corpus.errors import ParameterError
from corpus.tables import is_in, rows_of
from corpus.timex.bounds import bound_by_facts, narrow_by_day_of_week, narrow_by_weekday
from corpus.timex.checks import check_days, check_documented
from corpus.timex.evidence import Evidence, Told, tell_dates
from corpus.timex.neighbours import find_neighbours
from corpus.timex.offices import bound_by_office, find_called

DOCUMENTED = "documented"
OF_EVENT = "event"
"""The kind of evidence that bounds what an article tells and not when it was published."""

END = "9999-12-31"


def date_articles(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    tags: pd.DataFrame,
    dates: pd.DataFrame,
    coded: pd.DataFrame,
    *,
    max_report_lag: int | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Date the articles that state no date, from evidence, and check the dates of those that do.

    Documented dates stand as they are; what agrees and what does not is reported. Articles without one get an interval
    with a first day (facts that have happened, offices that have begun), a last day (acts still to come) or both (an
    act whose day an article with a documented date tells; weekdays beside it). Evidence that contradicts other
    evidence is shown and not used. The order of the articles makes no difference.

    Parameters
    ----------
    articles, sentences, tags, dates, coded : DataFrame
        The tables of these names; dates may be resolved or not, and dates inferred before are inferred anew.
    max_report_lag : int, optional
        Days after the end of an office within which acts of its holder are reported. Without it the end of an office
        bounds what is told, and not the publication.

    Returns
    -------
    articles : DataFrame
        One row per article, in the same order (table ``articles``); those dated here have grade ``inferred`` and basis
        ``neighbour`` or ``bound``, and an open interval such as ``2023-05-09/..`` where one end is not known.
    evidence : DataFrame
        One row per fact used to date an article or to check its date (table ``evidence``). `kind` is the basis of a
        documented date, or ``past fact``, ``planned``, ``office``, ``neighbour``, ``weekday``, and ``event`` for what
        bounds the act told and not the publication; `published` of an inferred date is what all its rows of verdict
        ``used`` but those have in common.

    Raises
    ------
    TableError
        When a table does not keep its contract.
    ParameterError
        When `max_report_lag` is no number of days.

    Notes
    -----
    Bounds from what must have come before (terminus post quem) and after (terminus ante quem). A bare weekday is the
    latest one up to and including the day of publication: a convention, so the grade is inferred.

    Examples
    --------
    >>> from corpus.timex.resolve import find_dates
    >>> article = tables.complete(pd.DataFrame([{"article_id": "a", "text": ""}]), "articles")
    >>> sentence = {"sentence_id": "a:1", "article_id": "a", "text": "The road was closed on 9 May 2023."}
    >>> sentences = tables.complete(pd.DataFrame([sentence]), "sentences")
    >>> none = tables.empty("tags"), find_dates(sentences, article), tables.empty("coded")
    >>> dated, evidence = date_articles(article, sentences, *none)
    >>> dated["published"].tolist(), evidence["note"].tolist()
    (['2023-05-09/..'], ['has happened: published on 2023-05-09 or later'])
    """
    given = {"articles": articles, "sentences": sentences, "tags": tags, "dates": dates, "coded": coded}
    for name, frame in given.items():
        tables.check(frame, name)
    if max_report_lag is not None and (not isinstance(max_report_lag, int) or max_report_lag < 0):
        raise ParameterError(f"max_report_lag: expected a number of days from 0 on, or None, found {max_report_lag!r}")
    articles = _without_inferred(articles)
    documented = articles[articles["grade"] == DOCUMENTED]
    undated = set(articles.loc[articles["published"] == "", "article_id"])
    told = tell_dates(dates, sentences)
    called = find_called(tags, sentences)
    explicit = [one for one in told if one.basis == "explicit" and one.first]
    weekdays = [one for one in told if "-WXX-" in one.unresolved or ";" in one.unresolved]
    facts = list(bound_by_facts(explicit, _modalities(coded, {one.sentence_id for one in explicit})))
    bounds = [
        *(one for one in facts if one.article_id in undated),
        *(one for each in called if each.article_id in undated for one in bound_by_office(each, max_report_lag)),
        *find_neighbours(told, tags, coded, set(documented["article_id"]), undated),
    ]
    settled = list(settle_bounds(bounds, weekdays))
    checked = check_documented(documented, [*explicit, *weekdays], called, facts)
    rows = sorted([*checked, *settled, *check_days(explicit)], key=_reading_order)
    return _with_dates(articles, settled), tables.from_rows("evidence", (one.row() for one in rows))


def _without_inferred(articles: pd.DataFrame) -> pd.DataFrame:
    inferred = articles["grade"] == "inferred"
    blank = {"published": "", "grade": "", "published_basis": "none", "earliest": pd.NaT, "latest": pd.NaT}
    return articles.assign(**{name: articles[name].mask(inferred, value) for name, value in blank.items()})


def _modalities(coded: pd.DataFrame, sentence_ids: set[str]) -> dict[str, list[tuple[int, str]]]:
    """Return place and modality of the acts coded in some sentences."""
    acts: dict[str, list[tuple[int, str]]] = {}
    chosen = is_in(coded["sentence_id"], sentence_ids)
    for sentence_id, start, modality in rows_of(coded, "sentence_id", "start", "modality", where=chosen):
        acts.setdefault(sentence_id, []).append((start, modality))
    return acts


def settle_bounds(bounds: Iterable[Evidence], told: Iterable[Told]) -> Iterator[Evidence]:
    """Set bounds that contradict each other aside, and narrow what is left by the weekdays of the article.

    Parameters
    ----------
    bounds : iterable of Evidence
        Evidence for undated articles.
    told : iterable of Told
        The time expressions of these articles.

    Returns
    -------
    iterator of Evidence
        One row per bound, with its verdict, and one per weekday that narrows them.
    """
    by_article: dict[str, list[Evidence]] = {}
    for one in bounds:
        by_article.setdefault(one.article_id, []).append(one)
    words: dict[str, list[Told]] = {}
    for item in told:
        if item.article_id in by_article:
            words.setdefault(item.article_id, []).append(item)
    for article_id, found in by_article.items():
        agreed = list(_without_contradictions(found))
        yield from agreed
        yield from _narrowed(agreed, words.get(article_id, []))


def is_bound(one: Evidence) -> bool:
    """Whether evidence bounds a publication: it is used, and not for the act told alone."""
    return one.verdict == "used" and one.kind != OF_EVENT


def bounding(found: Iterable[Evidence]) -> list[Evidence]:
    """Return the evidence that bounds a publication."""
    return list(filter(is_bound, found))


def span_of(found: Iterable[Evidence]) -> tuple[str, str]:
    """Return the last of the first days and the first of the last days; "" where there is none."""
    used = bounding(found)
    low = max((one.earliest for one in used), default="")
    return low, min((one.latest for one in used if one.latest), default="")


def _without_contradictions(found: Sequence[Evidence]) -> Iterator[Evidence]:
    """Give both sides of a contradiction their verdict: a first day after another's last day."""
    used = bounding(found)
    latest = max(used, key=lambda one: one.earliest, default=None)
    soonest = min(used, key=lambda one: one.latest or END, default=None)
    for one in found:
        if latest and soonest and is_bound(one):
            if one.latest and one.latest < latest.earliest:
                one = _against(one, latest)
            elif one.earliest > (soonest.latest or END):
                one = _against(one, soonest)
        yield one


def _against(one: Evidence, other: Evidence) -> Evidence:
    note = f"{one.note}; contradicts {other.surface!r} in {other.sentence_id} ({other.kind}): neither is used"
    return one._replace(verdict="contradicted", note=note)


def _narrowed(agreed: Sequence[Evidence], told: Sequence[Told]) -> Iterator[Evidence]:
    """Yield the weekdays that narrow what the evidence leaves open, in reading order."""
    low, high = span_of(agreed)
    days = sorted({one.earliest for one in bounding(agreed) if one.kind == "neighbour"})
    for item in told:
        found = narrow_by_weekday(item, days[-1]) if days else None
        found = found or narrow_by_day_of_week(item, low, high)
        if found and found.earliest <= (high or END) and (not found.latest or low <= found.latest):
            low, high = span_of([*agreed, found._replace(earliest=max(low, found.earliest))])
            yield found


def _reading_order(one: Evidence) -> tuple[object, ...]:
    return one.article_id, one.sentence_id, one.start, one.end, one.kind, one.earliest, one.from_article_id


def _with_dates(articles: pd.DataFrame, found: Iterable[Evidence]) -> pd.DataFrame:
    """Return the articles with the intervals that the evidence leaves."""
    by_article: dict[str, list[Evidence]] = {}
    for one in bounding(found):
        by_article.setdefault(one.article_id, []).append(one)
    spans = {article_id: span_of(used) for article_id, used in by_article.items()}
    lent = {article_id for article_id, used in by_article.items() if any(one.kind == "neighbour" for one in used)}
    ids = articles["article_id"]
    chosen = pd.Series(is_in(ids, spans), index=ids.index)
    filled: dict[str, pd.Series] = {}
    for side, name in enumerate(("earliest", "latest")):
        ends = pd.Series(
            [spans.get(one, ("", ""))[side] or None for one in ids], index=ids.index, dtype="datetime64[us]"
        )
        filled[name] = articles[name].where(~chosen, ends)
    values = {
        "published": [_written(*spans.get(one, ("", ""))) for one in ids],
        "grade": ["inferred"] * len(ids),
        "published_basis": ["neighbour" if one in lent else "bound" for one in ids],
    }
    for name, those in values.items():
        filled[name] = articles[name].where(~chosen, pd.Series(those, index=ids.index, dtype="str"))
    return articles.assign(**filled)


def _written(first: str, last: str) -> str:
    return first if first == last else f"{first or '..'}/{last or '..'}"
