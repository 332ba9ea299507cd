import re

import pytest

from corpus.capitals import judge_capital
from corpus.sides import Mention, Verb, find_sides

ACTORS = ("Pakistan", "India", "TTP", "Kabul", "the envoy", "Muttaqi", "soldiers")


def sides(text, earlier=None):
    """Source and target of the act in [brackets]; every name of ACTORS in the text is an actor."""
    start, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    actors = [Mention(m.start(), m.end(), name) for name in ACTORS for m in re.finditer(name, plain)]
    return find_sides(plain, start, end, actors, earlier)


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
    ],
)
def test_word_order_tells_the_sides_or_nothing(text, expected):
    assert sides(text) == expected


def test_a_verb_joined_by_and_shares_the_source():
    text = "Pakistan summoned the envoy and [demanded] action."
    assert sides(text, Verb(17, "Pakistan")) == ("Pakistan", "")


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
