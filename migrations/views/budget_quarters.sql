-- needs: budget_line_sums
-- ก่อหนี้และเบิกจ่ายรายไตรมาส · one row per budget line and quarter in which it moved: what was bound and paid in it, in baht.
-- `fiscal_year` is the appropriation year; quarters 1 to 4 lie in that year, 0 before it, 5 after it (carried-over money).
CREATE VIEW published.budget_quarters AS
WITH moved AS (
    SELECT
        event.line_id,
        CASE
            WHEN event.cash_year < event.appropriation_year THEN 0
            WHEN event.cash_year > event.appropriation_year THEN 5
            ELSE ((extract(month FROM event.occurred_on)::integer + 2) % 12) / 3 + 1
        END AS quarter,
        CASE
            WHEN event.kind = 'contracted' OR (event.kind = 'disbursed' AND event.road = 'direct') THEN event.amount_satang
            WHEN event.kind = 'contract_reduced' THEN -event.amount_satang
            ELSE 0 -- a payment of a contract binds nothing more
        END AS obligated,
        CASE WHEN event.kind = 'disbursed' THEN event.amount_satang ELSE 0 END AS disbursed -- nothing else is paid
    FROM budgets.ledger_event AS event
    WHERE event.kind IN ('contracted', 'contract_reduced', 'disbursed')
        AND event.occurred_on <= (SELECT published.true_on())
        AND (event.recorded_at AT TIME ZONE 'Asia/Bangkok')::date <= (SELECT published.known_on())
)
SELECT
    line.line_id, line.fiscal_year, line.source, line.class5, moved.quarter,
    published.baht(sum(moved.obligated)) AS obligated_baht, published.baht(sum(moved.disbursed)) AS disbursed_baht,
    line.class, line.agency, line.area_codes
FROM moved
JOIN published.budget_line_sums AS line USING (line_id)
GROUP BY line.line_id, line.fiscal_year, line.source, line.class5, moved.quarter, line.class, line.agency, line.area_codes
ORDER BY line.fiscal_year, line.line_id, moved.quarter;
