// The form of places: shows the fields of the chosen way, checks a place at once, and draws on a map where WebGL2 is there.
// Without this module all fields stand open and the server checks.
const form = document.getElementById("part-add");
const told = document.getElementById("instant");
const island = document.querySelector("site-map");
const words = JSON.parse(island.dataset.words);
const chosen = () => form.querySelector("[name=how]:checked")?.value ?? "village";
const thai = document.documentElement.lang === "th";

function showWay() {
  for (const way of form.querySelectorAll(".way")) way.hidden = !way.dataset.how.split(" ").includes(chosen());
  if (chosen() === "drawn") start();
}

/* ---------- instant checks ---------- */
let waiting = 0;
function checkSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(check, 500);
}

async function check() {
  const names = ["how", "role", "area_code", "road", "text", "crs", "drawing", "note"];
  const given = names.map((name) => [name, new FormData(form).get(name)]).filter(([, value]) => value);
  const needed = { village: "area_code", subdistrict: "area_code", road: "road", typed: "text", drawn: "drawing" }[chosen()];
  if (!needed || !given.some(([name]) => name === needed)) { told.textContent = ""; return; }
  given.push(["kind", form.dataset.kind], ["reference", form.dataset.reference]);
  const answer = await fetch(`/api/projects/check?${new URLSearchParams(given)}`);
  const found = answer.ok ? await answer.json() : null;
  told.textContent = found?.found ? said(found) : "";
}

function said(found) {
  const name = (one) => (thai ? one.name_th : one.name_en);
  const lines = [];
  if (!found.is_inside) lines.push(`⚠ ${words.outside}`);
  if (found.touched.length) lines.push(`${words.inside} ${found.touched.map((one) => `${name(one)} (${one.code})`).join(", ")}`);
  for (const one of found.near) lines.push(`⚠ ${words.near} ${name(one)} (${one.code}) ${one.metres} m`);
  for (const one of found.doubles) lines.push(`⚠ ${words.double}: ${one.reference} ${one.title_th} (${one.metres} m)`);
  return lines.join("\n");
}

/* ---------- drawing ---------- */
const drawing = document.getElementById("drawing");
const state = { kind: "point", points: [], map: null };

/** What was drawn before the page was answered. */
function takeUp() {
  try {
    const { type, coordinates } = JSON.parse(drawing.value);
    if (type === "Point") state.points = [coordinates];
    if (type === "MultiPoint") state.points = coordinates;
    if (type === "LineString") Object.assign(state, { kind: "line", points: coordinates });
    if (type === "Polygon") Object.assign(state, { kind: "area", points: coordinates[0].slice(0, -1) });
  } catch { /* nothing was drawn, or something that is not ours */ }
}

function geometry() {
  const { kind, points } = state;
  if (!points.length) return null;
  if (kind === "area" && points.length > 2) return { type: "Polygon", coordinates: [[...points, points[0]]] };
  if (kind !== "point" && points.length > 1) return { type: "LineString", coordinates: points };
  return points.length === 1 ? { type: "Point", coordinates: points[0] } : { type: "MultiPoint", coordinates: points };
}

function drawn() {
  const shape = geometry();
  drawing.value = shape ? JSON.stringify(shape) : "";
  const data = { type: "FeatureCollection", features: [
    ...(shape ? [{ type: "Feature", geometry: shape, properties: {} }] : []),
    ...state.points.map((point) => ({ type: "Feature", geometry: { type: "Point", coordinates: point }, properties: {} })),
  ] };
  state.map?.getSource("drawing")?.setData(data);
  island.querySelector("output").value = `${state.points.length} ${words.count}`;
  checkSoon();
}

function add({ lng, lat }) {
  state.points.push([Number(lng.toFixed(6)), Number(lat.toFixed(6))]);
  drawn();
}

function tools() {
  const bar = Object.assign(document.createElement("div"), { className: "tools" });
  const button = (label, act, pressed) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: label });
    made.addEventListener("click", act);
    if (pressed !== undefined) made.setAttribute("aria-pressed", pressed);
    bar.append(made);
    return made;
  };
  const kinds = ["point", "line", "area"].map((kind) => button(words[kind], () => {
    state.kind = kind;
    kinds.forEach((each, index) => each.setAttribute("aria-pressed", ["point", "line", "area"][index] === kind));
    drawn();
  }, kind === state.kind));
  button(words.undo, () => { state.points.pop(); drawn(); });
  button(words.clear, () => { state.points = []; drawn(); });
  bar.append(Object.assign(document.createElement("output"), { className: "tag" }));
  island.append(bar);
}

async function start() {
  if (state.map || !document.createElement("canvas").getContext("webgl2")) return;
  island.hidden = false;
  const maplibre = await import(island.dataset.maplibre);
  maplibre.setWorkerUrl(new URL(island.dataset.worker, location.href).href);
  const box = Object.assign(document.createElement("div"), { className: "gl" });
  island.append(box);
  const [west, south, east, north] = JSON.parse(island.dataset.box);
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const source = (id) => ({ type: "vector", url: `${location.origin}/tiles/${id}.json` });
  const line = (id, color, width, minzoom = 0) => ({ id, type: "line", source: id, "source-layer": id, minzoom, paint: { "line-color": color, "line-width": width } });
  state.map = new maplibre.Map({
    container: box, attributionControl: false, dragRotate: false, fadeDuration: 0, maxZoom: 18,
    bounds: [[west, south], [east, north]], fitBoundsOptions: { padding: 20 }, locale: { "Map.Title": words.map },
    style: {
      version: 8,
      sources: { districts: source("districts"), subdistricts: source("subdistricts"), rivers: source("rivers"), roads: source("roads"), drawing: { type: "geojson", data: { type: "FeatureCollection", features: [] } } },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": token("--map-land") || "#f7f6f3" } },
        line("rivers", "#8fb9d6", 1.5), line("roads", "#c9b98f", 1, 9), line("subdistricts", "#c2c8ce", 0.8, 8), line("districts", "#7b858e", 1.2),
        { id: "drawn-fill", type: "fill", source: "drawing", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#0b5cad", "fill-opacity": 0.2 } },
        { id: "drawn-line", type: "line", source: "drawing", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": "#0b5cad", "line-width": 3 } },
        { id: "drawn-point", type: "circle", source: "drawing", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 6, "circle-color": "#0b5cad", "circle-stroke-color": "#fff", "circle-stroke-width": 2 } },
      ],
    },
  });
  state.map.getCanvas().setAttribute("aria-label", words.map);
  state.map.on("click", ({ lngLat }) => add(lngLat));
  state.map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add(state.map.getCenter());
  });
  state.map.on("load", () => { island.dataset.state = "ready"; if (state.points.length) drawn(); });
  takeUp();
  tools();
  if (state.points.length || !drawing.value.trim()) drawn();
}

form.addEventListener("change", () => { showWay(); checkSoon(); });
form.addEventListener("input", checkSoon);
showWay();
