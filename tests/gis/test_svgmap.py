"""The drawn map on unit squares, where every pixel and count can be worked out by hand."""

from __future__ import annotations

import time
from datetime import date
from itertools import product
from math import cos, radians
from typing import Any
from xml.etree import ElementTree

import pytest
import shapely
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from gis.geojson import Feature, bounds_of, feature_collection, features_of
from gis.layer import Attribute, Layer, Text
from gis.svgmap import Drawn, Frame, Label, draw, legend_of
from gis.svgmap.marks import edge, shape
from gis.svgmap.names import boxes_of, width_of
from gis.svgmap.paths import path_of
from gis.values import reads, short_date

SVG = "{http://www.w3.org/2000/svg}"
ATTACK = "<img src=x onerror=alert(1)>\"'</title></script>\u2028\x00"
SQUARES = [("9901", "เมือง", box(0, 0, 1, 1)), ("9902", "เหนือ", box(1, 0, 2, 1)), ("9903", "ใต้", box(2, 0, 3, 1))]
METADATA = {
    "title": {"th": "ทดลอง", "en": "Trial"},
    "notes": {"th": "แผนที่ทดลอง", "en": "A map to try"},
    "group": "people",
    "owner_org": {"th": "สำนักงานจังหวัด", "en": "Provincial Office"},
    "maintainer": {"th": "กลุ่มงาน", "en": "A group"},
    "maintainer_email": "map@example.go.th",
    "tags": ["ทดลอง"],
    "update_frequency_unit": "ปี",
    "geo_coverage": "จังหวัด",
    "data_source": {"th": "ทะเบียนทดลอง", "en": "A register to try"},
    "license_id": "Open Data Common",
}
CHOROPLETH = {"kind": "choropleth", "attribute": "rate", "breaks": [0, 1, 2]}
MARKS = [
    {"value": "late", "th": "ล่าช้า", "en": "Late", "colour": "#a50026", "shape": "square"},
    {"value": "ok", "th": "ปกติ", "en": "On time", "colour": "#0072b2", "shape": "circle"},
]


def layer_with(style: dict[str, Any], name: str = "trial", kind: str = "MultiPolygon") -> Layer:
    attributes = [
        {"name": "code", "title": {"th": "รหัส", "en": "Code"}, "type": "text", "role": "id"},
        {"name": "name_th", "title": {"th": "ชื่อ", "en": "Name"}, "type": "text", "role": "title"},
        {"name": "rate", "title": {"th": "อัตรา", "en": "Rate"}, "type": "number", "decimals": 1,
         "unit": {"th": "คน/ตร.กม.", "en": "people/km²"}},
        {"name": "state", "title": {"th": "สถานะ", "en": "State"}, "type": "text"},
    ]  # fmt: skip
    source = {"view": name, "id": "code", "geometry": {"type": kind}}
    return Layer.model_validate(
        {"id": name, "metadata": METADATA, "source": source, "attributes": attributes, "style": style,
         "access": {"read": "public"}}
    )  # fmt: skip


def feature(code: str, title: str, geom: BaseGeometry, **properties: Any) -> Feature:
    return Feature(code, title, geom, {"code": code, "name_th": title, **properties})


def shaded(*rates: float | None) -> list[Feature]:
    return [feature(*square, rate=rate) for square, rate in zip(SQUARES, rates, strict=True)]


def outlines() -> Drawn:
    label = {"size": 14, "weight": 600}
    style = {"kind": "area", "order": 60, "label": label}
    return Drawn(layer_with(style, "outlines"), [feature(*square) for square in SQUARES])


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def test_a_square_of_one_degree_at_the_equator_fills_its_frame() -> None:
    frame = Frame.of((0, 0, 1, 1), 100, 100)
    # the mercator degree grows northwards by 0.005 %, so the square is 99.995 px wide and centred
    assert frame.project(shapely.get_coordinates(Point(0, 0)))[0] == pytest.approx([0, 100], abs=0.01)
    assert frame.project(shapely.get_coordinates(Point(1, 1)))[0] == pytest.approx([100, 0], abs=0.01)


