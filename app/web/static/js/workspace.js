// The map page: the list of layers, the details, the table and the address stay one with the map.
import * as address from "./address.js";
import { Pointer } from "./pointer.js";
import { shades } from "./layers.js";
import "./map.js";

const find = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const island = find("gis-map"), figure = find("figure.map"), details = find("#details");
const config = JSON.parse(document.getElementById(island.dataset.config).textContent);
const { words } = config;
const state = { current: config.current, selected: config.selected, layers: false, begun: false };

const tell = (text) => { find("#told").textContent = text; };
const named = (data, id) => find(`[data-${data}="${CSS.escape(id)}"]`);
const isShading = (id) => shades(island.layers.get(id).style);
const keep = () => state.begun && address.write(island, state);

/* ---------- layers ---------- */

async function show(id, on) {
  await island.show(id, on);
  mark();
}

/** The list says what the map shows: one layer that shades areas may have given way to another. */
function mark() {
  for (const box of all("[data-toggle]")) box.checked = island.shown.has(box.dataset.toggle);
  for (const group of all(".grouped")) find("[data-shown]", group).textContent = all("[data-toggle]:checked", group).length;
  showFar();
}

/** "Seen when zoomed in" stands only beside layers that the present zoom hides. */
function showFar() {
  for (const note of all("[data-far]")) note.hidden = island.map.getZoom() >= Number(note.dataset.far);
}

function fade(id, percent) {
  island.fade(id, percent / 100);
  const range = named("opacity", id);
  range.value = percent;
  range.nextElementSibling.value = `${percent}%`;
}

function move(id, step) {
  const said = !island.move(id, step) ? words.still : step > 0 ? words.raised : words.lowered;
  tell(`${said}: ${island.layers.get(id).title}`);
}

/* ---------- details ---------- */

async function choose(choice, { zoom = false, focus = false, quiet = false } = {}) {
  state.selected = choice;
  island.choose(choice?.layer, choice?.id);
  for (const row of all("[data-row]")) {
    if (choice?.layer === config.current && row.dataset.row === choice.id) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  keep();
  if (!choice) return details.replaceChildren(find("#about-layer").content.cloneNode(true));
  const asked = choice.layer === config.current ? location.search : "";
  const answer = await fetch(`/maps/${choice.layer}/features/${encodeURIComponent(choice.id)}${asked}`);
  if (!answer.ok) return tell(words.missing);
  details.innerHTML = await answer.text();
  present(find(".chosen", details), zoom, focus, quiet);
}

/** The details close; where they were the focus is no more. */
function leave() {
  choose(null);
  island.map.getCanvas().focus();
}

function present(panel, zoom, focus, quiet) {
  wake(panel);
  if (!quiet) tell(`${words.chose}: ${panel.dataset.name}`);
  details.scrollTop = 0;
  if (zoom) zoomTo(panel);
  if (focus) find("h2", panel).focus({ preventScroll: innerWidth > 960 });
}

const boundsOf = (panel) => panel?.dataset.bounds?.split(",").map(Number);

function zoomTo(panel) {
  const bounds = boundsOf(panel);
  if (bounds) island.zoomTo(bounds);
}

/** Shows what only works with a running map. */
function wake(root) {
  for (const part of all("[data-zoom], [data-tune], [data-act], [data-count], .ck", root)) part.hidden = false;
}

/* ---------- another layer, another page of the table ---------- */

const fetched = async (url) => new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
const swap = (other, selectors) => selectors.forEach((selector) => find(selector).replaceWith(find(selector, other)));

async function turn(url) {
  swap(await fetched(url), ["#twin"]);
  find("#twin").focus({ preventScroll: true });
  tell(find("#twin .hd").textContent.trim());
}

/** A layer that was in front shows all of today again. */
async function whole(id) {
  const layer = island.layers.get(id);
  if (layer.style.kind !== "choropleth") return layer.tiles && island.narrow(id, null);
  if (island.shown.has(id)) await island.shade(layer);
}

let opened = 0;

async function open(url) {
  if (location.search.includes("classes=")) return location.assign(url);
  const mine = ++opened, other = await fetched(url);
  const told = JSON.parse(find("#map-config", other).textContent);
  for (const { id, values_at } of told.layers) island.layers.get(id).values_at = values_at;
  await island.bring(island.layers.get(told.current));
  if (mine !== opened) return;
  const before = config.current;
  config.current = state.current = island.config.current = told.current;
  await island.show(config.current);
  await whole(before);
  await island.paint();
  mark();
  swap(other, ["#twin", ".sheet-head", ".source-line", "#about-layer", "h1", "#time", "#question", "#narrowed", `.lay[data-layer="${before}"] .key`, `.lay[data-layer="${before}"] .h small`]);
  figure.setAttribute("aria-label", find("figure.map", other).getAttribute("aria-label"));
  document.title = other.title;
  for (const row of all(".lay")) {
    row.toggleAttribute("aria-current", false);
    if (row.dataset.layer !== config.current) continue;
    row.setAttribute("aria-current", "true");
    find("details", row).open = true;
  }
  history.pushState(null, "", `${new URL(url).pathname}${address.withoutQuestion()}${location.hash}`);
  find("#layers").hidePopover();
  state.layers = true;
  await choose(null);
  tell(document.title);
}

/* ---------- what people do ---------- */

/* The list of what the map shows comes when it is first opened. */
find("#seen").addEventListener("beforetoggle", ({ target }) => import(target.dataset.module), { once: true });

const ACTS = {
  in: () => island.map.zoomIn(),
  out: () => island.map.zoomOut(),
  whole: () => island.zoomTo(config.bounds.flat()),
  link: copyLink,
};

async function copyLink() {
  keep();
  const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
  tell(copied ? words.copied : location.href);
  pointer.say(copied ? words.copied : location.href);
}

/** Plain clicks, by what was hit; the first that matches acts. */
const CLICKS = [
  ["[data-act]", ({ dataset }) => ACTS[dataset.act]()],
  ["[data-raise]", ({ dataset }) => changed(move(dataset.raise, 1))],
  ["[data-lower]", ({ dataset }) => changed(move(dataset.lower, -1))],
  ["[data-zoom]", (button) => zoomTo(button.closest(".chosen"))],
  ["[data-close]", leave],
  ["[data-print]", () => location.assign(address.print(island, config.current))],
  ["[data-save]", () => { changed(); location.assign(address.save(config.current)); }],
  ["[data-select]", ({ dataset }) => choose({ layer: config.current, id: dataset.select }, { zoom: true, focus: true })],
  ["[data-sort]", ({ href }) => turn(href)],
  ["[data-classing]", async (link) => (await import("./classing/dialogue.js")).follow(link, { island, config, state, choose, tell, fetched, swap })],
  [".lay .h > a", ({ href }) => open(href)],
];

function changed() {
  state.layers = true;
  keep();
}

function listen() {
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const [selector, act] = CLICKS.find(([one]) => event.target.closest(one)) ?? [];
    if (!selector) return;
    event.preventDefault();
    act(event.target.closest(selector));
  });
  document.addEventListener("change", async ({ target: { dataset, checked } }) => {
    if (!dataset.toggle) return;
    // What shades the map is what its title, years, legend and table tell of.
    if (checked && isShading(dataset.toggle) && dataset.toggle !== config.current) return open(find(`.lay[data-layer="${CSS.escape(dataset.toggle)}"] .h > a`).href);
    await show(dataset.toggle, checked);
    tell(`${checked ? words.shown : words.hidden}: ${island.layers.get(dataset.toggle).title}`);
    changed();
  });
  document.addEventListener("input", ({ target: { dataset, value } }) => {
    if (dataset.opacity) changed(fade(dataset.opacity, value));
  });
  document.addEventListener("keydown", ({ key, target }) => {
    if (key === "Escape" && state.selected && target.closest("#details, gis-map")) leave();
  });
  document.addEventListener("place-chosen", (event) => {
    const { code, level, bbox } = event.detail, areas = `${level}s`;
    const current = island.layers.get(config.current);
    const layer = (current.geometry_of ?? current.id) === areas ? config.current : areas;
    if (!island.layers.has(layer)) return;
    event.preventDefault();
    if (bbox) island.zoomTo(bbox);
    choose({ layer, id: code }, { focus: true });
  });
  document.addEventListener("feature-chosen", ({ detail }) => choose(detail, { focus: true }));
  document.addEventListener("front-changed", () => choose(state.selected, { quiet: true }));
  addEventListener("popstate", () => location.reload());
  island.addEventListener("map-moved", () => { showFar(); keep(); });
  island.addEventListener("map-chose", ({ detail }) => {
    pointer.hush();
    choose(detail && { layer: detail.layer, id: detail.id });
  });
}

