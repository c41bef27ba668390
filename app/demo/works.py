"""Demonstration projects: works that stand where such works stand, on roads, along water, in villages and fields."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from app.demo.mesh import Vertex
from app.demo.names import PROVINCE, RIVER
from app.demo.projection import geodesic_m, line, point, polygon
from app.demo.roads import Roads
from app.demo.rows import ProjectRow, RoadClass, SiteRow
from app.demo.settlements import Village
from app.demo.water import Water
from app.projects.rules import Precision, Role, State

PROJECTS_BY_YEAR = {2566: 30, 2567: 33, 2568: 36, 2569: 37}
STATES_BY_YEAR = {
    2566: [State.CLOSED] * 6 + [State.IN_USE_CHECKED] * 3 + [State.HANDED_OVER, State.CANCELLED],
    2567: [State.CLOSED] * 4 + [State.IN_USE_CHECKED] * 3 + [State.HANDED_OVER] * 3 + [State.CANCELLED],
    2568: [State.COMPLETED] * 4 + [State.ACCEPTED] * 2 + [State.HANDED_OVER] * 2 + [State.IN_PROGRESS, State.SUSPENDED],
    2569: [State.IN_PROGRESS] * 4 + [State.PROCURING] * 2 + [State.CONTRACTED] * 2
    + [State.FUNDED, State.COMPLETED, State.SUSPENDED, State.RESERVE, State.APPROVED_PLAN, State.CANCELLED],
}  # fmt: skip
NEAR_WATER_M = 3_500.0
WHOLE_PROVINCE = (
    "พัฒนาศักยภาพผู้ประกอบการและเครือข่ายการท่องเที่ยวโดยชุมชน จังหวัดสมมุติบุรี",
    "Training of community tourism entrepreneurs, Sommut Buri Province",
)


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work: its title with the places {m} for metres and {n} for a number, and how its sites are found."""

    kind: str
    title_th: str
    title_en: str
    weight: int
    place: Callable[[Works, Village], list[SiteRow]]


class Works:
    """Finds the sites of works near a village."""

    def __init__(self, seed: int, villages: Sequence[Village], roads: Roads, water: Water, around: Polygon) -> None:
        self.rng = Random(f"{seed}/works")
        self._villages, self._around = villages, around
        self._road_at = {
            cell: road for road in roads.roads if road.road_class is not RoadClass.HIGHWAY for cell in road.cells
        }
        self._main, *self._streams = [LineString(river.line) for river in water.rivers]

    def projects(self) -> Iterable[ProjectRow]:
        """In the order of fiscal years; in each year one project is not tied to a place."""
        for year, count in PROJECTS_BY_YEAR.items():
            for number in range(1, count):
                yield self._project(year, number)
            yield self._unplaced(year, count)

    def road(self, home: Village) -> list[SiteRow]:
        """A stretch of the lane or rural road that passes the village."""
        road = self._road_at.get(home.cell)
        return self._along(LineString(road.line), home, 450, 2_800) if road else []

    def stream(self, home: Village) -> list[SiteRow]:
        """A stretch of the nearest stream."""
        return self._along(self._nearest(self._streams, home), home, 900, 4_200)

    def bank(self, home: Village) -> list[SiteRow]:
        """A stretch of the main river."""
        return self._along(self._main, home, 180, 620)

    def weir(self, home: Village) -> list[SiteRow]:
        """A point on the nearest stream."""
        stream = self._nearest(self._streams, home)
        at = stream.interpolate(stream.project(Point(home.at)))
        if at.distance(Point(home.at)) > NEAR_WATER_M:
            return []
        return [SiteRow(Role.SITE, Precision.SURVEYED, point((at.x, at.y)))]

    def spot(self, home: Village) -> list[SiteRow]:
        """A point in the village."""
        return [self._spot(home, Precision.GPS)]

    def spots(self, home: Village) -> list[SiteRow]:
        """Points in the villages of one subdistrict."""
        others = [village for village in self._villages if village.subdistrict == home.subdistrict]
        count = min(len(others), self.rng.randint(3, 6))
        return [self._spot(village, Precision.GPS) for village in self.rng.sample(others, count)]

    def field(self, home: Village) -> list[SiteRow]:
        """Fields beside the village: an irregular area of about 1-4 square kilometres."""
        radius, turn = self.rng.uniform(600, 1_100), self.rng.uniform(0, math.tau)
        middle = (home.at[0] + 1.3 * radius * math.cos(turn), home.at[1] + 1.3 * radius * math.sin(turn))
        corners = sorted(self.rng.uniform(0, math.tau) for _ in range(9))
        reach = [radius * self.rng.uniform(0.75, 1.2) for _ in corners]
        ring = [(middle[0] + r * math.cos(a), middle[1] + r * math.sin(a)) for a, r in zip(corners, reach, strict=True)]
        hull = shapely.convex_hull(shapely.multipoints(ring)).boundary
        drawn = polygon(_corners(hull))
        return [SiteRow(Role.BENEFICIARY, Precision.DIGITISED, drawn)] if self._around.contains(drawn) else []

    def gate(self, home: Village) -> list[SiteRow]:
        """A gate or pump on the stream and the fields that it serves."""
        weir, field = self.weir(home), self.field(home)
        return weir + field if weir and field else []

    def _project(self, year: int, number: int) -> ProjectRow:
        while True:
            work = self.rng.choices(WORKS, [work.weight for work in WORKS])[0]
            home = self.rng.choice(self._villages)
            if sites := work.place(self, home):
                return self._row(year, number, work, home, sites)

    def _row(self, year: int, number: int, work: Work, home: Village, sites: list[SiteRow]) -> ProjectRow:
        moo, sub = int(home.code[-2:]), home.subdistrict
        measure = {"m": f"{self._metres(sites):,}", "n": len(sites)}
        capital = sub.code[2:4] == "01"
        place_th = f"บ้าน{home.name.th} หมู่ที่ {moo} ตำบล{sub.name.th} อำเภอ{sub.district.th} จังหวัด{PROVINCE.th}"
        place_en = f"Ban {home.name.en} (Moo {moo}), {sub.name.en}, {sub.district.en}{'' if capital else ' District'}"
        return ProjectRow(
            f"P{year}-{number:04d}", work.title_th.format(place=place_th, **measure),
            work.title_en.format(place=place_en, **measure), work.kind, year,
            self.rng.choice(STATES_BY_YEAR[year]), tuple(sites),
        )  # fmt: skip

    def _unplaced(self, year: int, number: int) -> ProjectRow:
        title_th, title_en = WHOLE_PROVINCE
        return ProjectRow(
            f"P{year}-{number:04d}",
            title_th,
            title_en,
            "เศรษฐกิจและการท่องเที่ยว",
            year,
            self.rng.choice(STATES_BY_YEAR[year]),
            (SiteRow(Role.BENEFICIARY, Precision.NONE, None),),
        )

    def _metres(self, sites: Sequence[SiteRow]) -> int:
        """The length of the first site, to 5 m as contracts give it; 0 when it is no line."""
        geom = sites[0].geom
        return round(geodesic_m(geom) / 5) * 5 if isinstance(geom, LineString) else 0

    def _along(self, course: LineString, home: Village, shortest_m: float, longest_m: float) -> list[SiteRow]:
        """A stretch of a line around its point nearest to the village; none when that is far or the line is short."""
        metres = self.rng.uniform(shortest_m, longest_m)
        near = course.project(Point(home.at))
        if course.distance(Point(home.at)) > NEAR_WATER_M or course.length < shortest_m:
            return []
        start = min(max(0.0, near - metres / 2), max(0.0, course.length - metres))
        stretch = substring(course, start, min(course.length, start + metres))
        return [SiteRow(Role.ALIGNMENT, Precision.SURVEYED, line(_corners(stretch)))]

    def _nearest(self, courses: Sequence[LineString], home: Village) -> LineString:
        return min(courses, key=lambda course: course.distance(Point(home.at)))

    def _spot(self, home: Village, precision: Precision) -> SiteRow:
        at: Vertex = (home.at[0] + self.rng.uniform(-120, 120), home.at[1] + self.rng.uniform(-120, 120))
        return SiteRow(Role.SITE, precision, point(at))


