// The filter: by attribute, by what the map shows now, by an area drawn on it. All of them are one question of the server.
import { front } from "./front.js";
import { decode } from "./encoded.js";

const find = (selector, root = document) => root.querySelector(selector);
const island = find("gis-map");

const form = () => find("#question form");
const matched = () => find("#narrowed").dataset.said;

async function ask(change) {
  const refusal = await front(form().dataset.layer, { page: "", ...change }, matched);
  outline();
  return refusal;
}

/** Says in the form what is wrong, at the field that it is about. */
function blame(refusal) {
  const wrong = find("#question-wrong");
  wrong.hidden = !refusal;
  wrong.textContent = refusal?.words ?? "";
  for (const field of form().querySelectorAll("[aria-invalid]")) ["aria-invalid", "aria-describedby"].forEach((name) => field.removeAttribute(name));
  const field = refusal?.place && form().querySelector(`[name="${CSS.escape(refusal.place)}"]`);
  if (!field) return;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", wrong.id);
  field.closest("details")?.setAttribute("open", "");
  field.focus();
}

/** Asks by the form, and says in it what is wrong. */
async function put(change) {
  const refusal = await ask(change);
  blame(refusal);
  return !refusal;
}

/** The filter goes, and with it the link that stood beside its count: the focus goes where one filters again. */
async function clear(link) {
  const stays = link.closest("#question");
  if (await put(CLEAR) && !stays) find("#map-tools [popovertarget=question]").focus();
}

const CLEAR = { filter: "", box: "", within: "" };

document.addEventListener("submit", (event) => {
  if (!event.target.closest("#question")) return;
  event.preventDefault();
  put({ ...CLEAR, ...Object.fromEntries(new FormData(event.target)) }).then((is) => { if (is) find("#where").value = find("#value").value = ""; });
});

const view = () => {
  const box = island.map.getBounds();
  return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((degrees) => degrees.toFixed(4)).join(",");
};

const ACTS = [
  ["#main a[href^='#']", go],
  ["[data-reset]", clear],
  ["[data-narrow=view]", () => put({ box: view() })],
  ["[data-narrow=draw]", draw],
];

document.addEventListener("click", (event) => {
  const [, act] = ACTS.find(([selector]) => event.target.closest(selector)) ?? [];
  if (!act || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  act(event.target);
});

/** Within the page, without touching the part of the address that holds the view. */
function go(link) {
  const there = find(link.closest("a").getAttribute("href"));
  there.scrollIntoView();
  there.focus({ preventScroll: true });
}

/* ---------- an area drawn by hand ---------- */

/** What draws comes when the filter is first opened. */
const drawer = () => import("./hand.js");
document.addEventListener("beforetoggle", ({ target }) => { if (target.id === "question") drawer(); }, true);

async function draw() {
  (await drawer()).draw({ island, ask, outline });
}

/** Draws an area on the map, one corner after another: the one of the address, or what is told. */
function outline(corners) {
  if (!island.map || (island.drawing && !corners)) return;
  const shown = corners ?? decode(new URLSearchParams(location.search).get("within") ?? "");
  // a line: of a ring whose edges cross the map would draw nothing
  const ring = shown.length > 1 ? [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [...shown, shown[0]] } }] : [];
  const points = corners ? shown.map((at) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } })) : [];
  const data = { type: "FeatureCollection", features: [...ring, ...points] };
  const source = island.map.getSource("asked");
  if (source) return source.setData(data);
  if (!shown.length) return;
  island.map.addSource("asked", { type: "geojson", data });
  island.map.addLayer({ id: "asked-case", type: "line", source: "asked", paint: { "line-color": "#fff", "line-width": 5 } });
  island.map.addLayer({ id: "asked-line", type: "line", source: "asked", paint: { "line-color": "#12161a", "line-width": 2, "line-dasharray": [3, 2] } });
  island.map.addLayer({ id: "asked-points", type: "circle", source: "asked", filter: ["==", ["geometry-type"], "Point"],
    paint: { "circle-radius": 6, "circle-color": "#12161a", "circle-stroke-color": "#fff", "circle-stroke-width": 2 } });
}

/** Shows what only works with a running map, also in a form that comes with another layer. */
function wake() {
  for (const part of document.querySelectorAll("[data-running]")) part.hidden = !island.map;
}

function begin() {
  wake();
  outline();
}

new MutationObserver(() => { wake(); outline(); }).observe(find("main"), { childList: true });
if (island.dataset.state === "ready") begin();
else {
  const seen = new MutationObserver(() => {
    if (island.dataset.state !== "ready") return;
    seen.disconnect();
    begin();
  });
  seen.observe(island, { attributeFilter: ["data-state"] });
}
