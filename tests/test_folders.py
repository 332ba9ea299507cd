"""Folders as people have them: what used to break or mislead, from the file to the article."""

import io
import os
import zipfile
from pathlib import Path

import pytest

import corpus
from corpus.articles import load_articles, load_lines, load_source
from corpus.duplicates import find_first
from corpus.errors import SourceError
from corpus.readers.encoding import decode

pytestmark = pytest.mark.filterwarnings("ignore::corpus.readers.ReadingWarning")
GOOD = "Envoy arrives\nThe envoy arrived on Monday.\n"
LONG = "The delegation said on Monday that the talks in the capital would go on until the end of the week."


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def reasons(folder: Path) -> dict[str, str]:
    files = load_source(folder).files
    return dict(zip(files["source_file"], files["reason"], strict=True))


# --- files ------------------------------------------------------------------------------------------------------


def test_halves_of_letters_are_replaced_and_told_and_pairs_of_rtf_joined(tmp_path: Path) -> None:
    write(tmp_path, {"a.rtf": rb"{\rtf1\ansi Hello \u-10179?\u-8704? and \u-10179? here.\par}", "g.txt": GOOD})
    write(tmp_path, {"b.jsonl": '{"text": ["\\ud800 abc"], "k\\ud800": "v"}\n{"text": "whole"}\n'})
    told = reasons(tmp_path)
    assert "1 halves of letters" in told["a.rtf"]
    assert "halves of letters" in told["b.jsonl"]
    assert load_articles(tmp_path)["text"][0] == "Hello \U0001f600 and \ufffd here."


def test_lines_of_jsonl_that_are_no_record_stand_in_their_order(tmp_path: Path) -> None:
    write(tmp_path, {"a.jsonl": 'first\n{"text": "One."}\nsecond\n{"text": "Two."}\n'})
    assert load_lines(tmp_path)["text"].tolist() == ["first", "One.", "second", "Two."]


def test_a_link_to_a_folder_and_a_device_are_rows_that_say_so(tmp_path: Path) -> None:
    folder = write(tmp_path / "clips", {"g.txt": GOOD})
    write(tmp_path / "other", {"x.txt": GOOD})
    (folder / "linked").symlink_to(tmp_path / "other")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(tmp_path / "pipe")
    (folder / "p.txt").symlink_to(tmp_path / "pipe")
    told = reasons(folder)
    assert told["linked"].startswith("a link to a folder, which is not followed")
    assert told["loop"] == told["linked"]
    assert told["p.txt"] == "no regular file, but a pipe or a device"


def test_names_that_are_no_unicode_stay_apart(tmp_path: Path) -> None:
    for name in (b"caf\xe8.txt", b"caf\xe9.txt"):
        (tmp_path / os.fsdecode(name)).write_text(GOOD)
    assert load_articles(tmp_path)["article_id"].tolist() == ["caf\\xe8.txt", "caf\\xe9.txt"]


