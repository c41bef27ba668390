"""What is true of budgets without a database: kinds of events, what each does to a line's balance, and what must hold.

An appropriation year is the B.E. fiscal year for which money was granted; a cash year is the one in which it moves. Money
that is reserved over 30 September keeps its appropriation year (พ.ร.บ.วิธีการงบประมาณ พ.ศ. 2561 ม. 43).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.calendar import last_day_of
from app.projects.rules import State
from gis.layer import Text


class Road(StrEnum):
    """How a line is spent: by a contract, or directly (allowances, utilities, subsidies) (วิธีจ่าย)."""

    BY_CONTRACT = "by_contract"
    DIRECT = "direct"


class Class5(StrEnum):
    """The five classes of expenditure (งบรายจ่าย)."""

    PERSONNEL = "personnel"
    OPERATING = "operating"
    INVESTMENT = "investment"
    SUBSIDY = "subsidy"
    OTHER = "other"


class Kind(StrEnum):
    """What an event of the ledger records, in the order of a budget's life (เหตุการณ์งบประมาณ)."""

    REQUESTED = "requested"
    SCREENED = "screened"
    REGIONAL = "regional"
    NAT_APPROVED = "nat_approved"
    BOB_REVIEW = "bob_review"
    CABINET = "cabinet"
    PARLIAMENT = "parliament"
    ALLOCATED = "allocated"
    TRANSFERRED_IN = "transferred_in"
    TRANSFERRED_OUT = "transferred_out"
    CARRIED_IN = "carried_in"
    CENTRAL_PRICE = "central_price"
    TENDER_ANNOUNCED = "tender_announced"
    AWARDED = "awarded"
    APPEAL = "appeal"
    CONTRACTED = "contracted"
    CONTRACT_REDUCED = "contract_reduced"
    MILESTONE_ACCEPTED = "milestone_accepted"
    DISBURSED = "disbursed"
    RETURNED = "returned"
    CARRIED_OVER = "carried_over"
    LAPSED = "lapsed"
    CLOSED = "closed"


class Tier(StrEnum):
    """Whether a project lies inside the ceiling or waits above it (Y1 อยู่ในกรอบวงเงิน · Y2 เกินกรอบ)."""

    Y1 = "Y1"
    Y2 = "Y2"


class Movement(StrEnum):
    """What is moved only by a proposal that another person approves (เรื่องที่ต้องขออนุมัติ)."""

    TRANSFER = "transfer"
    SAVINGS = "savings"
    CARRY_OVER = "carry_over"


class ProposalState(StrEnum):
    """Where a proposal stands; all but the first are final (สถานะคำขอ)."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Ground(StrEnum):
    """Who let money that no contract binds be reserved over the year's end (เหตุกันเงินกรณีไม่มีหนี้ผูกพัน)."""

    FINANCE_MINISTRY = "finance_ministry"
    CABINET = "cabinet"
    BUDGET_BUREAU = "budget_bureau"


class Table(StrEnum):
    """What a table that is brought in holds (ชนิดตาราง): ours, as it is exported, extracts of the systems of the state, or the
    budget bill.
    """

    LINES = "lines"
    EVENTS = "events"
    GFMIS = "gfmis"
    EGP = "egp"
    BILL = "bill"


class Measure(StrEnum):
    """What a target of the year is about (ตัวชี้วัดการใช้จ่าย)."""

    OBLIGATED = "obligated"
    DISBURSED = "disbursed"


