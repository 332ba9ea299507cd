import random
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.build import build
from corpus.clauses import find_clauses
from corpus.errors import TableError
from corpus.merging import find_events
from corpus.tables import check, complete, empty, from_rows
from corpus.timex.edtf import bounds

MARK = re.compile(
    r"\[(?P<act>[^\]]*)\]\((?P<type>[A-Z]+)(?P<modality>,\w+)?(?:: (?P<source>[^>]*)>(?P<target>[^)]*))?\)"
    r"|<(?P<date>[^|]*)\|(?P<edtf>[^>]*)>|\{(?P<place>[^|}]*)(?:\|(?P<kind>\w+))?\}"
)
QUAD = {"CONSULT": 1, "AGREE": 1, "RETREAT": 2, "ACCUSE": 3, "COERCE": 4, "ASSAULT": 4}


def told(*stories, duplicates=()):
    """The tables of articles, each (published, sentence, ...), with ``[met](CONSULT: A>B)``, ``<Monday|2023-07-17>``.

    ``{Kabul}`` is a capital of the gazetteer, ``{Taliban|group}`` an actor.
    """
    articles, sentences, coded, dates, tags = [], [], [], [], []
    for number, (published, *texts) in enumerate(stories):
        article_id = f"{number:03d}.txt"
        articles.append((article_id, published, dict(duplicates).get(number, "")))
        for place, source in enumerate(texts, 1):
            text, at, sentence_id = "", 0, f"{article_id}:{place:04d}"
            for mark in MARK.finditer(source):
                text += source[at : mark.start()]
                words = mark["act"] or mark["date"] or mark["place"]
                span = (len(text), len(text) + len(words))
                if mark["act"]:
                    modality = (mark["modality"] or ",actual")[1:]
                    kind, sides = mark["type"], (mark["source"] or "", mark["target"] or "")
                    coded.append((sentence_id, *span, words, kind, QUAD[kind], 0.0, modality, *sides, "", True))
                elif mark["date"]:
                    dates.append((sentence_id, *span, words, *dated(mark["edtf"])))
                else:
                    lexicon = "actors" if mark["kind"] else "places"
                    tags.append(
                        (sentence_id, lexicon, 0, words, words, mark["kind"] or "capital", "", *span, words, "")
                    )
                text, at = text + words, mark.end()
            text += source[at:]
            sentences.append((sentence_id, article_id, "body", 1, 0, len(text), text))
    frame = pd.DataFrame(articles, columns=["article_id", "published", "duplicate_of"], dtype="str").assign(text="")
    return (
        from_rows("coded", coded),
        from_rows("dates", dates),
        complete(frame, "articles"),
        from_rows("sentences", sentences),
        from_rows("tags", tags),
    )


def dated(edtf):
    """The columns of `dates` from `type` on; ``?`` could not be resolved, ``soon`` is to come."""
    if edtf in ("?", "soon"):
        return ("DATE", "FUTURE_REF" if edtf == "soon" else "XXXX", "", "", "", pd.NaT, pd.NaT, "", "", "none", "")
    first, last = (pd.Timestamp(end) if end else pd.NaT for end in bounds(edtf))
    return ("DATE", edtf, "", "", edtf, first, last, "day" if len(edtf) == 10 else "month", "inferred", "", "")


def events_of(*stories, **more):
    events, mentions = find_events(*told(*stories, **more))
    check(events, "events")
    check(mentions, "mentions")
    assert set(mentions["event_id"]) == set(events["event_id"])
    return events


