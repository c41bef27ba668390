"""Vector tiles: made on request against the same statement and tipg; remembered and 304 against a static file server."""

from __future__ import annotations

import http.client
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import shapely
from shapely.geometry import Polygon

from app.core.authority import PUBLIC
from app.core.errors import Unavailable
from app.core.published import LAYERS
from app.core.settings import Settings
from bench.country import OUTLINE
from bench.items import Field, contest
from bench.load import Statement, Web, interleaved
from bench.pace import Pace
from bench.processes import free_port, running
from bench.report import Row, row, tell
from gis import mvt
from gis.catalog import Catalog
from gis.question import Question
from gis.tiles import Tile, tile_at

LAYER = "subdistricts"
GOALS = {6: None, 8: 0.85, 10: 0.6}
MOST = 48
GZIP = {"Accept-Encoding": "gzip"}
PEERS = {
    "tipg": "/collections/published.subdistricts/tiles/WebMercatorQuad/{z}/{x}/{y}",
    "pygeoapi": "/collections/subdistricts/tiles/WebMercatorQuad/{z}/{y}/{x}?f=mvt",
}
MADE = (
    "wrk -t1 -c4 with gzip, all tiles of the zoom in turn (at most 48, evenly chosen); ours with PHAEN_TILE_CACHE_MB=0, so"
    " that each answer runs its statement; floor: pgbench -c4 -M prepared, the same statement; peers: the same view"
)
KEPT = "wrk -t1 -c4 with gzip, one z8 tile from memory under its stamped address; floor: nginx, as many processes, the same bytes"
NGINX = """
worker_processes {workers}; daemon off; pid {home}/nginx.pid; error_log {home}/nginx-error.log;
events {{ worker_connections 64; }}
http {{
    access_log off; sendfile on; keepalive_requests 100000000; default_type application/vnd.mapbox-vector-tile;
    client_body_temp_path {home}/nginx-body; proxy_temp_path {home}/nginx-proxy; fastcgi_temp_path {home}/nginx-fastcgi;
    uwsgi_temp_path {home}/nginx-uwsgi; scgi_temp_path {home}/nginx-scgi;
    server {{ listen 127.0.0.1:{port}; root {folder}; add_header Content-Encoding gzip; }}
}}
"""


def measure(settings: Settings, pace: Pace, zooms: tuple[int, ...] = (6, 8, 10)) -> Iterator[Row]:
    """Rows of tiles made, then of tiles remembered."""
    with contest(settings, pace, peers=tuple(PEERS), tile_cache_mb=0) as found:
        for zoom in zooms:
            tell(f"tiles z{zoom}", f"{pace.rounds} × {pace.seconds:g} s")
            yield made(settings, pace, zoom, found)
    with contest(settings, pace, peers=()) as found:
        yield from remembered(settings, pace, found)


