-- needs: budget_line_sums, budget_place_sums, project_parts
-- สถิติโครงการ · one row per project, fiscal year in which it runs or has money, source of that money, and part of the project;
-- with its money in satang as true and known on the days asked for. What has no place is a part like any other.
CREATE VIEW published.project_statistics AS
WITH money AS (
    SELECT
        line.project_id, line.fiscal_year, line.source, place.placement, place.area_code,
        sum(place.received) AS received, sum(place.obligated) AS obligated, sum(place.disbursed) AS disbursed
    FROM published.budget_place_sums AS place
    JOIN published.budget_line_sums AS line USING (line_id)
    GROUP BY line.project_id, line.fiscal_year, line.source, place.placement, place.area_code
), without_money AS (
    SELECT id AS project_id, generate_series(fiscal_year, coalesce(last_year, fiscal_year))AS fiscal_year
    FROM projects.project -- one without a last year has one
    EXCEPT
    SELECT project_id, fiscal_year FROM published.budget_line_sums
), part AS (
    SELECT project_id, fiscal_year, source, placement, area_code, received, obligated, disbursed FROM money
    UNION ALL
    SELECT year.project_id, year.fiscal_year, NULL, part.placement, part.area_code, 0, 0, 0
    FROM without_money AS year
    JOIN published.project_parts AS part USING (project_id)
)
SELECT
    part.project_id, parts.weight, part.placement, part.area_code, part.fiscal_year,
    part.source, source.name_th AS source_th, source.name_en AS source_en,
    project.agency, agency.name_th AS agency_th, agency.name_en AS agency_en,
    project.reference, project.title_th, project.title_en, project.kind, project.sector, project.state,
    project.is_synthetic, part.received, part.obligated, part.disbursed, project.class, project.area_codes
FROM part
JOIN projects.project ON project.id = part.project_id
-- no code is empty: what has no area meets what has none
JOIN published.project_parts AS parts ON parts.project_id = part.project_id AND parts.placement = part.placement
    AND coalesce(parts.area_code, '') = coalesce(part.area_code, '')
LEFT JOIN budgets.funding_source AS source ON source.code = part.source
LEFT JOIN organizations.organization AS agency ON agency.code = project.agency;
