from datetime import date, timedelta

import edtf as reference
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.timex.edtf import bounds, from_timex, is_edtf, qualified, timex_bounds

days = st.dates(min_value=date(1000, 1, 1))


def reference_bounds(text):
    """Earliest and latest day by an independent reader of EDTF."""
    parsed = reference.parse_edtf(text)
    return tuple(
        f"{t.tm_year:04d}-{t.tm_mon:02d}-{t.tm_mday:02d}" for t in (parsed.lower_strict(), parsed.upper_strict())
    )


@pytest.mark.parametrize(
    "text",
    [
        "2023",
        "2023-07",
        "2024-02",
        "1900-02",
        "2023-07-21",
        "201X",
        "19XX",
        "2023-XX",
        "2023-07-XX",
        "1999-12-31",
        "2019-03/2021-06",
        "2023-07-19/2023-07-24",
        "2020/2021-03-04",
        "2023-21",
        "2023-22",
        "2023-23",
        "2004-02-01/2005",
    ],
)
def test_bounds_agree_with_the_reference_reader(text):
    assert bounds(text) == reference_bounds(text)


@given(days, days)
def test_bounds_of_any_interval_agree_with_the_reference_reader(one, two):
    text = f"{min(one, two)}/{max(one, two)}"
    assert bounds(text) == reference_bounds(text) == (str(min(one, two)), str(max(one, two)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-05-09/..", ("2023-05-09", "")),
        ("../2021", ("", "2021-12-31")),
        ("/2021", ("", "2021-12-31")),
        ("1950~", ("1950-01-01", "1950-12-31")),
        ("2023-07?", ("2023-07-01", "2023-07-31")),
        ("2023-24", ("2023-12-01", "2024-02-29")),
        ("2023-35", ("2023-07-01", "2023-09-30")),
        ("2023-41", ("2023-07-01", "2023-12-31")),
        ("2023-07-21T10:30", ("2023-07-21T10:30", "2023-07-21T10:30")),
        ("2023-07-21T20:00/2023-07-21T23:59", ("2023-07-21T20:00", "2023-07-21T23:59")),
        ("2023-07-21T24:00", ("2023-07-22T00:00", "2023-07-22T00:00")),
    ],
)
def test_bounds_of_open_approximate_and_seasonal_dates(text, expected):
    assert bounds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        "2023-13",
        "2023-02-30",
        "0000",
        "20231",
        "2023-7-1",
        "2023-W29",
        "../..",
        "2023-05/2023-04",
        "31/12/2020",
        "P3D",
        "2023-07-21T25:00",
        "~",
        "٢٠٢٣",
        "2023-07-21\n",
    ],
)
def test_what_is_not_edtf_is_refused_by_name(text):
    with pytest.raises(ValueError, match="EDTF"):
        bounds(text)
    assert not is_edtf(text)


def test_what_is_no_text_is_refused():
    with pytest.raises(ValueError, match="2023"):
        bounds(2023)


@given(st.text(alphabet="0123456789X-/.T:~?W", max_size=24))
def test_any_text_has_ordered_bounds_or_is_refused(text):
    if is_edtf(text):
        first, last = bounds(text)
        assert first or last
        assert not (first and last) or first[:10] <= last[:10]


@pytest.mark.parametrize(
    ("value", "edtf"),
    [
        ("2023-07-21", "2023-07-21"),
        ("2023-07", "2023-07"),
        ("2023", "2023"),
        ("201", "201X"),
        ("19", "19XX"),
        ("2023-W29", "2023-07-17/2023-07-23"),
        ("2020-W53", "2020-12-28/2021-01-03"),
        ("2023-W29-3", "2023-07-19"),
        ("2023-W29-WE", "2023-07-22/2023-07-23"),
        ("1998-Q3", "1998-35"),
        ("1998-H2", "1998-41"),
        ("1998-SU", "1998-22"),
        ("2023-07-21TMO", "2023-07-21"),
        ("2023-07-21T10:30", "2023-07-21"),
        ("2023-07-21T24:00", "2023-07-22"),
        ("2021-XX-XX", "2021-XX-XX"),
        ("2021-W53", ""),
        ("2023-02-30", ""),
        ("P3D", ""),
        ("PAST_REF", ""),
        ("XXXX-WXX-3", ""),
        ("XXXX-10", ""),
        ("", ""),
        ("1998-QX", ""),
        ("0000", ""),
    ],
)
def test_timex_values_are_written_as_edtf_or_not_at_all(value, edtf):
    assert from_timex(value) == edtf


