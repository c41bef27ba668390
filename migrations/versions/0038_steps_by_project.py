"""Whether a step of a project is seen is asked of its own project: to read all of them was counted for each project.

The state of a project on a day is what its first later step left, so the planner counted that reading for each row of the
projects as they were: so much that the cost of a join was lost in it, and money met its projects row by row, squared.
"""

import runpy
from pathlib import Path

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

STEPS = runpy.run_path(str(Path(__file__).with_name("0014_projects.py")))
FORMER, PROPOSED = STEPS["SEEN"]["project_transition"], STEPS["PROPOSED"]
SEEN = f"""EXISTS (SELECT FROM projects.project AS p WHERE p.id = project_id AND (
    (from_state NOT IN ({PROPOSED}) AND to_state NOT IN ({PROPOSED}, 'cancelled'))
    OR projects.within((SELECT core.viewer()), 'internal', p.agency, p.area_codes)))"""


def upgrade() -> None:
    op.execute(f"ALTER POLICY project_transition_seen ON projects.project_transition USING ({SEEN}) WITH CHECK ({SEEN})")


def downgrade() -> None:
    op.execute(f"ALTER POLICY project_transition_seen ON projects.project_transition USING ({FORMER}) WITH CHECK ({FORMER})")
