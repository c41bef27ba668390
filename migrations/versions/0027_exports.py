"""Files of layers that positions ask for, made by the worker; each position sees its own alone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

READERS = "phaen_app, phaen_jobs"
LOOKS = "(SELECT core.viewer())"
# The service's own eyes alone have purposes without a list.
OWN = f"""position_number = {LOOKS} ->> 'position'
    OR jsonb_typeof({LOOKS} -> 'purposes') IS DISTINCT FROM 'array'"""


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS exports")
    op.execute(f"GRANT USAGE ON SCHEMA exports TO {READERS}")
    op.create_table(
        "export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position_number", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_done", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_total", sa.BigInteger(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("reach", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("reason_th", sa.Text(), nullable=True),
        sa.Column("reason_en", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled', 'expired')", name=op.f("ck_export_state_known")
        ),
        sa.CheckConstraint(
            "basis IN ('substantive', 'acting_for', 'acting_in', 'delegated', 'system')", name=op.f("ck_export_basis_known")
        ),
        sa.CheckConstraint("layer ~ '^[a-z][a-z0-9_]{0,62}$'", name=op.f("ck_export_layer_pattern")),
        sa.CheckConstraint("format ~ '^[a-z]{3,20}$'", name=op.f("ck_export_format_pattern")),
        sa.CheckConstraint("jsonb_typeof(parameters) = 'object'", name=op.f("ck_export_parameters_object")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_export_attempts_counted")),
        sa.CheckConstraint(
            "rows_done >= 0 AND rows_done <= coalesce(rows_total, rows_done)", name=op.f("ck_export_rows_counted")
        ),
        sa.CheckConstraint(
            "state <> 'done' OR num_nulls(rows_total, bytes, sha256, reach, finished_at, expires_at) = 0",
            name=op.f("ck_export_done_whole"),
        ),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_export_sha256_pattern")),
        sa.CheckConstraint("(state = 'failed') = (reason_th IS NOT NULL)", name=op.f("ck_export_failed_for_a_reason")),
        sa.CheckConstraint("num_nulls(reason_th, reason_en) IN (0, 2)", name=op.f("ck_export_reason_in_both_languages")),
        sa.ForeignKeyConstraint(
            ["position_number"], ["organizations.position.number"], name=op.f("fk_export_position_number"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["organizations.person.id"], name=op.f("fk_export_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
        schema="exports",
    )
    op.create_index("ix_export_open", "export", ["asked_at"], schema="exports",
                    postgresql_where=sa.text("state IN ('waiting', 'running')"))
    op.create_index("ix_export_position", "export", ["position_number", "asked_at"], schema="exports")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON exports.export TO {READERS}")
    op.execute("ALTER TABLE exports.export ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY export_own ON exports.export TO {READERS} USING ({OWN}) WITH CHECK ({OWN})")
    op.execute("CREATE POLICY export_kept ON exports.export TO phaen_owner USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.execute("DROP SCHEMA exports CASCADE")
