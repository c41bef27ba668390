// <gis-map>: the island that replaces the drawn map where WebGL2 is there. It knows layers, not pages.
// States (data-state): loading → ready, or simple (no WebGL2: the drawing stays).
// Events: "map-ready", "map-moved", "map-over" {feature, point}, "map-chose" {layer, id} or null.
import { OPACITY, RINGS, alike, chosen, drawn, geometryOf, shades, slotOf, sourceOf } from "./layers.js";
import { byCode, recode } from "./maps/codes.js";
import { colour } from "./maps/colours.js";
import { edge } from "./maps/edges.js";
import { addImages, token } from "./maps/images.js";
import { at } from "./maps/pick.js";
import { skyless } from "./maps/skyless.js";

const FONTS = ["400 16px Sarabun", "600 16px Sarabun"];
const SAMPLE = "กุ้งน้ำ ที่ตั้ง ญี่ปุ่น Aa1";
const CLOSE = 14; // the zoom at which it goes to a point
const PATIENCE = 500; // ms

export class GisMap extends HTMLElement {
  /** Starts the map; resolves to whether it runs. */
  async start(config) {
    this.config = config;
    this.layers = new Map(config.layers.map((layer) => [layer.id, layer]));
    this.shown = new Set();
    this.sources = new Map();
    this.dataset.state = "loading";
    try {
      if (config.is_past) throw new Error("a past day is drawn by the server");
      if (!hasWebGL2()) throw new Error("no WebGL2");
      await this.create(await import(this.dataset.maplibre));
      remember(true);
      return true;
    } catch (error) {
      console.info(`simple map: ${error.message}`);
      this.querySelector(".gl")?.remove();
      this.dataset.state = "simple";
      if (!config.is_past) remember(false);
      this.fetchDrawing();
      return false;
    }
  }

  /** The drawing that the server left out, because this browser used to draw the map itself. */
  async fetchDrawing() {
    const drawn = this.querySelector(".drawn");
    if (!drawn.querySelector("svg, img, p")) drawn.innerHTML = await (await fetch(`/maps/${this.config.current}.svg${location.search}`)).text();
  }

