"""A moment of the table of standards on a small country: that parts run and give their rows, never how fast.

Tiles, remembered tiles and the stream are those of ``bench tiles`` and ``bench streams`` (``test_smoke``).
"""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from app.core.cluster import Database
from app.core.errors import NotFound
from app.core.settings import Settings
from bench import standards
from bench.martin import configuration
from bench.pace import MOMENT
from bench.peers import PLAIN, VIEWS, pygeoapi_settings

URL = "postgresql://phaen_app:secret@/standards?host=%2Frun%2Fphaen"


@pytest.mark.deep
@pytest.mark.xdist_group("bench")
@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed: apt-get install wrk")
def test_a_moment_of_what_only_the_standards_measure_gives_every_row(settings: Settings, server: Database) -> None:
    """300 facilities five times over are 1,500; their first tenth and hundredth are 30 and 3, and so 150 and 15."""
    assert server.is_embedded
    own = Settings(home=settings.home, secrets=settings.secrets, demo=False, workers=1)
    parts = ("items", "choropleth", "growth")
    rows = {row.name: row for row in standards.measure(own, replace(MOMENT, seconds=0.2), parts)}
    steps = ("15 to 150", "150 to 1,500")
    grown = ("items L=10", "box L=10", "tile z10", "count in a box", "count of all", "statistics by district")
    asked = ("page with its count, asked again", "statistics by district, asked again")
    assert list(rows) == [
        "items points L=10", "items points L=1000", "items points box L=10", "deep page behind 1,350",
        "choropleth, remembered", "choropleth, beside /healthz", "choropleth, cold",
        *(f"growth {what}: {step}" for what in (*grown, *asked) for step in steps),
    ]  # fmt: skip
    assert all(row.ours > 0 and row.floor for row in rows.values())


def test_a_part_that_does_not_exist_is_named_before_anything_is_laid(settings: Settings) -> None:
    with pytest.raises(NotFound, match="choropleth"):
        next(standards.measure(settings, MOMENT, ("everything",)))


def test_every_peer_serves_the_view_and_the_plain_table_under_the_address_that_is_asked() -> None:
    told = pygeoapi_settings(URL, 5000, (*VIEWS, *PLAIN))["resources"]
    assert isinstance(told, dict)
    assert {"facilities", "plain_facilities", "subdistricts", "plain_subdistricts"} == set(told)
    for name in ("pygeoapi", "pygeoapi view"):
        collection = standards.ITEM_ROADS[name].format(layer="facilities", limit=10, more="").split("/")[2]
        reached = told[collection]["providers"][0]["data"]["search_path"][0]
        assert reached == ("published" if "view" in name else "plain")


@pytest.mark.parametrize("remembers", [True, False])
def test_martin_gives_the_attributes_of_our_tiles_and_remembers_only_where_it_may(
    settings: Settings, *, remembers: bool
) -> None:
    told = configuration(settings, URL, 5000, (*VIEWS, *PLAIN), remembers=remembers)
    assert told.get("cache") == (None if remembers else "disable")
    postgres = told["postgres"]
    assert isinstance(postgres, dict)
    assert set(postgres["tables"]) == {road.split("/")[1] for road in standards.MARTIN.values()}
    assert set(postgres["tables"]["plain"]["properties"]) == {"code", "name_th", "name_en", "parent_code"}
