import os
import sys

import pandas as pd
import pytest

from corpus.articles import load_articles, load_lines, load_source, mark_duplicates, name_article
from corpus.errors import SourceError, TableError
from corpus.readers import ReadingWarning
from corpus.tables import check, complete

ARTICLE = "Kabul, 9 November 2021 (TDI): The envoy met the minister.\nThey spoke of trade.\n"
TWO = """Traders wait at the closed crossing
Updated 3 March 2024
Traders wait at the closed crossing
QUETTA: Hundreds waited on Sunday.
Fruit rots.

Crossing opens after three weeks
Updated 24 March 2024
Crossing opens after three weeks
PESHAWAR: The first lorries moved on Sunday.
Traders cheered.
"""


@pytest.fixture
def folder(tmp_path):
    """A function that writes files into a folder of its own; text is written as UTF-8."""

    def write(**files):
        for name, content in files.items():
            path = tmp_path / "in" / name.replace("__", "/")
            path = path if path.suffix else path.with_suffix(".txt")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return tmp_path / "in"

    return write


def test_an_article_has_what_its_own_lines_say(folder):
    text = (
        "Envoy in Herat\nBy Jane Doe\nPublished 2 July 2023\nUpdated 5 July 2023\n\nHERAT: The envoy came.\nHe left.\n"
    )
    article = load_articles(folder(a=text)).iloc[0]
    assert article["title"] == "Envoy in Herat"
    assert article["byline"] == "Jane Doe"
    assert article["place"] == "Herat"
    assert (article["published"], article["published_basis"], article["grade"]) == ("2023-07-02", "stamp", "documented")
    assert article["updated"] == "2023-07-05"
    assert article["text"] == "HERAT: The envoy came.\nHe left."
    assert (article["first_line"], article["last_line"]) == (1, 7)


def test_each_of_two_articles_in_a_file_has_its_own_date_place_and_lines(folder):
    source = folder(a=TWO)
    articles = load_articles(source)
    assert articles["article_id"].tolist() == ["a.txt", "a.txt#0002"]
    assert articles["published"].tolist() == ["2024-03-03", "2024-03-24"]
    assert articles["published_basis"].tolist() == ["stamp-updated"] * 2
    assert articles["place"].tolist() == ["Quetta", "Peshawar"]
    assert articles[["first_line", "last_line"]].values.tolist() == [[1, 6], [7, 11]]
    assert articles["text"].tolist()[1] == "PESHAWAR: The first lorries moved on Sunday.\nTraders cheered."
    assert load_lines(source)["line_no"].tolist() == list(range(1, 12))


def test_a_stamp_of_publication_counts_above_the_dateline_and_that_above_an_update(folder):
    dateline = "Kabul, 9 November 2021 (TDI): The envoy came.\nHe left.\n"
    articles = load_articles(
        folder(
            a="Envoy in Kabul\nUpdated 11 November 2021\n" + dateline,
            b="Envoy in Kabul\nPublished 10 November 2021\nUpdated 11 November 2021\n" + dateline,
            c="Envoy in Kabul\nUpdated 11 November 2021\nThe envoy came.\n",
        )
    )
    assert articles["published"].tolist() == ["2021-11-09", "2021-11-10", "2021-11-11"]
    assert articles["published_basis"].tolist() == ["dateline", "stamp", "stamp-updated"]
    assert articles["updated"].tolist() == ["2021-11-11"] * 3


@pytest.mark.parametrize("stamp", ["Updated 31 February 2023", "Updated in spring 2023", "Published 2023"])
def test_a_stamp_without_a_day_that_exists_dates_nothing(folder, stamp):
    article = load_articles(folder(a=f"Envoy in Kabul\n{stamp}\nThe envoy came.\n")).iloc[0]
    assert (article["published"], article["published_basis"], article["grade"]) == ("", "none", "")
    assert pd.isna(article["earliest"])


def test_a_date_in_the_text_is_not_its_date_of_publication(folder):
    article = load_articles(folder(a="The passport had been cancelled since May 9, 2023, he said.\n")).iloc[0]
    assert article["published"] == ""


