"""What a position finds of its exports; row security shows it no other's."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.briefs.atlas import versions_of
from app.core.authority import Acting, Basis, Viewer
from app.core.errors import Conflict, Forbidden, NotFound
from app.exports.models import Export
from app.exports.rules import LIVE, OPEN, State, still_reaches
from app.organizations.queries.capacities import acting_in, capacities

MOST_LISTED = 100
ENDED = Forbidden(
    "การดำรงตำแหน่งหรือคำสั่งที่ใช้ขอส่งออกสิ้นผลแล้ว จึงไม่ให้แฟ้มนี้ ขอใหม่ในตำแหน่งปัจจุบัน",
    "The appointment in which this was asked for has ended; ask anew in the position that you hold.",
)
LOST = Forbidden(
    "ตำแหน่งนี้ไม่มีสิทธิเห็นข้อมูลบางส่วนในแฟ้มแล้ว จึงไม่ให้แฟ้มนี้ ขอใหม่ตามสิทธิปัจจุบัน",
    "The position may no longer see all that is in this file; ask anew with the rights that it has.",
)
NOT_READY = Conflict("แฟ้มยังไม่พร้อมหรือไม่มีแล้ว", "The file is not ready, or no longer there.")


def exports(session: Session, *, viewer: Viewer) -> list[Export]:
    """The exports of the viewer's position, the newest first."""
    mine = select(Export).where(Export.position_number == viewer.position)
    return list(session.scalars(mine.order_by(Export.asked_at.desc()).limit(MOST_LISTED)))


def export_by_id(session: Session, export_id: uuid.UUID, *, viewer: Viewer) -> Export:
    """One of them. Raises NotFound also where it is another position's."""
    found = session.get(Export, export_id)
    if found is None or found.position_number != viewer.position:
        raise NotFound("ไม่มีการส่งออกนี้ในตำแหน่งของท่าน", "There is no such export of your position.", place="id")
    return found


def ahead(session: Session, export: Export, *, viewer: Viewer) -> int:
    """How many of the position's own exports are made before this one."""
    before = select(func.count()).where(
        Export.position_number == viewer.position, Export.state.in_(OPEN), Export.asked_at < export.asked_at
    )
    return session.scalar(before) or 0


def follower_of(session: Session, export: Export, *, viewer: Viewer) -> Export | None:
    """The newest that was made of it anew and is there or on its way."""
    del viewer
    after = select(Export).where(Export.follows == export.id, Export.state.in_(LIVE)).order_by(Export.asked_at.desc())
    return session.scalars(after.limit(1)).first()


def moved_layers(session: Session, export: Export, *, viewer: Viewer) -> list[str]:
    """The layers of an atlas that have another version than when it was compared last."""
    now = versions_of(session, viewer=viewer) if export.versions is not None else {}
    return [layer for layer, version in now.items() if (export.versions or {}).get(layer) != version]


def capacity_of(session: Session, export: Export, *, viewer: Viewer) -> Acting | None:
    """Who acts now in the capacity in which an export was asked for; None when that has ended."""
    for one in capacities(session, export.person_id, viewer=viewer):
        if (one.position, one.basis, one.order_no) == (export.position_number, Basis(export.basis), export.order_no):
            return acting_in(session, one.appointment_id, one.delegation_id, viewer=viewer)
    return None


def takeable(session: Session, export_id: uuid.UUID, *, viewer: Viewer) -> Export:
    """An export whose file may be handed out now. Raises NotFound, Conflict, and Forbidden with the reason."""
    found = export_by_id(session, export_id, viewer=viewer)
    if found.state != State.DONE:
        raise NOT_READY
    asker = capacity_of(session, found, viewer=viewer)
    if asker is None:
        raise ENDED
    if not (still_reaches(asker.viewer, found.reach) and still_reaches(viewer, found.reach)):
        raise LOST
    return found
