"""Acts on the calendar of reports and on the rule of the lights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.calendar import BUDDHIST_ERA
from app.core.errors import Conflict, Invalid
from app.core.permissions import Permission
from app.core.records import plain, refused_by, today
from app.monitoring.models import LightRule, Round
from app.monitoring.rules import Cadence, month_later
from app.monitoring.schemas import LightRuleIn, RoundsIn
from app.organizations.rules import ANYWHERE

MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3}


def open_rounds(
    session: Session, *, by: Acting, given: RoundsIn, is_synthetic: bool = False, at: datetime | None = None
) -> list[str]:  # fmt: skip
    """Open the rounds of a fiscal year; their codes. Raises Conflict where one of them is open already; then none is opened."""
    by.must(Permission.CALL_MANAGE, Resource(ANYWHERE))
    common = {"kind": given.kind.value, "is_synthetic": is_synthetic, **({"opened_at": at} if at else {})}
    rows = [row | common for row in _rounds(given)]
    with refused_by(session, {"pk_round": _open_already, "ex_round_once": _open_already}):
        session.execute(insert(Round), rows)
    year = f"{given.fiscal_year}/{given.kind.value}"
    audit.record(session, by, "round.opened", "round", year, after=plain(given.model_dump()), rounds=len(rows))
    return [row["code"] for row in rows]


def set_light_rule(session: Session, *, by: Acting, given: LightRuleIn) -> LightRule:
    """Set from which numbers on a light changes, from today or a later day on: lights of the past stay as they were."""
    by.must(Permission.PROJECT_DECIDE, Resource(ANYWHERE))
    if given.valid_from < today(session):
        raise Invalid("เกณฑ์มีผลย้อนหลังไม่ได้", "A rule does not reach back.", place="valid_from")
    with refused_by(session, {"pk_light_rule": _ruled_already}):
        session.execute(insert(LightRule).values(**given.model_dump()))
    audit.record(
        session, by, "status_rule.set", "status_rule", given.valid_from.isoformat(), after=plain(given.model_dump())
    )
    return session.get_one(LightRule, given.valid_from)


def _rounds(given: RoundsIn) -> Iterator[dict[str, Any]]:
    first, step = date(given.fiscal_year - BUDDHIST_ERA - 1, 10, 1), MONTHS[given.kind]
    for number in range(12 // step):
        start, end = month_later(first, number * step), month_later(first, (number + 1) * step)
        code = f"{given.fiscal_year}-Q{number + 1}" if step == 3 else f"{start.year + BUDDHIST_ERA}-{start.month:02}"
        due_on = end - timedelta(days=1) + timedelta(days=given.due_days)
        yield {"code": code, "period_start": start, "period_end": end, "due_on": due_on}


def _open_already() -> Conflict:
    return Conflict("มีรอบรายงานของปีนี้แล้ว", "Rounds of this year are open already.", place="fiscal_year")


def _ruled_already() -> Conflict:
    return Conflict("มีเกณฑ์ของวันนี้แล้ว เลือกวันอื่น", "There is a rule from that day already.", place="valid_from")
