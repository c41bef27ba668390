-- needs: districts, budget_line_sums, budget_place_sums
-- งบประมาณรายอำเภอ · one row per district: what public projects of the fiscal year of the day asked for received in it, in all and
-- by source, in million baht. Without money it keeps its row with 0, because absence is the finding.
CREATE VIEW published.budget_districts AS
WITH received AS (
    SELECT
        left(place.area_code, 4) AS code, sum(place.received) AS received,
        sum(place.received) FILTER (WHERE line.source = 'province') AS province,
        sum(place.received) FILTER (WHERE line.source = 'cluster') AS cluster,
        sum(place.received) FILTER (WHERE line.source = 'function') AS function
    FROM published.budget_place_sums AS place
    JOIN published.budget_line_sums AS line USING (line_id)
    WHERE line.class = 'public' AND place.placement = 'located'
        AND line.fiscal_year = published.fiscal_year_of((SELECT published.true_on()))
    GROUP BY left(place.area_code, 4)
), whole AS (
    -- zero is true: no line of a public project has money there
    SELECT
        districts.area_id, coalesce(received.received, 0) AS received, coalesce(province, 0) AS province,
        coalesce(cluster, 0) AS cluster, coalesce(function, 0) AS function
    FROM published.districts
    LEFT JOIN received USING (code)
)
SELECT
    districts.area_id, districts.code, districts.name_th, districts.name_en, districts.parent_code,
    published.fiscal_year_of((SELECT published.true_on())) AS fiscal_year,
    published.baht(whole.received) / 1000000 AS received_million,
    published.baht(whole.province) / 1000000 AS province_million,
    published.baht(whole.cluster) / 1000000 AS cluster_million,
    published.baht(whole.function) / 1000000 AS function_million,
    published.baht(whole.received - whole.province - whole.cluster - whole.function) / 1000000 AS other_million,
    'public'::text AS class, NULL::text AS agency, districts.code AS area_code,
    districts.is_synthetic, districts.label_point, districts.geom
FROM published.districts
JOIN whole USING (area_id)
ORDER BY districts.code;
