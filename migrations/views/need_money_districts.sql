-- needs: budget_per_head_districts, target_poor_districts
-- ความต้องการเทียบเงินรายอำเภอ · one row per district: in which third of its province it stands by need (target poor in percent)
-- and by money (baht per head), among the districts of which both are known; equal values stand in the lower third.
CREATE VIEW published.need_money_districts AS
WITH known AS (
    SELECT
        budget.code,
        least(floor(3 * percent_rank() OVER (PARTITION BY budget.parent_code ORDER BY poor.percent_poor)) + 1, 3)::integer
            AS need_third,
        least(floor(3 * percent_rank() OVER (PARTITION BY budget.parent_code ORDER BY budget.baht_per_head)) + 1, 3)::integer
            AS money_third
    FROM published.budget_per_head_districts AS budget
    JOIN published.target_poor_districts AS poor USING (code)
    WHERE poor.percent_poor IS NOT NULL AND budget.baht_per_head IS NOT NULL
)
SELECT
    budget.area_id, budget.code, budget.name_th, budget.name_en, budget.parent_code, budget.fiscal_year, poor.year,
    poor.percent_poor, budget.baht_per_head, known.need_third, known.money_third,
    known.need_third - known.money_third AS gap,
    CASE WHEN known.code IS NULL THEN 'unknown' ELSE 'n' || known.need_third || 'm' || known.money_third END AS pair,
    poor.class, poor.agency, budget.area_code, budget.is_synthetic OR poor.is_synthetic AS is_synthetic,
    budget.label_point, budget.geom
FROM published.budget_per_head_districts AS budget
JOIN published.target_poor_districts AS poor USING (code)
LEFT JOIN known USING (code)
ORDER BY budget.code;
