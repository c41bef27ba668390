-- needs: districts, subdistricts, population_subdistricts
-- ความหนาแน่นประชากรรายอำเภอ · one row per district: the people of its subdistricts over its own area. A district of
-- which one subdistrict has no observation has no value, because a part is not the whole.
CREATE VIEW published.population_density_districts AS
WITH people AS (
    SELECT
        subdistricts.parent_code AS code,
        CASE WHEN count(*) = count(people) THEN sum(people) END AS people
    FROM published.subdistricts
    LEFT JOIN published.population_subdistricts USING (area_id)
    GROUP BY subdistricts.parent_code
)
SELECT
    districts.area_id, districts.code, districts.name_th, districts.name_en, districts.parent_code,
    people.people, districts.area_sqkm, people.people / districts.area_sqkm AS people_per_sqkm,
    districts.is_synthetic, districts.label_point, districts.geom
FROM published.districts
LEFT JOIN people USING (code)
ORDER BY code;
