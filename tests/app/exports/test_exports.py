"""An export from the asking to the file: by whom, of what, how far, and what becomes of it."""

from __future__ import annotations

import base64
import hashlib
import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.briefs.notes import Imprint
from app.core.authority import Acting
from app.core.cluster import Database
from app.core.database import alone, transaction
from app.core.errors import Conflict, Forbidden
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.settings import Settings
from app.exports import commands, queries
from app.exports.jobs import WORK, Ended, Maker
from app.exports.models import Export
from app.exports.rules import MOST_OPEN, State
from app.exports.schemas import ExportIn
from app.main import create_service
from gis.access import Read
from gis.catalog import Catalog
from gis.layer import Text
from tests import cast
from tests.app.conftest import sent
from tests.app.ogc.opened import opened

SentBy = Callable[..., TestClient]
CATALOG = Catalog.read(LAYERS)
IMPRINT = Imprint(Text(th="ของเล่น", en="Toy"), is_invented=True)


@pytest.fixture
def maker(furnished: Database, apart: Settings) -> Iterator[Maker]:
    """The worker's part over that province, in the home where the service looks for files."""
    made = Maker(furnished, apart, CATALOG, lambda: IMPRINT)
    yield made
    made.engine.dispose()
    for path in made.folder.glob("*"):
        path.unlink()


def given(layer: str = "districts", kind: str = "csv", **parameters: str) -> ExportIn:
    return ExportIn(layer=layer, format=kind, parameters=parameters)


def asked(session: Session, by: Acting, **more: Any) -> Export:
    wish = given(**more)
    layer = CATALOG.get(wish.layer, by.viewer.visible())
    assert layer is not None
    return commands.ask_export(session, by=by, layer=layer, given=wish)


def committed(database: Database, number: str = "O-2", **more: Any) -> uuid.UUID:
    with transaction(database) as session:
        return asked(session, cast.acting(session, number), **more).id


def told(database: Database, export_id: uuid.UUID) -> Export:
    with transaction(database) as session:
        found = session.get(Export, export_id)
        assert found is not None
        session.expunge(found)
        return found


def changed(database: Database, statement: str) -> None:
    with psycopg.connect(database.url(Role.OWNER)) as owner:
        owner.execute(statement.encode())


def test_an_export_is_asked_with_one_event_and_belongs_to_the_position(session: Session) -> None:
    by = cast.acting(session, "O-2")
    made = asked(session, by, filter="code = '9801'")
    events = session.execute(text("SELECT act, object_id, after FROM core.audit_event WHERE act LIKE 'export.%'")).all()
    told = {"layer": "districts", "format": "csv", "parameters": {"filter": "code = '9801'"}}
    assert events == [("export.asked", str(made.id), told)]
    assert [each.id for each in queries.exports(session, viewer=by.viewer)] == [made.id]
    assert queries.exports(session, viewer=cast.acting(session, "W-1").viewer) == []


def test_who_does_not_see_a_layer_cannot_ask_for_it(session: Session) -> None:
    households = CATALOG.get("vulnerable_households", cast.acting(session, "S-1").viewer.visible())
    assert households is not None
    by = cast.acting(session, "O-2")
    with pytest.raises(Forbidden):
        commands.ask_export(session, by=by, layer=households, given=given("vulnerable_households"))


def test_a_position_has_few_works_at_a_time(session: Session) -> None:
    by = cast.acting(session, "O-2")
    for _ in range(MOST_OPEN):
        first = asked(session, by)
    with pytest.raises(Conflict):
        asked(session, by)
    commands.cancel_export(session, by=by, export_id=first.id)
    assert asked(session, by).state == State.WAITING


def test_who_sees_nothing_cancels_nothing_and_what_has_ended_is_not_cancelled(session: Session) -> None:
    by = cast.acting(session, "O-2")
    made = asked(session, by)
    blind = replace(by, viewer=replace(by.viewer, classes=frozenset[Read]()))
    with pytest.raises(Forbidden):
        commands.cancel_export(session, by=blind, export_id=made.id)
    commands.cancel_export(session, by=by, export_id=made.id)
    with pytest.raises(Conflict):
        commands.cancel_export(session, by=by, export_id=made.id)


