"""The client of notebooks, against the service on a real port of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from app.core.cluster import Database
from app.core.settings import Settings
from app.main import create_app
from gis import client
from gis.client import Phaen, Refused
from tests.live import listening


@pytest.fixture(scope="module")
def phaen(settings: Settings, database: Database) -> Iterator[Phaen]:
    with listening(create_app(settings, database)) as address, Phaen(f"{address}/") as service:
        yield service


def test_a_layer_is_a_frame_of_geometries_with_its_attributes(phaen: Phaen) -> None:
    districts = phaen.layer("districts").to_geopandas().set_index("code")
    assert sorted(districts.index) == ["9801", "9802", "9803"]
    assert districts.crs.to_epsg() == 4326
    assert "name_th" in districts.columns
    assert districts.geometry["9801"].bounds == pytest.approx((100, 15, 101, 16))


def test_conditions_are_joined_and_asked_of_the_service(phaen: Phaen) -> None:
    question = phaen.layer("districts").where("code > '9801'").where("code < '9803' OR code = '9802'")
    assert [row["code"] for row in question.rows()] == ["9802"]
    assert (question.count(), phaen.layer("districts").count()) == (1, 3)
    with pytest.raises(Refused, match="400") as caught:
        phaen.layer("districts").where("cod = 1").rows()
    assert caught.value.status == 400


def test_every_page_is_followed_to_the_last_feature(phaen: Phaen, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [row["id"] for row in phaen.layer("villages").rows()]
    monkeypatch.setattr(client, "PAGE", 2)
    paged = phaen.layer("villages")
    assert [row["id"] for row in paged.rows()] == whole
    assert len(whole) > 4
    assert [row["id"] for row in paged.limit(3).rows()] == whole[:3]


def test_a_layer_without_an_answer_is_an_empty_frame_with_its_columns(phaen: Phaen) -> None:
    frame = phaen.layer("districts").where("code = 'none'").to_geopandas()
    assert (len(frame), frame.crs.to_epsg()) == (0, 4326)
    assert {"id", "code", "name_th", "geometry"} <= set(frame.columns)


def test_a_layer_is_asked_as_of_a_day_and_within_a_box(phaen: Phaen) -> None:
    money = phaen.layer("budget_per_head_districts")
    assert {row["fiscal_year"] for row in money.on("2026-06-22").rows()} == {2569}
    assert {row["fiscal_year"] for row in money.on(date(2025, 9, 30)).rows()} == {2568}
    west, south, east, north = phaen.layer("districts").where("code = '9801'").to_geopandas().total_bounds
    inner = (west + 0.01, south + 0.01, west + 0.02, south + 0.02)
    assert [row["code"] for row in phaen.layer("districts").within(*inner).rows()] == ["9801"]
    assert east > west
    assert north > south


def test_statistics_are_counted_by_the_service(phaen: Phaen) -> None:
    counted = phaen.layer("projects").statistics("agency")
    assert all({"agency", "count"} <= set(group) for group in counted)
    assert sum(group["count"] for group in counted) >= 1
    nowhere = phaen.layer("projects").within(1, 1, 2, 2).statistics("agency")
    assert nowhere == []


def test_what_is_not_public_is_not_there_without_a_key(phaen: Phaen) -> None:
    assert "districts" in phaen.layers()
    assert "vulnerable_households" not in phaen.layers()
    with pytest.raises(Refused) as caught:
        phaen.layer("vulnerable_households").count()
    assert caught.value.status == 404


def test_a_link_to_another_service_is_not_followed(phaen: Phaen) -> None:
    with pytest.raises(Refused, match="is not of the service"):
        phaen.get("http://127.0.0.1:1/ogc")


def test_without_geopandas_the_rest_still_works(phaen: Phaen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "geopandas", None)
    assert len(phaen.layer("districts").rows()) == 3
    with pytest.raises(ImportError, match="geopandas"):
        phaen.layer("districts").to_geopandas()
