"""Each rule of the tables of the core, and a row that breaks it. Only the owner may write to most of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.cluster import Database
from app.core.database import engine_at
from app.core.roles import Role

RUN = "INSERT INTO core.import_run (id, kind, file_name, by_position, outcome, started_at) VALUES ({}, 'areas', 'f', 'p', {}, {})"
ONE = "'00000000-0000-0000-0000-000000000001'"
EVENTS = (
    "INSERT INTO core.audit_event (id, act, by_position, by_title, basis, object_kind, object_id)"
    f" SELECT {ONE}, 'a.b', 'p', 'p', 'system', 'o', 'i' FROM generate_series(1, 2)"
)


@pytest.fixture
def owner(database: Database) -> Iterator[Session]:
    """A session as the owner of the tables whose work is rolled back."""
    engine = engine_at(database.url(Role.OWNER), pool_size=1)
    with Session(engine) as session:
        yield session
        session.rollback()
    engine.dispose()


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (RUN.format("gen_random_uuid()", "'half'", "now()"), "ck_import_run_outcome_known"),
        (RUN.format("gen_random_uuid()", "'imported'", "now() + interval '1 day'"), "ck_import_run_ends_after_start"),
        (RUN.format(ONE, "'imported'", "now()") + f", ({ONE}, 'areas', 'f', 'p', 'imported', now())", "pk_import_run"),
        ("UPDATE core.layer_version SET audience = 'secret'", "ck_layer_version_audience_known"),
        ("UPDATE core.layer_version SET audience = 'public'", "pk_layer_version"),
        ("INSERT INTO core.layer_source SELECT * FROM core.layer_source", "pk_layer_source"),
        ("INSERT INTO core.deployment SELECT * FROM core.deployment", "pk_deployment"),
        ("INSERT INTO core.touched VALUES (0, 'a.b'), (0, 'a.b')", "pk_touched"),
        (EVENTS, "pk_audit_event"),
    ],
)
def test_the_database_refuses_nonsense(owner: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        owner.execute(text(statement))
