"""Plans, their nodes, alignments and targets on their way in: one model for the JSON body and the HTML form."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from app.core.calendar import Day
from app.organizations.schemas import AreaCode, Code, Line
from app.plans.rules import MOST_YEARS, LinkRole, NodeKind, PlanKind, System

RESERVED = frozenset({"new", "frames", "clusters"})


def _no_address(code: str) -> str:
    if code in RESERVED:
        raise ValueError("รหัสนี้ใช้เป็นที่อยู่ของหน้าอื่น · this code is the address of another page")
    return code


Year = Annotated[int, Field(ge=2500, le=2700)]
Version = Annotated[int, Field(ge=1, le=9999)]
ProvinceCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
NodeCode = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20, pattern=r"^[^\x00-\x1f]*$")
]
FrameCode = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,15}$")]
Frame = Annotated[str, StringConstraints(pattern=r"^(NS|MP|NESDP|SDG|GOVPOL):[0-9A-Za-z][0-9A-Za-z.-]{0,15}$")]
Value = Annotated[
    Decimal,
    BeforeValidator(lambda given: given.replace(",", "") if isinstance(given, str) else given),
    Field(allow_inf_nan=False, ge=-(10**15), le=10**15),
]
"""Thousands may be set apart by commas."""


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlanTitle(_Given):
    """How a plan is called."""

    title_th: Line
    title_en: Line | None = None


class PlanIn(PlanTitle):
    """The first version of a plan; years are B.E. fiscal years, both included."""

    code: Annotated[Code, AfterValidator(_no_address)]
    kind: PlanKind
    organization: Code
    area_code: AreaCode | None = None
    first_year: Year
    last_year: Year

    @model_validator(mode="after")
    def _of_its_length(self) -> Self:
        years = self.last_year - self.first_year + 1
        if not 1 <= years <= MOST_YEARS[self.kind]:
            raise ValueError(
                f"แผนประเภทนี้มีได้ 1–{MOST_YEARS[self.kind]} ปี · a plan of this kind has 1 to {MOST_YEARS[self.kind]} years"
            )
        return self


class NodeChange(_Given):
    """How a node is called and under which node of its plan it stands, by that one's lasting key."""

    code: NodeCode
    title_th: Line
    title_en: Line | None = None
    parent: uuid.UUID | None = None
    rank: Annotated[int, Field(ge=0, le=9999)] = 0


class NodeIn(NodeChange):
    """A new node."""

    kind: NodeKind


class FrameChange(_Given):
    """How a national goal is called, of which it is a part, when it holds, and what says so."""

    name_th: Line
    name_en: Line
    parent_code: FrameCode | None = None
    rank: Annotated[int, Field(ge=0, le=9999)] = 0
    valid_from: Day
    valid_to: Day | None = None
    source: Line
    is_verified: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError("วันสิ้นสุดต้องหลังวันเริ่ม · it ends after it begins")
        return self


class FrameIn(FrameChange):
    """A new national goal."""

    system: System
    code: FrameCode


class ClusterIn(_Given):
    """A new cluster of provinces."""

    code: Annotated[Code, AfterValidator(_no_address)]
    name_th: Line
    name_en: Line
    source: Line


class MemberIn(_Given):
    """A province of a cluster for a time."""

    province_code: ProvinceCode
    is_lead: bool = False
    valid_from: Day


class MemberEnding(_Given):
    """The last day on which a province belongs to a cluster."""

    last_day: Day


class ListOf(_Given):
    """Whose list, and of which fiscal year (B.E.)."""

    province_code: ProvinceCode
    fiscal_year: Year


class ClusterItemIn(_Given):
    """A project as a member province tells it."""

    reference: Line
    title_th: Line
    organization: Line | None = None
    amount_satang: Annotated[int, Field(ge=0, le=10**14)]
    area_codes: list[AreaCode] = []


class LinkIn(_Given):
    """That a node serves a national goal, ``NS:2``, and why."""

    frame: Frame
    role: LinkRole
    rationale: Line | None = None
    valid_from: Day

    @property
    def system(self) -> System:
        return System(self.frame.partition(":")[0])

    @property
    def frame_code(self) -> str:
        return self.frame.partition(":")[2]


class LinkEnding(_Given):
    """The last day of an alignment; yesterday without one."""

    last_day: Day | None = None


class TargetsIn(_Given):
    """What an indicator of a node stood at and shall reach, by B.E. year; an indicator without any is taken away."""

    indicator: Line
    unit: Line
    baseline_year: Year | None = None
    baseline: Value | None = None
    values: dict[Year, Value] = {}

    @model_validator(mode="after")
    def _whole_baseline(self) -> Self:
        if (self.baseline is None) != (self.baseline_year is None):
            raise ValueError("ระบุทั้งปีฐานและค่าฐาน หรือเว้นทั้งคู่ · give both the base year and its value, or neither")
        if self.baseline_year is not None and self.baseline_year in self.values:
            raise ValueError("ปีฐานต้องไม่ใช่ปีเป้าหมาย · the base year cannot be a year of a target")
        return self


class Approval(_Given):
    """The resolution by which a plan comes into force."""

    resolution: uuid.UUID


class Return(_Given):
    """Why a plan goes back to its drafters."""

    reason: Line
