"""Acts that say what a project is, what it serves, does and reaches, for whom, and who answers for it."""

from __future__ import annotations

from typing import Any

from psycopg.errors import ForeignKeyViolation
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import change, plain
from app.indicators.models import Indicator
from app.organizations.models import Organization, Position
from app.plans.models import NationalFrame, PlanNode
from app.projects.models import (
    Activity,
    Beneficiary,
    FrameLink,
    PlanLink,
    Project,
    ProjectIndicator,
    ReadinessItem,
    RelatedProject,
    Responsible,
)
from app.projects.records import held, resources_of, to_change, touched
from app.projects.rules import LinkRole
from app.projects.rules.dossier import REQUIRED, ItemState, Unit
from app.projects.rules.states import Part
from app.projects.schemas import (
    ActivityIn,
    BeneficiaryIn,
    ExternalIn,
    IndicatorIn,
    LinksIn,
    ProjectChange,
    RelationIn,
    ResponsibleIn,
)


def change_project(session: Session, *, by: Acting, reference: str, given: ProjectChange) -> Project:
    """Change what a project is; it stays with an agency that whoever acts may register for."""
    project = _content(session, by, reference)
    by.must(Permission.PROJECT_REGISTER, Resource(given.agency))
    _refuse_unknown(session, Organization, given.agency, "agency")
    _require(session, project, given)
    told = change(project, given.model_dump())
    touched(project)
    audit.record(session, by, "project.changed", "project", reference, **told)
    return project


def number_elsewhere(session: Session, *, by: Acting, reference: str, given: ExternalIn) -> Project:
    """Give the numbers that other systems have for the project, as text."""
    project = _works(session, by, reference)
    told = change(project, given.model_dump())
    touched(project)
    audit.record(session, by, "project.numbered", "project", reference, **told)
    return project


def link_project(session: Session, *, by: Acting, reference: str, given: LinksIn) -> Project:
    """Say what the project serves, in place of what was said. Raises NotFound for a node or a goal that is not there."""
    project = _content(session, by, reference)
    nodes = given.nodes()
    known = set(session.scalars(select(PlanNode.key).where(PlanNode.key.in_(nodes))))
    if set(nodes) - known:
        raise NotFound("ไม่มีองค์ประกอบนี้ในแผน", "No plan has such a node.", place="primary")
    frames = [tuple(one.split(":", 1)) for one in dict.fromkeys(given.frames)]
    for system, code in frames:
        if session.get(NationalFrame, (system, code)) is None:
            raise NotFound(f"ไม่มีเป้าหมาย {system} {code}", f"There is no goal {system} {code}.", place="frames")
    for table in (PlanLink, FrameLink):
        session.execute(delete(table).where(table.project_id == project.id))
    session.add_all(PlanLink(project_id=project.id, node_key=key, role=role) for key, role in nodes.items())
    session.add_all(
        FrameLink(project_id=project.id, system=system, frame_code=code, role=LinkRole.SECONDARY)
        for system, code in frames
    )
    touched(project)
    told = {"nodes": sorted(map(str, nodes)), "frames": list(given.frames)}
    audit.record(session, by, "project.linked", "project", reference, after=told)
    return project


def add_activity(session: Session, *, by: Acting, reference: str, given: ActivityIn) -> Activity:
    """Add a main activity under the next number; numbers are never given twice."""
    project = _content(session, by, reference)
    _refuse_unknown(session, Organization, given.organization, "organization")
    made = Activity(project_id=project.id, number=_next(session, Activity, project), **given.model_dump())
    session.add(made)
    touched(project)
    audit.record(session, by, "project.activity_added", "project", reference, number=made.number,
                 after=plain(given.model_dump()))  # fmt: skip
    return made


def remove_activity(session: Session, *, by: Acting, reference: str, number: int) -> None:
    """Take an activity out. Raises Conflict where money stands on it."""
    project = _content(session, by, reference)
    row = session.get(Activity, (project.id, number))
    if row is None:
        raise NotFound(f"ไม่มีกิจกรรมที่ {number}", f"There is no activity {number}.")
    before = plain({"title_th": row.title_th, "place": row.place})
    try:
        with session.begin_nested():
            session.delete(row)
    except IntegrityError as error:
        if not isinstance(error.orig, ForeignKeyViolation):
            raise
        raise Conflict("กิจกรรมนี้มีรายการอื่นผูกอยู่", "Something else stands on this activity.") from None
    touched(project)
    audit.record(session, by, "project.activity_removed", "project", reference, number=number, before=before)


def add_indicator(session: Session, *, by: Acting, reference: str, given: IndicatorIn) -> ProjectIndicator:
    """Add what the project makes or changes."""
    project = _content(session, by, reference)
    _refuse_unknown(session, Indicator, given.indicator_code, "indicator_code")
    number = _next(session, ProjectIndicator, project)
    made = ProjectIndicator(project_id=project.id, number=number, **given.model_dump())
    session.add(made)
    touched(project)
    audit.record(session, by, "project.indicator_added", "project", reference, number=number,
                 after=plain(given.model_dump()))  # fmt: skip
    return made


