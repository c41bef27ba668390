-- needs: budget_line_sums, project_parts
-- งบประมาณรายพื้นที่ (สตางค์) · one row per budget line and part of its project. Each sum of the line is divided over the parts
-- by largest remainder, so that they make up the line exactly.
CREATE VIEW published.budget_place_sums AS
WITH weighed AS (
    SELECT
        line.line_id, part.placement, part.area_code, part.weight, measure.name, measure.amount,
        div(measure.amount * part.weight, 1000000000000) AS whole,
        mod(measure.amount * part.weight, 1000000000000) AS fraction
    FROM published.budget_line_sums AS line
    JOIN published.project_parts AS part USING (project_id)
    CROSS JOIN LATERAL (
        VALUES ('received', line.received), ('obligated', line.obligated), ('disbursed', line.disbursed)
    ) AS measure (name, amount)
), divided AS (
    SELECT
        line_id, placement, area_code, weight, name,
        whole + CASE
            WHEN row_number() OVER (PARTITION BY line_id, name ORDER BY fraction DESC, area_code NULLS LAST, placement)
                <= amount - sum(whole) OVER (PARTITION BY line_id, name) THEN 1
            ELSE 0
        END AS satang
    FROM weighed
)
SELECT
    line_id, placement, area_code, weight,
    sum(satang) FILTER (WHERE name = 'received') AS received,
    sum(satang) FILTER (WHERE name = 'obligated') AS obligated,
    sum(satang) FILTER (WHERE name = 'disbursed') AS disbursed
FROM divided
GROUP BY line_id, placement, area_code, weight;
