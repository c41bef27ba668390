-- The second line: which classes of rows a login may see at all, whatever a statement forgets. The application's own
-- roles see every class, because they bind the viewer of each request; the public's and the analyst's logins do not.
CREATE FUNCTION published.sees(class text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE current_user
    WHEN 'phaen_public' THEN class = 'public'
    WHEN 'phaen_analyst' THEN class IN ('public', 'internal')
    ELSE true
END;
