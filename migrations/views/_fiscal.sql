-- ปีงบประมาณ · the B.E. fiscal year of a day: it begins on 1 October. Money leaves tables in satang once, here, as baht.
CREATE FUNCTION published.fiscal_year_of(day date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN extract(year FROM day)::integer + 543 + CASE WHEN extract(month FROM day) >= 10 THEN 1 ELSE 0 END;

CREATE FUNCTION published.last_day_of(fiscal_year integer) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN make_date(fiscal_year - 543, 9, 30);

CREATE FUNCTION published.baht(satang numeric) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN satang::double precision / 100;

