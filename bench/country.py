"""The ground that everything is measured on: a country made by code, the same on every machine, of Thailand's make-up.

About 7,400 subdistricts in 928 districts in 77 provinces form one exact coverage with jagged borders (about 350 vertices
each, as real ones have), and 200,000 facilities stand in them. Nothing is copied from any map: cells of a Voronoi
diagram inside a rough outline, whose edges are broken by displaced midpoints, the same way for both neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from gis.geometry import Geometries, as_array

Floats = NDArray[np.float64]

OUTLINE = (
    (98.0, 19.5), (99.5, 20.2), (100.8, 19.6), (101.2, 18.0), (102.5, 18.1), (104.0, 18.3), (104.8, 16.6),
    (105.5, 15.2), (104.8, 14.4), (103.0, 14.2), (102.5, 13.0), (102.4, 12.0), (101.0, 12.7), (100.1, 13.3),
    (99.9, 11.5), (99.3, 10.0), (100.3, 8.5), (101.8, 6.4), (101.0, 5.8), (100.0, 6.7), (98.3, 8.2), (98.6, 10.0),
    (99.1, 11.8), (98.4, 14.8), (97.8, 17.5),
)  # fmt: skip
"""Longitude and latitude in degrees, drawn freehand."""

SEED = 2569
JITTER = 0.33
HALVINGS = 6
ROUGHNESS = 0.12
STEP = 0.0008
"""Degrees between vertices of a border, at the least: about 90 m, which gives about 350 vertices to a subdistrict."""

FIRST = (("บ้าน", "Ban"), ("หนอง", "Nong"), ("คลอง", "Khlong"), ("ท่า", "Tha"), ("วัง", "Wang"), ("โคก", "Khok"),
         ("นา", "Na"), ("ป่า", "Pa"), ("ดอน", "Don"), ("ห้วย", "Huai"), ("บึง", "Bueng"), ("เขา", "Khao"))  # fmt: skip
LAST = (("ใหญ่", "Yai"), ("น้อย", "Noi"), ("แดง", "Daeng"), ("ขาว", "Khao"), ("ทอง", "Thong"), ("งาม", "Ngam"),
        ("สูง", "Sung"), ("ไทร", "Sai"), ("โพธิ์", "Pho"), ("สัก", "Sak"), ("หิน", "Hin"), ("ยาว", "Yao"),
        ("ตะวันออก", "Tawan Ok"), ("สามัคคี", "Samakkhi"))  # fmt: skip
KINDS = (("school", "โรงเรียน", "School"), ("health_centre", "รพ.สต.", "Health Centre"),
         ("hospital", "โรงพยาบาล", "Hospital"), ("district_office", "ที่ว่าการอำเภอ", "District Office"))  # fmt: skip


@dataclass(frozen=True)
class Country:
    """Subdistricts with six-digit codes (their first four and two digits name district and province) and facilities."""

    codes: list[str]
    subdistricts: Geometries
    facilities: Floats
    facility_codes: list[str]


def country(subdistricts: int = 7_400, districts: int = 928, provinces: int = 77, facilities: int = 200_000) -> Country:
    """The country with about so many parts; equal arguments give equal bytes."""
    random = np.random.default_rng(SEED)
    sites, inside = _sites(subdistricts, random)
    cells = _cells(sites, inside)
    codes = _codes(sites[inside], districts, provinces, random)
    order = np.argsort(codes)
    polygons = as_array(_jagged([cells[position] for position in order], random))
    ordered = [codes[position] for position in order]
    chosen, points = _points(polygons, facilities, random)
    return Country(ordered, polygons, points, [ordered[position] for position in chosen])


def name(number: int) -> tuple[str, str]:
    """A Thai and an English name; many places share one, as in life.

    >>> name(1)
    ('หนองใหญ่', 'Nong Yai')
    """
    (first, first_en), (last, last_en) = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
    return first + last, f"{first_en} {last_en}"


def _sites(count: int, random: np.random.Generator) -> tuple[Floats, NDArray[np.int64]]:
    """A jittered grid over the outline's surroundings, and which of its points lie inside the outline."""
    outline = Polygon(OUTLINE)
    west, south, east, north = outline.bounds
    side = float(np.sqrt(outline.area / count))
    grid = np.meshgrid(
        np.arange(west - 3 * side, east + 3 * side, side), np.arange(south - 3 * side, north + 3 * side, side)
    )
    points = np.column_stack([axis.ravel() for axis in grid])
    points += random.uniform(-JITTER, JITTER, points.shape) * side
    shapely.prepare(outline)
    return points, np.flatnonzero(shapely.contains_xy(outline, points))


