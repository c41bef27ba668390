"""What a feed answers: what items answer the same question, to whoever asks as far as he may see, and nothing else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import mapbox_vector_tile
import pyogrio
import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.feeds.reading import SUFFIXES

ClientOf = Callable[[str], TestClient]
PROOF = {"X-Token": "token"}
LAST = (datetime.now(UTC) + timedelta(days=200)).date().isoformat()
FIRST_DISTRICT = "parent_code = '9801'"
"""Two of the six subdistricts: 980101 and 980102."""


def kept(client: TestClient, layer: str = "subdistricts", sharing: str = "public", **parameters: str) -> str:
    """The id of a feed that the client's position keeps."""
    answer = sent(client, layer, sharing, **parameters)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def sent(client: TestClient, layer: str = "subdistricts", sharing: str = "public", **parameters: str) -> httpx2.Response:
    body = {"title_th": "ตำบลอำเภอหนึ่ง", "title_en": "Subdistricts of the first district", "layer": layer,
            "parameters": parameters, "sharing": sharing, "expires_on": LAST}  # fmt: skip
    return client.post("/api/feeds", json=body, headers=PROOF)


def change(client: TestClient, feed: str, version: int, **given: Any) -> httpx2.Response:
    told = client.get(f"/api/feeds/{feed}").json()
    body = {"title_th": told["title"]["th"], "title_en": told["title"]["en"], "layer": told["layer"],
            "parameters": told["parameters"], "sharing": told["sharing"], "expires_on": told["expires_on"],
            "version": version}  # fmt: skip
    return client.put(f"/api/feeds/{feed}", json=body | given, headers=PROOF)


