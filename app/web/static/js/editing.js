// Changing the shape of a feature on a map: points are dragged, or moved, added and deleted by buttons, which the keyboard
// reaches. The shape stands as GeoJSON in a field; without WebGL2 the field stands alone.
import { ground } from "./drawing.js";

const island = document.querySelector("site-map");
const field = document.getElementById("value_geometry");
const words = JSON.parse(island.dataset.words);
const EMPTY = { Point: "Point", LineString: "LineString", Polygon: "Polygon", Geometry: "Point" };
const MANY = 60; // points that would hide the shape from afar
const NEAR = 12; // pixels, how close a pointer takes a point
const state = { shape: null, at: 0, past: [], map: null, dragged: false };

/** Every path of positions of a geometry; of an area without the last position, which is the first again. */
function paths(shape) {
  const found = [];
  const walk = (coordinates, depth) => (depth ? coordinates.forEach((each) => walk(each, depth - 1)) : found.push(coordinates));
  const depth = { LineString: 0, MultiPoint: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 }[shape?.type];
  if (depth !== undefined) walk(shape.coordinates, depth);
  return found;
}

const isArea = () => state.shape?.type.endsWith("Polygon");

/** Every point of the shape, with the path that it stands in and its place there. */
function points() {
  if (state.shape?.type === "Point") return [{ path: null, index: 0, position: state.shape.coordinates }];
  return paths(state.shape).flatMap((path) => (isArea() ? path.slice(0, -1) : path).map((position, index) => ({ path, index, position })));
}

function put({ path, index }, position) {
  if (!path) state.shape.coordinates = position;
  else {
    path[index] = position;
    if (isArea() && index === 0) path[path.length - 1] = position;
  }
}

const rounded = ({ lng, lat }) => [Number(lng.toFixed(6)), Number(lat.toFixed(6))];

/** Keep what was, so that one can step back. */
function remember() {
  state.past.push(JSON.stringify(state.shape));
  if (state.past.length > 200) state.past.shift();
}

function show() {
  const all = points();
  state.at = Math.max(0, Math.min(state.at, all.length - 1));
  const data = (features) => ({ type: "FeatureCollection", features });
  const feature = (geometry) => ({ type: "Feature", geometry, properties: {} });
  const whole = state.shape && isWhole() ? [feature(state.shape)] : [];
  state.map.getSource("drawing")?.setData(data([...whole, ...all.map(({ position }) => feature({ type: "Point", coordinates: position }))]));
  state.map.getSource("chosen")?.setData(data(all.length ? [feature({ type: "Point", coordinates: all[state.at].position })] : []));
  island.querySelector("output").value = all.length ? `${words.point} ${state.at + 1} ${words.of} ${all.length}` : words.none;
}

/** A line of one position and an area of two are not shapes yet. */
const isWhole = () => state.shape.type === "Point" || paths(state.shape).every((path) => path.length >= (isArea() ? 4 : state.shape.type === "MultiPoint" ? 1 : 2));

function changed() {
  field.value = state.shape && points().length ? JSON.stringify(state.shape) : "";
  show();
}

function takeUp() {
  try {
    const told = JSON.parse(field.value);
    state.shape = told?.type === "Feature" ? told.geometry : told;
    points();
  } catch { state.shape = null; }
  show();
}

/** A point: where it is; a line or an area: one more after the chosen one. */
function add(position) {
  remember();
  const kind = island.dataset.kind;
  if (!state.shape) {
    const type = EMPTY[kind];
    state.shape = { type, coordinates: type === "Point" ? position : type === "Polygon" ? [[position, position]] : [position] };
  } else if (state.shape.type === "Point") state.shape.coordinates = position;
  else {
    const chosen = points()[state.at];
    if (!chosen) return;
    chosen.path.splice(chosen.index + 1, 0, position);
    state.at += 1;
  }
  changed();
}

