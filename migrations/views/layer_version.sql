-- รุ่นของชั้นข้อมูล · one row per layer: the version that the public is told.
CREATE VIEW published.layer_version AS
SELECT layer, version FROM core.layer_version WHERE audience = 'public';
