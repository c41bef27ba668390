"""The database itself shows nobody what is not for him, whatever a statement forgets to ask."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import cast

import psycopg
import pytest

from app.core.authority import EVERYTHING, Viewer
from app.core.cluster import Database
from app.core.roles import LOGIN_ROLES, Role
from app.core.viewing import signed
from gis.access import Read
from tests.seeing.conftest import viewer_of
from tests.seeing.rows import Brought, Planned, some_rows, write

Copies = Callable[[str], AbstractContextManager[Database]]
Rows = list[Brought | Planned]
Connection = psycopg.Connection[tuple[object, ...]]

PROTECTED = {
    "datasets.dataset", "datasets.feature", "projects.project", "projects.site", "projects.site_area",
    "organizations.person", "projects.project_transition", "projects.project_version", "projects.readiness_file",
}  # fmt: skip
CALLERS = ("public", "G-1", "O-2", "W-1", "D-1", "S-1")
ROWS = some_rows(7)
INSERT = (
    "INSERT INTO datasets.feature (dataset_id, geom, class, agency, area_code)"
    " VALUES ('roads', 'SRID=4326;MULTILINESTRING((100 15,101 16))', %s, %s, %s)"
)


@pytest.fixture(scope="module")
def filled(copies: Copies) -> Iterator[Database]:
    with copies("lines") as database:
        write(database, ROWS)
        yield database


def looking(database: Database, viewer: Viewer | None, role: Role = Role.APP) -> Connection:
    """A connection whose first transaction is told, signed, who looks."""
    connection = psycopg.connect(database.url(role))
    if viewer is not None:
        say(connection, signed(viewer, database.viewer_key()))
    return connection


def say(connection: Connection, said: str) -> None:
    connection.execute("SELECT set_config('phaen.viewer', %s, true)", [said])


def found(connection: Connection, statement: str) -> set[str]:
    return {str(row[0]) for row in connection.execute(statement.encode())}


def count(connection: Connection, statement: str) -> int:
    row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return int(str(row[0]))


def test_each_table_whose_rows_have_a_class_is_forced_to_obey_a_policy(database: Database) -> None:
    with psycopg.connect(database.url(Role.OWNER)) as owner:
        # A row of accounts.channel keeps how high its key may read; it has no class of its own to be seen by.
        classed = found(
            owner,
            "SELECT n.nspname || '.' || c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE a.attname = 'class' AND c.relkind IN ('r', 'p')"
            " AND n.nspname !~ '^(pg_|information_schema|accounts)' AND c.relpersistence = 'p'",
        )
        forced = found(owner, "SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        policies = owner.execute(
            "SELECT schemaname || '.' || tablename, roles::text[], cmd, permissive, qual = with_check, qual"
            " FROM pg_policies"
        ).fetchall()
    assert classed >= {"datasets.dataset", "datasets.feature", "projects.project"}
    assert forced >= classed | PROTECTED
    assert classed >= {"core.audit_event"}
    # A saved map is seen by who owns it and by the class of its layer in front: tests/app/maps/saved/test_models.py.
    for table in (classed | PROTECTED) - {"core.audit_event", "projects.past", "maps.saved_map"}:
        mine = {tuple(sorted(roles)): rest for name, roles, *rest in policies if name == table}
        sums = mine.pop(("phaen_aggregates",), None)
        assert (sums is not None) is (table == "datasets.feature"), table
        through_views = mine.pop(("phaen_views",), None)
        own = ("phaen_app", "phaen_jobs") if through_views else ("phaen_app", "phaen_jobs", "phaen_views")
        assert set(mine) == {("phaen_owner",), own}, table
        # Who reads a row may write it, save that everybody reads the name of an executive.
        alike = {True, False} if table == "organizations.person" else {True}
        assert {tuple(rest[:3]) for rest in mine.values()} == {("ALL", "PERMISSIVE", each) for each in alike}, table
        assert mine["phaen_owner",][3] == "true"
        assert re.search(r"core\.(seen|sight|viewer)\(", mine[own][3]), table
        if through_views:
            assert through_views[:3] == ["SELECT", "PERMISSIVE", None], table
            assert sight_called(through_views[3]) == mine[own][3], table


def test_the_past_is_read_by_class_written_by_triggers_and_dated_back_for_inventions(database: Database) -> None:
    with psycopg.connect(database.url(Role.OWNER)) as owner:
        policies = owner.execute(
            "SELECT cmd, roles::text[], qual, with_check FROM pg_policies"
            " WHERE schemaname = 'projects' AND tablename = 'past' ORDER BY cmd"
        ).fetchall()
        granted = found(
            owner,
            "SELECT grantee || ' ' || privilege_type FROM information_schema.role_table_grants"
            " WHERE table_schema = 'projects' AND table_name = 'past' AND grantee <> 'phaen_owner'",
        )
    (all_, owners, *_), (select, readers, seen, _), (update, actors, invented, kept) = policies
    assert (all_, owners) == ("ALL", ["phaen_owner"])
    assert (select, set(cast(list[str], readers))) == ("SELECT", {"phaen_app", "phaen_jobs", "phaen_views"})
    assert re.search(r"core\.viewer\(.*core\.seen\(", str(seen), re.DOTALL)
    assert (update, set(cast(list[str], actors))) == ("UPDATE", {"phaen_app", "phaen_jobs"})
    assert invented == kept
    assert "is_synthetic" in str(invented)
    assert granted == {"phaen_app SELECT", "phaen_jobs SELECT", "phaen_views SELECT"}, "UPDATE is of two columns"


def sight_called(condition: str) -> str:
    """A condition that verifies the viewer itself, as it stands where ``core.sight()`` does that."""
    itself = r"\( SELECT core\.sight_read\(.*?\) AS sight_read\s+FROM core\.viewer_key\)"
    return re.sub(itself, "( SELECT core.sight() AS sight)", condition, flags=re.DOTALL)


def test_the_log_is_read_by_class_and_written_by_all_who_act(database: Database) -> None:
    with psycopg.connect(database.url(Role.OWNER)) as owner:
        policies = owner.execute(
            "SELECT roles::text[], cmd, permissive, coalesce(qual, with_check) FROM pg_policies"
            " WHERE tablename = 'audit_event' ORDER BY cmd"
        ).fetchall()
    said = {cmd: (sorted(roles), permissive, rule) for roles, cmd, permissive, rule in policies if cmd != "SELECT"}
    assert said == {
        "ALL": (["phaen_owner"], "PERMISSIVE", "true"),
        "INSERT": (["phaen_app", "phaen_jobs"], "PERMISSIVE", "true"),
    }
    read = {sorted(roles)[0]: rule for roles, cmd, _, rule in policies if cmd == "SELECT"}
    assert set(read) == {"phaen_app", "phaen_jobs"}
    assert read["phaen_jobs"] == "true", "the sealer sees every act"
    assert "core.seen('classes'" in read["phaen_app"]


def test_every_view_is_a_barrier_of_the_views_role_which_obeys_the_policies(filled: Database) -> None:
    with psycopg.connect(filled.url(Role.OWNER)) as owner:
        rows = owner.execute(
            "SELECT c.relname, pg_get_userbyid(c.relowner), c.reloptions::text FROM pg_class c"
            " WHERE c.relnamespace = 'published'::regnamespace AND c.relkind = 'v'"
        ).fetchall()
        strong = owner.execute(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname LIKE 'phaen\\_%'"
        ).fetchall()
    names = {row[0] for row in rows}
    assert {"rivers", "rivers__whole", "facilities__whole", "projects__whole"} <= names
    sums = {row[0] for row in rows if row[1] == "phaen_aggregates"}
    assert sums == {"vulnerable_subdistricts"}, "what else is summed over rows that nobody may read?"
    assert {row[1:] for row in rows if row[0] not in sums} == {("phaen_views", "{security_barrier=true}")}
    assert {row[2] for row in rows} == {"{security_barrier=true}"}
    assert {row[0] for row in strong} == {False}


def test_nobody_is_granted_what_lies_under_a_veil(filled: Database) -> None:
    with psycopg.connect(filled.url(Role.OWNER)) as owner:
        for role in (Role.APP, Role.PUBLIC, Role.ANALYST, Role.JOBS):
            granted = found(
                owner,
                "SELECT relname FROM pg_class WHERE relnamespace = 'published'::regnamespace AND relkind = 'v'"
                f" AND has_table_privilege('{role}', oid, 'SELECT')",
            )
            assert not [name for name in granted if name.endswith("__whole")]
            assert ("rivers" in granted) is (role is not Role.PUBLIC)
            assert ("flood_zones" in granted) is (role in (Role.APP, Role.JOBS))


@pytest.mark.parametrize("role", [Role.APP, Role.JOBS])
@pytest.mark.parametrize("caller", CALLERS)
def test_a_signed_viewer_meets_exactly_his_rows_in_every_table(filled: Database, caller: str, role: Role) -> None:
    viewer = viewer_of(filled, caller)
    mine = [row for row in ROWS if row.rank.is_for(viewer)]
    features = {str(row.number) for row in mine if isinstance(row, Brought)}
    planned = {str(row.key) for row in mine if isinstance(row, Planned)}
    with looking(filled, None if caller == "public" else viewer, role) as connection:
        assert found(connection, "SELECT id FROM datasets.feature WHERE attributes::text LIKE '%SECRET%'") == features
        for table, key in (("project", "id"), ("site", "id")):
            assert found(connection, f"SELECT {key} FROM projects.{table} WHERE {key} IN ({LISTED})") == planned
        located = {str(row.key) for row in mine if isinstance(row, Planned) and row.rank.area}
        assert found(connection, f"SELECT project_id FROM projects.site_area WHERE project_id IN ({LISTED})") == located
        persons = count(connection, "SELECT count(*) FROM organizations.person")
    assert (persons > 0) is (caller != "public")


AGENCIES: tuple[frozenset[str] | None, ...] = (
    None, frozenset(), frozenset({"works"}), frozenset({"works", "office"}),
)  # fmt: skip
AREAS: tuple[frozenset[str] | None, ...] = (
    None, frozenset(), frozenset({"98"}), frozenset({"9801"}), frozenset({"980102"}), frozenset({"9801", "980201"}),
)  # fmt: skip
PURPOSES: tuple[frozenset[str] | None, ...] = (None, frozenset(), frozenset({"social-welfare"}))


@pytest.mark.parametrize(
    "agencies", AGENCIES, ids=lambda each: "all" if each is None else " ".join(sorted(each)) or "no"
)
def test_every_way_to_be_narrowed_shows_exactly_what_it_says(filled: Database, agencies: frozenset[str] | None) -> None:
    """One agency or area is told by a word, more than one by a list; either way the rows are those of the rule."""
    with psycopg.connect(filled.url(Role.APP)) as connection:
        for areas, purposes in itertools.product(AREAS, PURPOSES):
            viewer = Viewer("X-1", frozenset(Read), agencies, areas, purposes)
            say(connection, signed(viewer, filled.viewer_key()))
            mine = [row for row in ROWS if row.rank.is_for(viewer)]
            features = {str(row.number) for row in mine if isinstance(row, Brought)}
            told = "SELECT id FROM datasets.feature WHERE attributes::text LIKE '%SECRET%'"
            assert found(connection, told) == features, viewer
            planned = {str(row.key) for row in mine if isinstance(row, Planned)}
            assert found(connection, f"SELECT id FROM projects.project WHERE id IN ({LISTED})") == planned, viewer


LISTED = ", ".join(f"'{row.key}'" for row in ROWS if isinstance(row, Planned))


@pytest.mark.parametrize("caller", CALLERS)
def test_the_views_show_a_signed_viewer_what_the_tables_do(filled: Database, caller: str) -> None:
    viewer = viewer_of(filled, caller)
    mine = {str(row.number) for row in ROWS if isinstance(row, Brought) and row.rank.is_for(viewer)}
    veiled = {"rivers": Read.INTERNAL, "flood_zones": Read.CONFIDENTIAL}
    numbers = {str(row.number): row.dataset for row in ROWS if isinstance(row, Brought)}
    with looking(filled, viewer) as connection:
        for view in ("roads", "facilities", "rivers", "flood_zones"):
            shown = found(connection, f"SELECT id FROM published.{view}") & set(numbers)
            expected = {number for number in mine if numbers[number] == view}
            assert shown == (expected if veiled.get(view, Read.PUBLIC) in viewer.classes else set()), view


@pytest.mark.parametrize(
    ("caller", "seen"),
    [
        ("public", (False, False, False)),
        ("O-2", (True, False, False)),
        ("S-1", (True, True, False)),
        ("G-1", (True, False, True)),
    ],
)
def test_a_veil_hides_an_attribute_above_the_viewer(
    filled: Database, caller: str, seen: tuple[bool, bool, bool]
) -> None:
    with looking(filled, viewer_of(filled, caller)) as connection:
        row = connection.execute(
            "SELECT (SELECT count(name_en) > 0 FROM published.facilities), (SELECT count(area_code) > 0 FROM"
            " published.facilities), (SELECT count(length_km) > 0 FROM published.roads)"
        ).fetchone()
    assert row == seen


@pytest.mark.parametrize(("role", "classes"), [(Role.PUBLIC, {"public"}), (Role.ANALYST, {"public", "internal"})])
def test_a_login_of_its_own_is_who_it_is_whatever_it_was_signed_for_another(
    filled: Database, role: Role, classes: set[str]
) -> None:
    """The analyst cannot even say who looks: the function that would is closed to him (ADR 62)."""
    if role is Role.ANALYST:
        said = signed(EVERYTHING, filled.viewer_key())
        with looking(filled, None, role) as closed, pytest.raises(psycopg.errors.InsufficientPrivilege, match="set_config"):
            say(closed, said)
    with looking(filled, None if role is Role.ANALYST else EVERYTHING, role) as connection:
        assert found(connection, "SELECT DISTINCT class FROM published.roads") == classes


def test_no_login_but_the_owner_can_put_an_operator_before_ours(filled: Database) -> None:
    """The functions that find out who looks name all but operators whole; so nobody may create in any schema."""
    with psycopg.connect(filled.url(Role.OWNER)) as owner:
        for role in set(LOGIN_ROLES) - {Role.OWNER}:
            assert (
                found(owner, f"SELECT nspname FROM pg_namespace WHERE has_schema_privilege('{role}', oid, 'CREATE')")
                == set()
            )


@pytest.mark.parametrize(
    ("caller", "row"),
    [
        ("O-2", ("confidential", None, None)),
        ("O-2", ("personal", None, None)),
        ("S-1", ("personal", None, None)),
        ("W-1", ("internal", "office", "980101")),
        ("W-1", ("internal", None, None)),
        ("D-1", ("internal", "office", "980201")),
        ("D-1", ("internal", "office", None)),
    ],
)
def test_nobody_writes_what_he_may_not_see(filled: Database, caller: str, row: tuple[str | None, ...]) -> None:
    with looking(filled, viewer_of(filled, caller)) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(INSERT, row)
        connection.rollback()


@pytest.mark.parametrize(
    ("caller", "row"),
    [("O-2", ("internal", None, None)), ("W-1", ("internal", "works", None)), ("D-1", ("internal", None, "980102"))],
)
def test_what_one_may_see_one_may_write_and_not_lift_above_oneself(
    filled: Database, caller: str, row: tuple[str | None, ...]
) -> None:
    with looking(filled, viewer_of(filled, caller)) as connection:
        assert connection.execute(INSERT, row).rowcount == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute("UPDATE datasets.feature SET class = 'confidential' WHERE class = 'internal'")
        connection.rollback()


def test_what_one_may_not_see_one_cannot_change_or_delete(filled: Database) -> None:
    with looking(filled, viewer_of(filled, "O-2")) as connection:
        for statement in ("UPDATE datasets.feature SET agency = 'x'", "DELETE FROM datasets.feature"):
            connection.execute(f"{statement} WHERE class IN ('confidential', 'personal')".encode())
            assert connection.execute(f"{statement} WHERE class = 'secret'".encode()).rowcount == 0
        connection.rollback()
    with looking(filled, EVERYTHING) as connection:
        assert count(connection, "SELECT count(*) FROM datasets.feature WHERE agency = 'x'") == 0
