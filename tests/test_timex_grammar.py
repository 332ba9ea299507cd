import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.timex.grammar import find_expressions, full_date, rules
from corpus.timex.patterns import compiled
from corpus.timex.tense import direction
from corpus.timex.triggers import COMMON, bits_of, places
from corpus.timex.words import number, spelled_year

CASES = json.loads((Path(__file__).parent / "cases" / "dates.json").read_text(encoding="utf-8"))
NEGATIVE = [pytest.param(case, id=case["label"]) for case in CASES["negative"]]
PIECES = [
    "Wednesday",
    "on",
    "19",
    "July",
    "2023",
    "last",
    "year",
    "May",
    "to",
    "7",
    "two",
    "weeks",
    "ago",
    "the",
    "end",
    "of",
    "quarter",
    "every",
    "10:30",
    "p.m.",
    ",",
    ".",
    "at",
    "least",
    "March",
    "and",
    "2021-07-01",
    "1939-45",
    "'80s",
    "3rd",
    "a",
    "half",
    "early",
    "XXXX",
    "Sunday",
    "Times",
    "$",
    "century",
    "Oct.",
    "–",
    "this",
    "31/12/2020",
    "\n",
]
EXPRESSIONS = [name for group in CASES.values() for case in group for name, _ in case["expected"]]
wordy = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)


def surfaces(text):
    return [item.surface for item in find_expressions(text)]


@pytest.mark.parametrize("case", NEGATIVE)
def test_what_is_no_time_is_left_alone(case):
    assert surfaces(case["text"]) == []


def test_every_rule_compiles_and_has_a_name_of_its_own():
    names = [rule.name for rule in rules()]
    assert len(names) == len(set(names))
    assert all(compiled(rule.template).pattern for rule in rules())


