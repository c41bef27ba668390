"""What a layer's file may say of statistics, and what of counts about persons is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.core.published import LAYERS
from gis.access import Read, Visible
from gis.catalog import Catalog
from gis.disclosure import is_enough
from gis.figures import Cell, Figures, Group, hushed
from gis.layer import LayerFile
from gis.question import Question
from gis.statistics import PLACEMENTS, dimensions, queryables, source_of, statement

CATALOG = Catalog.read(LAYERS)
OPEN = Visible(frozenset({Read.PUBLIC}))


def of_counts(by_place: dict[str, list[int]]) -> Figures:
    """Figures with groups of these counts in each placement."""
    groups = tuple(
        Group(place, (str(n),), (None,), Cell(count, count, ()))
        for place, counts in by_place.items()
        for n, count in enumerate(counts)
    )
    placements = {place: Cell(sum(by_place.get(place, [])), 0, ()) for place in PLACEMENTS}
    whole = sum(cell.count or 0 for cell in placements.values())
    return Figures(Cell(whole, whole, ()), placements, groups, None)


def told(figures: Figures) -> tuple[list[int | None], list[int | None], int | None]:
    """Groups, places, whole."""
    groups = [group.cell.count for group in figures.groups]
    return groups, [cell.count for cell in figures.placements.values()], figures.whole.count


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"located": [7, 12]}, ([7, 12], [19, 0, 0], 19)),
        ({"located": [3, 7, 12, 2]}, ([None, 7, 12, None], [24, 0, 0], 24)),
        ({"located": [3, 7, 12]}, ([None, None, 12], [22, 0, 0], 22)),
        ({"located": [3]}, ([None], [None, 0, 0], None)),
        ({"located": [9, 8], "unlocated": [2]}, ([9, 8, None], [17, 0, None], None)),
    ],
)
def test_small_counts_are_hidden_with_what_would_tell_them(
    counts: dict[str, list[int]], expected: tuple[object, ...]
) -> None:
    assert told(hushed(of_counts(counts), 5)) == expected


COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=6)


@given(st.dictionaries(st.sampled_from(sorted(PLACEMENTS)), COUNTS, min_size=1))
def test_no_small_count_is_shown_nor_worked_out_from_the_totals(counts: dict[str, list[int]]) -> None:
    """What is hidden in a place whose total is shown is never one alone, nor so little that each must be one."""
    given = of_counts(counts)
    found = hushed(given, 5)
    assert all(group.cell.count is None or group.cell.count not in range(1, 5) for group in found.groups)
    for place, cell in found.placements.items():
        pairs = zip(given.groups, found.groups, strict=True)
        hidden = [old.cell.count or 0 for old, new in pairs if old.placement == place and new.cell.count is None]
        if cell.count is None:
            assert found.whole.count is None
        else:
            assert not hidden or is_enough(hidden, 5)


def test_without_areas_groups_and_places_are_each_hidden_so_that_the_whole_tells_nothing() -> None:
    """3 and 20 by kind, 21 located and 2 not: with 23 either pair would be told, so nothing is."""
    groups = tuple(Group(None, (kind,), (None,), Cell(count, count, ())) for kind, count in (("a", 3), ("b", 20)))
    given = Figures(Cell(23, 23, ()), {"located": Cell(21, 21, ()), "unlocated": Cell(2, 2, ())}, groups, None)
    assert told(hushed(given, 5)) == ([None, None], [None, None], 23)
    alone = Figures(Cell(3, 3, ()), {"located": Cell(3, 3, ()), "unlocated": Cell(0, 0, ())}, (), None)
    assert told(hushed(alone, 5)) == ([], [None, 0], None)


def described(layer_id: str, **changes: object) -> dict[str, Any]:
    layer = CATALOG.get(layer_id, OPEN)
    assert layer is not None
    return {**layer.model_dump(by_alias=True, exclude={"id"}), **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"access": {"read": "internal", "rows": {"class": "class"}}},
        {"statistics": {"view": "x", "rows": {}}},
        {"statistics": {"rows": {"areas": "area_codes"}}},
        {"statistics": {"colour": "red"}},
    ],
)
def test_a_view_of_statistics_that_could_show_more_than_the_layer_is_refused(changes: dict[str, Any]) -> None:
    LayerFile.model_validate(described("projects"))
    with pytest.raises(ValidationError):
        LayerFile.model_validate(described("projects", **changes))


def test_an_attribute_above_public_must_be_left_out_of_it() -> None:
    attributes = described("projects")["attributes"]
    raised = [{**each, "class": "internal"} if each["name"] == "kind" else each for each in attributes]
    with pytest.raises(ValidationError, match="kind"):
        LayerFile.model_validate(described("projects", attributes=raised))
    left_out = {**described("projects")["statistics"], "without": ["id", "phase", "precision", "kind"]}
    LayerFile.model_validate(described("projects", attributes=raised, statistics=left_out))


def test_a_dimension_that_the_viewer_may_not_see_is_not_offered() -> None:
    layer = CATALOG.get("projects", OPEN)
    assert layer is not None
    hidden = layer.model_copy(update={"attributes": tuple(a for a in layer.attributes if a.name != "state")})
    assert "status" in dimensions(layer)
    assert "status" not in dimensions(hidden)
    assert {"source", "agency", "placement"} <= queryables(layer).keys()
    assert "geom" in queryables(layer)
    assert not {"id", "phase"} & queryables(layer).keys()


def test_a_viewer_narrowed_to_areas_counts_the_whole_of_what_touches_them() -> None:
    layer = CATALOG.get("projects", OPEN)
    assert layer is not None
    narrow = Visible(frozenset({Read.PUBLIC, Read.INTERNAL}), areas=frozenset({"9801"}))
    text = statement(layer, Question().shape(narrow), ("status",), None)
    assert 'unnest("area_codes") AS touched' in text
    assert source_of(layer).id == source_of(layer).source.view == "project_statistics"
