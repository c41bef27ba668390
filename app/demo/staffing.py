"""Bringing the invented staff in through the acts of the slice of organisations: the same rules as in a real office."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, Acting
from app.demo.offices import OFFICE, Seat
from app.demo.staff import DAY, Expert, Handing, Staff
from app.organizations.commands.appointments import appoint
from app.organizations.commands.committees import give_seat, seat_by_office
from app.organizations.commands.delegations import delegate
from app.organizations.commands.grants import grant_purpose, grant_role
from app.organizations.commands.persons import register_person
from app.organizations.commands.positions import establish_position, freeze_position, set_scope
from app.organizations.commands.structure import establish_organization, establish_unit
from app.organizations.models import Appointment
from app.organizations.models.force import in_force
from app.organizations.queries.capacities import acting_in
from app.organizations.rules import AppointmentKind, OrganizationKind, Reach
from app.organizations.schemas import (
    AppointmentIn,
    DelegationIn,
    GrantIn,
    OrganizationIn,
    PersonIn,
    PositionIn,
    ScopeIn,
    SeatIn,
    UnitIn,
)
from gis.access import Read

SOURCE = "โครงสร้างสมมุติตามแบบจังหวัดทั่วไป ยังไม่ได้ตรวจกับต้นฉบับ"
SINCE = date(2015, 10, 1)
TERM_YEARS = 3
DELEGATION_LAW = "พ.ร.บ. ระเบียบบริหารราชการแผ่นดิน พ.ศ. 2534 มาตรา 38 และพระราชกฤษฎีกาว่าด้วยการมอบอำนาจ พ.ศ. 2550"


def load_staff(session: Session, *, by: Acting, invented: Staff, frozen: tuple[str, ...]) -> dict[str, int]:
    """Write organisations, positions, persons and orders, each marked synthetic; counts by kind."""
    _structure(session, by, invented)
    for seat in invented.seats:
        _position(session, by, seat)
    persons = {
        number: register_person(session, by=by, given=PersonIn(name_th=name.th, name_en=name.en), is_synthetic=True).id
        for number, name in invented.persons().items()
    }
    _appoint(session, by, invented, persons)
    for number in frozen:
        freeze_position(session, by=by, number=number)
    for handing in invented.handings:
        _hand_over(session, invented, handing)
    _seat(session, by, invented, persons)
    return {
        "organizations": len(invented.offices), "positions": len(invented.seats), "persons": len(persons),
        "orders": len(invented.orders) + len(invented.handings),
    }  # fmt: skip


def _structure(session: Session, by: Acting, invented: Staff) -> None:
    for office in invented.offices:
        given = OrganizationIn(
            code=office.code, kind=OrganizationKind(office.kind), name_th=office.th, name_en=office.en,
            parent_code=office.parent, area_code=office.area, valid_from=SINCE, source=SOURCE,
        )  # fmt: skip
        establish_organization(session, by=by, given=given, is_synthetic=True)
    for rank, group in enumerate(invented.groups):
        unit = UnitIn(
            code=group.code, organization_code=OFFICE, name_th=group.th, name_en=group.en, rank=rank, valid_from=SINCE,
            source=SOURCE,
        )  # fmt: skip
        establish_unit(session, by=by, given=unit, is_synthetic=True)


def _position(session: Session, by: Acting, seat: Seat) -> None:
    line, level = seat.grade
    given = PositionIn(
        number=seat.number, organization_code=seat.office, unit_code=seat.unit, title_th=seat.th, title_en=seat.en,
        line=line, level=level, reports_to=seat.above, rank=seat.rank, valid_from=SINCE, source=SOURCE,
        is_executive=line in ("บริหาร", "อำนวยการ") and level != "ต้น",
    )  # fmt: skip
    establish_position(session, by=by, given=given, is_synthetic=True)
    scope = ScopeIn(
        reach=Reach(seat.reach), areas=seat.areas, clearance=tuple(map(Read, seat.clearance)), ceiling=seat.ceiling_baht
    )
    if scope != ScopeIn():
        set_scope(session, by=by, number=seat.number, given=scope)
    for role in seat.roles:
        granted = GrantIn(
            position=seat.number, code=role, order_no="คำสั่งจังหวัดที่ 1/2558", regulation="ประกาศโครงสร้างสมมุติ พ.ศ. 2558 ข้อ 4",
            valid_from=SINCE,
        )  # fmt: skip
        grant_role(session, by=by, given=granted, is_synthetic=True)
    if seat.purpose is not None:
        purpose = GrantIn(
            position=seat.number, code=seat.purpose, order_no="คำสั่งจังหวัดที่ 65/2565", valid_from=date(2022, 6, 1)
        )
        grant_purpose(session, by=by, given=purpose, is_synthetic=True)


def _appoint(session: Session, by: Acting, invented: Staff, persons: dict[int, uuid.UUID]) -> None:
    for order in invented.orders:
        given = AppointmentIn(
            position=order.position, person_id=persons[order.person], kind=AppointmentKind(order.kind),
            order_no=order.order_no, order_on=order.order_on, regulation=order.regulation, valid_from=order.since,
            last_day=order.last,
        )  # fmt: skip
        appoint(session, by=by, given=given, is_synthetic=True)


def _hand_over(session: Session, invented: Staff, handing: Handing) -> None:
    """By the holder of the giving position himself: nobody else may."""
    holding = select(Appointment.id).where(Appointment.position_number == handing.giver, in_force(Appointment))
    giver = acting_in(session, session.scalars(holding).one(), viewer=EVERYTHING)
    assert giver is not None
    given = DelegationIn(
        to_position=handing.taker, permissions=frozenset(handing.permissions), ceiling=handing.ceiling_baht,
        areas=handing.areas, order_no=handing.order_no, order_on=invented.first, regulation=DELEGATION_LAW,
        valid_from=invented.first, last_day=invented.last,
    )  # fmt: skip
    delegate(session, by=giver, given=given, is_synthetic=True)


def _seat(session: Session, by: Acting, invented: Staff, persons: dict[int, uuid.UUID]) -> None:
    for committee in ("kbj", "korojo"):
        seat_by_office(session, by=by, committee=committee, since=invented.first, is_synthetic=True)
    for number in ("สบ.9005", "สบ.9006"):
        given = SeatIn(committee="korojo", position=number, valid_from=invented.first)
        give_seat(session, by=by, given=given, is_synthetic=True)
    for expert in invented.experts:
        _expert(session, by, invented, expert, persons[expert.person])


def _expert(session: Session, by: Acting, invented: Staff, expert: Expert, person_id: uuid.UUID) -> None:
    for term in reversed(range(expert.terms)):
        since = invented.first.replace(year=invented.first.year - TERM_YEARS * term)
        given = SeatIn(
            committee=expert.committee, person_id=person_id, order_no=f"คำสั่งจังหวัดที่ 1850/{since.year + 543}",
            valid_from=since, last_day=since.replace(year=since.year + TERM_YEARS) - DAY,
        )  # fmt: skip
        give_seat(session, by=by, given=given, is_synthetic=True)
