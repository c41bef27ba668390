-- needs: budget_line_sums
-- รายการงบประมาณตามขั้น · one row per budget line: its money by phase in baht, on the day asked for. `fiscal_year` is the
-- appropriation year; `received` is what was allocated with transfers and what was carried in.
CREATE VIEW published.budget_lines AS
SELECT
    line_id, reference, project_id, project_reference, title_th, title_en, state, activity_number, fiscal_year, source,
    class5, subclass, road, external_code, own_lead_days, lead_days,
    published.baht(requested) AS requested_baht, published.baht(approved) AS approved_baht,
    published.baht(allocated) AS allocated_baht, published.baht(transferred) AS transferred_baht,
    published.baht(carried_in) AS carried_in_baht, published.baht(received) AS received_baht,
    published.baht(obligated) AS obligated_baht, published.baht(disbursed) AS disbursed_baht,
    published.baht(paid_late) AS paid_late_baht, published.baht(carried_over) AS carried_over_baht,
    published.baht(returned) AS returned_baht, published.baht(lapsed) AS lapsed_baht,
    published.baht(available - obligated) AS free_baht,
    class, agency, area_codes, is_synthetic
FROM published.budget_line_sums
ORDER BY reference;
