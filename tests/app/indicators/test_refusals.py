"""Who has no power is refused at every form, before anything is looked for or read."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import transaction
from app.core.permissions import Permission
from app.core.viewing import show_to
from tests.app.plans.drafts import CODE, drafted
from tests.app.refusals import answers

ELSE = {
    "/indicators/new": (403, 422),
    "/indicators/judging/cards/new": (403, 422),
    "/indicators/judging/lights": (403, 422),
}
"""What is wrong with an empty form may be told to everybody who sends it; a whole one is refused."""


def test_no_form_is_shown_or_taken_from_who_has_no_power(sent_by: Callable[..., TestClient]) -> None:
    told = answers(sent_by("O-2", permissions=frozenset()), "indicators")
    assert len(told) >= 9
    assert {path: both for path, both in told.items() if both[1] != 403 or both[0] not in (403, 405)} == ELSE


def test_targets_of_a_plan_outside_the_scope_are_left_alone(
    furnished: Database, sent_by: Callable[..., TestClient]
) -> None:
    with transaction(furnished) as session:
        show_to(session, EVERYTHING)
        key = drafted(session, organization="office")["1"].key
    form = f"/indicators/targets/{CODE}/1/{key}/release?target=x"
    for agency, status in (("office", 200), ("works", 403)):
        client = sent_by("O-2", permissions=frozenset(Permission), agencies=frozenset({agency}))
        assert client.get(form).status_code == status
