-- สถิติโครงการ · one row per project, fiscal year in which it runs or has money, source of that money, part of the project and site
-- in it; with its money in satang, as kept beside the ledger (derived.project_figure), of today. What has no place is a part
-- like any other. Of a project that is not public, what lies outside a viewer's areas is to him without a known place.
CREATE VIEW published.project_statistics AS
WITH narrowed AS MATERIALIZED (
    -- who sees what is public alone is narrowed by nothing
    SELECT CASE WHEN NOT core.seen('classes')::text[] <@ '{public}' THEN core.seen('areas')::text[] END AS areas
), figure AS NOT MATERIALIZED (
    SELECT
        project_id, figure.weight, figure.share, figure.placement, figure.area_code, figure.site_id, figure.fiscal_year,
        figure.source, project.agency, project.reference, project.title_th, project.title_en, project.kind, project.sector,
        project.state, project.is_synthetic, figure.received, figure.obligated, figure.disbursed, project.class,
        project.area_codes
    FROM derived.project_figure AS figure
    JOIN projects.project ON project.id = figure.project_id
    -- said so that the planner, who knows how many are infinite, expects nearly all of them
    WHERE (from_on = '-infinity' OR from_on <= (SELECT published.true_on()))
        AND (until_on = 'infinity' OR until_on > (SELECT published.true_on()))
        -- a past day is asked of the ledger itself
        AND (SELECT least(published.true_on(), published.known_on()) >= (now() AT TIME ZONE 'Asia/Bangkok')::date)
), held AS MATERIALIZED (
    SELECT
        figure.*, class = 'public' OR placement = 'province_wide' OR coalesce(ARRAY[
            left(area_code, 2), left(area_code, 4), left(area_code, 6), area_code] && (SELECT areas FROM narrowed), false)
            AS is_seen
    FROM figure WHERE (SELECT areas FROM narrowed) IS NOT NULL
), part AS (
    SELECT
        project_id, weight, placement, area_code, site_id, fiscal_year, source, agency, reference, title_th, title_en, kind,
        sector, state, is_synthetic, received, obligated, disbursed, class, area_codes
    FROM figure WHERE (SELECT areas FROM narrowed) IS NULL
    UNION ALL
    SELECT
        project_id, weight, placement, area_code, site_id, fiscal_year, source, agency, reference, title_th, title_en, kind,
        sector, state, is_synthetic, received, obligated, disbursed, class, area_codes
    FROM held WHERE is_seen
    UNION ALL
    SELECT
        project_id, sum(share)::bigint, 'unlocated', NULL, NULL, fiscal_year, source, agency, reference, title_th, title_en,
        kind, sector, state, is_synthetic, sum(received)::bigint, sum(obligated)::bigint, sum(disbursed)::bigint, class,
        area_codes
    FROM held WHERE NOT is_seen
    GROUP BY
        project_id, fiscal_year, source, agency, reference, title_th, title_en, kind, sector, state, is_synthetic, class,
        area_codes
)
SELECT
    part.*, source.name_th AS source_th, source.name_en AS source_en, agency.name_th AS agency_th, agency.name_en AS agency_en,
    site.geom
FROM part
LEFT JOIN budgets.funding_source AS source ON source.code = part.source
LEFT JOIN organizations.organization AS agency ON agency.code = part.agency
LEFT JOIN projects.site ON site.id = part.site_id;
