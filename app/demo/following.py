"""Bringing invented monitoring in through the acts of its slice, for whatever invented projects there are."""

from __future__ import annotations

import io
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageDraw
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.authority import Acting
from app.core.calendar import BUDDHIST_ERA
from app.core.records import today
from app.demo import progress
from app.demo.offices import PREFIX
from app.demo.progress import Planned, Told
from app.monitoring.commands.assets import declare_no_asset, hand_over_asset, inspect_asset, record_asset
from app.monitoring.commands.calendar import open_rounds
from app.monitoring.commands.planning import plan_curve, reach_milestone, set_milestone
from app.monitoring.commands.reports import report_progress, verify_report
from app.monitoring.commands.standard import seed_monitoring
from app.monitoring.imports.photos import Still, read_photos
from app.monitoring.models import Round
from app.monitoring.rules import FINISHED, RUNNING, Cadence, due_after
from app.monitoring.schemas import (
    AssetIn,
    CurveIn,
    HandOver,
    InspectionIn,
    MilestoneIn,
    NoAssetIn,
    PlannedMonth,
    Reaching,
    ReportIn,
    RoundsIn,
    VerificationIn,
)
from app.organizations.models import Appointment, Person, Position
from app.organizations.models.force import in_force
from app.organizations.rules import AppointmentKind
from app.places.models import Area
from app.projects.models import Project, Site
from app.projects.rules import State
from app.web.words import BANGKOK

BEGUN = (State.IN_PROGRESS, State.SUSPENDED)
WORKS = f"{PREFIX}works"
PHOTOGRAPHED = 6
NINE = time(9, 30, tzinfo=BANGKOK)


def load_monitoring(session: Session, *, by: Acting, folder: Path | None = None) -> dict[str, int]:
    """Rounds, plans, reports, steps and assets of the synthetic projects; photos where there is a folder for them."""
    seed_monitoring(session, by=by)
    now = today(session)
    _rounds(session, by, now)
    asked = select(Project).where(Project.is_synthetic).order_by(Project.reference)
    projects = list(session.scalars(asked))
    counts: Counter[str] = Counter()
    running = [one for one in projects if State(one.state) in RUNNING]
    stills = _stills(session, running, now) if folder is not None else {}
    for place, project in enumerate(running):
        counts.update(_follow(session, by, project, place, now, stills.get(project.id, []), folder))
    names = dict(
        session.execute(select(Area.code, Area.name_th).where(Area.is_synthetic, Area.level == "subdistrict")).all()
    )
    for place, project in enumerate(one for one in projects if State(one.state) in FINISHED):
        counts.update(_leave_behind(session, by, project, place, now, names))
    return {name: counts[name] for name in ("curves", "reports", "photos", "assets", "inspections")}


def _rounds(session: Session, by: Acting, now: date) -> None:
    """The months of this fiscal year and the two before, where they are not open in earnest."""
    year = now.year + BUDDHIST_ERA + (now.month >= 10)
    for each in (year - 2, year - 1, year):
        first = date(each - BUDDHIST_ERA - 1, 10, 1)
        known = select(Round.code).where(Round.kind == Cadence.MONTH, Round.period_start >= first,
                                         Round.period_start < first.replace(year=first.year + 1))  # fmt: skip
        if session.scalars(known.limit(1)).first() is None:
            given, at = RoundsIn(fiscal_year=each, kind=Cadence.MONTH), datetime.combine(first, NINE)
            open_rounds(session, by=by, given=given, is_synthetic=True, at=at)


def _follow(
    session: Session, by: Acting, project: Project, place: int, now: date, stills: Sequence[Still], folder: Path | None
) -> dict[str, int]:
    """The plan, the reports and the steps of one project that is carried out."""
    begun = State(project.state) in BEGUN
    plan = progress.plan_of(place, now, has_begun=begun)
    officer, head = _officers(session, by, project.agency or WORKS)
    _plan(session, officer, project, plan, now)
    told = list(progress.reports_of(place, plan, now)) if begun else []
    for number, one in enumerate(told):
        is_last = number == len(told) - 1
        made = report_progress(
            session, by=officer, reference=project.reference, given=_report(one), photos=stills if is_last else (),
            folder=folder, at=datetime.combine(one.day + timedelta(days=2), NINE),
        )  # fmt: skip
        if head is not None and number == len(told) - 2:
            verify_report(session, by=head, report_id=made.id, given=VerificationIn(verdict="accepted"))
    if begun:
        _steps(session, officer, project, plan, told)
    return {"curves": 1, "reports": len(told), "photos": len(stills) if told else 0}


def _plan(session: Session, by: Acting, project: Project, plan: Planned, now: date) -> None:
    months = tuple(PlannedMonth(month=month, pct=pct, baht=baht) for month, pct, baht in plan.months)
    given = CurveIn(starts_on=plan.starts_on, months=months)
    plan_curve(
        session,
        by=by,
        reference=project.reference,
        given=given,
        at=datetime.combine(min(plan.starts_on, now - timedelta(days=1)), NINE),
    )


def _report(one: Told) -> ReportIn:
    problem: dict[str, str] = {}
    if one.problem is not None:
        problem = dict(zip(("problem_class", "problem_th", "remedy_th"), one.problem, strict=True))
    return ReportIn.model_validate({
        "round": f"{one.day.year + BUDDHIST_ERA}-{one.day.month:02}", "observed_on": one.day, "physical_pct": one.pct,
        "reported_baht": round(one.baht, 2), "done_th": one.done, **problem,
    })  # fmt: skip


