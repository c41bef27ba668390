-- needs: progress
-- โครงการตามไฟสถานะ · one row per located site of a project that has a light. An unlocated site is counted in tables, never
-- faked here.
CREATE VIEW published.project_lights AS
SELECT
    site.id::text AS id, progress.reference, progress.title_th, progress.title_en, progress.fiscal_year, progress.sector, progress.light,
    progress.reason, progress.planned_pct, progress.actual_pct, progress.observed_on, progress.days_behind,
    progress.forecast_on, progress.planned_finish, site.area_code,
    site.area_code || ARRAY(SELECT area.area_code FROM projects_then.site_area AS area WHERE area.site_id = site.id) AS touched,
    progress.class, progress.agency, progress.is_synthetic,
    site.geom
FROM published.progress
JOIN projects_then.site USING (project_id)
WHERE site.geom IS NOT NULL AND site.role <> 'beneficiary'
ORDER BY site.id::text;
