"""Papers read back: what a reader of each format finds is what was written, Thai marks and all, and nothing of it is run."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from app.calls.papers import Cell, Column, Heading, Paper, Paragraph, Table, summed
from app.calls.writers import to_docx, to_pdf, to_xlsx

THAI = (
    "กำหนดการ น้ำท่วม ที่ตั้ง ปิ่น ญี่ปุ่น จำนวน ๑๒๓ ป้องกันตลิ่งพัง เพื่อ กู้ยืม ผู้ใหญ่ ฝั่ง ฟื้นฟู ฎีกา ฐาน กฎ ปฏิบัติ ญาติ ฤๅไน"
    " เปี๊ยก กุ้ง ป๋า ฟ้า เก๋ง สิทธิ์ ศักดิ์ ต่ำ ค้ำ ซ้ำซาก คลองเปรง"
)
EVIL = ("=1+1", "+SUM(A1)", "@cmd", "#panic()", "$x$", "*bold* _it_ <lab> @ref", '#import "@preview/x:1.0.0"')
COLUMNS = (Column("รายการ"), Column("จำนวนเงิน (บาท)", is_amount=True))
ROWS: list[list[Cell]] = [[text, 100 * number] for number, text in enumerate((THAI, *EVIL), start=1)]
PAPER = Paper("แบบ จ.2", "j2-1 ยังไม่ได้ตรวจกับแบบทางการ",
              [Heading("หัวข้อ"), Paragraph(f"{THAI}\nบรรทัดที่สอง"), Table(COLUMNS, ROWS, summed(COLUMNS, ROWS, "รวม"))])  # fmt: skip


def bare(text: str) -> str:
    """Without spaces and ends of lines, which setting a page decides."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def text_of_pdf() -> str:
    """All pages as PDFium, the reader of Chrome, copies them."""
    made = pypdfium2.PdfDocument(to_pdf(PAPER))
    return "\n".join(page.get_textpage().get_text_range() for page in made)


def test_a_pdf_reads_back_every_thai_mark(text_of_pdf: str) -> None:
    assert bare(text_of_pdf).count(bare(THAI)) == 2
    assert bare("บรรทัดที่สอง") in bare(text_of_pdf)
    assert bare(PAPER.foot) in bare(text_of_pdf)


@pytest.mark.parametrize("evil", EVIL)
def test_what_looks_like_code_stays_text_in_a_pdf(text_of_pdf: str, evil: str) -> None:
    assert bare(evil) in bare(text_of_pdf)


def test_a_pdf_shows_amounts_and_their_sum(text_of_pdf: str) -> None:
    """1 + 2 + … + 8 baht are 36."""
    assert "36.00" in text_of_pdf


def test_a_spreadsheet_has_texts_as_texts_and_amounts_as_numbers() -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx(PAPER))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    values = [cell.value for cell in cells]
    assert set(EVIL) | {THAI} <= {value for value in values if isinstance(value, str)}
    amounts = [cell for cell in cells if isinstance(cell.value, int | float)]
    assert [float(cell.value) for cell in amounts] == [1, 2, 3, 4, 5, 6, 7, 8, 36]
    assert {cell.number_format for cell in amounts} == {"#,##0.00"}


def test_a_text_document_names_its_face_for_thai() -> None:
    made = Document(io.BytesIO(to_docx(PAPER)))
    assert [line.text for line in made.paragraphs][:4] == ["แบบ จ.2", "หัวข้อ", THAI, "บรรทัดที่สอง"]
    told = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert told[1] == [THAI, "1.00"]
    assert told[-1] == ["รวม", "36.00"]
    for run in (run for line in made.paragraphs for run in line.runs):
        marks = run._r.rPr
        assert marks is not None
        assert marks.find(qn("w:rFonts")).get(qn("w:cs")) == "TH Sarabun New"
        assert marks.find(qn("w:szCs")) is not None


def test_an_unprintable_character_does_not_break_a_paper() -> None:
    paper = Paper("ก\x00ข", "", [Paragraph("ค\x07ง")])
    assert "กข" in bare(pypdfium2.PdfDocument(to_pdf(paper))[0].get_textpage().get_text_range())
    assert Document(io.BytesIO(to_docx(paper))).paragraphs[1].text == "คง"
    assert load_workbook(io.BytesIO(to_xlsx(paper))).active is not None
