"""Forms of a plan itself: drafted, and called otherwise."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting
from app.core.permissions import Permission
from app.organizations.queries import posts
from app.plans.commands.drafting import change_plan, discard_plan, draft_plan
from app.plans.models import Plan
from app.plans.pages.addresses import ROOM, Code, Version, draftable, sheet_of
from app.plans.rules import KINDS
from app.plans.schemas import LinkEnding, PlanIn, PlanTitle
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Input, Sheet, answered, line, show, tried
from gis.layer import Text

router = APIRouter(prefix="/plans")
COUNT = {"inputmode": "numeric"}
TITLES = (line("title_th", "ชื่อแผน", "Title (Thai)"), line("title_en", "ชื่อภาษาอังกฤษ", "Title (English)", required=False))


@router.get("/new")
def new_plan(request: Request, session: Database, by: Acts) -> Response:
    """The form of a new plan."""
    by.must(Permission.PLAN_DRAFT)
    return show(request, _sheet(session, by), Form[PlanIn]())


@router.post("/new")
def draft_the_plan(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Begin it."""
    form = filled(PlanIn, given)
    form = tried(session, form, lambda value: draft_plan(session, by=by, given=value))
    return answered(request, _sheet(session, by), form, f"/plans/{given.get('code')}/1")


@router.get("/{code}/{version}/edit")
def title(request: Request, session: Database, by: Acts, code: Code, version: Version) -> Response:
    """The form of a draft's title."""
    found = draftable(session, by, code, version)
    given = {"title_th": found.title_th, "title_en": found.title_en or ""}
    return show(request, _title_sheet(found), Form[PlanTitle](given))


@router.post("/{code}/{version}/edit")
def change_the_title(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, version: Version
) -> Response:
    """Change it."""
    sheet = _title_sheet(draftable(session, by, code, version))
    form = filled(PlanTitle, given)
    form = tried(session, form, lambda value: change_plan(session, by=by, code=code, version=version, given=value))
    return answered(request, sheet, form, sheet.back)


@router.get("/{code}/{version}/discard")
def discarding(request: Request, session: Database, by: Acts, code: Code, version: Version) -> Response:
    """The form that gives a draft up."""
    return show(request, _discard_sheet(draftable(session, by, code, version)), Form[LinkEnding]())


@router.post("/{code}/{version}/discard")
def discard_the_plan(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, version: Version
) -> Response:  # fmt: skip
    """Give it up."""
    sheet = _discard_sheet(draftable(session, by, code, version))
    form = tried(session, filled(LinkEnding, given),
                 lambda _value: discard_plan(session, by=by, code=code, version=version))  # fmt: skip
    return answered(request, sheet, form, "/plans")


def _discard_sheet(plan: Plan) -> Sheet:
    lead = Text(th="ร่างนี้และองค์ประกอบทั้งหมดจะหายไป", en="The draft is gone with all that it holds")
    submit = Text(th="เลิกร่าง", en="Give it up")
    return sheet_of(plan, Text(th="เลิกร่างฉบับนี้", en="Give this draft up"), lead, (), submit, grave=True)


def _title_sheet(plan: Plan) -> Sheet:
    lead = Text(th="แก้ได้เฉพาะร่าง", en="Only a draft is changed")
    return sheet_of(plan, Text(th="แก้ชื่อแผน", en="Change the title"), lead, TITLES, Text(th="บันทึก", en="Save"))


def _sheet(session: Session, by: Acting) -> Sheet:
    owners = [
        (one.code, Text(th=one.name_th, en=one.name_en)) for one in posts.organizations(session, viewer=by.viewer)
    ]
    inputs = (
        Input("kind", Text(th="ประเภทแผน", en="Kind"), None, [(kind.value, words) for kind, words in KINDS.items()]),
        line("code", "รหัสแผน", "Code", more=Text(th="เช่น province-2566", en="e.g. province-2566")),
        *TITLES,
        Input("organization", Text(th="หน่วยงานเจ้าของแผน", en="Owner"), None, owners),
        line("area_code", "รหัสพื้นที่", "Code of the area", required=False),
        Input("first_year", Text(th="ปีงบประมาณแรก (พ.ศ.)", en="First fiscal year (B.E.)"), attributes=COUNT),
        Input("last_year", Text(th="ปีงบประมาณสุดท้าย (พ.ศ.)", en="Last fiscal year (B.E.)"), attributes=COUNT),
    )
    lead = Text(th="เริ่มเป็นร่างฉบับที่ 1 ใช้บังคับเมื่อมีมติ", en="It begins as a draft and comes into force by a resolution")
    return Sheet(
        Text(th="ร่างแผนใหม่", en="Draft a plan"), lead, inputs, Text(th="เริ่มร่าง", en="Begin"), "/plans", ROOM,
        room="/plans", room_title=ROOM,
    )  # fmt: skip
