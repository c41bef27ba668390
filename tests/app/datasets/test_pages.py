"""Pages and programs of datasets: from a proposal to its approval over HTTP, and how far a higher class reaches."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database
from app.core.database import engine_of, transaction
from app.core.settings import Settings
from app.core.viewing import show_to
from app.datasets import commands
from app.datasets.models import Dataset
from app.datasets.schemas import ClassProposal, DatasetIn
from app.main import create_app, create_service
from app.web import panels
from app.web.dependencies import Database as DatabaseSession
from app.web.dependencies import Identified, Viewing
from app.web.identity import Identity
from app.web.templating import render
from gis.access import Read
from tests import cast

Clients = Callable[[str | None], TestClient]
GROUNDS = {"reason": "ประชาชนขอใช้", "legal_basis": "พ.ร.บ. ข้อมูลข่าวสาร ม. 9", "_token": "token"}


@pytest.fixture
def own(settings: Settings, toy_database: Database) -> Iterator[Clients]:
    """The service over a toy province of the test's own, for a position or the public; the office owns all datasets."""
    with transaction(toy_database) as session:
        for dataset in session.query(Dataset):
            dataset.organization = dataset.organization or "office"
        given = DatasetIn(
            id="wells", title_th="บ่อน้ำ", title_en="Wells", geometry_type="Point", custodian="อบต.", source="สำรวจ",
            organization="office",
        )  # fmt: skip
        commands.define_dataset(session, by=OPERATOR, given=given)
    engine = engine_of(toy_database)
    with ExitStack() as opened:

        def start(number: str | None) -> TestClient:
            service = create_service(settings, toy_database)
            if number is None:
                return opened.enter_context(TestClient(service, follow_redirects=False))
            with Session(engine) as session:
                show_to(session, EVERYTHING)
                by = cast.acting(session, number)
            service.state.identify = lambda _request: Identity(by.viewer, by, account=number, token="token")
            client = TestClient(service, headers={"Cookie": "phaen=in"}, follow_redirects=False)
            return opened.enter_context(client)

        yield start
    engine.dispose()


def change_id(page: str) -> str:
    found = re.search(r"/class/([0-9a-f-]{36})/", page)
    assert found is not None, page
    return found.group(1)


def test_the_list_shows_each_viewer_his_datasets_with_class_and_owner(own: Clients) -> None:
    public, office, welfare = (own(number).get("/datasets").text for number in (None, "O-2", "S-1"))
    assert "บ่อน้ำ" not in public
    assert "ครัวเรือนเปราะบาง" not in public
    assert "บ่อน้ำ" in office
    assert "ใช้ภายใน" in office
    assert "ครัวเรือนเปราะบาง" not in office
    assert "ครัวเรือนเปราะบาง" in welfare
    assert "สำนักงานพัฒนาสังคม" in welfare


def test_a_proposal_is_made_and_approved_in_the_browser_by_two_persons(own: Clients) -> None:
    analyst, chief, public = own("O-2"), own("O-1"), own(None)
    assert public.get("/datasets/wells").status_code == 404
    made = analyst.post("/datasets/wells/class", data={"to": "เปิดเผย", "version": "1", **GROUNDS})
    assert (made.status_code, made.headers["location"]) == (303, "/datasets/wells")
    mine = analyst.get("/datasets/wells").text
    assert 'value="approve"' not in mine
    assert "ถอนข้อเสนอ" in mine
    asked = chief.get("/datasets/wells").text
    assert 'value="approve"' in asked
    path = f"/datasets/wells/class/{change_id(mine)}/decision"
    refused = analyst.post(path, data={"decision": "approve", "version": "1", "_token": "token"})
    assert refused.status_code == 403
    decided = chief.post(path, data={"decision": "approve", "version": "1", "_token": "token"})
    assert decided.status_code == 303
    page = public.get("/datasets/wells").text
    assert "อนุมัติแล้ว" in page
    assert "หัวหน้าสำนักงานจังหวัด" in page
    assert "นายขจร งามตา" not in page, "the public is told the position; the name is for officials"
    assert "นายขจร งามตา" in analyst.get("/datasets/wells").text
    again = chief.post(path, data={"decision": "approve", "version": "2", "_token": "token"})
    assert again.status_code == 409


