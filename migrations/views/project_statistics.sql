-- สถิติโครงการ · one row per project, fiscal year in which it runs or has money, source of that money, part of the project and site
-- in it; with its money in satang, as kept beside the ledger (derived.project_figure), of today. What has no place is a part
-- like any other. Of a project that is not public, what lies outside a viewer's areas is to him without a known place.
CREATE VIEW published.project_statistics AS
WITH narrowed AS MATERIALIZED (
    SELECT core.seen('areas')::text[] AS areas
), figure AS (
    SELECT
        figure.*, project.class, project.agency, project.area_codes, project.reference, project.title_th, project.title_en,
        project.kind, project.sector, project.state, project.is_synthetic,
        project.class = 'public' OR (SELECT areas FROM narrowed) IS NULL OR coalesce(
            ARRAY[left(figure.area_code, 2), left(figure.area_code, 4), left(figure.area_code, 6), figure.area_code]
            && (SELECT areas FROM narrowed), figure.placement = 'province_wide') AS is_seen
    FROM derived.project_figure AS figure
    JOIN projects.project ON project.id = figure.project_id
    WHERE (SELECT published.true_on()) BETWEEN from_on AND until_on - 1
        -- a past day is asked of the ledger itself
        AND (SELECT least(published.true_on(), published.known_on()) >= (now() AT TIME ZONE 'Asia/Bangkok')::date)
), part AS (
    SELECT
        project_id, weight, placement, area_code, site_id, fiscal_year, source, agency, reference, title_th, title_en, kind,
        sector, state, is_synthetic, received, obligated, disbursed, class, area_codes
    FROM figure WHERE is_seen
    UNION ALL
    SELECT
        project_id, sum(share)::bigint, 'unlocated', NULL, NULL, fiscal_year, source, agency, reference, title_th, title_en,
        kind, sector, state, is_synthetic, sum(received)::bigint, sum(obligated)::bigint, sum(disbursed)::bigint, class,
        area_codes
    FROM figure WHERE (SELECT areas FROM narrowed) IS NOT NULL AND NOT is_seen
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
