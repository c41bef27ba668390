-- ประชากรรายตำบล · one row per subdistrict: the newest period that has begun, in its newest vintage known on the day.
CREATE VIEW published.population_subdistricts AS
SELECT DISTINCT ON (observation.area_id)
    observation.area_id, observation.value AS people, observation.period_end, observation.status
FROM indicators.observation
WHERE observation.indicator_code = 'POP-TOTAL'
    AND observation.period_start <= (SELECT published.true_on())
    AND observation.vintage_on <= (SELECT published.known_on())
ORDER BY observation.area_id, observation.period_end DESC, observation.vintage_on DESC;
