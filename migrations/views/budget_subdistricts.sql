-- needs: subdistricts, budget_line_sums, budget_place_sums
-- งบประมาณรายตำบล · one row per subdistrict: what public projects of the fiscal year of the day asked for received in it, in all and
-- by source, in million baht. Without money it keeps its row with 0, because absence is the finding.
CREATE VIEW published.budget_subdistricts AS
WITH received AS (
    SELECT
        left(place.area_code, 6) AS code, sum(place.received) AS received,
        sum(place.received) FILTER (WHERE line.source = 'province') AS province,
        sum(place.received) FILTER (WHERE line.source = 'cluster') AS cluster,
        sum(place.received) FILTER (WHERE line.source = 'function') AS function
    FROM published.budget_place_sums AS place
    JOIN published.budget_line_sums AS line USING (line_id)
    WHERE line.class = 'public' AND place.placement = 'located'
        AND line.fiscal_year = published.fiscal_year_of((SELECT published.true_on()))
    GROUP BY left(place.area_code, 6)
), whole AS (
    -- zero is true: no line of a public project has money there
    SELECT
        subdistricts.area_id, coalesce(received.received, 0) AS received, coalesce(province, 0) AS province,
        coalesce(cluster, 0) AS cluster, coalesce(function, 0) AS function
    FROM published.subdistricts
    LEFT JOIN received USING (code)
)
SELECT
    subdistricts.area_id, subdistricts.code, subdistricts.name_th, subdistricts.name_en, subdistricts.parent_code,
    published.fiscal_year_of((SELECT published.true_on())) AS fiscal_year,
    published.baht(whole.received) / 1000000 AS received_million,
    published.baht(whole.province) / 1000000 AS province_million,
    published.baht(whole.cluster) / 1000000 AS cluster_million,
    published.baht(whole.function) / 1000000 AS function_million,
    published.baht(whole.received - whole.province - whole.cluster - whole.function) / 1000000 AS other_million,
    'public'::text AS class, NULL::text AS agency, subdistricts.code AS area_code,
    subdistricts.is_synthetic, subdistricts.label_point, subdistricts.geom
FROM published.subdistricts
JOIN whole USING (area_id)
ORDER BY subdistricts.code;
