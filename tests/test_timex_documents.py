"""When articles were published: expectations are made by hand, with a calendar, or read off the seeds by eye."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import tables
from corpus.errors import ParameterError
from corpus.timex.bounds import is_said
from corpus.timex.documents import settle_bounds, span_of
from corpus.timex.evidence import Evidence

SEEDS = Path(__file__).parents[1] / "seeds"
DID, NONE, ENVOY, FORCES, TALKS, TDI = (
    "000_573926690b5a55f0.txt",
    "001_3310fa91af6500f2.txt",
    "002_b1672009e58d0112.txt",
    "002_b1672009e58d0112.txt#0002",
    "003_13298d8739002cb9.txt",
    "004_e07db85663372b98.txt",
)
LEXICONS = ("actors", "events", "places")
MET = "Asif Durrani met Amir Khan Muttaqi in Kabul"
LENDER = (f"{MET} on July 19, 2023.", "2023-07-21")
ASKED = f"{MET} on Wednesday."


def tables_of(**texts):
    """The five tables of articles given as a text, or a text and its date of publication."""
    rows = [(name, *((given, "") if isinstance(given, str) else given)) for name, given in texts.items()]
    articles = corpus.complete(pd.DataFrame(rows, columns=["article_id", "text", "published"]), "articles")
    sentences = corpus.split_sentences(articles)
    tags = corpus.bind_surnames(corpus.tag(sentences, LEXICONS), sentences)
    dates = corpus.find_dates(sentences, articles)
    return articles, sentences, tags, dates, corpus.code_events(sentences, tags)


def dated(**texts):
    """Published by article, and the evidence."""
    articles, evidence = corpus.date_articles(*tables_of(**texts))
    return dict(zip(articles["article_id"], articles["published"], strict=True)), evidence


def published(text, **others):
    return dated(a=text, **others)[0]["a"]


def days(evidence, kind, verdict="used"):
    """First and last day of the evidence of a kind, "" for none."""
    rows = evidence[(evidence["kind"] == kind) & (evidence["verdict"] == verdict)]
    ends = [rows[name].dt.strftime("%Y-%m-%d").fillna("").tolist() for name in ("earliest", "latest")]
    return list(zip(*ends, strict=True))


def verdicts(evidence, kind):
    return evidence.loc[evidence["kind"] == kind, "verdict"].tolist()


# --- the seeds


@pytest.fixture(scope="module")
def seeds():
    return corpus.build(SEEDS)


@pytest.fixture(scope="module")
def known(seeds):
    return seeds.articles, seeds.sentences, seeds.tags, seeds.dates, seeds.coded


def of(seeds, article_id):
    return seeds.evidence[seeds.evidence["article_id"] == article_id]


@pytest.mark.parametrize(
    ("article_id", "value", "basis", "grade"),
    [
        (DID, "2024-03-02/..", "bound", "inferred"),
        (NONE, "2023-07-19/2023-07-24", "neighbour", "inferred"),
        (ENVOY, "2023-07-21", "stamp-updated", "documented"),
        (FORCES, "2025-12-21", "stamp-updated", "documented"),
        (TALKS, "2024-03-11/..", "bound", "inferred"),
        (TDI, "2021-11-09", "dateline", "documented"),
    ],
)
def test_dates_of_the_seeds(seeds, article_id, value, basis, grade):
    article = seeds.articles.set_index("article_id").loc[article_id]
    assert (article["published"], article["published_basis"], article["grade"]) == (value, basis, grade)


def test_the_passport_gives_a_first_day_and_the_office_a_later_one(seeds):
    evidence = of(seeds, DID)
    assert days(evidence, "past fact") == [("2023-05-09", "")]
    assert days(evidence, "office") == [("2024-03-02", "")]
    assert evidence.loc[evidence["kind"] == "past fact", "surface"].tolist() == ["May 9, 2023"]


def test_the_end_of_an_office_bounds_what_is_told_and_not_the_publication(seeds):
    assert days(of(seeds, DID), "event") == [("2024-03-02", "2025-10-15")]


def test_a_stated_lag_of_reports_gives_a_last_day():
    articles = corpus.build(SEEDS, max_report_lag=30).articles.set_index("article_id")
    assert articles.loc[DID, "published"] == "2024-03-02/2025-11-14"


def test_the_day_of_the_visit_is_lent_by_the_article_that_prints_it(seeds):
    evidence = of(seeds, NONE)
    lent = evidence[evidence["kind"] == "neighbour"].iloc[0]
    assert (lent["surface"], lent["from_article_id"], lent["verdict"]) == ("Wednesday", ENVOY, "used")
    assert days(evidence, "neighbour") == [("2023-07-19", "2023-07-25")]
    assert days(evidence, "weekday") == [("2023-07-19", "2023-07-24")]
    assert "convention" in evidence.loc[evidence["kind"] == "weekday", "note"].item()


def test_weekdays_resolve_where_all_days_of_the_interval_agree(seeds):
    found = seeds.dates[seeds.dates["sentence_id"].str.startswith(NONE)].set_index("surface")
    assert found.loc[["Wednesday", "Tuesday"], "value"].tolist() == ["2023-07-19", "2023-07-18"]
    assert set(found.loc[["Wednesday", "Tuesday"], "grade"]) == {"inferred"}
    assert set(found.loc[["Wednesday", "Tuesday"], "basis"]) == {"neighbour"}


@pytest.mark.parametrize(("article_id", "surface"), [(ENVOY, "Friday"), (FORCES, "Sunday")])
def test_the_stamps_are_confirmed_by_the_weekday_of_a_statement(seeds, article_id, surface):
    evidence = of(seeds, article_id)
    weekday = evidence[evidence["kind"] == "weekday"]
    assert weekday[["surface", "verdict"]].values.tolist() == [[surface, "confirmed"]]


@pytest.mark.parametrize(("article_id", "day"), [(ENVOY, "2023-07-21"), (FORCES, "2025-12-21")])
def test_a_page_last_changed_on_a_day_was_published_by_then(seeds, article_id, day):
    evidence = of(seeds, article_id)
    assert days(evidence, "stamp-updated") == [("", day)]
    assert "then or earlier" in evidence.loc[evidence["kind"] == "stamp-updated", "note"].item()


def test_an_office_outside_its_listed_term_is_reported_and_changes_nothing(seeds):
    against = of(seeds, ENVOY)
    against = against[against["verdict"] == "contradicted"]
    assert against["kind"].tolist() == ["office"]
    assert against["surface"].item().endswith("Acting Prime Minister Mawlawi Abdul Kabir")
    assert "2023-07-17" in against["note"].item()
    assert verdicts(seeds.evidence, "office").count("contradicted") == 1


def test_a_dateline_points_at_its_words(seeds):
    line = of(seeds, TDI)
    line = line[line["kind"] == "dateline"].iloc[0]
    assert (line["surface"], line["verdict"], line["earliest"]) == (
        "9 November 2021",
        "used",
        pd.Timestamp("2021-11-09"),
    )


def test_what_no_evidence_settles_stays_unresolved(seeds):
    found = seeds.dates[seeds.dates["sentence_id"].str.startswith(TALKS)]
    assert found.loc[found["surface"].isin(["Saturday", "Friday", "Last year"]), "edtf"].tolist() == [""] * 4


def test_with_the_users_date_everything_in_the_article_resolves(tmp_path):
    for name in (TALKS, NONE):
        shutil.copy(SEEDS / name, tmp_path)
    (tmp_path / "metadata.csv").write_text(f"source_file,published\n{TALKS},2025-04-20\n", encoding="utf-8")
    built = corpus.build(tmp_path)
    found = built.dates[built.dates["sentence_id"].str.startswith(TALKS) & built.dates["type"].eq("DATE")]
    values = set(zip(found["surface"], found["value"], strict=True))
    expected = {("Saturday", "2025-04-19"), ("Friday", "2025-04-18"), ("the end of March", "2025-03")}
    assert values >= expected | {("Last year", "2024"), ("earlier this year", "2025")}
    assert (found["edtf"] != "").all()
    article = built.articles.set_index("article_id").loc[TALKS]
    assert (article["published"], article["published_basis"], article["grade"]) == ("2025-04-20", "user", "documented")


def test_without_its_neighbour_an_article_has_bounds_alone(tmp_path):
    shutil.copy(SEEDS / NONE, tmp_path)
    articles = corpus.build(tmp_path).articles
    assert articles[["published", "published_basis"]].values.tolist() == [["2023-05-01/..", "bound"]]


def test_a_promotion_dates_nothing(tmp_path):
    text = (SEEDS / TALKS).read_text(encoding="utf-8")
    promo = "Also Read | Ishaq Dar said on June 3, 2025 that he would leave"
    (tmp_path / "a.txt").write_text(text.replace("Also Read | Putin Declares", f"{promo}\nAlso Read | Putin Declares"))
    assert corpus.build(tmp_path).articles["published"].tolist() == ["2024-03-11/.."]


# --- laws


def shuffled(frame, seed):
    return frame.sample(frac=1, random_state=seed).reset_index(drop=True)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_articles_and_of_what_is_told_makes_no_difference(seeds, known, seed):
    articles, evidence = corpus.date_articles(*(shuffled(frame, seed) for frame in known))
    pd.testing.assert_frame_equal(evidence, seeds.evidence)
    again = articles.set_index("article_id").loc[seeds.articles["article_id"]].reset_index()
    pd.testing.assert_frame_equal(again[seeds.articles.columns], seeds.articles)


def test_dating_again_gives_the_same(seeds, known):
    articles, evidence = corpus.date_articles(*known)
    pd.testing.assert_frame_equal(articles, seeds.articles)
    pd.testing.assert_frame_equal(evidence, seeds.evidence)


def test_the_words_of_evidence_stand_where_it_says(seeds):
    texts = dict(zip(seeds.sentences["sentence_id"], seeds.sentences["text"], strict=True))
    told = seeds.evidence[seeds.evidence["sentence_id"] != ""]
    for sentence_id, start, end, surface in told[["sentence_id", "start", "end", "surface"]].values.tolist():
        assert texts[sentence_id][start:end] == surface != ""


def test_an_inferred_date_is_what_its_evidence_leaves(seeds):
    used = seeds.evidence[(seeds.evidence["verdict"] == "used") & (seeds.evidence["kind"] != "event")]
    for article in seeds.articles[seeds.articles["grade"] == "inferred"].itertuples():
        rows = used[used["article_id"] == article.article_id]
        assert rows["earliest"].max() == article.earliest
        assert rows["latest"].min() == article.latest or pd.isna(article.latest)


def test_no_table_given_is_changed(known):
    before = [frame.copy(deep=True) for frame in known]
    corpus.date_articles(*known)
    for frame, old in zip(known, before, strict=True):
        pd.testing.assert_frame_equal(frame, old)


def test_tables_without_rows_give_tables_without_rows():
    articles, evidence = corpus.date_articles(
        *(tables.empty(name) for name in ("articles", "sentences", "tags", "dates", "coded"))
    )
    tables.check(articles, "articles")
    tables.check(evidence, "evidence")
    assert (len(articles), len(evidence)) == (0, 0)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.dates(date(1950, 1, 1), date(2025, 1, 1)), min_size=1, max_size=5))
def test_the_latest_of_the_past_days_is_the_first_day(found):
    text = " ".join(f"The road was closed on {day.day} {day:%B %Y}." for day in found)
    articles = corpus.complete(pd.DataFrame([{"article_id": "a", "text": text}]), "articles")
    sentences = corpus.split_sentences(articles)
    told = (tables.empty("tags"), corpus.find_dates(sentences, articles), tables.empty("coded"))
    values = corpus.date_articles(articles, sentences, *told)[0]["published"].tolist()
    assert values == [f"{max(found).isoformat()}/.."]


DAY = st.dates(date(2020, 1, 1), date(2020, 2, 28)).map(lambda day: day.isoformat())
BOUND = st.builds(
    lambda low, high: Evidence("a", "past fact", "a:1", earliest=low, latest=high), st.just("") | DAY, DAY
)


@given(st.lists(BOUND, max_size=6))
def test_what_is_used_never_contradicts_and_nothing_is_lost(bounds):
    settled = list(settle_bounds(bounds, []))
    low, high = span_of(settled)
    assert low <= (high or "9999")
    assert [one[:9] for one in settled] == [one[:9] for one in bounds]
    against = [one for one in settled if one.verdict == "contradicted"]
    for one in against:
        assert any(other.earliest > one.latest or one.earliest > other.latest for other in against)


# --- bounds from the text itself


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The road was closed on 9 May 2023.", "2023-05-09/.."),
        ("The road has been closed since 9 May 2023.", "2023-05-09/.."),
        ("The campaign was launched in 2023.", "2023-01-01/.."),
        ("In 2021 the government fell.", "2021-01-01/.."),
        ("Talks failed in March 2022 and again in 2019.", "2022-03-01/.."),
        ("The road will be closed on 9 May 2023.", "../2023-05-09"),
        ("The plant closed in 2019 and will open again in 2025.", "2019-01-01/2025-12-31"),
        ("The road would be closed on 9 May 2023.", ""),
        ("The road may be closed by 2030.", ""),
        ("The 2030 budget was debated.", ""),
        ("The road is to be closed until 2030.", ""),
        ("It sold 2,023 cars in a May week.", ""),
        ("On Friday the road was closed.", ""),
    ],
)
def test_only_what_has_happened_gives_a_first_day_and_what_is_to_come_a_last_one(text, value):
    assert published(text) == value


def test_a_caption_tells_what_has_been():
    articles, sentences, *others = tables_of(a="The envoy arrives in Kabul on July 19, 2023.")
    found, _ = corpus.date_articles(articles, sentences.assign(role="caption"), *others)
    assert found["published"].tolist() == ["2023-07-19/.."]


def test_an_act_that_is_not_yet_done_gives_no_first_day():
    articles, sentences, tags, dates, _ = tables_of(a="The road was closed on 9 May 2023.")
    act = {
        "sentence_id": sentences["sentence_id"].item(),
        "start": 13,
        "end": 19,
        "surface": "closed",
        "type": "COERCE",
    }
    coded = corpus.complete(pd.DataFrame([{**act, "quad": 4, "modality": "future"}]), "coded")
    assert corpus.date_articles(articles, sentences, tags, dates, coded)[0]["published"].tolist() == [""]


def test_a_date_with_a_weekday_that_the_calendar_does_not_have_is_shown_and_not_used():
    values, evidence = dated(a="The road was closed on Friday, 9 May 2023.", b="It was closed on Tuesday, 9 May 2023.")
    assert values == {"a": "", "b": "2023-05-09/.."}
    assert evidence.set_index("article_id").loc[["a"], ["kind", "verdict"]].values.tolist() == [
        ["weekday", "contradicted"]
    ]
    assert verdicts(evidence[evidence["article_id"] == "b"], "weekday") == ["confirmed"]


def test_a_day_and_month_with_its_weekday_leaves_out_the_years_in_which_it_is_another():
    # 19 July was a Wednesday in 2017 and in 2023, and in no year between
    text = "The law was passed on 3 May 2019. The minister left on Wednesday, July 19."
    assert published(text) == "2023-07-19/.."


def test_evidence_that_contradicts_is_shown_with_both_sides_and_not_used():
    values, evidence = dated(a="The law was passed in 2018. He left on 9 May 2023. The road will be closed in 2020.")
    assert values["a"] == "2018-01-01/.."
    against = evidence[evidence["verdict"] == "contradicted"]
    assert against[["kind", "surface"]].values.tolist() == [["past fact", "9 May 2023"], ["planned", "2020"]]
    assert "2020" in against["note"].iloc[0]
    assert "9 May 2023" in against["note"].iloc[1]


# --- offices


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Pakistan's Foreign Minister Ishaq Dar left.", "2024-03-11/.."),
        ("Ishaq Dar, Pakistan's Foreign Minister, left.", "2024-03-11/.."),
        ("Ishaq Dar, Pakistan's Foreign Minister Shah Mehmood Qureshi and others left.", "2008-03-01/.."),
        ("Foreign Minister Ishaq Dar left.", "2024-03-11/.."),
        ("The former Pakistani Foreign Minister Bilawal Bhutto Zardari left.", "2022-04-27/.."),
        ("Deputy Prime Minister Abdul Kabir left.", "2021-01-01/.."),
        ("Prime Minister Abdul Kabir left.", "2023-05-01/.."),
        ("Ishaq Dar left. Pakistan's Foreign Minister stayed.", ""),
        ("Pakistan's incoming Foreign Minister Ishaq Dar spoke.", ""),
        ("Pakistan's Foreign Minister Abdul Kabir left.", ""),
    ],
)
def test_who_is_called_by_an_office_has_come_into_it(text, value):
    assert published(text) == value


def test_the_first_of_several_terms_counts():
    assert published("Pakistan's Foreign Minister Shah Mehmood Qureshi left.") == "2008-03-01/.."


@pytest.mark.parametrize("lag", [-1, "30", 1.5])
def test_a_lag_is_a_number_of_days(known, lag):
    with pytest.raises(ParameterError, match="max_report_lag: expected a number of days"):
        corpus.date_articles(*known, max_report_lag=lag)


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("Pakistan's Foreign Minister Ishaq Dar left.", "2025-04-20", ["confirmed"]),
        ("Pakistan's Foreign Minister Ishaq Dar left.", "2023-04-20", ["contradicted"]),
        ("The former Pakistani Foreign Minister Bilawal Bhutto Zardari left.", "2025-04-20", []),
        ("In May 2022 Pakistan's Foreign Minister Bilawal Bhutto Zardari left.", "2025-04-20", []),
    ],
)
def test_offices_are_compared_with_documented_dates(text, day, expected):
    values, evidence = dated(a=(text, day))
    assert values["a"] == day
    assert verdicts(evidence, "office") == expected


# --- documented dates


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("They met, the ministry said on Friday.", "2023-07-21", ["confirmed"]),  # a Friday
        ("They met, the ministry said on Friday.", "2023-07-22", ["confirmed"]),  # the paper of the day after
        ("They met, the ministry said on Friday.", "2023-07-24", ["confirmed"]),  # the paper of Monday
        ("They met, the ministry said on Friday.", "2023-07-20", ["contradicted"]),  # the day before
        ("They met, the ministry said on Friday.", "2023-07-25", ["contradicted"]),  # a Tuesday
        ("They met on Friday.", "2023-07-20", []),  # of any day of the week before
        ("The minister said he would leave on Friday.", "2023-07-20", []),
        ("They met, the ministry said on Friday.", "2023-07", []),
        ("They met on Wednesday, July 19.", "2023-07-21", ["confirmed"]),
        ("They met on Wednesday, July 19.", "2022-07-21", ["contradicted"]),
        ("They met on Wednesday, July 19, 2023.", "2023-07-21", ["confirmed"]),
        ("They met on Thursday, July 19, 2023.", "2023-07-21", ["contradicted"]),
    ],
)
def test_weekdays_confirm_or_contradict_a_printed_date_and_never_change_it(text, day, expected):
    values, evidence = dated(a=(text, day))
    assert values["a"] == day
    assert verdicts(evidence, "weekday") == expected


def test_what_has_happened_after_a_printed_date_is_reported():
    values, evidence = dated(a=("The road was closed on 9 May 2023.", "2023-05-08"))
    assert values["a"] == "2023-05-08"
    assert verdicts(evidence, "past fact") == ["contradicted"]


@pytest.mark.parametrize(("updated", "verdict"), [("2023-07-25", "confirmed"), ("2023-07-19", "contradicted")])
def test_a_page_is_changed_after_it_was_published(updated, verdict):
    articles, *others = tables_of(a=("The road was closed.", "2023-07-21"))
    found, evidence = corpus.date_articles(articles.assign(updated=pd.Series([updated], dtype="str")), *others)
    assert verdicts(evidence, "stamp-updated") == [verdict]
    assert found["published"].tolist() == ["2023-07-21"]


@pytest.mark.parametrize("day", ["2023-07", "2023", "2023-07-19/2023-07-24", "../2023-07-24", "2023-07-19/.."])
def test_documented_dates_of_every_form_stand(day):
    text = "The road was closed on 9 May 2025. Pakistan's Foreign Minister Ishaq Dar said on Friday that it rained."
    articles, evidence = corpus.date_articles(*tables_of(a=(text, day)))
    assert articles[["published", "grade", "published_basis"]].values.tolist() == [[day, "documented", "user"]]
    assert "used" not in evidence.loc[evidence["kind"] != "user", "verdict"].tolist()


def test_inferred_dates_are_inferred_anew():
    articles, *others = tables_of(a=("The road was closed on 9 May 2023.", "2020-01-01"))
    articles = articles.assign(grade="inferred", published_basis="bound")
    assert corpus.date_articles(articles, *others)[0]["published"].tolist() == ["2023-05-09/.."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met, the ministry said on Friday", True),
        ("The spokesman told reporters at a briefing on Friday", True),
        ("They met in Kabul on Friday", False),
        ("He said they were killed on Friday", False),
        ("As officials said, they met on Friday", False),
    ],
)
def test_when_something_was_said_is_told_from_when_it_happened(text, expected):
    assert is_said(text, text.index("Friday")) is expected


# --- neighbours


def test_an_article_lends_the_day_of_an_act_that_both_tell():
    values, evidence = dated(asked=ASKED, lender=LENDER)
    assert values["asked"] == "2023-07-19/2023-07-25"
    assert evidence.loc[evidence["kind"] == "neighbour", "from_article_id"].tolist() == ["lender"]


@pytest.mark.parametrize(
    "text",
    [
        f"{MET} on Thursday.",
        f"{MET}.",
        "Asif Durrani met Amir Khan Muttaqi in Islamabad on Wednesday.",
        "Asif Durrani met officials in Kabul on Wednesday.",
        "Asif Durrani accused Amir Khan Muttaqi in Kabul on Wednesday.",
        "Asif Durrani will meet Amir Khan Muttaqi in Kabul on Wednesday.",
        f"{MET}, Islamabad said on Wednesday.",
        f"{MET} on Wednesday and left on Thursday.",
    ],
    ids=["weekday", "no day", "place", "one person", "kind of act", "planned", "said", "two days"],
)
def test_an_act_that_is_not_surely_the_same_lends_nothing(text):
    _, evidence = dated(asked=text, lender=LENDER)
    assert "neighbour" not in evidence["kind"].tolist()


SECOND = f"{MET} on September 20, 2023."  # a Wednesday, too


@pytest.mark.parametrize("second", [(SECOND, "2023-09-21"), SECOND], ids=["documented", "undated"])
def test_a_second_act_that_fits_takes_the_hold(second):
    values, evidence = dated(asked=ASKED, lender=LENDER, second=second)
    assert values["asked"] == ""
    assert days(evidence, "neighbour", "contradicted") == [("2023-07-19", "2023-07-25"), ("2023-09-20", "2023-09-26")]
    assert set(evidence.loc[evidence["kind"] == "neighbour", "from_article_id"]) == {"lender", "second"}


def test_a_second_act_of_a_month_takes_the_hold_and_one_of_the_same_month_does_not():
    august = (f"{MET} in August 2023.", "2023-09-21")
    july = (f"{MET} in July 2023.", "2023-09-21")
    assert dated(asked=ASKED, lender=LENDER, second=august)[0]["asked"] == ""
    assert dated(asked=ASKED, lender=LENDER, second=july)[0]["asked"] == "2023-07-19/2023-07-25"


def test_a_second_act_on_another_weekday_leaves_the_hold():
    thursday = (f"{MET} on September 21, 2023.", "2023-09-22")
    assert dated(asked=ASKED, lender=LENDER, second=thursday)[0]["asked"] == "2023-07-19/2023-07-25"


def test_a_date_is_lent_over_one_hop_only():
    other = "Ishaq Dar met Asim Munir in Islamabad on Thursday."
    values, _ = dated(lender=LENDER, middle=f"{ASKED} {other}", end=other)
    assert values["middle"].startswith("2023-07-19/")
    assert values["end"] == ""


def test_an_undated_article_that_names_the_day_lends_nothing():
    assert dated(asked=ASKED, other=LENDER[0])[0]["asked"] == ""


def test_the_first_of_several_lenders_is_named():
    _, evidence = dated(asked=ASKED, z=LENDER, b=LENDER)
    assert evidence.loc[evidence["kind"] == "neighbour", "from_article_id"].tolist() == ["b"]


def test_a_day_lent_before_what_has_happened_is_not_used():
    values, evidence = dated(asked=f"{ASKED} The road was closed on 9 May 2024.", lender=LENDER)
    assert values["asked"] == ""
    asked = evidence[evidence["article_id"] == "asked"]
    assert verdicts(asked, "neighbour") == ["contradicted"]
    assert verdicts(asked, "past fact") == ["contradicted"]


@pytest.mark.parametrize(
    ("name", "back"), [("Tuesday", 1), ("Monday", 2), ("Sunday", 0), ("Thursday", 0), ("Wednesday", 0)]
)
def test_weekdays_just_before_the_act_narrow_the_interval(name, back):
    values, _ = dated(asked=f"{ASKED} Troops attacked the town on {name}.", lender=LENDER)
    last = date(2023, 7, 25) - timedelta(days=back)
    assert values["asked"] == f"2023-07-19/{last.isoformat()}"


def test_many_articles_with_the_same_act_cost_no_more_than_their_number():
    lenders = {f"l{number:03d}": LENDER for number in range(60)}
    asked = {f"a{number:03d}": ASKED for number in range(60)}
    values, evidence = dated(**asked, **lenders)
    assert (evidence["kind"] == "neighbour").sum() == 60
    assert {values[name] for name in asked} == {"2023-07-19/2023-07-25"}


def test_a_first_day_alone_leaves_partial_dates_to_the_mentions_before():
    articles, sentences, tags, dates, coded = tables_of(a="The road was closed on 9 May 2023. It rained on 12 May.")
    articles, _ = corpus.date_articles(articles, sentences, tags, dates, coded)
    found = corpus.resolve_dates(dates, articles)
    assert articles["published"].tolist() == ["2023-05-09/.."]
    assert found[["value", "basis"]].values.tolist()[1] == ["2023-05-12", "previous mention"]
