-- needs: asset_statistics
-- สินทรัพย์ตามสภาพ · one row per located asset, with its condition.
CREATE VIEW published.asset_conditions AS
SELECT
    id, name_th, name_en, reference, condition, owner_th, value_baht, handed_over_on, inspected_on, overdue, area_code,
    class, agency, is_synthetic, geom
FROM published.asset_statistics
WHERE geom IS NOT NULL
ORDER BY id;
