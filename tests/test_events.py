import re

import pandas as pd
import pytest

from corpus.attribution import attribute, find_speakers
from corpus.errors import TableError
from corpus.events import code_events
from corpus.modality import find_long_ago, judge_modality
from corpus.tables import check, complete, empty, from_rows
from corpus.tagging import tag

MARKED = re.compile(r"\[(?P<act>[^\]]*)\]\((?P<type>\w+)(?P<noun>,noun)?\)|\{(?P<actor>[^}]*)\}")


def marked(*texts, role="body"):
    """Sentences and tags of texts in which ``[accused](ACCUSE)`` is a trigger and ``{India}`` an actor."""
    sentences, tags = [], []
    for number, source in enumerate(texts, 1):
        text, at, sentence_id = "", 0, f"a:{number:04d}"
        for mark in MARKED.finditer(source):
            text += source[at : mark.start()]
            surface = mark["act"] or mark["actor"]
            lexicon, label = ("events", mark["type"]) if mark["act"] else ("actors", mark["actor"])
            kind = ("noun" if mark["noun"] else "verb") if mark["act"] else "person"
            tags.append(
                (sentence_id, lexicon, 0, surface, label, kind, "", len(text), len(text) + len(surface), surface, "")
            )
            text += surface
            at = mark.end()
        sentences.append((sentence_id, "a", role, 1, 0, len(text) + len(source) - at, text + source[at:]))
    return from_rows("sentences", sentences), from_rows("tags", tags)


def coded(*texts, role="body"):
    sentences, tags = marked(*texts, role=role)
    found = code_events(sentences, tags)
    check(found, "coded")
    text_of = dict(zip(sentences["sentence_id"], sentences["text"], strict=True))
    columns = ["sentence_id", "start", "end", "surface"]
    assert all(
        text_of[one][start:end] == surface for one, start, end, surface in found[columns].itertuples(index=False)
    )
    return found


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("{Pakistan} [accused](ACCUSE) {India} of it.", "Pakistan", "India"),
        ("{India} was [accused](ACCUSE) by {Pakistan} of it.", "Pakistan", "India"),
        ("{India} has been sharply [accused](ACCUSE) by {Pakistan}.", "Pakistan", "India"),
        ("{India} was [accused](ACCUSE) of it.", "", "India"),
        ("{Durrani} [met](CONSULT) {Muttaqi}.", "Durrani", "Muttaqi"),
        ("They [met](CONSULT).", "", ""),
        ("{Pakistan} left; they [met](CONSULT) in {Doha}.", "", ""),
        ("The [attack](ASSAULT,noun) on {India} went on.", "", "India"),
        ("{India}’s [attack](ASSAULT,noun) on {Pakistan} went on.", "India", "Pakistan"),
        ("An [attack](ASSAULT,noun) by {India} was feared.", "India", ""),
        ("The [talks](CONSULT,noun) between {India} and {Pakistan} went on.", "India", "Pakistan"),
        ("The [clashes](ASSAULT,noun) between {India} and {Pakistan} went on.", "India", ""),
        ("A [request](REQUEST,noun) from {India} came in.", "India", ""),
        ("{India} and {Pakistan} [agreed](AGREE) at last.", "India", "Pakistan"),
        ("{India}, which had long [accused](ACCUSE) {Pakistan}, left.", "India", "Pakistan"),
    ],
)
def test_actors_stand_on_the_side_that_word_order_tells(text, source, target):
    found = coded(text)
    assert found[["source_actor", "target_actor"]].values.tolist() == [[source, target]]


@pytest.mark.parametrize(
    ("kind", "quad"),
    [
        ("AGREE", 1),
        ("CONSULT", 1),
        ("COOPERATE", 2),
        ("AID", 2),
        ("ACCUSE", 3),
        ("THREATEN", 3),
        ("ASSAULT", 4),
        ("COERCE", 4),
    ],
)
def test_types_have_the_class_of_plover(kind, quad):
    assert coded(f"They [did]({kind}) it.")[["type", "quad"]].values.tolist() == [[kind, quad]]


