"""Two lines: with any one check of the application gone the database still denies, and with any one policy gone, the
application.

Every row that is not for the caller carries a word that is sought in whatever the roads answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import _lru_cache_wrapper

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import true
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.cluster import Database
from app.core.database import engine_of
from app.core.roles import Role
from app.core.viewing import show_to
from app.datasets import queries as datasets
from app.maps import panels
from app.projects import queries as projects
from app.projects import sight
from app.projects.models import Project
from gis import access, catalog, layer, mvt, statement
from gis.access import Read
from tests.province import VULNERABLE
from tests.seeing.conftest import Start, viewer_of
from tests.seeing.rows import Brought, Planned, some_rows, write

Copies = Callable[[str], AbstractContextManager[Database]]
ROWS = some_rows(11)
CALLERS = ("public", "W-1", "D-1", "S-1")
"""One for each thing that narrows sight: class, agency, area, purpose."""
VIEWS = ("roads", "facilities", "rivers", "flood_zones", "projects")
OF_A_LAYER = ("/ogc/collections/{}/items?limit=1000", "/tiles/{}/6/49/29.mvt", "/maps/{}")
ROADS = [road.format(view) for view in VIEWS for road in OF_A_LAYER]
ROADS += ["/feeds/roads.csv", "/feeds/facilities.geojson", "/maps/roads.svg", "/places/9801"]

CHECKS: dict[str, tuple[object, str, object]] = {
    "the filter of rows": (statement, "_visible", lambda _layer, _shape: []),
    "the scope of agencies": (statement, "_of_agency", lambda _column, _shape: []),
    "the scope of areas": (statement, "_in_area", lambda _column, _shape: []),
    "the areas that rows touch": (statement, "_touches_area", lambda _column, _shape: []),
    "the classes and purposes": (access.Visible, "cleared_for", lambda _self, _purpose: frozenset(Read)),
    "the class of the layer": (layer.Layer, "visible_to", lambda _self, _visible: True),
    "the classes of attributes": (catalog.Catalog, "_seen", lambda _self, whole, _visible: whole),
    "what a panel needs": (
        panels,
        "_layer",
        lambda request, _viewer, name, *_needed: request.app.state.catalog._layers[name],
    ),
    "the filter of features": (datasets, "_may_see", lambda _viewer: true()),
    "the filter of datasets": (datasets, "_may_see_dataset", lambda _viewer: true()),
    "the filter of projects": (sight, "may_see", lambda _viewer: true()),
    "the filter of sites": (sight, "sees_site", lambda _viewer: true()),
    "the filter of their parts": (sight, "lies_within", lambda _viewer, _code: true()),
}
"""Every condition of the application on who may see what: where it stands, and what is left when it is gone."""
POLICIES = (
    "datasets.dataset", "datasets.feature", "projects.project", "projects.site", "projects.site_area",
)  # fmt: skip


@pytest.fixture(scope="module")
def filled(copies: Copies) -> Iterator[Database]:
    with copies("mutants") as database:
        write(database, ROWS)
        yield database


@pytest.fixture
def mutant(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """One check is gone, and every statement that was built with it."""
    where, name, instead = CHECKS[request.param]
    forget()
    monkeypatch.setattr(where, name, instead)
    yield request.param
    monkeypatch.undo()
    forget()


def forget() -> None:
    for made in (*vars(statement).values(), *vars(mvt).values()):
        if isinstance(made, _lru_cache_wrapper):
            made.cache_clear()


def hidden_from(viewer: Viewer) -> list[Brought | Planned]:
    return [row for row in ROWS if not row.rank.is_for(viewer)]


def answers(client: TestClient, database: Database, caller: str) -> dict[str, bytes]:
    """What each road answers; as to a browser that draws the map itself, so that a page does not hold the drawing as well."""
    headers = {"Cookie": f"{client.headers.get('cookie', 'lang=th')}; webgl2=1"}
    return {road: client.get(road, headers=headers).content for road in (*ROADS, *singles(caller, database))}


def slips(client: TestClient, database: Database, caller: str) -> list[str]:
    """Each hidden row that an answer tells of."""
    hidden = [row.name.encode() for row in hidden_from(viewer_of(database, caller))]
    assert len(hidden) > 20
    told = answers(client, database, caller)
    return [f"{road}: {name.decode()}" for road, body in told.items() for name in hidden if name in body]


def singles(caller: str, database: Database) -> list[str]:
    """The addresses of some hidden rows."""
    hidden = hidden_from(viewer_of(database, caller))[:4]
    return [
        template.format(row.dataset if isinstance(row, Brought) else "projects",
                        row.number if isinstance(row, Brought) else row.key)
        for row in hidden
        for template in ("/ogc/collections/{}/items/{}", "/maps/{}/features/{}")
    ]  # fmt: skip


def asked(database: Database, viewer: Viewer) -> str:
    """What the queries of records answer, in one text."""
    engine = engine_of(database, pool_size=1)
    with Session(engine) as session:
        show_to(session, viewer)
        told = [str(entry) for entry in datasets.datasets(session, viewer=viewer)]
        for code in ("98", "9801"):
            told += [str(entry) for entry in projects.projects_in_area(session, code, viewer=viewer)]
        for row in [row for row in hidden_from(viewer) if isinstance(row, Planned)][:8]:
            told += _parts(session, row, viewer)
    engine.dispose()
    return "\n".join(told)


def _parts(session: Session, row: Planned, viewer: Viewer) -> list[str]:
    whole = Project(id=row.key)
    sites = projects.sites_of(session, whole, viewer=viewer)
    return [row.name] * len(sites) + [row.name for _ in projects.areas_of(session, whole, viewer=viewer)]


def told_of(database: Database, caller: str) -> list[str]:
    viewer = viewer_of(database, caller)
    told = asked(database, viewer)
    return [row.name for row in hidden_from(viewer) if row.name in told]


def features_counted(database: Database, viewer: Viewer) -> int:
    engine = engine_of(database, pool_size=1)
    with Session(engine) as session:
        show_to(session, viewer)
        counted = sum(entry.features for entry in datasets.datasets(session, viewer=viewer))
    engine.dispose()
    return counted


def features_for(viewer: Viewer) -> int:
    """Those of the rows, the four of the toy province that are public, and its households for whoever is for welfare."""
    is_for_welfare = Read.PERSONAL in viewer.classes and "social-welfare" in (viewer.purposes or ())
    households = sum(VULNERABLE.values()) if is_for_welfare else 0
    return 4 + households + sum(row.rank.is_for(viewer) for row in ROWS if isinstance(row, Brought))


@pytest.mark.parametrize("caller", CALLERS)
def test_with_both_lines_nothing_slips(filled: Database, start: Start, caller: str) -> None:
    viewer, body = viewer_of(filled, caller), b"".join(answers(start(filled, caller), filled, caller).values())
    assert [row.name for row in hidden_from(viewer) if row.name.encode() in body] == []
    assert sum(row.name.encode() in body for row in ROWS if row.rank.is_for(viewer)) > 20
    assert told_of(filled, caller) == []
    assert features_counted(filled, viewer) == features_for(viewer)


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("mutant", CHECKS, indirect=True)
def test_without_one_check_of_the_application_the_database_denies(
    filled: Database, start: Start, mutant: str, caller: str
) -> None:
    assert mutant in CHECKS
    assert slips(start(filled, caller), filled, caller) == []
    assert told_of(filled, caller) == []
    viewer = viewer_of(filled, caller)
    assert features_counted(filled, viewer) == features_for(viewer)


@pytest.fixture(params=POLICIES)
def open_table(request: pytest.FixtureRequest, filled: Database) -> Iterator[str]:
    """A table of which every login reads every row."""
    name = request.param.rpartition(".")[2]
    with psycopg.connect(filled.url(Role.OWNER), autocommit=True) as owner:
        readers = "phaen_app, phaen_jobs, phaen_views"
        owner.execute(f"CREATE POLICY {name}_open ON {request.param} TO {readers} USING (true)".encode())
        yield request.param
        owner.execute(f"DROP POLICY {name}_open ON {request.param}".encode())


@pytest.mark.parametrize("caller", CALLERS)
def test_without_one_policy_of_the_database_the_application_denies(
    filled: Database, start: Start, open_table: str, caller: str
) -> None:
    assert open_table in POLICIES
    assert slips(start(filled, caller), filled, caller) == []
    assert told_of(filled, caller) == []


def test_without_both_lines_the_rows_are_there_to_be_found(
    filled: Database, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the tests above would see nothing wherever they look."""
    forget()
    monkeypatch.setattr(statement, "_visible", lambda _layer, _shape: [])
    with psycopg.connect(filled.url(Role.OWNER), autocommit=True) as owner:
        owner.execute("CREATE POLICY feature_open ON datasets.feature TO phaen_app, phaen_views USING (true)")
        try:
            client = start(filled, "W-1")
            found = slips(client, filled, "W-1")
        finally:
            owner.execute("DROP POLICY feature_open ON datasets.feature")
    monkeypatch.undo()
    forget()
    assert {road.partition(":")[0].split("/")[1] for road in found} >= {"ogc", "feeds", "tiles", "maps"}
