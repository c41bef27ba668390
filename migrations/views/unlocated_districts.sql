-- needs: districts
-- โครงการที่ยังไม่มีตำแหน่งรายอำเภอ · one row per district: public projects of the fiscal year of the day whose office says that a
-- site lies in it, while the place of that site is not known; beside all that lie in it or are said to.
CREATE VIEW published.unlocated_districts AS
WITH said AS (
    SELECT site.project_id, left(declared.code, 4) AS code, site.geom IS NULL AND NOT site.is_province_wide AS is_nowhere
    FROM projects_then.site
    CROSS JOIN LATERAL unnest(site.declared_areas) AS declared (code)
    WHERE length(declared.code) >= 4
    UNION ALL
    SELECT part.project_id, left(part.area_code, 4), false FROM projects_then.site_area AS part
), counted AS (
    SELECT
        said.code, count(DISTINCT said.project_id) AS projects,
        count(DISTINCT said.project_id) FILTER (WHERE said.is_nowhere) AS unlocated
    FROM said
    JOIN projects_then.project ON project.id = said.project_id
    WHERE project.class = 'public'
        AND published.fiscal_year_of((SELECT published.true_on()))
            BETWEEN project.fiscal_year AND coalesce(project.last_year, project.fiscal_year)
    GROUP BY said.code
)
SELECT
    districts.area_id, districts.code, districts.name_th, districts.name_en, districts.parent_code,
    published.fiscal_year_of((SELECT published.true_on())) AS fiscal_year,
    coalesce(counted.projects, 0) AS projects, coalesce(counted.unlocated, 0) AS unlocated,
    100 * counted.unlocated / nullif(counted.projects, 0)::double precision AS unlocated_percent,
    'public'::text AS class, NULL::text AS agency, districts.code AS area_code,
    districts.is_synthetic, districts.label_point, districts.geom
FROM published.districts
LEFT JOIN counted USING (code)
ORDER BY districts.code;