function remove() {
  const chosen = points()[state.at];
  if (!chosen) return;
  remember();
  if (points().length === 1) state.shape = null;
  else if (chosen.path.length > (isArea() ? 2 : 1)) {
    chosen.path.splice(chosen.index, 1);
    if (isArea() && chosen.index === 0) chosen.path[chosen.path.length - 1] = chosen.path[0];
  }
  changed();
}

function moveTo(position) {
  const chosen = points()[state.at];
  if (!chosen) return add(position);
  remember();
  put(chosen, position);
  changed();
}

/** The point under the pointer, or -1. */
function under({ x, y }) {
  const away = points().map(({ position }) => { const at = state.map.project(position); return Math.hypot(at.x - x, at.y - y); });
  const least = Math.min(...away);
  return least <= NEAR ? away.indexOf(least) : -1;
}

function tools() {
  const bar = Object.assign(document.createElement("div"), { className: "tools" });
  const button = (label, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: label });
    made.addEventListener("click", act);
    bar.append(made);
  };
  const middle = () => rounded(state.map.getCenter());
  const several = island.dataset.kind !== "Point";
  if (several) button(words.next, () => {
    state.at = (state.at + 1) % Math.max(1, points().length);
    show();
    const chosen = points()[state.at];
    if (chosen) state.map.jumpTo({ center: chosen.position });
  });
  button(words.move, () => moveTo(middle()));
  if (several) button(words.add, () => add(middle()));
  if (several) button(words.delete, remove);
  button(words.undo, () => { if (state.past.length) { state.shape = JSON.parse(state.past.pop()); changed(); } });
  button(words.clear, () => { remember(); state.shape = null; changed(); });
  bar.append(Object.assign(document.createElement("output"), { className: "tag" }));
  island.append(bar);
}

/** The point under the pointer goes with it until it is let go. */
function drag(event) {
  const at = under(event.point);
  state.dragged = false;
  if (at < 0) return;
  event.preventDefault();
  state.at = at;
  const move = ({ lngLat }) => {
    if (!state.dragged) remember();
    state.dragged = true;
    put(points()[state.at], rounded(lngLat));
    show();
  };
  const touch = event.type === "touchstart";
  const [moving, ending] = touch ? ["touchmove", "touchend"] : ["mousemove", "mouseup"];
  state.map.on(moving, move);
  state.map.once(ending, () => {
    state.map.off(moving, move);
    if (state.dragged) changed();
    else show();
  });
}

function start(maplibre) {
  maplibre.setWorkerUrl(new URL(island.dataset.worker, location.href).href);
  const box = Object.assign(document.createElement("div"), { className: "gl" });
  island.append(box);
  const map = state.map = ground(maplibre, island, box, words.map);
  map.getCanvas().setAttribute("aria-label", words.map);
  tools();
  map.on("mousedown", drag);
  map.on("touchstart", (event) => { if (event.points.length === 1) drag(event); });
  map.on("click", ({ point, lngLat }) => { if (!state.dragged && under(point) < 0) add(rounded(lngLat)); });
  map.on("load", () => {
    map.addSource("chosen", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    map.addLayer({ id: "chosen", type: "circle", source: "chosen", paint: { "circle-radius": 8, "circle-color": "#fff", "circle-stroke-color": "#a50026", "circle-stroke-width": 3 } });
    takeUp();
    if (points().length > MANY) {
      const by = (far, near) => ["interpolate", ["linear"], ["zoom"], 9, far, 14, near];
      map.setPaintProperty("drawn-point", "circle-radius", by(1.5, 6));
      map.setPaintProperty("drawn-point", "circle-stroke-width", by(0, 2));
    }
    island.dataset.state = "ready";
  });
  takeUp();
  field.addEventListener("change", takeUp);
}

if (document.createElement("canvas").getContext("webgl2")) {
  island.hidden = false;
  start(await import(island.dataset.maplibre));
}
