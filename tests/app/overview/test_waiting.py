"""What waits for a position: as far as its powers go, and never what its holder proposed himself."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.budgets.rules import Kind, Movement
from app.core.cluster import Database
from app.core.database import transaction
from app.overview.waiting import waiting
from app.plans.commands.approval import propose_plan
from app.projects.rules import State
from tests import cast
from tests.app.budgets import ledgers
from tests.app.monitoring.toys import standing
from tests.app.plans.drafts import CODE, drafted


def waits_for(session: Session, number: str) -> list[str]:
    return [line.href for line in waiting(session, cast.acting(session, number)).lines]


def test_a_plan_waits_for_who_may_approve_it_and_did_not_propose_it(session: Session) -> None:
    drafted(session)
    propose_plan(session, by=cast.acting(session, "O-1"), code=CODE, version=1)
    assert waits_for(session, "G-1") == [f"/plans/{CODE}/1"]
    assert waits_for(session, "O-1") == [], "he proposed it"
    assert waits_for(session, "W-1") == []


def test_a_project_that_was_submitted_waits_for_who_screens_or_decides(session: Session) -> None:
    standing(session, State.SUBMITTED, "X-1")
    standing(session, State.SCREENED, "X-2")
    standing(session, State.IN_PROGRESS, "X-3")
    assert waits_for(session, "O-1") == ["/projects/X-1", "/projects/X-2"]
    assert waits_for(session, "W-1") == []


def test_a_movement_of_money_waits_for_who_may_approve_so_much(session: Session) -> None:
    held = ledgers.furnished(session)
    ledgers.event(session, held, Kind.ALLOCATED, 1_000)
    other = ledgers.line(session, "B-1/2", class5="operating", subclass="goods_services")
    made = ledgers.proposal(session, held, Movement.TRANSFER, 100, to_line=other.reference)
    assert waits_for(session, "O-1") == [f"/budgets/transfers/{made.id}/approve"]
    assert waits_for(session, "O-2") == [], "she proposed it"


def test_the_page_is_headed_by_what_waits(furnished: Database, sent_by: Callable[[str], TestClient]) -> None:
    with transaction(furnished) as session:
        drafted(session)
        propose_plan(session, by=cast.acting(session, "O-1"), code=CODE, version=1)
    page = sent_by("G-1").get("/").text
    assert "<h1>1 เรื่องรอท่านตัดสินใจ · 1 โครงการล่าช้า</h1>" in page
    assert f'href="/plans/{CODE}/1"' in page
    assert "เรื่องรอท่านตัดสินใจ" not in sent_by("").get("/").text
