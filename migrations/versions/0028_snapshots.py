"""Snapshots: what public layers held, day by day, with the checksums of their files. All rows are public."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA snapshots")
    _snapshots()
    _days_and_files()
    op.execute("GRANT USAGE ON SCHEMA snapshots TO phaen_app, phaen_jobs")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA snapshots TO phaen_app")
    op.execute("GRANT UPDATE (withdrawn_at, withdrawn_for) ON snapshots.snapshot TO phaen_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA snapshots TO phaen_jobs")


def _snapshots() -> None:
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("layer_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title_th", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("features", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_for", sa.Text(), nullable=True),
        sa.CheckConstraint("layer ~ '^[a-z][a-z0-9_]{0,62}$'", name=op.f("ck_snapshot_layer_pattern")),
        sa.CheckConstraint("features >= 0", name=op.f("ck_snapshot_features_counted")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_for IS NULL)", name=op.f("ck_snapshot_withdrawn_for_a_reason")
        ),
        sa.CheckConstraint("btrim(withdrawn_for) <> ''", name=op.f("ck_snapshot_reason_told")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        schema="snapshots",
    )
    op.create_index("ix_snapshot_layer", "snapshot", ["layer", "made_at"], schema="snapshots")


def _days_and_files() -> None:
    op.create_table(
        "day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.snapshot.id"], name=op.f("fk_day_snapshot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("day", "layer", name=op.f("pk_day")),
        schema="snapshots",
    )
    op.create_index("ix_day_snapshot", "day", ["snapshot_id"], schema="snapshots")
    op.create_table(
        "file",
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("damaged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("format ~ '^[a-z]{3,20}$'", name=op.f("ck_file_format_pattern")),
        sa.CheckConstraint("bytes >= 0", name=op.f("ck_file_bytes_counted")),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_file_sha256_pattern")),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.snapshot.id"], name=op.f("fk_file_snapshot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "format", name=op.f("pk_file")),
        schema="snapshots",
    )


def downgrade() -> None:
    op.execute("DROP SCHEMA snapshots CASCADE")
