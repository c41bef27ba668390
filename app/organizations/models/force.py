"""Whether an order, or a position, is in force: on the days it names, until somebody ends it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, func

from app.core.records import TODAY
from app.organizations.models.holding import Appointment, Delegation
from app.organizations.models.powers import PurposeGrant, RoleGrant
from app.organizations.models.structure import CommitteeSeat, Position

Dated = type[Appointment] | type[Delegation] | type[RoleGrant] | type[PurposeGrant]


def in_force(table: Dated, on: date | None = None) -> ColumnElement[bool]:
    """Whether an order gives its power on a day: now by default, else on any part of that day."""
    day = TODAY if on is None else on
    held = and_(table.valid_from <= day, (table.valid_to.is_(None)) | (table.valid_to > day))
    if on is None:
        return and_(held, table.ended_at.is_(None))
    ended_that_day = func.timezone("Asia/Bangkok", table.ended_at).cast(table.valid_from.type) == on
    return held | and_(table.valid_from <= on, ended_that_day)


def to_come(table: type[Appointment] | type[CommitteeSeat]) -> ColumnElement[bool]:
    """Whether a row is in force, or will be: not over, and not ended before its first day."""
    return table.valid_to.is_(None) | and_(table.valid_to > TODAY, table.valid_to > table.valid_from)


def exists_now() -> ColumnElement[bool]:
    """Whether a position itself exists today."""
    return and_(Position.valid_from <= TODAY, Position.valid_to.is_(None) | (Position.valid_to > TODAY))