  async create(maplibre) {
    maplibre.setWorkerUrl(new URL(this.dataset.worker, location.href).href);
    await Promise.all(FONTS.map((font) => document.fonts.load(font, SAMPLE)));
    const box = Object.assign(document.createElement("div"), { className: "gl" });
    box.style.background = token("--map-out"); // a layer would draw it anew with every frame
    this.append(box);
    this.map = new maplibre.Map({
      container: box,
      style: { version: 8, sources: {}, layers: [], transition: { duration: 0 } },
      ...(this.config.view ?? { bounds: this.config.opening, fitBoundsOptions: this.room() }),
      locale: this.config.locale,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      maxZoom: 18,
      renderWorldCopies: false,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    await new Promise((done) => this.map.once("load", done));
    skyless(this.map);
    this.map.getCanvas().setAttribute("aria-label", this.config.locale["Map.Title"]);
    await addImages(this.map);
    this.order = [...this.layers.keys()];
    this.addLand();
    this.listen();
  }

  /** Paper under the provinces, so that what lies outside is grey. */
  addLand() {
    const provinces = this.layers.get("provinces");
    if (!provinces) return;
    this.addSource(provinces);
    const paint = { "fill-color": token("--map-land"), "fill-antialias": false };
    this.map.addLayer({ id: "land", type: "fill", source: "provinces", "source-layer": "provinces", paint });
  }

  listen() {
    const { map } = this;
    const tell = (name, detail) => this.dispatchEvent(new CustomEvent(name, { detail }));
    map.on("error", ({ error }) => console.warn("map:", error?.message));
    map.on("idle", () => { this.dataset.state = "ready"; this.dataset.idle = ""; });
    map.on("movestart", () => { delete this.dataset.idle; });
    map.on("moveend", () => tell("map-moved"));
    map.on("move", () => tell("map-moving"));
    map.on("mousemove", ({ point, lngLat }) => tell("map-over", { found: this.at(point), point, lngLat }));
    map.on("mouseout", () => tell("map-over", {}));
    map.on("click", ({ point, lngLat }) => {
      if (this.drawing) return;
      const found = this.at(point);
      if (found && isCrowd(found.feature)) map.easeTo({ center: lngLat, zoom: map.getZoom() + 2, animate: isMoving() });
      else tell("map-chose", found);
    });
  }

  at(point) { return at(this, point); }
  parts() { return [...this.shown].flatMap((id) => this.partsOf(id)).filter((id) => this.map.getLayer(id)); }
  partsOf(id) { const { geometry, labels } = drawn(this.layers.get(id)); return [...geometry, ...labels].map((part) => part.id); }
  owner(part) { const slot = part.split("/")[0]; return [...this.shown].find((id) => id === slot || slotOf(this.layers.get(id)) === slot); }

  /** Draws a layer, or takes it away. One at a time shades areas: the other gives way. */
  async show(id, on = true) {
    const layer = this.layers.get(id);
    if (!on) return this.hide(id);
    if (this.shown.has(id)) return;
    if (shades(layer.style) && this.succeed(layer)) return this.shade(layer);
    this.shown.add(id);
    this.addSourceOf(layer);
    const { geometry, labels } = drawn(layer), { circles } = layer.style;
    if (circles && !this.map.getSource(circles.at)) this.map.addSource(circles.at, { type: "geojson", data: new URL(circles.at, location.href).href });
    for (const part of [...geometry, ...labels]) this.map.addLayer(part);
    if (layer.opacity !== undefined) this.fade(id, layer.opacity);
    this.stack();
    if (layer.style.kind === "choropleth") await this.shade(layer);
  }

  hide(id) {
    for (const part of this.partsOf(id)) if (this.map.getLayer(part)) this.map.removeLayer(part);
    this.shown.delete(id);
    edge(this);
  }

  /** What shades now gives way to a layer; says whether its drawing stays for it, in the same place. */
  succeed(layer) {
    const before = [...this.shown].map((id) => this.layers.get(id)).find(({ style }) => shades(style));
    if (!before || !alike(before, layer)) return before && this.hide(before.id);
    const [here, there] = [this.order.indexOf(before.id), this.order.indexOf(layer.id)], share = layer.opacity ?? 1;
    [this.order[here], this.order[there]] = [layer.id, before.id];
    this.shown.delete(before.id);
    this.shown.add(layer.id);
    if (share !== (before.opacity ?? 1)) this.fade(layer.id, share);
    return true;
  }

  /** Another style of a layer; where its drawing stays, only values and colours are set. */
  async restyle(id, style) {
    const layer = this.layers.get(id), on = this.shown.has(id), stays = alike(layer, { ...layer, ...style });
    if (on && !stays) this.hide(id);
    if (!stays) delete layer.values; // of another style: they name none of its classes
    Object.assign(layer, style);
    if (on) await (stays ? this.shade(layer) : this.show(id));
  }

  addSource(layer, id = layer.id, tiles = `/tiles/${layer.id}.json`) {
    if (this.map.getSource(id)) return;
    const url = new URL(tiles, location.href).href;
    this.map.addSource(id, { type: "vector", url, promoteId: { [layer.id]: layer.id_field } });
  }

  /** A narrowed layer has a source of its own, any other that of its geometry. */
  addSourceOf(layer) {
    if (layer.tiles) this.addSource(layer, sourceOf(layer), layer.tiles);
    else this.addSource(this.layers.get(geometryOf(layer)) ?? layer);
  }

  /** Draws a layer from the tiles of what answers a question, or from all of them. */
  async narrow(id, tiles) {
    const layer = this.layers.get(id), on = this.shown.has(id), before = layer.tiles && sourceOf(layer);
    this.choose();
    if (on) await this.show(id, false);
    if (before && this.map.getSource(before)) this.map.removeSource(before);
    layer.tiles = tiles;
    if (on) await this.show(id);
  }

  /** Asks for the values of a layer ahead, so that map and page can change at once. */
  async bring(layer) {
    const { values_at: at } = layer;
    if (layer.style.kind === "choropleth") layer.brought = { at, told: await told(at) };
  }

  /** Values come apart from geometry and join it by code; of a narrowed layer only the areas that answer are drawn. */
  async shade(layer) {
    const source = geometryOf(layer), asked = layer.values_at;
    const ahead = layer.brought?.at === asked && layer.brought.told;
    const { values, out = [], is_narrowed: narrowed } = ahead || (typeof asked === "string" ? await told(asked) : asked);
    delete layer.brought;
    if (asked !== layer.values_at) return; // something else has been asked for since
    colour(this.map, source, layer.style, values, out);
    layer.values = values;
    recode(this.map, layer);
    const only = narrowed ? ["in", ["to-string", ["get", layer.id_field]], ["literal", Object.keys(values)]] : null;
    for (const part of this.partsOf(layer.id)) this.limit(part, only);
  }

  /** Draws what is set at once, ahead of what the page has to do; to be awaited until it is seen. */
  paint() {
    this.map.redraw();
    return new Promise((done) => {
      requestAnimationFrame(() => setTimeout(done));
      setTimeout(done, PATIENCE); // a hidden tab has no frames
    });
  }

  /** Every filter that is set, also the same again, makes all tiles anew. */
  limit(part, only) {
    if (this.map.getLayer(part) && (only || this.map.getFilter(part))) this.map.setFilter(part, only);
  }

  /** Geometry in the chosen order, rings, labels, numbers of circles; what lies highest finds its place first. */
  stack() {
    const shown = this.order.filter((id) => this.shown.has(id)).map((id) => drawn(this.layers.get(id)));
    const rings = [...RINGS, "asked-case", "asked-line", "asked-points"].map((id) => ({ id }));
    const labels = shown.flatMap((part) => part.labels).sort(byCode);
    const parts = shown.flatMap((part) => part.geometry), numbers = parts.filter(isNumber);
    for (const { id } of [...parts, ...rings, ...labels, ...numbers]) {
      if (this.map.getLayer(id)) this.map.moveLayer(id);
    }
    edge(this);
  }

  /** Moves a layer over (1) or under (-1) its neighbour among the shown ones; says whether it moved. */
  move(id, step) {
    const shown = this.order.filter((other) => this.shown.has(other));
    const neighbour = shown[shown.indexOf(id) + step];
    if (!neighbour) return false;
    const [here, there] = [this.order.indexOf(id), this.order.indexOf(neighbour)];
    [this.order[here], this.order[there]] = [neighbour, id];
    this.stack();
    return true;
  }

  fade(id, share) {
    const layer = this.layers.get(id);
    layer.opacity = share;
    if (!this.shown.has(id)) return;
    const { geometry, labels } = drawn(layer);
    for (const part of [...geometry, ...labels]) {
      for (const name of OPACITY[part.type]) this.map.setPaintProperty(part.id, name, faded(part.paint?.[name], share));
    }
    edge(this);
  }

  choose(layerId, id) {
    for (const ring of RINGS) if (this.map.getLayer(ring)) this.map.removeLayer(ring);
    if (!id) return;
    const layer = this.layers.get(layerId);
    this.addSourceOf(layer);
    for (const ring of chosen(layer, id)) this.map.addLayer(ring);
    this.stack();
  }

  zoomTo([west, south, east, north]) {
    this.map.fitBounds([[west, south], [east, north]], { ...this.room(), animate: isMoving(), duration: 500 });
  }

  /** How close the map goes to something, and the room left around it for the tools. */
  room() {
    const narrow = this.clientWidth < 600;
    return { maxZoom: CLOSE, padding: { top: 28, bottom: 32, left: narrow ? 12 : 32, right: narrow ? 64 : 68 } };
  }
}

const told = async (address) => (await fetch(address)).json();
const isMoving = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;
const isCrowd = ({ layer: { id } }) => id.endsWith("/crowd");
const isNumber = ({ id }) => id.endsWith("/number");

function hasWebGL2() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return Boolean(context);
}

/** Tells the server whether to put the drawn map into the page next time. */
function remember(draws) {
  document.cookie = `webgl2=${draws ? 1 : 0}; path=/maps; max-age=${draws ? 31536000 : 0}; samesite=lax`;
}

/** An opacity that may be an expression, times `share`. */
function faded(value, share) {
  if (value === undefined) return share;
  if (!Array.isArray(value)) return value * share;
  return value[0] === "case" ? ["case", value[1], value[2] * share, value[3] * share] : ["*", value, share];
}

customElements.define("gis-map", GisMap);
