"""What a corpus holds: its articles, their names and lines, and what was left out of them."""

import re
from collections.abc import Sequence

import pandas as pd

from corpus import tables

NUMBERED = re.compile(r"#0*(\d+)$")
TITLE_LENGTH = 60
SHORT_LENGTH = 22


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
