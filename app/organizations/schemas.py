"""Organisations, positions, orders and grants on their way in: one model for the JSON body and the HTML form."""

from __future__ import annotations

import uuid
from decimal import Decimal, InvalidOperation
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from app.core.calendar import Day
from app.core.permissions import Permission
from app.organizations.rules import RESERVED, AppointmentKind, OrganizationKind, Reach, SeatRole
from gis.access import Read

SATANG = 100
MOST_BAHT = 10**13


def _no_address(code: str) -> str:
    if code in RESERVED:
        raise ValueError("รหัสนี้ใช้เป็นที่อยู่ของหน้าอื่น · this code is the address of another page")
    return code


def _satang(given: object) -> object:
    """Satang from baht as people write them: ``5,000,000`` or ``1250.50``."""
    if not isinstance(given, str | int | float | Decimal) or isinstance(given, bool):
        return given
    try:
        satang = Decimal(str(given).replace(",", "").strip()) * SATANG
    except InvalidOperation:
        raise ValueError("เขียนจำนวนเงินเป็นบาท เช่น 5,000,000 · write the amount in baht, e.g. 5,000,000") from None
    if not satang.is_finite() or satang != satang.to_integral_value() or not 0 <= satang <= MOST_BAHT * SATANG:
        raise ValueError("จำนวนเงินต้องไม่ติดลบและไม่เกินสองตำแหน่ง · not negative, with two decimals at most")
    return int(satang)


def _areas(given: object) -> object:
    """Codes from ``9901, 9902`` or from a list."""
    return [code for code in given.replace(",", " ").split() if code] if isinstance(given, str) else given


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00-\x1f]*$")
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Number = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f/?#]*$"),
    AfterValidator(_no_address),
]  # fmt: skip
AreaCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}){1,4}$")]
Areas = Annotated[tuple[AreaCode, ...], BeforeValidator(_areas)]
Baht = Annotated[int, BeforeValidator(_satang)]
"""Written in baht, kept in satang."""
Rank = Annotated[int, Field(ge=0, le=9999)]


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OrganizationChange(_Given):
    """How an organisation is called and where it stands."""

    kind: OrganizationKind
    name_th: Line
    name_en: Line
    parent_code: Code | None = None
    area_code: AreaCode | None = None
    source: Line | None = None


class OrganizationIn(OrganizationChange):
    """A new organisation."""

    code: Annotated[Code, AfterValidator(_no_address)]
    valid_from: Day
    is_verified: bool = False


class UnitIn(_Given):
    """A new unit of an organisation."""

    code: Code
    organization_code: Code
    name_th: Line
    name_en: Line
    rank: Rank = 0
    valid_from: Day
    source: Line | None = None


class PositionChange(_Given):
    """How a position is called and to whom it answers."""

    title_th: Line
    title_en: Line
    unit_code: Code | None = None
    line: Line | None = None
    level: Line | None = None
    reports_to: Number | None = None
    rank: Rank = 0
    is_executive: bool = False
    source: Line | None = None


class PositionIn(PositionChange):
    """A new position; it begins with the narrowest scope and no power."""

    number: Number
    organization_code: Code
    valid_from: Day
    is_verified: bool = False


class ScopeIn(_Given):
    """Within what a position has its powers and its sight; without areas: all areas."""

    reach: Reach = Reach.OWN
    areas: Areas | None = None
    clearance: Annotated[tuple[Read, ...], Field(min_length=1)] = (Read.PUBLIC, Read.INTERNAL)
    ceiling: Baht | None = None


class Ending(_Given):
    """When something ends: after its last day; at once without one."""

    last_day: Day | None = None


class Abolition(_Given):
    """The last day of an organisation, a unit or a position."""

    last_day: Day


class _Order(_Given):
    """An order gives nothing before the day on which it was made."""

    order_no: Line
    order_on: Day
    regulation: Line | None = None
    valid_from: Day
    last_day: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from < self.order_on:
            raise ValueError(
                "คำสั่งมีผลก่อนวันที่ลงคำสั่งไม่ได้ แก้วันที่เริ่ม · an order cannot begin before it was made; correct its first day"
            )
        if self.last_day is not None and self.last_day < self.valid_from:
            raise ValueError("วันสุดท้ายอยู่ก่อนวันแรก · the last day is before the first")
        return self


class AppointmentIn(_Order):
    """A person to a position, by an order."""

    position: Number
    person_id: uuid.UUID
    kind: AppointmentKind


class AppointmentForm(_Order):
    """The same where the person may be new: chosen from the list, or named."""

    position: Number
    kind: AppointmentKind
    person_id: uuid.UUID | None = None
    name_th: Line | None = None
    name_en: Line | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if (self.person_id is None) == (self.name_th is None):
            raise ValueError(
                "เลือกบุคคลจากรายการ หรือพิมพ์ชื่อบุคคลใหม่ อย่างใดอย่างหนึ่ง · choose a person from the list or name a new one"
            )
        return self

    def of(self, person_id: uuid.UUID) -> AppointmentIn:
        """The appointment of the person who has been chosen or entered."""
        return AppointmentIn(
            person_id=person_id, **self.model_dump(exclude={"person_id", "name_th", "name_en"})
        )  # fmt: skip


class DelegationIn(_Order):
    """Powers of the delegating position to another; limits that are not given are as the position has them."""

    to_position: Number
    permissions: Annotated[frozenset[Permission], Field(min_length=1)]
    ceiling: Baht | None = None
    areas: Areas | None = None
    last_day: Day


class GrantIn(_Given):
    """A role or a purpose to a position, by an order."""

    position: Number
    code: Code
    order_no: Line
    regulation: Line | None = None
    valid_from: Day
    last_day: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day is not None and self.last_day < self.valid_from:
            raise ValueError("วันสุดท้ายอยู่ก่อนวันแรก · the last day is before the first")
        return self


class RoleIn(_Given):
    """A role with its sentence and its permissions."""

    code: Code
    title_th: Line
    title_en: Line
    sentence_th: Line
    sentence_en: Line
    source: Line | None = None
    permissions: frozenset[Permission] = frozenset()


class PersonIn(_Given):
    """A person, with as little as orders need."""

    name_th: Line
    name_en: Line | None = None


class SeatIn(_Given):
    """A seat in a committee: of a position by office, or of a person from outside."""

    committee: Code
    position: Number | None = None
    person_id: uuid.UUID | None = None
    role: SeatRole = SeatRole.MEMBER
    order_no: Line | None = None
    valid_from: Day
    last_day: Day | None = None

    @model_validator(mode="after")
    def _one_sits(self) -> Self:
        if (self.position is None) == (self.person_id is None):
            raise ValueError("เลือกตำแหน่งหรือบุคคลอย่างใดอย่างหนึ่ง · choose a position or a person, one of both")
        if self.last_day is not None and self.last_day < self.valid_from:
            raise ValueError("วันสุดท้ายอยู่ก่อนวันแรก · the last day is before the first")
        return self
