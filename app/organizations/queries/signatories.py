"""Who could sign on a day: every holder, acting holder and delegate whom the one policy allowed it then.

Orders and grants are those in force on the day. A position's own scope (reach, areas, clearance, ceiling) is not kept by
day: it is the present one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session, aliased

from app.core.authority import NOTHING, Acting, Basis, Powers, Resource, Viewer, decide
from app.core.permissions import WITH_MONEY, Permission
from app.organizations.delegating import delegated
from app.organizations.models import (
    Appointment,
    DelegatedPermission,
    Delegation,
    Person,
    Position,
    RoleGrant,
    RolePermission,
)
from app.organizations.models.force import in_force
from app.organizations.queries.capacities import powers_of
from gis.access import Read

Holding = Row[Appointment, Person]


@dataclass(frozen=True, slots=True)
class Signatory:
    """One who could sign: ``position`` is whose power it is, ``through`` the position that a delegate holds.

    ``name_*`` is None for a person who has been erased, or whom the viewer may not know; ``last`` is the last day.
    """

    position: str
    title_th: str
    title_en: str
    person_id: uuid.UUID
    name_th: str | None
    name_en: str | None
    basis: Basis
    order_no: str
    order_on: date
    first: date
    last: date | None
    through_th: str | None = None
    through_en: str | None = None


def signatories(
    session: Session,
    permission: Permission,
    on: date,
    *,
    viewer: Viewer,
    resource: Resource = NOTHING,
    position: str | None = None,
) -> list[Signatory]:
    """Everyone who could use ``permission`` on ``resource`` on a day; of one position's power when it is given.

    Where the power is over money and no amount is asked for, any ceiling will do.
    """
    if permission in WITH_MONEY and resource.amount_satang is None:
        resource = replace(resource, amount_satang=0)
    found: list[Signatory] = []
    for held in session.scalars(_with_permission(permission, on, position)):
        powers = powers_of(session, held, viewer=viewer, on=on)
        able = (*_holders(session, held, powers, on), *_delegates(session, held, powers, on))
        found += [each for each, by in able if decide(by, permission, resource).allowed]
    if Read.INTERNAL in viewer.classes:
        return found
    return [replace(each, name_th=None, name_en=None) for each in found]


def _with_permission(permission: Permission, on: date, position: str | None) -> Select[Position]:
    granted = (
        select(RoleGrant.position_number)
        .join(RolePermission, RolePermission.role_code == RoleGrant.role_code)
        .where(RolePermission.permission == permission, in_force(RoleGrant, on))
    )
    asked = select(Position).where(_existed(on), Position.number.in_(granted)).order_by(Position.rank, Position.number)
    return asked if position is None else asked.where(Position.number == position)


def _existed(on: date) -> ColumnElement[bool]:
    return (Position.valid_from <= on) & (Position.valid_to.is_(None) | (Position.valid_to > on))


def _holders(session: Session, held: Position, powers: Powers, on: date) -> Iterator[tuple[Signatory, Acting]]:
    for appointment, person in _held(session, [held.number], on):
        basis = Basis(appointment.kind)
        yield (
            Signatory(
                held.number, held.title_th, held.title_en, person.id, person.name_th, person.name_en, basis,
                appointment.order_no, appointment.order_on, appointment.valid_from, _last(appointment.valid_to),
            ),
            Acting(held.number, person.name_th or "", basis, person_id=person.id, powers=powers),
        )  # fmt: skip


def _delegates(session: Session, giving: Position, powers: Powers, on: date) -> Iterator[tuple[Signatory, Acting]]:
    receiving = aliased(Position)
    orders = (
        select(Delegation, receiving)
        .join(receiving, receiving.number == Delegation.to_position)
        .where(Delegation.from_position == giving.number, in_force(Delegation, on))
        .order_by(Delegation.order_on, Delegation.order_no)
    )
    for order, through in session.execute(orders).all():
        named = session.scalars(
            select(DelegatedPermission.permission).where(DelegatedPermission.delegation_id == order.id)
        )
        cut = delegated(powers, named, order.ceiling_satang, order.areas)
        for _appointment, person in _held(session, [through.number], on):
            yield (
                Signatory(
                    giving.number, giving.title_th, giving.title_en, person.id, person.name_th, person.name_en,
                    Basis.DELEGATED, order.order_no, order.order_on, order.valid_from, _last(order.valid_to),
                    through.title_th, through.title_en,
                ),
                Acting(giving.number, person.name_th or "", Basis.DELEGATED, person_id=person.id, powers=cut),
            )  # fmt: skip


def _held(session: Session, positions: Iterable[str], on: date) -> Iterable[Holding]:
    return session.execute(
        select(Appointment, Person)
        .join(Person, Person.id == Appointment.person_id)
        .where(Appointment.position_number.in_(positions), in_force(Appointment, on))
        .order_by(Appointment.kind.desc(), Appointment.valid_from)
    ).all()


def _last(valid_to: date | None) -> date | None:
    return None if valid_to is None else date.fromordinal(valid_to.toordinal() - 1)
