"""Who stands under whom: the organisations of all positions below each of those right under the head (สายบังคับบัญชา)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.organizations.models import Position
from app.organizations.models.force import exists_now


@dataclass(frozen=True, slots=True)
class Command:
    """A position with the codes of the organisations whose positions stand under it, its own among them."""

    number: str
    title_th: str
    title_en: str
    organizations: frozenset[str]


def commands_below_the_head(session: Session, *, viewer: Viewer) -> list[Command]:
    """The positions of today that report to one that reports to nobody and have others under them, in their order."""
    del viewer
    found = list(session.scalars(select(Position).where(exists_now()).order_by(Position.rank, Position.number)))
    below: dict[str | None, list[Position]] = defaultdict(list)
    for one in found:
        below[one.reports_to].append(one)
    return [
        Command(one.number, one.title_th, one.title_en, _organizations(one, below))
        for head in below[None]
        for one in below[head.number]
        if below[one.number]
    ]


def _organizations(top: Position, below: dict[str | None, list[Position]]) -> frozenset[str]:
    codes, seen, waiting = {top.organization_code}, {top.number}, [top]
    while waiting:
        for one in below[waiting.pop().number]:
            if one.number not in seen:
                seen.add(one.number)
                codes.add(one.organization_code)
                waiting.append(one)
    return frozenset(codes)
