"""Names in no lexicon: what is proposed, what is left out, and that it can be pasted."""

import pandas as pd
import pytest

from corpus.lexicons import read_lexicon
from corpus.tables import complete, empty
from corpus.tagging import tag
from corpus.untagged import untagged_names


def sentences(*texts, role="body"):
    ids = [f"a{number}:0001" for number in range(1, len(texts) + 1)]
    articles = [one.partition(":")[0] for one in ids]
    return complete(
        pd.DataFrame({"sentence_id": ids, "article_id": articles, "role": role, "text": texts}), "sentences"
    )


def proposed(*texts, role="body"):
    given = sentences(*texts, role=role)
    return untagged_names(given, tag(given, ["countries", "actors"]))["pattern"].tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He met Zalmay Rasul there.", ["Zalmay Rasul"]),
        ("He met Prime Minister Zalmay Rasul there.", ["Zalmay Rasul"]),
        ("He met Mr. Zalmay Rasul there.", ["Zalmay Rasul"]),
        ("He met Afghan Foreign Minister Zalmay Rasul there.", ["Zalmay Rasul"]),
        ("He read Zalmay Rasul’s letter.", ["Zalmay Rasul"]),
        ("He read Rasul's letter to O'Gara.", ["O'Gara", "Rasul"]),
        ("He met J. R. Rasul of the Open Roads Trust.", ["J. R. Rasul", "Open Roads Trust"]),
        ("He joined the Ministry of Borders.", ["Ministry of Borders"]),
        ("He joined the Afghan Red Crescent Society.", ["Afghan Red Crescent Society"]),
        ("He spoke for NRDA and left.", ["NRDA"]),
        ("He met Zalmay\nRasul there.", ["Zalmay Rasul"]),
    ],
)
def test_a_name_is_proposed_without_what_stands_before_and_after_it(text, expected):
    assert proposed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He met Ishaq Dar in Kabul.",
        "They came on Friday, 3 March, and left in Sept. or so.",
        "“We will see,” he said. But I’ve seen it, and We’re sure.",
        "Yesterday all went well: Nothing was lost.",
        "TRADE ROUTES OPEN AT THE BORDER AGAIN",
        "New Roads Open For Traders At Last",
        "KHYBERTOWN, he said, was quiet.",
        "He met the Prime Minister and the Deputy Chief.",
        "A line\nSales rose.",
        "Write to him@Rasul or see #Rasul.",
    ],
)
def test_what_is_no_name_or_tagged_is_not_proposed(text):
    assert proposed(text) == []


def test_a_word_that_opens_a_sentence_counts_where_it_is_a_name_elsewhere():
    given = sentences("Rasul spoke.", "Then Rasul left.", "Rasul came.", "Trucks came.")
    found = untagged_names(given, empty("tags"))
    assert found[["pattern", "mentions", "articles"]].values.tolist() == [["Rasul", 3, 3]]
    assert found["example"].tolist() == ["Rasul spoke."]


def test_headings_and_titles_are_not_looked_at():
    assert proposed("He met Zalmay Rasul there.", role="heading") == []


def test_the_commonest_come_first():
    assert proposed("He saw Rasul.", "He saw Amiri.", "He saw Rasul.") == ["Rasul", "Amiri"]


def test_what_is_proposed_is_a_lexicon_that_tags_it(tmp_path):
    given = sentences("He met Zalmay Rasul, or the Open Roads Trust.", "Then Rasul left, he said.")
    found = untagged_names(given, empty("tags"))
    path = tmp_path / "mine.csv"
    found.to_csv(path, index=False)
    tags = tag(given, read_lexicon(path))
    assert sorted(tags["surface"]) == ["Open Roads Trust", "Rasul", "Zalmay Rasul"]
    assert untagged_names(given, tags).empty


def test_no_names_give_a_frame_with_its_columns():
    found = untagged_names(empty("sentences"), empty("tags"))
    assert found.columns.tolist() == [
        "label", "kind", "pattern", "code", "since", "until", "mentions", "articles", "example",
    ]  # fmt: skip
    assert len(found) == 0
