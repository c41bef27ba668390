"""Hot and cold spots of the toy province: six subdistricts in a row.

Of 4, 2, 1, 1, 1.2 and 0.8 people per km² the mean is 10/6; the first has one neighbour, the second two. Six areas are few, and
no draw of one or two of five others is so seldom that it were significant among six tests.
"""

from __future__ import annotations

import csv
import io
from math import sqrt

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.analyses.queries.clusters import shaded, spots
from app.core.authority import PUBLIC
from app.core.published import LAYERS
from app.web.words import Language
from gis.catalog import Catalog
from gis.clusters import Spot
from gis.layer import Layer

CATALOG = Catalog.read(LAYERS)
DENSITY = "population_density_subdistricts"
VALUES = {"980101": 4, "980102": 2, "980201": 1, "980202": 1, "980301": 1.2, "980302": 0.8}


def layer(name: str = DENSITY) -> Layer:
    return next(one for one in CATALOG if one.id == name)


def test_the_figures_of_a_row_of_six(session: Session) -> None:
    found = spots(session, layer(), Language.THAI, viewer=PUBLIC)
    assert {one.code: one.value for one in found.rows} == VALUES
    assert {one.code: one.neighbours for one in found.rows} == dict(zip(VALUES, (1, 2, 2, 2, 2, 1), strict=True))
    mean = sum(VALUES.values()) / 6
    spread = sqrt(sum((value - mean) ** 2 for value in VALUES.values()) / 6)
    first = next(at for one, at in found.tested if one.code == "980101")
    assert first.z == pytest.approx((4 - mean) / spread)
    assert first.moran == pytest.approx((4 - mean) * (2 - mean) / spread**2)
    assert found.moran == pytest.approx(sum(at.moran or 0 for _, at in found.tested) / 6)
    assert {at.spot for _, at in found.tested} == {Spot.NONE}


def test_an_area_without_a_value_is_nobodys_neighbour(session: Session) -> None:
    session.execute(
        text("""
        INSERT INTO places.area (level, code, name_th, parent_id, parent_code, valid_from, geom, label_point, area_sqm)
        SELECT level, '980103', 'ใหม่', parent_id, parent_code, valid_from, geom, label_point, area_sqm FROM places.area
        WHERE code = '980101'""")
    )
    found = spots(session, layer(), Language.THAI, viewer=PUBLIC)
    silent = next(one for one in found.rows if one.code == "980103")
    assert (silent.value, silent.local, silent.neighbours) == (None, None, 0)
    assert [one.neighbours for one in found.rows if one.code in VALUES] == [1, 2, 2, 2, 2, 1]


def test_only_layers_shaded_by_a_value_are_offered() -> None:
    offered = {one.id for one in shaded(CATALOG, viewer=PUBLIC)}
    assert {DENSITY, "budget_per_head_districts", "target_poor_districts"} <= offered
    assert not offered & {"projects", "need_money_districts", "districts"}


def test_the_page_says_how_little_six_areas_tell(client: TestClient) -> None:
    page = client.get(f"/analyses/clusters?layer={DENSITY}")
    assert page.status_code == 200
    assert "มีเพียง 6" in page.text
    assert page.text.count('role="img"') == 2
    english = client.get("/analyses/clusters?lang=en").text
    assert "Hot and cold spots: " in english
    client.cookies.clear()


def test_three_districts_are_too_few(client: TestClient) -> None:
    page = client.get("/analyses/clusters?layer=target_poor_districts").text
    assert "หาจุดร้อนจุดเย็นของชั้นนี้ไม่ได้" in page
    assert page.count('role="img"') == 1


@pytest.mark.parametrize("name", ["nowhere", "projects"])
def test_a_layer_that_is_not_shaded_is_not_found(client: TestClient, name: str) -> None:
    for path in ("/analyses/clusters", "/analyses/clusters/file.xlsx"):
        assert client.get(f"{path}?layer={name}").status_code == 404


def test_a_layer_that_keeps_its_past_is_that_of_the_day(client: TestClient) -> None:
    """On a day of FY2569 บ้านน้ำใส has 1.25 million baht; before, nobody has any, and nothing varies."""
    asked = "/analyses/clusters/file.csv?layer=budget_subdistricts&as_of="
    during, before = (
        list(csv.DictReader(io.StringIO(client.get(f"{asked}{day}").content.decode("utf-8-sig"))))
        for day in ("2026-06-22", "2021-03-03")
    )
    assert {row["รหัส"]: round(float(row["ค่า"]), 2) for row in during}["980102"] == 1.25
    assert {(row["ค่า"], row["โมแรนเฉพาะที่"]) for row in before} == {("0.0", "")}


def test_the_file_holds_the_table(client: TestClient) -> None:
    answer = client.get(f"/analyses/clusters/file.csv?layer={DENSITY}&as_of=2026-06-22")
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (header[0], header[-1]) == ("รหัส", "กลุ่ม")
    assert {row[0]: float(row[2]) for row in rows} == VALUES
    assert {row[-1] for row in rows} == {"ไม่มีนัยสำคัญ"}
