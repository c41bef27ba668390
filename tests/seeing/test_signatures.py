"""Who looks is believed only with the signature of this service, at the tables and through the views alike."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import psycopg
import pytest

from app.core.authority import EVERYTHING, Viewer
from app.core.cluster import Database
from app.core.roles import LOGIN_ROLES, Role
from app.core.viewing import signed
from gis.access import Read
from tests.seeing.rows import some_rows, write
from tests.seeing.test_second_line import count, found, say

Copies = Callable[[str], AbstractContextManager[Database]]
ROADS = ("datasets.feature", "published.facilities")
"""A table that one asks as oneself, and a view, which asks it as the owner of the views."""


@pytest.fixture(scope="module")
def filled(copies: Copies) -> Iterator[Database]:
    with copies("signatures") as database:
        write(database, some_rows(7))
        yield database


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("made", ["forged", "cut", "swapped", "expired", "unsigned", "with another key"])
def test_a_viewer_that_this_service_did_not_sign_is_refused(filled: Database, made: str, road: str) -> None:
    key, inside = filled.viewer_key(), Viewer("O-2", frozenset({Read.PUBLIC, Read.INTERNAL}))
    good, above = signed(inside, key), signed(EVERYTHING, key)
    said = {
        "forged": good.replace('"internal"', '"internal", "confidential"'),
        "cut": good[:-1],
        "swapped": above[:-64] + good[-64:],
        "expired": signed(EVERYTHING, key, seconds=-1),
        "unsigned": above[:-65],
        "with another key": signed(EVERYTHING, key + "x"),
    }[made]
    with psycopg.connect(filled.url(Role.APP)) as connection:
        say(connection, said)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            count(connection, f"SELECT count(*) FROM {road} WHERE class <> 'public'")
        connection.rollback()
        assert count(connection, f"SELECT count(*) FROM {road} WHERE class <> 'public'") == 0


@pytest.mark.parametrize("road", ROADS)
def test_a_signature_holds_for_its_seconds_and_for_one_transaction(filled: Database, road: str) -> None:
    hidden = f"SELECT count(*) FROM {road} WHERE class = 'confidential'"
    with psycopg.connect(filled.url(Role.APP)) as connection:
        say(connection, signed(EVERYTHING, filled.viewer_key(), seconds=2))
        assert count(connection, hidden) > 0
        connection.commit()
        assert count(connection, hidden) == 0
        said = signed(EVERYTHING, filled.viewer_key(), seconds=1)
        time.sleep(2.1)
        say(connection, said)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="expired"):
            connection.execute(hidden.encode())


@pytest.mark.parametrize("role", [Role.APP, Role.PUBLIC, Role.ANALYST, Role.JOBS])
def test_no_login_but_the_owner_reads_the_key(filled: Database, role: Role) -> None:
    with psycopg.connect(filled.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM core.viewer_key")


def test_who_owns_the_views_reads_the_key_and_nobody_can_be_that(filled: Database) -> None:
    """Its policies verify with the key; so no view may show it, and no login but the tables' owner may act as it."""
    with psycopg.connect(filled.url(Role.OWNER)) as owner:
        readers = (
            "SELECT rolname FROM pg_roles WHERE has_table_privilege(oid, 'core.viewer_key', 'SELECT')"
            " AND NOT rolsuper AND rolname !~ '^pg_'"
        )
        assert found(owner, readers) == {Role.OWNER, Role.VIEWS}
        for role in set(LOGIN_ROLES) - {Role.OWNER}:
            assert count(owner, f"SELECT pg_has_role('{role}', 'phaen_views', 'MEMBER')::int") == 0
        shown = (
            "SELECT c.relname FROM pg_depend AS d JOIN pg_rewrite AS r ON r.oid = d.objid JOIN pg_class AS c ON"
            " c.oid = r.ev_class WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid = 'core.viewer_key'::regclass"
        )
        assert found(owner, shown) == set()
        run_as_it = "SELECT proname FROM pg_proc WHERE prosecdef AND proowner = 'phaen_views'::regrole"
        assert found(owner, run_as_it) == set()


def test_the_policy_of_a_view_calls_no_function_to_find_out_who_looks(filled: Database) -> None:
    """PostgreSQL writes the body of ``core.sight_read`` into the statement; a call would cost each a tenth of a millisecond.

    One call stands in it, for the case that no signature was found good.
    """
    with psycopg.connect(filled.url(Role.APP)) as connection:
        for view in ("facilities", "projects"):
            lines = connection.execute(f"EXPLAIN (VERBOSE) SELECT * FROM published.{view}".encode()).fetchall()
            plan = "\n".join(str(line[0]) for line in lines)
            assert "sha256" in plan
            assert set(re.findall(r"core\.sight\w*", plan)) == {"core.sight_judged"}
