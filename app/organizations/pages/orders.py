"""Orders as forms: an appointment and its end, a delegation and its revocation."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting, Resource
from app.core.errors import NotFound
from app.core.permissions import NEVER_DELEGATED, SENTENCES, Permission
from app.organizations.commands.appointments import appoint, end_appointment
from app.organizations.commands.delegations import delegate, revoke_delegation
from app.organizations.commands.persons import register_person
from app.organizations.models import Appointment, Delegation, Position
from app.organizations.pages.sheets import Sheet, page_of, titled
from app.organizations.queries import finding, positions, posts
from app.organizations.rules import APPOINTMENT_KINDS
from app.organizations.schemas import AppointmentForm, DelegationIn, Ending, PersonIn
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import AT_ONCE, Input, Option, answered, day, line, show, tried
from gis.layer import Text

router = APIRouter(prefix="/organizations")
Asked = Annotated[str, Query(max_length=40)]
ORDER = (
    line("order_no", "เลขที่คำสั่ง", "Order number", more=Text(th="เช่น คำสั่งจังหวัดที่ 1412/2569", en="e.g. Order 1412/2569")),
    day("order_on", "ลงวันที่", "Dated"),
    day(
        "valid_from", "มีผลตั้งแต่วันที่", "In force from", more=Text(th="ไม่ก่อนวันที่ลงคำสั่ง", en="not before the order is dated")
    ),
)


@router.get("/appointments/new")
def new_appointment(request: Request, session: Database, by: Acts, position: Asked = "") -> Response:
    """The form of an order of appointment to a position."""
    found = positions.position_at(session, position, viewer=by.viewer)
    by.must(Permission.APPOINTMENT_ORDER, Resource(organization=found.organization_code))
    form: Form[AppointmentForm] = Form({"position": found.number})
    return show(request, _appointment_sheet(session, by, found), form)


@router.post("/appointments/new")
def order_appointment(
    request: Request, session: Database, by: Acts, given: Submitted, position: Asked = ""
) -> Response:  # fmt: skip
    """Order it."""
    found = positions.position_at(session, position, viewer=by.viewer)
    form = filled(AppointmentForm, {**given, "position": position})
    form = tried(session, form, lambda value: _appoint(session, by, value))
    return answered(request, _appointment_sheet(session, by, found), form, page_of(position))


@router.get("/appointments/{appointment_id}/end")
def ending_of_appointment(request: Request, session: Database, by: Acts, appointment_id: uuid.UUID) -> Response:
    """The form that ends an appointment."""
    found = _appointment(session, appointment_id)
    position = positions.position_at(session, found.position_number, viewer=by.viewer)
    by.must(Permission.APPOINTMENT_ORDER, Resource(organization=position.organization_code))
    return show(request, _end_sheet(position, found.order_no), Form[Ending]())


@router.post("/appointments/{appointment_id}/end")
def end_the_appointment(
    request: Request, session: Database, by: Acts, given: Submitted, appointment_id: uuid.UUID
) -> Response:  # fmt: skip
    """End it."""
    found = _appointment(session, appointment_id)
    position = positions.position_at(session, found.position_number, viewer=by.viewer)
    form = tried(
        session,
        filled(Ending, given),
        lambda value: end_appointment(session, by=by, appointment_id=appointment_id, given=value),
    )
    return answered(request, _end_sheet(position, found.order_no), form, page_of(position.number))


@router.get("/delegations/new")
def new_delegation(request: Request, session: Database, by: Acts) -> Response:
    """The form of an order that delegates powers of my position."""
    by.must(Permission.DELEGATION_ORDER)
    return show(request, _delegation_sheet(session, by), Form[DelegationIn]())


@router.post("/delegations/new")
def order_delegation(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Order it."""
    form = tried(session, filled(DelegationIn, given), lambda value: delegate(session, by=by, given=value))
    return answered(request, _delegation_sheet(session, by), form, page_of(by.position))


