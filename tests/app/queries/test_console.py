"""What the console refuses, each tried against the real database, and what it answers."""

from __future__ import annotations

import threading
from dataclasses import replace

import psycopg
import pytest

from app.core.cluster import Database
from app.core.errors import Unavailable
from app.core.readiness import findings
from app.core.roles import HARMLESS_FUNCTIONS, Role, closing_sql
from app.queries.console import Answer, Refused, ask
from app.queries.rules import Cut, Limits, Refusal

LIMITS = Limits(seconds=5, rows=50, bytes=1 << 20)
READS_ONLY, NO_RIGHT, NO_TABLE, ONE = "reading only", "role may not", "that give a table", "One statement"

FORBIDDEN = {
    # chained statements
    "SELECT 1; SELECT 2": ONE,
    "SELECT 1; DROP VIEW published.projects": ONE,
    "SELECT 1 /* ; */ ; COMMIT": ONE,
    # writing
    "INSERT INTO published.layer_version VALUES ('x') RETURNING 1": NO_RIGHT,
    "UPDATE projects.project SET title_th = 'x' RETURNING 1": NO_RIGHT,
    "DELETE FROM places.area RETURNING 1": NO_RIGHT,
    "WITH gone AS (DELETE FROM places.area RETURNING 1) SELECT * FROM gone": NO_RIGHT,
    "INSERT INTO spatial_ref_sys (srid) VALUES (1) RETURNING 1": READS_ONLY,
    "CREATE TABLE mine (id int)": NO_TABLE,
    "CREATE TEMP TABLE mine (id int)": NO_TABLE,
    "CREATE TEMP TABLE mine AS SELECT 1": NO_TABLE,
    "SELECT 1 AS one INTO TEMP mine": NO_TABLE,
    "TRUNCATE places.area": NO_TABLE,
    "DROP SCHEMA published CASCADE": NO_TABLE,
    "DO $$ BEGIN PERFORM 1; END $$": NO_TABLE,
    "CALL nothing()": "no such function",
    "SELECT * FROM districts FOR UPDATE": NO_RIGHT,
    # settings, roles, transactions
    "SELECT set_config('phaen.viewer', 'x', false)": NO_RIGHT,
    "SELECT pg_catalog.set_config('statement_timeout', '0', false)": NO_RIGHT,
    "SET statement_timeout = 0": NO_TABLE,
    "SET ROLE phaen_owner": NO_TABLE,
    "SET SESSION AUTHORIZATION phaen_app": NO_TABLE,
    "RESET ROLE": NO_TABLE,
    "COMMIT": NO_TABLE,
    "SET TRANSACTION READ WRITE": NO_TABLE,
    "LISTEN secrets": NO_TABLE,
    "NOTIFY secrets, 'x'": NO_TABLE,
    "LOCK TABLE published.projects IN ACCESS SHARE MODE": NO_TABLE,
    "PREPARE other AS SELECT 1": NO_TABLE,
    "DISCARD ALL": NO_TABLE,
    "EXECUTE asked": NO_TABLE,
    "EXPLAIN ANALYZE DELETE FROM places.area": NO_RIGHT,
    "EXPLAIN ANALYZE CREATE TABLE mine AS SELECT 1": NO_RIGHT,
    # functions that do something
    "SELECT pg_sleep(1)": NO_RIGHT,
    "SELECT pg_sleep_for('1 second')": NO_RIGHT,
    "SELECT pg_advisory_lock(1)": NO_RIGHT,
    "SELECT pg_try_advisory_xact_lock_shared(1, 2)": NO_RIGHT,
    "SELECT pg_advisory_unlock_all()": NO_RIGHT,
    "SELECT pg_notify('secrets', 'x')": NO_RIGHT,
    "SELECT lo_create(0)": NO_RIGHT,
    "SELECT lo_import('/etc/passwd')": NO_RIGHT,
    "SELECT lo_get(1)": NO_RIGHT,
    "SELECT nextval('core.audit_event_seq_seq')": NO_RIGHT,
    "SELECT pg_terminate_backend(1)": NO_RIGHT,
    "SELECT pg_cancel_backend(1)": NO_RIGHT,
    "SELECT pg_export_snapshot()": NO_RIGHT,
    "SELECT pg_stat_reset()": NO_RIGHT,
    "SELECT query_to_xml('SELECT 1; SELECT 2', true, true, '')": NO_RIGHT,
    "SELECT * FROM ts_stat('SELECT to_tsvector(1::text)')": NO_RIGHT,
    "SELECT txid_current()": NO_RIGHT,
    "SELECT addgeometrycolumn('published', 'projects', 'g', 4326, 'POINT', 2)": NO_RIGHT,
    # files and other servers
    "COPY (SELECT 1) TO PROGRAM 'id'": NO_TABLE,
    "COPY (SELECT 1) TO STDOUT": NO_TABLE,
    "COPY places.area TO '/tmp/x'": NO_TABLE,
    "SELECT pg_read_file('/etc/passwd')": NO_RIGHT,
    "SELECT * FROM pg_ls_dir('.')": NO_RIGHT,
    "SELECT pg_stat_file('/etc/passwd')": NO_RIGHT,
    "SELECT * FROM dblink('dbname=x', 'SELECT 1') AS t (a int)": "no such function",
    # what is not for analysts
    "SELECT * FROM core.audit_event": NO_RIGHT,
    "SELECT * FROM core.viewer_key": NO_RIGHT,
    "SELECT * FROM core.person_key": NO_RIGHT,
    "SELECT * FROM accounts.account": NO_RIGHT,
    "SELECT * FROM organizations.person": NO_RIGHT,
    "SELECT * FROM datasets.feature": NO_RIGHT,
    "SELECT * FROM queries.run": NO_RIGHT,
    "SELECT * FROM published.vulnerable_households": NO_RIGHT,
    "SELECT * FROM published.vulnerable_households__whole": NO_RIGHT,
    "SELECT * FROM pg_authid": NO_RIGHT,
    "SELECT passwd FROM pg_shadow": NO_RIGHT,
    "SELECT * FROM pg_statistic": NO_RIGHT,
    "SELECT * FROM pg_user_mapping": NO_RIGHT,
    "SELECT * FROM pg_hba_file_rules": NO_RIGHT,
    "SELECT query FROM pg_stat_activity": NO_RIGHT,
    "SELECT st_estimatedextent('datasets', 'feature', 'geom')": NO_RIGHT,
    "SELECT _postgis_stats('datasets.feature', 'geom')": NO_RIGHT,
    # what is no statement
    "SELECT $1::int": "parameters",
    "SELEC 1": "not well formed",
    "-- nothing": NO_TABLE,
}  # fmt: skip


