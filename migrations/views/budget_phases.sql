-- needs: budget_line_sums
-- งบประมาณของโครงการตามขั้น · one row per project, appropriation year, source and class of expenditure: money by phase, in
-- baht. Sums of it by any of these are the totals of pages, exports and forms.
CREATE VIEW published.budget_phases AS
SELECT
    project_id, project_reference, title_th, title_en, state, fiscal_year, source, class5, count(*) AS lines,
    published.baht(sum(requested)) AS requested_baht, published.baht(sum(approved)) AS approved_baht,
    published.baht(sum(allocated)) AS allocated_baht, published.baht(sum(transferred)) AS transferred_baht,
    published.baht(sum(carried_in)) AS carried_in_baht, published.baht(sum(received)) AS received_baht,
    published.baht(sum(obligated)) AS obligated_baht, published.baht(sum(disbursed)) AS disbursed_baht,
    published.baht(sum(carried_over)) AS carried_over_baht, published.baht(sum(returned)) AS returned_baht,
    published.baht(sum(lapsed)) AS lapsed_baht, published.baht(sum(available - obligated)) AS free_baht,
    class, agency, area_codes
FROM published.budget_line_sums
GROUP BY project_id, project_reference, title_th, title_en, state, fiscal_year, source, class5, class, agency, area_codes
ORDER BY project_reference, fiscal_year, source, class5;
