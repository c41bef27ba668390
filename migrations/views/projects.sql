-- โครงการ · one row per located site of a project. What is still proposed, returned or turned down is at least internal,
-- so the public sees what has come into the plan. An unlocated site is counted elsewhere, never faked here. On a past day
-- what had not begun to be is left out, as in the list of projects.
CREATE VIEW published.projects AS
SELECT
    site.id::text AS id, project.reference, project.title_th, project.title_en, project.kind, project.sector,
    project.fiscal_year, project.state,
    CASE
        WHEN project.state IN ('draft', 'submitted', 'returned', 'screened') THEN 'proposed'
        WHEN project.state IN ('approved_plan', 'requested') THEN 'planned'
        WHEN project.state IN ('funded', 'reserve', 'preparing') THEN 'funded'
        WHEN project.state IN ('procuring', 'contracted') THEN 'procuring'
        WHEN project.state IN ('completed', 'accepted', 'handed_over', 'in_use_checked', 'closed') THEN 'done'
        WHEN project.state IN ('rejected', 'cancelled') THEN 'stopped'
        WHEN project.state IN ('suspended', 'problem') THEN 'suspended'
        ELSE project.state -- in_progress stands for itself
    END AS phase,
    site.role, site.precision,
    site.area_code,
    site.area_code || ARRAY(SELECT area.area_code FROM projects_then.site_area AS area WHERE area.site_id = site.id) AS touched,
    project.class, project.agency, project.is_synthetic, site.geom
FROM projects_then.project
JOIN projects_then.site ON site.project_id = project.id
WHERE site.geom IS NOT NULL
    AND (
        (SELECT nullif(current_setting('phaen.true_on', true), '')) IS NULL
        OR project.id NOT IN (
            SELECT step.project_id FROM projects.project_transition AS step GROUP BY step.project_id
            HAVING min((step.at AT TIME ZONE 'Asia/Bangkok')::date) > (SELECT nullif(current_setting('phaen.true_on', true), '')::date)
        )
    )
ORDER BY site.id::text;
