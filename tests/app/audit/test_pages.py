"""The browser of the log, one event, who could sign, and the public head, for who may and who may not."""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from app.audit import jobs
from app.core import audit
from app.core.audit import AuditEvent
from app.core.authority import OPERATOR, Acting
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.sealing import AuditCheck
from app.core.settings import Settings
from app.main import create_service
from app.organizations.models import Appointment, DelegatedPermission, Delegation, Person, RoleGrant
from app.web.identity import Identity
from gis.access import Read
from tests import cast
from tests.conftest import TOY, clone_of, of_worker

As = Callable[[str], TestClient]


def fill(database: Database, files: Path) -> None:
    """Acts by O-2, W-1 and the system, one of them about personal data, sealed and verified."""
    with transaction(database) as session:
        by = cast.acting(session, "O-2")
        audit.record(session, OPERATOR, "demo.loaded", "demo", "99", rows=3)
        audit.record(
            session, by, "project.registered", "project", "69-0118",
            before={"state": "draft", "budget": {"satang": 100}}, after={"state": "submitted", "budget": {"satang": 100}},
            personal={"contact": "081-000-0000"}, about=cast.person_id("G-2"),
        )  # fmt: skip
        audit.record(session, by, "dataset.loaded", "dataset", "=cmd|' /C calc'!A0", features=2)
        audit.record(session, by, "dataset.edited", "dataset", "unseen", class_=Read.PERSONAL)
        audit.record(session, cast.acting(session, "W-1"), "dataset.loaded", "dataset", "roads", features=7)
    jobs.seal(database, files)
    jobs.check(database, files)


def let_others_act(database: Database) -> None:
    """On 3 March 2569 G-2 acts for O-1, who has delegated expenses to D-1 up to 1 million; G-2 signs twice that day."""
    with transaction(database) as session:
        on = {"valid_from": date(2026, 3, 1), "valid_to": date(2026, 3, 11), "order_on": date(2026, 2, 27)}
        session.add(Appointment(person_id=cast.person_id("G-2"), position_number="O-1", kind="acting_for",
                                order_no="2207/2568", **on))  # fmt: skip
        order = Delegation(
            from_position="O-1", to_position="D-1", ceiling_satang=100_000_000, order_no="902/2569", **on
        )
        session.add(order)
        session.flush()
        session.add(DelegatedPermission(delegation_id=order.id, permission="expense.approve"))
        session.flush()
        row = text(
            "INSERT INTO core.audit_event"
            " (id, at, act, by_position, by_title, basis, object_kind, object_id, person_id)"
            " SELECT gen_random_uuid(), :at, 'expense.approved', 'O-1', 'หัวหน้าสำนักงานจังหวัด', :basis, 'expense', '1', :person"
            " FROM generate_series(1, :times)"
        )
        at = datetime(2026, 3, 3, 3, tzinfo=UTC)
        session.execute(row, {"at": at, "basis": "acting_for", "person": cast.person_id("G-2"), "times": 2})
        session.execute(row, {"at": at, "basis": "substantive", "person": cast.person_id("W-1"), "times": 1})


@contextmanager
def readers(settings: Settings, database: Database) -> Iterator[As]:
    """``reader("O-4")``: whoever holds a position, at a service over this log; ``reader("")`` is the public."""
    with ExitStack() as opened:

        def start(number: str) -> TestClient:
            service = create_service(settings, database)
            if number:
                with transaction(database) as session:
                    by = cast.acting(session, number)
                service.state.identify = lambda _request: Identity(by.viewer, by, account=number, token="token")
            client = TestClient(service, headers={"Cookie": "phaen=in"}, base_url="https://testserver")
            return opened.enter_context(client)

        yield start


@pytest.fixture
def log(toy_database: Database, tmp_path: Path) -> Database:
    """A log of the test's own."""
    fill(toy_database, tmp_path)
    return toy_database


@pytest.fixture
def reader(log: Database, settings: Settings) -> Iterator[As]:
    with readers(settings, log) as start:
        yield start


