"""Acts of delegation: powers of the actor's own position to another, by an order, and taken back.

State Administration Act B.E. 2534 s. 38-39: what was delegated is not delegated again.
"""

from __future__ import annotations

import uuid

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Basis, Powers, Resource
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.permissions import NEVER_DELEGATED, SENTENCES, Permission
from app.core.records import plain
from app.organizations.models import DelegatedPermission, Delegation, Position
from app.organizations.records import end_row, held
from app.organizations.rules import beyond, day_after
from app.organizations.schemas import DelegationIn, Ending


def delegate(session: Session, *, by: Acting, given: DelegationIn, is_synthetic: bool = False) -> Delegation:
    """Let another position exercise named powers of the actor's position, not beyond what that position has.

    Raises Forbidden for powers held by delegation only or not at all, NotFound, Invalid.
    """
    # in one order for everybody, so that two that delegate to each other do not wait for each other
    locked = {number: held(session, Position, number) for number in sorted({by.position, given.to_position})}
    own, other = locked[by.position], locked[given.to_position]
    by.must(Permission.DELEGATION_ORDER, Resource(organization=own.organization_code))
    _refuse_again(by)
    _refuse_more(by, given)
    _refuse_unfit(own, other, given)
    made = Delegation(
        from_position=own.number, to_position=given.to_position, ceiling_satang=given.ceiling,
        areas=None if given.areas is None else list(given.areas), order_no=given.order_no, order_on=given.order_on,
        regulation=given.regulation, valid_from=given.valid_from, valid_to=day_after(given.last_day),
        is_synthetic=is_synthetic or own.is_synthetic or other.is_synthetic,
    )  # fmt: skip
    session.add(made)
    session.flush()
    rows = [{"delegation_id": made.id, "permission": each.value} for each in sorted(given.permissions)]
    session.execute(insert(DelegatedPermission), rows)
    audit.record(session, by, "delegation.ordered", "position", own.number, delegation=str(made.id),
                 after=plain(given.model_dump()))  # fmt: skip
    return made


def revoke_delegation(session: Session, *, by: Acting, delegation_id: uuid.UUID, given: Ending) -> Delegation:
    """Take delegated powers back, after a day or at once. Only the delegating position may."""
    row = held(session, Delegation, delegation_id)
    own = held(session, Position, row.from_position)
    by.must(Permission.DELEGATION_ORDER, Resource(organization=own.organization_code))
    if by.position != row.from_position:
        raise Forbidden(
            "เพิกถอนได้เฉพาะตำแหน่งที่มอบอำนาจ",
            "Only the position that delegated may take it back.",
            place=row.from_position,
        )
    _refuse_again(by)
    told = end_row(session, row, given.last_day)
    audit.record(session, by, "delegation.revoked", "position", own.number, delegation=str(row.id), **told)
    return row


def _refuse_again(by: Acting) -> None:
    if by.basis is Basis.DELEGATED:
        raise Forbidden(
            "อำนาจที่ได้รับมอบมา มอบต่อไม่ได้", "What was delegated to you cannot be delegated again.", place=by.order_no
        )  # fmt: skip


def _refuse_more(by: Acting, given: DelegationIn) -> None:
    stays = given.permissions & NEVER_DELEGATED
    if stays:
        named = ", ".join(SENTENCES[each].th for each in sorted(stays))
        raise Forbidden(
            f"อำนาจนี้มอบให้ผู้อื่นไม่ได้: {named}",
            f"Never delegated: {', '.join(SENTENCES[each].en for each in sorted(stays))}.",
            place="permissions",
        )
    areas = by.powers.areas if given.areas is None else frozenset(given.areas)
    lack = beyond(by.powers, Powers(given.permissions, agencies=frozenset(), areas=areas, ceiling_satang=given.ceiling))
    if lack is not None:
        raise Forbidden(
            f"มอบเกินกว่าที่ตำแหน่งมีไม่ได้: {lack.th}", f"The position does not have that itself: {lack.en}.",
            place="permissions",
        )  # fmt: skip


def _refuse_unfit(own: Position, other: Position, given: DelegationIn) -> None:
    if own.number == other.number:
        raise Invalid("มอบอำนาจให้ตำแหน่งเดียวกันไม่ได้", "A position cannot delegate to itself.", place="to_position")
    if any(each.valid_to is not None and each.valid_to <= given.last_day for each in (own, other)):
        raise Conflict(
            "ตำแหน่งจะถูกยุบก่อนวันสุดท้ายของคำสั่ง", "A position ends before the order does.", place="last_day"
        )  # fmt: skip
