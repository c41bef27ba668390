"""Acts on national frames: an office adds what came after the installation, and corrects what it has checked."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import change, plain, refused_by
from app.organizations.rules import ANYWHERE
from app.plans.models import NationalFrame
from app.plans.schemas import FrameChange, FrameIn


def add_frame(session: Session, *, by: Acting, given: FrameIn) -> NationalFrame:
    """Add a national goal. Raises Conflict when its code is in use, NotFound for the goal that it is part of."""
    by.must(Permission.PLAN_APPROVE, Resource(organization=ANYWHERE))
    _refuse_lost(session, given.system, given.code, given)
    made = NationalFrame(**given.model_dump())
    with refused_by(session, {"pk_national_frame": lambda: _taken(given)}):
        session.add(made)
    audit.record(session, by, "national_frame.added", "national_frame", _named(made), after=plain(given.model_dump()))
    return made


def change_frame(session: Session, *, by: Acting, system: str, code: str, given: FrameChange) -> NationalFrame:
    """Change a national goal. What an office has changed is its own: later versions of the program leave it alone."""
    by.must(Permission.PLAN_APPROVE, Resource(organization=ANYWHERE))
    row = session.get(NationalFrame, (system, code), with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"ไม่มีกรอบแผน {system} {code}", f"There is no national goal {system} {code}.")
    _refuse_lost(session, system, code, given)
    told = change(row, given.model_dump() | {"is_standard": False})
    audit.record(session, by, "national_frame.changed", "national_frame", _named(row), **told)
    return row


def _refuse_lost(session: Session, system: str, code: str, given: FrameChange) -> None:
    """Raises Invalid unless the goal above exists and is itself no part of another: systems have two levels here."""
    if given.parent_code is None:
        return
    above = session.get(NationalFrame, (system, given.parent_code))
    if above is None or given.parent_code == code or above.parent_code is not None:
        raise Invalid(
            f"ไม่มีเป้าหมายหลักรหัส {given.parent_code} ในระบบนี้",
            f"The system has no main goal {given.parent_code}.",
            place="parent_code",
        )


def _named(frame: NationalFrame) -> str:
    return f"{frame.system}/{frame.code}"


def _taken(given: FrameIn) -> Conflict:
    return Conflict(
        f"มีรหัส {given.code} ในระบบนี้แล้ว แก้ไขรายการเดิมหรือใช้รหัสอื่น",
        f"The system has a goal {given.code} already; change that one, or take another code.",
        place="code",
    )