def _corners(drawn: BaseGeometry) -> list[Vertex]:
    return [(x, y) for x, y in drawn.coords]


BUILDING, WATER, FARMING = "โครงสร้างพื้นฐาน", "ทรัพยากรน้ำ", "เกษตรและรายได้"
LIVING, TOURISM, SAFETY = "คุณภาพชีวิต", "เศรษฐกิจและการท่องเที่ยว", "ความปลอดภัย"
WORKS = (
    Work(BUILDING, "ก่อสร้างถนนคอนกรีตเสริมเหล็ก {place} กว้าง 5.00 เมตร ยาว {m} เมตร หนา 0.15 เมตร",
         "Reinforced concrete road, {place}: {m} m", 7, Works.road),
    Work(BUILDING, "ปรับปรุงถนนลาดยางแอสฟัลต์ติกคอนกรีต {place} กว้าง 6.00 เมตร ยาว {m} เมตร",
         "Asphalt resurfacing, {place}: {m} m", 4, Works.road),
    Work(WATER, "ขุดลอกลำห้วย {place} ยาว {m} เมตร", "Dredging of the stream at {place}: {m} m", 4, Works.stream),
    Work(WATER, f"ก่อสร้างเขื่อนป้องกันตลิ่งริมแม่น้ำ{RIVER.th} {{place}} ยาว {{m}} เมตร",
         f"Bank protection on the {RIVER.en} River, {{place}}: {{m}} m", 3, Works.bank),
    Work(WATER, "ก่อสร้างฝายน้ำล้นคอนกรีตเสริมเหล็ก {place}", "Concrete weir, {place}", 4, Works.weir),
    Work(WATER, "ก่อสร้างสถานีสูบน้ำด้วยพลังงานแสงอาทิตย์พร้อมระบบส่งน้ำ {place}",
         "Solar pumping station with irrigated fields, {place}", 2, Works.gate),
    Work(LIVING, "ปรับปรุงระบบประปาหมู่บ้าน {place}", "Village water supply improvement, {place}", 5, Works.spot),
    Work(LIVING, "ก่อสร้างอาคารศูนย์พัฒนาคุณภาพชีวิตผู้สูงอายุ {place}", "Centre for the elderly, {place}", 2, Works.spot),
    Work(FARMING, "ส่งเสริมเกษตรแปลงใหญ่และการผลิตสินค้าเกษตรปลอดภัย {place}",
         "Large-scale safe farming, {place}", 3, Works.field),
    Work(TOURISM, "พัฒนาแหล่งท่องเที่ยวชุมชนและปรับปรุงภูมิทัศน์ {place}",
         "Community tourism site and landscape, {place}", 3, Works.spot),
    Work(SAFETY, "ติดตั้งกล้องโทรทัศน์วงจรปิดและไฟส่องสว่างพลังงานแสงอาทิตย์ {n} จุด {place}",
         "CCTV and solar street lights at {n} places, {place}", 3, Works.spots),
)  # fmt: skip
