"""A layer classified: what it is divided by, where its limits lie, what its classes are called."""

from __future__ import annotations

import pytest

from app.core.published import LAYERS
from gis.catalog import read_layer
from gis.classed import ClassedLayer, Reading, classed, divides
from gis.classing import Classing, Per
from gis.layer import Layer
from gis.legend import legend_of
from gis.style import Choropleth

BUDGET, DENSITY = (read_layer(LAYERS / f"{name}.toml") for name in ("budget_districts", "population_density_districts"))
MONEY = Reading(
    values={"9801": 6.0, "9802": 2.0, "9803": 0.0, "9804": None},
    people={"9801": 300.0, "9802": 100.0, "9803": 100.0, "9804": 100.0},
    sqkm={"9801": 100.0, "9802": 400.0, "9803": 100.0, "9804": 0.0},
)
"""Million baht, people and km² of four districts."""


def shaded(choice: str, now: Reading = MONEY, years: tuple[Reading, ...] = (), layer: Layer = BUDGET) -> ClassedLayer:
    return classed(layer, Classing.read(choice), now, years)


def limits(layer: ClassedLayer) -> tuple[float, ...]:
    assert isinstance(layer.style, Choropleth)
    return layer.style.breaks


def of(*values: float) -> Reading:
    return Reading({f"98{n:02}": value for n, value in enumerate(values)})


@pytest.mark.parametrize(
    ("per", "expected", "unit"),
    [
        ("", {"9801": 6, "9802": 2, "9803": 0, "9804": None}, "million baht"),
        # 6,000,000 / 300 and 2,000,000 / 100
        ("_head", {"9801": 20_000, "9802": 20_000, "9803": 0, "9804": None}, "baht/person"),
        # 6,000,000 / 100 and 2,000,000 / 400
        ("_sqkm", {"9801": 60_000, "9802": 5_000, "9803": 0, "9804": None}, "baht/km²"),
        # 6 and 2 of 8
        ("_share", {"9801": 75, "9802": 25, "9803": 0, "9804": None}, "percent of the total"),
    ],
)
def test_a_total_is_divided_by_people_area_or_the_whole(per: str, expected: dict[str, float], unit: str) -> None:
    found = shaded(f"natural_3{per}")
    attribute = found.attribute("received_million")
    assert found.values == expected
    assert attribute is not None
    assert attribute.unit is not None
    assert attribute.unit.en == unit


def test_without_people_or_area_there_is_no_quotient() -> None:
    nobody = Reading({"9801": 6.0}, people={"9801": 0.0}, sqkm={})
    assert shaded("natural_3_head", nobody).values == {"9801": None}
    assert shaded("natural_3_sqkm", nobody).values == {"9801": None}
    assert shaded("natural_3_share", of(0, 0)).values == {"9800": None, "9801": None}


def test_a_count_is_told_for_as_many_people_as_its_layer_says() -> None:
    """3 households among 600 people are 5 per 1,000."""
    layer = read_layer(LAYERS / "vulnerable_subdistricts.toml")
    found = shaded("natural_3_head", Reading({"980101": 3.0}, {"980101": 600.0}), layer=layer)
    assert found.values == {"980101": 5}
    assert (found.by_role("value") or layer.title_attribute).unit.en == "households per 1,000 people"  # type: ignore[union-attr]


def test_a_rate_is_divided_by_nothing() -> None:
    assert divides(DENSITY) == (Per.NOTHING,)
    assert divides(BUDGET) == tuple(Per)


@pytest.mark.parametrize(
    ("choice", "values", "expected"),
    [
        ("natural_3", (1, 2, 10, 11, 20, 21), (1, 10, 20, 21)),
        ("quantile_3", (1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 4, 7, 9)),
        ("equal_4", (0, 1, 3, 12), (0, 3, 6, 9, 12)),
        ("pretty_5", (3, 47, 12, 30, 31), (0, 10, 20, 30, 40, 50)),
        # mean 5, standard deviation 2
        ("deviation_4", (2, 4, 4, 4, 5, 5, 7, 9), (2, 3, 5, 7, 9)),
        ("manual_0_5_10_20", (1, 2, 3), (0, 5, 10, 20)),
    ],
)
def test_each_method_finds_its_limits(choice: str, values: tuple[float, ...], expected: tuple[float, ...]) -> None:
    assert limits(shaded(f"{choice}_year", of(*values))) == expected


