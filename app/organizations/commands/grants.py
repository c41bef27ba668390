"""Acts on powers: roles defined, and roles and purposes granted to positions and withdrawn."""

from __future__ import annotations

import uuid

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Powers, Resource
from app.core.errors import Conflict
from app.core.permissions import Permission
from app.core.records import plain, refused_by
from app.organizations.granting import refuse_beyond, refuse_excess, refuse_own
from app.organizations.models import Position, Purpose, PurposeGrant, Role, RoleGrant, RolePermission
from app.organizations.models.force import in_force
from app.organizations.records import end_row, held
from app.organizations.rules import ANYWHERE, Reach, day_after
from app.organizations.schemas import Ending, GrantIn, RoleIn
from gis.access import Read


def define_role(session: Session, *, by: Acting, given: RoleIn) -> Role:
    """Add a role or give it other permissions, for every position that has it; it is then the office's own.

    Raises Forbidden for permissions that the actor has not himself, and for a role of his own position.
    """
    by.must(Permission.ROLE_GRANT, Resource(organization=ANYWHERE))
    row = session.get(Role, given.code, with_for_update=True, populate_existing=True)
    before = _permissions(session, given.code)
    _refuse_escalation(session, by, given, frozenset(map(Permission, before)))
    words = given.model_dump(exclude={"permissions"})
    if row is None:
        row = Role(**words)
        session.add(row)
    for name, value in words.items():
        setattr(row, name, value)
    row.is_standard = False
    session.flush()
    session.execute(delete(RolePermission).where(RolePermission.role_code == given.code))
    if given.permissions:
        rows = [{"role_code": given.code, "permission": each} for each in sorted(given.permissions)]
        session.execute(insert(RolePermission), rows)
    told = {"before": {"permissions": before}, "after": {"permissions": sorted(given.permissions)}}
    audit.record(session, by, "role.defined", "role", given.code, **told)
    return row


def grant_role(session: Session, *, by: Acting, given: GrantIn, is_synthetic: bool = False) -> RoleGrant:
    """Give a role to a position for a time. Raises Forbidden for more than the actor has, Conflict when it has it."""
    position = held(session, Position, given.position)
    by.must(Permission.ROLE_GRANT, Resource(organization=position.organization_code))
    refuse_own(session, by, position)
    held(session, Role, given.code)
    permissions = frozenset(map(Permission, _permissions(session, given.code)))
    refuse_excess(session, by, position, permissions)
    made = RoleGrant(
        position_number=given.position, role_code=given.code, order_no=given.order_no, regulation=given.regulation,
        valid_from=given.valid_from, valid_to=day_after(given.last_day), is_synthetic=is_synthetic or position.is_synthetic,
    )  # fmt: skip
    with refused_by(session, {"ex_role_grant_once": lambda: _held_already(given)}):
        session.add(made)
    audit.record(session, by, "role.granted", "position", given.position, after=plain(given.model_dump()))
    return made


def withdraw_role(session: Session, *, by: Acting, grant_id: uuid.UUID, given: Ending) -> RoleGrant:
    """Take a role from a position, at once or after a day."""
    row = held(session, RoleGrant, grant_id)
    position = held(session, Position, row.position_number)
    by.must(Permission.ROLE_GRANT, Resource(organization=position.organization_code))
    told = end_row(session, row, given.last_day)
    audit.record(session, by, "role.withdrawn", "position", position.number, role=row.role_code, **told)
    return row


def grant_purpose(session: Session, *, by: Acting, given: GrantIn, is_synthetic: bool = False) -> PurposeGrant:
    """Let a position use personal data for a purpose. Raises Forbidden for the actor's own position, and unless his
    clearance covers personal data."""
    position = held(session, Position, given.position)
    by.must(Permission.ROLE_GRANT, Resource(organization=position.organization_code, class_=Read.PERSONAL))
    refuse_own(session, by, position)
    held(session, Purpose, given.code)
    refuse_excess(session, by, position, frozenset())
    made = PurposeGrant(
        position_number=given.position, purpose_code=given.code, order_no=given.order_no,
        valid_from=given.valid_from, valid_to=day_after(given.last_day), is_synthetic=is_synthetic or position.is_synthetic,
    )  # fmt: skip
    with refused_by(session, {"ex_purpose_grant_once": lambda: _held_already(given)}):
        session.add(made)
    audit.record(session, by, "purpose.granted", "position", given.position, after=plain(given.model_dump()))
    return made


def withdraw_purpose(session: Session, *, by: Acting, grant_id: uuid.UUID, given: Ending) -> PurposeGrant:
    """Take a purpose from a position, at once or after a day."""
    row = held(session, PurposeGrant, grant_id)
    position = held(session, Position, row.position_number)
    by.must(Permission.ROLE_GRANT, Resource(organization=position.organization_code))
    told = end_row(session, row, given.last_day)
    audit.record(session, by, "purpose.withdrawn", "position", position.number, purpose=row.purpose_code, **told)
    return row


def _permissions(session: Session, role: str) -> list[str]:
    named = select(RolePermission.permission).where(RolePermission.role_code == role)
    return list(session.scalars(named.order_by(RolePermission.permission)))


def _refuse_escalation(session: Session, by: Acting, given: RoleIn, before: frozenset[Permission]) -> None:
    """Every position that has the role would gain what is added to it."""
    refuse_beyond(session, by, Reach.OWN, Powers(given.permissions))
    having = select(Position).join(RoleGrant, RoleGrant.position_number == Position.number)
    for position in session.scalars(having.where(RoleGrant.role_code == given.code, in_force(RoleGrant))):
        if given.permissions - before:
            refuse_own(session, by, position)
            refuse_excess(session, by, position, given.permissions)


def _held_already(given: GrantIn) -> Conflict:
    return Conflict(
        f"ตำแหน่ง {given.position} ได้รับ {given.code} ในช่วงนั้นอยู่แล้ว สิ้นสุดของเดิมก่อน",
        f"The position {given.position} has {given.code} in that time already; end the former grant first.",
        place=given.code,
    )
