"""The hot road says what the framework's routes say; a cookie sends the same question through the framework."""

from __future__ import annotations

import gzip
import http.client
import json

import psycopg
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from starlette.types import Receive, Scope, Send

from app.core.cluster import Database
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.settings import Settings
from app.main import create_app
from app.ogc.hot_road import HotRoad
from app.ogc.reader import Reader
from app.ogc.shelf import Shelf
from app.ogc.tiles import FastTiles
from app.web.guard import GuardedProtocol
from gis.catalog import Catalog
from tests.live import listening

QUESTIONS = (
    "/ogc/collections/subdistricts/items?limit=2",
    "/ogc/collections/subdistricts/items?limit=2&offset=3",
    "/ogc/collections/facilities/items",
    "/ogc/collections/districts/items?bbox=100,15,100.5,16",
    "/ogc/collections/districts/items?datetime=2019-01-01",
    "/ogc/collections/nowhere/items",
    "/ogc/collections/districts/items?limit=0",
    "/ogc/collections/districts/items?colour=red",
    "/tiles/subdistricts/8/199/116.mvt",
    "/tiles/subdistricts/3/9/9.mvt",
    "/tiles/subdistricts/8/199/116.mvt?x=1",
    "/api/choropleth/population_density_districts",
    "/api/choropleth/population_density_districts?filter=code%3D'9801'",
    "/api/choropleth/rivers",
    "/api/choropleth/nowhere",
    "/api/choropleth/population_density_districts?x=1",
)


def both(client: TestClient, question: str) -> tuple[Response, Response]:
    return client.get(question), client.get(question, headers={"Cookie": "phaen=nobody"})


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_has_the_same_answer_on_both_roads(client: TestClient, question: str) -> None:
    hot, framework = both(client, question)
    assert hot.status_code == framework.status_code
    assert hot.content == framework.content
    numbers = hot.headers.pop("x-request-id"), framework.headers.pop("x-request-id")
    assert dict(hot.headers) == dict(framework.headers)
    assert numbers[0] != numbers[1]


def test_the_next_page_keeps_the_question_and_ends_with_its_cursor(client: TestClient) -> None:
    page = client.get("/ogc/collections/subdistricts/items?limit=4&parent_code=9801&offset=0").json()
    assert [link["rel"] for link in page["links"]] == ["self", "alternate", "collection"]
    # Six subdistricts in pages of four: the first leads to a second, which leads nowhere.
    first = client.get("/ogc/collections/subdistricts/items?limit=4&offset=0").json()
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    assert "limit=4&cursor=" in following
    assert "offset" not in following
    second = client.get(following).json()
    assert [feature["id"] for feature in second["features"]] == ["980301", "980302"]
    assert "next" not in {link["rel"] for link in second["links"]}


def test_what_breaks_inside_is_told_as_a_problem_and_no_more(settings: Settings, toy_database: Database) -> None:
    with psycopg.connect(toy_database.url(Role.OWNER), autocommit=True) as owner:
        owner.execute("DROP VIEW published.facilities CASCADE")
    with TestClient(create_app(settings, toy_database)) as client:
        answer = client.get("/ogc/collections/facilities/items")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "facilities" not in answer.json()["detail"]
    assert "Content-Security-Policy" in answer.headers


NOWHERE = Reader("postgresql://nowhere")
NO_ENCODING = {"Accept-Encoding": "identity"}