def test_who_proposed_is_told_why_he_may_not_approve(own: Clients) -> None:
    governor = own("G-1")
    governor.post("/datasets/wells/class", data={"to": "public", "version": "1", **GROUNDS})
    page = governor.get("/datasets/wells").text
    assert 'value="approve"' not in page
    assert "ผู้เสนอเรื่องอนุมัติเรื่องของตนเองไม่ได้" in page


def test_a_proposal_is_withdrawn_in_the_browser(own: Clients) -> None:
    analyst = own("O-2")
    analyst.post("/datasets/wells/class", data={"to": "public", "version": "1", **GROUNDS})
    path = f"/datasets/wells/class/{change_id(analyst.get('/datasets/wells').text)}/withdrawal"
    assert analyst.post(path, data={"version": "1", "_token": "token"}).status_code == 303
    assert "ถอนเรื่อง" in analyst.get("/datasets/wells").text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"to": "ลับมาก"}, "ลงไว้ในทะเบียนข้อมูลข่าวสารลับ"),
        ({"to": "ลับที่สุด"}, "ลงไว้ในทะเบียนข้อมูลข่าวสารลับ"),
        ({"to": "internal"}, "ชุดข้อมูลอยู่ในชั้นนี้แล้ว"),
        ({"to": "personal", "reason": ""}, "ต้องกรอกช่องนี้"),
    ],
)
def test_what_is_wrong_stands_at_its_field(own: Clients, given: dict[str, str], told: str) -> None:
    answer = own("O-2").post("/datasets/wells/class", data={"version": "1", **GROUNDS, **given})
    assert answer.status_code == 400
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_form_without_the_token_of_the_session_is_refused(own: Clients) -> None:
    sent = {"to": "public", "version": "1", **GROUNDS, "_token": "forged"}
    assert own("O-2").post("/datasets/wells/class", data=sent).status_code == 403


def test_the_public_acts_on_nothing(own: Clients) -> None:
    public = own(None)
    assert public.post("/datasets/roads/class", data={"to": "internal", "version": "1", **GROUNDS}).status_code == 403
    assert public.get("/datasets/roads/edit").status_code == 403
    assert own("O-1").get("/datasets/roads/edit").status_code == 403, "the chief publishes and defines nothing"


def test_a_description_is_edited_and_an_older_form_changes_nothing(own: Clients) -> None:
    analyst = own("O-2")
    assert 'value="บ่อน้ำ"' in analyst.get("/datasets/wells/edit").text
    form = {
        "title_th": "บ่อบาดาล",
        "title_en": "Wells",
        "custodian": "อบต.",
        "source_on": "22/06/2569",
        "_token": "token",
    }
    assert analyst.post("/datasets/wells/edit", data={**form, "version": "1"}).status_code == 303
    page = analyst.get("/datasets/wells").text
    assert "บ่อบาดาล" in page
    assert "22 มิ.ย. 2569" in page
    stale = analyst.post("/datasets/wells/edit", data={**form, "version": "1"})
    assert stale.status_code == 412
    assert "มีผู้แก้ไขชุดข้อมูลนี้หลังจากที่ท่านเปิดดู" in stale.text
    wrong = analyst.post("/datasets/wells/edit", data={**form, "source_on": "31/02/2569", "version": "2"})
    assert wrong.status_code == 400
    assert "เขียนวันที่เป็น" in wrong.text


def test_programs_change_under_if_match(own: Clients) -> None:
    analyst, chief = own("O-2"), own("O-1")
    token = {"X-Token": "token"}
    read = analyst.get("/api/datasets/wells")
    assert (read.headers["etag"], read.json()["class_"], read.json()["changes"]) == ('"1"', "internal", [])
    body = {"title_th": "บ่อ", "title_en": "Wells", "custodian": "อบต."}
    assert analyst.patch("/api/datasets/wells", json=body, headers=token).status_code == 400
    assert analyst.patch("/api/datasets/wells", json=body, headers=token | {"If-Match": "*"}).status_code == 400
    done = analyst.patch("/api/datasets/wells", json=body, headers=token | {"If-Match": '"1"'})
    assert (done.status_code, done.headers["etag"]) == (200, '"2"')
    late = analyst.patch("/api/datasets/wells", json=body, headers=token | {"If-Match": '"1"'})
    assert (late.status_code, late.headers["content-type"]) == (412, "application/problem+json")
    asked = {"to": "เปิดเผย", "reason": "r", "legal_basis": "l"}
    forged = analyst.post("/api/datasets/wells/class", json=asked, headers={"If-Match": '"2"'})
    assert forged.status_code == 403
    made = analyst.post("/api/datasets/wells/class", json=asked, headers=token | {"If-Match": '"2"'})
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    path = f"/api/datasets/wells/class/{made.json()['id']}/decision"
    decided = chief.post(path, json={"decision": "approve"}, headers=token | {"If-Match": '"2"'})
    assert decided.json()["state"] == "approved"
    assert {each["id"] for each in own(None).get("/api/datasets").json()} >= {"wells", "roads"}