def tiles_of(zoom: int) -> list[Tile]:
    """The tiles of a zoom that the country's outline touches, at most 48 of them, evenly chosen.

    >>> len(tiles_of(6)), len(tiles_of(10))
    (7, 48)
    """
    outline = Polygon(OUTLINE)
    west, south, east, north = outline.bounds
    first, last = tile_at(west, north, zoom), tile_at(east, south, zoom)
    grid = [Tile(zoom, x, y) for x in range(first.x, last.x + 1) for y in range(first.y, last.y + 1)]
    touched = [tile for tile in grid if outline.intersects(shapely.box(*tile.bounds()))]
    return [touched[number * len(touched) // MOST] for number in range(MOST)] if len(touched) > MOST else touched


def made(
    settings: Settings, pace: Pace, zoom: int, found: Field, peers: Mapping[str, str] = PEERS, how: str = MADE
) -> Row:
    """Tiles that are in no cache; ``peers`` holds the address of a tile for each peer."""
    layer = Catalog.read(LAYERS).get(LAYER, PUBLIC.visible())
    assert layer is not None
    tiles, scripts = tiles_of(zoom), settings.home / "scripts"
    text, bound = (
        mvt.tile(layer, Question().shape(PUBLIC.visible()), zoom),
        Question().bound(layer, PUBLIC.visible()),
    )
    values = [{**bound, "z": tile.z, "x": tile.x, "y": tile.y} for tile in tiles]
    templates = {"ours": template(found.bases["ours"]), **peers}
    asked = {name: [templates[name].format(z=t.z, x=t.x, y=t.y) for t in tiles] for name in found.bases}
    contenders: dict[str, Callable[[float], float]] = {
        name: Web(base, asked[name], GZIP, scripts, found.clients).per_second for name, base in found.bases.items()
    }
    contenders["floor"] = Statement(found.public, text, values, scripts, found.clients, found.threads).per_second
    figures = interleaved(contenders, seconds=pace.seconds, rounds=pace.rounds)
    return row(
        f"tiles z{zoom} made", "req/s", figures, goal=GOALS[zoom], goal_peers=5, how=how, skipped=found.absent
    )  # fmt: skip


def remembered(
    settings: Settings, pace: Pace, found: Field, peers: Mapping[str, str] | None = None, how: str = KEPT
) -> Iterator[Row]:
    """A remembered tile and its 304; ``peers`` hold the address of a tile for each peer that remembers."""
    base = found.bases["ours"]
    tile = tiles_of(8)[len(tiles_of(8)) // 2]
    path = template(base).format(z=tile.z, x=tile.x, y=tile.y)
    content, tag = fetched(base, path, GZIP)
    with ExitStack() as servers:
        skipped, bases = dict(found.absent), {"ours": (base, path, tag)}
        for name, address in (peers or {}).items():
            if name in found.bases:
                where = address.format(z=tile.z, x=tile.x, y=tile.y)
                bases[name] = (found.bases[name], where, fetched(found.bases[name], where, GZIP)[1])
        try:
            static = servers.enter_context(nginx(settings, content))
            bases["floor"] = (static, "/tile", fetched(static, "/tile", {})[1])
        except Unavailable as error:
            skipped["floor"] = error.en
        for name, goal, asked in (("tile remembered", 0.5, False), ("tile 304", 0.5, True)):
            tell(name, f"{len(content)} bytes")
            headers = {who: GZIP | ({"If-None-Match": mark} if asked else {}) for who, (_, _, mark) in bases.items()}
            contenders: dict[str, Callable[[float], float]] = {
                who: Web(at, [where], headers[who], settings.home / "scripts", found.clients).per_second
                for who, (at, where, _) in bases.items()
            }
            figures = interleaved(contenders, seconds=pace.seconds, rounds=pace.rounds)
            told = f"{how}; {len(content)} bytes{'; If-None-Match' if asked else ''}"
            yield row(
                name, "req/s", figures, goal=goal, goal_peers=1 if peers else None, how=told, skipped=skipped
            )  # fmt: skip


def template(base: str) -> str:
    """The stamped address of our tiles, as the TileJSON gives it, below the base."""
    document = json.loads(fetched(base, f"/tiles/{LAYER}.json", {})[0])
    return str(document["tiles"][0]).removeprefix(base)


def fetched(base: str, path: str, headers: dict[str, str]) -> tuple[bytes, str]:
    """Body and ETag of one answer. Raises Unavailable unless it is 200."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise Unavailable(f"{path} ตอบ {answer.status}", f"{path} answers {answer.status}.")
    return body, answer.getheader("ETag", "")


def nginx(settings: Settings, content: bytes) -> AbstractContextManager[str]:
    """nginx with one file. Raises Unavailable where it is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise Unavailable("ไม่พบ nginx: apt-get install nginx-light", "nginx is missing: apt-get install nginx-light")
    folder, port = settings.home / "static", free_port()
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    (folder / "tile").write_bytes(content)
    (folder / "tile").chmod(0o644)
    config = settings.home / "nginx.conf"
    written = NGINX.format(home=settings.home, port=port, folder=folder, workers=settings.workers)
    config.write_text(written, "utf-8")
    command = [program, "-c", str(config), "-p", str(settings.home), "-e", str(settings.home / "nginx-error.log")]
    return running("nginx", command, home=settings.home, port=port, ready="/tile", env={}, cwd=Path("/"))
