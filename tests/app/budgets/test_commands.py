"""A toy ledger in baht: allocated 100, contract 60, paid 30, 20 moved elsewhere; and what is refused."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.budgets.commands import events, lines, proposals
from app.budgets.commands.standard import seed_reference
from app.budgets.commands.synthetic import remove_synthetic_budgets
from app.budgets.models import BudgetLine, LedgerEvent
from app.budgets.rules import Ground, Kind, Movement, Road, Tier
from app.budgets.schemas import Answer, CeilingIn, EventIn, LineChange, Refusal, ReversalIn, TargetIn
from app.core.audit import AuditEvent
from app.core.authority import OPERATOR
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.records import today
from app.projects.models import Activity
from app.projects.rules import State
from tests import cast
from tests.app.budgets import ledgers
from tests.app.budgets.ledgers import MARCH, balance_of, contract, event, furnished, in_baht, line, moved

NOWHERE = uuid.UUID(int=7)
UNDO = ReversalIn(occurred_on=date(2025, 10, 5), document_no="ค 1/2569")


@pytest.fixture
def held(session: Session) -> BudgetLine:
    return furnished(session)


@pytest.fixture
def spent(session: Session, held: BudgetLine) -> BudgetLine:
    """Allocated 100, contract of 60, 30 of it paid."""
    contract(session, held)
    event(session, held, Kind.ALLOCATED, 100)
    event(session, held, Kind.CONTRACTED, 60, contract="1/2568")
    event(session, held, Kind.DISBURSED, 30, contract="1/2568")
    return held


def undo(session: Session, made: LedgerEvent, given: ReversalIn = UNDO) -> list[LedgerEvent]:
    return events.reverse_event(session, by=OPERATOR, event_id=made.id, given=given)


def test_a_hundred_allocated_sixty_bound_thirty_paid_leave_forty_free(session: Session, spent: BudgetLine) -> None:
    found = balance_of(session, spent)
    assert in_baht(found) == {"allocated": 100, "contracted": 60, "paid": 30}
    assert (found.available, found.obligated, found.free, found.spent) == (10_000, 6_000, 4_000, 3_000)


def test_a_line_names_an_activity_that_its_project_has(session: Session, held: BudgetLine) -> None:
    with pytest.raises(Conflict, match="has no activity 1; add it"):
        line(session, "B-1/1.1", activity_number=1)
    activity = {"project_id": held.project_id, "number": 1, "title_th": "ถมดิน"}
    session.execute(insert(Activity), [activity])
    assert line(session, "B-1/1.1", activity_number=1).activity_number == 1


def test_amounts_come_in_baht_and_are_kept_in_satang(session: Session, held: BudgetLine) -> None:
    assert event(session, held, Kind.ALLOCATED, 1250.5).amount_satang == 125_050


def test_twenty_move_from_line_to_line_and_nothing_is_made_or_lost(session: Session, spent: BudgetLine) -> None:
    other = line(session, "B-1/2", subclass="equipment")
    moved(session, spent, Movement.TRANSFER, 20, to_line="B-1/2")
    assert in_baht(balance_of(session, spent))["transferred_out"] == 20
    assert in_baht(balance_of(session, other)) == {"transferred_in": 20}
    assert balance_of(session, spent).available + balance_of(session, other).available == 10_000


def test_more_than_is_free_is_neither_bound_nor_proposed(session: Session, spent: BudgetLine) -> None:
    line(session, "B-1/2", subclass="equipment")
    with pytest.raises(Conflict, match="stay within"):
        event(session, spent, Kind.CONTRACTED, 40.01, contract="1/2568")
    with pytest.raises(Conflict, match="stay within"):
        ledgers.proposal(session, spent, Movement.TRANSFER, 40.01, to_line="B-1/2")
    event(session, spent, Kind.CONTRACTED, 40, contract="1/2568")
    assert balance_of(session, spent).free == 0


def test_no_contract_is_paid_beyond_its_value(session: Session, spent: BudgetLine) -> None:
    event(session, spent, Kind.DISBURSED, 30, contract="1/2568")
    with pytest.raises(Conflict, match="More would be paid"):
        event(session, spent, Kind.DISBURSED, 0.01, contract="1/2568")


@pytest.mark.usefixtures("spent")
def test_a_contract_over_two_lines_is_bounded_as_a_whole_and_in_each(session: Session) -> None:
    """60 of the first line and 10 of the second: 40 of the second are refused though the contract has 70 in all."""
    other = line(session, "B-1/2", subclass="equipment")
    event(session, other, Kind.ALLOCATED, 50)
    made = event(session, other, Kind.CONTRACTED, 10, contract="1/2568")
    assert made.contract_id is not None
    assert ledgers.contract_in_baht(session, made.contract_id) == (70, 30)
    with pytest.raises(Conflict, match="this line's contracts"):
        event(session, other, Kind.DISBURSED, 40, contract="1/2568")


def test_a_direct_line_is_paid_without_a_contract_within_its_allocation(session: Session, held: BudgetLine) -> None:
    direct = line(session, "B-1/3", class5="operating", subclass="utilities", road=Road.DIRECT)
    event(session, direct, Kind.ALLOCATED, 50)
    event(session, direct, Kind.DISBURSED, 50)
    with pytest.raises(Conflict, match="stay within"):
        event(session, direct, Kind.DISBURSED, 0.01)
    with pytest.raises(Conflict, match="paid directly has none"):
        event(session, held, Kind.DISBURSED, 1)


def test_a_reduced_contract_frees_what_it_bound(session: Session, spent: BudgetLine) -> None:
    event(session, spent, Kind.CONTRACT_REDUCED, 25, contract="1/2568")
    assert balance_of(session, spent).free == 6_500
    with pytest.raises(Conflict, match="More would be paid"):
        event(session, spent, Kind.CONTRACT_REDUCED, 10, contract="1/2568")


def test_undoing_an_event_returns_the_state_before_it(session: Session, spent: BudgetLine) -> None:
    before = balance_of(session, spent)
    made = event(session, spent, Kind.DISBURSED, 10, contract="1/2568")
    [undone] = undo(session, made)
    assert (undone.amount_satang, undone.reverses, undone.cash_year) == (-1_000, made.id, 2569)
    assert balance_of(session, spent) == before


def test_an_event_is_undone_once_and_never_what_undoes_it(session: Session, spent: BudgetLine) -> None:
    made = event(session, spent, Kind.DISBURSED, 10, contract="1/2568")
    [undone] = undo(session, made)
    with pytest.raises(Conflict, match="reversed already"):
        undo(session, made)
    with pytest.raises(Conflict, match="record it anew"):
        undo(session, undone)


def test_what_later_events_rest_on_is_not_undone(session: Session, spent: BudgetLine) -> None:
    allocated, bound, _paid = ledgers.events_of(session, spent)
    with pytest.raises(Conflict, match="stay within"):
        undo(session, allocated)
    with pytest.raises(Conflict, match="More would be paid"):
        undo(session, bound)


def test_nothing_is_undone_before_its_day_or_in_the_future(session: Session, spent: BudgetLine) -> None:
    made = ledgers.events_of(session, spent)[-1]
    for day, told in ((MARCH - timedelta(days=1), "before its day"), (today(session) + timedelta(days=1), "future")):
        with pytest.raises(Invalid, match=told):
            undo(session, made, ReversalIn(occurred_on=day, document_no="x"))


def test_both_halves_of_a_transfer_are_undone_together(session: Session, spent: BudgetLine) -> None:
    other = line(session, "B-1/2", subclass="equipment")
    before = balance_of(session, spent)
    moved(session, spent, Movement.TRANSFER, 20, to_line="B-1/2")
    out = ledgers.events_of(session, spent)[-1]
    assert [each.amount_satang for each in undo(session, out)] == [-2_000, -2_000]
    assert balance_of(session, spent) == before
    assert in_baht(balance_of(session, other)) == {}


@pytest.mark.parametrize(("signed_on", "allowed"), [(date(2025, 9, 30), True), (date(2025, 10, 1), False)])
def test_money_is_carried_over_for_a_contract_of_30_september_and_not_of_1_october(
    session: Session, held: BudgetLine, signed_on: date, allowed: bool
) -> None:
    contract(session, held, "9/2568", signed_on)
    event(session, held, Kind.ALLOCATED, 100)
    event(session, held, Kind.CONTRACTED, 60, contract="9/2568", on=signed_on)
    if not allowed:
        with pytest.raises(Conflict, match="30 September"):
            ledgers.proposal(session, held, Movement.CARRY_OVER, 60, contract="9/2568")
        return
    moved(session, held, Movement.CARRY_OVER, 60, contract="9/2568")
    assert in_baht(balance_of(session, held))["carried_over"] == 60


def test_after_30_september_no_more_is_paid_than_was_carried_over(session: Session, spent: BudgetLine) -> None:
    october = date(2025, 10, 1)
    with pytest.raises(Conflict, match="After 30 September"):
        event(session, spent, Kind.DISBURSED, 10, contract="1/2568", on=october)
    moved(session, spent, Movement.CARRY_OVER, 20, contract="1/2568")
    paid = event(session, spent, Kind.DISBURSED, 20, contract="1/2568", on=october)
    assert (paid.appropriation_year, paid.cash_year) == (2568, 2569)
    with pytest.raises(Conflict, match="After 30 September"):
        event(session, spent, Kind.DISBURSED, 1, contract="1/2568", on=october)


def test_what_no_contract_binds_is_carried_over_on_an_approved_ground(session: Session, spent: BudgetLine) -> None:
    moved(session, spent, Movement.CARRY_OVER, 40, ground=Ground.FINANCE_MINISTRY)
    assert in_baht(balance_of(session, spent))["carried_over"] == 40
    with pytest.raises(Conflict, match="than is unspent"):
        moved(session, spent, Movement.CARRY_OVER, 31, contract="1/2568")
    undo(session, ledgers.events_of(session, spent)[-1])
    with pytest.raises(Conflict, match="unpaid of the contract"):
        moved(session, spent, Movement.CARRY_OVER, 31, contract="1/2568")


def test_what_is_left_of_carried_money_lapses_in_the_next_year(session: Session, spent: BudgetLine) -> None:
    """Carried 30 of the contract; 20 paid late, the contract ends at 50, and the last 10 lapse."""
    event(session, spent, Kind.LAPSED, 40, on=date(2025, 9, 30))
    moved(session, spent, Movement.CARRY_OVER, 30, contract="1/2568")
    december = date(2025, 12, 1)
    event(session, spent, Kind.DISBURSED, 20, contract="1/2568", on=december)
    event(session, spent, Kind.CONTRACT_REDUCED, 10, contract="1/2568", on=december)
    event(session, spent, Kind.LAPSED, 10, on=december)
    found = balance_of(session, spent)
    assert (found.available, found.spent, found.free) == (5_000, 5_000, 0)


def test_money_lapses_from_30_september_and_what_is_bound_does_not(session: Session, spent: BudgetLine) -> None:
    with pytest.raises(Conflict, match="30 September"):
        event(session, spent, Kind.LAPSED, 40, on=date(2025, 9, 29))
    with pytest.raises(Conflict, match="stay within"):
        event(session, spent, Kind.LAPSED, 41, on=date(2025, 9, 30))
    event(session, spent, Kind.LAPSED, 40, on=date(2025, 9, 30))
    assert balance_of(session, spent).free == 0


def test_savings_are_what_a_line_has_left_beside_what_it_bound(session: Session, held: BudgetLine) -> None:
    line(session, "B-1/2", subclass="equipment")
    event(session, held, Kind.ALLOCATED, 100)
    with pytest.raises(Conflict, match="no savings yet"):
        ledgers.proposal(session, held, Movement.SAVINGS, 10, to_line="B-1/2")


@pytest.mark.parametrize("given", [{"fiscal_year": 2569}, {"source": "cluster"}])
def test_money_stays_in_its_year_and_source(session: Session, spent: BudgetLine, given: dict[str, Any]) -> None:
    line(session, "B-1/4", **given)
    with pytest.raises(Invalid, match="same year and source"):
        ledgers.proposal(session, spent, Movement.TRANSFER, 1, to_line="B-1/4")


def test_who_proposes_does_not_approve_in_whatever_position(session: Session, spent: BudgetLine) -> None:
    line(session, "B-1/2", subclass="equipment")
    chief = cast.acting(session, "O-1")
    made = ledgers.proposal(session, spent, Movement.TRANSFER, 20, to_line="B-1/2", by=chief)
    with pytest.raises(Forbidden, match="in whatever position"):
        proposals.approve_movement(session, by=chief, proposal_id=made.id, given=Answer())
    by_system = ledgers.proposal(session, spent, Movement.TRANSFER, 5, to_line="B-1/2", by=OPERATOR)
    with pytest.raises(Forbidden, match="the system proposed"):
        proposals.approve_movement(session, by=OPERATOR, proposal_id=by_system.id, given=Answer())
    governor = cast.acting(session, "G-1")
    assert proposals.approve_movement(session, by=governor, proposal_id=made.id, given=Answer()).state == "approved"


def test_a_proposal_that_no_longer_fits_is_not_approved_and_stays(session: Session, spent: BudgetLine) -> None:
    line(session, "B-1/2", subclass="equipment")
    made = ledgers.proposal(session, spent, Movement.TRANSFER, 20, to_line="B-1/2")
    event(session, spent, Kind.CONTRACTED, 30, contract="1/2568")
    with pytest.raises(Conflict, match="stay within"):
        proposals.approve_movement(session, by=cast.acting(session, "O-1"), proposal_id=made.id, given=Answer())
    session.refresh(made)
    assert (made.state, balance_of(session, spent).transferred_out) == ("proposed", 0)


def test_a_decision_is_final(session: Session, spent: BudgetLine) -> None:
    line(session, "B-1/2", subclass="equipment")
    chief = cast.acting(session, "O-1")
    made = ledgers.proposal(session, spent, Movement.TRANSFER, 20, to_line="B-1/2")
    proposals.refuse_movement(session, by=chief, proposal_id=made.id, given=Refusal(answer="ไม่จำเป็น"))
    with pytest.raises(Conflict, match="decided already"):
        proposals.approve_movement(session, by=chief, proposal_id=made.id, given=Answer())
    with pytest.raises(Conflict, match="decided already"):
        proposals.withdraw_movement(session, by=cast.acting(session, "O-2"), proposal_id=made.id)


def test_a_proposal_is_withdrawn_in_the_position_that_made_it(session: Session, spent: BudgetLine) -> None:
    line(session, "B-1/2", subclass="equipment")
    made = ledgers.proposal(session, spent, Movement.TRANSFER, 20, to_line="B-1/2")
    with pytest.raises(Forbidden, match="position that proposed"):
        proposals.withdraw_movement(session, by=cast.acting(session, "O-1"), proposal_id=made.id)
    assert (
        proposals.withdraw_movement(session, by=cast.acting(session, "O-2"), proposal_id=made.id).state == "withdrawn"
    )


def test_an_expense_takes_the_power_up_to_the_ceiling_and_another_person(session: Session, held: BudgetLine) -> None:
    """The chief's ceiling is 5 million baht; who recorded the contract does not pay it."""
    chief, governor, analyst = (cast.acting(session, number) for number in ("O-1", "G-1", "O-2"))
    contract(session, held)
    event(session, held, Kind.ALLOCATED, 8_000_000)
    event(session, held, Kind.CONTRACTED, 8_000_000, contract="1/2568", by=governor)
    given: dict[str, Any] = {"contract": "1/2568"}
    with pytest.raises(Forbidden, match="above the position"):
        event(session, held, Kind.DISBURSED, 5_000_000.01, by=chief, **given)
    with pytest.raises(Forbidden, match="in whatever position"):
        event(session, held, Kind.DISBURSED, 1, by=governor, **given)
    with pytest.raises(Forbidden, match="may not"):
        event(session, held, Kind.DISBURSED, 1, by=analyst, **given)
    assert event(session, held, Kind.DISBURSED, 5_000_000, by=chief, **given).by_title == "หัวหน้าสำนักงานจังหวัด"


