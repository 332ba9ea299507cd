from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import load_articles
from corpus.attribution import attribute, find_speakers
from corpus.frames import mask_quotations
from corpus.sentences import split_sentences
from corpus.surnames import bind_surnames
from corpus.tables import complete, empty, from_rows
from corpus.tagging import tag

ROOT = Path(__file__).parents[1]


def speakers(*texts):
    ids = [f"a:{number:04d}" for number in range(1, len(texts) + 1)]
    sentences = complete(pd.DataFrame({"sentence_id": ids, "article_id": "a", "text": list(texts)}), "sentences")
    return find_speakers(sentences, tag(sentences, ["countries", "actors"]))


def said(*texts):
    found = speakers(*texts)
    text_of = {f"a:{number:04d}": text for number, text in enumerate(texts, 1)}
    for one, words, start, end in found[["sentence_id", "speaker", "start", "end"]].itertuples(index=False):
        assert 0 <= start <= end <= len(text_of[one])
        assert words in text_of[one]
    return found["said_by"].tolist()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("According to Iran, the talks failed.", "Iran"),
        ("The talks failed, according to Asif Durrani.", "Asif Durrani"),
        ("The talks failed, according to a report by the United Nations.", "United Nations"),
        ("The Taliban said on Sunday that aid had come.", "Taliban"),
        ("The aid had come, the Taliban said.", "Taliban"),
        ("Tehran says the talks failed.", "Iran"),
        ("“The talks failed,” Asif Durrani told reporters.", "Asif Durrani"),
        ("“The talks failed,” said Asif Durrani, the envoy.", "Asif Durrani"),
        ('"The talks failed," said Asif Durrani.', "Asif Durrani"),
        ("Asif Durrani, who came on Monday, said the talks failed.", "Asif Durrani"),
        ("Asif Durrani was quoted as saying that the talks failed.", "Asif Durrani"),
        ("A paper quoted Asif Durrani as saying that the talks failed.", "Asif Durrani"),
        ("In a statement, the United Nations condemned the attack.", "United Nations"),
        ("Iran welcomed the move, saying that peace was near.", "Iran"),
        ("Iran warned that it would act.", "Iran"),
        ("A spokesman for the United Nations said aid had come.", "United Nations"),
        ("Pakistan’s spokesman said aid had come.", "Pakistan"),
        ("Pakistan’s Foreign Office spokesperson Jane Doe said it.", "Ministry of Foreign Affairs of Pakistan"),
    ],
)
def test_the_speaker_is_the_actor_of_the_frame(text, label):
    assert said(text) == [label]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Four were killed in Pakistan, the police said.", "the police"),
        ("The talks failed, according to Pakistan’s Geo News.", "Pakistan’s Geo News"),
        ("The talks failed, according to Indian farmers.", "Indian farmers"),
        ("Pakistan Cricket Board said the match was off.", "Pakistan Cricket Board"),
        ("Since March, Pakistan has paid, a trader confirmed on Friday.", "a trader"),
    ],
)
def test_a_speaker_whom_no_tag_names_has_words_but_no_label(text, words):
    found = speakers(text)
    assert found[["said_by", "speaker"]].values.tolist() == [["", words]]


@pytest.mark.parametrize(
    "text",
    [
        "Iran denied this.",
        "Iran warned Pakistan.",
        "Iran announced plans.",
        "Iran did not say who came.",
        "The group is said to have bases in Pakistan.",
        "Iran met Pakistan.",
        "The Taliban accused Pakistan.",
        "",
    ],
)
def test_an_act_is_no_attribution(text):
    assert said(text) == []


def test_an_accusation_is_an_act_and_the_claim_in_it_is_the_accusers():
    found = speakers("Iran accused the Taliban of bombing a town.")
    assert found[["said_by", "start", "end", "rule"]].values.tolist() == [["Iran", 0, 27, "X accuse of"]]


def test_a_frame_within_a_quotation_is_not_seen():
    assert said("“Iran said that it would come,” Asif Durrani said.") == ["Asif Durrani"]


def test_a_pronoun_carries_the_last_speaker_of_the_article():
    found = speakers("Asif Durrani said that talks began.", "They ended.", "He added that they failed.")
    assert found["said_by"].tolist() == ["Asif Durrani", "Asif Durrani"]
    assert found["rule"].tolist() == ["X say", "pronoun, speaker of a:0001"]


