"""Lines, events, contracts, proposals and targets on their way in: one model for the JSON body and the HTML form."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from app.budgets.rules import BY_HAND, Class5, Ground, Kind, Measure, Movement, Road, Table, Tier
from app.core.calendar import Day
from app.core.money import Baht, Unit
from app.organizations.schemas import Code as OrganizationCode
from app.organizations.schemas import Line
from app.projects.schemas.parts import written_number

REFERENCE = re.compile(r"^[^\s/]([^\s]{0,61}[^\s/])?$")


def _referable(given: str) -> str:
    if not REFERENCE.match(given):
        raise ValueError(
            "รหัสมีช่องว่าง หรือขึ้นต้นหรือลงท้ายด้วย / ไม่ได้ · a code has no space and neither begins nor ends with /"
        )
    return given


def _not_negative(given: int) -> int:
    if given < 0:
        raise ValueError("จำนวนเงินติดลบไม่ได้ ให้กลับรายการเดิมแทน · an amount is not negative; reverse the event instead")
    return given


def _by_hand(given: Kind) -> Kind:
    if given not in BY_HAND:
        raise ValueError("รายการนี้บันทึกผ่านคำขอที่อนุมัติแล้วเท่านั้น · this is recorded by an approved proposal only")
    return given


Year = Annotated[int, Field(ge=2500, le=2700)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Reference = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_referable)]
External = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-z-]{4,40}$")]
EgpId = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{11}$")]
Days = Annotated[int, Field(ge=0, le=1000)]
Amount = Annotated[Baht, AfterValidator(_not_negative)]
"""An amount in baht, held as satang."""


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LineChange(_Given):
    """What of a line may change: what the state's ledger calls it, and how long its procurement takes."""

    external_code: External | None = None
    lead_days: Days | None = None


class LineIn(LineChange):
    """A budget line; ``project`` by its reference, ``fiscal_year`` the appropriation year (B.E.)."""

    reference: Reference
    project: Line
    activity_number: Annotated[int, Field(ge=1, le=32_000)] | None = None
    fiscal_year: Year
    source: Code
    class5: Class5
    subclass: Code | None = None
    road: Road


class ContractIn(_Given):
    """A contract of a project; its value is recorded as an event of a line."""

    number: Line
    vendor: Line
    signed_on: Day
    valid_from: Day
    valid_to: Day
    egp_id: EgpId | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to < self.valid_from:
            raise ValueError("วันสิ้นสุดอยู่ก่อนวันเริ่มสัญญา · the contract ends before it begins")
        return self


class EventIn(_Given):
    """An event of a line; the amount in baht, the contract by its number."""

    kind: Annotated[Kind, AfterValidator(_by_hand)]
    amount: Amount = 0
    occurred_on: Day
    document_no: Line
    contract: Line | None = None
    tier: Tier | None = None
    priority: Annotated[int, Field(ge=1, le=9999)] | None = None
    note: Line | None = None


class ReversalIn(_Given):
    """The document by which an event is undone."""

    occurred_on: Day
    document_no: Line
    note: Line | None = None


class ProposalIn(_Given):
    """That money be moved: to another line of the same year and source, or over the year's end."""

    kind: Movement
    to_line: Reference | None = None
    amount: Annotated[Amount, Field(gt=0)]
    contract: Line | None = None
    ground: Ground | None = None
    document_no: Line
    reason: Line

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind is Movement.CARRY_OVER:
            if self.to_line is not None or (self.contract is None) == (self.ground is None):
                raise ValueError(
                    "กันเงินต้องมีสัญญาหรือเหตุที่ได้รับอนุมัติอย่างใดอย่างหนึ่ง และไม่มีรายการปลายทาง"
                    " · carrying over needs a contract or an approved ground, one of the two, and no other line"
                )
        elif self.to_line is None or self.contract is not None or self.ground is not None:
            raise ValueError("ระบุรายการปลายทางเท่านั้น · give the line that receives it, and nothing else")
        return self


class Answer(_Given):
    """What the decision says, and its day: that of the paper on which it was signed, by default today."""

    answer: Line | None = None
    occurred_on: Day | None = None


class Refusal(_Given):
    """Why it is not approved."""

    answer: Line


class TargetIn(_Given):
    """A target of a year: per cent of what is available, cumulative at the end of a quarter."""

    fiscal_year: Year
    class5: Class5
    measure: Measure
    quarter: Annotated[int, Field(ge=1, le=4)]
    cum_pct: Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
    source_doc: Line


class CeilingIn(_Given):
    """The ceiling of a year and source."""

    fiscal_year: Year
    source: Code
    amount: Amount
    source_doc: Line


class Settlement(_Given):
    """The line, and the contract where it needs one, to which an unmatched row belongs."""

    line: Reference
    contract: Line | None = None


class Dismissal(_Given):
    """Why a row belongs to no line here."""

    reason: Line


def _not_the_bill(given: Table) -> Table:
    if given is Table.BILL:
        raise ValueError("เล่มงบประมาณมีหน้าของตนเอง · the budget bill has a page of its own")
    return given


class Bringing(_Given):
    """A table that is brought in: what it holds, in which unit its amounts are, and which columns hold what."""

    kind: Annotated[Table, AfterValidator(_not_the_bill)]
    unit: Unit
    mapping: Line | None = None
    columns: Annotated[str, StringConstraints(max_length=4000)] | None = None
    save_as: Line | None = None


class Confirmation(_Given):
    """That a draft is imported as it was shown."""

    draft: uuid.UUID


class BillBringing(_Given):
    """A table of the budget bill: of which fiscal year; its unit where the figures do not tell it."""

    year: Annotated[int, BeforeValidator(written_number), Field(ge=2500, le=2700)]
    unit: Unit | None = None


class BillDocument(_Given):
    """By what its items are allocated: the act, and the day."""

    document_no: Line
    occurred_on: Day


class AgencyNaming(_Given):
    """Which organisation an agency of the bill is."""

    agency: Line
    organization: OrganizationCode
