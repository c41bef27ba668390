"""OGC API Features Part 4 (draft 20-002r1), annex A: create, replace, delete; update; features; locking with ETags.

The service asks of every change for what was read (``If-Match``), as the class of locking allows; so the tests of the other
classes send it. More in tests/app/ogc/test_writing.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.datasets.rules import WRITABLE
from gis.crs import REGISTRY, STORAGE, transform_coordinates
from tests.app.ogc.conformance.documents import CRS84, EPSG
from tests.app.ogc.conformance.proofs import proves

SentBy = Callable[..., TestClient]
Feature = dict[str, Any]
ITEMS = "/ogc/collections/facilities/items"
GEOJSON, PATCH = "application/geo+json", "application/merge-patch+json"
AT = [100.6, 15.5]


@pytest.fixture
def writer(sent_by: SentBy) -> TestClient:
    """Somebody who may load data."""
    client = sent_by("O-2")
    client.headers["X-Token"] = "token"
    return client


def feature(name: str = "โรงเรียน", **more: Any) -> Feature:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": AT}, "properties": {"name_th": name}, **more}


def send(client: TestClient, method: str, address: str, body: object = None, kind: str = GEOJSON, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = None if body is None else json.dumps(body)
    return client.request(method, address, content=content, headers={"Content-Type": kind, **named})


def made(client: TestClient, body: Feature | None = None, **headers: str) -> tuple[str, str]:
    """Where a new feature is, and its tag."""
    answer = send(client, "POST", ITEMS, body or feature(), **headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].removeprefix("https://testserver"), answer.headers["etag"]


def ids(client: TestClient) -> set[int]:
    return {each["id"] for each in client.get(f"{ITEMS}?limit=1000").json()["features"]}


@proves("writing", "create-replace-delete", "options")
@proves("writing", "update", "options")
@pytest.mark.parametrize("layer", sorted(WRITABLE - {"vulnerable_households"}))
def test_a_layer_says_by_which_methods_it_is_written(writer: TestClient, layer: str) -> None:
    whole = writer.options(f"/ogc/collections/{layer}/items")
    assert (whole.status_code, whole.headers["allow"]) == (200, "GET, HEAD, OPTIONS, POST")
    assert GEOJSON in whole.headers["accept-post"].split(", ")
    one = writer.options(f"/ogc/collections/{layer}/items/1")
    assert (one.status_code, one.headers["allow"]) == (200, "GET, HEAD, OPTIONS, PUT, PATCH, DELETE")
    assert one.headers["accept-patch"] == PATCH


def test_what_is_computed_says_that_it_is_read_only_and_a_page_of_others_is_told_no_more(client: TestClient) -> None:
    answer = client.options("/ogc/collections/districts/items")
    assert (answer.status_code, answer.headers["allow"]) == (200, "GET, HEAD, OPTIONS")
    assert client.options("/ogc/collections/nothing/items").status_code == 404
    assert client.options(ITEMS).headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert client.options("/ogc/collections/catalog/items").status_code == 204
    asking = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    preflight = client.options(ITEMS, headers=asking)
    assert (preflight.status_code, preflight.headers["access-control-allow-methods"]) == (204, "GET, HEAD, OPTIONS")


@proves("writing", "create-replace-delete", "create")
@proves("writing", "features", "endpoints")
def test_a_feature_is_created_under_an_id_of_the_service(writer: TestClient) -> None:
    before = ids(writer)
    for body in (feature("หนึ่ง"), feature("สอง", id=4711)):
        address, _ = made(writer, body)
        told = writer.get(address).json()
        assert (told["properties"]["name_th"], told["geometry"]) == (body["properties"]["name_th"], body["geometry"])
        assert address == f"{ITEMS}/{told['id']}"
        assert told["id"] not in before | {4711}
    assert len(ids(writer) - before) == 2


@proves("writing", "create-replace-delete", "create-content-type", "replace-content-type")
@proves("writing", "update", "update-content-type")
def test_a_body_without_its_kind_is_refused(writer: TestClient) -> None:
    address, tag = made(writer)
    for method, at in (("POST", ITEMS), ("PUT", address), ("PATCH", address)):
        answer = writer.request(method, at, content=json.dumps(feature()).encode(), headers={"If-Match": tag})
        assert "content-type" not in answer.request.headers
        assert (answer.status_code, answer.json()["parameter"]) == (400, "Content-Type")


@proves("writing", "create-replace-delete", "replace", "replace-rid")
@proves("writing", "features", "geojson")
def test_a_feature_is_replaced_and_keeps_its_id(writer: TestClient) -> None:
    address, tag = made(writer)
    own = int(address.rpartition("/")[2])
    moved = {"type": "Point", "coordinates": [101.2, 15.5]}
    answer = send(writer, "PUT", address, feature("อื่น", id=own + 1) | {"geometry": moved}, If_Match=tag)
    assert answer.status_code == 204
    told = writer.get(address).json()
    assert (told["id"], told["properties"]["name_th"], told["geometry"]) == (own, "อื่น", moved)
    assert writer.get(f"{ITEMS}/{own + 1}").status_code == 404


@proves("writing", "create-replace-delete", "replace-exceptions")
def test_what_is_not_there_is_not_replaced(writer: TestClient) -> None:
    for headers in ({}, {"If_Match": '"xyz"'}):
        assert send(writer, "PUT", f"{ITEMS}/987654321", feature(), **headers).status_code == 404
        assert send(writer, "PATCH", f"{ITEMS}/987654321", {}, PATCH, **headers).status_code == 404
        assert send(writer, "DELETE", f"{ITEMS}/987654321", **headers).status_code == 404
    assert writer.get(f"{ITEMS}/987654321").status_code == 404


@proves("writing", "create-replace-delete", "delete")
@proves("writing", "optimistic-locking-etags", "delete")
def test_a_feature_is_removed_under_what_was_read(writer: TestClient) -> None:
    (address, tag), (other, _) = made(writer), made(writer)
    assert send(writer, "DELETE", address, If_Match='"0"').status_code == 412
    assert writer.get(address).status_code == 200
    assert send(writer, "DELETE", address, If_Match=tag).status_code == 204
    assert writer.get(address).status_code == 404
    assert send(writer, "DELETE", other).status_code == 428


@proves("writing", "optimistic-locking-etags", "get-etag", "replace", "update")
@pytest.mark.parametrize(("method", "kind"), [("PUT", GEOJSON), ("PATCH", PATCH)])
def test_a_change_names_what_it_read(writer: TestClient, method: str, kind: str) -> None:
    address, tag = made(writer)
    assert writer.get(address).headers["etag"] == tag
    assert (tag[0], tag[-1], len(tag)) == ('"', '"', 18)
    stale = send(writer, method, address, feature("ก"), kind, If_Match='"0"')
    assert (stale.status_code, writer.get(address).headers["etag"]) == (412, tag)
    done = send(writer, method, address, feature("ข"), kind, If_Match=tag)
    assert (done.status_code, done.headers["etag"] != tag) == (204, True)
    assert writer.get(address).headers["etag"] == done.headers["etag"]
    assert send(writer, method, address, feature("ค"), kind).status_code == 428


@proves("writing", "update", "update", "update-rid")
@proves("writing", "features", "json-merge-patch")
def test_parts_are_changed_and_the_rest_stays_with_the_id(writer: TestClient) -> None:
    address, tag = made(writer, feature() | {"properties": {"name_th": "เดิม", "name_en": "Old"}})
    before = writer.get(address).json()
    moved = {"type": "Point", "coordinates": [100.7, 15.5]}
    patch = {"geometry": moved, "properties": {"name_th": "ใหม่", "kind": "school", "name_en": None}}
    changed = send(writer, "PATCH", address, patch, PATCH, If_Match=tag)
    assert changed.status_code == 204
    told = writer.get(address).json()
    expected = before["properties"] | patch["properties"]
    assert (told["properties"], told["geometry"], told["id"]) == (expected, moved, before["id"])
    for renamed in ({"id": before["id"] + 1}, {"properties": {"id": 7}}):
        answer = send(writer, "PATCH", address, renamed, PATCH, If_Match=changed.headers["etag"])
        assert (answer.status_code, answer.json()["parameter"]) == (400, "id")


@proves("writing", "features", "crs")
@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_coordinates_are_of_the_system_that_the_request_names(writer: TestClient, code: int) -> None:
    [[x, y]] = transform_coordinates(np.array([AT]), STORAGE, code)
    given = [y, x] if REGISTRY[code].is_north_first else [x, y]
    body = feature() | {"geometry": {"type": "Point", "coordinates": given}}
    (plain, _), (other, tag) = made(writer), made(writer, body, Content_Crs=f"<{EPSG.format(code)}>")
    asked = {"crs": EPSG.format(code)}
    one, same = (writer.get(at, params=asked).json()["geometry"]["coordinates"] for at in (plain, other))
    assert same == pytest.approx(one, abs=0.02 if REGISTRY[code].kind == "projected" else 1e-6)
    patched = send(writer, "PATCH", other, {"geometry": body["geometry"]}, PATCH, If_Match=tag, Content_Crs=EPSG.format(code))
    assert patched.status_code == 204
    assert writer.get(other).json()["geometry"]["coordinates"] == pytest.approx(AT, abs=1e-6)
    kept = send(writer, "PATCH", other, {"properties": {"kind": "school"}}, PATCH, If_Match=patched.headers["etag"],
                Content_Crs=EPSG.format(code))  # fmt: skip
    assert kept.status_code == 204
    assert writer.get(other).json()["geometry"]["coordinates"] == pytest.approx(AT, abs=1e-6)


@pytest.mark.parametrize("wrong", ["EPSG:32647", EPSG.format(2000), "<>", "x"])
def test_an_unknown_system_is_refused(writer: TestClient, wrong: str) -> None:
    before = ids(writer)
    answer = send(writer, "POST", ITEMS, feature(), Content_Crs=wrong)
    assert (answer.status_code, answer.json()["parameter"]) == (400, "Content-Crs")
    assert CRS84 in answer.json()["detail"]
    endless = feature() | {"geometry": {"type": "Point", "coordinates": [1e300, 1e300]}}
    answer = send(writer, "POST", ITEMS, endless, Content_Crs=EPSG.format(32647))
    assert (answer.status_code, answer.json()["parameter"]) == (400, "geometry")
    assert ids(writer) == before


@proves("writing", "features", "schema")
@proves("schemas", "returnables-and-receivables", "response-2")
def test_what_is_written_is_what_the_schema_takes(writer: TestClient) -> None:
    schema = writer.get("/ogc/collections/facilities/schema").json()
    receivable = {name: each for name, each in schema["properties"].items() if not each.get("readOnly")}
    examples = {"name_th": "โรงเรียน", "name_en": "School", "kind": receivable["kind"]["oneOf"][0]["const"]}
    assert receivable.keys() == examples.keys() | {"geom"}
    address, tag = made(writer, feature() | {"properties": examples})
    longest = {"name_th": "ก" * receivable["name_th"]["maxLength"]}
    longer, missing = {"name_th": longest["name_th"] + "ก"}, {"name_en": "School"}
    read_only = [{"name_th": "ก", name: 1} for name, each in schema["properties"].items() if each.get("readOnly")]
    assert len(read_only) == 3
    refused = [longer, missing, {"name_th": ""}, {"name_th": "ก", "kind": "casino"}, {"name_th": "ก", "other": 1}, *read_only]
    for given in refused:
        body = feature() | {"properties": given}
        assert send(writer, "POST", ITEMS, body).status_code == 400, given
        assert send(writer, "PUT", address, body, If_Match=tag).status_code == 400, given
    assert send(writer, "PUT", address, feature() | {"properties": longest}, If_Match=tag).status_code == 204
