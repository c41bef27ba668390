"""Acts on the demonstration: load the invented province, and remove exactly what is synthetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from shapely.geometry.base import BaseGeometry
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.accounts.commands.founding import remove_synthetic_accounts
from app.budgets.commands.synthetic import remove_synthetic_budgets
from app.calls.commands.deciding import remove_synthetic_calls
from app.core import audit
from app.core.authority import PUBLIC, Acting
from app.core.errors import Conflict, Invalid
from app.core.lineage import ImportRun
from app.core.permissions import Permission
from app.core.records import today
from app.datasets.commands import define_dataset, load_features, remove_synthetic_datasets
from app.datasets.models import Dataset
from app.datasets.schemas import DatasetIn, FeatureIn
from app.demo.asking import load_queries
from app.demo.budgeting import load_ledgers
from app.demo.calling import load_calls
from app.demo.clusters import load_cluster
from app.demo.following import load_monitoring
from app.demo.households import VULNERABLE
from app.demo.measuring import load_measures
from app.demo.offices import GOVERNOR
from app.demo.planning import holder, load_planning
from app.demo.portfolio import dossier, node_keys
from app.demo.province import CODE, province
from app.demo.queries import demo_present
from app.demo.renaming import formerly, rename
from app.demo.rows import DemoProvince, ObservationRow
from app.demo.settlements import HOUSEHOLDS, POPULATION
from app.demo.staff import FROZEN, first_of_year, staff
from app.demo.staffing import load_staff
from app.demo.views import load_views
from app.indicators.commands.definitions import define_indicator
from app.indicators.commands.observing import record_observations
from app.indicators.commands.synthetic import remove_synthetic_indicators
from app.indicators.models import Indicator, Observation
from app.indicators.rules import Aggregation, Direction, PeriodKind, Theme
from app.indicators.schemas import IndicatorIn, ObservationIn, Period
from app.meetings.commands import remove_synthetic_meetings
from app.monitoring.commands.synthetic import remove_synthetic_monitoring
from app.organizations.commands.standard import seed_standard
from app.organizations.commands.synthetic import remove_synthetic_organizations
from app.places.commands import import_areas
from app.places.models import Area
from app.places.rules import Level
from app.places.schemas import AreaName, AreaRecord, ImportOptions
from app.plans.commands.standard import seed_frames
from app.plans.commands.synthetic import remove_synthetic_plans
from app.projects.commands import register_projects, remove_synthetic_projects
from gis.access import ABOUT_PERSONS, Read

SOURCE = "ข้อมูลสาธิต สร้างขึ้นโดยโปรแกรม ไม่ใช่ข้อมูลจริง · demonstration data, invented by the program"
OFFICE = "สำนักงานจังหวัดสมมุติบุรี"
LICENCE = "CC0-1.0"
SINCE = date(2019, 1, 1)
"""First day of the invented boundaries, before the first observation."""
DATASETS = {
    "rivers": ("แม่น้ำลำคลอง", "Rivers and streams", "MultiLineString", Read.PUBLIC),
    "flood_zones": ("พื้นที่น้ำท่วม", "Flood zones", "MultiPolygon", Read.PUBLIC),
    "roads": ("ถนน", "Roads", "MultiLineString", Read.PUBLIC),
    "facilities": ("สถานที่สำคัญ", "Facilities", "Point", Read.PUBLIC),
    VULNERABLE: ("ครัวเรือนเปราะบาง", "Vulnerable households", "Point", Read.PERSONAL),
}
PURPOSE = "social-welfare"
AGENCIES = {
    "rivers": "d99-irrigation", "flood_zones": "d99-disaster", "roads": "d99-works", "facilities": "d99-office",
    VULNERABLE: "d99-welfare",
}  # fmt: skip
"""The organisation of each dataset's features, by its code."""
INDICATORS = {
    POPULATION: ("ประชากร", "Population", "จำนวนคนตามทะเบียนราษฎร ณ สิ้นปี", "Registered people at the end of the year",
                 "คน", "people"),
    HOUSEHOLDS: ("ครัวเรือน", "Households", "จำนวนบ้านที่มีผู้อยู่อาศัย ณ สิ้นปี", "Inhabited houses at the end of the year",
                 "ครัวเรือน", "households"),
}  # fmt: skip

Progress = Callable[[str, str], None]


def _silent(_thai: str, _english: str) -> None:
    """Tells nobody."""


