"""What acts on calls need of the tables before they write: the call and the brief, locked, and what the authority is asked."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import TypeVar, cast

from sqlalchemy import column, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from app.calls.models import Call, Extension, Past, Submission
from app.calls.rules import CallState
from app.calls.rules.calls import CALL_STATES, deadline_of
from app.core.authority import Acting, Resource
from app.core.database import Base
from app.core.errors import Conflict, NotFound
from app.core.records import by_day
from app.organizations.models import Position
from app.projects.models import Project
from app.projects.records import resources_of
from app.projects.sight import knows_inside

T = TypeVar("T", bound=Base)
NO_CALL = ("ไม่มีรอบคำขอนี้", "There is no such call.")
NO_BRIEF = ("ไม่มีข้อเสนอนี้ในรอบคำขอ", "The call has no such brief.")


def held_call(session: Session, code: str) -> Call:
    """The call, locked until the end of the transaction, so that what is filed, ranked and decided waits its turn."""
    asked = select(Call).where(Call.code == code).with_for_update(key_share=True)
    found = session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound(*NO_CALL)
    return found


def held_brief(session: Session, by: Acting, call: Call, reference: str) -> tuple[Submission, Project]:
    """The brief of a project in a call, with the project. Raises NotFound also when it is not for whoever acts."""
    asked = (
        select(Submission, Project)
        .join(Project, Project.id == Submission.project_id)
        .where(Submission.call_id == call.id, Project.reference == reference, knows_inside(by.viewer))
    )
    row = session.execute(asked.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(*NO_BRIEF)
    return row[0], row[1]


def of_call(call: Call) -> Resource:
    """What the authority is asked about a call."""
    return Resource(call.organization)


def of_project(project: Project) -> list[Resource]:
    """What the authority is asked about a brief: its project, in each area that it touches."""
    return resources_of(project)


def refuse_unless(call: Call, states: Collection[CallState]) -> None:
    """Raises Conflict when the call stands elsewhere."""
    if CallState(call.state) in states:
        return
    here = CALL_STATES[CallState(call.state)]
    raise Conflict(
        f"รอบคำขอนี้อยู่ในสถานะ “{here.th}” จึงทำเรื่องนี้ไม่ได้", f"The call is “{here.en.lower()}”; this cannot be done now."
    )


def deadline_for(session: Session, call: Call, agency: str | None, on: date | None = None) -> datetime:
    """Until when an organisation may file: the call's own deadline, or a later one that was granted to all or to it.

    As of a day by what had been granted when it ended.
    """
    mine = or_(Extension.organization.is_(None), Extension.organization == agency)
    asked = select(Extension.closes_at).where(Extension.call_id == call.id, mine, by_day(Extension.at, on))
    return deadline_of(call.closes_at, session.scalars(asked))


def clock(session: Session) -> datetime:
    """The moment by the clock of the database: a transaction that waits does not stop it."""
    at: datetime = session.scalars(select(func.clock_timestamp())).one()
    return at


def organization_of(session: Session, by: Acting) -> str | None:
    """The organisation of the position in which somebody acts; None for the system."""
    return session.scalar(select(Position.organization_code).where(Position.number == by.position))


def briefs_of(session: Session, call_id: uuid.UUID) -> list[Submission]:
    """All briefs of a call, in the order of their ids."""
    asked = select(Submission).where(Submission.call_id == call_id).order_by(Submission.id)
    return list(session.scalars(asked.execution_options(populate_existing=True)))


def on_day(table: type[T], on: date | None) -> type[T]:
    """A table of calls with the rows that were there when a day ended; the table itself for today."""
    if on is None:
        return table
    kept = (
        select(Past.held)
        .where(Past.part == table.__tablename__, Past.day <= on)
        .order_by(Past.call_id, Past.key, Past.day.desc())
        .ext(distinct_on(Past.call_id, Past.key))
        .subquery()
    )
    columns = [column(one.name, one.type) for one in table.__table__.columns]
    row = func.jsonb_to_record(kept.c.held).table_valued(*columns).render_derived(with_types=True)
    rows = select(row).select_from(kept.join(row, true())).where(kept.c.held.is_not(None)).subquery()
    return cast(type[T], aliased(table, rows, adapt_on_names=True))


def afresh(on: date | None) -> dict[str, bool]:
    """How rows of a past day are read: the session may hold those of today."""
    return {} if on is None else {"populate_existing": True}
