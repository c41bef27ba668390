"""Calls, and the briefs in them that a viewer may see, with what they still lack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.calls.models import Call, Extension, Submission
from app.calls.queries.content import content_of
from app.calls.records import NO_BRIEF, NO_CALL, deadline_for
from app.calls.rules import CallState
from app.calls.rules.brief import Content, Gap, Section, gaps
from app.core.authority import Viewer
from app.core.errors import NotFound
from app.organizations.models import Organization
from app.projects.models import Project
from app.projects.rules.dossier import Item, Score, score
from app.projects.rules.states import OPEN_TO_CHANGE, State
from app.projects.sight import knows_inside
from gis.access import Read


@dataclass(frozen=True, slots=True)
class Round:
    """A call with who holds it, and how many briefs the viewer may see of it."""

    call: Call
    owner: Organization
    briefs: int
    filed: int
    requested: int


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief with its project, what it says, what it lacks, and until when its agency may file it."""

    brief: Submission
    project: Project
    owner: Organization
    content: Content
    gaps: tuple[Gap, ...]
    readiness: Score
    deadline: datetime

    @property
    def complete(self) -> bool:
        return not self.gaps

    def gaps_of(self, section: Section) -> list[Gap]:
        return [gap for gap in self.gaps if gap.section is section]


def rounds(session: Session, *, viewer: Viewer) -> list[Round]:
    """The calls that a viewer may know, the latest year first; drafts are for those in office."""
    asked = select(Call, Organization).join(Organization, Organization.code == Call.organization)
    if Read.INTERNAL not in viewer.classes:
        asked = asked.where(Call.state != CallState.DRAFT)
    rows = session.execute(asked.order_by(Call.fiscal_year.desc(), Call.code)).all()
    counts = _counts(session, viewer)
    return [Round(call, owner, *counts.get(call.id, (0, 0, 0))) for call, owner in rows]


def call_by_code(session: Session, code: str, *, viewer: Viewer) -> Call:
    """One call. Raises NotFound also when it is not for this viewer."""
    found = session.scalars(select(Call).where(Call.code == code)).one_or_none()
    if found is None or (found.state == CallState.DRAFT and Read.INTERNAL not in viewer.classes):
        raise NotFound(*NO_CALL)
    return found


def briefs(session: Session, call: Call, *, viewer: Viewer) -> list[Brief]:
    """The briefs of a call that a viewer may see, by project; without their content."""
    asked = _briefs(viewer).where(Submission.call_id == call.id).order_by(Project.reference)
    return [_told(session, call, *row, viewer) for row in session.execute(asked)]


def brief_of(session: Session, call: Call, reference: str, *, viewer: Viewer) -> Brief:
    """One brief. Raises NotFound also when it is not for this viewer."""
    asked = _briefs(viewer).where(Submission.call_id == call.id, Project.reference == reference)
    row = session.execute(asked).one_or_none()
    if row is None:
        raise NotFound(*NO_BRIEF)
    return _told(session, call, *row, viewer)


def extensions(session: Session, call: Call, *, viewer: Viewer) -> list[Extension]:
    """The extensions that concern a viewer, in their order."""
    if Read.INTERNAL not in viewer.classes:
        return []
    asked = select(Extension).where(Extension.call_id == call.id)
    if viewer.agencies is not None:
        asked = asked.where(or_(Extension.organization.is_(None), Extension.organization.in_(sorted(viewer.agencies))))
    return list(session.scalars(asked.order_by(Extension.number)))


def fit_to_file(session: Session, call: Call, *, viewer: Viewer) -> list[Project]:
    """Projects that are not in the plan yet and have no brief in the call, as far as the viewer is inside them."""
    filed = select(Submission.project_id).where(Submission.call_id == call.id)
    asked = (
        select(Project)
        .where(knows_inside(viewer), Project.state.in_([*OPEN_TO_CHANGE, State.SUBMITTED]), Project.id.not_in(filed))
        .where(Project.fiscal_year <= call.fiscal_year)
        .where(func.coalesce(Project.last_year, Project.fiscal_year) >= call.fiscal_year)
        .where(Project.agency.is_not(None), Project.is_synthetic == call.is_synthetic)
    )
    return list(session.scalars(asked.order_by(Project.reference)))


def _briefs(viewer: Viewer) -> Select[Submission, Project, Organization]:
    return (
        select(Submission, Project, Organization)
        .join(Project, Project.id == Submission.project_id)
        .join(Organization, Organization.code == Submission.agency)
        .where(knows_inside(viewer))
    )


def _told(
    session: Session, call: Call, brief: Submission, project: Project, owner: Organization, viewer: Viewer
) -> Brief:
    content = content_of(session, brief, project, viewer=viewer)
    missing = gaps(content, {Section(one) for one in call.sections}, {Item(one) for one in call.files})
    deadline = deadline_for(session, call, brief.agency)
    return Brief(brief, project, owner, content, tuple(missing), score(content.readiness), deadline)


def _counts(session: Session, viewer: Viewer) -> dict[object, tuple[int, int, int]]:
    laid = Submission.state == "filed"
    asked = (
        select(
            Submission.call_id, func.count(), func.count().filter(laid),
            func.coalesce(func.sum(Submission.requested_satang).filter(laid), 0),
        )
        .join(Project, Project.id == Submission.project_id)
        .where(knows_inside(viewer))
        .group_by(Submission.call_id)
    )  # fmt: skip
    return {row[0]: (row[1], row[2], int(row[3] or 0)) for row in session.execute(asked)}