def test_ids_are_the_same_wherever_the_folder_lies(folder, tmp_path, monkeypatch):
    source = folder(b__c=ARTICLE, a=TWO)
    monkeypatch.chdir(source)
    ids = ["a.txt", "a.txt#0002", "b/c.txt"]
    assert load_articles(source)["article_id"].tolist() == ids
    assert load_articles(str(source) + "/")["article_id"].tolist() == ids
    assert load_articles(".")["article_id"].tolist() == ids
    assert load_articles([source / "b" / "c.txt", source / "a.txt"])["article_id"].tolist() == ids


def test_one_file_and_a_pattern_are_sources_too(folder):
    source = folder(a=ARTICLE, b="The talks ended.\n", c__d="They began.\n")
    assert load_articles(source / "b.txt")["article_id"].tolist() == ["b.txt"]
    assert load_articles(str(source / "[ab].txt"))["article_id"].tolist() == ["a.txt", "b.txt"]
    assert load_articles(str(source / "**" / "*.txt"))["article_id"].tolist() == ["a.txt", "b.txt", "c/d.txt"]


def test_hidden_files_and_notes_beside_the_clippings_are_no_articles(folder):
    source = folder(**{"a": ARTICLE, ".b.txt": ARTICLE, ".git__c.txt": ARTICLE, "README.txt": "Two clippings.\n"})
    files = load_source(source).files
    assert files["source_file"].tolist() == ["README.txt", "a.txt"]
    assert files["status"].tolist() == ["skipped", "read"]


def test_name_of_an_article_counts_from_the_second_of_a_file():
    assert [name_article("x.txt", number) for number in (1, 2, 11)] == ["x.txt", "x.txt#0002", "x.txt#0011"]


def test_line_ends_of_any_system_give_the_same_lines(folder):
    source = folder(a=ARTICLE, b=ARTICLE.replace("\n", "\r\n"), c=ARTICLE.replace("\n", "\r"), d=ARTICLE.rstrip("\n"))
    loaded = load_source(source)
    texts = loaded.lines.groupby("source_file")["text"].agg(list)
    assert texts.tolist() == [ARTICLE.split("\n")[:2]] * 4
    assert loaded.articles["duplicate_of"].tolist() == ["", "a.txt", "a.txt", "a.txt"]


def test_letters_with_separate_accents_are_composed(folder):
    assert load_articles(folder(a="The cafe\u0301 is open.\n"))["text"].tolist() == ["The caf\u00e9 is open."]


# --- bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("load", [load_source, load_lines, load_articles])
def test_a_missing_folder_is_named(load, tmp_path):
    with pytest.raises(SourceError, match="nowhere: no such file or folder"):
        load(tmp_path / "nowhere")


def test_an_empty_folder_is_named_with_what_was_expected(tmp_path):
    with pytest.raises(SourceError, match=rf"{tmp_path.name}.*no file.*expected .*\.txt"):
        load_source(tmp_path)


def test_a_folder_without_a_readable_file_says_what_is_wrong_with_each(folder):
    with pytest.raises(SourceError, match=r"(?s)no file could be read.*a\.txt.*empty"):
        load_source(folder(a=""))


