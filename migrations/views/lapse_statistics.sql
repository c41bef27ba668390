-- needs: project_lapse, project_parts
-- สถิติโครงการที่เงินเสี่ยงพับ · one row per project with money at risk and part of the project: also of those that no map shows.
CREATE VIEW published.lapse_statistics AS
SELECT
    risky.project_id, part.weight, part.placement, part.area_code, risky.fiscal_year, risky.days_left,
    risky.at_risk_million, risky.status,
    project.agency, agency.name_th AS agency_th, agency.name_en AS agency_en,
    project.reference, project.title_th, project.title_en, project.is_synthetic, project.class, project.area_codes
FROM published.project_lapse AS risky
JOIN published.project_parts AS part USING (project_id)
JOIN projects_then.project ON project.id = risky.project_id
LEFT JOIN organizations.organization AS agency ON agency.code = project.agency;
