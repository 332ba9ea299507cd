"""What a corpus holds: its articles, what was left out of them, and how many reach the analysis."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from corpus import tables
from corpus.errors import ParameterError
from corpus.timex import edtf

NUMBERED = re.compile(r"#0*(\d+)$")
DATES = ("documented", "inferred")
DEDUPE = ("corpus", "outlet", "none")
TITLE_LENGTH = 60
SHORT_LENGTH = 22
SMALL = 20
"""Below so many articles nothing is estimated: see Cameron, Gelbach & Miller (2008) on few clusters."""


def count_words(texts: pd.Series) -> pd.Series:
    """Return the number of words of each text: its stretches between white space that hold a letter or digit."""
    return texts.str.count(r"\S*\w\S*").astype("int64")


def name_articles(articles: pd.DataFrame) -> pd.Series:
    """Name articles shortly, for tables and the axes of figures.

    Parameters
    ----------
    articles : DataFrame
        Table ``articles``.

    Returns
    -------
    Series
        One row per article, indexed by `article_id`: the shortest beginning of the file's name that tells the
        files apart, with ``#2`` for the second article of a file, and the outlet or the date where known.

    Examples
    --------
    >>> frame = pd.DataFrame({"article_id": ["001_ab.txt", "002_cd.txt"], "text": ["a", "b"], "outlet": ["", "TDI"]})
    >>> name_articles(tables.complete(frame, "articles")).tolist()
    ['001', '002 TDI']
    """
    tables.check(articles, "articles")
    files = articles["article_id"].str.replace(NUMBERED, "", regex=True)
    numbers = articles["article_id"].str.extract(NUMBERED, expand=False)
    short = files.map(_short_names(sorted(set(files))))
    second = ("#" + numbers).fillna("")
    known = _shortened(articles["outlet"], SHORT_LENGTH).where(articles["outlet"] != "", articles["published"])
    names = (short + second + " " + known).str.strip()
    return pd.Series(names.array, index=articles["article_id"].array, dtype="str")


def _short_names(files: Sequence[str]) -> dict[str, str]:
    """Return for each file the shortest beginning, at a break, that no other file has."""
    stems = {file: file.rpartition("/")[2].rpartition(".")[0] or file for file in files}
    for separator in ("_", " "):
        firsts = {file: stem.partition(separator)[0][:SHORT_LENGTH] for file, stem in stems.items()}
        if len(set(firsts.values())) == len(files) and all(firsts.values()):
            return firsts
    if len({stem[:SHORT_LENGTH] for stem in stems.values()}) == len(files):
        return {file: stem[:SHORT_LENGTH] for file, stem in stems.items()}
    return {file: file for file in files}


def describe_articles(articles: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Describe each article: where it comes from, when it was published, what was kept of it.

    Parameters
    ----------
    articles, lines : DataFrame
        Tables ``articles`` and ``lines`` of the same source.

    Returns
    -------
    DataFrame
        One row per article: `article` (its short name), `file`, `title` (or the first words), `outlet`,
        `place`, `published`, `grade`, `basis`, `words`, `lines_kept`, `lines_left_out` (blank lines are not
        counted) and `left_out_by_rule`.

    Examples
    --------
    >>> describe_articles(tables.empty("articles"), tables.empty("lines")).columns.tolist()[:3]
    ['article', 'file', 'title']
    """
    tables.check(articles, "articles")
    tables.check(lines, "lines")
    title = articles["title"].where(articles["title"] != "", articles["text"].str.split("\n", n=1).str[0])
    counted = lines[lines["role"] != "blank"]
    kept = counted[counted["kept"]].groupby("article_id").size()
    left = counted[~counted["kept"]].groupby("article_id")["rule"]
    ids = articles["article_id"]
    described = pd.DataFrame({
        "article": name_articles(articles).array,
        "file": articles["source_file"],
        "title": _shortened(title, TITLE_LENGTH),
        "outlet": articles["outlet"],
        "place": articles["place"],
        "published": articles["published"],
        "grade": articles["grade"],
        "basis": articles["published_basis"],
        "words": count_words(articles["text"]),
        "lines_kept": ids.map(kept).fillna(0).astype("int64"),
        "lines_left_out": ids.map(left.size()).fillna(0).astype("int64"),
        "left_out_by_rule": ids.map(left.agg(tell_counts)).fillna("").astype("str"),
    })  # fmt: skip
    return described.reset_index(drop=True)


def _shortened(texts: pd.Series, length: int) -> pd.Series:
    texts = texts.str.strip()
    return texts.where(texts.str.len() <= length, texts.str.slice(0, length - 1).str.rstrip() + "…")


