"""The demonstration province: the same bytes from the same number, and a map that holds together."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import shapely

from app.demo import terrain
from app.demo.province import province
from app.demo.rows import DemoProvince
from app.projects.rules import State

ROOT = Path(__file__).resolve().parents[3]
DIGEST = "efbdabe22199438a2a40d642d6bccaaf124a61832e5ff673d23e89f10358015b"


@pytest.fixture(scope="module")
def demo() -> DemoProvince:
    return province()


@pytest.mark.parametrize("hash_seed", ["0", "2569"])
def test_a_fresh_process_makes_the_same_bytes_whatever_its_hash_seed(hash_seed: str) -> None:
    made = subprocess.run(
        [sys.executable, "-c", "from app.demo.province import province; print(province().digest())"],
        cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert made.stdout.strip() == DIGEST


def test_another_seed_makes_another_province_that_also_holds_together() -> None:
    other = province.__wrapped__(7)
    assert other.digest() != DIGEST
    assert shapely.coverage_is_valid([area.geom for area in other.level("subdistrict")])


def test_it_has_as_many_places_as_a_real_province(demo: DemoProvince) -> None:
    assert Counter(area.level for area in demo.areas) == {
        "province": 1, "district": 12, "subdistrict": 96, "village": 868,
    }  # fmt: skip
    assert Counter(feature.dataset for feature in demo.features) == {
        "rivers": 10, "roads": 550, "flood_zones": 3, "facilities": 380, "vulnerable_households": 600,
    }  # fmt: skip
    assert len(demo.projects) == 301
    assert len(demo.observations) == 96 * 5 * 2


@pytest.mark.parametrize("level", ["district", "subdistrict"])
def test_a_level_covers_the_province_without_gap_or_overlap(demo: DemoProvince, level: str) -> None:
    shapes = [area.geom for area in demo.level(level)]
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).symmetric_difference(demo.outline).area == 0


def test_each_area_lies_in_the_area_of_its_parent_code(demo: DemoProvince) -> None:
    by_code = {area.code: area.geom for area in demo.areas}
    parts: dict[str, list[shapely.Geometry]] = {}
    for area in demo.areas:
        if area.level == "village":
            assert by_code[area.code[:-2]].contains(area.geom)
        elif area.level != "province":
            parts.setdefault(area.code[:-2], []).append(area.geom)
    assert len(parts) == 13
    assert all(shapely.union_all(inner).equals(by_code[code]) for code, inner in parts.items())


def test_codes_are_unique_and_one_number_is_missing_as_in_real_lists(demo: DemoProvince) -> None:
    codes = [area.code for area in demo.areas]
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if code.startswith("9907") and len(code) == 6][:3] == ["990701", "990702", "990704"]


def test_the_outline_alone_is_the_outline_of_the_whole(demo: DemoProvince) -> None:
    assert terrain.outline().equals(demo.outline)


def test_every_geometry_is_valid_and_inside_the_province(demo: DemoProvince) -> None:
    shapes = [feature.geom for feature in demo.features]
    shapes += [site.geom for project in demo.projects for site in project.sites if site.geom is not None]
    assert all(shape.is_valid and not shape.is_empty for shape in shapes)
    around = demo.outline.buffer(0.001)
    assert all(around.contains(shape) for shape in shapes)


def test_coordinates_have_seven_decimals(demo: DemoProvince) -> None:
    points = shapely.get_coordinates([area.geom for area in demo.areas])
    assert abs(points - points.round(7)).max() == 0


def test_tributaries_end_in_the_water_that_they_meet(demo: DemoProvince) -> None:
    rivers = [feature.geom for feature in demo.features if feature.dataset == "rivers"]
    for stream in rivers[1:]:
        mouth = shapely.get_point(shapely.get_parts(stream)[0], -1)
        assert any(mouth.distance(other) < 1e-6 for other in rivers if other is not stream)


def test_a_rarer_flood_covers_the_commoner_ones(demo: DemoProvince) -> None:
    zones = {f.attributes["return_years"]: f.geom for f in demo.features if f.dataset == "flood_zones"}
    assert list(zones) == [2, 5, 10]
    assert zones[2].difference(zones[5]).area < 0.01 * zones[2].area
    assert zones[5].area < zones[10].area


def test_the_road_network_is_one_piece(demo: DemoProvince) -> None:
    roads = [feature.geom for feature in demo.features if feature.dataset == "roads"]
    assert len(shapely.get_parts(shapely.union_all(shapely.buffer(roads, 1e-6)))) == 1


def test_subdistricts_of_the_capital_are_smaller_and_denser(demo: DemoProvince) -> None:
    people = {
        seen.area_code: seen.value for seen in demo.observations if seen.indicator == "POP-TOTAL" and seen.year == 2568
    }
    size = {area.code: area.geom.area for area in demo.level("subdistrict")}
    town = [code for code in size if code.startswith("9901")]
    assert 600_000 < sum(people.values()) < 1_200_000
    assert sum(size[code] for code in town) / len(town) < 0.5 * sum(size.values()) / 96
    assert max(people, key=lambda code: people[code] / size[code]) in town


def test_projects_span_five_years_and_all_states(demo: DemoProvince) -> None:
    assert Counter(project.fiscal_year for project in demo.projects) == {
        2566: 56, 2567: 59, 2568: 62, 2569: 70, 2570: 54,
    }  # fmt: skip
    states = {project.state for project in demo.projects}
    assert states == set(State)
    assert len({project.reference for project in demo.projects}) == 301


def test_projects_have_points_lines_areas_and_some_no_place(demo: DemoProvince) -> None:
    kinds = Counter(site.geom.geom_type if site.geom else "none" for project in demo.projects for site in project.sites)
    assert kinds["none"] == 10
    wide = [site for project in demo.projects for site in project.sites if site.is_province_wide]
    assert len(wide) == 5
    assert min(kinds["Point"], kinds["LineString"], kinds["Polygon"]) >= 15


def test_a_title_says_the_length_that_is_drawn(demo: DemoProvince) -> None:
    road = next(p for p in demo.projects if p.title_th.startswith("ก่อสร้างถนน"))
    metres = int(road.title_th.split(" ยาว ")[1].split()[0].replace(",", ""))
    drawn = road.sites[0].geom
    assert drawn is not None
    line = shapely.transform(drawn, lambda at: at * [111_320 * 0.9642, 110_650])
    assert metres == pytest.approx(line.length, rel=0.01)
