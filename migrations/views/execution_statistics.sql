-- needs: project_execution, budget_place_sums
-- สถิติการใช้จ่าย · one row per project with money, source and part of the project: the money of its latest appropriation year in
-- satang. What has no place is a part like any other.
CREATE VIEW published.execution_statistics AS
WITH money AS (
    SELECT
        line.project_id, line.fiscal_year, line.source, place.placement, place.area_code, place.weight,
        sum(place.received) AS received, sum(place.obligated) AS obligated, sum(place.disbursed) AS disbursed
    FROM published.budget_place_sums AS place
    JOIN budgets.budget_line AS line ON line.id = place.line_id
    GROUP BY line.project_id, line.fiscal_year, line.source, place.placement, place.area_code, place.weight
)
SELECT
    latest.project_id, money.weight, money.placement, money.area_code, latest.fiscal_year, latest.stage,
    latest.obligated_pct, latest.disbursed_pct, money.source, source.name_th AS source_th, source.name_en AS source_en,
    project.agency, agency.name_th AS agency_th, agency.name_en AS agency_en,
    project.reference, project.title_th, project.title_en, project.is_synthetic,
    money.received, money.obligated, money.disbursed, project.class, project.area_codes
FROM published.project_execution AS latest
JOIN money USING (project_id, fiscal_year)
JOIN projects_then.project ON project.id = latest.project_id
JOIN budgets.funding_source AS source ON source.code = money.source
LEFT JOIN organizations.organization AS agency ON agency.code = project.agency;
