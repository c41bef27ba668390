"""Views tell which national goals the projects serve: they read plans, alignments and the links of projects."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

READ = (
    "plans.plan", "plans.plan_node", "plans.alignment", "plans.national_frame", "projects.plan_link", "projects.frame_link",
)  # fmt: skip


def upgrade() -> None:
    op.execute("GRANT USAGE ON SCHEMA plans TO phaen_views")
    op.execute(f"GRANT SELECT ON {', '.join(READ)} TO phaen_views")


def downgrade() -> None:
    op.execute(f"REVOKE SELECT ON {', '.join(READ)} FROM phaen_views")
    op.execute("REVOKE USAGE ON SCHEMA plans FROM phaen_views")
