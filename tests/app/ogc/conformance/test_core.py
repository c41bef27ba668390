"""OGC API Features Part 1 (17-069r4), annex A.2: core; with it Common Part 1 core and landing page, Common Part 2."""

import itertools
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from openapi_spec_validator import validate

from tests.app.ogc.conformance.documents import CRS84, PLACED, PUBLIC_LAYERS, Told, links
from tests.app.ogc.conformance.proofs import proves

ITEMS = "/ogc/collections/{}/items"
LANDING = ("/ogc", "/ogc/")
BOXES = ("100,15,101,16", "100.5,15.25,100.75,15.75", "100.25,15.5,100.25,15.5", "90,10,91,11", "-180,-90,180,90",
         "102.5,15,-170,16", "100.1,15.1,0,100.9,15.9,9")  # fmt: skip
WRONG = ("unknownParameter=1", "limit=0", "limit=ten", "bbox=1,2,3", "bbox=a,b,c,d", "datetime=yesterday")
READ = ("/ogc", "/ogc/conformance", "/ogc/collections", "/ogc/collections/roads", ITEMS.format("roads"))
TIMES = ("2021-01-01T00:00:00Z", "2019-06-01", "2020-01-01/2021-01-01", "../2021-01-01", "2021-01-01/..", "../..")


