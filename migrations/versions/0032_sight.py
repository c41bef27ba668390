"""Through a view a viewer who is signed for is read by one short expression; whoever is not goes the long way.

Each call in a policy is looked up and its right checked at the beginning of every statement, evaluated or not. So the
expression that is written into the statement holds only what the usual case needs (ADR 92).
"""

import runpy
from pathlib import Path

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

FORMER = runpy.run_path(str(Path(__file__).with_name("0021_views_verify_the_viewer.py")))
RULE = """
-- The long way: every login, and what is not signed or has expired is refused. PL/pgSQL is never written into a statement.
CREATE FUNCTION core.sight_judged(given text, outer_pad bytea, inner_pad bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN core.sight_said(given, outer_pad, inner_pad); END $$;

-- The usual case of core.sight_said; PostgreSQL puts this body in the place of its call.
CREATE FUNCTION core.sight_read(given text, outer_pad bytea, inner_pad bytea) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE RETURN CASE
    WHEN session_user IN ('phaen_app', 'phaen_jobs')
        AND right(given, 65) = '.' || encode(sha256(outer_pad
            || sha256(inner_pad || convert_to(left(given, -65), 'UTF8'))), 'hex')
        AND split_part(given, E'\\n', 1)::int8 >= date_part('epoch', statement_timestamp())
    THEN split_part(given, E'\\n', 2)::jsonb
    ELSE core.sight_judged(given, outer_pad, inner_pad) END;
"""


def upgrade() -> None:
    op.execute(RULE)
    _policies("sight_read")


def downgrade() -> None:
    _policies("sight_said")
    op.execute("DROP FUNCTION core.sight_read, core.sight_judged")


def _policies(function: str) -> None:
    for table, condition in FORMER["READ"].items():
        told = condition.replace("core.sight_said(", f"core.{function}(")
        op.execute(f"ALTER POLICY {table.rpartition('.')[2]}_read ON {table} USING ({told})")
