"""Each rule of the tables of webhooks, and a row that breaks it; and nobody sees those of another position."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.viewing import signed
from tests import cast

ID, OTHER = "'00000000-0000-0000-0000-000000000001'", "'00000000-0000-0000-0000-000000000002'"


def hook(**given: str) -> str:
    row = {"id": ID, "position_number": "'O-1'", "title": "'ก'", "url": "'https://a.example/'", "layer": "'roads'",
           "origin": "''", "secret": "'x'"}  # fmt: skip
    return _insert("webhook", row | given)


def notice(**given: str) -> str:
    return f"{hook()}; {_insert('notice', {'id': ID, 'webhook_id': ID, 'kind': repr('changed'), 'version': repr('1')} | given)}"


def attempt(**given: str) -> str:
    row = {"notice_id": ID, "number": "1", "milliseconds": "1", "told_th": "''", "told_en": "''"}
    return f"{notice()}; {_insert('attempt', row | given)}"


def _insert(table: str, row: dict[str, str]) -> str:
    return f"INSERT INTO webhooks.{table} ({', '.join(row)}) VALUES ({', '.join(row.values())})"


def _again(statement: str) -> str:
    """The last row of a statement twice."""
    return f"{statement}; {statement.rpartition('; ')[2]}"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (hook(title="' '"), "ck_webhook_titled"),
        (hook(title="repeat('ก', 121)"), "ck_webhook_titled"),
        (hook(url="'http://a.example/'"), "ck_webhook_encrypted"),
        (hook(layer="'Roads'"), "ck_webhook_layer_pattern"),
        (hook(state="'asleep'"), "ck_webhook_state_known"),
        (hook(previous="'x'"), "ck_webhook_previous_for_a_time"),
        (hook(position_number="'Z-9'"), "fk_webhook_position_number"),
        (f"{hook()}; {hook(url=repr('https://b.example/'))}", "pk_webhook"),
        (f"{hook()}; {hook(id=OTHER)}", "uq_webhook_layer_url"),
        (notice(kind="'hello'"), "ck_notice_kind_known"),
        (notice(fate="'lost'", ended_at="now()"), "ck_notice_fate_known"),
        (notice(attempts="-1"), "ck_notice_attempts_counted"),
        (notice(ended_at="now()"), "ck_notice_ended_unless_waiting"),
        (notice(fate="'delivered'"), "ck_notice_ended_unless_waiting"),
        (notice(webhook_id=OTHER), "fk_notice_webhook_id"),
        (_again(notice()), "pk_notice"),
        (f"{notice()}; {notice(id=OTHER).partition('; ')[2]}", "ix_notice_waiting"),
        (attempt(number="0"), "ck_attempt_numbered"),
        (attempt(status="99"), "ck_attempt_status_of_http"),
        (attempt(milliseconds="-1"), "ck_attempt_took_time"),
        (attempt(notice_id=OTHER), "fk_attempt_notice_id"),
        (_again(attempt()), "pk_attempt"),
    ],
)
def test_the_tables_refuse_nonsense(owner: Session, statement: str, constraint: str) -> None:
    *before, last = statement.split("; ")
    for each in before:
        owner.execute(text(each))
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), owner.begin_nested():
        owner.execute(text(last))


def test_the_database_itself_shows_nobody_the_webhooks_of_another_position(province: Database) -> None:
    with transaction(province, Role.OWNER) as session:
        session.execute(text("DELETE FROM webhooks.webhook"))
        for each in attempt().split("; "):
            session.execute(text(each))
    with transaction(province, viewer=EVERYTHING) as session:
        viewers = {number: cast.acting(session, number).viewer for number in ("O-1", "O-2", "W-1")}
    for who, viewer in {**viewers, "public": PUBLIC, "system": EVERYTHING}.items():
        with psycopg.connect(province.url(Role.APP)) as connection:
            if not viewer.is_public:
                connection.execute("SELECT set_config('phaen.viewer', %s, true)", [signed(viewer, province.viewer_key())])
            found = [
                connection.execute(f"SELECT count(*) FROM webhooks.{table}".encode()).fetchall()[0][0]
                for table in ("webhook", "notice", "attempt")
            ]
            assert found == ([1] * 3 if who in ("O-1", "system") else [0] * 3), who
            if who not in ("O-1", "system"):
                assert connection.execute("UPDATE webhooks.webhook SET state = 'paused'").rowcount == 0
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(hook(id=OTHER, layer="'rivers'").encode())
            connection.rollback()
