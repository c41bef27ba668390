"""Two rates of nine districts against each other: 1 … 9 by 9 … 1, parted at 4 and 7."""

from __future__ import annotations

from itertools import combinations
from math import inf

import pytest
from shapely.geometry import box

from app.core.published import LAYERS
from gis.catalog import read_layer
from gis.classed import Reading
from gis.classing import Classing
from gis.geojson import Feature
from gis.legend import legend_of
from gis.pairs import paired, thirds
from gis.style import Area, Choropleth, Label
from gis.svgmap import Drawn, draw
from gis.svgmap.names import boxes_of
from gis.values import reads

OWN, OTHER = (read_layer(LAYERS / f"{name}.toml") for name in ("target_poor_districts", "budget_per_head_districts"))
CHOICE = Classing.read("pair_budget_per_head_districts")
UP = Reading({str(n): float(n) for n in range(1, 10)})
DOWN = Reading({str(n): float(10 - n) for n in range(1, 10)})


def test_thirds_of_nine_values_hold_three_each() -> None:
    assert thirds([UP]) == (4, 7)


def test_equal_values_are_in_one_third_and_most_of_nothing_is_low() -> None:
    assert thirds([Reading({"1": 0.0, "2": 0.0, "3": 0.0, "4": 5.0})]) == (5, 5)
    assert thirds([Reading({"1": 2.0, "2": 2.0})]) == (inf, inf)
    assert thirds([Reading({"1": None})]) == (inf, inf)


def test_much_of_the_one_and_little_of_the_other_is_c1() -> None:
    found = paired(OWN, OTHER, CHOICE, (UP, DOWN))
    # 1, 2, 3 have 9, 8, 7: A3; 4, 5, 6 have 6, 5, 4: B2; 7, 8, 9 have 3, 2, 1: C1
    assert list(found.values.values()) == [2, 2, 2, 4, 4, 4, 6, 6, 6]
    attribute = found.attribute("percent_poor")
    assert attribute is not None
    assert reads(attribute, found.values["9"], "en") == "C1 Target poor by district: high · Budget per head by district: low"
    assert reads(attribute, None, "en") == "No data"


def test_the_legend_has_nine_classes_and_tells_where_they_part() -> None:
    found = paired(OWN, OTHER, CHOICE, (UP, DOWN))
    entries = legend_of(found, {2.0: 3, 4.0: 1, None: 2})
    assert [(entry.title.en[:2], entry.count) for entry in entries] == [
        ("A1", 0), ("A2", 0), ("A3", 3), ("B1", 0), ("B2", 1), ("B3", 0), ("C1", 0), ("C2", 0), ("C3", 0), ("No", 2)
    ]  # fmt: skip
    assert [note.en for note in found.notes] == [
        "A–C Target poor by district, parted at 4.00, 7.00 percent",
        "1–3 Budget per head by district, parted at 4, 7 baht/person",
    ]


def test_each_class_is_written_on_its_areas_as_in_the_legend() -> None:
    style = paired(OWN, OTHER, CHOICE, (UP, DOWN)).style
    assert isinstance(style, Choropleth)
    assert [style.code_of(value) for value in (2.0, 4.0, 6.0, None)] == ["A3", "B2", "C1", ""]
    assert isinstance(OWN.style, Choropleth)
    assert OWN.style.code_of(5.0) == "", "a ramp speaks for itself"
    with pytest.raises(ValueError, match="2 classes have 1 codes"):
        Choropleth(kind="choropleth", attribute="percent_poor", breaks=(0, 1, 2), codes=("A1",))


def test_a_drawing_writes_the_code_in_the_middle_of_its_area_and_leaves_out_what_has_no_room() -> None:
    """Three squares of a degree and one of a hundredth of it; a name of the same area keeps off its code."""
    found = paired(OWN, OTHER, CHOICE, (UP, DOWN))
    named = OWN.model_copy(update={"style": Area(kind="area", label=Label(size=13, weight=600))})
    at = {"1": box(100, 15, 101, 16), "4": box(101, 15, 102, 16), "9": box(102, 15, 103, 16), "2": box(103, 15, 103.01, 15.01)}
    told = [Feature(code, f"อำเภอ {code}", geom, {"percent_poor": found.values[code]}) for code, geom in at.items()]
    names = [Feature(code, f"อำเภอ {code}", geom, {}) for code, geom in at.items()]
    picture = draw([Drawn(found, told, labelled=False), Drawn(named, names)], size=(720, 300))
    codes = {label.text: label for label in picture.labels if label.kind == "code"}
    assert sorted(codes) == ["A3", "B2", "C1"]
    assert codes["A3"].x < codes["B2"].x < codes["C1"].x
    assert abs(codes["B2"].x - (codes["A3"].x + codes["C1"].x) / 2) < 0.2
    boxes = [each for label in picture.labels for each in boxes_of(label)]
    assert not any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in combinations(boxes, 2)
    ), "nothing is written over something else"
    assert ">B2</text>" in picture.for_web("คู่")


def test_an_area_that_lacks_one_of_the_values_has_no_class() -> None:
    found = paired(OWN, OTHER, CHOICE, (Reading({"1": 1.0, "2": None, "3": 3.0}), Reading({"1": 1.0, "2": 2.0})))
    assert found.values == {"1": 0, "2": None, "3": None}


def test_limits_are_those_of_all_years() -> None:
    """Alone 7, 8 and 9 are low, middling and high; with the year of 1 … 9 they part at 5 and 8 (twelve values, four each)."""
    late = Reading({"1": 7.0, "2": 8.0, "3": 9.0})
    alone = paired(OWN, OTHER, CHOICE, (late, late))
    found = paired(OWN, OTHER, CHOICE, (late, late), [(UP, UP), (late, late)])
    assert list(alone.values.values()) == [0, 4, 8]
    assert list(found.values.values()) == [4, 8, 8]
