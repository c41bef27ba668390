-- ทางจากโครงการขึ้นไปในแผน · one row per project, plan node that it is linked to, and node on the way up from there: the linked
-- one has the height 0. A node counts in the version in force, else in the latest that was; drafts do not count.
CREATE VIEW published.project_ways AS
WITH RECURSIVE counted AS (
    SELECT DISTINCT ON (node.key) node.id, node.key, node.parent_id, node.kind
    FROM plans.plan_node AS node
    JOIN plans.plan ON plan.id = node.plan_id
    WHERE plan.state IN ('approved', 'superseded')
    ORDER BY node.key, plan.state = 'approved' DESC, plan.version DESC
), way AS (
    SELECT key AS linked, id, key, parent_id, kind, 0 AS height FROM counted
    UNION ALL
    SELECT way.linked, above.id, above.key, above.parent_id, above.kind, way.height + 1
    FROM way
    JOIN plans.plan_node AS above ON above.id = way.parent_id
)
SELECT
    link.project_id, project.reference AS project_reference, link.role, way.linked, way.height, way.id AS node_id,
    way.key AS node_key, way.kind, project.class, project.agency, project.area_codes
FROM projects.plan_link AS link
JOIN way ON way.linked = link.node_key
JOIN projects.project ON project.id = link.project_id
ORDER BY project.reference, link.role, way.linked, way.height;
