"""What the seed corpus must give; expectations are read off the seeds by eye."""

import re
from pathlib import Path

import pandas as pd
import pytest

from corpus.articles import load_source
from corpus.lexicons import read_lexicon
from corpus.sentences import split_sentences
from corpus.tagging import tag
from corpus.timex.resolve import find_dates

SEEDS = Path(__file__).parents[1] / "seeds"
DID, NONE, ENVOY, FORCES, TALKS, TDI = (
    "000_573926690b5a55f0.txt",
    "001_3310fa91af6500f2.txt",
    "002_b1672009e58d0112.txt",
    "002_b1672009e58d0112.txt#0002",
    "003_13298d8739002cb9.txt",
    "004_e07db85663372b98.txt",
)
ARTICLES = (DID, NONE, ENVOY, FORCES, TALKS, TDI)


@pytest.fixture(scope="module")
def loaded():
    return load_source(SEEDS)


@pytest.fixture(scope="module")
def articles(loaded):
    return loaded.articles.set_index("article_id")


@pytest.fixture(scope="module")
def sentences(loaded):
    return split_sentences(loaded.articles, loaded.lines)


@pytest.fixture(scope="module")
def dates(loaded, sentences):
    return find_dates(sentences, loaded.articles).merge(
        sentences[["sentence_id", "article_id", "role"]], on="sentence_id"
    )


@pytest.fixture(scope="module")
def tags(sentences):
    found = tag(sentences, ["actors", "countries"])
    return found.merge(sentences[["sentence_id", "article_id", "role", "text"]], on="sentence_id")


def values(dates, article_id, surface):
    return dates.loc[(dates["article_id"] == article_id) & (dates["surface"] == surface), "edtf"].tolist()


def test_five_files_hold_six_articles(loaded):
    assert loaded.files["status"].value_counts().to_dict() == {"read": 5, "skipped": 1}
    assert loaded.files.loc[loaded.files["status"] == "skipped", "source_file"].tolist() == ["README.md"]
    assert loaded.articles["article_id"].tolist() == list(ARTICLES)
    assert loaded.articles["duplicate_of"].eq("").all()


def test_the_second_article_of_002_begins_at_its_headline(articles):
    lines = (SEEDS / "002_b1672009e58d0112.txt").read_text(encoding="utf-8").split("\n")
    headline = "Security forces kill nine Pakistani Taliban militants in restive northwest, military says"
    first = next(number for number, line in enumerate(lines, 1) if line.strip() == headline)
    assert articles.loc[FORCES, "first_line"] == first == articles.loc[ENVOY, "last_line"] + 1
    assert articles.loc[FORCES, "last_line"] == len(lines)
    assert articles.loc[FORCES, "title"] == headline


def test_titles_are_printed_headlines_or_nothing(articles):
    assert articles["title"].tolist() == [
        "Khyber Pakhtunkhwa CM Meets Taliban Ambassador to Boost Bilateral Cooperation",
        "",
        "Pakistani envoy meets Afghan Taliban leaders in Kabul, shares Islamabad’s concerns over militancy",
        "Security forces kill nine Pakistani Taliban militants in restive northwest, military says",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("article_id", "published", "basis", "updated"),
    [
        (DID, "", "none", ""),
        (NONE, "", "none", ""),
        (ENVOY, "2023-07-21", "stamp-updated", "2023-07-21"),
        (FORCES, "2025-12-21", "stamp-updated", "2025-12-21"),
        (TALKS, "", "none", ""),
        (TDI, "2021-11-09", "dateline", ""),
    ],
)
def test_dates_of_publication(articles, article_id, published, basis, updated):
    article = articles.loc[article_id]
    assert (article["published"], article["published_basis"], article["updated"]) == (published, basis, updated)
    assert article["grade"] == ("documented" if published else "")
    assert (article["latest"] == pd.Timestamp(published)) if published else pd.isna(article["latest"])


def test_outlets_and_places(articles):
    assert articles["outlet"].to_dict() == {DID: "DID Press", NONE: "", ENVOY: "", FORCES: "", TALKS: "", TDI: "TDI"}
    assert articles["place"].to_dict() == {
        DID: "", NONE: "", ENVOY: "Islamabad", FORCES: "Islamabad", TALKS: "Kabul; Islamabad", TDI: "Kabul",
    }  # fmt: skip


# --- lines ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "furniture",
    [
        "Short Url",
        "Follow",
        "Updated",
        "Also Read",
        "Photo courtesy",
        "@QaharBalkhi",
        "Putin",
        "Modi",
        "Musk",
        "Russia",
        "Ukraine",
        "Tesla",
    ],
)
def test_nothing_of_the_page_is_in_any_text(articles, furniture):
    assert not articles["text"].str.contains(rf"\b{furniture}\b" if furniture[0].isalpha() else furniture).any()