def load_demo(
    session: Session, *, by: Acting, progress: Progress = _silent, on: date | None = None, files: Path | None = None
) -> dict[str, int]:  # fmt: skip
    """Load province 99 through the commands of the slices, every row marked synthetic; counts by kind of row.

    Its orders are those of the fiscal year of ``on``, by default today; the standard roles come with it where missing.
    Photos come where there is a folder for them, ``files``.
    Raises Conflict when synthetic rows are there already, Invalid when a real area has one of its codes.
    """
    by.must(Permission.DEMO_LOAD)
    if demo_present(session, viewer=PUBLIC):
        raise Conflict(
            "มีข้อมูลสาธิตอยู่แล้ว ลบด้วย ./phaen demo remove ก่อนโหลดใหม่",
            "The demonstration is loaded already; remove it with ./phaen demo remove before loading it anew.",
        )
    progress("สร้างจังหวัดสาธิต", "inventing the demonstration province")
    demo = province()
    progress("เขียนเขตการปกครอง", "writing its areas")
    counts = _load_areas(session, by, demo)
    progress("เขียนหน่วยงาน ตำแหน่ง และคำสั่ง", "writing offices, positions and orders")
    seed_standard(session, by=by)
    year = staff(first_of_year(on or today(session)))
    counts |= load_staff(session, by=by, invented=year, frozen=FROZEN)
    progress("เขียนแผนและมติ", "writing plans and resolutions")
    seed_frames(session, by=by)
    counts |= load_planning(session, by=by)
    counts |= load_cluster(session, by=by)
    progress("เขียนแม่น้ำ ถนน และสถานที่", "writing rivers, roads and facilities")
    counts |= _load_features(session, by, demo)
    progress("เขียนตัวชี้วัดและโครงการ", "writing indicators and projects")
    counts["observations"] = _load_observations(session, by, demo) + load_measures(session, by=by, demo=demo)
    keys, day = node_keys(session), on or today(session)
    projects = [dossier(row, keys, day) for row in demo.projects]
    counts["projects"] = register_projects(session, by=by, projects=formerly(projects), is_synthetic=True)
    progress("เขียนบัญชีงบประมาณ", "writing budgets and their ledgers")
    counts |= load_ledgers(session, by=by, governor=holder(session, GOVERNOR))
    progress("เขียนแผนผลงาน รายงาน และสินทรัพย์", "writing planned progress, reports and assets")
    counts |= load_monitoring(session, by=by, folder=files)
    progress("เขียนรอบคำของบประมาณ", "writing budget calls")
    counts |= load_calls(session, by=by)
    counts |= load_views(session)
    rename(session, by=by, projects=projects)
    counts |= load_queries(session)
    audit.record(session, by, "demo.loaded", "demo", CODE, digest=demo.digest(), **counts)
    return counts


def remove_demo(session: Session, *, by: Acting, files: Path | None = None) -> dict[str, int]:
    """Delete exactly the synthetic rows; counts by table. Raises Conflict when real rows hang on synthetic areas."""
    by.must(Permission.DEMO_LOAD)
    remove_synthetic_accounts(session, by=by)
    counts = remove_synthetic_calls(session, by=by)
    counts |= remove_synthetic_monitoring(session, by=by, folder=files)
    counts |= remove_synthetic_budgets(session, by=by)
    counts |= remove_synthetic_projects(session, by=by)
    counts |= remove_synthetic_indicators(session, by=by)
    counts |= remove_synthetic_datasets(session, by=by)
    counts |= remove_synthetic_plans(session, by=by)
    counts |= remove_synthetic_meetings(session, by=by)
    counts["areas"] = _remove_areas(session)
    counts |= remove_synthetic_organizations(session, by=by)
    audit.record(session, by, "demo.removed", "demo", CODE, **counts)
    return counts


def _load_areas(session: Session, by: Acting, demo: DemoProvince) -> dict[str, int]:
    """Subdistricts, from which the levels above are dissolved; then villages. The hole in the codes is meant."""
    names = {area.code: AreaName(area.name_th, area.name_en) for area in demo.areas if len(area.code) <= 4}
    options = ImportOptions(
        valid_from=SINCE, is_synthetic=True, source=SOURCE, source_on=SINCE, licence=LICENCE, names=names,
        outline_of=_outlines(demo), accept_missing=True,
    )  # fmt: skip
    for level in (Level.SUBDISTRICT, Level.VILLAGE):
        records = [AreaRecord(level, area.code, area.name_th, area.name_en, area.geom, row=row)
                   for row, area in enumerate(demo.level(level), start=1)]  # fmt: skip
        report = import_areas(session, by=by, areas=records, options=options)
        if report.refused:
            reasons = [remark for remark in report.remarks if remark.severity.value == "refusal"]
            raise Invalid(
                f"โหลดข้อมูลสาธิตไม่ได้: {reasons[0].th} ใช้ ./phaen up --empty เพื่อเริ่มโดยไม่มีข้อมูลสาธิต",
                f"The demonstration cannot be loaded: {reasons[0].en} Start without it: ./phaen up --empty",
            )
    return dict(Counter(area.level for area in demo.areas))


