-- needs: budget_line_sums
-- เงินที่จะพับไป · one row per budget line with money that nothing keeps over 30 September: until then what is neither bound
-- nor reserved, after it what is neither paid in time nor reserved. `will_lapse`: fewer days are left than a contract takes.
CREATE VIEW published.budget_lapse AS
WITH judged AS (
    SELECT
        line.*, published.last_day_of(fiscal_year) - (SELECT published.true_on()) AS days_left,
        available - CASE
            WHEN (SELECT published.true_on()) > published.last_day_of(fiscal_year)
                THEN disbursed - paid_late + carried_over
            ELSE greatest(obligated, disbursed - paid_late + carried_over)
        END AS at_risk
    FROM published.budget_line_sums AS line
)
SELECT
    line_id, reference, project_id, project_reference, title_th, title_en, state, fiscal_year, source, class5, subclass, road,
    lead_days, days_left,
    CASE
        WHEN days_left < 0 THEN 'past'
        WHEN days_left < lead_days THEN 'will_lapse'
        WHEN days_left < lead_days + 60 THEN 'watch'
        ELSE 'in_time'
    END AS status,
    published.baht(received) AS received_baht, published.baht(obligated) AS obligated_baht,
    published.baht(at_risk) AS at_risk_baht,
    class, agency, area_codes
FROM judged
WHERE at_risk > 0 AND fiscal_year <= published.fiscal_year_of((SELECT published.true_on()))
ORDER BY days_left, at_risk DESC, reference;
