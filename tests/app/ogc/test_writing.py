"""Writing to layers (OGC API Features Part 4, 1.0 draft): create, replace, update, delete, each under what was read."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import transaction
from app.core.permissions import Permission
from app.core.published import LAYERS
from app.datasets.models import Feature
from app.datasets.rules import DERIVED, WRITABLE
from gis.catalog import Catalog
from gis.layer import Attribute

SentBy = Callable[..., TestClient]
ITEMS = "/ogc/collections/facilities/items"
PROOF = {"X-Token": "token", "Content-Type": "application/geo+json"}
CATALOG = Catalog.read(LAYERS)


def feature(name: str = "โรงเรียนใหม่", at: tuple[float, float] = (100.6, 15.5), **more: Any) -> dict[str, Any]:
    properties = {"name_th": name, "kind": "school", **more}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": list(at)}, "properties": properties}


def asked(client: TestClient, method: str, address: str, body: object = None, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.request(method, address, content=None if body is None else json.dumps(body), headers=PROOF | named)


def created(client: TestClient, **more: Any) -> tuple[str, str]:
    answer = asked(client, "POST", ITEMS, feature(**more))
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].removeprefix("https://testserver"), answer.headers["etag"]


def events(database: Database) -> list[tuple[str, str]]:
    with transaction(database) as session:
        found = session.execute(text("SELECT act, by_position FROM core.audit_event WHERE act LIKE 'feature.%' ORDER BY at"))
        return [(row[0], row[1]) for row in found]


def test_what_is_written_is_what_is_read(sent_by: SentBy, furnished: Database) -> None:
    client = sent_by("O-2")
    address, tag = created(client)
    found = client.get(address)
    assert (found.status_code, found.headers["etag"]) == (200, tag)
    told = found.json()
    assert (told["properties"]["name_th"], told["properties"]["area_code"]) == ("โรงเรียนใหม่", "980102")
    assert told["geometry"] == {"type": "Point", "coordinates": [100.6, 15.5]}
    assert events(furnished) == [("feature.added", "O-2")]
    assert told["id"] in [one["id"] for one in sent_by().get(ITEMS).json()["features"]], "the dataset is public"


def test_a_feature_is_replaced_changed_and_removed_by_who_read_it(sent_by: SentBy, furnished: Database) -> None:
    client = sent_by("O-2")
    address, tag = created(client)
    replaced = asked(client, "PUT", address, feature("อื่น", (101.2, 15.5)), If_Match=tag)
    assert (replaced.status_code, client.get(address).headers["etag"]) == (204, replaced.headers["etag"])
    assert client.get(address).json()["properties"]["area_code"] == "980201"
    patch = {"properties": {"kind": "hospital"}}
    kinds = {"Content_Type": "application/merge-patch+json", "Prefer": "return=representation"}
    changed = asked(client, "PATCH", address, patch, If_Match=replaced.headers["etag"], **kinds)
    assert (changed.status_code, changed.headers["preference-applied"]) == (200, "return=representation")
    assert (changed.json()["properties"]["kind"], changed.json()["properties"]["name_th"]) == ("hospital", "อื่น")
    assert asked(client, "DELETE", address, If_Match=changed.headers["etag"]).status_code == 204
    assert client.get(address).status_code == 404
    assert [act for act, _ in events(furnished)] == ["feature.added", *["feature.replaced"] * 2, "feature.removed"]


def test_a_patch_takes_away_with_null_and_moves_with_a_geometry(sent_by: SentBy, furnished: Database) -> None:
    client = sent_by("O-2")
    address, tag = created(client, name_en="New School")
    patch = {"geometry": {"type": "Point", "coordinates": [102.1, 15.5]}, "properties": {"name_en": None}}
    changed = asked(client, "PATCH", address, patch, If_Match=tag, Content_Type="application/merge-patch+json")
    assert changed.status_code == 204
    told = client.get(address).json()
    assert (told["properties"]["name_en"], told["geometry"]["coordinates"]) == (None, [102.1, 15.5])
    with transaction(furnished) as session:
        (kept,) = session.scalars(select(Feature.attributes).where(Feature.id == told["id"]))
    assert kept == {"name_th": "โรงเรียนใหม่", "kind": "school"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_without_what_was_read_nothing_changes_and_after_another_change_neither(sent_by: SentBy, method: str) -> None:
    client = sent_by("O-2")
    address, tag = created(client)
    kind = {"Content_Type": "application/merge-patch+json"} if method == "PATCH" else {}
    blind = asked(client, method, address, feature("ข"), **kind)
    assert (blind.status_code, blind.json()["parameter"]) == (428, "If-Match")
    assert asked(client, "PUT", address, feature("ก"), If_Match=tag).status_code == 204
    stale = asked(client, method, address, feature("ข"), If_Match=tag, **kind)
    assert (stale.status_code, "อ่านใหม่" in stale.json()["detail"]) == (412, True)
    assert client.get(address).json()["properties"]["name_th"] == "ก"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ([], "body"), ({"type": "Point"}, "body"), (feature() | {"geometry": None}, "geometry"),
        (feature() | {"geometry": {"type": "Point", "coordinates": ["x"]}}, "geometry"),
        (feature() | {"geometry": {"type": "LineString", "coordinates": [[100, 15], [101, 15]]}}, "geometry"),
        (feature(at=(200, 15)), "geometry"), (feature(kind="casino"), "kind"), (feature(colour="red"), "colour"),
        (feature(name_en=7), "name_en"), (feature(name_en="a\0b"), "name_en"), (feature(name_th=None), "name_th"),
        (feature() | {"properties": []}, "properties"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_kept(sent_by: SentBy, furnished: Database, body: object, place: str) -> None:
    answer = asked(sent_by("O-2"), "POST", ITEMS, body)
    assert (answer.status_code, answer.json().get("parameter")) == (400, place), answer.text
    assert events(furnished) == []


def test_other_kinds_of_content_and_broken_ones_are_refused(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    assert asked(client, "POST", ITEMS, feature(), Content_Type="text/plain").status_code == 415
    address, tag = created(client)
    assert asked(client, "PATCH", address, feature(), If_Match=tag).status_code == 415
    for broken in ("{", '{"type": NaN}', "[" * 100_000):
        assert client.post(ITEMS, content=broken, headers=PROOF).status_code == 400


def test_the_same_feature_sent_again_under_its_key_is_the_first_one(sent_by: SentBy, furnished: Database) -> None:
    client, key = sent_by("O-2"), "3f0f9b2c-first"
    first = asked(client, "POST", ITEMS, feature(), Idempotency_Key=key)
    again = asked(client, "POST", ITEMS, feature(), Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.headers["location"], first.headers["etag"]) == (again.headers["location"], again.headers["etag"])
    other = asked(client, "POST", ITEMS, feature("อีกแห่ง"), Idempotency_Key=key)
    assert (other.status_code, "Idempotency-Key" in other.json()["detail"]) == (409, True)
    elsewhere = asked(sent_by("G-1"), "POST", ITEMS, feature(), Idempotency_Key=key)
    assert elsewhere.headers["location"] != first.headers["location"]
    assert [act for act, _ in events(furnished)] == ["feature.added"] * 2


def test_who_may_not_load_writes_nothing_and_who_sees_less_finds_nothing(sent_by: SentBy, furnished: Database) -> None:
    address, tag = created(sent_by("O-2"))
    assert asked(sent_by("O-4"), "POST", ITEMS, feature()).status_code == 403
    assert asked(sent_by("O-4"), "DELETE", address, If_Match=tag).status_code == 403
    assert asked(sent_by(), "POST", ITEMS, feature()).status_code == 403
    with transaction(furnished) as session:
        session.execute(text("UPDATE datasets.feature SET class = 'confidential' WHERE dataset_id = 'facilities'"))
    assert asked(sent_by("O-2"), "DELETE", address, If_Match="*").status_code == 404
    assert [act for act, _ in events(furnished)] == ["feature.added"]


def test_a_district_writes_within_itself_alone(sent_by: SentBy) -> None:
    client = sent_by("O-2", areas=frozenset({"9801"}))
    address, tag = created(client)
    assert asked(client, "POST", ITEMS, feature(at=(101.2, 15.5))).status_code == 403
    assert asked(client, "PUT", address, feature(at=(101.2, 15.5)), If_Match=tag).status_code == 403
    there, its = created(sent_by("O-2"), at=(101.2, 15.5))
    assert asked(client, "PUT", there, feature(), If_Match=its).status_code == 403
    assert asked(client, "DELETE", there, If_Match=its).status_code == 403


def test_the_token_of_the_session_is_asked_for(sent_by: SentBy) -> None:
    answer = sent_by("O-2").post(ITEMS, content=json.dumps(feature()), headers={"Content-Type": "application/geo+json"})
    assert answer.status_code == 403


def test_what_is_computed_is_not_written(sent_by: SentBy) -> None:
    answer = asked(sent_by("O-2"), "POST", "/ogc/collections/districts/items", feature())
    assert (answer.status_code, "districts" in answer.json()["detail"]) == (404, True)


def test_attributes_that_the_writer_does_not_know_stay(sent_by: SentBy, furnished: Database) -> None:
    client = sent_by("O-2")
    address, _ = created(client)
    with transaction(furnished) as session:
        session.execute(text("UPDATE datasets.feature SET attributes = attributes || '{\"source_id\": \"x-1\"}'"))
    assert asked(client, "PUT", address, feature("ก"), If_Match=client.get(address).headers["etag"]).status_code == 204
    with transaction(furnished) as session:
        kept = session.scalars(select(Feature.attributes).where(Feature.id == int(address.rpartition("/")[2]))).one()
    assert kept == {"name_th": "ก", "kind": "school", "source_id": "x-1"}


def test_of_many_who_read_the_same_one_writes(sent_by: SentBy, furnished: Database) -> None:
    """Each of eight adds one to what he read, again and again until it is taken: nothing is lost."""
    client = sent_by("O-2")
    answer = asked(client, "POST", "/ogc/collections/roads/items",
                   {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[100.1, 15.1], [100.2, 15.1]]},
                    "properties": {"number": "1", "kind": "local", "length_km": 0}})  # fmt: skip
    assert answer.status_code == 201, answer.text
    address = answer.headers["location"].removeprefix("https://testserver")
    writers, lock = [sent_by("O-2") for _ in range(8)], threading.Lock()
    refusals = [0]

    def add_one(writer: TestClient) -> None:
        while True:
            found = writer.get(address)
            length = found.json()["properties"]["length_km"]
            patch = {"properties": {"length_km": length + 1}}
            kinds = {"If_Match": found.headers["etag"], "Content_Type": "application/merge-patch+json"}
            status = asked(writer, "PATCH", address, patch, **kinds).status_code
            if status == 204:
                return
            assert status == 412
            with lock:
                refusals[0] += 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, writers * 3))
    assert client.get(address).json()["properties"]["length_km"] == 24
    assert [act for act, _ in events(furnished)].count("feature.replaced") == 24


def value_of(attribute: Attribute) -> object:
    if attribute.codes:
        return attribute.codes[-1].value
    return {"text": "ข้อความ", "integer": 7, "number": 1.5, "boolean": True, "date": "2026-03-03"}[attribute.type]


@pytest.mark.parametrize("layer_id", sorted(WRITABLE))
def test_every_attribute_of_a_writable_layer_comes_back_as_it_was_sent(
    layer_id: str, sent_by: SentBy, furnished: Database
) -> None:
    layer = CATALOG.get(layer_id, EVERYTHING.visible())
    assert layer is not None
    shape = {"Point": [100.6, 15.5], "LineString": [[100.6, 15.5], [100.7, 15.5]],
             "Polygon": [[[100.6, 15.5], [100.7, 15.5], [100.7, 15.6], [100.6, 15.5]]]}  # fmt: skip
    with transaction(furnished) as opened:
        kind = opened.scalar(text("SELECT geometry_type FROM datasets.dataset WHERE id = :id"), {"id": layer_id})
    plain = str(kind).removeprefix("Multi")
    given = {one.name: value_of(one) for one in layer.attributes if one.name not in DERIVED}
    body = {"type": "Feature", "geometry": {"type": plain, "coordinates": shape[plain]}, "properties": given}
    load = frozenset({Permission.DATASET_LOAD})
    client = sent_by("S-1" if "households" in layer_id else "O-2", permissions=load)
    answer = asked(client, "POST", f"/ogc/collections/{layer_id}/items", body, Prefer="return=representation")
    assert answer.status_code == 201, answer.text
    told = answer.json()["properties"]
    assert {name: told[name] for name in given} == given
