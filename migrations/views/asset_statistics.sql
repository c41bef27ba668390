-- สถิติสินทรัพย์ · one row per asset, also of those without a position: what the latest inspection found, or that none was made, or
-- that nobody has taken it over. Inspections are due 6, 12 and 24 months after hand-over.
CREATE VIEW published.asset_statistics AS
WITH found AS (
    SELECT DISTINCT ON (asset_id) asset_id, condition, inspected_on FROM monitoring.inspection
    WHERE inspected_on <= published.true_on()
    ORDER BY asset_id, inspected_on DESC, inspected_at DESC
), missed AS (
    SELECT asset.id AS asset_id, count(*) AS overdue
    FROM monitoring_then.asset CROSS JOIN (VALUES (6), (12), (24)) AS due (months)
    WHERE (asset.handed_over_on + make_interval(months => due.months))::date < published.true_on() AND NOT EXISTS (
        SELECT FROM monitoring.inspection
        WHERE inspection.asset_id = asset.id AND inspection.months = due.months
            AND inspection.inspected_on <= published.true_on()
    )
    GROUP BY asset.id
)
SELECT
    asset.id::text AS id, asset.name_th, asset.name_en, project.reference,
    CASE WHEN asset.owner_th IS NULL THEN 'no_owner' ELSE coalesce(found.condition, 'not_inspected') END AS condition,
    asset.owner_th, asset.value_satang, asset.value_satang / 100.0::double precision AS value_baht, asset.handed_over_on,
    found.inspected_on,
    coalesce(missed.overdue, 0) AS overdue, -- no inspection missed
    CASE WHEN asset.geom IS NULL THEN 'unlocated' ELSE 'located' END AS placement, asset.area_code,
    project.agency, agency.name_th AS agency_th, agency.name_en AS agency_en,
    project.class, project.area_codes, project.is_synthetic, asset.geom
FROM monitoring_then.asset
JOIN projects_then.project ON project.id = asset.project_id
LEFT JOIN found ON found.asset_id = asset.id
LEFT JOIN missed ON missed.asset_id = asset.id
LEFT JOIN organizations.organization AS agency ON agency.code = project.agency;
