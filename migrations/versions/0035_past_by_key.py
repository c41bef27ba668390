"""Whether a related project may be seen is asked by its key: a set of all projects weighed every plan that reads the past.

The planner counted that set anew for each project, a sum beside which the ways to join looked equally dear; 20,000 projects
were then compared one by one with their sites, for minutes.
"""

import runpy
from pathlib import Path

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

FORMER = runpy.run_path(str(Path(__file__).with_name("0025_projects_then.py")))["SEEN"]
SET, KEY = "key::uuid IN (SELECT id FROM projects.project)", "EXISTS (SELECT FROM projects.project AS other WHERE other.id = key::uuid)"


def upgrade() -> None:
    assert SET in FORMER
    op.execute(f"ALTER POLICY past_seen ON projects.past USING ({FORMER.replace(SET, KEY)})")


def downgrade() -> None:
    op.execute(f"ALTER POLICY past_seen ON projects.past USING ({FORMER})")