@given(wordy | st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_offsets_point_at_the_words_and_never_overlap(text):
    found = find_expressions(text)
    for item in found:
        assert text[item.start : item.end] == item.surface
        assert item.surface.strip() == item.surface != ""
        assert item.type in ("DATE", "TIME", "DURATION", "SET")
        assert item.unresolved
    assert all(one.end <= two.start for one, two in pairwise(found))


HOSTILE = (
    "May ", "one ", "1 ", "2023-", "the end of ", "19 July ", "twenty-", "a year and a half ", " ", "Monday, ",
    "10:30 ", "last ", "early mid late ", "1/2 ", "of the ", "'80s ", "to ", "3 to 7 May ", "1,000,", "two weeks ",
    "\n", "9" * 20, "the first half of the ", "over more than ", "XXXX-", "Q1 ", "planned to be ",
)  # fmt: skip
READ_A_MEGABYTE = """
import sys
from corpus.timex.grammar import find_expressions
for piece in eval(sys.stdin.read()):
    find_expressions((piece * 37_000)[:37_000])
"""


def test_a_megabyte_of_hostile_texts_does_not_hang():
    done = subprocess.run(
        [sys.executable, "-c", READ_A_MEGABYTE], input=repr(HOSTILE), text=True, capture_output=True, timeout=240
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("piece", HOSTILE)
def test_places_tried_grow_no_faster_than_the_text(piece):
    short, long = (len(places((piece * size)[:size])) for size in (1_000, 4_000))
    assert long <= 4 * short + 4


def check_first_test(text):
    """Whatever a pattern matches anywhere begins where the first test says that it may."""
    begins = {at: (starting, near) for at, starting, near in places(text)}
    for rule in rules():
        for found in compiled(rule.template).finditer(text):
            starting, near = begins.get(found.start(), (0, 0))
            assert bits_of(rule.families) & ~near == 0, (rule.name, found[0])
            assert starting & bits_of(rule.starts), (rule.name, found[0])


def test_every_rule_needs_a_word_that_tells_a_time_by_itself():
    assert [rule.name for rule in rules() if not set(rule.families) - {*COMMON, "digit"}] == []


@given(st.lists(st.sampled_from(PIECES + EXPRESSIONS), max_size=12).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_the_first_test_hides_no_match(text):
    check_first_test(text)


def test_the_first_test_hides_no_match_in_the_seeds():
    for path in sorted((Path(__file__).parents[1] / "seeds").glob("*.txt")):
        check_first_test(path.read_text(encoding="utf-8", errors="replace"))


def test_an_expression_of_ten_thousand_characters_raises_nothing():
    for text in (
        "twenty" * 2_000,
        "1" * 10_000,
        "May" + " " * 10_000 + "2023",
        "last " * 2_000 + "year",
        "-".join(["one"] * 3_000),
    ):
        find_expressions(text)


@pytest.mark.parametrize(
    ("text", "surface", "mod"),
    [
        ("since the end of March", "the end of March", "END"),
        ("in mid-April", "mid-April", "MID"),
        ("in the early 1980s", "the early 1980s", "START"),
        ("late last week", "late last week", "END"),
        ("about 1910", "about 1910", "APPROX"),
        ("1994 or later", "1994 or later", "ON_OR_AFTER"),
        ("no more than three days", "no more than three days", "EQUAL_OR_LESS"),
        ("at least 72 hours", "at least 72 hours", "EQUAL_OR_MORE"),
        ("the past two months", "the past two months", ""),
        ("at the beginning of next year", "the beginning of next year", "START"),
    ],
)
def test_extent_holds_the_words_that_change_it(text, surface, mod):
    (found,) = find_expressions(text)
    assert (found.surface, found.mod) == (surface, mod)


@pytest.mark.parametrize(
    ("text", "unresolved"),
    [
        ("They left on Wednesday.", "XXXX-WXX-3"),
        ("They will leave on Wednesday.", ">XXXX-WXX-3"),
        ("last Friday", "<XXXX-WXX-5"),
        ("a law of October", "XXXX-10"),
        ("He spoke in October.", "<=XXXX-10"),
        ("November last year", "{now-1Y}-11"),
        ("the next day", "{ref+1D}"),
        ("three days later", "{ref+3D}"),
        ("yesterday evening", "{now-1D}TEV"),
        ("Friday last week", "{now-1W}-5"),
        ("the week of March 6", "XXXX-03-06W"),
        ("the '90s", "199"),
        ("Easter Monday", "XXXX-@easter+1"),
        ("on Saturday, 25 April", "XXXX-04-25;6"),
        ("recently", "PAST_REF"),
        ("in the near future", "FUTURE_REF"),
        ("half an hour", "PT30M"),
        ("every two years", "P2Y"),
        ("on Tuesday nights", "XXXX-WXX-2TNI"),
    ],
)
def test_unresolved_says_what_the_words_alone_say(text, unresolved):
    (found,) = find_expressions(text)
    assert found.unresolved == unresolved


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("21 July 2023", "2023-07-21"),
        ("Updated July 21, 2023", "2023-07-21"),
        ("Dec. 21, 2025 10:30", "2025-12-21T10:30"),
        ("Published: 10:30 AM, 21 July 2023", "2023-07-21T10:30"),
        ("2023-07-21", "2023-07-21"),
        ("21/07/2023", "2023-07-21"),
        ("Kabul, 9 November 2021 (TDI):", "2021-11-09"),
        ("03/04/2021", ""),
        ("July 2023", ""),
        ("30 February 2020", ""),
        ("from 1 May 2020 to 3 May 2020", ""),
        ("", ""),
    ],
)
def test_full_date_reads_one_full_date_or_none(text, day):
    assert full_date(text) == day


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("The court will sit on HERE.", "future"),
        ("Elections are scheduled for HERE.", "future"),
        ("He resigned on HERE.", "past"),
        ("It had been scheduled for HERE.", "past"),
        ("They must leave by HERE.", ""),
        ("On HERE the envoy left, shaken.", "past"),
        ("It was planned for HERE.", "past"),
        ("They plan to be back in the town on HERE.", ""),
        ("They plan to come back to the town on HERE.", "future"),
        ("It may come as early as HERE.", "future"),
        ("The fee will be paid on HERE.", "future"),
        ("He said the minister would be travelling on HERE.", "future"),
        ("The vote was postponed until HERE.", "future"),
        ("HERE", ""),
    ],
)
def test_direction_is_told_by_the_nearest_cue(text, way):
    place = re.search("HERE", text)
    assert direction(text, *place.span())[0] == way


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("twenty-four", 24),
        ("2 1/2", 2.5),
        ("1,460", 1460),
        ("two and a half", 2.5),
        ("a dozen", 12),
        ("one hundred and five", 105),
    ],
)
def test_number_reads_figures_and_words(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["several", "a few", "", "x"])
def test_number_of_no_certain_size_is_none(text):
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [("nineteen ninety-six", "1996"), ("two thousand", "2000"), ("two thousand and five", "2005"), ("nineteen", "")],
)
def test_year_in_words(text, year):
    assert spelled_year(text) == year
