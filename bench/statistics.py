"""Statistics of 20,000 projects by district, year and source: cold against the bare sum of what is kept, and unchanged; and
how long it takes to read their sites and their money through the views that maps are made of."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Any

import psycopg
from starlette.testclient import TestClient

from app.core.addresses import Database
from app.core.authority import EVERYTHING, PUBLIC, Viewer
from app.core.cluster import create_database, drop_database
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.settings import Settings
from app.main import create_service
from bench.ground import ground
from bench.pace import Pace
from bench.projects import lay
from bench.report import Row, row, tell
from bench.seeing import looking
from gis import statement, statistics
from gis.access import Read
from gis.catalog import Catalog
from gis.layer import Layer
from gis.question import Question, Shape

LAYER, BY = "projects", ("district", "fiscal_year", "source")
NAME = "statistics"
INSIDE = frozenset({Read.PUBLIC, Read.INTERNAL})
VIEWERS = {
    "public": PUBLIC,
    "all agencies": Viewer("analyst", INSIDE),
    "one agency": Viewer("works", INSIDE, frozenset({"works"})),
}
GOAL, GOAL_UNCHANGED, GOAL_SITES, GOAL_MONEY = 5.0, 5.0, 20.0, 20.0
FLOOR = """
SELECT left(area_code, 4), fiscal_year, source, count(DISTINCT project_id), sum(received), sum(obligated), sum(disbursed)
FROM derived.project_figure WHERE current_date BETWEEN from_on AND until_on - 1 GROUP BY 1, 2, 3
"""
COLD = (
    "ms of the statement, as the viewer's role, told who looks, taking turns; floor: the owner's bare aggregate over what is"
    " kept, without viewers, places, names and the whole"
)
SITES_FLOOR = "SELECT count(*) FROM projects.project JOIN projects.site ON project_id = project.id WHERE geom IS NOT NULL"
SITES = (
    "ms of counting the sites of the layer of projects, as the viewer's role, taking turns; floor: the owner's bare join of the"
    " two tables, without viewers and the past"
)
MONEY_LAYER, MONEY_VALUE = "budget_districts", "received_million"
MONEY_FLOOR = """
SELECT left(part.area_code, 4), sum(event.amount_satang * site.share_ppm::numeric * part.share_ppm / 1000000000000)
FROM budgets.ledger_event AS event JOIN projects.site USING (project_id) JOIN projects.site_area AS part ON site_id = site.id
WHERE event.kind = 'allocated' GROUP BY 1
"""
MONEY = (
    "ms of the values of the map of money by district, as the viewer's role, taking turns; floor: the owner's bare join of"
    " ledger, sites and their parts, without viewers, the past, the year and largest remainders"
)
UNCHANGED = (
    "ms of an answer to the public that has been asked for before, in process; floor: /healthz by the same client"
)


def measure(settings: Settings, pace: Pace) -> Iterator[Row]:
    """A row for each viewer, and one for an answer that is remembered."""
    with ground(settings, pace.country) as owner:
        main = Database(owner, settings.secrets, is_embedded=True)
        with laid(main, pace.projects) as database:
            for name, viewer in VIEWERS.items():
                tell(f"สถิติของ {name}", f"statistics of {name}")
                figures = _in_turn(pace, database, viewer)
                yield row(f"statistics, {name}", "ms", figures, goal=GOAL, how=COLD, better="less")
                yield row(f"sites, {name}", "ms", _sites(pace, database, viewer), goal=GOAL_SITES, how=SITES, better="less")
                yield row(f"money, {name}", "ms", _money(pace, database, viewer), goal=GOAL_MONEY, how=MONEY, better="less")
            yield _unchanged(settings, database, pace)


@contextmanager
def laid(main: Database, projects: int) -> Iterator[Database]:
    """A copy of the ground with so many projects in one province."""
    drop_database(main, NAME)
    made = create_database(main, NAME, main.name)
    try:
        tell(f"โครงการ {projects:,}", f"projects {projects:,}")
        with psycopg.connect(made.url(Role.OWNER)) as connection:
            lay(connection, projects)
        with psycopg.connect(made.url(Role.OWNER), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        yield made
    finally:
        drop_database(main, NAME)


def _in_turn(pace: Pace, database: Database, viewer: Viewer) -> dict[str, list[float]]:
    visible, catalog = viewer.visible(), Catalog.read(LAYERS)
    layer = catalog.get(LAYER, visible)
    assert layer is not None
    question = Question()
    text = statistics.statement(layer, question.shape(visible), BY, catalog.get("districts", visible))
    values = question.bound(statistics.source_of(layer), visible)
    return _against(pace, database, viewer, (text, values), FLOOR)


def _sites(pace: Pace, database: Database, viewer: Viewer) -> dict[str, list[float]]:
    layer, shape, bound = _whole(LAYER, viewer)
    return _against(pace, database, viewer, (statement.count(layer, shape), bound), SITES_FLOOR)


def _money(pace: Pace, database: Database, viewer: Viewer) -> dict[str, list[float]]:
    layer, shape, bound = _whole(MONEY_LAYER, viewer)
    return _against(pace, database, viewer, (statement.values(layer, shape, MONEY_VALUE), bound), MONEY_FLOOR)


def _whole(name: str, viewer: Viewer) -> tuple[Layer, Shape, dict[str, Any]]:
    """A layer and what is asked when all of it is."""
    layer, question = Catalog.read(LAYERS).get(name, viewer.visible()), Question()
    assert layer is not None
    return layer, question.shape(viewer.visible()), question.bound(layer, viewer.visible())


def _against(
    pace: Pace, database: Database, viewer: Viewer, asked: tuple[str, dict[str, Any]], floor: str
) -> dict[str, list[float]]:
    """A statement with its values as the viewer reads it, and another as the owner does."""
    with ExitStack() as open_:
        role = Role.PUBLIC if viewer.is_public else Role.APP
        ours = open_.enter_context(looking(database, role, viewer))
        bare = open_.enter_context(looking(database, Role.OWNER, EVERYTHING))
        asks: dict[str, Callable[[], object]] = {
            "ours": lambda: ours.execute(asked[0].encode(), asked[1]).fetchall(),
            "floor": lambda: bare.execute(floor.encode()).fetchall(),
        }
        return _blocks(pace, asks)


def _unchanged(settings: Settings, database: Database, pace: Pace) -> Row:
    with TestClient(create_service(settings, database)) as client:
        address = f"/api/stats/{LAYER}?group_by={','.join(BY)}"
        client.get(address).raise_for_status()
        asks = {"ours": lambda: client.get(address).content, "floor": lambda: client.get("/healthz").content}
        figures = _blocks(pace, asks)
    return row("statistics, unchanged", "ms", figures, goal=GOAL_UNCHANGED, how=UNCHANGED, better="less")


def _blocks(pace: Pace, asks: Mapping[str, Callable[[], object]]) -> dict[str, list[float]]:
    """The p50 of each block in ms, one after the other in turn."""
    figures: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(pace.rounds):
        took: dict[str, list[float]] = {name: [] for name in asks}
        until = time.monotonic() + len(asks) * pace.seconds
        while time.monotonic() < until:
            for name, ask in asks.items():
                began = time.perf_counter()
                ask()
                took[name].append(time.perf_counter() - began)
        for name, times in took.items():
            figures[name].append(median(times) * 1000)
    return figures
