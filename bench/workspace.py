"""The map page in a browser: what it moves, how soon it paints, and how it flies over a whole country."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from app.core.addresses import Database
from app.core.cluster import create_database, drop_database
from app.core.errors import Unavailable
from app.core.roles import Role
from app.core.settings import Settings
from bench.ground import ground
from bench.million import PEOPLE
from bench.pace import Pace
from bench.peers import environment
from bench.report import Row, row, tell
from bench.standards import over

NAME = "workspace"
CHROMIUM = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
DISTRICTS, SUBDISTRICTS = "population_density_districts", "population_density_subdistricts"
INDICATORS = ("budget_districts", "budget_per_head_districts", DISTRICTS)
TEXTS = ("/", "/places/10", "/indicators", "/projects", "/budgets", "/plans", "/maps/saved", "/ogc/")
FIRST, LAST = 2020, 2024
PEOPLE_OF_YEARS = f"""
INSERT INTO indicators.observation (indicator_code, area_id, area_code, period_start, period_end, value, status, vintage_on,
    source, is_synthetic)
SELECT 'POP-TOTAL', id, code, make_date(year, 1, 1), make_date(year + 1, 1, 1), 3000 + (id * 7919 + year * 613) % 9000, 'final',
    make_date(year + 1, 2, 1), 'เครื่องวัด', true
