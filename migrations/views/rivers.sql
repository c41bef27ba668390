-- แม่น้ำลำคลอง · one row per feature of the dataset 'rivers'.
CREATE VIEW published.rivers AS
SELECT
    feature.id,
    feature.attributes ->> 'name_th' AS name_th, feature.attributes ->> 'name_en' AS name_en,
    feature.attributes ->> 'kind' AS kind,
    feature.area_code, feature.is_synthetic, feature.class, feature.agency, feature.geom
FROM datasets.feature
WHERE feature.dataset_id = 'rivers'
ORDER BY feature.id;
