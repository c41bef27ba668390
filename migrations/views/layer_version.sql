-- รุ่นของชั้นข้อมูล · one row per layer: the version that whoever looks is told. It moves only with rows that such a one
-- may be cleared for, so that nobody learns from it of a row above him.
CREATE VIEW published.layer_version AS
SELECT layer, version FROM core.layer_version
WHERE audience = CASE WHEN session_user = 'phaen_public' THEN 'public' ELSE (SELECT core.audience()) END;
