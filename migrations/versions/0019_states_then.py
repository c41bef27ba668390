"""The views may read which steps a project took and when, to tell the state that it was in on a day."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COLUMNS = "project_id, number, from_state, to_state, at"


def upgrade() -> None:
    op.execute(f"GRANT SELECT ({COLUMNS}) ON projects.project_transition TO phaen_views")


def downgrade() -> None:
    op.execute(f"REVOKE SELECT ({COLUMNS}) ON projects.project_transition FROM phaen_views")
