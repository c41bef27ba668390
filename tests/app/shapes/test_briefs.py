"""The one-page brief of a shape on the toy province in FY2569 (as of 22 June 2569), by head.

The square of 9801 has the figures of the district: 300 people and 1,250,000.01 baht. The eastern half of it is ban nam sai: 100
people, the weir (1,000,000 baht, of which 800,000 are bound and paid) and half of the road (250,000.00). The whole province
has 500 people and 1,500,000.01 baht: 3,000 a head.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pypdfium2
import pytest
import shapely
from docx import Document
from fastapi.testclient import TestClient
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.briefs.queries import brief_of
from app.briefs.telling import Told
from app.core.authority import PUBLIC
from app.core.published import LAYERS
from app.shapes.queries.briefs import ShapeBrief, brief_of_shape
from app.shapes.queries.inside import inside
from app.shapes.telling import values_of
from app.web.words import Language
from gis.catalog import Catalog
from gis.drawn import zone
from gis.layer import Text
from tests.ledger import DURING

CATALOG = Catalog.read(LAYERS)
EAST = shapely.box(100.5, 15, 101, 16)
NAME = Text(th="ลุ่มน้ำใส", en="Clear water basin")


@pytest.fixture
def during(session: Session) -> Session:
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": DURING.isoformat()})
    return session


def made(session: Session, geom: BaseGeometry) -> ShapeBrief:
    return brief_of_shape(session, CATALOG, zone(geom), viewer=PUBLIC, on=DURING)


def listed(told: Told, name: str) -> list[Any]:
    found = told[name]
    assert isinstance(found, list)
    return found


def asked(geom: BaseGeometry, **more: str) -> str:
    return urlencode({"shape": shapely.to_geojson(geom), "as_of": DURING.isoformat(), **more})


def lines_of(content: bytes) -> list[str]:
    [page] = pypdfium2.PdfDocument(content)
    told: str = page.get_textpage().get_text_range()
    return told.replace("\r", "").split("\n")


def test_a_shape_that_is_a_district_has_the_figures_of_its_brief(during: Session) -> None:
    shape, area = made(during, shapely.box(100, 15, 101, 16)), brief_of(during, "9801", viewer=PUBLIC, on=DURING)
    assert shape.inside.people == pytest.approx(area.people)
    assert shape.year == area.year
    assert sum(one.received for one in shape.money) == pytest.approx(area.received, abs=1)
    assert [(one.source.th, round(one.disbursed)) for one in shape.money] == [
        (one.source.th, round(one.disbursed)) for one in area.money
    ]
    assert shape.per_head == pytest.approx(area.here.per_head, abs=0.01)
    assert [one.project.reference for one in shape.projects] == [one.project.reference for one in area.projects]
    assert (shape.of_year, len(shape.late)) == (len(area.of_year), len(area.late))
    assert [one.indicator.code for one in shape.needs] == [one.indicator.code for one in area.needs]


def test_half_of_a_district_has_the_share_that_lies_there(during: Session) -> None:
    brief = made(during, EAST)
    assert brief.inside.people == pytest.approx(100)
    assert brief.per_head == pytest.approx(12_500, abs=0.01)
    assert brief.around == pytest.approx(3_000, abs=0.01)
    province = next(one for one in brief.money if one.disbursed)
    assert (province.received, province.bound, province.paid) == (1_000_000, 80, 80)
    told = values_of(brief, NAME, Language.THAI)
    assert listed(told, "points")[0]["text"] == "ได้รับงบต่อหัวปี 2569 ประมาณ 12,500 บาท ทั้ง จ.ของเล่น 3,000 บาท"
    assert [(each["reference"], each["place"]) for each in listed(told, "projects")] == [("P-1", "100%"), ("P-2", "50.0%")]


@pytest.mark.parametrize(
    ("west", "east", "stands", "above"),
    [(100.5, 101.25, "9801", "อ.เมืองของเล่น 66.7% · อ.เหนือ 33.3%"), (100.5, 101.5, "9801", "อ.เมืองของเล่น 50.0% · อ.เหนือ 50.0%"),
     (100, 103, "98", "อ.เมืองของเล่น 33.3% · อ.เหนือ 33.3% · อ.ใต้ 33.3%"), (99, 101, "9801", "อ.เมืองของเล่น 50.0%"),
     (98, 99, None, "ไม่อยู่ในตำบลใดที่มีในระบบ")],
)  # fmt: skip
def test_the_area_that_stands_for_a_shape_holds_half_of_it(
    during: Session, west: float, east: float, stands: str | None, above: str
) -> None:
    found = inside(during, CATALOG, zone(shapely.box(west, 15, east, 16)), viewer=PUBLIC)
    assert found.stands == stands
    assert values_of(made(during, found.zone.geom), NAME, Language.THAI)["above"] == above


def test_where_a_shape_has_no_figure_of_its_own_the_page_says_so(during: Session) -> None:
    told = values_of(made(during, shapely.box(99, 15, 101, 16)), NAME, Language.THAI)
    people, indicators, *_ = listed(told, "sources")
    assert "จึงเป็นค่าประมาณ (50.0% ของรูปไม่อยู่ในตำบลที่มีในระบบ)" in people
    assert indicators == "2 ทะเบียนตัวชี้วัด วัดเป็นรายเขต ไม่มีค่าของรูป จึงแสดงของ อ.เมืองของเล่น ซึ่งมีรูปอยู่ 50.0%"
    assert told["words"]["indicators"] == "ตัวชี้วัดของ อ.เมืองของเล่น"  # type: ignore[index]
    nowhere = values_of(made(during, shapely.box(98, 15, 99, 16)), NAME, Language.ENGLISH)
    assert [each["value"] for each in listed(nowhere, "figures")] == ["–", "0", "0.00", "–", "0"]
    assert [each["text"] for each in listed(nowhere, "points")] == ["no project is late"]


def test_page_pdf_docx_and_what_is_sent_say_the_same(client: TestClient) -> None:
    query = asked(EAST, title="ลุ่มน้ำใสที่กุ้งน้ำ")
    page = re.sub(r"<[^>]+>", " ", client.get(f"/shapes/brief?{query}").text)
    paper = client.get(f"/shapes/brief.pdf?{query}")
    sent = client.post(
        f"/api/shapes/brief.pdf?as_of={DURING.isoformat()}&title=ลุ่มน้ำใสที่กุ้งน้ำ", json=json.loads(shapely.to_geojson(EAST))
    )
    whole, posted = (" ".join(lines_of(each.content)) for each in (paper, sent))
    made = Document(io.BytesIO(client.get(f"/shapes/brief.docx?{query}").content))
    word = " ".join([*(one.text for one in made.paragraphs),
                     *(cell.text for table in made.tables for row in table.rows for cell in row.cells)])  # fmt: skip
    for said in ("ลุ่มน้ำใสที่กุ้งน้ำ", "12,500 บาท", "ประชากรประมาณ", "1.25", "ก่อหนี้ 64%", "ก่อสร้างฝายบ้านน้ำใส", "50.0%",
                 "ตัวชี้วัดของ อ.เมืองของเล่น"):  # fmt: skip
        for place in (page, whole, posted, word):
            assert said in place, said
    assert len(made.inline_shapes) == 1
    assert "\u25cc" not in whole


def test_the_brief_in_english_is_wholly_english(client: TestClient) -> None:
    whole = " ".join(lines_of(client.get(f"/shapes/brief.pdf?{asked(EAST, lang='en')}").content))
    for said in ("Drawn shape", "People, estimated", "about 12,500 baht per head", "Indicators of Mueang Khong Len District",
                 "an estimate", "Inside"):  # fmt: skip
        assert said in whole
    client.cookies.clear()


@pytest.mark.parametrize(
    ("asked", "told"),
    [("", "วาดรูป พิมพ์พิกัด หรือระบุรหัสเขตก่อน"), ("shape=%7B", "อ่าน GeoJSON ไม่ได้"), ("zone=NONE", "ไม่มีเขตที่กำหนดเอง"),
     ("zone=9801", "/briefs/รหัส")],
)  # fmt: skip
def test_what_is_no_shape_is_refused_with_what_to_do(client: TestClient, asked: str, told: str) -> None:
    for address in ("brief", "brief.pdf", "brief.docx"):
        answer = client.get(f"/shapes/{address}?{asked}")
        assert (answer.status_code, told in answer.text) == (400, True), address
    assert client.get("/shapes/brief.xlsx?text=15.5,100.75").status_code in (400, 404, 422)


def test_the_report_of_a_shape_leads_to_its_brief_as_of_the_same_day(client: TestClient) -> None:
    page = client.get(f"/shapes?{asked(EAST)}").text
    assert 'action="/shapes/brief"' in page
    assert 'formaction="/shapes/brief.pdf"' in page
    assert f'name="as_of" value="{DURING.isoformat()}"' in page


@pytest.fixture
def basin(engine: Engine) -> Iterator[str]:
    """A custom zone over the eastern half of 9801, by its code."""
    with engine.begin() as connection:
        connection.execute(text("""
            INSERT INTO places.area (level, code, name_th, name_en, valid_from, geom, label_point)
            VALUES ('custom_zone', 'EEC-1', 'เขตลุ่มน้ำใส', 'Clear Zone', '2020-01-01',
                    ST_Multi(ST_MakeEnvelope(100.5, 15, 101, 16, 4326)), ST_SetSRID(ST_MakePoint(100.75, 15.5), 4326))"""))
    yield "EEC-1"
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM places.area WHERE code = 'EEC-1'"))


def test_a_custom_zone_is_looked_into_by_its_code(basin: str, client: TestClient) -> None:
    asked = f"zone={basin}&as_of={DURING.isoformat()}"
    place = client.get(f"/places/{basin}?as_of={DURING.isoformat()}")
    assert place.status_code == 200
    assert f'href="/shapes/brief?{asked.replace("&", "&amp;")}"' in place.text
    whole = " ".join(lines_of(client.get(f"/shapes/brief.pdf?{asked}").content))
    assert "เขตลุ่มน้ำใส" in whole
    assert "12,500 บาท" in whole
    assert "เขตลุ่มน้ำใส" in client.get(f"/shapes?{asked}").text
