"""Persons: found by those who order appointments, and erased on request."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.errors import Forbidden, NotFound
from app.core.permissions import Permission
from app.organizations.commands.persons import erase_person
from app.organizations.models import Person
from app.organizations.pages.sheets import Sheet
from app.organizations.queries import finding
from app.organizations.schemas import Ending
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import answered, show, tried
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/organizations/persons")
Find = Annotated[str, Query(max_length=100)]
SHOWN = 100


@router.get("")
def persons(request: Request, session: Database, by: Acts, q: Find = "") -> Response:
    """Persons by name, with what they hold now."""
    if not (by.may(Permission.APPOINTMENT_ORDER) or by.may(Permission.PERSON_ERASE)):
        raise Forbidden("ตำแหน่งนี้ไม่ดูทะเบียนบุคคล", "This position does not look at the register of persons.")
    found = finding.persons(session, viewer=by.viewer, text=q.strip(), limit=SHOWN)
    return render(
        request,
        "organizations/persons.html",
        q=q.strip(),
        found=found,
        held=finding.posts_of(session, [one.id for one in found], viewer=by.viewer),
        may_erase=by.may(Permission.PERSON_ERASE),
        SHOWN=SHOWN,
    )


@router.get("/{person_id}/erase")
def erasure(request: Request, session: Database, by: Acts, person_id: uuid.UUID) -> Response:
    """The form that erases a person."""
    by.must(Permission.PERSON_ERASE)
    return show(request, _sheet(_person(session, person_id)), Form[Ending]())


@router.post("/{person_id}/erase")
def erase_the_person(
    request: Request, session: Database, by: Acts, given: Submitted, person_id: uuid.UUID
) -> Response:  # fmt: skip
    """Erase him."""
    sheet = _sheet(_person(session, person_id))
    form = filled(Ending, given)
    form = tried(session, form, lambda _value: erase_person(session, by=by, person_id=person_id))
    return answered(request, sheet, form, "/organizations/persons")


def _person(session: Session, person_id: uuid.UUID) -> Person:
    found = session.get(Person, person_id)
    if found is None or found.name_th is None:
        raise NotFound("ไม่มีบุคคลนี้", "There is no such person.")
    return found


def _sheet(person: Person) -> Sheet:
    return Sheet(
        Text(th=f"ลบข้อมูลของ{person.name_th}", en=f"Erase {person.name_en or person.name_th}"),
        Text(
            th="ชื่อจะถูกลบถาวรและกุญแจอ่านชื่อในบันทึกการกระทำจะถูกทำลาย การกระทำในตำแหน่งยังอยู่โดยไม่มีชื่อ เรียกคืนไม่ได้",
            en="The name is erased for ever, and the key that reads it in the audit log is destroyed. What was done in"
            " office stays, without a name. It cannot be undone.",
        ),
        (), Text(th="ลบถาวร", en="Erase for ever"), "/organizations/persons", Text(th="บุคคล", en="Persons"), grave=True,
    )  # fmt: skip
