"""The plan, the reports, the photos and the steps of a project, and the rounds of all."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.core.records import by_day
from app.monitoring.models import (
    Curve,
    Milestone,
    Photo,
    PlannedProgress,
    ProblemClass,
    ProgressReport,
    Round,
    Verification,
)
from app.monitoring.queries.seeing import project_of
from app.monitoring.rules import Point, points_of
from app.organizations.models import Position
from app.projects.models import Project


@dataclass(frozen=True, slots=True)
class Told:
    """A report with its round, what a supervisor said of it, and its photos; ``is_latest``: no later revision."""

    report: ProgressReport
    round: Round
    verification: Verification | None
    photos: tuple[Picture, ...]
    is_latest: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo with its position as two numbers."""

    photo: Photo
    lon: float | None
    lat: float | None


def rounds(session: Session, *, viewer: Viewer, fiscal_year: int | None = None, on: date | None = None) -> list[Round]:
    """Rounds, the latest first; of one fiscal year (B.E.) where one is given; those that were open on a day."""
    del viewer
    there = Round.opened_at.is_(None) | by_day(Round.opened_at, on)
    asked = select(Round).where(there).order_by(Round.period_start.desc(), Round.kind)
    if fiscal_year is not None:
        start = date(fiscal_year - 544, 10, 1)
        asked = asked.where(Round.period_start >= start, Round.period_start < start.replace(year=start.year + 1))
    return list(session.scalars(asked))


def rounds_open(session: Session, curve: Curve | None, *, viewer: Viewer, on: date) -> list[Round]:
    """The rounds that a project may be reported in on a day, the latest first: of its kind, from the start of its plan."""
    del viewer
    if curve is None:
        return []
    asked = select(Round).where(
        Round.kind == curve.cadence, Round.period_start <= on, Round.period_end > curve.starts_on
    )  # fmt: skip
    return list(session.scalars(asked.order_by(Round.period_start.desc())))


def problem_classes(session: Session, *, viewer: Viewer) -> list[ProblemClass]:
    """Kinds of problems in their order."""
    del viewer
    return list(session.scalars(select(ProblemClass).order_by(ProblemClass.rank, ProblemClass.code)))


def curves_of(session: Session, project: Project, *, viewer: Viewer, on: date | None = None) -> list[Curve]:
    """The plans of a project, the one in force first."""
    del viewer
    asked = select(Curve).where(Curve.project_id == project.id, by_day(Curve.made_at, on))
    return list(session.scalars(asked.order_by(Curve.revision.desc())))


def points(session: Session, curve: Curve, *, viewer: Viewer) -> tuple[Point, ...]:
    """The points of a plan, from nothing to the whole."""
    del viewer
    asked = select(PlannedProgress).where(PlannedProgress.curve_id == curve.id).order_by(PlannedProgress.month)
    rows = [(row.month, float(row.planned_pct), row.planned_satang) for row in session.scalars(asked)]
    return points_of(curve.starts_on, rows)


def reports_of(session: Session, project: Project, *, viewer: Viewer, on: date | None = None) -> list[Told]:
    """All reports of a project with all their revisions, the latest first; on a day those that had been filed by its end."""
    asked = (
        select(ProgressReport, Round, Verification)
        .join(Round, Round.code == ProgressReport.round_code)
        .outerjoin(Verification, and_(Verification.report_id == ProgressReport.id, by_day(Verification.verified_at, on)))
        .where(ProgressReport.project_id == project.id, by_day(ProgressReport.reported_at, on))
        .order_by(Round.period_start.desc(), ProgressReport.revision.desc())
    )
    rows = session.execute(asked).all()
    pictures = _pictures(session, [row[0].id for row in rows])
    last: dict[str, int] = {}
    for report, _, _ in rows:
        last[report.round_code] = max(report.revision, last.get(report.round_code, 0))
    del viewer
    return [
        Told(report, round_, said, pictures.get(report.id, ()), report.revision == last[report.round_code])
        for report, round_, said in rows
    ]


def report_at(session: Session, report_id: uuid.UUID, *, viewer: Viewer) -> tuple[Told, Project]:
    """A report with its project. Raises NotFound, also where the project is not for this viewer."""
    report = session.get(ProgressReport, report_id)
    if report is None:
        raise NotFound("ไม่มีรายงานนี้", "There is no such report.")
    project = project_of(session, report.project_id, viewer=viewer)
    told = next(one for one in reports_of(session, project, viewer=viewer) if one.report.id == report_id)
    return told, project


def report_by_key(session: Session, key: uuid.UUID, *, viewer: Viewer) -> ProgressReport | None:
    """The report that was made by a request, if it was."""
    del viewer
    return session.scalars(select(ProgressReport).where(ProgressReport.request_key == key)).one_or_none()


def photo_at(session: Session, photo_id: uuid.UUID, *, viewer: Viewer) -> Photo:
    """A photo of a project that the viewer may see. Raises NotFound."""
    photo = session.get(Photo, photo_id)
    if photo is None:
        raise NotFound("ไม่มีภาพนี้", "There is no such photo.")
    project_of(session, photo.project_id, viewer=viewer)
    return photo


def milestones_of(session: Session, project: Project, *, viewer: Viewer) -> list[Milestone]:
    """The steps of a project in their order."""
    del viewer
    return list(session.scalars(select(Milestone).where(Milestone.project_id == project.id).order_by(Milestone.number)))


def superiors(session: Session, number: str, *, viewer: Viewer) -> frozenset[str]:
    """The positions above a position, up to the head (สายบังคับบัญชา)."""
    del viewer
    chain = select(Position.reports_to.label("number")).where(Position.number == number).cte("chain", recursive=True)
    above = select(Position.reports_to).join(chain, Position.number == chain.c.number)
    found = session.scalars(select(chain.union(above).c.number))
    return frozenset(one for one in found if one is not None)


def _pictures(session: Session, reports: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[Picture, ...]]:
    asked = (
        select(Photo, func.ST_X(Photo.geom), func.ST_Y(Photo.geom))
        .where(Photo.report_id.in_(reports))
        .order_by(Photo.taken_at.nulls_last(), Photo.sha256)
    )
    found: dict[uuid.UUID, list[Picture]] = defaultdict(list)
    for photo, lon, lat in session.execute(asked) if reports else ():
        found[photo.report_id].append(Picture(photo, lon, lat))
    return {key: tuple(some) for key, some in found.items()}