def date_of(text, published="2023-07-21"):
    return events_of((published, text))["edtf"].tolist()


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("On <Monday|2023-07-17> they [met](CONSULT) in Kabul.", "2023-07-17"),
        ("They [met](CONSULT) in Kabul on <Monday|2023-07-17>.", "2023-07-17"),
        ("Four were [killed](ASSAULT), the military said on <Sunday|2023-07-16>.", "../2023-07-16"),
        ("The military said on <Sunday|2023-07-16> that four were [killed](ASSAULT).", "../2023-07-16"),
        ("On <Sunday|2023-07-16>, the army said four were [killed](ASSAULT).", "../2023-07-16"),
        ("The army on <Sunday|2023-07-16> said four were [killed](ASSAULT).", "../2023-07-16"),
        ("The army said four were [killed](ASSAULT) on <Sunday|2023-07-16>.", "2023-07-16"),
        ("Four were [killed](ASSAULT) on <Friday|2023-07-14>, the army said on <Sunday|2023-07-16>.", "2023-07-14"),
        ("The army said on <Sunday|2023-07-16> that it [hit](ASSAULT) them on <Friday|2023-07-14>.", "2023-07-14"),
        ("“We [met](CONSULT) them,” Baloch told reporters at a briefing on <Friday|2023-07-21>.", "../2023-07-21"),
        ("According to the army, four were [killed](ASSAULT) on <Sunday|2023-07-16>.", "2023-07-16"),
    ],
)
def test_the_date_of_the_report_is_not_that_of_the_act(text, edtf):
    assert date_of(text) == [edtf]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("The rebels, who [met](CONSULT) them in <2021|2021>, left.", ["2021"]),
        ("The rebels, who came in <2021|2021>, [met](CONSULT) them on <Friday|2023-07-14>.", ["2023-07-14"]),
        ("After they came in <May|2023-05>, the sides [met](CONSULT) on <Friday|2023-07-14>.", ["2023-07-14"]),
        ("They [met](CONSULT) after the floods of <May|2023-05>.", ["../2023-07-21"]),
        ("They [met](CONSULT) on <Monday|2023-07-17>; on <Friday|2023-07-21> they left.", ["2023-07-17"]),
        (
            "They [met](CONSULT) on <Monday|2023-07-17> and [left](RETREAT) on <Friday|2023-07-21>.",
            ["2023-07-17", "2023-07-21"],
        ),
        (
            "In <May|2023-05> they [met](CONSULT), and a camp was [hit](ASSAULT) in <June|2023-06>.",
            ["2023-05", "2023-06"],
        ),
        ("They [met](CONSULT) in <July|2023-07>, on <Monday|2023-07-17>, in Kabul.", ["2023-07-17"]),
        ("They [praised](AGREE) the <2015|2015> agreement on <Monday|2023-07-17>.", ["2023-07-17"]),
        ("<Saturday|2023-07-15>’s [meeting](CONSULT) failed.", ["2023-07-15"]),
    ],
)
def test_the_date_of_an_act_stands_in_its_clause(text, edtf):
    assert date_of(text) == edtf


@pytest.mark.parametrize(
    ("text", "published", "edtf"),
    [
        ("Since <May|2023-05> it has [deported](COERCE) many.", "2023-07-21", "2023-05/2023-07-21"),
        ("Since <May|2023-05> it has [deported](COERCE) many.", "", "2023-05/.."),
        ("They [met](CONSULT) from <3|2022-05-03> to <7 May|2022-05-07>.", "2023-07-21", "2022-05-03/2022-05-07"),
        ("They [met](CONSULT) between <2019|2019> and <2021|2021>.", "2023-07-21", "2019/2021"),
        ("They [met](CONSULT) before <Friday|2023-07-14>.", "2023-07-21", "../2023-07-14"),
        ("Until <May|2023-05> they [met](CONSULT) daily.", "2023-07-21", "../2023-05"),
        ("They [met](CONSULT) after <Friday|2023-07-14>.", "", "2023-07-14/.."),
    ],
)
def test_a_word_before_a_date_makes_it_an_interval(text, published, edtf):
    assert date_of(text, published) == [edtf]


