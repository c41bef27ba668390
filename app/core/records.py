"""What commands of every slice need of the tables: the day, refusals of constraints in words, before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, func, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.database import Base
from app.core.errors import Conflict

TODAY = func.timezone("Asia/Bangkok", func.now()).cast(Date)
"""The day in Thailand by the clock of the database."""


def today(session: Session) -> date:
    """The day in Thailand by the clock of the database, on which orders in force are decided."""
    day: date = session.scalars(select(TODAY)).one()
    return day


def by_day(at: InstrumentedAttribute[Any], on: date | None) -> ColumnElement[bool]:
    """What was done until the end of a day in Thailand; without a day, all."""
    return true() if on is None else day_of(at) <= on


def day_of(at: InstrumentedAttribute[Any]) -> ColumnElement[date]:
    """The day in Thailand of a moment."""
    return func.timezone("Asia/Bangkok", at).cast(Date)


@contextmanager
def refused_by(session: Session, told: Mapping[str, Callable[[], Conflict]]) -> Iterator[None]:
    """What the block writes, or the Conflict of the constraint that refuses it; nothing else of the transaction is lost."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        name = str(getattr(getattr(error.orig, "diag", None), "constraint_name", None))
        if name not in told:
            raise
        raise told[name]() from None


def change(row: Base, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set what differs, and say before and after of it; names of persons are not for the log."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    before = {name: getattr(row, name) for name in differing}
    for name, value in differing.items():
        setattr(row, name, value)
    return {"before": plain(before), "after": plain(differing)}


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON can hold it."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(each) for each in value]
        case set() | frozenset():
            return sorted(_plain(each) for each in value)
    return str(value)
