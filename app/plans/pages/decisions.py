"""Proposing, returning, putting in force and revising, as forms."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.core.authority import Acting
from app.core.permissions import Permission
from app.meetings.queries import adopted_about
from app.meetings.rules import numbered
from app.plans.commands.approval import PLAN, approve_plan, propose_plan, return_plan, revise_plan
from app.plans.models import Plan
from app.plans.pages.addresses import Code, Version, draftable, sheet_of
from app.plans.queries.plans import plan_at
from app.plans.records import resource_of
from app.plans.schemas import Approval, LinkEnding, Return
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Input, Sheet, answered, line, show, tried
from gis.layer import Text

router = APIRouter(prefix="/plans/{code}/{version}")
LONGEST = 90


@router.get("/propose")
def proposal(request: Request, session: Database, by: Acts, code: Code, version: Version) -> Response:
    """The form that lays a draft before the committee."""
    return show(request, _proposal_sheet(draftable(session, by, code, version)), Form[LinkEnding]())


@router.post("/propose")
def propose_the_plan(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, version: Version
) -> Response:  # fmt: skip
    """Lay it before the committee."""
    sheet = _proposal_sheet(draftable(session, by, code, version))
    form = tried(session, filled(LinkEnding, given),
                 lambda _value: propose_plan(session, by=by, code=code, version=version))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.get("/return")
def returning(request: Request, session: Database, by: Acts, code: Code, version: Version) -> Response:
    """The form that gives a plan back."""
    found = plan_at(session, code, version, viewer=by.viewer)
    by.must(Permission.PLAN_APPROVE, resource_of(found))
    return show(request, _return_sheet(found), Form[Return]())


@router.post("/return")
def return_the_plan(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, version: Version
) -> Response:  # fmt: skip
    """Give it back."""
    sheet = _return_sheet(plan_at(session, code, version, viewer=by.viewer))
    form = tried(session, filled(Return, given),
                 lambda value: return_plan(session, by=by, code=code, version=version, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.get("/approve")
def approval(request: Request, session: Database, by: Acts, code: Code, version: Version) -> Response:
    """The form that puts a plan in force by a resolution."""
    found = plan_at(session, code, version, viewer=by.viewer)
    by.must(Permission.PLAN_APPROVE, resource_of(found, found.proposer_person))
    return show(request, _approval_sheet(session, by, found), Form[Approval]())


@router.post("/approve")
def approve_the_plan(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, version: Version
) -> Response:  # fmt: skip
    """Put it in force."""
    sheet = _approval_sheet(session, by, plan_at(session, code, version, viewer=by.viewer))
    form = tried(session, filled(Approval, given),
                 lambda value: approve_plan(session, by=by, code=code, version=version, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.post("/revise")
def revise_the_plan(session: Database, by: Acts, given: Submitted, code: Code, version: Version) -> Response:
    """Begin the next version."""
    del given
    made = revise_plan(session, by=by, code=code, version=version)
    return RedirectResponse(f"/plans/{code}/{made.version}", 303)


def _proposal_sheet(plan: Plan) -> Sheet:
    lead = Text(
        th="เมื่อเสนอแล้วแก้ไขไม่ได้จนกว่าจะถูกส่งคืน ทุกแนวทางต้องมียุทธศาสตร์ชาติหลักหนึ่งเดียว",
        en="It stays as it is until it is returned. Each approach needs exactly one primary national strategy.",
    )
    return sheet_of(plan, Text(th="เสนอแผน", en="Propose the plan"), lead, (), Text(th="เสนอ", en="Propose it"))


def _return_sheet(plan: Plan) -> Sheet:
    lead = Text(th="แผนจะกลับเป็นร่างให้แก้ไข", en="It becomes a draft again")
    reason = (line("reason", "เหตุผล", "Reason"),)
    return sheet_of(
        plan, Text(th="ส่งคืนผู้ร่าง", en="Return it to its drafters"), lead, reason, Text(th="ส่งคืน", en="Return it")
    )


def _approval_sheet(session: Session, by: Acting, plan: Plan) -> Sheet:
    listed = []
    for one in adopted_about(session, PLAN, plan.code, viewer=by.viewer):
        cited = numbered(one.meeting.number, one.meeting.year)
        words = one.resolution.text_th[:LONGEST]
        listed.append((str(one.resolution.id), Text(
            th=f"{one.committee.title_th} ครั้งที่ {cited} มติที่ {one.resolution.number}: {words}",
            en=f"{one.committee.title_en}, meeting {cited}, resolution {one.resolution.number}",
        )))  # fmt: skip
    none = Text(th="ยังไม่มีมติเห็นชอบของการประชุมที่ปิดแล้ว", en="No adopted resolution of a closed meeting yet")
    inputs = (
        Input("resolution", Text(th="มติ", en="Resolution"), none if not listed else None, listed or [("", none)]),
    )
    lead = Text(
        th="ฉบับก่อนจะถูกแทนที่ทันที และแก้ไขฉบับนี้ไม่ได้อีก",
        en="The version before is superseded at once, and this one is changed no more.",
    )
    return sheet_of(
        plan,
        Text(th="ประกาศใช้แผน", en="Put the plan in force"),
        lead,
        inputs,
        Text(th="ประกาศใช้", en="Put it in force"),
    )
