-- ถนน · one row per feature of the dataset 'roads'.
CREATE VIEW published.roads AS
SELECT
    feature.id,
    feature.attributes ->> 'number' AS number, feature.attributes ->> 'kind' AS kind,
    (feature.attributes ->> 'length_km')::double precision AS length_km,
    feature.area_code, feature.is_synthetic, feature.class, feature.agency, feature.geom
FROM datasets.feature
WHERE feature.dataset_id = 'roads'
ORDER BY feature.id;