@pytest.mark.parametrize("written", ["ลับมาก", "ลับที่สุด", "top secret"])
def test_programs_are_refused_the_secret_levels_too(own: Clients, written: str) -> None:
    answer = own("O-2").post(
        "/api/datasets/wells/class", json={"to": written, "reason": "r", "legal_basis": "l"},
        headers={"X-Token": "token", "If-Match": '"1"'},
    )  # fmt: skip
    assert answer.status_code == 400
    assert (answer.json()["parameter"], "secret register" in answer.json()["detail"]) == ("to", True)


def test_withdrawing_a_dataset_from_the_public_reaches_every_copy_at_once(
    settings: Settings, toy_database: Database
) -> None:
    """Items, tiles, counts and feeds of the roads, fetched before: none of them answers with a road afterwards."""
    watched = ("/ogc/collections/roads/items", "/tiles/roads/8/199/116.mvt", "/feeds/roads.geojson", "/feeds/roads.csv")
    with TestClient(create_app(settings, toy_database)) as public:
        before = {path: public.get(path) for path in watched}
        assert public.get(watched[0]).json()["numberMatched"] == 1
        with transaction(toy_database) as session:
            given = ClassProposal(to=Read.INTERNAL, reason="ผิดพลาด", legal_basis="ม. 15", version=1)
            commands.propose_class(session, by=OPERATOR, dataset_id="roads", given=given)
        for path, old in before.items():
            new = public.get(path, headers={"If-None-Match": old.headers["etag"]})
            assert new.status_code in (200, 204), path
            assert b"highway" not in new.content
        assert public.get(watched[0]).json()["numberMatched"] == 0


def test_the_classes_page_says_what_each_means_and_on_which_law_it_rests(own: Clients) -> None:
    public, office = own(None).get("/datasets/classes").text, own("S-1").get("/datasets/classes").text
    for words in ("พ.ศ. 2540", "พ.ศ. 2544", "พ.ศ. 2562", "ม\u00a01/2565", "ลับมาก · ลับที่สุด", "ไม่รับเข้าระบบนี้"):
        assert words in public
    assert "ตำแหน่งใดเห็นชั้นใด" not in public
    assert "ครัวเรือนเปราะบาง" not in public
    assert "ตำแหน่งใดเห็นชั้นใด" in office
    assert "PDPA s.24(4)" in office
    english = own(None).get("/datasets/classes?lang=en").text
    assert "Official Information Act B.E. 2540" in english
    assert "Refused entry" in english


@pytest.mark.parametrize(("number", "told"), [("O-1", True), ("O-2", False), ("W-1", False)])
def test_the_desk_of_a_position_shows_what_it_may_decide(own: Clients, number: str, told: bool) -> None:
    own("O-2").post("/datasets/wells/class", data={"to": "public", "version": "1", **GROUNDS})
    client = own(number)

    def desk(request: Request, session: DatabaseSession, viewer: Viewing, identity: Identified) -> Response:
        """The desk as its slice will show it: every panel of that name."""
        del identity
        filled = panels.filled(request, "organizations.desk", session, viewer, "")
        mine = [panel for panel in filled if panel.template.startswith("datasets/")]
        return render(request, mine[0].template, content=mine[0].content) if mine else Response("none")

    client.app.add_api_route("/desk", desk)  # type: ignore[attr-defined]
    page = client.get("/desk").text
    assert ("ชั้นความลับที่รอท่านตัดสินใจ" in page, "/datasets/wells#decision" in page) == (told, told)
