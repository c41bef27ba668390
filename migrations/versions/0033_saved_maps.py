"""Saved maps: what the workspace showed, kept by a position under a short id."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

READERS = "phaen_app, phaen_jobs"
LOOKS = "(SELECT core.viewer())"
# The service's own eyes alone have purposes without a list.
OWN = f"""position_number = {LOOKS} ->> 'position'
    OR jsonb_typeof({LOOKS} -> 'purposes') IS DISTINCT FROM 'array'"""
# Whoever has the id opens the map if he may see the layer in front; of the others each sees what is his.
OPENED = "front_class = 'public' OR front_class = ANY ((SELECT core.seen('classes'))::text[])"
CLASSES = "('public', 'internal', 'personal', 'confidential', 'personal_confidential')"


def upgrade() -> None:
    op.execute("CREATE SCHEMA maps")
    op.create_table(
        "saved_map",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("first_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position_number", sa.Text(), nullable=False),
        sa.Column("title_th", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("view", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("front_class", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id ~ '^[23456789][23456789abcdefghjkmnpqrstuvwxyz]{7}$'", name=op.f("ck_saved_map_id_pattern")),
        sa.CheckConstraint(
            "number > 0 AND (number = 1) = (first_id = id)", name=op.f("ck_saved_map_first_is_the_first")
        ),
        sa.CheckConstraint(
            "btrim(title_th) <> '' AND length(title_th) <= 120", name=op.f("ck_saved_map_titled_in_thai")
        ),
        sa.CheckConstraint(
            "btrim(title_en) <> '' AND length(title_en) <= 120", name=op.f("ck_saved_map_titled_in_english")
        ),
        sa.CheckConstraint("layer ~ '^[a-z][a-z0-9_]{0,62}$'", name=op.f("ck_saved_map_layer_pattern")),
        sa.CheckConstraint("length(query) <= 24576", name=op.f("ck_saved_map_query_bounded")),
        sa.CheckConstraint(
            r"view ~ '^[0-9]{1,2}\.[0-9]{2}/-?[0-9]{1,2}\.[0-9]{4}/-?[0-9]{1,3}\.[0-9]{4}$'",
            name=op.f("ck_saved_map_view_pattern"),
        ),
        sa.CheckConstraint(f"class IN {CLASSES}", name=op.f("ck_saved_map_class_known")),
        sa.CheckConstraint(f"front_class IN {CLASSES}", name=op.f("ck_saved_map_front_class_known")),
        sa.ForeignKeyConstraint(
            ["first_id", "position_number"], ["maps.saved_map.id", "maps.saved_map.position_number"],
            name="fk_saved_map_first_id", ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["position_number"], ["organizations.position.number"], name=op.f("fk_saved_map_position_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_map")),
        sa.UniqueConstraint("id", "position_number", name="uq_saved_map_id_position"),
        sa.UniqueConstraint("first_id", "number", name="uq_saved_map_first_number"),
        schema="maps",
    )
    op.create_index(op.f("ix_saved_map_position_number"), "saved_map", ["position_number"], schema="maps")
    op.execute(f"GRANT USAGE ON SCHEMA maps TO {READERS}")
    op.execute(f"GRANT SELECT, INSERT ON maps.saved_map TO {READERS}")
    op.execute(f"GRANT UPDATE (withdrawn_at) ON maps.saved_map TO {READERS}")
    op.execute("ALTER TABLE maps.saved_map ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY saved_map_kept ON maps.saved_map TO phaen_owner USING (true) WITH CHECK (true)")
    op.execute(f"CREATE POLICY saved_map_own ON maps.saved_map TO {READERS} USING ({OWN}) WITH CHECK ({OWN})")
    op.execute(f"CREATE POLICY saved_map_opened ON maps.saved_map FOR SELECT TO {READERS} USING ({OPENED})")


def downgrade() -> None:
    op.execute("DROP SCHEMA maps CASCADE")
