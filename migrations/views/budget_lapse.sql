-- needs: budget_line_sums
-- เงินที่จะพับไป · one row per budget line with money that nothing keeps over 30 September: until then what is neither bound
-- nor reserved, after it what is neither paid in time nor reserved. `will_lapse`: fewer days are left than a contract takes.
CREATE VIEW published.budget_lapse AS
WITH judged AS (
    SELECT
        line_id, published.last_day_of(fiscal_year) - (SELECT published.true_on()) AS days_left,
        available - CASE
            WHEN (SELECT published.true_on()) > published.last_day_of(fiscal_year)
                THEN disbursed - paid_late + carried_over
            ELSE greatest(obligated, disbursed - paid_late + carried_over)
        END AS at_risk
    FROM published.budget_line_sums
)
SELECT
    line.line_id, line.reference, line.project_id, line.project_reference, line.title_th, line.title_en, line.state,
    line.fiscal_year, line.source, line.class5, line.subclass, line.road, line.lead_days, judged.days_left,
    CASE
        WHEN judged.days_left < 0 THEN 'past'
        WHEN judged.days_left < line.lead_days THEN 'will_lapse'
        WHEN judged.days_left < line.lead_days + 60 THEN 'watch'
        ELSE 'in_time'
    END AS status,
    published.baht(line.received) AS received_baht, published.baht(line.obligated) AS obligated_baht,
    published.baht(judged.at_risk) AS at_risk_baht,
    line.class, line.agency, line.area_codes
FROM judged
JOIN published.budget_line_sums AS line USING (line_id)
WHERE judged.at_risk > 0 AND line.fiscal_year <= published.fiscal_year_of((SELECT published.true_on()))
ORDER BY judged.days_left, judged.at_risk DESC, line.reference;