@given(st.text(max_size=20))
def test_from_timex_gives_edtf_or_nothing(value):
    assert from_timex(value) == "" or is_edtf(from_timex(value))


@pytest.mark.parametrize(
    ("edtf", "mod", "expected"),
    [
        ("1950", "APPROX", "1950~"),
        ("1994", "ON_OR_AFTER", "1994/.."),
        ("1994", "ON_OR_BEFORE", "../1994"),
        ("1994", "START", "1994"),
        ("199X", "ON_OR_AFTER", "1990-01-01/.."),
        ("1998-35", "APPROX", "1998-35"),
        ("2023-07-17/2023-07-23", "ON_OR_BEFORE", "../2023-07-23"),
        ("", "APPROX", ""),
        ("2023-07-17/2023-07-23", "APPROX", "2023-07-17/2023-07-23"),
    ],
)
def test_modifiers_are_written_where_edtf_has_a_sign(edtf, mod, expected):
    assert qualified(edtf, mod) == expected


def last_of(year, month):
    """The last day of a month, by stepping back from the first of the next."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)


def months(year, first, last):
    """First day of one month and last day of another; month 13 is January of the next year."""
    end_year, end_month = (year, last) if last <= 12 else (year + 1, last - 12)
    return date(year, first, 1), last_of(end_year, end_month)


PARTS = {
    "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12),
    "SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14),
}  # fmt: skip
years = st.integers(1000, 9000)


@st.composite
def placed(draw):
    """A TIMEX3 value of any grain with its first and last day, by the calendar alone."""
    day, year = draw(st.dates(date(1000, 1, 1), date(9000, 1, 1))), draw(years)
    iso_year, week, _ = day.isocalendar()
    monday = day - timedelta(day.weekday())
    part = draw(st.sampled_from(sorted(PARTS)))
    clock = draw(st.sampled_from(["TMO", "TAF", "TEV", "TNI", "T00:00", "T10:30", "T23:59"]))
    return draw(
        st.sampled_from(
            [
                (f"{day}", day, day),
                (f"{day}{clock}", day, day),
                (f"{iso_year:04d}-W{week:02d}", monday, monday + timedelta(6)),
                (f"{iso_year:04d}-W{week:02d}-WE", monday + timedelta(5), monday + timedelta(6)),
                (f"{day:%Y-%m}", *months(day.year, day.month, day.month)),
                (f"{year}-{part}", *months(year, *PARTS[part])),
                (f"{year}", date(year, 1, 1), date(year, 12, 31)),
                (f"{year}"[:3], date(year // 10 * 10, 1, 1), date(year // 10 * 10 + 9, 12, 31)),
                (f"{year}"[:2], date(year // 100 * 100, 1, 1), date(year // 100 * 100 + 99, 12, 31)),
            ]
        )
    )


@given(placed(), st.sampled_from(["", "START", "MID", "END", "APPROX", "ON_OR_AFTER", "ON_OR_BEFORE", "MORE_THAN"]))
def test_every_value_is_written_as_edtf_with_the_bounds_of_the_calendar(value, mod):
    timex, first, last = value
    written = qualified(from_timex(timex), mod)
    reference.parse_edtf(written)
    lower = "" if written.startswith("../") else str(first)
    upper = "" if written.endswith("/..") else str(last)
    assert bounds(written) == (lower, upper)


@given(placed())
def test_the_bounds_of_a_value_lie_within_those_of_its_edtf(value):
    first, last = timex_bounds(value[0])
    assert (first[:10], last[:10]) == bounds(from_timex(value[0]))
    assert first <= last
