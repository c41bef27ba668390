-- needs: budget_lapse
-- โครงการที่เงินเสี่ยงพับ · one row per located site of a project with money that will lapse, is to be watched, or was not
-- settled by 30 September; the worst of its lines counts.
CREATE VIEW published.lapse_risk AS
WITH risky AS (
    SELECT
        project_id, min(days_left) AS days_left, sum(at_risk_baht) / 1000000 AS at_risk_million,
        min(CASE status WHEN 'past' THEN 1 WHEN 'will_lapse' THEN 2 ELSE 3 END) AS grade, max(fiscal_year) AS fiscal_year
    FROM published.budget_lapse
    WHERE status <> 'in_time'
    GROUP BY project_id
)
SELECT
    site.id::text AS id, project.reference, project.title_th, project.title_en, risky.fiscal_year, risky.days_left,
    risky.at_risk_million,
    CASE risky.grade WHEN 1 THEN 'past' WHEN 2 THEN 'will_lapse' ELSE 'watch' END AS status,
    site.area_code, project.class, project.agency, project.is_synthetic, site.geom
FROM risky
JOIN projects.project ON project.id = risky.project_id
JOIN projects.site ON site.project_id = project.id
WHERE site.geom IS NOT NULL
ORDER BY site.id::text;
