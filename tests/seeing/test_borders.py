"""Of a project for officials the place over a border is seen from both sides of it, and from nowhere else, now and then."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import psycopg
import pytest
from sqlalchemy import true
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.cluster import Database
from app.core.database import engine_of
from app.core.roles import Role
from app.core.viewing import show_to, signed
from app.projects import queries as projects
from app.projects import sight
from app.projects.models import Project
from gis import statement
from gis.access import Read
from tests.seeing.conftest import Start
from tests.seeing.rows import SECRET
from tests.seeing.test_mutants import forget

Copies = Callable[[str], AbstractContextManager[Database]]
OVER, BEYOND = uuid.UUID(int=0x37_01), uuid.UUID(int=0x37_02)
"""A road that begins in 9802, most of it, and ends in 9801; and one that lies in 9802 alone."""
PARTS = {OVER: {"980201": 700_000, "980102": 300_000}, BEYOND: {"980201": 1_000_000}}
WROTE = (
    "INSERT INTO projects.project (id, reference, title_th, kind, fiscal_year, state, class, agency, area_codes)"
    " VALUES (%(id)s, %(name)s, %(name)s, 'infrastructure', 2569, 'funded', 'internal', 'works', %(areas)s)",
    "INSERT INTO projects.site (id, project_id, geom, role, precision, share_ppm, area_code) VALUES (%(id)s, %(id)s,"
    " 'SRID=4326;LINESTRING(100.3 15.7,100.6 15.7)', 'site', 'gps', 1000000, '980201')",
    "INSERT INTO projects.site_area (site_id, project_id, area_code, share_ppm)"
    " SELECT %(id)s, %(id)s, * FROM unnest(%(areas)s::text[], %(shares)s::int[])",
)
DISTRICTS = {"9801": {OVER}, "9802": {OVER, BEYOND}, "9803": set[uuid.UUID]()}
ROADS = ("/ogc/collections/projects/items?limit=1000", "/tiles/projects/12/3189/1867.mvt", "/feeds/projects.geojson")


PAST = (
    "INSERT INTO projects.past (project_id, part, key, since, until, class, area_code, held)"
    " VALUES (%s, %s, %s, %s, %s, 'internal', %s, CASE WHEN %s THEN '{}'::jsonb END)"
)
LAY = [
    # the site, drawn anew at the end of February, March, May and June
    ("site", "", None, "2026-03-01", True), ("site", "", "2026-03-01", "2026-04-01", True),
    ("site", "", "2026-04-01", "2026-06-01", True), ("site", "", "2026-06-01", "2026-07-01", True),
    # 980103 was a part of it in March; 980102 is one since June
    ("site_area", "980103", None, "2026-03-01", False), ("site_area", "980103", "2026-03-01", "2026-04-01", True),
    ("site_area", "980102", None, "2026-06-01", False),
]  # fmt: skip


def name_of(key: uuid.UUID) -> str:
    return f"{SECRET}{key.int}"


@pytest.fixture(scope="module")
def bordered(copies: Copies) -> Iterator[Database]:
    with copies("borders") as database:
        with psycopg.connect(database.url(Role.OWNER)) as owner:
            for site, parts in PARTS.items():
                bound = {"id": site, "name": name_of(site), "areas": list(parts), "shares": list(parts.values())}
                for statement_ in WROTE:
                    owner.execute(statement_.encode(), bound)
            for part, area, since, until, was in LAY:
                key = f"{OVER}/{area}" if area else str(OVER)
                owner.execute(PAST, [OVER, part, key, since, until, area or "980201", was])
        yield database


def official(*areas: str) -> Viewer:
    return Viewer("X-1", frozenset({Read.PUBLIC, Read.INTERNAL}), None, frozenset(areas), frozenset())


def sites_in(database: Database, viewer: Viewer) -> set[uuid.UUID]:
    """The sites that the database shows to who forgets to ask."""
    with psycopg.connect(database.url(Role.APP)) as connection:
        connection.execute("SELECT set_config('phaen.viewer', %s, true)", [signed(viewer, database.viewer_key())])
        rows = connection.execute("SELECT id FROM projects.site WHERE id = ANY (%s)", [list(PARTS)]).fetchall()
    return {row[0] for row in rows}


def sites_told(database: Database, viewer: Viewer) -> set[uuid.UUID]:
    """The sites that the queries of the application tell."""
    engine = engine_of(database, pool_size=1)
    with Session(engine) as session:
        show_to(session, viewer)
        told = {key for key in PARTS if projects.sites_of(session, Project(id=key), viewer=viewer)}
    engine.dispose()
    return told


@pytest.fixture
def nothing_forbids(bordered: Database) -> Iterator[None]:
    """Every login reads every project and part: the application is alone."""
    tables = ("project", "site", "site_area")
    with psycopg.connect(bordered.url(Role.OWNER), autocommit=True) as owner:
        for table in tables:
            owner.execute(f"CREATE POLICY {table}_open ON projects.{table} TO phaen_app, phaen_views USING (true)".encode())
        yield
        for table in tables:
            owner.execute(f"DROP POLICY {table}_open ON projects.{table}".encode())


@pytest.mark.parametrize("district", DISTRICTS)
def test_the_database_shows_it_on_both_sides(bordered: Database, district: str) -> None:
    assert sites_in(bordered, official(district)) == DISTRICTS[district]
    assert sites_told(bordered, official(district)) == DISTRICTS[district]


@pytest.mark.parametrize("district", DISTRICTS)
@pytest.mark.usefixtures("nothing_forbids")
def test_the_application_alone_shows_the_same(bordered: Database, district: str) -> None:
    assert sites_in(bordered, official(district)) == set(PARTS), "nothing forbids"
    assert sites_told(bordered, official(district)) == DISTRICTS[district]


def test_without_the_first_line_the_database_shows_the_same(bordered: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sight, "may_see", lambda _viewer: true())
    monkeypatch.setattr(sight, "sees_site", lambda _viewer: true())
    for district, seen in DISTRICTS.items():
        assert sites_told(bordered, official(district)) == seen


def road_answers(start: Start, database: Database) -> dict[str, set[uuid.UUID]]:
    """Which sites each road tells the officer of district 9801."""
    client = start(database, "D-1")
    return {road: {key for key in PARTS if name_of(key).encode() in client.get(road).content} for road in ROADS}


def test_feed_tile_and_items_have_it_on_the_lesser_side(bordered: Database, start: Start) -> None:
    assert road_answers(start, bordered) == {road: {OVER} for road in ROADS}


@pytest.mark.usefixtures("nothing_forbids")
def test_feed_tile_and_items_ask_for_themselves(bordered: Database, start: Start) -> None:
    assert road_answers(start, bordered) == {road: {OVER} for road in ROADS}


def test_without_their_question_the_database_answers_alike(
    bordered: Database, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget()
    monkeypatch.setattr(statement, "_visible", lambda _layer, _shape: [])
    assert road_answers(start, bordered) == {road: {OVER} for road in ROADS}
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize(
    ("district", "months"),
    [("9801", {"2026-04-01", "2026-07-01"}), ("980102", {"2026-07-01"}), ("9803", set[str]()),
     # who knows the project no more knows nothing of its past
     ("980103", set[str]()), ("9802", {"2026-03-01", "2026-04-01", "2026-06-01", "2026-07-01"})],
)  # fmt: skip
def test_the_past_of_a_place_is_seen_by_where_it_lay_then(bordered: Database, district: str, months: set[str]) -> None:
    with psycopg.connect(bordered.url(Role.APP)) as connection:
        viewer = signed(official(district), bordered.viewer_key())
        connection.execute("SELECT set_config('phaen.viewer', %s, true)", [viewer])
        asked = "SELECT until::text FROM projects.past WHERE project_id = %s AND part = 'site'"
        assert {row[0] for row in connection.execute(asked, [OVER])} == months