@proves("features", "core", "http")
def test_the_service_speaks_http_1_1_with_its_verbs(client: TestClient) -> None:
    assert client.get("/ogc").http_version == "HTTP/1.1"
    assert client.head("/ogc").status_code == 200
    assert client.options("/ogc").status_code == 204
    assert client.delete("/ogc", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 405


@proves("features", "core", "root-op", "root-success")
@proves("common", "core", "http", "root-op")
@proves("common", "landing-page", "root-op", "root-success")
@pytest.mark.parametrize("address", LANDING)
def test_the_landing_page_links_the_definition_the_conformance_and_the_data(
    client: TestClient, told: Told, address: str
) -> None:
    document = client.get(address).json()
    told.valid(document, "landing")
    kinds = {(link["rel"], link["type"]) for link in document["links"]}
    assert ("conformance", "application/json") in kinds
    assert ("data", "application/json") in kinds
    assert {rel for rel, _ in kinds} >= {"service-desc", "service-doc", "self", "alternate"}
    for link in document["links"]:
        assert client.get(link["href"]).status_code == 200, link


@proves("features", "core", "api-definition-op", "api-definition-success")
@proves("common", "landing-page", "api-definition-op", "api-definition-success")
def test_every_link_to_the_definition_gives_it_in_the_type_that_it_says(client: TestClient, told: Told) -> None:
    for link in [*links(told("/ogc"), "service-desc"), *links(told("/ogc"), "service-doc")]:
        answer = client.get(link["href"], headers={"Accept": link["type"]})
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == link["type"].split(";")[0]
    validate(told("/ogc/api"))


@proves("features", "core", "conformance-op", "conformance-success")
@proves("common", "landing-page", "conformance-op", "conformance-success")
def test_the_conformance_declaration_lists_classes_once(told: Told) -> None:
    document = told("/ogc/conformance")
    told.valid(document, "conformance")
    declared = document["conformsTo"]
    assert len(set(declared)) == len(declared)
    assert {"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"} <= set(declared)


@proves("features", "core", "fc-md-op", "fc-md-success", "fc-md-links", "fc-md-items", "fc-md-items-links",
        "fc-md-extent", "fc-md-extent-multi")  # fmt: skip
@proves("collections", "collections", "rc-md-op", "rc-md-success")
def test_the_collections_are_all_there_each_with_its_features_and_extent(told: Told) -> None:
    document = told("/ogc/collections")
    told.valid(document, "collections")
    assert {"self", "alternate"} <= {link["rel"] for link in document["links"]}
    found = {each["id"]: each for each in document["collections"] if each["itemType"] == "feature"}
    assert sorted(found) == PUBLIC_LAYERS
    for each in found.values():
        assert {link["type"] for link in links(each, "items")} >= {"application/geo+json", "text/html"}
        assert all("type" in link for link in each["links"])
        for box in each.get("extent", {}).get("spatial", {}).get("bbox", []):
            west, south, east, north = box
            assert -180 <= west <= east <= 180
            assert -90 <= south <= north <= 90


@proves("features", "core", "sfc-md-op", "sfc-md-success")
@proves("collections", "collections", "src-md-op", "src-md-success")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_one_collection_says_what_the_list_says(told: Told, layer: str) -> None:
    document = told(f"/ogc/collections/{layer}")
    told.valid(document, "collection")
    [listed] = [each for each in told("/ogc/collections")["collections"] if each["id"] == layer]
    assert document == listed
    assert {"self", "alternate"} <= {link["rel"] for link in document["links"]}


@proves(
    "features",
    "core",
    "fc-op",
    "fc-response",
    "fc-links",
    "fc-rel-type",
    "fc-numberMatched",
    "fc-numberReturned",
    "fc-timeStamp",
)
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_features_come_with_links_types_and_exact_counts(client: TestClient, told: Told, layer: str) -> None:
    document = client.get(ITEMS.format(layer), headers={"Accept": "application/geo+json"}).json()
    told.valid(document, "features")
    assert document["numberReturned"] == len(document["features"])
    assert document["numberMatched"] >= document["numberReturned"]
    assert {"self", "alternate"} <= {link["rel"] for link in document["links"]}
    assert all("type" in link for link in document["links"])
    assert "timeStamp" not in document  # an answer is the same until the layer changes, and its validator says so


@proves("features", "core", "fc-limit-definition", "fc-bbox-definition", "fc-time-definition")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_the_definition_says_limit_box_and_time(told: Told, layer: str) -> None:
    definition = told("/ogc/api")
    known, given = definition["components"]["parameters"], definition["paths"][f"/collections/{layer}/items"]["get"]
    named = {
        known[each["$ref"].rsplit("/", 1)[1]]["name"]: known[each["$ref"].rsplit("/", 1)[1]]
        for each in given["parameters"]
    }
    limit, box, time = named["limit"], named["bbox"], named["datetime"]
    assert (limit["in"], limit.get("required", False)) == ("query", False)
    assert {"type", "minimum", "maximum", "default"} <= set(limit["schema"])
    assert (box["style"], box["explode"], box["schema"]["items"]["type"]) == ("form", False, "number")
    assert (box["schema"]["minItems"], box["schema"]["maxItems"]) == (4, 6)
    assert (time["in"], time["schema"]["type"]) == ("query", "string")


@proves("features", "core", "fc-limit-response")
@pytest.mark.parametrize("layer", PLACED)
@pytest.mark.parametrize("limit", [1, 2, 5, 10_000, 99_999])
def test_never_more_features_than_asked_for_and_next_leads_to_the_rest(
    client: TestClient, layer: str, limit: int
) -> None:
    address, seen = f"{ITEMS.format(layer)}?limit={limit}", []
    while address:
        found = client.get(address).json()
        assert found["numberReturned"] <= limit
        seen += [feature["id"] for feature in found["features"]]
        address = next((link["href"] for link in links(found, "next")), "")
    assert len(seen) == len(set(seen)) == found["numberMatched"]


@proves("features", "core", "fc-bbox-response")
@pytest.mark.parametrize("layer", PLACED)
@pytest.mark.parametrize("box", BOXES)
def test_a_box_gives_what_touches_it_and_nothing_else(client: TestClient, layer: str, box: str) -> None:
    """By the boxes of the features: where those are apart from the asked box, the feature is not given."""
    numbers = [float(each) for each in box.split(",")]
    west, south, east, north = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    given = {f["id"] for f in client.get(ITEMS.format(layer), params={"bbox": box}).json()["features"]}
    for feature in client.get(ITEMS.format(layer)).json()["features"]:
        places = list(_positions(feature["geometry"]))
        apart = not places or not (
            min(y for _, y in places) <= north and max(y for _, y in places) >= south
            and (max(x for x, _ in places) >= west or west > east) and (min(x for x, _ in places) <= east or west > east)
        )  # fmt: skip
        assert not (apart and feature["id"] in given)
        inside = any(
            south <= y <= north and (west <= x <= east if west <= east else x >= west or x <= east) for x, y in places
        )
        assert not inside or feature["id"] in given


@proves("features", "core", "fc-time-response")
@pytest.mark.parametrize("layer", PLACED)
@pytest.mark.parametrize("time", TIMES)
def test_a_time_gives_what_was_true_then(client: TestClient, layer: str, time: str) -> None:
    """Layers without a time answer as ever; of districts it is known that they hold since 2020."""
    whole = client.get(ITEMS.format(layer)).json()["numberMatched"]
    found = client.get(ITEMS.format(layer), params={"datetime": time}).json()["numberMatched"]
    if layer in ("districts", "subdistricts"):
        assert found == (0 if time == "2019-06-01" else whole)
    else:
        assert found <= whole


@proves("features", "core", "query-param-unknown", "query-param-invalid")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
@pytest.mark.parametrize("query", WRONG)
def test_an_unknown_or_invalid_parameter_is_400(client: TestClient, told: Told, layer: str, query: str) -> None:
    answer = client.get(f"{ITEMS.format(layer)}?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    told.valid(answer.json(), "problem")


@proves("features", "core", "f-op", "f-success", "f-links")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_a_feature_of_the_list_is_there_alone_and_the_same(client: TestClient, told: Told, layer: str) -> None:
    for listed in client.get(f"{ITEMS.format(layer)}?limit=2").json()["features"]:
        answer = client.get(f"{ITEMS.format(layer)}/{listed['id']}")
        assert answer.status_code == 200
        feature = answer.json()
        told.valid(feature, "feature")
        assert {"self", "alternate", "collection"} <= {link["rel"] for link in feature["links"]}
        assert all("type" in link for link in feature["links"])
        assert {name: value for name, value in feature.items() if name != "links"} == listed


@proves("features", "core", "crs84")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_coordinates_are_longitude_and_latitude_within_the_extent(client: TestClient, told: Told, layer: str) -> None:
    answer = client.get(ITEMS.format(layer))
    assert answer.headers["content-crs"] == f"<{CRS84}>"
    extent = told(f"/ogc/collections/{layer}").get("extent")
    for feature in answer.json()["features"]:
        for x, y in _positions(feature["geometry"]):
            assert extent is not None
            [[west, south, east, north]] = extent["spatial"]["bbox"]
            assert west - 1e-5 <= x <= east + 1e-5
            assert south - 1e-5 <= y <= north + 1e-5


def test_next_keeps_every_parameter(client: TestClient) -> None:
    asked = {"limit": "1", "bbox": "100,15,102,16", "datetime": "2021-01-01", "lang": "en", "parent_code": "98"}
    found = client.get(ITEMS.format("districts"), params=asked).json()
    [following] = links(found, "next")
    kept = {name: value for name, [value] in parse_qs(urlsplit(following["href"]).query).items()}
    assert {**asked, "cursor": kept["cursor"]} == kept


@pytest.mark.parametrize("path", READ)
def test_head_has_the_headers_of_get(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["etag"] == got.headers["etag"]
    assert head.headers["content-length"] == got.headers["content-length"]


def test_the_days_of_an_interval_are_closed(client: TestClient) -> None:
    """The districts hold from 1 January 2020: on that day they are there, the day before they are not."""
    first = date(2020, 1, 1)
    for day, expected in itertools.zip_longest((first, first - timedelta(days=1)), (3, 0)):
        found = client.get(ITEMS.format("districts"), params={"datetime": f"../{day}"}).json()
        assert found["numberMatched"] == expected


def _positions(geometry: dict[str, object] | None) -> list[tuple[float, float]]:
    if geometry is None:
        return []
    found: list[tuple[float, float]] = []
    waiting: list[object] = [geometry.get("coordinates", geometry.get("geometries"))]
    while waiting:
        each = waiting.pop()
        match each:
            case [float() | int() as x, float() | int() as y, *_]:
                found.append((float(x), float(y)))
            case dict():
                waiting.append(each["coordinates"])
            case list():
                waiting += each
    return found
