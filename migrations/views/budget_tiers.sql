-- Y1 และ Y2 ตามลำดับ · one row per project, appropriation year, source and tier of its national approval: its rank, what was
-- approved, the running sum in the order of ranks, and whether that lies inside the ceiling (NULL where none is set).
CREATE VIEW published.budget_tiers AS
WITH standing AS (
    SELECT line.project_id, line.fiscal_year, line.source, event.tier, event.priority, event.amount_satang
    FROM budgets.ledger_event AS event
    JOIN budgets.budget_line AS line ON line.id = event.line_id
    WHERE event.kind = 'nat_approved'
        AND event.occurred_on <= (SELECT published.true_on())
        AND (event.recorded_at AT TIME ZONE 'Asia/Bangkok')::date <= (SELECT published.known_on())
), approved AS (
    SELECT project_id, fiscal_year, source, tier, min(priority) AS priority, sum(amount_satang) AS approved
    FROM standing
    GROUP BY project_id, fiscal_year, source, tier
    HAVING sum(amount_satang) > 0
), ranked AS (
    SELECT
        approved.*, project.reference AS project_reference, project.title_th, project.title_en, project.state,
        project.class, project.agency, project.area_codes,
        sum(approved) OVER (
            PARTITION BY approved.fiscal_year, source
            ORDER BY tier, approved.priority NULLS LAST, project.reference
        ) AS so_far
    FROM approved
    JOIN projects_then.project ON project.id = approved.project_id
)
SELECT
    project_id, project_reference, title_th, title_en, state, fiscal_year, source, tier, priority,
    published.baht(approved) AS approved_baht, published.baht(so_far) AS so_far_baht,
    published.baht(ceiling.amount_satang) AS ceiling_baht, so_far <= ceiling.amount_satang AS is_inside,
    class, agency, area_codes
FROM ranked
LEFT JOIN budgets.ceiling USING (fiscal_year, source)
ORDER BY fiscal_year, source, tier, priority NULLS LAST, project_reference;
