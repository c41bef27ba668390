"""The same filter on every road that reads a layer: feeds, tiles and choropleths answer what the items answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.ogc.documents import FUNCTIONS as RELATION
from gis.cql2.functions import FUNCTIONS
from gis.tiles import tile_at

ROADS = (
    "/feeds/{}.geojson",
    "/feeds/{}.csv",
    "/tiles/{}.json",
    "/tiles/{}/8/199/116.mvt",
    "/api/choropleth/{}",
    "/api/stats/{}",
)
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"


@pytest.fixture(autouse=True)
def no_language_is_left(client: TestClient) -> Iterator[None]:
    yield
    client.cookies.clear()


def tile(lon: float, zoom: int) -> str:
    found = tile_at(lon, 15.5, zoom)
    return f"/tiles/districts/{found.z}/{found.x}/{found.y}.mvt"


def codes_in(content: bytes, layer: str = "districts") -> set[str]:
    return {feature["properties"]["code"] for feature in mapbox_vector_tile.decode(content)[layer]["features"]}


@pytest.mark.parametrize(
    "filter_",
    [
        "code = '9801' OR name_en = 'Tai'",
        "S_INTERSECTS(geom, POINT(101.5 15.5))",
        "NOT code LIKE '9801%'",
        "TRUE OR code = '0'",
    ],
)
def test_feeds_hold_what_the_items_hold(client: TestClient, filter_: str) -> None:
    asked = {"filter": filter_}
    items = [f["id"] for f in client.get("/ogc/collections/districts/items", params=asked).json()["features"]]
    feed = client.get("/feeds/districts.geojson", params=asked).json()
    assert [feature["id"] for feature in feed["features"]] == items
    assert feed["numberReturned"] == len(items) > 0
    table = client.get("/feeds/districts.csv", params=asked).content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(table))][1:] == items


@pytest.mark.parametrize("kind", ["geojson", "csv"])
def test_a_filtered_feed_has_an_etag_of_its_own(client: TestClient, kind: str) -> None:
    address = f"/feeds/districts.{kind}"
    tags = {
        filter_: client.get(address, params={"filter": filter_} if filter_ else {}).headers["etag"]
        for filter_ in ("", "code = '9801'", "code = '9802'")
    }
    assert len(set(tags.values())) == 3
    held = {"If-None-Match": tags["code = '9801'"]}
    assert client.get(address, params={"filter": "code = '9801'"}, headers=held).status_code == 304
    assert client.get(address, headers=held).status_code == 200


@pytest.mark.parametrize("zoom", [5, 8, 13])
def test_a_tile_holds_what_answers_the_filter_at_every_zoom(client: TestClient, zoom: int) -> None:
    """Drawn from generalised boundaries, and near to from the boundaries themselves."""
    assert codes_in(client.get(tile(100.75, zoom)).content) >= {"9801"}
    for filter_, expected in (
        ("code = '9801'", {"9801"}),
        ("S_INTERSECTS(geom, POINT(100.5 15.5))", {"9801"}),
        ("code <> '9801' AND code <> '9802'", set()),
    ):
        content = client.get(tile(100.75, zoom), params={"filter": filter_}).content
        assert (codes_in(content) if content else set()) == expected


def test_labels_are_those_of_the_features_that_answer(client: TestClient) -> None:
    whole = mapbox_vector_tile.decode(client.get(tile(100.5, 10)).content)
    assert len(whole["districts_label"]["features"]) == 1
    other = mapbox_vector_tile.decode(client.get(tile(100.5, 10), params={"filter": "code = '9802'"}).content)
    assert "districts_label" not in other


def test_a_filtered_tile_is_never_given_for_the_whole_nor_the_whole_for_it(client: TestClient) -> None:
    """In whatever order they are asked for, with the stamp of the content or that of the filtered tile."""
    address, asked = tile(101.0, 7), {"filter": "code = '9802'"}
    stamp = client.get("/tiles/districts.json").json()["tiles"][0].split("v=")[1]
    filtered = client.get(address, params={**asked, "v": stamp})
    own = filtered.headers["etag"].strip('"')
    assert own.startswith(f"{stamp}.")
    assert filtered.headers["cache-control"] == "public, max-age=31536000, immutable"
    for given in ({}, {"v": stamp}, {"v": own}, {"v": stamp}):
        whole = client.get(address, params=given)
        assert codes_in(whole.content) >= {"9801", "9802"}
        assert whole.headers["etag"] == f'"{stamp}"'
        assert codes_in(client.get(address, params={**asked, **given}).content) == {"9802"}
    other = client.get(address, params={"filter": "code = '9801'"})
    assert (codes_in(other.content), other.headers["etag"] == filtered.headers["etag"]) == ({"9801"}, False)


def test_a_client_that_has_the_filtered_tile_gets_304_until_the_layer_changes(
    toy_database: Database, sent_by: Callable[..., TestClient]
) -> None:
    client, asked = sent_by(), {"filter": "code = '9802'"}
    first = client.get(tile(101.0, 7), params=asked)
    held = {"If-None-Match": first.headers["etag"]}
    assert client.get(tile(101.0, 7), params=asked, headers=held).status_code == 304
    assert client.get(tile(101.0, 7), headers=held).status_code == 200
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(text("UPDATE places.area SET name_en = 'North' WHERE code = '9802'"))
    assert client.get(tile(101.0, 7), params=asked, headers=held).status_code == 200


@pytest.mark.parametrize("who", ["", "O-2"])
def test_the_tilejson_of_a_filter_leads_to_filtered_tiles(sent_by: Callable[..., TestClient], who: str) -> None:
    client, asked = sent_by(who), {"filter": "name_th = 'เหนือ' AND code <> 'a&b'", "filter-lang": "cql2-text"}
    template: str = client.get("/tiles/districts.json", params=asked).json()["tiles"][0]
    found = tile_at(101.0, 15.5, 7)
    address = template.replace("{z}", str(found.z)).replace("{x}", str(found.x)).replace("{y}", str(found.y))
    assert codes_in(client.get(address).content) == {"9802"}


def test_a_choropleth_has_the_values_of_the_areas_that_answer(client: TestClient) -> None:
    asked = {"filter": "name_en = 'Nuea' OR code = '9803'"}
    found = client.get("/api/choropleth/population_density_districts", params=asked)
    assert found.json()["values"] == {"9802": 1, "9803": 1}
    assert found.json()["counts"] == [2, 0, 0, 0, 0]
    held = {"If-None-Match": found.headers["etag"]}
    assert client.get("/api/choropleth/population_density_districts", params=asked, headers=held).status_code == 304
    assert client.get("/api/choropleth/population_density_districts", headers=held).status_code == 200


def test_geometries_are_in_the_system_that_filter_crs_names(client: TestClient) -> None:
    asked = {"filter": "S_INTERSECTS(geom, POINT(768124 1714920))", "filter-crs": EPSG.format(32647)}
    assert [f["id"] for f in client.get("/feeds/districts.geojson", params=asked).json()["features"]] == ["9802"]
    assert codes_in(client.get(tile(101.0, 7), params=asked).content) == {"9802"}


@pytest.mark.parametrize("road", ROADS)
def test_a_wrong_filter_is_400_on_every_road_and_says_where_in_both_languages(client: TestClient, road: str) -> None:
    address = road.format("population_density_districts")
    for asked, place, th, en in (
        ({"filter": "code = "}, "filter", "บรรทัด 1 ตัวที่ 8", "line 1, column 8"),
        ({"filter": "nothing = 1"}, "filter", "ไม่มีคุณลักษณะ 'nothing'", "no property 'nothing'"),
        ({"filter": '{"op":"="}', "filter-lang": "cql2-json"}, "filter", "ที่ /args", "at /args"),
        ({"filter": "TRUE", "filter-lang": "sql"}, "filter-lang", "cql2-text, cql2-json", "one of"),
        ({"filter": "TRUE", "filter-crs": "EPSG:4326"}, "filter-crs", "CRS84", "one of"),
        ({"colour": "red"}, "colour", "ไม่รู้จักพารามิเตอร์ colour", "Unknown parameter colour"),
    ):
        answer = client.get(address, params=asked)
        assert (answer.status_code, answer.json()["parameter"]) == (400, place), answer.text
        assert th in answer.json()["detail"]
        assert en in answer.json()["detail"]


def test_the_functions_of_filters_are_listed_with_what_they_take_and_give(client: TestClient) -> None:
    links = {link["rel"]: link["href"] for link in client.get("/ogc").json()["links"]}
    found = {each["name"]: each for each in client.get(links[RELATION]).json()["functions"]}
    assert found.keys() == FUNCTIONS.keys()
    assert found["distance"]["arguments"] == [{"type": ["geometry"]}, {"type": ["geometry"]}]
    assert (found["fiscal_year"]["arguments"], found["fiscal_year"]["returns"]) == (
        [{"type": ["datetime"]}],
        ["number"],
    )
    assert client.get("/ogc/functions?lang=en").json()["functions"][0]["description"] == "absolute value"
    page = client.get("/ogc/functions?f=html&lang=th").text
    assert all(f"<code>{name}</code>" in page for name in found)


def test_each_function_that_is_listed_can_be_called(client: TestClient) -> None:
    arguments = {"number": "area_sqkm", "string": "name_th", "datetime": "valid_from", "geometry": "geom"}
    found = client.get("/ogc/functions").json()["functions"]
    for each in found:
        call = f"{each['name']}({', '.join(arguments[one['type'][0]] for one in each['arguments'])})"
        asked = {"filter": f"{call} IS NOT NULL"}
        assert client.get("/ogc/collections/districts/items", params=asked).json()["numberMatched"] == 3, call
    assert len(found) >= 8


def test_the_definition_names_every_road_with_its_filter(client: TestClient) -> None:
    document = client.get("/ogc/api").json()
    shared = document["components"]["parameters"]
    for road in ROADS:
        path = road.replace("8/199/116", "{z}/{x}/{y}").replace("{}", "{collectionId}")
        described = document["paths"][path]
        assert described["servers"] == [{"url": "http://testserver"}]
        named = [shared[each["$ref"].rsplit("/", 1)[1]] for each in described["get"]["parameters"]]
        assert {"filter", "filter-lang", "filter-crs", "collectionId"} <= {each["name"] for each in named}
    assert "district" in shared["group_by"]["schema"]["items"]["enum"]
