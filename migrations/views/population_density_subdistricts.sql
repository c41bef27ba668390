-- needs: subdistricts, population_subdistricts
-- ความหนาแน่นประชากรรายตำบล · one row per subdistrict; without an observation it keeps its row and has no value.
CREATE VIEW published.population_density_subdistricts AS
SELECT
    area_id, subdistricts.code, subdistricts.name_th, subdistricts.name_en, subdistricts.parent_code,
    people, subdistricts.area_sqkm, people / subdistricts.area_sqkm AS people_per_sqkm,
    subdistricts.is_synthetic, subdistricts.label_point, subdistricts.geom
FROM published.subdistricts
LEFT JOIN published.population_subdistricts USING (area_id)
ORDER BY code;
