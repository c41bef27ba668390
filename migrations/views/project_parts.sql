-- ส่วนของโครงการตามที่ตั้ง · one row per project and part of it: an area (a subdistrict, or what alone is known of it: a village,
-- a district), the whole province, or no known place. The weights of a project make up a million millions.
CREATE VIEW published.project_parts AS
WITH known AS (
    -- The project of the site, not that of its area: of two columns of one view the planner guesses 200 groups, however many
    -- sites there are, and money then meets its parts row by row.
    SELECT
        site.project_id, 'located' AS placement, area.area_code,
        sum(site.share_ppm::numeric * area.share_ppm) AS weight
    FROM projects_then.site
    JOIN projects_then.site_area AS area ON area.site_id = site.id
    GROUP BY site.project_id, area.area_code
    UNION ALL
    SELECT project_id, 'province_wide', NULL, sum(share_ppm::numeric * 1000000)
    FROM projects_then.site
    WHERE is_province_wide
    GROUP BY project_id
)
SELECT project_id, placement, area_code, weight FROM known WHERE weight <> 0
UNION ALL
-- the rest: sites without a place, outside every subdistrict, or not for this viewer
SELECT project.id, 'unlocated', NULL, 1000000000000 - coalesce(sum(known.weight), 0) -- no known part: all of it
FROM projects_then.project
LEFT JOIN known ON known.project_id = project.id
GROUP BY project.id
HAVING coalesce(sum(known.weight), 0) < 1000000000000;
