"""One invented project was changed after it had been returned, so that a page of the past has something to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from app.core.authority import Acting
from app.core.records import today
from app.projects.commands.dossiers import change_project
from app.projects.models import Past, Project, ProjectTransition
from app.projects.schemas import ProjectChange, ProjectIn
from app.web.words import BANGKOK

ROAD = "P2570-0030"
FORMERLY = {
    "title_th": "ปรับปรุงถนนลาดยางแอสฟัลต์ติกคอนกรีต บ้านโคกใหญ่ หมู่ที่ 8 ตำบลเขาหลวง อำเภอโนนมะค่า ระยะทาง 4 กิโลเมตร",
    "title_en": "Asphalt resurfacing, Ban Khok Yai (Moo 8), Khao Luang, Non Makha District: 4 km",
}
LATER = timedelta(days=30)
"""So long after it had been returned it was changed."""


def formerly(projects: Sequence[ProjectIn]) -> list[ProjectIn]:
    """The same projects, as they were first proposed."""
    return [one.model_copy(update=FORMERLY) if one.reference == ROAD else one for one in projects]


def rename(session: Session, *, by: Acting, projects: Sequence[ProjectIn]) -> None:
    """Give the road its present title, as if on the day on which that happened; all of the others is kept since then."""
    given = next(one for one in projects if one.reference == ROAD)
    project = session.scalars(select(Project).where(Project.reference == ROAD)).one()
    last = select(func.max(ProjectTransition.at)).where(ProjectTransition.project_id == project.id)
    day = session.scalars(last).one().astimezone(BANGKOK).date() + LATER
    invented = Past.project_id.in_(select(Project.id).where(Project.is_synthetic))
    _date_back(session, invented, day - LATER)
    change_project(session, by=by, reference=ROAD, given=ProjectChange.model_validate(
        {name: getattr(given, name) for name in ProjectChange.model_fields}))  # fmt: skip
    session.flush()
    _date_back(session, Past.project_id == project.id, day)


def _date_back(session: Session, kept: ColumnElement[bool], day: date) -> None:
    session.execute(update(Past).where(kept, Past.until == today(session)).values(until=day))