def test_the_path_of_a_square_is_its_corners_rounded_to_a_tenth() -> None:
    assert path_of(box(0.04, 0, 10.06, 20)) == "M10.1 0 10.1 20 0 20 0 0Z"
    assert path_of(LineString([(0, 0), (0.01, 0.01), (5, -2.56)])) == "M0 0 5 -2.6"
    assert path_of(box(0, 0, 0.01, 0.01)) == ""


def test_three_squares_are_drawn_side_by_side() -> None:
    picture = draw([Drawn(layer_with(CHOROPLETH), shaded(0.5, 1.5, None))], size=(300, 100),
                   frame=Frame.of((0, 0, 3, 1), 300, 100), furniture=False)  # fmt: skip
    paths = {p.get("data-code"): p for p in parsed(picture.for_print()).iter(f"{SVG}path") if p.get("data-code")}
    assert paths["9901"].get("d") == "M100 100 100 0 0 0 0 100Z"
    assert paths["9902"].get("d") == "M200 100 200 0 100 0 100 100Z"
    assert [paths[code].get("fill") for code in ("9901", "9902", "9903")] == ["#f6f1d5", "#1f5588", "url(#map-none)"]
    assert [paths[code].get("data-class") for code in ("9901", "9902", "9903")] == ["0", "1", "none"]
    assert paths["9901"].findtext(f"{SVG}title") == "เมือง 0.5\u00a0คน/ตร.กม."
    assert paths["9903"].findtext(f"{SVG}title") == "ใต้ ไม่มีข้อมูล"


def test_the_legend_counts_each_class_and_what_has_no_data() -> None:
    items = legend_of(layer_with(CHOROPLETH), shaded(0.5, 1.5, None))
    assert [(i.label, i.colour, i.count, i.pattern) for i in items] == [
        ("0–1", "#f6f1d5", 1, "solid"),
        ("1–2", "#1f5588", 1, "solid"),
        ("ไม่มีข้อมูล", "#98a1a9", 1, "hatched"),
    ]


def test_the_greatest_circle_lies_lowest() -> None:
    """8 has the radius of 32 pixels, 2 half of it, nothing none."""
    layer = layer_with({**CHOROPLETH, "circles": {"largest": 8, "colour": "#0b5cad"}})
    drawn = draw([Drawn(layer, shaded(2, 8, 0))], size=(300, 100))
    circles = list(parsed(drawn.for_print()).iter(f"{SVG}circle"))
    assert [(circle.get("data-code"), circle.get("r")) for circle in circles] == [("9902", "32"), ("9901", "16")]


def test_a_class_of_zero_and_values_in_no_class_have_their_own_colours() -> None:
    layer = layer_with({**CHOROPLETH, "zero": True, "strict": True})
    drawn = draw([Drawn(layer, shaded(0, 1.5, 9))], size=(300, 100)).for_print()
    classes = [path.get("data-class") for path in parsed(drawn).iter(f"{SVG}path") if path.get("data-class")]
    assert classes == ["0", "2", "outside"]
    assert [(item.label, item.count) for item in legend_of(layer, shaded(0, 1.5, 9), "en")] == [
        ("0", 1), ("0–1", 0), ("1–2", 1), ("In no class", 1), ("No data", 0)
    ]  # fmt: skip


def test_an_empty_class_keeps_its_line_in_the_legend() -> None:
    assert [item.count for item in legend_of(layer_with(CHOROPLETH), shaded(0.1, 0.2, 0.3))] == [3, 0, 0]


def test_categories_outside_the_style_are_counted_as_others() -> None:
    layer = layer_with({"kind": "symbol", "attribute": "state", "categories": MARKS})
    points = [feature(str(i), "โครงการ", Point(i, 0), state=s) for i, s in enumerate(("late", "late", "ok", "lost"))]
    assert [(i.label, i.count, i.shape) for i in legend_of(layer, points)] == [
        ("ล่าช้า", 2, "square"),
        ("ปกติ", 1, "circle"),
        ("อื่น ๆ", 1, "circle"),
    ]
    assert [i.label for i in legend_of(layer, points, "en")] == ["Late", "On time", "Others"]


