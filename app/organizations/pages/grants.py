"""Powers of a position as forms: its scope, its roles, and the purposes for which it may use personal data."""

from __future__ import annotations

import uuid
from typing import TypeVar

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting, Resource
from app.core.calendar import written_day
from app.core.errors import NotFound
from app.core.permissions import Permission
from app.organizations.commands.grants import grant_purpose, grant_role, withdraw_purpose, withdraw_role
from app.organizations.commands.positions import set_scope
from app.organizations.models import Position, PurposeGrant, RoleGrant
from app.organizations.pages.sheets import Sheet, page_of, titled
from app.organizations.queries import policy, positions, posts
from app.organizations.rules import CLASS_WORDS, REACH_WORDS
from app.organizations.schemas import Ending, GrantIn, ScopeIn
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import AT_ONCE, Input, Option, answered, day, line, show, tried
from gis.access import Read
from gis.layer import Text

router = APIRouter(prefix="/organizations")
SATANG = 100
Grant = TypeVar("Grant", RoleGrant, PurposeGrant)


@router.get("/positions/{number}/scope")
def scope(request: Request, session: Database, by: Acts, number: str) -> Response:
    """The form of a position's scope, as it is."""
    found = _grantable(session, by, number)
    return show(request, _scope_sheet(found), Form[ScopeIn](_as_given(found)))


@router.post("/positions/{number}/scope")
def set_the_scope(request: Request, session: Database, by: Acts, given: Submitted, number: str) -> Response:
    """Set it."""
    found = _grantable(session, by, number)
    form = tried(session, filled(ScopeIn, given), lambda value: set_scope(session, by=by, number=number, given=value))
    return answered(request, _scope_sheet(found), form, page_of(number))


@router.get("/positions/{number}/roles")
def role(request: Request, session: Database, by: Acts, number: str) -> Response:
    """The form that gives a role to a position."""
    found = _grantable(session, by, number)
    return show(request, _role_sheet(session, by, found), Form[GrantIn](_from_today(session, by)))


@router.post("/positions/{number}/roles")
def grant_the_role(request: Request, session: Database, by: Acts, given: Submitted, number: str) -> Response:
    """Give it."""
    found = _grantable(session, by, number)
    form = filled(GrantIn, {**given, "position": number})
    form = tried(session, form, lambda value: grant_role(session, by=by, given=value))
    return answered(request, _role_sheet(session, by, found), form, page_of(number))


@router.get("/positions/{number}/purposes")
def purpose(request: Request, session: Database, by: Acts, number: str) -> Response:
    """The form that lets a position use personal data for a purpose."""
    found = _grantable(session, by, number)
    return show(request, _purpose_sheet(session, by, found), Form[GrantIn](_from_today(session, by)))


@router.post("/positions/{number}/purposes")
def grant_the_purpose(request: Request, session: Database, by: Acts, given: Submitted, number: str) -> Response:
    """Let it."""
    found = _grantable(session, by, number)
    form = filled(GrantIn, {**given, "position": number})
    form = tried(session, form, lambda value: grant_purpose(session, by=by, given=value))
    return answered(request, _purpose_sheet(session, by, found), form, page_of(number))


@router.get("/role-grants/{grant_id}/end")
def withdrawal_of_role(request: Request, session: Database, by: Acts, grant_id: uuid.UUID) -> Response:
    """The form that takes a role away."""
    found, position = _granted(session, by, RoleGrant, grant_id)
    return show(request, _end_sheet(position, found.role_code), Form[Ending]())


@router.post("/role-grants/{grant_id}/end")
def withdraw_the_role(
    request: Request, session: Database, by: Acts, given: Submitted, grant_id: uuid.UUID
) -> Response:  # fmt: skip
    """Take it away."""
    found, position = _granted(session, by, RoleGrant, grant_id)
    form = filled(Ending, given)
    form = tried(session, form, lambda value: withdraw_role(session, by=by, grant_id=grant_id, given=value))
    return answered(request, _end_sheet(position, found.role_code), form, page_of(position.number))


@router.get("/purpose-grants/{grant_id}/end")
def withdrawal_of_purpose(request: Request, session: Database, by: Acts, grant_id: uuid.UUID) -> Response:
    """The form that takes a purpose away."""
    found, position = _granted(session, by, PurposeGrant, grant_id)
    return show(request, _end_sheet(position, found.purpose_code), Form[Ending]())


@router.post("/purpose-grants/{grant_id}/end")
def withdraw_the_purpose(
    request: Request, session: Database, by: Acts, given: Submitted, grant_id: uuid.UUID
) -> Response:  # fmt: skip
    """Take it away."""
    found, position = _granted(session, by, PurposeGrant, grant_id)
    form = filled(Ending, given)
    form = tried(session, form, lambda value: withdraw_purpose(session, by=by, grant_id=grant_id, given=value))
    return answered(request, _end_sheet(position, found.purpose_code), form, page_of(position.number))


def _grantable(session: Session, by: Acting, number: str) -> Position:
    found = positions.position_at(session, number, viewer=by.viewer)
    by.must(Permission.ROLE_GRANT, Resource(organization=found.organization_code))
    return found


