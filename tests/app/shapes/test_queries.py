"""What a shape holds, on the toy province, where every figure is mental arithmetic.

Half of ในเมือง (200 people on 100.0–100.5) are 100 people. The road of P-2 runs from 100.5 to 101.5 with 500,000.01 baht: a
fifth of it has 100,000. The weir of P-1 is a point at 100.75 with 1,000,000 baht.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from shapely.geometry.base import BaseGeometry
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, PUBLIC, Viewer
from app.core.published import LAYERS
from app.shapes.queries.inside import Inside, inside, parts, shares_inside
from gis.access import Read
from gis.catalog import Catalog
from gis.drawn import zone
from tests.ledger import DURING

CATALOG = Catalog.read(LAYERS)
WEIR = shapely.box(100.7, 15.4, 100.8, 15.6)


@pytest.fixture
def during(session: Session) -> Session:
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": DURING.isoformat()})
    return session


def into(session: Session, geom: BaseGeometry, radius: int | None = None, viewer: Viewer = PUBLIC) -> Inside:
    return inside(session, CATALOG, zone(geom, radius), viewer=viewer)


def test_people_are_estimated_by_the_share_of_the_area(session: Session) -> None:
    found = into(session, shapely.box(100, 15, 100.25, 16))
    assert [(one.code, round(one.share, 6), one.people) for one in found.parts] == [("980101", 0.5, 200)]
    assert found.people == pytest.approx(100)


def test_whole_subdistricts_hold_all_of_their_people(session: Session) -> None:
    found = into(session, shapely.box(99.9, 14.9, 101.1, 16.1))
    assert [(one.code, one.share) for one in found.parts[:2]] == [("980101", 1.0), ("980102", 1.0)]
    assert found.people == pytest.approx(300 + 50 / 5)
    assert dict(found.districts) == {"9801": 2, "9802": 1}


def test_people_of_a_part_that_nobody_knows_are_not_guessed(session: Session) -> None:
    session.execute(text("""
        INSERT INTO places.area (level, code, name_th, parent_id, parent_code, valid_from, geom, label_point)
        SELECT level, '980103', 'ใหม่', parent_id, parent_code, valid_from, geom, label_point FROM places.area
        WHERE code = '980101'"""))
    assert into(session, shapely.box(100, 15, 100.75, 16)).people is None


def test_to_touch_a_border_is_not_to_lie_in_it(session: Session) -> None:
    assert [one.code for one in parts(session, zone(shapely.box(99.5, 15, 100, 16)), viewer=PUBLIC)] == []


def test_a_point_is_in_it_with_all_its_money(during: Session) -> None:
    found = into(during, WEIR)
    (weir, road) = found.projects
    assert (weir.reference, weir.share, weir.received) == ("P-1", 1.0, 1_000_000)
    assert (road.reference, round(road.share, 4), round(road.received)) == ("P-2", 0.1, 50_000)


def test_a_fifth_of_a_road_has_a_fifth_of_its_money(during: Session) -> None:
    found = into(during, shapely.box(100.3, 15, 100.7, 16))
    assert [(one.reference, round(one.share, 4)) for one in found.projects] == [("P-2", 0.2)]
    (cluster,) = found.money
    assert (cluster.year, cluster.source) == (2569, "cluster")
    assert cluster.received == pytest.approx(100_000, abs=1)


def test_the_money_of_projects_is_that_of_years_and_sources(during: Session) -> None:
    found = into(during, shapely.box(100.3, 15, 101, 16))
    assert sum(one.received for one in found.projects) == pytest.approx(
        sum(one.received for one in found.money), abs=0.005
    )
    weir = next(one for one in found.money if one.source == "province")
    assert (weir.received, weir.obligated, weir.disbursed) == (1_000_000, 800_000, 800_000)


def test_what_has_no_place_lies_in_no_shape(during: Session) -> None:
    found = into(during, shapely.box(99.9, 14.9, 103.1, 16.1))
    assert [one.reference for one in found.projects] == ["P-1", "P-2"]
    assert [round(one.share, 6) for one in found.projects] == [1.0, 1.0]


def test_who_only_benefits_has_no_money_there(during: Session) -> None:
    during.execute(
        text("""
        INSERT INTO projects.site (id, project_id, role, share_ppm, geom, precision, area_code)
        SELECT gen_random_uuid(), id, 'beneficiary', 0, ST_MakeEnvelope(102.1, 15.1, 102.2, 15.2, 4326), 'digitised', '980301'
        FROM projects.project WHERE reference = 'P-1'""")
    )
    (weir,) = into(during, shapely.box(102, 15, 102.5, 16)).projects
    assert (weir.reference, weir.share, weir.received) == ("P-1", 0.0, 0.0)


def test_half_of_an_area_and_one_of_two_points_are_half(session: Session) -> None:
    for geom, share in (("ST_MakeEnvelope(102.1, 15.1, 102.3, 15.2, 4326)", 0.5),
                        ("ST_GeomFromText('MULTIPOINT((102.1 15.1), (102.3 15.1))', 4326)", 0.5)):  # fmt: skip
        session.execute(text(f"UPDATE projects.site SET geom = {geom} WHERE role = 'site' AND geom IS NOT NULL"))
        found = shares_inside(session, zone(shapely.box(102, 15, 102.2, 16)), viewer=PUBLIC)
        assert [pytest.approx(one) for one in found.values()] == [share, share]


def test_things_of_every_layer_are_counted_and_named(session: Session) -> None:
    found = {one.layer.id: (one.count, [title for _, title in one.named]) for one in into(session, WEIR).layers}
    assert found["villages"] == (1, ["บ้านบ้านน้ำใส"])
    assert not found.keys() & {"projects", "districts", "budget_districts", "late_projects"}


def test_the_public_is_told_nothing_of_what_is_internal(during: Session) -> None:
    during.execute(text("UPDATE projects.project SET class = 'internal', agency = 'works' WHERE reference = 'P-1'"))
    inside_of = Viewer("works", frozenset({Read.PUBLIC, Read.INTERNAL}), frozenset({"works"}))
    health = replace(inside_of, agencies=frozenset({"health"}))
    seen = {name: [one.reference for one in into(during, WEIR, viewer=viewer).projects]
            for name, viewer in {"public": PUBLIC, "works": inside_of, "health": health}.items()}  # fmt: skip
    assert seen == {"public": ["P-2"], "works": ["P-1", "P-2"], "health": ["P-2"]}
    assert {one.source for one in into(during, WEIR).money} == {"cluster"}
    assert {one.source for one in into(during, WEIR, viewer=EVERYTHING).money} == {"cluster", "province"}


def test_before_its_day_a_project_lies_nowhere(session: Session) -> None:
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": date(2019, 1, 1).isoformat()})
    assert into(session, WEIR).parts == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=some.lists(some.integers(1, 2999), min_size=1, max_size=4, unique=True))
def test_pieces_of_the_province_make_up_the_whole(session: Session, cuts: list[int]) -> None:
    edges = [100.0, *(100 + cut / 1000 for cut in sorted(cuts)), 103.0]
    strips = [zone(shapely.box(west, 15, east, 16)) for west, east in pairwise(edges)]
    people = sum(one.people_inside or 0 for strip in strips for one in parts(session, strip, viewer=PUBLIC))
    assert people == pytest.approx(500)
    shares: dict[object, float] = {}
    for strip in strips:
        for key, share in shares_inside(session, strip, viewer=PUBLIC).items():
            # the weir is a point: on a cut it lies in both
            shares[key] = shares.get(key, 0.0) + share
    assert sorted(round(share, 4) for share in shares.values()) == [1.0, 2.0 if 750 in cuts else 1.0]
