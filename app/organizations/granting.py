"""Nobody gives what he does not have, and nobody gives anything to himself."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import ALL_POWERS, EVERYTHING, Acting, Powers
from app.core.errors import Forbidden
from app.core.permissions import Permission
from app.organizations.models import Appointment, Position
from app.organizations.models.force import to_come
from app.organizations.queries.capacities import agencies_within, powers_of
from app.organizations.rules import REACHES, Reach, beyond
from app.organizations.schemas import ScopeIn
from gis.access import cleared


def own_positions(session: Session, by: Acting) -> frozenset[str]:
    """The positions that the actor acts in or holds, in whatever capacity, now or by an order to come."""
    if by.person_id is None:
        return frozenset({by.position})
    mine = select(Appointment.position_number).where(Appointment.person_id == by.person_id, to_come(Appointment))
    return frozenset({by.position, *session.scalars(mine)})


def refuse_own(session: Session, by: Acting, position: Position) -> None:
    """Raises Forbidden when the position is one of the actor's own."""
    if position.number in own_positions(session, by):
        raise Forbidden(
            "กำหนดอำนาจให้ตำแหน่งของตนเองไม่ได้ ต้องให้ตำแหน่งอื่นเป็นผู้กำหนด",
            "Nobody grants powers to his own position; another position must do it.",
            place=position.number,
        )


def scope_with(session: Session, position: Position, scope: ScopeIn) -> Powers:
    """What the position could do within another scope, with the roles that it has today."""
    now = powers_of(session, position, viewer=EVERYTHING)
    return replace(
        now,
        classes=cleared(scope.clearance),
        agencies=agencies_within(session, position.organization_code, scope.reach, viewer=EVERYTHING),
        areas=None if scope.areas is None else frozenset(scope.areas),
        ceiling_satang=scope.ceiling,
    )


def refuse_excess(session: Session, by: Acting, position: Position, permissions: frozenset[Permission]) -> None:
    """Raises Forbidden unless the actor has these permissions himself, in all of the scope of the position."""
    if by.powers != ALL_POWERS:
        refuse_beyond(session, by, position.reach, powers_with(session, position, permissions))


def powers_with(session: Session, position: Position, permissions: frozenset[Permission]) -> Powers:
    """Permissions within the scope that the position has today."""
    return replace(powers_of(session, position, viewer=EVERYTHING), permissions=permissions)


def refuse_beyond(session: Session, by: Acting, reach: str, given: Powers) -> None:
    """Raises Forbidden, naming what is too much, unless the actor has all of ``given`` himself.

    A reach over what lies below would grow with the tree, so it is compared as such and not only by what lies there now.
    """
    lack = beyond(by.powers, given)
    own = session.scalar(select(Position.reach).where(Position.number == by.position))
    grows = by.powers.agencies is not None and REACHES.index(Reach(reach)) > REACHES.index(Reach(own or Reach.OWN))
    if lack is not None or grows:
        th, en = (lack.th, lack.en) if lack is not None else ("ขอบเขตหน่วยงาน", "the reach over organisations")
        raise Forbidden(f"ให้เกินกว่าที่ตนมีไม่ได้: {th}", f"Nobody gives more than he has: {en}.")
