"""Which snapshots there are. They are public: who looks makes no difference."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.authority import Viewer
from app.snapshots.models import Day, Snapshot
from app.snapshots.rules import NOT_THERE

WHOLE = joinedload(Day.snapshot).options(selectinload(Snapshot.files))


def days(session: Session, *, viewer: Viewer) -> list[date]:
    """The days that have snapshots, the newest first."""
    del viewer
    return list(session.scalars(select(Day.day).distinct().order_by(Day.day.desc())))


def of_day(session: Session, day: date | None, *, viewer: Viewer) -> list[Day]:
    """The snapshots of a day, by layer; without a day, of the newest."""
    del viewer
    wanted = day or session.scalar(select(Day.day).order_by(Day.day.desc()).limit(1))
    return list(session.scalars(select(Day).where(Day.day == wanted).order_by(Day.layer).options(WHOLE)))


def of_layer(session: Session, day: date, layer: str, *, viewer: Viewer) -> Day:
    """The snapshot of a layer on a day. Raises NotFound."""
    del viewer
    found = session.scalar(select(Day).where(Day.day == day, Day.layer == layer).options(WHOLE))
    if found is None:
        raise NOT_THERE
    return found
