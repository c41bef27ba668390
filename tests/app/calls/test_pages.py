"""A whole round through its pages: announced, filed, screened, ranked, decided; with forms that are really sent."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
from docx import Document
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import func, select, update

from app.budgets.models import BudgetLine, LineBalance
from app.calls.blanks import template_for, templates
from app.calls.models import Call
from app.calls.records import clock
from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import transaction
from app.core.errors import NotFound
from app.core.viewing import show_to
from tests.app.calls import rounds
from tests.app.conftest import sent

HERE = "/calls/fy2571"
SendBy = Callable[[str], TestClient]


def test_a_round_runs_through_its_pages(toy_database: Database, sent_by: SendBy) -> None:
    with transaction(toy_database) as session:
        show_to(session, EVERYTHING)
        node = rounds.furnished(session)["node"]
        rounds.project(session, "CA", node)
        rounds.project(session, "CD", node)
    office, works = sent_by("O-2"), sent_by("W-1")
    assert "ยังไม่มีรอบคำของบประมาณ" in office.get("/calls").text
    now = {"opens_at": "01/01/2569 08.30", "closes_at": "31/12/2580 16.30", "ceiling": "60"}
    assert sent(office, "/calls/new", code="fy2571", fiscal_year=2571, source="province", organization="office",
                title_th="คำขอ 2571", **now) == (303, HERE)  # fmt: skip
    weights = {"code[]": ["alignment", "readiness"], "title_th[]": ["ก", "ข"], "title_en[]": ["", ""]}
    status, page = sent(office, f"{HERE}/criteria", **weights, **{"weight[]": ["60", "39"]})
    assert (status, "น้ำหนักรวมต้องเป็น 100 ตอนนี้รวม 99" in page) == (422, True)
    assert sent(office, f"{HERE}/criteria", **weights, **{"weight[]": ["60", "40"]}) == (303, HERE)
    assert sent(office, f"{HERE}/steps/open") == (303, HERE)
    assert sent(works, f"{HERE}/begin", project="CA") == (303, f"{HERE}/briefs/CA/edit")
    page = works.get(f"{HERE}/briefs/CA").text
    assert "กิจกรรมที่ 1, 2 ยังไม่มีวงเงิน" in page
    assert f'href="{HERE}/briefs/CA/edit#items"' in page
    assert sent(works, f"{HERE}/briefs/CA/file")[0] == 422
    told = {"starts_on": "01/10/2570", "ends_on": "30/09/2571", "unit": "baht", "total": "60.00", "q1": "60", "risks": "ฝน",
            "evaluation": "รายเดือน", "activity[]": ["1", "2"], "class5[]": ["investment", "operating"],
            "road[]": ["by_contract", "direct"], "amount[]": ["40", "19"]}  # fmt: skip
    assert sent(works, f"{HERE}/briefs/CA/edit", **told) == (303, f"{HERE}/briefs/CA")
    assert "ผลรวมกิจกรรมต่างจากวงเงินรวม 1.00 บาท" in works.get(f"{HERE}/briefs/CA").text
    sent(works, f"{HERE}/briefs/CA/edit", **told | {"amount[]": ["40", "20"]})
    assert sent(works, f"{HERE}/briefs/CA/file") == (303, f"{HERE}/briefs/CA")
    assert "60.00" in works.get(f"{HERE}/briefs/CA").text
    sent(office, f"{HERE}/begin", project="CD")
    assert [works.get(f"{HERE}/briefs/CD").status_code, office.get(f"{HERE}/briefs/CD").status_code] == [404, 200]


@pytest.fixture
def ranked(toy_database: Database) -> Database:
    """Four briefs, scored and ranked (``tests.app.calls.rounds``)."""
    with transaction(toy_database) as session:
        show_to(session, EVERYTHING)
        rounds.ranked(session)
    return toy_database


def test_the_slider_works_by_an_address_without_javascript(ranked: Database, sent_by: SendBy) -> None:
    del ranked
    office = sent_by("O-2")
    page = office.get(f"{HERE}/ranking").text
    assert re.findall(r'data-count="(Y\d)">(\d)<', page) == [("Y1", "2"), ("Y2", "2")]
    assert '<input id="slide" type="range"' in page
    page = office.get(f"{HERE}/ranking?ceiling=110").text
    assert re.findall(r'data-sum="Y\d">([\d.]+)<', page) == ["110.00", "5.00"]
    assert "ไม่ได้บันทึก" in page
    assert office.get(f"{HERE}/ranking?ceiling=x").status_code == 400
    rows = office.get("/api/calls/fy2571/ranking?ceiling=6000").json()["rows"]
    assert [(row["project"], row["tier"], row["total"]) for row in rows] == [
        ("CA", "Y1", "80"), ("CB", "Y2", "70"), ("CC", "Y2", "60"), ("CD", "Y2", "50"),
    ]  # fmt: skip


def test_the_agency_finds_no_scores_before_the_decision(ranked: Database, sent_by: SendBy) -> None:
    del ranked
    works = sent_by("W-1")
    for page in ("ranking", "minutes", "minutes.docx"):
        assert works.get(f"{HERE}/{page}").status_code == 404
    public = sent_by("")
    for page in ("ranking", "minutes", "forms/j2.pdf", "briefs/CA"):
        assert public.get(f"{HERE}/{page}").status_code == 404
    assert works.get(f"{HERE}/scores").status_code == 403
    text = works.get(HERE).text
    assert "CA" in text
    assert "CB" not in text
    assert f"{HERE}/ranking" not in text


def test_a_screener_sees_his_conflict_and_scores_in_one_table(ranked: Database, sent_by: SendBy) -> None:
    del ranked
    office = sent_by("O-2")
    page = office.get(f"{HERE}/scores").text
    assert page.count("ผลประโยชน์ทับซ้อน") == 1
    fields = {"score.CA.alignment": "50", "score.CA.readiness": "0", "note.CA": "พอใช้", "score.CB.alignment": "101"}
    status, page = sent(office, f"{HERE}/scores", **fields)
    assert status == 422
    assert 'class="wrong"' in page
    del fields["score.CB.alignment"]
    assert sent(office, f"{HERE}/scores", **fields) == (303, f"{HERE}/ranking")
    assert "55.00" in office.get(f"{HERE}/ranking").text


def test_moving_deciding_and_the_minutes(ranked: Database, sent_by: SendBy) -> None:
    """CC before CB: 60, 80, then 110 and 115."""
    office, governor = sent_by("O-2"), sent_by("G-1")
    assert sent(office, f"{HERE}/briefs/CC/move", rank=2, reason="เร่งด่วน") == (303, f"{HERE}/ranking")
    assert sent(office, f"{HERE}/briefs/CD/refuse", reason="ซ้ำซ้อน") == (303, f"{HERE}/ranking")
    with transaction(ranked) as session:
        show_to(session, EVERYTHING)
        resolution = rounds.resolved(session).id
    assert sent(office, f"{HERE}/decide", resolution=resolution)[0] == 403
    assert sent(governor, f"{HERE}/decide", resolution=resolution) == (303, f"{HERE}/ranking")
    text = office.get(f"{HERE}/minutes").text
    for words in ("จำนวน 4 โครงการ วงเงินรวม 115.00 บาท", "ปรับลำดับโครงการ โครงการ CC จากลำดับที่ 3 เป็นลำดับที่ 2 เนื่องจากเร่งด่วน",
                  "ไม่สนับสนุนโครงการ โครงการ CD เนื่องจากซ้ำซ้อน", "(Y1) จำนวน 2 โครงการ วงเงิน 80.00 บาท",
                  "(Y2) จำนวน 1 โครงการ วงเงิน 30.00 บาท", "ครั้งที่ 1/2569 มติที่ 1"):  # fmt: skip
        assert words in text
    lines = [line.text for line in Document(io.BytesIO(office.get(f"{HERE}/minutes.docx").content)).paragraphs]
    assert any("มติที่ประชุม เห็นชอบโครงการในกรอบวงเงิน (Y1) จำนวน 2 โครงการ" in line for line in lines)


@pytest.mark.parametrize("form", ["j1", "j2"])
def test_the_totals_of_the_forms_are_those_of_the_ledger(ranked: Database, sent_by: SendBy, form: str) -> None:
    """60 + 30 + 20 + 5 = 115 baht, in the ledger and in each file."""
    with transaction(ranked) as session:
        show_to(session, EVERYTHING)
        whole = session.scalar(
            select(func.sum(LineBalance.requested)).join(BudgetLine, BudgetLine.id == LineBalance.line_id)
        )
    office = sent_by("O-2")
    sheet = load_workbook(io.BytesIO(office.get(f"{HERE}/forms/{form}.xlsx").content)).active
    assert sheet is not None
    totals = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "รวม")
    assert whole == 11_500
    assert round(max(value for value in totals if isinstance(value, int | float)) * 100) == whole
    told = Document(io.BytesIO(office.get(f"{HERE}/forms/{form}.docx").content)).tables[0].rows[-1]
    assert "115.00" in [cell.text for cell in told.cells]
    pages = pypdfium2.PdfDocument(office.get(f"{HERE}/forms/{form}.pdf").content)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "115.00" in text
    assert "ยังไม่ได้ตรวจกับแบบทางการ" in re.sub(r"\s", "", text)


def test_a_brief_is_printed_with_its_fifteen_sections(ranked: Database, sent_by: SendBy) -> None:
    del ranked
    office = sent_by("O-2")
    lines = [line.text for line in Document(io.BytesIO(office.get(f"{HERE}/forms/j3.docx").content)).paragraphs]
    assert len([line for line in lines if re.match(r"^\d+\. ", line) and "กิจกรรม" not in line]) >= 4 * 14
    mine = sent_by("W-1").get(f"{HERE}/forms/j3.pdf").content
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(mine))
    assert "CA" in text
    assert "CB" not in text


@pytest.mark.parametrize(
    ("code", "year", "version"), [("j1", 2566, 1), ("j1", 2570, 1), ("j1", 2571, 2), ("j2", 2571, 1), ("j3", 2600, 1)]
)
def test_each_fiscal_year_has_its_version_of_a_form(code: str, year: int, version: int) -> None:
    assert template_for(code, year).version == version


def test_no_year_has_two_versions_and_none_claims_to_be_official() -> None:
    for year in range(2560, 2600):
        held = [one.code for one in templates() if one.holds_in(year)]
        assert len(held) == len(set(held))
    assert [one for one in templates() if one.is_verified or "ยังไม่ได้ตรวจกับแบบทางการ" not in one.source] == []
    with pytest.raises(NotFound):
        template_for("j1", 2565)


def test_the_list_counts_down(toy_database: Database, sent_by: SendBy) -> None:
    with transaction(toy_database) as session:
        show_to(session, EVERYTHING)
        rounds.furnished(session)
        rounds.opened(session)
        session.execute(update(Call).values(closes_at=clock(session) + timedelta(days=2, hours=3, minutes=30)))
    page = sent_by("W-1").get("/calls").text
    assert "เหลือ 2 วัน 3 ชั่วโมง" in page
    assert "urgent" in page
    page = sent_by("").get("/calls?lang=en").text
    assert "2 d 3 h left" in page