def asked(database: Database, statement: str, limits: Limits = LIMITS) -> Answer:
    return ask(database.url(Role.ANALYST), statement, limits, threading.Event())


def refused(database: Database, statement: str, limits: Limits = LIMITS) -> Refusal:
    with pytest.raises(Refused) as caught:
        asked(database, statement, limits)
    return caught.value.told


@pytest.mark.parametrize(("statement", "told"), FORBIDDEN.items())
def test_what_is_forbidden_is_refused_and_says_why(database: Database, statement: str, told: str) -> None:
    refusal = refused(database, statement)
    assert told in refusal.en
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in refusal.th)
    assert not refusal.is_stop


def test_an_answer_has_its_columns_with_their_types_and_null_apart_from_nothing(database: Database) -> None:
    answer = asked(database, "SELECT 1 AS one, ''::text AS nothing, NULL::date AS unknown, ARRAY[1, 2] AS some;")
    assert [(column.name, column.type) for column in answer.columns] == [
        ("one", "integer"), ("nothing", "text"), ("unknown", "date"), ("some", "integer[]"),
    ]  # fmt: skip
    assert (answer.rows, answer.cut) == ([("1", "", None, "{1,2}")], None)


@pytest.mark.parametrize(
    "statement",
    ["TABLE published.districts", "VALUES (1), (2)", "WITH a AS (SELECT 1) SELECT * FROM a", "SHOW timezone",
     "EXPLAIN SELECT * FROM districts", "SELECT random(), clock_timestamp()", "SELECT '%s %(x)s %' AS percent"],
)  # fmt: skip
def test_whatever_gives_rows_and_changes_nothing_is_answered(database: Database, statement: str) -> None:
    assert asked(database, statement).rows


def test_the_toy_districts_are_three_and_the_views_are_found_without_their_schema(database: Database) -> None:
    assert asked(database, "SELECT count(*) FROM districts").rows == [("3",)]


def test_a_refusal_points_at_the_letter(database: Database) -> None:
    told = refused(database, "SELECT nam FROM districts")
    assert (told.at, "nam" in told.en) == (8, True)
    assert refused(database, "SELECT 'ไทย' AS ก, nme FROM districts").at == 20


def test_more_rows_than_are_given_are_cut(database: Database) -> None:
    answer = asked(database, "SELECT generate_series(1, 1000000000)")
    assert (len(answer.rows), answer.rows[-1], answer.cut) == (50, ("50",), Cut.ROWS)
    assert asked(database, "SELECT n FROM generate_series(1, 50) AS n").cut is None


