-- รุ่นของชั้นข้อมูล · one row per layer: its version as the public can notice it.
CREATE VIEW published.layer_version AS
SELECT layer, version FROM core.layer_version WHERE audience = 'public';