def test_one_degree_at_the_equator_is_111_kilometres_and_a_third() -> None:
    frame = Frame.of((-0.5, -0.5, 0.5, 0.5), 1113.2, 1113.2)
    assert frame.metres_per_pixel == pytest.approx(100, rel=1e-3)  # 111.32 km over 1,113.2 px
    bar = frame.scale_bar(longest_px=600)
    assert (bar.kilometres, bar.text(), bar.text("en")) == (50, "50 กม.", "50 km")
    assert bar.pixels == pytest.approx(500, rel=1e-3)  # 50 km of 0.1 km each


def test_a_degree_of_longitude_shrinks_with_the_latitude() -> None:
    frame = Frame.of((0, 59.99, 1, 60.01), 1000, 1000)
    assert frame.latitude == pytest.approx(60, abs=0.001)
    assert frame.metres_per_pixel == pytest.approx(111.32 * cos(radians(60)), rel=1e-3)


def test_a_bar_shorter_than_a_kilometre_speaks_of_metres() -> None:
    bar = Frame.of((0, 0, 0.01, 0.01), 1113.2, 1113.2).scale_bar(600)  # one metre a pixel
    assert (bar.text(), round(bar.pixels)) == ("500 ม.", 500)


def test_the_zoom_is_that_of_the_interactive_map() -> None:
    # zoom 0 shows 360 degrees on 512 px; 360 / 256 degrees on 512 px are 2^8 times as large
    assert Frame.of((0, -0.1, 360 / 256, 0.1), 512, 512).zoom == pytest.approx(8)


def test_areas_are_drawn_below_outlines_and_marks_on_top_of_all() -> None:
    symbols = layer_with({"kind": "symbol", "attribute": "state", "categories": MARKS, "order": 80}, "projects")
    layers = [
        Drawn(symbols, [feature("p1", "ถนน", Point(0.5, 0.5), state="late")]),
        outlines(),
        Drawn(layer_with(CHOROPLETH), shaded(0.5, 1.5, None)),
    ]
    svg = draw(layers, size=(300, 120)).for_print()
    groups = ("layer-trial", "layer-outlines", "layer-projects")
    assert [svg.index(name) for name in groups] == sorted(svg.index(name) for name in groups)


def test_the_first_category_of_the_legend_lies_on_top() -> None:
    layer = layer_with({"kind": "symbol", "attribute": "state", "categories": MARKS})
    points = [feature(s, s, Point(0, 0), state=s) for s in ("late", "ok", "lost")]
    body = draw([Drawn(layer, points)], size=(100, 100)).body
    assert body.index('data-code="lost"') < body.index('data-code="ok"') < body.index('data-code="late"')


def test_a_mark_says_what_it_is_and_what_it_means() -> None:
    layer = layer_with({"kind": "symbol", "attribute": "state", "categories": MARKS})
    root = parsed(draw([Drawn(layer, [feature("p1", "ถนน", Point(0, 0), state="late")])], size=(90, 90)).for_print())
    use = next(root.iter(f"{SVG}use"))
    assert (use.get("x"), use.get("y"), use.findtext(f"{SVG}title")) == ("45", "45", "ถนน · ล่าช้า")
    assert any(g.get("id") == "map-trial-0" for g in root.iter(f"{SVG}g"))


SHAPES = ["circle", "triangle", "square", "ring", "target", "half", "tick", "hatched", "diamond", "cross"]


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_is_well_formed_and_carries_its_colour(name: str) -> None:
    body = shape(name, "#a50026")
    assert len(list(parsed(f"<g>{body}</g>"))) >= 2  # a white rim and the shape
    assert "#a50026" in body


def test_a_light_mark_gets_a_dark_edge() -> None:
    assert edge("#a50026") == "#a50026"  # 7.9:1 on white
    assert edge("#e69f00") == "#6e4c00"  # 2.2:1 on white: each channel times 0.48


