"""Bad input: a row in the table files that says why, the rest is read, and no error but the package's own."""

import io
import os
import socket
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus.readers as readers
import make_exports as make
from corpus.errors import SourceError
from corpus.readers import FORMATS, read_files
from corpus.readers.packed import read_members
from corpus.readers.xml import parse_xml

GOOD = "Envoy arrives\nThe envoy arrived on Monday."


def told(folder: Path) -> pd.Series:
    """The reasons by file, with one good file beside."""
    (folder / "good.txt").write_text(GOOD)
    with pytest.warns(readers.ReadingWarning):
        files, contents = read_files(folder)
    assert "good.txt" in [name for name, _ in contents]
    return files.set_index("source_file")["reason"]


def docx_with(document: str) -> bytes:
    return make.zipped({"word/document.xml": document})


EXTERNAL = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><r>&b;</r>'
BAD = {
    "cut.docx": (make.docx(["Text"])[:-40], "damaged docx"),
    "cut.zip": (make.zipped({"a.txt": GOOD})[:-30], "damaged zip"),
    "empty.zip": (make.zipped({}), "without a file"),
    "cut.warc.gz": (
        make.warc(make.warc_record("response", "u", "text/html", b"<p>x</p>"), packed=True)[:60],
        "warc",
    ),
    "cut.pdf": (make.pdf(["Text"])[:200], "pdf"),
    "cut.parquet": (b"PAR1" + b"\x00" * 50, "damaged parquet"),
    "cut.jsonl": (b'{"text": "a', "damaged JSON"),
    "cut.rtf": (b"no rtf", "no rtf"),
    "cut.xml": (b"<a><b></a>", "damaged xml"),
    "other.xml": (b"<rss><channel/></rss>", "xml of an unknown kind (<rss>)"),
    "external.xml": (EXTERNAL.encode(), "document type or entities"),
    "laughs.docx": (docx_with(LAUGHS), "document type or entities"),
    "no_text.csv": (b"id,score\n1,2\n", "no column with the texts; the columns are id, score"),
    "binary.txt": (bytes(range(256)) * 20, "binary"),
    "empty.txt": (b" \n", "empty"),
    "old.doc": (b"\xd0\xcf\x11\xe0", "old binary format of Word"),
    "picture.png": (b"\x89PNG", "format .png is not known"),
    "nested.zip": (make.zipped({"in.zip": make.zipped({"a.txt": GOOD})}), "an archive within an archive"),
    "bomb.zip": (make.zipped({"a.txt": b"0" * 50_000_000}), "zip bomb"),
    "bomb.docx": (docx_with("<a>" + "0" * 50_000_000 + "</a>"), "zip bomb"),
    "leaving.zip": (make.zipped({"../../a.txt": GOOD}), "its path leaves the archive"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_a_row_with_the_cause_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    data, cause = BAD[name]
    (tmp_path / name).write_bytes(data)
    reasons = told(tmp_path).drop("good.txt")
    assert len(reasons) == 1
    assert cause in reasons.iloc[0]


def test_strict_stops_at_the_first_bad_file_and_names_it(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK")
    with pytest.raises(SourceError, match=r"a\.docx: damaged docx"):
        read_files(tmp_path, strict=True)


def test_an_encrypted_member_is_named() -> None:
    data = bytearray(make.zipped({"a.txt": GOOD}))
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flag] |= 1
    ((name, error),) = read_members(bytes(data))
    assert (name, str(error).split(":")[0]) == ("a.txt", "encrypted")


def test_an_archive_that_unpacks_to_too_much_in_all_is_read_up_to_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("corpus.readers.packed.LARGEST_ARCHIVE", 1000)
    found = dict(read_members(make.zipped({f"{n}.txt": os.urandom(600) for n in range(4)})))
    assert [isinstance(content, bytes) for content in found.values()] == [True, True, False, False]


def test_two_members_of_one_name_are_one_file() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", "two")
    assert len(list(read_members(buffer.getvalue()))) == 1


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "LARGEST_FILE", 100)
    (tmp_path / "long.txt").write_text("x" * 101)
    assert "larger than 100 bytes" in told(tmp_path)["long.txt"]


@pytest.mark.parametrize("name", ["long.txt", "long.csv", "long.jsonl"])
def test_a_line_too_long_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(readers, "LONGEST_LINE", 100)
    text = {"long.txt": "x" * 101, "long.csv": "text\n" + "x" * 101, "long.jsonl": '{"text": "' + "x" * 101 + '"}'}[
        name
    ]
    (tmp_path / name).write_text(text)
    assert told(tmp_path)[name] == "a line of 101 characters; at most 100 are read"


def test_a_file_deleted_while_reading_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    assert told(tmp_path)["gone.txt"].startswith("cannot be opened")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may open everything")
def test_a_file_and_a_folder_without_permission_are_rows(tmp_path: Path) -> None:
    (tmp_path / "closed.txt").write_text(GOOD)
    (tmp_path / "closed.txt").chmod(0)
    (tmp_path / "folder").mkdir(mode=0)
    reasons = told(tmp_path)
    (tmp_path / "folder").chmod(0o700)
    assert reasons[["closed.txt", "folder"]].str.startswith("cannot be opened: Permission denied").all()


def test_a_folder_that_cannot_be_listed_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    listed = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "folder":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(os, "listdir", refuse)
    assert told(tmp_path)["folder"] == "cannot be opened: Permission denied"


def test_clippings_about_licences_are_clippings_and_a_readme_is_none(tmp_path: Path) -> None:
    for name in ("License to fish.txt", "README.txt", "metadata.csv"):
        (tmp_path / name).write_text(GOOD)
    _, contents = read_files(tmp_path)
    assert [name for name, _ in contents] == ["License to fish.txt"]


def test_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    page = make.page("en").replace(
        "<head>",
        '<head><base href="http://127.0.0.1:9/"><link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
    )
    (tmp_path / "a.html").write_text(page)
    (tmp_path / "b.xml").write_text(make.factiva_xml("en"))
    assert len(read_files(tmp_path)[1]) == 2


@pytest.mark.parametrize(
    "document", [EXTERNAL, LAUGHS, EXTERNAL.encode("utf-16"), '<?xml version="1.0"?><!doctype r><r/>']
)
def test_xml_with_a_document_type_is_refused(document: str | bytes) -> None:
    with pytest.raises(SourceError):
        parse_xml(document if isinstance(document, bytes) else document.encode())


def test_a_page_of_great_depth_is_read_in_full_or_refused() -> None:
    from corpus.readers import html

    def page(depth: int) -> bytes:
        return ("<html><body>" + "<div>" * depth + "<p>The envoy arrived on Monday.</p>").encode()

    assert html.read(page(400)).documents[0].texts == ["The envoy arrived on Monday."]
    with pytest.raises(SourceError, match="nested too deeply"):
        html.read(page(5000))


def test_a_page_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.readers import html

    monkeypatch.setattr("corpus.readers.blocks.LARGEST_PAGE", 100)
    with pytest.raises(SourceError, match="a page of 130 characters; at most 100"):
        html.read(b"<html><body>" + b"x" * 118)


SEEDS = [
    b"", b"\x00", b"\xff\xfe", b"PK\x03\x04", b"{\\rtf1 ", b"%PDF-1.4\n", b"<html><body>", b"<?xml version='1.0'?>",
    b"PAR1",
    b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"text,title\n", b'{"text": "x"}\n', b"1 of 2 DOCUMENTS\nLENGTH: 3 words\n",
    b"End of Document\nLength: 3 words\n", b"HD\nDocument ABCD00020100111e61b00001\n",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FORMATS)), st.sampled_from(SEEDS), st.binary(max_size=300))