@router.get("/delegations/{delegation_id}/end")
def ending_of_delegation(request: Request, session: Database, by: Acts, delegation_id: uuid.UUID) -> Response:
    """The form that takes delegated powers back."""
    by.must(Permission.DELEGATION_ORDER)
    found = _delegation(session, delegation_id)
    position = positions.position_at(session, found.from_position, viewer=by.viewer)
    return show(request, _end_sheet(position, found.order_no), Form[Ending]())


@router.post("/delegations/{delegation_id}/end")
def revoke_the_delegation(
    request: Request, session: Database, by: Acts, given: Submitted, delegation_id: uuid.UUID
) -> Response:  # fmt: skip
    """Take them back."""
    found = _delegation(session, delegation_id)
    position = positions.position_at(session, found.from_position, viewer=by.viewer)
    form = tried(
        session,
        filled(Ending, given),
        lambda value: revoke_delegation(session, by=by, delegation_id=delegation_id, given=value),
    )
    return answered(request, _end_sheet(position, found.order_no), form, page_of(position.number))


def _appoint(session: Session, by: Acting, given: AppointmentForm) -> None:
    """The order, with the person entered first where he is new."""
    person_id = given.person_id
    if person_id is None:
        assert given.name_th is not None
        person = PersonIn(name_th=given.name_th, name_en=given.name_en)
        person_id = register_person(session, by=by, given=person).id
    appoint(session, by=by, given=given.of(person_id))


def _appointment_sheet(session: Session, by: Acting, position: Position) -> Sheet:
    known = finding.persons(session, viewer=by.viewer)
    people = [(str(one.id), Text(th=one.name_th or "–", en=one.name_en or one.name_th or "–")) for one in known]
    inputs = (
        Input("kind", Text(th="ฐานะ", en="Capacity"), Text(
            th="รักษาการในตำแหน่งใช้เมื่อว่างเท่านั้น รักษาราชการแทนใช้เมื่อผู้ดำรงตำแหน่งไม่อยู่หรือไม่มี",
            en="Acting in the post: only while it is vacant. Acting for the holder: while he is away, or there is none.",
        ), [(kind.value, words) for kind, words in APPOINTMENT_KINDS.items()]),
        Input("person_id", Text(th="บุคคล", en="Person"), Text(th="เลือกจากรายการ หรือพิมพ์ชื่อใหม่ในช่องถัดไป",
              en="Choose from the list, or enter a new name below."), people, required=False),
        line("name_th", "ชื่อบุคคลใหม่", "Name of a new person", required=False),
        line("name_en", "ชื่อเป็นอักษรโรมัน", "Name in Roman letters", required=False),
        *ORDER,
        day("last_day", "วันสุดท้าย", "Last day", required=False, more=Text(th="เว้นว่าง = ไม่มีกำหนด", en="empty: without end")),
        line("regulation", "อาศัยอำนาจตาม", "By the law", required=False, more=Text(
            th="ต้องระบุเมื่อรักษาราชการแทนหรือรักษาการ เช่น พ.ร.บ. ระเบียบบริหารราชการแผ่นดิน พ.ศ. 2534 มาตรา 56",
            en="needed for acting, e.g. State Administration Act B.E. 2534 s. 56",
        )),
    )  # fmt: skip
    return Sheet(
        Text(th=f"คำสั่งแต่งตั้ง: {position.title_th}", en=f"Appointment: {position.title_en}"),
        Text(
            th="คำสั่งให้อำนาจของตำแหน่งแก่บุคคลตามวันที่ในคำสั่งเท่านั้น ไม่ต้องบันทึกเหตุที่ผู้ดำรงตำแหน่งไม่อยู่",
            en="The order gives the powers of the position to a person on its days only. Why the holder is away is not kept.",
        ),
        inputs, Text(th="ออกคำสั่ง", en="Order it"), page_of(position.number), titled(position),
    )  # fmt: skip


