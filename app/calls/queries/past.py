"""Of which calls the past is not kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, ScalarSelect, func, select
from sqlalchemy.orm import Session

from app.calls.models import Call, Past
from app.calls.records import NO_CALL
from app.core.authority import Viewer
from app.core.calendar import written_day
from app.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Unkept:
    """A call of which nothing is known before the day on which keeping its past began."""

    call: Call
    since: date


def unkept(session: Session, on: date | None, *, viewer: Viewer) -> list[Unkept]:
    """The calls of today that may have been there on a day of which nothing was kept."""
    del viewer
    if on is None:
        return []
    asked = select(Call, _since(Call.id)).where(_since(Call.id) > on).order_by(Call.fiscal_year.desc(), Call.code)
    return [Unkept(row[0], row[1]) for row in session.execute(asked)]


def not_there(session: Session, code: str, on: date | None, *, viewer: Viewer) -> NotFound:
    """Why a call cannot be shown as of a day: it was not there, or nothing is known of it."""
    found = next((one for one in unkept(session, on, viewer=viewer) if one.call.code == code), None)
    if found is None:
        return NotFound(*NO_CALL)
    return NotFound(
        f"รอบคำขอนี้เก็บประวัติตั้งแต่ {written_day(found.since)} จึงไม่ทราบว่าวันนั้นเป็นอย่างไร",
        f"The past of this call is kept since {found.since.isoformat()}; how it was on that day is not known.",
    )


def _since(call_id: Any) -> ScalarSelect[date]:
    """The first day that is kept of a call which was there before; NULL where all of it is kept."""
    asked = select(func.min(Past.day).cast(Date)).where(Past.call_id == call_id, Past.part == "call", Past.is_found)
    return asked.scalar_subquery()
