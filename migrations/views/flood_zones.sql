-- พื้นที่น้ำท่วม · one row per feature of the dataset 'flood_zones'.
CREATE VIEW published.flood_zones AS
SELECT
    feature.id,
    (feature.attributes ->> 'return_years')::int AS return_years,
    feature.area_code, feature.is_synthetic, feature.class, feature.agency, feature.geom
FROM datasets.feature
WHERE feature.dataset_id = 'flood_zones'
ORDER BY feature.id;
