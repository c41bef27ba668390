"""Acts on snapshots: their making is the worker's, their withdrawal an official's."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.permissions import Permission
from app.snapshots.models import Snapshot
from app.snapshots.queries import of_layer
from app.snapshots.rules import WITHDRAWN_BEFORE
from app.snapshots.schemas import WithdrawalIn


def withdraw(session: Session, *, by: Acting, day: date, layer: str, given: WithdrawalIn) -> Snapshot:
    """Give the files of that day no more, nor those of other days that are the same. Raises NotFound, Conflict."""
    by.must(Permission.DATASET_PUBLISH)
    found = of_layer(session, day, layer, viewer=by.viewer).snapshot
    session.refresh(found, with_for_update=True)
    if found.withdrawn_at is not None:
        raise WITHDRAWN_BEFORE
    found.withdrawn_at, found.withdrawn_for = datetime.now(UTC), given.reason
    session.flush()
    told = {"layer": layer, "day": day.isoformat(), "reason": given.reason}
    audit.record(session, by, "snapshot.withdrawn", "snapshot", str(found.id), after=told)
    return found
