"""Refuse more nonsense: Buddhist years, areas without their parent's code, copies of codes that differ, no numbers."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ON_EARTH = "NOT st_isempty(geom) AND geom @ st_makeenvelope(-180, -90, 180, 90, 4326)"
PARENT = """CASE level
    WHEN 'province' THEN parent_code IS NULL
    WHEN 'district' THEN parent_code {} left(code, 2)
    WHEN 'subdistrict' THEN parent_code {} left(code, 4)
    WHEN 'village' THEN parent_code {} left(code, 6)
    ELSE true END"""
PREFIX_OR_NULL = PARENT.replace("{}", "=")
PREFIX = PARENT.replace("{}", "IS NOT DISTINCT FROM")

ADDED = (
    ("places", "area", "geometry_on_earth", ON_EARTH),
    ("datasets", "feature", "geometry_on_earth", ON_EARTH),
    ("projects", "site", "geometry_on_earth", ON_EARTH),
    ("places", "area", "common_era", "valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')"),
    ("indicators", "observation", "common_era", "period_end < '2400-01-01' AND vintage_on < '2400-01-01'"),
    ("indicators", "observation", "numerator_finite", "numerator > '-Infinity' AND numerator < 'Infinity'"),
    ("datasets", "dataset", "titled", "btrim(title_th) <> '' AND btrim(title_en) <> ''"),
    ("projects", "project", "referenced", "btrim(reference) <> ''"),
)
"""Schema, table, name and condition of each new check."""
CHANGED = (
    ("places", "area", "parent_is_prefix", PREFIX_OR_NULL, PREFIX),
    ("places", "area", "area_positive", "area_sqm > 0", "area_sqm > 0 AND area_sqm < 'Infinity'"),
    ("indicators", "observation", "denominator_positive", "denominator > 0",
     "denominator > 0 AND denominator < 'Infinity'"),
)  # fmt: skip
"""Schema, table and name of each check with its condition before and after; NaN is greater than every number."""


def upgrade() -> None:
    for schema, table, name, condition in ADDED:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition, schema=schema)
    for schema, table, name, _, after in CHANGED:
        replace_check(schema, table, name, after)
    op.create_unique_constraint("uq_area_id_code", "area", ["id", "code"], schema="places")
    op.drop_constraint("fk_area_parent_id", "area", schema="places")
    op.drop_constraint("fk_observation_area_id", "observation", schema="indicators")
    to_area("places", "area", "parent_id", "parent_code", deferrable=True, initially="DEFERRED")
    to_area("indicators", "observation", "area_id", "area_code")


def to_area(schema: str, table: str, key: str, code: str, **how: object) -> None:
    """A foreign key to an area by its id and, with it, its code."""
    op.create_foreign_key(
        op.f(f"fk_{table}_{key}_{code}"), table, "area", [key, code], ["id", "code"],
        source_schema=schema, referent_schema="places", **how,
    )  # fmt: skip


def replace_check(schema: str, table: str, name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, schema=schema)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition, schema=schema)


def downgrade() -> None:
    op.drop_constraint("fk_observation_area_id_area_code", "observation", schema="indicators")
    op.drop_constraint("fk_area_parent_id_parent_code", "area", schema="places")
    op.drop_constraint("uq_area_id_code", "area", schema="places")
    op.create_foreign_key(
        "fk_area_parent_id", "area", "area", ["parent_id"], ["id"],
        source_schema="places", referent_schema="places", deferrable=True, initially="DEFERRED",
    )  # fmt: skip
    op.create_foreign_key(
        "fk_observation_area_id", "observation", "area", ["area_id"], ["id"],
        source_schema="indicators", referent_schema="places",
    )  # fmt: skip
    for schema, table, name, before, _ in CHANGED:
        replace_check(schema, table, name, before)
    for schema, table, name, _ in ADDED:
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, schema=schema)
