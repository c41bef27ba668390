// From the style of a layer file to MapLibre layers. The server draws its SVG from the same style.

import { code } from "./maps/codes.js";

// MapLibre reads the weight from the first name and draws with the first family that exists.
const FONT = ["Sarabun"], BOLD = ["Sarabun SemiBold", "Sarabun"];
const HALO = "rgba(255, 255, 255, .92)", CHOSEN = "#12161a";
const ROUND = { "line-join": "round", "line-cap": "round" };
const KINDS = {
  points: ["Point", "MultiPoint"],
  lines: ["LineString", "MultiLineString"],
  areas: ["Polygon", "MultiPolygon"],
};
/** From this zoom the true shape of lines and areas is drawn beside their marks; the drawn map does the same. */
const SHAPES_FROM = 9.5;
/** From this zoom edges of shaded areas are lines; below, where those would be thinner than a pixel, outlines of their fill. */
export const LINES_FROM = 7;
/** Larger names belong to what fills the screen when one comes near; then they name nothing any more. */
const LARGE_NAME = 16, LARGE_NAME_ZOOMS = 3.2;

/** The paint properties that "opacity" means for each kind of MapLibre layer. */
export const OPACITY = {
  fill: ["fill-opacity"],
  line: ["line-opacity"],
  circle: ["circle-opacity", "circle-stroke-opacity"],
  symbol: ["icon-opacity", "text-opacity"],
};

/** The names of the layers that ring what is chosen, lowest first. */
export const RINGS = ["chosen-case", "chosen", "chosen-ring-case", "chosen-ring"];

/** The layer whose tiles carry the geometry: a choropleth borrows that of its areas. */
export const geometryOf = (layer) => layer.geometry_of ?? layer.id;

/** The source of a layer: of a narrowed one its own. */
export const sourceOf = (layer) => (layer.tiles ? `${layer.id} narrowed` : geometryOf(layer));

/** Whether a style shades whole areas: by classes of a value, or by category. Two such layers hide each other. */
export const shades = ({ kind, filled }) => kind === "choropleth" || Boolean(filled);

/** The first part of the names of its MapLibre layers. Layers that shade the same areas share it: one follows the other. */
export const slotOf = (layer) => (layer.style.kind === "choropleth" ? `${sourceOf(layer)} shaded` : layer.id);

/** Whether two layers are drawn by the same MapLibre layers: what they shade differs by the state of the areas alone. */
export const alike = (one, other) => [one, other].every(({ style }) => style.kind === "choropleth")
  && JSON.stringify(drawn(one)) === JSON.stringify(drawn(other));

/** The MapLibre layers of one layer, lowest first: { geometry: [...], labels: [...] }. */
export function drawn(layer) {
  const common = { minzoom: layer.style.min_zoom, ...tiles(layer) };
  const parts = DRAW[layer.style.kind](layer);
  return { geometry: parts.map((part) => ({ ...(part.source ? {} : common), ...part, id: `${slotOf(layer)}/${part.id}` })), labels: labels(layer) };
}

/** Rings around the chosen feature, whatever its geometry: black in white, never a colour. */
export function chosen(layer, id) {
  const it = ["==", ["to-string", ["get", layer.id_field]], id];
  const edge = { type: "line", layout: ROUND, filter: ["all", it, ["!", only("points")]] };
  const ring = { type: "circle", filter: ["all", it, only("points")] };
  const round = { "circle-radius": 14, "circle-color": "rgba(0, 0, 0, 0)" };
  const looks = [
    { ...edge, paint: { "line-color": "#fff", "line-width": 7 } },
    { ...edge, paint: { "line-color": CHOSEN, "line-width": 3 } },
    { ...ring, paint: { ...round, "circle-stroke-color": "#fff", "circle-stroke-width": 7 } },
    { ...ring, paint: { ...round, "circle-stroke-color": CHOSEN, "circle-stroke-width": 3 } },
  ];
  return looks.map((look, index) => ({ ...tiles(layer), ...look, id: RINGS[index] }));
}

