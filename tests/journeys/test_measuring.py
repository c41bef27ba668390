"""What is drawn on the map is measured while it grows, as the ellipsoid has it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from pyproj import Geod

from app.web.static import STATIC
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
ELLIPSOID = Geod(ellps="WGS84")
SHAPES = [
    [(100.5, 13.7), (100.6, 13.7), (100.6, 13.8), (100.5, 13.8)],
    [(99.0, 18.7), (99.02, 18.75), (98.97, 18.77)],
    [(101.2, 6.0), (101.9, 6.1), (101.5, 6.9), (101.0, 6.5)],
]
ASKED = "([module, points]) => import(module).then(({ length, area }) => [length(points), area(points)])"


@pytest.mark.parametrize("corners", SHAPES, ids=["a tenth of a degree", "a small one", "a district in the south"])
def test_lengths_and_areas_are_those_of_the_ellipsoid(visit: Visits, corners: list[tuple[float, float]]) -> None:
    """To a thousandth part: pyproj goes along geodesics, the map along straight lines of its own plane."""
    page = visit().open("/manual")
    long, large = page.evaluate(ASKED, [STATIC.url("js/maps/measure.js"), corners])
    lon, lat = zip(*corners, strict=True)
    assert long == pytest.approx(ELLIPSOID.line_length(lon, lat), rel=1e-4)
    assert large == pytest.approx(abs(ELLIPSOID.polygon_area_perimeter(lon, lat)[0]), rel=1e-3)


def test_an_area_that_is_drawn_by_keyboard_is_told_in_kilometres_and_in_rai(visit: Visits) -> None:
    seen = visit()
    page = seen.open_map("/maps/population_density_subdistricts")
    page.locator("#map-tools [popovertarget=question]").click()
    page.locator("[data-narrow=draw]").click()
    told = page.locator(".drawing-bar [data-measured]")
    expect(told).to_be_hidden()
    canvas = page.locator("gis-map canvas")
    for way in ("", "ArrowRight", "ArrowDown"):
        if way:
            page.keyboard.press(way)
            page.wait_for_selector("gis-map[data-idle]")
        expect(canvas).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.locator(".drawing-bar output")).to_have_text("3")
    expect(told).to_have_text(re.compile(r"^เส้นรอบรูป [\d.,]+ กม\. · พื้นที่ [\d.,]+ ตร\.กม\. \([\d,]+ ไร่ [0-3] งาน \d\d? ตร\.วา\)$"))
    page.locator("[data-draw=undo]").click()
    expect(told).to_have_text(re.compile(r"^ยาว [\d.,]+ กม\.$"))
    assert (seen.axe(), seen.complaints) == ([], [])


def test_an_area_has_a_perimeter_and_a_line_a_length(visit: Visits) -> None:
    """A triangle of three and four: 12 in all with the side that closes it, 3 and 7 while it is a line."""
    page = visit().open("/manual")
    lon, lat = 3 / 111.3195, 4 / 110.5743  # kilometres at the equator
    corners = [(0.0, 0.0), (lon, 0.0), (lon, lat)]
    asked = "([module, points]) => import(module).then(({ measured }) => [2, 3].map((many) => measured(points.slice(0, many))))"
    line, area = page.evaluate(asked, [STATIC.url("js/maps/measure.js"), corners])
    assert line == "ยาว 3.00 กม."
    assert area.startswith("เส้นรอบรูป 12.00 กม. · พื้นที่ 6.00 ตร.กม.")
