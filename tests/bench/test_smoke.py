"""One second of each measurement on a small country: that it runs, never how fast it is."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from app.core.cluster import Database
from app.core.settings import Settings
from bench import items, seeing, statistics, streams, tiles
from bench.pace import MOMENT

pytestmark = [
    pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed: apt-get install wrk"),
    pytest.mark.xdist_group("bench"),  # one ground for all of them
]


@pytest.fixture
def own(settings: Settings, server: Database) -> Settings:
    """The tests' own server, whose database of the service no other test uses."""
    assert server.is_embedded
    return Settings(home=settings.home, secrets=settings.secrets, demo=False, workers=1)


def test_a_moment_of_items_gives_a_row(own: Settings) -> None:
    [row] = list(items.measure(own, MOMENT, items.WORKLOADS[:1]))
    assert row.name == "items points L=10"
    assert row.ours > 0
    assert row.floor is not None
    assert row.peers == {}
    assert row.as_json()["unit"] == "req/s"


def test_a_moment_of_seeing_gives_a_row_for_each_statement_and_viewer(own: Settings) -> None:
    rows = list(seeing.measure(own, replace(MOMENT, seconds=0.2)))
    told = [f"{what}, {whose}" for whose in seeing.VIEWERS for what in ("box", "item", "tile", "search")]
    assert [row.name for row in rows] == [name for name in told if name != "search, public"]
    assert all(row.ours > 0 and row.floor for row in rows)


@pytest.mark.deep
def test_a_moment_of_tiles_gives_a_row_for_making_and_two_for_remembering(own: Settings) -> None:
    rows = list(tiles.measure(own, MOMENT, zooms=(8,)))
    assert [row.name for row in rows] == ["tiles z8 made", "tile remembered", "tile 304"]
    assert all(row.ours > 0 for row in rows)


def test_tiles_are_chosen_evenly_and_at_most_48() -> None:
    for zoom in (6, 8, 10):
        chosen = tiles.tiles_of(zoom)
        assert 1 < len(chosen) <= tiles.MOST
        assert len(set(chosen)) == len(chosen)


@pytest.mark.deep
def test_a_moment_of_a_stream_gives_its_time_and_its_memory(own: Settings) -> None:
    took, grew, most = list(streams.measure(own, MOMENT))
    assert took.name == "stream 1,500 GeoJSON-seq"
    assert took.ours > 0
    assert took.floor
    assert most.ours > grew.ours >= 0


@pytest.mark.deep
def test_a_moment_of_statistics_gives_a_row_for_each_viewer_and_one_for_what_is_remembered(own: Settings) -> None:
    rows = list(statistics.measure(own, replace(MOMENT, seconds=0.2)))
    of_viewers = [f"{asked}, {name}" for name in statistics.VIEWERS for asked in ("statistics", "sites", "money")]
    assert [row.name for row in rows] == [*of_viewers, "statistics, unchanged"]
    assert all(row.ours > 0 and row.floor for row in rows)
