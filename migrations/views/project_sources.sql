-- needs: budget_line_sums
-- เงินของโครงการตามแหล่งเงิน · one row per project, fiscal year and source of its budget lines: their money of that appropriation
-- year by phase, in baht, on the day asked for. `has_money`: something was asked for, received or spent by that day; a line
-- keeps no day of its own on which it was put down.
CREATE VIEW published.project_sources AS
SELECT
    line.project_id, line.project_reference, line.fiscal_year, line.source, source.name_th AS source_th,
    source.name_en AS source_en, source.rank,
    published.baht(sum(line.requested)) AS requested_baht,
    published.baht(sum(line.received)) AS received_baht,
    published.baht(sum(line.obligated)) AS obligated_baht,
    published.baht(sum(line.disbursed)) AS disbursed_baht,
    bool_or(line.requested > 0 OR line.approved > 0 OR line.received <> 0 OR line.obligated > 0 OR line.disbursed > 0)
        AS has_money,
    line.class, line.agency, line.area_codes
FROM published.budget_line_sums AS line
JOIN budgets.funding_source AS source ON source.code = line.source
GROUP BY
    line.project_id, line.project_reference, line.fiscal_year, line.source, source.name_th, source.name_en, source.rank,
    line.class, line.agency, line.area_codes
ORDER BY line.project_reference, line.fiscal_year, source.rank, line.source;
