"""The policy as people read it: every permission, the roles that hold it, and the positions that have it today."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.permissions import BY_ANOTHER_PERSON, NEVER_DELEGATED, WITH_MONEY, Permission
from app.organizations.models import Position, Purpose, Role, RoleGrant, RolePermission
from app.organizations.models.force import exists_now, in_force


@dataclass(frozen=True, slots=True)
class Rule:
    """One permission of the policy."""

    permission: Permission
    roles: frozenset[str]
    positions: tuple[Position, ...]
    has_ceiling: bool
    needs_another_person: bool
    is_never_delegated: bool


def policy(session: Session, *, viewer: Viewer) -> list[Rule]:
    """Every permission in the order of the enumeration; one without a role or a position is nobody's."""
    del viewer
    roles: dict[Permission, set[str]] = {}
    for permission, role in session.execute(select(RolePermission.permission, RolePermission.role_code)):
        roles.setdefault(Permission(permission), set()).add(role)
    holding = _holding(session)
    return [
        Rule(each, frozenset(roles.get(each, ())), tuple(holding.get(each, ())), each in WITH_MONEY,
             each in BY_ANOTHER_PERSON, each in NEVER_DELEGATED)
        for each in Permission
    ]  # fmt: skip


def roles(session: Session, *, viewer: Viewer) -> list[Role]:
    """Every role: first those that hold something."""
    del viewer
    holds = select(RolePermission.role_code)
    return list(session.scalars(select(Role).order_by(Role.code.not_in(holds), Role.code)))


def purposes(session: Session, *, viewer: Viewer) -> list[Purpose]:
    """Every purpose for which personal data may be used."""
    del viewer
    return list(session.scalars(select(Purpose).order_by(Purpose.code)))


def permissions_of(session: Session, role: str, *, viewer: Viewer) -> frozenset[Permission]:
    """What a role allows."""
    del viewer
    named = select(RolePermission.permission).where(RolePermission.role_code == role)
    return frozenset(map(Permission, session.scalars(named)))


def _holding(session: Session) -> dict[Permission, list[Position]]:
    asked = (
        select(RolePermission.permission, Position)
        .join(RoleGrant, RoleGrant.role_code == RolePermission.role_code)
        .join(Position, Position.number == RoleGrant.position_number)
        .where(in_force(RoleGrant), exists_now())
        .distinct()
        .order_by(Position.rank, Position.number)
    )
    found: dict[Permission, list[Position]] = {}
    for permission, position in session.execute(asked):
        if position not in found.setdefault(Permission(permission), []):
            found[Permission(permission)].append(position)
    return found
