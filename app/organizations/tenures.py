"""A person in a position by an order, and whether whoever looks may know the name."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, null, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.authority import Viewer
from app.organizations.models import Appointment, Person, Position
from app.organizations.rules import AppointmentKind, last_day, sees_names


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person in a position by an order; without a name where the viewer may not know it, or it was erased."""

    id: uuid.UUID
    person_id: uuid.UUID
    name_th: str | None
    name_en: str | None
    kind: AppointmentKind
    order_no: str
    order_on: date
    regulation: str | None
    since: date
    until: date | None


def tenures(viewer: Viewer) -> Select[Appointment, str | None, str | None]:
    """Appointments with the names that the viewer may know: the name of another never leaves the database."""
    return (
        select(Appointment, known_name(viewer, Person.name_th), known_name(viewer, Person.name_en))
        .outerjoin(Person, Person.id == Appointment.person_id)
        .join(Position, Position.number == Appointment.position_number)
    )


def known_name(viewer: Viewer, name: InstrumentedAttribute[str | None]) -> ColumnElement[str | None]:
    """The name, or NULL: the public knows who holds an executive position (Official Information Act B.E. 2540 s. 7)."""
    return name.expression if sees_names(viewer) else case((Position.is_executive, name), else_=null())


def tenure(row: Appointment, name_th: str | None, name_en: str | None) -> Tenure:
    """As pages show it; ``until`` is the last day."""
    return Tenure(
        row.id, row.person_id, name_th, name_en, AppointmentKind(row.kind), row.order_no, row.order_on, row.regulation,
        row.valid_from, last_day(row.valid_to),
    )  # fmt: skip
