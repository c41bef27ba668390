"""The demonstration province 99 สมมุติบุรี, made from a number: the same number gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry import MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from app.core.settings import DEMO_PROVINCE
from app.demo.districts import Borders, Districts
from app.demo.households import vulnerable_households
from app.demo.named import named_projects
from app.demo.names import PROVINCE, RIVER, Names
from app.demo.projection import degrees, line, point
from app.demo.roads import Roads
from app.demo.rows import AreaRow, DemoProvince, FeatureRow, RoadClass
from app.demo.settlements import Settlements, Village
from app.demo.terrain import SEED, terrain
from app.demo.water import Water
from app.demo.works import Works

CODE = DEMO_PROVINCE
FIRST_NUMBER = {RoadClass.HIGHWAY: 9900, RoadClass.RURAL: 1000, RoadClass.LOCAL: 1}


@lru_cache(maxsize=1)
def province(seed: int = SEED) -> DemoProvince:
    """The whole province; about two seconds."""
    land = terrain(seed)
    drawing = land.linework()
    water = Water(land, drawing)
    districts = Districts(land, water)
    roads = Roads(land, districts)
    settlements = Settlements(land, districts)
    villages = settlements.villages(roads)
    roads.reach_villages(village.cell for village in villages)
    borders = Borders(districts, drawing)
    around = borders.around(land.land)
    features = (*_rivers(water, seed), *_flood_zones(water, around), *_roads(roads), *settlements.facilities(villages),
                *vulnerable_households(seed, villages))  # fmt: skip
    areas, works = tuple(_areas(borders, settlements, villages, around)), Works(seed, villages, roads, water, around)
    return DemoProvince(
        seed, around, areas, features, tuple(settlements.observations()),
        (*works.projects(), *named_projects(works, areas)),
    )  # fmt: skip


def _areas(
    borders: Borders, settlements: Settlements, villages: Iterable[Village], around: Polygon
) -> Iterable[AreaRow]:
    """From above: province, districts, subdistricts, villages; within a level by code."""
    districts = borders.districts
    yield AreaRow("province", CODE, PROVINCE.th, PROVINCE.en, around)
    for number, name in enumerate(settlements.district_names):
        cells = frozenset(
            cell for cell, sub in districts.subdistrict_of.items() if districts.district_of[sub] == number
        )
        yield AreaRow("district", f"{CODE}{number + 1:02d}", name.th, name.en, borders.around(cells))
    for sub in sorted(settlements.subdistricts, key=lambda sub: sub.code):
        yield AreaRow("subdistrict", sub.code, sub.name.th, sub.name.en, borders.around(districts.members[sub.number]))
    for village in villages:
        yield AreaRow("village", village.code, f"บ้าน{village.name.th}", f"Ban {village.name.en}", point(village.at))


def _rivers(water: Water, seed: int) -> Iterable[FeatureRow]:
    names = Names(seed + 1)
    for river in water.rivers:
        name = RIVER if river.name == 0 else names.draw()
        word_th, word_en, kind = ("แม่น้ำ", "River", "river") if river.name == 0 else ("ห้วย", "Stream", "stream")
        yield FeatureRow(
            "rivers",
            MultiLineString([line(river.line)]),
            {"name_th": word_th + name.th, "name_en": f"{name.en} {word_en}", "kind": kind},
        )


def _flood_zones(water: Water, around: Polygon) -> Iterable[FeatureRow]:
    """Cut at the outline after projection, so that no zone leaves the province."""
    for years, zone in water.flood_zones().items():
        stored = shapely.transform(zone, lambda points: np.asarray(degrees(points.tolist())))
        inside = shapely.set_precision(stored.intersection(around), 1e-7)
        yield FeatureRow("flood_zones", _polygons(inside), {"return_years": years})


def _roads(roads: Roads) -> Iterable[FeatureRow]:
    for road in roads.roads:
        drawn = line(road.line)
        number = FIRST_NUMBER[road.road_class] + road.number
        written = {RoadClass.HIGHWAY: f"{number}", RoadClass.RURAL: f"สบ.{number}", RoadClass.LOCAL: f"ถ.{number}"}
        yield FeatureRow("roads", MultiLineString([drawn]), {
            "number": written[road.road_class], "kind": road.road_class.value,
            "length_km": round(shapely.LineString(road.line).length / 1000, 2),
        })  # fmt: skip


def _polygons(shape: BaseGeometry) -> MultiPolygon:
    return MultiPolygon([part for part in shapely.get_parts(shape) if isinstance(part, Polygon)])
