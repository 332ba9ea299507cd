import numpy as np
import pandas as pd
import pytest

from corpus.panel import panel
from corpus.tables import complete, empty
from corpus.timeline import plot_panel, plot_timeline

DAY = pd.Timestamp("2023-07-19")


def dated(count, *, groups=3, grades=("documented", "inferred")):
    days = DAY + pd.to_timedelta(np.arange(count) % 300, unit="D")
    return pd.DataFrame({
        "label": [f"act {number}" for number in range(count)],
        "group": [f"article {number % groups}" for number in range(count)],
        "earliest": days, "latest": days, "grade": [grades[number % len(grades)] for number in range(count)],
    })  # fmt: skip


def words(fig):
    from matplotlib.text import Text

    return " | ".join(text.get_text() for text in fig.findobj(Text))


def test_few_dates_have_a_line_and_a_label_each_and_name_their_article():
    fig = plot_timeline(dated(30), title="Acts")
    labels = [tick.get_text() for axes in fig.axes for tick in axes.get_yticklabels()]
    assert sorted(labels) == sorted(dated(30)["label"])
    assert words(fig).count("article 1") == 10


def test_inferred_dates_stand_in_an_axes_of_their_own():
    titles = [axes.get_title(loc="left") for axes in plot_timeline(dated(10), title="Acts").axes]
    assert titles == ["documented, n = 5", "inferred by a convention, n = 5"]
    assert len(plot_timeline(dated(4, grades=("inferred",)), title="Acts").axes) == 1


def test_more_dates_have_a_mark_each_in_the_lane_of_their_group():
    fig = plot_timeline(dated(300), title="Acts")
    assert "300 marks in lanes, without labels" in words(fig)
    marks = [line for axes in fig.axes for line in axes.lines if len(line.get_xdata()) == 1]
    assert len(marks) == 300
    for axes in fig.axes:
        assert {tick.get_text() for tick in axes.get_yticklabels()} == {"article 0", "article 1", "article 2"}


def test_marks_of_a_lane_do_not_cover_each_other():
    fig = plot_timeline(dated(60, groups=1).assign(earliest=DAY, latest=DAY), title="Acts")
    for axes in fig.axes:
        heights = [line.get_ydata()[0] for line in axes.lines]
        assert len(set(heights)) == len(heights) == 30


def test_thousands_of_dates_are_counted_and_the_title_says_so():
    fig = plot_timeline(dated(3000, groups=20), title="Acts")
    assert "3000 dates, counted by week; the 11 groups with most of 20" in words(fig)
    assert len(fig.axes) == 12
    heights = [bar.get_height() for bar in fig.axes[0].patches]
    assert sum(height for height in heights if height > 0) == 1500
    assert sum(height for height in heights if height < 0) == -1500


def test_what_is_longer_than_a_period_is_counted_beside_it():
    frame = dated(500, groups=1)
    frame.loc[:9, "latest"] = DAY + pd.Timedelta(days=200)
    frame.loc[10:19, "latest"] = pd.NaT
    assert "20 longer than" in words(plot_timeline(frame, title="Acts"))


def test_a_day_is_a_point_a_longer_time_a_bar_and_an_open_end_an_arrow():
    frame = dated(4, groups=1, grades=("documented",)).assign(
        earliest=[DAY, DAY, pd.NaT, DAY], latest=[DAY, DAY + pd.Timedelta(days=30), DAY, pd.NaT]
    )
    (axes,) = plot_timeline(frame, title="Acts").axes
    assert len(axes.patches) == 1
    arrows = [text for text in axes.texts if getattr(text, "arrow_patch", None) is not None]
    assert [arrow.xy[0] < arrow.xyann[0] for arrow in arrows] == [True, False]


@pytest.mark.parametrize(("status", "hollow"), [("", False), ("planned", True), ("claimed", True)])
def test_what_was_planned_or_claimed_is_hollow(status, hollow):
    (axes,) = plot_timeline(dated(1, grades=("documented",)).assign(status=status), title="Acts").axes
    assert (axes.lines[0].get_markerfacecolor() == "white") is hollow


def test_what_has_no_date_is_said_and_not_drawn():
    frame = dated(3).assign(earliest=[DAY, pd.NaT, pd.NaT], latest=[DAY, pd.NaT, pd.NaT])
    assert "Acts (2 without a date not drawn)" in words(plot_timeline(frame, title="Acts"))
    assert "no date to show" in words(plot_timeline(frame.tail(2), title="Acts"))
    assert "no date to show" in words(plot_timeline(dated(0), title="Acts"))


def acts(*dyads):
    rows = [
        {"event_id": f"e{number}", "sentence_id": "a:1", "type": "T", "quad": 3, "source_actor": source,
         "target_actor": "B", "earliest": day, "latest": day}
        for number, (source, day) in enumerate(dyads)
    ]  # fmt: skip
    return complete(pd.DataFrame(rows), "events")


def test_a_panel_says_how_many_acts_are_dated_and_draws_conflict_downward():
    fig = plot_panel(panel(acts(("A", DAY), ("A", pd.NaT), ("C", pd.NaT)), empty("articles")), title="Acts")
    assert "1 acts dated of 3 with source and target" in words(fig)
    assert "1 dated\nof 2" in words(fig)
    assert min(bar.get_height() for axes in fig.axes for bar in axes.patches) == -1


def test_dyads_that_are_not_drawn_are_counted():
    many = acts(*((f"A{number:02d}", DAY) for number in range(11)))
    fig = plot_panel(panel(many, empty("articles")), title="Acts")
    assert len(fig.axes) == 8
    assert "Acts (3 dyads more not drawn)" in words(fig)


def test_a_panel_without_a_dated_act_says_so():
    one = complete(pd.DataFrame({"article_id": ["a"], "text": ["x"], "published": ["2023-07"]}), "articles")
    fig = plot_panel(panel(acts(("A", pd.NaT)), one), title="Acts")
    assert "none of 1 acts with source and target has a date" in words(fig)
