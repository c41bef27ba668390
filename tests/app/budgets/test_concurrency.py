"""Writers on real connections at one line, one contract and crosswise transfers: no bound breaks, nobody waits for ever."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.budgets.commands.proposals import approve_movement
from app.budgets.models import BudgetLine, LineBalance
from app.budgets.rules import Kind, Movement
from app.budgets.schemas import Answer
from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import engine_of, transaction
from app.core.errors import Conflict
from app.core.viewing import show_to
from tests import cast
from tests.app.budgets import ledgers

WRITERS, TURNS = 8, 6


class Race:
    """Writers that begin at the same moment, and what came of their turns."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.gate = engine, threading.Barrier(WRITERS)
        self.came: Counter[str] = Counter()
        self.broken: list[BaseException] = []

    def run(self, act: Callable[[Session, int], object]) -> Counter[str]:
        threads = [threading.Thread(target=self._write, args=(act, number)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert self.broken == []
        return self.came

    def _write(self, act: Callable[[Session, int], object], number: int) -> None:
        try:
            self.gate.wait()
            for turn in range(TURNS):
                self._turn(act, number * TURNS + turn)
        except BaseException as error:
            self.broken.append(error)

    def _turn(self, act: Callable[[Session, int], object], turn: int) -> None:
        try:
            with Session(self.engine) as session, session.begin():
                show_to(session, EVERYTHING)
                act(session, turn)
            self.came["kept"] += 1
        except Conflict:
            self.came["refused"] += 1


def begun(database: Database) -> uuid.UUID:
    """A line with 100 allocated and a contract of 100."""
    with transaction(database) as session:
        held = ledgers.furnished(session)
        ledgers.contract(session, held)
        ledgers.event(session, held, Kind.ALLOCATED, 100)
        ledgers.event(session, held, Kind.CONTRACTED, 100, contract="1/2568")
        return held.id


def test_48_payments_of_7_at_once_out_of_100_are_paid_14_times(toy_database: Database) -> None:
    """14 × 7 = 98; the fifteenth would make 105."""
    line_id, engine = begun(toy_database), engine_of(toy_database, pool_size=WRITERS)

    def pay(session: Session, _turn: int) -> None:
        ledgers.event(session, session.get_one(BudgetLine, line_id), Kind.DISBURSED, 7, contract="1/2568")

    assert Race(engine).run(pay) == {"kept": 14, "refused": WRITERS * TURNS - 14}
    with Session(engine) as session:
        show_to(session, EVERYTHING)
        assert session.get_one(LineBalance, line_id).paid == 9_800
    engine.dispose()


def test_transfers_crosswise_neither_wait_for_ever_nor_make_money(toy_database: Database) -> None:
    """Two lines of 100 send each other 3 at a time; whatever comes of it, they have 200 together."""
    with transaction(toy_database) as session:
        one = ledgers.furnished(session)
        two = ledgers.line(session, "B-1/2", subclass="equipment")
        for held in (one, two):
            ledgers.event(session, held, Kind.ALLOCATED, 100)
        ways = ((one, "B-1/2"), (two, "B-1/1"))
        waiting = [ledgers.proposal(session, held, Movement.TRANSFER, 3, to_line=to).id
                   for turn in range(WRITERS * TURNS) for held, to in (ways[turn % 2],)]  # fmt: skip
        chief, ids = cast.acting(session, "O-1"), (one.id, two.id)
    engine = engine_of(toy_database, pool_size=WRITERS)
    came = Race(engine).run(lambda session, turn: approve_movement(session, by=chief, proposal_id=waiting[turn],
                                                                   given=Answer()))  # fmt: skip
    assert came["kept"] == WRITERS * TURNS
    with Session(engine) as session:
        show_to(session, EVERYTHING)
        kept = [session.get_one(LineBalance, each) for each in ids]
        assert sum(each.allocated + each.transferred_in - each.transferred_out for each in kept) == 20_000
        assert kept[0].transferred_out == kept[1].transferred_in == 3 * 24 * 100
    engine.dispose()


def test_a_proposal_decided_by_many_at_once_is_decided_once(toy_database: Database) -> None:
    with transaction(toy_database) as session:
        one = ledgers.furnished(session)
        ledgers.line(session, "B-1/2", subclass="equipment")
        ledgers.event(session, one, Kind.ALLOCATED, 100)
        made = ledgers.proposal(session, one, Movement.TRANSFER, 3, to_line="B-1/2").id
        chief = cast.acting(session, "O-1")
    engine = engine_of(toy_database, pool_size=WRITERS)
    came = Race(engine).run(
        lambda session, _turn: approve_movement(session, by=chief, proposal_id=made, given=Answer())
    )
    assert came == {"kept": 1, "refused": WRITERS * TURNS - 1}
    engine.dispose()
