"""The database roles, tried on a real server."""

import psycopg
import pytest

from app.core.addresses import Database, without_account
from app.core.readiness import findings
from app.core.roles import LEAKPROOF_FUNCTIONS, LOGIN_ROLES, OWNERS_OF_VIEWS, Role, prepare_sql, scram_verifier


def connect(database: Database, role: Role) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(database.url(role), autocommit=True)


def superuser(database: Database) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(database.superuser_url() or "", autocommit=True)


@pytest.mark.parametrize(
    ("role", "timeout", "read_only"),
    [
        (Role.OWNER, "0", "off"),
        (Role.APP, "8s", "off"),
        (Role.PUBLIC, "3s", "on"),
        (Role.ANALYST, "30s", "on"),
        (Role.JOBS, "1h", "off"),
    ],
)
def test_each_role_logs_in_with_its_limits(database: Database, role: Role, timeout: str, read_only: str) -> None:
    with connect(database, role) as connection:
        row = connection.execute(
            "SELECT current_user::text, current_setting('statement_timeout'),"
            " current_setting('default_transaction_read_only'), current_setting('jit'), current_setting('timezone')"
        ).fetchone()
    assert row == (role, timeout, read_only, "off", "Asia/Bangkok")


@pytest.mark.parametrize("role", OWNERS_OF_VIEWS)
def test_the_owners_of_views_cannot_log_in_nor_pass_by_row_security(database: Database, role: Role) -> None:
    with superuser(database) as connection:
        row = connection.execute(
            "SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s", (role,)
        ).fetchone()
    assert row == (False, False, False)


@pytest.mark.parametrize("role", [Role.APP, Role.PUBLIC, Role.ANALYST, Role.JOBS])
def test_no_role_but_the_owner_makes_tables(database: Database, role: Role) -> None:
    with connect(database, role) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE public.intruder (id int)")


def test_the_public_role_may_not_even_make_temporary_tables(database: Database) -> None:
    with connect(database, Role.PUBLIC) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TEMPORARY TABLE intruder (id int)")


def test_a_public_statement_ends_after_its_seconds(database: Database) -> None:
    with connect(database, Role.PUBLIC) as connection, pytest.raises(psycopg.errors.QueryCanceled):
        connection.execute("SELECT pg_sleep(10)")


def test_the_owner_hands_views_to_the_owner_of_the_views(fresh_database: Database) -> None:
    with connect(fresh_database, Role.OWNER) as connection:
        connection.execute("CREATE SCHEMA rooms")
        connection.execute("GRANT USAGE, CREATE ON SCHEMA rooms TO phaen_views")
        connection.execute("CREATE VIEW rooms.one AS SELECT 1 AS id")
        connection.execute("ALTER VIEW rooms.one OWNER TO phaen_views")


def test_preparing_again_changes_nothing(fresh_database: Database) -> None:
    with superuser(fresh_database) as connection:
        for statement in prepare_sql({}) * 2:
            connection.execute(statement.encode())
    assert findings(fresh_database) == []


def test_a_database_in_order_has_no_findings(database: Database) -> None:
    assert findings(database) == []


def test_the_printed_sql_holds_no_password() -> None:
    printed = "\n".join(prepare_sql(dict.fromkeys(LOGIN_ROLES, "x7Kq9-long-enough")))
    assert "x7Kq9" not in printed
    assert printed.count("SCRAM-SHA-256$4096:") == 5


def test_a_verifier_lets_its_password_in(database: Database) -> None:
    with superuser(database) as connection:
        connection.execute("DROP ROLE IF EXISTS verifier_trial")
        connection.execute(f"CREATE ROLE verifier_trial LOGIN PASSWORD '{scram_verifier('ข้าว-7')}'".encode())
        connection.execute("GRANT CONNECT ON DATABASE postgres TO verifier_trial")
    server = database.named("postgres")
    try:
        with psycopg.connect(without_account(server.address), user="verifier_trial", password="ข้าว-7") as connection:
            assert connection.info.user == "verifier_trial"
    finally:
        with superuser(database) as connection:
            connection.execute("REVOKE ALL ON DATABASE postgres FROM verifier_trial")
            connection.execute("DROP ROLE verifier_trial")


@pytest.mark.parametrize(
    ("damage", "told", "is_fatal"),
    [
        ("DROP EXTENSION btree_gist CASCADE", "btree_gist is missing", True),
        ("DROP EXTENSION IF EXISTS icu_ext CASCADE", "icu_ext is missing", False),
        (f"ALTER FUNCTION public.{LEAKPROOF_FUNCTIONS[0]} NOT LEAKPROOF", "not LEAKPROOF", False),
        (
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO postgres', current_database());"
            " EXECUTE format('GRANT CONNECT ON DATABASE %I TO phaen_owner', current_database()); END $$",
            "belong",
            True,
        ),
        (
            "DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM phaen_jobs', current_database()); END $$",
            "phaen_jobs cannot connect",
            True,
        ),
    ],
)
def test_what_is_missing_is_told(fresh_database: Database, damage: str, told: str, is_fatal: bool) -> None:
    with superuser(fresh_database) as connection:
        connection.execute(damage.encode())
    found = findings(fresh_database)
    assert [finding.is_fatal for finding in found if told in finding.en] == [is_fatal]
    assert len(found) == 1