def test_conflict_has_a_negative_intensity_and_cooperation_a_positive_one():
    found = coded("They [gave](AID) it.", "They [hit](ASSAULT) it.").set_index("type")["intensity"]
    assert found["ASSAULT"] < 0 < found["AID"] <= 10


@pytest.mark.parametrize(
    ("before", "modality"),
    [
        ("The two sides ", "actual"),
        ("The two sides did not ", "negated"),
        ("They didn’t ", "negated"),
        ("They didn't ", "negated"),
        ("They have never ", "negated"),
        ("They will ", "future"),
        ("The envoy is expected to ", "future"),
        ("If the two sides ", "hypothetical"),
        ("They could ", "hypothetical"),
        ("They will not ", "refused"),
        ("They won’t ", "refused"),
        ("They must ", "obliged"),
        ("They will, he said, after the other side ", "actual"),
        ("Nothing is known of it, they ", "actual"),
        ("The knot ", "actual"),
        ("He was not there when the other ministers at last ", "actual"),
        ("", "actual"),
    ],
)
def test_modality_is_told_by_the_words_before(before, modality):
    assert judge_modality(before) == modality


@pytest.mark.parametrize(
    ("text", "type_", "modality"),
    [
        ("They will [visit](CONSULT) {Iran}.", "AGREE", "future"),
        ("They would [visit](CONSULT) {Iran} if it was safe.", "AGREE", "hypothetical"),
        ("They will [withdraw](RETREAT) soon.", "CONCEDE", "future"),
        ("They will [withdraw](RETREAT) unless he signs.", "THREATEN", "hypothetical"),
        ("They will [expel](SANCTION) the envoy.", "THREATEN", "future"),
        ("They will [attack](ASSAULT) soon.", "ASSAULT", "future"),
        ("They will not [lift](RETREAT) it.", "REJECT", "actual"),
        ("They will not [attack](ASSAULT) it.", "ASSAULT", "negated"),
        ("They must [withdraw](RETREAT) now.", "REQUEST", "actual"),
        ("They must [attack](ASSAULT) now.", "ASSAULT", "hypothetical"),
        ("They did not [visit](CONSULT) {Iran}.", "CONSULT", "negated"),
        ("They [attacked](ASSAULT) it two years ago.", "ASSAULT", "historical"),
        ("Last year, they [attacked](ASSAULT) it.", "ASSAULT", "historical"),
        ("They [attacked](ASSAULT) it.", "ASSAULT", "actual"),
    ],
)
def test_an_act_announced_refused_or_demanded_is_coded_as_that(text, type_, modality):
    assert coded(text)[["type", "modality"]].values.tolist() == [[type_, modality]]


def test_long_ago_belongs_to_the_verb_before_it():
    found = coded("They [attacked](ASSAULT) it and [met](CONSULT) those who had left two years ago.")
    assert found["modality"].tolist() == ["actual", "historical"]
    assert find_long_ago("They met at lunch.") == -1


@pytest.mark.parametrize(
    "text",
    [
        "They [asked](REQUEST) him to [visit](CONSULT) {Iran} and [discuss](CONSULT) it.",
        "They [agreed](AGREE) on [reopening](COOPERATE) it.",
        "They [discussed](CONSULT) [easing](RETREAT) it, [boosting](COOPERATE) trade and [opening](COOPERATE) banks.",
        "The [banned](COERCE) group [met](CONSULT) him.",
        "They [met](CONSULT) on [trade](COOPERATE,noun).",
        "They [met](CONSULT) a long-[threatened](THREATEN) tribe.",
    ],
)
def test_what_is_asked_promised_or_talked_about_is_no_act_of_its_own(text):
    assert len(coded(text)) == 1


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("They [summoned](ACCUSE) him to [demand](REQUEST) it.", ["ACCUSE", "REQUEST"]),
        ("They [agreed](AGREE) after he [visited](CONSULT).", ["AGREE", "CONSULT"]),
        ("He [agreed](AGREE) on it, [accusing](ACCUSE) them.", ["AGREE", "ACCUSE"]),
    ],
)
def test_what_stands_in_a_clause_of_its_own_is_an_act(text, types):
    assert coded(text)["type"].tolist() == types


