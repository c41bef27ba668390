-- สถานที่สำคัญ · one row per feature of the dataset 'facilities'.
CREATE VIEW published.facilities AS
SELECT
    feature.id,
    feature.attributes ->> 'name_th' AS name_th, feature.attributes ->> 'name_en' AS name_en,
    feature.attributes ->> 'kind' AS kind,
    feature.area_code, feature.is_synthetic, feature.class, feature.agency, feature.geom
FROM datasets.feature
WHERE feature.dataset_id = 'facilities'
ORDER BY feature.id;