def test_who_sees_nothing_has_nothing_made_anew(session: Session) -> None:
    by = cast.acting(session, "O-2")
    made = asked(session, by)
    blind = replace(by, viewer=replace(by.viewer, classes=frozenset[Read]()))
    with pytest.raises(Forbidden):
        commands.renew_export(session, by=blind, export=made)
    with pytest.raises(Forbidden):
        commands.keep_current(session, by=blind, export_id=made.id, on=True)
    with pytest.raises(Conflict):
        commands.renew_export(session, by=by, export=made)
    with pytest.raises(Conflict):
        commands.keep_current(session, by=by, export_id=made.id, on=True)


@pytest.mark.parametrize("number", ["W-1", "O-2", "S-1"])
def test_a_file_holds_what_its_position_sees(
    furnished: Database, maker: Maker, sent_by: SentBy, number: str, tmp_path: Path
) -> None:  # fmt: skip
    changed(furnished, "UPDATE projects.project SET class = 'internal' WHERE reference = 'P-1'")
    export_id = committed(furnished, number, layer="projects", kind="fgb")
    assert maker.make_all() == 1
    found, looks = told(furnished, export_id), sent_by(number)
    rows = opened("fgb", looks.get(f"/exports/{export_id}/file").content, tmp_path)
    shown = looks.get("/ogc/collections/projects/items").json()["features"]
    assert {row["id"] for row in rows} == {each["id"] for each in shown}
    assert len(rows) == found.rows_total == (1 if number == "W-1" else 2)


def test_a_file_is_taken_whole_in_part_and_again(furnished: Database, maker: Maker, sent_by: SentBy) -> None:
    export_id = committed(furnished, kind="xlsx", lang="th")
    assert maker.make_all() == 1
    client, address = sent_by("O-2"), f"/exports/{export_id}/file"
    whole = client.get(address)
    digest = hashlib.sha256(whole.content).hexdigest()
    found = told(furnished, export_id)
    assert (found.state, found.sha256, found.bytes) == (State.DONE, digest, len(whole.content))
    assert whole.headers["etag"] == f'"{digest}"'
    assert whole.headers["repr-digest"] == f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:"
    assert load_workbook(io.BytesIO(whole.content)).worksheets[0]["B2"].value == "เมืองของเล่น"
    rest = client.get(address, headers={"Range": "bytes=100-", "If-Range": whole.headers["etag"]})
    assert (rest.status_code, rest.content) == (206, whole.content[100:])
    other = client.get(address, headers={"Range": "bytes=100-", "If-Range": '"another"'})
    assert (other.status_code, other.content) == (200, whole.content)
    assert client.get(address, headers={"Range": "bytes=9999999-"}).status_code == 416


def test_another_position_finds_neither_the_export_nor_its_file(
    furnished: Database, maker: Maker, sent_by: SentBy
) -> None:  # fmt: skip
    export_id = committed(furnished)
    maker.make_all()
    for number in ("O-1", "W-1"):
        other = sent_by(number)
        for address in (f"/exports/{export_id}", f"/exports/{export_id}/file", f"/api/exports/{export_id}"):
            assert other.get(address).status_code == 404
        assert str(export_id) not in other.get("/exports").text
        assert sent(other, f"/exports/{export_id}/cancellation")[0] == 404
    assert sent_by().get(f"/exports/{export_id}/file").status_code == 403


def test_the_database_itself_shows_an_export_to_its_position_alone(furnished: Database) -> None:
    export_id = committed(furnished)
    with transaction(furnished) as session:
        viewers = [cast.acting(session, number).viewer for number in ("O-2", "O-1")]
    for viewer, seen in zip(viewers, (1, 0), strict=True):
        with transaction(furnished, viewer=viewer) as session:
            assert session.scalar(text("SELECT count(*) FROM exports.export")) == seen
            changing = text("UPDATE exports.export SET state = 'cancelled' WHERE id = :id RETURNING 1")
            assert len(session.execute(changing, {"id": export_id}).all()) == seen


