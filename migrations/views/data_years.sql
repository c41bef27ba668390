-- needs: budget_line_sums, indicator_values
-- ปีที่มีข้อมูล · one row per subject and B.E. year of which something is known on the day asked for, with the last day of that
-- year's data, by which a view that calls true_on() shows that year. Subjects: budget, projects, population, and the codes of
-- indicators by district. The year of the day is always there for budget and projects, because absence is the finding.
CREATE VIEW published.data_years AS
WITH day AS (
    SELECT published.true_on() AS today, published.fiscal_year_of(published.true_on()) AS fiscal_year
), found AS (
    SELECT 'budget'::text AS subject, line.fiscal_year AS year
    FROM published.budget_line_sums AS line
    WHERE line.class = 'public' AND line.received <> 0
    UNION
    SELECT 'projects', generate_series(project.fiscal_year, coalesce(project.last_year, project.fiscal_year))
    FROM projects_then.project
    WHERE project.class = 'public'
    UNION
    SELECT subject, day.fiscal_year FROM day CROSS JOIN unnest(ARRAY['budget', 'projects']) AS subject
), known AS (
    SELECT
        found.subject, found.year, published.last_day_of(found.year) AS last_day, true AS is_fiscal,
        'public'::text AS class, NULL::text AS agency
    FROM found
    UNION ALL
    SELECT
        'population', extract(year FROM observation.period_end - 1)::integer + 543, max(observation.period_end) - 1, false,
        'public', NULL
    FROM indicators.observation
    WHERE observation.indicator_code = 'POP-TOTAL' AND observation.period_start <= (SELECT published.true_on())
        AND observation.vintage_on <= (SELECT published.known_on())
    GROUP BY 2
    UNION ALL
    SELECT
        known.indicator_code, extract(year FROM known.period_end - 1)::integer + 543, max(known.period_end) - 1,
        indicator.period_kind = 'fiscal', indicator.class, indicator.organization
    FROM published.indicator_values AS known
    JOIN indicators.indicator ON indicator.code = known.indicator_code
    WHERE known.digits = 4 AND known.missing = 0 AND known.period_start <= (SELECT published.true_on())
    GROUP BY known.indicator_code, 2, indicator.period_kind, indicator.class, indicator.organization
)
SELECT
    known.subject, known.year, least(known.last_day, day.today) AS last_day, known.is_fiscal, known.class, known.agency,
    NULL::text AS area_code
FROM known
CROSS JOIN day
WHERE known.year <= CASE WHEN known.subject IN ('budget', 'projects') THEN day.fiscal_year ELSE known.year END
ORDER BY known.subject, known.year;
