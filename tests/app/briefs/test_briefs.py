"""The brief of an area on the toy province in FY2569 (as of 22 June 2569), whose figures can be worked out by head.

9801 has 300 people and 1,250,000.01 baht: 4,166.67 a head, the most of three; 9802 has 2,500 a head, 9803 nothing.
"""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.briefs.maps import drawn_of
from app.briefs.papers import page_of, to_pdf
from app.briefs.queries import brief_of
from app.briefs.rules import points
from app.briefs.telling import values_of
from app.core.authority import PUBLIC
from app.core.cluster import Database
from app.core.errors import NotFound
from app.core.published import LAYERS
from app.core.settings import Settings
from app.indicators.rules.scoring import LIGHTS
from app.main import create_app
from app.web.words import Language
from gis.catalog import Catalog
from tests.ledger import DURING

THEN = f"?as_of={DURING.isoformat()}"


@pytest.fixture
def during(session: Session) -> Session:
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": DURING.isoformat()})
    return session


def lines_of(client: TestClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    [page] = pypdfium2.PdfDocument(answer.content)
    told: str = page.get_textpage().get_text_range()
    return told.replace("\r", "").split("\n")


def test_the_figures_are_those_of_the_pages_of_their_slices(during: Session) -> None:
    brief = brief_of(during, "9801", viewer=PUBLIC, on=DURING)
    assert (brief.people, brief.year, brief.counts["subdistrict"]) == (300, 2569, 2)
    assert round(brief.received, 2) == 1_250_000.01
    assert brief.here.per_head == pytest.approx(4_166.67, abs=0.01)
    assert (brief.rank.rank, brief.rank.of, brief.rank.middle) == (1, 3, 2_500)
    assert {one.project.reference for one in brief.projects} == {"P-1", "P-2"}
    assert len(brief.late) == 1


def test_the_main_points_are_chosen_by_rule(during: Session) -> None:
    """Waste is handled well for 25 of 50 in 9802 and for 135 of 200 in the province; nothing of 9801 is behind it."""
    brief = brief_of(during, "9801", viewer=PUBLIC, on=DURING)
    per_head, late = points(brief, Language.THAI)
    assert (per_head.text, per_head.source) == ("ได้รับงบต่อหัวปี 2569 4,167 บาท อันดับ 1 จาก 3 พื้นที่ (ค่ากลาง 2,500 บาท)", 4)
    assert late.text.startswith("ล่าช้า 1 โครงการ")
    *_, need = points(brief_of(during, "9802", viewer=PUBLIC, on=DURING), Language.THAI)
    assert (need.source, need.text) == (2, "ตัวชี้วัด ENV-WASTE 50.0 หน่วย ด้อยกว่าจังหวัด (67.5) มากที่สุด")
    nothing = points(brief_of(during, "9803", viewer=PUBLIC, on=DURING), Language.ENGLISH)
    assert nothing[1].text == "no project is late"


def test_a_province_alone_has_no_rank_and_says_none(during: Session) -> None:
    told = points(brief_of(during, "98", viewer=PUBLIC, on=DURING), Language.ENGLISH)
    assert not any("per head" in point.text for point in told)


@pytest.mark.parametrize("code", ["98010101", "9899", "x"])
def test_there_is_no_brief_of_what_has_no_outline_of_its_own(during: Session, code: str) -> None:
    with pytest.raises(NotFound):
        brief_of(during, code, viewer=PUBLIC, on=DURING)


def test_page_and_pdf_say_the_same(client: TestClient) -> None:
    page = re.sub(r"<[^>]+>", " ", client.get(f"/briefs/9801{THEN}").text)
    lines = lines_of(client, f"/briefs/9801.pdf{THEN}")
    whole = " ".join(lines)
    for said in ("อำเภอเมืองของเล่น", "4,167 บาท", "22 มิถุนายน 2569", "ประชากร", "1.25", "ปรับปรุงถนนสายเหนือ", "P-2", "ต.บ้านน้ำใส"):
        assert said in page, said
        assert said in whole, said
    assert sum("ปรับปรุงถนนสายเหนือ" in line for line in lines) == 1


def test_the_longest_light_of_an_indicator_stands_on_one_line(during: Session) -> None:
    told = values_of(brief_of(during, "9802", viewer=PUBLIC, on=DURING), Language.THAI)
    needs = told["needs"]
    assert isinstance(needs, list)
    longest = max((Language.THAI.text(each) for each in LIGHTS.values()), key=len)
    told["needs"] = [each | {"light": longest, "mark": "mark-n-red.svg", "target": "90,000"} for each in needs]
    what = drawn_of(Catalog.read(LAYERS), during, "9802", Language.THAI, viewer=PUBLIC)
    [page] = pypdfium2.PdfDocument(to_pdf(page_of(told, what, Language.THAI, [])))
    lines = page.get_textpage().get_text_range().replace("\r", "").split("\n")
    assert sum(longest in line for line in lines) == len(needs) >= 1


def test_the_brief_in_english_is_wholly_english_but_for_names_without_any(client: TestClient) -> None:
    whole = " ".join(lines_of(client, f"/briefs/9801.pdf{THEN}&lang=en"))
    for said in ("Mueang Khong Len District", "Main points", "Indicators", "Money by source", "Budget ledger"):
        assert said in whole


@pytest.mark.parametrize("path", ["/briefs/9801", "/briefs/9801.pdf", "/briefs/9801.docx"])
def test_in_english_every_year_names_its_era(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}{THEN}&lang=en")
    if path.endswith(".pdf"):
        said = " ".join(lines_of(client, f"{path}{THEN}&lang=en"))
    elif path.endswith(".docx"):
        said = said_in(answer.content)
    else:
        said = re.sub(r"<[^>]+>", " ", answer.text.partition("<article")[2].partition("</article")[0])
    years = re.findall(r"\b25\d\d\b(.{5})", said)
    assert (len(years) >= 5, set(years)) == (True, {" B.E."})


def said_in(document: bytes) -> str:
    """All texts of a DOCX."""
    made = Document(io.BytesIO(document))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return " ".join([*(each.text for each in made.paragraphs), *cells])


def test_as_a_text_document_it_has_the_map_and_its_tables(client: TestClient) -> None:
    made = Document(io.BytesIO(client.get(f"/briefs/9801.docx{THEN}").content))
    assert "อำเภอเมืองของเล่น" in made.paragraphs[0].text
    assert len(made.inline_shapes) == 1
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert "ปรับปรุงถนนสายเหนือ (P-2 · ปี 2569)" in cells
    assert "300 คน" in " ".join(cells)


def test_a_text_document_says_what_the_pdf_says_and_what_it_is(settings: Settings, database: Database) -> None:
    with TestClient(create_app(settings.model_copy(update={"province": "98"}), database)) as office:
        content = office.get(f"/briefs/9802.docx{THEN}").content
    said, made = said_in(content), Document(io.BytesIO(content))
    for each in ("จริง ณ 22 มิถุนายน 2569", "ตัวชี้วัด ENV-WASTE (หน่วย)", "P-2 · ปี 2569", "ความหนาแน่นประชากรรายตำบล [1]:"):
        assert each in said, each
    legend = next(each for each in made.paragraphs if each.text.startswith("ความหนาแน่น"))
    assert sum(run._r.find(f".//{qn('w:shd')}") is not None for run in legend.runs) >= 3
    [picture] = made.inline_shapes
    assert picture._inline.docPr.get("descr").startswith("แผนที่ อำเภอเหนือ: ความหนาแน่นประชากร")
    about = made.core_properties
    assert (about.title, about.author, about.comments) == ("สรุปพื้นที่ อำเภอเหนือ", "ของเล่น", "")
    assert about.modified is not None
    assert about.modified.year >= 2026
    spoken = made.styles.element.find(f".//{qn('w:lang')}")
    assert spoken is not None
    assert (spoken.get(qn("w:val")), spoken.get(qn("w:bidi"))) == ("th-TH", "th-TH")


def arabic(said: str) -> list[str]:
    """The terms with Arabic digits but those with a Latin letter."""
    return [each for each in re.findall(r"[!-~]*[0-9][!-~]*", said) if not re.search("[A-Za-z]", each)]


@pytest.mark.parametrize("code", ["98", "9801"])
def test_papers_have_the_digits_of_their_reader(client: TestClient, code: str) -> None:
    address = f"/briefs/{code}.{{}}{THEN}"
    for more, cookie in (("&lang=th-u-nu-thai", ""), ("", "digits=thai")):
        headers = {"Cookie": cookie}
        answer = client.get(address.format("pdf") + more, headers=headers)
        paper = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content))
        word = said_in(client.get(address.format("docx") + more, headers=headers).content)
        for said in (paper, word):
            assert arabic(said) == []
            assert "๒๒ มิถุนายน ๒๕๖๙" in said
            assert f"/briefs/{code}" in said
    plain = " ".join(lines_of(client, f"/briefs/{code}.pdf{THEN}&lang=th"))
    assert re.findall("[๐-๙]", plain) == []