def test_no_file_is_made_when_the_appointment_has_ended(furnished: Database, maker: Maker) -> None:
    export_id = committed(furnished)
    changed(furnished, "UPDATE organizations.appointment SET valid_to = '2021-01-01' WHERE position_number = 'O-2'")
    maker.make_all()
    found = told(furnished, export_id)
    assert (found.state, found.rows_done, found.bytes) == (State.FAILED, 0, None)
    assert "appointment" in (found.reason_en or "")


def test_no_file_is_handed_out_when_the_appointment_has_ended(
    furnished: Database, maker: Maker, sent_by: SentBy
) -> None:  # fmt: skip
    export_id = committed(furnished)
    maker.make_all()
    client = sent_by("O-2")
    assert client.get(f"/exports/{export_id}/file").status_code == 200
    changed(furnished, "UPDATE organizations.appointment SET valid_to = '2021-01-01' WHERE position_number = 'O-2'")
    answer = client.get(f"/exports/{export_id}/file")
    assert (answer.status_code, "สิ้นผลแล้ว" in answer.text) == (403, True)


def test_no_file_is_handed_out_with_more_than_the_position_may_see_now(
    furnished: Database, maker: Maker, sent_by: SentBy
) -> None:  # fmt: skip
    export_id = committed(furnished, layer="projects")
    maker.make_all()
    client = sent_by("O-2")
    changed(furnished, "UPDATE organizations.position SET clearance = '{public}' WHERE number = 'O-2'")
    assert client.get(f"/exports/{export_id}/file").status_code == 403


def test_a_layer_that_the_position_no_longer_sees_is_not_made(furnished: Database, maker: Maker) -> None:
    export_id = committed(furnished, "S-1", layer="vulnerable_households")
    changed(furnished, "DELETE FROM organizations.purpose_grant")
    maker.make_all()
    found = told(furnished, export_id)
    assert (found.state, found.bytes) == (State.FAILED, None)
    assert "no longer sees" in (found.reason_en or "")


def test_a_work_that_was_cut_off_is_done_by_the_next_worker(furnished: Database, maker: Maker) -> None:
    export_id = committed(furnished, kind="gpkg")
    maker.stop.set()
    maker._make(export_id)
    found = told(furnished, export_id)
    assert (found.state, found.attempts) == (State.RUNNING, 1)
    assert list(maker.folder.glob("*")) == []
    with alone(maker.engine, WORK, str(export_id)) as is_mine:
        assert is_mine
        other = Maker(furnished, maker.settings, CATALOG, maker.imprint)
        assert other.make_all() == 0, "somebody is at it"
    assert other.make_all() == 1
    assert (told(furnished, export_id).state, told(furnished, export_id).attempts) == (State.DONE, 2)
    other.engine.dispose()


def test_a_work_that_was_cut_off_again_and_again_fails(furnished: Database, maker: Maker) -> None:
    export_id = committed(furnished)
    changed(furnished, "UPDATE exports.export SET attempts = 3, state = 'running'")
    maker.make_all()
    assert told(furnished, export_id).state == State.FAILED


@pytest.mark.parametrize("kind", ["csv", "gpkg", "xlsx"])
def test_a_cancelled_work_ends_in_the_middle_and_leaves_no_file(furnished: Database, maker: Maker, kind: str) -> None:
    export_id = committed(furnished, kind=kind)
    begun = maker._begun(export_id)
    assert begun is not None
    with transaction(furnished) as session:
        commands.cancel_export(session, by=cast.acting(session, "O-2"), export_id=export_id)
    with pytest.raises(Ended):
        maker._finished(begun)
    maker.sweep()
    assert list(maker.folder.glob("*")) == []
    assert told(furnished, export_id).state == State.CANCELLED


def test_files_go_when_they_expire_and_what_was_left_behind_goes_with_them(furnished: Database, maker: Maker) -> None:
    kept, gone = committed(furnished), committed(furnished)
    maker.make_all()
    changed(furnished, f"UPDATE exports.export SET expires_at = now() - interval '1 s' WHERE id = '{gone}'")
    (maker.folder / f"{uuid.uuid4()}.draft.csv").write_text("left behind")
    maker.sweep()
    assert [path.name for path in maker.folder.glob("*")] == [f"{kept}.csv"]
    assert (told(furnished, kept).state, told(furnished, gone).state) == (State.DONE, State.EXPIRED)
    expires = told(furnished, kept).expires_at
    assert expires is not None
    assert timedelta(hours=71) < expires - datetime.now(UTC) <= timedelta(hours=72)