@pytest.mark.parametrize(
    "statement", ["SELECT repeat('x', 30000000)", "SELECT repeat('x', 100000) FROM generate_series(1, 40)"]
)
def test_neither_one_huge_value_nor_many_large_ones_are_taken_in(database: Database, statement: str) -> None:
    answer = asked(database, statement)
    assert answer.cut is Cut.BYTES
    assert sum(len(text or "") for row in answer.rows for text in row) <= LIMITS.bytes


ENDLESS = "SELECT count(*) FROM generate_series(1, 100000) AS a, generate_series(1, 100000) AS b"


def test_a_statement_that_runs_long_is_ended(database: Database) -> None:
    told = refused(database, ENDLESS, replace(LIMITS, seconds=0.3))
    assert (told.is_stop, "0.3 seconds" in told.en) == (True, True)
    assert at_work(database) == 0


def test_a_statement_ends_when_its_asker_says_so(database: Database) -> None:
    stop, caught = threading.Event(), list[Refusal]()

    def run() -> None:
        with pytest.raises(Refused) as error:
            ask(database.url(Role.ANALYST), ENDLESS, LIMITS, stop)
        caught.append(error.value.told)

    thread = threading.Thread(target=run)
    thread.start()
    stop.set()
    thread.join(10)
    assert [(told.en, told.is_stop) for told in caught] == [("Stopped as asked.", True)]
    assert at_work(database) == 0


def at_work(database: Database) -> int:
    """How many statements of analysts the server still runs here; each has half a second to go away."""
    counted = (
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'phaen_analyst' AND state = 'active'"
        " AND datname = current_database()"
    )
    with psycopg.connect(database.superuser_url() or "", autocommit=True) as connection:
        for _ in range(50):
            row = connection.execute(counted).fetchone()
            if row == (0,):
                break
            connection.execute("SELECT pg_sleep(0.05)")
    return int(row[0]) if row else -1


def test_what_a_statement_leaves_behind_goes_with_its_connection(database: Database) -> None:
    asked(database, "SELECT 1")
    assert asked(database, "SELECT count(*) FROM pg_prepared_statements").rows == [("1",)], "its own alone"
    assert asked(database, "SHOW transaction_read_only").rows == [("on",)]
    assert asked(database, "SELECT session_user::text, current_user::text").rows == [("phaen_analyst", "phaen_analyst")]


def test_no_function_that_the_analyst_may_call_is_volatile_or_runs_as_another_but_those_known(
    database: Database,
) -> None:
    open_ = (
        "SELECT p.oid::regprocedure::text, n.nspname FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace"
        " WHERE (provolatile = 'v' OR prosecdef) AND prokind <> 'a' AND prorettype <> 'trigger'::regtype"
        " AND has_function_privilege('phaen_analyst', p.oid, 'EXECUTE')"
        " AND has_schema_privilege('phaen_analyst', n.oid, 'USAGE')"
    )
    with psycopg.connect(database.superuser_url() or "") as connection:
        found = connection.execute(open_).fetchall()
    ours = {name for name, schema in found if schema == "core"}
    others = {str(name).split("(")[0].lower() for name, schema in found if schema != "core"}
    assert others == set(HARMLESS_FUNCTIONS)
    assert ours == {
        "core.viewer()", "core.seen(text)", "core.sight()", "core.audience()", "core.opaque_id()",
    }, "who looks, which the login says and no setting, and a random number"  # fmt: skip


def test_nothing_is_asked_as_another_login_or_where_the_server_was_not_closed(fresh_database: Database) -> None:
    with pytest.raises(Unavailable, match="not closed"):
        ask(fresh_database.url(Role.APP), "SELECT 1", LIMITS, threading.Event())
    assert asked(fresh_database, "SELECT 1").rows == [("1",)]
    with psycopg.connect(fresh_database.superuser_url() or "", autocommit=True) as connection:
        connection.execute("GRANT EXECUTE ON FUNCTION set_config(text, text, boolean) TO PUBLIC")
    with pytest.raises(Unavailable, match="not closed"):
        asked(fresh_database, "SELECT 1")
    told = [finding.en for finding in findings(fresh_database)]
    assert told == ["The role phaen_analyst may still call set_config: run the SQL of ./phaen database prepare again."]
    with psycopg.connect(fresh_database.superuser_url() or "", autocommit=True) as connection:
        connection.execute(closing_sql().encode())
    assert asked(fresh_database, "SELECT 1").rows == [("1",)]


def test_the_other_roles_keep_what_they_call(database: Database) -> None:
    for role in (Role.APP, Role.PUBLIC, Role.JOBS, Role.OWNER):
        with psycopg.connect(database.url(role)) as connection:
            row = connection.execute(
                "SELECT set_config('phaen.trial', 'x', true), pg_try_advisory_xact_lock(77)"
            ).fetchone()
        assert row == ("x", True)
