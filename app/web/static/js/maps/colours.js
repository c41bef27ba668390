// The colours of shaded areas are states of the areas. Only those that change are set: each costs its vertices.
const OUT = "out";
/** What each area of a source was given last: a colour, or that it does not answer. By map, so that they go together. */
const given = new WeakMap();

/**
 * @param source the source, whose layer of the same name holds the areas
 * @param style  of the choropleth
 * @param values the value of each area by its id; null where nothing is known
 * @param out    the ids of those that a question leaves out
 */
export function colour(map, source, style, values, out) {
  const before = of(map, source), now = new Map();
  for (const [id, value] of Object.entries(values)) if (value !== null) now.set(id, colourOf(style, value));
  for (const id of out) now.set(String(id), OUT);
  for (const id of before.keys()) if (!now.has(id)) map.removeFeatureState({ source, sourceLayer: source, id });
  for (const [id, one] of now) {
    if (before.get(id) === one) continue;
    const state = one === OUT ? { known: false, out: true, colour: null } : { known: true, out: false, colour: one };
    map.setFeatureState({ source, sourceLayer: source, id }, state);
  }
  given.get(map).set(source, now);
}

function of(map, source) {
  if (!given.has(map)) given.set(map, new Map());
  return given.get(map).get(source) ?? new Map();
}

/** The colour of a value by its class: lower ≤ value < upper, as on the server. */
function colourOf({ breaks, colours, zero, strict, outside }, value) {
  if (zero && value === 0) return colours[0];
  if (strict && (value < breaks[0] || value > breaks.at(-1))) return outside;
  return colours[(zero ? 1 : 0) + breaks.slice(1, -1).filter((limit) => value >= limit).length];
}
