"""The pages of organisations as the public, an officer, the chief and the governor see them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR
from app.core.calendar import written_day
from app.core.cluster import Database
from app.core.database import transaction
from app.core.permissions import Permission
from app.core.records import today
from app.core.settings import Settings
from app.main import create_service
from app.organizations.commands.appointments import appoint
from app.organizations.commands.delegations import delegate
from app.organizations.models import Appointment, Delegation, Organization, Person, Position, RoleGrant
from app.organizations.queries import policy
from tests import cast
from tests.app.conftest import sent
from tests.app.organizations.orders import ACTING_FOR, DAY, appointment, delegation

As = Callable[[str], TestClient]
PAGES = [
    "/organizations", "/organizations/office", "/organizations/works", "/organizations/positions/O-1",
    "/organizations/policy", "/organizations/committees",
]  # fmt: skip
FORMS = [
    "/organizations/appointments/new?position=O-5", "/organizations/delegations/new", "/organizations/new",
    "/organizations/office/edit", "/organizations/office/abolish", "/organizations/units/new?organization=office",
    "/organizations/positions/new?organization=office", "/organizations/positions/O-5/edit",
    "/organizations/positions/O-5/freeze", "/organizations/positions/O-5/abolish", "/organizations/positions/O-5/scope",
    "/organizations/positions/O-5/roles", "/organizations/positions/O-5/purposes", "/organizations/committees/kbj/seats",
    "/organizations/roles/new", "/organizations/roles/analyst",
]  # fmt: skip


@pytest.fixture
def own(furnished: Database) -> Database:
    return furnished


@pytest.fixture
def as_(sent_by: As) -> As:
    return sent_by


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_page_stands_for_the_public_in_both_languages(client: TestClient, path: str, lang: str) -> None:
    answer = client.get(path, headers={"Cookie": f"lang={lang}"})
    assert answer.status_code == 200
    title = re.search(r"<h1>(.+?)</h1>", answer.text)
    assert title is not None
    assert bool(re.search("[ก-๙]", title[1])) is (lang == "th")


def test_the_public_sees_the_structure_and_powers_but_no_names(client: TestClient) -> None:
    for path in PAGES:
        page = client.get(path).text
        for name in cast.HOLDERS.values():
            assert name not in page
    page = client.get("/organizations/positions/O-1").text
    assert "มีผู้ดำรงตำแหน่ง" in page
    assert "อนุมัติการใช้จ่ายงบประมาณ" in page
    assert "ไม่เกิน 5.00 ล้านบาท" in page
    assert "ต้องไม่ใช่ผู้เสนอเรื่องเอง" in page
    assert "ออกคำสั่งแต่งตั้ง</a>" not in page


def test_somebody_in_office_sees_names(client_as: As) -> None:
    page = client_as("O-2").get("/organizations/positions/O-1").text
    assert "นายขจร งามตา" in page
    assert "คำสั่ง" in page
    assert 'href="/audit/signatories' not in page
    assert 'action="/audit/signatories"' in page
    found = client_as("O-2").get("/organizations?q=เรียนดี").text
    assert 'href="/organizations/positions/O-2"' in found


def test_the_chart_shows_heads_and_how_many_posts_are_filled(client: TestClient) -> None:
    page = client.get("/organizations").text
    assert "4 จาก 5 อัตรา" in page
    assert 'aria-current="true"' not in page
    around = client.get("/organizations/positions/O-1").text
    chosen = re.search(r'href="/organizations/positions/([^"]+)" aria-current="true"', around)
    assert chosen is not None
    assert chosen[1] == "O-1"


def test_a_day_is_asked_for_as_people_write_it_and_travels_with_the_links(client: TestClient) -> None:
    page = client.get("/organizations?on=01/01/2563").text
    assert 'value="01/01/2563"' in page
    assert "1 ม.ค. 2563 (2020)" in page
    assert 'href="/organizations/positions/O-1?on=2020-01-01"' in page
    empty = client.get("/organizations?on=31/12/2562").text
    assert "ยังไม่มีตำแหน่งในวันที่เลือก" in empty
    wrong = client.get("/organizations/positions/O-1?on=31/02/2569")
    assert wrong.status_code == 200
    assert 'aria-invalid="true"' in wrong.text
    assert "เขียนวันที่เป็น วัน/เดือน/ปี" in wrong.text


@pytest.mark.parametrize(
    "path", ["/organizations/nothing", "/organizations/positions/X-9", "/api/organizations/positions/X-9"]
)
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", [*FORMS, "/organizations/desk", "/organizations/persons"])
def test_forms_are_for_those_in_office_only(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 403


def test_forms_are_not_shown_to_a_position_that_may_not_send_them(client_as: As) -> None:
    head_of_works = client_as("W-1")
    paths = [*FORMS, *(f"/organizations/{kind}/{uuid.uuid4()}/end" for kind in ("seats", "delegations"))]
    assert {path: head_of_works.get(path).status_code for path in paths} == dict.fromkeys(paths, 403)


def test_every_form_stands_for_the_governor_with_a_label_for_each_field(as_: As) -> None:
    governor = as_("G-1")
    for path in FORMS:
        page = governor.get(path).text
        fields = set(re.findall(r'<(?:input|select) id="([^"]+)"', page))
        assert fields or path.endswith("/freeze")
        assert fields <= set(re.findall(r'<label for="([^"]+)"', page)), path
        assert 'name="_token" value="token"' in page, path


def test_an_appointment_is_ordered_by_its_form_with_a_new_person(as_: As, own: Database) -> None:
    chief = as_("O-1")
    day = written_day(cast.SINCE)
    given = {
        "kind": "substantive", "name_th": "นายใหม่ มาเยือน", "order_no": "15/2563", "order_on": day, "valid_from": "๐๒/๐๑/๒๕๖๓",
    }  # fmt: skip
    path = "/organizations/appointments/new?position=O-5"
    assert sent(chief, path, **given) == (303, "/organizations/positions/O-5")
    assert "นายใหม่ มาเยือน" in chief.get("/organizations/positions/O-5").text
    status, page = sent(chief, path, **{**given, "name_th": "นางสอง ช้าไป"})
    assert status == 422
    assert "นายใหม่ มาเยือน ดำรงตำแหน่ง O-5 อยู่" in page
    assert 'value="นางสอง ช้าไป"' in page, "what was filled in stays"
    with transaction(own) as session:
        assert session.scalars(select(Person).where(Person.name_th == "นางสอง ช้าไป")).all() == []
        acts = session.scalars(select(AuditEvent.act).where(AuditEvent.by_position == "O-1")).all()
    assert sorted(acts) == ["appointment.ordered", "person.registered"]


def test_what_is_wrong_stands_at_its_field(as_: As) -> None:
    path = "/organizations/appointments/new?position=O-5"
    status, page = sent(as_("O-1"), path, kind="guest", order_no="", order_on="31/02/2569", valid_from="01/01/2563")
    assert status == 422
    assert 'id="kind-wrong"' in page
    assert 'id="order_no-wrong"' in page
    assert "เขียนวันที่เป็น" in page
    acting = {
        "kind": "acting_for",
        "name_th": "ก",
        "order_no": "1",
        "order_on": "01/01/2563",
        "valid_from": "01/01/2563",
    }
    status, page = sent(as_("O-1"), path, **acting)
    assert status == 422
    assert re.search(r'id="regulation-wrong">[^<]*ระบุมาตรา', page)


def test_a_form_without_the_token_of_the_session_is_refused(as_: As) -> None:
    answer = as_("O-1").post("/organizations/positions/O-5/freeze", data={})
    assert answer.status_code == 403


def test_an_appointment_is_ended_at_once_by_its_form(as_: As, own: Database) -> None:
    with transaction(own) as session:
        held = session.scalars(select(Appointment.id).where(Appointment.position_number == "W-1")).one()
    path = f"/organizations/appointments/{held}/end"
    assert as_("W-1").get(path).status_code == 403
    assert as_("O-1").get(path).status_code == 200
    assert sent(as_("O-1"), path) == (303, "/organizations/positions/W-1")
    with transaction(own) as session:
        assert session.get_one(Appointment, held).ended_at is not None
    status, page = sent(as_("O-1"), path)
    assert (status, "สิ้นผลไปแล้ว" in page) == (422, True)


def test_a_delegation_is_ordered_and_taken_back_by_its_forms(as_: As, own: Database) -> None:
    governor = as_("G-1")
    with transaction(own) as session:
        day = today(session)
    order = {
        "to_position": "G-2", "permissions[]": ["expense.approve"], "ceiling": "1,000,000", "order_no": "902/2569",
        "order_on": written_day(day), "valid_from": written_day(day), "last_day": written_day(day + DAY),
    }  # fmt: skip
    status, page = sent(governor, "/organizations/delegations/new", **{**order, "ceiling": "10,000,001"})
    assert status == 403, "the governor's own ceiling is 10 million baht"
    assert "วงเงิน" in page
    assert sent(governor, "/organizations/delegations/new", **order) == (303, "/organizations/positions/G-1")
    page = as_("G-2").get("/organizations/desk").text
    assert "ปฏิบัติราชการแทน · 902/2569" in page
    assert "คำสั่งที่ใกล้สิ้นผล" in page
    with transaction(own) as session:
        key, ceiling = session.execute(select(Delegation.id, Delegation.ceiling_satang)).one()
        assert ceiling == 100_000_000
    assert sent(governor, f"/organizations/delegations/{key}/end") == (303, "/organizations/positions/G-1")
    assert "902/2569" not in as_("G-2").get("/organizations/desk").text


def test_the_structure_is_changed_by_its_forms(as_: As, own: Database) -> None:
    chief = as_("O-1")
    office = {"name_th": "ประมง", "name_en": "Fisheries", "kind": "provincial_office", "parent_code": "province"}
    new = {"code": "fisheries", "valid_from": "01/01/2563", **office}
    assert sent(chief, "/organizations/new", **new) == (303, "/organizations/fisheries")
    assert sent(chief, "/organizations/fisheries/edit", **{**office, "name_th": "ประมงจังหวัด"})[0] == 303
    unit = {"code": "ponds", "name_th": "บ่อ", "name_en": "Ponds", "valid_from": "01/01/2563"}
    assert sent(chief, "/organizations/units/new?organization=fisheries", **unit)[0] == 303
    post = {"title_th": "ประมงจังหวัด", "title_en": "Head", "rank": "3", "is_executive": "true", "reports_to": "G-2"}
    first = {"number": "ปม.1", "valid_from": "01/01/2563", **post}
    status, where = sent(chief, "/organizations/positions/new?organization=fisheries", **first)
    assert (status, where) == (303, "/organizations/positions/%E0%B8%9B%E0%B8%A1.1")
    assert chief.get(where).status_code == 200
    assert sent(chief, f"{where}/edit", **{**post, "unit_code": "ponds", "is_executive": "false"})[0] == 303
    assert sent(chief, f"{where}/freeze")[0] == 303
    assert "ยกเลิกการยุบอัตรา" in chief.get(where).text
    assert sent(chief, f"{where}/freeze")[0] == 303
    with transaction(own) as session:
        made = session.get_one(Position, "ปม.1")
        assert (made.unit_code, made.is_executive, made.is_frozen) == ("ponds", False, False)
        day = written_day(today(session))
    assert sent(chief, f"{where}/abolish", last_day=day)[0] == 303
    status, page = sent(chief, "/organizations/fisheries/abolish", last_day=day)
    assert (status, "ponds" in page) == (422, True), "its unit would outlast it"
    with transaction(own) as session:
        assert session.get_one(Organization, "fisheries").name_th == "ประมงจังหวัด"


def test_powers_are_granted_and_withdrawn_by_their_forms(as_: As, own: Database) -> None:
    governor = as_("G-1")
    here = "/organizations/positions/O-5"
    scope = {"reach": "province", "areas": "9801, 9802", "clearance[]": ["public", "internal"], "ceiling": "100"}
    assert sent(governor, f"{here}/scope", **scope) == (303, here)
    role = {"code": "auditor", "order_no": "5/2569", "valid_from": "01/01/2563"}
    assert sent(governor, f"{here}/roles", **role) == (303, here)
    page = governor.get(here).text
    assert "อ่านบันทึกการกระทำ" in page
    assert "เมืองของเล่น" in page
    status, page = sent(governor, f"{here}/roles", **role)
    assert (status, "อยู่แล้ว" in page) == (422, True)
    with transaction(own) as session:
        granted = session.scalars(select(RoleGrant.id).where(RoleGrant.position_number == "O-5")).one()
    assert governor.get(f"/organizations/role-grants/{granted}/end").status_code == 200
    assert sent(governor, f"/organizations/role-grants/{granted}/end") == (303, here)
    assert "อ่านบันทึกการกระทำ" not in governor.get(here).text
    assert sent(governor, f"{here}/purposes", code="petitions", order_no="1", valid_from="01/01/2563")[0] == 403


def test_a_role_is_defined_and_changed_by_its_form_within_what_one_has(as_: As, own: Database) -> None:
    governor, then = as_("G-1"), "/organizations/policy#roles"
    words = {"title_th": "ผู้ทำแผน", "title_en": "Planner", "sentence_th": "ทำแผน", "sentence_en": "Makes plans"}
    asked = {"code": "planner", **words, "permissions[]": ["project.register", "audit.read"]}
    assert sent(governor, "/organizations/roles/new", **asked) == (303, then)
    status, page = sent(governor, "/organizations/roles/new", **asked)
    assert (status, "มีบทบาทรหัสนี้แล้ว" in page) == (422, True)
    page = governor.get("/organizations/roles/planner").text
    ticked = re.findall(r'<input[^>]*value="([a-z.]+)"[^>]*checked', page)
    assert sorted(ticked) == ["audit.read", "project.register"]
    assert sent(governor, "/organizations/roles/planner", **words, **{"permissions[]": ["audit.read"]}) == (303, then)
    assert sent(governor, "/organizations/roles/planner", **words, **{"permissions[]": ["key.administer"]})[0] == 403
    assert sent(governor, "/organizations/roles/nothing", **words)[0] == 404
    with transaction(own, viewer=EVERYTHING) as session:
        assert policy.permissions_of(session, "planner", viewer=EVERYTHING) == {Permission.AUDIT_READ}
        acts = session.scalars(select(AuditEvent.act).where(AuditEvent.object_id == "planner")).all()
    assert acts == ["role.defined", "role.defined"]
    assert 'href="/organizations/roles/planner"' in governor.get("/organizations/policy").text
    assert "/organizations/roles/" not in as_("O-2").get("/organizations/policy").text
    assert as_("O-2").get("/organizations/roles/planner").status_code == 403


def test_committees_are_seated_by_their_forms(as_: As) -> None:
    chief = as_("O-1")
    assert "ยังไม่มีผู้นั่งในคณะกรรมการนี้" in chief.get("/organizations/committees").text
    assert sent(chief, "/organizations/committees/kbj/offices") == (303, "/organizations/committees#kbj")
    page = chief.get("/organizations/committees").text
    assert "ประธานกรรมการ" in page
    seat = {"position": "W-1", "role": "member", "valid_from": "01/01/2566"}
    assert sent(chief, "/organizations/committees/kbj/seats", **seat)[0] == 303
    ending = re.search(r"/organizations/seats/[0-9a-f-]+/end", chief.get("/organizations/committees").text)
    assert ending is not None
    assert chief.get(ending[0]).status_code == 200
    assert sent(chief, ending[0], last_day="31/12/2579")[0] == 303
    assert chief.get("/organizations/committees/none/seats").status_code == 404


def test_a_person_is_erased_by_the_form_of_who_may(as_: As, own: Database) -> None:
    administrator = as_("O-3")
    with transaction(own) as session:
        person = Person(name_th="นายลาออก ไปแล้ว")
        session.add(person)
        session.flush()
        key = person.id
    page = administrator.get("/organizations/persons?q=ลาออก").text
    assert f"/organizations/persons/{key}/erase" in page
    assert f"{cast.person_id('O-2')}/erase" not in administrator.get("/organizations/persons").text, "in office"
    assert as_("O-1").get(f"/organizations/persons/{key}/erase").status_code == 403
    assert administrator.get(f"/organizations/persons/{key}/erase").status_code == 200
    assert sent(administrator, f"/organizations/persons/{key}/erase") == (303, "/organizations/persons")
    assert "นายลาออก" not in administrator.get("/organizations/persons").text
    assert administrator.get(f"/organizations/persons/{key}/erase").status_code == 404
    assert as_("O-2").get("/organizations/persons").status_code == 403


def test_the_desk_says_what_i_may_do_and_until_when(as_: As, own: Database) -> None:
    with transaction(own) as session:
        day = today(session)
        appoint(session, by=OPERATOR, given=appointment("O-1", cast.person_id("O-2"), ACTING_FOR, day, day + 9 * DAY))
        give = delegation("O-2", day, day + 99 * DAY, Permission.AUDIT_READ)
        delegate(session, by=cast.acting(session, "G-1"), given=give)
    page = as_("O-2").get("/organizations/desk").text
    assert "นางสาวคำ เรียนดี" in page
    assert "นำข้อมูลเข้าชุดข้อมูล" in page
    assert "ไม่มีเรื่องรอดำเนินการ" in page
    soon = page[page.index("คำสั่งที่ใกล้สิ้นผล") :]
    assert "อีก 10 วัน" in soon
    assert "902/2569" not in soon, "that one runs for more than thirty days"
    assert "อำนาจที่ตำแหน่งนี้มอบไว้" in as_("G-1").get("/organizations/desk").text


def test_an_empty_installation_says_what_to_do(settings: Settings, fresh_database: Database) -> None:
    with TestClient(create_service(settings, fresh_database)) as client:
        assert "ยังไม่มีตำแหน่งในวันที่เลือก" in client.get("/organizations").text
        assert "./phaen migrate" in client.get("/organizations/policy").text
        assert "ไม่มีคณะกรรมการในวันที่เลือก" in client.get("/organizations/committees").text
