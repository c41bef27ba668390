-- needs: project_states
-- ไฟสถานะโครงการ · one row per project that is funded, being carried out or finished: also one that has not begun, so that
-- the denominator hides nothing. The light is decided here and nowhere else, by the rule that was in force on the day.
-- The plan is compared with the report on the day that the report describes; a day counts when it has ended. Plans and reports
-- count from the day on which they were made, so that a light of the past is the one that was seen.
CREATE VIEW published.progress AS
WITH rule AS (
    SELECT watch_points, late_points, watch_days, late_days, stale_days, valid_from FROM monitoring.light_rule
    WHERE valid_from <= published.true_on() ORDER BY valid_from DESC LIMIT 1
), curve AS (
    SELECT DISTINCT ON (project_id) id AS curve_id, project_id, starts_on FROM monitoring.curve
    WHERE (made_at AT TIME ZONE 'Asia/Bangkok')::date <= least(published.known_on(), published.true_on())
    ORDER BY project_id, revision DESC
), point AS (
    SELECT project_id, starts_on AS day, 0::double precision AS pct FROM curve
    UNION ALL
    SELECT curve.project_id, (planned.month + interval '1 month')::date, planned.planned_pct::double precision
    FROM curve JOIN monitoring.planned_progress AS planned USING (curve_id)
), step AS (
    SELECT
        project_id, day, pct, lead(day) OVER course AS next_day, lead(pct) OVER course AS next_pct,
        min(day) OVER course AS starts_on
    FROM point WINDOW course AS (PARTITION BY project_id ORDER BY day)
), span AS (
    SELECT project_id, min(day) AS starts_on, max(day) AS ends_on FROM point GROUP BY project_id
), revised AS (
    SELECT DISTINCT ON (project_id, round_code)
        project_id, round_code, id AS report_id, observed_on, reported_at, reported_satang, problem_class,
        physical_pct::double precision AS actual_pct
    FROM monitoring.progress_report
    WHERE (reported_at AT TIME ZONE 'Asia/Bangkok')::date <= least(published.known_on(), published.true_on())
    ORDER BY project_id, round_code, revision DESC
), reported AS (
    SELECT DISTINCT ON (project_id) revised.*, observed_on + 1 AS observed_end FROM revised
    WHERE observed_on <= published.true_on() ORDER BY project_id, observed_on DESC, reported_at DESC
), planned AS (
    SELECT
        project_id,
        coalesce(pct + (next_pct - pct) * (observed_end - day) / (next_day - day), pct) AS planned_pct
    FROM reported JOIN step USING (project_id)
    WHERE day <= observed_end AND (next_day > observed_end OR next_day IS NULL)
), earned AS (
    -- Earned schedule (Lipke 2003), see app/monitoring/rules.py: the last point of the plan that was reached, and a part of
    -- the way to the next one.
    SELECT DISTINCT ON (project_id)
        project_id, day - starts_on + coalesce((actual_pct - pct) / nullif(next_pct - pct, 0) * (next_day - day), 0) AS earned_days
    FROM reported JOIN step USING (project_id) WHERE pct <= actual_pct ORDER BY project_id, day DESC
), owned AS (
    SELECT project_id, bool_and(coalesce(handed_over_on <= published.true_on(), false)) AS has_owner
    FROM monitoring_then.asset
    GROUP BY project_id
), measured AS (
    SELECT
        project.id AS project_id, stood.state,
        span.starts_on, span.ends_on, reported.report_id, reported.round_code, reported.observed_on, reported.actual_pct,
        reported.reported_satang, reported.problem_class,
        -- before the first day of the plan nothing is planned
        CASE WHEN span.project_id IS NOT NULL AND reported.project_id IS NOT NULL THEN coalesce(planned.planned_pct, 0) END
            AS planned_pct,
        earned.earned_days, reported.observed_end - span.starts_on AS passed_days,
        stood.state IN ('completed', 'accepted', 'handed_over', 'in_use_checked', 'closed') AS is_finished,
        coalesce(owned.has_owner, no_asset.project_id IS NOT NULL) AS has_owner
    FROM projects_then.project
    JOIN published.project_states AS stood ON stood.project_id = project.id
    LEFT JOIN span ON span.project_id = project.id
    LEFT JOIN reported ON reported.project_id = project.id
    LEFT JOIN planned ON planned.project_id = project.id
    LEFT JOIN earned ON earned.project_id = project.id
    LEFT JOIN owned ON owned.project_id = project.id
    LEFT JOIN monitoring.no_asset ON no_asset.project_id = project.id
        AND (no_asset.said_at AT TIME ZONE 'Asia/Bangkok')::date <= published.true_on()
    WHERE stood.state IN ('funded', 'preparing', 'procuring', 'contracted', 'in_progress', 'suspended', 'completed',
        'accepted', 'handed_over', 'in_use_checked', 'closed')
), foreseen AS (
    SELECT
        measured.*,
        round((planned_pct - actual_pct)::numeric, 2)::double precision AS behind_points,
        CASE WHEN passed_days > 0 THEN earned_days / passed_days END AS spi_t,
        CASE WHEN passed_days > 0 THEN round((passed_days - earned_days)::numeric)::integer END AS days_behind,
        CASE
            WHEN actual_pct < 100 AND passed_days > 0 AND earned_days > 0
            -- a forecast beyond a hundred years says "not at this pace"
            THEN least(ceil(((ends_on - starts_on) * passed_days / earned_days)::numeric), 36500)::integer
        END AS expected_days
    FROM measured
), judged AS (
    SELECT
        foreseen.*, rule.valid_from AS rule_from,
        starts_on + expected_days - 1 AS forecast_on, expected_days - (ends_on - starts_on) AS slip_days,
        CASE
            WHEN is_finished AND has_owner THEN 'finished'
            WHEN is_finished THEN 'no_owner'
            WHEN ends_on IS NULL THEN 'no_plan'
            WHEN report_id IS NULL AND published.true_on() < starts_on THEN 'not_due'
            WHEN report_id IS NULL THEN 'no_report'
            WHEN published.true_on() - observed_on > rule.stale_days THEN 'stale'
            WHEN published.true_on() >= ends_on AND actual_pct < 100 THEN 'past_finish'
            WHEN behind_points >= rule.late_points THEN 'behind'
            WHEN expected_days - (ends_on - starts_on) >= rule.late_days THEN 'forecast'
            WHEN behind_points >= rule.watch_points THEN 'behind'
            WHEN expected_days - (ends_on - starts_on) >= rule.watch_days THEN 'forecast'
            WHEN state = 'suspended' THEN 'suspended'
            ELSE 'on_plan'
        END AS reason,
        CASE
            WHEN is_finished AND has_owner THEN 'done'
            WHEN is_finished THEN 'late'
            WHEN ends_on IS NULL OR (report_id IS NULL AND published.true_on() >= starts_on) THEN 'unknown'
            WHEN report_id IS NULL THEN 'on_track'
            -- without a rule nothing is known
            WHEN rule.stale_days IS NULL OR published.true_on() - observed_on > rule.stale_days THEN 'unknown'
            WHEN (published.true_on() >= ends_on AND actual_pct < 100) OR behind_points >= rule.late_points
                OR expected_days - (ends_on - starts_on) >= rule.late_days THEN 'late'
            WHEN behind_points >= rule.watch_points OR state = 'suspended'
                OR expected_days - (ends_on - starts_on) >= rule.watch_days THEN 'watch'
            ELSE 'on_track'
        END AS light
    FROM foreseen LEFT JOIN rule ON true
)
SELECT
    judged.project_id, project.reference, project.title_th, project.title_en, judged.state, project.fiscal_year,
    project.sector,
    project.class, project.agency, project.area_codes, project.is_synthetic,
    judged.light, judged.reason, judged.rule_from, judged.starts_on, judged.ends_on - 1 AS planned_finish,
    judged.report_id, judged.round_code, judged.observed_on, published.true_on() - judged.observed_on AS report_age,
    judged.planned_pct, judged.actual_pct, judged.behind_points, judged.days_behind, judged.spi_t,
    judged.forecast_on, judged.slip_days, judged.reported_satang, judged.problem_class, judged.has_owner
FROM judged JOIN projects_then.project ON project.id = judged.project_id;
