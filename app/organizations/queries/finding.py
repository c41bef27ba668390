"""Finding positions by number, title, organisation, or who holds them."""

from __future__ import annotations

import uuid

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.searching import holds
from app.organizations.models import Appointment, Organization, Person, Position
from app.organizations.models.force import exists_now, in_force
from app.organizations.queries.posts import Post, posts
from app.organizations.rules import sees_names
from app.organizations.tenures import known_name

MOST = 50


def found_posts(session: Session, text: str, *, viewer: Viewer) -> list[Post]:
    """Positions of today whose number, title, organisation or known holder holds the text, at most fifty.

    A name that the viewer may not know finds nothing.
    """
    named = holds(text, *(known_name(viewer, name) for name in (Person.name_th, Person.name_en)))
    held = select(Appointment.position_number).join(Person, Person.id == Appointment.person_id).where(
        Appointment.position_number == Position.number, in_force(Appointment), named
    )  # fmt: skip
    told = (Position.number, Position.title_th, Position.title_en, Organization.name_th, Organization.name_en)
    asked = (
        select(Position.number)
        .join(Organization, Organization.code == Position.organization_code)
        .where(exists_now(), holds(text, *told) | held.exists())
        .order_by(Position.rank, Position.number)
        .limit(MOST)
    )
    numbers = set(session.scalars(asked))
    if not numbers:
        return []
    return [post for post in posts(session, viewer=viewer) if post.number in numbers]


def persons(session: Session, *, viewer: Viewer, text: str = "", limit: int = 500) -> list[Person]:
    """Persons by name, for those who may know them; nobody for others, and nobody who was erased."""
    if not sees_names(viewer):
        return []
    asked = select(Person).where(Person.name_th.is_not(None))
    if text:
        asked = asked.where(
            or_(Person.name_th.icontains(text, autoescape=True), Person.name_en.icontains(text, autoescape=True))
        )
    return list(session.scalars(asked.order_by(Person.name_th.collate("th-x-icu"), Person.id).limit(limit)))


def posts_of(session: Session, person_ids: list[uuid.UUID], *, viewer: Viewer) -> dict[uuid.UUID, list[Position]]:
    """The positions that persons hold or act in now."""
    if not sees_names(viewer):
        return {}
    asked = (
        select(Appointment.person_id, Position)
        .join(Position, Position.number == Appointment.position_number)
        .where(Appointment.person_id.in_(person_ids), in_force(Appointment))
        .order_by(Appointment.kind.desc(), Position.number)
    )
    found: dict[uuid.UUID, list[Position]] = {}
    for person_id, position in session.execute(asked):
        found.setdefault(person_id, []).append(position)
    return found