KINDS: dict[Kind, Text] = {
    Kind.REQUESTED: Text(th="ขอรับงบประมาณ", en="requested"),
    Kind.SCREENED: Text(th="ก.บ.จ. กลั่นกรอง", en="screened by the province"),
    Kind.REGIONAL: Text(th="คณะอนุกรรมการภาค", en="regional subcommittee"),
    Kind.NAT_APPROVED: Text(th="ก.น.บ. เห็นชอบ", en="approved nationally"),
    Kind.BOB_REVIEW: Text(th="สำนักงบประมาณพิจารณา", en="reviewed by the Budget Bureau"),
    Kind.CABINET: Text(th="ครม. เห็นชอบ", en="cabinet"),
    Kind.PARLIAMENT: Text(th="พ.ร.บ. งบประมาณ", en="parliament (act)"),
    Kind.ALLOCATED: Text(th="จัดสรร", en="allocated"),
    Kind.TRANSFERRED_IN: Text(th="รับโอน", en="transferred in"),
    Kind.TRANSFERRED_OUT: Text(th="โอนออก", en="transferred out"),
    Kind.CARRIED_IN: Text(th="ยกมาจากปีก่อน", en="carried in"),
    Kind.CENTRAL_PRICE: Text(th="กำหนดราคากลาง", en="central price set"),
    Kind.TENDER_ANNOUNCED: Text(th="ประกาศประกวดราคา", en="tender announced"),
    Kind.AWARDED: Text(th="ประกาศผู้ชนะ", en="awarded"),
    Kind.APPEAL: Text(th="อุทธรณ์ผล", en="appeal"),
    Kind.CONTRACTED: Text(th="ก่อหนี้ผูกพัน (สัญญา/PO)", en="contracted"),
    Kind.CONTRACT_REDUCED: Text(th="ลดวงเงินสัญญา", en="contract reduced"),
    Kind.MILESTONE_ACCEPTED: Text(th="ตรวจรับงวดงาน", en="milestone accepted"),
    Kind.DISBURSED: Text(th="เบิกจ่าย", en="disbursed"),
    Kind.RETURNED: Text(th="ส่งคืนเงินเหลือจ่าย", en="savings returned"),
    Kind.CARRIED_OVER: Text(th="กันเงินเหลื่อมปี", en="carried over"),
    Kind.LAPSED: Text(th="พับไป", en="lapsed"),
    Kind.CLOSED: Text(th="ปิดบัญชีรายการ", en="closed"),
}
ROADS = {
    Road.BY_CONTRACT: Text(th="จ่ายตามสัญญา", en="by contract"),
    Road.DIRECT: Text(th="จ่ายตรง (ค่าตอบแทน สาธารณูปโภค เงินอุดหนุน)", en="directly (allowances, utilities, subsidies)"),
}
MOVEMENTS = {
    Movement.TRANSFER: Text(th="โอนเปลี่ยนแปลง", en="Transfer"),
    Movement.SAVINGS: Text(th="ใช้เงินเหลือจ่าย", en="Use of savings"),
    Movement.CARRY_OVER: Text(th="กันเงินเหลื่อมปี", en="Carry over"),
}
PROPOSAL_STATES = {
    ProposalState.PROPOSED: Text(th="รออนุมัติ", en="Waits for approval"),
    ProposalState.APPROVED: Text(th="อนุมัติแล้ว", en="Approved"),
    ProposalState.REFUSED: Text(th="ไม่อนุมัติ", en="Refused"),
    ProposalState.WITHDRAWN: Text(th="ถอนคำขอ", en="Withdrawn"),
}
GROUNDS = {
    Ground.FINANCE_MINISTRY: Text(th="กระทรวงการคลังอนุมัติ", en="Approved by the Ministry of Finance"),
    Ground.CABINET: Text(th="มติคณะรัฐมนตรี", en="Cabinet resolution"),
    Ground.BUDGET_BUREAU: Text(th="ข้อตกลงกับสำนักงบประมาณ", en="Agreed with the Budget Bureau"),
}
TABLES = {
    Table.LINES: Text(th="รายการงบประมาณ", en="Budget lines"),
    Table.EVENTS: Text(th="เหตุการณ์ในบัญชี", en="Events of the ledger"),
    Table.GFMIS: Text(th="ผลเบิกจ่ายจาก New GFMIS Thai", en="Payments from New GFMIS Thai"),
    Table.EGP: Text(th="สัญญาจาก e-GP", en="Contracts from e-GP"),
    Table.BILL: Text(th="เล่มงบประมาณ", en="Budget bill"),
}
MEASURES = {
    Measure.OBLIGATED: Text(th="ก่อหนี้ผูกพัน", en="Obligated"),
    Measure.DISBURSED: Text(th="เบิกจ่าย", en="Disbursed"),
}
STEPS = frozenset({
    Kind.SCREENED, Kind.REGIONAL, Kind.BOB_REVIEW, Kind.CABINET, Kind.PARLIAMENT, Kind.CENTRAL_PRICE,
    Kind.TENDER_ANNOUNCED, Kind.AWARDED, Kind.APPEAL, Kind.MILESTONE_ACCEPTED, Kind.CLOSED,
})  # fmt: skip
"""What moves no money: their amount is what was spoken about, or nothing."""
TRANSFERS = {Kind.TRANSFERRED_IN: Kind.TRANSFERRED_OUT, Kind.TRANSFERRED_OUT: Kind.TRANSFERRED_IN}
"""Each half of a transfer and the other half."""
BY_PROPOSAL = frozenset({Kind.TRANSFERRED_IN, Kind.TRANSFERRED_OUT, Kind.CARRIED_OVER})
"""What stands in the ledger only because a proposal was approved."""
OF_CONTRACTS = frozenset({Kind.CONTRACTED, Kind.CONTRACT_REDUCED})
MAY_NAME_A_CONTRACT = frozenset({Kind.AWARDED, Kind.APPEAL, Kind.MILESTONE_ACCEPTED, Kind.CARRIED_OVER})
BY_HAND = tuple(kind for kind in Kind if kind not in BY_PROPOSAL)
"""What is recorded as an event of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as the balance sees it; ``late`` when its cash year is after the appropriation year of its line."""

    kind: Kind
    amount_satang: int
    road: Road = Road.BY_CONTRACT
    late: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """What the ledger of a line comes to, in satang. The database keeps the same in ``budgets.line_balance``.

    ``paid_late`` and ``released_late`` are the parts of what was paid, and of what was returned or lapsed, that moved in a
    cash year after the appropriation year: out of what had been carried over.
    """

    requested: int = 0
    approved: int = 0
    allocated: int = 0
    transferred_in: int = 0
    transferred_out: int = 0
    carried_in: int = 0
    returned: int = 0
    lapsed: int = 0
    contracted: int = 0
    paid: int = 0
    direct_paid: int = 0
    paid_late: int = 0
    carried_over: int = 0
    released_late: int = 0

    @property
    def available(self) -> int:
        """What may be bound or paid."""
        return (
            self.allocated + self.transferred_in - self.transferred_out + self.carried_in - self.returned - self.lapsed
        )

    @property
    def spent(self) -> int:
        return self.paid + self.direct_paid

    @property
    def obligated(self) -> int:
        """Bound by contracts, or paid where no contract is needed."""
        return self.contracted + self.direct_paid

    @property
    def free(self) -> int:
        """What is neither bound nor paid."""
        return self.available - self.obligated


