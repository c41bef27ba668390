-- needs: progress, project_parts
-- สถิติไฟสถานะ · one row per project that has a light and part of the project: also of those that no map shows.
CREATE VIEW published.light_statistics AS
SELECT
    progress.project_id, part.weight, part.placement, part.area_code, progress.reference, progress.title_th,
    progress.title_en, progress.fiscal_year, progress.sector, progress.light, progress.reason, progress.planned_pct,
    progress.actual_pct, progress.observed_on, progress.behind_points, progress.days_behind, progress.slip_days,
    progress.forecast_on, progress.planned_finish,
    progress.agency, agency.name_th AS agency_th, agency.name_en AS agency_en,
    progress.class, progress.area_codes, progress.is_synthetic
FROM published.progress
JOIN published.project_parts AS part USING (project_id)
LEFT JOIN organizations.organization AS agency ON agency.code = progress.agency;
