-- needs: project_states
-- รายงานที่ต้องส่ง · one row per project that is being carried out and round of its kind that has begun since the plan began:
-- with the report of the round, or late once the day has passed. What is finished owes nothing more. A plan, a round and a
-- report count from the day on which they were made, opened and filed.
CREATE VIEW published.reports_due AS
WITH curve AS (
    SELECT DISTINCT ON (project_id) project_id, starts_on, cadence FROM monitoring.curve
    WHERE (made_at AT TIME ZONE 'Asia/Bangkok')::date <= least(published.known_on(), published.true_on())
    ORDER BY project_id, revision DESC
), given AS (
    SELECT project_id, round_code, max(revision) AS revision, min(reported_at) AS first_at
    FROM monitoring.progress_report
    WHERE (reported_at AT TIME ZONE 'Asia/Bangkok')::date <= least(published.known_on(), published.true_on())
    GROUP BY project_id, round_code
)
SELECT
    project.id AS project_id, project.reference, project.title_th, project.title_en, project.class, project.agency,
    project.area_codes, project.sector, round.code AS round_code, round.period_start, round.period_end - 1 AS period_last, round.due_on,
    given.revision, given.first_at,
    CASE
        WHEN given.revision IS NOT NULL THEN 'reported' WHEN round.due_on < published.true_on() THEN 'late' ELSE 'due'
    END AS standing,
    CASE WHEN given.revision IS NULL THEN greatest(published.true_on() - round.due_on, 0) ELSE 0 END AS days_late
FROM projects_then.project
JOIN published.project_states AS stood ON stood.project_id = project.id
JOIN curve ON curve.project_id = project.id
JOIN monitoring.round
    ON round.kind = curve.cadence AND round.period_end > curve.starts_on AND round.period_start <= published.true_on()
    AND (round.opened_at IS NULL OR (round.opened_at AT TIME ZONE 'Asia/Bangkok')::date <= published.true_on())
LEFT JOIN given ON given.project_id = project.id AND given.round_code = round.code
WHERE stood.state IN ('funded', 'preparing', 'procuring', 'contracted', 'in_progress', 'suspended');
