"""Drawing an area in a real browser: with the mouse, by keyboard, and typing where there is no map."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
READY = "site-map[data-state=ready]"


def opened(seen: Visit) -> Page:
    page = seen.open("/shapes")
    page.wait_for_selector(READY)
    return page


def drawn(page: Page) -> dict[str, object]:
    told: dict[str, object] = json.loads(page.locator("#shape").input_value())
    return told


def click(page: Page, *places: tuple[float, float]) -> None:
    """At parts of the width and height of the map."""
    box = page.locator("site-map canvas").bounding_box()
    assert box is not None
    for across, down in places:
        page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])


def test_an_area_is_drawn_undone_and_looked_into(visit: Visits) -> None:
    """Most of the province lies inside: its weir, its road, and people by share."""
    seen = visit()
    page = opened(seen)
    click(page, (0.1, 0.15), (0.9, 0.15), (0.9, 0.9), (0.1, 0.9), (0.5, 0.5))
    page.get_by_role("button", name="ถอยจุดล่าสุด").click()
    expect(page.locator("site-map output")).to_have_text("4 จุด")
    assert drawn(page)["type"] == "Polygon"
    page.get_by_role("button", name="ดูสิ่งที่อยู่ในรูป").click()
    expect(page.locator("#projects")).to_contain_text("ก่อสร้างฝายบ้านน้ำใส")
    page.wait_for_selector(READY)
    expect(page.locator("site-map output")).to_have_text("4 จุด")
    assert (seen.axe(), seen.elsewhere(), seen.complaints) == ([], [], [])


def test_a_line_and_points_are_drawn_and_cleared(visit: Visits) -> None:
    page = opened(visit())
    page.get_by_role("button", name="เส้น").click()
    click(page, (0.3, 0.5), (0.6, 0.5))
    assert drawn(page)["type"] == "LineString"
    page.get_by_role("button", name="จุด", exact=True).click()
    assert drawn(page)["type"] == "MultiPoint"
    page.get_by_role("button", name="ล้างรูป").click()
    assert page.locator("#shape").input_value() == ""


def test_the_middle_of_the_map_is_added_by_keyboard(visit: Visits) -> None:
    page = opened(visit())
    page.locator("site-map canvas").focus()
    for key in ("Enter", "ArrowRight", "Enter", "ArrowDown", "Enter"):
        page.keyboard.press(key)
        page.wait_for_timeout(500)  # the map glides to its new middle
    expect(page.locator("site-map output")).to_have_text("3 จุด")
    assert drawn(page)["type"] == "Polygon"


def test_without_webgl_an_area_is_typed(visit: Visits) -> None:
    seen = visit(360, 800, gl=False)
    page = seen.open("/shapes")
    expect(page.locator("site-map")).to_be_hidden()
    page.fill("#text", "15.4, 100.7\n15.4, 100.8\n15.6, 100.8\n15.6, 100.7")
    page.get_by_role("button", name="ดูสิ่งที่อยู่ในรูป").click()
    expect(page.locator("#projects")).to_contain_text("ก่อสร้างฝายบ้านน้ำใส")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert (seen.axe(), seen.complaints) == ([], [])
