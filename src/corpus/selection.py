"""Which articles count: those of a period, without repeats, placed by dates that count; and how many are left."""

from collections.abc import Mapping

import pandas as pd

from corpus import tables
from corpus.errors import ParameterError
from corpus.notes import SMALL, Note
from corpus.timex import edtf

DATES = ("documented", "inferred")
DEDUPE = ("corpus", "outlet", "none")


def select_articles(
    articles: pd.DataFrame,
    *,
    since: str = "",
    until: str = "",
    dates: str = "documented",
    dedupe: str = "corpus",
) -> pd.DataFrame:
    """Choose the articles of a period, without repeats of the same text.

    Without `since` and `until` every article is chosen, dated or not. With either, an article is chosen when
    some day on which it may have been published lies in the period; undated ones cannot be placed and are not.

    Parameters
    ----------
    articles : DataFrame
        Table ``articles``.
    since, until : str
        First and last day as EDTF: ``2023``, ``2023-07`` or ``2023-07-21``; "" for no bound.
    dates : str
        ``documented`` uses only dates that the source states; ``inferred`` also those inferred from evidence.
    dedupe : str
        ``corpus`` leaves out articles that repeat another one, ``outlet`` those that repeat one of the same outlet (an
        unknown outlet is one, too), ``none`` leaves out none.

    Returns
    -------
    DataFrame
        One row per article chosen (table ``articles``).

    Raises
    ------
    ParameterError
        When a bound is no EDTF date, since is later than until, or `dates` or `dedupe` is none of these.

    Examples
    --------
    >>> frame = pd.DataFrame({"article_id": ["a", "b"], "text": ["x", "y"], "published": ["2023-07", ""]})
    >>> select_articles(tables.complete(frame, "articles"), since="2023")["article_id"].tolist()
    ['a']
    """
    tables.check(articles, "articles")
    check_choice("dates", dates, DATES)
    check_choice("dedupe", dedupe, DEDUPE)
    first, last = _bound("since", since)[0], _bound("until", until)[1]
    if first and last and first > last:
        raise ParameterError(f"since: expected no later than until, found {since!r} after {until!r}")
    chosen = ~_is_repeat(articles, dedupe)
    if first or last:
        chosen &= is_dated(articles, dates)
    if first:
        chosen &= articles["latest"].isna() | (articles["latest"] >= pd.Timestamp(first))
    if last:
        chosen &= articles["earliest"].isna() | (articles["earliest"] < pd.Timestamp(last[:10]) + pd.Timedelta(days=1))
    return articles[chosen]


