-- needs: subdistricts
-- owner: aggregates
-- ครัวเรือนเปราะบางรายตำบล · one row per subdistrict: the households of the personal dataset 'vulnerable_households' in it,
-- of every class, shown to everybody by the order in layers/vulnerable_subdistricts.toml; so small numbers are hidden within
-- each district, and the district's total where too few are left. A dataset without any row says nothing of any subdistrict.
CREATE VIEW published.vulnerable_subdistricts AS
WITH households AS (
    SELECT feature.area_code AS code, count(*) AS households
    FROM datasets.feature WHERE feature.dataset_id = 'vulnerable_households' GROUP BY feature.area_code
), counted AS (
    SELECT
        area_id, code, name_th, name_en, parent_code, is_synthetic, label_point, geom,
        coalesce(households.households, 0) AS households, EXISTS (SELECT FROM households) AS is_known
    FROM published.subdistricts
    LEFT JOIN households USING (code)
), ranked AS (
    SELECT
        counted.*,
        count(*) OVER below AS cells_below, coalesce(sum(households) OVER below, 0) AS sum_below,
        count(*) FILTER (WHERE households BETWEEN 1 AND 4) OVER district AS smalls
    FROM counted
    WINDOW
        district AS (PARTITION BY parent_code),
        below AS (
            PARTITION BY parent_code, households > 0 ORDER BY households, code
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
), judged AS (
    SELECT ranked.*, published.is_hidden(households, cells_below, sum_below, smalls, 5) AS is_hidden FROM ranked
), summed AS (
    SELECT
        judged.*, sum(households) OVER district AS total,
        count(*) FILTER (WHERE is_hidden) OVER district AS cells_hidden,
        coalesce(sum(households) FILTER (WHERE is_hidden) OVER district, 0) AS sum_hidden
    FROM judged
    WINDOW district AS (PARTITION BY parent_code)
)
SELECT
    area_id, code, name_th, name_en, parent_code,
    CASE WHEN is_known AND NOT is_hidden THEN households END AS households,
    CASE
        WHEN is_known AND (cells_hidden = 0 OR published.is_enough(cells_hidden, sum_hidden, 5)) THEN total::bigint
    END AS district_households,
    CASE WHEN NOT is_known THEN 'no_data' WHEN is_hidden THEN 'hidden' ELSE 'shown' END AS remark,
    is_synthetic, label_point, geom
FROM summed
ORDER BY code;