def test_no_bytes_under_any_name_raise_anything(ending: str, head: bytes, rest: bytes) -> None:
    row, content = readers._read_bytes(f"a{ending}", head + rest)
    assert (content is None) == (row[7] == "skipped")
    assert not str(row[8]).startswith("could not be read: ")
    if content is not None:
        assert content.documents
        assert all(len(document.texts) == len(document.hints) for document in content.documents)


LINES = st.sampled_from(
    ["1 of 2 DOCUMENTS", "Dokument 2 von 9", "End of Document", "LENGTH: 3 words", "Body", "January 11, 2010 Monday",
     "",
     "HD\tTitle", "20 words", "Document ABCD00020100111e61b00001", "LOAD-DATE: May 1, 2010", "Classification",
     "(c) 2010 X",
     "The Courier", "BYLINE: Ann", "A line of text.", "GRAPHIC: A hill"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), min_size=1, max_size=30))
def test_every_line_of_any_text_is_listed_once_and_in_order(lines: list[str]) -> None:
    from corpus.readers import text
    from corpus.readers.encoding import decode

    whole = "\n".join(lines)
    if not whole.strip():
        return
    content = text.read(whole.encode())
    listed = [line for document in content.documents for line in document.texts]
    plain, _, _ = decode(whole.encode())
    assert "\n".join(listed) == plain.removesuffix("\n")


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD)
    assert len(read_files([tmp_path / "a.txt", str(tmp_path / "a.txt")])[1]) == 1
