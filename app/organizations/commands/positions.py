"""Acts on positions: established, changed, frozen, abolished, and given their scope."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import ALL_POWERS, EVERYTHING, Acting, Resource
from app.core.errors import Conflict, Invalid
from app.core.permissions import Permission
from app.core.records import change, plain, today
from app.organizations.granting import refuse_beyond, refuse_own, scope_with
from app.organizations.models import Appointment, CommitteeSeat, Delegation, Organization, Position, Unit
from app.organizations.models.force import to_come
from app.organizations.queries.capacities import powers_of
from app.organizations.records import alone_in_the_tree, ending, establish, held, refuse_cycle
from app.organizations.rules import REACHES, AppointmentKind, Reach, beyond
from app.organizations.schemas import Abolition, PositionChange, PositionIn, ScopeIn

Leaning = type[Appointment] | type[Delegation] | type[CommitteeSeat] | type[Position]


def establish_position(
    session: Session, *, by: Acting, given: PositionIn, is_synthetic: bool = False
) -> Position:  # fmt: skip
    """Add a position with the narrowest scope and no power. Raises Conflict, NotFound, Invalid."""
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=given.organization_code))
    owner = held(session, Organization, given.organization_code)
    _refuse_strangers(session, given, given.organization_code)
    made = Position(**given.model_dump(), is_synthetic=is_synthetic or owner.is_synthetic)
    establish(session, made, given.number)
    audit.record(session, by, "position.established", "position", given.number, after=plain(given.model_dump()))
    return made


def change_position(session: Session, *, by: Acting, number: str, given: PositionChange) -> Position:
    """Call a position otherwise, or let it answer to another. It stays in its organisation, whose establishment it is."""
    alone_in_the_tree(session)
    row = held(session, Position, number)
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=row.organization_code))
    _refuse_strangers(session, given, row.organization_code)
    if given.reports_to != row.reports_to:
        refuse_cycle(session, Position.number, Position.reports_to, number, given.reports_to)
    told = change(row, given.model_dump())
    session.flush()
    audit.record(session, by, "position.changed", "position", number, **told)
    return row


def freeze_position(session: Session, *, by: Acting, number: str) -> Position:
    """Let a vacant position take no holder. Raises Conflict while somebody holds it, or will."""
    row = held(session, Position, number)
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=row.organization_code))
    holder = select(Appointment.id).where(
        Appointment.position_number == number,
        Appointment.kind == AppointmentKind.SUBSTANTIVE,
        to_come(Appointment),
    )
    if session.scalar(holder.limit(1)) is not None:
        raise Conflict(
            "ยุบเลิกอัตราชั่วคราวไม่ได้: ตำแหน่งนี้มีผู้ดำรงตำแหน่งอยู่หรือมีคำสั่งแต่งตั้งแล้ว",
            "It cannot be frozen: somebody holds the position, or has been appointed to it.",
        )
    told = change(row, {"is_frozen": True})
    session.flush()
    audit.record(session, by, "position.frozen", "position", number, **told)
    return row


def unfreeze_position(session: Session, *, by: Acting, number: str) -> Position:
    """Let a frozen position take a holder again."""
    row = held(session, Position, number)
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=row.organization_code))
    told = change(row, {"is_frozen": False})
    session.flush()
    audit.record(session, by, "position.unfrozen", "position", number, **told)
    return row


def abolish_position(session: Session, *, by: Acting, number: str, given: Abolition) -> Position:
    """Give a position its last day. Raises Conflict while a holder, a seat, an order or a subordinate would outlast it."""
    alone_in_the_tree(session)
    row = held(session, Position, number)
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=row.organization_code))
    end = ending(row.valid_from, row.valid_to, given.last_day, today(session))
    _refuse_survivors(session, row, end)
    told = change(row, {"valid_to": end})
    session.flush()
    audit.record(session, by, "position.abolished", "position", number, **told)
    return row


def set_scope(session: Session, *, by: Acting, number: str, given: ScopeIn) -> Position:
    """Say within what a position has its powers. Raises Forbidden for more than the actor has, and for his own position.

    Narrowing needs nothing but the permission; widening gives all the powers of the position over more.
    """
    row = held(session, Position, number)
    by.must(Permission.ROLE_GRANT, Resource(organization=row.organization_code))
    refuse_own(session, by, row)
    if by.powers != ALL_POWERS:
        _refuse_wider(session, by, row, given)
    values = {
        "reach": given.reach.value,
        "areas": None if given.areas is None else list(given.areas),
        "clearance": [each.value for each in given.clearance],
        "ceiling_satang": given.ceiling,
    }
    told = change(row, values)
    session.flush()
    audit.record(session, by, "position.scope_set", "position", number, **told)
    return row


def _refuse_wider(session: Session, by: Acting, row: Position, given: ScopeIn) -> None:
    """Narrowing is free; a wider scope gives all the powers of the position over more."""
    wanted = scope_with(session, row, given)
    reaches_further = REACHES.index(given.reach) > REACHES.index(Reach(row.reach))
    if reaches_further or beyond(powers_of(session, row, viewer=EVERYTHING), wanted) is not None:
        refuse_beyond(session, by, given.reach, wanted)


def _refuse_strangers(session: Session, given: PositionChange, organization: str) -> None:
    """The superior exists, and the unit is one of the organisation's."""
    if given.reports_to is not None:
        held(session, Position, given.reports_to)
    if given.unit_code is not None and held(session, Unit, given.unit_code).organization_code != organization:
        raise Invalid(
            "กลุ่มงานนี้เป็นของหน่วยงานอื่น", "The unit belongs to another organisation.", place="unit_code"
        )  # fmt: skip


def _refuse_survivors(session: Session, row: Position, end: date) -> None:
    """Nothing that leans on a position may outlast it."""
    delegated = or_(Delegation.from_position == row.number, Delegation.to_position == row.number)
    leaning: tuple[tuple[str, str, Leaning, ColumnElement[bool]], ...] = (
        ("การแต่งตั้ง", "an appointment", Appointment, Appointment.position_number == row.number),
        ("การมอบอำนาจ", "a delegation", Delegation, delegated),
        ("ที่นั่งในคณะกรรมการ", "a seat in a committee", CommitteeSeat, CommitteeSeat.position_number == row.number),
        ("ตำแหน่งใต้บังคับบัญชา", "a subordinate position", Position, Position.reports_to == row.number),
    )
    for th, en, table, is_its in leaning:
        outlasting = or_(table.valid_to.is_(None), and_(table.valid_to > end, table.valid_to > table.valid_from))
        if session.scalar(select(table.valid_from).where(is_its, outlasting).limit(1)) is not None:
            raise Conflict(
                f"ยุบตำแหน่งไม่ได้: ยังมี{th}ต่อหลังวันนั้น สิ้นสุดหรือย้ายก่อน",
                f"The position cannot be abolished: {en} would outlast it; end or move it first.",
            )
