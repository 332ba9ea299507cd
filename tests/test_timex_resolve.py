import json
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import TableError
from corpus.tables import check, complete
from corpus.timex.resolve import find_dates, resolve_dates

CASES = json.loads((Path(__file__).parent / "cases" / "dates.json").read_text(encoding="utf-8"))


def cases(*groups):
    return [pytest.param(case, id=case["label"]) for group in groups for case in CASES[group]]


def tables(text, published="", **others):
    articles = pd.DataFrame({"article_id": ["a#0002"], "text": [text], "published": [published], **others})
    parts = text.split("\n")
    sentences = [
        {"sentence_id": f"a#0002:{n:04d}", "article_id": "a#0002", "text": part} for n, part in enumerate(parts)
    ]
    return complete(pd.DataFrame(sentences), "sentences"), complete(articles, "articles")


def dates_of(text, published="", **others):
    return find_dates(*tables(text, published, **others))


def pairs(found):
    return found[["surface", "value"]].values.tolist()


@pytest.mark.parametrize("case", cases("in the wild", "synthetic"))
def test_surface_and_value(case):
    assert pairs(dates_of(case["text"], case["published"])) == case["expected"]


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", cases("known failures"))
def test_known_failures(case):
    assert pairs(dates_of(case["text"], case["published"])) == case["expected"]


@pytest.mark.parametrize("case", cases("in the wild", "synthetic"))
def test_resolving_again_gives_the_same_table(case):
    sentences, articles = tables(case["text"], case["published"])
    found = find_dates(sentences, articles)
    check(found, "dates")
    pd.testing.assert_frame_equal(resolve_dates(found, articles), found)


@pytest.mark.parametrize("case", cases("in the wild", "synthetic"))
def test_a_date_learnt_later_resolves_as_one_known_at_first(case):
    sentences, articles = tables(case["text"], case["published"])
    before = find_dates(sentences, articles.assign(published="", grade=""))
    pd.testing.assert_frame_equal(resolve_dates(before, articles), find_dates(sentences, articles))


def test_articles_dated_later_resolve_as_if_dated_at_first():
    texts = [case["text"] for group in ("in the wild", "synthetic") for case in CASES[group]]
    published = [["", "2023-07-21", "2024-02", "2023-07-19/2023-07-24"][n % 4] for n in range(len(texts))]
    articles = complete(
        pd.DataFrame({"article_id": [f"a{n:02d}" for n in range(len(texts))], "text": texts, "published": published}),
        "articles",
    )
    rows = [(f"a{n:02d}:0001", f"a{n:02d}", text) for n, text in enumerate(texts)]
    sentences = complete(pd.DataFrame(rows, columns=["sentence_id", "article_id", "text"]), "sentences")
    undated = find_dates(sentences, articles.assign(published="", grade=""))
    dated = find_dates(sentences, articles)
    assert not undated.equals(dated)
    pd.testing.assert_frame_equal(resolve_dates(undated, articles), dated)


@pytest.mark.parametrize(
    ("text", "published", "value"),
    [
        ("a first quarter of losses", "1999-10-27", "1999-Q1"),
        ("a meeting on January 3", "1999-11-01", "2000-01-03"),
        ("a meeting on May 3", "1999-11-01", "1999-05-03"),
        ("They met on January 3.", "1999-11-01", "1999-01-03"),
        ("It will end by May.", "1999-11-01", "2000-05"),
        ("the week of March 6", "2000-02-24", "2000-W10"),
        ("the weekend", "2000-03-01", "2000-W08-WE"),
        ("this Sunday", "2000-03-01", "2000-03-05"),
    ],
)
def test_the_year_not_said_is_the_nearest_that_tense_allows(text, published, value):
    found = dates_of(text, published).loc[0, "value"]
    assert found == value


def test_inputs_are_not_changed_and_further_columns_stay():
    sentences, articles = tables("He left on Thursday.", "2023-07-21")
    found = find_dates(sentences, articles).assign(seen_by="me")
    kept = found.copy()
    again = resolve_dates(found, articles.assign(published="2023-07-28"))
    pd.testing.assert_frame_equal(found, kept)
    assert again.loc[0, ["value", "seen_by"]].tolist() == ["2023-07-27", "me"]


@pytest.mark.parametrize(
    ("text", "grade", "basis"),
    [
        ("It began on May 9, 2023.", "documented", "explicit"),
        ("It began in November 2022.", "documented", "explicit"),
        ("It began last year.", "documented", "publication date"),
        ("It began yesterday.", "documented", "publication date"),
        ("It began in November last year.", "documented", "publication date"),
        ("It began on Thursday.", "inferred", "publication date"),
        ("It began in October.", "inferred", "publication date"),
        ("It began on 19 July.", "inferred", "publication date"),
        ("It began recently.", "", "none"),
    ],
)
def test_grade_is_inferred_wherever_a_convention_was_needed(text, grade, basis):
    assert dates_of(text, "2023-07-21").loc[0, ["grade", "basis"]].tolist() == [grade, basis]


