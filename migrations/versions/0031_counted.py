"""Features are counted by an index that holds what decides who sees them, without looking at each."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_feature_seen", "feature", ["dataset_id", "id"], schema="datasets",
                    postgresql_include=["class", "agency", "area_code"])


def downgrade() -> None:
    op.drop_index("ix_feature_seen", "feature", schema="datasets")
