"""Saved views: of the position, shared as far as it says, kept whatever the list knows of their filters.

O-1, O-2, O-3 and O-4 are positions of the office, W-1 of the works agency; G-1 is the governor, of the province.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, PUBLIC, Acting, Viewer
from app.core.cluster import Database
from app.core.database import transaction
from app.core.errors import Conflict, Forbidden, NotFound, Stale
from app.core.roles import Role
from app.core.viewing import show_to, signed
from app.organizations.models import Appointment, Person, Position
from app.organizations.queries.capacities import acting_in
from app.projects.commands.views import change_view, delete_view, keep_view, replace_view, restore_view
from app.projects.models import SavedView
from app.projects.queries.views import default_address, deleted_views, saved_view, saved_views
from app.projects.rules.views import MOST_VIEWS, SHARINGS, Sharing, kept, opened, pairs, unknown
from app.projects.schemas import ViewChange, ViewFilters, ViewIn
from tests import cast
from tests.app.conftest import sent

SentBy = Callable[[str], TestClient]
LATE = "light=late&district=9801"


def given(name: str = "งานล่าช้า", address: str = LATE, sharing: Sharing = Sharing.OWN, **more: object) -> ViewIn:
    return ViewIn.model_validate({"name": name, "address": address, "sharing": sharing, **more})


def found(session: Session, number: str) -> list[str]:
    return [one.view.name for one in saved_views(session, viewer=cast.acting(session, number).viewer)]


def blind(session: Session) -> Acting:
    """One in office who is cleared for what is public and no more."""
    return replace(cast.acting(session, "O-2"), viewer=Viewer("O-2"))


def test_an_address_is_kept_without_what_passes_and_always_written_alike() -> None:
    assert kept(pairs("?page=3&district=9801&light=late&lang=en&as_of=2026-03-03&q=")) == LATE
    assert kept(pairs("district=9801&light=late&light=late")) == LATE
    assert kept(pairs("node=&q=ฝาย 2&colour=red")) == "q=%E0%B8%9D%E0%B8%B2%E0%B8%A2+2&node=&colour=red"
    assert unknown(pairs("colour=red&year=2569&page=1")) == ["colour"]
    assert (opened(LATE), opened("")) == (f"/projects?{LATE}", "/projects?q=")
    assert set(SHARINGS) == set(Sharing)


@pytest.mark.parametrize(
    ("address", "told"),
    [("page=2", "ยังไม่ได้เลือกตัวกรอง"), ("state=" + "x" * 61, "ยาวเกินไป"), ("colour=" + "x" * 4000, "ยาวเกินไป"),
     ("&".join(f"year={n}" for n in range(201)), "มากหรือยาวเกินไป")],
)  # fmt: skip
def test_what_is_no_address_of_the_list_is_not_kept(address: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        given(address=address)


def test_a_view_belongs_to_the_position_so_the_successor_finds_it(session: Session) -> None:
    keep_view(session, by=cast.acting(session, "O-2"), given=given(is_default=True))
    held = select(Appointment).where(Appointment.position_number == "O-2")
    session.execute(update(Appointment).where(Appointment.position_number == "O-2").values(valid_to=date(2021, 1, 1)))
    assert session.scalars(held).one().valid_to == date(2021, 1, 1)
    person = Person(id=uuid.uuid4(), name_th="นางสาวใหม่ มาแทน")
    session.add(person)
    session.flush()
    taken = Appointment(person_id=person.id, position_number="O-2", kind="substantive", order_no="9/2564",
                        order_on=date(2021, 1, 1), valid_from=date(2021, 1, 1))  # fmt: skip
    session.add(taken)
    session.flush()
    by = acting_in(session, taken.id, viewer=EVERYTHING)
    assert by is not None
    assert by.person == "นางสาวใหม่ มาแทน"
    assert [one.view.name for one in saved_views(session, viewer=by.viewer)] == ["งานล่าช้า"]
    assert default_address(session, viewer=by.viewer) == LATE
    delete_view(session, by=by, view_id=saved_views(session, viewer=by.viewer)[0].view.id)
    assert saved_views(session, viewer=by.viewer) == []


def test_it_is_found_as_far_as_it_is_shared(session: Session) -> None:
    by = cast.acting(session, "O-2")
    for name, sharing in (("ก", Sharing.OWN), ("ข", Sharing.ORGANISATION), ("ค", Sharing.OFFICE)):
        keep_view(session, by=by, given=given(name, sharing=sharing))
    keep_view(session, by=cast.acting(session, "W-1"), given=given("ง", sharing=Sharing.OFFICE))
    assert found(session, "O-2") == ["ก", "ข", "ค", "ง"], "the own ones come first"
    assert found(session, "O-4") == ["ข", "ค", "ง"], "of the same organisation"
    assert found(session, "G-1") == ["ค", "ง"], "above all, but of another organisation"
    assert found(session, "W-1") == ["ง", "ค"]
    assert saved_views(session, viewer=PUBLIC) == []
    assert [one.view.name for one in saved_views(session, viewer=blind(session).viewer)] == ["ก", "ข", "ค"]
    told = saved_views(session, viewer=cast.acting(session, "W-1").viewer)[1]
    assert (told.title.th, told.is_own) == ("นักวิเคราะห์นโยบายและแผน", False)


def test_who_sees_nothing_internal_keeps_and_changes_no_view(session: Session) -> None:
    made = keep_view(session, by=cast.acting(session, "O-2"), given=given())
    by, strange = blind(session), uuid.uuid4()
    with pytest.raises(Forbidden, match="ชั้นข้อมูล"):
        keep_view(session, by=by, given=given("อื่น"))
    for view_id in (made.id, strange):
        with pytest.raises(Forbidden, match="ชั้นข้อมูล"):
            change_view(session, by=by, view_id=view_id, given=ViewChange(name="ข", sharing=Sharing.OWN, version=1))
        with pytest.raises(Forbidden, match="ชั้นข้อมูล"):
            replace_view(session, by=by, view_id=view_id, given=ViewFilters(address="year=2569", version=1))
        for act in (delete_view, restore_view):
            with pytest.raises(Forbidden, match="ชั้นข้อมูล"):
                act(session, by=by, view_id=view_id)


@pytest.mark.parametrize(("sharing", "error"), [(Sharing.OWN, NotFound), (Sharing.OFFICE, Forbidden)])
def test_nobody_changes_the_view_of_another_position(
    session: Session, sharing: Sharing, error: type[Exception]
) -> None:
    made = keep_view(session, by=cast.acting(session, "O-2"), given=given(sharing=sharing))
    by = cast.acting(session, "G-1")
    with pytest.raises(error):
        change_view(session, by=by, view_id=made.id, given=ViewChange(name="ข", sharing=Sharing.OWN, version=1))
    with pytest.raises(error):
        replace_view(session, by=by, view_id=made.id, given=ViewFilters(address="year=2569", version=1))
    for act in (delete_view, restore_view):
        with pytest.raises(error):
            act(session, by=by, view_id=made.id)


def test_each_act_leaves_one_event_that_tells_no_name_and_no_filter(session: Session) -> None:
    by = cast.acting(session, "O-2")
    made = keep_view(session, by=by, given=given("ความลับ"))
    change_view(session, by=by, view_id=made.id,
                given=ViewChange(name="ความลับ 2", sharing=Sharing.OFFICE, is_default=True, version=1))  # fmt: skip
    replace_view(session, by=by, view_id=made.id, given=ViewFilters(address="year=2569", version=made.version))
    delete_view(session, by=by, view_id=made.id)
    restore_view(session, by=by, view_id=made.id)
    asked = select(AuditEvent).where(AuditEvent.object_kind == "saved_view").order_by(AuditEvent.seq)
    events = session.scalars(asked).all()
    acts = ["kept", "changed", "replaced", "deleted", "restored"]
    assert [one.act for one in events] == [f"saved_view.{act}" for act in acts]
    assert {one.object_id for one in events} == {str(made.id)}
    told = [f"{one.detail} {one.before} {one.after}" for one in events]
    assert "'sharing': 'office'" in told[1]
    assert not any("ความลับ" in each or "year" in each or "light" in each for each in told)


def test_what_was_changed_meanwhile_is_not_written_over(session: Session) -> None:
    by = cast.acting(session, "O-2")
    made = keep_view(session, by=by, given=given())
    change_view(session, by=by, view_id=made.id, given=ViewChange(name="ใหม่", sharing=Sharing.OWN, version=1))
    with pytest.raises(Stale):
        change_view(session, by=by, view_id=made.id, given=ViewChange(name="เก่า", sharing=Sharing.OWN, version=1))
    with pytest.raises(Stale):
        replace_view(session, by=by, view_id=made.id, given=ViewFilters(address="year=2569", version=1))
    assert (made.name, made.address, made.version) == ("ใหม่", LATE, 2)
    delete_view(session, by=by, view_id=made.id)
    with pytest.raises(Stale):
        replace_view(session, by=by, view_id=made.id, given=ViewFilters(address="year=2569", version=made.version))


def test_a_name_is_used_once_by_a_position_and_a_deleted_one_is_free(session: Session) -> None:
    by = cast.acting(session, "O-2")
    made = keep_view(session, by=by, given=given())
    with pytest.raises(Conflict, match="ชื่อนี้แล้ว"):
        keep_view(session, by=by, given=given(address="year=2569"))
    keep_view(session, by=cast.acting(session, "O-1"), given=given())
    delete_view(session, by=by, view_id=made.id)
    keep_view(session, by=by, given=given(address="year=2569"))
    with pytest.raises(Conflict, match="ชื่อนี้แล้ว"):
        restore_view(session, by=by, view_id=made.id)
    assert [one.view.id for one in deleted_views(session, viewer=by.viewer)] == [made.id]


def test_a_deleted_view_is_gone_for_others_and_comes_back_as_it_was(session: Session) -> None:
    by, other = cast.acting(session, "O-2"), cast.acting(session, "W-1")
    made = keep_view(session, by=by, given=given(sharing=Sharing.OFFICE, is_default=True))
    delete_view(session, by=by, view_id=made.id)
    delete_view(session, by=by, view_id=made.id)
    assert (found(session, "O-2"), found(session, "W-1")) == ([], [])
    assert default_address(session, viewer=by.viewer) is None
    with pytest.raises(NotFound):
        saved_view(session, made.id, viewer=other.viewer)
    restore_view(session, by=by, view_id=made.id)
    restore_view(session, by=by, view_id=made.id)
    assert (made.address, made.sharing, made.is_default, found(session, "W-1")) == (LATE, "office", False, ["งานล่าช้า"])


def test_a_position_keeps_fifty_and_fifty_deleted_ones(session: Session) -> None:
    by = cast.acting(session, "O-2")
    views = [keep_view(session, by=by, given=given(f"มุมมอง {n}")) for n in range(MOST_VIEWS)]
    with pytest.raises(Conflict, match="ไม่เกิน 50"):
        keep_view(session, by=by, given=given("เกิน"))
    keep_view(session, by=cast.acting(session, "O-1"), given=given())
    delete_view(session, by=by, view_id=views[0].id)
    keep_view(session, by=by, given=given("แทน"))
    with pytest.raises(Conflict, match="ไม่เกิน 50"):
        restore_view(session, by=by, view_id=views[0].id)
    for view in views[1:]:
        delete_view(session, by=by, view_id=view.id)
    keep_view(session, by=by, given=given("อีก"))
    delete_view(session, by=by, view_id=saved_views(session, viewer=by.viewer)[0].view.id)
    gone = deleted_views(session, viewer=by.viewer)
    assert len(gone) == MOST_VIEWS
    assert session.scalar(select(func.count()).select_from(SavedView).where(SavedView.deleted_at.is_not(None))) == 50
    assert views[0].id not in {one.view.id for one in gone}, "the first deleted made room"


def test_the_list_opens_with_one_view_or_none(session: Session) -> None:
    by = cast.acting(session, "O-2")
    first = keep_view(session, by=by, given=given("ก", is_default=True))
    second = keep_view(session, by=by, given=given("ข", "year=2569", is_default=True))
    session.refresh(first)
    assert (first.is_default, second.is_default, first.version) == (False, True, 2)
    assert default_address(session, viewer=by.viewer) == "year=2569"
    assert default_address(session, viewer=cast.acting(session, "O-1").viewer) is None
    change_view(
        session, by=by, view_id=second.id, given=ViewChange(name="ข", sharing=Sharing.OWN, version=second.version)
    )
    assert default_address(session, viewer=by.viewer) is None


def test_the_database_itself_hides_private_views_and_lets_nobody_write_those_of_others(furnished: Database) -> None:
    """Whatever a statement forgets to ask."""
    with transaction(furnished) as session:
        show_to(session, EVERYTHING)
        by = cast.acting(session, "O-2")
        for name, sharing in (("ก", Sharing.OWN), ("ข", Sharing.ORGANISATION), ("ค", Sharing.OFFICE)):
            keep_view(session, by=by, given=given(name, sharing=sharing))
        viewers = {number: cast.acting(session, number).viewer for number in ("O-2", "O-4", "W-1")}
    seen = {**viewers, "public": PUBLIC, "blind": Viewer("W-1"), "system": EVERYTHING}
    expected = {"O-2": "กขค", "O-4": "ขค", "W-1": "ค", "public": "", "blind": "", "system": "กขค"}
    for who, viewer in seen.items():
        with psycopg.connect(furnished.url(Role.APP)) as connection:
            connection.execute("SELECT set_config('phaen.viewer', %s, true)", [signed(viewer, furnished.viewer_key())])
            rows = connection.execute("SELECT name FROM projects.saved_view ORDER BY name").fetchall()
            assert "".join(str(name) for (name,) in rows) == expected[who], who
            if who in ("O-4", "W-1", "public", "blind"):
                for statement in (
                    "UPDATE projects.saved_view SET name = name || 'x'",
                    "DELETE FROM projects.saved_view",
                ):
                    assert connection.execute(statement.encode()).rowcount == 0
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute("INSERT INTO projects.saved_view (id, position_number, name, address, sharing)"
                                       " VALUES (gen_random_uuid(), 'O-2', 'ง', 'a=b', 'own')")  # fmt: skip
            connection.rollback()


def test_a_planner_keeps_renames_replaces_deletes_and_brings_back_a_view(sent_by: SentBy) -> None:
    office, works = sent_by("O-2"), sent_by("W-1")
    assert f"/projects/views/new?{LATE.replace('&', '&amp;')}" in office.get("/projects?district=9801&light=late").text
    assert "/projects/views/new" not in office.get("/projects?q=").text, "nothing is chosen"
    assert "มุมมองที่บันทึกไว้" not in sent_by("").get("/projects").text
    page = office.get(f"/projects/views/new?{LATE}").text
    assert "ไฟสถานะ: ล่าช้า" in page
    assert sent(office, f"/projects/views/new?{LATE}", name="งาน ช้า", sharing="office") == (303, f"/projects?{LATE}")
    page = office.get(f"/projects?{LATE}").text
    assert re.search(r'aria-current="page">งาน ช้า', page)
    page = works.get("/projects?lang=en&q=").text
    assert "งาน ช้า" in page
    assert "Policy and Plan Analyst" in page
    view = re.search(r"/projects/views/([0-9a-f-]{36})/edit", office.get("/projects/views").text)
    assert view is not None
    here = f"/projects/views/{view[1]}"
    assert works.get(here).headers["location"] == f"/projects?{LATE}"
    assert works.get(f"{here}/edit").status_code == 404
    assert sent(works, f"{here}/delete")[0] == 403
    assert sent(office, f"{here}/edit", name="ช้ามาก", sharing="own", version="1") == (303, "/projects/views")
    for path in (here, f"{here}/edit", f"{here}/replace?year=2569", f"/api{here}"):
        assert works.get(path).status_code == 404, path
    assert "ช้ามาก" not in works.get("/projects/views").text
    page = office.get("/projects/views?year=2569").text
    assert f"{here}/replace?year=2569" in page
    assert "เปลี่ยนเป็น" in office.get(f"{here}/replace?year=2569").text
    assert sent(office, f"{here}/replace?year=2569", version="2") == (303, "/projects?year=2569")
    assert sent(office, f"{here}/delete") == (303, f"/projects/views?deleted={view[1]}")
    page = office.get(f"/projects/views?deleted={view[1]}").text
    assert re.search(r'role="status">.*ลบมุมมอง.*ช้ามาก.*นำกลับคืน', page, re.DOTALL)
    assert sent(office, f"{here}/restore") == (303, "/projects/views")
    assert office.get(here).headers["location"] == "/projects?year=2569"


def test_what_is_wrong_with_a_view_is_told_and_nothing_is_written(sent_by: SentBy) -> None:
    office = sent_by("O-2")
    assert sent(office, f"/projects/views/new?{LATE}", name="ก", sharing="own")[0] == 303
    for path, form, told in (
        (f"/projects/views/new?{LATE}", {"sharing": "own"}, "ต้องกรอกช่องนี้"),
        (f"/projects/views/new?{LATE}", {"name": "ก", "sharing": "own"}, "ชื่อนี้แล้ว"),
        (f"/projects/views/new?{LATE}", {"name": "ข" * 81, "sharing": "own"}, "ยาวเกินไป"),
        (f"/projects/views/new?{LATE}", {"name": "ข", "sharing": "all"}, "เลือกจากรายการ"),
        (f"/projects/views/new?state={'x' * 61}", {"name": "ข", "sharing": "own"}, "มากหรือยาวเกินไป"),
    ):
        status, page = sent(office, path, **form)
        assert (status, told in page) == (422, True), told
    view = office.get("/api/projects/views").json()["views"][0]
    status, page = sent(office, f"/projects/views/{view['id']}/edit", name="ข", sharing="own", version="9")
    assert (status, "ถูกแก้ไขหรือลบ" in page) == (422, True)
    status, page = sent(office, f"/projects/views/{view['id']}/replace?year=2569", version="9")
    assert (status, "ถูกแก้ไขหรือลบ" in page) == (422, True)
    assert office.get("/api/projects/views").json()["views"] == [view]
    for path in ("/projects/views/new", f"/projects/views/{view['id']}/replace"):
        assert office.get(path).headers["location"] == "/projects/views", "no filter is chosen"
        assert sent(office, path, name="ข", sharing="own", version="1") == (303, "/projects/views")
    for path in ("/projects/views", f"/projects/views/new?{LATE}", "/api/projects/views"):
        assert sent_by("").get(path).status_code == 403


def test_pages_and_programs_ask_for_the_same_sight(sent_by: SentBy, furnished: Database) -> None:
    """A position that is cleared for what is public alone; whether there is such a view is not told to it."""
    office = sent_by("O-2")
    sent(office, f"/projects/views/new?{LATE}", name="ก", sharing="office")
    views = [office.get("/api/projects/views").json()["views"][0]["id"], str(uuid.uuid4())]
    with transaction(furnished) as session:
        session.execute(update(Position).where(Position.number == "O-4").values(clearance=["public"]))
    blinded = sent_by("O-4")
    assert "มุมมองที่บันทึกไว้" not in blinded.get("/projects").text
    of_views = [f"/projects/views/{one}{end}" for one in views for end in ("", "/edit", "/replace?year=2569")]
    for path in ("/projects/views", f"/projects/views/new?{LATE}", "/api/projects/views", *of_views,
                 *(f"/api/projects/views/{one}" for one in views)):  # fmt: skip
        assert blinded.get(path).status_code == 403, path


def test_the_bare_address_opens_the_default_and_every_other_says_what_it_says(sent_by: SentBy) -> None:
    office = sent_by("O-2")
    assert office.get("/projects").status_code == 200
    assert sent(office, f"/projects/views/new?{LATE}", name="ก", sharing="own", is_default="true")[0] == 303
    answer = office.get("/projects")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/projects?{LATE}")
    page = office.get("/projects?q=").text
    assert '<b class="tn">3</b> โครงการ' in page, "all of them"
    assert office.get("/projects?year=2569").status_code == 200
    assert sent_by("O-1").get("/projects").status_code == 200
    page = office.get(f"/projects?{LATE}").text
    assert 'href="/projects?q="' in page, "clearing leads to all, not to the default again"
    assert 'href="?q="' in page


def test_a_page_of_the_past_opens_views_as_of_its_day_and_offers_no_act(sent_by: SentBy) -> None:
    office = sent_by("O-2")
    sent(office, f"/projects/views/new?{LATE}", name="ก", sharing="own")
    page = office.get("/projects?year=2569&as_of=2026-03-03").text
    assert f'href="/projects?{LATE.replace("&", "&amp;")}&amp;as_of=2026-03-03"' in page
    for act in ("/projects/views/new", "จัดการมุมมอง", "/projects/new"):
        assert act not in page, act
        assert act in office.get("/projects?year=2569").text, act


def test_the_head_of_the_list_holds_twelve_and_leads_to_the_rest(sent_by: SentBy, furnished: Database) -> None:
    with transaction(furnished) as session:
        show_to(session, EVERYTHING)
        for number in range(14):
            keep_view(session, by=cast.acting(session, "O-2"), given=given(f"มุมมอง {number:02}"))
    page = sent_by("O-2").get(f"/projects?{LATE}").text
    assert ("มุมมอง 11" in page, "มุมมอง 12" in page) == (True, False)
    assert re.search(r'href="/projects/views\?light=late&amp;district=9801">อีก 2 มุมมอง', page)
    assert sent_by("O-2").get("/projects/views").text.count("แก้ไข<span") == 14


def test_a_view_with_a_filter_that_is_no_longer_known_is_told_and_kept(sent_by: SentBy, furnished: Database) -> None:
    office = sent_by("O-2")
    assert sent(office, "/projects/views/new?year=2569&colour=red", name="เก่า", sharing="own")[0] == 303
    page = office.get("/projects?year=2569&colour=red").text
    assert "ตัวกรองที่ระบบไม่รู้จัก:</p>" not in page
    assert re.search(r"ตัวกรองที่ระบบไม่รู้จัก:\s*<b>colour</b>", page)
    assert '<b class="tn">3</b> โครงการ' in page
    assert "colour: ไม่รู้จัก" in office.get("/projects/views").text
    told = office.get("/api/projects/views").json()["views"][0]
    assert (told["address"], told["unknown"]) == ("year=2569&colour=red", ["colour"])
    assert sent(office, f"/projects/views/{told['id']}/edit", name="เก่ามาก", sharing="own", version="1")[0] == 303
    assert office.get("/api/projects/views").json()["views"][0]["address"] == "year=2569&colour=red"
    with transaction(furnished, Role.OWNER) as session:
        session.execute(text("UPDATE projects.saved_view SET address = 'state=' || repeat('x', 70)"))
    assert office.get("/projects/views").status_code == 200
    assert "ไม่รู้จัก:" not in office.get("/projects?year=2569&page=1&lang=th").text


def test_programs_keep_change_delete_and_restore_views(sent_by: SentBy) -> None:
    office, proof = sent_by("O-2"), {"X-Token": "token"}
    new = {"name": "ก", "address": f"?page=2&{LATE}", "sharing": "organisation"}
    made = office.post("/api/projects/views", json=new, headers=proof)
    assert (made.status_code, made.json()["address"], made.headers["etag"]) == (201, LATE, '"1"')
    here = f"/api/projects/views/{made.json()['id']}"
    assert office.post("/api/projects/views", json=new, headers=proof).status_code == 409
    assert office.post("/api/projects/views", json=new | {"address": ""}, headers=proof).status_code == 400
    assert office.post("/api/projects/views", json=new).status_code == 403
    told = office.get(here)
    assert (told.json()["href"], told.json()["is_own"], told.headers["etag"]) == (f"/projects?{LATE}", True, '"1"')
    patch = {"name": "ข", "sharing": "own", "is_default": True}
    assert sent_by("O-1").get(here).status_code == 200
    assert sent_by("O-1").patch(here, json=patch, headers=proof | {"If-Match": '"1"'}).status_code == 403
    assert office.patch(here, json=patch, headers=proof | {"If-Match": "x"}).status_code == 400
    assert office.patch(here, json=patch, headers=proof | {"If-Match": '"7"'}).status_code == 412
    changed = office.patch(here, json=patch, headers=proof | {"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["is_default"]) == (200, True)
    tag = proof | {"If-Match": changed.headers["etag"]}
    moved = office.put(f"{here}/address", json={"address": "year=2569"}, headers=tag)
    assert (moved.status_code, moved.json()["address"]) == (200, "year=2569")
    assert office.delete(here, headers=proof).status_code == 204
    assert office.get("/api/projects/views").json() == {"views": []}
    assert office.get(here).status_code == office.get(here.removeprefix("/api")).status_code == 404
    assert office.post(f"{here}/restore", headers=proof).json()["name"] == "ข"
    assert sent_by("O-1").get(here).status_code == 404
    assert office.delete(f"/api/projects/views/{uuid.uuid4()}", headers=proof).status_code == 404


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_page_of_views_stands_in_both_languages(sent_by: SentBy, lang: str) -> None:
    office = sent_by("O-2")
    sent(office, f"/projects/views/new?{LATE}", name="ก", sharing="own")
    view = office.get("/api/projects/views").json()["views"][0]["id"]
    for path in ("/projects/views", f"/projects/views/new?{LATE}", f"/projects/views/{view}/replace?year=2569"):
        answer = office.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        title = re.search(r"<h1>(.+?)(?:: ก)?</h1>", answer.text)
        assert (answer.status_code, title is not None) == (200, True), path
        assert title is not None
        assert bool(re.search("[ก-๙]", title[1])) is (lang == "th"), path
