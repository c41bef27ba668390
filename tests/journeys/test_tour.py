"""The tour of a first visit: offered once, walked by keyboard, never in the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PATIENCE, Visit

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
MAP = "/maps/target_poor_districts"
FOCUS = "document.activeElement.closest('dialog.tour') && document.activeElement.tagName"


def begun(page: Page) -> None:
    page.locator("[data-begin]").press("Enter")
    expect(page.locator("dialog.tour")).to_be_visible(timeout=PATIENCE)


COVERED = """() => {
    const [box, shown] = ["dialog.tour", ".tour-shown"].map((at) => document.querySelector(at).getBoundingClientRect());
    return box.left < shown.right && shown.left < box.right && box.top < shown.bottom && shown.top < box.bottom;
}"""


@pytest.mark.parametrize(("width", "height"), [(1440, 800), (1000, 700), (700, 900), (360, 740)])
def test_five_steps_are_walked_by_keyboard_and_not_offered_again(visit: Visits, width: int, height: int) -> None:
    """Whatever a step points at stays in sight beside the dialogue."""
    seen = visit(width, height, reduced_motion="reduce")
    page = seen.open_map(MAP)
    if not page.locator("[data-begin]").is_visible():
        page.locator(".open-layers").click()
    begun(page)
    assert page.evaluate(FOCUS) == "H2"
    assert seen.axe() == []
    box = page.locator("dialog.tour")
    titles = [box.locator("h2").inner_text()]
    for number in range(2, 6):
        box.locator("[data-next]").focus()
        page.keyboard.press("Enter")
        expect(box.locator("[data-at]")).to_have_text(f"ขั้นที่ {number} จาก 5")
        assert page.evaluate(FOCUS) == "BUTTON"
        expect(page.locator(".tour-shown")).to_have_count(1)
        expect(page.locator(".tour-shown")).to_be_in_viewport()
        expect(box).to_be_in_viewport(ratio=1)
        assert not page.evaluate(COVERED), box.locator("h2").inner_text()
        titles.append(box.locator("h2").inner_text())
    assert len(set(titles)) == 5
    page.keyboard.press("Enter")
    expect(box).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "map-tools"
    seen.open(MAP)
    expect(page.locator("[data-offer]")).to_be_hidden()
    assert (seen.elsewhere(), seen.complaints) == ([], [])


def test_it_is_left_by_escape_and_dismissed_by_its_button(visit: Visits) -> None:
    page = visit().open_map(MAP)
    begun(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog.tour")).to_have_count(0)
    assert page.locator(".tour-shown").count() == 0
    other = visit().open("/")
    other.locator("[data-dismiss]").click()
    other.reload()
    expect(other.locator("[data-offer]")).to_be_hidden()


def test_the_first_page_and_the_manual_lead_to_it(visit: Visits) -> None:
    for way, press in (("/", "[data-begin]"), ("/manual/maps", "[data-again]")):
        page = visit().open(f"{way}?lang=en")
        page.locator(press).click()
        page.wait_for_url("**/maps*")
        expect(page.locator("dialog.tour [data-at]")).to_have_text("Step 1 of 5", timeout=PATIENCE)


def test_without_script_nothing_is_offered_and_the_steps_stand_in_the_manual(visit: Visits) -> None:
    page = visit(java_script_enabled=False).open("/maps/districts")
    expect(page.locator("[data-offer]")).to_be_hidden()
    page.locator("a[rel=help]").click()
    expect(page.locator("#tour li")).to_have_count(5)
