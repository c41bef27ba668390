"""Acts of who holds a call: announce it, set how it is screened, open it, give more time, close it, begin the screening."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.budgets.writing import refuse_unknown_source
from app.calls.models import Call, Criterion, Extension
from app.calls.records import clock, deadline_for, held_call, of_call, refuse_unless
from app.calls.rules import CallState
from app.calls.schemas import CallChange, CallIn, CriteriaIn, ExtensionIn
from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import change, plain, refused_by
from app.organizations.models import Organization


def announce_call(session: Session, *, by: Acting, given: CallIn, is_synthetic: bool = False) -> Call:
    """Prepare a call: a draft that nobody files in yet. Raises Conflict when its code, or its year and source, are taken."""
    by.must(Permission.CALL_MANAGE, Resource(given.organization))
    if session.get(Organization, given.organization) is None:
        raise NotFound("ไม่มีหน่วยงานนี้", "There is no such organisation.", place="organization")
    refuse_unknown_source(session, given.source)
    made = Call(
        id=uuid.uuid4(), code=given.code, fiscal_year=given.fiscal_year, source=given.source,
        organization=given.organization, state=CallState.DRAFT, is_synthetic=is_synthetic, **_values(given),
    )  # fmt: skip
    with refused_by(session, TAKEN):
        session.add(made)
    audit.record(session, by, "call.announced", "call", made.code, after=plain(given.model_dump()))
    return made


def change_call(session: Session, *, by: Acting, code: str, given: CallChange) -> Call:
    """Change a draft."""
    call = _managed(session, by, code, {CallState.DRAFT})
    told = change(call, _values(given))
    audit.record(session, by, "call.changed", "call", code, **told)
    return call


def set_criteria(session: Session, *, by: Acting, code: str, given: CriteriaIn) -> list[Criterion]:
    """Set all criteria of a call, in place of those that were set, as long as it is not screened."""
    call = _managed(session, by, code, {CallState.DRAFT, CallState.OPEN, CallState.CLOSED})
    session.execute(delete(Criterion).where(Criterion.call_id == call.id))
    made = [
        Criterion(call_id=call.id, number=number, **one.model_dump())
        for number, one in enumerate(given.criteria, start=1)
    ]
    session.add_all(made)
    session.flush()
    audit.record(session, by, "call.criteria_set", "call", code, after={one.code: one.weight for one in made})
    return made


def open_call(session: Session, *, by: Acting, code: str) -> Call:
    """Open a call: from its first moment agencies may file. Raises Conflict without criteria or with a deadline that is past."""
    call = _managed(session, by, code, {CallState.DRAFT})
    if not session.scalar(select(func.count()).where(Criterion.call_id == call.id)):
        raise Conflict("ยังไม่ได้กำหนดเกณฑ์กลั่นกรองที่น้ำหนักรวม 100", "No criteria with weights of 100 are set yet.")
    if call.closes_at <= clock(session):
        raise Conflict("เลยวันปิดรับแล้ว แก้วันปิดรับก่อน", "The deadline is past; change it first.", place="closes_at")
    return _step(session, by, call, CallState.OPEN, "call.opened")


def extend_call(session: Session, *, by: Acting, code: str, given: ExtensionIn) -> Extension:
    """Give more time, to all or to one organisation, with the reason; a call that was closed is open again.

    Raises Invalid for a day that is past, or that is no later than what holds already.
    """
    call = _managed(session, by, code, {CallState.OPEN, CallState.CLOSED})
    if given.organization is not None and session.get(Organization, given.organization) is None:
        raise NotFound("ไม่มีหน่วยงานนี้", "There is no such organisation.", place="organization")
    if given.closes_at <= max(clock(session), deadline_for(session, call, given.organization)):
        raise Invalid(
            "ต้องหลังกำหนดเดิมและหลังเวลานี้", "It must lie after the present deadline, and after now.", place="closes_at"
        )
    last = session.scalar(select(func.max(Extension.number)).where(Extension.call_id == call.id))
    made = Extension(
        call_id=call.id, number=(last or 0) + 1, organization=given.organization, closes_at=given.closes_at,
        reason=given.reason, position=by.position, title=by.title or by.position, person=by.person_id,
    )  # fmt: skip
    session.add(made)
    call.state = CallState.OPEN
    session.flush()
    audit.record(session, by, "call.extended", "call", code, after=plain(given.model_dump()))
    return made


def close_call(session: Session, *, by: Acting, code: str) -> Call:
    """Close a call when the last deadline has passed, also those of single organisations."""
    call = _managed(session, by, code, {CallState.OPEN})
    last = session.scalar(select(func.max(Extension.closes_at)).where(Extension.call_id == call.id))
    until: datetime = max(call.closes_at, last or call.closes_at)
    if clock(session) <= until:
        raise Conflict("ยังไม่พ้นกำหนดปิดรับ รวมที่ขยายเวลาให้", "A deadline, or an extension of it, is still to come.")
    return _step(session, by, call, CallState.CLOSED, "call.closed")


def begin_screening(session: Session, *, by: Acting, code: str) -> Call:
    """Lay what was filed before the screeners; nothing is filed and no criterion changed any more."""
    call = _managed(session, by, code, {CallState.CLOSED})
    return _step(session, by, call, CallState.SCREENING, "call.screening_begun")


def _managed(session: Session, by: Acting, code: str, states: set[CallState]) -> Call:
    """The call, if whoever acts manages it and it stands in one of these states."""
    by.must(Permission.CALL_MANAGE)
    call = held_call(session, code)
    by.must(Permission.CALL_MANAGE, of_call(call))
    refuse_unless(call, states)
    return call


def _step(session: Session, by: Acting, call: Call, to: CallState, act: str) -> Call:
    before = call.state
    call.state = to
    session.flush()
    audit.record(session, by, act, "call", call.code, before={"state": before}, after={"state": to.value})
    return call


def _values(given: CallChange) -> dict[str, object]:
    return {
        "title_th": given.title_th, "title_en": given.title_en, "instructions_th": given.instructions_th,
        "opens_at": given.opens_at, "closes_at": given.closes_at, "ceiling_satang": given.ceiling,
        "sections": given.required(), "files": [one.value for one in given.files],
    }  # fmt: skip


def _taken(th: str, en: str, place: str) -> Callable[[], Conflict]:
    return lambda: Conflict(th, en, place=place)


TAKEN = {
    "uq_call_code": _taken("รหัสรอบคำขอนี้ถูกใช้แล้ว", "The code is in use.", "code"),
    "uq_call_organization": _taken(
        "หน่วยงานนี้มีรอบคำขอของปีและแหล่งเงินนี้แล้ว", "There is a call of this year and source already.", "fiscal_year"
    ),
}
