"""Small exports of every format that is read, made from invented texts, in several languages."""

import gzip
import io
import zipfile
from typing import NamedTuple
from xml.sax.saxutils import escape


class Story(NamedTuple):
    """An invented article, and its date as the export prints it."""

    title: str
    outlet: str
    date: str
    day: str
    byline: str
    paragraphs: tuple[str, ...]
    section: str = "NEWS"


STORIES = {
    "en": [
        Story("Envoy arrives in Lakeport", "The Lakeport Courier", "January 11, 2010 Monday", "2010-01-11",
              "Ann Miller", ("The envoy arrived in Lakeport on Monday, officials said.", "Talks begin on Tuesday.")),
        Story("Bridge reopens after flood", "Harbour Times", "February 3, 2010 Wednesday", "2010-02-03",
              "Bo Carter", ("The old bridge was opened again.", "Nobody had been hurt in the flood, the mayor said.")),
    ],
    "de": [
        Story("Gesandte trifft in Seehafen ein", "Seehafener Bote", "Montag 11. Januar 2010", "2010-01-11",
              "Anna Müller", ("Die Gesandte ist am Montag in Seehafen eingetroffen.", "Die Gespräche beginnen heute.")),
        Story("Brücke wieder offen", "Hafenblatt", "Mittwoch 3. März 2010", "2010-03-03",
              "Bernd Krämer", ("Die alte Brücke ist wieder offen.", "Niemand wurde bei der Flut verletzt.")),
    ],
    "fr": [
        Story("L'envoyée arrive à Portlac", "Le Courrier de Portlac", "lundi 11 janvier 2010", "2010-01-11",
              "Anne Meunier", ("L'envoyée est arrivée lundi à Portlac.", "Les pourparlers commencent mardi.")),
        Story("Le pont rouvre", "La Gazette du Port", "mercredi 4 août 2010", "2010-08-04",
              "Benoît Charron", ("Le vieux pont a rouvert.", "Personne n'a été blessé.")),
    ],
    "es": [
        Story("La enviada llega a Puertolago", "El Correo", "11 de enero de 2010 lunes", "2010-01-11",
              "Ana Molina", ("La enviada llegó el lunes a Puertolago.", "Las charlas empiezan el martes.")),
        Story("El puente reabre", "La Gaceta", "3 de febrero de 2010 miércoles", "2010-02-03",
              "Blas Castro", ("El viejo puente reabrió.", "Nadie resultó herido.")),
    ],
    "nl": [
        Story("Gezant komt aan in Meerhaven", "Meerhavens Dagblad", "11 januari 2010 maandag", "2010-01-11",
              "Anna Mulder", ("De gezant kwam maandag aan in Meerhaven.", "De gesprekken beginnen dinsdag.")),
        Story("Brug weer open", "Havenkrant", "3 maart 2010 woensdag", "2010-03-03",
              "Bas Kramer", ("De oude brug is weer open.", "Niemand raakte gewond.")),
    ],
}  # fmt: skip

NEXIS = {
    "en": ("{n} of {m} DOCUMENTS", "BYLINE", "SECTION", "LENGTH", "words", "LOAD-DATE", "LANGUAGE", "ENGLISH"),
    "de": ("Dokument {n} von {m}", "AUTOR", "RUBRIK", "LÄNGE", "Wörter", "UPDATE", "SPRACHE", "GERMAN; DEUTSCH"),
    "fr": ("{n} de {m} DOCUMENTS", "AUTEUR", "RUBRIQUE", "LONGUEUR", "mots", "DATE-CHARGEMENT", "LANGUE", "FRENCH"),
    "es": ("Documento {n} de {m}", "AUTOR", "SECCIÓN", "LONGITUD", "palabras", "FECHA-CARGA", "IDIOMA", "Español"),
    "nl": ("{n} van {m} DOCUMENTEN", "AUTEUR", "RUBRIEK", "LENGTE", "woorden", "LAADDATUM", "TAAL", "DUTCH"),
}  # fmt: skip
ENDS = {
    "en": "End of Document", "de": "Ende des Dokuments", "fr": "Fin du document", "es": "Fin del documento",
    "nl": "Einde van document",
}  # fmt: skip
COUNTS = {"en": "words", "de": "Wörter", "fr": "mots", "es": "palabras", "nl": "woorden"}
LANGUAGES = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "nl": "Nederlands"}


