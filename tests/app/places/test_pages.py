"""The pages of places."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("98", "จังหวัดของเล่น"),
        ("9801", "อำเภอเมืองของเล่น"),
        ("980102", "ตำบลบ้านน้ำใส"),
        ("98010201", "บ้านบ้านน้ำใส"),
    ],
)
def test_every_level_has_its_page(client: TestClient, code: str, title: str) -> None:
    answer = client.get(f"/places/{code}")
    assert answer.status_code == 200
    assert f"<h1>{title}</h1>" in answer.text
    assert 'type="application/geo+json"' in answer.text


def test_a_district_shows_what_holds_it_and_what_it_holds(client: TestClient) -> None:
    page = client.get("/places/9801").text
    assert '<a href="/places/98">จังหวัดของเล่น</a>' in page
    assert 'href="/places/980101"' in page
    assert "2 ตำบล" in page
    assert "62,500 ไร่ 0 งาน 0 ตร.วา" in page, "100 km² are 62,500 rai"


def test_a_district_shows_its_people_beside_the_province(client: TestClient) -> None:
    # 300 of 500 people; 3.0 per km² beside 1.7
    page = client.get("/places/9801").text
    assert "300<small>คน</small>" in page
    assert "60.0% ของ จ.ของเล่น" in page
    assert "จ.ของเล่น 1.7" in page


def test_the_page_links_to_data_that_exist(client: TestClient) -> None:
    answer = client.get("/ogc/collections/districts/items/9801?f=json")
    assert answer.json()["properties"]["name_th"] == "เมืองของเล่น"


def test_the_sites_in_the_area_are_listed(client: TestClient) -> None:
    assert "ก่อสร้างฝายบ้านน้ำใส" in client.get("/places/980102").text
    assert "ก่อสร้างฝายบ้านน้ำใส" not in client.get("/places/9803").text


def test_a_village_is_listed_under_its_subdistrict(client: TestClient) -> None:
    assert 'href="/places/98010201"' in client.get("/places/980102").text


def test_the_english_page_is_complete(client: TestClient) -> None:
    page = client.get("/places/9801", headers={"Cookie": "lang=en"}).text
    assert "<h1>Mueang Khong Len District</h1>" in page
    assert "62,500 rai 0 ngan 0 sq wah" in page
    assert "2 subdistricts" in page


def test_an_unknown_code_is_told_with_the_remedy(client: TestClient) -> None:
    answer = client.get("/places/7777")
    assert answer.status_code == 404
    assert "7777" in answer.text


def test_the_list_names_provinces_and_districts(client: TestClient) -> None:
    page = client.get("/places").text
    assert all(f'href="/places/{code}"' in page for code in ("98", "9801", "9802", "9803"))


@pytest.mark.parametrize(("asked", "code"), [("บ้านนำใส", "980102"), ("Nuea", "9802"), ("980301", "980301")])
def test_the_search_works_without_script(client: TestClient, asked: str, code: str) -> None:
    assert f'href="/places/{code}"' in client.get("/places", params={"q": asked}).text


def test_nothing_found_says_what_to_try(client: TestClient) -> None:
    page = client.get("/places", params={"q": "<b>zzzz</b>"}).text
    assert "พบ 0 พื้นที่" in page
    assert "<b>zzzz" not in page
