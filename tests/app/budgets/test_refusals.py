"""Who has no power is refused at every form, before anything is looked for or read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.budgets import exports
from app.budgets.commands import events, lines, proposals
from app.budgets.commands.imports import bring_table, confirm_table
from app.budgets.commands.invented import invent_ledgers
from app.budgets.commands.unmatched import dismiss_row, settle_row
from app.budgets.models import BudgetLine
from app.budgets.queries import lines as lines_of
from app.budgets.rules import Kind, Movement, Table
from app.budgets.schemas import (
    Answer,
    ContractIn,
    Dismissal,
    EventIn,
    LineChange,
    LineIn,
    ProposalIn,
    Refusal,
    ReversalIn,
    Settlement,
    TargetIn,
)
from app.core.authority import EVERYTHING, OPERATOR, Acting
from app.core.cluster import Database
from app.core.database import transaction
from app.core.errors import Forbidden, NotFound
from app.core.money import Unit
from app.core.permissions import Permission
from app.core.spreadsheets import as_csv
from app.core.viewing import show_to
from tests.app.budgets import ledgers
from tests.app.budgets.ledgers import MARCH
from tests.app.budgets.test_imports import GFMIS
from tests.app.conftest import sent
from tests.app.refusals import answers

Act = Callable[[Session, Acting, uuid.UUID], object]
POWERLESS = replace(OPERATOR, powers=replace(OPERATOR.powers, permissions=frozenset()))
ELSEWHERE = replace(OPERATOR, powers=replace(OPERATOR.powers, agencies=frozenset({"health"})))
BOUND = EventIn(kind=Kind.ALLOCATED, amount=1, occurred_on=MARCH, document_no="x")
PAID = EventIn(kind=Kind.DISBURSED, amount=1, occurred_on=MARCH, document_no="x")
UNDO = ReversalIn(occurred_on=MARCH, document_no="x")
NEW = LineIn(reference="B-1/9", project="B-1", fiscal_year=2568, source="province", class5="investment",
             subclass="equipment", road="by_contract")  # fmt: skip
SIGNED = ContractIn(number="9/2568", vendor="x", signed_on=MARCH, valid_from=MARCH, valid_to=MARCH)
MOVED = ProposalIn(kind=Movement.TRANSFER, to_line="B-1/2", amount=1, document_no="x", reason="x")
OF_LINES: dict[str, Act] = {
    "change": lambda s, by, key: lines.change_line(s, by=by, line_id=key, given=LineChange()),
    "contract": lambda s, by, key: lines.record_contract(s, by=by, line_id=key, given=SIGNED),
    "record": lambda s, by, key: events.record_event(s, by=by, line_id=key, given=BOUND),
    "pay": lambda s, by, key: events.approve_expense(s, by=by, line_id=key, given=PAID),
    "propose": lambda s, by, key: proposals.propose_movement(s, by=by, line_id=key, given=MOVED),
}
OF_PROPOSALS: dict[str, Act] = {
    "approve": lambda s, by, key: proposals.approve_movement(s, by=by, proposal_id=key, given=Answer()),
    "refuse": lambda s, by, key: proposals.refuse_movement(s, by=by, proposal_id=key, given=Refusal(answer="x")),
    "withdraw": lambda s, by, key: proposals.withdraw_movement(s, by=by, proposal_id=key),
}
OF_EVENTS: dict[str, Act] = {"reverse": lambda s, by, key: events.reverse_event(s, by=by, event_id=key, given=UNDO)}
OF_ROWS: dict[str, Act] = {
    "settle": lambda s, by, key: settle_row(s, by=by, row_id=key, given=Settlement(line="B-1/1")),
    "dismiss": lambda s, by, key: dismiss_row(s, by=by, row_id=key, given=Dismissal(reason="x")),
}
ACTS = OF_LINES | OF_PROPOSALS | OF_EVENTS | OF_ROWS

ELSE = {
    "/budgets/lines/new": (403, 422),
    "/budgets/targets/new": (403, 422),
    "/budgets/ceilings/new": (403, 422),
    **{
        f"/budgets/lines/{{line_id}}/{form}": (404, 404)
        for form in ("edit", "contracts/new", "events/new", "pay", "propose")
    },
    **{f"/budgets/transfers/{{proposal_id}}/{form}": (404, 404) for form in ("approve", "refuse")},
    "/budgets/import/{draft_id}": (403, 404),
}
"""An empty form is told what is missing; a line, a proposal, a draft that may not be seen is not there."""


def test_no_form_is_shown_or_taken_from_who_has_no_power(sent_by: Callable[..., TestClient]) -> None:
    told = answers(sent_by("O-2", permissions=frozenset()), "budgets")
    assert len(told) >= 18
    assert {path: both for path, both in told.items() if both[1] != 403 or both[0] not in (403, 405)} == ELSE


@pytest.fixture
def held(session: Session) -> BudgetLine:
    return ledgers.furnished(session)


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("act", ACTS)
def test_what_there_is_not_is_told_to_those_alone_who_have_the_power(session: Session, act: str) -> None:
    with pytest.raises(Forbidden):
        ACTS[act](session, POWERLESS, uuid.uuid4())
    with pytest.raises(NotFound):
        ACTS[act](session, OPERATOR, uuid.uuid4())


@pytest.mark.parametrize("act", OF_LINES)
def test_a_line_of_a_project_outside_the_scope_is_left_alone(session: Session, held: BudgetLine, act: str) -> None:
    with pytest.raises(Forbidden, match="outside"):
        OF_LINES[act](session, ELSEWHERE, held.id)


@pytest.mark.parametrize("act", OF_PROPOSALS)
def test_so_is_what_is_proposed_for_it(session: Session, held: BudgetLine, act: str) -> None:
    ledgers.event(session, held, Kind.ALLOCATED, 5)
    ledgers.line(session, "B-1/2", subclass="equipment")
    made = ledgers.proposal(session, held, Movement.TRANSFER, 1, to_line="B-1/2")
    with pytest.raises(Forbidden, match="outside"):
        OF_PROPOSALS[act](session, ELSEWHERE, made.id)


def test_so_is_what_happened_to_it(session: Session, held: BudgetLine) -> None:
    made = ledgers.event(session, held, Kind.ALLOCATED, 5)
    with pytest.raises(Forbidden, match="outside"):
        events.reverse_event(session, by=ELSEWHERE, event_id=made.id, given=UNDO)


@pytest.mark.usefixtures("held")
def test_no_row_is_settled_and_no_line_is_opened_outside_the_scope(session: Session) -> None:
    rows: list[list[object]] = [["9998", 2568, 4, "2025-06-01", "ขบ.8"]]
    draft = bring_table(
        session,
        by=OPERATOR,
        kind=Table.GFMIS,
        content=as_csv([GFMIS, *rows]),
        unit=Unit.BAHT,
        file_name="t.csv",
        mapped={},
    )
    confirm_table(session, by=OPERATOR, draft_id=draft.id)
    (row,) = lines_of.unmatched(session, viewer=EVERYTHING)
    with pytest.raises(Forbidden, match="outside"):
        settle_row(session, by=ELSEWHERE, row_id=row.id, given=Settlement(line="B-1/1"))
    with pytest.raises(Forbidden, match="outside"):
        lines.define_line(session, by=ELSEWHERE, given=NEW)
    with pytest.raises(Forbidden):
        lines.define_line(session, by=POWERLESS, given=NEW.model_copy(update={"project": "none"}))


@pytest.mark.usefixtures("held")
def test_targets_and_inventions_take_their_powers(session: Session) -> None:
    target = TargetIn(fiscal_year=2568, class5="investment", measure="obligated", quarter=1, cum_pct=10, source_doc="x")
    with pytest.raises(Forbidden):
        lines.set_target(session, by=POWERLESS, given=target)
    with pytest.raises(Forbidden):
        invent_ledgers(session, by=POWERLESS)


@pytest.mark.usefixtures("held")
def test_a_table_of_lines_is_refused_row_by_row_outside_the_scope(session: Session) -> None:
    table = as_csv(
        [exports.header(Table.LINES), *exports.lines_table(lines_of.lines(session, viewer=EVERYTHING, project="B-1"))]
    )
    told = [
        bring_table(
            session, by=by, kind=Table.LINES, unit=Unit.BAHT, file_name="t.csv", content=table, mapped={}
        ).report
        for by in (OPERATOR, ELSEWHERE)
    ]
    assert [(one["same"], len(one["wrong"])) for one in told] == [(1, 0), (0, 1)]
    assert "outside" in told[1]["wrong"][0]["told"]["en"]


def test_the_forms_of_a_decision_are_for_those_who_may_decide(
    furnished: Database, sent_by: Callable[..., TestClient]
) -> None:
    with transaction(furnished) as session:
        show_to(session, EVERYTHING)
        line = ledgers.furnished(session)
        ledgers.event(session, line, Kind.ALLOCATED, 5)
        ledgers.line(session, "B-1/2", subclass="equipment")
        key = ledgers.proposal(session, line, Movement.TRANSFER, 1, to_line="B-1/2").id
    for number, status in (("O-1", 200), ("O-2", 403)):
        client = sent_by(number)
        forms = [f"/budgets/transfers/{key}/{form}" for form in ("approve", "refuse")]
        assert [client.get(form).status_code for form in forms] == [status, status]


@pytest.mark.parametrize("lacking", [Permission.BUDGET_RECORD, Permission.PROJECT_REGISTER])
def test_the_bill_takes_both_powers(sent_by: Callable[..., TestClient], lacking: Permission) -> None:
    client = sent_by("O-2", permissions=frozenset(Permission) - {lacking})
    for form in ("/budgets/import/bill", "/budgets/unmatched/agency"):
        assert (client.get(form).status_code, sent(client, form)[0]) == (403, 403)


def test_the_forms_of_a_line_are_for_those_in_whose_scope_it_lies(
    furnished: Database, sent_by: Callable[..., TestClient]
) -> None:
    with transaction(furnished) as session:
        show_to(session, EVERYTHING)
        key = ledgers.furnished(session).id
    for powers, status in (({}, 200), ({"agencies": frozenset({"works"})}, 403)):
        client = sent_by("O-2", permissions=frozenset(Permission), **powers)
        forms = [f"/budgets/lines/{key}/{form}" for form in ("edit", "contracts/new", "events/new", "propose")]
        assert [client.get(form).status_code for form in forms] == [status] * 4
