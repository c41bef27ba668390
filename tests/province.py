"""The toy province 98: three districts, squares of one degree in a row, so that every number is mental arithmetic.

    lon 100     101     102     103
        ┌───┬───┬───┬───┬───┬───┐  lat 16
        │01 │02 │01 │02 │01 │02 │
        │200│100│ 50│ 50│ 60│ 40│  people; 500 in all
        └───┴───┴───┴───┴───┴───┘  lat 15
        9801    9802    9803
        เมือง    เหนือ    ใต้

Vulnerable households (personal): 3 and 7 in เมือง, 12 and 0 in เหนือ, 2 and 0 in ใต้.

Indicators of 2567: 20, 10 and 40 road deaths for 100,000 people (30/150,000, 10/100,000, 20/50,000; 20 in all); 5 % and 12 %
target poor (10/200, 12/100) and nothing known of ใต้; 38, 25 and 40 days of dust; 80, 50 and 60 % of the waste in order.

Each subdistrict is written down with 50 km², each district with 100 km², the province with 300 km²; so districts have
3, 1 and 1 people per km², subdistricts 4, 2, 1, 1, 1.2 and 0.8.
"""

from __future__ import annotations

from datetime import date

from geoalchemy2.shape import from_shape
from shapely import MultiPolygon, Point, box
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.datasets.models import Dataset, Feature
from app.indicators.models import Indicator, Observation
from app.monitoring.models import Asset
from app.places.models import Area
from app.projects.models import Project, Site, SiteArea
from tests import cast, ledger

SINCE = date(2020, 1, 1)
DISTRICTS = (("9801", "เมืองของเล่น", "Mueang Khong Len"), ("9802", "เหนือ", "Nuea"), ("9803", "ใต้", "Tai"))
PEOPLE = {"980101": 200, "980102": 100, "980201": 50, "980202": 50, "980301": 60, "980302": 40}
SUBDISTRICT_NAMES = {
    "980101": ("ในเมือง", "Nai Mueang"), "980102": ("บ้านน้ำใส", "Ban Nam Sai"), "980201": ("ป่าแดง", "Pa Daeng"),
    "980202": ("ปาแดง", "Pa Daeng Noi"), "980301": ("ท่าข้าม", "Tha Kham"), "980302": ("วังทอง", "Wang Thong"),
}  # fmt: skip


def west_of(code: str) -> float:
    """The western edge of a district or subdistrict, in degrees."""
    degrees = 100.0 + int(code[2:4]) - 1
    return degrees + (int(code[4:6]) - 1) / 2 if len(code) == 6 else degrees


def square(code: str) -> MultiPolygon:
    """The rectangle of an area of the toy province."""
    if len(code) == 2:
        return MultiPolygon([box(100, 15, 103, 16)])
    west = west_of(code)
    return MultiPolygon([box(west, 15, west + (0.5 if len(code) == 6 else 1), 16)])


def build(session: Session) -> None:
    """Write the whole toy province; the caller commits."""
    _areas(session)
    _population(session)
    _indicators(session)
    _features(session)
    _projects(session)
    _asset(session)
    cast.build(session)
    _vulnerable(session)
    ledger.build(session)
    session.flush()


def _area(level: str, code: str, th: str, en: str, sqkm: int, geom: BaseGeometry, parent: Area | None) -> Area:
    return Area(
        level=level, code=code, name_th=th, name_en=en, valid_from=SINCE, source="ของเล่น",
        parent_id=parent.id if parent else None, parent_code=parent.code if parent else None,
        geom=from_shape(geom, 4326), label_point=from_shape(geom.centroid, 4326),
        area_sqm=sqkm * 1_000_000 or None,
    )  # fmt: skip