def test_the_act_of_the_main_clause_is_the_main_one():
    found = coded("After he [attacked](ASSAULT) it, they [met](CONSULT).", "Men who [rioted](PROTEST) [met](CONSULT).")
    assert found.loc[found["main"], "type"].tolist() == ["CONSULT", "PROTEST"]


def test_a_noun_that_opens_the_sentence_stands_before_a_verb_of_a_further_clause():
    found = coded("The [visit](CONSULT,noun) comes after they [attacked](ASSAULT) it.")
    assert found[["surface", "main"]].values.tolist() == [["visit", True], ["attacked", False]]


def told(text):
    """Coded events of a sentence with the packaged lexicons, said_by among the columns."""
    sentence = {"sentence_id": "a:0001", "article_id": "a", "text": text}
    sentences = complete(pd.DataFrame([sentence]), "sentences")
    tags = tag(sentences, ["events", "actors", "countries"])
    return attribute(code_events(sentences, tags), find_speakers(sentences, tags))


def test_three_acts_of_a_sentence_are_three_rows():
    found = told("Iran summoned the envoy and demanded action after four soldiers were killed.")
    assert found[["type", "main"]].values.tolist() == [["ACCUSE", True], ["REQUEST", False], ["ASSAULT", False]]
    assert found["source_actor"].tolist() == ["Iran", "Iran", ""]


def test_what_a_spokesman_claims_is_said_by_his_side():
    found = told("According to the Taliban spokesman, Pakistan’s representative congratulated the Taliban.")
    row = found[["type", "target_actor", "said_by"]].values.tolist()
    assert row == [["SUPPORT", "Taliban", "Taliban spokesman"]]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Iran lifted the curfew in the town.", "CONCEDE"),
        ("Iran lifted sanctions on Iraq.", "RETREAT"),
        ("Iran violated the ceasefire.", "ASSAULT"),
        ("Iran returned the stolen paintings to Iraq.", "RETREAT"),
        ("Iran gave $2 million to Iraq.", "AID"),
        ("Iran sent 200 soldiers as peacekeepers to Mali.", "AID"),
        ("Iran shared raw intelligence with Iraq.", "COOPERATE"),
        ("Iran cancelled a meeting with Iraq.", "REJECT"),
        ("Drivers went on a two-day strike.", "PROTEST"),
    ],
)
def test_verbs_and_nouns_have_their_meaning_in_plover(text, type_):
    assert told(text)["type"].iloc[0] == type_


@pytest.mark.parametrize(
    "text",
    [
        "Iran denied accusations of torture.",
        "Iran rejected allegations that it killed him.",
        "Iran declined to comment.",
    ],
)
def test_the_denial_of_a_charge_is_a_statement_and_no_act(text):
    assert len(told(text)) == 0


def test_verbs_stand_before_nouns_and_the_first_is_the_main_one():
    found = coded("After an [attack](ASSAULT,noun) {India} [accused](ACCUSE) {Pakistan} and [met](CONSULT) {Iran}.")
    assert found[["surface", "main"]].values.tolist() == [["accused", True], ["met", False], ["attack", False]]


@pytest.mark.parametrize(("role", "rows"), [("body", 1), ("summary", 1), ("title", 0), ("heading", 0), ("caption", 0)])
def test_only_body_and_summary_are_coded(role, rows):
    assert len(coded("They [met](CONSULT).", role=role)) == rows


def test_a_label_that_is_no_event_type_is_passed_over():
    assert len(coded("They [danced](WALTZ).")) == 0


def test_no_tags_give_no_events():
    sentences, _ = marked("They met.")
    assert len(code_events(sentences, empty("tags"))) == 0
    assert len(code_events(empty("sentences"), empty("tags"))) == 0


def test_tables_are_checked():
    with pytest.raises(TableError, match="table tags, column"):
        code_events(empty("sentences"), pd.DataFrame())
