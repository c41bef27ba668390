// What lies under a pointer or a finger: the layer in front, unless a mark of another layer is really hit.
import { shades } from "../layers.js";

const FINGER = 22; // half of a target for fingers, for the marks of the layer in front
const SLACK = 3; // around a mark as it is drawn
const NEAR = 6, ON = 4; // around a line: near it where the layer in front has nothing; on it even before that, on a thin one less
const HAIR = 1.2; // a thinner line nobody can point at: it never comes before the layer in front
const MARK = 11; // the radius of a mark of the legend, which is drawn as large as its icon-size

/** @returns the feature at a pixel, its layer and its id; or null */
export function at(island, { x, y }) {
  const { map } = island, parts = island.parts().map((id) => map.getLayer(id));
  const isFront = ({ layer: { id } }) => island.owner(id) === island.config.current;
  const query = (far, those) => {
    const layers = those.map(({ id }) => id);
    return layers.length ? map.queryRenderedFeatures([[x - far, y - far], [x + far, y + far]], { layers }) : [];
  };
  const marks = parts.filter(isMark), own = marks.filter((layer) => isFront({ layer })), lines = parts.filter((part) => isLine(island, part));
  const beside = (feature) => beyond(map, feature, x, y);
  const nearest = (features) => features.sort((one, other) => beside(one) - beside(other))[0];

  const hit = [...query(SLACK, marks).filter((feature) => beside(feature) <= SLACK), ...query(0, marks).filter((feature) => !pointsOf(feature))];
  const mark = nearest(hit.filter(isFront)) ?? hit[0] ?? nearest(query(FINGER, own).filter((feature) => beside(feature) <= FINGER - radiusOf(feature)));
  if (mark) return told(island, mark);
  const near = query(NEAR, lines), wide = Math.max(...near.map(({ layer: { paint } }) => paint["line-width"]));
  const fills = query(0, parts.filter(({ type }) => type === "fill"));
  const found = near.find(isFront) ?? (wide >= HAIR ? query(Math.min(ON, wide), lines).find(isWide) : null) ?? fills.find(isFront) ?? near[0]
    ?? fills.find(({ layer: { id } }) => isFilled(island.layers.get(island.owner(id))));
  return found ? told(island, found) : null;
}

const isWide = ({ layer: { paint } }) => paint["line-width"] >= HAIR;

const isMark = ({ id, type }) => type === "circle" || (type === "symbol" && !/\/(label|number)$/.test(id));

/** Whether a part draws lines of their own: no edge of areas, nothing that only parts a line from its ground. */
function isLine(island, { id, type }) {
  if (type !== "line" || id.endsWith("casing")) return false;
  const { style } = island.layers.get(island.owner(id));
  return style.kind !== "area" && !shades(style);
}

const isFilled = ({ style }) => shades(style) || Boolean(style.fill);

const radiusOf = ({ layer: { layout, paint, type } }) =>
  (type === "circle" ? paint["circle-radius"] + (paint["circle-stroke-width"] ?? 0) : layout["icon-size"] * MARK);

const pointsOf = ({ geometry: { type, coordinates } }) => ({ Point: [coordinates], MultiPoint: coordinates })[type];

/** How many pixels a place is outside a mark as it is drawn. Of what is no point nobody tells the middle: it comes last. */
function beyond(map, feature, x, y) {
  const points = pointsOf(feature);
  if (!points) return FINGER - radiusOf(feature);
  const away = points.map((point) => map.project(point)).map((at) => Math.hypot(at.x - x, at.y - y));
  return Math.min(...away) - radiusOf(feature);
}

function told(island, feature) {
  const layer = island.owner(feature.layer.id);
  return { layer, feature, id: String(feature.properties[island.layers.get(layer).id_field]) };
}
