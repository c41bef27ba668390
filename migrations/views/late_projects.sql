-- needs: progress
-- โครงการล่าช้า · one row per located site of a project whose light is late, with the rule that says so.
CREATE VIEW published.late_projects AS
SELECT
    site.id::text AS id, progress.reference, progress.title_th, progress.title_en, progress.fiscal_year, progress.sector, progress.reason,
    progress.behind_points, progress.days_behind, progress.slip_days, progress.observed_on, site.area_code,
    site.area_code || ARRAY(SELECT area.area_code FROM projects_then.site_area AS area WHERE area.site_id = site.id) AS touched,
    progress.class,
    progress.agency, progress.is_synthetic, site.geom
FROM published.progress
JOIN projects_then.site USING (project_id)
WHERE site.geom IS NOT NULL AND site.role <> 'beneficiary'
    -- Asked so that the planner guesses half of them, as many may be late: for an equality it guesses a two-hundredth, and
    -- meets the sites row by row.
    AND coalesce(progress.light = 'late', false)
ORDER BY site.id::text;
