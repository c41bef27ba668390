-- needs: budget_per_head_districts
-- ความเป็นธรรมของงบประมาณรายอำเภอ · one row per district: its share of the located money of its province over its share of the
-- people (location quotient): 1 is the same for everybody. Where the people of one district are not known, nobody's share is.
CREATE VIEW published.budget_equity_districts AS
WITH whole AS (
    SELECT
        parent_code, sum(received_million) AS received,
        CASE WHEN bool_and(people IS NOT NULL) THEN sum(people) END AS people
    FROM published.budget_per_head_districts
    GROUP BY parent_code
), shared AS (
    SELECT
        budget.*,
        budget.received_million / nullif(whole.received, 0) AS of_money,
        budget.people / nullif(whole.people, 0)::double precision AS of_people
    FROM published.budget_per_head_districts AS budget
    JOIN whole USING (parent_code)
)
SELECT
    area_id, code, name_th, name_en, parent_code, fiscal_year, received_million, people, baht_per_head,
    100 * of_money AS money_percent, 100 * of_people AS people_percent,
    of_money / nullif(of_people, 0) AS equity_index,
    class, agency, area_code, is_synthetic, label_point, geom
FROM shared
ORDER BY code;
