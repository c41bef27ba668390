-- needs: project_lapse, statistics_parts
-- สถิติโครงการที่เงินเสี่ยงพับ · one row per project with money at risk and part of the project: also of those that no map shows.
CREATE VIEW published.lapse_statistics AS
WITH risky AS MATERIALIZED (
    SELECT project_id, fiscal_year, days_left, at_risk_million, status FROM published.project_lapse
)
SELECT part.*, risky.fiscal_year, risky.days_left, risky.at_risk_million, risky.status
FROM risky JOIN published.statistics_parts AS part USING (project_id);
