"""Scoring, ranking by hand, refusing support and deciding, as forms."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.calls.commands.deciding import SUBJECT, decide_call
from app.calls.commands.screening import move_rank, refuse_support, score_brief
from app.calls.models import Call
from app.calls.pages.addresses import WORDS, Code, Reference, of_project, page_of, sheet_of
from app.calls.queries.calls import brief_of, call_by_code
from app.calls.queries.ranking import Ranking, ranking, scores_of
from app.calls.records import organization_of
from app.calls.rules import SubmissionState
from app.calls.schemas import DecisionIn, MoveIn, ReasonIn, ScoresIn
from app.core.authority import Acting
from app.core.permissions import Permission
from app.meetings.queries import adopted_about
from app.meetings.rules import numbered
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Given, Submitted, filled
from app.web.sheets import Input, Sheet, answered, line, show, tried
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/calls/{code}")
LONGEST = 90


@router.get("/scores")
def scoring(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """One table for one screener: a row for each brief, a number for each criterion."""
    found, told = _screened(session, by, code)
    return _page(request, session, by, found, told, {}, _mine(session, by, found))


@router.post("/scores")
def score_the_briefs(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Score those whose row is filled in; others stay as they were."""
    found, told = _screened(session, by, code)
    wrong: dict[str, Form[ScoresIn]] = {}
    for row in told.rows:
        scores = _row(given, row.project.reference, told)
        if not any(scores.values()):
            continue
        reference = row.project.reference
        form = tried(
            session, filled(ScoresIn, {"scores": scores, "note": given.get(f"note.{reference}", "")}),
            lambda value, reference=reference: score_brief(  # type: ignore[misc]
                session, by=by, code=code, reference=reference, given=value
            ),
        )  # fmt: skip
        if form.errors:
            wrong[reference] = form
    if wrong:
        return _page(request, session, by, found, told, wrong, dict(given))
    return RedirectResponse(f"{page_of(found)}/ranking", 303)


@router.get("/briefs/{reference}/move")
def moving(request: Request, session: Database, by: Acts, code: Code, reference: Reference) -> Response:
    """The form that ranks a brief otherwise than its scores say."""
    by.must(Permission.PROJECT_SCREEN)
    return show(request, _sheet(session, by, code, reference, MOVE, _RANK), Form[MoveIn]())


