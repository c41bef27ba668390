// Edges of shaded areas are not drawn where the layer of the areas draws the same edges.
import { geometryOf, slotOf } from "../layers.js";

/** Shows or hides the edges of what the map shades, after a change of what it shows. */
export function edge({ map, layers, shown }) {
  for (const layer of [...shown].map((id) => layers.get(id))) {
    const line = `${slotOf(layer)}/line`, areas = layers.get(geometryOf(layer));
    if (layer.style.kind !== "choropleth" || !map.getLayer(line)) continue;
    const twice = shown.has(areas?.id) && !areas.tiles && (areas.opacity ?? 1) === 1 && !areas.style.min_zoom;
    const wanted = twice ? "none" : "visible";
    if ((map.getLayoutProperty(line, "visibility") ?? "visible") !== wanted) map.setLayoutProperty(line, "visibility", wanted);
  }
}
