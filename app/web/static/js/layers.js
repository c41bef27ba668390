// From the style of a layer file to MapLibre layers. The server draws its SVG from the same style.

// MapLibre reads the weight from the first name and draws with the first family that exists.
const FONT = ["Sarabun"], BOLD = ["Sarabun SemiBold", "Sarabun"];
const HALO = "rgba(255, 255, 255, .92)";
const ROUND = { "line-join": "round", "line-cap": "round" };
const CHOSEN = "#12161a";

/** The layer whose tiles carry the geometry: a choropleth borrows that of its areas. */
export const geometryOf = (layer) => layer.geometry_of ?? layer.id;

/** The MapLibre layers of one layer, lowest first: { geometry: [...], labels: [...] }. */
export function drawn(layer) {
  const geometry = DRAW[layer.style.kind](layer).map((part) => ({ minzoom: layer.style.min_zoom, ...base(layer), ...part, id: `${layer.id}/${part.id}` }));
  return { geometry, labels: labels(layer) };
}

/** Rings around the chosen feature, whatever its geometry: black in white, never a colour. */
export function chosen(layer, id) {
  const is = (kinds) => ["all", ["==", ["to-string", ["get", layer.id_field]], id], ["match", ["geometry-type"], kinds, true, false]];
  const shapes = ["Polygon", "MultiPolygon", "LineString", "MultiLineString"], points = ["Point", "MultiPoint"];
  const line = (name, colour, width) => ({ id: name, type: "line", ...base(layer), filter: is(shapes), layout: ROUND, paint: { "line-color": colour, "line-width": width } });
  const ring = { "circle-radius": 14, "circle-color": "rgba(0, 0, 0, 0)", "circle-stroke-width": 3 };
  return [
    line("chosen-case", "#fff", 7),
    line("chosen", CHOSEN, 3),
    { id: "chosen-ring-case", type: "circle", ...base(layer), filter: is(points), paint: { ...ring, "circle-stroke-color": "#fff", "circle-stroke-width": 7 } },
    { id: "chosen-ring", type: "circle", ...base(layer), filter: is(points), paint: { ...ring, "circle-stroke-color": CHOSEN } },
  ];
}

const base = (layer) => ({ source: geometryOf(layer), "source-layer": geometryOf(layer) });

const DRAW = {
  choropleth(layer) {
    const known = ["boolean", ["feature-state", "known"], false];
    return [
      { id: "none", type: "fill", paint: { "fill-pattern": "no-data", "fill-opacity": ["case", known, 0, 1] } },
      { id: "fill", type: "fill", paint: { "fill-color": shade(layer.style), "fill-opacity": ["case", known, 0.94, 0] } },
      { id: "line", type: "line", layout: ROUND, paint: { "line-color": "#fff", "line-width": byZoom(7, 0.5, 11, 1.3) } },
    ];
  },

  area({ style }) {
    return [
      { id: "fill", type: "fill", paint: { "fill-color": style.fill ?? "#fff", "fill-opacity": style.fill ? style.opacity : 0 } },
      { id: "line", type: "line", layout: ROUND, paint: { "line-color": style.line, "line-width": ["interpolate", ["linear"], ["zoom"], 5, style.width * 0.3, 8, style.width, 11, style.width * 1.3] } },
    ];
  },

  line({ style }) {
    const wide = (extra) => byZoom(7, style.width * 0.55 + extra, 11, style.width * 1.1 + extra);
    const casing = { id: "casing", type: "line", layout: ROUND, paint: { "line-color": style.casing, "line-width": wide(2), "line-opacity": 0.85 } };
    return [...(style.casing ? [casing] : []), { id: "line", type: "line", layout: ROUND, paint: { "line-color": style.colour, "line-width": wide(0) } }];
  },

  symbol(layer) {
    const { style } = layer;
    return style.categories.length ? marks(layer) : [dots(style)];
  },
};

const KINDS = { points: ["Point", "MultiPoint"], lines: ["LineString", "MultiLineString"], areas: ["Polygon", "MultiPolygon"] };
const only = (kind) => ["match", ["geometry-type"], KINDS[kind], true, false];
/** From this zoom the true shape of lines and areas is drawn beside their marks; the drawn map does the same. */
const SHAPES_FROM = 9.5;

