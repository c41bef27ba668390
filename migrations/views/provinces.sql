-- จังหวัด · one row per province valid on the day asked for.
CREATE VIEW published.provinces AS
SELECT
    area.id AS area_id, area.code, area.name_th, area.name_en, area.parent_code,
    area.area_sqm / 1000000 AS area_sqkm, area.area_sqm / 1600 AS area_rai,
    area.valid_from, area.source, area.is_synthetic, area.label_point, area.geom
FROM places.area
WHERE area.level = 'province'
    AND area.valid_from <= (SELECT published.true_on())
    AND (area.valid_to IS NULL OR area.valid_to > (SELECT published.true_on()))
ORDER BY area.code;
