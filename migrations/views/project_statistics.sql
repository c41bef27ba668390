-- needs: budget_place_sums, project_parts
-- สถิติโครงการ · one row per project, fiscal year in which it runs or has money, source of that money, and part of the project;
-- with its money in satang as true and known on the days asked for. What has no place is a part like any other.
CREATE VIEW published.project_statistics AS
WITH part AS (
    SELECT
        line.project_id, line.fiscal_year, line.source, place.placement, place.area_code, place.weight,
        sum(place.received) AS received, sum(place.obligated) AS obligated, sum(place.disbursed) AS disbursed
    FROM published.budget_place_sums AS place
    JOIN budgets.budget_line AS line ON line.id = place.line_id
    GROUP BY line.project_id, line.fiscal_year, line.source, place.placement, place.area_code, place.weight
    UNION ALL
    -- years without a line
    SELECT year.project_id, year.fiscal_year, NULL, part.placement, part.area_code, part.weight, 0, 0, 0
    FROM (
        SELECT project.id AS project_id, year.fiscal_year
        FROM projects_then.project -- one without a last year runs for one
        CROSS JOIN LATERAL generate_series(fiscal_year, coalesce(last_year, fiscal_year)) AS year (fiscal_year)
        WHERE NOT EXISTS (
            SELECT FROM budgets.budget_line AS line
            WHERE line.project_id = project.id AND line.fiscal_year = year.fiscal_year
        )
    ) AS year
    JOIN published.project_parts AS part USING (project_id)
)
SELECT
    part.project_id, part.weight, part.placement, part.area_code, part.fiscal_year,
    part.source, source.name_th AS source_th, source.name_en AS source_en,
    project.agency, agency.name_th AS agency_th, agency.name_en AS agency_en,
    project.reference, project.title_th, project.title_en, project.kind, project.sector, project.state,
    project.is_synthetic, part.received, part.obligated, part.disbursed, project.class, project.area_codes
FROM part
JOIN projects_then.project ON project.id = part.project_id
LEFT JOIN budgets.funding_source AS source ON source.code = part.source
LEFT JOIN organizations.organization AS agency ON agency.code = project.agency;
