"""Who sees a row sees it on every road, and nobody else on any: counted, listed, measured, drawn and cut into tiles."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.published import LAYERS
from gis import mvt, statement
from gis.access import Read, Visible
from gis.catalog import read_layer
from gis.question import Question, Shape

LAYER = read_layer(LAYERS / "roads.toml")
HIDDEN = (
    "INSERT INTO datasets.feature (dataset_id, id, geom, attributes, class, agency, area_code) VALUES"
    " ('roads', 777, 'SRID=4326;MULTILINESTRING((102.8 15.9,102.9 16.1))', jsonb_build_object('length_km', 7),"
    " 'internal', 'health', '980302')"
)
ROADS: dict[str, Callable[[Shape], str]] = {
    "items": lambda shape: statement.items(LAYER, shape),
    "count": lambda shape: statement.count(LAYER, shape),
    "item": lambda shape: statement.item(LAYER, shape),
    "extent": lambda shape: statement.extent(LAYER, shape),
    "values": lambda shape: statement.values(LAYER, shape, "length_km"),
    "rows": lambda shape: statement.rows(LAYER, shape),
    "drawn": lambda shape: statement.drawn(LAYER, shape, None),
    "tile": lambda shape: mvt.tile(LAYER, shape, 8),
}


def answer(session: Session, road: str, visible: Visible) -> list[tuple[object, ...]]:
    """What the road gives beside the version; the tile is the one of zoom 8 in which the row lies."""
    question = Question()
    bound = question.bound(LAYER, visible) | {"limit": 10, "id": "777", "z": 8, "x": 201, "y": 116}
    found = session.connection().exec_driver_sql(ROADS[road](question.shape(visible)), bound)
    return [tuple(bytes(part) if isinstance(part, memoryview) else part for part in row) for row in found]


def only(*classes: Read, agencies: set[str] | None = None, areas: set[str] | None = None) -> Visible:
    """A viewer cleared for these classes."""
    return Visible(
        frozenset(classes),
        None if agencies is None else frozenset(agencies),
        None if areas is None else frozenset(areas),
    )


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize(
    ("visible", "seen"),
    [
        (only(Read.PUBLIC, Read.INTERNAL), True),
        (only(Read.PUBLIC), False),
        (only(Read.PUBLIC, Read.CONFIDENTIAL, Read.PERSONAL), False),
        (only(), False),
        (only(Read.INTERNAL, agencies={"health"}), True),
        (only(Read.INTERNAL, agencies={"roads"}), False),
        (only(Read.INTERNAL, agencies=set()), False),
        (only(Read.INTERNAL, areas={"9803"}), True),
        (only(Read.INTERNAL, areas={"98"}), True),
        (only(Read.INTERNAL, areas={"9801", "9802"}), False),
        (only(Read.INTERNAL, areas=set()), False),
        (only(Read.INTERNAL, agencies={"health"}, areas={"9801"}), False),
    ],
)
def test_a_row_changes_a_road_only_for_who_may_see_it(
    session: Session, road: str, visible: Visible, seen: bool
) -> None:
    before = answer(session, road, visible)
    session.execute(text(HIDDEN))
    assert (answer(session, road, visible) != before) is seen
