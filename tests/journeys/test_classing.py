"""Classes chosen in a real browser: the dialogue by keyboard alone, a pressed class, circles, and all of it without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
LAYER = "population_density_subdistricts"
MAP = f"/maps/{LAYER}"
COLOUR = (
    "(id) => document.querySelector('gis-map').map"
    ".getFeatureState({ source: 'subdistricts', sourceLayer: 'subdistricts', id }).colour"
)


def legend(page: Page, layer: str = LAYER) -> list[str]:
    """Each line of the layer's legend with its count."""
    lines = page.locator(f'.lay[data-layer="{layer}"] .legend li')
    return [" ".join(line.split()) for line in lines.all_inner_texts()]


def test_the_dialogue_by_keyboard_alone(visit: Visits) -> None:
    """0.8 | 1, 1, 1.2 | 2 | 4 people for each km² by limits 0 1 2 3, beyond which 4 lies.

    No other rate has subdistricts, so the method by hand is the last of the list.
    """
    seen = visit()
    page = seen.open_map(MAP)
    link = page.locator(f'[data-form][data-classing="{LAYER}"]')
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#classing-title")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#classing-method")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#classing-number")).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.locator("#classing-limits")).to_be_focused()
    assert seen.axe() == []
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("0 2 1 3")
    page.keyboard.press("Enter")
    expect(page.locator("#classing-limits")).to_be_focused()
    expect(page.locator("#limits-wrong")).to_contain_text("1 อยู่หลัง 2")
    assert seen.axe() == []
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("0 1 2 3")
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_hidden()
    expect(link).to_be_focused()
    expect(page.locator("#told")).to_contain_text("จำแนกชั้นแล้ว")
    assert "classes=manual_0_1_2_3" in page.url
    assert legend(page) == ["0–1 1", "1–2 3", "2–3 1", "อยู่นอกช่วงชั้น 1", "ไม่มีข้อมูล 0"]
    colours = [page.evaluate(COLOUR, code) for code in ("980101", "980102", "980201", "980202", "980301", "980302")]
    assert colours.count("#b8bfc6") == 1, "4 lies in no class"
    assert len(set(colours)) == 4
    assert page.locator("[data-print]").count() == 1
    again = visit().open_map(page.url.split("/", 3)[3].join(["/", ""]))
    assert legend(again) == legend(page)
    # the first answer to the wrong limits was 400, which a browser notes
    assert [told for told in seen.complaints if "400" not in told] == []


