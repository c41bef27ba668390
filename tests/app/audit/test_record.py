"""What an event holds, who can read of a person in it, and that an erased person is gone from everywhere."""

from __future__ import annotations

import os
import subprocess
import threading
import uuid
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.audit import exports, queries
from app.audit.schemas import Asked
from app.core import audit, sealing
from app.core.addresses import password_of
from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR, Acting, Basis, Viewer
from app.core.cluster import Database
from app.core.database import engine_of, transaction
from app.core.keys import PersonKey
from app.core.personal import decrypted, encrypted
from app.core.postgres import client
from app.core.roles import Role
from app.core.viewing import show_to
from gis.access import Read
from tests import cast
from tests.app.audit.log import seal, whole

MARKERS = 20


def last(session: Session) -> AuditEvent:
    return session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).one()


def person(name: str = "นางสาวคำ เรียนดี") -> Acting:
    return Acting("O-2", name, Basis.ACTING_FOR, title="นักวิเคราะห์", person_id=uuid.uuid4(), order_no="1412/2569")


def test_an_event_says_who_acted_on_which_ground_what_changed_and_when(session: Session) -> None:
    by = cast.acting(session, "O-2")
    audit.record(session, by, "project.moved", "project", "69-1", before={"a": 1}, after={"a": 2}, rows=3)
    event = last(session)
    assert (event.by_position, event.by_title, event.basis) == ("O-2", "นักวิเคราะห์นโยบายและแผน", "substantive")
    assert (event.order_no, event.person_id, event.appointment_id) == (
        "2/2563",
        cast.person_id("O-2"),
        by.appointment_id,
    )
    assert (event.before, event.after, event.detail, event.class_) == ({"a": 1}, {"a": 2}, {"rows": 3}, "internal")
    assert audit.reveal(session, [event])[event.id].name == "นางสาวคำ เรียนดี"
    now = session.execute(
        text("SELECT txid_current(), clock_timestamp() - :at < interval '10 s'"), {"at": event.at}
    ).one()
    assert tuple(now) == (event.xid, True)


def test_the_system_has_no_person_and_no_key(session: Session) -> None:
    audit.record(session, OPERATOR, "demo.loaded", "demo", "99")
    event = last(session)
    assert (event.by_title, event.person_id, event.person_name) == ("ผู้ดูแลระบบ", None, None)
    assert session.scalars(select(PersonKey)).all() == []


def test_words_about_a_person_are_readable_by_his_key_alone_and_at_their_place_alone(session: Session) -> None:
    by, about = person(), uuid.uuid4()
    audit.record(session, by, "person.registered", "person", str(about), personal={"phone": "081"}, about=about)
    event = last(session)
    revealed = audit.reveal(session, [event])[event.id]
    assert (revealed.name, revealed.personal) == ("นางสาวคำ เรียนดี", {"phone": "081"})
    audit.forget(session, about)
    revealed = audit.reveal(session, [event])[event.id]
    assert (revealed.name, revealed.personal, revealed.is_erased) == ("นางสาวคำ เรียนดี", None, True)
    key = bytes(32)
    sealed = encrypted(key, {"a": "ก"}, b"here")
    assert decrypted(key, sealed, b"here") == {"a": "ก"}
    assert decrypted(key, sealed, b"there") is None
    assert decrypted(bytes([1]) * 32, sealed, b"here") is None
    assert len(encrypted(key, {"name": "ก"}, b"")) == len(encrypted(key, {"name": "กขค"}, b"")), (
        "the length tells nothing"
    )


def test_personal_words_need_somebody_they_are_about(session: Session) -> None:
    with pytest.raises(ValueError, match="person"):
        audit.record(session, OPERATOR, "a.b", "a", "b", personal={"phone": "081"})


def test_no_key_is_made_for_a_person_who_has_been_erased(session: Session) -> None:
    by = person()
    audit.forget(session, by.person_id or uuid.uuid4())
    audit.record(session, by, "a.b", "a", "b", personal={"phone": "081"})
    event = last(session)
    assert (event.person_name, event.personal, event.person_id) == (None, None, by.person_id)
    assert session.scalars(select(PersonKey.wrapped)).all() == [None]


def test_another_master_key_reads_nothing_and_is_told_apart_from_erasure(fresh_database: Database) -> None:
    with transaction(fresh_database) as session:
        audit.record(session, person(), "a.b", "a", "b")
    engine = engine_of(fresh_database, pool_size=1).execution_options(master_key="another" * 8)
    with Session(engine) as session:
        show_to(session, EVERYTHING)
        (revealed,) = audit.reveal(session, [last(session)]).values()
    engine.dispose()
    assert (revealed.name, revealed.is_erased, revealed.is_locked) == (None, False, True)


