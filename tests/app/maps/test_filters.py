"""Filters of the map: the form compiles to CQL2, and map, count, legend, table and address follow the one question."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.errors import Invalid
from app.core.published import LAYERS
from app.maps import asking, filters, queries
from app.maps.asking import MapIn
from app.maps.filters import NarrowIn
from gis.catalog import Catalog
from gis.encoded import encode
from gis.layer import Layer

CATALOG = Catalog.read(LAYERS)
WEST = encode([(100, 15), (100.9, 15), (100.9, 16), (100, 16)])
"""Nine tenths of เมือง, and so of nothing else."""
DENSITY = "/maps/population_density_subdistricts"


def layer(name: str) -> Layer:
    return queries.layer_named(CATALOG, name, viewer=PUBLIC)


def narrowed(**given: str) -> NarrowIn:
    return NarrowIn.model_validate(given)


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("facilities", {"where": "kind", "is": "eq", "value": "โรงเรียน"}, "kind = 'school'"),
        ("facilities", {"where": "kind", "is": "ne", "value": "school"}, "kind <> 'school'"),
        ("facilities", {"where": "name_th", "is": "has", "value": "50%'s_"}, "name_th LIKE '%50\\%''s\\_%'"),
        ("facilities", {"where": "name_en", "is": "none"}, "name_en IS NULL"),
        ("population_density_subdistricts", {"where": "people", "is": "ge", "value": "1,000"}, "people >= 1000.0"),
        ("facilities", {"where": "is_synthetic", "value": "ไม่ใช่"}, "is_synthetic = FALSE"),
        ("facilities", {"filter": "kind = 'school'", "where": "name_en", "is": "none"}, "(kind = 'school') AND name_en IS NULL"),
        ("facilities", {"filter": "kind = 'school'"}, "kind = 'school'"),
    ],
)
def test_the_form_compiles_to_cql2(name: str, given: dict[str, str], told: str) -> None:
    assert filters.with_condition(layer(name), narrowed(**given)) == told
    filters.question_of(layer(name), told)


@pytest.mark.parametrize(
    ("given", "place"),
    [({"where": "secret", "value": "1"}, "where"), ({"where": "people", "value": "มาก"}, "value"),
     ({"where": "people", "is": "has", "value": "1"}, "is"), ({"where": "is_synthetic", "value": "maybe"}, "value")],
)  # fmt: skip
def test_what_the_form_cannot_say_is_refused_at_its_field(given: dict[str, str], place: str) -> None:
    with pytest.raises(Invalid) as refused:
        filters.with_condition(layer("population_density_subdistricts"), narrowed(**given))
    assert refused.value.place == place


@pytest.mark.parametrize(
    ("given", "place"),
    [({"box": "1,2,3"}, "box"), ({"box": "101,15,100,16"}, "box"), ({"within": "!"}, "within"),
     ({"within": encode([(100, 15), (101, 15)])}, "within"), ({"within": encode([(100, 15), (101, 95), (100, 95)])}, "within")],
)  # fmt: skip
def test_an_area_that_is_none_is_refused(given: dict[str, str], place: str) -> None:
    with pytest.raises(Invalid) as refused:
        filters.written(layer("facilities"), narrowed(**given))
    assert refused.value.place == place


def test_attribute_view_and_drawn_area_are_one_text() -> None:
    told = filters.written(layer("facilities"), narrowed(filter="kind = 'school'", box="100,15,101,16", within=WEST))
    assert told == (
        "(kind = 'school') AND (S_INTERSECTS(geom,BBOX(100.0,15.0,101.0,16.0)))"
        " AND (S_INTERSECTS(geom,POLYGON((100.0 15.0,100.9 15.0,100.9 16.0,100.0 16.0,100.0 15.0))))"
    )
    assert len(WEST) < 40


def rows(page: str) -> list[str]:
    return re.findall(r'<tr data-row="(\d+)"', page)


def test_count_legend_table_and_drawing_follow_the_filter(client: TestClient) -> None:
    # two of six subdistricts have 2 or more people per km²
    page = client.get(DENSITY, params={"filter": "people_per_sqkm >= 2"}).text
    assert rows(page) == ["980101", "980102"]
    assert 'data-said="2 จาก 6 รายการ"' in page
    assert '<span class="tn">0–40</span><span class="num">2</span>' in page
    assert "people_per_sqkm &gt;= 2" in page
    whole, part = (client.get(f"{DENSITY}.svg", params=asked).text for asked in ({}, {"filter": "people_per_sqkm >= 2"}))
    assert "0–40 6 รายการ" in whole
    assert "0–40 2 รายการ" in part


def test_what_anybody_asks_in_his_own_words_ends_as_the_publics_login_does(session: Session) -> None:
    """Three seconds instead of the eight of the web's role, and nothing is written any more."""
    asking.asked_of(session, layer("projects"), MapIn(filter="state = 'draft'"), viewer=PUBLIC)
    assert session.scalar(text("SHOW statement_timeout")) == "3s"
    with pytest.raises(InternalError, match="read-only"):
        session.execute(text("UPDATE core.viewer_key SET id = true"))


