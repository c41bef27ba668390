"""A field visit in a real browser: stops are added, moved and taken out by keyboard alone, on a telephone as on a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]


def titles(page: Page) -> list[str]:
    return page.locator(".stops .what > a").all_inner_texts()


def test_a_route_is_made_by_keyboard(visit: Visits) -> None:
    seen = visit(360, 800)
    page = seen.open("/visits")
    for stop in ("98010101", "98030101", "P-1"):
        page.locator("#stop").focus()
        page.keyboard.type(stop)
        page.keyboard.press("Enter")
        expect(page.locator(".stops")).to_contain_text(stop)
    assert titles(page) == ["บ้านในเมือง", "บ้านท่าข้าม", "ก่อสร้างฝายบ้านน้ำใส"]
    page.get_by_role("link", name="ใช้ลำดับนี้").press("Enter")
    expect(page.locator(".stops li").nth(1)).to_contain_text("P-1")
    page.get_by_role("link", name="เลื่อนลง บ้านในเมือง").press("Enter")
    expect(page.locator(".stops li").first).to_contain_text("P-1")
    assert page.evaluate("location.hash") == "#stop-2"
    page.get_by_role("link", name="นำออก บ้านท่าข้าม").press("Enter")
    expect(page.locator(".stops li")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert (seen.axe(), seen.elsewhere(), seen.complaints) == ([], [], [])


def test_stops_are_ticked_in_the_list_of_projects(visit: Visits) -> None:
    seen = visit()
    page = seen.open("/projects")
    page.get_by_text("จัดเส้นทางลงพื้นที่จากโครงการในรายการ").press("Enter")
    for name in ("ก่อสร้างฝายบ้านน้ำใส", "ปรับปรุงถนนสายเหนือ"):
        page.get_by_role("checkbox", name=name).press("Space")
    page.get_by_role("button", name="จัดเส้นทาง").press("Enter")
    expect(page.locator(".stops li")).to_have_count(2)
    assert (seen.axe(), seen.complaints) == ([], [])
