"""Maps on paper of the toy province: the form, the files, what they count, and what is refused."""

from __future__ import annotations

import io
import re
from html import escape, unescape
from urllib.parse import quote

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app.core.cluster import Database
from app.core.settings import Settings
from app.main import create_service
from tests.app.maps.test_filters import WEST

DISTRICTS = "/maps/population_density_districts"


def text_of(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content)]
    return "\n".join(pages).replace("\r\n", "\n")


def said_in(client: TestClient, address: str) -> str:
    """The text with single blanks, for a line may end anywhere."""
    return " ".join(text_of(client, address).split())


def caption_of(client: TestClient, address: str) -> str:
    """What stands in the corner of a drawing."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    [*found] = re.findall(r'<g class="caption".*?</g>', answer.text)
    return unescape(" ".join(re.findall(r"<text[^>]*>(.*?)</text>", "".join(found))))


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


def test_the_form_offers_the_province_its_districts_and_the_subdistricts_of_each(settings: Settings, database: Database) -> None:
    """Toy province 98 has three districts of two subdistricts each; the one that is chosen stands there once."""
    with TestClient(create_service(settings.model_copy(update={"province": "98"}), database)) as client:
        page = client.get("/maps/districts/print?area=980202").text
        assert "ต.ปาแดง" in text_of(client, "/maps/districts.pdf?area=980202")
    [select] = re.findall(r'<select id="area".*?</select>', page, re.DOTALL)
    assert re.findall(r'<option value="(\d+)"', select.partition("<optgroup")[0]) == ["98", "9801", "9802", "9803"]
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', select, re.DOTALL)
    assert [(name, re.findall(r'value="(\d+)"', parts)) for name, parts in groups] == [
        ("อ.เมืองของเล่น", ["980101", "980102"]), ("อ.เหนือ", ["980201", "980202"]), ("อ.ใต้", ["980301", "980302"]),
    ]  # fmt: skip
    assert re.findall(r'value="(\d+)" selected', select) == ["980202"]


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


SUBDISTRICTS = "/maps/population_density_subdistricts"
ALONE = "layers=population_density_subdistricts"


@pytest.mark.parametrize(
    ("asked", "said", "count"),
    [
        # 4, 2, 1, 1, 1.2 and 0.8 people for each km²
        ("filter=people_per_sqkm >= 2", "เฉพาะ people_per_sqkm >= 2", 2),
        ("box=102.6,15.1,102.9,15.9", "เฉพาะ ในกรอบ 102.6,15.1,102.9,15.9", 1),
        (f"within={quote(WEST)}", "เฉพาะ ในพื้นที่ที่วาดบนแผนที่", 2),
        ("classes=manual_0_1.5_2_5_c0", "เฉพาะ ชั้น 0.0–1.5", 4),
        ("classes=manual_0_1.5_2_5_c0&filter=people_per_sqkm > 1", "เฉพาะ people_per_sqkm > 1 · ชั้น 0.0–1.5", 1),
    ],
)
def test_print_drawing_and_file_show_what_the_table_shows_and_say_so(
    client: TestClient, asked: str, said: str, count: int
) -> None:
    table = client.get(f"{SUBDISTRICTS}?{asked}").text.split('id="twin"')[1]
    assert table.count("<tr data-row") == count
    counted = f"แสดง {count} จาก 6 รายการ"
    paper = said_in(client, f"{SUBDISTRICTS}.pdf?{asked}&{ALONE}")
    assert said in paper
    assert counted in paper
    drawing = client.get(f"{SUBDISTRICTS}.svg?{asked}").text
    assert drawing.count("data-class=") == count
    assert caption_of(client, f"{SUBDISTRICTS}.svg?{asked}") == f"{said} {counted}"
    file = client.get(f"{SUBDISTRICTS}.html?{asked}").text
    shown = re.findall(r'"id":"(98\d{4})","title"', file)
    assert sorted(shown) == sorted(re.findall(r'<tr data-row="(\d+)"', table))
    assert f'<p class="said">{escape(said)}</p><p class="said">{counted}</p>' in file


def test_the_form_of_a_print_shows_and_keeps_what_is_asked_of_the_map(client: TestClient) -> None:
    page = client.get(f"{SUBDISTRICTS}?year=2567&filter=people > 60&classes=equal_4").text
    [link] = re.findall(r'data-print href="([^"]+)"', page)
    form = client.get(unescape(link)).text
    assert "แสดง 2 จาก 6 รายการ" in form
    for name, value in (("year", "2567"), ("filter", "people &gt; 60"), ("classes", "equal_4")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in form
    [pdf] = re.findall(r'href="([^"]+\.pdf[^"]+)"', form)
    assert "เฉพาะ people > 60" in said_in(client, unescape(pdf))
    refused = client.get(f"{SUBDISTRICTS}/print", params={"filter": "people >"})
    assert (refused.status_code, 'id="filter-wrong"' in refused.text) == (400, True)


def test_a_paper_in_english_and_upright_says_what_it_leaves_out(client: TestClient) -> None:
    asked = f"filter=people > 60&{ALONE}~50&orientation=portrait&lang=en"
    text = said_in(client, f"{SUBDISTRICTS}.pdf?{asked}")
    for said in ("Only people > 60", "2 of 6 features shown", "printed opaque"):
        assert said in text
    assert "printed opaque" not in said_in(client, f"{SUBDISTRICTS}.pdf?{ALONE}&lang=en")


def test_a_filter_too_long_for_the_paper_is_cut_with_a_sign(client: TestClient) -> None:
    asked = " OR ".join(f"people = {number}" for number in range(100))
    text = said_in(client, f"{SUBDISTRICTS}.pdf?filter={asked}&{ALONE}")
    assert "people = 0 OR people = 1 OR" in text
    assert "…" in text
    assert "people = 99" not in text
