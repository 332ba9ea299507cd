"""Events -> counts by directed dyad and period, with true zeros and the number of articles as denominator."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from corpus import tables
from corpus.errors import ParameterError

DYAD = ("source_actor", "target_actor")
QUADS = {1: "verbal_cooperation", 2: "material_cooperation", 3: "verbal_conflict", 4: "material_conflict"}
PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "year": "Y"}
NAMES = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}
"""How a period is written, weeks as in ISO 8601."""

HAPPENED = ("actual", "historical")
DAY = pd.Timedelta(days=1)

MOST_ROWS = 5_000_000
"""A panel of more rows is a slip: a long span by days, or actors of every spelling."""


def panel(
    events: pd.DataFrame,
    articles: pd.DataFrame,
    by: Sequence[str] = DYAD,
    freq: str = "month",
    *,
    spread: bool = False,
    one_a_day: bool = False,
) -> pd.DataFrame:
    """Count events by directed dyad and period, with a row of zeros where nothing is told.

    An event counts in a period when its whole date lies within: one of "2021" counts by year, and by month it is
    undated, unless `spread` is set. Events that are planned, denied or hypothetical do not count, nor do those with
    an empty column of `by`.

    Parameters
    ----------
    events : DataFrame
        Table ``events``.
    articles : DataFrame
        Table ``articles`` they are told in, for the denominator; repeats of the same text count once.
    by : sequence of str
        Columns of `events` that make a row: source and target, or `type`, `place`, ...
    freq : str
        ``day``, ``week`` (Monday to Sunday), ``month`` or ``year``.
    spread : bool
        Spread each event with both ends over the days of its date: its shares add up to 1.
    one_a_day : bool
        Events of the same type, `by` and day count once: a usual filter against reports of the same event, which
        also drops what did happen twice.

    Returns
    -------
    DataFrame
        One row per value of `by` and period from the first to the last with an event or an article: the columns
        of `by`, `period`, `start` (its first day), `verbal_cooperation`, `material_cooperation`,
        `verbal_conflict`, `material_conflict` and `events` (their sum), `dated` and `undated` (events of these
        actors in all periods that could and could not be placed), `articles` (published in the period: beside 0
        a count of 0 means nothing), `placing` ("whole" or "spread").

    Raises
    ------
    ParameterError
        For an unknown column or period, or a panel of more than five million rows.
    TableError
        When a table does not keep its contract.

    Notes
    -----
    The filter: `one_a_day` of the R package events, https://rdrr.io/rforge/events/man/one_a_day.html; on what it
    costs: https://github.com/openeventdata/petrarch2/issues/16

    Examples
    --------
    >>> event = {"event_id": "a", "sentence_id": "a:1", "type": "ACCUSE", "quad": 3, "source_actor": "Pakistan",
    ...     "target_actor": "India", "earliest": pd.Timestamp("2023-07-19"), "latest": pd.Timestamp("2023-07-19")}
    >>> counts = panel(tables.complete(pd.DataFrame([event]), "events"), tables.empty("articles"))
    >>> counts[["period", "verbal_conflict", "articles", "undated"]].values.tolist()
    [['2023-07', 1, 0, 0]]
    """
    tables.check(events, "events")
    tables.check(articles, "articles")
    by = _checked(by, freq)
    acts = events[events["modality"].isin(HAPPENED) & (events[by] != "").all(axis=1)]
    acts = _once_a_day(acts, by) if one_a_day else acts
    once = articles[articles["duplicate_of"].eq("")]
    counted, published = _shares(acts, freq, spread=spread), _shares(once, freq, spread=spread)
    starts = _span(pd.concat([counted["start"], published["start"]]), freq)
    units = acts[by].drop_duplicates().sort_values(by)
    if len(units) * len(starts) > MOST_ROWS:
        raise ParameterError(
            f"panel: expected at most {MOST_ROWS} rows, found {len(units)} of {', '.join(by)} in {len(starts)} "
            f"periods; take a longer one than {freq}, or fewer events"
        )
    counts = _filled(acts, counted, units, starts).merge(_dated(acts, counted, by), on=by)
    articles_in = published.groupby("start")["share"].sum().reindex(counts["start"], fill_value=0.0)
    counts = counts.assign(articles=articles_in.to_numpy(), placing="spread" if spread else "whole")
    if not spread:
        counts = counts.astype(dict.fromkeys([*QUADS.values(), "events", "articles"], "int64"))
    counts.insert(len(by), "period", _names(counts["start"], freq))
    return counts.sort_values([*by, "start"], ignore_index=True)


def _checked(by: Sequence[str], freq: str) -> list[str]:
    allowed = [name for name, column in tables.TABLES["events"].items() if column.kind == "str" and name != "event_id"]
    for name in [by] if isinstance(by, str) else by:
        if name not in allowed:
            raise ParameterError(f"by: expected columns of events such as {', '.join(DYAD)}, found {name!r}")
    if freq not in PERIODS:
        raise ParameterError(f"freq: expected one of {', '.join(PERIODS)}, found {freq!r}")
    return [by] if isinstance(by, str) else list(by)


def _once_a_day(acts: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    day = acts["earliest"].dt.normalize()
    again = acts.assign(day=day).duplicated(["type", *by, "day"])
    return acts[~(again & day.eq(acts["latest"].dt.normalize()))]


def _shares(frame: pd.DataFrame, freq: str, *, spread: bool) -> pd.DataFrame:
    """Return `row` (its label in `frame`), `start` of a period and `share`, of the rows that can be placed."""
    closed = frame[frame["earliest"].notna() & frame["latest"].notna()]
    first, last = closed["earliest"].dt.normalize(), closed["latest"].dt.normalize()
    if not spread:
        whole = closed.index[_start(first, freq).eq(_start(last, freq))]
        return pd.DataFrame({"row": whole, "start": _start(first[whole], freq).array, "share": 1.0})
    days = ((last - first) // DAY + 1).to_numpy(dtype="int64")
    within = np.arange(days.sum()) - np.repeat(np.cumsum(days) - days, days)
    each = pd.Series(np.repeat(first.to_numpy(), days) + within.astype("timedelta64[D]"))
    shares = {
        "row": np.repeat(closed.index.to_numpy(), days),
        "start": _start(each, freq),
        "share": 1 / np.repeat(days, days),
    }
    return pd.DataFrame(shares).groupby(["row", "start"], as_index=False).sum()


def _start(days: pd.Series, freq: str) -> pd.Series:
    """Return the first day of the period that each day lies in."""
    return days.dt.to_period(PERIODS[freq]).dt.start_time.astype(tables.DTYPES["time"])


def _span(starts: pd.Series, freq: str) -> pd.DataFrame:
    """Return the first days of all periods from the first to the last."""
    if starts.empty:
        return pd.DataFrame({"start": starts.astype(tables.DTYPES["time"])})
    periods = pd.period_range(starts.min(), starts.max(), freq=PERIODS[freq])
    return pd.DataFrame({"start": periods.start_time.astype(tables.DTYPES["time"])})


def _filled(acts: pd.DataFrame, counted: pd.DataFrame, units: pd.DataFrame, starts: pd.DataFrame) -> pd.DataFrame:
    """Return every unit in every period, with its counts by quad class."""
    key = [*units.columns, "start"]
    rows = counted.merge(acts[[*units.columns, "quad"]], left_on="row", right_index=True)
    sums = rows.pivot_table(index=key, columns="quad", values="share", aggfunc="sum", observed=True)
    sums = sums.reindex(columns=list(QUADS)).rename(columns=QUADS)
    grid = units.merge(starts, how="cross")
    counts = sums.reindex(pd.MultiIndex.from_frame(grid)).fillna(0.0).to_numpy(dtype="float64")
    wide = grid.assign(**dict(zip(QUADS.values(), counts.T, strict=True)))
    return wide.assign(events=counts.sum(axis=1))


def _dated(acts: pd.DataFrame, counted: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    placed = acts.assign(dated=acts.index.isin(counted["row"])).groupby(list(by))["dated"].agg(["sum", "size"])
    told = {"dated": placed["sum"].astype("int64"), "undated": (placed["size"] - placed["sum"]).astype("int64")}
    return pd.DataFrame(told).reset_index()


def _names(starts: pd.Series, freq: str) -> pd.Series:
    return starts.dt.strftime(NAMES[freq]).astype("str")
