-- ทางจากโครงการขึ้นไปในแผน · one row per project, plan node that it is linked to, and node on the way up from there: the linked
-- one has the height 0. A node counts in the version in force on the day, else in the latest that was; drafts do not count. Of a
-- plan of which one version is looked at, that one counts and no other.
CREATE VIEW published.project_ways AS
WITH RECURSIVE held AS (
    -- a version is in force from the day of the meeting that resolved it
    SELECT resolution.id FROM meetings.resolution
    JOIN meetings.meeting ON meeting.id = resolution.meeting_id
    WHERE meeting.held_on <= (SELECT published.true_on())
), shown AS (
    SELECT id, code FROM plans.plan WHERE id = (SELECT published.shown_plan())
), counted AS (
    SELECT DISTINCT ON (node.key) node.id, node.key, node.parent_id, node.kind
    FROM plans.plan_node AS node
    JOIN plans.plan ON plan.id = node.plan_id
    WHERE plan.id IN (SELECT id FROM shown) OR (
        plan.code NOT IN (SELECT code FROM shown) AND plan.state IN ('approved', 'superseded')
        AND plan.approved_by IN (SELECT id FROM held)
    )
    ORDER BY node.key, plan.version DESC
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
FROM projects_then.plan_link AS link
JOIN way ON way.linked = link.node_key
JOIN projects_then.project ON project.id = link.project_id
ORDER BY project.reference, link.role, way.linked, way.height;