def _areas(session: Session) -> None:
    def add(*given: object) -> Area:
        area = _area(*given)  # type: ignore[arg-type]
        session.add(area)
        session.flush()
        return area

    province = add("province", "98", "ของเล่น", "Khong Len", 300, square("98"), None)
    for code, th, en in DISTRICTS:
        district = add("district", code, th, en, 100, square(code), province)
        for sub in (name for name in SUBDISTRICT_NAMES if name.startswith(code)):
            names = SUBDISTRICT_NAMES[sub]
            parent = add("subdistrict", sub, *names, 50, square(sub), district)
            point = Point(west_of(sub) + 0.25, 15.5)
            add("village", f"{sub}01", f"บ้าน{names[0]}", f"Ban {names[1]}", 0, point, parent)
    session.execute(
        text(
            "INSERT INTO derived.area_overview (area_id, band, geom)"
            " SELECT id, band, st_transform(geom, 3857) FROM places.area, unnest(ARRAY[4, 5, 7, 9, 11]) AS band"
            " WHERE geometrytype(geom) = 'MULTIPOLYGON'"
        )
    )


def _population(session: Session) -> None:
    session.add(
        Indicator(
            code="POP-TOTAL",
            name_th="ประชากร",
            name_en="Population",
            definition_th="จำนวนคนตามทะเบียน",
            definition_en="Registered people",
            unit_th="คน",
            unit_en="people",
            direction="none",
            aggregation="sum",
            min_level="subdistrict",
            period_kind="calendar",
            source="ของเล่น",
        )
    )
    session.flush()
    areas = session.query(Area).filter(Area.level == "subdistrict").order_by(Area.code)
    session.add_all(
        Observation(
            indicator_code="POP-TOTAL",
            area_id=area.id,
            area_code=area.code,
            period_start=date(2024, 1, 1),
            period_end=date(2025, 1, 1),
            value=PEOPLE[area.code],
            status="final",
            vintage_on=date(2025, 2, 1),
        )
        for area in areas
    )


PER_100K, PERCENT = 100_000, 100
FISCAL = frozenset({"ENV-WASTE"})
MEASURED: dict[str, tuple[str, str, float, int, dict[str, float | tuple[float, float]]]] = {
    # code: direction, aggregation, multiplier, decimals, by district the value, or numerator and denominator
    "SOC-ROAD": (
        "down",
        "weighted_mean",
        PER_100K,
        1,
        {"9801": (30, 150_000), "9802": (10, 100_000), "9803": (20, 50_000)},
    ),
    "SOC-TPMAP": ("down", "weighted_mean", PERCENT, 2, {"9801": (10, 200), "9802": (12, 100)}),
    "ENV-PM25": ("down", "none", 1, 0, {"9801": 38, "9802": 25, "9803": 40}),
    "ENV-WASTE": ("up", "weighted_mean", PERCENT, 1, {"9801": (80, 100), "9802": (25, 50), "9803": (30, 50)}),
}


def _indicators(session: Session) -> None:
    ids = dict(session.query(Area.code, Area.id).filter(Area.level == "district").all())
    for code, (direction, aggregation, multiplier, decimals, found) in MEASURED.items():
        session.add(
            Indicator(
                code=code, name_th=f"ตัวชี้วัด {code}", name_en=code, definition_th="ของเล่น", definition_en="Toy", unit_th="หน่วย",
                unit_en="unit", multiplier=multiplier, decimals=decimals, direction=direction, aggregation=aggregation,
                min_level="district", period_kind="fiscal" if code in FISCAL else "calendar", source="ของเล่น",
            )
        )  # fmt: skip
        session.flush()
        for district, given in found.items():
            over, under = given if isinstance(given, tuple) else (None, None)
            value = multiplier * given[0] / given[1] if isinstance(given, tuple) else given
            session.add(
                Observation(
                    indicator_code=code, area_id=ids[district], area_code=district, value=value,
                    period_start=date(2023, 10, 1) if code in FISCAL else date(2024, 1, 1),
                    period_end=date(2024, 10, 1) if code in FISCAL else date(2025, 1, 1),
                    numerator=over, denominator=under, status="final", vintage_on=date(2025, 2, 1),
                )
            )  # fmt: skip


