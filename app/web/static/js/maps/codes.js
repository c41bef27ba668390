// What is written on the areas of a class whose colour means nothing by itself: A1 to C3 of two rates against each other.
import { geometryOf, sourceOf } from "../layers.js";

const named = (layer) => `${layer.id}/code/label`;

/** The layers that write it, in the middle of each area and placed before its name; none where colours speak. */
export function code(layer) {
  if (!layer.style.codes?.length) return [];
  return [{
    id: named(layer),
    type: "symbol",
    source: sourceOf(layer),
    "source-layer": geometryOf(layer) + (layer.labelled ? "_label" : ""),
    layout: { "text-field": coded(layer), "text-font": ["Sarabun SemiBold", "Sarabun"], "text-size": 13, "text-padding": 2 },
    paint: { "text-color": "#12161a", "text-halo-color": "rgba(255, 255, 255, .92)", "text-halo-width": 1.9 },
  }];
}

/** Names before codes. */
export const byCode = (one, other) => one.id.endsWith("/code/label") - other.id.endsWith("/code/label");

/** Writes anew what the values have become. */
export function recode(map, layer) {
  if (map.getLayer(named(layer))) map.setLayoutProperty(named(layer), "text-field", coded(layer));
}

/** The code of each area by its value; nothing where nothing is known. */
function coded({ id_field: id, values = {}, style: { codes } }) {
  const known = Object.entries(values).filter(([, value]) => codes[value]);
  return known.length ? ["match", ["to-string", ["get", id]], ...known.flatMap(([area, value]) => [area, codes[value]]), ""] : "";
}