def nexis_txt(language: str, total: int = 0) -> str:
    """The old text export: numbered documents, labels in capitals, load date and copyright below."""
    stories = STORIES[language]
    marker, byline, section, length, words, load, tongue, name = NEXIS[language]
    blocks = []
    for n, story in enumerate(stories, 1):
        number = marker.format(n=n, m=total or len(stories))
        text = "\n\n".join(story.paragraphs)
        blocks.append(
            f"{number:^80}\n\n\n{story.outlet:^80}\n\n{story.date:^80}\n\n{story.title}\n\n{byline}: {story.byline}\n\n"
            f"{section}: {story.section}; S. 4\n\n{length}: 20 {words}\n\n{text}\n\n{load}: {story.date}\n\n"
            f"{tongue}: {name}\n\n\n{'Copyright 2010 ' + story.outlet:^80}\n{'All Rights Reserved':^80}\n\n"
        )
    return "".join(blocks)


def nexis_uni_lines(language: str) -> list[str]:
    """The paragraphs of a Nexis Uni export: cover page, articles, their ends."""
    stories = STORIES[language]
    _, byline, section, length, words, load, tongue, name = (part.title() for part in NEXIS[language])
    lines = [
        "",
        "Job Number: 1",
        f"Documents ({len(stories)})",
        *(f"{n}. {s.title}" for n, s in enumerate(stories, 1)),
        "",
    ]
    for story in stories:
        lines += [
            story.title, story.outlet, f"{story.date} 9:20 AM GMT", "", "Copyright 2010 The Publisher", "",
            f"{section}: {story.section}", f"{length}: 20 {words}", f"{byline}: {story.byline}", "Body", "",
            *story.paragraphs, "Classification", "", f"{tongue}: {name}", f"{load}: {story.date}", "", ENDS[language],
            "",
        ]  # fmt: skip
    return lines


def nexis_html(language: str) -> str:
    """The html export of LexisNexis: a division per part, labels in bold."""
    stories = STORIES[language]
    marker, byline, _, length, words, load, _, _ = NEXIS[language]
    parts = [f'<html><head><meta topic="null" documents="{len(stories)}"></head><body>']
    for n, story in enumerate(stories, 1):
        text = "".join(f"<p>{escape(one)}</p>" for one in story.paragraphs)
        parts += [
            f"<br><div><p>{marker.format(n=n, m=len(stories))}</p></div>", f"<br><div><p>{story.outlet}</p></div>",
            f"<br><div><p>{story.date}</p></div>", f"<br><div><p><b>{escape(story.title)}</b></p></div>",
            f"<br><div><p><b>{byline}: </b>{story.byline}</p></div>", f"<br><div><p>{length}: 20 {words}</p></div>",
            f"<br><div>{text}</div>", f"<br><div><p>{load}: {story.date}</p></div>",
            "<br><div><p>Copyright 2010</p></div>",
        ]  # fmt: skip
    return "".join(parts) + "</body></html>"


def accession(number: int) -> str:
    """The line that ends an article of Factiva."""
    return f"Document INVENT0020100111e61b0000{number}"


def factiva_lines(language: str, *, codes: bool) -> list[str]:
    """The lines of a Factiva export in text, rtf or docx."""
    lines = []
    for n, story in enumerate(STORIES[language], 1):
        values = [
            ("HD", story.title), ("BY", story.byline), ("WC", f"20 {COUNTS[language]}"), ("PD", story.date),
            ("SN", story.outlet), ("SC", "INVENT"), ("LA", LANGUAGES[language]), ("CY", "(c) 2010 The Publisher"),
            ("LP", story.paragraphs[0]), ("TD", story.paragraphs[1]), ("AN", accession(n)),
        ]  # fmt: skip
        lines += [f"{code}\t{value}" if codes else value for code, value in values] + [""]
    return lines


