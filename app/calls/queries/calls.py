"""Calls, and the briefs in them that a viewer may see, with what they still lack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.calls.models import Call, Extension, Submission
from app.calls.queries.content import content_of
from app.calls.queries.past import not_there
from app.calls.records import NO_BRIEF, afresh, deadline_for, on_day
from app.calls.rules import CallState
from app.calls.rules.brief import Content, Gap, Section, gaps
from app.core.authority import Viewer
from app.core.errors import NotFound
from app.core.records import by_day
from app.organizations.models import Organization
from app.projects.models import Project
from app.projects.queries.past import unkept
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
    """A brief with its project, what it says, what it lacks, and until when its agency may file it.

    ``is_kept``: whether it is known what it lacked; of a past day only where what its project said is kept from before.
    """

    brief: Submission
    project: Project
    owner: Organization
    content: Content
    gaps: tuple[Gap, ...]
    readiness: Score
    deadline: datetime
    is_kept: bool = True

    @property
    def complete(self) -> bool:
        return self.is_kept and not self.gaps

    def gaps_of(self, section: Section) -> list[Gap]:
        return [gap for gap in self.gaps if gap.section is section]


def rounds(session: Session, *, viewer: Viewer, on: date | None = None) -> list[Round]:
    """The calls that a viewer may know, the latest year first; drafts are for those in office."""
    call = on_day(Call, on)
    asked = select(call, Organization).join(Organization, Organization.code == call.organization)
    if Read.INTERNAL not in viewer.classes:
        asked = asked.where(call.state != CallState.DRAFT)
    rows = session.execute(asked.order_by(call.fiscal_year.desc(), call.code), execution_options=afresh(on)).all()
    counts = _counts(session, viewer, on)
    return [Round(one, owner, *counts.get(one.id, (0, 0, 0))) for one, owner in rows]


def call_by_code(session: Session, code: str, *, viewer: Viewer, on: date | None = None) -> Call:
    """One call. Raises NotFound also when it is not for this viewer, or was not there yet."""
    call = on_day(Call, on)
    found = session.scalars(select(call).where(call.code == code), execution_options=afresh(on)).one_or_none()
    if found is None or (found.state == CallState.DRAFT and Read.INTERNAL not in viewer.classes):
        raise not_there(session, code, on, viewer=viewer)
    return found


def briefs(session: Session, call: Call, *, viewer: Viewer, on: date | None = None) -> list[Brief]:
    """The briefs of a call that a viewer may see, by project; without their content."""
    brief = on_day(Submission, on)
    asked = _briefs(viewer, brief).where(brief.call_id == call.id).order_by(Project.reference)
    rows = session.execute(asked, execution_options=afresh(on)).all()
    late = unkept(session, on, viewer=viewer)
    return [_told(session, call, *row, viewer, on, row[1].reference not in late) for row in rows]


def brief_of(session: Session, call: Call, reference: str, *, viewer: Viewer, on: date | None = None) -> Brief:
    """One brief. Raises NotFound also when it is not for this viewer."""
    brief = on_day(Submission, on)
    asked = _briefs(viewer, brief).where(brief.call_id == call.id, Project.reference == reference)
    row = session.execute(asked, execution_options=afresh(on)).one_or_none()
    if row is None:
        raise NotFound(*NO_BRIEF)
    return _told(session, call, *row, viewer, on, reference not in unkept(session, on, viewer=viewer))


def extensions(session: Session, call: Call, *, viewer: Viewer, on: date | None = None) -> list[Extension]:
    """The extensions that concern a viewer, in their order."""
    if Read.INTERNAL not in viewer.classes:
        return []
    asked = select(Extension).where(Extension.call_id == call.id, by_day(Extension.at, on))
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


def _briefs(viewer: Viewer, brief: type[Submission]) -> Select[Submission, Project, Organization]:
    return (
        select(brief, Project, Organization)
        .join(Project, Project.id == brief.project_id)
        .join(Organization, Organization.code == brief.agency)
        .where(knows_inside(viewer))
    )


def _told(
    session: Session, call: Call, brief: Submission, project: Project, owner: Organization, viewer: Viewer, on: date | None,
    is_kept: bool,
) -> Brief:  # fmt: skip
    deadline = deadline_for(session, call, brief.agency, on)
    content = content_of(session, brief, project, viewer=viewer, on=on)
    if not is_kept:
        ready = Score(brief.readiness_done or 0, brief.readiness_required or 0)
        return Brief(brief, project, owner, content, (), ready, deadline, is_kept=False)
    missing = gaps(content, {Section(one) for one in call.sections}, {Item(one) for one in call.files})
    return Brief(brief, project, owner, content, tuple(missing), score(content.readiness), deadline)


def _counts(session: Session, viewer: Viewer, on: date | None) -> dict[object, tuple[int, int, int]]:
    brief = on_day(Submission, on)
    laid = brief.state == "filed"
    asked = (
        select(
            brief.call_id, func.count(), func.count().filter(laid),
            func.coalesce(func.sum(brief.requested_satang).filter(laid), 0),
        )
        .join(Project, Project.id == brief.project_id)
        .where(knows_inside(viewer))
        .group_by(brief.call_id)
    )  # fmt: skip
    return {row[0]: (row[1], row[2], int(row[3] or 0)) for row in session.execute(asked)}