class Behind:
    """Stands where the framework stands, and notes whether a request came so far."""

    def __init__(self) -> None:
        self.reached = False

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        self.reached = True
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(
    ("headers", "says_who"),
    [
        ({}, False),
        ({"Cookie": "lang=en"}, False),
        ({"Cookie": "webgl2=1; lang=th"}, False),
        ({"Cookie": "notphaen=1; phaenx=2; x=phaen=1"}, False),
        ({"Cookie": "phaen=1"}, True),
        ({"Cookie": "lang=en; phaen=1"}, True),
        ({"Cookie": "lang=en;__Host-phaen=1"}, True),
        ({"Authorization": "Bearer key"}, True),
    ],
)
def test_only_what_says_who_asks_leaves_the_hot_road(headers: dict[str, str], says_who: bool) -> None:
    """Every browser that once chose a language sends a cookie with every tile."""
    behind = Behind()
    shelf = Shelf(Catalog.read(LAYERS), NOWHERE, NOWHERE, "")
    client = TestClient(FastTiles(HotRoad(behind, shelf), shelf))
    shelf.tiles.put(("roads", 8, 1, 1, "t"), gzip.compress(b"tile"))
    answer = client.get("/ogc/collections/nowhere/items", headers=headers)
    assert (behind.reached, answer.status_code) == ((True, 204) if says_who else (False, 404))
    behind.reached = False
    answer = client.get("/tiles/roads/8/1/1.mvt?v=t", headers=headers)
    assert (behind.reached, answer.status_code) == ((True, 204) if says_who else (False, 200))


@pytest.mark.parametrize(
    "headers",
    [{}, {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "br, gzip;q=0"}, {"If-None-Match": '"t"'}, {"Cookie": "phaen=1"}],
)
def test_the_server_itself_gives_a_remembered_tile_as_asgi_does(headers: dict[str, str]) -> None:
    shelf = Shelf(Catalog.read(LAYERS), NOWHERE, NOWHERE, "")
    fast, address = FastTiles(Behind(), shelf), "/tiles/roads/8/1/1.mvt?v=t"
    shelf.tiles.put(("roads", 8, 1, 1, "t"), gzip.compress(b"tile"))
    given = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    found, answer = fast.ready(address.encode(), given), TestClient(fast).get(address, headers=NO_ENCODING | headers)
    if "Cookie" in headers:
        assert (found, answer.status_code) == (None, 204)
        return
    assert found is not None
    status, lines, body = found
    told = [tuple(line.split(b": ", 1)) for line in lines.split(b"\r\n")[:-1]]
    assert (status, told) == (answer.status_code, answer.headers.raw)
    plain = gzip.decompress(body) if b"content-encoding: gzip" in lines else body
    assert plain == answer.content == (b"" if status == 304 else b"tile")
    assert (b"content-encoding: gzip" in lines) == (headers.get("Accept-Encoding") == "gzip")


@pytest.mark.parametrize(
    "target", ["/tiles/roads/8/1/1.mvt", "/tiles/roads/8/1/1.mvt?v=u", "/tiles/roads/8/1/1.mvt?v=t&x=1"]
)
def test_nothing_lies_ready_under_any_other_address(target: str) -> None:
    shelf = Shelf(Catalog.read(LAYERS), NOWHERE, NOWHERE, "")
    shelf.tiles.put(("roads", 8, 1, 1, "t"), gzip.compress(b"tile"))
    assert FastTiles(Behind(), shelf).ready(target.encode(), []) is None


def test_a_worker_answers_tiles_that_lie_ready_until_a_change_moves_their_address(
    settings: Settings, toy_database: Database
) -> None:
    """Twice the same bytes, and after a commit the TileJSON names another address, under which the change is seen."""

    with listening(create_app(settings, toy_database), http=GuardedProtocol) as base:
        kept = http.client.HTTPConnection(base.removeprefix("http://"), timeout=10)

        def asked(path: str) -> bytes:
            kept.request("GET", path)
            return kept.getresponse().read()

        def tile() -> str:
            template: str = json.loads(asked("/tiles/districts.json"))["tiles"][0]
            return template.removeprefix(base).replace("{z}/{x}/{y}", "8/199/116")

        before = tile()
        assert asked(before) == asked(before)
        with psycopg.connect(toy_database.url(Role.OWNER)) as owner:
            owner.execute("UPDATE places.area SET name_th = 'เมืองใหม่' WHERE code = '9801'")
        after = tile()
        assert after != before
        assert "เมืองใหม่".encode() in asked(after)
        assert "เมืองใหม่".encode() in asked(after)
        kept.close()
