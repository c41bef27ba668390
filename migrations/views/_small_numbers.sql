-- การปกปิดจำนวนน้อย · the small-number rule of gis/disclosure.py, for views. A group's counts in ascending order: hidden are
-- those below the least, and after them as many as it takes until what is hidden together cannot be told by its sum.
CREATE FUNCTION published.is_enough(cells bigint, together numeric, smallest integer) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN cells >= 2 AND together >= smallest AND together > cells;

-- `cells_below`, `sum_below`: how many counts above zero come before this one in their group, and their sum; `smalls`: how
-- many of the group are below the least.
CREATE FUNCTION published.is_hidden(
    count bigint, cells_below bigint, sum_below numeric, smalls bigint, smallest integer
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN count > 0 AND smalls > 0 AND (count < smallest OR NOT published.is_enough(cells_below, sum_below, smallest));
