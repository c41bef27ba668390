"""What is drawn where features stand too close; the picture is 640 pixels wide, so a degree is 64 and a cell one of them."""

from __future__ import annotations

from math import hypot

import numpy as np
import pytest
from shapely import Point, box

from gis.svgmap import Drawn, Picture, draw
from gis.svgmap.crowds import Crowd, crowds_of
from gis.svgmap.frame import Frame
from tests.gis.test_svgmap import MARKS, feature, layer_with

FRAME = Frame.of((0, 0, 10, 5), 640, 320)


def drawn(crowd: int | None) -> Picture:
    """Three late ones close together, one that is on time far away."""
    style = {"kind": "symbol", "attribute": "state", "categories": MARKS, "crowd": crowd}
    close = [feature(str(n), "ก", Point(2.2 + n / 10, 2.5), state="late") for n in range(3)]
    far = feature("9", "ข", Point(8.5, 2.5), state="ok")
    return draw([Drawn(layer_with(style, kind="Point"), [*close, far])], size=(640, 320), frame=FRAME)


def test_three_in_a_cell_for_two_are_a_circle_with_their_number() -> None:
    picture = drawn(2)
    assert (picture.body.count("<use "), picture.body.count("<circle cx")) == (1, 1)
    [number] = [label for label in picture.labels if label.kind == "number"]
    assert (number.text, number.colour) == ("3", "#ffffff")
    assert number.x == pytest.approx(2.3 * 64, abs=0.5)
    assert "<title>ทดลอง 3</title>" in picture.body


def test_the_legend_counts_all_and_says_what_the_number_is() -> None:
    [(_, items)] = drawn(2).legends
    assert [(item.label, item.count) for item in items] == [
        ("ล่าช้า", 3), ("ปกติ", 1), ("อยู่ใกล้กันมาก ตัวเลขคือจำนวน", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("crowd", [3, None])
def test_as_many_as_a_cell_shows_have_marks_of_their_own(crowd: int | None) -> None:
    picture = drawn(crowd)
    assert (picture.body.count("<use "), picture.body.count("<circle cx")) == (4, 0)
    assert [len(items) for _, items in picture.legends] == [2]


def test_the_cells_are_those_of_the_picture() -> None:
    """Two pairs, 64 pixels apart; and one that is nowhere."""
    spots = np.array([Point(10, 10), Point(20, 10), Point(70, 10), Point(80, 30), Point()], dtype=object)
    assert crowds_of(spots, 1) == ((Crowd(15, 10, 2), Crowd(75, 20, 2)), frozenset({0, 1, 2, 3}))
    assert crowds_of(spots, 2) == ((), frozenset())


def test_circles_of_two_layers_keep_off_each_other_and_stay_in_the_picture() -> None:
    """Three of one layer on the spot of three of another: both numbers stand alone, side by side."""
    style = {"kind": "symbol", "attribute": "state", "categories": MARKS, "crowd": 2}
    close = [feature(str(n), "ก", Point(0.05 + n / 100, 2.5), state="late") for n in range(3)]
    layers = [Drawn(layer_with(style, name, kind="Point"), close) for name in ("schools", "villages")]
    picture = draw(layers, size=(640, 320), frame=FRAME)
    a, b = [label for label in picture.labels if label.kind == "number"]
    radius = Crowd(0, 0, 3).radius
    assert hypot(a.x - b.x, a.y - b.y) >= 2 * radius + 2.9
    assert min(a.x, b.x) >= radius - 0.1


def test_circles_lie_above_the_marks_of_every_layer() -> None:
    crowded = {"kind": "symbol", "attribute": "state", "categories": MARKS, "crowd": 2, "order": 10}
    close = [feature(str(n), "ก", Point(5 + n / 100, 2.5), state="late") for n in range(3)]
    alone = layer_with({"kind": "symbol", "attribute": "state", "categories": MARKS, "order": 90}, "above", kind="Point")
    layers = [Drawn(layer_with(crowded, kind="Point"), close), Drawn(alone, close[:1])]
    body = draw(layers, size=(640, 320), frame=FRAME).body
    assert body.rindex("<use ") < body.index("<circle cx")


def test_no_name_stands_on_a_number() -> None:
    """The circle covers the middle of the area, where its name would stand; a name that has no other place is left out."""
    style = {"kind": "symbol", "attribute": "state", "categories": MARKS, "crowd": 2}
    close = [feature(str(n), "ก", Point(5.49 + n / 100, 2.5), state="late") for n in range(3)]
    crowd, label = Drawn(layer_with(style, "schools", kind="Point"), close), {"size": 14, "weight": 600}
    districts = layer_with({"kind": "area", "label": label})
    for area, told in ((box(3.5, 1, 7.5, 4), 1), (box(5.1, 2.2, 5.9, 2.8), 0)):
        picture = draw([crowd, Drawn(districts, [feature("1", "เมือง", area)])], size=(640, 320), frame=FRAME, furniture=False)
        [number] = [one for one in picture.labels if one.kind == "number"]
        names = [one for one in picture.labels if one.kind == "name"]
        assert len(names) == told
        radius = Crowd(0, 0, 3).radius
        assert all(abs(one.y - number.y) > radius + 7 or abs(one.x - number.x) > radius + 7 for one in names)


def test_a_bold_name_is_sought_a_place_far_from_its_middle_before_it_is_left_out() -> None:
    """Circles cover the middle of a high area; below them is room enough."""
    style = {"kind": "symbol", "attribute": "state", "categories": MARKS, "crowd": 2}
    spots = [Point(5.5 + n / 100, 2.5 + row) for n in range(3) for row in (-0.625, 0, 0.625)]
    close = [feature(str(n), "ก", spot, state="late") for n, spot in enumerate(spots)]
    crowds = Drawn(layer_with(style, "schools", kind="Point"), close)
    areas = [feature("1", "เมือง", box(5.1, 0.2, 5.9, 4.8))]
    for weight, told in ((600, ["เมือง"]), (400, [])):
        districts = Drawn(layer_with({"kind": "area", "label": {"size": 14, "weight": weight}}), areas)
        picture = draw([crowds, districts], size=(640, 320), frame=FRAME, furniture=False)
        assert [one.text for one in picture.labels if one.kind == "name"] == told
