"""Which articles count: periods, repeats, dates that place an article; and the flow of what is left."""

import pandas as pd
import pytest

from corpus.errors import ParameterError, TableError
from corpus.selection import count_flow, place_articles, select_articles
from corpus.tables import complete, empty

ARTICLES = complete(
    pd.DataFrame({
        "article_id": ["a", "b", "c", "d", "e"],
        "text": ["one", "two", "three", "four", "one"],
        "published": ["2023-07-21", "2023", "", "2025-12-21", "2023-07-22"],
        "duplicate_of": ["", "", "", "", "a"],
        "outlet": ["Dawn", "", "", "", "TDI"],
        "grade": ["documented", "documented", "", "inferred", "documented"],
    }),
    "articles",
)  # fmt: skip


def chosen(**period):
    return "".join(select_articles(ARTICLES, **period)["article_id"])


@pytest.mark.parametrize(
    ("period", "ids"),
    [
        ({}, "abcd"),
        ({"dedupe": "none"}, "abcde"),
        ({"dedupe": "outlet"}, "abcde"),
        ({"since": "2023-08"}, "b"),
        ({"since": "2023-07-21", "until": "2023-07-21"}, "ab"),
        ({"until": "2023-07-20"}, "b"),
        ({"since": "2022", "until": "2026"}, "ab"),
        ({"since": "2022", "until": "2026", "dates": "inferred"}, "abd"),
        ({"since": "2023-07-22", "dedupe": "none"}, "be"),
        ({"until": "2022"}, ""),
        ({"since": "2030"}, ""),
    ],
)
def test_articles_of_a_period_are_chosen(period, ids):
    assert chosen(**period) == ids


@pytest.mark.parametrize(("outlets", "ids"), [("xxx", "c"), ("xyx", "bc"), ("xxy", "ac"), ("xyz", "abc"), ("   ", "c")])
def test_repeats_count_once_in_each_outlet(outlets, ids):
    frame = pd.DataFrame({"article_id": [*"abc"], "text": "x", "duplicate_of": ["c", "c", ""], "outlet": [*outlets]})
    chosen = select_articles(complete(frame, "articles"), dedupe="outlet")
    assert "".join(chosen["article_id"]) == ids


def test_a_time_of_day_lies_in_its_day():
    one = complete(pd.DataFrame({"article_id": ["a"], "text": ["x"], "published": ["2023-07-21T10:30:00"]}), "articles")
    for period in ({"until": "2023-07-21"}, {"since": "2023-07-21"}, {"since": "2023-07", "until": "2023-07-21"}):
        assert len(select_articles(one, **period)) == 1, period
    assert len(select_articles(one, until="2023-07-20")) == 0
    assert len(select_articles(one, since="2023-07-22")) == 0


def test_an_open_date_reaches_as_far_as_it_may():
    one = complete(pd.DataFrame({"article_id": ["a"], "text": ["x"], "published": ["2023-05-09/.."]}), "articles")
    assert len(select_articles(one, since="2030")) == 1
    assert len(select_articles(one, until="2023-05-08")) == 0


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ({"since": "last week"}, r"^since: expected an EDTF date.*found 'last week'"),
        ({"until": "21.7.2023"}, r"^until: expected an EDTF date.*found '21.7.2023'"),
        ({"since": "2023-02-30"}, r"^since: .*'2023-02-30'"),
        ({"dates": "all"}, r"^dates: expected one of documented, inferred, found 'all'"),
        ({"dedupe": True}, r"^dedupe: expected one of corpus, outlet, none, found True"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_would_be_right(period, message):
    with pytest.raises(ParameterError, match=message):
        select_articles(ARTICLES, **period)


def test_nothing_is_changed_by_choosing():
    before = ARTICLES.copy(deep=True)
    select_articles(ARTICLES, since="2023-07-21")
    pd.testing.assert_frame_equal(ARTICLES, before)


def test_the_flow_tells_how_many_are_left_at_each_step():
    files = complete(pd.DataFrame({"source_file": list("abcdef"), "status": ["read"] * 5 + ["skipped"]}), "files")
    flow = count_flow(files, ARTICLES, select_articles(ARTICLES))
    assert flow["n"].tolist() == [6, 5, 5, 4, 4, 2]
    assert flow["left_out"].tolist() == [0, 1, 0, 1, 0, 2]
    assert [why != "" for why in flow["why"]] == [left > 0 for left in flow["left_out"]]


def test_documented_dates_place_and_inferred_ones_only_when_asked():
    frame = pd.DataFrame({"article_id": [*"abc"], "published": ["2023-07-21", "2023-08", ""], "text": "x"})
    articles = complete(frame.assign(grade=["documented", "inferred", ""]), "articles")
    assert place_articles(articles)["earliest"].notna().tolist() == [True, False, False]
    assert place_articles(articles)["published"].tolist() == ["2023-07-21", "", ""]
    assert place_articles(articles, "inferred")["earliest"].notna().tolist() == [True, True, False]
    with pytest.raises(ParameterError, match="dates: expected one of documented, inferred, found 'any'"):
        place_articles(articles, "any")


def test_no_articles_are_chosen_from_and_counted_like_others():
    articles = select_articles(ARTICLES, since="2030")
    assert len(articles) == 0
    assert count_flow(empty("files"), ARTICLES, articles)["n"].tolist() == [0, 0, 5, 4, 0, 0]
    assert len(select_articles(empty("articles"), since="2030")) == 0


@pytest.mark.parametrize("call", [select_articles, place_articles])
def test_tables_are_checked(call):
    with pytest.raises(TableError, match=r"table .*, column .*: expected, but missing"):
        call(pd.DataFrame())
