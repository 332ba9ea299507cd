"""Tables of a chronology for reading: which events, in which order, from which words, and what dates the articles."""

import difflib
import re

import pandas as pd

from corpus import tables
from corpus.errors import ParameterError
from corpus.overview import TITLE_LENGTH, name_articles
from corpus.selection import DATES, check_choice
from corpus.summary import quote

PLANNED = "future"
HAPPENED = ("actual", "historical")
TOLD_AS_DONE = "told as done when the article was published"
TOLD_AS_PLANNED = "told as planned when the article was published"
UNKNOWN = "none"
ENDS = re.compile(r"\d[^/]*")


def select_events(
    events: pd.DataFrame, *, dates: str = "documented", include_planned: bool = True, actors: str = ""
) -> pd.DataFrame:
    """Choose events: those told as done, planned ones if wanted, of some actors.

    Parameters
    ----------
    events : DataFrame
        Table ``events``.
    dates : str
        ``documented`` leaves out events whose date is inferred; ``inferred`` keeps them.
    include_planned : bool
        Keep what was still to come. What is denied or hypothetical is left out.
    actors : str
        Names separated by commas: keep events of which one is source or target. "" for all.

    Returns
    -------
    DataFrame
        One row per event chosen (table ``events``), in the order of time; those without a date last.

    Raises
    ------
    ParameterError
        When `dates` is neither of the two, or no event has an actor of that name.

    Examples
    --------
    >>> len(select_events(tables.empty("events")))
    0
    """
    tables.check(events, "events")
    check_choice("dates", dates, DATES)
    chosen = events["modality"].isin([*HAPPENED, PLANNED] if include_planned else HAPPENED)
    if dates == "documented":
        chosen &= events["grade"].ne("inferred")
    wanted = {name.strip().casefold() for name in actors.split(",")} - {""}
    if wanted:
        chosen &= _is_of(events, wanted)
    ordered = events[chosen].assign(first=lambda rows: rows["earliest"].fillna(rows["latest"]))
    return ordered.sort_values(["first", "latest", "event_id"]).drop(columns="first").reset_index(drop=True)


def _is_of(events: pd.DataFrame, wanted: set[str]) -> pd.Series:
    sides = [events[side].str.casefold() for side in ("source_actor", "target_actor")]
    unknown = sorted(wanted - set(pd.concat(sides))) if len(events) else []
    if unknown:
        known = sorted({*events["source_actor"], *events["target_actor"]} - {""})
        close = difflib.get_close_matches(unknown[0], [name.casefold() for name in known], n=1)
        hint = next((f"; did you mean {name}?" for name in known if name.casefold() in close), "")
        raise ParameterError(f"actors: expected some of {', '.join(known)}; found {unknown[0]!r}{hint}")
    return sides[0].isin(wanted) | sides[1].isin(wanted)


def list_events(
    events: pd.DataFrame,
    mentions: pd.DataFrame,
    dates: pd.DataFrame,
    sentences: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    chars: int = 160,
) -> pd.DataFrame:
    """List events with the sentence, the articles, how each date is known, and who says it.

    Parameters
    ----------
    events, mentions, dates, sentences, articles : DataFrame
        The tables of these names; `events` in the order wanted.
    chars : int
        How much of the sentence is quoted.

    Returns
    -------
    DataFrame
        One row per event: `edtf`, `grade`, `how` (the words that date it and their basis), `words` (of the act),
        `type`, `modality`, `act` (who to whom), `said_by`, `place`, `articles` (short names of all that tell it),
        `sentence` (the one that dates it, else the first; quoted), and `earliest`, `latest`, `event_id`.

    Examples
    --------
    >>> names = ("events", "mentions", "dates", "sentences", "articles")
    >>> len(list_events(*(tables.empty(name) for name in names)))
    0
    """
    for frame, name in ((mentions, "mentions"), (dates, "dates"), (sentences, "sentences")):
        tables.check(frame, name)
    tables.check(events, "events")
    names = mentions["article_id"].map(name_articles(articles)).astype("str")
    told_in = names.groupby(mentions["event_id"]).agg(lambda those: ", ".join(sorted(set(those))))
    texts = sentences.set_index("sentence_id")["text"]
    events = events.reset_index(drop=True)
    dating = _dating(events, mentions, dates)
    listed = events.assign(
        how=dating["how"],
        act=_who_to_whom(events),
        words=events.get("surface", events["type"].str.lower()),
        articles=events["event_id"].map(told_in).fillna("").astype("str"),
        sentence=quote(dating["at"].map(texts).fillna("").astype("str"), chars),
    )
    columns = ["edtf", "grade", "how", "words", "type", "modality", "act", "said_by", "place", "articles", "sentence"]
    return listed[[*columns, "earliest", "latest", "event_id"]]


