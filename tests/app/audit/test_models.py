"""Each rule of the tables of the log, and a row that breaks it. Only the owner may write to all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.cluster import Database
from app.core.database import engine_at
from app.core.roles import Role

EVENT = {
    "id": "gen_random_uuid()", "act": "'a.b'", "by_position": "'O-2'", "by_title": "''", "basis": "'system'",
    "object_kind": "'a'", "object_id": "'b'",
}  # fmt: skip
BLOCK = {
    "number": "1", "previous": "sha256('a')", "sealed_at": "now()", "cluster": "1", "snapshot": "'1:1:'",
    "events": "'{1}'", "digests": "sha256('b')", "hash": "sha256('c')",
}  # fmt: skip
CHECK = {"events": "1", "blocks": "1"}
KEY = {"person_id": "'00000000-0000-0000-0000-000000000001'", "wrapped": "decode(repeat('00', 60), 'hex')"}


def row(table: str, values: dict[str, str], *others: dict[str, str], always: bool = False) -> str:
    """An INSERT of one row, and of others that differ from it."""
    rows = ", ".join(f"({', '.join((values | other).values())})" for other in ({}, *others))
    columns = ", ".join(values | (others[0] if others else {}))
    return f"INSERT INTO core.{table} ({columns}){' OVERRIDING SYSTEM VALUE' if always else ''} VALUES {rows}"


@pytest.fixture
def owner(database: Database) -> Iterator[Session]:
    engine = engine_at(database.url(Role.OWNER), pool_size=1)
    with Session(engine) as session:
        yield session
        session.rollback()
    engine.dispose()


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (row("audit_event", EVENT | {"seq": "9"}, {}, always=True), "uq_audit_event_seq"),
        (row("audit_event", EVENT | {"act": "'did it'"}), "ck_audit_event_act_pattern"),
        (row("audit_event", EVENT | {"basis": "'birth'"}), "ck_audit_event_basis_known"),
        (row("audit_event", EVENT | {"class": "'secret'"}), "ck_audit_event_class_known"),
        (row("audit_event", EVENT | {"person_name": "'x'"}), "ck_audit_event_named_person"),
        (row("audit_event", EVENT | {"personal": "'x'"}), "ck_audit_event_about_somebody"),
        (row("audit_block", BLOCK | {"number": "0"}), "ck_audit_block_numbered"),
        (row("audit_block", BLOCK | {"hash": "'short'"}), "ck_audit_block_hashes_whole"),
        (row("audit_block", BLOCK | {"events": "'{1,2}'"}), "ck_audit_block_digested"),
        (row("audit_block", BLOCK | {"events": "'{}'", "digests": "''"}), "ck_audit_block_digested"),
        (row("audit_block", BLOCK, {"previous": "sha256('d')"}), "pk_audit_block"),
        (row("audit_block", BLOCK, {"number": "2"}), "uq_audit_block_one_after_another"),
        (row("audit_check", CHECK | {"events": "-1"}), "ck_audit_check_counted"),
        (row("audit_check", CHECK | {"damage": "'{}'"}), "ck_audit_check_damage_listed"),
        (row("audit_check", CHECK | {"id": "9"}, {}, always=True), "pk_audit_check"),
        (row("person_key", KEY, {}), "pk_person_key"),
        (row("person_key", KEY | {"wrapped": "NULL"}), "ck_person_key_there_until_destroyed"),
        (row("person_key", KEY | {"destroyed_at": "now()"}), "ck_person_key_there_until_destroyed"),
        (row("person_key", KEY | {"wrapped": "'short'"}), "ck_person_key_wrapped_whole"),
    ],
)
def test_the_database_refuses_nonsense(owner: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        owner.execute(text(statement))
