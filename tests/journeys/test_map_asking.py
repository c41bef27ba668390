"""What is asked of the map: a filter that is refused, an area that is drawn, and where the focus goes afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.web.static import STATIC
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
MAP = "/maps/population_density_subdistricts"
THE_MAP = "document.querySelector('gis-map').map"
AT = f"""([lon, lat]) => {{ const box = document.querySelector('gis-map').getBoundingClientRect(),
    {{ x, y }} = {THE_MAP}.project([lon, lat]); return [box.x + x, box.y + y]; }}"""
BOW = [(100.6, 15.3), (100.9, 15.7), (100.9, 15.3), (100.6, 15.7)]


def beside_refusals(complaints: list[str]) -> list[str]:
    """What a browser complains of beside the answer 400 itself."""
    return [told for told in complaints if "400" not in told]


@pytest.mark.parametrize(("lang", "words"), [("th", "“abc” ไม่ใช่ตัวเลข"), ("en", "“abc” is not a number.")])
def test_a_refused_filter_says_at_its_field_why(visit: Visits, lang: str, words: str) -> None:
    seen = visit()
    page = seen.open_map(f"/maps/projects?lang={lang}")
    page.locator("#map-tools [popovertarget=question]").click()
    page.locator("#where").select_option("fiscal_year")
    page.locator("#value").fill("abc")
    page.keyboard.press("Enter")
    expect(page.locator("#question-wrong")).to_have_text(words)
    expect(page.locator("#told")).to_have_text(words)
    value = page.locator("#value")
    expect(value).to_be_focused()
    expect(value).to_have_attribute("aria-invalid", "true")
    expect(value).to_have_accessible_description(words)
    assert seen.axe() == []
    value.fill("2568")
    page.keyboard.press("Enter")
    expect(page.locator("#question-wrong")).to_be_hidden()
    expect(value).not_to_have_attribute("aria-invalid", "true")
    assert "filter=fiscal_year" in page.url
    assert beside_refusals(seen.complaints) == []


def test_a_filter_that_cannot_be_read_is_shown_where_it_stands(visit: Visits) -> None:
    page = visit().open_map(MAP)
    page.locator("#map-tools [popovertarget=question]").click()
    page.locator("#asked summary").click()
    page.locator("#filter").fill("people >")
    page.locator("#asked summary").click()
    page.locator("#question form button.pri").click()
    expect(page.locator("#filter")).to_be_focused()
    expect(page.locator("#filter")).to_have_attribute("aria-describedby", "question-wrong")
    expect(page.locator("#question-wrong")).not_to_have_text("400")


def begin_to_draw(page: Page, *corners: tuple[float, float]) -> None:
    page.locator("#map-tools [popovertarget=question]").click()
    page.locator("[data-narrow=draw]").click()
    expect(page.locator("gis-map canvas")).to_be_focused()
    for corner in corners:
        page.mouse.click(*page.evaluate(AT, corner))


@pytest.mark.parametrize(("lang", "remedy"), [("th", "กดถอย"), ("en", "Press Undo")])
def test_an_area_whose_edges_cross_is_refused_where_it_is_drawn_and_kept(visit: Visits, lang: str, remedy: str) -> None:
    seen = visit()
    page = seen.open_map(f"{MAP}?lang={lang}")
    begin_to_draw(page, *BOW)
    bar, told = page.locator(".drawing-bar"), page.locator(".drawing-bar [data-measured]")
    expect(bar.locator(".wrong")).to_contain_text(remedy)
    expect(page.locator("#told")).to_contain_text(remedy)
    expect(told).not_to_contain_text("0.00")
    page.wait_for_selector("gis-map[data-idle]")
    drawn = page.evaluate(f"{THE_MAP}.queryRenderedFeatures({{ layers: ['asked-line'] }}).length")
    assert drawn, "its outline can be seen"
    bar.locator("[data-draw=done]").click()
    expect(bar).to_be_visible()
    expect(bar.locator("output")).to_have_text("4")
    assert "within" not in page.url
    assert seen.axe() == []
    bar.locator("[data-draw=undo]").click()
    expect(bar.locator("output")).to_have_text("3")
    expect(bar.locator(".wrong")).to_be_hidden()
    bar.locator("[data-draw=done]").click()
    expect(bar).to_be_hidden()
    assert "within=" in page.url
    assert seen.complaints == []


def test_a_drawing_that_the_server_refuses_is_kept_with_its_words(visit: Visits) -> None:
    """Twice the same corner and another one are no area: the page cannot say so, the server does."""
    seen = visit()
    page = seen.open_map(MAP)
    begin_to_draw(page, (100.6, 15.3), (100.9, 15.7), (100.6, 15.3))
    bar = page.locator(".drawing-bar")
    page.evaluate("() => { const button = document.querySelector('[data-draw=done]'); button.disabled = false; }")
    bar.locator("[data-draw=done]").click()
    expect(bar.locator(".wrong")).not_to_be_empty()
    expect(bar.locator("output")).to_have_text("3")
    expect(page.locator("#question-wrong")).to_be_hidden()
    assert beside_refusals(seen.complaints) == []


CROSSING = "([module, corners, closed]) => import(module).then(({ crosses }) => crosses(corners, closed))"
SQUARE = [(0, 0), (2, 0), (2, 2), (0, 2)]


@pytest.mark.parametrize(
    ("corners", "is_closed", "expected"),
    [
        (SQUARE, True, False),
        ([*SQUARE, (0, 0)], True, False),
        ([*SQUARE, (0, 0)], False, False),
        ([(0, 0), (2, 2), (2, 0), (0, 2)], False, True),
        ([(0, 0), (2, 0), (0, 2)], True, False),
        ([(0, 0), (2, 0), (2, 0), (0, 2)], True, False),  # a corner clicked twice
        ([(0, 0), (2, 0), (1, 0), (1, 2)], False, True),  # back over its own edge
        ([(0, 0), (2, 0), (2, 2), (1, 0)], False, True),  # a corner on an edge
        ([(0, 0), (4, 0), (4, 4), (2, -1)], False, True),
        ([(0, 0), (0, 4), (4, 4), (4, 1), (1, 1), (1, 2), (3, 2)], False, False),  # only its last side would cross
        ([(0, 0), (0, 4), (4, 4), (4, 1), (1, 1), (1, 2), (3, 2)], True, True),
    ],
)
def test_crossing_edges_are_found(visit: Visits, corners: list[tuple[int, int]], is_closed: bool, expected: bool) -> None:
    page = visit().open("/manual")
    assert page.evaluate(CROSSING, [STATIC.url("js/maps/crossing.js"), corners, is_closed]) is expected


CROWDED = f"""([lon, lat]) => {{
    const island = document.querySelector('gis-map'), map = {THE_MAP}, geometry = {{ type: 'Point', coordinates: [lon, lat] }};
    const data = {{ type: 'Feature', geometry, properties: {{ id: 'many', crowd: 30 }} }};
    map.addSource('crowds', {{ type: 'geojson', data }});
    for (const id of ['projects/crowd', 'projects/number']) {{
        const {{ 'source-layer': _, ...layer }} = map.getStyle().layers.find((one) => one.id === id);
        map.removeLayer(id);
        map.addLayer({{ ...layer, source: 'crowds' }});
    }}
    island.stack();
}}"""
"""The circle that stands for thirty sites, drawn as the layer has it: the toy province has not as many."""


def test_a_corner_on_a_circle_of_many_neither_zooms_nor_chooses(visit: Visits) -> None:
    seen, middle = visit(), (100.8, 15.4)
    page = seen.open_map(MAP)
    page.evaluate(CROWDED, middle)
    page.wait_for_selector("gis-map[data-idle]")
    page.wait_for_function(f"() => {THE_MAP}.queryRenderedFeatures({{ layers: ['projects/crowd'] }}).length > 0")
    zoom = page.evaluate(f"{THE_MAP}.getZoom()")
    begin_to_draw(page, middle)
    page.mouse.dblclick(*page.evaluate(AT, (100.9, 15.3)))
    page.wait_for_timeout(700)
    expect(page.locator(".drawing-bar output")).to_have_text("3")
    assert page.evaluate(f"{THE_MAP}.getZoom()") == zoom
    assert "select" not in page.url
    page.keyboard.press("Escape")
    page.mouse.click(*page.evaluate(AT, middle))
    page.wait_for_function(f"(was) => {THE_MAP}.getZoom() > was + 1", arg=zoom)
    assert seen.complaints == []


def test_the_focus_goes_to_the_map_when_details_close_and_to_the_filter_when_it_is_cleared(visit: Visits) -> None:
    seen = visit()
    page = seen.open_map(f"{MAP}?select=980201")
    page.locator("#details [data-close]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#details .about")).to_be_visible()
    expect(page.locator("gis-map canvas")).to_be_focused()
    page.goto(f"{seen.address}{MAP}?filter=people%20%3E%2050")
    page.wait_for_selector("gis-map[data-state=ready][data-idle]")
    page.locator("#narrowed [data-reset]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("6 จาก 6 รายการ")
    expect(page.locator("#map-tools [popovertarget=question]")).to_be_focused()
    assert seen.complaints == []


NAMES_THERE = f"""([lon, lat]) => {{ const map = {THE_MAP}, {{ x, y }} = map.project([lon, lat]);
    const layers = map.getStyle().layers.map(({{ id }}) => id).filter((id) => id.endsWith('/label'));
    return map.queryRenderedFeatures([[x - 8, y - 8], [x + 8, y + 8]], {{ layers }}).length; }}"""


def names_there(page: Page, at: tuple[float, float], wanted: bool) -> bool:
    """Whether names stand at a place, as soon as that is so or after ten seconds."""
    for _ in range(40):
        if bool(page.evaluate(NAMES_THERE, at)) is wanted:
            return wanted
        page.wait_for_timeout(250)
    return not wanted


def test_the_number_of_a_circle_is_written_and_a_name_gives_way_to_it(visit: Visits) -> None:
    """The name of เหนือ stands in the middle of its square."""
    seen, middle = visit(), (101.5, 15.5)
    page = seen.open_map(f"/maps/population_density_districts#8.60/{middle[1]}/{middle[0]}")
    assert names_there(page, middle, wanted=True)
    page.evaluate(CROWDED, middle)
    page.wait_for_function(f"() => {THE_MAP}.queryRenderedFeatures({{ layers: ['projects/number'] }}).length > 0")
    assert not names_there(page, middle, wanted=False)
    assert seen.complaints == []


def test_areas_of_sites_have_a_white_casing_under_their_edges(visit: Visits) -> None:
    page = visit().open_map("/maps/projects")
    widths = page.evaluate(
        f"{THE_MAP}.getStyle().layers.filter(({{ id }}) => id.startsWith('projects/edges'))"
        ".map(({ id, paint }) => [id, paint['line-width'], paint['line-color'] === '#fff'])"
    )
    assert widths == [["projects/edges-casing", 5, True], ["projects/edges", 2, False]]


@pytest.mark.parametrize("width", [360, 390])
def test_on_a_telephone_the_drawing_bar_lies_over_no_tool(visit: Visits, width: int) -> None:
    page = visit(width, 740, has_touch=True, is_mobile=True).open_map(MAP)
    begin_to_draw(page, (100.6, 15.3), (100.9, 15.3), (100.9, 15.7))
    bar = page.locator(".drawing-bar").bounding_box()
    assert bar is not None
    for tool in page.locator("#map-tools > :visible").all():
        box = tool.bounding_box()
        assert box is not None
        assert box["x"] >= bar["x"] + bar["width"] or box["y"] >= bar["y"] + bar["height"]
