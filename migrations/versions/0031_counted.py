"""The key of features holds what decides who sees them, so that they are counted without looking at each."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KEY = """ALTER TABLE datasets.feature DROP CONSTRAINT pk_feature,
    ADD CONSTRAINT pk_feature PRIMARY KEY (dataset_id, id)"""


def upgrade() -> None:
    op.execute(f"{KEY} INCLUDE (class, agency, area_code)")


def downgrade() -> None:
    op.execute(KEY)
