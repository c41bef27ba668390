"""Random lives of two lines: what the database keeps is always the ledger folded anew, and what is refused leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from app.budgets.commands.events import reverse_event
from app.budgets.models import BudgetLine, ContractBalance, LedgerEvent
from app.budgets.rules import Balance, Entry, Kind, Movement, Road, Tier, balance
from app.budgets.schemas import ReversalIn
from app.core.authority import EVERYTHING, OPERATOR
from app.core.errors import Conflict, Invalid
from app.core.viewing import show_to
from tests.app.budgets import ledgers

DAYS = (date(2025, 3, 3), date(2025, 9, 30), date(2025, 10, 1), date(2025, 12, 1))
MONEY = st.integers(min_value=1, max_value=60)
PLAIN = (Kind.REQUESTED, Kind.ALLOCATED, Kind.CARRIED_IN, Kind.RETURNED, Kind.LAPSED, Kind.AWARDED, Kind.CLOSED)


def entries(session: Session, held: BudgetLine) -> list[Entry]:
    """The ledger as rules fold it: a reversal undoes what its event did, whichever year it is recorded in."""
    found = ledgers.events_of(session, held)
    year = {each.id: each.cash_year for each in found}
    return [
        Entry(Kind(each.kind), each.amount_satang, Road(each.road),
              late=(year[each.reverses] if each.reverses else each.cash_year) > each.appropriation_year)
        for each in found
    ]  # fmt: skip


class Lives(RuleBasedStateMachine):
    """One line by contract with two contracts, one signed too late to be carried over, and one direct line."""

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.connection = self.engine.connect()
        self.outer = self.connection.begin()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint")
        show_to(self.session, EVERYTHING)
        self.refused = self.kept = 0

    @initialize()
    def begin(self) -> None:
        self.lines = [ledgers.furnished(self.session)]
        self.lines.append(
            ledgers.line(self.session, "B-1/2", class5="operating", subclass="utilities", road=Road.DIRECT)
        )
        ledgers.contract(self.session, self.lines[0])
        ledgers.contract(self.session, self.lines[0], "2/2568", date(2025, 10, 1))

    def teardown(self) -> None:
        self.session.close()
        self.outer.rollback()
        self.connection.close()

    def attempt(self, act: Callable[[], object]) -> None:
        """Do it, or see that a refusal has left nothing."""
        before = self.state()
        try:
            with self.session.begin_nested():
                act()
                self.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
                self.session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
            self.kept += 1
        except (Conflict, Invalid):
            self.refused += 1
            assert self.state() == before

    def state(self) -> tuple[object, ...]:
        counted = self.session.scalar(select(func.count()).select_from(LedgerEvent))
        return counted, *(ledgers.balance_of(self.session, one) for one in self.lines)

    @rule(which=st.integers(0, 1), kind=st.sampled_from(PLAIN), baht=MONEY, day=st.sampled_from(DAYS))
    def plain(self, which: int, kind: Kind, baht: int, day: date) -> None:
        self.attempt(lambda: ledgers.event(self.session, self.lines[which], kind, baht, on=day))

    @rule(which=st.integers(0, 1), baht=MONEY, tier=st.sampled_from(Tier))
    def approved(self, which: int, baht: int, tier: Tier) -> None:
        self.attempt(lambda: ledgers.event(self.session, self.lines[which], Kind.NAT_APPROVED, baht, tier=tier))

    @rule(kind=st.sampled_from([Kind.CONTRACTED, Kind.CONTRACT_REDUCED, Kind.DISBURSED, Kind.DISBURSED]), baht=MONEY,
          day=st.sampled_from(DAYS), number=st.sampled_from(["1/2568", "2/2568"]))  # fmt: skip
    def of_contract(self, kind: Kind, baht: int, day: date, number: str) -> None:
        self.attempt(lambda: ledgers.event(self.session, self.lines[0], kind, baht, on=day, contract=number))

    @rule(baht=MONEY, day=st.sampled_from(DAYS))
    def direct(self, baht: int, day: date) -> None:
        self.attempt(lambda: ledgers.event(self.session, self.lines[1], Kind.DISBURSED, baht, on=day))

    @rule(which=st.integers(0, 1), baht=MONEY)
    def transferred(self, which: int, baht: int) -> None:
        to = self.lines[1 - which].reference
        self.attempt(lambda: ledgers.moved(self.session, self.lines[which], Movement.TRANSFER, baht, to_line=to))

    @rule(baht=MONEY, number=st.sampled_from(["1/2568", "2/2568"]))
    def carried(self, baht: int, number: str) -> None:
        self.attempt(lambda: ledgers.moved(self.session, self.lines[0], Movement.CARRY_OVER, baht, contract=number))

    @rule(place=st.integers(0, 40), day=st.sampled_from([date(2025, 12, 1), date(2026, 1, 5)]))
    def undone(self, place: int, day: date) -> None:
        """An event is undone, or, when it was undone or is an undoing already, that is refused."""
        found = list(self.session.scalars(select(LedgerEvent).order_by(LedgerEvent.seq)))
        if not found:
            return
        given = ReversalIn(occurred_on=day, document_no="x")
        event = found[place % len(found)]
        self.attempt(lambda: reverse_event(self.session, by=OPERATOR, event_id=event.id, given=given))

    @invariant()
    def what_is_kept_is_the_ledger_folded_anew(self) -> None:
        for held in getattr(self, "lines", ()):
            found = ledgers.balance_of(self.session, held)
            assert found == balance(entries(self.session, held))
            _must_hold(found)

    @invariant()
    def transfers_sum_to_zero_and_contracts_stay_within_their_value(self) -> None:
        kinds = {Kind.TRANSFERRED_IN: 1, Kind.TRANSFERRED_OUT: -1}
        held = self.session.scalars(select(LedgerEvent).where(LedgerEvent.kind.in_(kinds)))
        assert sum(kinds[Kind(each.kind)] * each.amount_satang for each in held) == 0
        for one in self.session.scalars(select(ContractBalance).execution_options(populate_existing=True)):
            assert 0 <= one.paid <= one.value


def _must_hold(found: Balance) -> None:
    assert found.obligated <= found.available
    assert 0 <= found.paid <= found.contracted
    assert found.paid_late <= found.carried_over
    assert min(getattr(found, name) for name in Balance.__dataclass_fields__) >= 0


def test_whatever_happens_the_balance_is_the_ledger_folded_and_its_bounds_hold(engine: Engine) -> None:
    Lives.engine = engine
    run_state_machine_as_test(
        Lives, settings=settings(max_examples=25, stateful_step_count=25, deadline=None, derandomize=True,
                                 suppress_health_check=list(HealthCheck)),
    )  # fmt: skip
