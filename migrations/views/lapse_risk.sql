-- needs: project_lapse
-- โครงการที่เงินเสี่ยงพับ · one row per located site of a project with money that will lapse, is to be watched, or was not
-- settled by 30 September.
CREATE VIEW published.lapse_risk AS
SELECT
    site.id::text AS id, project.reference, project.title_th, project.title_en, risky.fiscal_year, risky.days_left,
    risky.at_risk_million, risky.status,
    site.area_code,
    site.area_code || ARRAY(SELECT area.area_code FROM projects_then.site_area AS area WHERE area.site_id = site.id) AS touched,
    project.class, project.agency, project.is_synthetic, site.geom
FROM published.project_lapse AS risky
JOIN projects_then.project ON project.id = risky.project_id
JOIN projects_then.site ON site.project_id = project.id
WHERE site.geom IS NOT NULL
ORDER BY site.id::text;
