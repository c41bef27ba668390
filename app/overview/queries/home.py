"""Which province the first page is about."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.places.models import Area
from app.places.rules import Level


def home_province(session: Session, code: str | None, *, viewer: Viewer) -> Area | None:
    """The province of this installation: the one named ``code``, else the only one that is stored."""
    del viewer
    current = select(Area).where(Area.level == Level.PROVINCE, Area.valid_to.is_(None)).order_by(Area.code)
    named = session.scalars(current.where(Area.code == code)).first() if code else None
    stored = list(session.scalars(current.limit(2)))
    return named or (stored[0] if len(stored) == 1 else None)


def provinces(session: Session, *, viewer: Viewer) -> list[Area]:
    """Every stored province, by code."""
    del viewer
    return list(
        session.scalars(select(Area).where(Area.level == Level.PROVINCE, Area.valid_to.is_(None)).order_by(Area.code))
    )
