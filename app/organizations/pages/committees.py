"""Committees: who sits in them on a day, and the acts that seat."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.core.authority import Acting, Resource
from app.core.calendar import written_day
from app.core.errors import NotFound
from app.core.permissions import Permission
from app.organizations.commands.committees import end_seat, give_seat, seat_by_office
from app.organizations.models import Committee
from app.organizations.pages.asked import On, as_of
from app.organizations.pages.sheets import Sheet
from app.organizations.queries import committees as asked_of
from app.organizations.queries import finding, posts
from app.organizations.rules import ANYWHERE, SEATS
from app.organizations.schemas import Ending, SeatIn
from app.web.dependencies import Acts, Database, Identified, Viewing
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Input, answered, day, line, show, tried
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/organizations")
WHERE = Resource(organization=ANYWHERE)
HERE = "/organizations/committees"
Code = Annotated[str, Path(max_length=63)]


@router.get("/committees")
def committees(request: Request, session: Database, viewer: Viewing, identity: Identified, on: On = "") -> Response:
    """Every committee with its seats on the day."""
    asked = as_of(session, viewer, on)
    return render(
        request,
        "organizations/committees.html",
        asked=asked,
        boards=asked_of.boards(session, viewer=viewer, on=asked.on),
        posts={post.number: post for post in posts.posts(session, viewer=viewer, on=asked.on)},
        SEATS=SEATS,
        may_edit=identity.by is not None and identity.by.may(Permission.ORGANIZATION_EDIT, WHERE),
    )


@router.post("/committees/{code}/offices")
def seat_the_offices(session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Seat everybody who sits by office and has no seat yet, from today on."""
    del given
    seat_by_office(session, by=by, committee=code, since=posts.today_is(session, viewer=by.viewer))
    return RedirectResponse(f"{HERE}#{code}", 303)


@router.get("/committees/{code}/seats")
def new_seat(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """The form of a seat."""
    by.must(Permission.ORGANIZATION_EDIT, WHERE)
    given = {"valid_from": written_day(posts.today_is(session, viewer=by.viewer)), "role": "member"}
    return show(request, _seat_sheet(session, by, code), Form[SeatIn](given))


@router.post("/committees/{code}/seats")
def give_the_seat(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Give it."""
    form = filled(SeatIn, {**given, "committee": code})
    form = tried(session, form, lambda value: give_seat(session, by=by, given=value))
    return answered(request, _seat_sheet(session, by, code), form, f"{HERE}#{code}")


@router.get("/seats/{seat_id}/end")
def ending_of_seat(request: Request, session: Database, by: Acts, seat_id: uuid.UUID) -> Response:
    """The form that ends a seat."""
    by.must(Permission.ORGANIZATION_EDIT, WHERE)
    del session, seat_id
    return show(request, END_SHEET, Form[Ending]())


@router.post("/seats/{seat_id}/end")
def end_the_seat(request: Request, session: Database, by: Acts, given: Submitted, seat_id: uuid.UUID) -> Response:
    """End it."""
    form = filled(Ending, given)
    form = tried(session, form, lambda value: end_seat(session, by=by, seat_id=seat_id, given=value))
    return answered(request, END_SHEET, form, HERE)


END_SHEET = Sheet(
    Text(th="สิ้นสุดการเป็นกรรมการ", en="End a seat"),
    Text(th="เว้นวันว่างไว้ เมื่อวานจะเป็นวันสุดท้าย", en="Without a day, yesterday was the last."),
    (day("last_day", "วันสุดท้าย", "Last day", required=False),), Text(th="สิ้นสุด", en="End it"), HERE,
    Text(th="คณะกรรมการ", en="Committees"), grave=True,
)  # fmt: skip


def _seat_sheet(session: Session, by: Acting, code: str) -> Sheet:
    committee = session.get(Committee, code)
    if committee is None:
        raise NotFound(f"ไม่มีคณะกรรมการ {code}", f"There is no committee {code}.")
    sitting = [(one.number, Text(th=f"{one.title_th} ({one.number})", en=f"{one.title_en} ({one.number})"))
               for one in posts.posts(session, viewer=by.viewer)]  # fmt: skip
    people = [(str(one.id), Text(th=one.name_th or "–", en=one.name_en or one.name_th or "–"))
              for one in finding.persons(session, viewer=by.viewer)]  # fmt: skip
    years = committee.term_years
    inputs = (
        Input("position", Text(th="โดยตำแหน่ง", en="By office"), None, sitting, required=False),
        Input("person_id", Text(th="หรือบุคคลภายนอก", en="Or a person from outside"), None, people, required=False),
        Input("role", Text(th="ฐานะ", en="Seat"), None, [(seat.value, words) for seat, words in SEATS.items()]),
        line("order_no", "เลขที่คำสั่ง", "Order number", required=False),
        day("valid_from", "ตั้งแต่วันที่", "From"),
        day("last_day", "วันสุดท้าย", "Last day", required=False, more=Text(
            th=f"วาระไม่เกิน {years} ปี" if years else "เว้นว่าง = ไม่มีกำหนด",
            en=f"a term has {years} years at most" if years else "empty: without end",
        )),
    )  # fmt: skip
    return Sheet(
        Text(th=f"เพิ่มกรรมการ: {committee.title_th}", en=f"A seat in the {committee.title_en}"),
        Text(th=committee.regulation or "ไม่ได้ระบุกฎ", en=committee.regulation or "No rule is named."), inputs,
        Text(th="บันทึก", en="Save"), f"{HERE}#{code}", Text(th="คณะกรรมการ", en="Committees"),
    )  # fmt: skip
