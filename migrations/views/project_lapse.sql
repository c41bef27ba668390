-- needs: budget_lapse
-- เงินเสี่ยงพับของโครงการ · one row per project with money that will lapse, is to be watched, or was not settled by 30 September;
-- the worst of its lines counts.
CREATE VIEW published.project_lapse AS
WITH risky AS (
    SELECT
        project_id, min(days_left) AS days_left, sum(at_risk_baht) / 1000000 AS at_risk_million,
        min(CASE status WHEN 'past' THEN 1 WHEN 'will_lapse' THEN 2 ELSE 3 END) AS grade, max(fiscal_year) AS fiscal_year
    FROM published.budget_lapse
    WHERE status <> 'in_time'
    GROUP BY project_id
)
SELECT
    project_id, fiscal_year, days_left, at_risk_million,
    CASE grade WHEN 1 THEN 'past' WHEN 2 THEN 'will_lapse' ELSE 'watch' END AS status
FROM risky;
