"""What is drawn where features stand too close; the picture is 640 pixels wide, so a degree is 64 and a cell one of them."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import Point

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
