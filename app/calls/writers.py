"""Papers as files: XLSX, DOCX and PDF. What people wrote is text in each of them: no formula, no markup, no code.

The PDF is set by typst from values handed over as JSON (``gis.typesetting``, ADR 0051).
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path

from docx import Document as new_document
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph as Line
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.calls.papers import Block, Cell, Heading, Paper, Paragraph, Table
from app.core.faces import faces
from app.core.money import SATANG, written_money
from gis.typesetting import typeset

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
FACE = "TH Sarabun New"
"""The face that documents of the state are set in; a machine without it takes its own Thai face."""
LAYOUT = Path(__file__).with_name("paper.typ")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
SPOKEN = {"th": "th-TH", "en": "en-GB"}
THIN = Border(*(Side(style="thin"),) * 4)


def to_xlsx(paper: Paper) -> bytes:
    """One sheet; amounts are numbers in baht, texts are texts."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "1"
    _put(sheet, 1, 1, paper.title, Font(bold=True, size=14))
    row = 3
    for block in paper.blocks:
        row = _placed(sheet, row, block) + 1
    _put(sheet, row, 1, paper.foot, Font(italic=True, size=9))
    sheet.page_setup.orientation = "landscape" if paper.is_wide else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _placed(sheet: Worksheet, row: int, block: Block) -> int:
    """The block from a row on; the row after it."""
    if isinstance(block, Table):
        return _table(sheet, row, block)
    _put(sheet, row, 1, block.text, Font(bold=isinstance(block, Heading)))
    return row + 1


def _table(sheet: Worksheet, row: int, table: Table) -> int:
    for number, column in enumerate(table.columns, start=1):
        _put(sheet, row, number, column.title, Font(bold=True), boxed=True)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(sheet.column_dimensions[letter].width or 0, column.width * 1.4)
    for cells in (*table.rows, *([table.totals] if table.totals else [])):
        row += 1
        for number, cell in enumerate(cells, start=1):
            _put(sheet, row, number, cell, Font(bold=cells is table.totals), boxed=True)
    return row + 1


def _put(sheet: Worksheet, row: int, column: int, value: Cell, font: Font, *, boxed: bool = False) -> None:
    made = sheet.cell(row, column)
    if isinstance(value, int):
        made.value, made.number_format = value / SATANG, "#,##0.00"
    elif value is not None:
        made.value = CONTROL.sub("", value)
        made.data_type = "s"
    made.font = font
    if boxed:
        made.border, made.alignment = THIN, Alignment(wrap_text=True, vertical="top")


def to_docx(paper: Paper) -> bytes:
    """A text document; every run names its face for complex scripts too, else Thai falls back to another."""
    made = new_document()
    _signed(made, paper)
    section = made.sections[0]
    wide, narrow = Pt(841.9), Pt(595.3)
    section.orientation = WD_ORIENT.LANDSCAPE if paper.is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (wide, narrow) if paper.is_wide else (narrow, wide)
    written(made.add_paragraph(), paper.title, 20, bold=True)
    for block in paper.blocks:
        _add(made, block)
    written(made.add_paragraph(), paper.foot, 12, bold=False)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _add(made: Document, block: Block) -> None:
    if isinstance(block, Table):
        _grid(made, block)
        return
    for text in block.text.split("\n"):
        written(made.add_paragraph(), text, 18 if isinstance(block, Heading) else 16, bold=isinstance(block, Heading))


def _grid(made: Document, table: Table) -> None:
    lines = [[column.title for column in table.columns], *table.rows, *([table.totals] if table.totals else [])]
    grid = made.add_table(len(lines), len(table.columns), style="Table Grid")
    for number, cells in enumerate(lines):
        for place, cell in enumerate(cells):
            line = grid.cell(number, place).paragraphs[0]
            if isinstance(cell, int):
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            written(line, _shown(cell), 14, bold=number == 0 or cells is table.totals)


def _signed(made: Document, paper: Paper) -> None:
    """What the file says of itself, and in which languages it is checked and broken into lines: Thai in any case."""
    about, told = made.core_properties, datetime.now(UTC).replace(microsecond=0)
    about.title, about.author, about.language = CONTROL.sub("", paper.title), paper.author, SPOKEN[paper.lang]
    about.last_modified_by, about.comments = paper.author, ""
    about.created = about.modified = told
    spoken = made.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    assert spoken is not None
    spoken.set(qn("w:val"), SPOKEN[paper.lang])
    spoken.set(qn("w:bidi"), SPOKEN["th"])


def written(line: Line, text: str, points: int, *, bold: bool) -> None:
    """A text at the end of a line, with its face and size for Thai too."""
    run = line.add_run(CONTROL.sub("", text))
    run.bold, run.font.size, run.font.name = bold, Pt(points), FACE
    marks = run._r.get_or_add_rPr()
    fonts = marks.find(qn("w:rFonts"))
    assert fonts is not None
    fonts.set(qn("w:cs"), FACE)
    for name, value in (("w:szCs", str(points * 2)), *((("w:bCs", "1"),) if bold else ())):
        mark = OxmlElement(name)
        mark.set(qn("w:val"), value)
        marks.append(mark)


def to_pdf(paper: Paper) -> bytes:
    """A4, with the foot and the number on every page."""
    told = {
        "title": _shown(paper.title), "foot": _shown(paper.foot), "wide": paper.is_wide,
        "blocks": [_told(block) for block in paper.blocks],
    }  # fmt: skip
    return typeset(LAYOUT, told, fonts=faces())


def _told(block: Block) -> dict[str, object]:
    match block:
        case Heading():
            return {"kind": "heading", "text": _shown(block.text), "level": block.level}
        case Paragraph():
            return {"kind": "paragraph", "text": _shown(block.text)}
    return {
        "kind": "table", "widths": [column.width for column in block.columns],
        "amounts": [column.is_amount for column in block.columns],
        "head": [_shown(column.title) for column in block.columns],
        "rows": [[_shown(cell) for cell in row] for row in block.rows],
        "totals": [_shown(cell) for cell in block.totals],
    }  # fmt: skip


def _shown(cell: Cell) -> str:
    return written_money(cell) if isinstance(cell, int) else CONTROL.sub("", cell or "")


WRITERS = {"xlsx": (to_xlsx, XLSX), "docx": (to_docx, DOCX), "pdf": (to_pdf, PDF)}
