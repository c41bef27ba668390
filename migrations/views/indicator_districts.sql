-- needs: indicator_values
-- ค่าตัวชี้วัดรายอำเภอรอบล่าสุด · one row per indicator and district that has a value in the newest period that has begun;
-- a district of which a part has no value has none, because a part is not the whole.
CREATE VIEW published.indicator_districts AS
SELECT indicator_code, area_code, period_start, period_end, value, numerator, denominator, status, is_synthetic
FROM (
    SELECT known.*, rank() OVER (PARTITION BY indicator_code ORDER BY period_end DESC, period_start DESC) AS age
    FROM published.indicator_values AS known
    WHERE digits = 4 AND period_start <= (SELECT published.true_on())
) AS ranked
WHERE age = 1 AND missing = 0;
