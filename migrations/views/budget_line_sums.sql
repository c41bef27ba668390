-- ยอดของรายการงบประมาณ (สตางค์) · one row per budget line: its ledger folded as it was true and known on the days asked for,
-- in satang, for other views. A line without events has no money: its sums are zero.
CREATE VIEW published.budget_line_sums AS
WITH standing AS (
    SELECT
        event.line_id, event.kind, event.road, event.amount_satang AS amount,
        -- a reversal undoes what its event did, whichever year it is recorded in
        coalesce(undone.cash_year, event.cash_year) > event.appropriation_year AS is_late
    FROM budgets.ledger_event AS event
    LEFT JOIN budgets.ledger_event AS undone ON undone.id = event.reverses
    WHERE event.occurred_on <= (SELECT published.true_on())
        AND (event.recorded_at AT TIME ZONE 'Asia/Bangkok')::date <= (SELECT published.known_on())
), folded AS (
    SELECT
        line_id,
        sum(amount) FILTER (WHERE kind = 'requested') AS requested,
        sum(amount) FILTER (WHERE kind = 'nat_approved') AS approved,
        sum(amount) FILTER (WHERE kind = 'allocated') AS allocated,
        sum(CASE kind WHEN 'transferred_out' THEN -amount ELSE amount END)
            FILTER (WHERE kind IN ('transferred_in', 'transferred_out')) AS transferred,
        sum(amount) FILTER (WHERE kind = 'carried_in') AS carried_in,
        sum(amount) FILTER (WHERE kind = 'returned') AS returned,
        sum(amount) FILTER (WHERE kind = 'lapsed') AS lapsed,
        sum(CASE kind WHEN 'contract_reduced' THEN -amount ELSE amount END)
            FILTER (WHERE kind IN ('contracted', 'contract_reduced')) AS contracted,
        sum(amount) FILTER (WHERE kind = 'disbursed') AS disbursed,
        sum(amount) FILTER (WHERE kind = 'disbursed' AND road = 'direct') AS direct_paid,
        sum(amount) FILTER (WHERE kind = 'disbursed' AND is_late) AS paid_late,
        sum(amount) FILTER (WHERE kind = 'carried_over') AS carried_over
    FROM standing
    GROUP BY line_id
), summed AS (
    SELECT
        line.*, coalesce(requested, 0) AS requested, coalesce(approved, 0) AS approved,
        coalesce(allocated, 0) AS allocated, coalesce(transferred, 0) AS transferred, coalesce(carried_in, 0) AS carried_in,
        coalesce(returned, 0) AS returned, coalesce(lapsed, 0) AS lapsed, coalesce(contracted, 0) AS contracted,
        coalesce(disbursed, 0) AS disbursed, coalesce(direct_paid, 0) AS direct_paid, coalesce(paid_late, 0) AS paid_late,
        coalesce(carried_over, 0) AS carried_over
    FROM budgets.budget_line AS line
    LEFT JOIN folded ON folded.line_id = line.id
)
SELECT
    line.id AS line_id, line.reference, line.project_id, line.activity_number, line.fiscal_year, line.source, line.class5,
    line.subclass, line.road, line.external_code, line.lead_days AS own_lead_days,
    coalesce(line.lead_days, subclass.lead_days, class5.lead_days) AS lead_days,
    requested, approved, allocated, transferred, carried_in, returned, lapsed, contracted, disbursed, direct_paid,
    paid_late, carried_over,
    allocated + transferred + carried_in AS received,
    allocated + transferred + carried_in - returned - lapsed AS available,
    contracted + direct_paid AS obligated,
    project.reference AS project_reference, project.title_th, project.title_en, project.state, project.class,
    project.agency, project.area_codes, line.is_synthetic
FROM summed AS line
JOIN projects_then.project ON project.id = line.project_id
JOIN budgets.expense_class AS class5 ON class5.code = line.class5
LEFT JOIN budgets.expense_class AS subclass ON subclass.code = line.subclass;