def test_what_rests_on_an_inferred_publication_date_is_inferred():
    found = dates_of("It began yesterday.", "2023-07-21", grade=["inferred"], published_basis=["neighbour"])
    assert found.loc[0, ["value", "grade", "anchor"]].tolist() == ["2023-07-20", "inferred", "2023-07-21"]


def test_an_uncertain_publication_day_gives_an_interval():
    found = dates_of("It began yesterday.", "2023-07-19/2023-07-24")
    assert found.loc[0, ["value", "edtf"]].tolist() == ["XXXX-XX-XX", "2023-07-18/2023-07-23"]
    assert found.loc[0, ["earliest", "latest"]].tolist() == [pd.Timestamp("2023-07-18"), pd.Timestamp("2023-07-23")]


def test_previous_mention_is_named_as_basis_and_anchor():
    found = dates_of("The war began in 1914.\nOn 4 August they crossed the river.")
    assert found.loc[1, ["value", "basis", "anchor", "grade"]].tolist() == [
        "1914-08-04",
        "previous mention",
        "a#0002:0000",
        "inferred",
    ]


def test_mentions_of_one_article_do_not_reach_another():
    articles = complete(pd.DataFrame({"article_id": ["a", "b"], "text": ["", ""]}), "articles")
    rows = {
        "sentence_id": ["a:1", "b:1"],
        "article_id": ["a", "b"],
        "text": ["It began in 1914.", "It ended on 4 August."],
    }
    found = find_dates(complete(pd.DataFrame(rows), "sentences"), articles)
    assert found["value"].tolist() == ["1914", "XXXX-08-04"]
    assert found["basis"].tolist() == ["explicit", "none"]


@pytest.mark.parametrize(
    ("text", "edtf", "grain"),
    [
        ("this week", "2023-07-17/2023-07-23", "week"),
        ("in 2021", "2021", "year"),
        ("in the 1990s", "199X", "decade"),
        ("last month", "2023-06", "month"),
        ("the third quarter of 2020", "2020-35", "quarter"),
        ("in the 19th century", "18XX", "century"),
        ("last summer", "2022-22", "season"),
        ("the first half of 2020", "2020-40", "half"),
        ("about 1910", "1910~", "year"),
        ("this morning", "2023-07-21", "time"),
        ("for three days", "", ""),
        ("now", "", ""),
    ],
)
def test_every_grain_is_written_as_edtf(text, edtf, grain):
    assert dates_of(text, "2023-07-21").loc[0, ["edtf", "grain"]].tolist() == [edtf, grain]


def test_no_sentence_gives_an_empty_table():
    sentences, articles = tables("Nothing happened.", "2023-07-21")
    check(find_dates(sentences, articles), "dates")
    assert len(find_dates(sentences.head(0), articles)) == 0
    assert len(resolve_dates(find_dates(sentences, articles), articles)) == 0


def test_a_table_that_breaks_its_contract_is_named():
    sentences, articles = tables("Nothing.", "")
    with pytest.raises(TableError, match="table sentences, column text"):
        find_dates(sentences.drop(columns="text"), articles)
    with pytest.raises(TableError, match="table dates"):
        resolve_dates(sentences, articles)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)), st.integers(0, 6))
@settings(max_examples=60, deadline=None)
def test_a_bare_weekday_is_the_latest_up_to_the_day(day, weekday):
    name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][weekday]
    value = date.fromisoformat(dates_of(f"He left on {name}.", str(day)).loc[0, "value"])
    assert value.weekday() == weekday
    assert timedelta(0) <= day - value <= timedelta(6)


@given(st.dates(min_value=date(2, 1, 1), max_value=date(9998, 1, 1)), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_days_ago_count_back(day, count):
    value = dates_of(f"He left {count} days ago.", str(day)).loc[0, "value"]
    assert value in ((day - timedelta(count)).isoformat() if day - timedelta(count) >= date(1, 1, 1) else "XXXX-XX-XX")


@given(
    st.text(alphabet="<>=~X0123456789-WTQ{}nowrefpub+YMD@easter.;:_", max_size=24),
    st.sampled_from(["", "2023-07-21", "0001-01-01", "9999-12-31"]),
)
@settings(max_examples=100, deadline=None)
def test_any_unresolved_value_resolves_without_an_exception(unresolved, published):
    row = {"sentence_id": "a:1", "start": 0, "end": 1, "surface": "x", "type": "DATE", "unresolved": unresolved}
    articles = complete(pd.DataFrame({"article_id": ["a"], "text": [""], "published": [published]}), "articles")
    check(resolve_dates(complete(pd.DataFrame([row]), "dates"), articles), "dates")
