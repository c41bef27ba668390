"""A field visit in the toy province, whose road runs along 15.5° N at 80 km/h through the middle of every subdistrict.

Villages stand on it half a degree apart: 0.5 × 111.32 × cos 15.5° = 53.6 km, at 80 km/h 40.2 minutes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as xml

import pyogrio
import pypdfium2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.briefs.telling import Told
from app.core.authority import PUBLIC
from app.core.published import LAYERS
from app.visits.queries import Route, route_of
from app.visits.rules import MOST_STOPS, as_printed, visit_of
from app.visits.telling import values_of
from app.web.words import Language
from gis.catalog import Catalog
from gis.tours import Leg
from tests.ledger import DURING

CATALOG = Catalog.read(LAYERS)
WEST, NEXT, FAR = "98010101", "98010201", "98030101"
"""Villages at 100.25°, 100.75° and 102.25° E."""
HALF_DEGREE_KM, HALF_DEGREE_MIN = 53.6356, 40.2267


@pytest.fixture
def during(session: Session) -> Session:
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": DURING.isoformat()})
    return session


def route(session: Session, *stops: str, is_round: bool = False) -> Route:
    return route_of(session, CATALOG, visit_of(stops, is_round=is_round), viewer=PUBLIC, on=DURING)


def asked(*stops: str, **more: str) -> str:
    return urlencode([*(("stop", one) for one in stops), *more.items(), ("as_of", DURING.isoformat())])


def listed(told: Told, name: str) -> list[Any]:
    found = told[name]
    assert isinstance(found, list)
    return found


def pages_of(client: TestClient, query: str) -> list[str]:
    answer = client.get(f"/visits/pack.pdf?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return [page.get_textpage().get_text_range().replace("\r", "") for page in pypdfium2.PdfDocument(answer.content)]


def test_legs_are_the_quickest_way_on_the_stored_road(during: Session) -> None:
    found = route(during, WEST, NEXT)
    [leg] = found.legs
    assert leg.metres / 1000 == pytest.approx(HALF_DEGREE_KM, abs=0.01)
    assert leg.minutes == pytest.approx(HALF_DEGREE_MIN, abs=0.01)
    assert leg.is_by_road
    assert len(route(during, WEST, NEXT, is_round=True).legs) == 2
    assert values_of(found, Language.THAI)["total"] == "53.6 กม. · 40 นาที"


def test_where_no_road_is_stored_legs_are_straight_and_the_page_says_so(during: Session) -> None:
    """53.64 × 1.3 = 69.7 km at 15 km/h: 4 hours and 39 minutes."""
    during.execute(text("DELETE FROM datasets.feature WHERE dataset_id = 'roads'"))
    told = values_of(route(during, WEST, NEXT), Language.THAI)
    assert told["total"] == "69.7 กม. · 4 ชม. 39 นาที"
    assert listed(told, "how")[0] == "ไม่มีถนนในระบบ ทุกช่วงเป็นระยะตรง"
    assert listed(told, "stops")[1]["leg"] == "69.7 กม. (ตรง)"


def test_an_order_that_takes_less_time_is_proposed_and_a_good_one_is_left_alone(during: Session) -> None:
    """From 100.25° to 102.25° and back to 100.75° are 3.5 degrees; along the road 2 degrees do."""
    found = route(during, WEST, FAR, NEXT)
    assert (found.better, round(found.minutes / HALF_DEGREE_MIN, 3)) == ((WEST, NEXT, FAR), 7)
    assert round(found.better_minutes / HALF_DEGREE_MIN, 3) == 4
    assert route(during, WEST, NEXT, FAR).better == ()
    assert route(during, WEST, FAR, NEXT, is_round=True).better == ()


def test_what_is_told_of_a_project_is_what_its_page_tells(during: Session) -> None:
    [stop] = listed(values_of(route(during, "P-1"), Language.THAI), "stops")
    facts = {each["name"]: each["text"] for each in stop["facts"]}
    assert facts["เงินทุกปี (ล้านบาท)"] == "ได้รับ 1.00 · ก่อหนี้ 0.80 · เบิกจ่าย 0.80"
    assert (stop["position"], stop["place"]) == ("15.50000, 100.75000", "ต.บ้านน้ำใส อ.เมืองของเล่น จ.ของเล่น")
    assert stop["grid"].startswith("47N 687")
    assert "ไฟสถานะ" in facts


def test_an_area_tells_its_brief_and_a_village_that_of_its_subdistrict(during: Session) -> None:
    district, village = listed(values_of(route(during, "9801", WEST), Language.THAI), "stops")
    assert (district["figures"][0]["value"], district["note"]) == ("300", "")
    assert (village["figures"][0]["value"], village["note"]) == ("200", "ไม่มีตัวเลขรายหมู่บ้าน ที่แสดงเป็นของตำบลในเมือง")


def test_what_may_not_be_seen_is_told_as_what_is_not_there(during: Session) -> None:
    during.execute(text("UPDATE projects.project SET class = 'internal', agency = 'works' WHERE reference = 'P-1'"))
    found = route(during, "P-1", "P-99", "P-2")
    assert [one.key for one in found.stops] == ["P-2"]
    hidden, absent = found.unknown
    assert hidden.why.th.replace("P-1", "P-99") == absent.why.th


def test_a_project_without_a_place_and_a_code_that_is_none_are_told_with_what_to_do(client: TestClient) -> None:
    page = client.get(f"/visits?{asked('P-3', '9899', 'P-1')}")
    assert page.status_code == 400
    assert "ใส่รหัสตำบลแทน" in page.text
    assert "ไม่มีพื้นที่รหัส 9899" in page.text
    assert 'id="stop-1"' in page.text
    refused = client.get(f"/visits/pack.pdf?{asked('P-3')}")
    assert (refused.status_code, "ไม่มีที่ตั้งให้ไป" in refused.text) == (400, True)


def test_the_pack_has_a_first_page_and_one_for_each_stop(client: TestClient) -> None:
    first, weir, district = pages_of(client, asked("P-1", "9802", title="ตรวจฝายกุ้งน้ำ ที่ตั้งญี่ปุ่น", round="1"))
    for said in ("ตรวจฝายกุ้งน้ำ ที่ตั้งญี่ปุ่น", "22 มิถุนายน 2569", "ก่อสร้างฝายบ้านน้ำใส", "อำเภอเหนือ", "กลับจุดที่ 1", "รวมเดินทาง", "Dijkstra"):
        assert said in first, said
    for said in ("ก่อสร้างฝายบ้านน้ำใส", "ได้รับ 1.00 · ก่อหนี้ 0.80 · เบิกจ่าย 0.80", "15.50000, 100.75000", "บันทึกที่พบ", "/projects/P-1"):
        assert said in weir, said
    assert "ประชากร" in district
    assert "\u25cc" not in first + weir + district


def test_the_pack_in_english_is_wholly_english(client: TestClient) -> None:
    first, district = pages_of(client, asked("9803", lang="en"))
    for said in ("Field visit", "Travel in all", "How it is computed", "Tai District"):
        assert said in first, said
    assert "What was found" in district
    assert re.findall("[\u0e00-\u0e7f]+", first + district) == []


def test_gdal_reads_the_route_with_its_stops_in_order(client: TestClient, tmp_path: Path) -> None:
    answer = client.get(f"/visits/route.gpx?{asked(FAR, 'P-1', WEST, round='1')}")
    assert answer.headers["content-type"] == "application/gpx+xml"
    file = tmp_path / "visit.gpx"
    file.write_bytes(answer.content)
    assert {name for name, _ in pyogrio.list_layers(file)} >= {"waypoints", "routes", "route_points"}
    stops = pyogrio.read_dataframe(file, layer="waypoints")
    assert [round(point.x, 4) for point in stops.geometry] == [102.25, 100.75, 100.25]
    assert list(stops["name"])[1] == "2 ก่อสร้างฝายบ้านน้ำใส"
    [way] = pyogrio.read_dataframe(file, layer="routes").geometry
    assert [round(x, 4) for x, _ in way.coords] == [102.25, 100.75, 100.25, 102.25]
    order = [each.tag.partition("}")[2] for each in xml.fromstring(answer.content)]
    assert order == ["metadata", "wpt", "wpt", "wpt", "rte"]


def test_the_page_moves_takes_out_and_offers_files_by_address_alone(client: TestClient) -> None:
    page = client.get(f"/visits?{asked(WEST, FAR, NEXT)}").text.replace("&amp;", "&")
    then = f"&as_of={DURING.isoformat()}"
    assert f'href="/visits?stop={FAR}&stop={WEST}&stop={NEXT}{then}#stop-2"' in page
    assert f'href="/visits?stop={FAR}&stop={NEXT}{then}"' in page
    assert f'href="/visits?stop={WEST}&stop={NEXT}&stop={FAR}{then}">ใช้ลำดับนี้' in page
    assert f'href="/visits/pack.pdf?stop={WEST}&stop={FAR}&stop={NEXT}{then}"' in page


def test_without_stops_the_page_says_where_to_choose_them(client: TestClient) -> None:
    page = client.get("/visits")
    assert (page.status_code, "ยังไม่มีจุด" in page.text) == (200, True)
    for address in ("pack.pdf", "route.gpx"):
        assert client.get(f"/visits/{address}").status_code == 400


def test_more_stops_than_a_day_has_room_for_are_refused_with_what_to_do(client: TestClient) -> None:
    many = [f"9801{one:02}01" for one in range(1, MOST_STOPS + 2)]
    page = client.get(f"/visits?{asked(*many)}")
    assert (page.status_code, f"ไม่เกิน {MOST_STOPS} จุด" in page.text) == (400, True)
    assert client.get(f"/visits/route.gpx?{asked(*many)}").status_code == 400


def test_projects_lead_to_a_visit_where_they_have_a_place(client: TestClient) -> None:
    assert 'href="/visits?stop=P-1"' in client.get("/projects/P-1").text
    offered = re.findall('name="stop" value="([^"]+)"', client.get("/projects").text)
    assert sorted(offered) == ["P-1", "P-2"]


def test_in_english_the_years_of_a_project_name_their_era(during: Session) -> None:
    [stop] = listed(values_of(route(during, "P-1"), Language.ENGLISH), "stops")
    assert {each["name"]: each["text"] for each in stop["facts"]}["State"].endswith("FY 2569 B.E.")


def test_legs_add_up_to_the_total_as_they_are_printed(during: Session) -> None:
    """Three legs of 20.48 minutes and 27.34 km: 61 minutes and 82.0 km in all, though each alone would be 20 and 27.3."""
    found = replace(route(during, WEST, NEXT, FAR), legs=(Leg(20.48, 27_340.0, True),) * 3)
    told = values_of(found, Language.ENGLISH)
    printed = as_printed(found.legs)
    assert [(one.minutes, one.metres) for one in printed] == [(20, 27_300), (21, 27_400), (20, 27_300)]
    assert told["total"] == "82.0 km · 1 h 1 min"
    assert [(one["leg"], one["time"], one["arrive"]) for one in listed(told, "rows")][1:3] == [
        ("27.3 km (road)", "20 min", "27.3 km · 20 min"), ("27.4 km (road)", "21 min", "54.7 km · 41 min"),
    ]  # fmt: skip
    assert [one["onward"] for one in listed(told, "stops")][:2] == ["27.3 km (road) · 20 min", "27.4 km (road) · 21 min"]


def test_the_pack_has_the_digits_of_its_reader(client: TestClient) -> None:
    first, weir, district = pages_of(client, asked("P-1", "9802", lang="th-u-nu-thai"))
    for page in (first, weir, district):
        arabic = [each for each in re.findall(r"[!-~]*[0-9][!-~]*", page) if not re.search("[A-Za-z]", each)]
        assert arabic == []
    assert "๑๕.๕๐๐๐๐" in weir
    assert "/places/9802" in district