def test_each_act_goes_by_its_own_road(session: Session, held: BudgetLine) -> None:
    paid = EventIn(kind=Kind.DISBURSED, amount=1, occurred_on=MARCH, document_no="x")
    bound = EventIn(kind=Kind.ALLOCATED, amount=1, occurred_on=MARCH, document_no="x")
    with pytest.raises(Invalid, match="expense that is approved"):
        events.record_event(session, by=OPERATOR, line_id=held.id, given=paid)
    with pytest.raises(Invalid, match="is a payment"):
        events.approve_expense(session, by=OPERATOR, line_id=held.id, given=bound)


@pytest.mark.usefixtures("held")
def test_before_it_is_submitted_a_project_has_nothing_but_requests(session: Session) -> None:
    ledgers.project(session, "B-2", State.DRAFT)
    draft = line(session, "B-2/1", of="B-2")
    event(session, draft, Kind.REQUESTED, 5)
    with pytest.raises(Conflict, match="not submitted"):
        event(session, draft, Kind.ALLOCATED, 5)
    assert in_baht(balance_of(session, draft)) == {"requested": 5}


def test_a_national_approval_says_its_tier_and_rank(session: Session, held: BudgetLine) -> None:
    with pytest.raises(Conflict, match="Y1 or Y2"):
        event(session, held, Kind.NAT_APPROVED, 5)
    made = event(session, held, Kind.NAT_APPROVED, 5, tier=Tier.Y2, priority=7)
    assert (made.tier, made.priority) == ("Y2", 7)