def tell_counts(values: pd.Series, most: int = 12) -> str:
    """Return the commonest values with their counts, and how many other values there are.

    Examples
    --------
    >>> tell_counts(pd.Series(["trade", "border", "trade"]))
    'trade (2), border (1)'
    """
    counts = values.value_counts()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    told = ", ".join(f"{value} ({count})" for value, count in ordered[:most])
    return told if len(ordered) <= most else f"{told} and {len(ordered) - most} more"


def count_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Count the lines by role and rule.

    Parameters
    ----------
    lines : DataFrame
        Table ``lines``.

    Returns
    -------
    DataFrame
        One row per role and rule: `role`, `rule`, `kept`, `lines`, `example` (the first such line).

    Examples
    --------
    >>> len(count_lines(tables.empty("lines")))
    0
    """
    tables.check(lines, "lines")
    texts = _shortened(lines["text"], TITLE_LENGTH)
    groups = lines.assign(example=texts).groupby(["role", "rule"], as_index=False)
    counted = groups.agg(kept=("kept", "any"), lines=("line_no", "size"), example=("example", "first"))
    return counted.sort_values(["kept", "lines", "rule"], ascending=[True, False, True], ignore_index=True)


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
    for name, value, allowed in (("dates", dates, DATES), ("dedupe", dedupe, DEDUPE)):
        if value not in allowed:
            raise ParameterError(f"{name}: expected one of {', '.join(allowed)}, found {value!r}")
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


def describe_reading(files: pd.DataFrame, lines: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Report on the reading of a source: files, formats, encodings, articles, lines, repeats.

    Parameters
    ----------
    files, lines, articles : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame
        One row per fact: `what`, `n` and `detail`. Each file that was skipped or is doubtful has a row.

    Examples
    --------
    >>> describe_reading(*(tables.empty(name) for name in ("files", "lines", "articles"))).head(2).values.tolist()
    [['files found', 0, ''], ['files read', 0, '']]
    """
    for frame, name in ((files, "files"), (lines, "lines"), (articles, "articles")):
        tables.check(frame, name)
    read = files[files["status"] == "read"]
    kept, left_out = lines[lines["kept"]], lines[~lines["kept"]]
    stated = read[read["expected"] > 0]
    repeats = articles[articles["duplicate_of"] != ""]
    rows = [
        ("files found", len(files), tell_counts(files["format"])),
        ("files read", len(read), tell_counts(read["encoding"])),
        ("articles found", len(articles), ""),
        ("articles that the files say they hold", int(stated["expected"].sum()), f"in {len(stated)} files that say so"),
        ("articles that repeat another", len(repeats), tell_counts(repeats["duplicate_of"])),
        ("lines kept", len(kept), tell_counts(kept["role"])),
        ("lines left out", len(left_out), tell_counts(left_out["role"])),
        *((f"{row.source_file}: {row.status}", 1, row.reason) for row in files[files["reason"] != ""].itertuples()),
    ]
    return pd.DataFrame(rows, columns=["what", "n", "detail"])


class Note(str):
    """A sentence that a notebook shows as text and not as a quoted string."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


def tell(*sentences: str) -> Note:
    """Join sentences to a note or a caption; what is empty is left out.

    Examples
    --------
    >>> tell("Figure 1. The articles.", "", "Search: query Kabul.")
    'Figure 1. The articles. Search: query Kabul.'
    """
    return Note(" ".join(filter(None, sentences)))


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


def count_coverage(sentences: pd.DataFrame, found: pd.DataFrame, what: str) -> pd.DataFrame:
    """Count the sentences in which something was found, and those in which nothing was.

    Parameters
    ----------
    sentences : DataFrame
        Table ``sentences``.
    found : DataFrame
        A table with a column `sentence_id`: tags, dates, hits.
    what : str
        What was looked for, in words, such as ``"a theme"``.

    Returns
    -------
    DataFrame
        One row per role of sentences: `what`, `role`, `sentences`, `with`, `without`, `share_without`.

    Examples
    --------
    >>> count_coverage(tables.empty("sentences"), tables.empty("tags"), "a tag").columns.tolist()
    ['what', 'role', 'sentences', 'with', 'without', 'share_without']
    """
    tables.check(sentences, "sentences")
    has = sentences["sentence_id"].isin(found["sentence_id"])
    counted = sentences.assign(has=has).groupby("role")["has"].agg(["size", "sum"]).reset_index()
    without = counted["size"] - counted["sum"]
    return pd.DataFrame({
        "what": what, "role": counted["role"], "sentences": counted["size"], "with": counted["sum"],
        "without": without, "share_without": without / counted["size"],
    })  # fmt: skip