def remove_indicator(session: Session, *, by: Acting, reference: str, number: int) -> None:
    """Take an indicator out."""
    project = _content(session, by, reference)
    row = session.get(ProjectIndicator, (project.id, number))
    if row is None:
        raise NotFound(f"ไม่มีตัวชี้วัดที่ {number}", f"There is no indicator {number}.")
    session.delete(row)
    touched(project)
    audit.record(session, by, "project.indicator_removed", "project", reference, number=number,
                 before=plain({"name_th": row.name_th}))  # fmt: skip


def count_beneficiaries(session: Session, *, by: Acting, reference: str, given: BeneficiaryIn) -> Beneficiary:
    """Say how many benefit in one unit, in place of what was said in it."""
    project = _content(session, by, reference)
    row = session.get(Beneficiary, (project.id, given.unit))
    before = None if row is None else row.count
    if row is None:
        row = Beneficiary(project_id=project.id, unit=given.unit)
        session.add(row)
    row.count, row.kind = given.count, given.kind
    touched(project)
    audit.record(session, by, "project.beneficiaries_counted", "project", reference, unit=given.unit.value, before=before,
                 after=given.count)  # fmt: skip
    return row


def remove_beneficiaries(session: Session, *, by: Acting, reference: str, unit: Unit) -> None:
    """Take the count in one unit out."""
    project = _content(session, by, reference)
    row = session.get(Beneficiary, (project.id, unit))
    if row is None:
        raise NotFound("ไม่มีรายการนี้", "There is no such count.")
    session.delete(row)
    touched(project)
    audit.record(session, by, "project.beneficiaries_removed", "project", reference, unit=unit.value, before=row.count)


def name_responsible(session: Session, *, by: Acting, reference: str, given: ResponsibleIn) -> None:
    """Say which positions answer for the project, in place of those that were named."""
    project = _works(session, by, reference)
    duties = given.duties()
    for number in duties:
        _refuse_unknown(session, Position, number, "responsible")
    session.execute(delete(Responsible).where(Responsible.project_id == project.id))
    session.add_all(
        Responsible(project_id=project.id, position_number=number, duty=duty) for number, duty in duties.items()
    )
    touched(project)
    audit.record(session, by, "project.responsible_named", "project", reference, after=plain(given.model_dump()))


def relate_project(session: Session, *, by: Acting, reference: str, given: RelationIn) -> RelatedProject:
    """Tie the project to another one that whoever acts may see. Raises Conflict when they are tied already."""
    project = _works(session, by, reference)
    other = held(session, by, given.reference)
    if other.id == project.id:
        raise Invalid("โครงการเดียวกันเกี่ยวข้องกับตนเองไม่ได้", "A project is not related to itself.", place="reference")
    if session.get(RelatedProject, (project.id, other.id)) is not None:
        raise Conflict("ผูกกันไว้แล้ว", "They are related already.", place="reference")
    made = RelatedProject(project_id=project.id, related_id=other.id, relation=given.relation)
    session.add(made)
    touched(project)
    audit.record(
        session, by, "project.related", "project", reference, to=given.reference, relation=given.relation.value
    )
    return made


def _content(session: Session, by: Acting, reference: str) -> Project:
    return _to_change(session, by, reference, Part.CONTENT)


def _works(session: Session, by: Acting, reference: str) -> Project:
    return _to_change(session, by, reference, Part.READINESS)


def _to_change(session: Session, by: Acting, reference: str, part: Part) -> Project:
    """The project, if whoever acts may change this part of it now, in every area that it touches."""
    project, permission = to_change(session, by, reference, part)
    for resource in resources_of(project):
        by.must(permission, resource)
    return project


def _next(session: Session, table: type[Any], project: Project) -> int:
    last = session.scalar(select(func.max(table.number)).where(table.project_id == project.id))
    return int(last or 0) + 1


def _refuse_unknown(session: Session, table: type[Any], key: str | None, place: str) -> None:
    if key is not None and session.get(table, key) is None:
        raise NotFound(f"ไม่พบ {key}", f"There is no {key}.", place=place)


def _require(session: Session, project: Project, given: ProjectChange) -> None:
    """The checklist follows the kind: what the new kind needs is there, what only the old one needed and is open goes."""
    if given.kind == project.kind:
        return
    rows = session.scalars(select(ReadinessItem).where(ReadinessItem.project_id == project.id)).all()
    there = {row.item for row in rows}
    for row in rows:
        if row.item not in REQUIRED[given.kind] and row.state == ItemState.OPEN and row.note is None:
            session.delete(row)
    fresh = [{"project_id": project.id, "item": item} for item in sorted(REQUIRED[given.kind]) if item not in there]
    if fresh:
        session.execute(insert(ReadinessItem), fresh)
