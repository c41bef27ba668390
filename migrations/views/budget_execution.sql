-- needs: budget_line_sums
-- การก่อหนี้และเบิกจ่ายของโครงการ · one row per located site of a project with money: how much of what it received for its
-- latest appropriation year is bound and paid, in per cent.
CREATE VIEW published.budget_execution AS
WITH by_year AS (
    SELECT
        project_id, fiscal_year, sum(received) AS received, sum(obligated) AS obligated, sum(disbursed) AS disbursed
    FROM published.budget_line_sums
    GROUP BY project_id, fiscal_year
    HAVING sum(received) > 0
), latest AS (
    SELECT DISTINCT ON (project_id) by_year.* FROM by_year ORDER BY project_id, fiscal_year DESC
)
SELECT
    site.id::text AS id, project.reference, project.title_th, project.title_en, latest.fiscal_year,
    published.baht(latest.received) / 1000000 AS received_million,
    (100 * latest.obligated / latest.received)::double precision AS obligated_pct,
    (100 * latest.disbursed / latest.received)::double precision AS disbursed_pct,
    CASE
        WHEN latest.disbursed >= latest.received THEN 'paid'
        WHEN latest.disbursed > 0 THEN 'paying'
        WHEN latest.obligated > 0 THEN 'bound'
        ELSE 'free'
    END AS stage,
    site.area_code, project.class, project.agency, project.is_synthetic, site.geom
FROM latest
JOIN projects.project ON project.id = latest.project_id
JOIN projects.site ON site.project_id = project.id
WHERE site.geom IS NOT NULL
ORDER BY site.id::text;
