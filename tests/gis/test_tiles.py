import pytest

from gis.tiles import Tile, tile_at


@pytest.mark.parametrize(
    ("tile", "exists"),
    [
        (Tile(0, 0, 0), True),
        (Tile(3, 7, 7), True),
        (Tile(3, 8, 0), False),
        (Tile(23, 0, 0), False),
        (Tile(1, 0, -1), False),
    ],
)
def test_a_tile_exists_within_its_zoom(tile: Tile, exists: bool) -> None:
    assert tile.exists is exists


def test_the_first_tile_is_the_whole_mercator_square() -> None:
    west, south, east, north = Tile(0, 0, 0).bounds()
    assert (west, east) == (-180, 180)
    assert (round(south, 6), round(north, 6)) == (-85.051129, 85.051129)


def test_the_tile_of_a_position_holds_it() -> None:
    for zoom in (0, 5, 9, 14, 22):
        west, south, east, north = tile_at(100.5, 13.75, zoom).bounds()
        assert west <= 100.5 < east
        assert south <= 13.75 < north


def test_the_tile_of_the_pole_is_the_last_row() -> None:
    assert tile_at(180, 85.06, 4) == Tile(4, 15, 0)
