-- needs: progress, statistics_parts
-- สถิติไฟสถานะ · one row per project that has a light and part of the project: also of those that no map shows.
CREATE VIEW published.light_statistics AS
WITH lit AS MATERIALIZED (
    SELECT
        project_id, fiscal_year, sector, light, reason, planned_pct, actual_pct, observed_on, behind_points, days_behind,
        slip_days, forecast_on, planned_finish
    FROM published.progress
)
SELECT part.*, lit.fiscal_year, lit.sector, lit.light, lit.reason, lit.planned_pct, lit.actual_pct, lit.observed_on,
    lit.behind_points, lit.days_behind, lit.slip_days, lit.forecast_on, lit.planned_finish
FROM lit JOIN published.statistics_parts AS part USING (project_id);
