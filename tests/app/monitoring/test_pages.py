"""Monitoring through its pages and its interface: planned, reported with a photo, verified, handed over, inspected, read."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import uuid
import zipfile
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select, update
from starlette.requests import Request

from app.core.authority import OPERATOR, PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.settings import Settings
from app.core.viewing import show_to
from app.monitoring.models import Photo, ProgressReport
from app.monitoring.panels import PANELS
from app.projects.models import Project
from app.web.identity import NOBODY
from tests.app.conftest import sent
from tests.app.monitoring.toys import MONTHS, ROAD, calendar, picture

SentBy = Callable[[str], TestClient]
HERE = f"/monitoring/projects/{ROAD}"
REPORT = {"round": "2568-04", "observed_on": "30/04/2568", "physical_pct": "12.5", "done_th": "งานดิน"}
PLAN = {"starts_on": "01/04/2568", "cadence": "month", "months": MONTHS}


@pytest.fixture
def works(furnished: Database) -> Database:
    """The road and the weir belong to the works agency; the calendar is open."""
    with transaction(furnished) as session:
        calendar(session)
        session.execute(update(Project).values(agency="works"))
    return furnished


@pytest.fixture
def planned(works: Database, sent_by: SentBy) -> Database:
    assert sent(sent_by("W-1"), f"{HERE}/curve", **PLAN) == (303, f"{HERE}#curve")
    return works


def posted(client: TestClient, path: str, photos: list[bytes], **given: str) -> tuple[int, str]:
    """A form with files, as a browser sends it."""
    files = [("photos[]", (f"{n}.jpg", data, "image/jpeg")) for n, data in enumerate(photos)] or [
        ("photos[]", ("", b"", ""))
    ]
    answer = client.post(path, data={"_token": "token", **given}, files=files)
    return answer.status_code, answer.headers.get("location") or answer.text


@pytest.mark.usefixtures("works")
def test_a_project_goes_from_its_plan_to_an_inspected_asset_by_forms(sent_by: SentBy) -> None:
    agency, governor = sent_by("W-1"), sent_by("G-1")
    assert "ยังไม่มีแผนผลงาน" in agency.get(f"/monitoring/report/{ROAD}").text
    assert sent(agency, f"{HERE}/curve", **PLAN)[0] == 303
    assert sent(agency, f"{HERE}/milestones", title_th="งานดิน", planned_on="30/04/2568") == (303, f"{HERE}#steps")
    step = re.findall(r"/monitoring/milestones/([0-9a-f-]{36})/reach", agency.get(HERE).text)[0]
    assert sent(agency, f"/monitoring/milestones/{step}/reach", actual_on="02/05/2568")[0] == 303
    status, where = posted(agency, f"/monitoring/report/{ROAD}", [picture(at=(100.5, 15.501))], **REPORT)
    assert (status, where) == (303, f"{HERE}#reports")
    page = governor.get(HERE).text
    assert "12.5%" in page
    assert "ห่างที่ตั้ง 111 ม." in page
    report = re.findall(r"/monitoring/reports/([0-9a-f-]{36})/verify", page)[0]
    assert f"/monitoring/reports/{report}/verify" not in agency.get(HERE).text, "not his own report"
    assert sent(governor, f"/monitoring/reports/{report}/verify", verdict="accepted")[0] == 303
    assert "ตรวจแล้ว" in agency.get(HERE).text
    weir = "/monitoring/projects/P-1"
    asset = re.findall(r"/monitoring/assets/([0-9a-f-]{36})/hand-over", governor.get(weir).text)[0]
    owner = {"owner_th": "อบต.น้ำใส", "document": "ที่ 1", "handed_over_on": "01/01/2568"}
    assert sent(governor, f"/monitoring/assets/{asset}/hand-over", **owner) == (303, f"{weir}#assets")
    found = {"months": "6", "inspected_on": "03/07/2568", "condition": "unused", "remark": "ไม่มีไฟฟ้า"}
    assert sent(sent_by("O-2"), f"/monitoring/assets/{asset}/inspect", **found) == (303, f"{weir}#assets")
    assert "ไม่ใช้ประโยชน์" in governor.get("/monitoring/assets").text


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"physical_pct": "100.5"}, "ร้อยละต้องไม่เกิน 100"), ({"physical_pct": ""}, "ต้องกรอกช่องนี้"),
        ({"observed_on": "31/05/2568"}, "วันของข้อมูลต้องอยู่ในรอบรายงาน"), ({"observed_on": "30/02/2568"}, "เขียนวันที่เป็น"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_the_key_stays(sent_by: SentBy, more: dict[str, str], told: str) -> None:
    key = str(uuid.uuid4())
    status, page = posted(sent_by("W-1"), f"/monitoring/report/{ROAD}", [], **{**REPORT, **more}, request_key=key)
    assert status == 422
    assert told in page
    assert f'name="request_key" value="{key}"' in page


@pytest.mark.usefixtures("planned")
def test_a_file_that_is_no_photo_is_refused_and_nothing_is_written(sent_by: SentBy, furnished: Database) -> None:
    status, page = posted(sent_by("W-1"), f"/monitoring/report/{ROAD}", [b"<svg/>"], **REPORT)
    assert (status, "รับเฉพาะภาพ JPEG, PNG หรือ WebP" in page) == (422, True)
    with transaction(furnished) as session:
        assert session.scalars(select(ProgressReport.id)).all() == []


@pytest.mark.usefixtures("planned")
def test_a_step_back_is_refused_until_its_reason_is_given(sent_by: SentBy) -> None:
    agency = sent_by("W-1")
    assert posted(agency, f"/monitoring/report/{ROAD}", [], **REPORT)[0] == 303
    later = {**REPORT, "round": "2568-05", "observed_on": "31/05/2568", "physical_pct": "10"}
    status, page = posted(agency, f"/monitoring/report/{ROAD}", [], **later)
    assert (status, "ผลงานลดลงจากรอบก่อน (12.5%) ต้องบอกเหตุผล" in page) == (422, True)
    assert posted(agency, f"/monitoring/report/{ROAD}", [], **later, reason="น้ำท่วม")[0] == 303


@pytest.mark.usefixtures("planned")
def test_a_telephone_that_sends_twice_has_made_one_report(sent_by: SentBy, furnished: Database) -> None:
    agency, key = sent_by("W-1"), str(uuid.uuid4())
    path = f"/api/monitoring/report/{ROAD}"
    answers = []
    for _ in range(3):
        files = [("photos[]", ("a.jpg", picture(), "image/jpeg"))]
        answers.append(
            agency.post(path, data={**REPORT, "request_key": key}, files=files, headers={"X-Token": "token"})
        )
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert answers[0].json()["location"] == f"{HERE}#reports"
    with transaction(furnished) as session:
        assert len(session.scalars(select(ProgressReport.id)).all()) == 1
        assert len(session.scalars(select(Photo.id)).all()) == 1
    refused = agency.post(path, data={**REPORT, "physical_pct": "101"}, headers={"X-Token": "token"})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["physical_pct"])
    assert agency.post(path, data=REPORT).status_code == 403, "without the token of the session"


@pytest.mark.usefixtures("planned")
def test_a_program_reports_without_photos(sent_by: SentBy) -> None:
    body = {**REPORT, "observed_on": "2025-04-30", "problem_class": "land", "problem_th": "รออนุญาต"}
    answer = sent_by("W-1").post(
        f"/api/monitoring{HERE.removeprefix('/monitoring')}/reports", json=body, headers={"X-Token": "token"}
    )
    assert (answer.status_code, answer.json()["revision"]) == (201, 1)
    assert (
        sent_by("O-4")
        .post(f"/api/monitoring/projects/{ROAD}/reports", json=body, headers={"X-Token": "token"})
        .status_code
        == 403
    )


@pytest.mark.usefixtures("planned")
def test_a_photo_is_served_to_whoever_sees_the_project_and_to_nobody_else(
    sent_by: SentBy, furnished: Database, apart: Settings
) -> None:
    agency, public = sent_by("W-1"), sent_by("")
    mine = picture(colour=f"#{uuid.uuid4().hex[:6]}")  # of this test alone: its file is taken away below
    assert posted(agency, f"/monitoring/report/{ROAD}", [mine], **REPORT)[0] == 303
    path = re.findall(r'src="(/monitoring/photos/[0-9a-f-]{36})"', public.get(HERE).text)[0]
    shown = public.get(path)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert "sandbox" in shown.headers["content-security-policy"]
    with Image.open(io.BytesIO(shown.content)) as image:
        assert dict(image.getexif()) == {}
    with transaction(furnished) as session:
        session.execute(update(Project).values(class_="internal"))
    assert [client.get(path).status_code for client in (public, agency, sent_by("S-1"))] == [404, 200, 200]
    assert public.get(HERE).status_code == 404
    (apart.files / f"photo-{hashlib.sha256(shown.content).hexdigest()}.jpg").unlink()
    assert agency.get(path).status_code == 404


@pytest.mark.usefixtures("planned")
def test_the_light_is_the_same_on_pages_layer_and_json(sent_by: SentBy) -> None:
    """On the day of the test the road of 2568 is long past its finish: its report is stale, so nothing is known."""
    agency = sent_by("W-1")
    posted(agency, f"/monitoring/report/{ROAD}", [], **REPORT)
    told = agency.get(f"/api/monitoring/projects/{ROAD}").json()
    assert (told["standing"]["light"], told["standing"]["reason"]) == ("unknown", "stale")
    assert [one["pct"] for one in told["curves"][0]["points"]] == [0, 20, 50, 100]
    features = agency.get("/ogc/collections/project_lights/items?limit=10").json()["features"]
    assert {one["properties"]["reference"]: one["properties"]["light"] for one in features} == {
        "P-1": "late",
        "P-2": "unknown",
    }
    assert "ไม่มีรายงานใหม่นานเกินกำหนด" in agency.get(HERE).text
    every = agency.get("/api/monitoring").json()
    assert (every["total"], every["counts"]) == (3, {"late": 1, "watch": 0, "unknown": 2, "on_track": 0, "done": 0})
    assert len(every["rule"]["sentences"]) == 5


@pytest.mark.usefixtures("planned")
def test_what_i_owe_is_what_i_may_report(sent_by: SentBy) -> None:
    mine, others = sent_by("W-1").get("/monitoring").text, sent_by("O-2").get("/monitoring").text
    assert f"/monitoring/report/{ROAD}?round=2568-04" in mine
    assert "/monitoring/report/" not in others
    late = sent_by("").get("/monitoring/late").text
    assert "รายงานเกินกำหนด" in late
    assert len(re.findall(r">2568-\d\d</td>", late)) == 6, "April to September 2568 are owed"


@pytest.mark.usefixtures("planned")
def test_the_pack_for_the_auditors_holds_five_tables_without_a_formula(sent_by: SentBy) -> None:
    agency = sent_by("W-1")
    posted(agency, f"/monitoring/report/{ROAD}", [picture()], **{**REPORT, "done_th": "=HYPERLINK(1)"})
    packs = [agency.get(path).content for path in (f"{HERE}/sao.zip", f"/api/monitoring/projects/{ROAD}/sao.zip")]
    assert packs[0] == packs[1]
    with zipfile.ZipFile(io.BytesIO(packs[0])) as pack:
        tables = {name: list(csv.reader(io.StringIO(pack.read(name).decode("utf-8-sig")))) for name in pack.namelist()}
    assert {name: len(rows) - 1 for name, rows in tables.items()} == {
        "1-project.csv": 13, "2-reports.csv": 1, "3-photos.csv": 1, "4-assets.csv": 0, "5-inspections.csv": 0,
    }  # fmt: skip
    assert tables["2-reports.csv"][1][7] == "'=HYPERLINK(1)"
    told = agency.get(f"/api/monitoring/projects/{ROAD}/reports.csv")
    assert told.content.startswith(b"\xef\xbb\xbf")


@pytest.mark.usefixtures("works")
def test_rounds_and_rules_are_set_by_forms(sent_by: SentBy) -> None:
    chief = sent_by("O-1")
    assert sent(chief, "/monitoring/rounds/new", fiscal_year="2569", kind="quarter", due_days="10") == (
        303,
        "/monitoring/rounds",
    )
    rule = re.search(r'name="valid_from"[^>]*value="([0-9/]+)"', chief.get("/monitoring/rules/new").text)
    assert rule is not None
    given = {"valid_from": rule[1], "watch_points": "4", "late_points": "8", "watch_days": "20", "late_days": "60",
             "stale_days": "30", "reason": "มติ ก.บ.จ."}  # fmt: skip
    assert sent(chief, "/monitoring/rules/new", **given) == (303, "/monitoring/rounds")
    page = sent_by("").get("/monitoring/rounds").text
    assert "2569-Q4" in page
    assert "ต่ำกว่าแผนตั้งแต่ 8 จุด" in page
    assert sent(sent_by("W-1"), "/monitoring/rounds/new", fiscal_year="2570", kind="month", due_days="5")[0] == 403


@pytest.mark.usefixtures("works")
def test_nothing_left_behind_and_assets_are_told_by_forms(sent_by: SentBy) -> None:
    governor = sent_by("G-1")
    assert sent(governor, "/monitoring/projects/P-3/no-asset", reason="ฝึกอบรม")[0] == 303
    assert "ไม่มีสินทรัพย์ต้องส่งมอบ" in governor.get("/monitoring/projects/P-3").text
    assert sent(governor, f"{HERE}/assets", name_th="ถนน", value_baht="1,000.50") == (303, f"{HERE}#assets")
    assert "1,000.50" in governor.get(HERE).text
    status, page = sent(governor, f"{HERE}/no-asset", reason="ฝึกอบรม")
    assert (status, "มีสินทรัพย์บันทึกไว้แล้ว" in page) == (422, True)


def test_forms_are_for_who_may(sent_by: SentBy, works: Database) -> None:
    del works
    public, auditor = sent_by(""), sent_by("O-4")
    for path in (f"/monitoring/report/{ROAD}", f"{HERE}/curve", f"{HERE}/milestones", f"{HERE}/assets", f"{HERE}/no-asset",
                 "/monitoring/rounds/new", "/monitoring/rules/new"):  # fmt: skip
        assert [client.get(path).status_code for client in (public, auditor)] == [403, 403], path
    for unknown in ("milestones/{}/reach", "assets/{}/hand-over", "assets/{}/inspect", "reports/{}/verify"):
        path = f"/monitoring/{unknown.format(uuid.uuid4())}"
        assert [auditor.get(path).status_code, sent_by("G-1").get(path).status_code] == [403, 404], path


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("path", ["/monitoring", "/monitoring/late", "/monitoring/assets", "/monitoring/rounds", HERE])
def test_every_page_reads_in_both_languages_also_when_empty(client: TestClient, path: str, language: str) -> None:
    page = client.get(f"{path}?lang={language}")
    assert page.status_code == 200
    assert "style=" not in page.text
    assert ("Monitoring" if language == "en" else "ติดตาม") in page.text
    client.cookies.clear()


def test_the_panels_stand_on_the_page_of_a_project(planned: Database) -> None:
    """Asked as the page of projects asks them: by the reference; a project that is hidden has nothing to say."""
    request = Request({"type": "http", "headers": [], "query_string": b"", "path": "/", "method": "GET"})
    request.state.identity = NOBODY
    mine = [panel for panel in PANELS if panel.page == "projects.detail"]
    assert [(panel.template.split("/")[-1], panel.place) for panel in sorted(mine, key=lambda one: one.order)] == [
        ("light.html", "top"), ("curve.html", "main"), ("reports.html", "main"), ("steps.html", "main"), ("assets.html", "main"),
    ]  # fmt: skip
    with transaction(planned, viewer=OPERATOR.viewer) as session:
        told = {panel.template.split("/")[-1]: panel.query(request, session, PUBLIC, ROAD) for panel in mine}
        assert {name for name, content in told.items() if content is None} == {"steps.html"}
        assert told["light.html"] is not None
        assert told["light.html"]["one"].reason == "no_report"
        session.execute(update(Project).values(class_="confidential"))
        show_to(session, PUBLIC)
        assert [panel.query(request, session, PUBLIC, ROAD) for panel in mine] == [None] * 5
