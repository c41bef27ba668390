"""In which capacities a person may act now, and what each allows: the one way from an order to ``Acting``.

A capacity is an appointment to a position, alone or together with a delegation to that position. It is in force on the
days of its order and until somebody ends it; its powers are those of the position's roles within the position's scope.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.authority import Acting, Basis, Powers, Viewer
from app.core.permissions import Permission
from app.organizations.delegating import delegated
from app.organizations.models import (
    Appointment,
    DelegatedPermission,
    Delegation,
    Organization,
    Person,
    Position,
    PurposeGrant,
    RoleGrant,
    RolePermission,
)
from app.organizations.models.force import exists_now, in_force
from app.organizations.rules import Reach
from gis.access import Read, cleared


@dataclass(frozen=True, slots=True)
class Capacity:
    """One way in which a person may act now; ``until`` is the last day, None without end."""

    appointment_id: uuid.UUID
    delegation_id: uuid.UUID | None
    position: str
    title_th: str
    title_en: str
    basis: Basis
    order_no: str
    until: date | None


def capacities(session: Session, person_id: uuid.UUID, *, viewer: Viewer) -> list[Capacity]:
    """Everything that a person may act as now: own posts first, then what is delegated to them."""
    del viewer
    own = session.execute(_appointments(person_id)).all()
    found = [
        Capacity(a.id, None, p.number, p.title_th, p.title_en, Basis(a.kind), a.order_no, _last(a.valid_to))
        for a, p in own
    ]
    delegated = session.execute(_delegations([p.number for _, p in own])).all()
    held = {p.number: a for a, p in reversed(own)}
    return found + [
        Capacity(held[d.to_position].id, d.id, p.number, p.title_th, p.title_en, Basis.DELEGATED, d.order_no,
                 _last(d.valid_to))
        for d, p in delegated
    ]  # fmt: skip


def acting_in(
    session: Session,
    appointment_id: uuid.UUID,
    delegation_id: uuid.UUID | None = None,
    *,
    viewer: Viewer,
    request_id: str | None = None,
) -> Acting | None:
    """Who acts in this capacity, with the powers that it gives at this moment; None when it is not in force."""
    del viewer
    asked = (
        select(Appointment, Position, Person)
        .join(Position, Position.number == Appointment.position_number)
        .join(Person, Person.id == Appointment.person_id)
        .where(Appointment.id == appointment_id, Person.erased_on.is_(None), in_force(Appointment), exists_now())
    )
    row = session.execute(asked).one_or_none()
    if row is None:
        return None
    appointment, position, person = row
    powers, sight = _powers_and_sight(session, position)
    by = Acting(
        position=position.number, title=position.title_th, person=person.name_th or "", person_id=person.id,
        basis=Basis(appointment.kind), order_no=appointment.order_no, appointment_id=appointment.id,
        request_id=request_id, powers=powers, viewer=sight,
    )  # fmt: skip
    return by if delegation_id is None else _delegated(session, by, delegation_id)


def powers_of(session: Session, position: Position, *, viewer: Viewer, on: date | None = None) -> Powers:
    """What a position may do on a day, by the roles granted to it."""
    granted = (
        select(RolePermission.permission)
        .join(RoleGrant, RoleGrant.role_code == RolePermission.role_code)
        .where(RoleGrant.position_number == position.number, in_force(RoleGrant, on))
        .distinct()
    )
    return Powers(
        permissions=frozenset(map(Permission, session.scalars(granted))),
        classes=cleared(map(Read, position.clearance)),
        agencies=agencies_within(session, position.organization_code, position.reach, viewer=viewer),
        areas=None if position.areas is None else frozenset(position.areas),
        ceiling_satang=position.ceiling_satang,
    )


def agencies_within(session: Session, organization: str, reach: str, *, viewer: Viewer) -> frozenset[str] | None:
    """Codes of the organisations within a reach from an organisation; None is all."""
    del viewer
    if reach == Reach.PROVINCE:
        return None
    if reach == Reach.OWN:
        return frozenset({organization})
    below = select(Organization.code).where(Organization.code == organization).cte(recursive=True)
    below = below.union(select(Organization.code).join(below, Organization.parent_code == below.c.code))
    return frozenset(session.scalars(select(below.c.code)))


def _powers_and_sight(session: Session, position: Position) -> tuple[Powers, Viewer]:
    powers = powers_of(session, position, viewer=Viewer())
    purposes = select(PurposeGrant.purpose_code).where(
        PurposeGrant.position_number == position.number, in_force(PurposeGrant)
    )
    sight = Viewer(position.number, powers.classes, powers.agencies, powers.areas, frozenset(session.scalars(purposes)))
    return powers, sight


def _delegated(session: Session, by: Acting, delegation_id: uuid.UUID) -> Acting | None:
    """The delegating position's powers, cut down to what the order names; nobody gives more than he has.

    Its sight is the delegating position's without the purposes for personal data: those stay where they were granted.
    """
    asked = (
        select(Delegation, Position)
        .join(Position, Position.number == Delegation.from_position)
        .where(
            Delegation.id == delegation_id, Delegation.to_position == by.position, in_force(Delegation), exists_now()
        )
    )
    row = session.execute(asked).one_or_none()
    if row is None:
        return None
    delegation, position = row
    named = session.scalars(
        select(DelegatedPermission.permission).where(DelegatedPermission.delegation_id == delegation_id)
    )
    powers, sight = _powers_and_sight(session, position)
    cut = delegated(powers, named, delegation.ceiling_satang, delegation.areas)
    sight = replace(sight, areas=cut.areas, purposes=frozenset())
    return replace(
        by, position=position.number, title=position.title_th, basis=Basis.DELEGATED, order_no=delegation.order_no,
        powers=cut, viewer=sight,
    )  # fmt: skip


def _appointments(person_id: uuid.UUID) -> Select[Appointment, Position]:
    return (
        select(Appointment, Position)
        .join(Position, Position.number == Appointment.position_number)
        .where(Appointment.person_id == person_id, in_force(Appointment), exists_now())
        .order_by(Appointment.kind.desc(), Position.number)
    )


def _delegations(positions: list[str]) -> Select[Delegation, Position]:
    return (
        select(Delegation, Position)
        .join(Position, Position.number == Delegation.from_position)
        .where(Delegation.to_position.in_(positions), in_force(Delegation), exists_now())
        .order_by(Position.number, Delegation.order_no)
    )


def _last(valid_to: date | None) -> date | None:
    return None if valid_to is None else date.fromordinal(valid_to.toordinal() - 1)
