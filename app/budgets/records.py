"""What acts on budgets need of the tables before they write: lines locked in one order, contracts, and refusals in words."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.models import BudgetLine, Contract, LedgerEvent
from app.budgets.rules import UNSUBMITTED, Kind
from app.core.authority import Resource
from app.core.errors import Conflict, Invalid, NotFound
from app.core.records import today
from app.organizations.rules import ANYWHERE
from app.projects.models import Project
from app.projects.rules import State
from gis.access import Read


def held_lines(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, BudgetLine]:
    """The lines, locked in the order of their ids until the end of the transaction, so that no two writers wait crosswise.

    Raises NotFound when one of them is not there.
    """
    wanted = set(ids)
    asked = select(BudgetLine).where(BudgetLine.id.in_(wanted)).order_by(BudgetLine.id)
    found = session.scalars(asked.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
    if len(found) < len(wanted):
        raise NotFound("ไม่มีรายการงบประมาณนี้", "There is no such budget line.", place="line")
    return {line.id: line for line in found}


def held_line(session: Session, line_id: uuid.UUID) -> BudgetLine:
    """One line, locked. Raises NotFound."""
    return held_lines(session, [line_id])[line_id]


def line_called(session: Session, reference: str, *, place: str = "line") -> BudgetLine:
    """The line with this reference. Raises NotFound."""
    found = session.scalars(select(BudgetLine).where(BudgetLine.reference == reference)).one_or_none()
    if found is None:
        raise NotFound(f"ไม่มีรายการ {reference}", f"There is no budget line {reference}.", place=place)
    return found


def project_of(session: Session, line: BudgetLine) -> Project:
    """The project of a line: who sees the line sees it."""
    return session.get_one(Project, line.project_id)


def resources_of(
    project: Project, amount: int | None = None, made_by: uuid.UUID | None = None
) -> list[Resource]:  # fmt: skip
    """What the authority is asked about: the project in each area that it touches, once where it touches none.

    A project without an agency is nobody's whose power ends at an agency.
    """
    class_, codes = Read(project.class_), list[str | None](project.area_codes)
    return [Resource(project.agency or ANYWHERE, code, class_, amount, made_by) for code in codes or [None]]


def contract_called(session: Session, line: BudgetLine, number: str | None) -> Contract | None:
    """The contract of the line's project by its number. Raises Invalid."""
    if number is None:
        return None
    asked = select(Contract).where(Contract.project_id == line.project_id, Contract.number == number)
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise Invalid(
            f"โครงการนี้ไม่มีสัญญาเลขที่ {number} บันทึกสัญญาก่อน",
            f"The project has no contract {number}; record the contract first.", place="contract",
        )  # fmt: skip
    return found


def event_at(session: Session, event_id: uuid.UUID) -> LedgerEvent:
    """Raises NotFound."""
    found = session.get(LedgerEvent, event_id)
    if found is None:
        raise NotFound("ไม่มีรายการนี้ในบัญชี", "There is no such event in the ledger.")
    return found


def refuse_too_early(project: Project, kind: Kind) -> None:
    """Raises Conflict: before a project is submitted, its ledger has nothing but requests."""
    if State(project.state) in UNSUBMITTED and kind is not Kind.REQUESTED:
        raise Conflict(
            "โครงการยังไม่ได้เสนอ บันทึกได้เฉพาะวงเงินที่ขอ",
            "The project is not submitted; only requests are recorded.",
            place="kind",
        )


def refuse_future(session: Session, day: date) -> None:
    """Raises Invalid for a day that has not come."""
    if day > today(session):
        raise Invalid("วันที่อยู่ในอนาคต", "The day lies in the future.", place="occurred_on")


def _told(th: str, en: str, place: str = "amount") -> Callable[[], Conflict]:
    return lambda: Conflict(th, en, place=place)


BALANCES: Mapping[str, Callable[[], Conflict]] = {
    "ck_line_balance_within_available": _told(
        "เกินวงเงินของรายการ: ก่อหนี้และจ่ายตรงรวมกันต้องไม่เกินเงินจัดสรร รับโอน และยกมา หักโอนออก ส่งคืน และพับไป",
        "Above the line: contracts and direct payments together stay within what was allocated, transferred and carried in.",
    ),
    "ck_line_balance_paid_within_contracts": _told(
        "เบิกจ่ายเกินยอดก่อหนี้ของรายการนี้", "More would be paid than this line's contracts come to."
    ),
    "ck_contract_balance_paid_within_value": _told("เบิกจ่ายเกินวงเงินสัญญา", "More would be paid than the contract's value."),
    "ck_line_balance_late_only_when_carried": _told(
        "เบิกจ่ายหลัง 30 กันยายนได้ไม่เกินเงินที่กันไว้เหลื่อมปี", "After 30 September no more is paid than was carried over."
    ),
    "ck_line_balance_carried_within_unspent": _told(
        "กันเงินเกินยอดที่ยังไม่เบิกจ่าย", "More would be carried over than is unspent."
    ),
    "ck_contract_balance_carried_within_unpaid": _told(
        "กันเงินเกินยอดสัญญาที่ยังไม่เบิกจ่าย", "More would be carried over than is unpaid of the contract."
    ),
    "ck_line_balance_nothing_negative": _told("ยอดของรายการจะติดลบ", "The line's balance would fall below zero."),
    "ck_contract_balance_nothing_negative": _told("ยอดของสัญญาจะติดลบ", "The contract's balance would fall below zero."),
    "uq_ledger_event_reverses": _told("รายการนี้ถูกกลับรายการไปแล้ว", "The event was reversed already.", ""),
    "ck_ledger_event_carried_only_when_bound": _told(
        "กันเงินได้เฉพาะสัญญาที่ลงนามไม่เกิน 30 กันยายนของปีงบประมาณ หรือเหตุที่ได้รับอนุมัติ",
        "Only a contract signed by 30 September of the year, or an approved ground, lets money be carried over.", "contract",
    ),
    "ck_ledger_event_contract_where_due": _told(
        "ก่อหนี้และเบิกจ่ายตามสัญญาต้องระบุสัญญา รายการจ่ายตรงต้องไม่มีสัญญา",
        "What is spent by contract names its contract; what is paid directly has none.", "contract",
    ),
    "ck_ledger_event_moves_something": _told("ต้องมีจำนวนเงิน", "An amount is needed."),
    "ck_ledger_event_lapsed_at_the_end": _told(
        "เงินพับไปได้ตั้งแต่วันที่ 30 กันยายนของปีงบประมาณ", "Money lapses from 30 September of its year.", "occurred_on"
    ),
    "ck_ledger_event_not_paid_before_its_year": _told(
        "เบิกจ่ายก่อนเริ่มปีงบประมาณไม่ได้", "Nothing is paid before the fiscal year begins.", "occurred_on"
    ),
    "ck_ledger_event_tier_of_approval": _told(
        "ก.น.บ. เห็นชอบต้องระบุ Y1 หรือ Y2 รายการอื่นไม่มี", "A national approval says Y1 or Y2; nothing else does.", "tier"
    ),
    "ck_ledger_event_priority_of_approval": _told("ลำดับเป็นของ Y1/Y2 เท่านั้น", "A rank belongs to Y1 or Y2.", "priority"),
}  # fmt: skip
"""What the database refuses, by the name of the rule."""
