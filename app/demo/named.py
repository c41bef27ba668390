"""The ten projects of the office with their awkward truths, transplanted to the invented province; all of it is invented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import shapely
from shapely.geometry import LineString

from app.demo.projection import line, point
from app.demo.rows import AreaRow, ProjectRow, SiteRow
from app.demo.settlements import Village
from app.demo.works import Works
from app.projects.rules import Kind, Precision, Role, Sector, State

SITE, ALONG, FOR = Role.SITE, Role.ALIGNMENT, Role.BENEFICIARY
HOMES = (40, 120, 200, 280, 360, 440, 520, 600, 680, 760)
"""Around which villages, by their place in the list of all of them."""


def named_projects(works: Works, areas: Iterable[AreaRow]) -> Iterator[ProjectRow]:
    """Ten projects, in the order in which the office tells of them."""
    homes = [works.villages[number] for number in HOMES]
    subdistricts = [area for area in areas if area.level == "subdistrict"]
    yield _road(works)
    yield from _banks(works)
    yield _one("03", "ระบบสูบน้ำและประตูระบายน้ำแก้น้ำเค็มรุก", "Pumps and gates against salt water", Kind.INFRASTRUCTURE, 2569,
               State.PREPARING, _gate(works), Sector.WATER, "irrigation", "1.3", 3_200, "รอใบอนุญาตใช้พื้นที่ป่าสงวน")  # fmt: skip
    yield _one("04", "พัฒนาแหล่งน้ำชุมชนพื้นที่แล้งซ้ำซาก (สระ 12 แห่ง)", "Ponds for dry villages (12)", Kind.INFRASTRUCTURE,
               2568, State.HANDED_OVER, _ponds(works, homes[3]), Sector.WATER, "local", "1.3", 2_300,
               "สระ 3 แห่งยังไม่มีการใช้น้ำ")  # fmt: skip
    yield _one("05", "ยกระดับมะม่วงสมมุติบุรีสู่ GAP และตลาดพรีเมียม", "Mangoes to GAP and premium markets", Kind.ACTIVITY, 2569,
               State.IN_PROGRESS, _fields(works), Sector.FARMING, "agriculture", "1.1", 412, None)  # fmt: skip
    yield _one("06", "เส้นทางท่องเที่ยวริมแม่น้ำเชื่อมโยงชุมชน", "Riverside route of community tourism", Kind.ACTIVITY, 2568,
               State.CANCELLED, _route(works), Sector.TOURISM, "tourism", "2.1", 9_000,
               "ยกเลิกหลังหยุดชั่วคราว")  # fmt: skip
    yield _one("07", "รั้วกั้นและระบบเฝ้าระวังช้างป่า รอยต่อป่า", "Fence and watch against wild elephants", Kind.INFRASTRUCTURE,
               2569, State.PROBLEM, _fence(homes[6]), Sector.ENVIRONMENT, "environment", "4.4", 1_850,
               "มวลชนคัดค้านแนวรั้วช่วงที่สอง")  # fmt: skip
    yield _one("08", "ติดตั้งจุดตรวจ PM2.5 และลดการเผาในนาข้าว", "PM2.5 stations, less burning of fields", Kind.EQUIPMENT, 2569,
               State.PROCURING, _stations(works), Sector.ENVIRONMENT, "environment", "4.3", 8_000,
               "เสี่ยงพับไป 30 ก.ย. ยังไม่ทำสัญญา")  # fmt: skip
    yield _one("09", "บ้านพอเพียงและพัฒนาคุณภาพชีวิตครัวเรือนเปราะบาง", "Homes for vulnerable households", Kind.ACTIVITY, 2569,
               State.IN_PROGRESS, _homes(subdistricts), Sector.LIVING, "welfare", "3.1", 600,
               "ไม่แสดงพิกัดบ้าน แสดงเฉพาะเขตตำบล")  # fmt: skip
    yield _one("10", "ศูนย์ข้อมูลและเมืองอัจฉริยะเทศบาลเมืองสมมุติบุรี (CCTV 60 จุด)", "Smart town centre with 60 cameras",
               Kind.EQUIPMENT, 2567, State.IN_USE_CHECKED, _cameras(works), Sector.SAFETY, "municipality", "3.5", 45_000,
               "ตำแหน่งเจ้าของโครงการว่าง มีผู้รักษาราชการแทน")  # fmt: skip


def _one(
    number: str, th: str, en: str, kind: Kind, year: int, state: State, sites: list[SiteRow], sector: Sector, agency: str,
    approach: str, people: int, truth: str | None, last_year: int | None = None,
) -> ProjectRow:  # fmt: skip
    return ProjectRow(f"D{year}-{number}", th, en, kind, year, state, tuple(sites), sector=sector, agency=agency,
                      approach=approach, people=people, truth=truth, last_year=last_year)  # fmt: skip


def _road(works: Works) -> ProjectRow:
    """6.4 km of the longest road; contracted two days before the end of the fiscal year and carried over."""
    longest = max(works.roads, key=lambda road: LineString(road.line).length)
    home = min(works.villages, key=lambda one: LineString(longest.line).distance(shapely.Point(one.at)))
    sites = works.along(LineString(longest.line), home, 6_390, 6_410)
    return _one("01", "ปรับปรุงถนนสายแยกทางหลวง–วัด เพื่อลดอุบัติเหตุ", "Road improvement against accidents", Kind.INFRASTRUCTURE,
                2569, State.IN_PROGRESS, sites, Sector.TRANSPORT, "highways", "3.3", 12_500,
                "ลงนามสัญญา 28 กันยายน กันเงินเหลื่อมปี", 2570)  # fmt: skip


def _banks(works: Works) -> Iterator[ProjectRow]:
    """A dyke of the town planners over one of a department: the same bank twice."""
    home = min(works.villages, key=lambda one: works.main.distance(shapely.Point(one.at)))
    ours, theirs = works.along(works.main, home, 479, 481), works.along(works.main, home, 230, 231)
    yield _one("02", "ก่อสร้างเขื่อนป้องกันตลิ่งริมแม่น้ำ ชุมชนปากน้ำ", "Bank protection at the river mouth", Kind.INFRASTRUCTURE,
               2569, State.CONTRACTED, ours, Sector.WATER, "works", "4.1", 140, "แนวทับงานของกรม")  # fmt: skip
    yield _one("02A", "ก่อสร้างเขื่อนป้องกันตลิ่ง ชุมชนปากน้ำ (งานของกรม)", "Bank protection by the department",
               Kind.INFRASTRUCTURE, 2569, State.IN_PROGRESS, theirs, Sector.WATER, "irrigation", "4.1", 90, None)  # fmt: skip


def _gate(works: Works) -> list[SiteRow]:
    return next(sites for home in works.villages if (sites := works.gate(home)))


def _ponds(works: Works, home: Village) -> list[SiteRow]:
    order = sorted(works.villages, key=lambda one: shapely.Point(one.at).distance(shapely.Point(home.at)))
    points = [point((one.at[0] + 150, one.at[1] - 90)) for one in order[:12]]
    return [SiteRow(SITE, Precision.SURVEYED, shapely.multipoints(points))]


def _fields(works: Works) -> list[SiteRow]:
    found = (works.field(home) for home in works.villages[100:])
    return [site for _, sites in zip(range(5), filter(None, found), strict=False) for site in sites]


def _route(works: Works) -> list[SiteRow]:
    home = min(works.villages, key=lambda one: works.main.distance(shapely.Point(one.at)))
    stops = sorted(works.villages, key=lambda one: works.main.project(shapely.Point(one.at)))[::90][:9]
    route = works.along(works.main, home, 8_000, 8_400)
    return [*route, *(SiteRow(SITE, Precision.GPS, point((one.at[0] + 60, one.at[1] + 40))) for one in stops)]


def _fence(home: Village) -> list[SiteRow]:
    """A fence of 14 km beside the village, with cameras along it; the office declares one subdistrict only."""
    x, y = home.at
    bend = [(x - 5_500, y - 900), (x - 1_000, y + 700), (x + 3_500, y - 400), (x + 5_500, y + 3_200)]
    drawn = LineString(bend)
    cameras = [point((at.x, at.y)) for at in (drawn.interpolate(step / 29, normalized=True) for step in range(30))]
    declared = (home.subdistrict.code,)
    return [
        SiteRow(ALONG, Precision.DIGITISED, line(bend), declared),
        SiteRow(SITE, Precision.GPS, shapely.multipoints(cameras), declared),
    ]


def _stations(works: Works) -> list[SiteRow]:
    """One in each district but one."""
    first = {village.subdistrict.district.th: village for village in reversed(works.villages)}
    return [SiteRow(SITE, Precision.SURVEYED, point(village.at)) for village in list(first.values())[:11]]


def _homes(subdistricts: list[AreaRow]) -> list[SiteRow]:
    """Whole subdistricts: no home is shown."""
    chosen = subdistricts[::8][:12]
    return [SiteRow(FOR, Precision.CENTROID, area.geom, (area.code,)) for area in chosen]


def _cameras(works: Works) -> list[SiteRow]:
    town = [village for village in works.villages if village.code.startswith("9901")]
    points = [point((one.at[0] + 70 * step, one.at[1] - 55 * step)) for one in town for step in range(-3, 4)][:60]
    around = shapely.convex_hull(shapely.multipoints(points))
    return [SiteRow(SITE, Precision.GPS, shapely.multipoints(points)), SiteRow(FOR, Precision.DIGITISED, around)]