def _steps(session: Session, by: Acting, project: Project, plan: Planned, told: Sequence[Told]) -> None:
    for th, en, planned_on, actual_on in progress.steps_of(plan, told):
        given = MilestoneIn(title_th=th, title_en=en, planned_on=planned_on)
        step = set_milestone(session, by=by, reference=project.reference, given=given)
        if actual_on is not None:
            reach_milestone(session, by=by, milestone_id=step.id, given=Reaching(actual_on=actual_on))


def _leave_behind(
    session: Session, by: Acting, project: Project, place: int, now: date, names: dict[str, str]
) -> dict[str, int]:  # fmt: skip
    """The asset of a finished project with its owner and its inspections; a project without a place leaves none behind."""
    if not project.area_codes:
        declare_no_asset(
            session, by=by, reference=project.reference, given=NoAssetIn(reason="เป็นกิจกรรมฝึกอบรม ไม่มีสิ่งก่อสร้าง")
        )
        return {}
    title = project.title_th.partition(" บ้าน")[0]
    given = AssetIn(
        name_th=title,
        name_en=(project.title_en or title).partition(",")[0],
        value_baht=900_000 + 410_000 * (place % 17),
    )
    asset = record_asset(session, by=by, reference=project.reference, given=given)
    day = progress.handed_over_on(place, now)
    if day is None:
        return {"assets": 1}
    owner = f"องค์การบริหารส่วนตำบล{names.get(project.area_codes[0], '')}"
    document = f"หนังสือส่งมอบที่ สบ {1000 + place}/{day.year + BUDDHIST_ERA}"
    hand_over_asset(
        session, by=by, asset_id=asset.id, given=HandOver(owner_th=owner, document=document, handed_over_on=day)
    )
    made = 0
    for months, due_on in due_after(day).items():
        found = progress.condition_of(place, months)
        if due_on <= now and found is not None:
            seen = InspectionIn(months=months, inspected_on=due_on, condition=found, remark=progress.FOUND[found])
            inspect_asset(session, by=by, asset_id=asset.id, given=seen)
            made += 1
    return {"assets": 1, "inspections": made}


def _officers(session: Session, by: Acting, agency: str) -> tuple[Acting, Acting | None]:
    """Who reports for an agency and who stands above: its lowest and its highest position with a holder."""
    held = (
        select(Position, Person)
        .join(Appointment, Appointment.position_number == Position.number)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Position.organization_code == agency, Appointment.kind == AppointmentKind.SUBSTANTIVE, in_force(Appointment)
        )
        .order_by(Position.rank)
    )
    found = session.execute(held).all()
    acting = [
        replace(by, position=position.number, title=position.title_th, person=person.name_th or "", person_id=person.id)
        for position, person in found
    ]
    return (acting[-1] if acting else by), (acting[0] if len(acting) > 1 else None)


def _stills(session: Session, running: Sequence[Project], now: date) -> dict[uuid.UUID, list[Still]]:
    """Two photos for each of some projects, taken near their sites."""
    begun = [one for one in running if State(one.state) in BEGUN][:PHOTOGRAPHED]
    middle = func.ST_PointOnSurface(Site.geom)
    taken: list[tuple[uuid.UUID, bytes]] = []
    for place, project in enumerate(begun):
        where = (
            select(func.ST_X(middle), func.ST_Y(middle))
            .where(Site.project_id == project.id, Site.geom.is_not(None))
            .limit(1)
        )
        for lon, lat in session.execute(where):
            for number in (0, 1):
                at = (lon + 0.0004 * number + 0.0002 * (place % 3), lat + 0.0003)
                taken.append((project.id, photograph(place * 2 + number, at, now - timedelta(days=20 + place))))
    stills: dict[uuid.UUID, list[Still]] = {}
    for first in range(0, len(taken), 6):
        batch = taken[first : first + 6]
        for (key, _), still in zip(batch, read_photos([data for _, data in batch]), strict=True):
            stills.setdefault(key, []).append(still)
    return stills


def photograph(number: int, at: tuple[float, float], day: date) -> bytes:
    """A small drawn scene as a telephone would send it: sky, ground, works, with time and position."""
    image = Image.new("RGB", (320, 240), ("#bcd7ea", "#d7e3ea", "#c9d4d9")[number % 3])
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 130, 320, 240), fill=("#8a9a5b", "#a08a63", "#7d8f69")[number % 3])
    pen.polygon([(120, 240), (200, 240), (170, 130), (150, 130)], fill="#9a9a98")
    for post in range(20 + 10 * (number % 4), 320, 70):
        pen.rectangle((post, 100, post + 6, 160), fill="#5f5348")
    exif: Any = Image.Exif()
    exif[ExifTags.Base.DateTime] = f"{day:%Y:%m:%d} {9 + number % 6:02}:15:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    for tag, value, sides in ((1, at[1], "NS"), (3, at[0], "EW")):
        gps[tag], whole = sides[value < 0], int(abs(value))
        gps[tag + 1] = (float(whole), round((abs(value) - whole) * 60, 5), 0.0)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()
