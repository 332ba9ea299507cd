"""Pages, tables, Word, rtf, pdf, web archives and zip: what is read, and as what it is listed."""

import io
import json
from pathlib import Path

import pandas as pd
import pytest

import make_exports as make
from corpus.errors import SourceError
from corpus.readers import delimited, docx, html, jsonl, parquet, pdf, read_files, rtf, text, warc
from corpus.readers.document import Document
from corpus.readers.main_text import align

KEPT = ("body", "heading", "summary")


def roles(document: Document) -> dict[str, str]:
    return {line: hint.role if hint else "" for line, hint in zip(document.texts, document.hints, strict=True)}


# --- pages ---


@pytest.mark.parametrize("language", sorted(make.STORIES))
def test_a_page_gives_its_text_and_what_it_states(language: str) -> None:
    story = make.STORIES[language][0]
    content = html.read(make.page(language).encode())
    (document,) = content.documents
    assert document.single
    assert content.format == "html"
    found = {name: document.fields[name] for name in ("title", "outlet", "byline", "language", "published")}
    assert found == {
        "title": story.title, "outlet": story.outlet, "byline": story.byline, "language": language,
        "published": story.day,
    }  # fmt: skip
    kept = [line for line, role in roles(document).items() if not role]
    assert len(kept) == 4 or len(set(kept)) == 2
    assert all(line.endswith(story.paragraphs[1]) for line in kept)


def test_what_is_not_main_text_is_listed_with_the_reason() -> None:
    found = roles(html.read(make.page("en").encode()).documents[0])
    assert found["Home"] == found["Ten dogs that look like mayors"] == "boilerplate"
    assert found["Envoy arrives in Lakeport"] == "title"
    assert not any("not a line" in line for line in found)


def test_a_footer_never_dates_a_page() -> None:
    page = make.page("en").replace("article:published_time", "nothing")
    assert html.read(page.encode()).documents[0].fields["published"] == ""


def test_a_page_without_a_main_text_gives_its_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "main_text", lambda tree: "")
    page = b"<html><body><div>Menu</div><p>Short.</p></body></html>"
    document = html.read(page).documents[0]
    assert [line for line, hint in zip(document.texts, document.hints, strict=True) if hint is None] == ["Short."]


def test_json_ld_states_date_outlet_and_writers() -> None:
    data = {
        "@graph": [
            {"@type": "WebPage", "datePublished": "2001-01-01"},
            {
                "@type": ["NewsArticle"], "headline": "The headline", "datePublished": "2022-03-04T05:06:07Z",
                "dateModified": "2022-03-05", "publisher": {"name": "The Post"},
                "author": [{"name": "Ann"}, {"name": "Bo"}],
            },
        ]
    }  # fmt: skip
    page = f'<html><script type="application/ld+json">{json.dumps(data)}</script><body><p>Text.</p></body></html>'
    fields = html.read(page.encode()).documents[0].fields
    assert [fields[name] for name in ("title", "published", "updated", "outlet", "byline")] == [
        "The headline", "2022-03-04", "2022-03-05", "The Post", "Ann, Bo",
    ]  # fmt: skip


def test_json_ld_that_is_damaged_still_states_its_date() -> None:
    page = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2022-03-04", "x": }</script>'
    assert (
        html.read(f"<html>{page}<body><p>Text.</p></body></html>".encode()).documents[0].fields["published"]
        == "2022-03-04"
    )


def test_the_charset_that_a_page_declares_is_used() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Посланник прибыл</p></body></html>'
    content = html.read(page.encode("cp1251"))
    assert content.encoding == "windows-1251"
    assert content.documents[0].texts == ["Посланник прибыл"]


def test_blocks_are_found_in_a_main_text_of_another_order() -> None:
    long, other = (
        "A paragraph that is long enough to stand for itself.",
        "Another one that is long enough as well.",
    )
    assert align([long, "Menu", other, "Short."], f"{other}\n{long}\nShort.") == [True, False, True, True]


# --- tables ---