const tiles = (layer) => ({ source: sourceOf(layer), "source-layer": geometryOf(layer) });
const only = (kind) => ["match", ["geometry-type"], KINDS[kind], true, false];
/** A value that grows evenly with the zoom: byZoom(zoom, value, zoom, value …). */
const byZoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
const stroke = (colour, width) => ({ type: "line", layout: ROUND, paint: { "line-color": colour, "line-width": width } });
/** A thin edge of areas: rounding its corners would double its triangles, and nobody would see it. */
const border = (colour, width) => ({ ...stroke(colour, width), layout: {} });
/** The colour is with the state of each area, so that another value or class is no other drawing; without a value there is none. */
const SHADE = ["to-color", ["feature-state", "colour"], "rgba(0, 0, 0, 0)"];
/** Areas whose edge is drawn by a border: smoothing it as well would draw each edge twice. */
const EDGED = { "fill-antialias": false };
const WHITE = "#ffffff";

/** The edge of areas, as maps/edges.js draws it from afar: colour, width at zoom 5, width at zoom 8. */
export const borderOf = ({ style: { kind, line, width } }) => (kind === "area" ? [line, width * 0.3, width] : [WHITE, 0.4, 0.7]);

const DRAW = {
  choropleth({ style }) {
    const { circles } = style, is = (state) => ["boolean", ["feature-state", state], false];
    return [
      { id: "none", type: "fill", paint: { ...EDGED, "fill-pattern": "no-data", "fill-opacity": ["case", ["any", is("known"), is("out")], 0, 1] } },
      { id: "fill", type: "fill", paint: { "fill-antialias": ["step", ["zoom"], true, LINES_FROM, false], "fill-color": SHADE, "fill-opacity": circles ? 0 : 0.94 } },
      { id: "line", ...border(circles ? "#848d96" : WHITE, byZoom(7, 0.5, 11, 1.3)) },
      ...(circles ? [rounds(circles)] : []),
    ];
  },

  area({ style: { fill, opacity, line, width } }) {
    return [
      { id: "fill", type: "fill", paint: { ...EDGED, "fill-color": fill ?? "#fff", "fill-opacity": fill ? opacity : 0 } },
      { id: "line", ...border(line, byZoom(5, width * 0.3, 8, width, 11, width * 1.3)) },
    ];
  },

  line({ style: { casing, colour, width } }) {
    const wide = (more) => byZoom(7, width * 0.55 + more, 11, width * 1.1 + more);
    return [...(casing ? [{ id: "casing", ...stroke(casing, wide(2)) }] : []), { id: "line", ...stroke(colour, wide(0)) }];
  },

  symbol(layer) {
    if (layer.style.filled) return fills(layer.style);
    return [...(layer.style.categories.length ? marks(layer) : [dots(layer.style)]), ...(layer.style.crowd ? crowd(layer.style) : [])];
  },
};

/** Circles of the size that the server gives them, in a source of their own. */
const rounds = ({ colour, at }) => ({
  id: "circles",
  type: "circle",
  source: at,
  paint: { "circle-radius": ["get", "radius"], "circle-color": colour, "circle-opacity": 0.8, "circle-stroke-color": "#fff", "circle-stroke-width": 1 },
});

/** Where a tile tells how many there are, instead of each. */
const MANY = ["has", "crowd"], ONE = ["!", MANY];
const crowd = ({ colour }) => [
  {
    id: "crowd",
    type: "circle",
    filter: MANY,
    paint: {
      "circle-color": colour,
      "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "crowd"]], 1, 11, 2, 14, 4, 22, 5, 27],
      "circle-stroke-color": "#fff",
      "circle-stroke-width": 1.5,
    },
  },
  {
    id: "number",
    type: "symbol",
    filter: MANY,
    layout: {
      "text-field": ["number-format", ["get", "crowd"], { locale: "en" }],
      "text-font": BOLD,
      "text-size": 13,
      "text-padding": 4, // what names keep away from it
    },
    paint: { "text-color": "#fff" },
  },
];

