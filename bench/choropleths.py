"""The values of a choropleth of all districts: as remembered, and the first time after each change."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator
from statistics import median
from urllib.parse import urlsplit

import psycopg

from app.core.addresses import Database
from app.core.errors import Unavailable
from app.core.roles import Role
from app.core.settings import Settings
from bench.load import Web, interleaved
from bench.pace import Pace
from bench.report import Row, row, tell

LAYER = "population_density_districts"
ADDRESS = f"/api/choropleth/{LAYER}"
MOST_KEPT, MOST_COLD = 1.0, 15.0
"""Milliseconds that are allowed."""
CHANGE = "UPDATE places.area SET source = source WHERE id = 1"
"""Moves the version of every layer of areas, and so lets go of whatever is remembered of them."""


def measure(settings: Settings, pace: Pace, database: Database, base: str) -> Iterator[Row]:
    """Remembered against what is allowed and against the framework's smallest answer; then cold."""
    tell("แผนที่แบบแบ่งชั้นรายอำเภอ", "choropleth by district")
    scripts = settings.home / "scripts"
    asks: dict[str, Callable[[float], float]] = {
        "ours": Web(base, [ADDRESS], {}, scripts, 1).median_ms,
        "healthz": Web(base, ["/healthz"], {}, scripts, 1).median_ms,
    }
    figures = interleaved(asks, seconds=pace.seconds, rounds=pace.rounds)
    kept, alive = figures["ours"], figures["healthz"]
    how = "p50 of one client (wrk), keep-alive, asked before; floor: "
    allowed = [MOST_KEPT] * len(kept)
    told = f"{how}the {MOST_KEPT:g} ms that are allowed"
    yield row("choropleth, remembered", "ms", {"ours": kept, "floor": allowed}, goal=1.0, how=told, better="less")
    told = f"{how}/healthz of the same service"
    yield row("choropleth, beside /healthz", "ms", {"ours": kept, "floor": alive}, goal=None, how=told, better="less")
    cold = [_cold(database, base, pace.seconds) for _ in range(pace.rounds)]
    told = f"p50 of one client, keep-alive, each after a committed change; floor: the {MOST_COLD:g} ms that are allowed"
    allowed = [MOST_COLD] * len(cold)
    yield row("choropleth, cold", "ms", {"ours": cold, "floor": allowed}, goal=1.0, how=told, better="less")


def _cold(database: Database, base: str, seconds: float) -> float:
    """The p50 in ms of the first answers after a change. Raises Unavailable when one is not 200."""
    client = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
    took: list[float] = []
    until = time.monotonic() + seconds
    with psycopg.connect(database.url(Role.OWNER), autocommit=True) as owner:
        while not took or time.monotonic() < until:
            owner.execute(CHANGE.encode())
            began = time.perf_counter()
            client.request("GET", ADDRESS)
            answer = client.getresponse()
            answer.read()
            took.append(time.perf_counter() - began)
            if answer.status != 200:
                raise Unavailable(f"{ADDRESS} ตอบ {answer.status}", f"{ADDRESS} answers {answer.status}.")
    client.close()
    return median(took) * 1000