def test_a_planner_asks_on_the_page_of_a_layer_and_finds_the_file(maker: Maker, sent_by: SentBy) -> None:
    client = sent_by("O-2")
    assert 'action="/exports"' in client.get("/ogc/collections/districts?f=html").text
    status, page = sent(client, "/exports", layer="districts", format="kml", filter="code = '9801'")
    assert (status, page.startswith("/exports/")) == (303, True)
    assert "รอคิว" in client.get(page).text
    maker.make_all()
    shown = client.get(page).text
    assert "พร้อมดาวน์โหลด" in shown
    assert f'href="{page}/file"' in shown
    assert client.get(f"{page}/file").text.count("<Placemark") == 1
    assert "เขตอำเภอ" in client.get("/exports").text
    assert sent(client, f"{page}/cancellation") == (303, page)
    assert client.get(f"{page}/file").status_code == 409
    assert "Cancelled" in client.get(f"{page}?lang=en").text


def test_a_program_asks_waits_and_takes(maker: Maker, sent_by: SentBy) -> None:
    client, token = sent_by("O-2"), {"X-Token": "token"}
    wish = {"layer": "districts", "format": "geojsonseq", "parameters": {"bbox": "100.1,15.1,100.2,15.2"}}
    answer = client.post("/api/exports", json=wish, headers=token)
    assert (answer.status_code, answer.json()["state"]) == (201, "waiting")
    assert answer.headers["location"] == f"/exports/{answer.json()['id']}"
    maker.make_all()
    [done] = client.get("/api/exports").json()["exports"]
    assert (done["state"], done["rows_done"], done["rows_total"]) == ("done", 1, 1)
    assert client.get(done["file"]).content.startswith(b'\x1e{"type":"Feature"')
    assert client.delete(f"/api/exports/{done['id']}", headers=token).json()["state"] == "cancelled"


@pytest.mark.parametrize(("wrong", "place"), [
    ({"format": "exe"}, "format"), ({"layer": "nowhere"}, "nowhere"), ({"parameters": {"limit": "1"}}, "limit"),
    ({"parameters": {"filter": "code ="}}, ""), ({"parameters": {"crs": "EPSG:1"}}, "crs"), ({"more": 1}, "more"),
])  # fmt: skip
def test_what_cannot_be_exported_is_refused_before_anything_is_written(
    furnished: Database, sent_by: SentBy, wrong: dict[str, Any], place: str
) -> None:  # fmt: skip
    wish = {"layer": "districts", "format": "csv", **wrong}
    answer = sent_by("O-2").post("/api/exports", json=wish, headers={"X-Token": "token"})
    assert answer.status_code in (400, 404, 422)
    assert place in answer.text
    with transaction(furnished) as session:
        assert session.scalar(text("SELECT count(*) FROM exports.export")) == 0


def test_the_public_asks_for_nothing_in_the_background(sent_by: SentBy) -> None:
    nobody = sent_by()
    assert 'action="/exports"' not in nobody.get("/ogc/collections/districts?f=html").text
    assert nobody.get("/exports").status_code == 403
    assert nobody.post("/api/exports", json={"layer": "districts", "format": "csv"}).status_code == 403


def test_more_than_a_request_gives_is_pointed_to_the_background(furnished: Database, apart: Settings) -> None:
    few = apart.model_copy(update={"export_rows": 2})
    with TestClient(create_service(few, furnished)) as client:
        answer = client.get("/ogc/collections/districts/items?f=gpkg")
        assert (answer.status_code, "/exports" in answer.json()["detail"]) == (400, True)
        assert client.get("/ogc/collections/districts/items?f=gpkg&limit=2").status_code == 200
        assert client.get("/ogc/collections/districts/items?f=csv").text.count("\n") == 4
