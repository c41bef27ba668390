"""The pages of organisations for somebody in office: the desk and the forms of orders, by keyboard and by eye."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.settings import Settings
from app.core.viewing import show_to
from app.main import create_service
from app.web.headers import SecurityHeaders
from app.web.identity import Identity
from tests import cast
from tests.journeys.conftest import SOFTWARE_GL, Visit
from tests.live import listening

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
PAGES = [
    "/organizations/desk",
    "/organizations/persons",
    "/organizations/positions/O-1",
    "/organizations/committees",
    "/organizations/appointments/new?position=O-5",
    "/organizations/delegations/new",
    "/organizations/positions/O-5/edit",
    "/organizations/positions/O-5/scope",
    "/organizations/positions/O-5/roles",
    "/organizations/office/edit",
]


@pytest.fixture(scope="module")
def office(settings: Settings, database: Database, engine: Engine) -> Iterator[str]:
    """The service over the toy province on a real port, for the governor."""
    with Session(engine) as session:
        show_to(session, EVERYTHING)
        by = cast.acting(session, "G-1")
    service = create_service(settings, database)
    service.state.identify = lambda _request: Identity(by.viewer, by, account="G-1", token="token")
    with listening(SecurityHeaders(service)) as found:
        yield found


@pytest.fixture
def visit_office(office: str, launch: Callable[[list[str]], Browser]) -> Iterator[Visits]:
    """A window of somebody signed in."""
    opened = []

    def start(width: int = 1440, height: int = 900) -> Visit:
        context = launch(SOFTWARE_GL).new_context(viewport={"width": width, "height": height}, locale="th-TH")
        context.add_cookies([{"name": "phaen", "value": "in", "url": office}])
        opened.append(context)
        return Visit(context.new_page(), office)

    yield start
    for context in opened:
        context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (360, 780)])
def test_a_page_of_the_office_is_accessible_and_fits(visit_office: Visits, path: str, width: int, height: int) -> None:
    seen = visit_office(width, height)
    page = seen.open(path)
    assert seen.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert (seen.elsewhere(), seen.complaints) == ([], [])


def test_a_refused_form_is_accessible_and_leads_to_what_is_wrong(visit_office: Visits) -> None:
    seen = visit_office()
    page = seen.open("/organizations/appointments/new?position=O-5")
    page.select_option("#kind", "acting_for")
    page.fill("#name_th", "นายลอง ทดสอบ")
    page.fill("#order_no", "1/2569")
    for name in ("order_on", "valid_from"):
        page.fill(f"#{name}", "31/02/2569")
    page.keyboard.press("Enter")
    expect(page.locator("#valid_from-wrong")).to_contain_text("เขียนวันที่เป็น")
    assert page.locator("#valid_from").get_attribute("aria-invalid") == "true"
    assert "valid_from-wrong" in (page.locator("#valid_from").get_attribute("aria-describedby") or "")
    assert page.locator("#name_th").input_value() == "นายลอง ทดสอบ"
    assert seen.axe() == []


def test_from_the_chart_to_a_position_by_keyboard_alone(visit_office: Visits) -> None:
    seen = visit_office()
    page = seen.open("/organizations")
    page.locator(".org a").first.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organizations/positions/**")
    expect(page.locator("h1")).to_have_text("รองผู้ว่าราชการจังหวัด")
    page.locator(".as-table summary").press("Enter")
    expect(page.locator("#tenure-table")).to_contain_text("นางแก้ว ใจดี")
    page.fill("#on", "31/12/2562")
    page.keyboard.press("Enter")
    page.wait_for_url("**on=31**")
    expect(page.locator("main")).to_contain_text("ตำแหน่งนี้ไม่มีอยู่ในวันที่เลือก")