@router.post("/briefs/{reference}/move")
def move_the_rank(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, reference: Reference
) -> Response:
    """Rank it so."""
    by.must(Permission.PROJECT_SCREEN)
    sheet = _sheet(session, by, code, reference, MOVE, _RANK)
    form = tried(session, filled(MoveIn, given),
                 lambda value: move_rank(session, by=by, code=code, reference=reference, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.get("/briefs/{reference}/refuse")
def refusing(request: Request, session: Database, by: Acts, code: Code, reference: Reference) -> Response:
    """The form that says that a brief is not supported."""
    by.must(Permission.PROJECT_SCREEN)
    return show(request, _sheet(session, by, code, reference, REFUSE, ()), Form[ReasonIn]())


@router.post("/briefs/{reference}/refuse")
def refuse_the_support(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, reference: Reference
) -> Response:
    """Say so."""
    by.must(Permission.PROJECT_SCREEN)
    sheet = _sheet(session, by, code, reference, REFUSE, ())
    form = tried(session, filled(ReasonIn, given),
                 lambda value: refuse_support(session, by=by, code=code, reference=reference, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.get("/decide")
def deciding(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """The form that decides the call by a resolution."""
    by.must(Permission.PROJECT_DECIDE)
    found = call_by_code(session, code, viewer=by.viewer)
    return show(request, _decision_sheet(session, by, found), Form[DecisionIn]())


@router.post("/decide")
def decide_the_call(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Decide it."""
    by.must(Permission.PROJECT_DECIDE)
    sheet = _decision_sheet(session, by, call_by_code(session, code, viewer=by.viewer))
    form = tried(session, filled(DecisionIn, given), lambda value: decide_call(session, by=by, code=code, given=value))
    return answered(request, sheet, form, sheet.back)


MOVE = (
    Text(th="ปรับลำดับ", en="Move its rank"),
    Text(th="เหตุผลจะอยู่ในรายงานการประชุม", en="The reason stands in the minutes."),
)
REFUSE = (Text(th="ไม่สนับสนุน", en="Not supported"),
          Text(th="ข้อเสนอจะไม่มีลำดับ ลำดับถัดไปเลื่อนขึ้น", en="It takes no rank; those behind it close up."))  # fmt: skip
_RANK = (Input("rank", Text(th="ลำดับใหม่", en="New rank"), attributes={"inputmode": "numeric"}),)


def _screened(session: Session, by: Acting, code: str) -> tuple[Call, Ranking]:
    by.must(Permission.PROJECT_SCREEN)
    found = call_by_code(session, code, viewer=by.viewer)
    return found, ranking(session, found, viewer=by.viewer)


def _sheet(
    session: Session, by: Acting, code: str, reference: str, words: tuple[Text, Text], inputs: tuple[Input, ...]
) -> Sheet:
    found = call_by_code(session, code, viewer=by.viewer)
    told = brief_of(session, found, reference, viewer=by.viewer)
    title = of_project(told.project)
    lead = Text(th=f"{title.th} · {words[1].th}", en=f"{title.en}: {words[1].en}")
    fields = (*inputs, line("reason", "เหตุผล", "Reason"))
    return sheet_of(found, words[0], lead, fields, words[0], back=f"{page_of(found)}/ranking",
                    back_to=Text(th="การจัดลำดับ", en="Ranking"))  # fmt: skip


def _row(given: Given, reference: str, told: Ranking) -> dict[str, Any]:
    return {one.code: given.get(f"score.{reference}.{one.code}", "") for one in told.criteria}


def _mine(session: Session, by: Acting, call: Call) -> dict[str, Any]:
    """What this position has given, by the names of the fields."""
    rows = ranking(session, call, viewer=by.viewer).rows
    by_id = {row.brief.id: row.project.reference for row in rows}
    given: dict[str, Any] = {}
    for one in scores_of(session, call, viewer=by.viewer):
        if one.position == by.position and one.submission_id in by_id:
            given[f"score.{by_id[one.submission_id]}.{one.criterion_code}"] = one.value
            given[f"note.{by_id[one.submission_id]}"] = one.note or ""
    return given


def _page(
    request: Request, session: Session, by: Acting, call: Call, told: Ranking, wrong: dict[str, Form[ScoresIn]],
    given: dict[str, Any],
) -> Response:  # fmt: skip
    rows = [row for row in told.rows if row.brief.state == SubmissionState.FILED]
    return render(
        request, "calls/scores.html", status=422 if wrong else 200, call=call, rows=rows, criteria=told.criteria,
        home=organization_of(session, by), wrong=wrong, given=given, **WORDS,
    )  # fmt: skip


def _decision_sheet(session: Session, by: Acting, call: Call) -> Sheet:
    listed = []
    for one in adopted_about(session, SUBJECT, call.code, viewer=by.viewer):
        cited = numbered(one.meeting.number, one.meeting.year)
        words = one.resolution.text_th[:LONGEST]
        listed.append((str(one.resolution.id), Text(
            th=f"{one.committee.title_th} ครั้งที่ {cited} มติที่ {one.resolution.number}: {words}",
            en=f"{one.committee.title_en}, meeting {cited}, resolution {one.resolution.number}",
        )))  # fmt: skip
    none = Text(th="ยังไม่มีมติเห็นชอบของการประชุมที่ปิดแล้ว", en="No adopted resolution of a closed meeting yet")
    inputs = (Input("resolution", Text(th="มติ", en="Resolution"), None if listed else none, listed or [("", none)]),)
    lead = Text(
        th="โครงการ Y1 และ Y2 เข้าแผน ที่ไม่สนับสนุนถูกปฏิเสธพร้อมเหตุผล บัญชีงบประมาณบันทึกผล แก้ไขไม่ได้อีก",
        en="Y1 and Y2 come into the plan, the others are rejected with their reason, the ledger has it; nothing changes after.",
    )
    return sheet_of(call, Text(th="ตัดสินตามมติ", en="Decide by a resolution"), lead, inputs,
                    Text(th="ตัดสิน", en="Decide"), back=f"{page_of(call)}/ranking",
                    back_to=Text(th="การจัดลำดับ", en="Ranking"))  # fmt: skip
