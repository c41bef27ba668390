"""A site is seen by whoever sees any part of it: one over a border was missing where the lesser part of it lies."""

import runpy
from pathlib import Path

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

HERE = Path(__file__)
CLASSES, THEN = (runpy.run_path(str(HERE.with_name(name))) for name in ("0006_classes.py", "0025_projects_then.py"))
IN_AREA, PREFIXES = CLASSES["IN_AREA"], CLASSES["PREFIXES"]
MAIN = IN_AREA.format("past.area_code")
SITE = f"""EXISTS (SELECT FROM projects.project AS p WHERE p.id = project_id AND (p.class = 'public'
    OR {IN_AREA.format("site.area_code")}
    OR EXISTS (SELECT FROM projects.site_area AS part WHERE part.site_id = site.id AND {IN_AREA.format("part.area_code")})))"""
ANY_RELATED = "key::uuid IN (SELECT id FROM projects.project)"
ONE_RELATED = "EXISTS (SELECT FROM projects.project AS other WHERE other.id = key::uuid)"
"""One is looked up by its key. To read all of them was counted, in the planner's eyes, for each row of each table that keeps
a past: so much that the cost of a join was lost in it, and projects met their sites row by row, squared."""
PAST = THEN["SEEN"].replace(ANY_RELATED, ONE_RELATED).replace(f"OR {MAIN}", f"""OR {MAIN}
            OR CASE part WHEN 'site' THEN projects.lay_within(past.project_id, key, since, until) ELSE false END""")
LAY_WITHIN = f"""
-- Whether a part that a site had on one of these days lies in the areas of who looks; the last day is left out. A part that
-- there is now has been there since its last change.
CREATE FUNCTION projects.lay_within(project uuid, site text, since date, until date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH part AS (
        SELECT past.area_code, past.since, past.until FROM projects.past
        WHERE past.project_id = project AND past.part = 'site_area' AND starts_with(past.key, site || '/')
            AND past.held IS NOT NULL
        UNION ALL
        SELECT now.area_code, (SELECT max(past.until) FROM projects.past
            WHERE past.project_id = project AND past.part = 'site_area' AND past.key = concat_ws('/', now.site_id, now.area_code)), NULL
        FROM projects.site_area AS now WHERE now.site_id = site::uuid
    )
    SELECT EXISTS (SELECT FROM part WHERE {PREFIXES.format("part.area_code")} && (SELECT core.seen('areas'))::text[]
        AND daterange(part.since, part.until) && daterange(lay_within.since, lay_within.until))
$$;
"""  # fmt: skip


def upgrade() -> None:
    assert ONE_RELATED in PAST
    assert "lay_within" in PAST
    op.execute(LAY_WITHIN)
    op.execute(f"ALTER POLICY site_seen ON projects.site USING ({SITE}) WITH CHECK ({SITE})")
    op.execute(f"ALTER POLICY past_seen ON projects.past USING ({PAST})")


def downgrade() -> None:
    former = CLASSES["SEEN"]["projects.site"]
    op.execute(f"ALTER POLICY past_seen ON projects.past USING ({THEN['SEEN']})")
    op.execute(f"ALTER POLICY site_seen ON projects.site USING ({former}) WITH CHECK ({former})")
    op.execute("DROP FUNCTION projects.lay_within")
