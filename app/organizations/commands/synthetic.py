"""The act that takes invented organisations, positions, persons and orders away, and nothing else."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict
from app.core.permissions import Permission
from app.organizations.models import (
    Appointment,
    CommitteeSeat,
    Delegation,
    Organization,
    Person,
    Position,
    PurposeGrant,
    RoleGrant,
    Unit,
)
from app.organizations.records import alone_in_the_tree

HANGING = (Delegation, PurposeGrant, RoleGrant, CommitteeSeat, Appointment, Person)
STANDING = (Position, Unit, Organization)


def remove_synthetic_organizations(session: Session, *, by: Acting) -> dict[str, int]:
    """Delete the synthetic rows; counts by table. Raises Conflict when real ones stand under them."""
    by.must(Permission.DEMO_LOAD)
    alone_in_the_tree(session)
    _refuse_real_dependents(session)
    session.execute(update(Position).where(Position.is_synthetic).values(reports_to=None))
    session.execute(update(Organization).where(Organization.is_synthetic).values(parent_code=None))
    counts = {}
    for table in (*HANGING, *STANDING):
        gone = session.execute(delete(table).where(table.is_synthetic).returning(table.is_synthetic)).all()
        counts[f"{table.__tablename__}s"] = len(gone)
    audit.record(session, by, "organization.synthetic_removed", "organization", "*", **counts)
    return counts


def _refuse_real_dependents(session: Session) -> None:
    """What hangs on a synthetic position is synthetic itself; only a real superior may have been changed to one."""
    position, organization = aliased(Position), aliased(Organization)
    under = select(Position.number).join(position, position.number == Position.reports_to)
    within = select(Organization.code).join(organization, organization.code == Organization.parent_code)
    found = [
        *session.scalars(under.where(~Position.is_synthetic, position.is_synthetic).limit(5)),
        *session.scalars(within.where(~Organization.is_synthetic, organization.is_synthetic).limit(5)),
    ]
    if found:
        named = ", ".join(found)
        raise Conflict(
            f"ลบข้อมูลสาธิตไม่ได้: {named} ขึ้นตรงต่อตำแหน่งหรือหน่วยงานสมมุติ ย้ายก่อน",
            f"The demonstration cannot be removed: {named} stand under invented superiors; move them first.",
            place=named,
        )