const dots = ({ colour, size }) => ({
  id: "dot",
  type: "circle",
  filter: ONE,
  paint: { "circle-color": colour, "circle-radius": byZoom(7, size / 2, 12, size), "circle-stroke-color": "#fff", "circle-stroke-width": 1 },
});

/** Areas filled by their category, parted by white lines as those of a choropleth. */
const fills = (style) => [
  { id: "fill", type: "fill", paint: { ...EDGED, "fill-color": categoryColour(style), "fill-opacity": 0.94 } },
  { id: "line", ...border("#fff", byZoom(7, 0.5, 11, 1.3)) },
];

/** Marks with a shape for each category; a line has its mark in the middle, an area inside. */
function marks(layer) {
  const { style } = layer, colour = categoryColour(style);
  const layout = {
    "icon-image": icon(layer),
    "icon-size": byZoom(7, style.size / 18, 11, style.size / 11),
    "icon-allow-overlap": true,
    "icon-ignore-placement": true,
  };
  if (layer.geometry !== "Geometry") return [{ id: "mark", type: "symbol", filter: ["all", ONE, only("points")], layout }];
  const near = { minzoom: SHAPES_FROM };
  const along = { "symbol-placement": "line-center", "icon-rotation-alignment": "viewport" };
  return [
    { id: "areas", ...near, type: "fill", filter: only("areas"), paint: { "fill-color": colour, "fill-opacity": 0.14 } },
    { id: "edges-casing", ...near, filter: only("areas"), ...stroke("#fff", 5) },
    { id: "edges", ...near, filter: only("areas"), ...stroke(colour, 2) },
    { id: "casing", ...near, filter: only("lines"), ...stroke("#fff", 7) },
    { id: "line", ...near, filter: only("lines"), ...stroke(colour, 3.6) },
    { id: "middle", type: "symbol", filter: only("lines"), layout: { ...layout, ...along } },
    { id: "mark", type: "symbol", filter: ["all", ONE, ["!", only("lines")]], layout },
  ];
}

function categoryColour({ attribute, categories, colour }) {
  return ["match", ["get", attribute], ...categories.flatMap((one) => [one.value, one.colour]), colour];
}

/** The picture of each category is named <layer>/<value>; "others" has no value. */
function icon({ id, style: { attribute, categories } }) {
  return ["match", ["get", attribute], ...categories.flatMap(({ value }) => [value, `${id}/${value}`]), `${id}/`];
}

const BESIDE = { "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 0.8 };
const INSIDE = { "text-variable-anchor": ["center", "top", "bottom", "left", "right"], "text-radial-offset": 1.1 };
const ALONG = { "symbol-placement": "line", "symbol-spacing": 420 };
const PLACING = { line: ALONG, symbol: BESIDE, area: INSIDE, choropleth: INSIDE };

function labels(layer) {
  const { label, kind } = layer.style;
  if (!label) return code(layer);
  const bold = label.weight === 600, points = layer.labelled && kind !== "line";
  return [{
    id: `${slotOf(layer)}/label`,
    type: "symbol",
    source: sourceOf(layer),
    "source-layer": geometryOf(layer) + (points ? "_label" : ""),
    minzoom: label.min_zoom,
    ...(label.size > LARGE_NAME && { maxzoom: label.min_zoom + LARGE_NAME_ZOOMS }),
    layout: {
      "text-field": ["to-string", ["coalesce", ["get", layer.title_field], ["get", layer.fallback_field], ""]],
      "text-font": bold ? BOLD : FONT,
      "text-size": byZoom(8, label.size * 0.96, 12, label.size * 1.2),
      "text-padding": 4,
      "text-max-width": 8,
      ...PLACING[layer.style.filled ? "area" : kind],
    },
    paint: { "text-color": label.colour, "text-halo-color": HALO, "text-halo-width": bold ? 2.2 : 1.8 },
  }, ...code(layer)];
}
