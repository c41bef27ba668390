"""Acts on exports. They are of the position's own desk: whoever sees a layer may take it away, as he could page by page."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Forbidden
from app.exports.models import Export
from app.exports.queries import export_by_id, follower_of
from app.exports.rules import LIVE, MOST_OPEN, OPEN, State
from app.exports.schemas import ExportIn
from app.organizations.models import Position
from gis.access import Read
from gis.layer import Layer


def ask_export(session: Session, *, by: Acting, layer: Layer, given: ExportIn) -> Export:
    """Ask for a file of a layer that the position sees. Raises Conflict beyond so many that are not yet made."""
    by.must_see(layer.access.read)
    if by.person_id is None:
        raise Forbidden("ระบบขอส่งออกแทนบุคคลไม่ได้", "The system takes nothing away; a person asks, in a position.")
    _must_have_room(session, by.position)
    made = Export(
        position_number=by.position, person_id=by.person_id, basis=by.basis.value, order_no=by.order_no,
        layer=given.layer, format=given.format, parameters=given.parameters,
    )  # fmt: skip
    session.add(made)
    session.flush()
    told = {"layer": given.layer, "format": given.format, "parameters": given.parameters}
    audit.record(session, by, "export.asked", "export", str(made.id), after=told)
    return made


def _must_have_room(session: Session, position: str) -> None:
    session.execute(select(Position.number).where(Position.number == position).with_for_update(key_share=True))
    mine = select(func.count()).where(Export.position_number == position, Export.state.in_(OPEN))
    if (session.scalar(mine) or 0) >= MOST_OPEN:
        raise Conflict(
            f"ตำแหน่งนี้มีงานส่งออกที่ยังไม่เสร็จ {MOST_OPEN} งานแล้ว รอให้เสร็จหรือยกเลิกก่อน",
            f"The position has {MOST_OPEN} exports that are not made yet; wait for one, or cancel it.",
        )


def renew_export(session: Session, *, by: Acting, export: Export) -> Export:
    """Ask for an atlas anew, with the same conditions; it keeps the date and checksum of the file that it follows.

    By a position as one of its own; by the system for the capacity that asked first, as it wished (``is_renewed``).
    Raises Conflict where nothing was made, or it is being made anew already, or nothing has changed.
    """
    by.must_see(Read.PUBLIC)
    session.refresh(export, with_for_update=True)
    if export.state != State.DONE or export.changed is None:
        raise Conflict(
            "ตัวเลขของสมุดนี้ยังตรงกับข้อมูล จึงไม่ต้องทำใหม่", "The figures of this atlas are those of the data; it need not be made anew."
        )
    if follower_of(session, export, viewer=by.viewer) is not None:
        raise Conflict("มีเล่มใหม่ที่ทำต่อจากเล่มนี้แล้ว", "There is a newer one already that follows this.")
    _must_have_room(session, export.position_number)
    mine = by.person_id is not None
    made = Export(
        position_number=export.position_number, person_id=by.person_id or export.person_id,
        basis=by.basis.value if mine else export.basis, order_no=by.order_no if mine else export.order_no,
        layer=export.layer, format=export.format, parameters=export.parameters, is_renewed=export.is_renewed,
        follows=export.id, former_sha256=export.sha256, former_at=export.finished_at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    former = {"export": str(export.id), "sha256": export.sha256}
    audit.record(session, by, "export.renewed", "export", str(made.id), before=former, after={"areas": export.changed})
    return made


def keep_current(session: Session, *, by: Acting, export_id: uuid.UUID, on: bool) -> Export:
    """Have an atlas made anew each night that its figures changed, or no longer. Raises Conflict where it is none."""
    by.must_see(Read.PUBLIC)
    found = export_by_id(session, export_id, viewer=by.viewer)
    session.refresh(found, with_for_update=True)
    if found.state != State.DONE or found.pages is None:
        raise Conflict("ทำใหม่อัตโนมัติได้เฉพาะสมุดที่ทำเสร็จแล้ว", "Only an atlas that is there can be made anew by itself.")
    before, found.is_renewed = found.is_renewed, on
    session.flush()
    audit.record(
        session, by, "export.kept_current", "export", str(found.id), before={"is_renewed": before}, after={"is_renewed": on}
    )
    return found


def cancel_export(session: Session, *, by: Acting, export_id: uuid.UUID) -> Export:
    """End the work, or throw its file away. Raises Conflict where there is nothing to end."""
    by.must_see(Read.PUBLIC)
    found = export_by_id(session, export_id, viewer=by.viewer)
    session.refresh(found, with_for_update=True)
    if found.state not in LIVE:
        raise Conflict("งานนี้จบไปแล้ว", "This export has ended already.")
    before, found.state = found.state, State.CANCELLED
    session.flush()
    audit.record(session, by, "export.cancelled", "export", str(found.id), before={"state": str(before)})
    return found