/* ---------- the beginning ---------- */

/** The layers to begin with, the topmost first: those of the address, else those that are shown by themselves. */
function beginning(asked) {
  const shown = config.layers.filter((layer) => layer.shown || layer.id === config.current);
  const wanted = asked ?? shown.map((layer) => [layer.id]).reverse();
  const shading = wanted.map(([id]) => id).filter(isShading);
  const one = shading.includes(config.current) ? config.current : shading[0];
  return wanted.filter(([id]) => !isShading(id) || id === one);
}

async function begin(asked) {
  const wanted = beginning(asked);
  if (asked) {
    const ids = wanted.map(([id]) => id);
    island.order = [...island.order.filter((id) => !ids.includes(id)), ...ids.reverse()];
    state.layers = true;
  }
  for (const box of all("[data-toggle]")) box.checked = box.disabled = false;
  for (const [id, percent] of wanted) if (percent) fade(id, percent);
  await Promise.all(wanted.map(([id]) => show(id, true)));
  wake(document);
  reveal(find(".lay[aria-current]"));
  if (state.selected) island.choose(state.selected.layer, state.selected.id);
}

/** Scrolls the list of layers, and nothing else, until an entry and its legend can be seen. */
function reveal(entry) {
  const list = find("#layers"), under = entry.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
  if (under > 0) list.scrollTop += Math.min(under + 16, entry.getBoundingClientRect().top - list.getBoundingClientRect().top - 64);
}

let pointer;
const { view, layers } = address.read(new Set(config.layers.map(({ id }) => id)));
const opening = boundsOf(find(".chosen")) ?? config.bounds.flat();
if (await island.start({ ...config, opening, view })) {
  pointer = new Pointer(figure, island, words);
  listen(); // who is quicker than the first values is answered by the map, and not by another page
  await begin(layers);
  state.begun = true;
} else {
  find("[data-simple]").hidden = false;
}
