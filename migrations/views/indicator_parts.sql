-- needs: indicator_known
-- ค่าของพื้นที่ย่อยที่ใช้รวม · the values from which those of the areas above are computed: of sums those of the lowest level,
-- of means those of the lowest level recorded in the period. `weight` stands in where numerator and denominator are not
-- known: the weight indicator of the same area and period, if it is known for the whole area.
CREATE VIEW published.indicator_parts AS
WITH lowest AS (
    SELECT
        known.*, length(area_code) AS digits,
        max(length(area_code)) OVER (PARTITION BY indicator_code, period_start, period_end, left(area_code, 2)) AS most
    FROM published.indicator_known AS known
)
SELECT
    lowest.indicator_code, lowest.area_code, lowest.digits, lowest.period_start, lowest.period_end, lowest.value,
    lowest.numerator, lowest.denominator, lowest.status, lowest.vintage_on, lowest.is_synthetic,
    indicator.aggregation, indicator.multiplier, weighed.weight
FROM lowest
JOIN indicators.indicator ON indicator.code = lowest.indicator_code
LEFT JOIN indicators.indicator AS weighing ON weighing.code = indicator.weight_indicator
LEFT JOIN LATERAL (
    SELECT CASE WHEN count(known.value) = count(*) THEN sum(known.value) END AS weight
    FROM places.area
    LEFT JOIN published.indicator_known AS known
        ON known.indicator_code = weighing.code AND known.area_code = area.code
        AND known.period_start = lowest.period_start AND known.period_end = lowest.period_end
    WHERE lowest.denominator IS NULL
        AND area.level = weighing.min_level AND left(area.code, lowest.digits) = lowest.area_code
        AND area.valid_from < lowest.period_end AND (area.valid_to IS NULL OR area.valid_to >= lowest.period_end)
) AS weighed ON weighing.aggregation = 'sum'
WHERE lowest.digits = lowest.most AND indicator.aggregation IN ('sum', 'weighted_mean');