def ids(answer: httpx2.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [str(one["id"]) for one in answer.json()["features"]]


def test_every_format_holds_what_items_hold_that_answer_the_question(client_of: ClientOf, tmp_path: Any) -> None:
    public = client_of("")
    feed = kept(client_of("O-1"), filter=FIRST_DISTRICT, properties="code,name_th")
    page = public.get(f"/feeds/{feed}/items.geojson")
    assert ids(page) == ids(public.get("/ogc/collections/subdistricts/items", params={"filter": FIRST_DISTRICT}))
    assert ids(page) == ["980101", "980102"]
    assert page.json()["features"][0]["properties"].keys() == {"code", "name_th"}
    assert page.json()["numberMatched"] == 2
    assert page.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    assert page.headers["link"] == f'<https://testserver/feeds/{feed}?version=1>; rel="cite-as"'
    table = list(csv.reader(io.StringIO(public.get(f"/feeds/{feed}/items.csv").content.decode("utf-8-sig"))))
    assert [row[0] for row in table[1:]] == ["980101", "980102"]
    assert len(table[0]) == 4, "two attributes and two coordinates"
    book = load_workbook(io.BytesIO(public.get(f"/feeds/{feed}/items.xlsx").content))
    assert book.worksheets[0].max_row == 3
    lines = public.get(f"/feeds/{feed}/items.geojsons").text.split("\x1e")[1:]
    assert [json.loads(line)["id"] for line in lines] == ["980101", "980102"]
    for form in SUFFIXES.keys() - {"csv", "xlsx", "geojsons"}:
        answer = public.get(f"/feeds/{feed}/items.{form}")
        assert answer.headers["content-disposition"] == f'attachment; filename="{feed}.v1.{form}"'
        path = tmp_path / f"{feed}.{form}"
        path.write_bytes(answer.content)
        if form != "parquet":  # this GDAL may be built without it; its own tests read it by pyarrow
            assert pyogrio.read_info(f"/vsizip/{path}" if form == "shp.zip" else path)["features"] == 2, form
        else:
            assert answer.content[:4] == b"PAR1"


def test_pages_are_followed_to_the_end_and_stay_at_the_address_of_the_feed(client_of: ClientOf) -> None:
    public = client_of("")
    feed = kept(client_of("O-1"), bbox="99,14,104,17", is_synthetic="false")
    whole, found = ids(public.get(f"/feeds/{feed}/items.geojson")), list[str]()
    address: str | None = f"/feeds/{feed}/items.geojson?limit=4"
    while address:
        page = public.get(address)
        found += ids(page)
        address = next((one["href"] for one in page.json()["links"] if one["rel"] == "next"), None)
        assert address is None or address.startswith(f"https://testserver/feeds/{feed}/items.geojson?")
    assert (found, len(found)) == (whole, 6)
    for wrong in ("filter=TRUE", "f=csv", "limit=0", "version=0", "cursor=x", "kind=x"):
        assert public.get(f"/feeds/{feed}/items.geojson?{wrong}").status_code == 400, wrong
    assert public.get(f"/feeds/{feed}/items.docx").status_code == 404
    assert public.get(f"/feeds/{feed}/items.geojson?version=2").status_code == 404


def test_an_answer_that_still_holds_is_not_sent_again_until_the_layer_or_the_question_is_another(
    client_of: ClientOf, province: Database
) -> None:
    public, owner = client_of(""), client_of("O-1")
    feed = kept(owner, "roads", number="98")
    for form in ("geojson", "csv", "fgb"):
        address = f"/feeds/{feed}/items.{form}"
        tag = public.get(address).headers["etag"]
        assert public.get(address, headers={"If-None-Match": tag}).status_code == 304
    mvt = f"/feeds/{feed}/tiles/6/49/29.mvt"
    tile = public.get(mvt).headers["etag"]
    assert public.get(mvt, headers={"If-None-Match": tile}).status_code == 304
    address = f"/feeds/{feed}/items.geojson"
    tag = public.get(address).headers["etag"]
    with transaction(province, Role.OWNER) as session:
        session.execute(text("UPDATE datasets.feature SET attributes = attributes || '{\"length_km\": 301}'"
                             " WHERE attributes ->> 'number' = '98'"))  # fmt: skip
    moved = public.get(address, headers={"If-None-Match": tag})
    assert moved.json()["features"][0]["properties"]["length_km"] == 301
    assert change(owner, feed, 1, parameters={"number": "99"}).status_code == 200
    edited = public.get(address, headers={"If-None-Match": moved.headers["etag"]})
    assert ids(edited) == []
    assert ids(public.get(f"{address}?version=1")) == ids(moved), "the version that somebody cited is still there"
    assert public.get(mvt, headers={"If-None-Match": tile}).status_code == 200


def test_tiles_hold_what_answers_and_the_chosen_attributes(client_of: ClientOf) -> None:
    public = client_of("")
    feed = kept(client_of("O-1"), "roads", number="98", properties="kind")
    told = public.get(f"/feeds/{feed}/tiles.json").json()
    template = told["tiles"][0].removeprefix("https://testserver")
    assert template == f"/feeds/{feed}/tiles/{{z}}/{{x}}/{{y}}.mvt"
    answer = public.get(template.format(z=6, x=49, y=29))
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    [drawn] = mapbox_vector_tile.decode(answer.content)["roads"]["features"]
    assert drawn["properties"].keys() <= {"id", "kind"}
    nothing = kept(client_of("O-1"), "roads", number="99")
    assert mapbox_vector_tile.decode(public.get(f"/feeds/{nothing}/tiles/6/49/29.mvt").content) == {}
    assert public.get(f"/feeds/{feed}/tiles/1/5/0.mvt").status_code == 404


def test_a_feed_lends_nobody_its_owners_eyes(client_of: ClientOf, province: Database) -> None:
    """One road of two is internal: the owner has both, the public one, and neither less than items show him."""
    with transaction(province, Role.OWNER) as session:
        session.execute(text(
            "INSERT INTO datasets.feature (dataset_id, geom, attributes, class, agency, area_code)"
            " SELECT dataset_id, geom, '{\"number\": \"7\", \"kind\": \"highway\"}', 'internal', 'works', '980101'"
            " FROM datasets.feature WHERE dataset_id = 'roads'"
        ))  # fmt: skip
    owner, public = client_of("O-1"), client_of("")
    feed = kept(owner, "roads", kind="highway")
    assert len(ids(owner.get(f"/feeds/{feed}/items.geojson"))) == 2
    assert len(ids(public.get(f"/feeds/{feed}/items.geojson"))) == 1
    assert len(public.get(f"/feeds/{feed}/items.csv").text.splitlines()) == 2
    assert len(owner.get(f"/feeds/{feed}/items.csv").text.splitlines()) == 3
    assert owner.get(f"/feeds/{feed}/items.geojson").headers["cache-control"] == "private, no-store"


def test_a_feed_of_a_layer_that_one_does_not_see_is_not_there(client_of: ClientOf) -> None:
    welfare, chief, public = client_of("S-1"), client_of("O-1"), client_of("")
    feed = kept(welfare, "vulnerable_households", "own", kind="elderly_alone")
    assert len(ids(welfare.get(f"/feeds/{feed}/items.geojson"))) == 24
    for who in (chief, public):
        for address in (f"/feeds/{feed}", f"/feeds/{feed}/items.csv", f"/feeds/{feed}/tiles.json", f"/api/feeds/{feed}"):
            assert who.get(address).status_code == 404, address
    refused = sent(welfare, "vulnerable_households", "public")
    assert (refused.status_code, refused.json()["parameter"]) == (400, "sharing")
    assert sent(chief, "vulnerable_households", "own").status_code == 404


def test_who_finds_a_feed_is_as_it_is_shared_and_its_office_answers_for_what_is_public(client_of: ClientOf) -> None:
    planner, chief, works, public = client_of("O-2"), client_of("O-1"), client_of("W-1"), client_of("")
    assert sent(planner, sharing="public").status_code == 403, "a planner does not publish"
    own, shared, open_ = kept(planner, sharing="own"), kept(planner, sharing="organisation"), kept(chief)
    told = {who: [client.get(f"/feeds/{feed}/items.geojson").status_code for feed in (own, shared, open_)]
            for who, client in (("O-2", planner), ("O-1", chief), ("W-1", works), ("public", public))}  # fmt: skip
    assert told == {"O-2": [200] * 3, "O-1": [404, 200, 200], "W-1": [404, 404, 200], "public": [404, 404, 200]}
    listed = {one["id"] for one in chief.get("/api/feeds").json()["feeds"]}
    assert listed & {own, shared, open_} == {shared, open_}
    assert {one["id"] for one in public.get("/api/feeds").json()["feeds"]} & {own, shared, open_} == {open_}
    assert change(chief, shared, 1).status_code == 403, "what a fellow keeps is his"
    assert chief.delete(f"/api/feeds/{shared}", headers=PROOF).status_code == 403


def test_what_was_asked_for_the_own_desk_stays_there_when_a_later_version_is_published(client_of: ClientOf) -> None:
    chief, public = client_of("O-1"), client_of("")
    feed = kept(chief, "facilities", "own", filter="name_th = 'ชื่อที่ยังไม่เปิดเผย'")
    assert change(chief, feed, 1, parameters={"kind": "school"}, sharing="public").json()["version"] == 2
    told = public.get(f"/api/feeds/{feed}").json()
    assert ([one["version"] for one in told["versions"]], "ยังไม่เปิดเผย" in json.dumps(told, ensure_ascii=False)) == ([2], False)
    assert "ยังไม่เปิดเผย" not in public.get(f"/feeds/{feed}").text
    for address in (f"/feeds/{feed}?version=1", f"/feeds/{feed}/items.csv?version=1", f"/api/feeds/{feed}?version=1"):
        assert (public.get(address).status_code, chief.get(address).status_code) == (404, 200), address


def test_an_edit_is_a_version_and_what_was_edited_meanwhile_is_not_written_over(client_of: ClientOf) -> None:
    chief = client_of("O-1")
    feed = kept(chief, filter=FIRST_DISTRICT)
    assert change(chief, feed, 1, expires_on=(datetime.now(UTC) + timedelta(days=9)).date().isoformat()).json()["version"] == 1
    assert change(chief, feed, 1, parameters={"filter": "code = '980201'"}, title_en="Another").json()["version"] == 2
    assert change(chief, feed, 1).status_code == 412
    page = chief.get(f"/feeds/{feed}").text
    assert "<del>Subdistricts of the first district</del> <ins>Another</ins>" in page
    assert "<del>parent_code = &#39;9801&#39;</del> <ins>code = &#39;980201&#39;</ins>" in page
    old = chief.get(f"/api/feeds/{feed}?version=1").json()
    assert (old["version"], old["newest"], old["parameters"]) == (1, 2, {"filter": FIRST_DISTRICT})
    assert old["addresses"]["csv"] == f"https://testserver/feeds/{feed}/items.csv?version=1"


def test_what_is_withdrawn_is_gone_until_it_is_brought_back_and_what_expired_is_gone(
    client_of: ClientOf, province: Database
) -> None:
    chief, public = client_of("O-1"), client_of("")
    feed = kept(chief)
    assert chief.delete(f"/api/feeds/{feed}", headers=PROOF).status_code == 204
    gone = public.get(f"/feeds/{feed}/items.geojson")
    assert (gone.status_code, gone.headers["content-type"]) == (410, "application/problem+json")
    assert "withdrawn by its owner" in gone.json()["detail"]
    assert chief.get(f"/feeds/{feed}").status_code == 200
    assert feed not in public.get("/feeds").text
    assert chief.delete(f"/api/feeds/{feed}", headers=PROOF).status_code == 409
    assert chief.post(f"/api/feeds/{feed}/restoration", headers=PROOF).json()["state"] == "standing"
    assert public.get(f"/feeds/{feed}/items.geojson").status_code == 200
    with transaction(province, Role.OWNER) as session:
        session.execute(text("UPDATE feeds.feed SET made_at = now() - interval '9 days',"
                             " expires_on = current_date - 2 WHERE id = :id"), {"id": feed})  # fmt: skip
    assert "has expired" in public.get(f"/feeds/{feed}/tiles.json").json()["detail"]
    assert public.get(f"/feeds/{feed}").status_code == 410


def test_a_question_that_the_layer_no_longer_has_is_refused_with_the_reason_and_never_answered(
    client_of: ClientOf, province: Database
) -> None:
    """As when an attribute was renamed, and when a layer was taken away, after the feed was kept."""
    chief, public = client_of("O-1"), client_of("")
    feed, other = kept(chief, filter=FIRST_DISTRICT), kept(chief, "roads")
    with transaction(province, Role.OWNER) as session:
        session.execute(text("UPDATE feeds.feed_version SET parameters = '{\"filter\": \"tambon_type = 1\"}'"
                             " WHERE feed_id = :id"), {"id": feed})  # fmt: skip
        session.execute(text("UPDATE feeds.feed_version SET layer = 'no_such' WHERE feed_id = :id"), {"id": other})
    for form in ("geojson", "csv"):
        broken = public.get(f"/feeds/{feed}/items.{form}")
        assert (broken.status_code, broken.json()["parameter"]) == (409, "filter")
        assert "tambon_type" in broken.json()["detail"]
        assert public.get(f"/feeds/{other}/items.{form}").status_code == 410
    assert public.get(f"/feeds/{feed}").status_code == 409
    assert "tambon_type" in chief.get(f"/feeds/{feed}").text
    assert chief.get(f"/feeds/{other}").status_code == 200
    assert {one["id"] for one in public.get("/api/feeds").json()["feeds"]} & {feed, other} == set()


def test_each_reading_counts_one_of_its_day_and_a_304_as_well(client_of: ClientOf) -> None:
    chief, public = client_of("O-1"), client_of("")
    feed = kept(chief)
    tag = public.get(f"/feeds/{feed}/items.geojson").headers["etag"]
    public.get(f"/feeds/{feed}/items.geojson", headers={"If-None-Match": tag})
    chief.get(f"/feeds/{feed}/items.csv")
    public.get(f"/feeds/{feed}/items.geojson?limit=x")
    public.get(f"/feeds/{feed}/tiles/6/49/29.mvt")
    assert list(chief.get(f"/api/feeds/{feed}").json()["used"].values()) == [4], "a refusal of the reader's own words, too"
    assert "<td class=\"n\">4</td>" in public.get(f"/feeds/{feed}").text


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"filter": "nothing = 1"}, "filter"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"properties": "no_such"}, "properties"),
        ({"datetime": "yesterday"}, "datetime"),
        ({"limit": "10"}, "limit"),
        ({"no_such": "x"}, "no_such"),
    ],
)
def test_a_question_that_cannot_be_asked_is_not_kept(client_of: ClientOf, given: dict[str, str], place: str) -> None:
    refused = sent(client_of("O-1"), **given)
    assert (refused.status_code, refused.json()["parameter"]) == (400, place)


def test_the_catalogue_lists_what_is_public_and_answers_whoever_asks(client_of: ClientOf) -> None:
    chief, public = client_of("O-1"), client_of("")
    open_, own = kept(chief, "districts"), kept(chief, "districts", "own")
    for client in (chief, public):
        record = client.get("/ogc/collections/catalog/items/districts").json()
        related = [one["href"] for one in record["links"] if one["rel"] == "related"]
        assert related == [f"https://testserver/feeds/{open_}"]
        listed = client.get("/ogc/collections/catalog/items?ids=districts").json()["features"][0]["links"]
        assert [one["title"] for one in listed if one["rel"] == "related"] == ["ตำบลอำเภอหนึ่ง"]
    assert own not in public.get("/feeds").text
