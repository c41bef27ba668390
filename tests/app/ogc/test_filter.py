"""Filters in CQL2 over the toy province: three districts side by side, 9801 from 100° to 101° E, 9802, 9803, all 15° to 16° N."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

ITEMS = "/ogc/collections/{}/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"


@pytest.fixture(autouse=True)
def no_language_is_left(client: TestClient) -> Iterator[None]:
    """A choice of language is kept in a cookie, and the client serves other tests."""
    yield
    client.cookies.clear()


def codes(client: TestClient, filter_: str, layer: str = "districts", **more: str) -> list[str]:
    answer = client.get(ITEMS.format(layer), params={"filter": filter_, **more})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["numberMatched"] == found["numberReturned"] == len(found["features"])
    return [feature["id"] for feature in found["features"]]


@pytest.mark.parametrize(
    ("box", "status"),
    [("0,0,1e200,1e-200", 400), ("-1.7e308,0,1.7e308,1", 400), ("500000,1700000,500000,1700000", 200),
     ("5e-324,5e-324,1e-323,1e-323", 400)],
)  # fmt: skip
def test_no_number_is_too_large_or_too_small_for_a_box_of_metres(client: TestClient, box: str, status: int) -> None:
    answer = client.get(ITEMS.format("districts"), params={"bbox": box, "bbox-crs": EPSG.format(32647)})
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ("name_th = 'เหนือ'", ["9802"]),
        ("name_th LIKE '%ของเล่น'", ["9801"]),
        ("CASEI(name_en) LIKE CASEI('%KHONG%')", ["9801"]),
        ("code IN ('9801', '9803') AND NOT code = '9801'", ["9803"]),
        ("code BETWEEN '9802' AND '9803'", ["9802", "9803"]),
        ("area_sqkm / 2 + 1 = 51 AND length(name_en) = 3", ["9803"]),
        ("area_sqkm > 100", []),
        ("area_sqkm / 0 > 1 OR code = '9801'", ["9801"]),
        ("valid_from <= DATE('9999-01-01')", ["9801", "9802", "9803"]),
        ("T_AFTER(valid_from, INTERVAL('9998-01-01', '..'))", []),
        ("S_INTERSECTS(geom, POINT(101.5 15.5))", ["9802"]),
        ("S_WITHIN(geom, BBOX(99.9, 14.9, 102.1, 16.1))", ["9801", "9802"]),
        ("S_TOUCHES(geom, POINT(101 15.5))", ["9801", "9802"]),
        ("S_DISJOINT(geom, BBOX(101.2, 15.2, 101.4, 15.4))", ["9801", "9803"]),
        ("distance(geom, POINT(100.5 15.5)) < 1 OR area(geom) < 1", ["9801"]),
        ("A_OVERLAPS(('ก', 'ข'), ('ข'))", ["9801", "9802", "9803"]),
        ("is_synthetic = TRUE AND code <> '9802' AND ('x' = 'x' OR name_en IS NULL)", None),
    ],
)
def test_a_filter_finds_the_features_that_answer_it(
    client: TestClient, filter_: str, expected: list[str] | None
) -> None:
    found = codes(client, filter_)
    if expected is None:
        everything = client.get(ITEMS.format("districts")).json()["features"]
        expected = [f["id"] for f in everything if f["properties"]["is_synthetic"] and f["id"] != "9802"]
    assert found == expected


def test_the_same_filter_in_json_finds_the_same(client: TestClient) -> None:
    asked = {"op": "s_intersects", "args": [{"property": "geom"}, {"type": "Point", "coordinates": [101.5, 15.5]}]}
    assert codes(client, json.dumps(asked), **{"filter-lang": "cql2-json"}) == ["9802"]


@pytest.mark.parametrize(
    ("code", "point"),
    [
        (4326, "15.5 101.5"),
        (3857, "11298928 1746431"),
        (32647, "768124 1714920"),
        (24047, "768457 1714616"),
        (4240, "15.5 101.5"),
    ],
)
def test_geometries_are_in_the_system_that_filter_crs_names_by_its_own_order_of_axes(
    client: TestClient, code: int, point: str
) -> None:
    asked = f"S_INTERSECTS(geom, POINT({point}))"
    assert codes(client, asked, **{"filter-crs": EPSG.format(code)}) == ["9802"]


def test_paging_and_counting_keep_the_filter(client: TestClient) -> None:
    asked = {"filter": "code LIKE '9801%' OR code LIKE '9803%'", "limit": "1"}
    address, seen = ITEMS.format("subdistricts"), []
    answer = client.get(address, params=asked).json()
    while True:
        assert answer["numberMatched"] == 4
        seen += [feature["id"] for feature in answer["features"]]
        following = [link["href"] for link in answer["links"] if link["rel"] == "next"]
        if not following:
            break
        assert parse_qs(urlsplit(following[0]).query)["filter"] == [asked["filter"]]
        answer = client.get(following[0]).json()
    assert seen == ["980101", "980102", "980301", "980302"]


def test_counts_of_two_filters_of_one_shape_are_not_mistaken_for_each_other(client: TestClient) -> None:
    address = ITEMS.format("subdistricts")
    for low, expected in (("980101", 6), ("980302", 1), ("980101", 6)):
        answer = client.get(address, params={"filter": f"code >= '{low}'", "limit": "1", "offset": "0"}).json()
        assert answer["numberMatched"] == expected


def test_a_filter_narrows_what_box_and_value_leave(client: TestClient) -> None:
    assert codes(client, "code = '9801' OR code = '9803'", bbox="100.1,15.1,100.9,15.9") == ["9801"]
    assert codes(client, "code = '9801' OR TRUE", name_th="ใต้") == ["9803"]


@pytest.mark.parametrize(
    ("asked", "place", "told"),
    [
        ({"filter": "code = "}, "filter", ("บรรทัด 1 ตัวที่ 8", "line 1, column 8")),
        ({"filter": "nothing = 1"}, "filter", ("ไม่มีคุณลักษณะ 'nothing'", "no property 'nothing'")),
        ({"filter": "code = 1"}, "filter", ("บรรทัด 1 ตัวที่ 8", "expected a text")),
        ({"filter": "valid_from > '2026-01-01'"}, "filter", ("DATE('2026-01-31')", "expected a date")),
        ({"filter": "S_INTERSECTS(geom, POINT(15.5 101.5))"}, "filter", ("ลองจิจูดก่อน", "longitude before latitude")),
        ({"filter": "SRID=4326;POINT(1 2)"}, "filter", ("EWKT", "filter-crs")),
        ({"filter": '{"op":"="}', "filter-lang": "cql2-json"}, "filter", ("ที่ /args", "at /args")),
        ({"filter": "TRUE", "filter-lang": "sql"}, "filter-lang", ("cql2-text, cql2-json", "one of")),
        ({"filter": "TRUE", "filter-crs": "EPSG:4326"}, "filter-crs", ("CRS84", "one of")),
    ],
)
def test_a_wrong_filter_is_400_and_says_where_and_what_to_do(
    client: TestClient, asked: dict[str, str], place: str, told: tuple[str, str]
) -> None:
    thai = client.get(ITEMS.format("districts"), params=asked, headers={"Accept-Language": "th"})
    english = client.get(ITEMS.format("districts"), params={**asked, "lang": "en"})
    assert (thai.status_code, english.status_code) == (400, 400)
    assert told[0] in thai.text.replace("\\'", "'")
    assert told[1] in english.text
    assert place in thai.text


@pytest.mark.parametrize("lang", ["th", "en"])
def test_queryables_are_the_attributes_with_their_titles_and_the_geometry(client: TestClient, lang: str) -> None:
    answer = client.get("/ogc/collections/projects/queryables", params={"lang": lang})
    assert answer.headers["content-type"] == "application/schema+json"
    schema = answer.json()
    assert schema["$id"].endswith("/ogc/collections/projects/queryables")
    assert (schema["type"], schema["additionalProperties"]) == ("object", False)
    year = schema["properties"]["fiscal_year"]
    titles = {"th": "ปีงบประมาณ", "en": "Fiscal year (B.E.)"}
    other = titles["en" if lang == "th" else "th"]
    assert year == {"title": titles[lang], "description": other, "type": "integer", "x-ogc-propertySeq": 7}
    assert schema["properties"]["geom"]["format"] == "geometry-any"
    assert {"const": "draft", "title": "ร่าง" if lang == "th" else "Draft"} in schema["properties"]["state"]["oneOf"]


def test_every_queryable_may_be_asked_for(client: TestClient) -> None:
    """By filter and, but for the geometry, by ``name=value``."""
    values = {"string": "x", "integer": "1", "number": "1.5", "boolean": "true", "date": "2026-01-01"}
    for layer in ("districts", "projects", "project_lights", "roads"):
        for name, each in client.get(f"/ogc/collections/{layer}/queryables").json()["properties"].items():
            assert client.get(ITEMS.format(layer), params={"filter": f'"{name}" IS NULL'}).status_code == 200
            if "type" in each:
                asked = {name: values[each.get("format") or each["type"]]}
                assert client.get(ITEMS.format(layer), params=asked).status_code == 200


def test_people_write_the_filter_in_a_form_that_keeps_it(client: TestClient) -> None:
    asked = {"f": "html", "filter": "name_th LIKE '%เหนือ%' OR code < '9800'", "lang": "en"}
    page = client.get(ITEMS.format("districts"), params=asked).text
    assert 'value="name_th LIKE &#39;%เหนือ%&#39; OR code &lt; &#39;9800&#39;"' in page
    assert '<label for="filter">Filter (CQL2)</label>' in page
    assert "Nuea" in page
    assert "Mueang Khong Len" not in page
    assert '<input type="hidden" name="lang" value="en">' in page
    queryables = client.get("/ogc/collections/districts/queryables?f=html&lang=en").text
    assert "fiscal_year(date)" in queryables


def test_features_that_are_asked_for_twice_are_answered_304_by_filter(client: TestClient) -> None:
    first = client.get(ITEMS.format("districts"), params={"filter": "code = '9801'"})
    held = {"If-None-Match": first.headers["etag"]}
    assert client.get(ITEMS.format("districts"), params={"filter": "code = '9801'"}, headers=held).status_code == 304
    assert client.get(ITEMS.format("districts"), params={"filter": "code = '9802'"}, headers=held).status_code == 200