@pytest.fixture(scope="module")
def standing(server: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The same log for the tests that only read it."""
    with clone_of(server, TOY, of_worker("audit_standing")) as database:
        fill(database, tmp_path_factory.mktemp("heads"))
        yield database


@pytest.fixture(scope="module")
def auditor(standing: Database, settings: Settings) -> Iterator[TestClient]:
    with readers(settings, standing) as start:
        yield start("O-4")


@pytest.fixture(scope="module")
def historian(server: Database, settings: Settings) -> Iterator[TestClient]:
    """The auditor at a log of which others acted on 3 March 2569."""
    with clone_of(server, TOY, of_worker("audit_acting")) as database, readers(settings, database) as start:
        let_others_act(database)
        yield start("O-4")


def acts(client: TestClient, query: str = "") -> list[str]:
    answer = client.get(f"/api/audit{query}")
    assert answer.status_code == 200, answer.text
    return [each["act"] for each in answer.json()["events"] if not each["act"].startswith("audit_log.")]


ADDRESSES = (
    "/audit", "/audit?before=4", "/audit?first=99", "/audit/signatories", "/audit/export.csv", "/audit/export.json",
    "/audit/signatories?on=03/03/2569&permission=audit.read", "/api/audit", "/api/audit?before=4", "/api/audit?first=99",
    "/api/audit/signatories", "/api/audit/signatories?on=03/03/2569&permission=audit.read",
)  # fmt: skip


@pytest.mark.parametrize("number", ["O-1", "O-2", "O-3", "W-1"])
def test_who_may_not_read_the_log_is_refused(client_as: As, number: str) -> None:
    client = client_as(number)
    assert [client.get(path).status_code for path in ADDRESSES] == [403] * len(ADDRESSES)


def test_the_public_is_refused(client: TestClient) -> None:
    assert [client.get(path).status_code for path in ADDRESSES] == [403] * len(ADDRESSES)


def test_one_event_is_refused_as_well(reader: As, log: Database) -> None:
    with transaction(log) as session:
        known = session.scalars(select(AuditEvent.id).where(AuditEvent.act == "project.registered")).one()
    for client in (reader(""), reader("O-2")):
        assert client.get(f"/audit/events/{known}").status_code == 403
        assert client.get(f"/api/audit/events/{known}").status_code == 403


def test_the_auditor_sees_what_lies_within_his_clearance_with_names_and_the_state_of_the_chain(
    auditor: TestClient,
) -> None:
    page = auditor.get("/audit")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "private, no-store"
    assert "นางสาวคำ เรียนดี" in page.text
    assert "ขึ้นทะเบียนโครงการ" in page.text
    assert "unseen" not in page.text, "personal data lie beyond the auditor's classes"
    assert re.search(r"ตรวจลูกโซ่บันทึกแล้ว\s+5\s+เหตุการณ์ ไม่ขาดตอน", page.text)


def test_a_reader_of_one_office_sees_the_acts_of_its_positions_only(reader: As, log: Database) -> None:
    with transaction(log) as session:
        session.add(
            RoleGrant(position_number="W-1", role_code="auditor", order_no="9/2569", valid_from=date(2021, 1, 1))
        )
    client = reader("W-1")
    assert acts(client) == ["dataset.loaded"]
    assert client.get("/api/audit").json()["count"] == 2, "the act, and that the log was opened"
    with transaction(log) as session:
        other = session.scalars(select(AuditEvent.id).where(AuditEvent.act == "project.registered")).one()
    assert client.get(f"/audit/events/{other}").status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?act=dataset.loaded", ["dataset.loaded", "dataset.loaded"]),
        ("?position=O-2", ["dataset.loaded", "project.registered"]),
        ("?person=เรียนดี", ["dataset.loaded", "project.registered"]),
        ("?person=%25", []),
        ("?basis=system", ["demo.loaded"]),
        ("?kind=project&object=69-0118", ["project.registered"]),
        ("?first=01/01/2560&last=31/12/2560", []),
        ("?first=01/01/2560", ["dataset.loaded", "dataset.loaded", "project.registered", "demo.loaded"]),
        ("?request=nothing", []),
    ],
)
def test_each_filter_narrows_the_log(auditor: TestClient, query: str, expected: list[str]) -> None:
    assert acts(auditor, query) == expected


def test_a_filter_that_cannot_be_read_is_told_at_its_field(auditor: TestClient) -> None:
    page = auditor.get("/audit?first=31/02/2569")
    assert page.status_code == 400
    assert 'id="first-wrong"' in page.text
    assert auditor.get("/api/audit?first=31/02/2569").json()["parameter"] == "first"


def test_days_are_whole_days_in_thailand(reader: As, log: Database) -> None:
    with transaction(log) as session:
        for number, at in enumerate(("02T16:59:59", "02T17:00:00", "03T16:59:59", "03T17:00:00")):
            session.execute(
                text(
                    "INSERT INTO core.audit_event (id, at, act, by_position, by_title, basis, object_kind, object_id)"
                    " VALUES (gen_random_uuid(), :at, 'expense.approved', 'G-1', '', 'system', 'expense', :number)"
                ),
                {"at": datetime.fromisoformat(f"2026-03-{at}+00:00"), "number": str(number)},
            )
    found = reader("O-4").get("/api/audit?first=03/03/2569&last=03/03/2569").json()
    assert [each["object"] for each in found["events"]] == ["2", "1"]


def test_paging_by_number_meets_every_event_once_and_counts_exactly(reader: As, log: Database) -> None:
    with transaction(log) as session:
        by = cast.acting(session, "O-2")
        for number in range(120):
            audit.record(session, by, "project.registered", "many", str(number))
    client, address, seen = reader("O-4"), "/api/audit?kind=many", []
    while address:
        answer = client.get(address).json()
        assert answer["count"] == 120
        seen += [int(each["object"]) for each in answer["events"]]
        address = answer["older"]
    assert seen == list(range(119, -1, -1))
    second = client.get("/audit?kind=many&before=100")
    back = re.search(r'href="(/audit\?[^"]*after=\d+)"', second.text)
    assert back is not None
    newer = client.get(back[1].replace("&amp;", "&"))
    assert "events/" in newer.text


def test_one_event_shows_what_changed_who_acted_and_what_is_personal(reader: As, log: Database) -> None:
    with transaction(log) as session:
        event = session.scalars(select(AuditEvent.id).where(AuditEvent.act == "project.registered")).one()
    page = reader("O-4").get(f"/audit/events/{event}").text
    assert "<del>draft</del>" in page
    assert "<ins>submitted</ins>" in page
    assert "<del>100</del>" not in page
    assert "081-000-0000" in page
    assert "นางสาวคำ เรียนดี" in page
    assert re.search(r"บล็อก</dt><dd class=\"tn\">1<", page)


def test_an_erased_person_is_shown_as_erased_everywhere(reader: As, log: Database) -> None:
    with transaction(log) as session:
        audit.forget(session, cast.person_id("O-2"))
        audit.forget(session, cast.person_id("G-2"))
        event = session.scalars(select(AuditEvent.id).where(AuditEvent.act == "project.registered")).one()
    client = reader("O-4")
    for path in ("/audit?act=project.registered", f"/audit/events/{event}"):
        page = client.get(path).text
        assert "ลบข้อมูลแล้ว" in page
        assert "เรียนดี" not in page
        assert "081-000-0000" not in page
    told = client.get(f"/api/audit/events/{event}").json()
    assert (told["name"], told["personal"], told["is_erased"]) == (None, None, True)
    assert "เรียนดี" not in client.get("/audit/export.csv").text


def test_opening_the_log_is_noted_once_and_taking_it_away_each_time(reader: As, log: Database) -> None:
    client = reader("O-4")
    for path in (
        "/audit",
        "/audit?before=4",
        "/audit?act=demo.loaded",
        "/api/audit",
        "/audit/export.csv",
        "/audit/export.json",
    ):
        assert client.get(path).status_code == 200
    with transaction(log) as session:
        noted = session.scalars(select(AuditEvent.act).where(AuditEvent.object_kind == "audit_log")).all()
        read = session.execute(
            select(AuditEvent.by_position, AuditEvent.person_id).where(AuditEvent.act == "audit_log.read")
        ).one()
    assert sorted(noted) == ["audit_log.exported", "audit_log.exported", "audit_log.read"]
    assert tuple(read) == ("O-4", cast.person_id("O-4"))


def test_the_csv_opens_in_a_spreadsheet_and_runs_no_formula(reader: As) -> None:
    answer = reader("O-4").get("/audit/export.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"].startswith('attachment; filename="audit-')
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 4
    assert {len(row) for row in rows} == {16}
    assert "'=cmd|' /C calc'!A0" in {cell for row in rows for cell in row}
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []


def test_the_head_of_the_chain_is_public(reader: As) -> None:
    client = reader("")
    told = client.get("/api/audit/head").json()["head"]
    assert (told["block"], told["events"], len(told["hash"])) == (1, 5, 64)
    page = client.get("/audit/head")
    assert page.status_code == 200
    assert told["hash"] in page.text


def test_without_events_the_pages_say_so(fresh_database: Database, settings: Settings) -> None:
    by = Acting("O-4", "ผู้ตรวจ", powers=OPERATOR.powers, viewer=OPERATOR.viewer, person_id=uuid.uuid4())
    service = create_service(settings, fresh_database)
    service.state.identify = lambda _request: Identity(by.viewer, by)
    with TestClient(service, headers={"Cookie": "phaen=in"}) as client:
        assert "ไม่พบเหตุการณ์" in client.get("/audit?before=1").text
        assert "ยังไม่มีเหตุการณ์ที่ผนึกแล้ว" in client.get("/audit/head").text
        assert client.get("/api/audit/head").json() == {"head": None, "daily": []}


def test_a_damaged_chain_is_told_at_the_top_of_the_log(reader: As, log: Database) -> None:
    with transaction(log, Role.JOBS) as session:
        session.add(AuditCheck(events=5, blocks=1, damage=[{"kind": "edited", "place": "event 3", "note": ""}]))
    page = reader("O-4").get("/audit").text
    assert "ลูกโซ่บันทึกขาดตอน" in page
    assert "event 3" in page


def could(client: TestClient, query: str) -> list[tuple[str, str | None, str, str, int]]:
    answer = client.get(f"/api/audit/signatories?permission=expense.approve&{query}")
    assert answer.status_code == 200, answer.text
    return [
        (each["position"], each["name"], each["basis"], each["order"], each["signed"])
        for each in answer.json()["signatories"]
    ]


GOVERNOR = ("G-1", "นายกล้า หาญกล้า", "substantive", "2/2563", 0)
CHIEF = ("O-1", "นายขจร งามตา", "substantive", "2/2563", 0)
ACTING = ("O-1", "นางแก้ว ใจดี", "acting_for", "2207/2568", 2)
DELEGATE = ("O-1", "นายดวง ดูแล", "delegated", "902/2569", 0)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("on=03/03/2569", [GOVERNOR, CHIEF, ACTING, DELEGATE]),
        ("on=03/03/2569&position=O-1", [CHIEF, ACTING, DELEGATE]),
        ("on=03/03/2569&amount=2000000", [GOVERNOR, CHIEF, ACTING]),
        ("on=03/03/2569&amount=6000000", [GOVERNOR]),
        ("on=03/03/2569&amount=11000000", []),
        ("on=11/03/2569", [GOVERNOR, CHIEF]),
        ("on=28/02/2569", [GOVERNOR, CHIEF]),
        ("on=31/12/2562", []),
        ("on=03/03/2569&class=personal", []),
    ],
)
def test_who_could_sign_on_a_day_is_answered_from_the_orders_of_that_day(
    historian: TestClient, query: str, expected: list[tuple[str, str, str, str, int]]
) -> None:
    assert could(historian, query) == expected


def test_the_page_answers_in_plain_sentences_with_orders_and_counts_and_warns_of_strangers(
    historian: TestClient,
) -> None:
    page = historian.get("/audit/signatories?on=03/03/2569&permission=expense.approve&position=O-1").text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "นางแก้ว ใจดี ในฐานะผู้รักษาราชการแทนหัวหน้าสำนักงานจังหวัด" in words
    assert "คำสั่งที่ 2207/2568 ลงวันที่ 27 ก.พ. 2569 · มีผล 1 มี.ค. 2569 ถึง 10 มี.ค. 2569 · ลงนามไปจริง 2 ฉบับในวันนั้น" in words
    assert "นายดวง ดูแล ในฐานะผู้ปฏิบัติราชการแทนหัวหน้าสำนักงานจังหวัด (นายอำเภอเมือง)" in words
    assert "มีการลงนามอีก 1 ฉบับโดยผู้ที่ไม่อยู่ในรายการนี้" in words


def test_a_day_on_which_nobody_could_sign_is_told(historian: TestClient) -> None:
    assert "วันนั้นไม่มีผู้ใดลงนามเรื่องนี้ได้" in historian.get("/audit/signatories?on=31/12/2562&permission=expense.approve").text
    assert "เลือกวันและเรื่อง" in historian.get("/audit/signatories").text
    wrong = historian.get("/audit/signatories?on=99/99/2569&permission=expense.approve")
    assert (wrong.status_code, 'id="on-wrong"' in wrong.text) == (400, True)


def test_a_signatory_who_has_been_erased_keeps_the_order_and_loses_the_name(log: Database, reader: As) -> None:
    let_others_act(log)
    with transaction(log) as session:
        person = session.get_one(Person, cast.person_id("G-2"))
        person.name_th, person.erased_on = None, date(2026, 4, 1)
    found = could(reader("O-4"), "on=03/03/2569&position=O-1")
    assert ("O-1", None, "acting_for", "2207/2568", 2) in found
