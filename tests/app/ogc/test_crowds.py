"""What stands too close is told by its number: each feature once, and to nobody more than he sees."""

from __future__ import annotations

from typing import Any

import mapbox_vector_tile
import pytest
from geoalchemy2.shape import from_shape
from shapely import Point
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, PUBLIC, Viewer
from app.core.published import LAYERS
from app.datasets.models import Feature
from gis import mvt
from gis.catalog import Catalog
from gis.layer import Layer
from gis.question import Question
from gis.style import Symbol
from gis.tiles import Tile, tile_at

CATALOG = Catalog.read(LAYERS)
SPOT, FAR = (100.25, 15.5), (99.5, 15.75)
ROAD = "ปรับปรุงถนนสายเหนือ"


def crowding(name: str, most: int) -> Layer:
    layer = CATALOG.get(name, EVERYTHING.visible())
    assert layer is not None
    assert isinstance(layer.style, Symbol)
    return layer.model_copy(update={"style": layer.style.model_copy(update={"crowd": most})})


def told(session: Session, layer: Layer, tile: Tile, viewer: Viewer = PUBLIC) -> list[dict[str, Any]]:
    visible = viewer.visible()
    text = mvt.tile(layer, Question().shape(visible), tile.z)
    values = {**Question().bound(layer, visible), "z": tile.z, "x": tile.x, "y": tile.y}
    [(content, _)] = session.connection().exec_driver_sql(text, values).fetchall()
    found = mapbox_vector_tile.decode(bytes(content)).get(layer.id, {"features": []})
    return [feature["properties"] | {"at": feature["geometry"]["coordinates"]} for feature in found["features"]]


def facility(at: tuple[float, float], class_: str = "public") -> Feature:
    return Feature(
        dataset_id="facilities", geom=from_shape(Point(*at), 4326), attributes={"kind": "school", "name_th": "ก"}, class_=class_,
        agency="works",
    )  # fmt: skip


@pytest.fixture
def crowded(session: Session) -> Session:
    """Beside the school of the toy province eight more and one that is internal; two far from it."""
    session.add_all([*(facility(SPOT) for _ in range(8)), facility(SPOT, "internal"), facility(FAR), facility(FAR)])
    session.flush()
    return session


def test_more_than_so_many_in_a_cell_are_a_number_and_the_others_stand_one_by_one(crowded: Session) -> None:
    layer, tile = crowding("facilities", 4), tile_at(*SPOT, 7)
    assert tile == tile_at(*FAR, 7)
    found = told(crowded, layer, tile)
    assert sorted(each.get("crowd", 0) for each in found) == [0, 0, 9]
    assert sorted(each.get("kind", "") for each in found) == ["", "school", "school"]
    assert len(told(crowded, crowding("facilities", 9), tile)) == 11


def test_the_number_stands_in_the_middle_of_those_it_counts(crowded: Session) -> None:
    [found] = told(crowded, crowding("facilities", 4), tile_at(*SPOT, 12))
    alone = told(crowded, crowding("facilities", 9), tile_at(*SPOT, 12))[0]
    assert found["crowd"] == 9
    assert found["at"] == pytest.approx(alone["at"], abs=1)


def test_nobody_is_told_a_number_with_what_he_does_not_see(crowded: Session) -> None:
    layer, tile = crowding("facilities", 4), tile_at(*SPOT, 9)
    other = Viewer("O-2", EVERYTHING.classes, frozenset({"health"}))
    assert [told(crowded, layer, tile, viewer)[0]["crowd"] for viewer in (PUBLIC, other, EVERYTHING)] == [9, 9, 10]


def test_the_tiles_of_a_zoom_count_everything_once(crowded: Session) -> None:
    """Also three that stand on the edge between two tiles."""
    layer, here = crowding("facilities", 1), tile_at(*SPOT, 10)
    crowded.add_all(facility((here.bounds()[0], 15.5)) for _ in range(3))
    crowded.flush()
    wide = [each for x in range(48, 53) for y in range(27, 31) for each in told(crowded, layer, Tile(6, x, y))]
    assert sum(each.get("crowd", 1) for each in wide) == 14
    beside = [told(crowded, layer, Tile(10, here.x - step, here.y)) for step in (0, 1)]
    assert sum(each.get("crowd", 1) for tile in beside for each in tile) == 12


def test_lines_are_marked_in_the_tile_of_their_middle_until_their_shape_is_shown(session: Session) -> None:
    """The road of the toy province runs from 100.5 to 101.5 through two tiles of zoom 8 and three of zoom 9."""
    layer = crowding("projects", 12)
    lines = {zoom: [
        each["title_th"] for x in range(tile_at(100.5, 15.5, zoom).x, tile_at(101.5, 15.5, zoom).x + 1)
        for each in told(session, layer, Tile(zoom, x, tile_at(100.5, 15.5, zoom).y)) if each["title_th"] == ROAD
    ] for zoom in (mvt.SHAPES_FROM - 1, mvt.SHAPES_FROM)}  # fmt: skip
    assert [len(each) for each in lines.values()] == [1, 3]
