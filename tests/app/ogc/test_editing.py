"""The form of a feature: it calls what programs call, loses nothing that two people typed, and undoes by a new act."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.permissions import Permission
from app.core.published import LAYERS
from app.datasets.models import Feature
from app.datasets.rules import WRITABLE
from app.ogc.filling import POSITIONS, SHAPE, SYSTEM, body_of, digests, merged, texts_of
from app.ogc.received import receivable
from gis.catalog import Catalog
from tests.app.ogc.test_writing import created, events

SentBy = Callable[..., TestClient]
FACILITIES = "/ogc/collections/facilities"
FIELD = re.compile(r'<(input|textarea|select)([^>]*)>(?:\n([^<]*)</textarea>)?', re.DOTALL)
MAY = frozenset({Permission.DATASET_LOAD})
CATALOG = Catalog.read(LAYERS)


def fields(page: str, action: str = "/edit") -> dict[str, str]:
    """What a browser would send of the form that goes to an address with this end."""
    [form] = re.findall(rf'<form[^>]*action="[^"]*{action}"[^>]*>(.*?)</form>', page, re.DOTALL)
    found = {}
    for tag, attributes, content in FIELD.findall(form):
        named = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        if tag == "select":
            chosen = re.search(rf'name="{named["name"]}".*?</select>', form, re.DOTALL)
            picked = re.search(r'value="([^"]*)" selected', chosen[0] if chosen else "")
            found[named["name"]] = picked[1] if picked else ""
        elif named.get("type") != "checkbox":
            found[named["name"]] = unescape(content if tag == "textarea" else named.get("value", ""))
    return found


def opened(client: TestClient, address: str) -> dict[str, str]:
    page = client.get(f"{address}/edit")
    assert page.status_code == 200, page.text
    return fields(page.text)


def saved(client: TestClient, address: str, given: dict[str, str]) -> Any:
    return client.post(f"{address}/edit", data=given)


def told(client: TestClient, address: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{address}?f=json").json()
    return found


def test_the_form_changes_values_and_place_by_the_act_of_programs(sent_by: SentBy, furnished: Database) -> None:
    client = sent_by("O-2")
    address, tag = created(client, name_en="Old")
    given = opened(client, address)
    assert (given["read"], given["value_name_th"], given["value_kind"]) == (tag, "โรงเรียนใหม่", "school")
    answer = saved(client, address, given | {"value_name_en": "New", "value_kind": "hospital", "positions": "15.5, 101.25"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}/edit")
    now = told(client, address)
    assert now["geometry"] == {"type": "Point", "coordinates": [101.25, 15.5]}
    assert now["properties"] == now["properties"] | {"name_en": "New", "kind": "hospital", "area_code": "980201"}
    assert [act for act, _ in events(furnished)] == ["feature.added", "feature.replaced"]
    page = client.get(f"{address}?f=html&lang=en").text
    assert f'href="{address}/edit">Edit</a>' in page


def test_what_two_people_typed_is_shown_to_the_second_who_loses_nothing(sent_by: SentBy, furnished: Database) -> None:
    one, other = sent_by("O-2"), sent_by("O-1", permissions=MAY)
    address, _ = created(one, name_en="Old")
    mine, theirs = opened(one, address), opened(other, address)
    assert saved(other, address, theirs | {"value_name_th": "ของเขา", "value_kind": "hospital"}).status_code == 303
    before = len(events(furnished))
    page = saved(one, address, mine | {"value_name_th": "ของเรา", "value_name_en": "Ours", "positions": "15.5, 101.25"})
    assert page.status_code == 412
    again = fields(page.text)
    assert (again["value_name_th"], again["value_name_en"], again["value_kind"]) == ("ของเรา", "Ours", "hospital")
    assert again["positions"] == "15.5, 101.25", "typed positions stand"
    assert "ของเขา" in page.text
    assert 'name="theirs_name_th"' in page.text
    assert "theirs_kind" not in page.text, "only the other one changed it"
    assert "theirs_geometry" not in page.text
    assert len(events(furnished)) == before, "nothing was saved"
    assert saved(one, address, again | {"theirs_name_th": "1"}).status_code == 303
    now = told(one, address)
    assert now["properties"] == now["properties"] | {"name_th": "ของเขา", "name_en": "Ours", "kind": "hospital"}
    assert now["geometry"]["coordinates"] == [101.25, 15.5]


def test_a_place_that_both_moved_is_shown_twice(sent_by: SentBy) -> None:
    one, other = sent_by("O-2"), sent_by("O-1", permissions=MAY)
    address, _ = created(one)
    mine, theirs = opened(one, address), opened(other, address)
    assert saved(other, address, theirs | {"positions": "15.5, 102.1"}).status_code == 303
    page = saved(one, address, mine | {"positions": "15.5, 101.25"})
    assert page.status_code == 412
    assert "102.1" in unescape(re.findall(r"<pre[^>]*>(.*?)</pre>", page.text)[0])
    assert saved(one, address, fields(page.text) | {"theirs_geometry": "1"}).status_code == 303
    assert told(one, address)["geometry"]["coordinates"] == [102.1, 15.5]


WRONG = (
    ({"value_name_th": ""}, "value_name_th"), ({"value_kind": "casino"}, "value_kind"), ({"positions": "9, 9"}, "positions"),
    ({"positions": "15.5, 100.2\n15.5, 100.3"}, "positions"), ({"value_geometry": "{"}, "value_geometry"),
    ({"value_geometry": ""}, "value_geometry"), ({"value_name_en": "x" * 501}, "value_name_en"),
    ({"value_geometry": '{"type": "Point", "coordinates": [500, 15]}'}, "value_geometry"),
)  # fmt: skip


def test_what_is_wrong_stands_at_its_field_with_everything_that_was_typed(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    address, _ = created(client)
    whole = opened(client, address) | {"value_name_en": "Typed"}
    for changed, name in WRONG:
        given = whole | changed
        page = saved(client, address, given)
        assert page.status_code == 422, changed
        assert f'id="{name}-wrong"' in page.text, changed
        others = {key: value for key, value in fields(page.text).items() if key in given and value != given[key]}
        assert others == ({"value_kind": ""} if name == "value_kind" else {}), "a list shows no value that it has not"
    assert told(client, address)["properties"]["name_en"] is None


def test_an_act_is_undone_by_a_new_act_and_that_again(sent_by: SentBy, furnished: Database) -> None:
    client = sent_by("O-2")
    address, _ = created(client, name_en="Old")
    first = told(client, address)
    with transaction(furnished) as session:
        found = session.scalars(select(Feature).where(Feature.id == first["id"])).one()
        found.attributes = {**found.attributes, "brought": "unseen"}
    assert saved(client, address, opened(client, address) | {"value_name_en": "New"}).status_code == 303
    undo = fields(client.get(f"{address}/edit").text, "/restoration")
    assert client.post(f"{address}/restoration", data=undo).headers["location"] == f"{address}/edit"
    assert told(client, address) == first
    assert client.post(f"{address}/restoration", data=undo).status_code == 409, "sent twice it undoes once"
    redo = fields(client.get(f"{address}/edit").text, "/restoration")
    assert client.post(f"{address}/restoration", data=redo).status_code == 303
    assert told(client, address)["properties"]["name_en"] == "New"
    with transaction(furnished) as session:
        kept = session.scalars(select(Feature.attributes).where(Feature.id == first["id"])).one()
    assert kept["brought"] == "unseen", "what the form does not show stays"
    assert [act for act, _ in events(furnished)] == ["feature.added", "feature.replaced", *["feature.restored"] * 2]


def test_what_was_removed_comes_back_as_it_was(sent_by: SentBy, furnished: Database) -> None:
    client, public = sent_by("O-2"), sent_by()
    address, _ = created(client, at=(100.123456, 15.654321))
    first = told(client, address)
    gone = client.post(f"{address}/removal", data=opened(client, address))
    assert (gone.status_code, gone.headers["location"]) == (303, f"{address}/edit")
    assert public.get(address).status_code == 404
    assert sent_by("O-1", permissions=MAY).get(f"{address}/edit").status_code == 404, "another position did not remove it"
    page = client.get(f"{address}/edit?lang=en")
    assert "The feature was removed" in page.text
    back = fields(page.text, "/restoration")
    assert client.post(f"{address}/restoration", data=back).status_code == 303
    assert told(client, address) == first
    assert events(furnished)[-1] == ("feature.restored", "O-2")


def test_what_was_typed_outlives_a_feature_that_another_removed(sent_by: SentBy) -> None:
    one, other = sent_by("O-2"), sent_by("O-1", permissions=MAY)
    address, _ = created(one)
    mine = opened(one, address) | {"value_name_th": "พิมพ์ไว้"}
    assert other.post(f"{address}/removal", data=opened(other, address)).status_code == 303
    page = saved(one, address, mine)
    assert (page.status_code, "พิมพ์ไว้" in page.text) == (422, True)
    again = one.post(f"{FACILITIES}/new", data=fields(page.text, "/new"))
    made = again.headers["location"].removesuffix("/edit")
    assert (made != address, told(one, made)["properties"]["name_th"]) == (True, "พิมพ์ไว้")


def test_what_another_changed_since_is_not_undone(sent_by: SentBy) -> None:
    one, other = sent_by("O-2"), sent_by("O-1", permissions=MAY)
    address, _ = created(one)
    assert saved(one, address, opened(one, address) | {"value_name_en": "A"}).status_code == 303
    undo = fields(one.get(f"{address}/edit").text, "/restoration")
    assert saved(other, address, opened(other, address) | {"value_name_en": "B"}).status_code == 303
    assert one.post(f"{address}/restoration", data=undo).status_code == 409
    assert "/restoration" not in one.get(f"{address}/edit").text
    assert told(one, address)["properties"]["name_en"] == "B"
    stale = one.post(f"{address}/removal", data=undo | {"read": '"old"'})
    assert (stale.status_code, told(one, address)["properties"]["name_en"]) == (412, "B")


def test_a_feature_is_added_once_however_often_it_is_sent(sent_by: SentBy, furnished: Database) -> None:
    client = sent_by("O-2")
    given = fields(client.get(f"{FACILITIES}/new").text, "/new")
    wrong = client.post(f"{FACILITIES}/new", data=given | {"value_name_th": "ใหม่"})
    assert (wrong.status_code, 'id="value_geometry-wrong"' in wrong.text) == (422, True)
    sent = fields(wrong.text, "/new") | {"positions": "47N 634076 1714020", "value_kind": "school"}
    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(lambda _: client.post(f"{FACILITIES}/new", data=sent), range(4))
    others.append(client.post(f"{FACILITIES}/new", data=sent))
    assert {one.headers.get("location") for one in others} == {first.headers["location"]}
    assert [act for act, _ in events(furnished)] == ["feature.added"]
    address = first.headers["location"].removesuffix("/edit")
    now = told(client, address)
    assert (now["properties"]["name_th"], now["geometry"]["type"]) == ("ใหม่", "Point")
    assert saved(client, address, opened(client, address) | {"value_name_th": "อีกชื่อ"}).status_code == 303
    third = client.post(f"{FACILITIES}/new", data=sent).headers["location"]
    assert third != first.headers["location"], "what was added first is another by now"


@pytest.mark.parametrize(("number", "status"), [("", 403), ("W-1", 403)])
def test_who_may_not_write_has_no_form(sent_by: SentBy, number: str, status: int) -> None:
    address, _ = created(sent_by("O-2"))
    client = sent_by(number)
    assert client.get(f"{address}/edit").status_code == client.get(f"{FACILITIES}/new").status_code == status
    assert "/edit" not in client.get(f"{address}?f=html").text
    for act in ("edit", "removal", "restoration"):
        assert client.post(f"{address}/{act}", data={"_token": "token", "event": str(UUID(int=1))}).status_code == status


def test_a_computed_layer_a_feature_that_is_not_there_and_a_foreign_form_are_refused(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    address, _ = created(client)
    assert client.get("/ogc/collections/districts/new").status_code == 404
    assert client.get("/ogc/collections/districts/items/9801/edit").status_code == 404
    assert client.get(f"{FACILITIES}/items/1/edit").status_code == 404
    foreign = opened(client, address) | {"_token": "another"}
    assert saved(client, address, foreign).status_code == 403
    assert client.post(f"{address}/restoration", data={"_token": "token", "event": "x"}).status_code == 400


def test_of_persons_nothing_is_undone_and_the_form_says_so(sent_by: SentBy, furnished: Database) -> None:
    """The log names only which attributes there were."""
    client, households = sent_by("S-1", permissions=MAY), "/ogc/collections/vulnerable_households/items"
    first = client.get(households).json()["features"][0]
    address = f"{households}/{first['id']}"
    given = opened(client, address)
    assert saved(client, address, given | {"value_households": "9"} if "value_households" in given else given).status_code == 303
    page = client.get(f"{address}/edit?lang=en").text
    assert "cannot be brought back" in page
    assert "/restoration" not in page
    with transaction(furnished) as session:
        event = session.execute(text("SELECT id FROM core.audit_event WHERE act = 'feature.replaced'")).scalar_one()
    undone = client.post(f"{address}/restoration", data={"_token": "token", "event": str(event)})
    assert undone.status_code == 409
    gone = client.post(f"{address}/removal", data=opened(client, address))
    assert gone.headers["location"] == f"{households}?f=html"


@pytest.mark.parametrize("layer", sorted(WRITABLE))
def test_every_form_says_a_feature_back_as_it_was(layer: str) -> None:
    """Each layer with a value in each field: what a form is opened with is what it sends."""
    found = next(one for one in CATALOG if one.id == layer)
    values: dict[str, Any] = {"text": "ก", "integer": 7, "number": 2.5, "boolean": True, "date": "2026-06-22"}
    ring = [[100, 15], [101, 15], [101, 16], [100, 15]]
    shapes: dict[str, Any] = {"Point": [100.5, 15.5], "LineString": [[100, 15], [101, 16]], "Polygon": [ring]}
    kind = found.source.geometry.type.removeprefix("Multi")
    properties = {one.name: one.codes[0].value if one.codes else values[one.type] for one in receivable(found)}
    whole = {"type": "Feature", "geometry": {"type": kind, "coordinates": shapes[kind]}, "properties": properties}
    assert body_of(found, texts_of(found, whole)) == whole
    typed = {"Point": "15.5, 100.5", "LineString": "15, 100\n16, 101", "Polygon": "15, 100\n15, 101\n16, 101"}[kind]
    assert body_of(found, texts_of(found, whole), typed) == whole


def test_a_merge_takes_what_one_changed_and_shows_what_both_did() -> None:
    was = {"a": "1", "b": "1", "c": "1", "d": "1", SHAPE: "s"}
    mine = {"a": "2", "b": "1", "c": "2", "d": "2", SHAPE: "s"}
    now = {"a": "1", "b": "3", "c": "3", "d": "2", SHAPE: "t"}
    found = merged(mine, now, digests(was))
    assert found.texts == {"a": "2", "b": "3", "c": "2", "d": "2", SHAPE: "t"}
    assert found.theirs == {"c": "3"}
    assert found.taken == {"b", SHAPE}
    typed = merged(mine, now, digests(was) | {POSITIONS: "15, 100", SYSTEM: ""})
    assert typed.theirs == {"c": "3", SHAPE: "t"}
    assert merged(mine, now, {}).theirs == {"a": "1", "b": "3", "c": "3", SHAPE: "t"}, "a form that says nothing takes nothing"
