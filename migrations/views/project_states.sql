-- สถานะของโครงการ ณ วันหนึ่ง · one row per project: the state that it was in at the end of the day asked for, by the steps that
-- the viewer may see. The first step after that day tells what it left; without one, its state of today was reached already.
-- NULL: its history began later. `is_kept`: there is a history; a project registered in its state has none.
CREATE VIEW published.project_states AS
WITH step AS (
    SELECT project_id, number, from_state, (at AT TIME ZONE 'Asia/Bangkok')::date > (SELECT published.true_on()) AS is_later
    FROM projects.project_transition
), later AS (
    SELECT DISTINCT ON (project_id) project_id, from_state FROM step WHERE is_later ORDER BY project_id, number
), told AS (
    SELECT project_id, bool_or(NOT is_later) AS had_begun FROM step GROUP BY project_id
)
SELECT
    project.id AS project_id,
    CASE
        WHEN later.project_id IS NULL THEN project.state
        WHEN told.had_begun THEN later.from_state
    END AS state,
    told.project_id IS NOT NULL AS is_kept
FROM projects.project
LEFT JOIN later ON later.project_id = project.id
LEFT JOIN told ON told.project_id = project.id;
