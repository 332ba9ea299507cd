"""Dates that formats state: one way to read them, or none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.days import read_day, read_days


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2023-07-21", "2023-07-21"), ("2023-07-21T23:59:59+05:00", "2023-07-21"), ("20230721", "2023-07-21"),
        ("2023/07/21 10:00", "2023-07-21"), ("Fri, 21 Jul 2023 10:00:00 GMT", "2023-07-21"),
        ("July 21st, 2023", "2023-07-21"), ("21 July 2023", "2023-07-21"), ("December 19, 1991, Sunday", "1991-12-19"),
        ("January 11, 2010 Monday 9:20 AM GMT", "2010-01-11"), ("Friday, 5. July 2019 09:31", "2019-07-05"),
        ("Montag 11. Januar 2010", "2010-01-11"), ("3. März 2010", "2010-03-03"), ("1er août 2011", "2011-08-01"),
        ("29 décembre 2011", "2011-12-29"), ("2 de enero de 2012", "2012-01-02"), ("3 mei 2014", "2014-05-03"),
        ("15 maggio 2013", "2013-05-15"), ("12 de março de 2015", "2015-03-12"), ("7 kwietnia 2016", "2016-04-07"),
        ("9 мая 2017", "2017-05-09"), ("19 Mayıs 2018", "2018-05-19"), ("2023年7月21日", "2023-07-21"),
        ("21/07/2023", "2023-07-21"), ("07/21/2023", "2023-07-21"), ("4/4/2023", "2023-04-04"),
        ("March 2011", "2011-03"), ("2011-03", "2011-03"), ("1998", "1998"),
    ],
)  # fmt: skip
def test_a_date_with_one_reading_is_read(printed: str, day: str) -> None:
    assert read_day(printed) == day


@pytest.mark.parametrize(
    "printed", ["", "03/04/2021", "03.04.2021", "2023-13-45", "31 February 2020", "yesterday", "12345"]
)
def test_what_is_no_date_or_has_two_readings_stays_empty(printed: str) -> None:
    assert read_day(printed) == ""


def test_one_clear_date_of_a_column_tells_the_order_of_all() -> None:
    assert read_days(["03/04/2021", "13/04/2021"]) == (["2021-04-03", "2021-04-13"], "")
    assert read_days(["03/04/2021", "04/13/2021"]) == (["2021-03-04", "2021-04-13"], "")


def test_a_column_that_shows_both_orders_tells_none() -> None:
    days, note = read_days(["03/04/2021", "13/04/2021", "04/13/2021"])
    assert days == ["", "2021-04-13", "2021-04-13"]
    assert "03/04/2021" in note


def test_intervals_in_edtf_are_kept() -> None:
    assert read_days(["2023-07-19/2023-07-24", "2023-05-09/.."])[0] == [
        "2023-07-19/2023-07-24",
        "2023-05-09/..",
    ]


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_iso_dates_come_back_as_they_are(day: date) -> None:
    assert read_day(str(day)) == str(day)


@given(st.text(max_size=60))
def test_any_text_gives_a_date_or_nothing(printed: str) -> None:
    assert len(read_day(printed)) in (0, 4, 7, 10)
