"""Acts on saved views. They are of the position's own desk: whoever reads what is internal in it may keep them.

The log notes who shares with whom; names and filters are the desk's own affair.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Forbidden, Stale
from app.core.records import refused_by
from app.organizations.models import Position
from app.projects.models import SavedView
from app.projects.queries.views import saved_view
from app.projects.rules.views import MOST_VIEWS
from app.projects.schemas import ViewChange, ViewFilters, ViewIn
from gis.access import Read


def keep_view(session: Session, *, by: Acting, given: ViewIn) -> SavedView:
    """Keep the filters of an address by a name. Raises Conflict for a name in use and beyond the limit."""
    by.must_see(Read.INTERNAL)
    _room(session, by)
    made = SavedView(
        position_number=by.position, name=given.name, address=given.address, sharing=given.sharing, is_default=False
    )
    with refused_by(session, {"ix_saved_view_name": _taken}):
        session.add(made)
    _open_with(session, made, is_default=given.is_default)
    audit.record(session, by, "saved_view.kept", "saved_view", str(made.id), after=_noted(made))
    return made


def change_view(session: Session, *, by: Acting, view_id: uuid.UUID, given: ViewChange) -> SavedView:
    """Another name, sharing, or place at the opening of the list. Raises Stale when it was changed meanwhile."""
    view = _own(session, by, view_id, given.version)
    before = _noted(view)
    _write(session, view, {"name": given.name, "sharing": given.sharing})
    _open_with(session, view, is_default=given.is_default)
    audit.record(session, by, "saved_view.changed", "saved_view", str(view_id), before=before, after=_noted(view))
    return view


def replace_view(session: Session, *, by: Acting, view_id: uuid.UUID, given: ViewFilters) -> SavedView:
    """Other filters by the same name. Raises Stale when it was changed meanwhile."""
    view = _own(session, by, view_id, given.version)
    _write(session, view, {"address": given.address})
    audit.record(session, by, "saved_view.replaced", "saved_view", str(view_id), after=_noted(view))
    return view


def delete_view(session: Session, *, by: Acting, view_id: uuid.UUID) -> None:
    """Take a view away; it can be brought back until so many others were deleted after it."""
    view = _own(session, by, view_id)
    if view.deleted_at is None:
        _write(session, view, {"deleted_at": func.clock_timestamp(), "is_default": False})
    mine = SavedView.position_number == by.position
    last = select(SavedView.id).where(mine, SavedView.deleted_at.is_not(None)).order_by(SavedView.deleted_at.desc())
    gone = delete(SavedView).where(mine, SavedView.deleted_at.is_not(None), SavedView.id.not_in(last.limit(MOST_VIEWS)))
    session.execute(gone.execution_options(synchronize_session=False))
    audit.record(session, by, "saved_view.deleted", "saved_view", str(view_id))


def restore_view(session: Session, *, by: Acting, view_id: uuid.UUID) -> SavedView:
    """Bring a deleted view back. Raises Conflict when its name was taken meanwhile, and beyond the limit."""
    view = _own(session, by, view_id)
    if view.deleted_at is not None:
        _room(session, by)
        _write(session, view, {"deleted_at": None})
    audit.record(session, by, "saved_view.restored", "saved_view", str(view_id), after=_noted(view))
    return view


def _own(session: Session, by: Acting, view_id: uuid.UUID, version: int | None = None) -> SavedView:
    """The view, locked, if it is the position's own and still as it was read."""
    by.must_see(Read.INTERNAL)
    found = saved_view(session, view_id, viewer=by.viewer, to_act=True)
    if found.view.position_number != by.position:
        raise Forbidden(
            f"มุมมองนี้เป็นของ{found.title.th} บันทึกเป็นมุมมองของท่านเองได้",
            f"This view is kept by the {found.title.en}; you may keep one of your own.",
        )
    session.refresh(found.view, with_for_update=True)
    if version is not None and (found.view.version != version or found.view.deleted_at is not None):
        raise Stale(
            "มุมมองนี้ถูกแก้ไขหรือลบหลังจากที่ท่านเปิดดู เปิดหน้านี้ใหม่แล้วตรวจอีกครั้ง",
            "This view was changed or deleted after you read it; open the page again and look.",
        )
    return found.view


def _room(session: Session, by: Acting) -> None:
    """Raises Conflict beyond the limit."""
    _hold(session, by.position)
    mine = select(func.count()).where(SavedView.position_number == by.position, SavedView.deleted_at.is_(None))
    if (session.scalar(mine) or 0) >= MOST_VIEWS:
        raise Conflict(
            f"เก็บมุมมองได้ไม่เกิน {MOST_VIEWS} มุมมองต่อตำแหน่ง ลบมุมมองที่ไม่ใช้ก่อน",
            f"A position keeps at most {MOST_VIEWS} views; delete one that is not used first.",
        )


def _hold(session: Session, position: str) -> None:
    """Lock the position until the end of the act, so that two windows do not pass its limit or open with two views."""
    session.execute(select(Position.number).where(Position.number == position).with_for_update(key_share=True))


def _write(session: Session, view: SavedView, values: Mapping[str, Any]) -> None:
    with refused_by(session, {"ix_saved_view_name": _taken}):
        for name, value in values.items():
            setattr(view, name, value)
        view.version += 1
        view.changed_at = func.clock_timestamp()
    session.refresh(view)


def _open_with(session: Session, view: SavedView, *, is_default: bool) -> None:
    """One view of a position opens the list, or none."""
    if is_default and not view.is_default:
        _hold(session, view.position_number)
        others = update(SavedView).where(SavedView.position_number == view.position_number, SavedView.is_default)
        session.execute(others.values(is_default=False, version=SavedView.version + 1))
        session.refresh(view)
    view.is_default = is_default
    session.flush()


def _noted(view: SavedView) -> dict[str, Any]:
    return {"sharing": str(view.sharing), "is_default": view.is_default, "version": view.version}


def _taken() -> Conflict:
    return Conflict(
        "ตำแหน่งนี้มีมุมมองชื่อนี้แล้ว ใช้ชื่ออื่น หรือแทนที่มุมมองเดิม",
        "The position has a view of this name already; take another name, or replace that one.",
        place="name",
    )
