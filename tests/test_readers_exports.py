"""Exports of Nexis and Factiva in every container: as many articles as went in, each with what it states."""

import pytest

import make_exports as make
from corpus.readers import docx, factiva_xml, html, rtf, text
from corpus.readers.document import ReadFile

LANGUAGES = sorted(make.STORIES)
CONTAINERS = {
    "nexis txt": lambda language: text.read(make.nexis_txt(language).encode()),
    "nexis txt, Windows line ends and code page": lambda language: text.read(
        make.nexis_txt(language).replace("\n", "\r\n").encode("cp1252")
    ),
    "nexis uni txt": lambda language: text.read("\n".join(make.nexis_uni_lines(language)).encode()),
    "nexis uni docx": lambda language: docx.read(make.docx(make.nexis_uni_lines(language))),
    "nexis uni rtf": lambda language: rtf.read(make.rtf(make.nexis_uni_lines(language))),
    "nexis docx, old layout": lambda language: docx.read(make.docx(make.nexis_txt(language).split("\n"))),
    "nexis html": lambda language: html.read(make.nexis_html(language).encode()),
    "factiva html": lambda language: html.read(make.factiva_html(language).encode()),
    "factiva xml": lambda language: factiva_xml.read(make.factiva_xml(language).encode()),
    "factiva txt with codes": lambda language: text.read("\n".join(make.factiva_lines(language, codes=True)).encode()),
    "factiva txt without codes": lambda language: text.read(
        "\n".join(make.factiva_lines(language, codes=False)).encode()
    ),
    "factiva rtf": lambda language: rtf.read(make.rtf(make.factiva_lines(language, codes=False))),
    "factiva docx": lambda language: docx.read(make.docx(make.factiva_lines(language, codes=True))),
}


def body(content: ReadFile, number: int) -> list[str]:
    """The lines of a document that are not told to be anything but text."""
    document = content.documents[number]
    return [
        line.removeprefix("LP\t").removeprefix("TD\t").strip()
        for line, hint in zip(document.texts, document.hints, strict=True)
        if line.strip() and (hint is None or hint.role == "body")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("container", CONTAINERS)
def test_every_article_comes_out_with_title_outlet_date_byline_and_text(container: str, language: str) -> None:
    content = CONTAINERS[container](language)
    stories = make.STORIES[language]
    assert len(content.documents) == len(stories) == content.expected
    for number, (document, story) in enumerate(zip(content.documents, stories, strict=True)):
        assert document.single
        assert document.fields["title"] == story.title
        assert document.fields["outlet"] == story.outlet
        assert document.fields["published"] == story.day
        assert document.fields["published_basis"] == "metadata"
        assert document.fields["byline"] == story.byline
        assert body(content, number) == list(story.paragraphs)


@pytest.mark.parametrize("container", [name for name in CONTAINERS if name != "nexis html"])
def test_the_language_that_an_export_states_becomes_its_code(container: str) -> None:
    content = CONTAINERS[container]("de")
    assert {document.fields["language"] for document in content.documents} == {"de"}


@pytest.mark.parametrize("container", CONTAINERS)
def test_hints_are_as_many_as_lines_and_blank_lines_have_none_but_blank(container: str) -> None:
    for document in CONTAINERS[container]("fr").documents:
        assert len(document.texts) == len(document.hints)


def test_every_line_of_a_text_export_is_there_once_and_in_order() -> None:
    whole = make.nexis_txt("fr")
    lines = [line for document in text.read(whole.encode()).documents for line in document.texts]
    assert lines == whole.split("\n")[:-1]


def test_a_text_export_states_more_articles_than_it_holds() -> None:
    content = text.read(make.nexis_txt("en", total=20).encode())
    assert (len(content.documents), content.expected) == (2, 20)


def test_numbers_that_go_on_from_an_earlier_file_count_from_there() -> None:
    whole = make.nexis_txt("en").replace("1 of 2 DOC", "501 of 502 DOC").replace("2 of 2 DOC", "502 of 502 DOC")
    assert text.read(whole.encode()).expected == 2


def test_xml_states_more_articles_than_it_holds() -> None:
    assert factiva_xml.read(make.factiva_xml("en", count=5).encode()).expected == 5


def test_the_cover_page_is_listed_and_told_from_the_first_article() -> None:
    document = docx.read(make.docx(make.nexis_uni_lines("en"))).documents[0]
    rules = {line: hint.rule for line, hint in zip(document.texts, document.hints, strict=True) if hint}
    assert rules["Documents (2)"] == rules["2. Bridge reopens after flood"] == "nexis: cover page"
    assert rules["Envoy arrives in Lakeport"] == "nexis: headline"


def test_a_graphic_below_the_text_is_a_caption_and_no_part_of_it() -> None:
    whole = make.nexis_txt("en").replace(
        "LANGUAGE: ENGLISH", "GRAPHIC: The envoy waves,\nat the port\n\nLANGUAGE: ENGLISH"
    )
    document = text.read(whole.encode()).documents[0]
    roles = {line: hint.role for line, hint in zip(document.texts, document.hints, strict=True) if hint}
    assert roles["GRAPHIC: The envoy waves,"] == roles["at the port"] == "caption"


def test_a_headline_of_two_lines_is_one_title() -> None:
    whole = make.nexis_txt("en").replace("Envoy arrives in Lakeport\n", "Envoy arrives in Lakeport;\nTalks to follow\n")
    assert text.read(whole.encode()).documents[0].fields["title"] == "Envoy arrives in Lakeport; Talks to follow"


def test_words_of_an_export_within_an_ordinary_text_make_it_none() -> None:
    plain = "He read 3 of 20 documents.\nSection: none\nThe end of document handling.\nDocument 1 of 2 was lost."
    content = text.read(plain.encode())
    assert len(content.documents) == 1
    assert not content.documents[0].single


def test_what_stands_around_the_articles_of_a_page_is_listed() -> None:
    documents = html.read(make.factiva_html("en").encode()).documents
    assert documents[0].texts[0] == "Factiva"
    assert documents[-1].texts[-1] == "Search summary"
    assert documents[-1].hints[-1] == ("boilerplate", "factiva: around the articles")


def test_a_page_of_factiva_headlines_without_articles_says_what_to_save() -> None:
    content = html.read(b"<html><head><title>Factiva</title></head><body><p>1. A headline</p></body></html>")
    assert content.format == "html"
