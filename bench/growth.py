"""What an answer costs while its table grows tenfold and tenfold again: the same ground, the same answers, more beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import psycopg

from app.core.addresses import Database
from app.core.authority import PUBLIC
from app.core.errors import Unavailable
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.settings import Settings
from bench.load import Statement, Web, interleaved
from bench.million import Laid
from bench.pace import Pace
from bench.processes import status
from bench.report import Row, row, tell
from gis import mvt, statement, statistics
from gis.catalog import Catalog
from gis.layer import Layer
from gis.question import Question
from gis.tiles import Tile, tile_at

LAYER, ZOOM, BY = "facilities", 10, ("district",)
GOAL = 1.5
HALF_SIDE = 0.025
BOXES, TILES = 16, 4
HOW = "ms of the statement, pgbench -c1 -M prepared; floor: the same with a tenth of the rows, as dense and on the same ground"
ASKED_HOW = "p50 of one client over HTTP, asked before; floor: the same with a tenth of the rows"
ANSWERS = {
    "page with its count, asked again": f"/ogc/collections/{LAYER}/items?limit=10",
    "statistics by district, asked again": f"/api/stats/{LAYER}?group_by={','.join(BY)}",
}
PATIENT = "&options=-c%20statement_timeout%3D0"
"""The public's statements end after three seconds; what takes longer is measured all the same."""
PATIENCE, IN_A_ROW = 60, 12
Box = tuple[float, float, float, float]
Asked = tuple[str, list[dict[str, object]]]


def statements(settings: Settings, pace: Pace, laid: Laid) -> Iterator[Row]:
    """Rows of each statement, cold: what the database must do when nothing is remembered."""
    small = laid.by_count[min(laid.by_count)]
    for what, (text, values) in _asked(small, laid.whole).items():
        tell(f"{what} ตามขนาด", f"growth of {what}")
        asks: dict[str, Callable[[float], float]] = {
            str(count): _ms(Statement(database.url(Role.PUBLIC) + PATIENT, text, values, settings.home / "scripts", 1))
            for count, database in laid.by_count.items()
        }
        yield from _rows(what, interleaved(asks, seconds=pace.seconds, rounds=pace.rounds), HOW)


def answers(settings: Settings, pace: Pace, bases: Mapping[int, str]) -> Iterator[Row]:
    """Rows of what the service has counted once already."""
    for what, address in ANSWERS.items():
        tell(f"{what} ตามขนาด", f"growth of {what}")
        scripts = settings.home / "scripts"
        asks: dict[str, Callable[[float], float]] = {
            str(count): Web(base, [address], {}, scripts, 1).median_ms for count, base in bases.items()
        }
        for base in bases.values():
            counted(base, address)
        yield from _rows(what, interleaved(asks, seconds=pace.seconds, rounds=pace.rounds), ASKED_HOW)


def counted(base: str, address: str) -> None:
    """Ask until both workers have counted all: on a busy machine a first count outlasts the public's three seconds.

    Raises Unavailable where that does not happen within ``PATIENCE`` questions.
    """
    answered = 0
    for _ in range(PATIENCE):
        answered = answered + 1 if status(int(base.rpartition(":")[2]), address) == 200 else 0
        if answered == IN_A_ROW:
            return
    raise Unavailable(f"{address} ยังนับไม่เสร็จ", f"{address} is not counted in time: the machine is too busy.")


def _ms(asked: Statement) -> Callable[[float], float]:
    return lambda seconds: 1000 / asked.per_second(seconds)


def _rows(what: str, figures: Mapping[str, list[float]], how: str) -> Iterator[Row]:
    for smaller, larger in pairwise(sorted(figures, key=int)):
        name = f"growth {what}: {int(smaller):,} to {int(larger):,}"
        yield row(name, "ms", {"ours": figures[larger], "floor": figures[smaller]}, goal=GOAL, how=how, better="less")


def _asked(small: Database, whole: Database) -> dict[str, Asked]:
    """The statements by name, with their values in turn."""
    visible, catalog = PUBLIC.visible(), Catalog.read(LAYERS)
    layer = catalog.get(LAYER, visible)
    assert layer is not None
    shape, bound = Question().shape(visible), Question().bound(layer, visible)
    boxes = [Question(boxes=(box,)) for box in _boxes(small)]
    tiles = [{**bound, "z": each.z, "x": each.x, "y": each.y} for each in _tiles(small, whole)]
    counted = statistics.statement(layer, shape, BY, catalog.get("districts", visible))
    return {
        "items L=10": (statement.items(layer, shape), [{**bound, "limit": 10}]),
        "box L=10": (
            statement.items(layer, boxes[0].shape(visible)),
            [{**each.bound(layer, visible), "limit": 10} for each in boxes],
        ),
        f"tile z{ZOOM}": (mvt.tile(layer, shape, ZOOM), tiles),
        "count in a box": (_counted(layer, boxes[0]), [each.bound(layer, visible) for each in boxes]),
        "count of all": (statement.count(layer, shape), [bound]),
        "statistics by district": (counted, [bound]),
    }


def _counted(layer: Layer, question: Question) -> str:
    return statement.count(layer, question.shape(PUBLIC.visible()))


def _boxes(small: Database) -> list[Box]:
    """Boxes around points of the smallest, evenly chosen."""
    asked = "SELECT ST_X(geom), ST_Y(geom) FROM published.facilities ORDER BY id"
    with psycopg.connect(small.url(Role.OWNER)) as owner:
        points = owner.execute(asked.encode()).fetchall()
    chosen = points[:: max(len(points) // BOXES, 1)][:BOXES]
    return [(x - HALF_SIDE, y - HALF_SIDE, x + HALF_SIDE, y + HALF_SIDE) for x, y in chosen]


def _tiles(small: Database, whole: Database) -> list[Tile]:
    """The tiles of which the smallest holds the most: nearly as much as the whole does."""
    asked = "SELECT ST_X(geom), ST_Y(geom) FROM published.facilities"
    with psycopg.connect(small.url(Role.OWNER)) as owner:
        found = {tile_at(x, y, ZOOM) for x, y in owner.execute(asked.encode()).fetchall()}
    shares = {tile: _held(small, tile) / max(_held(whole, tile), 1) for tile in found}
    best = sorted(found, key=lambda tile: shares[tile], reverse=True)[:TILES]
    told = ", ".join(f"{shares[tile]:.0%}" for tile in best)
    tell(f"แผ่นที่วัดมีจุดแล้ว {told}", f"tiles hold {told} of their points in the smallest already")
    return best


def _held(database: Database, tile: Tile) -> int:
    asked = "SELECT count(*) FROM published.facilities WHERE geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326)"
    with psycopg.connect(database.url(Role.OWNER)) as owner:
        [(count,)] = owner.execute(asked.encode(), list(tile.bounds())).fetchall()
    return int(count)