def test_references_codes_and_places_of_lines_are_taken_once(session: Session, held: BudgetLine) -> None:
    lines.change_line(session, by=OPERATOR, line_id=held.id, given=LineChange(external_code="0700112003"))
    taken: tuple[dict[str, Any], ...] = (
        {"reference": "B-1/1", "subclass": "equipment"}, {"reference": "B-1/9"},
        {"reference": "B-1/9", "subclass": "equipment", "external_code": "0700112003"},
    )  # fmt: skip
    for given in taken:
        with pytest.raises(Conflict):
            line(session, **given)
    with pytest.raises(Invalid, match="no such subclass"):
        line(session, "B-1/9", subclass="utilities")
    with pytest.raises(Invalid, match="no source"):
        line(session, "B-1/9", source="lottery")


def test_a_contract_number_is_taken_once_in_a_project(session: Session, held: BudgetLine) -> None:
    contract(session, held)
    with pytest.raises(Conflict, match="contract of this number"):
        contract(session, held)
    with pytest.raises(Invalid, match="no contract"):
        event(session, held, Kind.CONTRACTED, 1, contract="99/2568")


def test_each_act_leaves_one_event_in_the_log(session: Session, held: BudgetLine) -> None:
    def logged() -> int:
        return session.scalar(select(func.count()).select_from(AuditEvent)) or 0

    contract(session, held)
    event(session, held, Kind.ALLOCATED, 100)
    event(session, held, Kind.CONTRACTED, 50, contract="1/2568")
    line(session, "B-1/2", subclass="equipment")
    for act in (
        lambda: event(session, held, Kind.DISBURSED, 1, contract="1/2568"),
        lambda: undo(session, ledgers.events_of(session, held)[-1]),
        lambda: ledgers.proposal(session, held, Movement.TRANSFER, 1, to_line="B-1/2"),
        lambda: lines.set_target(session, by=OPERATOR, given=_target(1)),
        lambda: lines.set_target(session, by=OPERATOR, given=_target(2)),
        lambda: lines.set_ceiling(session, by=OPERATOR, given=_ceiling()),
        lambda: seed_reference(session, by=OPERATOR),
        lambda: remove_synthetic_budgets(session, by=OPERATOR),
    ):
        before = logged()
        act()
        assert logged() == before + 1


