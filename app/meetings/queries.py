"""Questions about meetings: what was held is for everybody, what is called or cancelled for those in office.

Official Information Act B.E. 2540 s. 9 (7): resolutions of committees that a law founds are open to inspection.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import Invalid, NotFound
from app.meetings.models import AgendaItem, Meeting, Resolution
from app.meetings.rules import MeetingState, Outcome, numbered
from app.organizations.models import Committee
from gis.access import Read


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting with its committee, its agenda and its resolutions, each in its order."""

    meeting: Meeting
    committee: Committee
    items: tuple[AgendaItem, ...] = ()
    resolutions: tuple[Resolution, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """A resolution as another record cites it."""

    resolution: Resolution
    meeting: Meeting
    committee: Committee

    @property
    def cited(self) -> str:
        """Committee, number of the meeting and of the resolution, as documents name them: ``kbj 1/2569 มติที่ 1``."""
        number = numbered(self.meeting.number, self.meeting.year)
        return f"{self.meeting.committee_code} {number} มติที่ {self.resolution.number}"


def meetings(
    session: Session, *, viewer: Viewer, committee: str | None = None, year: int | None = None
) -> list[Sitting]:  # fmt: skip
    """The meetings that the viewer may know, the latest first, with their agenda and resolutions."""
    asked = select(Meeting, Committee).join(Committee).where(_may_see(viewer))
    if committee is not None:
        asked = asked.where(Meeting.committee_code == committee)
    if year is not None:
        asked = asked.where(Meeting.year == year)
    rows = session.execute(asked.order_by(Meeting.held_on.desc(), Meeting.number.desc(), Meeting.id)).all()
    keys = [meeting.id for meeting, _ in rows]
    items, resolutions = _items(session, keys), _resolutions(session, keys)
    return [
        Sitting(meeting, board, items.get(meeting.id, ()), resolutions.get(meeting.id, ())) for meeting, board in rows
    ]


def meeting_by_id(session: Session, meeting_id: uuid.UUID, *, viewer: Viewer) -> Sitting:
    """One meeting. Raises NotFound also when it is not for this viewer."""
    asked = select(Meeting, Committee).join(Committee).where(Meeting.id == meeting_id, _may_see(viewer))
    row = session.execute(asked).one_or_none()
    if row is None:
        raise NotFound("ไม่มีการประชุมนี้", "There is no such meeting.")
    items, resolutions = _items(session, [meeting_id]), _resolutions(session, [meeting_id])
    return Sitting(row[0], row[1], items.get(meeting_id, ()), resolutions.get(meeting_id, ()))


def years(session: Session, *, viewer: Viewer) -> list[int]:
    """The years of which there are meetings, the latest first."""
    return list(session.scalars(select(Meeting.year).where(_may_see(viewer)).distinct().order_by(Meeting.year.desc())))


def committees(session: Session, *, viewer: Viewer) -> list[Committee]:
    """Every committee that ever was."""
    del viewer
    return list(session.scalars(select(Committee).order_by(Committee.title_th.collate("th-x-icu"), Committee.code)))


def adopted_about(session: Session, kind: str, key: str, *, viewer: Viewer) -> list[Decided]:
    """Adopted resolutions of closed meetings about one thing or about nothing that is named, the latest first."""
    about = (Resolution.subject_kind == kind) & (Resolution.subject_id == key)
    asked = (
        _decided()
        .where(Meeting.state == MeetingState.HELD, Resolution.outcome == Outcome.ADOPTED, _may_see(viewer))
        .where(or_(about, Resolution.subject_kind.is_(None)))
        .order_by(about.desc().nulls_last(), Resolution.decided_on.desc(), Resolution.number)
    )
    return [Decided(*row) for row in session.execute(asked)]


def decided(session: Session, ids: list[uuid.UUID], *, viewer: Viewer) -> dict[uuid.UUID, Decided]:
    """Resolutions as they are cited, by their keys."""
    asked = _decided().where(Resolution.id.in_(ids), _may_see(viewer))
    return {row[0].id: Decided(*row) for row in session.execute(asked)}


def carrying(
    session: Session, resolution_id: uuid.UUID, *, viewer: Viewer, kind: str, code: str, is_synthetic: bool
) -> Decided:
    """The resolution, if it carries the thing ``code`` of this kind: adopted in a closed meeting, about it or about nothing.

    Raises NotFound, or Invalid where it does not.
    """
    found = decided(session, [resolution_id], viewer=viewer).get(resolution_id)
    if found is None:
        raise NotFound("ไม่มีมตินี้", "There is no such resolution.", place="resolution")
    resolution, meeting = found.resolution, found.meeting
    if resolution.outcome != Outcome.ADOPTED or meeting.state != MeetingState.HELD:
        raise Invalid(
            "ต้องเป็นมติเห็นชอบของการประชุมที่ปิดแล้ว", "It takes an adopted resolution of a closed meeting.", place="resolution"
        )
    if resolution.subject_kind is not None and (resolution.subject_kind, resolution.subject_id) != (kind, code):
        raise Invalid("มตินี้เป็นของเรื่องอื่น", "The resolution is about something else.", place="resolution")
    if meeting.is_synthetic and not is_synthetic:
        raise Invalid("มติสมมุติใช้กับของจริงไม่ได้", "An invented resolution carries nothing real.", place="resolution")
    return found


def _decided() -> Select[Resolution, Meeting, Committee]:
    return (
        select(Resolution, Meeting, Committee)
        .join(Meeting, Meeting.id == Resolution.meeting_id)
        .join(Committee, Committee.code == Meeting.committee_code)
    )


def _may_see(viewer: Viewer) -> ColumnElement[bool]:
    """What is held, and the rest for those who are cleared for what is internal."""
    return true() if Read.INTERNAL in viewer.classes else Meeting.state == MeetingState.HELD


def _items(session: Session, keys: list[uuid.UUID]) -> dict[uuid.UUID, tuple[AgendaItem, ...]]:
    found: dict[uuid.UUID, tuple[AgendaItem, ...]] = {}
    for row in session.scalars(select(AgendaItem).where(AgendaItem.meeting_id.in_(keys)).order_by(AgendaItem.number)):
        found[row.meeting_id] = (*found.get(row.meeting_id, ()), row)
    return found


def _resolutions(session: Session, keys: list[uuid.UUID]) -> dict[uuid.UUID, tuple[Resolution, ...]]:
    found: dict[uuid.UUID, tuple[Resolution, ...]] = {}
    for row in session.scalars(select(Resolution).where(Resolution.meeting_id.in_(keys)).order_by(Resolution.number)):
        found[row.meeting_id] = (*found.get(row.meeting_id, ()), row)
    return found
