"""Maps on paper of the toy province: the form, the files, what they count, and what is refused."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from PIL import Image

DISTRICTS = "/maps/population_density_districts"


def text_of(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content)]
    return "\n".join(pages).replace("\r\n", "\n")


def test_a_print_tells_title_dates_scale_legend_and_source(client: TestClient) -> None:
    """The toy province is three squares of a degree side by side with two districts of it and one more."""
    text = text_of(client, f"{DISTRICTS}.pdf")
    for said in ("ความหนาแน่นประชากรรายอำเภอ", "จริง ณ", "รู้ ณ", "มาตราส่วน 1 :", "คำอธิบายสัญลักษณ์", "ที่มา", "UTM"):
        assert said in text


def test_an_area_alone_counts_only_what_lies_in_it(client: TestClient) -> None:
    """The toy province has six subdistricts, two of them in district 9801."""
    whole, alone = (text_of(client, f"/maps/subdistricts.pdf?layers=subdistricts{more}") for more in ("", "&area=9801"))
    assert re.search(r"เขตตำบล\s+6\s", whole)
    assert re.search(r"เขตตำบล\s+2\s", alone)
    assert "อ.เมือง" in alone


def test_the_form_looks_at_the_paper_and_keeps_what_was_chosen(client: TestClient) -> None:
    page = client.get("/maps/districts/print?paper=a3&orientation=portrait&area=9801&digits=thai&bbox=100,15,101,16").text
    assert "/maps/districts.pdf?paper=a3&amp;orientation=portrait&amp;area=9801" in page
    assert '<option value="thai" selected>' in page
    assert 'name="bbox" value="100,15,101,16"' in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("area=9999", "ไม่มีพื้นที่รหัส 9999"),
        ("area=x", ""),
        ("bbox=1,2,3", "สี่ตัวเลข"),
        ("bbox=101,15,100,16", "ตะวันตก,ใต้,ตะวันออก,เหนือ"),
        ("paper=a0", "เลือกจากรายการ"),
        ("scale=3", ""),
        ("layers=" + ",".join(["districts"] * 13), "ไม่เกิน 12 ชั้น"),
    ],
)
def test_what_cannot_be_printed_is_refused_at_its_field(client: TestClient, asked: str, said: str) -> None:
    page, file = client.get(f"/maps/districts/print?{asked}"), client.get(f"/maps/districts.pdf?{asked}")
    assert (page.status_code, file.status_code) == (400, 400)
    assert said in page.text
    assert said in file.text


def test_a_layer_that_is_not_here_is_not_found(client: TestClient) -> None:
    assert client.get("/maps/nowhere/print").status_code == 404
    assert client.get("/maps/districts.pdf?layers=nowhere").status_code == 404


def test_a_scale_that_cuts_the_area_is_told_on_the_form_and_on_the_paper(client: TestClient) -> None:
    asked = "area=9801&scale=50000"
    assert "ถูกตัดขอบ" in client.get(f"/maps/districts/print?{asked}").text
    assert "แสดงพื้นที่ไม่ครบ" in text_of(client, f"/maps/districts.pdf?{asked}")
    assert "แสดงพื้นที่ไม่ครบ" not in text_of(client, "/maps/districts.pdf?area=9801")


def test_a_picture_has_the_dots_that_were_asked_for(client: TestClient) -> None:
    answer = client.get("/maps/districts.png?dots=60&paper=a4")
    with Image.open(io.BytesIO(answer.content)) as made:
        assert made.size == (702, 496)
    assert client.get("/maps/districts.png?dots=61").status_code == 400


def test_a_print_in_english_is_wholly_english(client: TestClient) -> None:
    text = text_of(client, f"{DISTRICTS}.pdf?lang=en")
    for said in ("Scale 1 :", "Legend", "Sources", "True on", "Known on"):
        assert said in text
