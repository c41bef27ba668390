"""The map in a real browser: with WebGL, without it, without script, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from pyproj import Transformer

from app.web.static import STATIC
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
MAP = "/maps/population_density_subdistricts"
STATE = (
    "(id) => document.querySelector('gis-map').map.getFeatureState({ source: 'districts', sourceLayer: 'districts', id })"
)
VALUE = "(id) => { const { layers, config } = document.querySelector('gis-map'); return layers.get(config.current).values[id]; }"


def test_the_map_comes_to_rest_asks_no_other_host_and_breaks_no_rule(visit: Visits) -> None:
    seen = visit()
    page = seen.open_map(MAP)
    assert page.locator("gis-map canvas").count() == 1
    assert page.locator("gis-map .drawn").is_hidden()
    assert any("/tiles/subdistricts/" in url for url in seen.requests)
    assert any("/api/choropleth/population_density_subdistricts" in url for url in seen.requests)
    assert (seen.elsewhere(), seen.complaints) == ([], [])


def test_values_reach_the_map_apart_from_geometry(visit: Visits) -> None:
    # the toy subdistrict 980101 has 200 people on 50 km²
    page = visit().open_map(MAP)
    state = page.evaluate(
        "document.querySelector('gis-map').map"
        ".getFeatureState({ source: 'subdistricts', sourceLayer: 'subdistricts', id: '980101' })"
    )
    assert state == {"known": True, "out": False, "colour": "#f6f1d5"}, "the class of the fewest, 0 to 40"
    assert page.evaluate(VALUE, "980101") == 4


def test_a_click_opens_the_details_and_escape_closes_them(visit: Visits) -> None:
    seen = visit()
    page = seen.open_map(MAP)
    x, y = page.evaluate(
        "(() => { const m = document.querySelector('gis-map'), b = m.getBoundingClientRect(),"
        " p = m.map.project([102.75, 15.7]); return [b.x + p.x, b.y + p.y]; })()"
    )
    page.mouse.click(x, y)
    expect(page.locator("#details h2")).to_have_text("วังทอง")
    expect(page.locator("#details")).to_contain_text("0.8")
    assert "select=980302" in page.url
    page.locator("#details a").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator("#details .about")).to_be_visible()
    assert "select" not in page.url
    assert seen.complaints == []


def test_another_indicator_of_the_same_areas_is_drawn_by_the_same_layers(visit: Visits) -> None:
    page = visit().open_map("/maps/population_density_districts")
    page.evaluate(
        "() => { const { map } = document.querySelector('gis-map'); window.drawn = map.getStyle().layers.map(({ id }) => id);"
        " window.reread = 0; map.on('sourcedataloading', ({ tile }) => { reread += Boolean(tile); }); }"
    )
    density, value = page.evaluate(STATE, "9801"), page.evaluate(VALUE, "9801")
    page.click('.lay[data-layer="budget_districts"] .h > a')
    page.wait_for_function(f"() => ({VALUE})('9801') !== {value}")
    assert page.evaluate("document.querySelector('gis-map').map.getStyle().layers.map(({ id }) => id)") == page.evaluate("drawn")
    assert page.evaluate("reread") == 0
    assert page.evaluate("[...document.querySelector('gis-map').shown]").count("budget_districts") == 1
    shading = page.locator("[data-toggle]:checked")
    toggled = shading.evaluate_all("(all) => all.map(({ dataset }) => dataset.toggle)")
    assert "budget_districts" in toggled
    assert "population_density_districts" not in toggled
    page.click('.lay[data-layer="population_density_districts"] .h > a')
    page.wait_for_function(f"() => ({VALUE})('9801') === {value}")
    assert page.evaluate(STATE, "9801") == density


def test_the_map_is_painted_ahead_of_the_page(visit: Visits) -> None:
    page = visit().open_map("/maps/population_density_districts")
    page.evaluate(
        "() => { const island = document.querySelector('gis-map'), paint = island.paint.bind(island); window.ahead = [];"
        " const said = () => document.querySelector('h1').textContent;"
        " island.paint = async () => { ahead.push(said()); await paint(); ahead.push(said()); }; }"
    )
    before = page.locator("h1").inner_text()
    page.click('.lay[data-layer="budget_districts"] .h > a')
    expect(page.locator("h1")).not_to_have_text(before)
    assert len(page.evaluate("ahead")) == 2
    assert [said.startswith(before) for said in page.evaluate("ahead")] == [True, True]


def test_no_frame_spends_time_on_a_sky(visit: Visits) -> None:
    page = visit().open_map(MAP)
    drawn = page.evaluate(
        "() => { const { map } = document.querySelector('gis-map'), { drawFunctions } = map.painter;"
        " const { sky, fill } = drawFunctions, drawn = []; drawFunctions.sky = (...all) => { drawn.push('sky'); sky(...all); };"
        " drawFunctions.fill = (...all) => { drawn.push('fill'); fill(...all); }; map.redraw(); return [...new Set(drawn)]; }"
    )
    assert drawn == ["fill"]


def test_edges_of_shaded_areas_have_one_drawer(visit: Visits) -> None:
    page = visit().open_map("/maps/population_density_districts")
    paint = "((part, name) => document.querySelector('gis-map').map.getPaintProperty(part, name))"
    shaded, areas = f"{paint}('districts shaded/line', 'line-opacity')", f"{paint}('districts/line', 'line-opacity')"
    outline = f"JSON.stringify({paint}('districts shaded/fill', 'fill-outline-color'))"
    near = ["step", ["zoom"], 0, 7, 1]
    assert (page.evaluate(shaded), page.evaluate(areas)) == (0, near)
    assert "rgba(77, 88, 98, 0.36)" in page.evaluate(outline), "#4d5862 of the districts, 1.2 px wide from zoom 8"
    page.uncheck('[data-toggle="districts"]')
    page.wait_for_function(f"() => {outline}.includes('rgba(255, 255, 255, 0.4)')")
    assert page.evaluate(shaded) == near
    page.check('[data-toggle="districts"]')
    page.wait_for_function(f"() => {shaded} === 0")
    page.evaluate("document.querySelector('gis-map').fade('districts', 0.5)")
    assert (page.evaluate(shaded), page.evaluate(areas)) == (near, 0.5), "who is faded draws no edges for another"


def test_only_areas_of_another_colour_are_given_one_anew(visit: Visits) -> None:
    page = visit().open_map("/maps/population_density_districts")
    told = page.evaluate(
        "async () => { const island = document.querySelector('gis-map'), { map } = island, set = [];"
        " const layer = island.layers.get(island.config.current), give = map.setFeatureState.bind(map);"
        " map.setFeatureState = (where, state) => { set.push(where.id); give(where, state); };"
        " const { breaks } = layer.style, given = { ...layer.values, 9801: breaks[0], 9802: null };"
        " layer.values_at = { values: given }; await island.shade(layer); const first = set.splice(0);"
        " await island.shade(layer); const unknown = { source: 'districts', sourceLayer: 'districts', id: '9802' };"
        " return [first, set, map.getFeatureState(unknown)]; }"
    )
    assert set(told[0]) <= {"9801"}
    assert told[1:] == [[], {}]


def test_the_whole_walk_by_keyboard_search_choose_read(visit: Visits) -> None:
    page = visit().open_map(MAP)
    page.keyboard.press("/")
    page.keyboard.type("บ้านน้ำใส")
    expect(page.locator("#found [role=option]").first).to_contain_text("บ้านน้ำใส")
    page.keyboard.press("ArrowDown")
    assert page.locator(".find input").get_attribute("aria-activedescendant") == "found-0"
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_have_text("บ้านน้ำใส")
    expect(page.locator("#details h2")).to_be_focused()
    expect(page.locator("#told")).to_contain_text("บ้านน้ำใส")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#details') !== null")


def test_the_link_of_a_view_brings_it_back(visit: Visits) -> None:
    first = visit().open_map(f"{MAP}?select=980201#8.5/15.4000/101.2000")
    first.locator('[data-toggle="flood_zones"]').check()
    first.wait_for_function("location.search.includes('flood_zones')")
    first.wait_for_selector("gis-map[data-idle]")
    again = visit().open_map(first.url.split("/", 3)[3].join(["/", ""]))
    assert again.locator('[data-toggle="flood_zones"]').is_checked()
    expect(again.locator("#details h2")).to_have_text("ป่าแดง")
    assert again.evaluate("document.querySelector('gis-map').map.getZoom().toFixed(1)") == "8.5"


def test_only_one_layer_shades_the_areas(visit: Visits) -> None:
    page = visit().open_map(MAP)
    page.locator('[data-toggle="population_density_districts"]').check()
    expect(page.locator('[data-toggle="population_density_subdistricts"]')).not_to_be_checked()
    # Title, legend and table tell of what shades the map now.
    expect(page.locator("h1")).to_contain_text("ความหนาแน่นประชากรรายอำเภอ")
    expect(page.locator("#twin h2")).to_contain_text("ความหนาแน่นประชากรรายอำเภอ")
    expect(page.locator('.lay[aria-current="true"]')).to_have_attribute("data-layer", "population_density_districts")
    expect(page.locator('.lay[aria-current="true"] details')).to_have_attribute("open", "")
    expect(page.locator("#told")).to_contain_text("ความหนาแน่นประชากรรายอำเภอ")


def test_choosing_another_layer_changes_map_table_and_address_together(visit: Visits) -> None:
    page = visit().open_map(MAP)
    page.get_by_role("link", name="ความหนาแน่นประชากรรายอำเภอ").click()
    expect(page.locator("#twin-title")).to_have_text("ตาราง: ความหนาแน่นประชากรรายอำเภอ พ.ศ. 2567")
    assert page.locator("#twin tbody tr").count() == 3
    assert "/maps/population_density_districts" in page.url
    expect(page.locator('[data-toggle="population_density_districts"]')).to_be_checked()
    assert page.title().startswith("ความหนาแน่นประชากรรายอำเภอ")


def test_a_row_of_the_table_chooses_its_area_on_the_map(visit: Visits) -> None:
    page = visit().open_map(MAP)
    page.locator("#twin").get_by_role("link", name="ท่าข้าม").click()
    expect(page.locator("#details h2")).to_have_text("ท่าข้าม")
    expect(page.locator('tr[data-row="980301"]')).to_have_attribute("aria-current", "true")
    page.wait_for_selector("gis-map[data-idle]")
    west = page.evaluate("document.querySelector('gis-map').map.getBounds().getWest()")
    assert 101 < west < 102, "the map has gone to the square between 102 and 102.5"


def test_opacity_and_order_change_by_buttons(visit: Visits) -> None:
    page = visit().open_map(MAP)
    page.locator('[data-opacity="population_density_subdistricts"]').fill("50")
    assert "population_density_subdistricts%7E50" in page.url or "population_density_subdistricts~50" in page.url
    before = page.evaluate("document.querySelector('gis-map').order.indexOf('projects')")
    page.locator('[data-lower="projects"]').click()
    assert page.evaluate("document.querySelector('gis-map').order.indexOf('projects')") < before


def test_without_webgl_the_drawn_map_stays_with_the_same_classes(visit: Visits) -> None:
    seen = visit(gl=False)
    page = seen.open(MAP)
    page.wait_for_selector("gis-map[data-state=simple]")
    assert page.locator("gis-map .drawn svg").is_visible()
    assert page.get_by_text("เครื่องนี้ไม่มี WebGL2").is_visible()
    assert page.locator("#twin tbody tr").count() == 6
    assert not any("maplibre" in url for url in seen.requests), "half a megabyte that this computer cannot use"
    assert (seen.elsewhere(), seen.complaints) == ([], [])


def test_a_browser_that_lost_its_webgl_fetches_the_drawing(visit: Visits) -> None:
    seen = visit(gl=False)
    seen.page.context.add_cookies([{"name": "webgl2", "value": "1", "url": f"{seen.address}/maps"}])
    page = seen.open(MAP)
    expect(page.locator("gis-map .drawn svg")).to_be_visible()
    assert seen.complaints == []


def test_without_script_map_table_search_and_details_work(visit: Visits) -> None:
    seen = visit(java_script_enabled=False)
    page = seen.open(MAP)
    assert page.locator("gis-map .drawn svg").is_visible()
    page.locator("#twin").get_by_role("link", name="ท่าข้าม").click()
    assert page.locator("#details h2").inner_text() == "ท่าข้าม"
    page.fill(".find input", "วังทอง")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="วังทอง").first).to_have_attribute("href", "/places/980302")
    assert page.locator(".map-top [data-act]").first.is_hidden()


@pytest.mark.parametrize("width", [360, 390])
def test_on_a_phone_the_map_stands_above_its_list_and_nothing_runs_over(visit: Visits, width: int) -> None:
    page = visit(width, 780, has_touch=True, is_mobile=True).open_map(MAP)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator(".sheet-head").is_visible()
    assert page.locator(".layers").is_hidden()
    page.locator(".open-layers").tap()
    assert page.locator(".layers").is_visible()
    small = page.evaluate(
        "[...document.querySelectorAll('.map-top > *, .nav a, .find input, .layers .icb')]"
        ".filter((e) => e.offsetParent && (e.offsetHeight < 44 || e.offsetWidth < 44)).length"
    )
    assert small == 0, "targets for fingers are 44 px"


@pytest.mark.parametrize(("lon", "lat"), [(98.9853, 18.7883), (100.5018, 13.7563), (104.8573, 15.2287)])
def test_positions_read_in_utm_as_proj_has_them(visit: Visits, lon: float, lat: float) -> None:
    page = visit().open("/places")
    module = STATIC.url("js/coordinates.js")
    told = page.evaluate(f"import('{module}').then((m) => m.utm({lon}, {lat}))")
    zone = 47 if lon < 102 else 48
    expected = Transformer.from_crs(4326, 32600 + zone, always_xy=True).transform(lon, lat)
    assert told["zone"] == zone
    assert (told["easting"], told["northing"]) == pytest.approx(expected, abs=0.5)


@pytest.mark.parametrize(
    ("wide", "metres"), [(1, 1), (1999, 1000), (2000, 2000), (49_999, 20_000), (50_000, 50_000), (730_000, 500_000)]
)
def test_the_scale_bar_has_a_round_length(visit: Visits, wide: int, metres: int) -> None:
    page = visit().open("/places")
    told = page.evaluate(f"import('{STATIC.url('js/coordinates.js')}').then((m) => m.roundLength({wide}))")
    assert told == {"metres": metres, "share": metres / wide}


def test_the_tools_speak_thai(visit: Visits) -> None:
    page = visit().open_map(MAP)
    names = page.eval_on_selector_all("figure.map [aria-label]", "(all) => all.map((e) => e.ariaLabel)")
    assert names
    assert all(any("ก" <= letter <= "๛" for letter in name) for name in names)


def test_thai_labels_are_drawn_in_our_own_font(visit: Visits) -> None:
    """The letters that MapLibre draws are those of Sarabun 600, not of a font of the machine."""
    seen = visit()
    page = seen.open_map(MAP)
    fonts = page.evaluate("[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family + f.weight)")
    assert {"Sarabun400", "Sarabun600"} <= set(fonts)
    labels = page.evaluate(
        "document.querySelector('gis-map').map.getStyle().layers.filter((l) => l.layout?.['text-font'])"
        ".map((l) => l.layout['text-font'].at(-1))"
    )
    assert set(labels) == {"Sarabun"}
    assert not any("/glyphs" in url or ".pbf" in url for url in seen.requests)


def test_a_map_page_weighs_little_beside_its_library(visit: Visits) -> None:
    """What crosses the wire compressed, for a first visit with the toy province."""
    page = visit().open_map(MAP)
    sizes: dict[str, int] = page.evaluate(
        "Object.fromEntries([...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map((e) => [new URL(e.name).pathname, e.encodedBodySize]))"
    )
    library = sum(size for path, size in sizes.items() if "maplibre" in path)
    rest = sum(size for path, size in sizes.items() if "maplibre" not in path and not path.startswith("/tiles/"))
    assert library <= 450_000
    assert rest <= 106_000