def test_geometry_for_print_holds_no_text_and_the_labels_stand_beside_it() -> None:
    picture = draw([outlines()], size=(600, 220))
    assert "<text" not in picture.for_print()
    names = [label for label in picture.labels if label.kind == "name"]
    assert {label.text for label in names} == {"ใต้", "เมือง", "เหนือ"}
    first = next(label for label in names if label.text == "เมือง")
    assert (first.y, first.angle, first.size, first.weight) == (110, 0, 14, 600)
    assert "20 กม." not in picture.for_print()


def test_for_the_web_the_names_are_text_for_browsers_to_shape() -> None:
    svg = draw([outlines()], size=(600, 220)).for_web("เขตอำเภอ")
    root = parsed(svg)
    assert (root.get("role"), root.get("aria-label"), root.get("lang")) == ("img", "เขตอำเภอ", "th")
    assert "ทดลอง 3 รายการ" in (root.findtext(f"{SVG}desc") or "")
    assert {t.text for t in root.iter(f"{SVG}text")} >= {"เมือง", "เหนือ", "ใต้", "น"}


def test_no_style_needs_a_loophole_in_the_policy_of_the_pages() -> None:
    svg = draw([outlines(), Drawn(layer_with(CHOROPLETH), shaded(0.5, 1.5, None))], size=(300, 120)).for_web("แผนที่")
    for word in ("style=", "<style", "<script", " on", 'href="http', "<image", "<foreignObject"):
        assert word not in svg


def test_two_pictures_on_a_page_share_no_identifier() -> None:
    layers = [Drawn(layer_with(CHOROPLETH), shaded(0.5, 1.5, None))]
    pictures = [draw(layers, size=(300, 120), prefix=prefix) for prefix in ("left", "right")]
    ids = [{e.get("id") for e in parsed(p.for_print()).iter() if e.get("id")} for p in pictures]
    assert ids == [{"left-none"}, {"right-none"}]


def test_names_never_cover_one_another_and_the_largest_area_is_served_first() -> None:
    areas = [feature("big", "ตำบลใหญ่มาก", box(0, 0, 4, 2)), feature("small", "ตำบลเล็กมาก", box(1.5, 0.8, 2.5, 1.2))]
    layer = layer_with({"kind": "area", "label": {"size": 14}})
    frame = Frame.of((-4, -2, 8, 4), 600, 300)
    names = [
        label for label in draw([Drawn(layer, areas)], size=(600, 300), frame=frame).labels if label.kind == "name"
    ]
    assert [label.text for label in names] == ["ตำบลใหญ่มาก"]


def test_a_name_wider_than_its_area_is_left_out() -> None:
    layer = layer_with({"kind": "area", "label": {"size": 14}})
    narrow = feature("n", "อำเภอชื่อยาวมากเหลือเกิน", box(0, 0, 0.1, 1))
    picture = draw([Drawn(layer, [narrow])], size=(400, 100), frame=Frame.of((-2, 0, 2, 1), 400, 100), furniture=False)
    assert picture.labels == ()


def test_a_name_keeps_off_the_marks_when_it_can() -> None:
    symbols = layer_with({"kind": "symbol", "size": 6}, "projects")
    areas = layer_with({"kind": "area", "label": {"size": 14}})
    centre = [feature("p", "จุด", Point(1, 1))]
    layers = [Drawn(areas, [feature("a", "เมือง", box(0, 0, 2, 2))]), Drawn(symbols, centre)]
    picture = draw(layers, size=(400, 400), frame=Frame.of((-1, -1, 3, 3), 400, 400), furniture=False)
    (label,) = picture.labels
    assert abs(label.y - 200) > 14 or abs(label.x - 200) > width_of("เมือง", 14) / 2


def test_the_name_of_a_river_runs_along_it() -> None:
    layer = layer_with({"kind": "line", "colour": "#8fb3cb", "label": {"size": 13}}, kind="MultiLineString")
    river = feature("r", "แม่น้ำ", LineString([(0, 0), (1, -1)]))
    (label,) = draw([Drawn(layer, [river])], size=(300, 300), furniture=False).labels
    assert label.angle == pytest.approx(45, abs=0.2)
    assert len(boxes_of(label)) > 1


