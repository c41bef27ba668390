"""Proposals and the queue: what waits for somebody, the forms that decide it, and what became of the rest."""

from __future__ import annotations

import uuid

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.budgets.commands import proposals, unmatched
from app.budgets.models import UnmatchedRow
from app.budgets.pages.addresses import WORDS, names, sheet
from app.budgets.queries import lines as lines_of
from app.budgets.queries.drafts import waiting_agencies
from app.budgets.queries.lines import Proposed
from app.budgets.queue import WHY
from app.budgets.records import resources_of
from app.budgets.rules import MOVEMENTS, Movement
from app.budgets.schemas import Answer, Dismissal, Refusal, Settlement
from app.core.authority import Acting
from app.core.errors import Forbidden
from app.core.money import written_money
from app.core.permissions import Permission
from app.web.dependencies import Acts, Database, Identified, Viewing
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Sheet, answered, day, line, show, tried
from app.web.templating import render
from gis.access import Read
from gis.layer import Text

router = APIRouter(prefix="/budgets")
TRANSFERS = Text(th="โอน เงินเหลือจ่าย และกันเงิน", en="Transfers, savings and carrying over")
QUEUE = Text(th="รายการที่จับคู่ไม่ได้", en="Unmatched rows")


@router.get("/transfers")
def transfers(request: Request, session: Database, viewer: Viewing, identity: Identified) -> Response:
    """Proposals that wait, with what the actor may do, and the history of decisions; for those in office."""
    _refuse_outside(viewer.classes)
    waiting = lines_of.proposals(session, viewer=viewer, waiting=True)
    return render(
        request, "budgets/transfers.html", waiting=waiting, decided=lines_of.proposals(session, viewer=viewer, waiting=False),
        decidable={one.proposal.id for one in waiting if identity.by and _may_decide(identity.by, one)},
        by_position=identity.by.position if identity.by else None, **names(session, viewer), **WORDS,
    )  # fmt: skip


@router.get("/transfers/{proposal_id}/approve")
def approving(request: Request, session: Database, by: Acts, proposal_id: uuid.UUID) -> Response:
    """The form that approves a proposal."""
    found = lines_of.proposal_at(session, proposal_id, viewer=by.viewer)
    _must_decide(by, found)
    return show(request, _approval_sheet(found), Form[Answer]())


@router.post("/transfers/{proposal_id}/approve")
def approve_the_movement(
    request: Request, session: Database, by: Acts, given: Submitted, proposal_id: uuid.UUID
) -> Response:
    """Approve it."""
    found = lines_of.proposal_at(session, proposal_id, viewer=by.viewer)
    form = tried(session, filled(Answer, given),
                 lambda one: proposals.approve_movement(session, by=by, proposal_id=proposal_id, given=one))  # fmt: skip
    return answered(request, _approval_sheet(found), form, "/budgets/transfers")


@router.get("/transfers/{proposal_id}/refuse")
def refusing(request: Request, session: Database, by: Acts, proposal_id: uuid.UUID) -> Response:
    """The form that refuses a proposal."""
    found = lines_of.proposal_at(session, proposal_id, viewer=by.viewer)
    _must_decide(by, found)
    return show(request, _refusal_sheet(found), Form[Refusal]())


@router.post("/transfers/{proposal_id}/refuse")
def refuse_the_movement(
    request: Request, session: Database, by: Acts, given: Submitted, proposal_id: uuid.UUID
) -> Response:
    """Refuse it."""
    found = lines_of.proposal_at(session, proposal_id, viewer=by.viewer)
    form = tried(session, filled(Refusal, given),
                 lambda one: proposals.refuse_movement(session, by=by, proposal_id=proposal_id, given=one))  # fmt: skip
    return answered(request, _refusal_sheet(found), form, "/budgets/transfers")


@router.post("/transfers/{proposal_id}/withdraw")
def withdraw_the_movement(session: Database, by: Acts, given: Submitted, proposal_id: uuid.UUID) -> Response:
    """Take it back."""
    del given
    proposals.withdraw_movement(session, by=by, proposal_id=proposal_id)
    return RedirectResponse("/budgets/transfers", 303)


@router.get("/unmatched")
def unmatched_rows(request: Request, session: Database, viewer: Viewing, identity: Identified) -> Response:
    """Rows of extracts that wait, and what became of the others; for those in office."""
    _refuse_outside(viewer.classes)
    by_state = {
        state: lines_of.unmatched(session, viewer=viewer, state=state) for state in ("waiting", "matched", "dismissed")
    }
    return render(
        request, "budgets/unmatched.html", waiting=by_state["waiting"],
        settled=[*by_state["matched"], *by_state["dismissed"]], WHY=WHY,
        may_record=identity.by is not None and identity.by.may(Permission.BUDGET_RECORD),
        agencies=waiting_agencies(session, viewer=viewer), **WORDS,
    )  # fmt: skip


