"""Demonstration projects: works that stand where such works stand, on roads, along water, in villages and fields."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
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
from app.projects.rules import Kind, Precision, Role, Sector, State

PROJECTS_BY_YEAR = {2566: 56, 2567: 58, 2568: 60, 2569: 62, 2570: 54}
STATES_BY_YEAR = {
    2566: [State.CLOSED] * 8 + [State.IN_USE_CHECKED] * 3 + [State.HANDED_OVER, State.CANCELLED],
    2567: [State.CLOSED] * 5 + [State.IN_USE_CHECKED] * 4 + [State.HANDED_OVER] * 3 + [State.CANCELLED, State.ACCEPTED],
    2568: [State.COMPLETED] * 4 + [State.ACCEPTED] * 3 + [State.HANDED_OVER] * 3 + [State.IN_PROGRESS, State.SUSPENDED,
           State.IN_USE_CHECKED, State.CANCELLED],
    2569: [State.IN_PROGRESS] * 5 + [State.PROCURING] * 2 + [State.CONTRACTED] * 3 + [State.COMPLETED] * 3
    + [State.PREPARING, State.FUNDED, State.SUSPENDED, State.PROBLEM, State.PROBLEM, State.CANCELLED],
    2570: [State.APPROVED_PLAN] * 4 + [State.REQUESTED] * 4 + [State.SUBMITTED] * 3 + [State.SCREENED] * 3
    + [State.DRAFT] * 2 + [State.RETURNED] * 2 + [State.RESERVE] * 2 + [State.FUNDED] * 3 + [State.REJECTED,
       State.PREPARING],
}  # fmt: skip
"""What each fiscal year has come to; all states occur."""
UNSURE = 12
"""One project in so many says only in which subdistrict it is, and another one declares a neighbouring subdistrict."""
NEAR_WATER_M = 3_500.0
UNDECIDED = (
    "พัฒนาตลาดสินค้าเกษตรปลอดภัยต้นแบบ จังหวัดสมมุติบุรี (รอเลือกสถานที่)",
    "Model market of safe farm products, Sommut Buri Province (place to be chosen)",
)
UNDECIDED_WHY = "คณะทำงานยังไม่คัดเลือกสถานที่"
WHOLE_PROVINCE = (
    "พัฒนาศักยภาพผู้ประกอบการและเครือข่ายการท่องเที่ยวโดยชุมชน จังหวัดสมมุติบุรี",
    "Training of community tourism entrepreneurs, Sommut Buri Province",
)


@dataclass(frozen=True, slots=True)
class Field:
    """In which field a work is, of what kind, whose it is, and which approach of the plan it serves."""

    sector: Sector
    kind: Kind
    agency: str
    approach: str


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work: its title with the places {m} for metres and {n} for a number, and how its sites are found."""

    field: Field
    title_th: str
    title_en: str
    weight: int
    place: Callable[[Works, Village], list[SiteRow]]


class Works:
    """Finds the sites of works near a village."""

    def __init__(self, seed: int, villages: Sequence[Village], roads: Roads, water: Water, around: Polygon) -> None:
        self.rng = Random(f"{seed}/works")
        self.villages, self._around = villages, around
        self._road_at = {
            cell: road for road in roads.roads if road.road_class is not RoadClass.HIGHWAY for cell in road.cells
        }
        self.roads = roads.roads
        self.main, *self.streams = [LineString(river.line) for river in water.rivers]

    def projects(self) -> Iterable[ProjectRow]:
        """In the order of fiscal years; in each year one project is for the whole province, one has no place yet."""
        for year, count in PROJECTS_BY_YEAR.items():
            for number in range(1, count - 1):
                yield self._project(year, number)
            yield self._unplaced(year, count - 1, WHOLE_PROVINCE, is_province_wide=True)
            yield self._unplaced(year, count, UNDECIDED, note=UNDECIDED_WHY)

    def road(self, home: Village) -> list[SiteRow]:
        """A stretch of the lane or rural road that passes the village."""
        road = self._road_at.get(home.cell)
        return self.along(LineString(road.line), home, 450, 2_800) if road else []

    def stream(self, home: Village) -> list[SiteRow]:
        """A stretch of the nearest stream."""
        return self.along(self._nearest(self.streams, home), home, 900, 4_200)

    def bank(self, home: Village) -> list[SiteRow]:
        """A stretch of the main river."""
        return self.along(self.main, home, 180, 620)

    def weir(self, home: Village) -> list[SiteRow]:
        """A point on the nearest stream."""
        stream = self._nearest(self.streams, home)
        at = stream.interpolate(stream.project(Point(home.at)))
        if at.distance(Point(home.at)) > NEAR_WATER_M:
            return []
        return [SiteRow(Role.SITE, Precision.SURVEYED, point((at.x, at.y)))]

    def spot(self, home: Village) -> list[SiteRow]:
        """A point in the village."""
        return [self.near(home, Precision.GPS)]

    def spots(self, home: Village) -> list[SiteRow]:
        """Points in the villages of one subdistrict."""
        others = [village for village in self.villages if village.subdistrict == home.subdistrict]
        count = min(len(others), self.rng.randint(3, 6))
        return [self.near(village, Precision.GPS) for village in self.rng.sample(others, count)]

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
            home = self.rng.choice(self.villages)
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
            work.title_en.format(place=place_en, **measure), work.field.kind, year,
            self.rng.choice(STATES_BY_YEAR[year]), tuple(self._declared(site, home) for site in sites),
            sector=work.field.sector, agency=work.field.agency, approach=work.field.approach,
            people=self.rng.randrange(80, 4_000, 20),
        )  # fmt: skip

    def _declared(self, site: SiteRow, home: Village) -> SiteRow:
        """Most offices declare the subdistrict of the village; some a wrong one, some nothing; some points are rough."""
        luck = self.rng.randrange(UNSURE)
        others = sorted({village.subdistrict.code for village in self.villages} - {home.subdistrict.code})
        code = self.rng.choice(others) if luck == 0 else home.subdistrict.code
        precision = Precision.CENTROID if luck == 1 and isinstance(site.geom, Point) else site.precision
        return replace(site, declared=() if luck == 2 else (code,), precision=precision)

    def _unplaced(
        self, year: int, number: int, title: tuple[str, str], *, note: str | None = None, is_province_wide: bool = False
    ) -> ProjectRow:
        site = SiteRow(Role.BENEFICIARY, Precision.NONE, None, note=note, is_province_wide=is_province_wide)
        return ProjectRow(
            f"P{year}-{number:04d}", *title, Kind.ACTIVITY, year, self.rng.choice(STATES_BY_YEAR[year]), (site,),
            sector=Sector.TOURISM, agency="tourism", approach="2.2", people=600,
        )  # fmt: skip

    def _metres(self, sites: Sequence[SiteRow]) -> int:
        """The length of the first site, to 5 m as contracts give it; 0 when it is no line."""
        geom = sites[0].geom
        return round(geodesic_m(geom) / 5) * 5 if isinstance(geom, LineString) else 0

    def along(self, course: LineString, home: Village, shortest_m: float, longest_m: float) -> list[SiteRow]:
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

    def near(self, home: Village, precision: Precision) -> SiteRow:
        at: Vertex = (home.at[0] + self.rng.uniform(-120, 120), home.at[1] + self.rng.uniform(-120, 120))
        return SiteRow(Role.SITE, precision, point(at))


