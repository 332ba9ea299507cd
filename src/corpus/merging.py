"""Coded events -> events: the date and place of each act, and one row for what several articles tell."""

from collections.abc import Iterable, Sequence

import pandas as pd

from corpus import tables
from corpus.act_dates import COLUMNS, date_acts
from corpus.act_scenes import find_scenes
from corpus.attribution import find_speakers
from corpus.tables import rows_of

EVENTS = "events"
MUTUAL = ("CONSULT",)
"""Types in which source and target may change places: who met whom."""

KEYS = (
    ("source", "target", "place"),
    ("source", "target", "words"),
    ("source", "place", "words"),
    ("target", "place", "words"),
)
"""What two mentions of one type and day must share to be one event; none of these may be empty."""

PARTS = (("source", "target", "words"), ("source", "place", "words"))
"""What a mention with a longer time ("in October") must share with the one event of a day within it."""


def find_events(
    coded: pd.DataFrame,
    dates: pd.DataFrame,
    articles: pd.DataFrame,
    sentences: pd.DataFrame | None = None,
    tags: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Date the coded events, and put into one row what several sentences or articles tell of the same event.

    The date of an act is the time expression nearest to its trigger in its own clause, and not that of the
    report: after "the military said on Sunday" the act lies on or before that Sunday, ``../2025-12-21``. "Since"
    and the like make an interval. An act that is told as done, without a date in its sentence, lies on or before
    the publication of its article: `grain` is "" then. Nothing is taken from other sentences.

    Mentions are merged when type and day (in one article: time), two actors or an actor and the place, and the place
    or the words of the trigger agree, and nothing else that they say contradicts. A definite noun without a day ("the
    Taliban's takeover of Afghanistan", see the list ``once_words``) joins the one event of the same words and
    object, and "in October" the one event of these words and actors in that month, if there is no second one.
    What says less is left apart: two rows for one event are the smaller error.

    Parameters
    ----------
    coded, dates, articles : DataFrame
        The tables of these names, of the same sentences.
    sentences : DataFrame, optional
        Table ``sentences``. Without it clauses and reports are not seen: the nearest date is taken.
    tags : DataFrame, optional
        Table ``tags``: gives the places, the objects of nouns, and the names in reported speech.

    Returns
    -------
    events : DataFrame
        One row per event (table ``events``), in reading order of the first sentence that tells it, which gives
        `event_id`. Its date is the narrowest that a mention states; `said_by` is empty when a mention tells it
        without a speaker; `n_articles` counts articles of the same text once; `surface` is the trigger in its first
        sentence.
    mentions : DataFrame
        One row per event and sentence that tells it (table ``mentions``).

    Raises
    ------
    TableError
        When a table does not keep its contract.

    Notes
    -----
    The report is an event of its own, as in TimeML (class REPORTING):
    http://www.timeml.org/publications/timeMLdocs/timeml_1.2.1.html

    Examples
    --------
    >>> article = {"article_id": "a", "text": "", "published": "2025-12-21"}
    >>> articles = tables.complete(pd.DataFrame([article]), "articles")
    >>> act = {"sentence_id": "a:1", "start": 11, "end": 14, "surface": "met", "type": "CONSULT", "quad": 1}
    >>> events, _ = find_events(tables.complete(pd.DataFrame([act]), "coded"), tables.empty("dates"), articles)
    >>> events[["edtf", "grain"]].values.tolist()
    [['../2025-12-21', '']]
    """
    for frame, name in ((coded, "coded"), (dates, "dates"), (articles, "articles")):
        tables.check(frame, name)
    coded = coded.sort_values(["sentence_id", "start", "type"], ignore_index=True)
    sentences = tables.empty("sentences") if sentences is None else sentences
    tags = tables.empty("tags") if tags is None else tags
    tables.check(sentences, "sentences")
    tables.check(tags, "tags")
    spoken = _spoken(sentences, set(coded["sentence_id"]).intersection(dates["sentence_id"]), tags)
    acts = coded.join(date_acts(coded, dates, articles, spoken))
    acts = acts.join(find_scenes(acts, sentences, tags))
    return _collect(acts.assign(group=_groups(acts)), articles)


def _spoken(sentences: pd.DataFrame, timed: set[str], tags: pd.DataFrame) -> pd.DataFrame:
    """Return the text of some sentences, and where the frame that reports each of them begins and ends."""
    some = sentences.loc[[one in timed for one in sentences["sentence_id"].to_numpy(dtype=object)]]
    frames = find_speakers(some, tags.loc[[one in timed for one in tags["sentence_id"].to_numpy(dtype=object)]])
    spoken = some[["sentence_id", "text"]].merge(frames[["sentence_id", "start", "end"]], how="left", on="sentence_id")
    return spoken.fillna({"start": 0, "end": 0}).astype({"start": "int64", "end": "int64"})


class Groups:
    """Which rows are one event: each points to an earlier one, the first to itself."""

    def __init__(self, count: int) -> None:
        self.parents = list(range(count))

    def first(self, row: int) -> int:
        """Return the first row of the event of a row."""
        while self.parents[row] != row:
            self.parents[row] = self.parents[self.parents[row]]
            row = self.parents[row]
        return row

    def join(self, rows: Iterable[int]) -> None:
        """Make rows one event."""
        firsts = sorted({self.first(row) for row in rows})
        for one in firsts[1:]:
            self.parents[one] = firsts[0]


def _groups(acts: pd.DataFrame) -> list[int]:
    """Return for each act the first row of its event."""
    groups = Groups(len(acts))
    told = acts.assign(modality=acts["modality"].replace("historical", "actual"))
    told = told.rename(columns={"source_actor": "source", "target_actor": "target"})
    turned = told["type"].isin(MUTUAL) & (told["source"] > told["target"]) & told["target"].ne("")
    source, target = told["source"], told["target"]
    told = told.assign(source=source.mask(turned, target), target=target.mask(turned, source))
    closed = told["earliest"].notna() & told["latest"].notna()
    day = told["earliest"].dt.normalize().eq(told["latest"].dt.normalize())
    told["day"] = told["earliest"].dt.strftime("%Y-%m-%d").where(day, "")
    told["when"] = told["day"].mask(closed & ~day, article_of(told["sentence_id"]) + " " + told["edtf"])
    for key in KEYS:
        _join_times(groups, told, key)
    _join_wholes(groups, told)
    return [groups.first(row) for row in range(len(acts))]


def _keyed(told: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    return told[(told[list(key)] != "").all(axis=1)]


def _join_times(groups: Groups, told: pd.DataFrame, key: Sequence[str]) -> None:
    """Join mentions of one day, or within an article of one time, that share a key and contradict in nothing."""
    keyed = _keyed(told, [*key, "when"])
    rest = [name for name in ("source", "target", "place") if name not in key]
    by = ["type", "modality", "when", *key]
    repeated = keyed[keyed.duplicated(by, keep=False)]
    for _, rows in repeated.groupby(by, sort=False):
        if all(_agree(rows[name]) for name in rest):
            groups.join(rows.index)


def _agree(values: pd.Series) -> bool:
    return len(set(values) - {""}) <= 1


def _join_wholes(groups: Groups, told: pd.DataFrame) -> None:
    """Join a mention without a day to the one event of a day that it can mean, if there is no second one."""
    whole = told[told["day"].eq("") & told["modality"].eq("actual")]
    days = told[told["day"].ne("") & told["modality"].eq("actual")]
    closed = whole["earliest"].notna() & whole["latest"].notna()
    for key in PARTS:
        _join_the_one(groups, _keyed(whole[closed], key), _keyed(days, key), key)
    once = ("words", "object")
    _join_the_one(groups, _keyed(whole[whole["once"]], once), _keyed(days[days["once"]], once), once)


def _join_the_one(groups: Groups, whole: pd.DataFrame, days: pd.DataFrame, key: Sequence[str]) -> None:
    by = ["type", *key]
    single = days.groupby(by)["day"].transform("nunique").eq(1)
    one = days[single].drop_duplicates(by)
    pairs = whole.reset_index().merge(one.reset_index(), on=by, suffixes=("", "_day"))
    fits = ~(pairs["earliest"] > pairs["latest_day"]) & ~(pairs["latest"] < pairs["earliest_day"])
    for name in ("source", "target", "place"):
        if name not in key:
            mine, other = pairs[name], pairs[f"{name}_day"]
            fits &= mine.eq(other) | mine.eq("") | other.eq("")
    for pair in rows_of(pairs[fits], "index", "index_day"):
        groups.join(pair)


def _collect(acts: pd.DataFrame, articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the events, each as its mentions together tell it, and the mentions."""
    first = acts.drop_duplicates("group").set_index("group")
    ids = (first["sentence_id"] + "@" + first["start"].astype("str") + "-" + first["type"]).astype("str")
    texts = articles.set_index("article_id")["duplicate_of"]
    of_article = article_of(acts["sentence_id"])
    copies = of_article.map(texts).fillna("")
    known = acts.assign(text_id=of_article.where(copies.eq(""), copies))
    sides = known[["source_actor", "target_actor", "place"]].astype("object")
    sides = sides.where(sides != "").groupby(known["group"]).first().fillna("")
    unsaid = known["said_by"].eq("").groupby(known["group"]).any()
    events = first.assign(
        event_id=ids,
        **sides,
        **_narrowest(known),
        said_by=first["said_by"].mask(unsaid, ""),
        n_articles=known.groupby("group")["text_id"].nunique(),
    ).reset_index(drop=True)
    told = {"event_id": acts["group"].map(ids), "article_id": of_article, "sentence_id": acts["sentence_id"]}
    mentions = pd.DataFrame(told).astype("str").drop_duplicates(ignore_index=True)
    return tables.complete(events[[*tables.TABLES["events"], "surface"]], "events"), mentions


def _narrowest(acts: pd.DataFrame) -> pd.DataFrame:
    """Return the narrowest date of each group, a documented one before an inferred one."""
    width = acts["latest"] - acts["earliest"]
    ordered = acts.assign(width=width, weak=acts["grade"].ne("documented"), none=acts["edtf"].eq(""))
    ordered = ordered.sort_values(["group", "none", "width", "weak"], kind="stable").drop_duplicates("group")
    return ordered.set_index("group")[list(COLUMNS)]


def article_of(sentence_ids: pd.Series) -> pd.Series:
    """Return the article id in each sentence id: what stands before the last colon."""
    return sentence_ids.str.replace(r":[^:]*$", "", regex=True).astype("str")
