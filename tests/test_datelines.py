import pytest

from corpus.datelines import Dateline, find_dateline
from corpus.lexicons import read_table

BODY = "The envoy met the minister."


@pytest.mark.parametrize(
    ("head", "place", "published", "outlet"),
    [
        ("Kabul, 9 November 2021 (TDI): ", "Kabul", "2021-11-09", "TDI"),
        ("Kabul, November 9, 2021 (TDI): ", "Kabul", "2021-11-09", "TDI"),
        ("ISLAMABAD: ", "Islamabad", "", ""),
        ("Kabul/Islamabad: ", "Kabul; Islamabad", "", ""),
        ("ISLAMABAD/KABUL: ", "Islamabad; Kabul", "", ""),
        ("DID Press: ", "", "", "DID Press"),
        ("KABUL (Reuters) - ", "Kabul", "", "Reuters"),
        ("PESHAWAR, Pakistan (AP) — ", "Peshawar", "", "AP"),
        ("ISLAMABAD — ", "Islamabad", "", ""),
        ("KABUL, Afghanistan, July 3, 2023 – ", "Kabul", "2023-07-03", ""),
        ("NEW DELHI: ", "New Delhi", "", ""),
        ("Kabul, 9 November (TDI): ", "Kabul", "", "TDI"),
        ("Kabul, 31 February 2021 (TDI): ", "Kabul", "", "TDI"),
        ("(TDI): ", "", "", "TDI"),
        ("\u00a0ISLAMABAD: ", "Islamabad", "", ""),
    ],
)
def test_place_day_and_outlet_are_read_and_the_text_begins_after(head, place, published, outlet):
    assert find_dateline(head + BODY) == Dateline(place, published, outlet, len(head))


@pytest.mark.parametrize(
    "text",
    [
        "",
        BODY,
        "OPINION: The envoy met the minister.",
        "EXCLUSIVE: The envoy met the minister.",
        "Imran Khan: The man who came back.",
        "Speaking to the press: the envoy met the minister.",
        "The group said: We will go on.",
        "Islamabad has long accused Kabul: the envoy met the minister.",
        "Pakistan-Afghanistan relations had been marred by mistrust.",
        "Kabul said on Monday - after a week of talks - that the road is open.",
        "At 10:30 the envoy met the minister.",
        "Kabul:",
        "(Reporting by A. Writer)",
        "   ",
        ": : :",
        "KABUL",
    ],
)
def test_what_is_no_dateline_gives_nothing(text):
    assert find_dateline(text) == Dateline()


def test_a_mark_far_from_the_head_is_no_dateline():
    assert find_dateline("Kabul " + "and so on " * 20 + ": it ends.") == Dateline()


@pytest.mark.parametrize("text", ["A/" * 5000, "A b c d " * 5000, "(" * 5000, "KABUL," + " " * 5000, "- " * 5000])
def test_long_heads_without_a_mark_cost_little(text):
    assert find_dateline(text) == Dateline()


def test_words_of_the_list_are_outlets_or_labels():
    assert set(read_table("dateline_words")["kind"]) == {"outlet", "label"}
