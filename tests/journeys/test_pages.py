"""Every page in a real browser: no request leaves the host, the policy holds, axe finds nothing, nothing runs over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
PAGES = [
    "/",
    "/places",
    "/places?q=บ้าน",
    "/places/98",
    "/places/9801",
    "/places/980101",
    "/places/98010101",
    "/datasets",
    "/datasets/roads",
    "/datasets/classes",
    "/organizations",
    "/organizations?q=O-1",
    "/organizations/office",
    "/organizations/positions/O-1",
    "/organizations/policy",
    "/organizations/committees",
    "/plans",
    "/plans/frames",
    "/meetings",
    "/manual",
    "/manual/maps",
    "/manual/briefs",
    "/ogc?f=html",
    "/ogc/collections?f=html",
    "/ogc/collections/districts?f=html",
    "/ogc/collections/districts/items?f=html&sortby=-name_th",
    "/ogc/collections/districts/queryables?f=html",
    "/ogc/collections/districts/sortables?f=html",
    "/ogc/collections/roads/schema?f=html",
    "/ogc/collections/districts/items/9801?f=html",
    "/ogc/conformance?f=html",
    "/ogc/api?f=html",
]


@pytest.mark.parametrize("path", [*PAGES, "/maps/projects?select=subdistricts:980101"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (360, 780)])
def test_a_page_is_accessible_keeps_to_itself_and_fits(visit: Visits, path: str, width: int, height: int) -> None:
    seen = visit(width, height)
    page = seen.open_map(path) if path.startswith("/maps") else seen.open(path)
    assert seen.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert (seen.elsewhere(), seen.complaints) == ([], [])


@pytest.mark.parametrize("path", ["/", "/places/9801", "/maps/districts"])
def test_the_english_page_is_accessible_too(visit: Visits, path: str) -> None:
    seen = visit()
    page = seen.open(f"{path}?lang=en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert seen.axe() == []


def test_the_page_of_an_error_is_accessible(visit: Visits) -> None:
    seen = visit()
    seen.open("/maps/nothing")
    assert seen.axe() == []
    assert seen.elsewhere() == []


def test_the_simple_map_and_the_open_list_of_layers_are_accessible(visit: Visits) -> None:
    simple = visit(gl=False)
    simple.open("/maps").wait_for_selector("gis-map[data-state=simple]")
    assert simple.axe() == []
    phone = visit(360, 780, has_touch=True, is_mobile=True)
    phone.open_map("/maps").locator(".open-layers").tap()
    assert phone.axe() == []


def test_the_open_search_is_accessible_and_opens_the_place(visit: Visits) -> None:
    seen = visit()
    page = seen.open("/")
    page.fill(".find input", "เหนือ")
    page.wait_for_selector("#found [role=option]")
    assert seen.axe() == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/places/9802")


def test_the_box_finds_every_kind_by_groups_and_leads_to_all_of_it(visit: Visits) -> None:
    seen = visit(360, 780)
    page = seen.open("/")
    page.fill(".find input", "districts")
    page.wait_for_selector("#found [role=option]")
    assert page.locator("#found [role=group]").evaluate_all(
        "(groups) => groups.map((group) => document.getElementById(group.getAttribute('aria-labelledby')).textContent)"
    ) == ["ชั้นข้อมูลแผนที่"]
    expect(page.locator(".find [role=status]")).to_have_text("พบ 5 รายการ ใช้ลูกศรขึ้นลงเพื่อเลือก")
    box, shown = page.locator(".find input").bounding_box(), page.locator("#found").bounding_box()
    assert box
    assert shown
    assert box["width"] > 300
    assert shown["y"] >= box["y"] + box["height"], "the list lies below what is typed"
    assert seen.axe() == []
    page.keyboard.press("ArrowUp")
    expect(page.locator("#found [aria-selected=true]")).to_have_text("ดูผลทั้งหมด")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=districts")
    assert page.locator("#layer li").count() == 5
    page.fill(".find input", "zzzz")
    expect(page.locator("#found")).to_contain_text("ไม่พบสิ่งใดที่มีคำนี้")
    page.keyboard.press("Escape")
    expect(page.locator("#found")).to_be_hidden()
    assert seen.axe() == []


def test_the_focus_can_be_seen_and_the_first_stop_skips_to_the_content(visit: Visits) -> None:
    page = visit().open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


@pytest.mark.parametrize("path", PAGES)
def test_a_text_page_is_light(visit: Visits, path: str) -> None:
    """Without the pictures of the manual, each of which is held to 40 kB."""
    page = visit().open(path)
    total = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".filter((e) => !e.name.includes('/img/manual/')).reduce((sum, e) => sum + e.encodedBodySize, 0)"
    )
    assert total <= 100_000


def test_filters_stand_open_beside_a_list_and_are_folded_on_a_telephone(visit: Visits) -> None:
    years = ".facets input[name=year]"
    assert visit(1440, 900).open("/projects").locator(years).first.is_visible()
    phone = visit(360, 780).open("/projects")
    assert not phone.locator(years).first.is_visible()
    phone.locator(".facets .all > summary").click()
    assert phone.locator(years).first.is_visible()


@pytest.mark.parametrize("path", ["/", "/budgets", "/ogc?f=html"])
def test_on_a_telephone_the_bar_shows_where_one_is(visit: Visits, path: str) -> None:
    here = visit(360, 780).open(path).locator(".nav [aria-current=page]")
    left, right = here.evaluate("each => [each.getBoundingClientRect().left, each.getBoundingClientRect().right]")
    assert 0 <= left < right <= 360


def test_the_language_is_remembered(visit: Visits) -> None:
    page = visit().open("/")
    page.get_by_role("link", name="English").click()
    page.wait_for_selector("html[lang=en]")
    page.get_by_role("link", name="Places", exact=True).first.click()
    page.wait_for_url("**/places")
    assert page.locator("html").get_attribute("lang") == "en"