def factiva_html(language: str) -> str:
    """The html export of Factiva, with codes."""
    parts = ["<html><head><title>Factiva</title></head><body><h1>Factiva</h1>"]
    for n, story in enumerate(STORIES[language], 1):
        rows = [
            ("SE", story.section), ("HD", f"<b>{escape(story.title)}</b>"), ("BY", story.byline),
            ("WC", f"20 {COUNTS[language]}"), ("PD", story.date), ("SN", story.outlet), ("LA", LANGUAGES[language]),
            ("LP", f'<p class="articleParagraph">{escape(story.paragraphs[0])}</p>'),
            ("TD", f'<p class="articleParagraph">{escape(story.paragraphs[1])}</p>'), ("AN", accession(n)),
        ]  # fmt: skip
        cells = "".join(f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>' for code, value in rows)
        parts.append(f'<div class="article xxArticle"><table>{cells}</table><br></div>')
    return "".join(parts) + "<p>Search summary</p></body></html>"


def factiva_xml(language: str, count: int = 0) -> str:
    """The xml export of Factiva."""
    articles = "".join(
        f"<ppsarticle><article><accessionNo>INVENT{n}</accessionNo><baseLanguage>{language.upper()}</baseLanguage>"
        f"<headline><paragraph>{escape(s.title)}</paragraph></headline><byline>{s.byline}</byline>"
        f"<leadParagraph><paragraph>{escape(s.paragraphs[0])}</paragraph></leadParagraph>"
        f"<publicationDate><dateTime>{s.day}T01:35:58Z</dateTime></publicationDate><sourceName>{s.outlet}</sourceName>"
        f"<tailParagraphs><paragraph>{escape(s.paragraphs[1])}</paragraph></tailParagraphs></article></ppsarticle>"
        for n, s in enumerate(STORIES[language], 1)
    )
    number = count or len(STORIES[language])
    return f'<?xml version="1.0" encoding="utf-8"?><r xmlns="urn:x"><set count="{number}">{articles}</set></r>'


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(lines: list[str], header: str = "", body: str = "") -> bytes:
    """A Word document of the least parts: one paragraph per line; `body` is xml put behind them."""
    paragraphs = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{paragraphs}{body}</w:body></w:document>',
    }
    if header:
        parts["word/header1.xml"] = f'<w:hdr xmlns:w="{W}"><w:p><w:r><w:t>{header}</w:t></w:r></w:p></w:hdr>'
    return zipped(parts)


def zipped(members: dict[str, str | bytes]) -> bytes:
    """A zip archive of some files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def rtf(lines: list[str]) -> bytes:
    """A rich text file; letters beyond ASCII are written as rtf does."""
    coded = "\\par\n".join("".join(c if c.isascii() else f"\\u{ord(c)}?" for c in line) for line in lines)
    return f"{{\\rtf1\\ansi\\ansicpg1252 {coded}\\par}}".encode("ascii")


def pdf(lines: list[str]) -> bytes:
    """A pdf of one page, written by hand."""
    text = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    stream = f"BT /F1 12 Tf 72 720 Td {text} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]  # fmt: skip
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n<< /Root 1 0 R /Size 5 >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + end).encode("latin-1")


def warc_record(kind: str, address: str, content_type: str, body: bytes, status: str = "200 OK") -> bytes:
    """One record of a web archive."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0-{len(body)}>\r\nWARC-Target-URI: {address}\r\n"
        f"WARC-Date: 2022-05-06T07:08:09Z\r\nContent-Type: application/http; msgtype={kind}\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def warc(*records: bytes, packed: bool = False) -> bytes:
    """A web archive; packed, each record is a gzip member of its own."""
    return b"".join(map(gzip.compress, records)) if packed else b"".join(records)


PAGE = """<!doctype html><html lang="{language}-XX"><head><title>{title} | {outlet}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{outlet}">
<meta property="article:published_time" content="{day}T10:00:00+02:00"><meta name="author" content="{byline}">
<script>var hidden = "not a line";</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>{title}</h1>{text}<figure><figcaption>A picture of the place.</figcaption></figure></article>
<aside><h3>Most read</h3><ul><li><a href="/1">Ten dogs that look like mayors</a></li></ul></aside>
<footer><p>Today is 1 December 2031. Imprint</p></footer></body></html>"""


def page(language: str, number: int = 0) -> str:
    """A web page with menu, text, caption, promo and a footer that bears a date of its own."""
    story = STORIES[language][number]
    text = "".join(f"<p>{escape(one)} {escape(' '.join(story.paragraphs))}</p>" for one in story.paragraphs * 2)
    return PAGE.format(
        language=language,
        title=story.title,
        outlet=story.outlet,
        day=story.day,
        byline=story.byline,
        text=text,
    )
