"""What the second line costs: the same statements under row security and in a copy of the database without it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from statistics import median

import psycopg

from app.core.addresses import Database
from app.core.authority import EVERYTHING, PUBLIC, Viewer
from app.core.cluster import create_database, drop_database
from app.core.database import engine_at
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.settings import Settings
from app.core.viewing import DAY_SECONDS, signed
from app.places.queries import SEARCH
from app.places.rules import Level
from bench.ground import ground
from bench.items import BOXES
from bench.pace import Pace
from bench.report import Row, row, tell
from gis import mvt, statement
from gis.access import Read
from gis.catalog import Catalog
from gis.question import Question
from gis.tiles import tile_at

GOAL = 1.3
TURN = 0.5
"""Seconds of one's turn: long enough that it runs in its own caches and not in what the other has left of them."""
MIXED = """
UPDATE datasets.feature SET
    class = (ARRAY['public','public','public','internal','internal','internal','confidential','personal'])[1 + n % 8],
    agency = (ARRAY['works','health','education'])[1 + n % 3]
FROM (SELECT id AS numbered, row_number() OVER (ORDER BY id) AS n FROM datasets.feature) AS numbers WHERE id = numbered
"""
PROTECTED = ("datasets.dataset", "datasets.feature", "projects.project", "projects.site", "projects.site_area")
INSIDE = Viewer("analyst", frozenset({Read.PUBLIC, Read.INTERNAL}))
WORKS = Viewer("works", frozenset({Read.PUBLIC, Read.INTERNAL}), frozenset({"works"}))
VIEWERS = {"public": PUBLIC, "all agencies": INSIDE, "one agency": WORKS}
HOW = (
    "p50 in ms of single statements, in turns of half a second, prepared, in a transaction that has been told who looks;"
    " floor: the owner on a copy of the database whose tables have no row security, with the same text and values"
)
Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Asked:
    """One statement with its values in turn."""

    name: str
    text: str
    values: list[dict[str, object]]


def measure(settings: Settings, pace: Pace) -> Iterator[Row]:
    """A row for each statement and viewer."""
    with ground(settings, pace.country) as owner:
        main = Database(owner, settings.secrets, is_embedded=True)
        with copies(main) as (guarded, opened):
            for viewer_name, viewer in VIEWERS.items():
                for asked in _asked(guarded, viewer):
                    tell(asked.name, viewer_name)
                    figures = _figures(guarded, opened, viewer, asked, pace)
                    name = f"{asked.name}, {viewer_name}"
                    yield row(name, "ms", figures, goal=GOAL, how=HOW, better="less")


@contextmanager
def copies(main: Database) -> Iterator[tuple[Database, Database]]:
    """The ground with rows of all classes, under row security and without."""
    names = ("seeing_guarded", "seeing_open")
    try:
        for name in names:
            drop_database(main, name)
        guarded = create_database(main, names[0], main.name)
        _run(guarded, MIXED, "VACUUM (FULL, ANALYZE) datasets.feature")
        opened = create_database(main, names[1], names[0])
        tables = (f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in PROTECTED)
        _run(opened, *tables, "ANALYZE datasets.feature")
        yield guarded, opened
    finally:
        for name in reversed(names):
            drop_database(main, name)


def _run(database: Database, *statements: str) -> None:
    with psycopg.connect(database.url(Role.OWNER), autocommit=True) as owner:
        for each in statements:
            owner.execute(each.encode())


def _asked(database: Database, viewer: Viewer) -> list[Asked]:
    visible = viewer.visible()
    layer = Catalog.read(LAYERS).get("facilities", visible)
    assert layer is not None
    shape, bound = Question().shape(visible), Question().bound(layer, visible)
    boxes = [{**Question(boxes=(box,)).bound(layer, visible), "limit": 10} for box in BOXES]
    tiles = [tile_at(west, south, 10) for west, south, _, _ in BOXES]
    places = str(SEARCH.compile(engine_at("postgresql://")))
    levels = [level.value for level in Level]
    roads = [
        Asked("box", statement.items(layer, replace(shape, boxes=1)), boxes),
        Asked("item", statement.item(layer, shape), [{**bound, "id": each} for each in _seen(database, viewer)]),
        Asked("tile", mvt.tile(layer, shape, 10), [{**bound, "z": t.z, "x": t.x, "y": t.y} for t in tiles]),
    ]
    search = Asked("search", places, [{"text": t, "levels": levels, "limit": 10} for t in ("บ้าน", "หนองใหญ่")])
    return roads if viewer.is_public else [*roads, search]


def _seen(database: Database, viewer: Viewer) -> list[str]:
    """Some numbers of rows that are for this viewer, of his highest class."""
    asked = (
        "SELECT id::text FROM datasets.feature WHERE class = %s AND agency = 'works' ORDER BY md5(id::text) LIMIT 50"
    )
    with looking(database, Role.OWNER, EVERYTHING) as connection:
        found = connection.execute(asked, ["public" if viewer.is_public else "internal"]).fetchall()
    return [str(each[0]) for each in found]


@contextmanager
def looking(database: Database, role: Role, viewer: Viewer) -> Iterator[Connection]:
    """A connection whose transaction has been told who looks."""
    with psycopg.connect(database.url(role), prepare_threshold=0) as connection:
        said = signed(viewer, database.viewer_key(), seconds=DAY_SECONDS)
        connection.execute("SELECT set_config('phaen.viewer', %s, true)", [said])
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield connection


def _figures(guarded: Database, opened: Database, viewer: Viewer, asked: Asked, pace: Pace) -> dict[str, list[float]]:
    """The p50 of each block of both, turn by turn."""
    figures: dict[str, list[float]] = {"ours": [], "floor": []}
    with ExitStack() as open_:
        pair = {
            "ours": open_.enter_context(looking(guarded, Role.PUBLIC if viewer.is_public else Role.APP, viewer)),
            "floor": open_.enter_context(looking(opened, Role.OWNER, EVERYTHING)),
        }
        for _ in range(pace.rounds):
            took: dict[str, list[float]] = {name: [] for name in pair}
            until = time.monotonic() + 2 * pace.seconds
            while time.monotonic() < until:
                for name, connection in pair.items():
                    took[name].extend(_turn(connection, asked))
            for name, times in took.items():
                figures[name].append(median(times) * 1000)
    return figures


def _turn(connection: Connection, asked: Asked) -> Iterator[float]:
    """The seconds of each statement, all values again and again until the turn is over."""
    until = time.monotonic() + TURN
    while time.monotonic() < until:
        yield from (_once(connection, asked.text, values) for values in asked.values)


def _once(connection: Connection, text: str, values: dict[str, object]) -> float:
    began = time.perf_counter()
    connection.execute(text.encode(), values, prepare=True).fetchall()
    return time.perf_counter() - began
