-- ครัวเรือนเปราะบาง · one row per feature of the dataset 'vulnerable_households'; without names, yet of persons.
CREATE VIEW published.vulnerable_households AS
SELECT
    feature.id,
    feature.attributes ->> 'kind' AS kind, (feature.attributes ->> 'members')::int AS members,
    (feature.attributes ->> 'is_assisted')::boolean AS is_assisted,
    feature.area_code, feature.is_synthetic, feature.class, feature.agency, feature.geom
FROM datasets.feature
WHERE feature.dataset_id = 'vulnerable_households'
    AND published.sees(feature.class)
ORDER BY feature.id;
