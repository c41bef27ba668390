"""No filter widens what a caller sees: whatever is true of every row is true of his rows only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from app.core.cluster import Database
from tests.seeing.conftest import Start
from tests.seeing.rows import some_rows, write

Copies = Callable[[str], AbstractContextManager[Database]]
CALLERS = ("public", "W-1", "D-1", "S-1", "O-2", "G-1")
WIDE = (
    "TRUE",
    "NOT FALSE",
    "geom IS NULL OR geom IS NOT NULL",
    "id = '1' OR TRUE OR id = '2'",
    "id LIKE '%' OR 1 = 1",
    "NOT (id = '1' AND FALSE)",
    "id IS NULL OR S_INTERSECTS(geom, BBOX(-180, -90, 180, 90)) OR S_DISJOINT(geom, BBOX(-180, -90, 180, 90))",
)
LAYERS = ("roads", "facilities", "rivers", "flood_zones", "projects")


@pytest.fixture(scope="module")
def filled(copies: Copies) -> Iterator[Database]:
    with copies("filters") as database:
        write(database, some_rows(7, 120, 30))
        yield database


@pytest.mark.parametrize("caller", CALLERS)
def test_a_filter_that_is_true_of_everything_shows_what_no_filter_shows(
    filled: Database, start: Start, caller: str
) -> None:
    client, compared = start(filled, caller), 0
    for layer in LAYERS:
        address = f"/ogc/collections/{layer}/items"
        plain = client.get(address, params={"limit": "1000"})
        if plain.status_code == 404:
            assert client.get(address, params={"filter": "TRUE"}).status_code == 404
            continue
        kind = client.get(f"/ogc/collections/{layer}/queryables").json()["properties"]["id"]["type"]
        for wide in WIDE:
            asked = wide if kind == "string" else wide.replace("id = '1'", "id = 1").replace("id = '2'", "id = 2")
            asked = asked if kind == "string" else asked.replace("id LIKE '%'", "id >= 0")
            found = client.get(address, params={"limit": "1000", "filter": asked}).json()
            assert (found["features"], found["numberMatched"]) == (
                plain.json()["features"],
                plain.json()["numberMatched"],
            )
            compared += 1
    assert compared >= 3 * len(WIDE)


def test_callers_see_differently_much_so_that_the_comparison_means_something(filled: Database, start: Start) -> None:
    counts = {
        caller: start(filled, caller)
        .get("/ogc/collections/roads/items", params={"filter": "TRUE"})
        .json()["numberMatched"]
        for caller in CALLERS
    }
    assert counts["public"] < counts["W-1"] < counts["G-1"]


@pytest.mark.parametrize(("caller", "seen"), [("public", False), ("O-2", True)])
def test_an_attribute_above_the_caller_cannot_be_asked_for(
    start: Start, filled: Database, caller: str, seen: bool
) -> None:
    """The answer is that to a name which does not exist at all."""
    client = start(filled, caller)
    assert ("name_en" in client.get("/ogc/collections/facilities/queryables").json()["properties"]) is seen
    address = "/ogc/collections/facilities/items"
    by_it = client.get(address, params={"filter": "name_en IS NULL"})
    by_nothing = client.get(address, params={"filter": "name_eq IS NULL"})
    assert by_it.status_code == (200 if seen else 400)
    if not seen:
        assert by_it.text.replace("name_en", "name_eq") == by_nothing.text


@pytest.mark.parametrize("caller", CALLERS)
def test_such_a_filter_shows_no_more_on_the_other_roads(filled: Database, start: Start, caller: str) -> None:
    """Feeds, tiles and statistics: byte for byte what they show without it, but for what names the address."""
    client, compared = start(filled, caller), 0
    for layer in LAYERS:
        roads = (f"/feeds/{layer}.csv", f"/feeds/{layer}.geojson", f"/tiles/{layer}/6/49/29.mvt", f"/api/stats/{layer}",
                 f"/api/stats/{layer}.csv")  # fmt: skip
        for road in roads:
            plain = client.get(road)
            if plain.status_code == 404:
                assert client.get(road, params={"filter": "TRUE"}).status_code == 404
                continue
            for wide in ("TRUE", "NOT FALSE", "area_code IS NULL OR TRUE", "1 = 1 OR FALSE"):
                asked = client.get(road, params={"filter": wide})
                if asked.status_code == 400:  # the layer has no such attribute for anybody
                    assert "area_code" in wide
                    continue
                assert asked.content == plain.content, (road, wide)
                compared += 1
    assert compared >= 30


@pytest.mark.parametrize("caller", CALLERS)
def test_statistics_count_what_the_items_show(filled: Database, start: Start, caller: str) -> None:
    client, compared = start(filled, caller), 0
    for layer in ("roads", "rivers", "flood_zones"):
        items = client.get(f"/ogc/collections/{layer}/items", params={"limit": "1"})
        stats = client.get(f"/api/stats/{layer}")
        assert items.status_code == stats.status_code
        if items.status_code == 200:
            assert stats.json()["total"]["count"] == items.json()["numberMatched"]
            compared += 1
    assert compared >= 1
    projects = client.get("/api/stats/projects").json()
    assert projects["total"]["count"] == client.get("/api/projects").json()["total"]
    assert sum(cell["count"] for cell in projects["placements"].values()) == projects["total"]["count"]
