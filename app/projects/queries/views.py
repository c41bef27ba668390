"""Views of the list: those that a position keeps, and those that others share with it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.organizations.models import Position
from app.projects import sight
from app.projects.models import SavedView
from app.projects.rules.views import MOST_VIEWS
from gis.layer import Text

Asked = Select[SavedView, str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A view as whoever looks finds it; ``title`` is that of the position that keeps it."""

    view: SavedView
    title: Text
    is_own: bool


def saved_views(session: Session, *, viewer: Viewer) -> list[Kept]:
    """The own ones by name, then those that others share."""
    asked = (
        _asked().where(sight.may_find(viewer), SavedView.deleted_at.is_(None)).order_by(SavedView.name, SavedView.id)
    )
    return sorted(_told(session, asked, viewer), key=lambda one: not one.is_own)


def deleted_views(session: Session, *, viewer: Viewer) -> list[Kept]:
    """The own ones that can be brought back, the last deleted first."""
    asked = _asked().where(sight.keeps(viewer), SavedView.deleted_at.is_not(None))
    return _told(session, asked.order_by(SavedView.deleted_at.desc()).limit(MOST_VIEWS), viewer)


def saved_view(session: Session, view_id: uuid.UUID, *, viewer: Viewer, to_act: bool = False) -> Kept:
    """One view. Raises NotFound also when it is not for whoever looks; ``to_act``: a deleted one can be brought back."""
    found = _told(session, _asked().where(SavedView.id == view_id, sight.may_find(viewer)), viewer)
    if not found or (found[0].view.deleted_at is not None and not to_act):
        raise NotFound("ไม่มีมุมมองนี้", "There is no such view.")
    return found[0]


def default_address(session: Session, *, viewer: Viewer) -> str | None:
    """The address with which the list opens for a position; None where it has chosen none."""
    return session.scalars(select(SavedView.address).where(sight.keeps(viewer), SavedView.is_default)).one_or_none()


def _asked() -> Asked:
    return select(SavedView, Position.title_th, Position.title_en).join(
        Position, Position.number == SavedView.position_number
    )


def _told(session: Session, asked: Asked, viewer: Viewer) -> list[Kept]:
    return [
        Kept(view, Text(th=th, en=en), view.position_number == viewer.position)
        for view, th, en in session.execute(asked)
    ]
