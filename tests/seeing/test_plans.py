"""Row security switches no index off: the plans of who has signed in (design, security.md B5 row 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import psycopg
import pytest

from app.core.authority import Viewer
from app.core.cluster import Database
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.viewing import signed
from gis import mvt, statement
from gis.access import Read
from gis.catalog import Catalog
from gis.question import Question
from tests.seeing.conftest import viewer_of

Copies = Callable[[str], AbstractContextManager[Database]]
Connection = psycopg.Connection[tuple[object, ...]]
MANY = """
INSERT INTO datasets.feature (dataset_id, id, geom, class, agency, area_code, attributes)
SELECT 'facilities', n, st_setsrid(st_point(100 + n % 100 * 0.03, 15 + n / 100 * 0.005), 4326),
    (ARRAY['public', 'internal', 'personal', 'confidential'])[1 + n % 4], (ARRAY['works', 'office'])[1 + n % 2],
    (ARRAY['980101', '980201', NULL])[1 + n % 3], '{}'
FROM generate_series(1, 20000) AS n
"""
BOX = Question(boxes=((100.0, 15.0, 100.1, 15.02),))


@pytest.fixture(scope="module")
def many(copies: Copies) -> Iterator[Database]:
    with copies("plans") as database:
        with psycopg.connect(database.url(Role.OWNER), autocommit=True) as owner:
            owner.execute(MANY)
            owner.execute("VACUUM ANALYZE datasets.feature")
        yield database


@pytest.mark.parametrize("caller", ["O-2", "W-1", "D-1", "S-1"])
def test_box_page_tile_and_item_are_found_by_their_indexes(many: Database, caller: str) -> None:
    viewer = viewer_of(many, caller)
    layer = Catalog.read(LAYERS).get("facilities", viewer.visible())
    assert layer is not None
    shape, bound = Question().shape(viewer.visible()), Question().bound(layer, viewer.visible())
    with psycopg.connect(many.url(Role.APP)) as connection:
        told(connection, viewer, many)
        text = statement.items(layer, BOX.shape(viewer.visible()))
        box = plan(connection, text, {**BOX.bound(layer, viewer.visible()), "limit": 10})
        assert "Index Scan on ix_feature_geom" in box or "Index Scan using ix_feature_geom" in box
        page = plan(connection, statement.items(layer, shape), {**bound, "limit": 10})
        assert "Index Scan using pk_feature" in page
        item = plan(connection, statement.item(layer, shape), {**bound, "id": "77"})
        assert "Index Scan using pk_feature" in item
        tile = plan(connection, mvt.tile(layer, shape, 12), {**bound, "z": 12, "x": 3186, "y": 1870})
        assert "ix_feature_geom" in tile
        for found in (box, page, item, tile):
            assert "Seq Scan on feature" not in found


def told(connection: Connection, viewer: Viewer, database: Database) -> None:
    connection.execute("SELECT set_config('phaen.viewer', %s, true)", [signed(viewer, database.viewer_key())])


def plan(connection: Connection, text: str, values: dict[str, object]) -> str:
    return "\n".join(str(line[0]) for line in connection.execute(f"EXPLAIN {text}".encode(), values).fetchall())


def test_the_public_never_asks_who_looks(many: Database) -> None:
    """The login decides: no part of a signed viewer is looked for where every row met is public."""
    visible = Viewer().visible()
    layer = Catalog.read(LAYERS).get("facilities", visible)
    assert layer is not None
    text = statement.items(layer, BOX.shape(visible))
    with psycopg.connect(many.url(Role.PUBLIC)) as connection:
        values = {**BOX.bound(layer, visible), "limit": 10}
        lines = connection.execute(f"EXPLAIN (ANALYZE, TIMING OFF, VERBOSE) {text}".encode(), values).fetchall()
    whole = "\n".join(str(line[0]) for line in lines)
    asked = [part for part in whole.split("InitPlan")[1:] if "core.audience" in part.split("->  ")[1]]
    assert all("never executed" in part for part in asked)


def test_the_statement_of_the_public_is_what_it_was() -> None:
    """The hot road's own filter: one comparison, as before anybody could sign in."""
    layer = Catalog.read(LAYERS).get("roads", Viewer().visible())
    assert layer is not None
    visible = Viewer().visible()
    assert statement.conditions(layer, Question().shape(visible)) == ['"class" = ANY (%(classes)s)']
    assert Question().bound(layer, visible)["classes"] == [Read.PUBLIC]
