// Who draws the edges of shaded areas. Near, one line: that of the layer of the areas where the map shows it, else that of what
// shades them. Far, where such a line is thinner than a pixel, the outline of the fill: a fifth of a line's work.
import { LINES_FROM, borderOf, geometryOf, slotOf } from "../layers.js";

const NEAR = ["step", ["zoom"], 0, LINES_FROM, 1];

/** Gives the edges of what the map shades to one drawer, after a change of what it shows. */
export function edge({ map, layers, shown }) {
  const those = [...shown].map((id) => layers.get(id)), shading = those.find(isShading);
  const areas = shading && those.find((layer) => layer.id === geometryOf(shading) && isPlain(layer));
  for (const layer of those.filter(({ style: { kind } }) => kind === "area")) {
    set(map, `${layer.id}/line`, "line-opacity", layer === areas ? NEAR : layer.opacity ?? 1);
  }
  if (!shading) return;
  set(map, `${slotOf(shading)}/line`, "line-opacity", areas ? 0 : times(NEAR, shading.opacity ?? 1));
  set(map, `${slotOf(shading)}/fill`, "fill-outline-color", pale(borderOf(areas ?? shading)));
}

const isShading = ({ style: { kind, circles } }) => kind === "choropleth" && !circles;
/** Whether the layer of the areas draws all their edges, unfaded and at every zoom. */
const isPlain = ({ tiles, opacity, style }) => !tiles && (opacity ?? 1) === 1 && !style.min_zoom;
const times = ([, zoom, far, from, near], share) => ["step", zoom, far, from, near * share];

function set(map, part, name, value) {
  if (map.getLayer(part)) map.setPaintProperty(part, name, value);
}

/** A colour by zoom that stands for a line of those widths: (hexadecimal colour, width at zoom 5, at zoom 8). */
function pale([colour, far, near]) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const as = (width) => `rgba(${red}, ${green}, ${blue}, ${Math.min(width, 1)})`;
  return ["interpolate", ["linear"], ["zoom"], 5, as(far), 8, as(near)];
}
