"""Each rule of the tables of queries, and a row that breaks it; and who sees and writes a row, whatever a statement forgets."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, PUBLIC, Viewer
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.viewing import show_to, signed
from app.queries.commands import begin_run, keep_query
from app.queries.rules import Sharing
from app.queries.schemas import QueryIn, StatementIn
from tests import cast

ONE = "'00000000-0000-0000-0000-000000000001'"


def saved(**given: str) -> str:
    row = {
        "id": "gen_random_uuid()",
        "position_number": "'O-2'",
        "title": "'ก'",
        "statement": "'SELECT 1'",
        "sharing": "'own'",
    }
    return _insert("saved_query", row | given)


def ran(**given: str) -> str:
    row = {
        "id": "gen_random_uuid()",
        "position_number": "'O-2'",
        "statement": "'SELECT 1'",
        "true_on": "'2026-06-22'",
        "state": "'running'",
    }
    return _insert("run", row | given)


def done(**given: str) -> str:
    return ran(state="'done'", ended_at="now()", answer="'x'", **given)


def _insert(table: str, row: dict[str, str]) -> str:
    return f"INSERT INTO queries.{table} ({', '.join(row)}) VALUES ({', '.join(row.values())})"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (saved(title="' '"), "ck_saved_query_titled"),
        (saved(title="repeat('ก', 121)"), "ck_saved_query_titled"),
        (saved(statement="' '"), "ck_saved_query_stated"),
        (saved(statement="repeat('a', 20001)"), "ck_saved_query_stated"),
        (saved(sharing="'everybody'"), "ck_saved_query_sharing_known"),
        (saved(version="0"), "ck_saved_query_version_positive"),
        (saved(position_number="'Z-9'"), "fk_saved_query_position_number"),
        (f"{saved(id=ONE)}; {saved(id=ONE, title=chr(39) + 'ข' + chr(39))}", "pk_saved_query"),
        (f"{saved()}; {saved()}", "ix_saved_query_title"),
        (ran(statement="''"), "ck_run_stated"),
        (ran(state="'asleep'", ended_at="now()"), "ck_run_state_known"),
        (done(cut="'whim'"), "ck_run_cut_known"),
        (ran(ended_at="now()"), "ck_run_ended_unless_running"),
        (ran(state="'refused'", told_th="'ก'", told_en="'a'"), "ck_run_ended_unless_running"),
        (ran(state="'done'", ended_at="now()"), "ck_run_answered_when_done"),
        (ran(answer="'x'"), "ck_run_answered_when_done"),
        (ran(state="'refused'", ended_at="now()", told_th="'ก'"), "ck_run_told_when_refused"),
        (done(told_th="'ก'", told_en="'a'"), "ck_run_told_when_refused"),
        (done(told_at="0"), "ck_run_told_at_a_letter"),
        (done(rows="-1"), "ck_run_rows_counted"),
        (ran(position_number="'Z-9'"), "fk_run_position_number"),
        (f"{ran(id=ONE)}; {ran(id=ONE)}", "pk_run"),
    ],
)
def test_the_tables_refuse_nonsense(owner: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), owner.begin_nested():
        owner.execute(text(statement))


def test_the_database_itself_hides_answers_and_private_queries_and_lets_nobody_write_those_of_others(
    furnished: Database,
) -> None:
    with transaction(furnished) as session:
        show_to(session, EVERYTHING)
        by = cast.acting(session, "O-2")
        begin_run(session, by=by, given=StatementIn(statement="SELECT 1"))
        for title, sharing in (("ก", Sharing.OWN), ("ข", Sharing.ORGANISATION), ("ค", Sharing.ANALYSTS)):
            keep_query(session, by=by, given=QueryIn(title=title, statement="SELECT 1", sharing=sharing))
        viewers = {number: cast.acting(session, number).viewer for number in ("O-2", "O-4", "W-1")}
    seen = {**viewers, "public": PUBLIC, "blind": Viewer("W-1"), "system": EVERYTHING}
    expected = {
        "O-2": ("กขค", 1),
        "O-4": ("ขค", 0),
        "W-1": ("ค", 0),
        "public": ("", 0),
        "blind": ("", 0),
        "system": ("กขค", 1),
    }
    for who, viewer in seen.items():
        with psycopg.connect(furnished.url(Role.APP)) as connection:
            connection.execute("SELECT set_config('phaen.viewer', %s, true)", [signed(viewer, furnished.viewer_key())])
            rows = connection.execute("SELECT title FROM queries.saved_query ORDER BY title").fetchall()
            runs = connection.execute("SELECT count(*) FROM queries.run").fetchall()
            assert ("".join(str(title) for (title,) in rows), runs[0][0]) == expected[who], who
            if who not in ("O-2", "system"):
                for write in ("UPDATE queries.saved_query SET title = title", "DELETE FROM queries.saved_query",
                              "UPDATE queries.run SET rows = 1", "DELETE FROM queries.run"):  # fmt: skip
                    assert connection.execute(write.encode()).rowcount == 0
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(saved().encode())
            connection.rollback()
