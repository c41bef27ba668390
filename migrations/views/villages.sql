-- หมู่บ้าน · one row per village valid on the day asked for; a village without a known point keeps its row.
CREATE VIEW published.villages AS
SELECT
    area.code, area.name_th, area.name_en, area.parent_code,
    right(area.code, 2)::int AS village_no, area.valid_from, area.is_synthetic, area.geom
FROM places.area
WHERE area.level = 'village'
    AND area.valid_from <= (SELECT published.true_on())
    AND (area.valid_to IS NULL OR area.valid_to > (SELECT published.true_on()))
ORDER BY area.code;
