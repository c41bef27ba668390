"""A report from a telephone at the site, in a real browser: kept while there is no connection, and sent exactly once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, Route, expect
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import engine_of, transaction
from app.core.settings import Settings
from app.core.viewing import show_to
from app.main import create_service
from app.monitoring.models import Photo, ProgressReport
from app.projects.models import Project
from app.web.identity import Identity
from tests import cast
from tests.app.monitoring.toys import ROAD, picture, planned
from tests.journeys.conftest import SOFTWARE_GL, Visit
from tests.live import listening

pytestmark = pytest.mark.browser
Desk = Callable[..., Visit]
FORM = f"/monitoring/report/{ROAD}?round=2568-04"


@pytest.fixture
def site(toy_database: Database) -> Database:
    """The road belongs to the works agency, with its plan."""
    with transaction(toy_database) as session:
        planned(session)
        session.execute(update(Project).values(agency="works"))
    return toy_database


@pytest.fixture
def desk(settings: Settings, site: Database, launch: Callable[[list[str]], Browser]) -> Iterator[Desk]:
    """``desk("W-1")``: a telephone in the hand of whoever holds that position."""
    engine = engine_of(site)
    with ExitStack() as opened:

        def start(number: str, width: int = 390, *, scripts: bool = True) -> Visit:
            with Session(engine) as session:
                show_to(session, EVERYTHING)
                by = cast.acting(session, number)
            service = create_service(settings, site)
            service.state.identify = lambda _request: Identity(by.viewer, by, account=number, token="token")
            address = opened.enter_context(listening(service))
            context = launch(SOFTWARE_GL).new_context(
                viewport={"width": width, "height": 844}, java_script_enabled=scripts, has_touch=True,
                permissions=["geolocation"] if scripts else [], geolocation={"longitude": 100.75, "latitude": 15.5},
            )  # fmt: skip
            context.add_cookies([{"name": "phaen", "value": "in", "url": address}])
            opened.callback(context.close)
            return Visit(context.new_page(), address)

        yield start
    engine.dispose()


def count(site: Database) -> tuple[int, int]:
    with transaction(site) as session:
        made = [session.scalar(select(func.count()).select_from(table)) for table in (ProgressReport, Photo)]
    return made[0] or 0, made[1] or 0


def payload(photo: bytes) -> FilePayload:
    return {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo}


def fill(page: Page, pct: str = "20") -> None:
    page.fill("#physical_pct", pct)
    page.fill("#done_th", "งานดินแล้วเสร็จ ที่ตั้งริมน้ำ")
    page.set_input_files("#photos", files=[payload(picture(at=(100.5, 15.501)))])
    page.wait_for_selector("#chosen img")


def test_a_report_written_without_a_connection_is_kept_and_sent_exactly_once(desk: Desk, site: Database) -> None:
    visit = desk("W-1")
    page = visit.open(FORM)
    page.context.set_offline(True)
    fill(page)
    expect(page.locator("#kept")).to_have_text(re.compile("บันทึกร่างในเครื่องนี้แล้ว"))
    page.click("text=ส่งรายงาน")
    expect(page.locator("#kept")).to_have_text(re.compile("ไม่มีสัญญาณ เก็บรายงานไว้ในเครื่องแล้ว"))
    assert count(site) == (0, 0)
    page.context.set_offline(False)
    page.wait_for_url("**/monitoring/projects/P-2#reports")
    assert count(site) == (1, 1)
    page.goto(visit.address + "/monitoring")
    page.wait_for_timeout(500)
    assert page.locator("#unsent").is_hidden()
    assert count(site) == (1, 1)
    assert visit.elsewhere() == []
    assert [one for one in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in one] == []


def test_a_draft_survives_the_page_and_is_sent_from_the_first_page_of_monitoring(desk: Desk, site: Database) -> None:
    visit = desk("W-1")
    page = visit.open(FORM)
    fill(page, "21")
    expect(page.locator("#kept")).to_be_visible()
    page.reload()
    expect(page.locator("#kept")).to_have_text(re.compile("นำร่างที่เก็บไว้ในเครื่องกลับมาแล้ว"))
    assert page.input_value("#physical_pct") == "21"
    assert page.locator("#chosen img").count() == 1
    page.context.set_offline(True)
    page.click("text=ส่งรายงาน")
    expect(page.locator("#kept")).to_have_text(re.compile("ไม่มีสัญญาณ"))
    page.close()
    page.context.set_offline(False)
    other = page.context.new_page()
    other.goto(visit.address + "/monitoring")
    expect(other.locator("#unsent")).to_have_text("ส่งรายงานค้างแล้ว")
    assert count(site) == (1, 1)


def test_an_answer_that_is_lost_on_the_way_makes_no_second_report(desk: Desk, site: Database) -> None:
    """The service has taken the report, but its answer never arrives: the next try is answered with the first report."""
    visit = desk("W-1")
    page = visit.open(FORM)
    fill(page)
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/api/monitoring/report/**", lose)
    page.click("text=ส่งรายงาน")
    expect(page.locator("#kept")).to_have_text(re.compile("ไม่มีสัญญาณ"))
    assert lost == [201]
    assert count(site) == (1, 1)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url("**/monitoring/projects/P-2#reports")
    assert count(site) == (1, 1)


def test_what_is_wrong_is_said_at_its_field_and_the_draft_stays(desk: Desk, site: Database) -> None:
    page = desk("W-1").open(FORM)
    fill(page, "101")
    page.click("text=ส่งรายงาน")
    expect(page.locator("#physical_pct-wrong")).to_have_text("ร้อยละต้องไม่เกิน 100")
    assert page.evaluate("document.activeElement.id") == "physical_pct"
    assert page.locator("#chosen img").count() == 1
    page.fill("#physical_pct", "100")
    page.click("text=ส่งรายงาน")
    page.wait_for_url("**/monitoring/projects/P-2#reports")
    assert count(site) == (1, 1)


def test_a_large_photo_is_sent_small_with_its_position(desk: Desk, site: Database) -> None:
    noise = Image.effect_noise((3000, 2000), 90).convert("RGB")
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture(at=(100.5, 15.501), more={0x0112: 6}))) as small:
        noise.save(out, "JPEG", quality=95, exif=small.getexif())
    page = desk("W-1").open(FORM)
    fill(page)
    page.locator("#chosen button").click()
    page.set_input_files("#photos", files=[payload(out.getvalue())])
    page.wait_for_selector("#chosen img")
    page.click("text=ส่งรายงาน")
    page.wait_for_url("**/monitoring/projects/P-2#reports")
    with transaction(site) as session:
        kept = session.scalars(select(Photo)).one()
        assert (kept.position_source, round(kept.distance_m or 0)) == ("exif", 111)
        assert (kept.width, kept.height) == (1067, 1600), "turned once, not twice"
    assert out.tell() > 2_500_000


def test_the_position_of_the_telephone_is_taken_by_a_button(desk: Desk, site: Database) -> None:
    page = desk("W-1").open(FORM)
    page.click("#here")
    expect(page.locator("#place-said")).to_have_text(re.compile("ได้ตำแหน่งแล้ว"))
    assert page.input_value("[name=lon]") == "100.750000"
    assert count(site) == (0, 0)


def test_without_scripts_the_report_is_sent_as_any_form(desk: Desk, site: Database) -> None:
    page = desk("W-1", scripts=False).open(FORM)
    page.fill("#physical_pct", "20")
    page.fill("#done_th", "งานดิน")
    page.set_input_files("#photos", files=[payload(picture())])
    page.click("text=ส่งรายงาน")
    page.wait_for_url("**/monitoring/projects/P-2#reports")
    assert count(site) == (1, 1)


def test_targets_are_large_enough_for_a_thumb_and_nothing_is_cut_off(desk: Desk) -> None:
    page = desk("W-1", 360).open(FORM)
    page.click("text=มีปัญหาหรือต้องการความช่วยเหลือ")
    small = page.evaluate(
        "() => [...document.querySelectorAll('.report input:not([type=hidden]):not([type=file]), .report select,"
        " .report textarea, .report .btn, .report summary')]"
        ".filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44).map((e) => e.id || e.textContent.trim())"
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", [FORM, "/monitoring", "/monitoring/late", "/monitoring/assets", "/monitoring/rounds",
                                  f"/monitoring/projects/{ROAD}", f"/monitoring/projects/{ROAD}/curve"])  # fmt: skip
def test_axe_finds_nothing(desk: Desk, path: str) -> None:
    for width in (1440, 360):
        visit = desk("W-1", width)
        visit.open(path)
        assert visit.axe() == []
        assert visit.complaints == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