def _delegation_sheet(session: Session, by: Acting) -> Sheet:
    own = positions.position_at(session, by.position, viewer=by.viewer)
    others: list[Option] = [
        (one.number, Text(th=f"{one.title_th} ({one.number})", en=f"{one.title_en} ({one.number})"))
        for one in posts.posts(session, viewer=by.viewer)
        if one.number != own.number
    ]
    powers = [(each.value, SENTENCES[each]) for each in Permission if each in by.powers.permissions - NEVER_DELEGATED]
    as_mine = Text(th="เว้นว่าง = เท่าที่ตำแหน่งของท่านมี", en="empty: as your position has it")
    inputs = (
        Input("to_position", Text(th="มอบให้ตำแหน่ง", en="To the position"), None, others),
        Input("permissions", Text(th="อำนาจที่มอบ", en="Powers"), Text(
            th="เลือกได้เฉพาะอำนาจที่ตำแหน่งของท่านมี และมอบต่อได้", en="Only what your position has itself and may hand on."
        ), powers, several=True),
        line("ceiling", "วงเงินไม่เกิน (บาท)", "Up to (baht)", required=False, more=as_mine),
        line("areas", "เฉพาะพื้นที่", "Only in the areas", required=False, more=Text(
            th=f"รหัสพื้นที่คั่นด้วยจุลภาค เช่น 9901, 9902 · {as_mine.th}",
            en=f"codes with commas, e.g. 9901, 9902; {as_mine.en}",
        )),
        *ORDER,
        day("last_day", "วันสุดท้าย", "Last day"),
        line("regulation", "อาศัยอำนาจตาม", "By the law", required=False,
             value="พ.ร.บ. ระเบียบบริหารราชการแผ่นดิน พ.ศ. 2534 มาตรา 38"),
    )  # fmt: skip
    return Sheet(
        Text(th=f"คำสั่งมอบอำนาจของ{own.title_th}", en=f"Delegation by the {own.title_en}"),
        Text(
            th="ผู้ดำรงตำแหน่งที่รับมอบจะปฏิบัติราชการแทนได้ตามวันที่ในคำสั่ง และมอบต่อไม่ได้",
            en="Whoever holds the other position may act for yours on the days of the order, and may not hand it on.",
        ),
        inputs, Text(th="ออกคำสั่งมอบอำนาจ", en="Order it"), page_of(own.number), titled(own),
    )  # fmt: skip


def _end_sheet(position: Position, order_no: str) -> Sheet:
    return Sheet(
        Text(th=f"สิ้นสุด{order_no}", en=f"End the order {order_no}"),
        Text(
            th=f"อำนาจตามคำสั่งนี้ที่ตำแหน่ง{position.title_th}จะหมดลง เว้นวันว่างไว้เพื่อให้หมดทันที และการเข้าระบบด้วยคำสั่งนี้จะสิ้นสุด",
            en=f"The powers of this order at the position {position.title_en} end. Without a day they end at once, and"
            " whoever is signed in by it is signed out.",
        ),
        (day("last_day", "วันสุดท้าย", "Last day", required=False, more=AT_ONCE),),
        Text(th="สิ้นสุดคำสั่ง", en="End it"), page_of(position.number), titled(position), grave=True,
    )  # fmt: skip


def _appointment(session: Session, appointment_id: uuid.UUID) -> Appointment:
    found = session.get(Appointment, appointment_id)
    if found is None:
        raise NotFound("ไม่มีคำสั่งแต่งตั้งนี้", "There is no such appointment.")
    return found


def _delegation(session: Session, delegation_id: uuid.UUID) -> Delegation:
    found = session.get(Delegation, delegation_id)
    if found is None:
        raise NotFound("ไม่มีคำสั่งมอบอำนาจนี้", "There is no such delegation.")
    return found
