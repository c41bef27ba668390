"""Acts on exports. They are of the position's own desk: whoever sees a layer may take it away, as he could page by page."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Forbidden
from app.exports.models import Export
from app.exports.queries import export_by_id
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
    session.execute(select(Position.number).where(Position.number == by.position).with_for_update(key_share=True))
    mine = select(func.count()).where(Export.position_number == by.position, Export.state.in_(OPEN))
    if (session.scalar(mine) or 0) >= MOST_OPEN:
        raise Conflict(
            f"ตำแหน่งนี้มีงานส่งออกที่ยังไม่เสร็จ {MOST_OPEN} งานแล้ว รอให้เสร็จหรือยกเลิกก่อน",
            f"The position has {MOST_OPEN} exports that are not made yet; wait for one, or cancel it.",
        )
    made = Export(
        position_number=by.position, person_id=by.person_id, basis=by.basis.value, order_no=by.order_no,
        layer=given.layer, format=given.format, parameters=given.parameters,
    )  # fmt: skip
    session.add(made)
    session.flush()
    told = {"layer": given.layer, "format": given.format, "parameters": given.parameters}
    audit.record(session, by, "export.asked", "export", str(made.id), after=told)
    return made


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