COLUMN = {
    Kind.REQUESTED: "requested", Kind.NAT_APPROVED: "approved", Kind.ALLOCATED: "allocated",
    Kind.TRANSFERRED_IN: "transferred_in", Kind.TRANSFERRED_OUT: "transferred_out", Kind.CARRIED_IN: "carried_in",
    Kind.RETURNED: "returned", Kind.LAPSED: "lapsed", Kind.CONTRACTED: "contracted",
    Kind.CONTRACT_REDUCED: "contracted", Kind.CARRIED_OVER: "carried_over",
}  # fmt: skip
"""The part of the balance that each kind moves; what is disbursed moves the part of its road."""


def balance(entries: Iterable[Entry]) -> Balance:
    """The ledger of a line, folded. Reversals carry the negative amount of what they undo."""
    parts: dict[str, int] = dict.fromkeys(Balance.__dataclass_fields__, 0)
    for entry in entries:
        for name, amount in _effect(entry).items():
            parts[name] += amount
    return Balance(**parts)


def _effect(entry: Entry) -> Mapping[str, int]:
    amount = -entry.amount_satang if entry.kind is Kind.CONTRACT_REDUCED else entry.amount_satang
    if entry.kind is Kind.DISBURSED:
        late = {"paid_late": amount} if entry.late else {}
        return {"direct_paid" if entry.road is Road.DIRECT else "paid": amount, **late}
    late = {"released_late": amount} if entry.late and entry.kind in (Kind.RETURNED, Kind.LAPSED) else {}
    return {COLUMN[entry.kind]: amount, **late} if entry.kind in COLUMN else {}


def is_bound_in_time(year: int, signed_on: date | None) -> bool:
    """Whether a contract was signed by 30 September of the appropriation year.

    >>> is_bound_in_time(2569, date(2026, 9, 30)), is_bound_in_time(2569, date(2026, 10, 1))
    (True, False)
    """
    return signed_on is not None and signed_on <= last_day_of(year)


UNSUBMITTED = frozenset({State.DRAFT, State.RETURNED})
"""A project in one of these may be incomplete, and has nothing but requests."""
FUNDED = frozenset({
    State.FUNDED, State.PREPARING, State.PROCURING, State.CONTRACTED, State.IN_PROGRESS, State.SUSPENDED,
    State.COMPLETED, State.ACCEPTED, State.HANDED_OVER, State.IN_USE_CHECKED, State.CLOSED,
})  # fmt: skip
NO_LINE = Text(th="ยังไม่มีรายการงบประมาณ", en="No budget line yet")
NO_REQUEST = Text(th="รายการที่ยังไม่มีวงเงินที่ขอ", en="A line without a requested amount")
NO_ALLOCATION = Text(th="รายการที่ยังไม่มีการจัดสรร", en="A line without an allocation")
NO_SUBCLASS = Text(th="รายการที่ยังไม่ระบุประเภทย่อย", en="A line without a subclass")


def lacking(state: State, lines: Iterable[tuple[Balance, bool]]) -> list[Text]:
    """What a project's money lacks; ``lines`` with whether their subclass is known. Nothing is asked before `submitted`."""
    held = list(lines)
    if state in UNSUBMITTED or state in (State.REJECTED, State.CANCELLED):
        return []
    found = [NO_LINE] if not held else []
    found += [NO_REQUEST] if any(not one.requested for one, _ in held) else []
    found += [NO_SUBCLASS] if any(not known for _, known in held) else []
    if state in FUNDED and any(not one.allocated + one.transferred_in + one.carried_in for one, _ in held):
        found.append(NO_ALLOCATION)
    return found
