"""The pages of the audit log in a real browser: accessible, within the policy, within the width, without script too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.audit import jobs
from app.core import audit
from app.core.audit import AuditEvent
from app.core.authority import OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from app.core.settings import Settings
from app.main import create_service
from app.organizations.models import Appointment
from app.web.headers import SecurityHeaders
from app.web.identity import Identity
from tests import cast
from tests.conftest import EMPTY, TOY, clone_of, of_worker
from tests.journeys.conftest import QUIET, Visit
from tests.live import listening

pytestmark = pytest.mark.browser
Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def log(server: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, str]]:
    """A log with an act that changed something, an erased person and an acting holder; the id of the first act."""
    with clone_of(server, TOY, of_worker("audit_journey")) as database:
        with transaction(database) as session:
            session.add(Appointment(person_id=cast.person_id("G-2"), position_number="O-1", kind="acting_for",
                                    order_no="2207/2568", order_on=date(2026, 2, 27), valid_from=date(2026, 3, 1)))  # fmt: skip
            by = cast.acting(session, "O-2")
            audit.record(
                session, by, "project.registered", "project", "69-0118",
                before={"state": "draft", "title": "ถนนเลียบคลองบ้านน้ำใส", "budget": {"baht": 2_500_000}},
                after={"state": "submitted", "title": "ถนนเลียบคลองบ้านน้ำใส", "budget": {"baht": 2_750_000}},
                personal={"ผู้ประสานงาน": "นายทดสอบ ระบบดี"}, reason="ราคาวัสดุปรับขึ้น",
            )  # fmt: skip
            first = session.scalars(select(AuditEvent.id)).one()
            audit.record(session, cast.acting(session, "W-1"), "dataset.loaded", "dataset", "flood_marks", features=7)
            audit.record(session, OPERATOR, "demo.loaded", "demo", "99", rows=3)
            for number in range(60):
                audit.record(session, by, "indicator.observed", "indicator", f"health-{number:02}", observations=3)
            audit.forget(session, cast.person_id("W-1"))
        files = tmp_path_factory.mktemp("heads")
        jobs.seal(database, files)
        jobs.check(database, files)
        yield database, str(first)


@pytest.fixture(scope="module")
def empty(server: Database) -> Iterator[Database]:
    with clone_of(server, EMPTY, of_worker("audit_journey_empty")) as database:
        yield database


def served(settings: Settings, database: Database, toy: Database) -> SecurityHeaders:
    """The service for the auditor of the toy province."""
    with transaction(toy) as session:
        by = cast.acting(session, "O-4")
    service = create_service(settings, database)
    service.state.identify = lambda _request: Identity(by.viewer, by, account="O-4", token="token")
    return SecurityHeaders(service)


@pytest.fixture
def auditor(settings: Settings, log: tuple[Database, str], launch: Callable[[list[str]], Browser]) -> Iterator[Open]:
    yield from opening(settings, log[0], log[0], launch)


@pytest.fixture
def auditor_of_nothing(
    settings: Settings, empty: Database, log: tuple[Database, str], launch: Callable[[list[str]], Browser]
) -> Iterator[Open]:
    yield from opening(settings, empty, log[0], launch)


def opening(
    settings: Settings, database: Database, toy: Database, launch: Callable[[list[str]], Browser]
) -> Iterator[Open]:
    contexts = []
    with listening(served(settings, database, toy)) as address:

        def start(width: int = 1440, height: int = 900, **options: object) -> Visit:
            context = launch(QUIET).new_context(viewport={"width": width, "height": height}, locale="th-TH", **options)  # type: ignore[arg-type]
            context.add_cookies([{"name": "phaen", "value": "in", "url": address}])
            contexts.append(context)
            return Visit(context.new_page(), address)

        yield start
        for context in contexts:
            context.close()


ASKED = "/audit/signatories?on=03/03/2569&permission=expense.approve"
PAGES = ["/audit", "/audit?first=99", "/audit?request=none", "EVENT", ASKED, "/audit/signatories", "/audit/head"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "language"), [(1440, "th"), (360, "th"), (1440, "en")])
def test_a_page_of_the_log_is_accessible_keeps_to_itself_and_fits(
    auditor: Open, log: tuple[Database, str], path: str, width: int, language: str
) -> None:
    seen = auditor(width)
    path = path.replace("EVENT", f"/audit/events/{log[1]}")
    page = seen.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert page.locator("h1").count() == 1
    assert seen.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert seen.elsewhere() == []
    assert [told for told in seen.complaints if "status of 400" not in told] == []


@pytest.mark.parametrize("path", ["/audit/signatories", "/audit/head", "/audit?before=1"])
def test_an_empty_page_of_the_log_is_accessible(auditor_of_nothing: Open, path: str) -> None:
    seen = auditor_of_nothing()
    seen.open(path)
    assert seen.page.locator(".empty").count() == 1
    assert seen.axe() == []


def test_without_script_one_filters_turns_the_page_and_reads_an_event(auditor: Open) -> None:
    page = auditor(java_script_enabled=False).open("/audit")
    page.get_by_role("link", name="เก่ากว่า").click()
    expect(page.get_by_text("เลขที่ 1", exact=True)).to_be_visible()
    page.get_by_label("การกระทำ", exact=True).select_option("project.registered")
    page.get_by_role("button", name="กรอง").click()
    expect(page.get_by_role("heading", name="1 เหตุการณ์")).to_be_visible()
    page.get_by_role("link", name="ขึ้นทะเบียนโครงการ").click()
    expect(page.locator("ins").first).to_have_text("submitted")


def test_the_question_who_could_sign_is_asked_and_answered_on_one_page(auditor: Open) -> None:
    page = auditor().open("/audit/signatories")
    page.get_by_label("วันที่", exact=True).fill("03/03/2569")
    page.get_by_label("เรื่องที่ลงนาม").select_option(label="อนุมัติการใช้จ่ายงบประมาณ")
    page.get_by_role("button", name="ตอบ").click()
    expect(page.get_by_text("นางแก้ว ใจดี").first).to_be_visible()
    expect(page.locator(".answer").nth(2)).to_contain_text("ในฐานะผู้รักษาราชการแทนหัวหน้าสำนักงานจังหวัด")