def test_a_pronoun_of_a_quotation_carries_who_was_quoted_not_who_acted():
    quoted = ("“Talks began,” Asif Durrani said.", "Ishaq Dar reaffirmed his hope.", "“They failed,” he added.")
    assert said(*quoted) == ["Asif Durrani", "Asif Durrani"]
    told = ("Asif Durrani said talks began.", "Ishaq Dar pledged to come.", "He said that he would stay.")
    assert said(*told) == ["Asif Durrani", "Ishaq Dar"]


def test_a_quotation_that_goes_on_alone_is_the_last_speakers():
    found = speakers("“Talks began,” Asif Durrani said.", "“They failed.”")
    assert found[["said_by", "start", "end"]].values.tolist()[1] == ["Asif Durrani", 0, 0]


def test_a_pronoun_after_a_speaker_without_tag_names_nobody():
    assert said("Asif Durrani said talks began.", "The police said that two came.", "He said that one left.")[2] == ""


def test_a_pronoun_is_not_carried_across_articles():
    frame = {
        "sentence_id": ["a:1", "b:1"],
        "article_id": ["a", "b"],
        "text": ["Iran said it came.", "He said it left."],
    }
    sentences = complete(pd.DataFrame(frame), "sentences")
    found = find_speakers(sentences, tag(sentences, "countries"))
    assert found["said_by"].tolist() == ["Iran", ""]
    assert found["rule"].tolist()[1] == "pronoun, no speaker before"


@given(
    st.lists(st.sampled_from(["Iran", "said", "that", "“", "”", '"', ",", "he", "according to", "accused", "of", "a"]))
)
def test_no_speaker_is_invented(words):
    text = " ".join(words)
    assert set(said(text, text)) <= {"Iran", ""}


@given(st.text(alphabet='ab “”".'))
def test_masking_keeps_the_length(text):
    assert len(mask_quotations(text)) == len(text)


def test_events_outside_the_frame_are_the_speakers():
    rows = [("a:0001", start, start + 3, "", "ACCUSE", 3, 0.0, "actual", "", "", "", True) for start in (5, 30)]
    coded = from_rows("coded", [*rows, ("a:0002", *rows[0][1:])])
    found = attribute(coded, speakers("Iran accused the Taliban of bombing a town."))
    assert found["said_by"].tolist() == ["", "Iran", ""]


def test_no_sentences_give_no_rows():
    assert len(find_speakers(empty("sentences"), empty("tags"))) == 0


SEEDS = {
    "000": {"0012": "Ali Amin Gandapur", "0013": "Ali Amin Gandapur", "0017": "Pakistani media"},
    "001": {
        "0002": "Abdul Qahar Balkhi", "0003": "Amir Khan Muttaqi", "0004": "Amir Khan Muttaqi",
        "0005": "Taliban spokesman", "0008": "Asif Durrani", "0010": "Express Tribune", "0012": "Pakistan",
    },
    "002": {
        "0005": "Ministry of Foreign Affairs of Pakistan", "0007": "Ministry of Foreign Affairs of Pakistan",
        "0008": "Mumtaz Zahra Baloch", "0009": "Mumtaz Zahra Baloch", "0010": "Mumtaz Zahra Baloch",
        "0012": "Mumtaz Zahra Baloch", "0013": "Mumtaz Zahra Baloch", "0014": "Mumtaz Zahra Baloch",
        "0019": "Pakistan",
    },
    "002#0002": {"0006": "ISPR", "0009": "ISPR", "0010": "ISPR", "0013": "Pakistan"},
    "003": {"0009": "Ministry of Foreign Affairs of Pakistan", "0011": "Pakistan"},
    "004": {"0024": "Shah Mehmood Qureshi", "0025": "Shah Mehmood Qureshi"},
}  # fmt: skip
"""Who says what in the seeds, read by eye: article, sentence, label."""


def test_the_seeds_are_attributed_as_read():
    sentences = split_sentences(load_articles(ROOT / "seeds"))
    tags = tag(sentences, ["countries", "actors"])
    found = find_speakers(sentences, bind_surnames(tags, sentences))
    by_id = dict(zip(found["sentence_id"], found["said_by"], strict=True))
    short = {one[:3] + one.partition(".txt")[2]: label for one, label in by_id.items()}
    expected = {f"{article}:{number}": label for article, rows in SEEDS.items() for number, label in rows.items()}
    assert {one: short.get(one, "") for one in expected} == expected
    words = dict(zip(found["sentence_id"], found["speaker"], strict=True))
    assert any(one.endswith("#0002:0005") and "military" in said_as for one, said_as in words.items())
