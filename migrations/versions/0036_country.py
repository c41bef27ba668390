"""Boundaries are kept once more, for zooms up to 4: a map of the whole country drew twice the points that it can show.

The new geometries are made from those for zooms up to 5, of areas that stand at the same time as one coverage, so that
neighbours keep their common border.
"""

import math

import shapely
import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

HALF_A_PIXEL = math.pi * 6_378_137.0 / (512 * 2**4)
GROUPS = """
SELECT array_agg(o.area_id ORDER BY o.area_id), array_agg(ST_AsBinary(o.geom) ORDER BY o.area_id)
FROM derived.area_overview AS o JOIN places.area AS a ON a.id = o.area_id
WHERE o.band = 5 GROUP BY a.level, a.is_synthetic, coalesce(a.valid_to, 'infinity')
"""
ONE = "INSERT INTO derived.area_overview (area_id, band, geom) VALUES (:id, 4, ST_Multi(ST_GeomFromWKB(:geom, 3857)))"


def upgrade() -> None:
    knows("4, 5, 7, 9, 11")
    connection = op.get_bind()
    for ids, shapes in connection.execute(sa.text(GROUPS)).all():
        kept = shapely.from_wkb([bytes(shape) for shape in shapes])
        simple = shapely.coverage_simplify(kept, HALF_A_PIXEL)
        fit = ~shapely.is_empty(simple) & shapely.is_valid(simple)
        rows = [{"id": ids[at], "geom": shapely.to_wkb(simple[at] if fit[at] else kept[at])} for at in range(len(ids))]
        connection.execute(sa.text(ONE), rows)


def downgrade() -> None:
    op.execute("DELETE FROM derived.area_overview WHERE band = 4")
    knows("5, 7, 9, 11")


def knows(bands: str) -> None:
    op.drop_constraint(op.f("ck_area_overview_band_known"), "area_overview", schema="derived", type_="check")
    op.create_check_constraint(op.f("ck_area_overview_band_known"), "area_overview", f"band IN ({bands})", schema="derived")
