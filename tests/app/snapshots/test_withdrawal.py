"""What should not have been in a snapshot is withdrawn by who publishes, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.errors import Conflict, Forbidden
from app.snapshots.commands import withdraw
from app.snapshots.jobs import Keeper
from app.snapshots.schemas import WithdrawalIn
from tests import cast
from tests.app.conftest import sent
from tests.app.snapshots.nights import taken

SentBy = Callable[..., TestClient]


def test_an_official_withdraws_what_should_not_have_been_there(
    keeper: Keeper, sent_by: SentBy, furnished: Database, day: date
) -> None:  # fmt: skip
    keeper.work()
    reason = WithdrawalIn(reason="มีชื่อบุคคลในข้อมูล")
    with transaction(furnished) as session, pytest.raises(Forbidden):
        withdraw(session, by=cast.acting(session, "W-1"), day=day, layer="nothing", given=reason)
    client = sent_by("G-1")
    address = f"/snapshots/{day}/facilities/withdraw"
    assert f'href="{address}"' in client.get("/snapshots").text
    assert sent(client, address)[0] == 422
    assert sent(client, address, reason=reason.reason) == (303, f"/snapshots/{day}")
    answer = taken(sent_by(), day, "facilities.gpkg", Accept="application/json")
    assert answer.status_code == 410
    assert reason.reason in answer.text
    with transaction(furnished) as session:
        by = cast.acting(session, "G-1")
        with pytest.raises(Conflict):
            withdraw(session, by=by, day=day, layer="facilities", given=reason)
        noted = session.execute(
            text("SELECT act, by_position FROM core.audit_event WHERE act = 'snapshot.withdrawn'")
        ).all()
    assert noted == [("snapshot.withdrawn", "G-1")]
    keeper.sweep()
    assert len(list(keeper.folder.glob("*"))) == 1


def test_the_powerless_neither_open_nor_send_the_form(keeper: Keeper, sent_by: SentBy, day: date) -> None:
    keeper.work()
    client = sent_by("W-1")
    for layer in ("facilities", "nothing"):
        address = f"/snapshots/{day}/{layer}/withdraw"
        assert client.get(address).status_code == 403
        assert [sent(client, address, reason=reason)[0] for reason in ("ก", "")] == [403, 403]
    assert "withdraw" not in client.get("/snapshots").text
    assert "withdraw" not in sent_by().get("/snapshots").text
