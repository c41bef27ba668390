"""Reading through a view, the policy itself verifies who looks: no call of a function stands in each statement's way."""

import runpy
from pathlib import Path

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FORMER = Path(__file__).with_name("0011_sight.py")
EVERY_CLASS = (
    '{"public": "everywhere", "internal": "everywhere", "personal": "everywhere", "confidential": "everywhere",'
    ' "personal_confidential": "everywhere"}'
)
# Written so that PostgreSQL puts its body in the place of its call: one expression, nothing volatile, nothing of a definer.
RULE = f"""
-- How far one sees (0011), read from what was said and verified with the two pads of the key.
CREATE FUNCTION core.sight_said(given text, outer_pad bytea, inner_pad bytea) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE RETURN CASE
    WHEN session_user IN ('phaen_app', 'phaen_jobs') AND given <> '' THEN CASE
        WHEN right(given, 65) IS DISTINCT FROM '.' || encode(sha256(outer_pad
                || sha256(inner_pad || convert_to(left(given, -65), 'UTF8'))), 'hex')
            THEN core.refuse_viewer('is not signed by this service')::jsonb
        WHEN split_part(given, E'\\n', 1)::int8 < date_part('epoch', statement_timestamp())
            THEN core.refuse_viewer('has expired')::jsonb
        ELSE split_part(given, E'\\n', 2)::jsonb END
    WHEN session_user = 'phaen_owner' THEN '{EVERY_CLASS}'::jsonb
    WHEN session_user = 'phaen_analyst' THEN '{{"public": "everywhere", "internal": "everywhere"}}'::jsonb
    ELSE '{{"public": "everywhere"}}'::jsonb END;

CREATE OR REPLACE FUNCTION core.sight() RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE AS $$
DECLARE
    outside pg_catalog.bytea;
    inside pg_catalog.bytea;
BEGIN
    SELECT outer_pad, inner_pad INTO outside, inside FROM core.viewer_key;
    RETURN core.sight_said(pg_catalog.current_setting('phaen.viewer', true), outside, inside);
END $$;
"""
# The owner of the views may read the key; nobody can log in as it, and no view shows the key.
SIGHT = "(SELECT core.sight_said(current_setting('phaen.viewer', true), outer_pad, inner_pad) FROM core.viewer_key)"
READ = {
    "datasets.feature": f"""class = 'public' OR CASE {SIGHT} ->> class
        WHEN 'everywhere' THEN true WHEN 'agency ' || agency THEN true
        WHEN 'area ' || left(area_code, 2) THEN true WHEN 'area ' || left(area_code, 4) THEN true
        WHEN 'area ' || left(area_code, 6) THEN true WHEN 'area ' || area_code THEN true
        WHEN 'within' THEN datasets.within((SELECT datasets.looks()), class, agency, area_code, dataset_id)
        ELSE false END""",
    "projects.project": f"""class = 'public' OR CASE {SIGHT} ->> class
        WHEN 'everywhere' THEN true WHEN 'agency ' || agency THEN true
        ELSE projects.within((SELECT core.viewer()), class, agency, area_codes) END""",
}
"""The conditions of 0011, for who reads a table through a view."""


def upgrade() -> None:
    op.execute(RULE)
    op.execute("GRANT SELECT ON core.viewer_key TO phaen_views")
    for table, condition in READ.items():
        name = table.rpartition(".")[2]
        op.execute(f"ALTER POLICY {name}_seen ON {table} TO phaen_app, phaen_jobs")
        op.execute(f"CREATE POLICY {name}_read ON {table} FOR SELECT TO phaen_views USING ({condition})")


def downgrade() -> None:
    for table in READ:
        name = table.rpartition(".")[2]
        op.execute(f"DROP POLICY {name}_read ON {table}")
        op.execute(f"ALTER POLICY {name}_seen ON {table} TO phaen_app, phaen_jobs, phaen_views")
    op.execute("REVOKE SELECT ON core.viewer_key FROM phaen_views")
    sight = runpy.run_path(str(FORMER))["SIGHT"].partition("CREATE FUNCTION core.sight()")[2].partition("$$;")[0]
    op.execute(f"CREATE OR REPLACE FUNCTION core.sight(){sight}$$;")
    op.execute("DROP FUNCTION core.sight_said")
