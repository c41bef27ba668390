// Drawing a point, a line or an area on a map, kept as GeoJSON in a field of a form. Without WebGL2 the field stands alone.

/**
 * @param island the element <site-map> with its words, its box and the addresses of MapLibre
 * @param field  the field that holds the GeoJSON
 * @param changed called whenever the shape has changed
 * @param kind   what is drawn at first: "point", "line" or "area"
 */
export function drawingOn(island, field, changed = () => {}, kind = "point") {
  const words = JSON.parse(island.dataset.words);
  const state = { kind, points: [], map: null };

  /** What was drawn before the page was answered. */
  function takeUp() {
    try {
      const { type, coordinates } = JSON.parse(field.value);
      if (type === "Point") Object.assign(state, { kind: "point", points: [coordinates] });
      if (type === "MultiPoint") Object.assign(state, { kind: "point", points: coordinates });
      if (type === "LineString") Object.assign(state, { kind: "line", points: coordinates });
      if (type === "Polygon") Object.assign(state, { kind: "area", points: coordinates[0].slice(0, -1) });
    } catch { /* nothing was drawn, or something that is not ours */ }
  }

  function geometry() {
    const { points } = state;
    if (!points.length) return null;
    if (state.kind === "area" && points.length > 2) return { type: "Polygon", coordinates: [[...points, points[0]]] };
    if (state.kind !== "point" && points.length > 1) return { type: "LineString", coordinates: points };
    return points.length === 1 ? { type: "Point", coordinates: points[0] } : { type: "MultiPoint", coordinates: points };
  }

  function show() {
    const shape = geometry();
    const data = { type: "FeatureCollection", features: [
      ...(shape ? [{ type: "Feature", geometry: shape, properties: {} }] : []),
      ...state.points.map((point) => ({ type: "Feature", geometry: { type: "Point", coordinates: point }, properties: {} })),
    ] };
    state.map?.getSource("drawing")?.setData(data);
    island.querySelector("output").value = `${state.points.length} ${words.count}`;
  }

  function drawn() {
    const shape = geometry();
    field.value = shape ? JSON.stringify(shape) : "";
    show();
    changed();
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
    const names = ["point", "line", "area"];
    const kinds = names.map((name) => button(words[name], () => {
      state.kind = name;
      kinds.forEach((each, index) => each.setAttribute("aria-pressed", names[index] === name));
      drawn();
    }, name === state.kind));
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
    state.map = ground(maplibre, island, box, words.map);
    state.map.getCanvas().setAttribute("aria-label", words.map);
    state.map.on("click", ({ lngLat }) => add(lngLat));
    state.map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      add(state.map.getCenter());
    });
    state.map.on("load", () => { island.dataset.state = "ready"; if (state.points.length) show(); });
    takeUp();
    tools();
    if (state.points.length) show();
    else if (!field.value.trim()) drawn();
  }

  return { start };
}

/** A map of districts, subdistricts, rivers and roads, with an empty drawing on top. */
export function ground(maplibre, island, container, title) {
  const [west, south, east, north] = JSON.parse(island.dataset.box);
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const source = (id) => ({ type: "vector", url: `${location.origin}/tiles/${id}.json` });
  const line = (id, color, width, minzoom = 0) => ({ id, type: "line", source: id, "source-layer": id, minzoom, paint: { "line-color": color, "line-width": width } });
  return new maplibre.Map({
    container, attributionControl: false, dragRotate: false, fadeDuration: 0, maxZoom: 18,
    bounds: [[west, south], [east, north]], fitBoundsOptions: { padding: 20 }, locale: { "Map.Title": title },
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
}