FEATURES = {
    "rivers": ("MultiLineString", MultiLineString([[(100, 15.25), (103, 15.25)]]),
               {"name_th": "แม่น้ำของเล่น", "name_en": "Toy River", "kind": "river"}),
    "roads": ("MultiLineString", MultiLineString([[(100, 15.5), (103, 15.5)]]),
              {"number": "98", "kind": "highway", "length_km": 300}),
    "flood_zones": ("MultiPolygon", MultiPolygon([box(100, 15.2, 103, 15.3)]), {"return_years": 5}),
    "facilities": ("Point", Point(100.25, 15.5), {"name_th": "โรงเรียนในเมือง", "name_en": "School", "kind": "school"}),
}  # fmt: skip
VULNERABLE = {"980101": 3, "980102": 7, "980201": 12, "980202": 0, "980301": 2, "980302": 0}


def _vulnerable(session: Session) -> None:
    """Households without names, in a row through the middle of their subdistrict."""
    session.add(
        Dataset(
            id="vulnerable_households", title_th="ครัวเรือนเปราะบาง", title_en="Vulnerable households",
            geometry_type="Point", custodian="สำนักงานพัฒนาสังคม", source="ของเล่น", class_="personal",
            purpose="social-welfare", organization="welfare",
        )
    )  # fmt: skip
    session.flush()
    session.add_all(
        Feature(
            dataset_id="vulnerable_households",
            geom=from_shape(Point(west_of(code) + 0.01 * (number + 1), 15.5), 4326),
            attributes={"kind": "elderly_alone", "members": 1, "is_assisted": False},
            class_="personal",
            area_code=code,
            agency="welfare",
        )
        for code, count in VULNERABLE.items()
        for number in range(count)
    )


def _features(session: Session) -> None:
    for name, (kind, geom, attributes) in FEATURES.items():
        session.add(
            Dataset(
                id=name,
                title_th=name,
                title_en=name,
                geometry_type=kind,
                custodian="สำนักงานจังหวัด",
                source="ของเล่น",
                class_="public",
            )
        )
        session.flush()
        session.add(
            Feature(
                dataset_id=name, geom=from_shape(geom, 4326), attributes=attributes, class_="public", area_code="980101"
            )
        )


def _projects(session: Session) -> None:
    road = LineString([(100.5, 15.5), (101.5, 15.5)])
    _project(session, "P-1", "ก่อสร้างฝายบ้านน้ำใส", "completed", Point(100.75, 15.5), {"980102": 1_000_000})
    _project(session, "P-2", "ปรับปรุงถนนสายเหนือ", "in_progress", road, {"980102": 500_000, "980201": 500_000})
    _project(session, "P-3", "ส่งเสริมอาชีพทั้งจังหวัด", "funded", None, {})


def _asset(session: Session) -> None:
    """The weir of P-1, which nobody has taken over yet."""
    weir = session.query(Project).filter(Project.reference == "P-1").one()
    session.add(
        Asset(
            project_id=weir.id, number=1, name_th="ฝายบ้านน้ำใส", name_en="Weir", value_satang=100_000_000,
            geom=from_shape(Point(100.75, 15.5), 4326), area_code="980102",
        )
    )  # fmt: skip


def _project(
    session: Session, reference: str, title: str, state: str, geom: BaseGeometry | None, touched: dict[str, int]
) -> None:
    project = Project(
        reference=reference, title_th=title, kind="infrastructure", fiscal_year=2569, state=state, class_="public",
        area_codes=sorted(touched),
    )  # fmt: skip
    session.add(project)
    session.flush()
    site = Site(
        project_id=project.id, role="site", share_ppm=1_000_000, geom=from_shape(geom, 4326) if geom else None,
        precision="surveyed" if geom else "none", area_code=min(touched, default=None),
    )  # fmt: skip
    session.add(site)
    session.flush()
    session.add_all(
        SiteArea(site_id=site.id, project_id=project.id, area_code=code, share_ppm=share)
        for code, share in touched.items()
    )
