-- needs: budget_per_head_districts, target_poor_districts
-- ความต้องการเทียบเงินรายอำเภอ · one row per district: in which third of its province it stands by need (target poor in percent)
-- and by money (baht per head), among the districts of which both are known; equal values stand in the lower third.
CREATE VIEW published.need_money_districts AS
WITH beside AS (
    SELECT
        budget.area_id, budget.code, budget.name_th, budget.name_en, budget.parent_code, budget.fiscal_year, poor.year,
        poor.percent_poor, budget.baht_per_head, poor.class, poor.agency, budget.area_code,
        budget.is_synthetic OR poor.is_synthetic AS is_synthetic, budget.label_point, budget.geom,
        poor.percent_poor IS NOT NULL AND budget.baht_per_head IS NOT NULL AS is_known
    FROM published.budget_per_head_districts AS budget
    JOIN published.target_poor_districts AS poor USING (code)
), ranked AS (
    SELECT
        beside.*,
        CASE WHEN is_known THEN
            least(floor(3 * percent_rank() OVER (PARTITION BY parent_code, is_known ORDER BY percent_poor)) + 1, 3)::integer
        END AS need_third,
        CASE WHEN is_known THEN
            least(floor(3 * percent_rank() OVER (PARTITION BY parent_code, is_known ORDER BY baht_per_head)) + 1, 3)::integer
        END AS money_third
    FROM beside
)
SELECT
    area_id, code, name_th, name_en, parent_code, fiscal_year, year, percent_poor, baht_per_head, need_third, money_third,
    need_third - money_third AS gap,
    CASE WHEN is_known THEN 'n' || need_third || 'm' || money_third ELSE 'unknown' END AS pair,
    class, agency, area_code, is_synthetic, label_point, geom
FROM ranked
ORDER BY code;