def test_columns_are_told_by_their_names_and_others_carried_on() -> None:
    header = "ID;Schlagzeile;Quelle;Datum;Volltext;Thema\n"
    table = header + '7;Brücke offen;Hafenblatt;3. März 2010;"Die Brücke\nist offen.";Verkehr\n'
    content = delimited.read(table.encode("cp1252"))
    (document,) = content.documents
    assert document.texts == ["Brücke offen", "Die Brücke", "ist offen."]
    assert document.hints[0] == ("title", "table: title")
    assert document.fields == {
        "ID": "7", "Thema": "Verkehr", "title": "Brücke offen", "outlet": "Hafenblatt",
        "published": "2010-03-03", "published_basis": "metadata",
    }  # fmt: skip
    assert (content.encoding, content.expected, content.format) == ("cp1252", 1, "csv")


def test_your_own_mapping_wins() -> None:
    table = b"text,note\nnot this,the article\n"
    assert delimited.read(table, {"text": "note"}).documents[0].texts == ["the article"]
    with pytest.raises(SourceError, match=r"no column 'absent'; the columns are text, note"):
        delimited.read(table, {"text": "absent"})


def test_a_table_without_texts_names_its_columns_and_what_would_be_right() -> None:
    with pytest.raises(SourceError, match=r"the columns are id, score; .*text, fulltext"):
        delimited.read(b"id,score\n1,2\n")


def test_dates_that_can_be_read_in_two_ways_stay_empty_and_are_noted() -> None:
    content = delimited.read(b"text,date\nOne.,03/04/2021\nTwo.,05/06/2021\n")
    assert not any("published" in document.fields for document in content.documents)
    assert "03/04/2021" in content.note


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_the_first_line_has_most_of(delimiter: str) -> None:
    table = f"title{delimiter}text\nA title{delimiter}A text\n"
    assert delimited.read(table.encode()).documents[0].texts == ["A title", "A text"]


def test_huge_cells_stray_nulls_and_uneven_rows_are_read() -> None:
    long = "word " * 60_000
    content = delimited.read(f"text,title\n{long},One\nshort\x00,Two,more\nlast\n".encode())
    assert [document.fields["title"] for document in content.documents] == ["One", "Two", ""]
    assert content.documents[1].texts == ["Two", "short"]
    assert content.documents[1].fields["column_3"] == "more"
    assert content.note.startswith("1 null bytes")


def test_columns_named_like_ours_do_not_overwrite_ours() -> None:
    fields = delimited.read(b"article_id,duplicate_of,text\nx,y,One.\n").documents[0].fields
    assert fields == {"source_article_id": "x", "source_duplicate_of": "y"}


def test_json_lines_and_lists_give_the_same_and_broken_lines_are_listed() -> None:
    records = [
        {"headline": "A", "body": "One.", "tags": ["x", "y"]},
        {"headline": "B", "body": "Two.", "n": 3},
    ]
    lines = "\n".join(map(json.dumps, records))
    one, two = jsonl.read(lines.encode()), jsonl.read(json.dumps({"articles": records}).encode())
    assert one.documents == two.documents
    assert one.documents[0].fields == {"tags": "x; y", "n": "", "title": "A"}
    broken = jsonl.read(f"{lines}\n{{oops".encode())
    assert broken.documents[-1].texts[-1] == "{oops"
    assert broken.documents[-1].hints[-1] == ("boilerplate", "table: not a record")
    assert "1 lines" in broken.note


def test_lone_surrogates_in_json_are_replaced() -> None:
    assert jsonl.read(b'{"text": "a\\ud800b"}').documents[0].texts == ["a\ufffdb"]


def test_parquet_gives_dates_and_numbers_as_text() -> None:
    buffer = io.BytesIO()
    day = pd.Timestamp("2021-04-03 10:00")
    pd.DataFrame({"text": ["One."], "date": [day], "page": [4]}).to_parquet(buffer)
    document = parquet.read(buffer.getvalue()).documents[0]
    assert (document.fields["published"], document.fields["page"]) == ("2021-04-03", "4")


# --- word, rtf, pdf, archives ---


