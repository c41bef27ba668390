-- ค่าตัวชี้วัดที่ทราบ · one row per indicator, area code and period: its newest vintage known on the day, whichever version
-- of the area's boundary it was recorded for.
CREATE VIEW published.indicator_known AS
SELECT DISTINCT ON (indicator_code, area_code, period_start, period_end)
    indicator_code, area_code, period_start, period_end, area_id, value, numerator, denominator, lower, upper, status,
    vintage_on, source, is_synthetic
FROM indicators.observation
WHERE vintage_on <= (SELECT published.known_on())
ORDER BY indicator_code, area_code, period_start, period_end, vintage_on DESC, id DESC;
