"""The pages and the JSON of queries, used as an analyst uses them, with and without script."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Callable
from dataclasses import replace

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import engine_of
from app.core.settings import Settings
from app.core.viewing import show_to
from app.main import create_service
from app.queries.models import Run
from app.queries.rules import Limits
from app.web.identity import Identity
from tests import cast
from tests.app.conftest import sent
from tests.app.queries.test_console import ENDLESS, at_work
from tests.app.refusals import answers
from tests.live import listening

SentBy = Callable[..., TestClient]
DISTRICTS = "SELECT code, name_th, '=1+1' AS formula, NULL::int AS unknown, geom FROM districts ORDER BY code"
PROOF = {"X-Token": "token"}


def ran(client: TestClient, statement: str) -> str:
    """The address of the run of a statement."""
    status, there = sent(client, "/queries/runs", statement=statement)
    assert (status, there.startswith("/queries/runs/")) == (303, True)
    return there


def test_who_has_no_power_is_refused_at_every_address(sent_by: SentBy) -> None:
    client = sent_by("O-2", permissions=frozenset())
    told = answers(client, "queries")
    assert len(told) == 5
    assert {both[1] for both in told.values()} == {403}
    assert {both[0] for both in told.values()} <= {403, 405, 422}
    for path in ("/queries", "/queries/saved/new", "/api/queries", "/api/queries/views"):
        assert client.get(path).status_code == 403
    assert client.post("/api/queries/runs", json={"statement": "SELECT 1"}, headers=PROOF).status_code == 403
    assert sent_by("W-1").get("/queries").status_code == 403, "an agency sees its own only"


def test_an_answer_is_a_table_a_map_and_files(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    there = ran(client, DISTRICTS)
    page = client.get(there).text
    assert re.search(r'<th scope="col"><code>code</code><span class="sub">text</span></th>', page)
    assert page.count('<tr><th scope="row"') == 3
    assert '<td class="dim">NULL</td>' in page
    assert "MultiPolygon · 5" in page
    assert page.count("<svg") > 1
    assert 'aria-label="ผลการสอบถาม"' in page
    csv = client.get(f"{there}/answer.csv")
    assert csv.headers["content-type"] == "text/csv; charset=utf-8"
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "code,name_th,formula,unknown,geom"
    assert lines[1].startswith("9801,")
    assert ",'=1+1,,\"MULTIPOLYGON (((" in lines[1]
    book = load_workbook(io.BytesIO(client.get(f"{there}/answer.xlsx").content))
    assert [cell.value for cell in book.worksheets[0][2]][:4] == ["9801", lines[1].split(",")[1], "'=1+1", None]
    assert book.worksheets[1]["B2"].value == DISTRICTS
    collection = json.loads(client.get(f"{there}/answer.geojson").text)
    assert [one["properties"]["code"] for one in collection["features"]] == ["9801", "9802", "9803"]
    assert collection["features"][0]["geometry"]["type"] in ("Polygon", "MultiPolygon")


def test_an_answer_without_places_has_no_map_and_no_geojson_and_turns_its_pages(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    there = ran(client, "SELECT n, n / 4.0 AS quarter FROM generate_series(1, 250) AS n")
    page = client.get(f"{there}?page=3").text
    assert page.count('<tr><th scope="row"') == 50
    assert '<td class="n">250</td>' in page
    assert "answer-map" not in page
    assert 'rel="prev"' in page
    assert 'rel="next"' not in page
    assert client.get(f"{there}/answer.geojson").status_code == 404


def test_a_day_is_asked_and_told(sent_by: SentBy) -> None:
    """The toy money is of FY2569; before its first event of 3 March there is none (tests/ledger.py)."""
    client = sent_by("O-2")
    asked = "SELECT sum(received_baht) AS baht, published.true_on() FROM budget_lines"
    told = []
    for day in ("02/03/2569", "22/06/2569"):
        status, there = sent(client, "/queries/runs", statement=asked, true_on=day)
        assert status == 303
        page = client.get(there).text
        told.append(client.get(f"/api{there}").json()["rows"][0])
        assert f'value="{day}"' in page, "the same day stands in the editor"
    assert told == [[0, "2026-03-02"], [1590000.01, "2026-06-22"]]
    assert "22 มิ.ย. 2569" in page
    assert sent(client, "/queries/runs", statement="SELECT 1", true_on="31/02/2569")[0] == 422


def test_a_refused_statement_is_shown_with_the_word_that_is_meant(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    there = ran(client, "SELECT code,\n  nme\nFROM districts")
    page = client.get(there).text
    assert "ไม่มีคอลัมน์ชื่อนี้" in page
    assert "บรรทัดที่ 2" in page
    assert re.search(r"<mark>nme<span", page)
    assert "There is no such column" in client.get(f"{there}?lang=en").text
    assert client.get(f"{there}/answer.csv").status_code == 404
    assert sent(client, "/queries/runs", statement="")[0] == 422


def test_the_views_stand_beside_the_editor_with_their_titles(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    page = client.get("/queries?view=late_projects").text
    assert re.search(r"FROM late_projects\s", page), "a view that was chosen begins the statement"
    views = {view["name"]: view for view in client.get("/api/queries/views").json()["views"]}
    assert "vulnerable_households" not in views, "what is personal is not for analysts"
    assert views["districts"]["title"]["th"] == "เขตอำเภอ"
    columns = {column["name"]: column for column in views["districts"]["columns"]}
    assert columns["geom"] == {"name": "geom", "type": "geometry", "title": None, "unit": None}
    assert columns["name_th"]["title"]["en"]
    assert [name for name, view in views.items() if view["title"] is None] == []


def test_a_query_is_saved_run_again_shared_changed_and_deleted(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    there = ran(client, "SELECT count(*) AS districts FROM districts")
    form = client.get(f"/queries/saved/new?run={there.rpartition('/')[2]}").text
    assert "SELECT count(*) AS districts FROM districts</textarea>" in form
    given = {"title": "จำนวนอำเภอ", "statement": "SELECT count(*) FROM districts", "sharing": "analysts"}
    status, saved = sent(client, "/queries/saved/new", **given)
    assert status == 303
    assert sent(client, "/queries/saved/new", **given)[0] == 422, "a title is used once"
    assert "จำนวนอำเภอ" in client.get("/queries").text
    assert "SELECT count(*) FROM districts</textarea>" in client.get(saved).text
    assert sent(client, f"{saved}/edit", **{**given, "title": "อำเภอทั้งหมด", "version": 1}) == (303, saved)
    assert sent(client, f"{saved}/edit", **{**given, "version": 1})[0] == 422, "it was changed meanwhile"
    assert "อำเภอทั้งหมด" in client.get("/queries").text
    other = sent_by("O-1", permissions=frozenset({"query.run"}))
    page = other.get(saved).text
    assert "SELECT count(*) FROM districts" in page
    assert f"{saved}/delete" not in page
    assert sent(other, f"{saved}/delete")[0] == 403
    assert sent(client, f"{saved}/delete") == (303, "/queries")
    assert client.get(saved).status_code == 404


def test_programs_do_the_same(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    asked = client.post("/api/queries/runs", json={"statement": DISTRICTS}, headers=PROOF)
    told = asked.json()
    assert (asked.status_code, told["state"], told["row_count"], told["cut"]) == (200, "done", 3, None)
    assert [column["name"] for column in told["columns"]] == ["code", "name_th", "formula", "unknown", "geom"]
    assert told["rows"][0][2:4] == ["=1+1", None]
    assert told["rows"][0][4]["type"] in ("Polygon", "MultiPolygon")
    assert client.get(f"/api/queries/runs/{told['id']}").json() == told
    assert client.get(f"/api/queries/runs/{told['id']}/answer.csv").status_code == 200
    wrong = client.post("/api/queries/runs", json={"statement": "SELECT 1,\n nme"}, headers=PROOF)
    assert (wrong.status_code, wrong.json()["at"], wrong.json()["line"]) == (422, 12, 2)
    assert "ไม่มีคอลัมน์" in wrong.json()["detail"]
    given = {"title": "ก", "statement": "SELECT 1"}
    made = client.post("/api/queries", json=given, headers=PROOF)
    address = f"/api/queries/saved/{made.json()['id']}"
    assert made.status_code == 201
    changed = client.put(address, json={**given, "title": "ข", "version": 1}, headers=PROOF)
    assert changed.json()["version"] == 2
    assert client.put(address, json={**given, "version": 1}, headers=PROOF).status_code == 412
    assert client.get(address).json()["title"] == "ข"
    assert [one["title"] for one in client.get("/api/queries").json()["saved"]] == ["ข"]
    assert client.delete(address, headers=PROOF).status_code == 204
    assert client.get(address).status_code == 404
    assert client.post("/api/queries/runs", json=given | {"statement": "SELECT 1"}).status_code == 403, "no proof"


@pytest.fixture
def service(furnished: Database, settings: Settings) -> Callable[[Limits], FastAPI]:
    """The service for the analyst O-2, with other limits."""

    def made(limits: Limits) -> FastAPI:
        service = create_service(settings, furnished)
        engine = engine_of(furnished, pool_size=1)
        with Session(engine) as session:
            show_to(session, EVERYTHING)
            by = cast.acting(session, "O-2")
        engine.dispose()
        service.state.identify = lambda _request: Identity(by.viewer, by, account="O-2", token="token")
        service.state.analysts = replace(service.state.analysts, limits=limits)
        return service

    return made


def state_of(database: Database) -> list[tuple[str, str]]:
    """The runs that are kept, and the acts that the log holds of them."""
    engine = engine_of(database, pool_size=1)
    with Session(engine) as session:
        show_to(session, EVERYTHING)
        runs = [(run.state, run.told_en or "") for run in session.scalars(select(Run).order_by(Run.started_at))]
        acts = session.scalars(
            select(AuditEvent.act).where(AuditEvent.object_kind == "query_run").order_by(AuditEvent.seq)
        ).all()
    engine.dispose()
    return [*runs, *((act, "") for act in acts)]


def test_a_long_statement_ends_when_its_browser_goes_away_or_another_window_says_so(
    service: Callable[[Limits], FastAPI], furnished: Database
) -> None:
    headers = {"Cookie": "phaen=in", **PROOF}
    with listening(service(Limits(seconds=60))) as address:
        with httpx2.Client(base_url=address, headers=headers, timeout=1.5) as client, pytest.raises(httpx2.ReadTimeout):
            client.post("/api/queries/runs", json={"statement": ENDLESS})
        _wait_for(furnished, 1)
        answered = list[httpx2.Response]()
        with httpx2.Client(base_url=address, headers=headers, timeout=40) as client:
            asking = threading.Thread(
                target=lambda: answered.append(client.post("/api/queries/runs", json={"statement": ENDLESS}))
            )
            asking.start()
            with httpx2.Client(base_url=address, headers=headers, timeout=20) as other:
                running = _running(other)
                assert other.post(f"/api/queries/runs/{running}/stop").status_code == 202
            asking.join(30)
    assert [(one.status_code, one.json()["state"]) for one in answered] == [(422, "stopped")]
    assert state_of(furnished) == [
        ("stopped", "Stopped as asked."), ("stopped", "Stopped as asked."),
        ("query.run", ""), ("query.run", ""), ("query.stopped", ""),
    ]  # fmt: skip
    assert at_work(furnished) == 0


def _wait_for(database: Database, ended: int) -> None:
    """Until so many runs have ended; each look at the server takes its while."""
    for _ in range(400):
        if len([state for state, _ in state_of(database) if state == "stopped"]) >= ended:
            return
    raise AssertionError("the run goes on")


def _running(client: httpx2.Client) -> str:
    for _ in range(400):
        found = [one["id"] for one in client.get("/api/queries").json()["runs"] if one["state"] == "running"]
        if found:
            return str(found[0])
    raise AssertionError("nothing runs")


def test_what_takes_too_long_is_told_so(service: Callable[[Limits], FastAPI]) -> None:
    with TestClient(
        service(Limits(seconds=0.3)),
        headers={"Cookie": "phaen=in"},
        base_url="https://testserver",
        follow_redirects=False,
    ) as client:
        page = client.get(ran(client, ENDLESS)).text
        assert "ใช้เวลาเกิน 0.3 วินาที" in page
        assert "ลองเรียกใช้" not in page
