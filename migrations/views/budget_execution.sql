-- needs: project_execution
-- การก่อหนี้และเบิกจ่ายของโครงการ · one row per located site of a project with money: how much of what it received for its
-- latest appropriation year is bound and paid, in per cent.
CREATE VIEW published.budget_execution AS
SELECT
    site.id::text AS id, project.reference, project.title_th, project.title_en, latest.fiscal_year,
    published.baht(latest.received) / 1000000 AS received_million,
    latest.obligated_pct, latest.disbursed_pct, latest.stage,
    site.area_code, project.class, project.agency, project.is_synthetic, site.geom
FROM published.project_execution AS latest
JOIN projects_then.project ON project.id = latest.project_id
JOIN projects_then.site ON site.project_id = project.id
WHERE site.geom IS NOT NULL
ORDER BY site.id::text;