def _target(per_cent: int) -> TargetIn:
    return TargetIn(
        fiscal_year=2568, class5="investment", measure="disbursed", quarter=1, cum_pct=per_cent, source_doc="x"
    )


def _ceiling() -> CeilingIn:
    return CeilingIn(fiscal_year=2568, source="province", amount=100, source_doc="x")


@pytest.mark.usefixtures("held")
def test_a_ceiling_is_set_within_the_own_ceiling(session: Session) -> None:
    with pytest.raises(Forbidden):
        lines.set_ceiling(session, by=cast.acting(session, "O-2"), given=_ceiling())
    given = CeilingIn(fiscal_year=2568, source="province", amount=20_000_000, source_doc="x")
    with pytest.raises(Forbidden, match="above the position"):
        lines.set_ceiling(session, by=cast.acting(session, "G-1"), given=given)


def test_only_invented_ledgers_are_taken_away(session: Session, spent: BudgetLine) -> None:
    before = balance_of(session, spent)
    ledgers.project(session, "B-7")
    assert remove_synthetic_budgets(session, by=OPERATOR)["budget_lines"] == 0
    assert balance_of(session, spent) == before
    with pytest.raises(Forbidden):
        remove_synthetic_budgets(session, by=cast.acting(session, "G-1"))
    with pytest.raises(Forbidden):
        seed_reference(session, by=cast.acting(session, "W-1"))
