-- needs: budget_districts, population_density_districts
-- งบประมาณต่อหัวรายอำเภอ · one row per district: what public projects of the fiscal year received in it over its people, in
-- baht. A district whose people are not known has no value.
CREATE VIEW published.budget_per_head_districts AS
SELECT
    budget.area_id, budget.code, budget.name_th, budget.name_en, budget.parent_code, budget.fiscal_year,
    budget.received_million, density.people,
    budget.received_million * 1000000 / nullif(density.people, 0)::double precision AS baht_per_head,
    budget.class, budget.agency, budget.area_code, budget.is_synthetic, budget.label_point, budget.geom
FROM published.budget_districts AS budget
LEFT JOIN published.population_density_districts AS density USING (code)
ORDER BY budget.code;