def _outlines(demo: DemoProvince) -> Callable[[str], BaseGeometry | None]:
    return {CODE: demo.outline}.get


def _load_features(session: Session, by: Acting, demo: DemoProvince) -> dict[str, int]:
    """Into datasets of their own, or beside the real features of a dataset that is there already."""
    counts = {}
    for name, (title_th, title_en, geometry_type, class_) in DATASETS.items():
        if session.get(Dataset, name) is None:
            given = DatasetIn(
                id=name,
                title_th=title_th,
                title_en=title_en,
                geometry_type=geometry_type,
                custodian=OFFICE,
                organization=AGENCIES[name],
                source=SOURCE,
                licence=LICENCE,
                class_=class_,
                purpose=PURPOSE if class_ in ABOUT_PERSONS else None,
                is_synthetic=True,
            )
            define_dataset(session, by=by, given=given)
        features = [FeatureIn(geom=row.geom, attributes=row.attributes, class_=class_, agency=AGENCIES[name])
                    for row in demo.features if row.dataset == name]  # fmt: skip
        counts[name] = load_features(session, by=by, dataset_id=name, features=features, is_synthetic=True)
    return counts


def _load_observations(session: Session, by: Acting, demo: DemoProvince) -> int:
    loaded = 0
    for code, (name_th, name_en, definition_th, definition_en, unit_th, unit_en) in INDICATORS.items():
        if session.get(Indicator, code) is None:
            given = IndicatorIn(
                code=code, name_th=name_th, name_en=name_en, definition_th=definition_th, definition_en=definition_en,
                unit_th=unit_th, unit_en=unit_en, direction=Direction.NONE, aggregation=Aggregation.SUM,
                min_level="subdistrict", period_kind=PeriodKind.CALENDAR, source=SOURCE, is_synthetic=True,
                theme=Theme.PEOPLE,
            )  # fmt: skip
            define_indicator(session, by=by, given=given)
        rows = [_observation(row) for row in demo.observations if row.indicator == code]
        loaded += record_observations(session, by=by, indicator=code, observations=rows, is_synthetic=True)
    return loaded


def _observation(row: ObservationRow) -> ObservationIn:
    """Published in the February after the year."""
    year = row.year - 543
    period = Period(start=date(year, 1, 1), end=date(year + 1, 1, 1))
    return ObservationIn(area_code=row.area_code, period=period, value=row.value, vintage_on=date(year + 1, 2, 1))


def _remove_areas(session: Session) -> int:
    """Synthetic areas and the runs that brought nothing else."""
    _refuse_real_dependents(session)
    runs = set(session.scalars(select(Area.import_run_id).where(Area.is_synthetic).distinct())) - {None}
    session.execute(update(Area).where(Area.is_synthetic).values(parent_id=None))
    gone = session.scalars(delete(Area).where(Area.is_synthetic).returning(Area.id)).all()
    in_use = select(Area.id).where(Area.import_run_id == ImportRun.id).exists()
    session.execute(delete(ImportRun).where(ImportRun.id.in_(runs), ~in_use))
    return len(gone)


def _refuse_real_dependents(session: Session) -> None:
    """Real values and real areas may not lose the area that they belong to."""
    child = aliased(Area)
    observed = select(Observation.id).where(Observation.area_id == Area.id, ~Observation.is_synthetic).exists()
    held = select(child.id).where(child.parent_id == Area.id, ~child.is_synthetic).exists()
    codes = session.scalars(
        select(Area.code).where(Area.is_synthetic, or_(observed, held)).order_by(Area.code).limit(5)
    ).all()
    if codes:
        named = ", ".join(codes)
        raise Conflict(
            f"ลบข้อมูลสาธิตไม่ได้: มีข้อมูลจริงผูกกับพื้นที่สมมุติ {named} ย้ายหรือลบข้อมูลนั้นก่อน",
            f"The demonstration cannot be removed: real rows hang on the invented areas {named}; move or delete them first.",
            place=named,
        )
