"""Acts of a committee's secretary: call a meeting, set its agenda, record what was decided, and close it."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import plain, refused_by, today
from app.meetings.models import AgendaItem, Meeting, Resolution
from app.meetings.rules import MeetingState, numbered
from app.meetings.schemas import CancellationIn, ItemIn, MeetingIn, ResolutionIn
from app.organizations.models import Committee
from app.organizations.rules import ANYWHERE

WHERE = Resource(organization=ANYWHERE)
"""A committee is of the whole province."""


def call_meeting(session: Session, *, by: Acting, given: MeetingIn, is_synthetic: bool = False) -> Meeting:
    """Call a committee that exists on the day. Raises Conflict when the number is taken."""
    by.must(Permission.MEETING_RECORD, WHERE)
    committee = session.get(Committee, given.committee)
    if committee is None:
        raise NotFound(f"ไม่มีคณะกรรมการ {given.committee}", f"There is no committee {given.committee}.")
    if not committee.valid_from <= given.held_on < (committee.valid_to or date.max):
        raise Invalid("ไม่มีคณะกรรมการนี้ในวันนั้น", "The committee does not exist on that day.", place="held_on")
    made = Meeting(
        id=uuid.uuid4(), committee_code=committee.code, number=given.number, year=given.year, held_on=given.held_on,
        place=given.place, is_synthetic=is_synthetic or committee.is_synthetic,
    )  # fmt: skip
    with refused_by(session, {"uq_meeting_committee_code": lambda: _taken(numbered(given.number, given.year))}):
        session.add(made)
    audit.record(session, by, "meeting.called", "meeting", str(made.id), after=plain(given.model_dump()))
    return made


def add_item(session: Session, *, by: Acting, meeting_id: uuid.UUID, given: ItemIn) -> AgendaItem:
    """Add an item to the agenda of a meeting that is not closed."""
    by.must(Permission.MEETING_RECORD, WHERE)
    meeting = _open(session, meeting_id)
    number = given.number or _next(session, AgendaItem, meeting_id)
    made = AgendaItem(id=uuid.uuid4(), meeting_id=meeting.id, number=number, title_th=given.title_th, kind=given.kind)
    with refused_by(session, {"uq_agenda_item_meeting_id": lambda: _taken(str(number))}):
        session.add(made)
    audit.record(session, by, "meeting.item_added", "meeting", str(meeting_id), after=plain(given.model_dump()))
    return made


def record_resolution(session: Session, *, by: Acting, meeting_id: uuid.UUID, given: ResolutionIn) -> Resolution:
    """Record what the committee decided. Raises Invalid for a day to come or before the meeting."""
    by.must(Permission.MEETING_RECORD, WHERE)
    meeting = _open(session, meeting_id)
    decided_on = given.decided_on or meeting.held_on
    if not meeting.held_on <= decided_on <= today(session):
        raise Invalid(
            "วันที่มีมติต้องไม่ก่อนวันประชุมและไม่เกินวันนี้",
            "The day of the decision may not be before the meeting or after today.",
            place="decided_on",
        )
    if given.item_id is not None and not _is_item_of(session, given.item_id, meeting_id):
        raise Invalid("ไม่มีวาระนี้ในการประชุม", "The agenda has no such item.", place="item_id")
    number = given.number or _next(session, Resolution, meeting_id)
    values = given.model_dump() | {"number": number, "decided_on": decided_on}
    made = Resolution(id=uuid.uuid4(), meeting_id=meeting_id, **values)
    with refused_by(session, {"uq_resolution_meeting_id": lambda: _taken(str(number))}):
        session.add(made)
    audit.record(
        session, by, "meeting.resolved", "meeting", str(meeting_id), resolution=str(made.id), after=plain(values)
    )
    return made


def close_meeting(session: Session, *, by: Acting, meeting_id: uuid.UUID) -> Meeting:
    """Close a meeting that was held: from here on its agenda and resolutions stay as they are."""
    by.must(Permission.MEETING_RECORD, WHERE)
    meeting = _open(session, meeting_id)
    if meeting.held_on > today(session):
        raise Conflict("ยังไม่ถึงวันประชุม", "The day of the meeting has not come.")
    meeting.state, meeting.closed_at = MeetingState.HELD, func.clock_timestamp()
    session.flush()
    audit.record(session, by, "meeting.closed", "meeting", str(meeting_id))
    return meeting


def cancel_meeting(session: Session, *, by: Acting, meeting_id: uuid.UUID, given: CancellationIn) -> Meeting:
    """Cancel a meeting, with the reason. Raises Conflict when it has decided something."""
    by.must(Permission.MEETING_RECORD, WHERE)
    meeting = _open(session, meeting_id)
    if session.scalar(select(func.count()).where(Resolution.meeting_id == meeting_id)):
        raise Conflict("การประชุมนี้มีมติแล้ว ให้ปิดการประชุมแทน", "The meeting has decided something; close it instead.")
    meeting.state, meeting.closed_at, meeting.reason = MeetingState.CANCELLED, func.clock_timestamp(), given.reason
    session.flush()
    audit.record(session, by, "meeting.cancelled", "meeting", str(meeting_id), reason=given.reason)
    return meeting


def remove_synthetic_meetings(session: Session, *, by: Acting) -> dict[str, int]:
    """Delete the synthetic meetings with all of theirs; counts of meetings."""
    by.must(Permission.DEMO_LOAD)
    invented = select(Meeting.id).where(Meeting.is_synthetic)
    for table in (Resolution, AgendaItem):
        session.execute(delete(table).where(table.meeting_id.in_(invented)))
    gone = session.scalars(delete(Meeting).where(Meeting.is_synthetic).returning(Meeting.id)).all()
    counts = {"meetings": len(gone)}
    audit.record(session, by, "meeting.synthetic_removed", "meeting", "*", **counts)
    return counts


def _open(session: Session, meeting_id: uuid.UUID) -> Meeting:
    """The meeting, locked until the end of the transaction, if it is still to be held or recorded."""
    meeting = session.get(Meeting, meeting_id, with_for_update={"key_share": True}, populate_existing=True)
    if meeting is None:
        raise NotFound("ไม่มีการประชุมนี้", "There is no such meeting.")
    if meeting.state != MeetingState.PLANNED:
        raise Conflict(
            "การประชุมนี้ปิดแล้ว ไม่แก้ไขอีก แก้ด้วยมติของการประชุมครั้งต่อไป",
            "The meeting is closed and stays as it is; correct it by a resolution of another meeting.",
        )
    return meeting


def _next(session: Session, table: type[AgendaItem] | type[Resolution], meeting_id: uuid.UUID) -> int:
    last = session.scalar(select(func.max(table.number)).where(table.meeting_id == meeting_id))
    return (last or 0) + 1


def _is_item_of(session: Session, item_id: uuid.UUID, meeting_id: uuid.UUID) -> bool:
    asked = select(AgendaItem.id).where(AgendaItem.id == item_id, AgendaItem.meeting_id == meeting_id)
    return session.scalar(asked) is not None


def _taken(number: str) -> Conflict:
    return Conflict(f"มีเลขที่ {number} แล้ว ใช้เลขอื่น", f"The number {number} is in use; take another.", place="number")