def test_zero_apart_is_a_class_of_its_own_and_moves_no_limit() -> None:
    found = shaded("equal_3_zero", of(0, 0, 10, 15, 40))
    assert limits(found) == (10, 20, 30, 40)
    entries = legend_of(found, dict.fromkeys(found.values.values(), 1) | {0.0: 2})
    assert [(e.title.en, e.count) for e in entries] == [
        ("0", 2), ("10–20", 2), ("20–30", 0), ("30–40", 1), ("No data", 0)
    ]  # fmt: skip


def test_a_little_is_not_nothing() -> None:
    """0.0012 million reads 0.00, and is not among those without money."""
    found = shaded("equal_3_zero", of(0, 0.0012, 5, 10))
    assert found.values["9801"] == 0.0012
    assert isinstance(found.style, Choropleth)
    assert [found.style.class_of(found.values[code]) for code in ("9800", "9801", "9803")] == [0, 1, 3]


def test_values_beyond_limits_by_hand_are_in_no_class() -> None:
    found = shaded("manual_1_2_3_4", of(0, 1, 4, 5))
    entries = legend_of(found, dict.fromkeys(found.values.values(), 1))
    assert [(e.kind, e.count) for e in entries] == [
        ("class", 1), ("class", 0), ("class", 1), ("outside", 2), ("no_data", 0)
    ]  # fmt: skip


def test_limits_are_the_same_whichever_year_is_shown() -> None:
    """Together 0 … 30; alone the later year would be parted at 22."""
    early, late = of(0, 10, 12, 14), of(16, 20, 28, 30)
    years = (early, late)
    assert limits(shaded("equal_3", early, years)) == limits(shaded("equal_3", late, years)) == (0, 10, 20, 30)
    assert limits(shaded("equal_3_year", late)) == (16, 20.67, 25.33, 30)


@pytest.mark.parametrize(
    ("values", "expected", "said"),
    [
        ((7, 7, 7), (7,), "only 1 different"),
        ((1, 1, 3), (1, 3), "only 2 different"),
        ((), (0, 1), "no values"),
    ],
)
def test_fewer_values_than_classes_are_told(values: tuple[float, ...], expected: tuple[float, ...], said: str) -> None:
    found = shaded("quantile_5_year", of(*values))
    assert limits(found)[: len(expected)] == expected
    assert said in found.notes[0].en


def test_reversing_turns_the_colours_and_not_the_classes() -> None:
    plain, turned = (shaded(choice, of(1, 2, 3)).style for choice in ("equal_3_orange", "equal_3_orange_reverse"))
    assert isinstance(plain, Choropleth)
    assert isinstance(turned, Choropleth)
    assert turned.colours() == plain.colours()[::-1]
    assert turned.breaks == plain.breaks


def test_circles_have_areas_as_the_values() -> None:
    """A quarter of the value has a quarter of the area, that is half the radius."""
    found = shaded("natural_3_circles", of(8, 2, 0))
    assert isinstance(found.style, Choropleth)
    assert found.style.circles is not None
    assert [found.style.circles.radius_of(value) for value in (8, 2, 0, None)] == [32, 16, 0, 0]
    entries = legend_of(found, {8.0: 1, 2.0: 3, 0.0: 2, None: 1})
    # circles of 8, 2 and 0.5: 8 alone is above 2, the three of 2 are above 0.5
    assert [(e.title.en, e.count) for e in entries] == [
        ("up to 8.00", 1), ("up to 2.00", 3), ("up to 0.50", 0), ("None (0)", 2), ("No data", 1)
    ]  # fmt: skip


def test_circles_are_as_large_in_each_year_for_the_same_value() -> None:
    early, late = of(2, 1), of(8, 2)
    styles = [shaded("natural_3_circles", now, (early, late)).style for now in (early, late)]
    assert [style.circles.largest for style in styles if isinstance(style, Choropleth) and style.circles] == [8, 8]


def test_without_anything_above_zero_there_are_no_circles() -> None:
    style = shaded("natural_3_circles", of(0, 0)).style
    assert isinstance(style, Choropleth)
    assert style.circles is None


def test_a_row_reads_as_it_is_shaded() -> None:
    row = shaded("natural_3_share").row({"code": "9801", "received_million": 6.0, "name_en": "One"})
    assert row == {"code": "9801", "received_million": 75, "name_en": "One"}
