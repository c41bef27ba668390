"""Two who rank at the same moment, on real connections: ranks stay unique, and nobody waits for ever."""

from __future__ import annotations

import threading

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calls.commands.screening import move_rank
from app.calls.models import RankChange
from app.calls.schemas import MoveIn
from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database
from app.core.database import engine_of, transaction
from app.core.errors import Conflict, Invalid
from app.core.viewing import show_to
from tests.app.calls import rounds
from tests.app.calls.rounds import CODE

WRITERS, TURNS = 4, 5


def test_ranks_stay_unique_however_many_rank_at_once(toy_database: Database) -> None:
    with transaction(toy_database) as session:
        show_to(session, EVERYTHING)
        rounds.ranked(session)
    engine = engine_of(toy_database)
    gate, broken, came = threading.Barrier(WRITERS), list[BaseException](), list[str]()

    def write(reference: str) -> None:
        gate.wait()
        for turn in range(TURNS):
            try:
                with Session(engine) as session, session.begin():
                    show_to(session, EVERYTHING)
                    given = MoveIn(rank=turn % WRITERS + 1, reason="ทดสอบ")
                    move_rank(session, by=OPERATOR, code=CODE, reference=reference, given=given)
                came.append("kept")
            except (Conflict, Invalid):
                came.append("refused")
            except BaseException as error:
                broken.append(error)

    threads = [threading.Thread(target=write, args=(reference,)) for reference in rounds.PROJECTS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    with Session(engine) as session:
        show_to(session, EVERYTHING)
        assert sorted(rounds.ranks(session).values()) == [1, 2, 3, 4]  # type: ignore[type-var]
        assert len(session.scalars(select(RankChange)).all()) == came.count("kept") > 0
    engine.dispose()