@pytest.mark.parametrize(
    ("text", "published", "edtf"),
    [
        ("They [met](CONSULT).", "2023-07-21", "../2023-07-21"),
        ("They [met](CONSULT).", "2023-07-19/2023-07-24", "../2023-07-24"),
        ("They [met](CONSULT).", "2023-05-09/..", ""),
        ("They [met](CONSULT).", "", ""),
        ("They [met](CONSULT) on <Saturday|?>.", "2023-07-21", "../2023-07-21"),
        ("They [met](CONSULT) on <Saturday|?>; <2022|2022> was worse.", "", ""),
        ("They will [meet](CONSULT,future).", "2023-07-21", ""),
        ("They will [meet](CONSULT,future) <soon|soon>.", "2023-07-21", "2023-07-21/.."),
        ("They will [meet](CONSULT,future) on <Monday|2023-07-24>.", "2023-07-21", "2023-07-24"),
        ("They never [met](CONSULT,negated).", "2023-07-21", ""),
    ],
)
def test_without_a_date_an_act_is_bounded_by_its_article_if_it_is_told_as_done(text, published, edtf):
    assert date_of(text, published) == [edtf]


def test_a_bound_of_the_article_has_its_grade_and_no_grain():
    event = events_of(("2023-07-21", "They [met](CONSULT)."))
    assert event[["grade", "grain"]].values.tolist() == [["documented", ""]]
    assert pd.isna(event["earliest"].iloc[0])
    assert event["latest"].iloc[0] == pd.Timestamp("2023-07-21")


def test_without_the_text_the_nearest_date_is_taken():
    coded, dates, articles, *_ = told(("2023-07-21", "Four were [killed](ASSAULT), it said on <Sunday|2023-07-16>."))
    assert find_events(coded, dates, articles)[0]["edtf"].tolist() == ["2023-07-16"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("They [met](CONSULT) in {Kabul}.", "Kabul"),
        ("They [visited](CONSULT) {Kabul}.", "Kabul"),
        ("In {Kabul} they [met](CONSULT).", "Kabul"),
        ("They [met](CONSULT) the envoy of {Kabul}.", ""),
        ("They [met](CONSULT); in {Kabul} it rained.", ""),
        ("They [met](CONSULT).", ""),
    ],
)
def test_the_place_stands_in_the_clause_behind_a_preposition(text, place):
    assert events_of(("2023-07-21", text))["place"].tolist() == [place]


A_MET_B = "{place} they [met](CONSULT: A>B) on <Monday|2023-07-17>."


@pytest.mark.parametrize(
    ("first", "second", "rows"),
    [
        ("[met](CONSULT: A>B) on <Monday|2023-07-17>", "[met](CONSULT: A>B) on <17 July|2023-07-17>", 1),
        ("[met](CONSULT: A>B) on <Monday|2023-07-17>", "[met](CONSULT: B>A) on <17 July|2023-07-17>", 1),
        ("[hit](ASSAULT: A>B) on <Monday|2023-07-17>", "[hit](ASSAULT: B>A) on <17 July|2023-07-17>", 2),
        (
            "[met](CONSULT: A>B) in {Kabul} on <Monday|2023-07-17>",
            "[saw](CONSULT: A>B) in {Kabul} on <it|2023-07-17>",
            1,
        ),
        ("[met](CONSULT: A>B) on <Monday|2023-07-17>", "[saw](CONSULT: A>B) on <17 July|2023-07-17>", 2),
        ("[met](CONSULT: A>B) on <Monday|2023-07-17>", "[met](CONSULT: A>B) on <18 July|2023-07-18>", 2),
        ("[met](CONSULT: A>B) on <Monday|2023-07-17>", "[met](CONSULT: A>C) on <17 July|2023-07-17>", 2),
        ("[met](CONSULT: A>B) on <Monday|2023-07-17>", "[met](CONSULT: A>) on <17 July|2023-07-17>", 2),
        ("[met](CONSULT: A>B) in {Kabul} on <it|2023-07-17>", "[met](CONSULT: A>B) in {Doha} on <it|2023-07-17>", 2),
        ("[hit](ASSAULT: >B) in {Kabul} on <it|2023-07-17>", "[hit](ASSAULT: >B) in {Kabul} on <it|2023-07-17>", 1),
        ("[hit](ASSAULT: >B) in {Kabul} on <it|2023-07-17>", "[hit](ASSAULT: C>B) in {Kabul} on <it|2023-07-17>", 1),
        ("[hit](ASSAULT: >) in {Kabul} on <it|2023-07-17>", "[hit](ASSAULT: >) in {Kabul} on <it|2023-07-17>", 2),
        ("[met](CONSULT: A>B)", "[met](CONSULT: A>B)", 2),
        ("[met](CONSULT: A>B) in <July|2023-07>", "[met](CONSULT: A>B) in <July|2023-07>", 2),
        ("[met](CONSULT: A>B) in <July|2023-07>", "[met](CONSULT: A>B) on <17 July|2023-07-17>", 1),
        ("[met](CONSULT: A>B) in <June|2023-06>", "[met](CONSULT: A>B) on <17 July|2023-07-17>", 2),
        ("[agreed](AGREE: A>B) on <it|2023-07-17>", "will [agree](AGREE,future: A>B) on <it|2023-07-17>", 2),
        ("the Doha [Agreement](AGREE) of <2020|2020-02-29>", "a [ceasefire](RETREAT) in {Doha} on <it|2025-10-19>", 2),
        ("the Doha [Agreement](AGREE)", "[agreed](AGREE) in {Doha} on <it|2025-10-19>", 2),
    ],
)
def test_mentions_are_one_event_when_they_agree_in_enough(first, second, rows):
    stories = [("2026", f"They {first}."), ("2026", f"They {second}.")]
    assert len(events_of(*stories)) == rows
    assert len(events_of(*stories[::-1])) == rows