def test_two_first_acts_of_a_person_at_once_share_one_key(fresh_database: Database) -> None:
    by, start = person(), threading.Barrier(4)

    def act() -> None:
        with transaction(fresh_database) as session:
            start.wait()
            audit.record(session, by, "a.b", "a", "b")

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with transaction(fresh_database) as session:
        events = session.scalars(select(AuditEvent)).all()
        assert [each.name for each in audit.reveal(session, events).values()] == ["นางสาวคำ เรียนดี"] * 4


def test_twenty_erased_persons_leave_no_trace_in_tables_dump_and_exports_and_the_chain_stays_whole(
    fresh_database: Database, tmp_path: Path
) -> None:
    """security.md B5, row 26, for what the log holds."""
    marks = [f"เครื่องหมาย{number:02}บุคคล" for number in range(MARKERS)]
    erased = [person(mark) for mark in marks]
    stays = person("ผู้ที่ยังอยู่")
    with transaction(fresh_database) as session:
        for by in (*erased, stays):
            audit.record(session, by, "person.registered", "person", "x", personal={"home": f"บ้าน {by.person}"})
    seal(fresh_database)
    with transaction(fresh_database) as session:
        for by in erased:
            audit.forget(session, by.person_id or uuid.uuid4())
    seal(fresh_database)
    found = dumped(fresh_database, tmp_path / "dump.sql")
    with transaction(fresh_database) as session:
        entries = queries.all_matching(session, Asked(), viewer=EVERYTHING)
        found += exports.as_csv(entries)
        found += repr([exports.as_json(entry) for entry in entries]).encode()
        assert found.count("ผู้ที่ยังอยู่".encode()) >= 2, "who was not erased is still named in the exports"
    with transaction(fresh_database, Role.JOBS) as session:
        found += b"\n".join(sealing.lines(session))
        assert whole(session).findings == []
    for mark in marks:
        assert mark.encode() not in found
        assert mark.encode().hex().encode() not in found


def dumped(database: Database, file: Path) -> bytes:
    url = database.superuser_url()
    assert url is not None
    command = [str(client("pg_dump")), "--format=plain", f"--file={file}", url]
    subprocess.run(command, check=True, env={**os.environ, "PGPASSWORD": password_of(url)})
    return file.read_bytes()


def test_reading_is_noted_once_in_a_quarter_of_an_hour_for_each_person_and_object(session: Session) -> None:
    one, other = person(), person()
    for by, code in ((one, "a"), (one, "a"), (one, "b"), (other, "a"), (one, "a")):
        audit.record_reading(session, by, "dataset", code, class_=Read.CONFIDENTIAL)
    noted = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [(event.person_id, event.object_id) for event in noted] == [
        (one.person_id, "a"), (one.person_id, "b"), (other.person_id, "a"),
    ]  # fmt: skip
    assert {(event.act, event.class_) for event in noted} == {("dataset.read", "confidential")}


def test_without_a_viewer_or_the_class_the_database_shows_no_event_and_yet_takes_new_ones(session: Session) -> None:
    audit.record(session, OPERATOR, "a.b", "a", "internal")
    audit.record(session, OPERATOR, "a.b", "a", "confidential", class_=Read.CONFIDENTIAL)
    ask = select(AuditEvent.object_id).order_by(AuditEvent.seq)
    assert session.scalars(ask).all() == ["internal", "confidential"]
    show_to(session, Viewer("O-2", frozenset({Read.PUBLIC, Read.INTERNAL})))
    assert session.scalars(ask).all() == ["internal"]
    session.execute(text("SET LOCAL phaen.viewer = ''"))
    audit.record(session, OPERATOR, "session.refused", "name", "0")
    assert session.scalars(ask).all() == []


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.ANALYST])
@pytest.mark.parametrize("table", ["audit_event", "audit_block", "audit_check", "person_key"])
def test_readers_of_the_published_data_reach_no_table_of_the_log(database: Database, role: Role, table: str) -> None:
    with psycopg.connect(database.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"SELECT FROM core.{table}".encode())


def test_the_key_of_a_person_can_be_destroyed_and_never_brought_back_by_deleting_its_row(session: Session) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text("DELETE FROM core.person_key"))
