"""The figures that are kept beside the ledger say what the ledger and the places say, whatever was written, for whoever looks.

``published.budget_places`` and ``published.project_years`` count them anew at each reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as settled
from hypothesis import strategies as st

from app.core.authority import EVERYTHING, PUBLIC, Viewer
from app.core.cluster import Database
from app.core.roles import Role
from app.core.viewing import signed
from gis.access import Read

BANGKOK = ZoneInfo("Asia/Bangkok")
INSIDE = frozenset({Read.PUBLIC, Read.INTERNAL})
WIDE = {"everything": EVERYTHING, "public": PUBLIC, "works": Viewer("w", INSIDE, frozenset({"works"}))}
DISTRICT = Viewer("d", INSIDE, areas=frozenset({"9801"}))
ASKED = {
    "counted": "SELECT project_id, fiscal_year, source, placement, area_code, (received_baht * 100)::numeric(30),"
    " (obligated_baht * 100)::numeric(30), (disbursed_baht * 100)::numeric(30) FROM published.budget_places",
    "kept": "SELECT project_id, fiscal_year, source, placement, area_code, received, obligated, disbursed, weight, geom"
    " FROM published.project_statistics WHERE source IS NOT NULL",
    "years": "SELECT project_id, fiscal_year FROM published.project_years",
    "kept_years": "SELECT project_id, fiscal_year FROM published.project_statistics",
}
PROJECTS = tuple(f"(SELECT id FROM projects.project WHERE reference = 'P-{n}')" for n in (1, 2, 3))
AREAS = ("980101", "980102", "980201", "980301")
POINT = "SRID=4326;POINT(100.25 15.5)"
Connection = psycopg.Connection[tuple[object, ...]]
Sums = dict[tuple[object, ...], tuple[int, int, int]]
Write = tuple[str, ...]


@pytest.fixture(scope="module")
def connection(database: Database) -> Iterator[Connection]:
    """One session, so that each question is planned once; what is written is rolled back."""
    with psycopg.connect(database.url(Role.APP), prepare_threshold=0) as made:
        yield made


def look(connection: Connection, database: Database, viewer: Viewer) -> None:
    connection.execute("SELECT set_config('phaen.viewer', %s, true)", [signed(viewer, database.viewer_key())])


def on(connection: Connection, days: int) -> None:
    day = "" if days == 0 else (datetime.now(BANGKOK).date() + timedelta(days=days)).isoformat()
    connection.execute("SELECT set_config('phaen.true_on', %s, true)", [day])


def ask(connection: Connection, name: str) -> list[tuple[object, ...]]:
    return connection.execute(ASKED[name].encode(), prepare=True).fetchall()


def added(rows: list[tuple[object, ...]]) -> Sums:
    """The three sums of each project, year, source and part."""
    found: Sums = defaultdict(lambda: (0, 0, 0))
    for row in rows:
        before = found[row[:5]]
        found[row[:5]] = tuple(a + int(str(b)) for a, b in zip(before, row[5:8], strict=True))  # type: ignore[assignment]
    return dict(found)


def by_line(sums: Sums) -> Sums:
    """The same of each project, year and source."""
    return added([(*key[:3], None, None, *values) for key, values in sums.items()])


def event(project: str, source: str, satang: int, days: int, kind: str = "allocated") -> Write:
    of = f"(SELECT id FROM budgets.budget_line WHERE project_id = {project} ORDER BY (source = '{source}') DESC, id LIMIT 1)"
    return (
        "INSERT INTO budgets.ledger_event (id, line_id, project_id, appropriation_year, road, kind, amount_satang, occurred_on,"
        f" document_no, by_position, by_title) SELECT gen_random_uuid(), id, project_id, fiscal_year, road, '{kind}', {satang},"
        f" current_date + {days}, 'x', 'O-2', 't' FROM budgets.budget_line WHERE id = {of}",
    )


def line(project: str, source: str, year: int) -> Write:
    return (
        "INSERT INTO budgets.budget_line (id, reference, project_id, fiscal_year, source, class5, road, is_synthetic)"
        f" SELECT gen_random_uuid(), 'R-' || gen_random_uuid(), {project}, {year}, '{source}', 'operating', 'direct', true"
        f" WHERE NOT EXISTS (SELECT FROM budgets.budget_line WHERE project_id = {project} AND fiscal_year = {year}"
        f" AND source = '{source}')",
    )


def unline(project: str) -> Write:
    return (f"DELETE FROM budgets.budget_line WHERE is_synthetic AND project_id = {project}",)


def places(project: str, parts: list[tuple[str, int]]) -> Write:
    """The sites of a project anew: of an area, of two, of the province, or of no known place, in these proportions."""
    whole, left, writes = (
        sum(weight for _, weight in parts),
        1_000_000,
        [f"DELETE FROM projects.site WHERE project_id = {project}"],
    )
    for number, (place, weight) in enumerate(parts, start=1):
        share = left if number == len(parts) else 1_000_000 * weight // whole
        left -= share
        geom = "NULL" if place in ("wide", "nowhere") else f"'{POINT}'"
        most = f"'{place}'" if place in AREAS else "'980201'" if place == "two" else "NULL"
        site = (
            "INSERT INTO projects.site (id, project_id, role, share_ppm, geom, area_code, precision, is_province_wide) VALUES"
            f" (gen_random_uuid(), {project}, 'site', {share}, {geom}, {most}, '{'none' if geom == 'NULL' else 'gps'}',"
            f" {place == 'wide'})"
            " RETURNING id"
        )
        areas = (
            [(place, 1_000_000)]
            if place in AREAS
            else [("980102", 333_333), ("980201", 666_667)]
            if place == "two"
            else []
        )
        values = ", ".join(f"((SELECT id FROM made), {project}, '{code}', {ppm})" for code, ppm in areas)
        into = f"INSERT INTO projects.site_area (site_id, project_id, area_code, share_ppm) VALUES {values}"
        writes += [f"WITH made AS ({site}) {into}"] if areas else [site]
    return tuple(writes)


def told(project: str, change: str) -> Write:
    return (f"UPDATE projects.project SET {change} WHERE id = {project}",)


WHOSE = st.sampled_from(PROJECTS)
SOURCES = st.sampled_from(["province", "cluster", "local"])
PLACE = st.sampled_from([*AREAS, "two", "two", "wide", "nowhere", "outside"])
CHANGES = st.sampled_from(["class = 'internal'", "class = 'public'", "agency = 'works'", "agency = NULL", "last_year = 2571",
                           "fiscal_year = 2567", "class = 'confidential'", "area_codes = '{980102}'"])  # fmt: skip
WRITES = st.one_of(
    st.builds(event, WHOSE, SOURCES, st.integers(1, 10**11), st.sampled_from([-40, 0, 3, 30])),
    st.builds(line, WHOSE, SOURCES, st.sampled_from([2568, 2569, 2571])),
    st.builds(places, WHOSE, st.lists(st.tuples(PLACE, st.integers(1, 9)), min_size=1, max_size=4)),
    st.builds(told, WHOSE, CHANGES),
    st.builds(unline, WHOSE),
)


@settled(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(writes=st.lists(WRITES, min_size=1, max_size=6), days=st.sampled_from([0, 0, 3, 29]))
def test_what_is_kept_is_what_is_counted_after_any_writes(
    connection: Connection, database: Database, writes: list[Write], days: int
) -> None:
    connection.rollback()  # what an example wrote that has failed
    look(connection, database, EVERYTHING)
    for statement in (each for write in writes for each in write):
        connection.execute(statement.encode())
    on(connection, days)
    whole = added(ask(connection, "kept"))
    for name, viewer in WIDE.items():
        look(connection, database, viewer)
        kept = ask(connection, "kept")
        assert added(kept) == added(ask(connection, "counted")), name
        assert set(ask(connection, "kept_years")) == set(ask(connection, "years")), name
        assert added(kept).items() <= whole.items()
    look(connection, database, EVERYTHING)
    look(connection, database, DISTRICT)
    own, counted = (added(ask(connection, name)) for name in ("kept", "counted"))
    # A part has what it has for everybody; counted anew, an odd satang may stand at another part of a narrowed viewer's.
    assert own.keys() == counted.keys()
    assert by_line(own) == by_line(counted)
    assert {key: sums for key, sums in own.items() if key[3] == "located"}.items() <= whole.items()
    connection.rollback()


def test_a_part_is_divided_over_its_sites_and_each_has_its_place(connection: Connection, database: Database) -> None:
    """P-1 has 1,000,000.00 baht: now two of three parts at two sites of 980102, and a third without a known place."""
    look(connection, database, EVERYTHING)
    for statement in places(PROJECTS[0], [("980102", 1), ("980102", 1), ("nowhere", 1)]):
        connection.execute(statement.encode())
    rows = [
        row for row in ask(connection, "kept") if row[5] in (33_333_300, 33_333_400, 33_333_333, 33_333_334, 33_333_400)
    ]
    assert [(row[3], row[5], row[8], row[9] is not None) for row in sorted(rows, key=lambda row: (str(row[3]), str(row[5])))] == [
        ("located", 33_333_300, 666_666_000_000, True), ("located", 33_333_300, 666_666_000_000, True),
        ("unlocated", 33_333_400, 333_334_000_000, False),
    ]  # fmt: skip
    connection.rollback()


def test_a_past_day_is_not_answered_by_what_is_kept_for_today(connection: Connection, database: Database) -> None:
    look(connection, database, EVERYTHING)
    on(connection, -1)
    assert ask(connection, "kept_years") == []
    assert ask(connection, "years")
    connection.rollback()


@pytest.mark.parametrize("role", [Role.APP, Role.JOBS, Role.PUBLIC, Role.ANALYST])
def test_nobody_reads_what_is_kept_save_through_the_views(database: Database, role: Role) -> None:
    with psycopg.connect(database.url(role)) as reader, pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("SELECT 1 FROM derived.project_figure")


@pytest.mark.parametrize("role", [Role.APP, Role.JOBS])
def test_nobody_counts_again_but_the_triggers(database: Database, role: Role) -> None:
    with psycopg.connect(database.url(role)) as writer, pytest.raises(psycopg.errors.InsufficientPrivilege):
        writer.execute("SELECT derived.count_projects('{}')")


def test_the_views_owner_sees_of_it_only_what_the_viewer_may_see(database: Database) -> None:
    """The second line: the table itself shows the figures of the projects that the signed viewer sees, and no others."""
    with psycopg.connect(database.url(Role.OWNER)) as owner:
        found = owner.execute(
            "SELECT roles::text[], cmd, qual FROM pg_policies WHERE tablename = 'project_figure' ORDER BY policyname"
        ).fetchall()
        forced = owner.execute(
            "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'derived.project_figure'::regclass"
        ).fetchone()
    (_, _, kept), (readers, act, seen) = found
    assert forced == (True,)
    assert kept == "true"
    assert (readers, act) == (["phaen_views"], "SELECT")
    assert "projects.project" in str(seen)
