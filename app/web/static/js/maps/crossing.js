// Whether the edges of what is drawn cross: such a ring has no inside to measure or to ask for.

/** On which side of the line from a to b a point lies: 1, -1, or 0 on it. */
const side = ([ax, ay], [bx, by], [x, y]) => Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));
const isWithin = ([ax, ay], [bx, by], [x, y]) => Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by);
const isSame = ([ax, ay], [bx, by]) => ax === bx && ay === by;

/** Whether two edges have a point in common. */
function meet([a, b], [c, d]) {
  const [atC, atD, atA, atB] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (atC !== atD && atA !== atB) return true;
  return [[atC, a, b, c], [atD, a, b, d], [atA, c, d, a], [atB, c, d, b]].some(([at, from, to, it]) => !at && isWithin(from, to, it));
}

/** Whether an edge goes back over the one before it. */
function turnsBack([a, b], [, c]) {
  return !side(a, b, c) && (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0;
}

/**
 * @param corners  [lon, lat] of each
 * @param isClosed whether the side from the last corner to the first counts, as it does when the drawing is done
 */
export function crosses(corners, isClosed) {
  const each = corners.filter((corner, at) => !at || !isSame(corner, corners[at - 1]));
  const edges = each.slice(1).map((to, at) => [each[at], to]), last = each.at(-1);
  if (isClosed && each.length > 2 && !isSame(last, each[0])) edges.push([last, each[0]]);
  const isRing = edges.length > 2 && isSame(edges.at(-1)[1], edges[0][0]);
  return edges.some((one, at) => edges.slice(at + 1).some((other, more) => {
    if (!more) return turnsBack(one, other);
    return isRing && !at && more === edges.length - 2 ? turnsBack(other, one) : meet(one, other);
  }));
}
