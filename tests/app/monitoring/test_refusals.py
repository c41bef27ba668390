"""Who has no power is refused at every form, before anything is looked for or read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from app.core.errors import Forbidden
from app.core.permissions import Permission
from app.core.viewing import show_to
from app.monitoring.commands.assets import record_asset
from app.monitoring.commands.planning import set_milestone
from app.monitoring.commands.reports import verify_report
from app.monitoring.schemas import AssetIn, MilestoneIn, VerificationIn
from tests.app.monitoring.toys import LAST_OF_APRIL, ROAD, of, planned, told
from tests.app.refusals import answers

ELSE = {
    "/monitoring/rounds/new": (403, 422),
    "/monitoring/rules/new": (403, 422),
}
"""What is wrong with an empty form may be told to everybody who sends it; a whole one is refused."""


def test_no_form_is_shown_or_taken_from_who_has_no_power(sent_by: Callable[..., TestClient]) -> None:
    told = answers(sent_by("O-2", permissions=frozenset()), "monitoring")
    assert len(told) >= 10
    assert {path: both for path, both in told.items() if both[1] != 403 or both[0] not in (403, 405)} == ELSE


def _things(session: Session) -> list[str]:
    """The forms of a road of the works agency that is planned and reported, with a step and an asset."""
    planned(session)
    of(session, "works")
    report = told(session, 10)
    step = set_milestone(
        session, by=OPERATOR, reference=ROAD, given=MilestoneIn(title_th="งาน", planned_on=LAST_OF_APRIL)
    )
    asset = record_asset(session, by=OPERATOR, reference=ROAD, given=AssetIn(name_th="ถนน", value_baht=Decimal(1)))
    return [
        f"projects/{ROAD}/curve", f"milestones/{step.id}/reach", f"reports/{report.id}/verify",
        f"assets/{asset.id}/hand-over",
    ]  # fmt: skip


def test_projects_outside_the_scope_are_left_alone(furnished: Database, sent_by: Callable[..., TestClient]) -> None:
    with transaction(furnished) as session:
        show_to(session, EVERYTHING)
        forms = _things(session)
    for agency, status in (("works", 200), ("health", 403)):
        client = sent_by("O-2", permissions=frozenset(Permission), agencies=frozenset({agency}))
        assert [client.get(f"/monitoring/{form}").status_code for form in forms] == [status] * len(forms)


def test_a_report_outside_the_scope_is_not_verified_by_whoever(session: Session) -> None:
    planned(session)
    of(session, "works")
    made = told(session, 10)
    elsewhere = replace(OPERATOR, powers=replace(OPERATOR.powers, agencies=frozenset({"health"})))
    with pytest.raises(Forbidden, match="outside"):
        verify_report(session, by=elsewhere, report_id=made.id, given=VerificationIn(verdict="accepted"))
