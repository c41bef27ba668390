"""What a viewer may not see does not exist for him: two databases that differ in nothing else answer him byte for byte alike.

For each caller the one database holds the rows that are for him, the other holds those and all the others. Every interface
is asked the same random question in both; status, headers (ETag among them) and body must be equal.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from statistics import median
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

from app.core.cluster import Database
from app.core.settings import Settings
from app.main import create_service
from tests.seeing.conftest import Start, said, viewer_of
from tests.seeing.rows import AREAS, DATASETS, Brought, Planned, some_rows, write

Copies = Callable[[str], AbstractContextManager[Database]]
Rows = list[Brought | Planned]
Ask = Callable[[random.Random, Rows], str]

CALLERS = ("public", "O-2", "W-1", "D-1", "S-1")
EACH, EACH_DEEP = 400, 10_000
"""Five callers: 2,000 pairs of requests in the quick tier, 50,000 in the deep one."""
SEED = int(os.environ.get("PHAEN_TEST_SEED", "2569"))
LAYERS = (*DATASETS, "projects", "districts", "subdistricts", "villages", "population_density_subdistricts", "nowhere")
FILTERS = ("kind=school", "name_en=x", "length_km=7", "number=98", "state=draft", "return_years=5", "area_code=980101",
           "is_synthetic=false", "phase=proposed", "id=7", "class=internal", "agency=works")  # fmt: skip


def layer(chance: random.Random) -> str:
    return chance.choice(LAYERS)


def box(chance: random.Random) -> str:
    west, south = round(chance.uniform(99.8, 102.5), 2), round(chance.uniform(14.9, 15.9), 2)
    return (
        f"bbox={west},{south},{round(west + chance.uniform(0.05, 1.5), 2)},{round(south + chance.uniform(0.05, 1), 2)}"
    )


def items(chance: random.Random, _rows: Rows) -> str:
    offered = (
        box(chance), chance.choice(FILTERS), chance.choice(FILTERS), f"limit={chance.choice((1, 3, 10, 1000))}",
        f"offset={chance.choice((0, 2, 9))}", f"datetime={chance.choice(('2021-01-01', '2019-01-01', '../..'))}",
        f"f={chance.choice(('json', 'json', 'html'))}",
    )  # fmt: skip
    chosen = {given.partition("=")[0]: given for given in chance.sample(offered, chance.randint(0, 4))}
    return f"/ogc/collections/{layer(chance)}/items?{'&'.join(chosen.values())}"


def one(chance: random.Random, rows: Rows) -> tuple[str, str]:
    """A layer and the id of some row, of whichever database."""
    row = chance.choice(rows)
    return (row.dataset, str(row.number)) if isinstance(row, Brought) else ("projects", str(row.key))


def item(chance: random.Random, rows: Rows) -> str:
    name, number = one(chance, rows)
    return f"/ogc/collections/{name}/items/{number}{chance.choice(('', '?f=html'))}"


def tile(chance: random.Random, _rows: Rows) -> str:
    zoom = chance.choice((5, 6, 8, 9))
    column, row = int((chance.uniform(100, 103) + 180) / 360 * 2**zoom), {5: 14, 6: 29, 8: 116, 9: 233}[zoom]
    return f"/tiles/{layer(chance)}/{zoom}/{column}/{row}.mvt"


def feature_page(chance: random.Random, rows: Rows) -> str:
    name, number = one(chance, rows)
    return chance.choice((f"/maps/{name}/features/{number}", f"/maps/{name}?select={number}"))


def table(chance: random.Random, _rows: Rows) -> str:
    sort = chance.choice(("name_th", "-name_en", "length_km", "reference", "state", "agency", "class", "id"))
    return f"/maps/{layer(chance)}?sort={sort}&page={chance.randint(1, 2)}"


def area(chance: random.Random, _rows: Rows) -> str:
    return chance.choice(("98", "9801", "9803", *(code for code in AREAS if code)))


ROADS: dict[str, tuple[int, Ask]] = {
    "/ogc": (1, lambda chance, _: f"/ogc?f={chance.choice(('json', 'html'))}"),
    "/ogc/api": (1, lambda chance, _: f"/ogc/api?f={chance.choice(('json', 'html'))}"),
    "/ogc/conformance": (1, lambda _chance, _: "/ogc/conformance"),
    "/ogc/collections": (4, lambda chance, _: f"/ogc/collections?f={chance.choice(('json', 'html'))}"),
    "/ogc/collections/{layer_id}": (5, lambda chance, _: f"/ogc/collections/{layer(chance)}"),
    "/ogc/collections/{layer_id}/items": (35, items),
    "/ogc/collections/{layer_id}/items/{feature_id}": (14, item),
    "/tiles/{layer_id}.json": (4, lambda chance, _: f"/tiles/{layer(chance)}.json"),
    "/tiles/{layer_id}/{z}/{x}/{y}.mvt": (14, tile),
    "/feeds/{layer_id}.geojson": (5, lambda chance, _: f"/feeds/{layer(chance)}.geojson"),
    "/feeds/{layer_id}.csv": (5, lambda chance, _: f"/feeds/{layer(chance)}.csv"),
    "/api/choropleth/{layer_id}": (2, lambda chance, _: f"/api/choropleth/{layer(chance)}"),
    "/api/geocode": (2, lambda chance, _: f"/api/geocode?q={quote(chance.choice(('เมือง', 'SECRET', '9801')))}"),
    "/api/maps": (1, lambda chance, _: f"/api/maps?lang={chance.choice(('th', 'en'))}"),
    "/maps": (1, lambda _chance, _: "/maps"),
    "/maps/{layer_id}": (4, table),
    "/maps/{layer_id}.svg": (2, lambda chance, _: f"/maps/{layer(chance)}.svg"),
    "/maps/{layer_id}.html": (1, lambda chance, _: f"/maps/{layer(chance)}.html"),
    "/maps/{layer_id}/features/{feature_id}": (4, feature_page),
    "/places": (1, lambda chance, _: f"/places?q={quote(chance.choice(('', 'เมือง', 'SECRET')))}"),
    "/places/{code}": (3, lambda chance, rows: f"/places/{area(chance, rows)}"),
    "/": (1, lambda _chance, _: "/"),
}
"""Every address that is read, how often it is asked, and how."""
NOT_COMPARED = {"/healthz", "/readyz"}
"""Say how the process is, not what it holds."""


def questions(chance: random.Random, rows: Rows, count: int) -> Iterator[str]:
    weights = [weight for weight, _ in ROADS.values()]
    for _, ask in chance.choices(list(ROADS.values()), weights, k=count):
        yield ask(chance, rows)


def told(answer: Response) -> tuple[int, dict[str, str], bytes]:
    return answer.status_code, said(answer), answer.content


def compare(one: TestClient, other: TestClient, rows: Rows, seed: int, count: int) -> dict[int, int]:
    """How often each status was answered; the answers are equal, also where the client has an answer already."""
    chance, statuses, tag = random.Random(seed), dict[int, int](), '"none"'
    for question in questions(chance, rows, count):
        headers = {"If-None-Match": tag} if chance.random() < 0.15 else {}
        here, there = one.get(question, headers=headers), other.get(question, headers=headers)
        assert told(here) == told(there), f"seed {seed}: {question}"
        tag = here.headers.get("etag", tag)
        statuses[here.status_code] = statuses.get(here.status_code, 0) + 1
    return statuses


def run(copies: Copies, start: Start, caller: str, count: int, seed: int) -> None:
    print(f"seed {seed}")  # noqa: T201 - a failure must be found again
    rows = some_rows(seed)
    with copies("one") as one, copies("other") as other:
        viewer = viewer_of(one, caller)
        seen = [row for row in rows if row.rank.is_for(viewer)]
        hidden = [row for row in rows if not row.rank.is_for(viewer)]
        assert min(len(seen), len(hidden)) > 20
        write(one, seen)
        write(other, seen)
        write(other, hidden)
        statuses = compare(start(one, caller), start(other, caller), rows, seed, count)
    assert statuses[200] > count // 3
    assert statuses[404] > count // 50
    assert 500 not in statuses


@pytest.mark.parametrize("caller", CALLERS)
def test_rows_above_the_caller_change_no_byte_of_any_answer(copies: Copies, start: Start, caller: str) -> None:
    run(copies, start, caller, EACH, SEED)


@pytest.mark.deep
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("caller", CALLERS)
def test_rows_above_the_caller_change_no_byte_of_very_many_answers(copies: Copies, start: Start, caller: str) -> None:
    for part in range(EACH_DEEP // 1000):
        run(copies, start, caller, 1000, SEED + 1 + part)


@pytest.mark.deep
@pytest.mark.timeout(900)
@pytest.mark.parametrize("caller", ["public", "O-2"])
def test_rows_above_the_caller_take_no_time_that_tells_of_them(copies: Copies, start: Start, caller: str) -> None:
    """The same questions in turn of both: the middle ones take equally long, also for what is there and what is not."""
    rows = some_rows(SEED)
    with copies("one") as one, copies("other") as other:
        seen = [row for row in rows if row.rank.is_for(viewer_of(one, caller))]
        hidden = [row for row in rows if row not in seen]
        write(one, seen)
        write(other, seen)
        write(other, hidden)
        pair = start(one, caller), start(other, caller)
        took: tuple[list[float], list[float]] = ([], [])
        for turn in range(40):
            for row in (row for row in hidden[:40] if isinstance(row, Brought)):
                for which in (turn % 2, 1 - turn % 2):
                    began = time.perf_counter()
                    assert pair[which].get(f"/ogc/collections/{row.dataset}/items/{row.number}").status_code == 404
                    took[which].append(time.perf_counter() - began)
    assert 0.9 < median(took[1]) / median(took[0]) < 1.1


def test_every_address_that_can_be_read_is_compared(settings: Settings, database: Database) -> None:
    service = create_service(settings, database)
    read = {
        (context.path or "").rstrip("/") or "/"
        for context in iter_route_contexts(service.routes)
        if isinstance(context.route, APIRoute) and "GET" in (context.route.methods or ())
    }
    assert len(read) >= 20
    assert read - set(ROADS) - NOT_COMPARED == set(), "say in ROADS how it is asked, or in NOT_COMPARED why not"
