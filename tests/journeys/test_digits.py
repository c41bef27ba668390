"""Thai digits in a browser: also in what scripts write and in names on the map, and nowhere that a program reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from app.core.calendar import fiscal_year
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
NOW = fiscal_year(date.today())  # noqa: DTZ011 - what matters is the year
ASKED = "lang=th-u-nu-thai"
LEFT = """() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    for (let at = walk.nextNode(); at; at = walk.nextNode())
        if (/[0-9]/.test(at.data.replace(/[!-~]*[A-Za-z][!-~]*/g, "")) && !at.parentElement.closest(
            "script, style, template, textarea, code, pre, kbd, [lang=en], [translate=no]")) found.push(at.data.trim());
    return found;
}"""
NAMES = """(layer) => [...new Set(document.querySelector('gis-map').map.queryRenderedFeatures({ layers: [layer] })
    .map((found) => String(found.layer.layout["text-field"])))]"""


def arabic(page: Page) -> list[str]:
    """Texts that still have Arabic digits of their own."""
    found: list[str] = page.evaluate(LEFT)
    return found


def test_pages_menus_and_what_scripts_write_have_thai_digits_and_addresses_have_not(visit: Visits) -> None:
    seen = visit()
    page = seen.open(f"/?{ASKED}")
    page.get_by_role("link", name="แผนที่", exact=True).first.click()
    page = seen.open_map("/maps/population_density_subdistricts")
    assert arabic(page) == []
    expect(page.locator("[data-scale] span")).to_contain_text(re.compile("[๐-๙]+ กม."))
    x, y = page.evaluate(
        "(() => { const m = document.querySelector('gis-map'), b = m.getBoundingClientRect(),"
        " p = m.map.project([102.75, 15.7]); return [b.x + p.x, b.y + p.y]; })()"
    )
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    expect(page.locator("[data-hint]")).to_contain_text("๐.๘")
    expect(page.locator("[data-position]")).to_contain_text(re.compile("UTM 48N · [๐-๙]{3},"))
    page.mouse.click(x, y)
    expect(page.locator("#details")).to_contain_text("๐.๘")
    assert "select=980302" in page.url
    page.locator('[data-opacity="population_density_subdistricts"]').fill("50")
    expect(page.locator('[data-opacity="population_density_subdistricts"] + output')).to_have_text("๕๐%")
    page.fill(".find input", "๙๘๐๒")
    expect(page.locator("#found [role=option]").first).to_contain_text("๙๘๐๒")
    assert arabic(page) == []
    assert (seen.axe(), seen.elsewhere(), seen.complaints) == ([], [], [])


@pytest.mark.skipif(NOW <= 2569, reason="the money of the toy province is of FY2569, which has to be over")
def test_the_time_bar_tells_years_in_thai_digits_and_asks_for_them_in_arabic_ones(visit: Visits) -> None:
    seen = visit()
    page = seen.open_map(f"/maps/budget_districts?{ASKED}")
    page.locator("#time [type=range]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#twin-title")).to_contain_text("ปีงบประมาณ ๒๕๖๙")
    expect(page.locator("#told")).to_have_text("ปีงบประมาณ ๒๕๖๙")
    assert page.locator("#time [type=range]").get_attribute("aria-valuetext") == "ปีงบประมาณ ๒๕๖๙"
    assert page.locator("#year").input_value() == "2569"
    assert "year=2569" in page.url
    assert (arabic(page), seen.complaints) == ([], [])


NAMED = """(name) => { const map = document.querySelector('gis-map').map, at = map.getCenter().toArray();
    const data = { type: "Feature", properties: { name }, geometry: { type: "Point", coordinates: at } };
    map.addLayer({ id: "named/label", type: "symbol", source: { type: "geojson", data },
        layout: { "text-field": ["get", "name"], "text-font": ["Sarabun"], "text-allow-overlap": true } }); }"""


def test_names_on_the_map_have_thai_digits(visit: Visits) -> None:
    for query, name in ((f"?{ASKED}", "ทางหลวง ๙๘ ตอน ๒"), ("?lang=th", "ทางหลวง 98 ตอน 2")):
        page = visit().open_map(f"/maps/roads{query}")
        page.evaluate(NAMED, "ทางหลวง 98 ตอน 2")
        page.wait_for_function(f"(name) => ({NAMES})('named/label').join() === name", arg=name)


@pytest.mark.parametrize("width", [1440, 360])
def test_a_form_takes_thai_digits_and_nothing_runs_over(visit: Visits, width: int) -> None:
    page = visit(width, 800).open(f"/budgets?{ASKED}")
    page.fill("#as-of-day", "๓๐/๐๙/๒๕๖๘")
    page.locator("#as-of button").click()
    assert "as_of=2025-09-30" in page.url
    expect(page.locator("h1")).to_contain_text("๒๕๖๘")
    expect(page.locator("#as-of-day")).to_have_value("30/09/2568")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("link", name="แสดงเลขอารบิก").click()
    expect(page.locator("h1")).to_contain_text("2568")