def test_no_headline_is_repeated_in_a_text(articles):
    titled = articles[articles["title"] != ""]
    assert not any(title in text for title, text in titled[["title", "text"]].itertuples(index=False))


@pytest.mark.parametrize(
    ("article_id", "begins", "role", "times"),
    [
        (ENVOY, "Short Url", "boilerplate", 1),
        (ENVOY, "Follow", "boilerplate", 1),
        (FORCES, "Follow", "boilerplate", 1),
        (ENVOY, "Updated 21 July 2023", "stamp", 1),
        (FORCES, "Updated 21 December 2025", "stamp", 1),
        (TALKS, "Also Read | ", "promo", 2),
        (ENVOY, "Pakistan's special envoy for Afghanistan Asif Durrani", "caption", 2),
        (ENVOY, "Pakistani envoy meets Afghan Taliban leaders in Kabul", "title", 1),
        (ENVOY, "Pakistani envoy meets Afghan Taliban leaders in Kabul", "repeated", 1),
        (FORCES, "Security forces kill nine", "title", 1),
        (FORCES, "Security forces kill nine", "repeated", 1),
        (DID, "Khyber Pakhtunkhwa CM Meets", "title", 1),
    ],
)
def test_lines_left_out_are_listed_with_role_and_rule(loaded, article_id, begins, role, times):
    lines = loaded.lines[loaded.lines["article_id"] == article_id]
    found = lines[lines["text"].str.strip().str.startswith(begins) & (lines["role"] == role)]
    assert len(found) == times
    assert not found["kept"].any()
    assert (found["rule"] != "").all()


def test_nothing_else_is_left_out(loaded):
    left = loaded.lines[~loaded.lines["kept"] & (loaded.lines["role"] != "blank")]
    assert left.groupby("article_id").size().to_dict() == {DID: 1, ENVOY: 7, FORCES: 4, TALKS: 2}


def test_headings_are_the_lines_in_capitals(loaded, sentences):
    headings = ["BACKGROUND AND RECOGNITION", "TALIBAN’S INTERIM FOREIGN MINISTER VISIT", "TIES RE-ESTABLISHED"]
    assert loaded.lines.loc[loaded.lines["role"] == "heading", "text"].tolist() == headings
    assert sentences.loc[sentences["role"] == "heading", "text"].tolist() == headings
    body = sentences[sentences["role"] == "body"]
    assert not body["text"].str.contains("|".join(headings)).any()
    assert "The Taliban overthrew the former Afghan government in August." in set(body["text"])


def test_the_bullets_of_002_are_its_summaries(sentences):
    summary = sentences[sentences["role"] == "summary"]
    assert summary["article_id"].tolist() == [ENVOY] * 2 + [FORCES] * 2
    assert [text.split()[0] for text in summary["text"]] == ["Ambassador", "The", "The", "Pakistan"]
    raw = (SEEDS / "002_b1672009e58d0112.txt").read_text(encoding="utf-8").replace("\u00a0", " ")
    bullets = [line.strip(" •") for line in raw.split("\n") if line.strip().startswith("•")]
    assert [text.replace("\u00a0", " ") for text in summary["text"]] == bullets


def test_datelines_are_rows_and_the_first_sentence_begins_after(sentences):
    datelines = sentences[sentences["role"] == "dateline"].set_index("article_id")["text"].to_dict()
    assert datelines == {
        DID: "DID Press:", ENVOY: "ISLAMABAD:", FORCES: "ISLAMABAD:", TALKS: "Kabul/Islamabad:",
        TDI: "Kabul, 9 November 2021 (TDI):",
    }  # fmt: skip
    first = (
        sentences[sentences["role"] == "body"].groupby("article_id")["text"].first().str.split().str[:2].str.join(" ")
    )
    assert first.to_dict() == {
        DID: "Ali Amin", NONE: "Pakistan’s Special", ENVOY: "Pakistan’s special", FORCES: "Pakistan security",
        TALKS: "In a", TDI: "The Ambassador",
    }  # fmt: skip


# --- dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("article_id", "surface", "edtf"),
    [
        (DID, "May 9, 2023", ["2023-05-09"]),
        (ENVOY, "July 19, 2023", ["2023-07-19", "2023-07-19"]),
        (ENVOY, "July 19", ["2023-07-19"]),
        (ENVOY, "Friday", ["2023-07-21", "2023-07-21"]),
        (ENVOY, "Thursday", ["2023-07-20"]),
        (ENVOY, "November last year", ["2022-11"]),
        (FORCES, "Sunday", ["2025-12-21"]),
        (FORCES, "Oct. 19", ["2025-10-19"]),
        (FORCES, "Oct.", ["2025-10"]),
        (TALKS, "2023", ["2023"]),
        (TALKS, "2022", ["2022"]),
        (TDI, "9 November 2021", ["2021-11-09"]),
        (TDI, "7 November", ["2021-11-07"]),
        (TDI, "August 15", ["2021-08-15"]),
        (TDI, "August", ["2021-08"]),
        (TDI, "October", ["2021-10"]),
    ],
)
def test_dates_in_the_text(dates, article_id, surface, edtf):
    assert values(dates, article_id, surface) == edtf


