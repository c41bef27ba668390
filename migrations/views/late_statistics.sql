-- needs: light_statistics
-- สถิติโครงการล่าช้า · the statistics of lights, of the projects that are late.
CREATE VIEW published.late_statistics AS
SELECT * FROM published.light_statistics WHERE light = 'late';