def test_a_word_document_gives_paragraphs_breaks_cells_and_headers() -> None:
    body = (
        "<w:p><w:r><w:t>One</w:t><w:br/><w:t>two</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    content = docx.read(make.docx(["Envoy arrives", ""], header="Page 1", body=body))
    assert content.documents[0].texts == ["Envoy arrives", "", "One", "two", "In a cell", "Page 1"]
    assert content.documents[0].hints[-1] == ("boilerplate", "docx: header, footer or note")
    assert not content.documents[0].single


def test_rtf_gives_its_lines() -> None:
    assert rtf.read(make.rtf(["Brücke offen", "Die Brücke ist wieder offen."])).documents[0].texts == [
        "Brücke offen",
        "Die Brücke ist wieder offen.",
    ]


def test_pdf_gives_its_lines_and_no_date() -> None:
    content = pdf.read(make.pdf(["Envoy arrives", "The envoy arrived on Monday."]))
    assert [line.strip() for line in content.documents[0].texts] == [
        "Envoy arrives",
        "The envoy arrived on Monday.",
    ]
    assert content.documents[0].fields == {}


@pytest.mark.parametrize("packed", [False, True])
def test_a_web_archive_gives_answered_pages_and_texts(packed: bool) -> None:
    data = make.warc(
        make.warc_record("response", "http://x.example/a", "text/html; charset=utf-8", make.page("fr").encode()),
        make.warc_record("response", "http://x.example/b", "image/png", b"\x89PNG"),
        make.warc_record("response", "http://x.example/c", "text/html", b"<p>Not found</p>", "404 Not Found"),
        make.warc_record("response", "http://x.example/d", "text/plain", b"Plain text."),
        packed=packed,
    )
    content = warc.read(data)
    assert [document.fields["url"] for document in content.documents] == [
        "http://x.example/a",
        "http://x.example/d",
    ]
    assert content.documents[0].fields["published"] == "2010-01-11"
    assert "published" not in content.documents[1].fields


def test_a_web_archive_that_is_cut_off_gives_what_is_whole() -> None:
    page = make.warc_record("response", "http://x.example/a", "text/html", make.page("en").encode())
    whole = make.warc(page, page, packed=True)
    content = warc.read(whole[:-200])
    assert len(content.documents) >= 1
    assert "damaged" in content.note


def test_the_members_of_an_archive_are_files_of_their_own(tmp_path: Path) -> None:
    members = {
        "a.txt": "Envoy arrives\nThe envoy arrived.",
        "deep/b.html": make.page("de"),
        "c.png": "x",
        "__MACOSX/a.txt": "x",
    }
    (tmp_path / "news.zip").write_bytes(make.zipped(members))
    with pytest.warns(UserWarning, match=r"c\.png: skipped: format \.png"):
        files, contents = read_files(tmp_path)
    assert files["source_file"].tolist() == ["news.zip/a.txt", "news.zip/c.png", "news.zip/deep/b.html"]
    assert files["format"].tolist() == ["txt", "png", "html"]
    assert [name for name, _ in contents] == ["news.zip/a.txt", "news.zip/deep/b.html"]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.doc", make.rtf(["Text"]), "rtf"), ("a.txt", make.page("en").encode(), "html"),
        ("a.txt", make.nexis_txt("en").encode(), "nexis txt"), ("a.HTM", make.nexis_html("de").encode(), "nexis html"),
        ("a.html", make.factiva_html("fr").encode(), "factiva html"),
        ("a.xml", make.factiva_xml("es").encode(), "factiva xml"),
        ("a.docx", make.docx(make.nexis_uni_lines("nl")), "nexis docx"), ("a.tsv", b"text\ttitle\nA\tB\n", "csv"),
        ("a.rtf", make.rtf(make.factiva_lines("de", codes=True)), "factiva rtf"), ("a.txt", b"Just a text.", "txt"),
    ],
)  # fmt: skip
def test_files_say_what_they_were_read_as(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert read_files(tmp_path)[0]["format"].tolist() == [kind]


@pytest.mark.parametrize(
    ("encoding", "line"),
    [
        ("cp1252", "L’envoyée est arrivée à Noël, dit-il : «déjà»."),
        ("cp1251", "Посланник прибыл в город в понедельник."),
        ("cp1250", "Poseł przybył do miasta w poniedziałek, powiedział urzędnik."),
        ("cp1253", "Ο απεσταλμένος έφτασε στην πόλη τη Δευτέρα"), ("cp1256", "وصل المبعوث إلى المدينة يوم الاثنين"),
        ("utf-16", "L’envoyée est arrivée."), ("utf-8-sig", "L’envoyée est arrivée."),
    ],
)  # fmt: skip
def test_texts_in_other_encodings_are_read(encoding: str, line: str) -> None:
    content = text.read((f"{line}\r\n" * 5).encode(encoding))
    assert content.documents[0].texts == [line] * 5