def _who_to_whom(events: pd.DataFrame) -> pd.Series:
    arrow = events["source_actor"] + " → " + events["target_actor"]
    return arrow.mask(events["target_actor"].eq(""), events["source_actor"]).astype("str")


def _dating(events: pd.DataFrame, mentions: pd.DataFrame, dates: pd.DataFrame) -> pd.DataFrame:
    """Return, by event, `how`: what its date rests on, in words, and `at`: the sentence in which that stands."""
    named = mentions.merge(dates[dates["edtf"].ne("")], on="sentence_id").merge(
        events[["event_id", "edtf"]], on="event_id", suffixes=("_named", "")
    )
    pairs = zip(named["edtf_named"], named["edtf"], strict=True)
    fits = [not set(ENDS.findall(one)).isdisjoint(ENDS.findall(edtf)) for one, edtf in pairs]
    named = named.loc[pd.Series(fits, index=named.index, dtype="bool")]
    words = named.groupby("event_id")["surface"].agg(lambda those: "” … “".join(dict.fromkeys(those)))
    found = named.groupby("event_id")[["basis", "sentence_id"]].first()
    found = found.assign(how="“" + words + "”, " + found["basis"]).reindex(events["event_id"])
    bound = (events["edtf"].ne("") & events["grain"].eq("")).to_numpy()
    planned = events["modality"].eq(PLANNED).to_numpy()
    how = found["how"].fillna("").mask(bound & ~planned, TOLD_AS_DONE).mask(bound & planned, TOLD_AS_PLANNED)
    at = found["sentence_id"].where(~bound).fillna(events.set_index("event_id")["sentence_id"])
    return pd.DataFrame({"how": how.astype("str"), "at": at.astype("str")}).reset_index(drop=True)


def mark_events(listed: pd.DataFrame, *, by: str = "articles") -> pd.DataFrame:
    """Prepare listed events for `plot_timeline`: those that a time expression dates, each with label and status.

    Parameters
    ----------
    listed : DataFrame
        What `list_events` made.
    by : str
        The column that gives colour and lane: ``articles`` or ``act``.

    Returns
    -------
    DataFrame
        One row per event that is dated by more than its article's publication: `label`, `group`, `earliest`,
        `latest`, `grade`, `status` (planned, claimed or ""), `event_id`.

    Examples
    --------
    >>> names = ("events", "mentions", "dates", "sentences", "articles")
    >>> len(mark_events(list_events(*(tables.empty(name) for name in names))))
    0
    """
    own = listed[listed["edtf"].ne("") & ~listed["how"].eq(TOLD_AS_DONE)]
    status = own["said_by"].ne("").map({True: "claimed", False: ""}).mask(own["modality"].eq(PLANNED), "planned")
    label = (own["edtf"] + "  " + own["words"] + "  " + own["act"]).str.strip()
    marked = own[["earliest", "latest", "grade", "event_id"]]
    return marked.assign(label=label.astype("str"), group=own[by], status=status.astype("str")).reset_index(drop=True)


