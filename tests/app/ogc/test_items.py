"""Items of the toy province: three districts, six subdistricts, six villages; numbers are counted on the drawing."""

import base64
import itertools
import json

import pytest
from fastapi.testclient import TestClient

from app.core.authority import Viewer
from app.core.cluster import Database
from app.core.settings import Settings
from app.main import create_service
from app.web.identity import Identity
from gis.access import Read

ITEMS = "/ogc/collections/{}/items"


def ids(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [feature["id"] for feature in answer["features"]]


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("provinces", 1),
        ("districts", 3),
        ("subdistricts", 6),
        ("villages", 6),
        ("rivers", 1),
        ("projects", 2),
        ("population_density_districts", 3),
    ],
)
def test_a_layer_gives_every_feature_and_the_exact_count(client: TestClient, layer: str, expected: int) -> None:
    answer = client.get(ITEMS.format(layer))
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    found = answer.json()
    assert (found["numberMatched"], found["numberReturned"], len(found["features"])) == (expected,) * 3


def test_the_next_links_walk_to_the_last_feature_without_repeating_one(client: TestClient) -> None:
    address, seen = ITEMS.format("subdistricts") + "?limit=4&parent_code=", []
    address = ITEMS.format("subdistricts") + "?limit=4"
    while address:
        found = client.get(address).json()
        assert found["numberMatched"] == 6
        seen += ids(found)
        address = next((link["href"] for link in found["links"] if link["rel"] == "next"), "")
    assert seen == ["980101", "980102", "980201", "980202", "980301", "980302"]


def test_a_page_that_ends_exactly_at_the_last_feature_has_no_next(client: TestClient) -> None:
    found = client.get(ITEMS.format("districts") + "?limit=3").json()
    assert [link["rel"] for link in found["links"]] == ["self", "alternate", "collection"]


def test_an_offset_passes_over_features_and_beyond_the_end_is_empty(client: TestClient) -> None:
    assert ids(client.get(ITEMS.format("districts") + "?offset=2").json()) == ["9803"]
    beyond = client.get(ITEMS.format("districts") + "?offset=50")
    assert (beyond.status_code, beyond.json()["numberMatched"], beyond.json()["numberReturned"]) == (200, 3, 0)


@pytest.mark.parametrize("accept", ["application/geo+json", "text/html"])
@pytest.mark.parametrize("forged", ['["\\ud800"]', "[" * 3_000, "[1]", "{}", '"9801"'])
def test_a_forged_cursor_is_refused_and_breaks_nothing(client: TestClient, forged: str, accept: str) -> None:
    cursor = base64.urlsafe_b64encode(forged.encode()).decode().rstrip("=")
    answer = client.get(ITEMS.format("districts"), params={"cursor": cursor}, headers={"Accept": accept})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ("100.1,15.1,100.2,15.2", ["9801"]),
        ("100.9,15.1,101.1,15.2", ["9801", "9802"]),
        ("100.5,15,101,16", ["9801", "9802"]),
        ("-180,-90,180,90", ["9801", "9802", "9803"]),
        ("102.5,15.5,-170,15.6", ["9803"]),
        ("100.1,15.1,0,100.2,15.2,9", ["9801"]),
        ("90,15,91,16", []),
    ],
)
def test_a_box_finds_what_it_touches(client: TestClient, box: str, expected: list[str]) -> None:
    found = client.get(ITEMS.format("districts") + f"?bbox={box}").json()
    assert ids(found) == expected
    assert found["numberMatched"] == len(expected)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("name_th=เหนือ", ["9802"]),
        ("code=9803", ["9803"]),
        ("area_sqkm=100", ["9801", "9802", "9803"]),
        ("area_sqkm=100&name_en=Tai", ["9803"]),
        ("name_th=' OR 1=1 --", []),
        ("valid_from=2020-01-01", ["9801", "9802", "9803"]),
        ("is_synthetic=true", []),
    ],
)
def test_a_property_filters_by_its_type(client: TestClient, condition: str, expected: list[str]) -> None:
    found = client.get(ITEMS.format("districts") + f"?{condition}").json()
    assert (ids(found), found["numberMatched"]) == (expected, len(expected))


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=x", "limit"),
        ("limit=๑๐", "limit"),
        ("offset=100001", "offset"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=1,2,3,nan", "bbox"),
        ("bbox=100,16,101,15", "bbox"),
        ("bbox=100,15,101,95", "bbox"),
        ("cursor=abc", "cursor"),
        ("cursor=WzFd", "cursor"),
        ("colour=red", "colour"),
        ("limit=1&limit=2", "limit"),
        ("area_sqkm=wide", "area_sqkm"),
        ("valid_from=2563-13-01", "valid_from"),
        ("datetime=yesterday", "datetime"),
        ("datetime=2026-02-01/2026-01-01", "datetime"),
        ("datetime=2569-02-30", "datetime"),
        ("bbox-crs=EPSG:32647", "bbox-crs"),
        ("f=xml", "f"),
        ("name_th=%00", "name_th"),
    ],
)
def test_a_wrong_parameter_is_400_and_named(client: TestClient, query: str, place: str) -> None:
    answer = client.get(ITEMS.format("districts") + f"?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["parameter"] == place
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in answer.json()["detail"])


def test_a_limit_over_the_greatest_is_taken_as_the_greatest(client: TestClient) -> None:
    assert client.get(ITEMS.format("districts") + "?limit=99999999").json()["numberReturned"] == 3


