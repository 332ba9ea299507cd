import re

import pytest

from corpus.capitals import judge_capital
from corpus.sides import Act, Mention, find_sides, join_titles

ACTORS = ("Pakistan", "India", "TTP", "Kabul", "the envoy", "Muttaqi", "soldiers")


def sides(text, earlier=None, type_=""):
    """Source and target of the act in [brackets]; every name of ACTORS in the text is an actor."""
    start, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    actors = [Mention(m.start(), m.end(), name) for name in ACTORS for m in re.finditer(name, plain)]
    found = find_sides(plain, Act(start, end, type_), sorted(actors), earlier)
    return found.source, found.target


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pakistan [accused] India.", ("Pakistan", "India")),
        ("Pakistan on Monday strongly [condemned] the attack.", ("Pakistan", "")),
        ("India was [attacked] by the TTP.", ("TTP", "India")),
        ("Two soldiers [were killed] in an attack.", ("", "soldiers")),
        ("The attack [killed] three in India.", ("", "")),
        ("Muttaqi, who came with the envoy from Kabul, [met] India.", ("Muttaqi", "India")),
        ("Muttaqi said he wants to [visit] India.", ("", "India")),
        ("According to Muttaqi, talks [opened] today.", ("", "")),
        ("After the [meeting], Muttaqi left.", ("", "")),
        ("Pakistan left after India [accused] it.", ("India", "")),
        ("India [raised] the matter of TTP again.", ("India", "")),
        ("They [spoke].", ("", "")),
        ("Pakistan will continue at full pace to [fight] the TTP.", ("Pakistan", "TTP")),
        ("He [met] Muttaqi.", ("", "Muttaqi")),
        ("Muttaqi left and he [met] India.", ("", "India")),
        ("Muttaqi, who had long [asked] India, left.", ("Muttaqi", "India")),
        ("India [praised] Pakistan-led talks.", ("India", "")),
    ],
)
def test_word_order_tells_the_sides_or_nothing(text, expected):
    assert sides(text) == expected


def test_a_verb_joined_by_and_shares_the_source():
    text = "Pakistan summoned the envoy and [demanded] action."
    assert sides(text, Act(9, 17, "ACCUSE", source="Pakistan")) == ("Pakistan", "")


def test_what_is_demanded_of_whom_was_summoned_has_that_target():
    text = "Pakistan summoned Muttaqi and [demanded] action."
    summoned = Act(9, 17, "ACCUSE", source="Pakistan", target="Muttaqi")
    assert sides(text, summoned, "REQUEST") == ("Pakistan", "Muttaqi")


@pytest.mark.parametrize(
    ("text", "kinds", "labels"),
    [
        ("India’s envoy, Asif Khan, left.", ["office", "person"], ["Asif Khan"]),
        ("India’s envoy met Asif Khan.", ["office", "person"], ["India’s envoy", "Asif Khan"]),
        ("India’s envoy and Asif Khan left.", ["office", "person"], ["India’s envoy", "Asif Khan"]),
    ],
)
def test_an_office_and_the_name_behind_it_are_one_actor(text, kinds, labels):
    names = ["India’s envoy", "Asif Khan"]
    mentions = [
        Mention(text.index(name), text.index(name) + len(name), name, kind)
        for name, kind in zip(names, kinds, strict=True)
    ]
    assert [one.label for one in join_titles(text, mentions)] == labels


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[Islamabad] said it has raised the matter.", "government"),
        ("The ministers met in [Islamabad] on Monday.", "capital"),
        ("Ties between [Islamabad] and Kabul are cold.", "government"),
        ("He shares [Islamabad]'s concerns.", "government"),
        ("The visit to [Islamabad] was called off.", "capital"),
        ("India accused [Islamabad] of a breach.", "government"),
        ("[Islamabad] airport was closed.", "capital"),
        ("[Islamabad].", "capital"),
    ],
)
def test_a_capital_acts_or_is_a_place(text, kind):
    start, end = text.index("["), text.index("]") - 1
    found, rule = judge_capital(text.replace("[", "").replace("]", ""), start, end)
    assert found == kind
    assert rule or kind == "capital"
