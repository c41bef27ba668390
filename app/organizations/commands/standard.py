"""The act by which an installation gets, and keeps up to date, the standard roles, purposes and committees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.permissions import Permission
from app.organizations.models import Committee, CommitteeOffice, Purpose, Role, RolePermission
from app.organizations.rules import ANYWHERE
from app.organizations.standard import (
    COMMITTEES,
    PURPOSES,
    ROLES,
    StandardCommittee,
    StandardPurpose,
    StandardRole,
)

Standard = StandardRole | StandardPurpose | StandardCommittee
BESIDE = frozenset({"permissions", "offices"})
"""What stands in a table of its own."""


def seed_standard(session: Session, *, by: Acting) -> dict[str, int]:
    """Bring what is missing and what is still as an earlier version brought it; counts of what changed.

    What the office has edited or made itself is left as it is. Nothing changed, no event.
    """
    by.must(Permission.ROLE_GRANT, Resource(organization=ANYWHERE))
    counts = {
        "roles": sum(_role(session, each) for each in ROLES),
        "purposes": sum(_row(session, Purpose, each) for each in PURPOSES),
        "committees": sum(_committee(session, each) for each in COMMITTEES),
    }
    if any(counts.values()):
        audit.record(session, by, "standard.seeded", "installation", "*", **counts)
    return counts


def _row(session: Session, table: type[Role] | type[Purpose] | type[Committee], given: Standard) -> bool:
    """Whether the row was written: it was missing, or differed while still the program's own."""
    values = {each.name: getattr(given, each.name) for each in fields(given) if each.name not in BESIDE}
    row: Any = session.get(table, given.code)
    if row is None:
        session.add(table(**values, is_standard=True))
        session.flush()
        return True
    if not row.is_standard or _same(row, values):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return True


def _same(row: Any, values: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _role(session: Session, given: StandardRole) -> bool:
    changed = _row(session, Role, given)
    if not session.get_one(Role, given.code).is_standard:
        return changed
    had = set(session.scalars(select(RolePermission.permission).where(RolePermission.role_code == given.code)))
    if had == given.permissions:
        return changed
    session.execute(delete(RolePermission).where(RolePermission.role_code == given.code))
    rows = [{"role_code": given.code, "permission": each.value} for each in sorted(given.permissions)]
    session.execute(insert(RolePermission), rows)
    return True


def _committee(session: Session, given: StandardCommittee) -> bool:
    """Its offices come with the committee only: whom the office has seated or left out is its own affair."""
    known = session.get(Committee, given.code) is not None
    changed = _row(session, Committee, given)
    if not known:
        rows = [{"committee_code": given.code, "role_code": role, "seat": seat.value} for role, seat in given.offices]
        session.execute(insert(CommitteeOffice), rows)
    return changed