def test_escape_leaves_the_dialogue_and_changes_nothing(visit: Visits) -> None:
    page = visit().open_map(MAP)
    before, link = legend(page), page.locator(f'[data-form][data-classing="{LAYER}"]')
    link.click()
    expect(page.locator("#classing-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    assert legend(page) == before
    assert "classes=" not in page.url


def test_a_pressed_class_is_shown_alone_and_the_table_follows(visit: Visits) -> None:
    seen = visit()
    page = seen.open_map(f"{MAP}?classes=manual_0_1_2_5")
    third = page.locator(f'.lay[data-layer="{LAYER}"] [data-only="2"]')
    third.focus()
    page.keyboard.press("Space")
    expect(third).to_have_attribute("aria-pressed", "true")
    expect(third).to_be_focused()
    expect(page.locator("#twin tbody tr")).to_have_count(2)
    state = (
        "document.querySelector('gis-map').map"
        ".getFeatureState({ source: 'subdistricts', sourceLayer: 'subdistricts', id: '%s' })"
    )
    page.wait_for_function(f"{state % '980201'}.out === true && {state % '980101'}.known === true")
    assert seen.axe() == []
    page.keyboard.press("Space")
    expect(page.locator("#twin tbody tr")).to_have_count(6)
    assert seen.complaints == []


def test_a_class_pressed_before_the_first_values_have_come_opens_no_other_page(visit: Visits) -> None:
    seen, held = visit(), list[Route]()
    page = seen.page
    page.route(re.compile("/api/(maps|choropleth)/"), lambda route: route.continue_() if held else held.append(route))
    seen.open(f"{MAP}?classes=manual_0_1_2_5")
    page.wait_for_selector("gis-map[data-state=ready]")
    page.evaluate("window.stayed = true")
    third = page.locator(f'.lay[data-layer="{LAYER}"] [data-only="2"]')
    third.focus()
    page.keyboard.press("Space")
    expect(third).to_have_attribute("aria-pressed", "true")
    expect(third).to_be_focused()
    assert page.evaluate("window.stayed") is True
    held[0].continue_()
    assert seen.complaints == []


def test_the_warning_leads_to_circles(visit: Visits) -> None:
    """12 households in 980201, nothing or nothing known elsewhere."""
    layer = "vulnerable_subdistricts"
    seen = visit()
    page = seen.open_map(f"/maps/{layer}")
    page.get_by_role("link", name="แสดงเป็นวงกลมตามขนาด").first.click()
    expect(page.locator(f'.lay[data-layer="{layer}"] .nested')).to_be_visible()
    assert "classes=natural_5_circles" in page.url
    drawn = "(source) => document.querySelector('gis-map').map.querySourceFeatures(source).length"
    page.wait_for_function(drawn, arg=f"/api/maps/{layer}/circles?classes=natural_5_circles")
    assert seen.axe() == []
    assert (seen.elsewhere(), seen.complaints) == ([], [])


def test_without_script_the_form_is_a_page_and_leads_back_to_the_map(visit: Visits) -> None:
    page = visit(java_script_enabled=False).open(MAP)
    page.locator(f'[data-form][data-classing="{LAYER}"]').click()
    page.get_by_label("วิธีแบ่งชั้น").select_option("equal")
    page.get_by_label("จำนวนชั้น").select_option("4")
    page.get_by_label("ขอบเขตชั้น").select_option("year")
    page.get_by_role("button", name="แสดงบนแผนที่").click()
    assert page.url.endswith("?classes=equal_4_year")
    assert legend(page)[:2] == ["0.8–1.6 4", "1.6–2.4 1"]
    page.locator(f'.lay[data-layer="{LAYER}"] [data-only="1"]').click()
    assert page.locator("#twin tbody tr").count() == 1


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_page_of_the_form_breaks_no_rule_and_nothing_runs_over(visit: Visits, width: int, lang: str) -> None:
    seen = visit(width, 900)
    page = seen.open(f"/maps/vulnerable_subdistricts/classes?classes=natural_5_circles&lang={lang}")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert seen.axe() == []
    assert (seen.elsewhere(), seen.complaints) == ([], [])


def test_codes_stand_on_the_areas_also_when_the_dialogue_has_set_the_classes(visit: Visits) -> None:
    layer, seen = "target_poor_districts", visit()
    page = seen.open_map(f"/maps/{layer}")
    page.locator(f'[data-form][data-classing="{layer}"]').click()
    page.locator("dialog [name=method]").select_option("pair")
    page.locator("dialog [name=against]").select_option("budget_per_head_districts")
    page.locator("dialog .pri").click()
    expect(page.locator("dialog")).to_be_hidden()
    page.evaluate("document.querySelector('gis-map').map.jumpTo({ center: [101, 15.5], zoom: 8.4 })")
    written = "document.querySelector('gis-map').map.queryRenderedFeatures({ layers: ['target_poor_districts/code/label'] })"
    page.wait_for_function(f"() => {written}.length === 2")
    assert seen.complaints == []


def test_the_code_of_each_pair_stands_on_its_area_as_in_table_and_drawing(visit: Visits) -> None:
    """Two districts have both rates, ใต้ lacks one of them."""
    address = "/maps/target_poor_districts?classes=pair_budget_per_head_districts"
    seen = visit()
    page = seen.open_map(address)
    rows = page.eval_on_selector_all("#twin tr[data-row]", "(all) => all.map((e) => [e.dataset.row, e.innerText])")
    codes = {area: found.group() for area, words in rows if (found := re.search(r"\b[ABC][123]\b", words))}
    assert sorted(codes) == ["9801", "9802"]
    written = (
        "Object.fromEntries(document.querySelector('gis-map').map"
        ".queryRenderedFeatures({ layers: ['target_poor_districts/code/label'] })"
        ".map(({ properties, layer }) => [properties.code, String(layer.layout['text-field'])]))"
    )
    page.evaluate("document.querySelector('gis-map').map.jumpTo({ center: [101, 15.5], zoom: 8.4 })")
    page.wait_for_function(f"() => Object.keys({written}).length === 2")
    assert page.evaluate(written) == codes
    told = page.locator('.lay[data-layer="target_poor_districts"] .key').inner_text()
    assert all(code in told for code in codes.values())
    assert (seen.axe(), seen.complaints) == ([], [])
    drawing = visit(gl=False, java_script_enabled=False).open(address)
    assert set(codes.values()) <= set(drawing.locator(".drawn .labels text").all_text_contents())
