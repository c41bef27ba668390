-- needs: budget_line_sums
-- โครงการรายปีงบประมาณ · one row per project and fiscal year in which it runs or has a budget line: its money of that
-- appropriation year by phase, in baht, on the day asked for; zero where it has none.
CREATE VIEW published.project_years AS
WITH money AS (
    SELECT
        project_id, fiscal_year, sum(requested) AS requested, sum(received) AS received, sum(obligated) AS obligated,
        sum(disbursed) AS disbursed
    FROM published.budget_line_sums
    GROUP BY project_id, fiscal_year
), year AS (
    SELECT id AS project_id, generate_series(fiscal_year, coalesce(last_year, fiscal_year)) AS fiscal_year
    FROM projects_then.project
    UNION
    SELECT project_id, fiscal_year FROM money
)
SELECT
    year.project_id, project.reference AS project_reference, project.title_th, project.title_en, project.state,
    year.fiscal_year,
    published.baht(coalesce(money.requested, 0)) AS requested_baht,
    published.baht(coalesce(money.received, 0)) AS received_baht,
    published.baht(coalesce(money.obligated, 0)) AS obligated_baht,
    published.baht(coalesce(money.disbursed, 0)) AS disbursed_baht,
    project.class, project.agency, project.area_codes
FROM year
JOIN projects_then.project ON project.id = year.project_id
LEFT JOIN money ON money.project_id = year.project_id AND money.fiscal_year = year.fiscal_year
ORDER BY project.reference, year.fiscal_year;