def test_members_of_an_archive_have_names_of_their_own_and_notes_are_no_news(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("c:\\d.txt", "c_/d.txt", "sub/README.md"):
            archive.writestr(name, GOOD)
    write(tmp_path, {"a.zip": buffer.getvalue()})
    assert set(reasons(tmp_path)) == {"a.zip/c_/d.txt", "a.zip/__/c_/d.txt", "a.zip/sub/README.md"}
    assert len(load_articles(tmp_path)) == 1


def test_tables_written_into_the_source_are_not_read_as_news(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": GOOD})
    corpus.build(tmp_path, tmp_path / "built", lexicons=("themes",))
    assert load_articles(tmp_path)["article_id"].tolist() == ["a.txt"]


def test_a_file_of_too_many_lines_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.MOST_LINES", 3)
    write(tmp_path, {"a.txt": "a\n" * 4, "g.txt": GOOD})
    assert reasons(tmp_path)["a.txt"].startswith("more than 3 lines")


def test_a_source_that_can_be_read_once_is_read_as_a_list(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": GOOD, "metadata.csv": "source_file,side\na.txt,N\n"})
    assert load_articles(tmp_path.glob("*.txt"))["side"].tolist() == ["N"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title,text\nA,B, C and more\n", "1 rows with more cells than columns"),
        ('title,text\nA,"B one\nC,D two\n', "a quotation mark is not closed"),
    ],
)
def test_a_table_whose_cells_are_in_doubt_is_told(tmp_path: Path, text: str, told: str) -> None:
    assert told in reasons(write(tmp_path, {"a.csv": text}))["a.csv"]


def test_columns_of_one_name_are_all_carried_on(tmp_path: Path) -> None:
    articles = load_articles(write(tmp_path, {"a.csv": "title;text;note;note\nA;B;x;y\n"}))
    assert articles[["note", "note_4"]].values.tolist() == [["x", "y"]]


def test_a_text_of_utf8_with_a_cut_letter_is_read_and_told() -> None:
    text, encoding, note = decode(("Überall Ärger, señor, naïve garçons" * 3).encode() + b"\xc3")
    assert (encoding, text[-1]) == ("utf-8", "\ufffd")
    assert note.startswith("1 damaged letters of UTF-8")


# --- metadata.csv and names of files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    [
        "source_file;outlet\na.txt;Süd\n".encode("cp1252"),
        "source_file\toutlet\na.txt\tSüd\n".encode("utf-16"),
        "\ufeffsep=;\nSource_File;Outlet;;\n.\\a.txt;Süd;;\n;;;\n",
        "article_id,source_file,outlet\n,a.txt,Süd\n",
    ],
)
def test_metadata_as_spreadsheets_save_it(tmp_path: Path, table: str | bytes) -> None:
    write(tmp_path, {"a.txt": GOOD, "b.txt": LONG, "metadata.csv": table})
    assert load_articles(tmp_path)["outlet"].tolist() == ["Süd", ""]


def test_a_row_for_a_file_that_lies_there_but_was_not_read_is_no_error(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": GOOD, "b.pdf": b"%PDF-1.4", "c.txt": LONG})
    write(tmp_path, {"metadata.csv": "source_file,outlet\na.txt,X\nb.pdf,Y\nc.txt,Z\n"})
    assert load_articles(tmp_path)["outlet"].tolist() == ["X", "Z"]
    assert load_articles(tmp_path / "a.txt")["outlet"].tolist() == ["X"]


def test_names_with_separate_accents_are_the_same_names(tmp_path: Path) -> None:
    write(tmp_path, {"e\u0301.txt": GOOD, "metadata.csv": "source_file,outlet\n\u00e9.txt,X\n"})
    assert load_articles(tmp_path)["outlet"].tolist() == ["X"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("source_file,outlet\na.txt,X\na.txt,Y\n", "line 3, column outlet: a line above says 'X'"),
        ("source_file,outlet\na.txt,X,Y\n", "line 2: a cell without a column"),
        ("source_file,outlet\n,Y\n", "line 2: names neither"),
        ("article_id,outlet\na.txt#0009,Y\n", "line 2, column article_id: found 'a.txt#0009'"),
    ],
)
def test_metadata_in_doubt_stops_and_names_its_line(tmp_path: Path, table: str, message: str) -> None:
    write(tmp_path, {"a.txt": GOOD, "metadata.csv": table})
    with pytest.raises(SourceError, match=message):
        load_articles(tmp_path)