def test_a_datetime_asks_what_was_valid_then(client: TestClient) -> None:
    address = ITEMS.format("districts") + "?datetime="
    assert client.get(address + "2019-12-31").json()["numberMatched"] == 0
    assert client.get(address + "2020-01-01T00:00:00Z").json()["numberMatched"] == 3
    assert client.get(address + "../..").json()["numberMatched"] == 3


def test_one_feature_has_its_id_on_top_and_its_properties_in_order(client: TestClient) -> None:
    found = client.get(ITEMS.format("districts") + "/9801").json()
    assert found["id"] == "9801"
    assert list(found["properties"])[:4] == ["code", "name_th", "name_en", "parent_code"]
    assert found["properties"]["area_rai"] == 62_500  # 100 km² of 1,600 m²
    assert found["geometry"]["type"] == "MultiPolygon"


@pytest.mark.parametrize("identifier", ["9899", "nothing", "%00", "9801'--"])
def test_an_unknown_feature_is_404(client: TestClient, identifier: str) -> None:
    assert client.get(ITEMS.format("districts") + f"/{identifier}").status_code == 404
    assert client.get(ITEMS.format("rivers") + f"/{identifier}").status_code == 404


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get(ITEMS.format("districts"))
    assert first.headers["cache-control"] == "public, no-cache"
    again = client.get(ITEMS.format("districts"), headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(ITEMS.format("districts") + "?limit=1", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_head_says_what_get_says_without_the_body(client: TestClient) -> None:
    got, head = client.get(ITEMS.format("districts")), client.head(ITEMS.format("districts"))
    assert head.status_code == 200
    assert head.content == b""
    same = ("etag", "content-type", "cache-control", "content-length", "content-crs")
    assert {name: head.headers.get(name) for name in same} == {name: got.headers.get(name) for name in same}


def test_any_page_may_read_public_items(client: TestClient) -> None:
    assert client.get(ITEMS.format("districts")).headers["access-control-allow-origin"] == "*"
    asking = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    preflight = client.options(ITEMS.format("districts"), headers=asking)
    assert (preflight.status_code, preflight.headers["access-control-allow-methods"]) == (204, "GET, HEAD, OPTIONS")


def test_the_html_view_shows_the_same_rows_in_thai(client: TestClient) -> None:
    page = client.get(ITEMS.format("districts") + "?f=html&limit=2").text
    assert "เมืองของเล่น" in page
    assert 'rel="next"' in page
    assert "f=html" in page


def test_a_browser_gets_a_page_and_a_program_gets_json(client: TestClient) -> None:
    address = ITEMS.format("districts")
    assert client.get(address, headers={"Accept": "text/html"}).headers["content-type"].startswith("text/html")
    assert client.get(address, headers={"Accept": "*/*"}).headers["content-type"] == "application/geo+json"


def test_what_a_program_holds_is_no_reason_to_withhold_the_page(client: TestClient) -> None:
    tag = client.get(ITEMS.format("districts")).headers["etag"]
    page = client.get(ITEMS.format("districts"), headers={"Accept": "text/html", "If-None-Match": tag})
    assert page.status_code == 200


def test_the_features_are_valid_geojson_with_rings_counter_clockwise(client: TestClient) -> None:
    found = json.loads(client.get(ITEMS.format("districts")).content)
    for feature in found["features"]:
        [[ring]] = feature["geometry"]["coordinates"]
        doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))
        assert doubled == pytest.approx(2.0)  # a unit square, positive: counter-clockwise


def test_who_may_see_more_is_not_told_that_nothing_changed(settings: Settings, database: Database) -> None:
    inside = Viewer("strategy", frozenset({Read.PUBLIC, Read.INTERNAL}))
    service = create_service(settings, database)
    with TestClient(service) as insider:
        tag = insider.get(ITEMS.format("roads")).headers["etag"]
        service.state.identify = lambda _request: Identity(inside)
        answer = insider.get(ITEMS.format("roads"), headers={"If-None-Match": tag, "Cookie": "phaen=in"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    assert "Cookie" in answer.headers["vary"]


def test_features_tell_only_the_properties_that_are_asked_for(client: TestClient) -> None:
    """The id stands on top of a feature, so an order or a filter by what is not told is possible as well."""
    asked = {"properties": "name_th,code", "sortby": "-name_en", "limit": "2"}
    answer = client.get(ITEMS.format("districts"), params=asked)
    found = answer.json()
    assert [list(each["properties"]) for each in found["features"]] == [["code", "name_th"]] * 2
    [following] = [link["href"] for link in found["links"] if link["rel"] == "next"]
    assert [list(each["properties"]) for each in client.get(following).json()["features"]] == [["code", "name_th"]]
    assert found["numberMatched"] == 3
    body = {"op": "=", "args": [{"property": "name_en"}, "Nuea"]}
    posted = client.post("/ogc/collections/districts/search", params={"properties": "name_th"}, json=body).json()
    assert [each["properties"] for each in posted["features"]] == [{"name_th": "เหนือ"}]
    roads = client.get(ITEMS.format("roads"), params={"properties": "id"}).json()["features"]
    assert [each["properties"] for each in roads] == [{}] * len(roads)
    page = client.get(ITEMS.format("districts"), params={**asked, "f": "html"}).text
    assert ("ชื่ออำเภอ" in page, "ตร.กม." in page) == (True, False)


@pytest.mark.parametrize("wrong", ["colour", "", "geom", "name_th,colour", ","])
def test_a_property_that_is_not_there_is_400(client: TestClient, wrong: str) -> None:
    answer = client.get(ITEMS.format("districts"), params={"properties": wrong})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "properties")