def test_thai_marks_above_and_below_take_no_width() -> None:
    assert width_of("กี้", 10) == width_of("ก", 10)
    assert boxes_of(Label(50, 50, "ก", 10)) == [pytest.approx((45.1, 42.8, 54.9, 57.2))]


def test_what_is_selected_is_black_inside_white() -> None:
    layer = layer_with({"kind": "area"})
    drawn = Drawn(layer, [feature(*square) for square in SQUARES], selected=frozenset({"9902"}))
    root = parsed(draw([drawn], size=(300, 100), frame=Frame.of((0, 0, 3, 1), 300, 100)).for_print())
    rim, line = (e for e in root.iter(f"{SVG}path") if (e.get("class") or "").startswith("selected"))
    assert (rim.get("stroke"), rim.get("stroke-width"), rim.get("d")) == (
        "#ffffff",
        "7",
        "M200 100 200 0 100 0 100 100Z",
    )
    assert (line.get("stroke"), line.get("stroke-width")) == ("#12161a", "3")


def test_the_focus_fills_the_picture_and_the_names_around_it_step_back() -> None:
    picture = draw([outlines()], size=(600, 300), focus=box(1, 0, 2, 1), furniture=False)
    assert 'class="veil"' in picture.body
    assert {label.text: label.weight for label in picture.labels} == {"เมือง": 400, "เหนือ": 600, "ใต้": 400}
    assert picture.frame.project(shapely.get_coordinates(Point(1.5, 0.5)))[0] == pytest.approx([300, 150], abs=0.1)


def test_what_lies_outside_the_frame_is_not_drawn() -> None:
    layer = layer_with({"kind": "area"})
    picture = draw([Drawn(layer, [feature(*square) for square in SQUARES])], size=(100, 100),
                   frame=Frame.of((0, 0, 1, 1), 100, 100))  # fmt: skip
    assert 'data-code="9901"' in picture.body
    assert 'data-code="9903"' not in picture.body
    assert "112" in picture.body  # the neighbour is cut 12 px beyond the edge


def test_words_that_would_be_markup_stay_words() -> None:
    attacked = feature(ATTACK, ATTACK, box(0, 0, 1, 1), rate=0.5, state=ATTACK)
    symbols = layer_with({"kind": "symbol", "attribute": "state", "label": {"size": 13}}, "projects")
    layers = [Drawn(layer_with(CHOROPLETH), [attacked]), Drawn(symbols, [attacked])]
    root = parsed(draw(layers, size=(900, 400)).for_web(ATTACK, ATTACK))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "desc", "defs", "pattern", "g", "path", "title", "use", "circle", "text",
    }  # fmt: skip
    assert root.get("aria-label") == ATTACK.replace("\x00", "\ufffd")


def test_the_same_input_gives_the_same_bytes() -> None:
    layers = [outlines(), Drawn(layer_with(CHOROPLETH), shaded(0.5, 1.5, None))]
    assert draw(layers, size=(300, 120)).for_web("ก") == draw(layers[::-1], size=(300, 120)).for_web("ก")


def test_odd_geometries_do_no_harm() -> None:
    odd = ("POLYGON EMPTY", "POINT EMPTY", "MULTIPOINT(0.2 0.2, 0.4 0.4)", "POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))",
           "GEOMETRYCOLLECTION(POLYGON((0 0, 1 0, 1 1, 0 0)), LINESTRING(0 0, 2 2), POINT(3 3))",
           "MULTILINESTRING((0 0, 0.5 0), (0.5 0, 1 0))", "LINESTRING Z(0 0 5, 1 1 5)")  # fmt: skip
    rows = [feature(str(i), "ชื่อ", shapely.from_wkt(wkt), rate=1) for i, wkt in enumerate(odd)]
    label = {"label": {"size": 13}}
    styles: list[dict[str, Any]] = [
        CHOROPLETH | label,
        {"kind": "symbol"} | label,
        {"kind": "line", "colour": "#8fb3cb"} | label,
    ]
    for style in styles:
        for bounds in ((0, 0, 3, 3), (0.3, 0.3, 0.6, 0.6)):
            frame = Frame.of(bounds, 200, 200)
            parsed(draw([Drawn(layer_with(style), rows)], size=(200, 200), frame=frame).for_web("แผนที่"))