def test_a_drawn_area_and_a_view_narrow_alike(client: TestClient) -> None:
    drawn = client.get(DENSITY, params={"within": WEST}).text
    assert sorted(rows(drawn)) == ["980101", "980102"]
    boxed = client.get(DENSITY, params={"box": "102.6,15.1,102.9,15.9"}).text
    assert rows(boxed) == ["980302"]


def test_the_form_without_script_leads_to_the_address_of_the_question(client: TestClient) -> None:
    given = {"where": "people", "is": "le", "value": "50", "filter": "parent_code = '9802'", "box": "101,15,102,16"}
    answer = client.get(DENSITY, params=given, follow_redirects=False)
    assert answer.status_code == 303
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked == {"filter": ["(parent_code = '9802') AND people <= 50.0"], "box": ["101,15,102,16"]}
    # both subdistricts of เหนือ have 50 people
    assert sorted(rows(client.get(answer.headers["location"]).text)) == ["980201", "980202"]


def test_values_of_a_filter_are_those_of_the_areas_that_answer(client: TestClient) -> None:
    told = client.get(f"/api{DENSITY}/values", params={"filter": "people > 60"}).json()
    assert (told["values"], told["is_narrowed"]) == ({"980101": 4, "980102": 2}, True)
    assert client.get(f"/api{DENSITY}/values").json()["is_narrowed"] is False


def test_a_layer_of_its_own_tiles_is_narrowed_by_the_same_text(client: TestClient) -> None:
    front = client.get("/maps/facilities/front", params={"filter": "kind = 'hospital'"}).text
    assert 'data-tiles="/tiles/facilities.json?filter=kind+%3D+%27hospital%27"' in front
    assert "0 จาก 1 รายการ" in front
    assert "ไม่มีรายการที่ตรงกับตัวกรอง" in front
    assert client.get("/tiles/facilities.json?filter=kind+%3D+%27hospital%27").status_code == 200


def test_the_table_is_taken_along_as_it_is_asked(client: TestClient) -> None:
    page = client.get(DENSITY, params={"filter": "people > 60"}).text
    address = re.findall(r'<a href="([^"]+)">ดาวน์โหลด CSV', page)[0].replace("&amp;", "&")
    lines = client.get(address).text.strip().splitlines()
    assert len(lines) == 3  # a heading, and the subdistricts of 200 and 100 people


@pytest.mark.parametrize("filter_", ["people >", "secret = 1", "people = 'x'"])
def test_a_filter_that_cannot_be_read_says_where(client: TestClient, filter_: str) -> None:
    answer = client.get(DENSITY, params={"filter": filter_})
    assert answer.status_code == 400
