"""One project whole, as its page and its forms show it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import false, select, true
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.calendar import written_day
from app.core.errors import NotFound
from app.organizations.models import Organization, Position
from app.projects.models import (
    PROPOSED,
    Activity,
    Beneficiary,
    Project,
    ProjectIndicator,
    ProjectTransition,
    ProjectVersion,
    ReadinessFile,
    ReadinessItem,
    RelatedProject,
    Responsible,
)
from app.projects.queries.areas import states
from app.projects.queries.completeness import readiness_of
from app.projects.queries.past import unkept
from app.projects.queries.records import project_by_reference
from app.projects.rules.dossier import Item, Score, score
from app.projects.sight import knows_inside, may_see
from app.web.words import BANGKOK


@dataclass(frozen=True, slots=True)
class Relative:
    """A related project; ``is_named_here``: this project names it, and not the other way round."""

    reference: str
    title_th: str
    title_en: str | None
    state: str
    relation: str
    is_named_here: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """A project with its parts. ``files`` and ``versions`` are empty, and the history short, for who is not inside."""

    project: Project
    owner: Organization | None
    responsible: tuple[tuple[Responsible, Position], ...]
    activities: tuple[Activity, ...]
    indicators: tuple[ProjectIndicator, ...]
    beneficiaries: tuple[Beneficiary, ...]
    items: tuple[ReadinessItem, ...]
    files: tuple[ReadinessFile, ...]
    score: Score
    related: tuple[Relative, ...]
    history: tuple[ProjectTransition, ...]
    versions: tuple[ProjectVersion, ...]
    is_inside: bool

    def files_of(self, item: str) -> list[ReadinessFile]:
        return [one for one in self.files if one.item == item]


def detail(session: Session, reference: str, *, viewer: Viewer) -> Detail:
    """The project. Raises NotFound also when it is not for this viewer."""
    project = project_by_reference(session, reference, viewer=viewer)
    inside = is_inside(session, project, viewer=viewer)
    order = list(Item)
    items = sorted(_rows(session, ReadinessItem, project.id), key=lambda one: order.index(Item(one.item)))
    ready = readiness_of(session, [project.id], viewer=viewer).get(project.id, ())
    return Detail(
        project=project, owner=None if project.agency is None else session.get(Organization, project.agency),
        responsible=_responsible(session, project), activities=_rows(session, Activity, project.id),
        indicators=_rows(session, ProjectIndicator, project.id), beneficiaries=_rows(session, Beneficiary, project.id),
        items=tuple(items), files=_rows(session, ReadinessFile, project.id) if inside else (), score=score(ready),
        related=_related(session, project, viewer), history=_history(session, project, inside),
        versions=_rows(session, ProjectVersion, project.id) if inside else (), is_inside=inside,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Then:
    """A project on a day: its state, whether by its history, the steps up to that day, and the version that was kept last.

    ``kept_from``: where what it said is kept from a later day only.
    """

    state: str
    is_kept: bool
    history: tuple[ProjectTransition, ...]
    version: ProjectVersion | None
    kept_from: date | None


def stood_on(session: Session, told: Detail, day: date, *, viewer: Viewer) -> Then:
    """How a project stood on the day that the session answers for. Raises NotFound where it had not begun to be."""
    found = states(session, viewer=viewer).get(told.project.id)
    if found is None:
        raise _not_there(told.project.reference, day)
    kept = [one for one in told.versions if _day(one.taken_at) <= day]
    return Then(
        found.state, found.is_kept, tuple(one for one in told.history if _day(one.at) <= day),
        max(kept, key=lambda one: one.number, default=None),
        unkept(session, day, viewer=viewer).get(told.project.reference),
    )  # fmt: skip


def state_on(session: Session, project: Project, day: date | None, *, viewer: Viewer) -> str:
    """The state of a project on the day that the session answers for. Raises NotFound where it had not begun to be."""
    found = None if day is None else states(session, viewer=viewer).get(project.id)
    if day is not None and found is None:
        raise _not_there(project.reference, day)
    return project.state if found is None else found.state


def _not_there(reference: str, day: date) -> NotFound:
    return NotFound(
        f"วันที่ {written_day(day)} ยังไม่มีโครงการ {reference}",
        f"There was no project {reference} on {day.isoformat()}.",
    )


def _day(at: datetime) -> date:
    """The day in Thailand of a moment."""
    return at.astimezone(BANGKOK).date()


def is_inside(session: Session, project: Project, *, viewer: Viewer) -> bool:
    """Whether the viewer may know what is for officials alone."""
    return session.scalar(select(Project.id).where(Project.id == project.id, knows_inside(viewer))) is not None


def version_of(session: Session, reference: str, number: int, *, viewer: Viewer) -> tuple[Project, ProjectVersion]:
    """A version as it was kept. Raises NotFound also for who is not inside."""
    project = project_by_reference(session, reference, viewer=viewer)
    found = session.get(ProjectVersion, (project.id, number)) if is_inside(session, project, viewer=viewer) else None
    if found is None:
        raise NotFound(f"ไม่มีฉบับที่ {number} ของโครงการนี้", f"The project has no version {number}.")
    return project, found


def file_of(session: Session, reference: str, file_id: uuid.UUID, *, viewer: Viewer) -> ReadinessFile:
    """A file of a project. Raises NotFound also for who is not inside."""
    project = project_by_reference(session, reference, viewer=viewer)
    found = session.get(ReadinessFile, file_id) if is_inside(session, project, viewer=viewer) else None
    if found is None or found.project_id != project.id:
        raise NotFound("ไม่มีแฟ้มนี้", "There is no such file.")
    return found


def _rows(session: Session, table: type[Any], key: uuid.UUID) -> tuple[Any, ...]:
    primary = [column for column in table.__table__.primary_key.columns if column.name != "project_id"]
    return tuple(session.scalars(select(table).where(table.project_id == key).order_by(*primary)))


def _responsible(session: Session, project: Project) -> tuple[tuple[Responsible, Position], ...]:
    asked = (
        select(Responsible, Position)
        .join(Position, Position.number == Responsible.position_number)
        .where(Responsible.project_id == project.id)
        .order_by(Responsible.duty.desc(), Position.rank, Position.number)
    )
    return tuple((row[0], row[1]) for row in session.execute(asked))


def _related(session: Session, project: Project, viewer: Viewer) -> tuple[Relative, ...]:
    """Those that it names and those that name it, as far as the viewer may see them."""
    told = (Project.reference, Project.title_th, Project.title_en, Project.state, RelatedProject.relation)
    ways = (
        (select(*told, true()).join(RelatedProject, RelatedProject.related_id == Project.id),
         RelatedProject.project_id == project.id),
        (select(*told, false()).join(RelatedProject, RelatedProject.project_id == Project.id),
         RelatedProject.related_id == project.id),
    )  # fmt: skip
    return tuple(
        Relative(*row)
        for asked, mine in ways
        for row in session.execute(asked.where(mine, may_see(viewer)).order_by(Project.reference))
    )


def _history(session: Session, project: Project, inside: bool) -> tuple[ProjectTransition, ...]:
    """The latest step first. What happened while it was proposed is for officials."""
    asked = select(ProjectTransition).where(ProjectTransition.project_id == project.id)
    if not inside:
        hidden = (*PROPOSED, "cancelled")
        asked = asked.where(ProjectTransition.from_state.not_in(PROPOSED), ProjectTransition.to_state.not_in(hidden))
    return tuple(session.scalars(asked.order_by(ProjectTransition.number.desc())))