def test_nothing_to_draw_is_said_so() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        draw([Drawn(layer_with(CHOROPLETH), [])], size=(100, 100))


def _grid(side: int) -> list[Feature]:
    cells = product(range(side), range(side))
    round_cells = [(x, y, Point(x, y).buffer(0.49, quad_segs=40)) for x, y in cells]  # 160 corners each
    return [feature(f"{x}-{y}", f"ตำบล{x}", geom, rate=(x + y) % 2) for x, y, geom in round_cells]


@pytest.mark.parametrize(("side", "limit"), [(10, 0.5), (31, 3.0)])
def test_a_province_is_drawn_at_once_and_a_country_in_a_moment(side: int, limit: float) -> None:
    """Measured on two cores: 40 ms for 100 areas, 330 ms for 961; the limits leave room for a busy machine."""
    layers = [Drawn(layer_with(CHOROPLETH | {"label": {"size": 13}}), _grid(side))]
    began = time.process_time()
    picture = draw(layers, size=(900, 900))
    assert time.process_time() - began < limit
    assert picture.body.count("data-code") == side * side


def test_values_read_as_people_write_them() -> None:
    number = Attribute(name="n", title=Text(th="ก", en="a"), type="number", decimals=1, unit=Text(th="คน", en="people"))
    assert reads(number, 1234.56) == "1,234.6\u00a0คน"
    assert reads(number, 1234.56, "en") == "1,234.6\u00a0people"
    assert reads(number, None) == "ไม่มีข้อมูล"
    assert (short_date(date(2026, 6, 22)), short_date(date(2026, 6, 22), "en")) == ("22 มิ.ย. 2569", "22 Jun 2026")


@pytest.mark.parametrize(
    "write", [lambda g: g, shapely.to_wkb, lambda g: shapely.to_wkb(g, hex=True), shapely.to_geojson]
)
def test_rows_become_features_whatever_form_their_geometry_has(write: Any) -> None:
    row = {"code": "9901", "name_th": "เมือง", "rate": 0.5, "geom": write(Point(1, 2)), "secret": 1}
    (made,) = features_of(layer_with(CHOROPLETH), [row, {**row, "geom": None}])
    assert (made.id, made.title, made.geom, dict(made.properties)) == (
        "9901", "เมือง", Point(1, 2), {"code": "9901", "name_th": "เมือง", "rate": 0.5},
    )  # fmt: skip
    assert bounds_of([made]) == (1, 2, 1, 2)


def test_features_become_geojson_with_five_decimals() -> None:
    made = feature("1", "เมือง", Point(100.1234567, 13.5), on=date(2026, 6, 22))
    assert feature_collection([made]) == (
        '{"type":"FeatureCollection","features":[{"type":"Feature","id":"1","properties":{"code":"1","name_th":"เมือง",'
        '"on":"2026-06-22"},"geometry":{"type":"Point","coordinates":[100.12346,13.5]}}]}'
    )


def test_a_caption_stands_in_the_corner_is_told_first_and_is_broken_where_it_is_too_long() -> None:
    """A picture of 300 px has room for 32 letters of 14 px at six tenths of their height each."""
    picture = draw([outlines()], size=(300, 120))
    assert "caption" not in picture.for_web("ก")
    svg = picture.for_web("ก", caption=("เฉพาะ a < 1", "x" * 40))
    assert "<desc>เฉพาะ a &lt; 1. " in svg
    words = [node.text for node in parsed(svg).iter() if node.tag.endswith("text") and node.get("text-anchor") is None]
    assert words[-3:] == ["เฉพาะ a < 1", "x" * 32, "x" * 8]
