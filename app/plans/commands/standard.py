"""The act by which an installation gets, and keeps up to date, the national frames."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.permissions import Permission
from app.organizations.rules import ANYWHERE
from app.plans.models import NationalFrame
from app.plans.standard import FRAMES, StandardFrame


def seed_frames(session: Session, *, by: Acting) -> int:
    """Bring what is missing and what is still as an earlier version brought it; how many rows changed. No change, no event."""
    by.must(Permission.PLAN_APPROVE, Resource(organization=ANYWHERE))
    changed = sum(_frame(session, given) for given in FRAMES)
    if changed:
        audit.record(session, by, "national_frame.seeded", "national_frame", "*", frames=changed)
    return changed


def _frame(session: Session, given: StandardFrame) -> bool:
    values = asdict(given) | {"system": given.system.value}
    row = session.get(NationalFrame, (given.system.value, given.code))
    if row is None:
        session.add(NationalFrame(**values, is_standard=True))
        session.flush()
        return True
    if not row.is_standard or all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return True