const dots = (style) =>
  ({ id: "dot", type: "circle", paint: { "circle-color": style.colour, "circle-radius": byZoom(7, style.size * 0.5, 12, style.size), "circle-stroke-color": "#fff", "circle-stroke-width": 1 } });

/** Marks with a shape for each category; a line has its mark in the middle, an area inside. */
function marks(layer) {
  const colour = categoryColour(layer.style);
  const layout = { "icon-image": icon(layer), "icon-size": byZoom(7, layer.style.size / 18, 11, layer.style.size / 11), "icon-allow-overlap": true, "icon-ignore-placement": true };
  const mark = (id, filter, more = {}) => ({ id, type: "symbol", filter, layout: { ...layout, ...more } });
  const still = { "icon-rotation-alignment": "viewport" };
  if (layer.geometry !== "Geometry") return [mark("mark", only("points"))];
  return [
    { id: "areas", type: "fill", minzoom: SHAPES_FROM, filter: only("areas"), paint: { "fill-color": colour, "fill-opacity": 0.14 } },
    { id: "edges", type: "line", minzoom: SHAPES_FROM, filter: only("areas"), paint: { "line-color": colour, "line-width": 2 } },
    { id: "casing", type: "line", minzoom: SHAPES_FROM, filter: only("lines"), layout: ROUND, paint: { "line-color": "#fff", "line-width": 7 } },
    { id: "line", type: "line", minzoom: SHAPES_FROM, filter: only("lines"), layout: ROUND, paint: { "line-color": colour, "line-width": 3.6 } },
    mark("middle", only("lines"), { ...still, "symbol-placement": "line-center" }),
    mark("mark", ["!", only("lines")]),
  ];
}

const byZoom = (z0, v0, z1, v1) => ["interpolate", ["linear"], ["zoom"], z0, v0, z1, v1];

/** Colours by class from the values of the areas: lower ≤ value < upper, as on the server. */
function shade({ breaks, colours }) {
  const inner = breaks.slice(1, -1).flatMap((limit, index) => [limit, colours[index + 1]]);
  const value = ["number", ["feature-state", "value"], 0];
  return inner.length ? ["step", value, colours[0], ...inner] : colours[0];
}

const categoryColour = ({ attribute, categories, colour }) =>
  categories.length ? ["match", ["get", attribute], ...categories.flatMap((c) => [c.value, c.colour]), colour] : colour;

const icon = (layer) =>
  ["match", ["get", layer.style.attribute], ...layer.style.categories.flatMap((c) => [c.value, `${layer.id}/${c.value}`]), `${layer.id}/`];

function labels(layer) {
  const { label, kind } = layer.style;
  if (!label) return [];
  const along = kind === "line";
  const text = {
    "text-field": ["to-string", ["coalesce", ["get", layer.title_field], ["get", layer.fallback_field], ""]],
    "text-font": label.weight === 600 ? BOLD : FONT,
    "text-size": byZoom(8, label.size * 0.96, 12, label.size * 1.2),
    "text-padding": 4,
    "text-max-width": 8,
    ...(along ? { "symbol-placement": "line", "symbol-spacing": 420 } : {}),
    ...(kind === "symbol" ? { "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 0.8 } : {}),
    ...(kind === "area" || kind === "choropleth" ? { "text-variable-anchor": ["center", "top", "bottom", "left", "right"], "text-radial-offset": 0.6 } : {}),
  };
  const where = along || !layer.labelled ? base(layer) : { source: geometryOf(layer), "source-layer": `${geometryOf(layer)}_label` };
  const paint = { "text-color": label.colour, "text-halo-color": HALO, "text-halo-width": label.weight === 600 ? 2.2 : 1.8 };
  const far = label.size > 16 ? { maxzoom: label.min_zoom + 3.2 } : {}; // a name as large as the screen names nothing
  return [{ id: `${layer.id}/label`, type: "symbol", ...where, ...far, minzoom: label.min_zoom, layout: text, paint }];
}

/** The paint properties that "opacity" means for each kind of MapLibre layer. */
export const OPACITY = { fill: ["fill-opacity"], line: ["line-opacity"], circle: ["circle-opacity", "circle-stroke-opacity"], symbol: ["icon-opacity", "text-opacity"] };
