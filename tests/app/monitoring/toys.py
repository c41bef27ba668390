"""Monitoring as the tests write it: the road P-2, planned from 1 April to 30 June 2568 (91 days).

    end of   April 20 %    May 50 %    June 100 %      so much of 1,000,000 baht: 200,000 · 500,000 · 1,000,000
    days        30            61           91

On 30 April, 30 days have passed: 20 % is the plan, 10 % was planned for the 15th day, so SPI(t) is 15/30.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from PIL import Image
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR, Acting
from app.monitoring.commands.calendar import open_rounds
from app.monitoring.commands.planning import plan_curve
from app.monitoring.commands.reports import report_progress
from app.monitoring.commands.standard import seed_monitoring
from app.monitoring.models import ProgressReport
from app.monitoring.rules import Cadence
from app.monitoring.schemas import CurveIn, ReportIn, RoundsIn
from app.projects.commands import register_projects
from app.projects.models import Project, ProjectTransition
from app.projects.rules import STEPS, Kind, Precision, State
from app.projects.rules.states import Step
from app.projects.schemas import ProjectIn, SiteIn

ROAD, WEIR = "P-2", "P-1"
APRIL, MAY, JUNE = "2568-04", "2568-05", "2568-06"
START, LAST_OF_APRIL = date(2025, 4, 1), date(2025, 4, 30)
BEFORE = datetime(2025, 3, 31, 2, tzinfo=UTC)
"""The morning before the plan begins."""
LONG_BEFORE = datetime(2024, 10, 1, 2, tzinfo=UTC)
"""The first morning of the fiscal year."""
MONTHS = "04/2568 20 200,000\n05/2568 50 500,000\n06/2568 100 1,000,000"


def curve(**more: object) -> CurveIn:
    return CurveIn.model_validate({"starts_on": START, "months": MONTHS, **more})


def report(pct: object, day: date = LAST_OF_APRIL, **more: object) -> ReportIn:
    """A report of the round in which the day lies."""
    given = {"round": f"2568-{day.month:02}", "observed_on": day, "physical_pct": Decimal(str(pct)), "done_th": "งานดิน"}
    return ReportIn.model_validate({**given, **more})


def calendar(session: Session) -> None:
    """The months of fiscal year 2568, kinds of problems and the first rule."""
    seed_monitoring(session, by=OPERATOR)
    open_rounds(session, by=OPERATOR, given=RoundsIn(fiscal_year=2568, kind=Cadence.MONTH), at=LONG_BEFORE)


def planned(session: Session, reference: str = ROAD, by: Acting = OPERATOR) -> None:
    """The calendar, and the toy plan of a project."""
    calendar(session)
    plan_curve(session, by=by, reference=reference, given=curve(), at=BEFORE)


def told(
    session: Session, pct: object, day: date = LAST_OF_APRIL, by: Acting = OPERATOR, filed: datetime | None = None,
    **more: object,
) -> ProgressReport:  # fmt: skip
    """A report on the road, by default filed on the evening of the day that it describes."""
    at = filed or datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
    return report_progress(session, by=by, reference=ROAD, given=report(pct, day, **more), at=at)


def of(session: Session, agency: str | None, reference: str = ROAD, **more: object) -> None:
    """Give a project to an agency, and whatever else."""
    session.execute(update(Project).where(Project.reference == reference).values(agency=agency, **more))


def lead(session: Session, state: State, at: datetime = BEFORE) -> None:
    """Let the road go on to a state by the shortest way of steps, all of them at one moment."""
    project = session.scalars(select(Project).where(Project.reference == ROAD)).one()
    ways: dict[State, list[Step]] = {State(project.state): []}
    waiting = deque(ways)
    while waiting and state not in ways:
        here = waiting.popleft()
        for step in STEPS.values():
            if step.before is here and step.after not in ways:
                ways[step.after] = [*ways[here], step]
                waiting.append(step.after)
    taken = session.query(ProjectTransition).filter(ProjectTransition.project_id == project.id).count()
    for number, step in enumerate(ways[state], taken + 1):
        session.add(ProjectTransition(
            project_id=project.id, number=number, from_state=step.before, to_state=step.after,
            needs_reason=step.needs_reason, position="O-1", title="t", basis="substantive", reason="ทดสอบ", at=at,
        ))  # fmt: skip
        session.flush()
    session.refresh(project)


def standing(session: Session, state: State, reference: str) -> None:
    """A project without a place that stands in a state."""
    nowhere = SiteIn(geom=None, precision=Precision.NONE)
    given = ProjectIn(
        reference=reference, title_th="งาน", kind=Kind.ACTIVITY, fiscal_year=2568, state=state, sites=(nowhere,)
    )
    register_projects(session, by=OPERATOR, projects=[given])


def invented(session: Session, reference: str) -> None:
    """A project of a demonstration, without a place, that is under way."""
    nowhere = SiteIn(geom=None, precision=Precision.NONE)
    given = ProjectIn(
        reference=reference, title_th="สมมุติ", kind=Kind.ACTIVITY, fiscal_year=2568, state=State.IN_PROGRESS, sites=(nowhere,)
    )
    register_projects(session, by=OPERATOR, projects=[given], is_synthetic=True)


def today_is(session: Session, day: date) -> None:
    """Let the views answer as of a day."""
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": day.isoformat()})


def picture(
    kind: str = "JPEG", *, at: tuple[float, float] | None = (100.75, 15.5), taken: str = "2025:04:30 09:30:00",
    colour: str = "red", size: tuple[int, int] = (64, 48), more: Mapping[int, object] | None = None,
) -> bytes:  # fmt: skip
    """A photo with what a telephone writes into it."""
    exif = Image.Exif()
    exif[0x0132], exif[0x010F] = taken, "SECRET-MAKER"
    for tag, value in (more or {}).items():
        exif[tag] = value
    if at is not None:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", _sexagesimal(at[1]), "E", _sexagesimal(at[0])
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, exif=exif)
    return out.getvalue()


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole = int(degrees)
    return (float(whole), round((degrees - whole) * 60, 6), 0.0)


def followed(session: Session) -> None:
    """The road under way, as it was followed in the spring of 2568.

    30 April  10 % reported     20 May   the plan is revised: 10, 30 and 100 per cent at the ends of the months
     4 May    corrected to 15    8 June   40 per cent of 31 May reported, three days too late
    """
    planned(session)
    lead(session, State.IN_PROGRESS)
    told(session, 10)
    told(session, 15, reason="นับขาด", filed=datetime(2025, 5, 4, 3, tzinfo=UTC))
    months = "04/2568 10 100,000\n05/2568 30 300,000\n06/2568 100 1,000,000"
    revised = curve(months=months, reason="เริ่มช้า")
    plan_curve(session, by=OPERATOR, reference=ROAD, given=revised, at=datetime(2025, 5, 20, 3, tzinfo=UTC))
    told(session, 40, date(2025, 5, 31), filed=datetime(2025, 6, 8, 3, tzinfo=UTC))
