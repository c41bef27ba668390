"""Who has no power is refused at every form, before anything is looked for or read."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import transaction
from app.core.viewing import show_to
from tests.app.calls import rounds
from tests.app.refusals import answers

ELSE = {
    "/calls/new": (403, 422),
}
"""What is wrong with an empty form may be told to everybody who sends it; a whole one is refused."""


def test_no_form_is_shown_or_taken_from_who_has_no_power(sent_by: Callable[..., TestClient]) -> None:
    told = answers(sent_by("O-2", permissions=frozenset()), "calls")
    assert len(told) >= 14
    assert {path: both for path, both in told.items() if both[1] != 403 or both[0] not in (403, 405)} == ELSE


def test_a_call_of_another_organisation_is_not_managed(furnished: Database, sent_by: Callable[..., TestClient]) -> None:
    with transaction(furnished) as session:
        show_to(session, EVERYTHING)
        rounds.opened(session)
    for agencies, status in ((frozenset({"office"}), 200), (frozenset({"works"}), 403)):
        assert sent_by("O-2", agencies=agencies).get(f"/calls/{rounds.CODE}/extend").status_code == status
