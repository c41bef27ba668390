"""A mirror that asks for changes only holds what items show, whatever happens between; and learns nothing else."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pyogrio
import pytest
from fastapi.testclient import TestClient

from app.core.cluster import Database
from app.ogc.changes import Differ
from app.web.identity import Identity
from gis.access import Read
from tests.app.ogc.mirrors import NUMBERS, Desk, act, asked, bring, mirror_of

Start = Callable[..., TestClient]
CHANGES = "/ogc/collections/facilities/changes"
LOOKED_AT = {
    "facilities",
    "projects",
    "vulnerable_households",
    "late_projects",
    "subdistricts",
    "budget_districts",
    "roads",
}
HIDE = "UPDATE datasets.feature SET class = 'internal' WHERE id = %s"


@pytest.mark.parametrize("number", ["", "O-2", "W-1", "D-1", "S-1"])
def test_who_begins_is_given_what_items_show_him(
    client: TestClient, client_as: Callable[[str], TestClient], number: str
) -> None:  # fmt: skip
    looks = client_as(number) if number else client
    mine = [each["id"] for each in looks.get("/ogc/collections").json()["collections"]]
    for layer in {*mine} & LOOKED_AT:
        mirror = mirror_of(looks, layer)
        mirror.walk()
        assert mirror.held == mirror.items(), layer
        assert mirror.page()["numberReturned"] == 0


def test_a_page_is_told_by_hand(client: TestClient) -> None:
    """Six subdistricts: two pages of four and two, then nothing."""
    first, second = mirror_of(client, "subdistricts", 4).walk()
    assert [one["id"] for one in first["features"]] == ["980101", "980102", "980201", "980202"]
    assert [one["id"] for one in second["features"]] == ["980301", "980302"]
    assert (first["more"], second["more"], first["removed"]) == (True, False, [])
    assert [[link["rel"] for link in told["links"]] for told in (first, second)] == [
        ["collection", "next"], ["collection", "monitor"],
    ]  # fmt: skip
    assert client.get(first["links"][1]["href"]).json() == second
    assert client.get(second["links"][1]["href"]).json()["numberReturned"] == 0


def test_only_what_changed_comes_and_what_went_is_named(sent_by: Start, desk: Desk) -> None:
    bring(desk, (11, 12, 13))
    mirror = mirror_of(sent_by())
    mirror.walk()
    desk.execute('UPDATE datasets.feature SET attributes = attributes || \'{"name_th": "ข"}\' WHERE id = 12')
    desk.execute("DELETE FROM datasets.feature WHERE id = 13")
    bring(desk, [14])
    [told] = mirror.walk()
    assert [(one["id"], one["properties"]["name_th"]) for one in told["features"]] == [(12, "ข"), (14, "ก")]
    assert told["removed"] == [{"id": 13, "removed": True}]
    assert mirror.held == mirror.items()


def test_a_row_that_is_reclassified_is_gone_for_who_may_not_see_it_and_comes_back(
    sent_by: Start, desk: Desk
) -> None:  # fmt: skip
    bring(desk, [21], agency="office")
    public, works, office = (mirror_of(sent_by(number)) for number in ("", "W-1", "O-2"))
    for mirror in (public, works, office):
        mirror.walk()
    desk.execute(HIDE, (21,))
    assert public.page()["removed"] == works.page()["removed"] == [{"id": 21, "removed": True}]
    assert office.page()["numberReturned"] == 0
    desk.execute(HIDE.replace("internal", "public"), (21,))
    assert [one["id"] for one in public.page()["features"]] == [21]
    assert office.page()["numberReturned"] == 0


def test_a_position_that_loses_a_right_is_told_what_to_drop(sent_by: Start, desk: Desk) -> None:
    bring(desk, [31], "internal")
    client = sent_by("O-2")
    mirror = mirror_of(client)
    mirror.walk()
    service: Any = client.app
    before = service.state.identify(None)
    viewer = replace(before.viewer, classes=frozenset({Read.PUBLIC}))
    service.state.identify = lambda _request: Identity(viewer, before.by, account="O-2", token="token")
    assert mirror.page()["removed"] == [{"id": 31, "removed": True}]
    assert mirror.held == mirror.items()


def test_what_lies_behind_a_view_is_not_missed(sent_by: Start, desk: Desk) -> None:
    """Density is of people and areas, which are other tables."""
    mirror = mirror_of(sent_by(), "population_density_districts")
    mirror.walk()
    desk.execute("UPDATE places.area SET area_sqm = 50000000 WHERE code = '9802'")
    assert [one["id"] for one in mirror.page()["features"]] == ["9802"]
    assert mirror.held == mirror.items()


def test_the_passing_of_a_day_is_a_change(sent_by: Start, furnished: Database, desk: Desk) -> None:
    """ใต้ ends on a day to come; the database is told that this day has come."""
    tomorrow = datetime.now(UTC).date() + timedelta(days=3)
    desk.execute("UPDATE places.area SET valid_to = %s WHERE code = '9803'", (tomorrow,))
    mirror = mirror_of(sent_by(), "districts")
    mirror.walk()
    assert len(mirror.held) == 3
    came = f"{tomorrow + timedelta(days=1)}"
    with psycopg.connect(furnished.superuser_url() or "", autocommit=True) as server:
        for setting in ("true_on", "known_on"):
            server.execute(f"ALTER DATABASE {server.info.dbname} SET phaen.{setting} = '{came}'")
    mirror.client = sent_by()
    assert mirror.page()["removed"] == [{"id": "9803", "removed": True}]


@pytest.mark.parametrize("seed", range(2))
def test_mirrors_end_equal_to_items_whatever_happens_between_pages(
    sent_by: Start, desk: Desk, seed: int
) -> None:  # fmt: skip
    """Some acts, a page of somebody, some acts …; a page is at times asked for again, as after an answer that was lost."""
    chance = random.Random(seed)
    mirrors = [mirror_of(sent_by(number), limit=limit) for number, limit in (("", 1), ("W-1", 2), ("O-2", 3), ("", 4))]
    for _ in range(40):
        for _ in range(chance.randrange(3)):
            act(desk, chance)
        mirror = chance.choice(mirrors)
        if chance.random() < 0.2:
            asked(mirror.client, mirror.since, limit=chance.randrange(1, 5))
        mirror.page()
    for mirror in mirrors:
        while mirror.more:
            mirror.page()
        mirror.walk()
        assert mirror.held == mirror.items()
        assert not set(mirror.held) - set(NUMBERS) - set(mirror.items())


def test_what_changes_and_changes_back_between_pages_is_not_kept_as_it_was_for_a_moment(
    sent_by: Start, desk: Desk
) -> None:  # fmt: skip
    """The page tells ข, the walk began with ก, and in the end it is ก again: the difference of ends alone would be nothing."""
    desk.execute("DELETE FROM datasets.feature WHERE dataset_id = 'facilities'")
    bring(desk, (41, 42, 43))
    mirror = mirror_of(sent_by(), limit=1)
    mirror.page()
    rename = "UPDATE datasets.feature SET attributes = attributes || %s::jsonb WHERE id = 42"
    desk.execute(rename, ('{"name_th": "ข"}',))
    mirror.page()
    desk.execute(rename, ('{"name_th": "ก"}',))
    mirror.walk()
    mirror.walk()
    assert mirror.held[42]["properties"]["name_th"] == "ก"
    assert mirror.held == mirror.items()


def test_a_row_that_is_hidden_leaves_every_byte_as_it_is(sent_by: Start, desk: Desk) -> None:
    """Not its coming, its changes or its going; not in what is told to who begins, nor to who goes on, nor in a token."""
    bring(desk, (51, 52))
    public, works = sent_by(), sent_by("W-1")
    token = {client: asked(client).json()["next"] for client in (public, works)}
    half = {client: asked(client, limit=1).json()["next"] for client in (public, works)}

    def told() -> list[tuple[bytes, dict[str, str]]]:
        answers = [asked(client, since[client], limit=1) for client in (public, works) for since in (token, half)]
        answers += [asked(client, f=kind) for client in (public, works) for kind in ("json", "geojsonseq")]
        assert {answer.status_code for answer in answers} == {200}
        return [(one.content, {n: v for n, v in one.headers.items() if n != "x-request-id"}) for one in answers]

    before = told()
    bring(desk, [50], "internal", "office")
    assert told() == before
    desk.execute('UPDATE datasets.feature SET attributes = attributes || \'{"name_th": "ข"}\' WHERE id = 50')
    assert told() == before
    desk.execute("DELETE FROM datasets.feature WHERE id = 50")
    assert told() == before


@pytest.mark.parametrize("name", ["bbox", "filter", "datetime", "cursor", "offset", "kind", "crs"])
def test_a_part_of_a_layer_is_refused_with_where_to_ask_for_it(client: TestClient, name: str) -> None:
    answer = asked(client, **{name: "1"})
    assert answer.status_code == 400
    assert "ทั้งชั้นข้อมูล" in answer.json()["detail"]
    assert "/ogc/collections/facilities/items" in answer.json()["detail"]


@pytest.mark.parametrize(
    "given", [{"x": "1"}, {"limit": "0"}, {"limit": "a"}, {"f": "html"}, {"f": "csv"}, {"class": "public"}]
)
def test_what_cannot_be_asked_is_refused_with_its_name(client: TestClient, given: dict[str, str]) -> None:
    answer = asked(client, **given)
    assert answer.status_code == 400
    assert next(iter(given)) in answer.json()["detail"]


def test_a_layer_that_is_not_there_for_somebody_has_no_changes(client: TestClient) -> None:
    assert asked(client, layer="vulnerable_households").status_code == asked(client, layer="none").status_code == 404


def test_a_mirror_of_what_has_not_changed_is_told_so_without_reading_the_layer(
    sent_by: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sent_by()
    first = asked(client, layer="districts").json()
    monkeypatch.delattr(Differ, "page")
    same = asked(client, first["next"], "districts")
    assert (same.json()["features"], same.json()["next"], same.json()["more"]) == ([], first["next"], False)
    again = client.get(str(same.url), headers={"If-None-Match": same.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_somebody_in_particular_may_see_is_kept_by_nobody(client_as: Callable[[str], TestClient]) -> None:
    assert asked(client_as("S-1"), layer="vulnerable_households").headers["cache-control"] == "private, no-store"


def test_a_sequence_tells_the_same_and_gdal_reads_it(sent_by: Start, desk: Desk, tmp_path: Path) -> None:
    bring(desk, (71, 72))
    client = sent_by()
    since = asked(client).json()["next"]
    desk.execute("DELETE FROM datasets.feature WHERE id = 71")
    bring(desk, (73, 74))
    answer, whole = asked(client, since, f="geojsonseq"), asked(client, since).json()
    assert answer.headers["content-type"] == "application/geo+json-seq"
    gone, *features = [json.loads(each) for each in answer.text.split("\x1e")[1:]]
    assert gone == {"type": "Feature", "id": 71, "geometry": None, "properties": None, "removed": True}
    assert features == whole["features"]
    assert f"since={whole['next']}" in answer.headers["link"]
    assert answer.headers["link"].endswith('; rel="monitor"')
    path = tmp_path / "facilities.geojsons"
    path.write_bytes(asked(client, f="geojsonseq").content)
    assert pyogrio.read_info(path)["features"] == len(mirror_of(client).items())


def test_the_layer_leads_to_its_changes(client: TestClient) -> None:
    links = {link["rel"]: link["href"] for link in client.get("/ogc/collections/facilities").json()["links"]}
    assert links["monitor"].endswith(f"{CHANGES}?since=")
    assert f'href="{CHANGES}?since="' in client.get("/ogc/collections/facilities?f=html").text
    told = client.get("/ogc/api").json()["paths"]["/collections/{collectionId}/changes"]["get"]
    assert "4XX" in told["responses"]
