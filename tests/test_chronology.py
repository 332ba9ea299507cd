import pandas as pd
import pytest

from corpus.chronology import describe_evidence, list_events, mark_events, select_events, tell_dating, tell_evidence
from corpus.errors import ParameterError
from corpus.tables import complete, empty

DAY = pd.Timestamp("2023-07-19")


def event(event_id, edtf="", **more):
    first = pd.Timestamp(edtf[:10]) if edtf and not edtf.startswith("..") else pd.NaT
    last = pd.Timestamp(edtf[-10:]) if edtf and not edtf.endswith("..") else pd.NaT
    row = {"event_id": event_id, "edtf": edtf, "earliest": first, "latest": last, "type": "CONSULT", "quad": 1}
    told = {"sentence_id": "a:0001", "grade": "documented" if edtf else "", "grain": "day", "surface": "met"}
    return row | told | {"modality": "actual"} | more


EVENTS = complete(
    pd.DataFrame([
        event("own", "2023-07-19", grade="inferred", source_actor="A", target_actor="B"),
        event("told", "../2023-07-21", grain="", source_actor="B"),
        event("report", "../2023-07-20", grade="inferred", said_by="A"),
        event("soon", "2023-07-21/..", grain="", modality="future"),
        event("none"),
        event("denied", "2023-07-18", modality="negated"),
    ]),
    "events",
)  # fmt: skip
MENTIONS = complete(
    pd.DataFrame({"event_id": EVENTS["event_id"], "article_id": "a", "sentence_id": "a:0001"}), "mentions"
)
MORE = complete(pd.DataFrame({"event_id": ["own"], "article_id": ["b"], "sentence_id": ["b:0001"]}), "mentions")
DATES = complete(
    pd.DataFrame({
        "sentence_id": ["b:0001", "a:0001"], "start": 0, "end": 9, "surface": ["Wednesday", "Thursday"], "type": "DATE",
        "edtf": ["2023-07-19", "2023-07-20"], "basis": "publication date",
    }),
    "dates",
)  # fmt: skip
SENTENCES = complete(
    pd.DataFrame({"sentence_id": ["a:0001", "b:0001"], "article_id": ["a", "b"], "text": ["In a.", "In b, longer."]}),
    "sentences",
)
ARTICLES = complete(
    pd.DataFrame({"article_id": ["a", "b", "c"], "text": "x", "published": ["2023-07-21", "", ""]}), "articles"
)


def chosen(**options):
    return select_events(EVENTS, **options)["event_id"].tolist()


def test_events_are_chosen_by_grade_modality_and_actor_in_the_order_of_time():
    assert chosen(dates="inferred") == ["own", "report", "told", "soon", "none"]
    assert chosen() == ["told", "soon", "none"]
    assert chosen(dates="inferred", include_planned=False) == ["own", "report", "told", "none"]
    assert chosen(dates="inferred", actors=" b ,") == ["own", "told"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dates": "all"}, "^dates: expected one of documented, inferred, found 'all'"),
        ({"actors": "Nobody"}, "^actors: expected some of A, B; found 'nobody'$"),
        ({"actors": "B, Aa"}, "^actors: expected some of A, B; found 'aa'; did you mean A\\?$"),
    ],
)
def test_a_wrong_option_is_named_with_what_would_be_right(options, message):
    with pytest.raises(ParameterError, match=message):
        select_events(EVENTS, **options)


def listed():
    mentions = pd.concat([MENTIONS, MORE], ignore_index=True)
    return list_events(select_events(EVENTS, dates="inferred"), mentions, DATES, SENTENCES, ARTICLES, chars=8)


def test_each_event_says_what_its_date_rests_on_and_shows_that_sentence():
    rows = listed().set_index("event_id")
    assert rows["how"].to_dict() == {
        "own": "“Wednesday”, publication date",
        "report": "“Thursday”, publication date",
        "told": "told as done when the article was published",
        "soon": "told as planned when the article was published",
        "none": "",
    }
    assert rows.loc[["own", "report"], "sentence"].tolist() == ["In b, lo…", "In a."]
    assert rows.loc["own", ["act", "articles"]].tolist() == ["A → B", "a 2023-07-21, b"]


def test_marks_are_what_more_than_the_publication_dates():
    marks = mark_events(listed())
    assert marks[["event_id", "label", "status"]].values.tolist() == [
        ["own", "2023-07-19  met  A → B", ""],
        ["report", "../2023-07-20  met", "claimed"],
        ["soon", "2023-07-21/..  met", "planned"],
    ]


def test_it_is_said_how_many_acts_are_dated_and_by_what():
    assert tell_dating(listed()).startswith("3 of 5 acts are dated by words of their sentence, 2 of these by a conv")
    assert "1 are known only to lie on or before" in tell_dating(listed())


EVIDENCE = complete(
    pd.DataFrame({
        "article_id": ["a", "a", "a", "b"], "kind": ["stamp", "weekday", "office", "past fact"],
        "surface": ["21 July", "Friday", "", "2022"], "verdict": ["used", "confirmed", "contradicted", "used"],
        "earliest": [pd.Timestamp("2023-07-21")] * 2 + [pd.NaT, pd.Timestamp("2022-01-01")],
        "latest": [pd.Timestamp("2023-07-21")] * 2 + [pd.Timestamp("2023-07-17"), pd.NaT],
    }),
    "evidence",
)  # fmt: skip


def test_the_ladder_shows_each_fact_and_each_article_of_which_none_is_known():
    ladder = describe_evidence(EVIDENCE, SENTENCES, ARTICLES)
    assert ladder[["article", "kind", "says", "verdict"]].values.tolist() == [
        ["a 2023-07-21", "stamp", "2023-07-21", "used"],
        ["a 2023-07-21", "weekday", "2023-07-21", "confirmed"],
        ["a 2023-07-21", "office", "on or before 2023-07-17", "contradicted"],
        ["b", "past fact", "on or after 2022-01-01", "used"],
        ["c", "none", "", ""],
    ]


def test_evidence_is_put_into_words():
    assert tell_evidence(EVIDENCE, ARTICLES).tolist() == [
        "stamp “21 July”: 2023-07-21; office: on or before 2023-07-17 (contradicted); confirmed by 1 more",
        "past fact “2022”: on or after 2022-01-01",
        "",
    ]


def test_nothing_gives_empty_tables():
    nothing = list_events(*(empty(name) for name in ("events", "mentions", "dates", "sentences", "articles")))
    assert len(mark_events(nothing)) == 0
    assert len(describe_evidence(empty("evidence"), empty("sentences"), empty("articles"))) == 0
    assert tell_dating(nothing) == "No act is told in these articles."
