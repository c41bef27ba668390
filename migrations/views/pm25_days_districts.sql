-- needs: districts, indicator_districts
-- จำนวนวันที่ PM2.5 เกินมาตรฐานรายอำเภอ · one row per district: days on which PM2.5 exceeded the standard, newest period that has begun.
CREATE VIEW published.pm25_days_districts AS
SELECT
    districts.area_id, districts.code, districts.name_th, districts.name_en, districts.parent_code,
    known.value AS days_over, extract(year FROM known.period_end - 1)::integer + 543 AS year,
    known.status, coalesce(indicator.class, 'public') AS class, indicator.organization AS agency,
    districts.code AS area_code, districts.is_synthetic OR coalesce(known.is_synthetic, false) AS is_synthetic,
    districts.label_point, districts.geom
FROM published.districts
LEFT JOIN indicators.indicator ON indicator.code = 'ENV-PM25'
LEFT JOIN published.indicator_districts AS known
    ON known.indicator_code = indicator.code AND known.area_code = districts.code
ORDER BY districts.code;