@pytest.mark.parametrize("pattern", ["{outlet}_{outlet}", "{1a}", "{source_file}", "{article_id}_{*}"])
def test_a_pattern_that_cannot_be_is_an_error_of_the_package(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(SourceError, match="file_names"):
        load_articles(write(tmp_path, {"a_b.txt": GOOD}), file_names=pattern)


def test_a_day_without_hyphens_in_a_name_is_read(tmp_path: Path) -> None:
    articles = load_articles(write(tmp_path, {"dawn_20230721.txt": GOOD}), file_names="{outlet}_{published}")
    assert articles[["outlet", "published"]].values.tolist() == [["dawn", "2023-07-21"]]


# --- lines, articles, repeats ---------------------------------------------------------------------------------------


def test_a_clipping_of_short_sentences_keeps_all_of_them(tmp_path: Path) -> None:
    said = [
        "Search teams found nothing.", "Like his father before him.", "Share your bread, he told them.",
        "Copyright law was changed on Monday, the minister said.", "Watch-dog groups criticised the vote.",
        "Register offices will open on Monday.", "Follow the money.", "Newsletters were burned in the street.",
        "Join our cause, he pleaded.", "Anzeige erstattete er.", "Partager le pouvoir ?", "Реклама запрещена.",
    ]  # fmt: skip
    write(tmp_path, {"a.txt": "Envoy visits Kabul\n\n" + "\n".join(said)})
    assert load_articles(tmp_path)["text"].tolist() == ["\n".join(said)]


def test_a_poem_within_an_article_is_no_menu(tmp_path: Path) -> None:
    verse = [f"Line {'x' * n} of the song of the hills" for n in range(1, 36)]
    text = "\n".join([LONG, *verse, LONG.replace("Monday", "Tuesday")])
    write(tmp_path, {"a.txt": f"A song of the mountains\n{text}"})
    assert load_articles(tmp_path)["text"].tolist() == [text]


@pytest.mark.parametrize(
    "first",
    [
        "ایلچی پیر کے روز کابل پہنچے۔",
        "दूत सोमवार को काबुल पहुंचे।",
        "هل وصل المبعوث؟",
        "„Wir bleiben hier.“",
        "« Cela suffit. »",
    ],
)
def test_a_sentence_in_another_script_is_no_title(tmp_path: Path, first: str) -> None:
    assert load_articles(write(tmp_path, {"a.txt": f"{first}\n{LONG}"}))["title"].tolist() == [""]


@pytest.mark.parametrize("mark", ["=====", "Dokument 2 von 2", "Document 2 sur 2", "Documento 2 de 2"])
@pytest.mark.parametrize("stamps", [("12 March 2021", "14 March 2021"), ("12 марта 2021", "14 марта 2021")])
def test_marks_between_articles_and_stamps_in_other_languages(
    tmp_path: Path, mark: str, stamps: tuple[str, str]
) -> None:
    parts = [
        f"{title}\n\n{stamp}\n\n{LONG}\n\n{LONG[4:]}\n\n" for title, stamp in zip(("One", "Two"), stamps, strict=True)
    ]
    articles = load_articles(write(tmp_path, {"a.txt": f"{mark}\n\n".join(parts)}))
    assert articles[["title", "published"]].values.tolist() == [["One", "2021-03-12"], ["Two", "2021-03-14"]]


def test_two_articles_in_chinese_are_split_at_their_headlines_again(tmp_path: Path) -> None:
    text = "特使周一抵达喀布尔，并表示将与各方会谈。\n\n会谈将持续到月底，届时将公布结果。\n\n"
    parts = [
        f"{title}\n2021年3月1{n}日\n{title}\n\n{text}" for n, title in enumerate(("会谈在多哈开始", "赫拉特发生洪水"))
    ]
    articles = load_articles(write(tmp_path, {"a.txt": "".join(parts)}))
    assert articles["published"].tolist() == ["2021-03-10", "2021-03-11"]


def test_copies_in_chinese_with_a_cut_end_are_found() -> None:
    text = "".join(f"特使{sign}抵达喀布尔并表示将与{sign}方会谈持续到{sign}月底公布结果" for sign in "甲乙丙丁戊己")
    assert find_first([text, text[:-12], text[::-1]]) == [0, 0, 2]


def test_a_thousand_copies_cost_little_more_than_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    alike = corpus.duplicates._is_contained
    monkeypatch.setattr("corpus.duplicates._is_contained", lambda one, other: asked.append(1) or alike(one, other))
    text = " ".join(f"word{n}" for n in range(80))
    assert set(find_first([f"{text} {n}" for n in range(400)])) == {0}
    assert len(asked) <= 400 * 50
