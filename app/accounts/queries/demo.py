"""Whom the demonstration gives accounts to."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.rules import normal_name
from app.core.authority import Viewer
from app.organizations.models import Appointment, Person, Position, RoleGrant
from app.organizations.models.force import exists_now, in_force
from app.organizations.rules import AppointmentKind

MOST_DEMO = 10


@dataclass(frozen=True, slots=True)
class Part:
    """One of the demonstration's cast who gets an account."""

    person_id: uuid.UUID
    name: str
    title: str
    username: str


def demo_cast(session: Session, *, viewer: Viewer) -> list[Part]:
    """Whom the demonstration gives accounts to: holders of invented positions with a role, one for each role first."""
    del viewer
    asked = (
        select(Person.id, Person.name_th, Position.title_th, RoleGrant.role_code)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Position, Position.number == Appointment.position_number)
        .join(RoleGrant, RoleGrant.position_number == Position.number)
        .where(
            Person.is_synthetic, Appointment.kind == AppointmentKind.SUBSTANTIVE,
            in_force(Appointment), exists_now(), in_force(RoleGrant),
        )
        .order_by(Position.rank, Position.number, RoleGrant.role_code)
    )  # fmt: skip
    found: dict[uuid.UUID, Part] = {}
    roles: set[str] = set()
    for person_id, name, title, role in session.execute(asked):
        if role not in roles and person_id not in found and len(found) < MOST_DEMO:
            roles.add(role)
            found[person_id] = Part(person_id, name or "", title, normal_name(f"demo-{role}"))
    return list(found.values())
