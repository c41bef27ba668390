"""Atlases know of what they were made, and which file they follow."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

CHECKS = {
    "compared_by_name": "jsonb_typeof(pages) = 'object' AND jsonb_typeof(versions) = 'object'",
    "compared_whole": "num_nulls(pages, versions, checked_at) IN (0, 3)",
    "changed_listed": "jsonb_typeof(changed) = 'array' AND changed <> '[]'",
    "changed_since_compared": "changed IS NULL OR pages IS NOT NULL",
    "former_whole": "num_nulls(former_sha256, former_at) IN (0, 2)",
    "former_sha256_pattern": "former_sha256 ~ '^[0-9a-f]{64}$'",
    "follows_what_is_on_record": "follows IS NULL OR former_sha256 IS NOT NULL",
}
COLUMNS = (
    sa.Column("versions", postgresql.JSONB(none_as_null=True), nullable=True),
    sa.Column("pages", postgresql.JSONB(none_as_null=True), nullable=True),
    sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("changed", postgresql.JSONB(none_as_null=True), nullable=True),
    sa.Column("is_renewed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    sa.Column("follows", sa.Uuid(), nullable=True),
    sa.Column("former_sha256", sa.Text(), nullable=True),
    sa.Column("former_at", sa.DateTime(timezone=True), nullable=True),
)


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("export", column, schema="exports")
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_export_{name}"), "export", rule, schema="exports")
    op.create_foreign_key(
        op.f("fk_export_follows"), "export", "export", ["follows"], ["id"], source_schema="exports",
        referent_schema="exports", ondelete="SET NULL",
    )  # fmt: skip
    op.create_index("ix_export_follows", "export", ["follows"], schema="exports")


def downgrade() -> None:
    op.drop_index("ix_export_follows", "export", schema="exports")
    op.drop_constraint(op.f("fk_export_follows"), "export", schema="exports")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_export_{name}"), "export", schema="exports")
    for column in COLUMNS:
        op.drop_column("export", column.name, schema="exports")