def _cells(sites: Floats, inside: NDArray[np.int64]) -> list[Floats]:
    """The corners of the Voronoi cell of each site inside, rounded so that neighbours agree."""
    diagram = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(sites), ordered=True))
    return [np.round(shapely.get_coordinates(diagram[position])[:-1], 7) for position in inside]


def _codes(sites: Floats, districts: int, provinces: int, random: np.random.Generator) -> list[str]:
    """Six digits for each site: neighbours share a district, neighbouring districts a province."""
    seats = sites[random.choice(len(sites), districts, replace=False)]
    capitals = seats[random.choice(districts, provinces, replace=False)]
    province_of = _nearest(seats, capitals)
    district_codes = _numbered([f"{10 + int(province)}" for province in province_of])
    return _numbered([district_codes[int(district)] for district in _nearest(sites, seats)])


def _nearest(points: Floats, seats: Floats) -> NDArray[np.int64]:
    tree = shapely.STRtree(as_array(np.asarray(shapely.points(seats))))
    found: NDArray[np.int64] = tree.query_nearest(shapely.points(points), all_matches=False)[1]
    return found


def _numbered(parents: list[str]) -> list[str]:
    """Each parent's code with a running two-digit number behind it."""
    seen: dict[str, int] = {}
    codes = []
    for parent in parents:
        seen[parent] = seen.get(parent, 0) + 1
        codes.append(f"{parent}{seen[parent]:02d}")
    return codes


def _jagged(cells: list[Floats], random: np.random.Generator) -> list[MultiPolygon]:
    """The cells with every edge broken, once for both of its cells; where broken edges would cross they stay straight."""
    rings = [[tuple(corner) for corner in cell.tolist()] for cell in cells]
    sides = [[_edge(a, b) for a, b in zip(ring, [*ring[1:], ring[0]], strict=True) if a != b] for ring in rings]
    edges = {edge: number for number, edge in enumerate(sorted({edge for ring in sides for edge, _ in ring}))}
    lines = _broken(np.array(list(edges)), random)
    while True:
        polygons = [Polygon(_ring([(lines[edges[edge]], turned) for edge, turned in ring])) for ring in sides]
        crossing = np.flatnonzero(~shapely.is_valid(polygons)).tolist()
        if not crossing:
            return [MultiPolygon([polygon]) for polygon in polygons]
        for edge in {edge for position in crossing for edge, _ in sides[position]}:
            lines[edges[edge]] = lines[edges[edge]][[0, -1]]


def _edge(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[tuple[tuple[float, ...], tuple[float, ...]], bool]:
    return ((a, b), False) if a < b else ((b, a), True)


def _ring(parts: list[tuple[Floats, bool]]) -> Floats:
    return np.concatenate([line[::-1][:-1] if turned else line[:-1] for line, turned in parts])


def _broken(edges: Floats, random: np.random.Generator) -> list[Floats]:
    """Each edge as a line of displaced midpoints, short ones with fewer."""
    lines = edges
    for _ in range(HALVINGS):
        start, run = lines[:, :-1], np.diff(lines, axis=1)
        push = random.uniform(-ROUGHNESS, ROUGHNESS, (*run.shape[:2], 1))
        middles = start + run / 2 + push * run[..., ::-1] * (-1, 1)
        woven = np.empty((len(lines), lines.shape[1] * 2 - 1, 2))
        woven[:, ::2], woven[:, 1::2] = lines, middles
        lines = woven
    lengths = np.linalg.norm(edges[:, 1] - edges[:, 0], axis=1)
    halvings = np.clip(np.round(np.log2(np.maximum(lengths / STEP, 1))), 0, HALVINGS).astype(int)
    return [np.round(line[:: 2 ** (HALVINGS - kept)], 7) for line, kept in zip(lines, halvings.tolist(), strict=True)]


def _points(polygons: Geometries, count: int, random: np.random.Generator) -> tuple[NDArray[np.int64], Floats]:
    """Positions of polygons in order, and for each a point near the middle of its polygon."""
    chosen = np.sort(random.integers(0, len(polygons), count))
    middles = shapely.get_coordinates(shapely.point_on_surface(polygons))
    reach = np.sqrt(shapely.area(polygons)) * 0.25
    away = random.uniform(-1, 1, (count, 2)) * reach[chosen][:, None]
    return chosen, np.round(middles[chosen] + away, 6)
