import re

import pandas as pd
import pytest

from corpus.errors import TableError
from corpus.events import code_events, find_events, judge_modality
from corpus.tables import check, complete, empty, from_rows

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
                (sentence_id, lexicon, 0, label, label, kind, "", len(text), len(text) + len(surface), surface, "fixed")
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
        ("The [attack](ASSAULT,noun) on {India} went on.", "", ""),
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
        ("Nothing is known of it, they ", "actual"),
        ("The knot ", "actual"),
        ("He was not there when the other ministers at last ", "actual"),
        ("", "actual"),
    ],
)
def test_modality_is_told_by_the_words_before(before, modality):
    assert judge_modality(before) == modality


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


def dates_of(*rows):
    columns = ["sentence_id", "start", "end", "surface", "type", "edtf", "grade"]
    return complete(pd.DataFrame(rows, columns=columns), "dates")


ARTICLES = complete(pd.DataFrame({"article_id": ["a"], "text": ["x"]}), "articles")


def test_an_event_has_the_date_nearest_to_its_trigger_in_its_sentence():
    found = coded(
        "On Monday they [met](CONSULT) in the city; on Friday they [left](RETREAT) it.", "They [met](CONSULT) again."
    )
    dates = dates_of(
        ("a:0001", 3, 9, "Monday", "DATE", "2023-07-17", "inferred"),
        ("a:0001", 35, 41, "Friday", "DATE", "2023-07-21", "documented"),
        ("a:0001", 45, 46, "x", "DURATION", "2000", ""),
        ("a:0001", 46, 47, "y", "DATE", "", ""),
    )
    events, mentions = find_events(found, dates, ARTICLES)
    check(events, "events")
    check(mentions, "mentions")
    assert events[["sentence_id", "type", "edtf", "grade"]].values.tolist() == [
        ["a:0001", "CONSULT", "2023-07-17", "inferred"],
        ["a:0001", "RETREAT", "2023-07-21", "documented"],
        ["a:0002", "CONSULT", "", ""],
    ]
    assert mentions["article_id"].tolist() == ["a"] * 3
    assert mentions["event_id"].tolist() == events["event_id"].tolist()


@pytest.mark.xfail(strict=True)
def test_a_date_of_the_next_clause_is_not_the_date_of_this_one():
    found = coded("On Monday morning they [met](CONSULT); on Friday they left.")
    dates = dates_of(
        ("a:0001", 3, 9, "Monday", "DATE", "2023-07-17", "inferred"),
        ("a:0001", 30, 36, "Friday", "DATE", "2023-07-21", "inferred"),
    )
    assert find_events(found, dates, ARTICLES)[0]["edtf"].tolist() == ["2023-07-17"]


def test_two_types_of_the_same_words_are_two_events():
    sentences, tags = marked("They [met](CONSULT).")
    tags = pd.concat([tags, tags.assign(label="AGREE", entry="AGREE")], ignore_index=True)
    events, _ = find_events(code_events(sentences, tags), empty("dates"), ARTICLES)
    assert sorted(events["type"]) == ["AGREE", "CONSULT"]
    assert events["event_id"].is_unique


def test_no_coded_rows_give_no_events():
    events, mentions = find_events(empty("coded"), empty("dates"), empty("articles"))
    check(events, "events")
    check(mentions, "mentions")
    assert (len(events), len(mentions)) == (0, 0)


def test_tables_are_checked():
    with pytest.raises(TableError, match="table tags, column"):
        code_events(empty("sentences"), pd.DataFrame())
    with pytest.raises(TableError, match="table dates, column"):
        find_events(empty("coded"), pd.DataFrame(), empty("articles"))
