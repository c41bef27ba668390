-- needs: budget_line_sums
-- งบประมาณรายพื้นที่ (สตางค์) · one row per budget line and part of its project: an area (a subdistrict, or what alone is
-- known of it: a village, a district), the whole province, or no known place. Each sum of the line is divided over the parts by largest remainder, so that they make up the line exactly.
CREATE VIEW published.budget_place_sums AS
WITH known AS (
    SELECT
        area.project_id, 'located' AS placement, area.area_code,
        sum(site.share_ppm::numeric * area.share_ppm) AS weight
    FROM projects.site
    JOIN projects.site_area AS area ON area.site_id = site.id
    GROUP BY area.project_id, area.area_code
    UNION ALL
    -- what benefits people without a place of its own is for the whole province
    SELECT project_id, 'province_wide', NULL, sum(share_ppm::numeric * 1000000)
    FROM projects.site
    WHERE geom IS NULL AND role = 'beneficiary'
    GROUP BY project_id
), part AS (
    SELECT project_id, placement, area_code, weight FROM known WHERE weight > 0
    UNION ALL
    -- the rest: sites without a place, outside every subdistrict, or not for this viewer
    SELECT line.project_id, 'unlocated', NULL, 1000000000000 - coalesce(sum(known.weight), 0) -- no known part: all of it
    FROM (SELECT DISTINCT project_id FROM published.budget_line_sums) AS line
    LEFT JOIN known USING (project_id)
    GROUP BY line.project_id
    HAVING coalesce(sum(known.weight), 0) < 1000000000000
), weighed AS (
    SELECT
        line.line_id, part.placement, part.area_code, measure.name, measure.amount,
        div(measure.amount * part.weight, 1000000000000) AS whole,
        mod(measure.amount * part.weight, 1000000000000) AS fraction
    FROM published.budget_line_sums AS line
    JOIN part USING (project_id)
    CROSS JOIN LATERAL (
        VALUES ('received', line.received), ('obligated', line.obligated), ('disbursed', line.disbursed)
    ) AS measure (name, amount)
), divided AS (
    SELECT
        line_id, placement, area_code, name,
        whole + CASE
            WHEN row_number() OVER (PARTITION BY line_id, name ORDER BY fraction DESC, area_code NULLS LAST, placement)
                <= amount - sum(whole) OVER (PARTITION BY line_id, name) THEN 1
            ELSE 0
        END AS satang
    FROM weighed
)
SELECT
    line_id, placement, area_code,
    sum(satang) FILTER (WHERE name = 'received') AS received,
    sum(satang) FILTER (WHERE name = 'obligated') AS obligated,
    sum(satang) FILTER (WHERE name = 'disbursed') AS disbursed
FROM divided
GROUP BY line_id, placement, area_code;
