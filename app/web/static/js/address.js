// A view as an address: ?layers=<top>,<next>~<opacity %>&select=[<layer>:]<id>#<zoom>/<lat>/<lon>

/** What the address asks for: { view: {zoom, center} | null, layers: [[id, opacity %]] | null, the topmost first }. */
export function read(known) {
  const [zoom, lat, lon] = location.hash.slice(1).split("/").map(Number);
  const asked = new URLSearchParams(location.search).get("layers");
  const layers = asked?.split(",").map((part) => part.split("~")).filter(([id]) => known.has(id)) ?? null;
  return { view: Number.isFinite(lon) ? { zoom, center: [lon, lat] } : null, layers };
}

/** Keeps the address in step with the map; `layers` only when they differ from what the page begins with. */
export function write(island, { current, selected, layers }) {
  const url = new URL(location.href);
  const { lng, lat } = island.map.getCenter();
  url.hash = `${island.map.getZoom().toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
  if (layers) url.searchParams.set("layers", named(island));
  if (selected) url.searchParams.set("select", selected.layer === current ? selected.id : `${selected.layer}:${selected.id}`);
  else url.searchParams.delete("select");
  history.replaceState(history.state, "", url);
}

/** What a request for the layer in front carries of the year that is shown. */
export function year() {
  const asked = new URLSearchParams(location.search).get("year");
  return asked ? `?year=${asked}` : "";
}

/** The search of the address without what was asked of the layer in front, for another layer. */
export function withoutQuestion() {
  const kept = new URLSearchParams(location.search);
  for (const name of [...ASKS, "sort", "page", "saved"]) kept.delete(name);
  return kept.size ? `?${kept}` : "";
}

/** What of the address asks something of the layer in front. */
export const ASKS = ["year", "filter", "box", "within", "classes"];

/** The page that prints what the map shows now: its box, its layers, and what is asked of the layer in front. */
export function print(island, current) {
  const box = island.map.getBounds(), degrees = (number) => number.toFixed(4);
  const bbox = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map(degrees).join(",");
  const asked = [...new URLSearchParams(location.search)].filter(([name]) => [...ASKS, "saved"].includes(name));
  return `/maps/${current}/print?${new URLSearchParams([["bbox", bbox], ["layers", named(island)], ...asked])}`;
}

/** The page that keeps what the address says now. */
export function save(current) {
  const asked = { layer: current, query: location.search.slice(1), view: location.hash.slice(1) };
  return `/maps/saved/new?${new URLSearchParams(asked)}`;
}

function named(island) {
  const shown = island.order.filter((id) => island.shown.has(id)).reverse();
  return shown.map((id) => {
    const { opacity = 1 } = island.layers.get(id);
    return opacity < 1 ? `${id}~${Math.round(opacity * 100)}` : id;
  }).join(",");
}