@router.get("/unmatched/{row_id}/settle")
def settling(request: Request, session: Database, by: Acts, row_id: uuid.UUID) -> Response:
    """The form that says to which line a row belongs."""
    by.must(Permission.BUDGET_RECORD)
    row = lines_of.unmatched_at(session, row_id, viewer=by.viewer)
    return show(request, _settlement_sheet(row), Form[Settlement]({"contract": row.contract_number or ""}))


@router.post("/unmatched/{row_id}/settle")
def settle_the_row(request: Request, session: Database, by: Acts, given: Submitted, row_id: uuid.UUID) -> Response:
    """Say so."""
    by.must(Permission.BUDGET_RECORD)
    row = lines_of.unmatched_at(session, row_id, viewer=by.viewer)
    form = tried(session, filled(Settlement, given),
                 lambda one: unmatched.settle_row(session, by=by, row_id=row_id, given=one))  # fmt: skip
    return answered(request, _settlement_sheet(row), form, "/budgets/unmatched")


@router.get("/unmatched/{row_id}/dismiss")
def dismissing(request: Request, session: Database, by: Acts, row_id: uuid.UUID) -> Response:
    """The form that says that a row belongs to no line here."""
    by.must(Permission.BUDGET_RECORD)
    return show(request, _dismissal_sheet(lines_of.unmatched_at(session, row_id, viewer=by.viewer)), Form[Dismissal]())


@router.post("/unmatched/{row_id}/dismiss")
def dismiss_the_row(request: Request, session: Database, by: Acts, given: Submitted, row_id: uuid.UUID) -> Response:
    """Say so."""
    by.must(Permission.BUDGET_RECORD)
    row = lines_of.unmatched_at(session, row_id, viewer=by.viewer)
    form = tried(session, filled(Dismissal, given),
                 lambda one: unmatched.dismiss_row(session, by=by, row_id=row_id, given=one))  # fmt: skip
    return answered(request, _dismissal_sheet(row), form, "/budgets/unmatched")


def _refuse_outside(classes: frozenset[Read]) -> None:
    if Read.INTERNAL not in classes:
        raise Forbidden("หน้านี้สำหรับเจ้าหน้าที่", "This page is for those in office.")


def _may_decide(by: Acting, one: Proposed) -> bool:
    asked = resources_of(one.project, one.proposal.amount_satang, one.proposal.proposer_person)
    return all(by.may(Permission.BUDGET_APPROVE, resource) for resource in asked)


def _must_decide(by: Acting, one: Proposed) -> None:
    for resource in resources_of(one.project, one.proposal.amount_satang, one.proposal.proposer_person):
        by.must(Permission.BUDGET_APPROVE, resource)


def _about(one: Proposed) -> Text:
    kind, amount = MOVEMENTS[Movement(one.proposal.kind)], written_money(one.proposal.amount_satang)
    to = f" → {one.to.reference}" if one.to else ""
    return Text(
        th=f"{kind.th} {amount} บาท {one.line.reference}{to}: {one.proposal.reason}",
        en=f"{kind.en}: {amount} baht, {one.line.reference}{to}",
    )


def _approval_sheet(one: Proposed) -> Sheet:
    inputs = (
        day("occurred_on", "วันที่อนุมัติ", "Day of approval", required=False),
        line("answer", "ความเห็น", "Remark", required=False),
    )
    submit = Text(th="อนุมัติ", en="Approve")
    return sheet(
        Text(th="อนุมัติ", en="Approve"), _about(one), inputs, submit, back="/budgets/transfers", back_to=TRANSFERS
    )


def _refusal_sheet(one: Proposed) -> Sheet:
    inputs = (line("answer", "เหตุผล", "Reason"),)
    submit = Text(th="ไม่อนุมัติ", en="Refuse")
    return sheet(Text(th="ไม่อนุมัติ", en="Refuse"), _about(one), inputs, submit, back="/budgets/transfers",
                 back_to=TRANSFERS, grave=True)  # fmt: skip


def _row(row: UnmatchedRow) -> Text:
    amount = written_money(row.amount_satang)
    return Text(
        th=f"{row.external_code or '–'} · {row.document_no} · {amount} บาท · {WHY[row.why].th}",
        en=f"{row.external_code or '–'}; {row.document_no}; {amount} baht. {WHY[row.why].en}",
    )


def _settlement_sheet(row: UnmatchedRow) -> Sheet:
    inputs = (line("line", "รหัสรายการ", "Line"), line("contract", "เลขที่สัญญา", "Contract", required=False))
    return sheet(Text(th="จับคู่รายการ", en="Match the row"), _row(row), inputs, Text(th="จับคู่", en="Match it"),
                 back="/budgets/unmatched", back_to=QUEUE)  # fmt: skip


def _dismissal_sheet(row: UnmatchedRow) -> Sheet:
    inputs = (line("reason", "เหตุผล", "Reason"),)
    return sheet(Text(th="ไม่ใช่รายการของจังหวัด", en="It belongs to no line here"), _row(row), inputs,
                 Text(th="นำออกจากคิว", en="Take it out"), back="/budgets/unmatched", back_to=QUEUE, grave=True)  # fmt: skip
