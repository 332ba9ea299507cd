import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ParameterError, TableError
from corpus.panel import panel
from corpus.tables import complete, empty
from corpus.timex.edtf import bounds

QUADS = ["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"]


def events(*rows):
    """Events of (source, target, quad, edtf, modality, type), the last two as wanted."""
    made = []
    for number, (source, target, quad, edtf, *more) in enumerate(rows):
        first, last = (pd.Timestamp(end) if end else pd.NaT for end in bounds(edtf)) if edtf else (pd.NaT, pd.NaT)
        made.append({
            "event_id": f"e{number}", "sentence_id": f"a:{number}", "source_actor": source, "target_actor": target,
            "quad": quad, "edtf": edtf, "earliest": first, "latest": last,
            "modality": more[0] if more else "actual", "type": more[1] if len(more) > 1 else f"T{quad}",
        })  # fmt: skip
    return complete(pd.DataFrame(made), "events") if made else empty("events")


def articles(*published):
    frame = pd.DataFrame({"article_id": [f"a{number}" for number in range(len(published))], "published": published})
    return complete(frame.assign(text=""), "articles")


EVENTS = events(
    ("A", "B", 3, "2023-01-15"),
    ("A", "B", 3, "2023-01-31"),
    ("A", "B", 4, "2023-03-01"),
    ("A", "B", 1, "2023"),
    ("A", "B", 1, "../2023-02-01"),
    ("B", "A", 2, "2023-03"),
    ("B", "A", 2, ""),
    ("A", "", 2, "2023-02-02"),
    ("A", "C", 1, "2023-02-02", "future"),
)
ARTICLES = articles("2023-01-20", "2023-03-02", "2023-03-30", "2023", "")


def test_each_dyad_has_a_row_in_each_period_with_true_zeros():
    counts = panel(EVENTS, ARTICLES)
    assert counts[["source_actor", "target_actor", "period", *QUADS, "events"]].values.tolist() == [
        ["A", "B", "2023-01", 0, 0, 2, 0, 2],
        ["A", "B", "2023-02", 0, 0, 0, 0, 0],
        ["A", "B", "2023-03", 0, 0, 0, 1, 1],
        ["B", "A", "2023-01", 0, 0, 0, 0, 0],
        ["B", "A", "2023-02", 0, 0, 0, 0, 0],
        ["B", "A", "2023-03", 0, 1, 0, 0, 1],
    ]


def test_articles_are_the_denominator_and_what_is_not_dated_is_stated():
    counts = panel(EVENTS, ARTICLES)
    assert counts["articles"].tolist() == [1, 0, 2] * 2
    assert counts[["dated", "undated"]].drop_duplicates().values.tolist() == [[3, 2], [1, 1]]
    assert set(counts["placing"]) == {"whole"}


def test_a_year_is_dated_by_year_and_not_by_month():
    counts = panel(EVENTS, ARTICLES, freq="year")
    assert counts[["period", "events", "undated", "articles"]].values.tolist() == [
        ["2023", 4, 1, 4],
        ["2023", 1, 1, 4],
    ]


def test_repeats_of_the_same_text_are_no_articles_of_their_own():
    twice = ARTICLES.assign(duplicate_of=pd.Series(["", "", "a1", "", ""], dtype="str"))
    assert panel(EVENTS, twice)["articles"].tolist() == [1, 0, 1] * 2


def test_spread_over_its_days_the_shares_of_an_event_add_up_to_one():
    across = events(("A", "B", 4, "2023-01-31/2023-02-03"), ("A", "B", 1, "2023-02"))
    counts = panel(across, articles("2023-02-01/2023-03-31"), spread=True)
    assert counts["period"].tolist() == ["2023-01", "2023-02", "2023-03"]
    assert counts["material_conflict"].tolist() == pytest.approx([0.25, 0.75, 0])
    assert counts["verbal_cooperation"].tolist() == pytest.approx([0, 1, 0])
    assert counts["articles"].tolist() == pytest.approx([0, 28 / 59, 31 / 59])
    assert set(counts["placing"]) == {"spread"}


def test_weeks_begin_on_monday_and_are_named_as_in_iso_8601():
    counts = panel(events(("A", "B", 1, "2021-01-03"), ("A", "B", 1, "2021-01-04")), articles(), freq="week")
    assert counts["period"].tolist() == ["2020-W53", "2021-W01"]
    assert counts["start"].dt.strftime("%a %d").tolist() == ["Mon 28", "Mon 04"]
    assert counts["events"].tolist() == [1, 1]


def test_one_a_day_counts_a_type_once_per_dyad_and_day():
    same = ("A", "B", 4, "2023-01-15", "actual", "ASSAULT")
    rows = events(
        same, same, ("A", "B", 4, "2023-01-15", "actual", "COERCE"), ("B", "A", *same[2:]), (*same[:3], "2023-01-16")
    )
    assert panel(rows, articles(), freq="year")["events"].tolist() == [4, 1]
    assert panel(rows, articles(), freq="year", one_a_day=True)["events"].tolist() == [3, 1]
    month = events(("A", "B", 4, "2023-01"), ("A", "B", 4, "2023-01"))
    assert panel(month, articles(), one_a_day=True)["events"].tolist() == [2]


def test_other_columns_may_make_the_rows():
    counts = panel(EVENTS, ARTICLES, by=["type"], freq="year")
    assert counts[["type", "events"]].values.tolist() == [["T1", 1], ["T2", 2], ["T3", 2], ["T4", 1]]


def test_old_days_are_counted_too():
    assert panel(events(("A", "B", 4, "1453-05-29")), articles())["period"].tolist() == ["1453-05"]


def test_nothing_gives_an_empty_table():
    assert len(panel(empty("events"), empty("articles"))) == 0
    assert len(panel(empty("events"), ARTICLES, spread=True)) == 0
    undated = panel(events(("A", "B", 1, "")), ARTICLES)
    assert undated["events"].sum() == 0
    assert set(undated["undated"]) == {1}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": ["nobody"]}, "^by: expected columns of events such as source_actor, .* found 'nobody'"),
        ({"freq": "decade"}, "^freq: expected one of day, week, month, year, found 'decade'"),
    ],
)
def test_a_wrong_option_is_named(options, message):
    with pytest.raises(ParameterError, match=message):
        panel(EVENTS, ARTICLES, **options)


def test_a_panel_out_of_all_bounds_is_refused():
    many = events(*((f"A{number}", "B", 1, day) for number in range(20) for day in ("1000-01-01", "2023-01-01")))
    with pytest.raises(ParameterError, match="expected at most 5000000 rows, found 20 of source_actor, target_actor"):
        panel(many, ARTICLES, freq="day")


def test_tables_are_checked():
    with pytest.raises(TableError, match="table events, column"):
        panel(pd.DataFrame(), ARTICLES)


SPANS = st.tuples(st.dates(), st.integers(0, 900)).filter(lambda span: span[0].year < 9990)


@given(st.lists(SPANS, min_size=1, max_size=5), st.sampled_from(["week", "month", "year"]))
@settings(max_examples=30, deadline=None)
def test_spread_events_add_up_to_their_number(spans, freq):
    near = [(first.replace(year=2000 + first.year % 20, day=min(first.day, 28)), days) for first, days in spans]
    rows = [("A", "B", 1, f"{first}/{first + pd.Timedelta(days=days).to_pytimedelta()}") for first, days in near]
    counts = panel(events(*rows), articles(), freq=freq, spread=True)
    assert counts["events"].sum() == pytest.approx(len(rows))
