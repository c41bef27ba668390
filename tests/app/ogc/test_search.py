"""A filter in the body of a POST finds what the same filter finds in an address, for everybody what he may see."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from fastapi.testclient import TestClient

from app.ogc.posted import LONG

ITEMS, SEARCH = "/ogc/collections/{}/items", "/ogc/collections/{}/search"
JSON = {"Content-Type": "application/json"}
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"
NORTH = {"op": "=", "args": [{"property": "name_th"}, "เหนือ"]}
ALL = {"op": "=", "args": [1, 1]}
BOX = {"op": "s_intersects", "args": [{"property": "geom"}, {"bbox": [100.1, 15.1, 101.5, 15.9]}]}
WRONG = (
    {"filter": "TRUE"},
    {"filter-lang": "cql2-text"},
    {"f": "html"},
    {"f": "csv"},
    {"colour": "red"},
    {"limit": "0"},
)


def searched(client: TestClient, layer: str, filter_: object, **given: str | int) -> dict[str, Any]:
    answer = client.post(SEARCH.format(layer), params=given, content=json.dumps(filter_), headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/geo+json"), answer.text
    assert answer.headers["cache-control"] == "no-store"
    document: dict[str, Any] = answer.json()
    return document


@pytest.mark.parametrize("given", [{}, {"limit": 1}, {"offset": 1}, {"bbox": "100,15,101,16"}, {"crs": EPSG.format(32647)},
                                   {"datetime": "2019-01-01"}, {"name_en": "Tai"}])  # fmt: skip
@pytest.mark.parametrize("filter_", [NORTH, BOX, {"op": "not", "args": [NORTH]}])
def test_a_body_finds_what_the_address_finds(client: TestClient, filter_: object, given: dict[str, str | int]) -> None:
    asked = {**given, "filter": json.dumps(filter_), "filter-lang": "cql2-json"}
    expected = client.get(ITEMS.format("districts"), params=asked).json()
    found = searched(client, "districts", filter_, **given)
    assert {name: found[name] for name in found if name != "links"} == {
        name: expected[name] for name in expected if name != "links"
    }


@pytest.mark.parametrize("who", ["", "O-2", "W-1"])
def test_everybody_finds_what_he_may_see(sent_by: Callable[[str], TestClient], who: str) -> None:
    client = sent_by(who)
    for layer in ("roads", "projects", "facilities"):
        asked = {"filter": json.dumps(ALL), "filter-lang": "cql2-json"}
        expected = client.get(ITEMS.format(layer), params=asked).json()
        found = searched(client, layer, ALL)
        assert found["features"] == expected["features"] != []


def test_next_is_sent_with_the_same_body(client: TestClient) -> None:
    address, seen = f"{SEARCH.format('subdistricts')}?limit=2", []
    while address:
        found = client.post(address, content=json.dumps(ALL), headers=JSON).json()
        seen += [feature["id"] for feature in found["features"]]
        following = [link for link in found["links"] if link["rel"] == "next"]
        assert [link["method"] for link in following] in ([], ["POST"])
        address = following[0]["href"] if following else ""
    assert seen == ["980101", "980102", "980201", "980202", "980301", "980302"]


def test_a_boundary_too_long_for_an_address_fits_a_body(client: TestClient) -> None:
    """Circles of 400 and of 3,000 points around the middle of the first district, wholly inside it."""
    for segments in (100, 750):
        polygon = shapely.geometry.mapping(shapely.Point(100.5, 15.5).buffer(0.3, quad_segs=segments))
        filter_ = {"op": "s_intersects", "args": [{"property": "geom"}, polygon]}
        assert [feature["id"] for feature in searched(client, "districts", filter_)["features"]] == ["9801"]
        if segments == 100:
            asked = {"filter": json.dumps(filter_), "filter-lang": "cql2-json"}
            assert client.get(ITEMS.format("districts"), params=asked).status_code == 400


@pytest.mark.parametrize(
    ("body", "headers", "status", "place", "said"),
    [
        (b"{}", {"Content-Type": "text/plain"}, 415, "body", "application/json"),
        (b"{}", {}, 415, "body", "application/json"),
        (b"{", JSON, 400, "filter", "JSON"),
        (b"", JSON, 400, "filter", "JSON"),
        (b"\xff", JSON, 400, "body", "UTF-8"),
        (b'{"op":"=","args":[{"property":"nothing"},1]}', JSON, 400, "filter", "nothing"),
        (b" " * (LONG.length + 1), JSON, 413, "body", "262,144"),
        (b" " * (LONG.length * 4 + 1), JSON, 413, None, "large"),
    ],
    ids=["text", "no kind", "half", "empty", "not text", "no such property", "long", "very long"],
)  # fmt: skip
def test_a_wrong_body_is_refused_and_told_why(
    client: TestClient, body: bytes, headers: dict[str, str], status: int, place: str | None, said: str
) -> None:
    answer = client.post(SEARCH.format("districts"), content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json().get("parameter") == place
    assert said in answer.json()["detail"] + answer.json()["title"]
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in answer.json()["detail"])


@pytest.mark.parametrize("given", WRONG)
def test_a_wrong_parameter_beside_a_body_is_named(client: TestClient, given: dict[str, str]) -> None:
    answer = client.post(SEARCH.format("districts"), params=given, content=json.dumps(ALL), headers=JSON)
    assert (answer.status_code, answer.json()["parameter"]) == (400, *given)


def test_a_layer_that_is_not_there_or_not_for_the_public_is_not_found(client: TestClient) -> None:
    for layer in ("nothing", "vulnerable_households"):
        assert client.post(SEARCH.format(layer), content=b"{}", headers=JSON).status_code == 404


def test_only_a_search_may_be_sent_from_anywhere(client: TestClient) -> None:
    """A program says neither where it comes from nor who it is: what changes something is refused to it."""
    assert client.post(SEARCH.format("districts"), content=json.dumps(ALL), headers=JSON).status_code == 200
    for path in ("/ogc/collections/districts/items", "/ogc/collections/districts/search/x", "/api/meetings"):
        assert client.post(path, content=b"{}", headers=JSON).status_code == 403
