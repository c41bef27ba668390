"""The page, the JSON and the workbook of a shape."""

from __future__ import annotations

import io
import json
from urllib.parse import urlencode

import pytest
import shapely
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from tests.ledger import DURING

WEIR = shapely.to_geojson(shapely.box(100.7, 15.4, 100.8, 15.6))
ASKED = urlencode({"shape": WEIR, "as_of": DURING.isoformat()})


def test_the_page_tells_what_a_drawn_shape_holds(client: TestClient) -> None:
    page = client.get(f"/shapes?{ASKED}")
    assert page.status_code == 200
    assert "ก่อสร้างฝายบ้านน้ำใส" in page.text
    assert "1.05<small>ล้านบาท</small>" in page.text
    assert f"/shapes/file.xlsx?{urlencode({'shape': WEIR})}".replace("&", "&amp;") in page.text
    assert 'role="img"' in page.text


def test_a_typed_point_is_looked_around(client: TestClient) -> None:
    page = client.get("/shapes?text=15.5%2C+100.75&radius=500&lang=en").text
    assert "ก่อสร้างฝายบ้านน้ำใส" in page
    assert "within 500 m" in page
    client.cookies.clear()


@pytest.mark.parametrize(
    ("asked", "told"),
    [("shape=%7B", "อ่าน GeoJSON ไม่ได้"), ("text=ก", "บรรทัดที่ 1"), ("shape=x&radius=0", "ค่านี้ใช้ไม่ได้"),
     (f"shape={'x' * 12001}", "ยาวเกินไป"), ("text=15.5,100.7&radius=x", "ต้องเป็นจำนวนเต็ม")],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field(client: TestClient, asked: str, told: str) -> None:
    page = client.get(f"/shapes?{asked}")
    assert (page.status_code, told in page.text) == (400, True)
    assert 'aria-invalid="true"' in page.text


def test_without_a_shape_there_is_only_the_form(client: TestClient) -> None:
    page = client.get("/shapes")
    assert (page.status_code, 'id="projects"' in page.text) == (200, False)
    assert client.get("/shapes/file.xlsx").status_code == 400
    assert client.get("/api/shapes").json()["status"] == 400


def test_the_address_and_what_is_sent_give_the_same(client: TestClient) -> None:
    asked = client.get(f"/api/shapes?{ASKED}")
    sent = client.post(f"/api/shapes?as_of={DURING.isoformat()}", json=json.loads(WEIR))
    assert asked.json() == sent.json()
    told = asked.json()
    assert [(one["reference"], round(one["received_inside_baht"])) for one in told["projects"]] == [
        ("P-1", 1_000_000), ("P-2", 50_000),
    ]  # fmt: skip
    assert [one["code"] for one in told["subdistricts"]] == ["980102"]
    assert {"layer": "villages", "count": 1}.items() <= next(
        one for one in told["layers"] if one["layer"] == "villages"
    ).items()


@pytest.mark.parametrize("body", [[], {"type": "Point"}, {"type": "Point", "coordinates": [2.3, 48.8]}])
def test_what_is_sent_and_is_no_shape_is_refused(client: TestClient, body: object) -> None:
    answer = client.post("/api/shapes", json=body)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_workbook_holds_the_tables_of_the_page(client: TestClient) -> None:
    answer = client.get(f"/shapes/file.xlsx?{ASKED}")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["สรุป", "ตำบล", "โครงการ", "เงิน", "ชั้นข้อมูล"]
    rows = list(book["โครงการ"].iter_rows(min_row=2, values_only=True))
    assert (rows[0][0], rows[0][-1]) == ("P-1", 1_000_000)
    assert dict(book["สรุป"].iter_rows(min_row=2, max_row=3, values_only=True))["ข้อมูล ณ วันที่"] == "22/06/2569"
