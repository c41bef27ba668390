-- needs: indicator_known, indicator_parts
-- ค่าตัวชี้วัดทุกระดับ · one row per indicator, area code and period: what was recorded for the area itself, else what follows
-- from its parts. Sums are added up; shares and means are recomputed from all numerators and denominators, else weighted;
-- what may not be combined is not here. `missing` areas below have no value (missing is not 0).
CREATE VIEW published.indicator_values AS
WITH combined AS (
    SELECT
        parts.indicator_code, left(parts.area_code, above.digits) AS area_code, parts.period_start, parts.period_end,
        parts.digits, count(*) AS parts,
        CASE
            WHEN parts.aggregation = 'sum' THEN sum(parts.value)
            WHEN bool_and(parts.denominator IS NOT NULL)
                THEN parts.multiplier * sum(parts.numerator) / sum(parts.denominator)
            WHEN bool_and(parts.weight IS NOT NULL) AND sum(parts.weight) > 0
                THEN sum(parts.value * parts.weight) / sum(parts.weight)
        END AS value,
        CASE WHEN bool_and(parts.denominator IS NOT NULL) THEN sum(parts.numerator) END AS numerator,
        CASE WHEN bool_and(parts.denominator IS NOT NULL) THEN sum(parts.denominator) END AS denominator,
        CASE
            WHEN bool_or(parts.status IN ('estimated', 'imputed')) THEN 'estimated'
            WHEN bool_or(parts.status = 'provisional') THEN 'provisional'
            WHEN bool_or(parts.status = 'revised') THEN 'revised'
            ELSE 'final'
        END AS status,
        max(parts.vintage_on) AS vintage_on, bool_or(parts.is_synthetic) AS is_synthetic
    FROM published.indicator_parts AS parts
    JOIN (VALUES (2), (4), (6)) AS above (digits) ON above.digits < parts.digits
    GROUP BY
        parts.indicator_code, left(parts.area_code, above.digits), parts.period_start, parts.period_end, parts.digits,
        parts.aggregation, parts.multiplier
)
SELECT
    indicator_code, area_code, length(area_code) AS digits, period_start, period_end, value, numerator, denominator,
    lower, upper, status, vintage_on, source, is_synthetic, true AS is_recorded, 1::bigint AS parts, 0::bigint AS missing
FROM published.indicator_known
UNION ALL
SELECT
    indicator_code, area_code, length(area_code), period_start, period_end, value, numerator, denominator,
    NULL, NULL, status, vintage_on, NULL, is_synthetic, false, parts,
    greatest(0, (
        SELECT count(*) FROM places.area
        WHERE length(area.code) = combined.digits AND left(area.code, length(combined.area_code)) = combined.area_code
            AND area.level IN ('district', 'subdistrict', 'village')
            AND area.valid_from < combined.period_end
            AND (area.valid_to IS NULL OR area.valid_to >= combined.period_end)
    ) - parts)
FROM combined
WHERE value IS NOT NULL AND NOT EXISTS (
    SELECT FROM published.indicator_known AS known
    WHERE known.indicator_code = combined.indicator_code AND known.area_code = combined.area_code
        AND known.period_start = combined.period_start AND known.period_end = combined.period_end
);
