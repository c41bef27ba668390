"""Views of the list of projects that positions keep: a name for an address, for oneself, an organisation or all in office."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

READERS = "phaen_app, phaen_jobs"
LOOKS = "(SELECT core.viewer())"
# The service's own eyes alone have purposes without a list.
OWN = f"""position_number = {LOOKS} ->> 'position'
    OR jsonb_typeof({LOOKS} -> 'purposes') IS DISTINCT FROM 'array'"""
SHARED = f"""deleted_at IS NULL AND sharing <> 'own' AND {LOOKS} ->> 'position' IS NOT NULL
    AND 'internal' = ANY ((SELECT core.seen('classes'))::text[])
    AND (sharing = 'office' OR position_number IN (
        SELECT theirs.number FROM organizations.position AS mine
        JOIN organizations.position AS theirs USING (organization_code)
        WHERE mine.number = {LOOKS} ->> 'position'))"""


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position_number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("btrim(name) <> '' AND length(name) <= 80", name=op.f("ck_saved_view_named")),
        sa.CheckConstraint(
            "address <> '' AND length(address) <= 4000 AND address !~ '[?#[:space:]]'", name=op.f("ck_saved_view_addressed")
        ),
        sa.CheckConstraint("sharing IN ('own', 'organisation', 'office')", name=op.f("ck_saved_view_sharing_known")),
        sa.CheckConstraint("version > 0", name=op.f("ck_saved_view_version_positive")),
        sa.CheckConstraint("NOT is_default OR deleted_at IS NULL", name=op.f("ck_saved_view_deleted_is_no_default")),
        sa.ForeignKeyConstraint(
            ["position_number"], ["organizations.position.number"], name=op.f("fk_saved_view_position_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        schema="projects",
    )
    live = {"schema": "projects", "unique": True}
    op.create_index("ix_saved_view_name", "saved_view", ["position_number", "name"],
                    postgresql_where=sa.text("deleted_at IS NULL"), **live)
    op.create_index("ix_saved_view_default", "saved_view", ["position_number"],
                    postgresql_where=sa.text("is_default"), **live)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON projects.saved_view TO {READERS}")
    op.execute("ALTER TABLE projects.saved_view ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    # Two policies: what is shared is read by others, and written by its own position alone.
    op.execute(f"CREATE POLICY saved_view_own ON projects.saved_view TO {READERS} USING ({OWN}) WITH CHECK ({OWN})")
    op.execute(f"CREATE POLICY saved_view_seen ON projects.saved_view FOR SELECT TO {READERS} USING ({SHARED})")
    op.execute("CREATE POLICY saved_view_kept ON projects.saved_view TO phaen_owner USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("saved_view", schema="projects")
