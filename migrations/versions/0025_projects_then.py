"""Projects and their parts keep what they said until a change, by the day, so that a page of the past shows them as they were."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEYS = {
    "projects.project": "",
    "projects.site": "id",
    "projects.site_area": "site_id, area_code",
    "projects.plan_link": "node_key",
    "projects.frame_link": "system, frame_code",
    "projects.responsible": "position_number",
    "projects.activity": "number",
    "projects.beneficiary": "unit",
    "projects.project_indicator": "number",
    "projects.readiness_item": "item",
    "projects.readiness_file": "id",
    "projects.related_project": "related_id",
    "monitoring.milestone": "id",
    "monitoring.asset": "id",
}
"""What tells the rows of a part apart within a project."""
PARTS = ", ".join(f"'{part}'" for part in (*(table.partition(".")[2] for table in KEYS), "registered", "found"))
PREFIXES = "ARRAY[left({0}, 2), left({0}, 4), left({0}, 6), {0}]"
SEEN = f"""EXISTS (SELECT FROM projects.project AS p WHERE p.id = project_id
        AND (past.class = 'public' OR projects.within((SELECT core.viewer()), past.class, p.agency, p.area_codes))
        AND (past.area_code IS NULL OR p.class = 'public'
            OR ({PREFIXES.format("past.area_code")} && (SELECT core.seen('areas'))::text[]) IS NOT FALSE))
    AND CASE part WHEN 'related_project' THEN key::uuid IN (SELECT id FROM projects.project) ELSE true END"""
"""Of the past of a project knows who knows the project and was allowed to know what it said; of a place, who sees its area."""
UNREAD = ("responsible", "activity", "beneficiary", "project_indicator", "readiness_item", "readiness_file", "related_project")
"""What no view read before."""
INVENTED = "project_id IN (SELECT id FROM projects.project WHERE is_synthetic)"
"""A demonstration is dated back; nothing else is."""
REMEMBER = """
-- What a statement took away or wrote over holds until this day; what it brought was not there before this day. Only the end of
-- a day counts: of a row that changed again on a day, and of a project that was registered on it, nothing more is kept.
CREATE FUNCTION projects.remember() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date := (clock_timestamp() AT TIME ZONE 'Asia/Bangkok')::date;
    owner text := CASE TG_TABLE_NAME WHEN 'project' THEN 'id' ELSE 'project_id' END;
    key text := coalesce((SELECT 'concat_ws(''/'', ' || string_agg('row.' || quote_ident(name), ', ') || ')' FROM unnest(TG_ARGV) AS name),
        quote_literal(''));
    whole text := 'to_jsonb(row)' || CASE
        WHEN TG_TABLE_NAME IN ('site', 'asset') THEN ' || jsonb_build_object(''geom'', row.geom::text)'
        WHEN TG_TABLE_NAME = 'project' THEN ' - ''changed_at''' ELSE '' END;
    brought text := format('SELECT row.%I AS project_id, %s AS key, %s AS held FROM new_rows AS row', owner, key, whole);
    went text := format('SELECT row.%I AS project_id, %s AS key, %s AS held FROM old_rows AS row', owner, key, whole);
    changed text := CASE TG_OP
        WHEN 'INSERT' THEN format('SELECT project_id, key, NULL::jsonb AS held FROM (%s) AS b', brought)
        WHEN 'DELETE' THEN went
        ELSE format('SELECT coalesce(o.project_id, n.project_id) AS project_id, coalesce(o.key, n.key) AS key, o.held
            FROM (%s) AS o FULL JOIN (%s) AS n USING (project_id, key) WHERE o.held IS DISTINCT FROM n.held', went, brought) END;
BEGIN
    IF TG_TABLE_NAME = 'project' AND TG_OP = 'INSERT' THEN
        INSERT INTO projects.past (project_id, part, key, until, class) SELECT id, 'registered', '', day, class FROM new_rows;
        RETURN NULL;
    END IF;
    EXECUTE format($statement$
        INSERT INTO projects.past (project_id, part, key, since, until, class, area_code, held)
        SELECT c.project_id, $1, c.key, last.until, $2,
            CASE WHEN coalesce(c.held ->> 'class', p.class) = 'public' AND $1 = 'readiness_file' THEN 'internal'
                ELSE coalesce(c.held ->> 'class', p.class) END,
            c.held ->> 'area_code', c.held
        FROM (%s) AS c
        JOIN projects.project AS p ON p.id = c.project_id
        LEFT JOIN LATERAL (SELECT max(until) AS until FROM projects.past AS before
            WHERE before.project_id = c.project_id AND before.part = $1 AND before.key = c.key) AS last ON true
        WHERE last.until IS DISTINCT FROM $2 AND NOT EXISTS (SELECT FROM projects.past AS first
            WHERE first.project_id = c.project_id AND first.part = 'registered' AND first.until = $2)
    $statement$, changed) USING TG_TABLE_NAME::text, day;
    RETURN NULL;
END $$;
"""
ACTS = (("INSERT", "NEW TABLE AS new_rows"), ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("DELETE", "OLD TABLE AS old_rows"))  # fmt: skip


def upgrade() -> None:
    past()
    op.execute("""CREATE TRIGGER past_not_emptied BEFORE TRUNCATE ON projects.past
        FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change()""")
    op.execute("REVOKE ALL ON projects.past FROM phaen_app, phaen_jobs, phaen_views")
    op.execute("GRANT SELECT, UPDATE (since, until) ON projects.past TO phaen_app, phaen_jobs")
    op.execute(f"GRANT SELECT ON projects.past, {', '.join(KEYS)} TO phaen_views")
    op.execute("ALTER TABLE projects.past ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY past_seen ON projects.past FOR SELECT TO phaen_app, phaen_jobs, phaen_views USING ({SEEN})")
    op.execute(f"""CREATE POLICY past_dated ON projects.past FOR UPDATE TO phaen_app, phaen_jobs
        USING ({INVENTED}) WITH CHECK ({INVENTED})""")
    op.execute("CREATE POLICY past_kept ON projects.past TO phaen_owner USING (true) WITH CHECK (true)")
    op.execute("""INSERT INTO projects.past (project_id, part, key, until, class)
        SELECT id, 'found', '', (now() AT TIME ZONE 'Asia/Bangkok')::date, 'public' FROM projects.project""")
    op.execute(REMEMBER)
    for table, key in KEYS.items():
        for act, rows in ACTS:
            if (table, act) != ("projects.project", "DELETE"):
                op.execute(f"""CREATE TRIGGER {table.partition(".")[2]}_remembered_{act.lower()} AFTER {act} ON {table}
                    REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION projects.remember({key})""")


def past() -> None:
    """The table."""
    op.create_table('past',
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('class', sa.Text(), nullable=False),
    sa.Column('area_code', sa.Text(), nullable=True),
    sa.Column('held', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.CheckConstraint("class IN ('public', 'internal', 'confidential')", name=op.f('ck_past_class_known')),
    sa.CheckConstraint("jsonb_typeof(held) = 'object'", name=op.f('ck_past_held_a_row')),
    sa.CheckConstraint(f"part IN ({PARTS})", name=op.f('ck_past_part_known')),
    sa.CheckConstraint("part <> 'project' OR held IS NOT NULL", name=op.f('ck_past_stays')),
    sa.CheckConstraint("part NOT IN ('registered', 'found') OR (since IS NULL AND held IS NULL)", name=op.f('ck_past_from_a_day')),
    sa.CheckConstraint("since < until", name=op.f('ck_past_lasted')),
    sa.CheckConstraint("until BETWEEN '1941-01-01' AND '2156-12-31'", name=op.f('ck_past_common_era')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.project.id'], name=op.f('fk_past_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('project_id', 'part', 'key', 'until', name=op.f('pk_past')),
    schema='projects'
    )
    op.execute("""ALTER TABLE projects.past ADD CONSTRAINT ex_past_one_at_a_time EXCLUDE USING gist
        (project_id WITH =, part WITH =, key WITH =, daterange(since, until) WITH &&)""")


def downgrade() -> None:
    op.execute("DROP SCHEMA IF EXISTS projects_then, monitoring_then CASCADE")
    for table in KEYS:
        for act, _ in ACTS:
            op.execute(f"DROP TRIGGER IF EXISTS {table.partition('.')[2]}_remembered_{act.lower()} ON {table}")
    op.execute("DROP FUNCTION projects.remember")
    op.execute(f"REVOKE SELECT ON {', '.join(f'projects.{part}' for part in UNREAD)} FROM phaen_views")
    op.drop_table("past", schema="projects")