FROM places.area, generate_series({FIRST}, {LAST}) AS year WHERE level = 'subdistrict'
"""
MOST_MOVED, MOST_PAINT, MOST_MAP, MOST_TEXT = 40.0, 100.0, 500.0, 100.0
"""Kilobytes of a switch, milliseconds of its painting, kilobytes of a first visit to the map and to a page of text."""
LEGS: tuple[tuple[tuple[float, float], float, int], ...] = (
    ((100.6, 14.6), 7.5, 1500), ((99.4, 18.4), 7.5, 1500), ((101.5, 13.2), 5.2, 1500), ((102.9, 16.0), 10.0, 2000),
    ((103.6, 16.3), 10.0, 1500), ((101.5, 13.2), 5.2, 2000),
)  # fmt: skip
"""Where the flight goes: longitude and latitude, zoom, milliseconds."""
FRAMES = {"median": 0.5, "p95": 0.95, "longest": 1.0}
BROWSER = "headless Chromium, software GL (SwiftShader), 1440 by 900"
MOVED_HOW = f"{BROWSER}; as transferred, compressed, with headers; the most of all first switches; floor: the kB allowed"
PAINT_HOW = (
    f"{BROWSER}; p95 of each block, from the end of the answer with the values to the first frame that shows them in every tile,"
    " its pixels read back; floor: the ms allowed"
)
LOAD_HOW = f"{BROWSER}; a first visit with nothing remembered until the network is still, as transferred; floor: the kB allowed"
FLIGHT_HOW = (
    f"{BROWSER}; ms between animation frames of a flight of ten seconds (country, zoom 7.5, 10 and back), tiles at hand;"
    " floor: the same map without the choropleth"
)


def measure(settings: Settings, pace: Pace) -> Iterator[Row]:
    """Bytes of first visits and of switches, time to paint, frames of a flight."""
    with ground(settings, pace.country) as owner:
        main = Database(owner, settings.secrets, is_embedded=True)
        with laid(main) as database, over(settings, database) as base:
            yield from _loads(settings, base)
            yield from _switches(settings, base, pace)
            yield from _flights(settings, base, pace)


@contextmanager
def laid(main: Database) -> Iterator[Database]:
    """A copy of the ground with five years of people in every subdistrict."""
    drop_database(main, NAME)
    made = create_database(main, NAME, main.name)
    try:
        with psycopg.connect(made.url(Role.OWNER)) as owner:
            for statement in (PEOPLE[0], PEOPLE_OF_YEARS):
                owner.execute(statement.encode())
        with psycopg.connect(made.url(Role.OWNER), autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")
        yield made
    finally:
        drop_database(main, NAME)


def shown(settings: Settings, base: str, work: str, **asked: object) -> Any:
    """What the browser tells of a work (``bench.screen``). Raises Unavailable."""
    chromium = next((path for path in CHROMIUM if path.exists()), None)
    if chromium is None:
        raise Unavailable("ไม่มี Chromium: apt-get install chromium", "There is no Chromium: apt-get install chromium")
    told = json.dumps({"base": base, "work": work, "chromium": str(chromium), **asked})
    program = [_python(settings), "-P", str(Path(__file__).with_name("screen.py"))]
    ran = subprocess.run(program, input=told, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise Unavailable(f"เบราว์เซอร์วัด {work} ไม่ได้", f"The browser cannot measure {work}: {ran.stderr[-800:]}")
    return json.loads(ran.stdout)


def _python(settings: Settings) -> str:
    """Our own where Playwright is there, as for the tests; else an environment of its own."""
    return sys.executable if importlib.util.find_spec("playwright") else str(environment(settings, "screen") / "python")


def _loads(settings: Settings, base: str) -> Iterator[Row]:
    tell("โหลดครั้งแรก", "first visits")
    map_path = f"/maps/{DISTRICTS}"
    seen = shown(settings, base, "loads", paths=[map_path, *TEXTS])
    most, heaviest = max((seen[path]["all"] / 1000, path) for path in TEXTS)
    sized = {"map page, first visit": seen[map_path]["all"] / 1000,
             "map page without its tiles": (seen[map_path]["all"] - seen[map_path]["tiles"]) / 1000}  # fmt: skip
    for name, size in sized.items():
        yield row(name, "kB", {"ours": [size], "floor": [MOST_MAP]}, goal=1.0, how=LOAD_HOW, better="less")
    how = f"{LOAD_HOW}; the heaviest of {' '.join(TEXTS)}: {heaviest}"
    yield row("text page, first visit", "kB", {"ours": [most], "floor": [MOST_TEXT]}, goal=1.0, how=how, better="less")


def _switches(settings: Settings, base: str, pace: Pace) -> Iterator[Row]:
    """Another year by the time bar, another indicator by the list of layers."""
    years = [str(year + 543) for year in range(FIRST, LAST + 1)]
    offered: dict[str, dict[str, object]] = {"year": {"years": years}, "indicator": {"layers": INDICATORS}}
    for what, choices in offered.items():
        tell(f"สลับ {what}", f"switching {what}")
        count = 20 if pace.keeps else 2
        seen = shown(settings, base, "switches", path=f"/maps/{DISTRICTS}", blocks=pace.rounds, count=count, **choices)
        blocks = seen["blocks"]
        most = max(each["bytes"] for each in blocks[0]) / 1000
        figures = {"ours": [most], "floor": [MOST_MOVED]}
        yield row(f"another {what}: moved", "kB", figures, goal=1.0, how=MOVED_HOW, better="less")
        late = [part_of([each["ms"] for each in block], 0.95) for block in blocks]
        allowed = [MOST_PAINT] * len(late)
        middle = median(each["written"] for block in blocks for each in block)
        how = f"{PAINT_HOW}; of it {middle:.1f} ms (median) until the values are with the map"
        yield row(f"another {what}: painted, p95", "ms", {"ours": late, "floor": allowed}, goal=1.0, how=how, better="less")


def _flights(settings: Settings, base: str, pace: Pace) -> Iterator[Row]:
    tell("บินเหนือทั้งประเทศ", "a flight over the country")
    legs = [[list(where), zoom, took if pace.keeps else 100] for where, zoom, took in LEGS]
    picture = str(settings.home / "flight.png")
    path = f"/maps/{SUBDISTRICTS}#5.20/13.2000/101.5000"
    seen = shown(
        settings, base, "flights", path=path, layer=SUBDISTRICTS, legs=legs, blocks=pace.rounds, picture=picture
    )  # fmt: skip
    for name, part in FRAMES.items():
        figures = {who: [part_of(frames, part) for frames in flights] for who, flights in seen.items()}
        yield row(f"flight over subdistricts: frame, {name}", "ms", figures, goal=None, how=FLIGHT_HOW, better="less")


def part_of(times: list[float], part: float) -> float:
    """The time that so great a part of all do not exceed.

    >>> part_of([4.0, 1.0, 3.0, 2.0], 0.5), part_of([4.0, 1.0, 3.0, 2.0], 0.95), part_of([1.0], 1.0)
    (2.0, 4.0, 1.0)
    """
    ordered = sorted(times)
    return ordered[max(-(-int(len(ordered) * part * 100) // 100) - 1, 0)]