def check_choice(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raise unless a value is one of those that a parameter may have."""
    if value not in allowed:
        raise ParameterError(f"{name}: expected one of {', '.join(allowed)}, found {value!r}")


def _bound(name: str, value: str) -> tuple[str, str]:
    try:
        return edtf.bounds(value) if value else ("", "")
    except ValueError as error:
        raise ParameterError(
            f"{name}: expected an EDTF date such as 2023-07-21, 2023-07 or 2023, found {value!r}"
        ) from error


def _is_repeat(articles: pd.DataFrame, dedupe: str) -> pd.Series:
    """Tell which articles repeat another one within what is looked at: the corpus, each outlet, or nothing."""
    repeats = articles["duplicate_of"].ne("")
    if dedupe == "outlet":
        text = articles["duplicate_of"].where(repeats, articles["article_id"])
        first_first = articles.assign(text=text, repeats=repeats).sort_values("repeats", kind="stable")
        return first_first.duplicated(["text", "outlet"]).reindex(articles.index)
    return repeats & (dedupe == "corpus")


def is_dated(articles: pd.DataFrame, dates: str) -> pd.Series:
    """Tell of each article whether its date may place it: one that is documented, or also one that is inferred."""
    return articles["grade"].isin(["documented"] if dates == "documented" else list(DATES))


def place_articles(articles: pd.DataFrame, dates: str = "documented") -> pd.DataFrame:
    """Take the dates from articles that may not be placed by them, so that they stand as undated.

    Parameters
    ----------
    articles : DataFrame
        Table ``articles``.
    dates : str
        ``documented`` leaves only dates that the source states; ``inferred`` also those inferred from evidence.

    Returns
    -------
    DataFrame
        One row per article (table ``articles``); `published`, `earliest` and `latest` are empty where the date
        does not count.

    Raises
    ------
    ParameterError
        When `dates` is none of the two.

    Examples
    --------
    >>> frame = pd.DataFrame({"article_id": ["a"], "text": ["x"], "published": ["2023-07"], "grade": ["inferred"]})
    >>> articles = tables.complete(frame, "articles")
    >>> [place_articles(articles, dates)["earliest"].notna().item() for dates in ("documented", "inferred")]
    [False, True]
    """
    tables.check(articles, "articles")
    check_choice("dates", dates, DATES)
    counts = is_dated(articles, dates)
    ends = articles[["earliest", "latest"]].where(counts)
    return articles.assign(published=articles["published"].where(counts, ""), **ends)


def count_flow(
    files: pd.DataFrame, articles: pd.DataFrame, selected: pd.DataFrame, search: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Count what goes from step to step, from the files found to the articles analysed.

    Parameters
    ----------
    files, articles : DataFrame
        Tables ``files`` and ``articles`` of a source.
    selected : DataFrame
        What `select_articles` chose of them.
    search : mapping, optional
        How the clippings were found, as `read_search` gives it; with `hits` it is the first step.

    Returns
    -------
    DataFrame
        One row per step: `step`, `unit` (hits, files or articles), `n`, `left_out` (how many fewer than the
        step before, within the same unit) and `why`. The last step counts those of the articles analysed that
        carry a date of their own; the others are analysed all the same.

    Examples
    --------
    >>> count_flow(*(tables.empty(name) for name in ("files", "articles", "articles")))["n"].tolist()
    [0, 0, 0, 0, 0, 0]
    """
    read = int((files["status"] == "read").sum())
    once = int((articles["duplicate_of"] == "").sum() + (selected["duplicate_of"] != "").sum())
    steps = [
        *_search_step(search or {}),
        ("files found", "files", len(files), ""),
        ("files read", "files", read, "not a clipping, or not readable: see table files"),
        ("articles found", "articles", len(articles), ""),
        ("without repeats of the same text", "articles", once, "duplicate_of names the first one"),
        ("analysed", "articles", len(selected), "outside the period asked for, or not to be placed in it"),
        ("of these with a documented date", "articles", int((selected["grade"] == "documented").sum()), "no date"),
    ]
    flow = pd.DataFrame(steps, columns=["step", "unit", "n", "why"])
    fewer = flow.groupby("unit")["n"].diff().fillna(0).mul(-1).astype("int64")
    flow.insert(3, "left_out", fewer)
    return flow.assign(why=flow["why"].where(fewer != 0, ""))


def _search_step(search: Mapping[str, str]) -> list[tuple[str, str, int, str]]:
    hits = search.get("hits", "").replace(",", "")
    if not hits.isdigit():
        return []
    where = ", ".join(search[name] for name in ("database", "retrieved") if search.get(name))
    return [(f"hits of the search ({where})" if where else "hits of the search", "hits", int(hits), "")]


def tell_search(search: Mapping[str, str]) -> str:
    """Say how the clippings were found, for the caption of the flow; "" when nothing is known of it.

    Examples
    --------
    >>> tell_search({"database": "Nexis Uni", "query": "Durrani AND Kabul"})
    'Search: database Nexis Uni; query Durrani AND Kabul.'
    """
    told = "; ".join(f"{name} {value}" for name, value in search.items())
    return f"Search: {told}." if told else ""


def tell_flow(flow: pd.DataFrame) -> Note:
    """Say in one sentence how many articles are analysed, for the text of a notebook.

    Examples
    --------
    >>> tell_flow(count_flow(*(tables.empty(name) for name in ("files", "articles", "articles"))))
    'No article is analysed: 0 were found, and none of them lies in the period asked for. What follows is empty.'
    """
    n = dict(zip(flow["step"], flow["n"], strict=True))
    found, analysed = n["articles found"], n["analysed"]
    if not analysed:
        return Note(
            f"No article is analysed: {found} were found, and none of them lies in the period asked for. "
            "What follows is empty."
        )
    dated = n["of these with a documented date"]
    small = " Numbers this small carry counts and points, no interval, trend or test." if analysed < SMALL else ""
    return Note(f"{analysed} of {found} articles are analysed; {dated} of them carry a date of their own.{small}")
