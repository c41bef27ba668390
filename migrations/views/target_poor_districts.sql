-- needs: districts, indicator_districts
-- คนจนเป้าหมายรายอำเภอ · one row per district: target poor in percent of those surveyed, newest period that has begun.
CREATE VIEW published.target_poor_districts AS
SELECT
    districts.area_id, districts.code, districts.name_th, districts.name_en, districts.parent_code,
    known.numerator AS poor, known.value AS percent_poor, extract(year FROM known.period_end - 1)::integer + 543 AS year,
    known.status, coalesce(indicator.class, 'public') AS class, indicator.organization AS agency,
    districts.code AS area_code, districts.is_synthetic OR coalesce(known.is_synthetic, false) AS is_synthetic,
    districts.label_point, districts.geom
FROM published.districts
LEFT JOIN indicators.indicator ON indicator.code = 'SOC-TPMAP'
LEFT JOIN published.indicator_districts AS known
    ON known.indicator_code = indicator.code AND known.area_code = districts.code
ORDER BY districts.code;
