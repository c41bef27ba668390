// The map page: list of layers, legend, details, table and address stay one with the map.
// Address: /maps/<layer>?select=[<layer>:]<id>&layers=<top>,<next>~<opacity %>#<zoom>/<lat>/<lon>
import { position, roundLength } from "./coordinates.js";
import "./map.js";

const page = document.getElementById("workspace");
const island = page.querySelector("gis-map");
const config = JSON.parse(document.getElementById(island.dataset.config).textContent);
const words = config.words;
const find = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const told = document.getElementById("told");
const tell = (text) => { told.textContent = text; };
const toggle = (id) => find(`[data-toggle="${CSS.escape(id)}"]`);

/* ---------- the address ---------- */

function readAddress() {
  const [zoom, lat, lon] = location.hash.slice(1).split("/").map(Number);
  const asked = new URLSearchParams(location.search).get("layers");
  const layers = asked?.split(",").map((part) => part.split("~")).filter(([id]) => config.layers.some((layer) => layer.id === id));
  return { view: Number.isFinite(lon) ? { zoom, center: [lon, lat] } : null, layers };
}

function writeAddress() {
  const url = new URL(location.href);
  const { lng, lat } = island.map.getCenter();
  url.hash = `${island.map.getZoom().toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
  const shown = island.order.filter((id) => island.shown.has(id)).reverse();
  if (changed) url.searchParams.set("layers", shown.map((id) => [id, ...faintness(id)].join("~")).join(","));
  selected ? url.searchParams.set("select", selected.layer === config.current ? selected.id : `${selected.layer}:${selected.id}`) : url.searchParams.delete("select");
  history.replaceState(history.state, "", url);
}

const faintness = (id) => { const { opacity = 1 } = island.layers.get(id); return opacity < 1 ? [Math.round(opacity * 100)] : []; };

let changed = false, selected = config.selected;

/* ---------- layers ---------- */

async function show(id, on) {
  const layer = island.layers.get(id);
  if (on && layer.style.kind === "choropleth") {
    for (const other of config.layers) if (other.style.kind === "choropleth" && other.id !== id && island.shown.has(other.id)) await show(other.id, false);
  }
  await island.show(id, on);
  toggle(id).checked = on;
  for (const group of all(".grouped")) find("[data-shown]", group).textContent = all("[data-toggle]:checked", group).length;
  showFar();
}

function showFar() {
  for (const note of all("[data-far]")) note.hidden = !island.map || island.map.getZoom() >= Number(note.dataset.far);
}

page.addEventListener("change", async ({ target }) => {
  if (!target.dataset.toggle) return;
  changed = true;
  await show(target.dataset.toggle, target.checked);
  tell(`${target.checked ? words.shown : words.hidden}: ${island.layers.get(target.dataset.toggle).title}`);
  writeAddress();
});

page.addEventListener("input", ({ target }) => {
  if (!target.dataset.opacity) return;
  changed = true;
  island.fade(target.dataset.opacity, target.value / 100);
  target.nextElementSibling.value = `${target.value}%`;
  writeAddress();
});

/* ---------- details ---------- */

async function choose(choice, { zoom = false, focus = false } = {}) {
  selected = choice;
  island.map && island.choose(choice?.layer, choice?.id);
  for (const row of all("[data-row]")) row.toggleAttribute("aria-current", choice?.layer === config.current && row.dataset.row === choice?.id);
  for (const row of all("[data-row][aria-current]")) row.setAttribute("aria-current", "true");
  const details = document.getElementById("details");
  if (!choice) {
    details.replaceChildren(document.getElementById("about-layer").content.cloneNode(true));
    return writeAddress();
  }
  const answer = await fetch(`/maps/${choice.layer}/features/${encodeURIComponent(choice.id)}`);
  if (!answer.ok) return tell(words.missing);
  details.innerHTML = await answer.text();
  wake(details);
  const panel = find(".chosen", details);
  tell(`${words.chose}: ${panel.dataset.name}`);
  if (zoom && panel.dataset.bounds) island.zoomTo(panel.dataset.bounds.split(",").map(Number));
  if (focus) find("h2", panel).focus({ preventScroll: innerWidth > 960 });
  details.scrollTop = 0;
  writeAddress();
}

/** Shows what only works with a running map. */
function wake(root) {
  for (const part of all("[data-zoom], [data-tune], [data-act], [data-count]", root)) part.hidden = false;
  for (const box of all(".ck", root)) box.hidden = false;
}

document.addEventListener("click", async (event) => {
  if (!island.map) return;
  const hit = (name) => event.target.closest(`[${name}]`);
  const act = hit("data-act")?.dataset.act, link = hit("data-select"), name = event.target.closest(".lay .h > a");
  if (act) return ACTS[act]();
  if (hit("data-raise") || hit("data-lower")) return reorder(hit("data-raise")?.dataset.raise, hit("data-lower")?.dataset.lower);
  if (hit("data-zoom")) return island.zoomTo(hit("data-zoom").closest(".chosen").dataset.bounds.split(",").map(Number));
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (hit("data-close")) { event.preventDefault(); return choose(null); }
  if (link) { event.preventDefault(); return choose({ layer: config.current, id: link.dataset.select }, { zoom: true, focus: true }); }
  if (hit("data-sort")) { event.preventDefault(); return turn(hit("data-sort").href); }
  if (name) { event.preventDefault(); return open(name.href); }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && selected && island.map && event.target.closest("#details, gis-map")) { choose(null); island.map.getCanvas().focus(); }
});

const ACTS = {
  in: () => island.map.zoomIn(),
  out: () => island.map.zoomOut(),
  whole: () => island.zoomTo(config.bounds.flat()),
  async link() {
    writeAddress();
    try { await navigator.clipboard.writeText(location.href); tell(words.copied); } catch { tell(location.href); }
    hint(words.copied);
  },
};

function reorder(raised, lowered) {
  changed = true;
  const id = raised ?? lowered;
  tell(`${island.move(id, raised ? 1 : -1) ? (raised ? words.raised : words.lowered) : words.still}: ${island.layers.get(id).title}`);
  writeAddress();
}

/* ---------- another layer, another page of the table ---------- */

const fetched = async (url) => new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");

function swap(other, selectors) {
  for (const selector of selectors) find(selector).replaceWith(find(selector, other));
}

async function turn(url) {
  const other = await fetched(url);
  swap(other, ["#twin"]);
  document.getElementById("twin").focus({ preventScroll: true });
  tell(find("#twin .hd", document).textContent.trim());
}

async function open(url) {
  const other = await fetched(url);
  config.current = JSON.parse(find("#map-config", other).textContent).current;
  swap(other, ["#twin", ".sheet-head", ".source-line", "#about-layer"]);
  for (const row of all(".lay")) {
    const mine = row.dataset.layer === config.current;
    mine ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current");
    if (mine) find("details", row).open = true;
  }
  find("h1").textContent = find("h1", other).textContent;
  find("figure.map").setAttribute("aria-label", find("figure.map", other).getAttribute("aria-label"));
  document.title = other.title;
  history.pushState(null, "", `${url.split("#")[0].split("?")[0]}${location.search}${location.hash}`);
  changed = true;
  document.getElementById("layers").hidePopover?.();
  await show(config.current, true);
  await choose(null);
  tell(document.title);
}

addEventListener("popstate", () => location.reload());

/* ---------- what the pointer says ---------- */

const box = find("[data-hint]"), place = find("[data-position]"), scale = find("[data-scale]");

function hint(title, text = "", point = { x: island.clientWidth - 280, y: 24 }) {
  box.replaceChildren(Object.assign(document.createElement("b"), { textContent: title }), text);
  box.hidden = false;
  const left = Math.min(point.x + 14, island.clientWidth - box.offsetWidth - 8);
  box.style.transform = `translate(${Math.max(8, left)}px, ${Math.max(8, point.y - box.offsetHeight - 12)}px)`;
  clearTimeout(hint.timer);
  hint.timer = setTimeout(() => { box.hidden = true; }, 4000);
}

function over({ detail: { found, point, lngLat } }) {
  island.map.getCanvasContainer().classList.toggle("over", Boolean(found));
  if (lngLat) place.textContent = position(lngLat.lng, lngLat.lat);
  if (!found) { box.hidden = true; return; }
  const layer = island.layers.get(found.layer), { properties } = found.feature;
  hint(properties[layer.title_field] ?? properties[layer.fallback_field] ?? layer.title, about(layer, found), point);
}

function about(layer, { id, feature: { properties } }) {
  const { style, values, unit, decimals } = layer;
  if (style.kind === "choropleth") {
    const value = values?.[id];
    return value == null ? words.no_data : `${value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })} ${unit}`;
  }
  return style.categories?.find((category) => category.value === properties[style.attribute])?.title ?? (unit && properties[layer.title_field] !== undefined ? unit : "");
}

function measure() {
  const y = island.clientHeight / 2, wide = 110;
  const { metres, share } = roundLength(island.map.unproject([0, y]).distanceTo(island.map.unproject([wide, y])));
  find("i", scale).style.width = `${Math.round(share * wide)}px`;
  find("span", scale).textContent = metres >= 1000 ? `${metres / 1000} ${words.km}` : `${metres} ${words.m}`;
  showFar();
}

/* ---------- together ---------- */

document.addEventListener("place-chosen", (event) => {
  const { code, level, bbox } = event.detail;
  const areas = `${level}s`;
  const current = config.layers.find((layer) => layer.id === config.current);
  const layer = (current.geometry_of ?? current.id) === areas ? config.current : areas;
  if (!island.map || !island.layers.has(layer)) return;
  event.preventDefault();
  if (bbox) island.zoomTo(bbox);
  choose({ layer, id: code }, { focus: true });
});

async function start() {
  const { view, layers } = readAddress();
  if (!(await island.start({ ...config, ...(view ? { view: { ...view, bounds: undefined } } : {}) }))) {
    find("[data-simple]").hidden = false;
    return;
  }
  const wanted = layers ?? config.layers.filter((layer) => layer.style.shown || layer.id === config.current).map((layer) => [layer.id]).reverse();
  if (layers) {
    changed = true;
    island.order = [...island.order.filter((id) => !layers.some(([named]) => named === id)), ...layers.map(([id]) => id).reverse()];
  }
  for (const [id, faint] of wanted) if (faint) { island.layers.get(id).opacity = faint / 100; const range = find(`[data-opacity="${CSS.escape(id)}"]`); range.value = faint; range.nextElementSibling.value = `${faint}%`; }
  const shaded = wanted.map(([id]) => id).filter((id) => island.layers.get(id).style.kind === "choropleth");
  const one = shaded.includes(config.current) ? config.current : shaded[0];
  for (const box of all("[data-toggle]")) { box.checked = false; box.disabled = false; }
  await Promise.all(wanted.map(([id]) => (shaded.includes(id) && id !== one ? null : show(id, true))));
  wake(document);
  scale.hidden = place.hidden = false;
  island.addEventListener("map-moved", writeAddress);
  island.addEventListener("map-moving", measure);
  island.addEventListener("map-over", over);
  island.addEventListener("map-chose", ({ detail }) => { box.hidden = true; return choose(detail && { layer: detail.layer, id: detail.id }); });
  measure();
  if (selected) { island.choose(selected.layer, selected.id); const bounds = find(".chosen")?.dataset.bounds; if (bounds && !view) island.zoomTo(bounds.split(",").map(Number)); }
}

start();