def _corners(drawn: BaseGeometry) -> list[Vertex]:
    return [(x, y) for x, y in drawn.coords]


INFRA, EQUIPMENT, ACTIVITY = Kind.INFRASTRUCTURE, Kind.EQUIPMENT, Kind.ACTIVITY
ROADS = Field(Sector.TRANSPORT, INFRA, "works", "1.4")
SAFE_ROADS = Field(Sector.TRANSPORT, INFRA, "highways", "3.3")
FARM_WATER = Field(Sector.WATER, INFRA, "irrigation", "1.3")
BANKS = Field(Sector.WATER, INFRA, "works", "4.1")
TAPS = Field(Sector.LIVING, INFRA, "local", "3.2")
ELDERLY = Field(Sector.LIVING, INFRA, "welfare", "3.1")
FARMING = Field(Sector.FARMING, ACTIVITY, "agriculture", "1.1")
VISITORS = Field(Sector.TOURISM, INFRA, "tourism", "2.1")
CAMERAS = Field(Sector.SAFETY, EQUIPMENT, "governance", "3.3")
WORKS = (
    Work(ROADS, "ก่อสร้างถนนคอนกรีตเสริมเหล็ก {place} กว้าง 5.00 เมตร ยาว {m} เมตร หนา 0.15 เมตร",
         "Reinforced concrete road, {place}: {m} m", 7, Works.road),
    Work(SAFE_ROADS, "ปรับปรุงถนนลาดยางแอสฟัลต์ติกคอนกรีต {place} กว้าง 6.00 เมตร ยาว {m} เมตร",
         "Asphalt resurfacing, {place}: {m} m", 4, Works.road),
    Work(FARM_WATER, "ขุดลอกลำห้วย {place} ยาว {m} เมตร", "Dredging of the stream at {place}: {m} m", 4, Works.stream),
    Work(BANKS, f"ก่อสร้างเขื่อนป้องกันตลิ่งริมแม่น้ำ{RIVER.th} {{place}} ยาว {{m}} เมตร",
         f"Bank protection on the {RIVER.en} River, {{place}}: {{m}} m", 3, Works.bank),
    Work(FARM_WATER, "ก่อสร้างฝายน้ำล้นคอนกรีตเสริมเหล็ก {place}", "Concrete weir, {place}", 4, Works.weir),
    Work(FARM_WATER, "ก่อสร้างสถานีสูบน้ำด้วยพลังงานแสงอาทิตย์พร้อมระบบส่งน้ำ {place}",
         "Solar pumping station with irrigated fields, {place}", 2, Works.gate),
    Work(TAPS, "ปรับปรุงระบบประปาหมู่บ้าน {place}", "Village water supply improvement, {place}", 5, Works.spot),
    Work(ELDERLY, "ก่อสร้างอาคารศูนย์พัฒนาคุณภาพชีวิตผู้สูงอายุ {place}", "Centre for the elderly, {place}", 2, Works.spot),
    Work(FARMING, "ส่งเสริมเกษตรแปลงใหญ่และการผลิตสินค้าเกษตรปลอดภัย {place}",
         "Large-scale safe farming, {place}", 3, Works.field),
    Work(VISITORS, "พัฒนาแหล่งท่องเที่ยวชุมชนและปรับปรุงภูมิทัศน์ {place}",
         "Community tourism site and landscape, {place}", 3, Works.spot),
    Work(CAMERAS, "ติดตั้งกล้องโทรทัศน์วงจรปิดและไฟส่องสว่างพลังงานแสงอาทิตย์ {n} จุด {place}",
         "CCTV and solar street lights at {n} places, {place}", 3, Works.spots),
)  # fmt: skip
