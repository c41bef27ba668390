"""What the legend of a print counts: that of which something is seen in the area that is shown alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from app.maps.asking import Asked, MapIn
from app.maps.headings import Heading
from app.maps.legends import legends
from app.maps.showing import Shown
from app.web.words import Language
from gis.geojson import Feature
from gis.mapsheet import Orientation, Paper, room_of
from gis.question import Question
from gis.svgmap import Drawn, Frame
from tests.app.maps.test_prints import said_in
from tests.gis.test_svgmap import layer_with

AREA = Feature("9801", "เมือง", box(100, 15, 101, 16), {})
OUTLINES, LINES, MARKS = ({"kind": "area"}, {"kind": "line", "colour": "#226688"}, {"kind": "symbol"})


def counted(style: dict[str, Any], geom: BaseGeometry, kind: str) -> int:
    """How many the legend of 9801 alone counts, on a picture of 100 pixels to the degree."""
    layer = layer_with(style, kind=kind)
    drawn = Drawn(layer, [Feature("x", "ก", geom, {})])
    asked = Asked(MapIn(), None, "", Question())
    frame, room = Frame.of((99, 14, 102, 17), 300, 300), room_of(Paper.A4, Orientation.LANDSCAPE)
    what = Shown(frame, 1_000, AREA, "", Heading("", "", ""), room, (drawn,), layer, asked, ())
    return sum(item.count for item in legends(what, Language.THAI)[0].items)


@pytest.mark.parametrize(
    ("style", "geom", "kind", "count"),
    [
        (OUTLINES, box(100.9, 15.4, 104, 15.5), "Polygon", 1),  # its middle lies in the neighbour
        (OUTLINES, box(101, 15, 102, 16), "Polygon", 0),  # the neighbour
        (OUTLINES, box(100.999, 15.4, 104, 15.401), "Polygon", 0),  # less than a pixel of it
        (LINES, LineString([(100.5, 15.5), (103, 15.5)]), "LineString", 1),
        (LINES, LineString([(101, 15.5), (103, 15.5)]), "LineString", 0),  # ends at the border
        (MARKS, Point(100.5, 15.5), "Point", 1),
        (MARKS, Point(101.5, 15.5), "Point", 0),
    ],
)
def test_what_is_seen_inside_is_counted_and_a_touch_is_not(
    style: dict[str, Any], geom: BaseGeometry, kind: str, count: int
) -> None:
    assert counted(style, geom, kind) == count


def test_a_flood_zone_whose_middle_lies_elsewhere_is_counted_where_it_is_drawn(client: TestClient) -> None:
    """The only flood zone of the toy province crosses its three districts, its middle lies in the second."""
    for area in ("9801", "9802", "9803"):
        text = said_in(client, f"/maps/flood_zones.pdf?lang=en&layers=flood_zones,districts&area={area}")
        assert "Flood zones 1" in text
        assert "Districts 1" in text


def test_a_shaded_district_is_counted_on_the_print_of_its_subdistrict_which_it_fills(client: TestClient) -> None:
    text = said_in(client, "/maps/need_money_districts.pdf?lang=en&layers=need_money_districts,districts&area=980102")
    assert sum(int(count) for count in re.findall(r"(?:money|No data) (\d+)", text)) == 1
    assert "Districts 1" not in text