@pytest.mark.parametrize(
    ("article_id", "surface", "unresolved"),
    [
        (NONE, "Wednesday", ["XXXX-WXX-3"]),
        (NONE, "Tuesday", ["XXXX-WXX-2"]),
        (TALKS, "Saturday", ["XXXX-WXX-6"] * 2),
        (TALKS, "Friday", ["XXXX-WXX-5"]),
    ],
)
def test_weekdays_of_articles_without_a_date_stay_unresolved_and_are_listed(dates, article_id, surface, unresolved):
    found = dates[(dates["article_id"] == article_id) & (dates["surface"] == surface)]
    assert found["unresolved"].tolist() == unresolved
    assert set(found["edtf"]) == {""}
    assert found["earliest"].isna().all()


def test_a_date_that_needed_a_convention_is_inferred(dates):
    graded = dates.set_index(["article_id", "surface"])["grade"]
    assert graded[(FORCES, "Oct. 19")] == "inferred"
    assert graded[(DID, "May 9, 2023")] == "documented"
    assert graded[(TDI, "9 November 2021")] == "documented"


# --- tags -----------------------------------------------------------------------------------------------------------


def surfaces(tags, label):
    return tags[tags["label"] == label]


@pytest.mark.parametrize(
    ("label", "pattern"),
    [
        ("Amir Khan Muttaqi", r"\bMuttaqi\b"),
        ("Asif Durrani", r"\bDurrani\b"),
        ("Ali Amin Gandapur", r"\bGandapur\b"),
        ("Ishaq Dar", r"\bDar\b"),
        ("Shah Mehmood Qureshi", r"\bQureshi\b"),
        ("Mumtaz Zahra Baloch", r"\bBaloch\b"),
        ("Imran Khan", r"\bImran Khan\b"),
        ("TTP", r"\bTTP\b|\bT[ae]hreek-e-Taliban Pakistan\b|\bPakistani Taliban\b"),
        ("Taliban", r"(?<!Pakistani )(?<!reek-e-)\b(?:Taliban|TALIBAN)\b"),
    ],
)
def test_an_actor_is_tagged_wherever_it_is_printed_and_nowhere_else(tags, sentences, label, pattern):
    """Words of offices ("the Taliban spokesman") may be tagged as offices instead; nothing else may be missed."""
    found = tags[tags["lexicon"] == "actors"]
    missed = []
    for sentence_id, text in sentences[["sentence_id", "text"]].itertuples(index=False):
        here = found[found["sentence_id"] == sentence_id]
        own = here[here["label"] == label]
        printed = [match.span() for match in re.finditer(pattern, text)]
        assert all(any(start < e and s < end for s, e in printed) for start, end in own[["start", "end"]].values), text
        tagged = own if label != "Taliban" else here
        missed += [
            text[s:e]
            for s, e in printed
            if not any(start <= s and e <= end for start, end in tagged[["start", "end"]].values)
        ]
    assert missed == []
    assert len(surfaces(found, label))


def test_the_pakistani_taliban_are_never_the_taliban(tags):
    taliban = surfaces(tags, "Taliban")
    before = [text[:start] for text, start in taliban[["text", "start"]].itertuples(index=False)]
    assert not any(re.search(r"(?:Pakistani\s|reek-e-)$", words) for words in before)
    assert not taliban["surface"].str.contains("Pakistan").any()
    assert FORCES not in set(taliban["article_id"])


@pytest.mark.parametrize("label", ["Pakistan", "Afghanistan"])
def test_both_countries_are_tagged_in_every_article(tags, label):
    assert set(surfaces(tags, label)["article_id"]) == set(ARTICLES)


def test_india_is_in_the_second_article_of_002_only(tags):
    assert set(surfaces(tags, "India")["article_id"]) == {FORCES}


@pytest.mark.parametrize("label", ["Russia", "Ukraine"])
def test_names_of_promotions_are_in_no_article(tags, label):
    assert label in set(read_lexicon("countries")["label"])
    assert surfaces(tags, label).empty


def test_the_surface_of_every_tag_is_what_is_printed_there(tags):
    assert all(
        text[start:end] == surface for text, start, end, surface in tags[["text", "start", "end", "surface"]].values
    )
