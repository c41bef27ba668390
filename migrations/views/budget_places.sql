-- needs: budget_line_sums, budget_place_sums
-- งบประมาณรายพื้นที่ · one row per budget line and part of its project, in baht: `located` in a subdistrict, `province_wide`
-- or `unlocated`. The parts of a line make it up to the satang.
CREATE VIEW published.budget_places AS
SELECT
    place.line_id, line.project_id, line.project_reference, line.fiscal_year, line.source, line.class5,
    place.placement, place.area_code,
    published.baht(place.received) AS received_baht, published.baht(place.obligated) AS obligated_baht,
    published.baht(place.disbursed) AS disbursed_baht,
    line.class, line.agency, line.area_codes
FROM published.budget_place_sums AS place
JOIN published.budget_line_sums AS line USING (line_id)
ORDER BY place.line_id, place.placement, place.area_code;
