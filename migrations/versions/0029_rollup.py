"""Figures of projects by year, source and part are kept beside the ledger, counted again in each transaction that moves one."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KINDS = "'allocated', 'transferred_in', 'transferred_out', 'carried_in', 'contracted', 'contract_reduced', 'disbursed'"
"""Events that move what was received, bound or paid."""
COUNT = """
-- Counts the figures of these projects again, as project_parts and budget_place_sums count them: each sum of a line is divided
-- over the parts of its project, and what a part has over its sites, by largest remainder. A period begins on each coming day
-- on which an event counts. In the order of the keys, under a lock on each project, so that writers wait for one another.
CREATE FUNCTION derived.count_projects(given uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
-- In the transaction of an import the planner knows nothing of the new rows: by keys and by hashing, however many they are.
SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off AS $$
DECLARE
    today date := (clock_timestamp() AT TIME ZONE 'Asia/Bangkok')::date;
    taken uuid[];
BEGIN
    PERFORM FROM projects.project WHERE id = ANY (given) ORDER BY id FOR NO KEY UPDATE;
    -- Few at a time: the plan is the same for one and for many.
    FOR taken IN SELECT array_agg(id) FROM (
        SELECT id, row_number() OVER () / 500 AS turn FROM (SELECT DISTINCT unnest(given) AS id) AS each
    ) AS numbered GROUP BY turn LOOP
        DELETE FROM derived.project_figure WHERE project_id = ANY (taken);
        INSERT INTO derived.project_figure (project_id, number, fiscal_year, source, from_on, until_on, placement, area_code,
            site_id, weight, share, received, obligated, disbursed)
        WITH area AS MATERIALIZED (
            SELECT site.project_id, 'located' AS placement, area.area_code, site.id AS site_id,
                site.share_ppm::bigint * area.share_ppm AS share
            FROM projects.site JOIN projects.site_area AS area ON area.site_id = site.id
            WHERE site.project_id = ANY (taken) AND area.project_id = ANY (taken)
            UNION ALL
            SELECT project_id, 'province_wide', NULL, id, share_ppm::bigint * 1000000
            FROM projects.site WHERE project_id = ANY (taken) AND is_province_wide
        ), held AS MATERIALIZED (
            SELECT project_id, sum(share)::bigint AS share FROM area GROUP BY project_id
        ), nowhere AS MATERIALIZED (
            -- the rest of a project: of its sites outside every area as far as it goes, and then of none
            SELECT site.project_id, site.id AS site_id, site.share_ppm::bigint * 1000000 AS share FROM projects.site
            WHERE site.project_id = ANY (taken) AND NOT site.is_province_wide
                AND NOT EXISTS (SELECT FROM area WHERE area.site_id = site.id)
        ), rest AS MATERIALIZED (
            SELECT project.id AS project_id, 1000000000000 - coalesce(held.share, 0) AS share
            FROM projects.project LEFT JOIN held ON held.project_id = project.id
            WHERE project.id = ANY (taken) AND coalesce(held.share, 0) < 1000000000000
        ), spot AS MATERIALIZED (
            SELECT * FROM area WHERE share > 0
            UNION ALL
            SELECT nowhere.project_id, 'unlocated', NULL, nowhere.site_id, nowhere.share
            FROM nowhere JOIN rest USING (project_id)
            WHERE nowhere.share > 0 AND (SELECT sum(n.share) FROM nowhere AS n WHERE n.project_id = rest.project_id) <= rest.share
            UNION ALL
            SELECT rest.project_id, 'unlocated', NULL, NULL, rest.share - coalesce(of_sites.share, 0)
            FROM rest LEFT JOIN LATERAL (
                SELECT sum(n.share)::bigint AS share FROM nowhere AS n WHERE n.project_id = rest.project_id
            ) AS of_sites ON of_sites.share <= rest.share
            WHERE rest.share > coalesce(of_sites.share, 0)
        ), part AS MATERIALIZED (
            SELECT project_id, placement, area_code, sum(share)::bigint AS weight FROM spot
            GROUP BY project_id, placement, area_code
        ), line AS MATERIALIZED (
            SELECT id, project_id, fiscal_year, source FROM budgets.budget_line WHERE project_id = ANY (taken)
        ), event AS MATERIALIZED (
            SELECT
                line.id AS line_id, line.project_id,
                greatest(event.occurred_on, (event.recorded_at AT TIME ZONE 'Asia/Bangkok')::date) AS day,
                CASE
                    WHEN kind IN ('allocated', 'transferred_in', 'carried_in') THEN amount_satang
                    WHEN kind = 'transferred_out' THEN -amount_satang
                    ELSE 0
                END AS received,
                CASE
                    WHEN kind = 'contracted' OR (kind = 'disbursed' AND road = 'direct') THEN amount_satang
                    WHEN kind = 'contract_reduced' THEN -amount_satang
                    ELSE 0
                END AS obligated,
                CASE kind WHEN 'disbursed' THEN amount_satang ELSE 0 END AS disbursed
            FROM line JOIN budgets.ledger_event AS event ON event.line_id = line.id
            WHERE event.line_id = ANY (ARRAY(SELECT id FROM line)) AND kind IN (@KINDS@)
        ), period AS MATERIALIZED (
            SELECT project_id, from_on, lead(from_on, 1, 'infinity') OVER (PARTITION BY project_id ORDER BY from_on) AS until_on
            FROM (
                SELECT project_id, '-infinity'::date AS from_on FROM line
                UNION
                SELECT project_id, day FROM event WHERE day > today
            ) AS day
        ), money AS MATERIALIZED (
            SELECT
                line.id AS line_id, line.project_id, line.fiscal_year, line.source, period.from_on, period.until_on,
                coalesce(sum(received), 0) AS received, coalesce(sum(obligated), 0) AS obligated,
                coalesce(sum(disbursed), 0) AS disbursed
            FROM line
            JOIN period USING (project_id)
            LEFT JOIN event ON event.line_id = line.id AND event.day <= greatest(period.from_on, today)
            GROUP BY line.id, line.project_id, line.fiscal_year, line.source, period.from_on, period.until_on
        ), weighed AS (
            SELECT
                money.*, part.placement, part.area_code, part.weight, measure.name, measure.amount,
                div(measure.amount * part.weight, 1000000000000) AS whole,
                mod(measure.amount * part.weight, 1000000000000) AS fraction
            FROM money
            JOIN part USING (project_id)
            CROSS JOIN LATERAL (
                VALUES ('received', money.received), ('obligated', money.obligated), ('disbursed', money.disbursed)
            ) AS measure (name, amount)
        ), divided AS (
            SELECT
                weighed.*, whole + CASE
                    WHEN row_number() OVER (
                        PARTITION BY line_id, from_on, name ORDER BY fraction DESC, area_code NULLS LAST, placement
                    ) <= amount - sum(whole) OVER (PARTITION BY line_id, from_on, name) THEN 1
                    ELSE 0
                END AS satang
            FROM weighed
        ), spread AS (
            SELECT
                divided.*, spot.site_id, spot.share, div(satang * spot.share, divided.weight) AS least,
                mod(satang * spot.share, divided.weight) AS remainder
            FROM divided
            JOIN spot USING (project_id, placement)
            WHERE spot.area_code IS NOT DISTINCT FROM divided.area_code
        ), settled AS (
            SELECT
                spread.*, least + CASE
                    WHEN row_number() OVER (
                        PARTITION BY line_id, from_on, name, placement, area_code ORDER BY remainder DESC, site_id NULLS LAST
                    ) <= satang - sum(least) OVER (PARTITION BY line_id, from_on, name, placement, area_code) THEN 1
                    ELSE 0
                END AS own
            FROM spread
        ), figure AS (
            SELECT
                project_id, fiscal_year, source, from_on, until_on, placement, area_code, site_id, weight, share,
                sum(own) FILTER (WHERE name = 'received') AS received,
                sum(own) FILTER (WHERE name = 'obligated') AS obligated,
                sum(own) FILTER (WHERE name = 'disbursed') AS disbursed
            FROM settled
            GROUP BY project_id, fiscal_year, source, from_on, until_on, placement, area_code, site_id, weight, share
            UNION ALL
            -- years without a line; a project without a last year runs for one
            SELECT
                project.id, year.fiscal_year, NULL, '-infinity', 'infinity', part.placement, part.area_code, spot.site_id,
                part.weight, spot.share, 0, 0, 0
            FROM projects.project
            CROSS JOIN LATERAL generate_series(project.fiscal_year, coalesce(last_year, project.fiscal_year)) AS year (fiscal_year)
            JOIN part ON part.project_id = project.id
            JOIN spot ON spot.project_id = part.project_id AND spot.placement = part.placement
                AND spot.area_code IS NOT DISTINCT FROM part.area_code
            WHERE project.id = ANY (taken) AND NOT EXISTS (
                SELECT FROM line WHERE line.project_id = project.id AND line.fiscal_year = year.fiscal_year
            )
        )
        SELECT
            project_id, row_number() OVER (PARTITION BY project_id), fiscal_year, source, from_on, until_on, placement,
            area_code, site_id, weight, share, received, obligated, disbursed
        FROM figure;
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION derived.count_projects(uuid[]) FROM PUBLIC;

-- What a statement brought, changed or took away belongs to projects whose figures are counted again. Of a project only its
-- years matter: who may see it is asked of the project itself.
CREATE FUNCTION derived.keep_figures() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moved uuid[];
BEGIN
    IF TG_TABLE_NAME = 'project' AND TG_OP = 'INSERT' THEN
        moved := ARRAY(SELECT id FROM new_rows);
    ELSIF TG_TABLE_NAME = 'project' THEN
        moved := ARRAY(SELECT new_rows.id FROM new_rows JOIN old_rows USING (id)
            WHERE (new_rows.fiscal_year, new_rows.last_year) IS DISTINCT FROM (old_rows.fiscal_year, old_rows.last_year));
    ELSIF TG_TABLE_NAME = 'ledger_event' THEN
        moved := ARRAY(SELECT project_id FROM new_rows WHERE kind IN (@KINDS@));
    ELSIF TG_OP = 'INSERT' THEN
        moved := ARRAY(SELECT project_id FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN
        moved := ARRAY(SELECT project_id FROM old_rows);
    ELSE
        moved := ARRAY(SELECT project_id FROM new_rows UNION SELECT project_id FROM old_rows);
    END IF;
    IF cardinality(moved) > 0 THEN
        PERFORM derived.count_projects(moved);
    END IF;
    RETURN NULL;
END $$;
""".replace("@KINDS@", KINDS)
ROWS = {"INSERT": "NEW TABLE AS new_rows", "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows"}  # fmt: skip
MOVED_BY = {
    "projects.project": ("INSERT", "UPDATE"),
    "projects.site": ("INSERT", "UPDATE", "DELETE"),
    "projects.site_area": ("INSERT", "UPDATE", "DELETE"),
    "budgets.budget_line": ("INSERT", "DELETE"),
    "budgets.ledger_event": ("INSERT",),
}
"""What figures come from. A line keeps what they rest on, an event is never changed, and goes only with its line."""


def upgrade() -> None:
    op.create_table(
        "project_figure",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("obligated", sa.BigInteger(), nullable=False),
        sa.Column("disbursed", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("from_on < until_on", name=op.f("ck_project_figure_lasts")),
        sa.CheckConstraint(
            "placement IN ('located', 'province_wide', 'unlocated')", name=op.f("ck_project_figure_placement_known")
        ),
        sa.CheckConstraint(
            "(placement = 'located') = (area_code IS NOT NULL)", name=op.f("ck_project_figure_located_in_an_area")
        ),
        sa.CheckConstraint("share BETWEEN 1 AND weight", name=op.f("ck_project_figure_share_of_weight")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.project.id"], name=op.f("fk_project_figure_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "number", name=op.f("pk_project_figure")),
        schema="derived",
    )
    op.execute(COUNT)
    op.execute("SELECT derived.count_projects(ARRAY(SELECT id FROM projects.project))")
    for table, acts in MOVED_BY.items():
        for act in acts:
            op.execute(f"""CREATE TRIGGER {table.partition(".")[2]}_figures_{act.lower()} AFTER {act} ON {table}
                REFERENCING {ROWS[act]} FOR EACH STATEMENT EXECUTE FUNCTION derived.keep_figures()""")
    for act in ("INSERT", "DELETE"):
        op.execute(f"""CREATE TRIGGER project_figure_{act.lower()}_noted AFTER {act} ON derived.project_figure
            REFERENCING {ROWS[act]} FOR EACH STATEMENT EXECUTE FUNCTION projects.note_sites()""")
    # Through views alone, which show a part outside a viewer's areas as one without a known place.
    op.execute("GRANT SELECT ON derived.project_figure TO phaen_views")
    op.execute("ALTER TABLE derived.project_figure ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute("""CREATE POLICY project_figure_seen ON derived.project_figure FOR SELECT TO phaen_views
        USING (project_id IN (SELECT id FROM projects.project))""")
    op.execute("CREATE POLICY project_figure_kept ON derived.project_figure TO phaen_owner USING (true) WITH CHECK (true)")


def downgrade() -> None:
    for table, acts in MOVED_BY.items():
        for act in acts:
            op.execute(f"DROP TRIGGER {table.partition('.')[2]}_figures_{act.lower()} ON {table}")
    # with the views on it, which are published anew
    op.execute("DROP TABLE derived.project_figure CASCADE")
    op.execute("DROP FUNCTION derived.keep_figures")
    op.execute("DROP FUNCTION derived.count_projects")
