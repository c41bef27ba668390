-- needs: project_statistics
-- สถิติการใช้จ่าย · one row per project with money, source and part of the project: the money of its latest appropriation year in
-- satang. What has no place is a part like any other.
CREATE VIEW published.execution_statistics AS
WITH by_year AS (
    SELECT
        project_id, fiscal_year, sum(received) AS received, sum(obligated) AS obligated, sum(disbursed) AS disbursed
    FROM published.project_statistics
    GROUP BY project_id, fiscal_year
    HAVING sum(received) > 0
), latest AS MATERIALIZED (
    SELECT DISTINCT ON (project_id)
        project_id, fiscal_year,
        (100 * obligated / received)::double precision AS obligated_pct,
        (100 * disbursed / received)::double precision AS disbursed_pct,
        CASE
            WHEN disbursed >= received THEN 'paid'
            WHEN disbursed > 0 THEN 'paying'
            WHEN obligated > 0 THEN 'bound'
            ELSE 'free'
        END AS stage
    FROM by_year ORDER BY project_id, fiscal_year DESC
)
SELECT part.*, latest.stage, latest.obligated_pct, latest.disbursed_pct
FROM published.project_statistics AS part
JOIN latest USING (project_id, fiscal_year)
WHERE part.source IS NOT NULL;