def _granted(session: Session, by: Acting, table: type[Grant], grant_id: uuid.UUID) -> tuple[Grant, Position]:
    found = session.get(table, grant_id)
    if found is None:
        raise NotFound("ไม่มีการกำหนดนี้", "There is no such grant.")
    return found, _grantable(session, by, found.position_number)


def _as_given(position: Position) -> dict[str, object]:
    """The scope as the form takes it."""
    ceiling = "" if position.ceiling_satang is None else f"{position.ceiling_satang / SATANG:.2f}"
    areas = "" if position.areas is None else ", ".join(position.areas)
    return {"reach": position.reach, "areas": areas, "clearance": list(position.clearance), "ceiling": ceiling}


def _from_today(session: Session, by: Acting) -> dict[str, object]:
    return {"valid_from": written_day(posts.today_is(session, viewer=by.viewer))}


def _scope_sheet(position: Position) -> Sheet:
    reaches = [(reach.value, words) for reach, words in REACH_WORDS.items()]
    classes = [(each.value, CLASS_WORDS[each]) for each in Read if each is not Read.PERSONAL_CONFIDENTIAL]
    inputs = (
        Input("reach", Text(th="ขอบเขตหน่วยงาน", en="Reach over organisations"), None, reaches),
        line("areas", "เฉพาะพื้นที่", "Only in the areas", required=False, more=Text(
            th="รหัสพื้นที่คั่นด้วยจุลภาค เช่น 9901, 9902 · เว้นว่าง = ทุกพื้นที่",
            en="codes with commas, e.g. 9901, 9902; empty: everywhere",
        )),
        Input("clearance", Text(th="ชั้นข้อมูลที่เข้าถึงได้", en="Classes of data"), Text(
            th="ข้อมูลส่วนบุคคลต้องมีวัตถุประสงค์ที่อนุญาตด้วย", en="Personal data also need a purpose granted."
        ), classes, several=True),
        line("ceiling", "วงเงินไม่เกิน (บาท)", "Ceiling (baht)", required=False,
             more=Text(th="เว้นว่าง = ไม่มีอำนาจเรื่องเงิน", en="empty: no power over money")),
    )  # fmt: skip
    return Sheet(
        Text(th=f"ขอบเขตอำนาจ: {position.title_th}", en=f"Scope of {position.title_en}"),
        Text(
            th="ให้ได้ไม่เกินขอบเขตที่ตำแหน่งของท่านมี และกำหนดให้ตำแหน่งของตนเองไม่ได้",
            en="Nobody gives more than his own position has, or anything to his own position.",
        ),
        inputs, Text(th="บันทึกขอบเขต", en="Set the scope"), page_of(position.number), titled(position),
    )  # fmt: skip


def _role_sheet(session: Session, by: Acting, position: Position) -> Sheet:
    options = [
        (one.code, Text(th=f"{one.title_th}: {one.sentence_th}", en=f"{one.title_en}: {one.sentence_en}"))
        for one in policy.roles(session, viewer=by.viewer)
    ]
    return _grant_sheet(position, Text(th="ให้บทบาท", en="Grant a role"), options)


def _purpose_sheet(session: Session, by: Acting, position: Position) -> Sheet:
    options = [
        (one.code, Text(th=f"{one.title_th} ({one.legal_basis})", en=f"{one.title_en} ({one.legal_basis})"))
        for one in policy.purposes(session, viewer=by.viewer)
    ]
    return _grant_sheet(position, Text(th="อนุญาตให้ใช้ข้อมูลส่วนบุคคล", en="Grant a purpose"), options)


def _grant_sheet(position: Position, title: Text, options: list[Option]) -> Sheet:
    inputs = (
        Input("code", title, None, options),
        line("order_no", "เลขที่คำสั่ง", "Order number"),
        line("regulation", "อาศัยอำนาจตาม", "By the law", required=False),
        day("valid_from", "มีผลตั้งแต่วันที่", "In force from"),
        day(
            "last_day",
            "วันสุดท้าย",
            "Last day",
            required=False,
            more=Text(th="เว้นว่าง = ไม่มีกำหนด", en="empty: without end"),
        ),
    )
    return Sheet(
        Text(th=f"{title.th}: {position.title_th}", en=f"{title.en}: {position.title_en}"),
        Text(
            th="อำนาจให้แก่ตำแหน่งเท่านั้น ผู้ใดดำรงตำแหน่งจึงใช้ได้",
            en="Powers are given to the position only; whoever holds it may use them.",
        ),
        inputs, Text(th="กำหนดให้ตำแหน่ง", en="Grant it"), page_of(position.number), titled(position),
    )  # fmt: skip


def _end_sheet(position: Position, code: str) -> Sheet:
    return Sheet(
        Text(th=f"ถอน {code} จาก{position.title_th}", en=f"Withdraw {code} from the {position.title_en}"),
        Text(th="อำนาจนี้จะหมดไปจากตำแหน่ง ไม่ว่าผู้ใดดำรงตำแหน่ง", en="The position loses it, whoever holds it."),
        (day("last_day", "วันสุดท้าย", "Last day", required=False, more=AT_ONCE),),
        Text(th="ถอน", en="Withdraw it"), page_of(position.number), titled(position), grave=True,
    )  # fmt: skip
