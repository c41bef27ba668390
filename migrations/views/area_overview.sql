-- ขอบเขตอย่างย่อ · one row per area and zoom band; geometry in EPSG:3857, for tiles only.
CREATE VIEW published.area_overview AS
SELECT area_id, band, geom FROM derived.area_overview;
