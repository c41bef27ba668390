-- needs: budget_line_sums
-- การใช้จ่ายของโครงการ · one row per project with money: how much of what it received for its latest appropriation year is bound
-- and paid, in satang and in per cent.
CREATE VIEW published.project_execution AS
WITH by_year AS (
    SELECT
        project_id, fiscal_year, sum(received) AS received, sum(obligated) AS obligated, sum(disbursed) AS disbursed
    FROM published.budget_line_sums
    GROUP BY project_id, fiscal_year
    HAVING sum(received) > 0
), latest AS (
    SELECT DISTINCT ON (project_id) by_year.* FROM by_year ORDER BY project_id, fiscal_year DESC
)
SELECT
    latest.project_id, latest.fiscal_year, latest.received,
    (100 * latest.obligated / latest.received)::double precision AS obligated_pct,
    (100 * latest.disbursed / latest.received)::double precision AS disbursed_pct,
    CASE
        WHEN latest.disbursed >= latest.received THEN 'paid'
        WHEN latest.disbursed > 0 THEN 'paying'
        WHEN latest.obligated > 0 THEN 'bound'
        ELSE 'free'
    END AS stage
FROM latest;
