"""The list of what lies within the view: all of it, also what stands inside a circle of many, page by page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.conftest import Visit, tab_to

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
THE_MAP = "document.querySelector('gis-map').map"
WITHIN = "#seen [role=option]"
COUNT = "#seen [data-seen-count]"


def by_two(route: Route) -> None:
    """Pages of two: the toy province has not as many features as a page holds."""
    route.continue_(url=re.sub(r"limit=\d+", "limit=2", route.request.url))


def test_every_feature_of_the_view_is_reached_page_by_page(visit: Visits) -> None:
    seen = visit()
    seen.page.route(re.compile("/ogc/collections/"), by_two)
    page = seen.open_map("/maps/population_density_subdistricts")
    page.locator("#map-tools [popovertarget=seen]").click()
    expect(page.locator(COUNT)).to_have_text("2 / 6")
    expect(page.locator(WITHIN)).to_have_count(2)
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    expect(page.locator(WITHIN)).to_have_count(4)
    expect(page.locator("#seen [aria-selected=true]")).to_have_attribute("aria-posinset", "3")
    expect(page.locator("#seen [aria-selected=true]")).to_have_attribute("aria-setsize", "6")
    tab_to(page, "#seen [data-more]")
    assert seen.axe() == []
    page.keyboard.press("Enter")
    expect(page.locator(COUNT)).to_have_text("6")
    expect(page.locator("#seen [data-more]")).to_be_hidden()
    expect(page.locator("#seen [role=listbox]")).to_be_focused()
    names = page.locator(WITHIN).all_inner_texts()
    assert len(set(names)) == 6
    assert (names[0], names[-1]) == ("ท่าข้าม", "วังทอง")
    assert seen.complaints == []


def test_what_the_tiles_tell_only_as_a_number_is_in_the_list(visit: Visits) -> None:
    """P-1 and P-2 have sites; no mark of theirs is drawn."""
    seen = visit()
    seen.page.route(re.compile(r"/tiles/projects/\d"), lambda route: route.fulfill(status=204))
    page = seen.open_map("/maps/projects")
    page.locator("#map-tools [popovertarget=seen]").click()
    expect(page.locator(COUNT)).to_have_text("2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_have_text("ก่อสร้างฝายบ้านน้ำใส")
    assert seen.complaints == []


def test_the_list_follows_view_year_and_filter(visit: Visits) -> None:
    seen = visit()
    page = seen.open_map("/maps/population_density_subdistricts?filter=people%20%3C%2060")
    page.locator("#map-tools [popovertarget=seen]").click()
    expect(page.locator(COUNT)).to_have_text("3")
    page.evaluate(f"{THE_MAP}.jumpTo({{ center: [101.25, 15.5], zoom: 11 }})")
    expect(page.locator(WITHIN)).to_have_text(["ป่าแดง"])
    page.keyboard.press("Escape")
    page.locator('[data-toggle="population_density_subdistricts"]').uncheck()
    page.locator("#map-tools [popovertarget=seen]").click()
    expect(page.locator(COUNT)).to_have_text("0")
    assert seen.complaints == []
