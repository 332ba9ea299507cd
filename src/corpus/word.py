"""A table as a Word document."""

import html
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from corpus.layout import GAP, UNPRINTABLE, Layout, lay_out, readable_rows
from corpus.recipes import cite_as, dump, tell_caption

BEGINNING = (1980, 1, 1, 0, 0, 0)
WORD_LETTER = 95  # twentieths of a point
CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"


def write_word(frame: pd.DataFrame, recipe: dict[str, Any]) -> bytes:
    """Return a Word document: caption with id, the table, how to cite it; the recipe is in its custom XML."""
    import docx
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml
    from docx.shared import Pt

    document, rows = docx.Document(), readable_rows(frame)
    layout = lay_out(rows)
    room = _set_page(document.sections[0], layout.turned)
    caption = document.add_paragraph(_legal(tell_caption(recipe)), style="Caption")
    caption.paragraph_format.keep_with_next = True
    sides = ["right" if is_numeric_dtype(frame[name]) else "left" for name in frame.columns]
    caption._p.addnext(parse_xml("".join(_word_table(rows, sides, _word_widths(layout, room)))))
    document.add_paragraph(cite_as(recipe)).paragraph_format.space_before = Pt(6)
    held = f'<recipe xmlns="urn:corpus-notebooks:recipe">{html.escape(dump(recipe), quote=False)}</recipe>'
    part = Part(PackURI("/customXml/recipe.xml"), "application/xml", held.encode(), document.part.package)
    document.part.relate_to(part, CUSTOM_XML)
    _name_document(document.core_properties, recipe)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_days(buffer)


def _name_document(properties: Any, recipe: dict[str, Any]) -> None:
    properties.title, properties.subject = _legal(tell_caption(recipe))[:255], f"id {recipe['id']}"
    properties.author, properties.comments = "corpus-notebooks", ""
    for element in list(properties._element):
        if element.tag.endswith(("}created", "}modified", "}lastModifiedBy", "}revision")):
            properties._element.remove(element)


def _set_page(section: Any, turned: bool) -> int:
    """Set an A4 page, upright or turned, and return the width of its text in twentieths of a point."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    sides = (297, 210) if turned else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = map(Mm, sides)
    section.left_margin = section.right_margin = Mm(20)
    return round((sides[0] - 40) / 25.4 * 1440)


def _word_widths(layout: Layout, room: int) -> list[int]:
    wanted = room if layout.wraps else min(room, round(sum(width + GAP for width in layout.widths) * WORD_LETTER))
    return [int(share * wanted) for share in layout.shares]


def _word_table(rows: Sequence[Sequence[str]], sides: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    line = '<w:{} w:val="single" w:sz="{}" w:space="0" w:color="auto"/>'
    yield '<w:tbl xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:tblPr>'
    yield f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{line.format("top", 8)}{line.format("bottom", 8)}'
    yield '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
    yield '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>'
    yield "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"
    under = f"<w:tcBorders>{line.format('bottom', 4)}</w:tcBorders>"
    for at, row in enumerate(rows):
        head, borders = ("", "") if at else ("<w:tblHeader/>", under)
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}</w:tcPr><w:p><w:pPr>'
            f'<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/><w:jc w:val="{side}"/></w:pPr>'
            f'<w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:t xml:space="preserve">'
            f"{html.escape(_legal(cell), quote=False)}</w:t></w:r></w:p></w:tc>"
            for side, width, cell in zip(sides, widths, row, strict=True)
        )
        yield f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"
    yield "</w:tbl>"


def _legal(text: str) -> str:
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _without_days(written: io.BytesIO) -> bytes:
    """Return an archive with its members in order and without the time at which they were written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            facts = zipfile.ZipInfo(name, BEGINNING)
            facts.compress_type, facts.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(facts, old.read(name))
    return buffer.getvalue()
