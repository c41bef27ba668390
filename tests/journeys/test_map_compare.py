"""Years, comparison, filter and list of the map by keyboard alone, and what a simple browser gets of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from app.core.calendar import fiscal_year
from tests.journeys.conftest import Visit, tab_to

NOW = fiscal_year(date.today())  # noqa: DTZ011 - what matters is the year
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(NOW <= 2569, reason="the money of the toy province is of FY2569, which has to be over"),
]
Visits = Callable[..., Visit]
MONEY = "/maps/budget_districts"
STATE = "document.querySelector('gis-map').layers.get('budget_districts').values['9801']"


def past_the_layers(page: Page) -> None:
    """By the link that skips the list of layers."""
    tab_to(page, "a.skip[href='#map-tools']")
    page.keyboard.press("Enter")


def pick(page: Page, text: str) -> None:
    """Go down the options of the select that is focused until one begins so."""
    for _ in range(20):
        if page.evaluate("document.activeElement.selectedOptions[0].text").startswith(text):
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"there is no option {text}")


def told(page: Page) -> list[str]:
    """Everything that the live region has said since it was asked to be watched."""
    said: list[str] = page.evaluate("window.said")
    return said


WATCH = """() => {
  window.said = [];
  const region = document.querySelector("#told");
  const watch = new MutationObserver(() => window.said.push(region.textContent));
  watch.observe(region, { childList: true, characterData: true, subtree: true });
}"""


def test_another_year_by_keyboard_changes_map_table_and_address_and_is_told_once(visit: Visits) -> None:
    seen = visit()
    page = seen.open_map(MONEY)
    assert page.evaluate(STATE) == 0
    page.evaluate(WATCH)
    past_the_layers(page)
    tab_to(page, "#time [type=range]")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#twin-title")).to_contain_text("ปีงบประมาณ 2569")
    expect(page.locator('#twin tr[data-row="9801"]')).to_contain_text("1.25")
    expect(page.locator("#told")).to_have_text("ปีงบประมาณ 2569")
    page.wait_for_function(f"{STATE} === 1.25")
    assert "year=2569" in page.url
    assert told(page) == ["ปีงบประมาณ 2569"]
    assert page.locator("#time [type=range]").get_attribute("aria-valuetext") == "ปีงบประมาณ 2569"
    assert page.evaluate("document.activeElement.type") == "range"
    assert (seen.axe(), seen.complaints) == ([], [])
    again = visit().open_map(f"{MONEY}?year=2569")
    again.wait_for_function(f"{STATE} === 1.25")


STANDS = """() => {
  // as many years as may stand under the bar
  document.querySelector("#time .ticks").innerHTML = "<span>2569</span>".repeat(7);
  const box = (of) => of.getBoundingClientRect(), bar = box(document.querySelector("#time"));
  const here = box(document.querySelector(".nav [aria-current]")), nav = box(document.querySelector(".nav"));
  const words = [...document.querySelectorAll("#time .ticks span")].map((tick) => {
    const range = document.createRange();
    range.selectNodeContents(tick);
    return box(range);
  }).filter(({ width }) => width);
  return {
    sticks_out: [...document.querySelectorAll("#time > *")].filter((part) => box(part).right > bar.right).length,
    years: words.length,
    over_each_other: words.slice(1).filter(({ left }, index) => left < words[index].right + 4).length,
    page_is_named: here.left >= nav.left && here.right <= nav.right,
  };
}"""


@pytest.mark.parametrize("width", [1440, 1401, 1400, 1241, 1000, 961, 360])
def test_years_stand_beside_each_other_in_a_bar_of_any_width(visit: Visits, width: int) -> None:
    page = visit(width, 800).open_map(MONEY)
    expect(page.locator("#time .track")).to_be_visible()
    assert page.evaluate(STANDS) == {"sticks_out": 0, "years": 7, "over_each_other": 0, "page_is_named": True}


def test_the_dividing_line_moves_by_keyboard_and_both_maps_move_as_one(visit: Visits) -> None:
    seen = visit()
    page = seen.open(f"{MONEY}/compare")
    page.wait_for_selector(".compared[data-state=ready]")
    assert page.locator("gis-map canvas").count() == 2
    tab_to(page, "#divide")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('.compared').style.getPropertyValue('--divide')") == "51%"
    page.evaluate("document.querySelector('[data-side=a] gis-map').map.jumpTo({ center: [101, 15.2], zoom: 9 })")
    centre = page.evaluate("document.querySelector('[data-side=b] gis-map').map.getCenter().lng.toFixed(3)")
    assert centre == "101.000"
    page.wait_for_function(
        "[...document.querySelectorAll('gis-map')].map(({ layers, config }) =>"
        " layers.get(config.current).values?.['9802']).join() === '0.25,0'"
    )
    assert (seen.axe(), seen.complaints, seen.elsewhere()) == ([], [], [])


def test_without_webgl_the_two_drawings_are_divided_the_same(visit: Visits) -> None:
    seen = visit(gl=False)
    page = seen.open(f"{MONEY}/compare")
    page.wait_for_selector(".compared.swiped[data-state=ready]")
    assert page.locator(".compared svg.svgmap:visible").count() == 2
    difference = visit(gl=False, java_script_enabled=False)
    page = difference.open(f"{MONEY}/compare?way=difference&lang=en")
    assert page.locator("svg.svgmap:visible").count() == 1
    assert page.locator("#rows tbody tr").count() == 3


def test_a_filter_by_keyboard_narrows_map_count_legend_and_table_and_is_told_once(visit: Visits) -> None:
    seen = visit()
    page = seen.open_map(f"{MONEY}?year=2569")
    page.evaluate(WATCH)
    past_the_layers(page)
    tab_to(page, "#map-tools [popovertarget=question]")
    page.keyboard.press("Enter")
    tab_to(page, "#where")
    pick(page, "งบประมาณที่ได้รับ")
    page.keyboard.press("Tab")
    pick(page, "ตั้งแต่")
    page.keyboard.press("Tab")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    # only เมือง received a million or more
    expect(page.locator("#told")).to_have_text("1 จาก 3 รายการ")
    assert page.locator("#twin tbody tr").count() == 1
    expect(page.locator("#filter")).to_have_value("received_million >= 1.0")
    assert "filter=received_million" in page.url
    assert told(page) == ["1 จาก 3 รายการ"]
    drawn = page.evaluate("document.querySelector('gis-map').map.getFilter('districts shaded/fill')")
    assert drawn[2] == ["literal", ["9801"]]
    assert (seen.axe(), seen.complaints) == ([], [])
    tab_to(page, "#question [data-reset]")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("3 จาก 3 รายการ")
    assert "filter" not in page.url
    assert "year=2569" in page.url


def test_an_area_is_drawn_by_keyboard_at_the_middle_of_the_map(visit: Visits) -> None:
    seen = visit()
    page = seen.open_map("/maps/population_density_subdistricts")
    page.locator("#map-tools [popovertarget=question]").focus()
    page.keyboard.press("Enter")
    tab_to(page, "[data-narrow=draw]")
    page.keyboard.press("Enter")
    for lon, lat in ((100.1, 15.2), (100.4, 15.2), (100.4, 15.8)):
        page.evaluate("(at) => document.querySelector('gis-map').map.jumpTo({ center: at })", [lon, lat])
        page.keyboard.press("Enter")
    page.locator("[data-draw=done]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("1 จาก 6 รายการ")
    assert "within=" in page.url
    assert len(page.url.split("within=")[1].split("#")[0]) < 80
    assert seen.complaints == []


def test_what_the_map_shows_is_a_list_to_walk_through(visit: Visits) -> None:
    seen = visit()
    page = seen.open_map("/maps/population_density_subdistricts")
    past_the_layers(page)
    tab_to(page, "#map-tools [popovertarget=seen]")
    page.keyboard.press("Enter")
    expect(page.locator("#seen [role=option]")).to_have_count(6)
    assert page.evaluate("document.activeElement.role") == "listbox"
    page.keyboard.press("ArrowDown")
    # ท before บ, as a Thai dictionary sorts
    expect(page.locator("#seen [aria-selected=true]")).to_have_text("ท่าข้าม")
    assert page.evaluate("Boolean(document.querySelector('gis-map').map.getLayer('chosen'))")
    assert seen.axe() == []
    page.keyboard.press("End")
    expect(page.locator("#seen [aria-selected=true]")).to_have_text("วังทอง")
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_have_text("วังทอง")
    expect(page.locator("#details h2")).to_be_focused()
    expect(page.locator('tr[data-row="980302"]')).to_have_attribute("aria-current", "true")
    assert seen.complaints == []


@pytest.mark.parametrize("path", [MONEY, f"{MONEY}/compare", f"{MONEY}/compare?way=difference&change=percent"])
def test_nothing_overflows_a_telephone(visit: Visits, path: str) -> None:
    page = visit(360, 740).open(path)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_year_can_be_read_whole_on_a_telephone(visit: Visits, width: int) -> None:
    page = visit(width, 740, gl=False).open(f"{MONEY}?year=2569")
    room, text = page.evaluate(
        "() => { const year = document.querySelector('#year'), pen = document.createElement('canvas').getContext('2d');"
        " const { font, paddingLeft } = getComputedStyle(year); pen.font = font;"
        " return [year.clientWidth - 2 * parseFloat(paddingLeft), pen.measureText(year.selectedOptions[0].text).width]; }"
    )
    assert room >= text + 16, "and its arrow"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
