-- needs: project_statistics
-- ส่วนของโครงการที่สถิตินับ · one row per project, part of it and site in the part, whatever its years and money.
CREATE VIEW published.statistics_parts AS
SELECT DISTINCT ON (project_id, placement, area_code, site_id)
    project_id, weight, placement, area_code, site_id, reference, title_th, title_en, agency, agency_th, agency_en, class,
    area_codes, is_synthetic, geom
FROM published.project_statistics
ORDER BY project_id, placement, area_code, site_id;
