"""What is known of one position: its tenures, its powers with their sources, and its orders of delegation."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.core.permissions import Permission
from app.organizations.models import (
    Appointment,
    DelegatedPermission,
    Delegation,
    Organization,
    Position,
    Purpose,
    PurposeGrant,
    Role,
    RoleGrant,
    RolePermission,
    Unit,
)
from app.organizations.models.force import in_force
from app.organizations.rules import last_day
from app.organizations.tenures import Tenure, tenure, tenures
from app.places.models import Area


@dataclass(frozen=True, slots=True)
class Grant:
    """A role or a purpose of a position with its source; ``permissions`` in the order of the enumeration."""

    id: uuid.UUID
    code: str
    title_th: str
    title_en: str
    told_th: str
    told_en: str
    order_no: str
    regulation: str | None
    since: date
    until: date | None
    permissions: tuple[Permission, ...] = ()


@dataclass(frozen=True, slots=True)
class Delegated:
    """An order of delegation with the other position."""

    id: uuid.UUID
    other: str
    title_th: str
    title_en: str
    permissions: tuple[Permission, ...]
    ceiling_satang: int | None
    areas: tuple[str, ...] | None
    order_no: str
    order_on: date
    regulation: str | None
    since: date
    until: date


def position_at(session: Session, number: str, *, viewer: Viewer) -> Position:
    """The position. Raises NotFound."""
    del viewer
    found = session.get(Position, number)
    if found is None:
        raise NotFound(f"ไม่มีตำแหน่งเลขที่ {number}", f"There is no position {number}.")
    return found


def organization_at(session: Session, code: str, *, viewer: Viewer) -> Organization:
    """The organisation. Raises NotFound."""
    del viewer
    found = session.get(Organization, code)
    if found is None:
        raise NotFound(f"ไม่มีหน่วยงานรหัส {code}", f"There is no organisation {code}.")
    return found


def units_of(session: Session, code: str, *, viewer: Viewer) -> list[Unit]:
    """The units of an organisation, by rank."""
    del viewer
    return list(session.scalars(select(Unit).where(Unit.organization_code == code).order_by(Unit.rank, Unit.code)))


def holders_of(session: Session, number: str, *, viewer: Viewer) -> list[Tenure]:
    """Everybody who ever held the position or acted in it, the latest first."""
    asked = tenures(viewer).where(Appointment.position_number == number)
    rows = session.execute(asked.order_by(Appointment.valid_from.desc(), Appointment.kind))
    return [tenure(*row) for row in rows]


def roles_of(session: Session, number: str, *, viewer: Viewer, on: date | None = None) -> list[Grant]:
    """The roles that the position has on the day, with their permissions and the orders that gave them."""
    del viewer
    asked = (
        select(RoleGrant, Role)
        .join(Role, Role.code == RoleGrant.role_code)
        .where(RoleGrant.position_number == number, in_force(RoleGrant, on))
        .order_by(RoleGrant.valid_from, Role.code)
    )
    rows = session.execute(asked).all()
    named = _permissions(session, [role.code for _, role in rows])
    return [
        Grant(grant.id, role.code, role.title_th, role.title_en, role.sentence_th, role.sentence_en, grant.order_no,
              grant.regulation, grant.valid_from, last_day(grant.valid_to), named.get(role.code, ()))
        for grant, role in rows
    ]  # fmt: skip


def purposes_of(session: Session, number: str, *, viewer: Viewer, on: date | None = None) -> list[Grant]:
    """The purposes for which the position may use personal data on the day."""
    del viewer
    asked = (
        select(PurposeGrant, Purpose)
        .join(Purpose, Purpose.code == PurposeGrant.purpose_code)
        .where(PurposeGrant.position_number == number, in_force(PurposeGrant, on))
        .order_by(Purpose.code)
    )
    return [
        Grant(grant.id, purpose.code, purpose.title_th, purpose.title_en, purpose.legal_basis, purpose.legal_basis,
              grant.order_no, None, grant.valid_from, last_day(grant.valid_to))
        for grant, purpose in session.execute(asked)
    ]  # fmt: skip


def delegated_to(session: Session, number: str, *, viewer: Viewer, on: date | None = None) -> list[Delegated]:
    """What the position exercises for others on the day."""
    del viewer
    asked = select(Delegation, Position).join(Position, Position.number == Delegation.from_position)
    return _delegations(session, asked.where(Delegation.to_position == number, in_force(Delegation, on)))


def delegated_by(session: Session, number: str, *, viewer: Viewer, on: date | None = None) -> list[Delegated]:
    """What others exercise for the position on the day."""
    del viewer
    asked = select(Delegation, Position).join(Position, Position.number == Delegation.to_position)
    return _delegations(session, asked.where(Delegation.from_position == number, in_force(Delegation, on)))


def all_delegated_by(session: Session, number: str, *, viewer: Viewer) -> list[Delegated]:
    """Every order of delegation that the position ever gave, the latest first."""
    del viewer
    asked = select(Delegation, Position).join(Position, Position.number == Delegation.to_position)
    return _delegations(session, asked.where(Delegation.from_position == number))


def area_names(session: Session, codes: Iterable[str], *, viewer: Viewer) -> dict[str, tuple[str, str]]:
    """Thai and English names of areas that exist, by code."""
    del viewer
    asked = select(Area.code, Area.name_th, Area.name_en).where(Area.code.in_(list(codes)), Area.valid_to.is_(None))
    return {code: (th, en or th) for code, th, en in session.execute(asked)}


def _permissions(session: Session, roles: list[str]) -> dict[str, tuple[Permission, ...]]:
    asked = select(RolePermission.role_code, RolePermission.permission).where(RolePermission.role_code.in_(roles))
    found: dict[str, set[Permission]] = {}
    for role, permission in session.execute(asked):
        found.setdefault(role, set()).add(Permission(permission))
    return {role: _ordered(held) for role, held in found.items()}


def _ordered(held: Iterable[Permission]) -> tuple[Permission, ...]:
    wanted = set(held)
    return tuple(each for each in Permission if each in wanted)


def _delegations(session: Session, asked: Select[Delegation, Position]) -> list[Delegated]:
    rows = session.execute(asked.order_by(Delegation.valid_from.desc(), Delegation.order_no)).all()
    keys = [delegation.id for delegation, _ in rows]
    named: dict[uuid.UUID, list[Permission]] = {}
    powers = select(DelegatedPermission).where(or_(DelegatedPermission.delegation_id.in_(keys)))
    for row in session.scalars(powers):
        named.setdefault(row.delegation_id, []).append(Permission(row.permission))
    return [
        Delegated(
            d.id, p.number, p.title_th, p.title_en, _ordered(named.get(d.id, ())), d.ceiling_satang,
            None if d.areas is None else tuple(d.areas), d.order_no, d.order_on, d.regulation, d.valid_from,
            last_day(d.valid_to) or d.valid_from,
        )
        for d, p in rows
    ]  # fmt: skip


def orders_to(session: Session, *, viewer: Viewer, on: date | None = None) -> dict[str, str]:
    """The number of the order by which a position exercises powers of another on the day, by position."""
    del viewer
    asked = select(Delegation.to_position, Delegation.order_no).where(in_force(Delegation, on))
    return {row[0]: row[1] for row in session.execute(asked.order_by(Delegation.valid_from))}