TAKEOVER = "It came after {Taliban|group}’s [takeover of](ASSAULT) {Afghanistan|name}."
DATED = "It came with their [takeover of](ASSAULT) {Afghanistan|name} on <August 15|2021-08-15>."


def test_a_definite_noun_of_what_happens_once_joins_the_only_event_it_can_mean():
    events, mentions = find_events(*told(("2023-07-21", TAKEOVER), ("2021-11-09", DATED)))
    assert events[["edtf", "n_articles", "sentence_id"]].values.tolist() == [["2021-08-15", 2, "000.txt:0001"]]
    assert mentions["article_id"].tolist() == ["000.txt", "001.txt"]


@pytest.mark.parametrize(
    "other",
    [
        DATED.replace("2021-08-15", "1996-09-27"),
        DATED.replace("2021-08-15", "2024-01-01"),
    ],
)
def test_it_joins_none_when_there_is_a_second_one_or_it_came_later(other):
    later = "2024-01-01" in other
    stories = [("2023-07-21", TAKEOVER), ("2025", other)] + ([] if later else [("2021-11-09", DATED)])
    assert set(events_of(*stories)["n_articles"]) == {1}


def test_an_indefinite_or_a_repeatable_act_joins_nothing():
    for once in ("It saw a [takeover of](ASSAULT) {Afghanistan|name}.", TAKEOVER.replace("takeover", "attack")):
        day = DATED if "takeover" in once else DATED.replace("takeover", "attack")
        assert len(events_of(("2023", once), ("2023", day))) == 2


def test_within_an_article_the_same_week_is_the_same_time():
    week = "<this week|2025-12-15/2025-12-21>"
    twice = [f"A {week} [summoned](ACCUSE: A>B).", f"A {week} [summoned](ACCUSE: A>B) again."]
    assert len(events_of(("2025-12-21", *twice))) == 1
    assert len(events_of(*(("2025-12-21", one) for one in twice))) == 2


def test_the_row_of_an_event_is_what_its_mentions_tell_together():
    coded, *rest = told(
        ("2023-07-21", "They [hit](ASSAULT: >B) in {Kabul} on <it|2023-07-17>."),
        ("2023-07-21", "They [hit](ASSAULT: C>B) in {Kabul} on <it|2023-07-17>."),
        duplicates=[(1, "000.txt")],
    )
    coded = coded.assign(said_by=pd.Series(["police", ""], dtype="str"))
    events, mentions = find_events(coded, *rest)
    assert events[["source_actor", "said_by", "n_articles"]].values.tolist() == [["C", "", 1]]
    assert len(mentions) == 2


