-- โครงการ · one row per located site of a project that has come into the plan; what is still proposed, returned or
-- turned down is not for the public. An unlocated site is counted elsewhere, never faked here.
CREATE VIEW published.projects AS
SELECT
    site.id::text AS id, project.reference, project.title_th, project.title_en, project.kind,
    project.fiscal_year, project.state,
    CASE
        WHEN project.state IN ('approved_plan', 'requested') THEN 'planned'
        WHEN project.state IN ('funded', 'reserve', 'preparing') THEN 'funded'
        WHEN project.state IN ('procuring', 'contracted') THEN 'procuring'
        WHEN project.state IN ('completed', 'accepted', 'handed_over', 'in_use_checked', 'closed') THEN 'done'
        WHEN project.state = 'cancelled' THEN 'stopped'
        ELSE project.state -- in_progress and suspended stand for themselves
    END AS phase,
    site.role, site.precision,
    touched.area_code, project.is_synthetic, site.geom
FROM projects.project
JOIN projects.site ON site.project_id = project.id
LEFT JOIN LATERAL (
    SELECT site_area.area_code FROM projects.site_area
    WHERE site_area.site_id = site.id ORDER BY site_area.share_ppm DESC, site_area.area_code LIMIT 1
) AS touched ON true
WHERE site.geom IS NOT NULL
    AND project.state NOT IN ('draft', 'submitted', 'returned', 'screened', 'rejected')
ORDER BY site.id::text;