BAD = {
    "empty": (b"", "empty"),
    "blank": (b"  \n\t\n", "empty"),
    "nbsp": ("\u00a0\n\u00a0\n".encode(), "empty"),
    "bom": (b"\xef\xbb\xbf", "empty"),
    "binary": (bytes(range(256)) * 8, "binary"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(200)), "binary"),
    "half": (b"\xff\xfeT\x00a", "utf-16"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_skipped_and_the_rest_is_read(folder, name):
    content, reason = BAD[name]
    source = folder(**{"a": ARTICLE, name: content, "z": "The talks ended.\n"})
    with pytest.warns(ReadingWarning, match=rf"{name}\.txt: skipped: .*{reason}"):
        loaded = load_source(source)
    files = loaded.files.set_index("source_file")
    assert files["status"].to_dict() == {"a.txt": "read", f"{name}.txt": "skipped", "z.txt": "read"}
    assert reason in files.loc[f"{name}.txt", "reason"]
    assert files["found"].to_dict() == {"a.txt": 1, f"{name}.txt": 0, "z.txt": 1}
    assert loaded.articles["article_id"].tolist() == ["a.txt", "z.txt"]
    assert f"{name}.txt" not in set(loaded.lines["source_file"])


@pytest.mark.parametrize("name", BAD)
def test_strict_stops_at_a_bad_file_and_names_it(folder, name):
    with pytest.raises(SourceError, match=rf"^{name}\.txt: .*{BAD[name][1]}"):
        load_source(folder(**{"a": ARTICLE, name: BAD[name][0]}), strict=True)


def test_strict_passes_over_notes_beside_the_clippings(folder):
    assert len(load_articles(folder(**{"a": ARTICLE, "README.md": "Notes.\n"}), strict=True)) == 1


@pytest.mark.filterwarnings("ignore::corpus.readers.ReadingWarning")
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_in_other_forms_is_read(folder, encoding):
    text = "Café talks in Kabul went on until Monday.\n"
    data = text.encode(encoding)
    source = folder(a=data)
    articles = load_articles(source)
    assert articles["text"].tolist() == [text.rstrip("\n")]


def test_windows_1252_is_read_and_told(folder):
    text = "“We agree”, the envoy’s aide said – a naïve reply over café au lait."
    with pytest.warns(ReadingWarning, match=r"a\.txt: read: not UTF-8; read as cp1252"):
        loaded = load_source(folder(a=text.encode("cp1252")))
    assert loaded.articles["text"].tolist() == [text]
    assert loaded.files[["encoding", "status"]].values.tolist() == [["cp1252", "read"]]


def test_a_source_that_is_no_path_is_an_error_of_the_package():
    for wrong in (None, 3):
        with pytest.raises(SourceError, match="source"):
            load_source(wrong)


def test_a_list_that_names_what_is_no_file_is_answered_with_its_name(folder, tmp_path):
    with pytest.raises(SourceError, match=r"lost\.txt: no such file"):
        load_source([folder(a=ARTICLE) / "a.txt", tmp_path / "lost.txt"])


def test_a_file_named_twice_is_read_once(folder):
    path = folder(a=ARTICLE) / "a.txt"
    assert load_articles([path, path])["article_id"].tolist() == ["a.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="only there a name may be any bytes")
def test_a_file_whose_name_is_no_unicode_is_read_or_reported(folder):
    source = folder(a=ARTICLE)
    (source / os.fsdecode(b"\xff.txt")).write_text("The talks ended.\n", encoding="utf-8")
    files = load_source(source).files
    assert len(files) == 2
    assert "a.txt" in set(files["source_file"])


def test_files_that_hold_nothing_to_keep_give_articles_without_text(folder):
    loaded = load_source(folder(a="Also Read | One\nAlso Read | Two\n"))
    assert loaded.articles["text"].tolist() == [""]
    assert loaded.lines["role"].tolist() == ["promo", "promo"]


def test_many_files_are_read_in_the_order_of_their_names(folder):
    source = folder(**{f"{number:04d}": f"The envoy came {number} times.\n" for number in range(300)})
    articles = load_articles(source)
    assert articles["article_id"].tolist() == [f"{number:04d}.txt" for number in range(300)]
    assert articles["duplicate_of"].eq("").all()


# --- duplicates -----------------------------------------------------------------------------------------------------


def articles_of(*rows):
    return complete(pd.DataFrame(rows, columns=["article_id", "text", "published"]), "articles")


def test_the_same_words_are_a_duplicate_whatever_their_case_and_spaces():
    found = mark_duplicates(
        articles_of(("a", "The envoy came.", ""), ("b", "the  envoy\ncame.", ""), ("c", "He left.", ""))
    )
    assert found["duplicate_of"].tolist() == ["", "a", ""]


def test_the_first_printed_is_the_one_repeated():
    found = mark_duplicates(articles_of(("a", "x", ""), ("b", "x", "2023-07-22"), ("c", "x", "2023-07-21")))
    assert found["duplicate_of"].tolist() == ["c", "c", ""]


def test_articles_without_text_repeat_none():
    assert mark_duplicates(articles_of(("a", "", ""), ("b", " \n", "")))["duplicate_of"].tolist() == ["", ""]


def test_marking_duplicates_keeps_order_index_and_the_given_frame():
    given = articles_of(("b", "x", ""), ("a", "x", "")).set_index(pd.Index([5, 3]))
    before = given.copy(deep=True)
    found = mark_duplicates(given)
    pd.testing.assert_frame_equal(given, before)
    assert found["duplicate_of"].to_dict() == {5: "a", 3: ""}
    check(found, "articles")


def test_marking_duplicates_checks_its_table():
    with pytest.raises(TableError, match="table articles, column source_file: expected, but missing"):
        mark_duplicates(pd.DataFrame({"article_id": ["a"]}))
