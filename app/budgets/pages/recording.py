"""Forms about lines and their ledger: each is one official act."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.budgets.commands import events, lines, proposals
from app.budgets.models import BudgetLine
from app.budgets.pages.addresses import page_of, recordable
from app.budgets.pages.forms import (
    ceiling_sheet,
    contract_sheet,
    edit_sheet,
    event_sheet,
    line_sheet,
    pay_sheet,
    proposal_sheet,
    reversal_sheet,
    target_sheet,
)
from app.budgets.queries import lines as lines_of
from app.budgets.rules import Kind
from app.budgets.schemas import CeilingIn, ContractIn, EventIn, LineChange, LineIn, ProposalIn, ReversalIn, TargetIn
from app.core.authority import Resource
from app.core.permissions import Permission
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import answered, show, tried

router = APIRouter(prefix="/budgets")
Asked = Annotated[str, Query(max_length=63)]


@router.get("/lines/new")
def new_line(request: Request, session: Database, by: Acts, project: Asked = "") -> Response:
    """The form of a new line."""
    by.must(Permission.BUDGET_RECORD)
    return show(request, line_sheet(session, by), Form[LineIn]({"project": project}))


@router.post("/lines/new")
def define_the_line(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Open it."""
    made: list[BudgetLine] = []
    form = tried(session, filled(LineIn, given), lambda one: made.append(lines.define_line(session, by=by, given=one)))
    return answered(request, line_sheet(session, by), form, page_of(made[0].id) if made else "/budgets")


@router.get("/lines/{line_id}/edit")
def editing(request: Request, session: Database, by: Acts, line_id: uuid.UUID) -> Response:
    """The form of what of a line may change."""
    found = recordable(session, by, line_id, Permission.BUDGET_RECORD)
    given = {
        "external_code": found.external_code or "",
        "lead_days": "" if found.lead_days is None else str(found.lead_days),
    }
    return show(request, edit_sheet(found), Form[LineChange](given))


@router.post("/lines/{line_id}/edit")
def change_the_line(request: Request, session: Database, by: Acts, given: Submitted, line_id: uuid.UUID) -> Response:
    """Change it."""
    found = recordable(session, by, line_id, Permission.BUDGET_RECORD)
    form = tried(session, filled(LineChange, given),
                 lambda one: lines.change_line(session, by=by, line_id=line_id, given=one))  # fmt: skip
    return answered(request, edit_sheet(found), form, page_of(line_id))


@router.get("/lines/{line_id}/contracts/new")
def new_contract(request: Request, session: Database, by: Acts, line_id: uuid.UUID) -> Response:
    """The form of a contract."""
    return show(request, contract_sheet(recordable(session, by, line_id, Permission.BUDGET_RECORD)), Form[ContractIn]())


@router.post("/lines/{line_id}/contracts/new")
def record_the_contract(
    request: Request, session: Database, by: Acts, given: Submitted, line_id: uuid.UUID
) -> Response:
    """Record it."""
    found = recordable(session, by, line_id, Permission.BUDGET_RECORD)
    form = tried(session, filled(ContractIn, given),
                 lambda one: lines.record_contract(session, by=by, line_id=line_id, given=one))  # fmt: skip
    return answered(request, contract_sheet(found), form, page_of(line_id))


@router.get("/lines/{line_id}/events/new")
def new_event(request: Request, session: Database, by: Acts, line_id: uuid.UUID) -> Response:
    """The form of an event."""
    found = recordable(session, by, line_id, Permission.BUDGET_RECORD)
    return show(request, event_sheet(session, by, found), Form[EventIn]())


@router.post("/lines/{line_id}/events/new")
def record_the_event(request: Request, session: Database, by: Acts, given: Submitted, line_id: uuid.UUID) -> Response:
    """Record it."""
    found = recordable(session, by, line_id, Permission.BUDGET_RECORD)
    form = tried(session, filled(EventIn, given),
                 lambda one: events.record_event(session, by=by, line_id=line_id, given=one))  # fmt: skip
    return answered(request, event_sheet(session, by, found), form, page_of(line_id))


