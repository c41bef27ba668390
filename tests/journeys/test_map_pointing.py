"""What answers under a pointer or a finger: the layer in front, unless a mark of another layer is really hit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
MAP = "/maps/population_density_subdistricts"
FRONT = "population_density_subdistricts"
WEIR, ROAD, RIVER = (100.75, 15.5), 15.5, 15.25
THE_MAP = "document.querySelector('gis-map').map"
FOUND = f"""([lon, lat, east, north]) => {{ const {{ x, y }} = {THE_MAP}.project([lon, lat]);
    return document.querySelector('gis-map').at({{ x: x + east, y: y - north }})?.layer ?? null; }}"""


def open_with(visit: Visits, path: str, *layers: str, width: int = 360) -> Page:
    """A map on a phone that shows these layers as well, close enough that the toy province fills it."""
    page = visit(width, 740, has_touch=True).open_map(path)
    for layer in layers:
        page.evaluate("(layer) => document.querySelector('gis-map').show(layer)", layer)
    page.evaluate(f"{THE_MAP}.jumpTo({{ center: [100.75, 15.4], zoom: 8.4 }})")
    page.wait_for_selector("gis-map[data-idle]")
    page.wait_for_timeout(300)
    page.wait_for_selector("gis-map[data-idle]")
    return page


def found(page: Page, at: tuple[float, float], east: float = 0, north: float = 0) -> str | None:
    """The layer that answers that many pixels beside a place."""
    answer: str | None = page.evaluate(FOUND, [*at, east, north])
    return answer


def test_a_mark_of_another_layer_answers_where_it_is_drawn_and_not_around_it(visit: Visits) -> None:
    page = open_with(visit, MAP, "projects")
    assert found(page, WEIR) == "projects"
    assert found(page, WEIR, east=5) == "projects"
    assert found(page, WEIR, north=14) == FRONT
    assert found(page, WEIR, north=-14) == FRONT


def test_a_mark_of_the_layer_in_front_is_a_target_for_fingers(visit: Visits) -> None:
    page = open_with(visit, "/maps/projects", "population_density_subdistricts")
    assert found(page, WEIR, north=20) == "projects"
    assert found(page, WEIR, north=30) == FRONT, "44 pixels and no more"


def test_a_thin_line_comes_before_the_layer_in_front_only_on_it_and_a_hairline_never(visit: Visits) -> None:
    page = open_with(visit, MAP, "roads", "rivers")
    widths = page.evaluate(
        f"['roads/line', 'rivers/line'].map((part) => {THE_MAP}.queryRenderedFeatures({{ layers: [part] }})[0]"
        ".layer.paint['line-width'])"
    )
    assert widths[0] < 1.2 < widths[1]
    lon = 100.2  # where no project is
    assert found(page, (lon, ROAD), north=1) == FRONT
    assert found(page, (lon, RIVER)) == "rivers"
    assert found(page, (lon, RIVER), north=8) == FRONT
    page.evaluate(f"{THE_MAP}.jumpTo({{ center: [100.2, 15.5], zoom: 13 }})")
    page.wait_for_selector("gis-map[data-idle]")
    page.wait_for_function(f"() => {THE_MAP}.queryRenderedFeatures({{ layers: ['roads/line'] }}).length > 0")
    assert found(page, (lon, ROAD), north=1) == "roads"
    assert found(page, (lon, ROAD), north=8) == FRONT


def test_where_the_layer_in_front_has_nothing_a_line_near_by_answers(visit: Visits) -> None:
    page = open_with(visit, "/maps/projects", "roads", "rivers")
    assert found(page, (100.2, ROAD), north=4) == "roads"
    assert found(page, (100.2, RIVER), north=5) == "rivers"


def test_a_finger_beside_a_mark_chooses_the_area(visit: Visits) -> None:
    page = open_with(visit, MAP, "projects", "roads", "rivers")
    x, y = page.evaluate(
        f"(() => {{ const box = document.querySelector('gis-map').getBoundingClientRect(),"
        f" {{ x, y }} = {THE_MAP}.project([{WEIR[0]}, {WEIR[1]}]); return [box.x + x, box.y + y]; }})()"
    )
    page.touchscreen.tap(x, y - 15)
    expect(page.locator("#details h2")).to_have_text("บ้านน้ำใส")
    page.wait_for_timeout(600)  # two taps at once are another gesture
    page.touchscreen.tap(x, y)
    expect(page.locator("#details h2")).to_have_text("ก่อสร้างฝายบ้านน้ำใส")
