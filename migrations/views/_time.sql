-- The two dates that every figure can be asked for: what was true on a day, as known on a day. Default: today in Bangkok.
CREATE FUNCTION published.true_on() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('phaen.true_on', true), '')::date, (now() AT TIME ZONE 'Asia/Bangkok')::date);

CREATE FUNCTION published.known_on() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('phaen.known_on', true), '')::date, (now() AT TIME ZONE 'Asia/Bangkok')::date);

-- The version of a plan that is looked at, in place of the one in force; NULL for none.
CREATE FUNCTION published.shown_plan() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('phaen.shown_plan', true), '')::uuid;
