-- needs: project_ways
-- เป้าหมายระดับชาติของโครงการ · one row per project and national goal that it serves: by the nodes of plans that it is linked to
-- and what stands above them, or because it names the goal itself. `goal_code` is the whole of which the goal is a part,
-- `path` leads from there to it. At most one goal of a system is the primary one of a project, so that money adds up.
CREATE VIEW published.project_goals AS
WITH RECURSIVE told AS (
    -- the nearest node has the last word on the role of a goal; what is linked second serves it second
    SELECT DISTINCT ON (way.project_id, way.linked, alignment.system, alignment.frame_code)
        way.project_id, alignment.system, alignment.frame_code, way.height,
        way.role = 'primary' AND alignment.role = 'primary' AS is_first
    FROM published.project_ways AS way
    JOIN plans.alignment ON alignment.node_id = way.node_id
        -- today what has not been ended, also from a day to come: a plan is drafted before its years begin
        AND CASE WHEN (SELECT published.true_on()) = (now() AT TIME ZONE 'Asia/Bangkok')::date THEN alignment.valid_to IS NULL
            ELSE daterange(alignment.valid_from, alignment.valid_to) @> (SELECT published.true_on()) END
    ORDER BY way.project_id, way.linked, alignment.system, alignment.frame_code, way.height
), reached AS (
    SELECT project_id, system, frame_code, height, is_first FROM told
    UNION ALL
    SELECT project_id, system, frame_code, -1, role = 'primary' FROM projects_then.frame_link
), whole AS (
    SELECT system, code, rank, code AS goal_code, ARRAY[code] AS path FROM plans.national_frame WHERE parent_code IS NULL
    UNION ALL
    SELECT part.system, part.code, part.rank, whole.goal_code, whole.path || part.code
    FROM whole
    JOIN plans.national_frame AS part ON part.system = whole.system AND part.parent_code = whole.code
), ranked AS (
    -- the nearest that is called primary leads, of several at one node the first in the order of goals
    SELECT
        reached.project_id, reached.system, reached.frame_code, whole.goal_code, whole.path,
        reached.is_first AND row_number() OVER (
            PARTITION BY reached.project_id, reached.system
            ORDER BY reached.is_first DESC, reached.height, whole.rank, reached.frame_code
        ) = 1 AS leads
    FROM reached
    JOIN whole ON whole.system = reached.system AND whole.code = reached.frame_code
)
SELECT
    ranked.project_id, project.reference AS project_reference, ranked.system, ranked.frame_code, ranked.goal_code,
    ranked.path, CASE WHEN bool_or(ranked.leads) THEN 'primary' ELSE 'secondary' END AS role,
    project.class, project.agency, project.area_codes
FROM ranked
JOIN projects_then.project ON project.id = ranked.project_id
GROUP BY
    ranked.project_id, project.reference, ranked.system, ranked.frame_code, ranked.goal_code, ranked.path, project.class,
    project.agency, project.area_codes;