def test_two_acts_of_the_same_words_are_two_events():
    coded, dates, articles, *_ = told(("2023-07-21", "They [met](CONSULT)."))
    twice = pd.concat([coded, coded.assign(type="AGREE")], ignore_index=True)
    events, _ = find_events(twice, dates, articles)
    assert sorted(events["type"]) == ["AGREE", "CONSULT"]
    assert events["event_id"].is_unique


@pytest.fixture(scope="module")
def seeds():
    events = build("seeds").events
    return events.assign(file=events["sentence_id"].str[:3])


def test_the_takeover_of_two_clippings_is_one_event(seeds):
    takeover = seeds[seeds["surface"].str.startswith("takeover")]
    assert takeover[["edtf", "n_articles", "source_actor"]].values.tolist() == [["2021-08-15", 2, "Taliban"]]


def test_no_other_event_of_the_clippings_is_merged_across_articles(seeds):
    assert seeds.loc[seeds["n_articles"] > 1, "surface"].str.startswith("takeover").all()


def test_dates_of_acts_in_the_clippings_read_by_eye(seeds):
    def dates(file, surface):
        return seeds.loc[seeds["file"].eq(file) & seeds["surface"].eq(surface), "edtf"].tolist()

    assert "../2025-12-21" in dates("002", "killed")
    assert dates("002", "were injured") == ["2023-07-20"]
    assert dates("002", "arrived in") == ["2023-07-19"]
    assert dates("002", "agreed to a ceasefire") == ["2025-10-19"]
    assert dates("004", "overthrew the") == ["2021-08"]
    assert "2021-10" in dates("004", "visited")


STORIES = [
    ("2023-07-21", "A [met](CONSULT: A>B) B on <Monday|2023-07-17>.", "They [left](RETREAT: A>B) in <July|2023-07>."),
    ("2023-07-22", "A and B [met](CONSULT: B>A) on <Monday|2023-07-17>.", TAKEOVER),
    ("2021-11-09", DATED, "A [left](RETREAT: A>B) on <it|2023-07-03>."),
]


def test_the_order_of_rows_makes_no_difference():
    coded, dates, articles, sentences, tags = told(*STORIES)
    expected = find_events(coded, dates, articles, sentences, tags)
    assert len(expected[0]) == 3
    for seed in range(5):
        order = random.Random(seed).sample(range(len(coded)), len(coded))
        shuffled = [frame.sample(frac=1, random_state=seed) for frame in (dates, articles, sentences, tags)]
        found = find_events(coded.iloc[order], *shuffled)
        for one, other in zip(expected, found, strict=True):
            pd.testing.assert_frame_equal(one, other)


def test_no_rows_give_no_events_and_nothing_is_changed():
    events, mentions = find_events(empty("coded"), empty("dates"), empty("articles"))
    check(events, "events")
    assert (len(events), len(mentions)) == (0, 0)
    frames = told(*STORIES)
    before = [frame.copy(deep=True) for frame in frames]
    find_events(*frames)
    for frame, old in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, old)


def test_tables_are_checked():
    with pytest.raises(TableError, match="table dates, column"):
        find_events(empty("coded"), pd.DataFrame(), empty("articles"))
    with pytest.raises(TableError, match="table tags, column"):
        find_events(empty("coded"), empty("dates"), empty("articles"), tags=pd.DataFrame())


@given(st.text(alphabet="ab ,;:—that which after since who\n", max_size=80))
@settings(max_examples=200, deadline=None)
def test_every_place_of_any_sentence_has_a_clause(text):
    clauses = find_clauses(text)
    numbers = [clauses.at(place) for place in range(len(text) + 1)]
    assert all(0 <= number <= len(clauses.starts) for number in numbers)
    assert list(clauses.starts) == sorted(clauses.starts)
