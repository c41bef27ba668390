"""The table of standards: everything that the feeds promise, in one run over one ground, each with all who can do it.

Ours has two web workers and each peer as many processes; everybody is asked over equally many connections, ``pgbench`` over
two threads. tipg, pygeoapi and Martin read plain indexed tables with the same rows, as their documentation lays data; beside
them ("view") our published views, whose barrier suits our statements and slows theirs. Goals are set against the best.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import psycopg

from app.core.addresses import Database
from app.core.errors import NotFound, PhaenError
from app.core.roles import Role
from app.core.settings import Settings
from app.ogc.sorting import cursor
from bench import choropleths, growth, items, tiles
from bench.growth import counted
from bench.items import BOXES, Field, Workload
from bench.load import Web, interleaved
from bench.martin import martin
from bench.million import Laid, million
from bench.pace import Pace
from bench.peers import LOGINS, PLAIN, VIEWS, pygeoapi, tipg
from bench.processes import ours
from bench.report import Row, row, tell
from bench.streams import streamed
from gis.question import Question

WORKERS, CLIENTS = 2, 8
BOTH = "both cores: ours with 2 workers, wrk -t1 -c8, pgbench -j2 -c8 -M prepared, nginx and each peer with 2 processes"
ITEMS_HOW = f"{BOTH}; keep-alive; peers: items of a plain indexed table, beside it of our view"
TILES_HOW = (
    f"{BOTH}; gzip, all tiles of the zoom in turn (at most 48); nobody remembers any; peers: a plain indexed table with whole"
    " boundaries, beside it our view; ours reads boundaries generalised for the zoom"
)
KEPT_HOW = f"{BOTH}; gzip, one z8 tile; nginx: the same bytes; Martin: the tile of its own, remembered"
DEEP_HOW = (
    "p50 of one client, keep-alive; ours by the cursor of the next link, peers by offset; floor: our own first page"
)
DEPTH = 0.9
WORKLOADS = (
    Workload("items points L=10", "facilities", 10, 0.35),
    Workload("items points L=1000", "facilities", 1000, 0.8),
    Workload("items points box L=10", "facilities", 10, None, BOXES),
)
ITEM_ROADS = {
    "ours": items.OURS,
    "tipg": items.TIPG.replace("published.", "plain."),
    "tipg view": items.TIPG,
    "pygeoapi": items.PYGEOAPI.replace("{layer}", "plain_{layer}"),
    "pygeoapi view": items.PYGEOAPI,
}
MARTIN = {"martin": "/plain/{z}/{x}/{y}", "martin view": "/published/{z}/{x}/{y}"}
TILE_ROADS = {
    "tipg": tiles.PEERS["tipg"].replace("published.", "plain."),
    "tipg view": tiles.PEERS["tipg"],
    "pygeoapi": tiles.PEERS["pygeoapi"].replace("subdistricts", "plain_subdistricts"),
    **MARTIN,
}
Peer = Callable[[Settings, str], AbstractContextManager[str]]
PEERS: dict[str, Peer] = {
    "tipg": lambda settings, url: tipg(settings, url, (*VIEWS, *PLAIN)),
    "pygeoapi": lambda settings, url: pygeoapi(settings, url, (*VIEWS, *PLAIN)),
    "martin": lambda settings, url: martin(settings, url, (*VIEWS, *PLAIN), remembers=False),
    "martin that remembers": lambda settings, url: martin(settings, url, PLAIN, remembers=True),
}


def measure(settings: Settings, pace: Pace, only: tuple[str, ...] = ()) -> Iterator[Row]:
    """The rows of all parts, or of those named. Raises NotFound."""
    if unknown := set(only) - set(PARTS):
        told = ", ".join(sorted(unknown))
        raise NotFound(f"ไม่มีส่วน {told} ใช้ {', '.join(PARTS)}", f"No part {told}; use {', '.join(PARTS)}.", place="only")
    own = settings.model_copy(update={"workers": WORKERS})
    with million(own, pace) as laid:
        for name, part in PARTS.items():
            if not only or name in only:
                yield from part(own, pace, laid)


@contextmanager
def contest(
    settings: Settings, pace: Pace, laid: Laid, peers: tuple[str, ...] = (), **chosen: object
) -> Iterator[Field]:
    """Our service over the whole, and those peers that can be had."""
    database = laid.whole
    found = Field(database.url(Role.PUBLIC), clients=CLIENTS, threads=WORKERS)
    with ExitStack() as running:
        found.bases["ours"] = running.enter_context(over(settings, database, **chosen))
        for name in peers if pace.with_peers else ():
            try:
                base = running.enter_context(PEERS[name](settings, database.url(LOGINS.get(name, Role.APP))))
            except PhaenError as error:
                found.absent[name] = error.en
                continue
            found.bases |= {name: base, f"{name} view": base}
        yield found


def over(settings: Settings, database: Database, **chosen: object) -> AbstractContextManager[str]:
    """Our service over one database of the cluster, without the background process, in a home of its own."""
    home = settings.home / "web" / database.name
    home.mkdir(parents=True, exist_ok=True)
    own = settings.model_copy(update={"home": home})
    told = {"secrets": settings.secrets, "database_url": database.address, "background": False, **chosen}
    return ours(own, **told)


def taking_part(found: Field, roads: dict[str, str]) -> Field:
    """Those who have an address here."""
    bases = {name: base for name, base in found.bases.items() if name == "ours" or name in roads}
    return Field(found.public, bases, found.absent, found.clients, found.threads)


def pages(settings: Settings, pace: Pace, laid: Laid) -> Iterator[Row]:
    """Pages of the million points, and one near its end."""
    with contest(settings, pace, laid, ("tipg", "pygeoapi")) as found:
        counted(found.bases["ours"], items.OURS.format(layer="facilities", limit=10, more=""))
        for workload in WORKLOADS:
            tell(workload.name, f"{pace.rounds} × {pace.seconds:g} s")
            yield items.row_of(settings, pace, workload, taking_part(found, ITEM_ROADS), ITEM_ROADS, ITEMS_HOW)
        yield deep(settings, pace, found, laid.whole)


def deep(settings: Settings, pace: Pace, found: Field, database: Database) -> Row:
    """A page of ten behind nine tenths of all features."""
    with psycopg.connect(database.url(Role.OWNER)) as owner:
        asked = "SELECT id, n, total FROM (SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS total"
        asked += " FROM published.facilities) AS f WHERE n = floor(total * %s)::bigint"
        [(last, behind, total)] = owner.execute(asked.encode(), [DEPTH]).fetchall()
    tell(f"หน้าลึก {behind:,} จาก {total:,}", f"deep page behind {behind:,} of {total:,}")
    roads = {
        name: road.format(layer="facilities", limit=10, more=f"&offset={behind}") for name, road in ITEM_ROADS.items()
    }
    roads["ours"] = items.OURS.format(
        layer="facilities", limit=10, more=f"&cursor={cursor(Question(), None, str(last))}"
    )
    bases, scripts = taking_part(found, ITEM_ROADS).bases, settings.home / "scripts"
    asks = {name: Web(base, [roads[name]], {}, scripts, 1).median_ms for name, base in bases.items()}
    first = items.OURS.format(layer="facilities", limit=10, more="")
    asks["floor"] = Web(bases["ours"], [first], {}, scripts, 1).median_ms
    figures = interleaved(asks, seconds=pace.seconds, rounds=pace.rounds)
    return row(
        f"deep page behind {behind:,}", "ms", figures, goal=1.2, how=DEEP_HOW, better="less", skipped=found.absent
    )


def made_tiles(settings: Settings, pace: Pace, laid: Laid) -> Iterator[Row]:
    """Tiles that nobody remembers."""
    with contest(settings, pace, laid, ("tipg", "pygeoapi", "martin"), tile_cache_mb=0) as found:
        for zoom in (8, 10):
            tell(f"tiles z{zoom}", f"{pace.rounds} × {pace.seconds:g} s")
            yield tiles.made(settings, pace, zoom, taking_part(found, TILE_ROADS), TILE_ROADS, TILES_HOW)


def kept_tiles(settings: Settings, pace: Pace, laid: Laid) -> Iterator[Row]:
    """A tile that everybody remembers."""
    peer = "martin that remembers"
    with contest(settings, pace, laid, (peer,)) as found:
        yield from tiles.remembered(settings, pace, found, {peer: MARTIN["martin"]}, KEPT_HOW)


def stream(settings: Settings, pace: Pace, laid: Laid) -> Iterator[Row]:
    """All of the million at once."""
    with contest(settings, pace, laid) as found:
        yield from streamed(found.bases["ours"], found.public, max(laid.by_count), pace)


def values(settings: Settings, pace: Pace, laid: Laid) -> Iterator[Row]:
    """The values of a choropleth of all districts."""
    with contest(settings, pace, laid) as found:
        yield from choropleths.measure(settings, pace, laid.whole, found.bases["ours"])


def growing(settings: Settings, pace: Pace, laid: Laid) -> Iterator[Row]:
    """What the same answer costs while the table grows to a hundredfold."""
    yield from growth.statements(settings, pace, laid)
    with ExitStack() as running:
        bases = {n: running.enter_context(over(settings, each)) for n, each in laid.by_count.items()}
        yield from growth.answers(settings, pace, bases)


PARTS = {
    "items": pages,
    "tiles": made_tiles,
    "remembered": kept_tiles,
    "stream": stream,
    "choropleth": values,
    "growth": growing,
}
