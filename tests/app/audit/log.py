"""A log to work on: events made in SQL, sealed in blocks, and read as its export has it."""

from __future__ import annotations

import psycopg
from sqlalchemy.orm import Session

from app.audit.verify import Log, verify
from app.core import sealing
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role

WRITE = """
    INSERT INTO core.audit_event
        (id, act, by_position, by_title, basis, object_kind, object_id, before, after, detail, request_id, person_id, person_name)
    SELECT gen_random_uuid(), 'project.registered', 'O-' || n %% 7, 'นักวิเคราะห์', 'substantive', 'project', '69-' || n,
        '{"state": "draft", "budget": 100}', '{"state": "submitted", "budget": 200.50}', '{"โครงการ": "ถนน\\\\ \\"ก\\""}',
        'request ' || n, gen_random_uuid(), decode(md5(n::text), 'hex')
    FROM generate_series(1, %s) AS n
"""


def write(database: Database, events: int) -> None:
    """So many events of one transaction, by the application's role."""
    with psycopg.connect(database.url(Role.APP)) as connection:
        connection.execute("SET statement_timeout = 0")
        connection.execute(WRITE, (events,))


def seal(database: Database) -> int:
    with transaction(database, Role.JOBS) as session:
        return sealing.seal(session)


def whole(session: Session, head: str | None = None) -> Log:
    """The verified log as this session sees it."""
    return verify(sealing.lines(session), head)


def found(log: Log) -> set[tuple[str, str]]:
    """Kinds and places of what is wrong."""
    return {(each.kind, each.place) for each in log.findings}