def test_what_is_not_known_is_a_dash_and_an_empty_part_says_so(client: TestClient) -> None:
    whole = " ".join(lines_of(client, f"/briefs/9803.pdf{THEN}"))
    assert "ไม่มีโครงการใดมีที่ตั้งในพื้นที่นี้" in whole
    assert "ไม่มีเงินของโครงการใดตั้งอยู่ในพื้นที่นี้" in whole


def test_an_area_page_leads_to_its_brief_of_the_same_day(client: TestClient) -> None:
    assert f'href="/briefs/9801{THEN}"' in client.get(f"/places/9801{THEN}").text
    assert client.get("/briefs/98010101").status_code == 404
    assert client.get("/briefs/9801.xlsx").status_code in (404, 422, 400)


def told_everywhere(client: TestClient, code: str, *said: str) -> list[bool]:
    """Whether page, PDF and DOCX say all of it."""
    page = re.sub(r"<[^>]+>", " ", client.get(f"/briefs/{code}{THEN}").text)
    paper = " ".join(lines_of(client, f"/briefs/{code}.pdf{THEN}"))
    word = said_in(client.get(f"/briefs/{code}.docx{THEN}").content)
    return [all(each in text for each in said) for text in (page, paper, word)]


def test_a_province_says_what_of_its_money_lies_in_none_of_its_areas(client: TestClient) -> None:
    """P-3 received 90,000 baht and has no place: with the 1,500,000.01 that have one it is all that the year received."""
    assert told_everywhere(client, "98", "1.50", "เฉพาะที่ระบุตำบลได้ · ไม่รวมเงินที่ไม่ระบุที่ตั้ง 0.09 ล้านบาท") == [True] * 3
    assert told_everywhere(client, "9801", "1.25", "เฉพาะที่ระบุตำบลได้") == [True] * 3
    assert told_everywhere(client, "9801", "ไม่รวม") == [False] * 3


def test_money_for_the_whole_province_is_told_by_itself(during: Session) -> None:
    during.execute(text(
        "UPDATE projects.site SET is_province_wide = true WHERE project_id = (SELECT id FROM projects.project "
        "WHERE reference = 'P-3')"
    ))  # fmt: skip
    told = values_of(brief_of(during, "98", viewer=PUBLIC, on=DURING), Language.ENGLISH)
    assert told["money_note"] == "only what is located · without 0.09 M baht for the whole province"