def describe_evidence(evidence: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Show the ladder of evidence that dates each article, or contradicts its date, in the order of the articles.

    Parameters
    ----------
    evidence, sentences, articles : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame
        One row per fact, and one for each undated article of which no fact is known: `article`, `published`, `kind`,
        `words`, `says` (which days it leaves), `verdict`, `from_article`, `source`, `note`.

    Examples
    --------
    >>> names = ("evidence", "sentences", "articles")
    >>> len(describe_evidence(*(tables.empty(name) for name in names)))
    0
    """
    tables.check(evidence, "evidence")
    tables.check(articles, "articles")
    names = name_articles(articles)
    mine = evidence[evidence["article_id"].isin(articles["article_id"])]
    known = articles["article_id"].isin(mine["article_id"]) | articles["grade"].eq("documented")
    rows = pd.concat([mine, tables.complete(_unknown(articles[~known]), "evidence")], ignore_index=True)
    rows = rows.assign(order=rows["article_id"].map({one: at for at, one in enumerate(articles["article_id"])}))
    rows = rows.sort_values(["order", "earliest", "latest"], kind="stable")
    published = articles.set_index("article_id")["published"]
    shown = pd.DataFrame({
        "article": rows["article_id"].map(names), "published": rows["article_id"].map(published), "kind": rows["kind"],
        "words": quote(rows["surface"], TITLE_LENGTH), "says": _days(rows),
        "verdict": rows["verdict"].mask(rows["kind"].eq(UNKNOWN), ""),
        "from_article": rows["from_article_id"].map(names).fillna(""), "source": rows["source"], "note": rows["note"],
    })  # fmt: skip
    return shown.astype("str").reset_index(drop=True)


def _unknown(articles: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({
        "article_id": articles["article_id"], "kind": UNKNOWN, "verdict": "used",
        "note": "nothing in the text bounds its date",
    })  # fmt: skip


def _days(rows: pd.DataFrame) -> pd.Series:
    """Say which days a fact leaves."""
    first, last = (rows[side].dt.strftime("%Y-%m-%d").fillna("") for side in ("earliest", "latest"))
    said = (first + " to " + last).mask(first.eq(last), first)
    said = said.mask(last.eq("") & first.ne(""), "on or after " + first)
    return said.mask(first.eq("") & last.ne(""), "on or before " + last).astype("str")


def tell_evidence(evidence: pd.DataFrame, articles: pd.DataFrame) -> pd.Series:
    """Put the evidence of each article into words, for a table of articles.

    Parameters
    ----------
    evidence, articles : DataFrame
        The tables of these names.

    Returns
    -------
    Series
        One row per article, in their order: "kind “words”: on or after 2023-05-09; ...", what contradicts marked, what
        confirms counted.

    Examples
    --------
    >>> len(tell_evidence(tables.empty("evidence"), tables.empty("articles")))
    0
    """
    tables.check(evidence, "evidence")
    tables.check(articles, "articles")
    words = " “" + quote(evidence["surface"], TITLE_LENGTH) + "”"
    said = evidence["kind"] + words.mask(evidence["surface"].eq(""), "") + ": " + _days(evidence)
    said = said.mask(evidence["verdict"].eq("contradicted"), said + " (contradicted)")
    confirmed = evidence["verdict"].eq("confirmed")
    told = said[~confirmed].groupby(evidence["article_id"]).agg("; ".join)
    counts = evidence.loc[confirmed, "article_id"].value_counts()
    more = articles["article_id"].map("; confirmed by " + counts.astype("str") + " more").fillna("")
    return (articles["article_id"].map(told).fillna("") + more).astype("str")


def tell_dating(listed: pd.DataFrame) -> str:
    """Say how many of the listed events are dated, and by what.

    Examples
    --------
    >>> names = ("events", "mentions", "dates", "sentences", "articles")
    >>> tell_dating(list_events(*(tables.empty(name) for name in names)))
    'No act is told in these articles.'
    """
    if listed.empty:
        return "No act is told in these articles."
    bound = listed["how"].eq(TOLD_AS_DONE)
    dated = listed["edtf"].ne("") & ~bound
    inferred = int((dated & listed["grade"].eq("inferred")).sum())
    return (
        f"{int(dated.sum())} of {len(listed)} acts are dated by words of their sentence, {inferred} of these by a "
        f"convention; {int(bound.sum())} are known only to lie on or before the day of their article, and "
        f"{int(listed['edtf'].eq('').sum())} have no date. The figure shows the first."
    )