@router.get("/lines/{line_id}/pay")
def paying(request: Request, session: Database, by: Acts, line_id: uuid.UUID) -> Response:
    """The form that approves an expense."""
    found = recordable(session, by, line_id, Permission.EXPENSE_APPROVE)
    return show(request, pay_sheet(session, by, found), Form[EventIn]())


@router.post("/lines/{line_id}/pay")
def approve_the_expense(
    request: Request, session: Database, by: Acts, given: Submitted, line_id: uuid.UUID
) -> Response:
    """Approve it."""
    found = recordable(session, by, line_id, Permission.EXPENSE_APPROVE)
    form = tried(session, filled(EventIn, {**given, "kind": Kind.DISBURSED.value}),
                 lambda one: events.approve_expense(session, by=by, line_id=line_id, given=one))  # fmt: skip
    return answered(request, pay_sheet(session, by, found), form, page_of(line_id))


@router.get("/lines/{line_id}/propose")
def proposing(request: Request, session: Database, by: Acts, line_id: uuid.UUID) -> Response:
    """The form that asks for money to be moved."""
    found = recordable(session, by, line_id, Permission.BUDGET_RECORD)
    return show(request, proposal_sheet(session, by, found), Form[ProposalIn]())


@router.post("/lines/{line_id}/propose")
def propose_the_movement(
    request: Request, session: Database, by: Acts, given: Submitted, line_id: uuid.UUID
) -> Response:
    """Ask for it."""
    found = recordable(session, by, line_id, Permission.BUDGET_RECORD)
    form = tried(session, filled(ProposalIn, given),
                 lambda one: proposals.propose_movement(session, by=by, line_id=line_id, given=one))  # fmt: skip
    return answered(request, proposal_sheet(session, by, found), form, "/budgets/transfers")


@router.get("/events/{event_id}/reverse")
def reversing(request: Request, session: Database, by: Acts, event_id: uuid.UUID) -> Response:
    """The form that undoes an event."""
    by.must(Permission.BUDGET_RECORD)
    event, found = lines_of.event_of(session, event_id, viewer=by.viewer)
    return show(request, reversal_sheet(found, Kind(event.kind), event.document_no), Form[ReversalIn]())


@router.post("/events/{event_id}/reverse")
def reverse_the_event(request: Request, session: Database, by: Acts, given: Submitted, event_id: uuid.UUID) -> Response:
    """Undo it."""
    by.must(Permission.BUDGET_RECORD)
    event, found = lines_of.event_of(session, event_id, viewer=by.viewer)
    form = tried(session, filled(ReversalIn, given),
                 lambda one: events.reverse_event(session, by=by, event_id=event_id, given=one))  # fmt: skip
    return answered(request, reversal_sheet(found, Kind(event.kind), event.document_no), form, page_of(found.id))


@router.get("/targets/new")
def new_target(request: Request, session: Database, by: Acts) -> Response:
    """The form of a target."""
    by.must(Permission.BUDGET_RECORD)
    return show(request, target_sheet(session, by), Form[TargetIn]())


@router.post("/targets/new")
def set_the_target(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Set it."""
    form = tried(session, filled(TargetIn, given), lambda one: lines.set_target(session, by=by, given=one))
    return answered(request, target_sheet(session, by), form, "/budgets")


@router.get("/ceilings/new")
def new_ceiling(request: Request, session: Database, by: Acts) -> Response:
    """The form of a ceiling."""
    by.must(Permission.BUDGET_APPROVE, Resource(amount_satang=0))
    return show(request, ceiling_sheet(session, by), Form[CeilingIn]())


@router.post("/ceilings/new")
def set_the_ceiling(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Set it."""
    form = tried(session, filled(CeilingIn, given), lambda one: lines.set_ceiling(session, by=by, given=one))
    return answered(request, ceiling_sheet(session, by), form, "/budgets/tiers")
